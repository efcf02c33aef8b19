//! Where in our tree a product belongs.

use super::{header::Column, product::slug, report::Report, row::Row};
use contracts::ids::CategoryId;
use std::collections::HashMap;

/// The category of what fits nowhere else.
pub(crate) const REST_SLUG: &str = "everything-else";
pub(crate) const REST_NAME: &str = "Everything else";

/// Our categories by slug and by name.
pub(crate) struct Shelves {
    known: HashMap<String, CategoryId>,
    /// The category of what fits nowhere else.
    rest: CategoryId,
}

impl Shelves {
    /// `rest` is for the category of what fits nowhere else, where there is none yet.
    pub fn new(categories: impl IntoIterator<Item = (CategoryId, String, String)>, rest: CategoryId) -> Self {
        let mut known = HashMap::new();
        let categories: Vec<_> = categories.into_iter().collect();
        // A slug is one category's only; of two categories with one name, the one that is shown first.
        let slugs = categories.iter().map(|(id, by_slug, _)| (by_slug.clone(), *id));
        let names = categories.iter().flat_map(|(id, _, name)| [(slug(name), *id), (name.to_lowercase(), *id)]);
        for (key, id) in slugs.chain(names).filter(|(key, _)| !key.is_empty()) {
            known.entry(key).or_insert(id);
        }
        let rest = known.get(REST_SLUG).copied().unwrap_or(rest);
        Self { known, rest }
    }

    /// The category of a product, and whether it is the one for what fits nowhere else.
    ///
    /// Shopify's category comes before the seller's own type; of a path, the narrowest step that we have counts.
    pub fn find(&self, first: &Row, report: &mut Report) -> (CategoryId, bool) {
        let named = [Column::Category, Column::Type];
        let found =
            named.iter().find_map(|column| first.get(*column).rsplit(['>', '/']).find_map(|step| self.named(step)));
        if let Some(category) = found {
            return (category, category == self.rest);
        }
        if named.into_iter().all(|column| !first.speaks_of(column)) {
            let message = "the file has no category";
            report.warn(first.issue(Column::Type, message, "a new product goes to Everything else"));
            return (self.rest, true);
        }
        let said = named.into_iter().find(|column| !first.get(*column).is_empty()).unwrap_or(Column::Type);
        let message =
            if first.get(said).is_empty() { "there is no category" } else { "there is no such category here" };
        report.warn(first.issue(said, message, "the product goes to Everything else"));
        (self.rest, true)
    }

    fn named(&self, step: &str) -> Option<CategoryId> {
        let step = step.trim();
        self.known.get(&slug(step)).or_else(|| self.known.get(&step.to_lowercase())).copied()
    }
}
