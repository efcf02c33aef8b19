//! The checker, checked: it finds what was planted, and nothing else.

use crate::{
    market::{self, GOOD},
    shop::{Shop, database},
};
use events::{Bus, Settings};
use levomart::check::{self, Log};
use sqlx::{AssertSqlSafe, Connection};
use std::{collections::BTreeSet, path::Path, process::Stdio, time::Duration};
use tokio::process::Command;

/// What somebody, or a defect, could do to a healthy shop; and a word of the invariant that has to notice.
const FAULTS: [(&str, &str, &str); 55] = [
    (
        "a group costs one paisa more",
        "alter table orders.groups drop constraint groups_total_adds_up;
         update orders.groups set total_minor = total_minor + 1 where status = 'paid'",
        "the total of a group",
    ),
    (
        "an order costs one paisa less",
        "alter table orders.orders drop constraint orders_total_adds_up;
         update orders.orders set total_minor = total_minor - 1 where status = 'paid'",
        "the total of a group",
    ),
    ("a line is lost", "delete from orders.lines where id = (select min(id::text)::uuid from orders.lines)", "the total of a group"),
    (
        "a line has one unit more",
        "alter table orders.lines drop constraint lines_total_adds_up; update orders.lines set quantity = quantity + 1",
        "a reservation ends as its order does",
    ),
    (
        "a group is lost",
        "create temporary table gone on commit drop as select id from orders.groups where status = 'paid' limit 1;
         delete from orders.lines where order_id in (select id from orders.orders where group_id in (select id from gone));
         delete from orders.history where order_id in (select id from orders.orders where group_id in (select id from gone));
         delete from orders.orders where group_id in (select id from gone);
         delete from orders.groups where id in (select id from gone)",
        "a group has one payment",
    ),
    ("a group claims to be complete", "update orders.groups set status = 'completed' where status = 'paid'", "a group is what"),
    (
        "an order is shipped that was never packed",
        "update orders.orders set status = 'shipped' where status = 'paid';
         insert into orders.history (order_id, status) select id, 'shipped' from orders.orders where status = 'shipped'",
        "history",
    ),
    (
        "an entry is put into the audit log by hand",
        "insert into audit.entries (seq, id, at, recorded_at, slice, actor_kind, action, subject_kind, subject, prev_hash, hash)
         select coalesce(max(seq), 0) + 1, gen_random_uuid(), now(), now(), 'identity', 'system', 'user.promote', 'user', 'me',
                decode(repeat('00', 32), 'hex'), sha256('mine')
           from audit.entries",
        "whole chain",
    ),
    (
        "more goes back than was cancelled",
        "update orders.orders set refunded_minor = refunded_minor + 1 where status = 'paid'",
        "as its lines are",
    ),
    (
        "something left in no parcel",
        "update orders.lines as l set shipped = 1 from orders.orders as o where o.id = l.order_id and o.status = 'paid'",
        "is in a parcel",
    ),
    ("a history is lost", "delete from orders.history where order_id = (select min(id::text)::uuid from orders.orders)", "history"),
    ("an order is paid without a time", "update orders.orders set paid_at = null where status = 'paid'", "has a time"),
    (
        "an order waits for its money for ever",
        "update orders.groups set hold_expires_at = now() - interval '1 hour' where status = 'pending'",
        "waits for its money",
    ),
    ("a promised answer is lost", "update orders.idempotency set answer = null", "idempotency key"),
    (
        "two keys made one group",
        "insert into orders.idempotency (subject, key, fingerprint, group_id, answer)
         select subject, key || 'again', fingerprint, group_id, answer from orders.idempotency limit 1",
        "idempotency key",
    ),
    ("a key is lost", "delete from orders.idempotency where answer is not null", "asked for under a key"),
    ("a mail is lost", "delete from notifications.mails where kind = 'order-paid'", "told once"),
    (
        "a mail is sent twice",
        "alter table notifications.mails drop constraint mails_once;
         insert into notifications.mails (id, kind, reference, recipient, subject, text, html)
         select gen_random_uuid(), kind, reference, recipient, subject, text, html
           from notifications.mails where kind = 'order-paid' limit 1",
        "told once",
    ),
    ("a payment asks for less", "update payments.payments set amount_minor = amount_minor - 1 where refunded_minor = 0", "one payment"),
    ("a payment is somebody else's", "update payments.payments set buyer = gen_random_uuid()", "one payment"),
    (
        "a payment is of no group",
        "insert into payments.payments (id, number, buyer, amount_minor, currency, status, gateway, units, parts, hold_expires_at)
         select gen_random_uuid(), number, buyer, amount_minor, currency, 'pending', gateway, units, parts, hold_expires_at
           from payments.payments limit 1",
        "a group has one payment",
    ),
    (
        "an order is paid without money",
        "update orders.groups set status = 'paid', paid_at = now() where status = 'pending'",
        "a paid group's money came in",
    ),
    (
        "money came for a group that was never paid, and stays",
        "update orders.groups set paid_at = null where status = 'paid'",
        "is for a group that was paid",
    ),
    (
        "a payment is split among sellers in another way",
        "update payments.payments set parts = jsonb_set(parts, '{0,total,minor}', '1')",
        "the parts of a payment",
    ),
    (
        "a payment succeeded twice",
        "drop index payments.attempts_one_open;
         insert into payments.attempts (id, payment_id, reference, status, ask_at)
         select gen_random_uuid(), payment_id, reference || 'again', status, ask_at
           from payments.attempts where status = 'succeeded' limit 1",
        "in one attempt",
    ),
    (
        "the gateway took money that nobody knows of",
        "insert into payments.simulator (reference, amount_minor, currency, status) values ('unknown', 100, 'INR', 'succeeded')",
        "what the gateway took",
    ),
    ("the gateway took less", "update payments.simulator set amount_minor = amount_minor - 1", "what the gateway took"),
    (
        "a try is never asked about",
        "insert into payments.attempts (id, payment_id, reference, status, ask_at, created_at)
         select gen_random_uuid(), id, 'forgotten', 'started', now(), now() - interval '1 hour'
           from payments.payments where status = 'pending'",
        "no attempt waits",
    ),
    ("one paisa more was refunded", "update payments.payments set refunded_minor = refunded_minor + 1 where status = 'partially_refunded'", "a refund is of"),
    (
        "an order was refunded that was not cancelled",
        "insert into payments.refunds (id, payment_id, order_id, cause, amount_minor, status)
         select gen_random_uuid(), group_id, id, id, total_minor, 'done' from orders.orders where status = 'paid' limit 1",
        "a refund is of",
    ),
    ("a refund is forgotten", "delete from payments.refunds", "the money for a cancelled order"),
    ("the gateway gave back more", "update payments.simulator_refunds set amount_minor = amount_minor + 1", "what the gateway gave back"),
    ("a posting does not add up", "update payments.entries set minor = minor + 1 where account = 'commission'", "every posting adds up"),
    (
        "a sale is posted twice",
        "create temporary table again on commit drop as
         select gen_random_uuid() as id, id as old, payment_id from payments.postings where kind = 'sale' limit 1;
         insert into payments.postings (id, payment_id, kind, reference)
         select id, payment_id, 'sale', gen_random_uuid() from again;
         insert into payments.entries (posting_id, line, account, seller_id, minor, currency)
         select a.id, e.line, e.account, e.seller_id, e.minor, e.currency from again as a join payments.entries as e on e.posting_id = a.old",
        "the ledger holds",
    ),
    (
        "a seller is owed less",
        "update payments.entries set minor = minor + case account when 'seller' then 1 else -1 end where account <> 'gateway'",
        "a seller is owed",
    ),
    ("a balance is off by one", "update payments.balances set minor = minor - 1", "the balance of a shop"),
    ("a month is lost", "delete from analytics.seller_months", "what a shop sold in a month"),
    ("one unit appears", "update catalog.stock set on_hand = on_hand + 1", "the sum of its movements"),
    ("a movement is lost", "delete from catalog.stock_movements where reason = 'sold'", "the sum of its movements"),
    ("a sale is left held", "update catalog.reservations set state = 'held' where state = 'sold'", "what is reserved"),
    (
        "more is sold than there ever was",
        "update catalog.stock_movements set on_hand_delta = 1 where reason = 'received'",
        "ever came in",
    ),
    (
        "goods are sold twice for one order",
        "insert into catalog.stock_movements (offer_id, on_hand_delta, reserved_delta, reason, reference)
         select offer_id, -quantity, 0, 'sold', group_id from catalog.reservations where state = 'sold';
         update catalog.stock as s set on_hand = s.on_hand + (select coalesce(sum(on_hand_delta), 0) from catalog.stock_movements as m
                                                              where m.offer_id = s.offer_id) - s.on_hand",
        "as its state says",
    ),
    ("a threshold is nobody's", "update catalog.stock set low = low + 1", "when it is low"),
    (
        "an account is disabled by nobody",
        "update identity.users set disabled_at = now() where id = (select min(id::text)::uuid from identity.users)",
        "disabled if it was last disabled",
    ),
    (
        "a shop is suspended by nobody",
        "update identity.sellers set status = 'suspended' where id = (select min(id::text)::uuid from identity.sellers)",
        "as was last decided",
    ),
    (
        "goods are held for an order that does not exist",
        "insert into catalog.reservations (group_id, offer_id, quantity, state, ordered, expires_at)
         select gen_random_uuid(), offer_id, 1, 'held', true, now() from catalog.stock limit 1",
        "is for an order that is there",
    ),
    ("an event is lost", "delete from orders.outbox where envelope ->> 'type' like '%order.paid%'", "change of a recent group"),
    (
        "nobody is told of a payment",
        "delete from payments.outbox where envelope ->> 'type' like '%payment.succeeded%'",
        "change of a recent payment",
    ),
    ("an event is never sent", "update orders.outbox set published_at = null", "what is to be told is sent"),
    (
        "an event is invented",
        "insert into events.log (topic, shard, id, key, envelope)
         select topic, shard, gen_random_uuid(), key, envelope from events.log where topic = 'orders' limit 1",
        "nothing else is",
    ),
    (
        "two events changed places",
        "create temporary table swapped on commit drop as
         select topic, shard, position, lead(id, 1, first) over w as id, lead(envelope, 1, body) over w as envelope
           from (select *, first_value(id) over w as first, first_value(envelope) over w as body
                   from events.log where topic = 'orders' window w as (partition by key order by position)) as l
         window w as (partition by key order by position);
         update events.log as l set id = s.id, envelope = s.envelope from swapped as s
          where (s.topic, s.shard, s.position) = (l.topic, l.shard, l.position)",
        "in the order of their versions",
    ),
    (
        "an event went into another shard",
        "update events.log set shard = (shard + 1) % 4 where id in (select id from orders.outbox where aggregate_version = 2)",
        "in one shard",
    ),
    ("an event was not handled", "delete from catalog.inbox", "has handled what was said"),
    ("a listener has fallen behind", "update events.cursors set position = 0 where consumer = 'cart'", "has read what was said"),
    (
        "an event is parked and forgotten",
        "insert into events.parked (consumer, id, topic, key, envelope, error, tries)
         select 'cart', id, topic, key, envelope, 'cannot be read', 5 from events.log limit 1",
        "no event is parked",
    ),
];

