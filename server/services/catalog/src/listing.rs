//! Lists: a search becomes one page of cards, and what it can be narrowed by.

mod cursor;

use crate::{
    Catalog, Error, cache,
    categories::{Place, Tree},
    facets::{self, Counts},
    store::{
        found,
        listing::{self as store, Filter, Query, Slice},
        survey,
    },
    words,
};
use contracts::search::{Listing, Search, Sort};
use cursor::Cursor;
use sqlx::PgConnection;
use std::sync::Arc;

/// How a query was understood, and what all that it finds has in common.
pub(crate) struct Survey {
    query: Query,
    did_you_mean: Option<String>,
    counts: Counts,
}

impl Catalog {
    /// One page of a search. The first page may be a second old, later ones are read.
    pub async fn listing(&self, search: &Search) -> Result<Arc<Listing>, Error> {
        if search.after.is_some() {
            return Ok(Arc::new(self.read_listing(search).await?));
        }
        cache::through(&self.cache.listings, search.clone(), self.read_listing(search)).await
    }

    async fn read_listing(&self, search: &Search) -> Result<Listing, Error> {
        let tree = self.tree().await?;
        let place = match &search.within {
            Some(slug) => Some(tree.place(slug).ok_or(Error::NotFound("category"))?),
            None => None,
        };
        // An old address of a category is the one that it has now from here on.
        let search = &Search { within: place.map(|place| place.category.slug.clone()), ..search.clone() };
        let filter = filter(search, &tree, place);
        // Order and place in the list change nothing of what is counted.
        let asked = Search { sort: Sort::default(), after: None, ..search.clone() };
        let survey = cache::through(&self.cache.surveys, asked, self.survey(search, &filter));
        let (survey, begun) = tokio::join!(survey, self.begin(search, &filter));
        let survey = survey?;

        // Where not everything was looked at, there may be some all the same.
        let is_empty = survey.counts.total == 0 && !survey.counts.is_part();
        let mut cards = match begun {
            _ if is_empty => Vec::new(),
            Some((query, cards)) if query == survey.query => cards?,
            _ => self.cards(search, &survey.query, survey.counts.is_part(), &filter).await?,
        };
        let next = (cards.len() > Listing::PAGE).then(|| {
            cards.truncate(Listing::PAGE);
            cards.last().map(|last| Cursor::of(&survey.query, search.sort, last).to_string())
        });
        let total = survey.counts.total.max(cards.len() as u64);
        Ok(Listing {
            search: search.clone(),
            title: title(search, place),
            about: place.map(|place| place.category.about.clone()).unwrap_or_default(),
            path: place.map(|place| place.path.clone()).unwrap_or_default(),
            items: cards.into_iter().map(store::Row::card).collect(),
            total: total.min(Listing::COUNT_UP_TO),
            facets: facets::facets(&survey.counts, search, &tree, place),
            next: next.flatten(),
            did_you_mean: survey.did_you_mean.clone(),
            relaxed: if total == 0 { facets::relaxed(&survey.counts, search, &tree) } else { Vec::new() },
        })
    }

    /// The best matches of words as they were typed: they are read while they are counted, because either takes its time where
    /// very many products have the words.
    async fn begin(&self, search: &Search, filter: &Filter) -> Option<(Query, Result<Vec<store::Row>, Error>)> {
        if search.q.trim().is_empty() || search.sort != Sort::Best {
            return None;
        }
        let query = Query::Words(words::tsquery(&words::words(&search.q)));
        let cards = self.cards(search, &query, false, filter).await;
        Some((query, cards))
    }

    /// One card more than a page, so that it is known whether more follow.
    async fn cards(
        &self,
        search: &Search,
        query: &Query,
        is_part: bool,
        filter: &Filter,
    ) -> Result<Vec<store::Row>, Error> {
        let after = search.after.as_deref().and_then(|text| Cursor::read(text, query, search.sort));
        let slice = Slice { sort: search.sort, after, limit: Listing::PAGE as i64 + 1 };
        let mut db = store::begin(&self.db).await?;
        Ok(match query {
            Query::All => store::browse(&mut db, filter, slice).await?,
            Query::Words(words) if is_part && search.sort != Sort::Best => {
                found::sorted(&mut db, words, filter, slice).await?
            }
            Query::Words(_) | Query::Similar(_) => found::found(&mut db, query, filter, slice).await?,
        })
    }

    /// Counts what a search finds. A query that finds nothing anywhere is taken for misspelt.
    async fn survey(&self, search: &Search, filter: &Filter) -> Result<Survey, Error> {
        let words = words::words(&search.q);
        let mut db = store::begin(&self.db).await?;
        if search.q.trim().is_empty() {
            return survey_of(&mut db, Query::All, filter, None).await;
        }
        let exact = survey_of(&mut db, Query::Words(words::tsquery(&words)), filter, None).await?;
        if exact.counts.total > 0 || found::finds(&mut db, &words).await? {
            return Ok(exact);
        }
        let vocabulary =
            cache::through(&self.cache.vocabulary, (), async { Ok(found::vocabulary(&mut db).await?) }).await?;
        if let Some(meant) = words::correct(&words, &vocabulary) {
            let corrected = words::words(&meant);
            if found::finds(&mut db, &corrected).await? {
                return survey_of(&mut db, Query::Words(words::tsquery(&corrected)), filter, Some(meant)).await;
            }
        }
        survey_of(&mut db, Query::Similar(words.join(" ")), filter, None).await
    }
}

async fn survey_of(
    db: &mut PgConnection,
    query: Query,
    filter: &Filter,
    did_you_mean: Option<String>,
) -> Result<Survey, Error> {
    let counts = Counts::of(survey::survey(db, &query, filter, Listing::COUNT_UP_TO as i64).await?);
    Ok(Survey { query, did_you_mean, counts })
}

fn filter(search: &Search, tree: &Tree, place: Option<&Place>) -> Filter {
    let pairs =
        search.options.iter().flat_map(|(name, values)| values.iter().map(move |value| (name.clone(), value.clone())));
    let (option_names, option_values) = pairs.unzip();
    Filter {
        within: place.map(|place| place.ids.clone()),
        categories: (!search.categories.is_empty()).then(|| tree.ids(&search.categories)),
        sellers: (!search.sellers.is_empty()).then(|| search.sellers.clone()),
        min: search.min,
        max: search.max,
        stars_tenths: search.rating.map(|stars| i16::from(stars) * 10),
        in_stock: search.in_stock,
        option_names,
        option_values,
        axes: search.options.len() as i64,
    }
}

fn title(search: &Search, place: Option<&Place>) -> String {
    match (place, search.q.trim()) {
        (Some(place), "") => place.category.name.clone(),
        (Some(place), q) => format!("“{q}” in {}", place.category.name),
        (None, "") => "All products".to_owned(),
        (None, q) => format!("“{q}”"),
    }
}
