//! `/seller`

mod checklist;
mod numbers;
mod queue;
mod side;

use crate::{
    room::{
        Desk, SellerRoom,
        button::{self, Kind, Size},
        in_shop,
        live::{News, Now, Waiting, counted},
        new_notices, notices,
        panel::Columns,
        period::{Period, Periods},
    },
    ui::icon::Icon,
    visit::Visit,
};
use checklist::{Checklist, Progress};
use clients::Clients;
use contracts::{
    Caller, Page, Problem,
    analytics::SellerReport,
    catalog::Rating,
    goods::{Search, Shelf},
    identity::Seller,
    orders::sold::{Find, Listing, Payment, Tab},
    payments::Balance,
    stock::{OnShelf, ShelfQuery, Show},
};
use leptos::prelude::*;
use numbers::{Best, Numbers, Sales};
use queue::Queue;
use side::{Conversion, LowStock, Owed, Rated};

/// What the day needs first, then numbers; for a shop that has sold nothing yet, the way to its first sale.
#[component]
pub fn HomePage() -> impl IntoView {
    in_shop(move |visit, member| async move {
        let period = Period::asked(30);
        let progress = progress(&visit, &member).await?;
        if let Some(progress) = progress {
            let name = visit.shop().map(|shop| shop.name.clone()).unwrap_or_default();
            return Ok(view! { <Beginning progress greeting=greeting(&visit) name /> }.into_any());
        }
        let found = look(&visit, &member, period).await;
        let owner = visit.owner().is_ok();
        Ok(view! { <Running found period greeting=greeting(&visit) owner /> }.into_any())
    })
}

/// What could be had; the rest says on the page that it could not.
struct Found {
    queue: Result<Listing, Problem>,
    low: Result<Page<OnShelf>, Problem>,
    out: Result<Page<OnShelf>, Problem>,
    balance: Result<Balance, Problem>,
    rating: Result<Option<Rating>, Problem>,
    /// Enough days for today, 7 and 30 days, and those before.
    recent: Result<SellerReport, Problem>,
    report: Result<SellerReport, Problem>,
}

async fn look(visit: &Visit, member: &Caller, period: Period) -> Found {
    let ask = visit.ask();
    let to_ship = Find { tab: Tab::ToShip, ..Find::default() };
    let shelf = |show| ShelfQuery { show, ..ShelfQuery::default() };
    let (low, out) = (shelf(Show::Low), shelf(Show::Out));
    let (queue, low, out, balance, rating, recent, report) = tokio::join!(
        ask.orders.sold(member, &to_ship),
        ask.catalog.shelf(member, &low),
        ask.catalog.shelf(member, &out),
        ask.payments.balance(member),
        rating(visit),
        ask.analytics.seller_report(member, Period::last(30).range()),
        ask.analytics.seller_report(member, period.range()),
    );
    Found { queue, low, out, balance, rating, recent, report }
}

/// A shop that is suspended is on no page, and has no rating.
async fn rating(visit: &Visit) -> Result<Option<Rating>, Problem> {
    let slug = visit.shop().map(|shop| shop.slug.as_str()).unwrap_or_default();
    match visit.ask().catalog.shop(slug).await {
        Ok(shop) => Ok(shop.rating),
        Err(problem) if problem.kind == contracts::Kind::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// What pages of the room say about the shop while they are open.
pub async fn now(ask: &Clients, member: &Caller) -> Now {
    let latest = Find::default();
    let shelf = |show| ShelfQuery { show, ..ShelfQuery::default() };
    let (low, out) = (shelf(Show::Low), shelf(Show::Out));
    let (orders, low, out, unread, report) = tokio::join!(
        ask.orders.sold(member, &latest),
        ask.catalog.shelf(member, &low),
        ask.catalog.shelf(member, &out),
        ask.notifications.unread(member),
        ask.analytics.seller_report(member, Period::last(1).range()),
    );
    let mut words = Vec::new();
    if let Ok(orders) = &orders {
        words.push(("queue", queue::lead(Some(orders.counts))));
        words.push(("to-ship", counted(orders.counts.to_ship)));
    }
    if let (Ok(low), Ok(out)) = (&low, &out) {
        words.push(("scarce", side::scarce(low, out)));
    }
    if let Ok(unread) = unread {
        words.push(("notices", notices(unread)));
        words.push(("unread", new_notices(unread)));
    }
    words.extend(report.ok().map(|report| ("revenue", numbers::today(&report))));
    Now { words, waiting: orders.ok().as_ref().map(Waiting::of) }
}

/// How far a shop has come that has sold nothing yet; `None` once it has.
async fn progress(visit: &Visit, member: &Caller) -> Result<Option<Progress>, Problem> {
    let ask = visit.ask();
    let (any, goods) = (Find::default(), Search::default());
    let (orders, goods) = tokio::join!(ask.orders.sold(member, &any), ask.catalog.seller_products(member, &goods));
    // A part that does not answer is no sign of a new shop.
    let (Ok(orders), Ok(goods)) = (orders, goods) else { return Ok(None) };
    // Somebody who has not paid may never do so; but where there is more than a page of orders, one was paid.
    let orders = orders.orders;
    if orders.next.is_some() || orders.items.iter().any(|order| order.payment != Payment::Unpaid) {
        return Ok(None);
    }
    let on = |shelf| goods.counts.iter().any(|(which, count)| *which == shelf && *count > 0);
    let shop: Seller = ask.identity.shop(member).await?;
    Ok(Some(Progress { products: on(Shelf::All), live: on(Shelf::Live), shop }))
}

fn greeting(visit: &Visit) -> String {
    let name = visit.name.as_deref().and_then(|name| name.split_whitespace().next());
    name.map_or_else(|| "Welcome".to_owned(), |name| format!("Welcome, {name}"))
}

#[component]
fn Running(found: Found, period: Period, greeting: String, owner: bool) -> impl IntoView {
    let Found { queue, low, out, balance, rating, recent, report } = found;
    let actions = view! {
        <Periods period lengths=&[7, 30, 90] />
        <a href="/seller/products/new" class=button::classes(Kind::Filled, Size::Medium)>
            <Icon name="plus" class="size-4" />
            "Add product"
        </a>
    };
    view! {
        <SellerRoom section=Desk::Home title=greeting lead=queue::lead(queue.as_ref().ok().map(|queue| queue.counts)) lead_now="queue" actions=actions.into_any()>
            <News href="/seller" />
            <Numbers recent=recent.ok() />
            <Columns
                class="mt-4"
                work=view! {
                    <Queue queue=queue.ok() />
                    <Sales report=report.as_ref().ok().cloned() period />
                    <Best report=report.as_ref().ok().cloned() period />
                }
                    .into_any()
                context=view! {
                    {owner.then(|| view! { <Owed balance=balance.ok() /> })}
                    <Conversion report=report.ok() period />
                    <Rated rating=rating.ok() />
                    <LowStock low=low.ok() out=out.ok() />
                }
                    .into_any()
            />
        </SellerRoom>
    }
    .into_any()
}

#[component]
fn Beginning(progress: Progress, greeting: String, name: String) -> impl IntoView {
    let left = progress.left();
    let lead = match left {
        1 => "One step is left until the first sale.".to_owned(),
        left => format!("{left} steps are left until the first sale."),
    };
    view! {
        <SellerRoom section=Desk::Home title=format!("{greeting}. Let us get {name} going.") lead>
            <News href="/seller" />
            <Checklist progress />
        </SellerRoom>
    }
    .into_any()
}
