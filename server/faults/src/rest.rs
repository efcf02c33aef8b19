//! Coming to rest: everything that was begun is brought to its end, and what nobody will finish is given up.

use crate::{postgres, process::eventually, shop::Program, stack::Stack};
use anyhow::{Context, ensure};
use sqlx::{Connection, PgConnection};
use std::{pin::pin, time::Duration};
use time::OffsetDateTime;

/// How long a shop may take to come to rest once nothing harms it any more.
const PATIENCE: Duration = Duration::from_secs(180);

/// Between two looks at what is left.
const LOOK: Duration = Duration::from_millis(20);

/// What somebody still has to do: events to send, refunds to execute, mails to write.
const UNDER_WAY: &str = "
    select (select count(*) from identity.outbox where published_at is null)
         + (select count(*) from catalog.outbox where published_at is null)
         + (select count(*) from orders.outbox where published_at is null)
         + (select count(*) from payments.outbox where published_at is null)
         + (select count(*) from shipping.outbox where published_at is null)
         + (select count(*) from notifications.outbox where published_at is null)
         + (select count(*) from payments.refunds where status = 'pending')
         + (select count(*) from notifications.mails where sent_at is null and failed is null)";

/// What waits for shoppers who have left.
const WAITING: &str = "
    select (select count(*) from orders.groups where status = 'pending')
         + (select count(*) from payments.attempts where status in ('started', 'confirming', 'processing'))
         + (select count(*) from catalog.reservations where state = 'held')";

/// Two hours pass: longer than anything is held for somebody.
const LATER: &str = "
    update orders.idempotency set locked_at = locked_at - interval '2 hours' where answer is null;
    update orders.groups set hold_expires_at = hold_expires_at - interval '2 hours' where status = 'pending';
    update catalog.reservations set expires_at = expires_at - interval '2 hours' where state = 'held';
    update payments.payments set hold_expires_at = hold_expires_at - interval '2 hours'
     where status in ('pending', 'processing');
    update payments.attempts set created_at = created_at - interval '2 hours', ask_at = ask_at - interval '2 hours'
     where status in ('started', 'confirming', 'processing');
    update payments.simulator set created_at = created_at - interval '2 hours' where status = 'processing';
    update payments.refunds set try_at = try_at - interval '2 hours' where status = 'pending';
    update notifications.mails set not_before = not_before - interval '2 hours' where sent_at is null;";

/// Waits until everything is told and heard, lets two hours pass, and waits until nothing is left to do.
///
/// # Errors
/// When that takes more than three minutes, in all.
pub async fn come_to_rest(stack: &Stack, program: &Program) -> anyhow::Result<()> {
    let nothing_left = async |statement| count(stack, statement).await.is_ok_and(|left| left == 0);
    let heard = async || nothing_left(UNDER_WAY).await && behind(program).await.is_ok_and(|behind| behind == 0);
    let rest = async {
        eventually("everything is told and heard", PATIENCE, heard).await?;
        stack.postgres.execute(postgres::SHOP, LATER).await?;
        eventually("nothing is left to do", PATIENCE, async || nothing_left(WAITING).await && heard().await).await
    };
    tokio::time::timeout(PATIENCE, rest).await.with_context(|| format!("the shop does not rest within {PATIENCE:?}"))?
}

/// Events that had piled up when their way was free again, and how they went.
#[derive(Clone, Copy, Debug)]
pub struct Backlog {
    pub events: i64,
    /// How long they were being sent: of each outbox from the first to the last, and of those the longest. Slices notice by
    /// themselves that the way is free.
    pub took: Duration,
    /// From the moment when the way was free until the last was sent.
    pub until_sent: Duration,
}

impl Backlog {
    /// Looks on while harm is done, and until everything is sent that has piled up in this database. `harm` says how long ago
    /// it was over.
    pub async fn of(database: &str, harm: impl Future<Output = anyhow::Result<Duration>>) -> anyhow::Result<Self> {
        let mut db = PgConnection::connect(database).await?;
        let (mut harm, mut seen) = (pin!(harm), Vec::new());
        let freed = loop {
            tokio::select! {
                over = &mut harm => break OffsetDateTime::now_utc() - over?,
                () = tokio::time::sleep(LOOK) => seen.push(Look::take(&mut db).await?),
            }
        };
        loop {
            if let Some(backlog) = Self::read(&seen, freed) {
                return Ok(backlog);
            }
            ensure!(OffsetDateTime::now_utc() - freed < PATIENCE, "events are not sent within {PATIENCE:?}");
            tokio::time::sleep(LOOK).await;
            seen.push(Look::take(&mut db).await?);
        }
    }

