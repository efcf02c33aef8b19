//! Pictures of a product: added, moved, described, removed.

use super::seller;
use crate::{
    Catalog, Error,
    moderation::tell_answers,
    store::{goods as store, written},
};
use contracts::{
    Caller,
    catalog::Picture,
    goods::{ChangePicture, PictureChange},
    ids::ProductId,
    problem::Check,
};
use serde_json::json;
use web::{Act, IfMatch};

/// The most pictures of a product.
const MAX_PICTURES: usize = 30;

/// The longest description of a picture.
const MAX_ALT: usize = 500;

impl Catalog {
    /// Adds a picture behind the others.
    pub(crate) async fn add_picture(&self, caller: &Caller, id: ProductId, file: Vec<u8>) -> Result<Picture, Error> {
        let seller = seller(caller)?;
        // Nobody makes us work for somebody else's product.
        store::one(&mut *self.db.acquire().await?, seller, id).await?.ok_or(Error::NotFound("product"))?;
        let src = self.media.keep(id, file).await?;

        let mut tx = self.db.begin().await?;
        store::lock(&mut tx, seller, id).await?.ok_or(Error::NotFound("product"))?;
        let mut pictures = store::pictures(&mut tx, id).await?;
        let picture = Picture { src, alt: String::new() };
        pictures.push(picture.clone());
        if let Err(problem) = enough(&pictures) {
            self.media.remove(&picture.src).await;
            return Err(problem);
        }
        written::pictures(&mut tx, id, &pictures).await?;
        store::cover(&mut tx, id).await?;
        tell_answers(self, &mut tx, &[id.0]).await?;
        let after = Some(json!({ "picture": picture.src }));
        let act = Act { action: "product.add_picture", subject: ("product", id.0), after, ..Act::default() };
        act.record(&mut tx, &self.outbox, caller).await?;
        self.outbox.commit(tx).await?;
        self.cache.forget_goods();
        Ok(picture)
    }

    /// Moves, describes or removes one picture, if the product is still as it was seen.
    pub(crate) async fn change_picture(
        &self,
        caller: &Caller,
        id: ProductId,
        wanted: &IfMatch,
        change: &ChangePicture,
    ) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let kept = store::lock(&mut tx, seller(caller)?, id).await?.ok_or(Error::NotFound("product"))?;
        let before = store::pictures(&mut tx, id).await?;
        wanted.check(version(kept.version, &before)).map_err(Error::Invalid)?;
        let at = before.iter().position(|picture| picture.src == change.src).ok_or(Error::NotFound("picture"))?;
        let mut order: Vec<usize> = (0..before.len()).collect();
        let mut pictures = before.clone();
        match &change.what {
            PictureChange::Up => order.swap(at, at.saturating_sub(1)),
            PictureChange::Down => order.swap(at, (at + 1).min(before.len() - 1)),
            PictureChange::Remove => drop(order.remove(at)),
            PictureChange::Describe { alt } => pictures[at].alt = described(alt)?,
        }
        let pictures: Vec<Picture> = order.iter().map(|&from| pictures[from].clone()).collect();
        written::pictures(&mut tx, id, &pictures).await?;
        store::follow(&mut tx, id, &moves(before.len(), &order)).await?;
        store::cover(&mut tx, id).await?;
        tell_answers(self, &mut tx, &[id.0]).await?;
        let stands = |pictures: &[Picture]| {
            let at = pictures.iter().position(|picture| picture.src == change.src)?;
            Some(json!({ "picture": change.src, "place": at + 1, "alt": pictures[at].alt }))
        };
        let (before, after) = (stands(&before), stands(&pictures));
        let act = Act { action: "product.change_picture", subject: ("product", id.0), before, after, ..Act::default() };
        act.record(&mut tx, &self.outbox, caller).await?;
        self.outbox.commit(tx).await?;
        if matches!(change.what, PictureChange::Remove) {
            self.media.remove(&change.src).await;
        }
        self.cache.forget_goods();
        Ok(())
    }
}

/// The version of a product with its pictures, which change without: an edit of the rest asks for the beginning of it only.
pub(super) fn version(of_product: i64, pictures: &[Picture]) -> String {
    format!("{of_product}.{}", web::digest(&pictures))
}

/// Where each picture has gone; none when it is no more.
fn moves(count: usize, order: &[usize]) -> Vec<Option<i32>> {
    let now = |from| order.iter().position(|&was| was == from);
    (0..count).map(|from| now(from).and_then(|to| i32::try_from(to).ok())).collect()
}

fn enough(pictures: &[Picture]) -> Result<(), Error> {
    let mut check = Check::default();
    check.that(pictures.len() <= MAX_PICTURES, "pictures", "A product has at most 30 pictures.");
    check.done().map_err(Error::Invalid)
}

fn described(alt: &str) -> Result<String, Error> {
    let alt = alt.trim();
    let mut check = Check::default();
    let fits = alt.chars().count() <= MAX_ALT && !alt.contains('\0');
    check.that(fits, "alt", "A description has at most 500 characters.");
    check.done().map_err(Error::Invalid)?;
    Ok(alt.to_owned())
}

#[cfg(test)]
mod tests {
    use super::moves;

    #[test]
    fn variants_follow_their_pictures() {
        assert_eq!(moves(3, &[1, 0, 2]), [Some(1), Some(0), Some(2)]);
        assert_eq!(moves(3, &[0, 2]), [Some(0), None, Some(1)]);
    }
}