async fn lived_in() -> Shop {
    let shop = Shop::open().await;
    let potter = shop.market.seller("Khurja Clay House").await;
    let smith = shop.market.seller("Moradabad Brass").await;
    let vase = shop.market.offer(potter, "Blue vase", 120_000, 20).await;
    let lamp = shop.market.offer(smith, "Brass lamp", 80_000, 20).await;
    let (paying, returning, waiting, leaving) = (shop.user().await, shop.guest(), shop.guest(), shop.guest());
    for buyer in [&paying, &returning, &waiting, &leaving] {
        shop.add(buyer, &vase, 1).await;
        shop.add(buyer, &lamp, 2).await;
    }
    let [_, returned, _, left] = {
        let mut placed = Vec::new();
        for buyer in [&paying, &returning, &waiting, &leaving] {
            placed.push(shop.place(buyer).await);
        }
        for (buyer, order) in [(&paying, &placed[0]), (&returning, &placed[1])] {
            shop.pay(buyer, order.group, GOOD).await;
        }
        <[_; 4]>::try_from(placed).unwrap()
    };
    shop.settle().await;
    let lamps =
        shop.group(returned.group).await.orders.into_iter().find(|order| order.lines[0].offer == lamp.id).unwrap();
    shop.cancel(&returning, returned.group, &[lamps.id]).await;
    shop.cancel(&leaving, left.group, &[]).await;
    shop.settle().await;
    shop
}

