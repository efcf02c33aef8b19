//! `/admin`

mod numbers;
mod queues;
mod top;

use crate::{
    room::{
        AdminRoom, Office,
        button::{self, Kind, Size},
        in_market,
        live::Now,
        new_notices, news, notices,
        panel::Columns,
        period::{Period, Periods},
    },
    ui::icon::Icon,
    visit::Visit,
};
use clients::Clients;
use contracts::{
    Caller, Page, Problem,
    analytics::{MarketReport, Range},
    bus::{DeadLetter, Health},
    identity::{FindSellers, SellerRow, ShopStatus},
    moderation::{FindProducts, ReviewRow},
};
use leptos::prelude::*;
use numbers::{Numbers, Sales};
pub use queues::Parked;
use queues::Queues;
use top::{Fruitless, Funnel, Products, Sellers};

/// What waits for a person and what is broken, then how the market does.
#[component]
pub fn HomePage() -> impl IntoView {
    in_market(move |visit, admin| async move {
        let period = Period::asked(30);
        let found = look(&visit, &admin, period).await;
        Ok(view! { <Overview found period /> }.into_any())
    })
}

/// What could be had; the rest says on the page that it could not.
struct Found {
    report: Result<MarketReport, Problem>,
    applications: Result<Page<SellerRow>, Problem>,
    products: Result<Page<ReviewRow>, Problem>,
    parked: Result<Vec<DeadLetter>, Problem>,
    health: Result<Health, Problem>,
    today: Result<MarketReport, Problem>,
}

async fn look(visit: &Visit, admin: &Caller, period: Period) -> Found {
    let ask = visit.ask();
    let applied = FindSellers { status: Some(ShopStatus::Applied), ..FindSellers::default() };
    let waiting = FindProducts::default();
    let (report, applications, products, parked, health, today) = tokio::join!(
        ask.analytics.market_report(admin, period.range()),
        ask.identity.sellers(admin, &applied),
        ask.catalog.reviews(admin, &waiting),
        ask.bus.dead_letters(admin),
        ask.bus.health(admin),
        ask.analytics.market_report(admin, the_day()),
    );
    Found { report, applications, products, parked, health, today }
}

/// What the page says while it is open.
pub async fn now(ask: &Clients, admin: &Caller) -> Now {
    let (today, health, parked, new) = tokio::join!(
        ask.analytics.market_report(admin, the_day()),
        ask.bus.health(admin),
        ask.bus.dead_letters(admin),
        news(ask, admin),
    );
    let new = new.ok();
    let words = [
        today.ok().map(|today| ("today", numbers::today(&today))),
        health.ok().map(|health| ("behind", queues::behind(&health))),
        parked.ok().map(|parked| ("parked", parked.len().to_string())),
        new.map(|new| ("notices", notices(new))),
        new.map(|new| ("unread", new_notices(new))),
    ];
    Now { words: words.into_iter().flatten().collect(), waiting: None }
}

fn the_day() -> Range {
    Period::last(1).range()
}

#[component]
fn Overview(found: Found, period: Period) -> impl IntoView {
    let Found { report, applications, products, parked, health, today } = found;
    let (report, lead) = (report.ok(), today.map_or_else(|_| String::new(), |today| numbers::today(&today)));
    let file = format!("/admin/overview.csv?from={}&to={}", period.from, period.to);
    let actions = view! {
        <Periods period lengths=&[7, 30, 90] />
        <a href=file download="overview.csv" class=button::classes(Kind::Plain, Size::Medium)>
            <Icon name="download" class="size-4" />
            "Export"
        </a>
    };
    view! {
        <AdminRoom section=Office::Overview title="Overview" lead lead_now="today" actions=actions.into_any()>
            <Parked parked=parked.as_ref().ok().cloned() />
            <Numbers report=report.clone() period />
            <Columns
                class="mt-4"
                work=view! {
                    <Sales report=report.clone() period />
                    <Funnel report=report.clone() period />
                    <Products report=report.clone() />
                    <Sellers report=report.clone() />
                }
                    .into_any()
                context=view! {
                    <Queues applications=applications.ok() products=products.ok() parked=parked.ok() health=health.ok() />
                    <Fruitless report />
                }
                    .into_any()
            />
        </AdminRoom>
    }
    .into_any()
}
