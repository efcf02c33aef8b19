//! Coming to rest: everything that was begun is brought to its end, and what nobody will finish is given up.

use crate::{postgres, process::eventually, shop::Program, stack::Stack};
use anyhow::{Context, ensure};
use sqlx::{Connection, PgConnection};
use std::time::{Duration, Instant};
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
    /// Waits until everything is sent that waits now.
    pub async fn drain(stack: &Stack) -> anyhow::Result<Self> {
        let mut db = PgConnection::connect(&stack.postgres.url(postgres::SHOP)).await?;
        let now: OffsetDateTime = sqlx::query_scalar("select now()").fetch_one(&mut db).await?;
        let events = waiting(&mut db, now).await?;
        let (began, mut took) = (Instant::now(), [Duration::ZERO; 2]);
        let mut first = [began; 2];
        loop {
            let left = waiting(&mut db, now).await?;
            for slice in 0..left.len() {
                if left[slice] == events[slice] {
                    first[slice] = Instant::now();
                } else if left[slice] == 0 && took[slice].is_zero() {
                    took[slice] = first[slice].elapsed();
                }
            }
            if left == [0, 0] {
                let took = took.into_iter().max().unwrap_or_default();
                return Ok(Self { events: events.iter().sum(), took, until_sent: began.elapsed() });
            }
            ensure!(began.elapsed() < PATIENCE, "{left:?} events are not sent within {PATIENCE:?}");
            tokio::time::sleep(LOOK).await;
        }
    }

    pub fn per_second(&self) -> f64 {
        self.events as f64 / self.took.as_secs_f64().max(LOOK.as_secs_f64())
    }
}

/// Unsent events that are older than a moment, of orders and of payments.
async fn waiting(db: &mut PgConnection, moment: OffsetDateTime) -> Result<[i64; 2], sqlx::Error> {
    let waiting = sqlx::query_as(
        "select (select count(*) from orders.outbox where published_at is null and created_at < $1),
                (select count(*) from payments.outbox where published_at is null and created_at < $1)",
    );
    let (orders, payments) = waiting.bind(moment).fetch_one(db).await?;
    Ok([orders, payments])
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