#[tokio::test]
async fn every_planted_fault_is_found_and_every_invariant_finds_one() {
    let shop = lived_in().await;
    shop.close().await;
    shop.market.audit().await;

    let mut noticed = BTreeSet::new();
    let mut connection = shop.market.db.acquire().await.unwrap();
    let log = Log::bring(&shop.market.bus, &mut connection).await.unwrap();
    for (fault, sql, invariant) in FAULTS {
        let mut tx = connection.begin().await.unwrap();
        let planted = sqlx::raw_sql(AssertSqlSafe(log.named(sql))).execute(&mut *tx).await;
        planted.unwrap_or_else(|error| panic!("{fault}: {error}"));

        let findings = check::look(&mut tx, log, Duration::ZERO).await.unwrap();

        let wrong: Vec<&str> =
            findings.iter().filter(|finding| finding.wrong > 0).map(|finding| finding.name).collect();
        assert!(wrong.iter().any(|name| name.contains(invariant)), "{fault}: {wrong:?}");
        noticed.extend(wrong);
        tx.rollback().await.unwrap();
    }

    let blind: Vec<&str> =
        check::invariants().map(|invariant| invariant.name).filter(|name| !noticed.contains(name)).collect();
    assert!(blind.is_empty(), "nothing was planted that these would find: {blind:#?}");
    shop.market.audit().await;
}

