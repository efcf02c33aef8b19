//! Writes a product as its seller has edited it.

use super::{acts::Difference, seller};
use crate::{
    Catalog, Error, NewProduct, NewVariant, OnHand, Outcome,
    import::slug,
    moderation::tell_answers,
    repeat::Request,
    store::{categories, goods as store, import},
    upsert_product,
};
use contracts::{
    Caller, Currency,
    goods::{Goods, MAX_VARIANTS, SaveGoods, SaveLine, Saved},
    ids::{CategoryId, OfferId, ProductId, SellerId, VariantId},
    problem::{Check, FieldError, Problem},
};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;
use web::{Act, IfMatch};

/// What search engines show of a title and a description.
const MAX_SEO_TITLE: usize = 100;
const MAX_SEO_ABOUT: usize = 320;

impl Catalog {
    /// Writes a new product; the one that it was, when the same was asked before under this key.
    pub(crate) async fn create_goods(&self, caller: &Caller, key: &str, save: SaveGoods) -> Result<Saved, Error> {
        let (seller, category) = (seller(caller)?, check(&save)?);
        let request = Request::new(seller, key, &save)?;
        let id = ProductId(Uuid::now_v7());
        let mut tx = self.db.begin().await?;
        if let Some(before) = request.begin(&mut tx).await? {
            return Ok(serde_json::from_value(before).map_err(anyhow::Error::from)?);
        }
        let place = address(&save);
        let handle = store::free_handle(&mut tx, seller, &place, id).await?;
        let kept = store::Locked::new(handle, Currency::Inr);
        let written = self.write(&mut tx, caller, id, &save, category, kept).await?;
        if written != Outcome::Created {
            // The same was created at the same moment; this one must not write over it.
            return Err(Error::Edited);
        }
        let saved = Saved { id, version: store::tell_engines(&mut tx, id, &save).await? };
        request.end(&mut tx, &saved).await?;
        self.note(&mut tx, caller, "product.create", None, id).await?;
        self.outbox.commit(tx).await?;
        self.cache.forget_goods();
        Ok(saved)
    }

    /// Writes what was changed of a product, if nobody else has changed it since it was read.
    pub(crate) async fn save_goods(
        &self,
        caller: &Caller,
        id: ProductId,
        wanted: &IfMatch,
        save: SaveGoods,
    ) -> Result<Saved, Error> {
        let seller = seller(caller)?;
        web::retry(|| self.save_once(caller, seller, id, wanted, &save)).await
    }

    async fn save_once(
        &self,
        caller: &Caller,
        seller: SellerId,
        id: ProductId,
        wanted: &IfMatch,
        save: &SaveGoods,
    ) -> Result<Saved, Error> {
        let mut tx = self.db.begin().await?;
        let kept = store::lock(&mut tx, seller, id).await?.ok_or(Error::NotFound("product"))?;
        wanted.check(kept.version).map_err(Error::Invalid)?;
        if kept.version != save.version {
            return Err(Error::Edited);
        }
        let category = check(save)?;
        let before = store::one(&mut tx, seller, id).await?;
        self.write(&mut tx, caller, id, save, category, kept).await?;
        store::move_to(&mut tx, id, &address(save)).await?;
        let version = store::tell_engines(&mut tx, id, save).await?;
        self.note(&mut tx, caller, "product.edit", before.as_ref(), id).await?;
        tell_answers(self, &mut tx, &[id.0]).await?;
        self.outbox.commit(tx).await?;
        self.cache.forget_goods();
        Ok(Saved { id, version })
    }

    /// Tells audit what has become of a product; nothing, where nothing has changed.
    async fn note(
        &self,
        tx: &mut PgConnection,
        caller: &Caller,
        action: &str,
        before: Option<&Goods>,
        id: ProductId,
    ) -> Result<(), Error> {
        let after = store::one(tx, seller(caller)?, id).await?.ok_or(Error::NotFound("product"))?;
        let Difference { before: was, after: is } = Difference::between(before, &after);
        if was.is_empty() && is.is_empty() {
            return Ok(());
        }
        let before = before.map(|_| was.into());
        let act = Act { action, subject: ("product", id.0), before, after: Some(is.into()), ..Act::default() };
        Ok(act.record(tx, &self.outbox, caller).await?)
    }

