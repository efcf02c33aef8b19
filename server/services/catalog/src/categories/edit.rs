//! The category tree as admins tend it.

use super::{MAX_DEPTH, Stored, Tree};
use crate::{Catalog, Error, import, moderation::admin, store::categories as store};
use contracts::{
    Caller,
    catalog::Category,
    ids::CategoryId,
    moderation::{SaveCategory, Shift},
    problem::{Check, FieldError, Problem},
};
use serde_json::{Value, json};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;
use web::{Act, IfMatch};

impl Catalog {
    /// The tree as it stands; how many products are on sale in it may be as old as the cached tree.
    pub(crate) async fn tended_categories(&self, caller: &Caller) -> Result<Vec<Category>, Error> {
        admin(caller)?;
        let counted = self.tree().await?;
        let mut db = self.db.acquire().await?;
        let stored = store::bare(&mut db).await?;
        let mut roots = Tree::grow(&stored).roots;
        count(&mut roots, &counted, &store::left(&mut db).await?);
        Ok(roots)
    }

    /// A category as it is edited.
    pub(crate) async fn tended_category(&self, caller: &Caller, id: CategoryId) -> Result<SaveCategory, Error> {
        admin(caller)?;
        let all = store::bare(&mut *self.db.acquire().await?).await?;
        Ok(edited(find(&all, id.0)?))
    }

    /// Adds a category behind its neighbours.
    pub(crate) async fn add_category(&self, caller: &Caller, save: &SaveCategory) -> Result<CategoryId, Error> {
        admin(caller)?;
        let (name, about) = check(save)?;
        let slug = import::slug(name);
        let mut tx = self.db.begin().await?;
        store::lock(&mut tx).await?;
        let all = store::bare(&mut tx).await?;
        let parent = save.parent.map(|parent| parent.0);
        fits(&all, None, parent, "parent")?;
        let id = Uuid::now_v7();
        let category = Stored {
            id,
            parent,
            slug,
            name: name.to_owned(),
            about: about.to_owned(),
            picture: String::new(),
            products: 0,
            merging_into: None,
        };
        let position = all.iter().filter(|other| other.parent == parent).count();
        if !store::add(&mut tx, &category, position as i32).await? {
            return Err(field("name", "Another category has an address of the same letters. Choose another name."));
        }
        let after = json!({ "name": name, "slug": category.slug, "parent": parent });
        self.record(&mut tx, caller, "category.add", id, None, Some(after)).await?;
        self.outbox.commit(tx).await?;
        self.forget();
        Ok(CategoryId(id))
    }

    /// Gives a category another name, description or place.
    pub(crate) async fn save_category(
        &self,
        caller: &Caller,
        id: CategoryId,
        wanted: &IfMatch,
        save: &SaveCategory,
    ) -> Result<(), Error> {
        admin(caller)?;
        let (name, about) = check(save)?;
        let mut tx = self.db.begin().await?;
        store::lock(&mut tx).await?;
        let all = store::bare(&mut tx).await?;
        let old = find(&all, id.0)?;
        wanted.check(web::digest(&edited(old))).map_err(Error::Invalid)?;
        let parent = save.parent.map(|parent| parent.0);
        fits(&all, Some(id.0), parent, "parent")?;
        store::change(&mut tx, id.0, parent, name, about).await?;
        if (old.name.as_str(), old.parent) != (name, parent) {
            store::note_renamed(&mut tx, id.0).await?;
        }
        let before = json!({ "name": old.name, "about": old.about, "parent": old.parent });
        let after = json!({ "name": name, "about": about, "parent": parent });
        self.record(&mut tx, caller, "category.change", id.0, Some(before), Some(after)).await?;
        self.outbox.commit(tx).await?;
        self.forget();
        Ok(())
    }

    /// Lets a category change places with its neighbour; at the edge it stays.
    pub(crate) async fn shift_category(&self, caller: &Caller, id: CategoryId, shift: Shift) -> Result<(), Error> {
        admin(caller)?;
        let mut tx = self.db.begin().await?;
        store::lock(&mut tx).await?;
        let all = store::bare(&mut tx).await?;
        let parent = find(&all, id.0)?.parent;
        let mut order: Vec<Uuid> = all.iter().filter(|other| other.parent == parent).map(|other| other.id).collect();
        let at = order.iter().position(|other| *other == id.0).unwrap_or_default();
        let to = match shift {
            Shift::Up => at.saturating_sub(1),
            Shift::Down => (at + 1).min(order.len() - 1),
        };
        order.swap(at, to);
        store::arrange(&mut tx, &order).await?;
        let (before, after) = (json!({ "place": at + 1 }), json!({ "place": to + 1 }));
        self.record(&mut tx, caller, "category.shift", id.0, Some(before), Some(after)).await?;
        self.outbox.commit(tx).await?;
        self.forget();
        Ok(())
    }

    /// Deletes a category that is empty.
    pub(crate) async fn delete_category(&self, caller: &Caller, id: CategoryId) -> Result<(), Error> {
        admin(caller)?;
        let mut tx = self.db.begin().await?;
        store::lock(&mut tx).await?;
        let old = find(&store::bare(&mut tx).await?, id.0)?.clone();
        if !store::delete(&mut tx, id.0).await? {
            return Err(Error::CategoryInUse);
        }
        let before = json!({ "name": old.name, "slug": old.slug, "parent": old.parent });
        self.record(&mut tx, caller, "category.delete", id.0, Some(before), None).await?;
        self.outbox.commit(tx).await?;
        self.forget();
        Ok(())
    }

