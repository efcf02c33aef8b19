//! `/admin`

mod numbers;
mod queues;
mod top;

use crate::{
    room::{
        AdminRoom, Office, in_market,
        panel::Columns,
        period::{Period, Periods},
    },
    ui::when::moment,
    visit::Visit,
};
use contracts::{
    Caller, Page, Problem,
    analytics::MarketReport,
    bus::DeadLetter,
    identity::{FindSellers, SellerRow, ShopStatus},
    moderation::{FindProducts, ReviewRow},
};
use leptos::prelude::*;
use numbers::{Numbers, Sales};
use queues::{Parked, Queues};
use time::OffsetDateTime;
use top::{Fruitless, Products, Sellers};

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
}

async fn look(visit: &Visit, admin: &Caller, period: Period) -> Found {
    let ask = visit.ask();
    let applied = FindSellers { status: Some(ShopStatus::Applied), ..FindSellers::default() };
    let waiting = FindProducts::default();
    let (report, applications, products, parked) = tokio::join!(
        ask.analytics.market_report(admin, period.with_before()),
        ask.identity.sellers(admin, &applied),
        ask.catalog.reviews(admin, &waiting),
        ask.bus.dead_letters(admin),
    );
    Found { report, applications, products, parked }
}

#[component]
fn Overview(found: Found, period: Period) -> impl IntoView {
    let Found { report, applications, products, parked } = found;
    let report = report.ok();
    let actions = view! { <Periods period lengths=&[7, 30, 90] /> };
    view! {
        <AdminRoom section=Office::Overview title="Overview" lead=moment(OffsetDateTime::now_utc()) actions=actions.into_any()>
            <Parked parked=parked.as_ref().ok().cloned() />
            <Numbers report=report.clone() period />
            <Columns
                class="mt-4"
                work=view! {
                    <Sales report=report.clone() period />
                    <Products report=report.clone() />
                    <Sellers report=report.clone() />
                }
                    .into_any()
                context=view! {
                    <Queues applications=applications.ok() products=products.ok() parked=parked.ok() />
                    <Fruitless report />
                }
                    .into_any()
            />
        </AdminRoom>
    }
    .into_any()
}
