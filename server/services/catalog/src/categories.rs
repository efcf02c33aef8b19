//! The category tree.

mod edit;
mod merging;
mod renamed;

use crate::{Catalog, Error, cache, store};
use contracts::{
    catalog::{Category, Crumb},
    ids::CategoryId,
};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;
use web::Sweeper;

/// The deepest tree that is read: deeper ones have no place in a menu, and a circle must come to an end.
const MAX_DEPTH: usize = 6;

pub(crate) fn sweepers(catalog: &Catalog) -> Vec<Sweeper> {
    vec![merging::sweeper(catalog), renamed::sweeper(catalog)]
}

/// The whole tree, and where everything is in it.
#[derive(Debug)]
pub(crate) struct Tree {
    pub roots: Vec<Category>,
    places: HashMap<String, Place>,
    slugs: HashMap<CategoryId, String>,
    /// Old addresses of what became part of another category, and the address that it has now.
    moved: HashMap<String, String>,
}

/// One category's place.
#[derive(Debug)]
pub(crate) struct Place {
    pub category: Category,
    /// From the root to the category itself.
    pub path: Vec<Crumb>,
    /// The category and everything below it.
    pub ids: Vec<Uuid>,
}

/// A category as it is stored, with the products that are in itself.
#[derive(Clone)]
pub(crate) struct Stored {
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub slug: String,
    pub name: String,
    pub about: String,
    pub picture: String,
    pub products: u64,
    /// Where its products move, before it is gone.
    pub merging_into: Option<Uuid>,
}

impl Catalog {
    /// The category tree, with how many products each shows.
    pub async fn categories(&self) -> Result<Vec<Category>, Error> {
        Ok(self.tree().await?.roots.clone())
    }

    /// The tree as it was a minute ago, or a little before: to count a large market takes a while, and nobody waits for it
    /// but who comes first of all, or first after the categories themselves have changed.
    pub(crate) async fn tree(&self) -> Result<Arc<Tree>, Error> {
        if let Some(old) = self.cache.tree.get(&()).await
            && !self.cache.tree_is_young.contains_key(&())
        {
            self.cache.tree_is_young.insert((), ()).await;
            let catalog = self.clone();
            tokio::spawn(async move {
                let kept = &catalog.cache.tree;
                match catalog.read_tree().await {
                    // When the categories have changed meanwhile, this may be how they were before.
                    Ok(tree) if kept.get(&()).await.is_some_and(|now| Arc::ptr_eq(&now, &old)) => {
                        kept.insert((), Arc::new(tree)).await;
                    }
                    Ok(_) => {}
                    Err(error) => tracing::warn!(%error, "the category tree stays as it was"),
                }
            });
        }
        cache::through(&self.cache.tree, (), self.read_tree()).await
    }

    async fn read_tree(&self) -> Result<Tree, Error> {
        self.cache.tree_is_young.insert((), ()).await;
        let mut db = self.db.acquire().await?;
        let stored = store::categories::all(&mut db).await?;
        let moved = store::categories::moved(&mut db).await?;
        Ok(Tree { moved, ..Tree::grow(&stored) })
    }
}

impl Tree {
    /// Builds the tree of categories that come in the order in which they are shown.
    pub fn grow(stored: &[Stored]) -> Self {
        let mut children: HashMap<Option<Uuid>, Vec<&Stored>> = HashMap::new();
        for category in stored {
            children.entry(category.parent).or_default().push(category);
        }
        let mut tree = Self { roots: Vec::new(), places: HashMap::new(), slugs: HashMap::new(), moved: HashMap::new() };
        tree.roots = tree.branch(&children, None, &[]);
        tree
    }

    fn branch(
        &mut self,
        children: &HashMap<Option<Uuid>, Vec<&Stored>>,
        of: Option<Uuid>,
        above: &[Crumb],
    ) -> Vec<Category> {
        if above.len() >= MAX_DEPTH {
            return Vec::new();
        }
        let below = children.get(&of).map(Vec::as_slice).unwrap_or_default();
        below.iter().map(|stored| self.plant(children, stored, above)).collect()
    }

    fn plant(&mut self, children: &HashMap<Option<Uuid>, Vec<&Stored>>, stored: &Stored, above: &[Crumb]) -> Category {
        let mut path = above.to_vec();
        path.push(Crumb { slug: stored.slug.clone(), name: stored.name.clone() });
        let below = self.branch(children, Some(stored.id), &path);
        let mut ids = vec![stored.id];
        ids.extend(
            below.iter().filter_map(|child| self.place(&child.slug)).flat_map(|place| place.ids.iter().copied()),
        );
        let category = Category {
            id: CategoryId(stored.id),
            slug: stored.slug.clone(),
            name: stored.name.clone(),
            about: stored.about.clone(),
            picture: stored.picture.clone(),
            products: stored.products + below.iter().map(|child| child.products).sum::<u64>(),
            children: below,
            merging: None,
        };
        self.slugs.insert(category.id, category.slug.clone());
        self.places.insert(category.slug.clone(), Place { category: category.clone(), path, ids });
        category
    }

    /// Where a category is; old addresses lead on.
    pub fn place(&self, slug: &str) -> Option<&Place> {
        self.places.get(slug).or_else(|| self.places.get(self.moved.get(slug)?))
    }

    pub fn place_of(&self, id: CategoryId) -> Option<&Place> {
        self.place(self.slugs.get(&id)?)
    }

    /// Everything in and below the named categories; unknown names add nothing.
    pub fn ids(&self, slugs: &[String]) -> Vec<Uuid> {
        slugs.iter().filter_map(|slug| self.place(slug)).flat_map(|place| place.ids.iter().copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(id: u128, parent: Option<u128>, slug: &str, products: u64) -> Stored {
        Stored {
            id: Uuid::from_u128(id),
            parent: parent.map(Uuid::from_u128),
            slug: slug.to_owned(),
            name: slug.to_uppercase(),
            about: String::new(),
            picture: String::new(),
            products,
            merging_into: None,
        }
    }

    #[test]
    fn a_category_counts_what_is_below_it() {
        let tree =
            Tree::grow(&[stored(1, None, "home", 1), stored(2, Some(1), "lamps", 4), stored(3, Some(1), "rugs", 2)]);

        let home = tree.place("home").unwrap();
        assert_eq!((home.category.products, home.ids.len()), (7, 3));
        assert_eq!(
            tree.place("lamps").unwrap().path.iter().map(|crumb| crumb.slug.as_str()).collect::<Vec<_>>(),
            ["home", "lamps"]
        );
        assert_eq!(tree.place_of(CategoryId(Uuid::from_u128(3))).unwrap().category.name, "RUGS");
        assert_eq!(tree.ids(&["rugs".to_owned(), "moon".to_owned()]).len(), 1);
    }

    #[test]
    fn a_circle_hangs_nowhere() {
        let tree = Tree::grow(&[stored(1, Some(2), "hen", 1), stored(2, Some(1), "egg", 1)]);

        assert!(tree.roots.is_empty());
    }
}