#[tokio::test]
async fn what_a_stranger_said_is_wrong_until_somebody_gives_it_up() {
    let shop = lived_in().await;
    shop.close().await;
    let mut connection = shop.market.db.acquire().await.unwrap();
    let log = Log::bring(&shop.market.bus, &mut connection).await.unwrap();
    let mut tx = connection.begin().await.unwrap();
    let strange = "
        create temporary table strange on commit drop as
         select gen_random_uuid() as id, topic, shard::integer as shard, position + 1000000 as position, key, at,
                jsonb_set(envelope, '{aggregateversion}', '1000000') as envelope
           from events.log where envelope ->> 'type' = 'com.levomart.order.paid.v1' limit 1;
        insert into events.log (topic, shard, position, id, key, envelope, at) overriding system value
         select topic, shard, position, id, key, envelope, at from strange;";
    let overriding =
        if let Log::Here = log { strange.to_owned() } else { strange.replace("overriding system value", "") };
    sqlx::raw_sql(AssertSqlSafe(log.named(&overriding))).execute(&mut *tx).await.unwrap();
    let unread = "who listens has read what was said";
    let wrong = async |tx: &mut sqlx::PgConnection| -> BTreeSet<&str> {
        let findings = check::look(tx, log, Duration::ZERO).await.unwrap();
        findings
            .iter()
            .filter(|finding| finding.wrong > 0 && finding.name != unread)
            .map(|finding| finding.name)
            .collect()
    };

    let before = wrong(&mut tx).await;
    sqlx::raw_sql(
        "insert into events.given_up (consumer, id, topic, key, error)
         select consumer, id, topic, key, 'nobody knows it'
           from strange, unnest(array['analytics', 'cart', 'catalog', 'notifications', 'payments', 'shipping']) as consumer",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    let after = wrong(&mut tx).await;
    // One of our own that somebody has given up leaves no gap behind.
    let ours = "
        insert into events.given_up (consumer, id, topic, key, error)
         select 'catalog', id, topic, key, 'a mistake' from events.log where envelope ->> 'type' = 'com.levomart.order.created.v1';
        delete from catalog.inbox where event_id in (select id from events.given_up where error = 'a mistake');";
    sqlx::raw_sql(AssertSqlSafe(log.named(ours))).execute(&mut *tx).await.unwrap();
    let without_ours = wrong(&mut tx).await;

    assert_eq!(before.len(), 3, "{before:?}");
    assert!(after.is_empty(), "{after:?}");
    assert!(without_ours.is_empty(), "{without_ours:?}");
}

#[tokio::test]
async fn a_check_of_nothing_proves_nothing() {
    let database = database().await;

    let bus = Bus::postgres(database.pool.clone());
    let findings = check::findings(&database.pool, &bus, Duration::ZERO).await.unwrap();

    assert!(findings.iter().all(|finding| finding.wrong == 0), "{findings:#?}");
    assert!(findings.iter().filter(|finding| !finding.holds()).count() >= 10, "{findings:#?}");
    assert!(!passes(&database.url, &market::settings("postgres")).await);
}

#[tokio::test]
async fn the_command_says_by_its_exit_code_whether_all_is_well() {
    let shop = lived_in().await;
    shop.close().await;

    assert!(passes(&shop.config.database.url, &shop.config.events).await);
    shop.market.execute("update catalog.stock set on_hand = on_hand + 1").await;
    assert!(!passes(&shop.config.database.url, &shop.config.events).await);
}

/// What `levomart check --settled` says about a database.
pub async fn passes(database: &str, events: &Settings) -> bool {
    let output = Command::new(env!("CARGO_BIN_EXE_levomart"))
        .args(["check", "--settled"])
        .env_clear()
        .env("LEVOMART__DATABASE__URL", database)
        .env("LEVOMART__EVENTS__URL", &events.url)
        .env("LEVOMART__EVENTS__PREFIX", &events.prefix)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    }
    output.status.success()
}
