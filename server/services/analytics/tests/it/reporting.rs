//! What sellers and admins are told.

use crate::market::{Market, admin, cancelled, line, line_cancelled, member, paid, part, returned, rupees};
use contracts::{
    Caller, Kind,
    analytics::{Range, Searched},
    ids::{GroupId, OfferId, SellerId},
};
use time::macros::{date, datetime};
use uuid::Uuid;

const RANGE: Range = Range { from: date!(2026 - 11 - 01), to: date!(2026 - 11 - 03) };

fn offer(n: u128) -> OfferId {
    OfferId(Uuid::from_u128(n))
}

#[tokio::test]
async fn what_was_paid_counts_on_its_day_and_what_went_back_is_taken_off_it() {
    let market = Market::open().await;
    let (kiln, loom) = (SellerId(Uuid::from_u128(1)), SellerId(Uuid::from_u128(2)));
    let group = GroupId(Uuid::now_v7());
    let parts = [part(kiln, &[(offer(1), 3), (offer(2), 1)]), part(loom, &[(offer(3), 2)])];
    // Evening of the first in London, night of the second in India.
    market.hear(paid(group, &parts), 2, datetime!(2026-11-01 20:00 UTC)).await;
    let later = datetime!(2026-11-03 08:00 UTC);

    market.hear(line_cancelled(group, &parts[0], line(offer(1), 1)), 3, later).await;
    market.hear(returned(group, &parts[0], line(offer(1), 1)), 4, later).await;
    market.hear(cancelled(group, &parts[1]), 5, later).await;

    let report = market.analytics.seller_report(&member(kiln), RANGE).await.unwrap();
    let days: Vec<_> = report.days.iter().map(|day| (day.revenue.minor, day.orders, day.units)).collect();
    assert_eq!(days, [(0, 0, 0), (44_000 - 20_000, 1, 2), (0, 0, 0)]);
    let products: Vec<_> = report.products.iter().map(|product| (&*product.title, product.units)).collect();
    assert_eq!(products, [("Good 0001", 1), ("Good 0002", 1)]);
    let market_report = market.analytics.market_report(&admin(), RANGE).await.unwrap();
    assert_eq!((market_report.days[1].revenue, market_report.days[1].orders), (rupees(24_000), 1));
    let sellers: Vec<_> = market_report.sellers.iter().map(|top| (top.seller.id, top.revenue.minor)).collect();
    assert_eq!(sellers, [(kiln, 24_000)]);
    assert_eq!(market.analytics.seller_report(&member(loom), RANGE).await.unwrap().products, []);
}

#[tokio::test]
async fn an_order_cancelled_after_a_part_of_it_went_back_leaves_nothing() {
    let market = Market::open().await;
    let kiln = SellerId(Uuid::from_u128(1));
    let group = GroupId(Uuid::now_v7());
    let order = part(kiln, &[(offer(1), 3)]);
    let noon = datetime!(2026-11-02 08:00 UTC);
    market.hear(paid(group, std::slice::from_ref(&order)), 2, noon).await;
    market.hear(line_cancelled(group, &order, line(offer(1), 2)), 3, noon).await;

    market.hear(cancelled(group, &order), 4, noon).await;

    let report = market.analytics.market_report(&admin(), RANGE).await.unwrap();
    let left: Vec<_> = report.days.iter().map(|day| (day.revenue.minor, day.orders, day.units)).collect();
    assert_eq!(left, [(0, 0, 0); 3]);
    assert_eq!((report.products, report.sellers), (Vec::new(), Vec::new()));
}

#[tokio::test]
async fn only_searches_in_vain_are_kept() {
    let market = Market::open().await;
    for (q, results) in [("Brass  Lamp", 0), ("brass lamp", 0), ("mug", 12), ("  ", 0)] {
        market.analytics.searched(&Searched { q: q.to_owned(), results }).await.unwrap();
    }

    let today = analytics_today();
    let report = market.analytics.market_report(&admin(), Range { from: today, to: today }).await.unwrap();

    let found: Vec<_> = report.fruitless.iter().map(|search| (&*search.q, search.times)).collect();
    assert_eq!(found, [("brass lamp", 2)]);
}

fn analytics_today() -> time::Date {
    time::OffsetDateTime::now_utc().to_offset(time::macros::offset!(+5:30)).date()
}

#[tokio::test]
async fn reports_are_for_those_whom_they_are_about() {
    let market = Market::open().await;
    let nobody = Caller::Guest { id: Uuid::now_v7() };
    let member = member(SellerId(Uuid::now_v7()));

    let refused = market.analytics.seller_report(&nobody, RANGE).await.unwrap_err();
    let forbidden = market.analytics.market_report(&member, RANGE).await.unwrap_err();
    let endless = Range { from: date!(2000 - 01 - 01), ..RANGE };
    let too_long = market.analytics.seller_report(&member, endless).await.unwrap_err();

    assert_eq!((refused.kind, forbidden.kind, too_long.kind), (Kind::NotFound, Kind::NotFound, Kind::Invalid));
}
