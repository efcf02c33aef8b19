//! `/admin/moderation`

use super::review::Reviewed;
use crate::{
    room::{
        AdminRoom, Office, address,
        empty::Empty,
        filter::FilterBar,
        in_market,
        pager::Pager,
        panel::Panel,
        status::{Mark, Status, Tag},
        tabs::{Tab, Tabs},
    },
    ui::{picture::Square, when::moment},
    visit::{self, Form},
};
use contracts::{
    Page, Problem,
    ids::ProductId,
    moderation::{FindProducts, Pile, Review, ReviewRow},
};
use leptos::prelude::*;

/// The list and one of its products: the one in the address, else the first.
#[component]
pub fn ModerationPage() -> impl IntoView {
    let find = FindProducts {
        state: Pile::parse(&visit::query_value("state").unwrap_or_default()).unwrap_or_default(),
        q: visit::query_value("q").unwrap_or_default(),
        after: visit::query_value("after"),
    };
    let asked = visit::query_value("product").filter(|id| !id.is_empty());
    in_market(move |visit, admin| async move {
        let catalog = &visit.ask().catalog;
        let page = catalog.reviews(&admin, &find).await?;
        let chosen = asked.is_some();
        let id = match asked {
            Some(id) => Some(id.parse::<ProductId>().map_err(|_| Problem::not_found("product"))?),
            None => page.items.first().map(|row| row.id),
        };
        let review = match id {
            Some(id) => Some(catalog.review(&admin, id).await?),
            None => None,
        };
        let form = visit.form("decide");
        Ok(view! { <Shown find page review chosen form /> }.into_any())
    })
}

#[component]
fn Shown(find: FindProducts, page: Page<ReviewRow>, review: Option<Review>, chosen: bool, form: Form) -> impl IntoView {
    let here = review.as_ref().map(|review| review.id);
    let state = find.state;
    // On a narrow screen one sees the list, or the product that was chosen from it.
    let (list, one) = if chosen { ("min-w-0 max-xl:hidden", "") } else { ("min-w-0", "max-xl:hidden") };
    let (back, back_href) =
        if chosen { ("All products", address::with(&[("product", "")])) } else { ("", String::new()) };
    view! {
        <AdminRoom
            section=Office::Products
            title="Products"
            lead="Looked at after they have changed. They are on sale meanwhile."
            back
            back_href
        >
            <div class="grid items-start gap-4 xl:grid-cols-[25rem_minmax(0,1fr)]">
                <div class=list><Queue find page here /></div>
                <div class=format!("grid min-w-0 gap-4 {one}")>
                    {review.map(|review| view! { <Reviewed review state form /> })}
                </div>
            </div>
        </AdminRoom>
    }
    .into_any()
}

#[component]
fn Queue(find: FindProducts, page: Page<ReviewRow>, here: Option<ProductId>) -> impl IntoView {
    let tab = |label, pile: Pile, word| {
        Tab::new(label, address::with(&[("state", word), ("product", "")]), find.state == pile)
    };
    let tabs =
        vec![tab("Waiting", Pile::Waiting, ""), tab("Blocked", Pile::Blocked, "blocked"), tab("All", Pile::All, "all")];
    let (title, text) = match (find.q.is_empty(), find.state) {
        (false, _) if page.next.is_some() => {
            ("None among the first of very many", "Go on to the next page, or add a word to the search.")
        }
        (false, _) => ("No product found", "Search for other words, or under another heading."),
        (true, Pile::Waiting) => ("Nothing waits", "Products appear here when they are new or have changed."),
        (true, Pile::Blocked) => {
            ("No product is blocked", "What you block or delete is listed here until it may be sold again.")
        }
        (true, Pile::All) => ("There is no product yet", "Products appear here as soon as a shop has added one."),
    };
    view! {
        <Panel flush=true>
            <Tabs label="Products by state" tabs />
            <FilterBar search="Search products" placeholder="Words or address" keep=&["state"] />
            {if page.items.is_empty() {
                view! { <Empty icon="scan-eye" title text /> }.into_any()
            } else {
                view! {
                    <ul aria-label="Products" class="divide-y divide-line" data-testid="reviews">
                        {page.items.into_iter().map(|row| view! { <Line here=here == Some(row.id) row /> }).collect_view()}
                    </ul>
                }
                .into_any()
            }}
            <Pager next=page.next />
        </Panel>
    }
    .into_any()
}

#[component]
fn Line(row: ReviewRow, here: bool) -> impl IntoView {
    // The next page of the list keeps its cursor while one looks at one of its products.
    let after = visit::query_value("after").unwrap_or_default();
    let href = address::with(&[("product", &row.id.to_string()), ("after", &after)]);
    let ground = if here { "xl:bg-tint" } else { "" };
    view! {
        <li>
            <a href=href aria-current=here.then_some("true") class=format!("flex items-center gap-3 px-4 py-2.5 text-tool hover:bg-tint/40 sm:px-5 {ground}")>
                <span class="w-9 shrink-0">
                    {(!row.picture.is_empty()).then(|| view! { <Square src=row.picture sizes="36px" class="rounded-tool" /> })}
                </span>
                <span class="min-w-0 flex-1">
                    <span class="block truncate font-semibold">{row.title}</span>
                    <span class="flex gap-1 text-xs text-muted"><span class="min-w-0 truncate">{row.seller}","</span>" "<span class="shrink-0">{moment(row.changed_at)}</span></span>
                </span>
                {if row.blocked {
                    view! { <Status mark=Mark::PRODUCT_REFUSED /> }.into_any()
                } else if row.new {
                    view! { <Tag text="New" /> }.into_any()
                } else {
                    ().into_any()
                }}
            </a>
        </li>
    }
    .into_any()
}
