//! `/products` and `/c/{category}`.

use super::{place::Place, results::Results};
use crate::{
    layout::{Failure, Page},
    ui::{crumbs::Crumbs, head::Head},
    visit::{self, Visit},
};
use contracts::{
    analytics::Searched,
    search::{Listing, Search},
};
use leptos::prelude::*;

/// Products that fit a search; in a category, or all of them.
#[component]
pub fn ListPage() -> impl IntoView {
    let visit = Visit::here();
    let mut search = Search::parse(&visit::query());
    let category = visit::param("category");
    if !category.is_empty() {
        search.within = Some(category);
    }
    Suspend::new(async move {
        match visit.ask().catalog.listing(&search).await {
            // The category has become part of another one.
            Ok(listing) if listing.search.within != search.within => {
                let onward = visit::onward(&listing.search.href());
                visit::status(308);
                onward
            }
            Ok(listing) => {
                note_in_vain(&visit, &listing);
                view! { <List listing /> }.into_any()
            }
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

#[component]
fn List(listing: Listing) -> impl IntoView {
    let search = &listing.search;
    let (canonical, robots) = (canonical(search), robots(&listing));
    let root = listing.path.first().map(|crumb| crumb.slug.clone());
    let mut steps: Vec<(String, String)> =
        listing.path.iter().map(|crumb| (crumb.name.clone(), format!("/c/{}", crumb.slug))).collect();
    let here = if search.q.is_empty() {
        steps.pop().map_or_else(|| "All products".to_owned(), |(name, _)| name)
    } else {
        format!("“{}”", search.q)
    };
    let about = listing.about.clone();
    view! {
        <Head title=listing.title.clone() description=about.clone() canonical=canonical robots />
        <Page current=root.unwrap_or_default()>
            <div class="mx-auto max-w-page px-4 pt-5 sm:px-6 lg:px-8 lg:pt-8">
                <Crumbs steps here />
                <div class="mt-3 max-w-2xl lg:mt-5">
                    <h1 class="text-title font-bold wrap-anywhere">{listing.title.clone()}</h1>
                    {(!about.is_empty()).then(|| view! { <p class="mt-2 text-muted max-sm:text-[0.9375rem]">{about}</p> })}
                </div>
                <Results place=Place::Market listing />
            </div>
        </Page>
    }
}

/// What people look for in vain, sellers should hear of. Nobody waits for it; who looks as somebody else looks for nothing.
fn note_in_vain(visit: &Visit, listing: &Listing) {
    if listing.search.q.is_empty() || listing.total > 0 || visit.viewing.is_some() {
        return;
    }
    let (analytics, q) = (visit.ask().analytics.clone(), listing.search.q.clone());
    tokio::spawn(async move { analytics.searched(&Searched { q, results: 0 }).await });
}

/// The address that search engines keep: the list without filters and order.
fn canonical(search: &Search) -> String {
    Search { q: search.q.clone(), within: search.within.clone(), ..Search::default() }.href()
}

/// Filtered lists, searches and empty lists are not worth an index; their links are.
pub fn robots(listing: &Listing) -> Option<&'static str> {
    let thin = listing.search.filtered() || !listing.search.q.is_empty() || listing.items.is_empty();
    thin.then_some("noindex, follow")
}

#[cfg(test)]
mod tests {
    use super::canonical;
    use contracts::search::Search;

    #[test]
    fn filters_and_order_have_no_address_of_their_own() {
        assert_eq!(canonical(&Search::parse("in=kitchen&o.Size=M&sort=newest&after=x")), "/c/kitchen");
        assert_eq!(canonical(&Search::parse("q=tea&seller=a")), "/products?q=tea");
    }
}
