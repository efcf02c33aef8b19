//! What sellers and admins are told.

use crate::market::{Market, admin, cancelled, line, line_cancelled, member, paid, part, placed, returned, rupees};
use clients::{Analytics, Counter};
use contracts::{
    Caller, Kind,
    analytics::{Day, Footfall, Range, Searched, Steps},
    ids::{GroupId, OfferId, SellerId},
};
use time::macros::{date, datetime};
use uuid::Uuid;
use web::Upstream;

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
async fn a_report_has_as_many_days_before_to_compare_with() {
    let market = Market::open().await;
    let kiln = SellerId(Uuid::from_u128(1));
    for noon in [datetime!(2026-10-31 08:00 UTC), datetime!(2026-11-02 08:00 UTC)] {
        market.hear(paid(GroupId(Uuid::now_v7()), &[part(kiln, &[(offer(1), 1)])]), 1, noon).await;
    }

    let of_kiln = market.analytics.seller_report(&member(kiln), RANGE).await.unwrap();
    let of_all = market.analytics.market_report(&admin(), RANGE).await.unwrap();

    let told = |days: &[Day]| days.iter().map(|day| (day.date, day.orders)).collect::<Vec<_>>();
    for (before, days) in [(of_kiln.before, of_kiln.days), (of_all.before, of_all.days)] {
        assert_eq!(told(&before), [(date!(2026 - 10 - 29), 0), (date!(2026 - 10 - 30), 0), (date!(2026 - 10 - 31), 1)]);
        assert_eq!(told(&days), [(date!(2026 - 11 - 01), 0), (date!(2026 - 11 - 02), 1), (date!(2026 - 11 - 03), 0)]);
    }
    assert_eq!(of_all.products[0].units, 1, "what stands out is of the range alone");
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

#[tokio::test]
async fn of_days_gone_by_the_most_frequent_searches_in_vain_are_kept_as_long_as_they_are_reported() {
    let market = Market::open().await;
    let today = analytics_today();
    let days = [401, 400, 1, 0].map(|ago| today - time::Duration::days(ago));
    for day in days {
        market.look_in_vain(day, 2_500).await;
    }
    let yesterday = Range { from: days[2], to: days[2] };
    let before = market.analytics.market_report(&admin(), yesterday).await.unwrap().fruitless;

    market.sweep().await;

    assert_eq!(market.looked_in_vain().await, [(days[1], 100, 2_401), (days[2], 100, 2_401), (today, 2_500, 1)]);
    assert_eq!(market.analytics.market_report(&admin(), yesterday).await.unwrap().fruitless, before);
}

#[tokio::test]
async fn orders_of_the_same_shops_and_goods_in_any_order_do_not_lock_each_other_out() {
    let market = Market::open().await;
    let (kiln, loom) = (SellerId(Uuid::from_u128(1)), SellerId(Uuid::from_u128(2)));
    let at = datetime!(2026-11-02 08:00 UTC);
    // From now on every shard has its place in the log, and several can be listened to at once.
    market.listen().await;
    for round in 0..60 {
        let group = GroupId(Uuid::now_v7());
        let mut parts = [part(kiln, &[(offer(1), 2), (offer(2), 2)]), part(loom, &[(offer(3), 2), (offer(4), 2)])];
        if round % 2 == 1 {
            parts.reverse();
            parts.iter_mut().for_each(|part| part.lines.reverse());
        }
        market.tell(paid(group, &parts), 2, at).await;
        market.tell(line_cancelled(group, &parts[1], line(parts[1].lines[0].offer, 1)), 3, at).await;
        market.tell(cancelled(group, &parts[0]), 4, at).await;
    }

    tokio::join!(market.listen(), market.listen(), market.listen(), market.listen());
    market.listen().await;

    let report = market.analytics.market_report(&admin(), RANGE).await.unwrap();
    assert_eq!((report.days[1].orders, report.days[1].units), (60, 60 * 3));
    assert_eq!(market.deadlocks().await, 0);
}

#[tokio::test]
async fn steps_count_on_the_market_and_with_each_shop_also_when_the_order_is_cancelled_later() {
    let market = Market::open().await;
    let (kiln, loom) = (SellerId(Uuid::from_u128(1)), SellerId(Uuid::from_u128(2)));
    let group = GroupId(Uuid::now_v7());
    let parts = [part(kiln, &[(offer(1), 3)]), part(loom, &[(offer(3), 2)])];
    let now = time::OffsetDateTime::now_utc();
    let counter = Counter::default();
    for seller in [kiln, kiln, loom] {
        counter.note(Steps::VIEW, [seller]);
    }
    counter.note(Steps::CHECKOUT, [kiln, loom]);

    let away = Analytics(Upstream::Local(axum::Router::new()));
    counter.tell(&away).await.unwrap_err();
    counter.tell(&market.analytics).await.unwrap();
    counter.note(Steps::ADD, [kiln]);
    counter.tell(&market.analytics).await.unwrap();
    market.hear(placed(group, &parts), 1, now).await;
    market.hear(paid(group, &parts), 2, now).await;
    market.hear(cancelled(group, &parts[0]), 3, now).await;

    // The day may end meanwhile.
    let range = Range { from: analytics_today() - time::Duration::DAY, to: analytics_today() };
    let sum = |days: Vec<Day>| days.iter().fold(Steps::default(), |sum, day| sum.plus(day.steps));
    let report = market.analytics.market_report(&admin(), range).await.unwrap();
    let of_kiln = market.analytics.seller_report(&member(kiln), range).await.unwrap();
    assert_eq!(sum(report.days), Steps { views: 3, added: 1, checkouts: 1, placed: 1, paid: 1 });
    assert_eq!(sum(of_kiln.days), Steps { views: 2, added: 1, checkouts: 1, placed: 1, paid: 1 });
    let told = [Footfall { seller: Some(kiln), steps: Steps::PAID }];
    let refused = market.analytics.0.post::<()>(&member(kiln), "/api/analytics/steps", &told).await;
    assert_eq!(refused.unwrap_err().kind, Kind::NotFound, "a shop does not count itself");
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

#[tokio::test]
async fn the_best_shops_are_those_of_the_days_wherever_months_begin_and_end() {
    let market = Market::open().await;
    let kiln = SellerId(Uuid::from_u128(1));
    let sold = [date!(2026 - 01 - 31), date!(2026 - 02 - 01), date!(2026 - 02 - 28), date!(2026 - 03 - 01)];
    for day in sold {
        let noon = day.midnight().assume_utc() + time::Duration::hours(6);
        market.hear(paid(GroupId(Uuid::now_v7()), &[part(kiln, &[(offer(1), 1)])]), 1, noon).await;
    }

    let edges = [date!(2026 - 01 - 01), date!(2026 - 01 - 15), date!(2026 - 02 - 15), date!(2026 - 03 - 31)];
    let days: Vec<_> = sold.into_iter().chain(edges).collect();
    for (from, to) in days.iter().flat_map(|from| days.iter().map(move |to| (*from, *to))).filter(|(a, b)| a <= b) {
        let report = market.analytics.market_report(&admin(), Range { from, to }).await.unwrap();

        let expected = sold.iter().filter(|day| (from..=to).contains(*day)).count() as u32;
        let orders = |found: Option<u32>| found.unwrap_or_default();
        assert_eq!(orders(report.sellers.first().map(|shop| shop.orders)), expected, "shops from {from} to {to}");
        assert_eq!(orders(report.products.first().map(|good| good.units)), expected, "goods from {from} to {to}");
    }
}