    /// What looks tell, in their order; `None` while something still waits, as far as anybody has looked.
    fn read(seen: &[Look], freed: OffsetDateTime) -> Option<Self> {
        let (before, since) = seen.split_at(seen.partition_point(|look| look.at < freed));
        let piled = before.last().map_or([0; 2], |look| look.waiting.map(|(count, _)| count));
        let (mut took, mut until_sent) = (Duration::ZERO, Duration::ZERO);
        for (slice, piled) in piled.iter().enumerate() {
            let sent = since.iter().position(|look| look.waiting[slice].1.is_none_or(|oldest| oldest > freed))?;
            let begun = since[..sent].iter().rfind(|look| look.waiting[slice].0 >= *piled);
            let begun = begun.map_or(freed, |look| look.at);
            took = took.max((since[sent].at - begun).unsigned_abs());
            until_sent = until_sent.max((since[sent].at - freed).unsigned_abs());
        }
        Some(Self { events: piled.iter().sum(), took, until_sent })
    }

    pub fn per_second(&self) -> f64 {
        self.events as f64 / self.took.as_secs_f64().max(LOOK.as_secs_f64())
    }
}

/// How many events wait in the outboxes of orders and of payments, and since when the oldest does.
struct Look {
    at: OffsetDateTime,
    waiting: [(i64, Option<OffsetDateTime>); 2],
}

impl Look {
    async fn take(db: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let waiting = sqlx::query_as(
            "select o.count, o.oldest, p.count, p.oldest
               from (select count(*), min(created_at) as oldest from orders.outbox where published_at is null) as o,
                    (select count(*), min(created_at) as oldest from payments.outbox where published_at is null) as p",
        );
        let (orders, oldest_of_orders, payments, oldest_of_payments) = waiting.fetch_one(db).await?;
        let waiting = [(orders, oldest_of_orders), (payments, oldest_of_payments)];
        Ok(Self { at: OffsetDateTime::now_utc(), waiting })
    }
}

/// Events that somebody who listens has not handled yet.
pub async fn behind(program: &Program) -> anyhow::Result<i64> {
    let said = program.run(&["events", "lag"]).await?;
    let numbers = said.lines().skip(1).filter_map(|line| line.split_whitespace().next_back());
    numbers.map(|number| number.parse::<i64>().context("`events lag` says something else")).sum()
}

async fn count(stack: &Stack, statement: &'static str) -> anyhow::Result<i64> {
    let mut db = PgConnection::connect(&stack.postgres.url(postgres::SHOP)).await?;
    let count = sqlx::query_scalar(statement).fetch_one(&mut db).await?;
    db.close().await?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backlog_is_what_waited_when_the_way_was_free_and_took_from_its_first_event_to_its_last() {
        let at = |ms| OffsetDateTime::UNIX_EPOCH + Duration::from_millis(ms);
        let look = |ms, orders: (i64, u64), payments: (i64, u64)| Look {
            at: at(ms),
            waiting: [orders, payments].map(|(count, oldest)| (count, (count > 0).then(|| at(oldest)))),
        };
        let mut seen = vec![look(0, (0, 0), (0, 0)), look(20, (7, 10), (0, 0)), look(40, (600, 10), (10, 30))];

        assert!(Backlog::read(&seen, at(50)).is_none(), "nobody has looked since");
        // More comes while nobody has noticed yet; then all but one go.
        seen.extend([look(60, (601, 10), (10, 30)), look(80, (602, 10), (3, 35)), look(100, (1, 45), (4, 90))]);
        assert!(Backlog::read(&seen, at(50)).is_none(), "one waits");
        seen.push(look(120, (5, 110), (4, 90)));
        let backlog = Backlog::read(&seen, at(50)).unwrap();

        assert_eq!(backlog.events, 610);
        assert_eq!((backlog.took, backlog.until_sent), (Duration::from_millis(40), Duration::from_millis(70)));
    }
}