    pub(super) async fn record(
        &self,
        tx: &mut PgConnection,
        caller: &Caller,
        action: &str,
        id: Uuid,
        before: Option<Value>,
        after: Option<Value>,
    ) -> Result<(), Error> {
        let act = Act { action, subject: ("category", id), before, after, ..Act::default() };
        Ok(act.record(tx, &self.outbox, caller).await?)
    }
}

fn edited(category: &Stored) -> SaveCategory {
    let parent = category.parent.map(CategoryId);
    SaveCategory { name: category.name.clone(), about: category.about.clone(), parent }
}

/// Takes over what the cached tree has counted, and what is left in those that are being merged.
fn count(categories: &mut [Category], counted: &Tree, left: &HashMap<Uuid, u64>) {
    for category in categories {
        category.products = counted.place_of(category.id).map_or(0, |place| place.category.products);
        category.merging = left.get(&category.id.0).copied();
        count(&mut category.children, counted, left);
    }
}

fn check(save: &SaveCategory) -> Result<(&str, &str), Error> {
    let (name, about) = (save.name.trim(), save.about.trim());
    let plain = |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(char::is_control);
    let mut check = Check::default();
    let named = plain(name, 60) && !import::slug(name).is_empty();
    check.that(named, "name", "A name has 1 to 60 characters, letters a to z or digits among them.");
    check.that(plain(about, 300), "about", "A description has at most 300 characters, in one line.");
    check.done().map_err(Error::Invalid)?;
    Ok((name, about))
}

fn field(name: &str, message: &str) -> Error {
    Error::Invalid(Problem::invalid(vec![FieldError { field: name.to_owned(), message: message.to_owned() }]))
}

pub(super) fn find(all: &[Stored], id: Uuid) -> Result<&Stored, Error> {
    all.iter().find(|category| category.id == id).ok_or(Error::NotFound("category"))
}

/// A category and all above it, itself first. Comes to an end even in a circle.
fn upwards(all: &[Stored], id: Uuid) -> impl Iterator<Item = &Stored> {
    let next = |id: Option<Uuid>| id.and_then(|id| all.iter().find(|category| category.id == id));
    std::iter::successors(next(Some(id)), move |category| next(category.parent)).take(MAX_DEPTH + 1)
}

/// The names by which what is in a category is found.
pub(super) fn names(all: &[Stored], id: Uuid) -> String {
    upwards(all, id).map(|category| category.name.as_str()).collect::<Vec<_>>().join(" ")
}

/// How many levels a category spans, with what is below it.
fn height(all: &[Stored], id: Uuid) -> usize {
    let below = |other: &Stored| upwards(all, other.id).position(|above| above.id == id).map(|steps| steps + 1);
    all.iter().filter_map(below).max().unwrap_or(1)
}

/// Whether a category, or a new one, may stand below `parent`: never below itself, and not too deep.
fn fits(all: &[Stored], id: Option<Uuid>, parent: Option<Uuid>, named: &str) -> Result<(), Error> {
    let Some(parent) = parent else { return Ok(()) };
    hold(all, id, parent, id.map_or(1, |id| height(all, id)), named)
}

/// What is below `from` comes below `into`.
pub(super) fn mergeable(all: &[Stored], from: Uuid, into: Uuid) -> Result<(), Error> {
    if find(all, from)?.merging_into.is_some() {
        return Err(field("into", "It is being merged into another category already."));
    }
    if from == into {
        return Err(field("into", "Choose another category."));
    }
    hold(all, Some(from), into, height(all, from) - 1, "into")
}

/// Whether there is room for so many levels of `id` below a category.
fn hold(all: &[Stored], id: Option<Uuid>, below: Uuid, levels: usize, named: &str) -> Result<(), Error> {
    // One that is being merged is as good as gone.
    if !all.iter().any(|category| category.id == below && category.merging_into.is_none()) {
        return Err(field(named, "There is no such category any more."));
    }
    if upwards(all, below).any(|above| Some(above.id) == id) {
        return Err(field(named, "A category cannot come below itself."));
    }
    let deep = upwards(all, below).count() + levels > MAX_DEPTH;
    if deep { Err(field(named, "The tree has six levels at most.")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(id: u128, parent: Option<u128>) -> Stored {
        Stored {
            id: Uuid::from_u128(id),
            parent: parent.map(Uuid::from_u128),
            slug: id.to_string(),
            name: format!("N{id}"),
            about: String::new(),
            picture: String::new(),
            products: 0,
            merging_into: None,
        }
    }

    #[test]
    fn a_branch_stands_neither_below_itself_nor_too_deep() {
        let mut all: Vec<Stored> = (1..=5).map(|id| stored(id, (id > 1).then(|| id - 1))).collect();
        all.extend([stored(8, None), stored(9, Some(8))]);
        let fits =
            |id: u128, parent: u128| fits(&all, Some(Uuid::from_u128(id)), Some(Uuid::from_u128(parent)), "parent");

        assert!(fits(8, 4).is_ok());
        assert!(fits(8, 5).is_err(), "seven levels");
        assert!(fits(1, 3).is_err() && fits(3, 3).is_err(), "a circle");
        assert!(fits(3, 1).is_ok());
        assert!(mergeable(&all, Uuid::from_u128(9), Uuid::from_u128(5)).is_ok(), "its products only");
        assert!(mergeable(&all, Uuid::from_u128(1), Uuid::from_u128(2)).is_err());
        assert_eq!(names(&all, Uuid::from_u128(2)), "N2 N1");
    }
}
