//! The judge, judged: twelve errors are planted into what a run has left, each alone, and have to be found.

use super::{conduct, judged};
use crate::{
    books::Books,
    compare::compare,
    journal::Lines,
    postgres::{Postgres, SHOP},
    report::Report,
    run::{Run, Settings, Verdict},
    shop::Program,
};
use std::time::Duration;

/// Long enough that every kind of visit has come to its end.
const BUYING: Duration = Duration::from_secs(40);

/// The name of the database into which an error is planted.
const COPY: &str = "copy";

/// What a defect, or somebody, could do to the database of a healthy shop.
const PLANTS: [(&str, &str); 11] = [
    (
        "an event is lost before it is sent",
        "delete from orders.outbox where id = (select id from orders.outbox where aggregate_version = 2 order by id limit 1)",
    ),
    (
        "two events change places",
        "create temporary table swapped as
         select topic, shard, position, lead(id, 1, first) over w as id, lead(envelope, 1, body) over w as envelope
           from (select *, first_value(id) over w as first, first_value(envelope) over w as body
                   from events.log
                  where key = (select key from events.log where topic = 'orders' group by key having count(*) > 1 order by key limit 1)
                 window w as (partition by topic order by position)) as l
         window w as (partition by topic order by position);
         update events.log as l set id = s.id, envelope = s.envelope from swapped as s
          where (s.topic, s.shard, s.position) = (l.topic, l.shard, l.position)",
    ),
    (
        "a unit appears in stock",
        "update catalog.stock set on_hand = on_hand + 1 where offer_id = (select min(offer_id::text)::uuid from catalog.stock)",
    ),
    (
        "an effect happens twice",
        "create temporary table again as
         select gen_random_uuid() as id, id as old, payment_id from payments.postings where kind = 'sale' order by id limit 1;
         insert into payments.postings (id, payment_id, kind, reference)
         select id, payment_id, 'sale', gen_random_uuid() from again;
         insert into payments.entries (posting_id, line, account, seller_id, minor, currency)
         select a.id, e.line, e.account, e.seller_id, e.minor, e.currency
           from again as a join payments.entries as e on e.posting_id = a.old",
    ),
    (
        "a total grows by one",
        "alter table orders.groups drop constraint groups_total_adds_up;
         update orders.groups set total_minor = total_minor + 1
          where id = (select id from orders.groups where status = 'paid' order by id limit 1)",
    ),
    ("an order is lost from everywhere", include_str!("planted/forget.sql")),
    (
        "a payment succeeds a second time",
        "drop index payments.attempts_one_open;
         insert into payments.attempts (id, payment_id, reference, status, ask_at)
         select gen_random_uuid(), payment_id, reference || 'again', status, ask_at
           from payments.attempts where status = 'succeeded' order by id limit 1",
    ),
    (
        "one more is refunded",
        "update payments.payments set refunded_minor = refunded_minor + 1
          where id = (select id from payments.payments where status = 'succeeded' order by id limit 1)",
    ),
    (
        "an order takes a step that is not allowed",
        "create temporary table stepped as select id from orders.orders where status = 'paid' order by id limit 1;
         update orders.orders set status = 'shipped' where id in (select id from stepped);
         insert into orders.history (order_id, status) select id, 'shipped' from stepped",
    ),
    (
        "an order changes hands",
        "update orders.groups set email = 'somebody.else@example.in'
          where id = (select id from orders.groups where status = 'paid' order by id limit 1)",
    ),
    (
        "a line moves into another seller's order",
        "update orders.lines as l set order_id = o.id
           from (select a.id as old, b.id from orders.orders as a
                   join orders.orders as b on b.group_id = a.group_id and b.seller_id <> a.seller_id
                  order by a.id limit 1) as o
          where l.order_id = o.old",
    ),
];

/// Lets people buy, plants the errors one by one, and says who has found them.
pub async fn found(settings: &Settings) -> anyhow::Result<Report> {
    conduct(settings, "planted", async |run, report| {
        run.let_in();
        run.watch(BUYING).await;
        let mut verdict = run.judge().await?;
        judged(report, &verdict);
        let in_a_cart = lose_lines(run, &mut verdict).await?;
        run.shop.close().await?;
        let (program, postgres) = (&run.shop.program, &run.stack.postgres);
        let nothing = plant(program, postgres, &verdict.lines, "select 1").await?;
        report.must("nothing is planted: found by", nothing.words(), "nobody", !nothing.check && !nothing.journal);
        for (error, sql) in PLANTS {
            let found = plant(program, postgres, &verdict.lines, sql).await?;
            report.must(format!("{error}: found by"), found.words(), "anybody", found.check || found.journal);
        }
        let words = if in_a_cart { "the journal" } else { "nobody" };
        report.must("carts lose a line: found by", words, "anybody", in_a_cart);
        Ok(())
    })
    .await
}

/// Who has noticed.
struct Found {
    check: bool,
    journal: bool,
}

impl Found {
    fn words(&self) -> &'static str {
        match (self.check, self.journal) {
            (true, true) => "check and the journal",
            (true, false) => "check",
            (false, true) => "the journal",
            (false, false) => "nobody",
        }
    }
}

/// Plants an error into a copy of the shop's database, which goes again.
async fn plant(program: &Program, postgres: &Postgres, lines: &Lines, sql: &str) -> anyhow::Result<Found> {
    postgres.execute("postgres", &format!("create database {COPY} template {SHOP}")).await?;
    postgres.execute(COPY, sql).await?;
    let url = postgres.url(COPY);
    let check = !program.check(&url).await?.is_empty();
    let journal = !compare(lines, &Books::read(&url).await?).violations.is_empty();
    postgres.execute("postgres", &format!("drop database {COPY} with (force)")).await?;
    Ok(Found { check, journal })
}

/// Takes a line out of every cart, and looks into those that were left: whether it is noticed.
async fn lose_lines(run: &mut Run, verdict: &mut Verdict) -> anyhow::Result<bool> {
    run.stack.redis.lose_lines("levomart:cart:*").await?;
    verdict.carts.count().await?;
    let books = Books::read(&run.stack.postgres.url(SHOP)).await?;
    Ok(!compare(&run.journal.read()?, &books).violations.is_empty())
}