    async fn write(
        &self,
        tx: &mut PgConnection,
        caller: &Caller,
        id: ProductId,
        save: &SaveGoods,
        category: CategoryId,
        kept: store::Locked,
    ) -> Result<Outcome, Error> {
        let seller = seller(caller)?;
        // The tables may be large and the plans at hand from when they were small.
        import::plan_once(tx).await?;
        check_skus(tx, seller, &kept.handle, save).await?;
        let faces = store::faces(tx, id).await?;
        let product = NewProduct {
            id,
            seller,
            category: categories::open(tx, category).await?,
            slug: address(save),
            title: save.title.clone(),
            description_html: save.description_html.clone(),
            specs: save.specs.clone(),
            tags: save.tags.clone(),
            search_words: kept.search_words,
            status: save.status,
            featured: kept.featured,
            currency: kept.currency,
            options: save.options.clone(),
            variants: save.variants.iter().map(|line| variant(line, &faces)).collect(),
            pictures: store::pictures(tx, id).await?,
            handle: kept.handle,
            by: caller.user(),
        };
        Ok(upsert_product(self, tx, product).await?.outcome)
    }
}

/// A variant that exists keeps its id and its picture; an id of another product is none.
fn variant(line: &SaveLine, faces: &BTreeMap<VariantId, Option<usize>>) -> NewVariant {
    let known = line.id.filter(|id| faces.contains_key(id));
    NewVariant {
        id: known.unwrap_or(VariantId(Uuid::now_v7())),
        offer: OfferId(Uuid::now_v7()),
        sku: line.sku.clone(),
        options: line.options.clone(),
        price_minor: line.price_minor,
        compare_at_minor: line.compare_at_minor,
        on_hand: OnHand::Initially(line.on_hand),
        picture: known.and_then(|id| faces.get(&id).copied().flatten()),
    }
}

/// Where it is found: what the seller has chosen, or else the words of the title.
fn address(save: &SaveGoods) -> String {
    [&save.slug, &save.title]
        .map(|text| slug(text))
        .into_iter()
        .find(|slug| !slug.is_empty())
        .unwrap_or("product".into())
}

/// What the form alone is asked for; all else is checked where products are written.
fn check(save: &SaveGoods) -> Result<CategoryId, Error> {
    let mut check = Check::default();
    check.that(save.category.is_some(), "category", "Choose a category.");
    let text = |text: &str, limit: usize| text.chars().count() <= limit && !text.contains('\0');
    check.that(text(&save.seo_title, MAX_SEO_TITLE), "seo_title", "A page title has at most 100 characters.");
    check.that(text(&save.seo_about, MAX_SEO_ABOUT), "seo_about", "At most 320 characters for search engines.");
    check.that(save.variants.len() <= MAX_VARIANTS, "variants", "A product has 1 to 1,000 variants.");
    let mut seen = HashSet::new();
    for (place, line) in save.variants.iter().enumerate().take(MAX_VARIANTS) {
        let compare_at = line.compare_at_minor.is_none_or(|minor| minor > line.price_minor);
        let field = format!("variants.{place}.compare_at");
        check.that(compare_at, &field, "The price before is above the price.");
        let sku = line.sku.chars().count() <= 100 && !line.sku.contains('\0');
        check.that(sku, &format!("variants.{place}.sku"), "A SKU has at most 100 characters.");
        let once = line.id.is_none_or(|id| seen.insert(id));
        check.that(once, "variants", "A variant comes once.");
    }
    check.done().map_err(Error::Invalid)?;
    save.category.ok_or(Error::NotFound("category"))
}

/// Names the variants whose SKUs belong to other products of the shop.
async fn check_skus(tx: &mut PgConnection, seller: SellerId, handle: &str, save: &SaveGoods) -> Result<(), Error> {
    let skus: Vec<String> = save.variants.iter().map(|line| line.sku.trim().to_owned()).collect();
    let owners = import::owners(tx, seller, &skus).await?;
    let taken = skus.iter().enumerate().filter(|(_, sku)| owners.get(*sku).is_some_and(|owner| owner != handle));
    let errors: Vec<FieldError> = taken
        .map(|(place, sku)| FieldError {
            field: format!("variants.{place}.sku"),
            message: format!("Another product of yours has the SKU “{sku}”."),
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(Problem::invalid(errors))) }
}
