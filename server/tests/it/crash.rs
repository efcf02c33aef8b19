//! The program is killed with -9 in the middle of buying, at every step that changes something, and started again.
//!
//! Nothing in the program helps: a lock in the database stops it at a statement, and there it is killed. Afterwards the
//! buyer comes back and repeats what was not answered, or never does; either way money, stock and orders have to be right,
//! and `levomart check --settled` has to say so.

mod gate;
mod points;
mod process;
mod visit;

use crate::{
    browser::Answer,
    checking::passes,
    market::{self, Market},
    shop::{self, eventually},
};
use gate::Gate;
use points::{Buyer, End, Lock, POINTS, Point};
use process::{Place, kill};
use std::{cell::RefCell, time::Instant};
use testing::Database;
use tokio::process::Child;
use visit::{ON_HAND, PRICE, Visit};

/// How often the program is killed at each point.
const RUNS: usize = 5;

/// How many programs run at once, each on a database of its own.
const LANES: usize = 3;

/// One database, and the program on it.
struct Lane {
    market: Market,
    seller: contracts::ids::SellerId,
    listeners: Vec<(&'static str, &'static str)>,
    place: Place,
    database: Database,
}

impl Lane {
    async fn open() -> Self {
        let database = shop::database().await;
        let market = Market::open(&database.pool, &market::settings("postgres")).await;
        let seller = market.seller("Moradabad Brass").await;
        let listeners = shop::listeners(&database).await;
        Self { market, seller, listeners, place: Place::new(&database.url), database }
    }

    async fn settle(&self) {
        eventually("the shop comes to rest", async || {
            (self.market.under_way(&self.listeners).await == 0).then_some(())
        })
        .await;
    }

    /// One life and death. The program runs when it begins, and again when it ends.
    async fn run(&self, child: Child, point: &Point, buyer: Buyer) -> Child {
        let offer = self.market.offer(self.seller, "Brass lamp", PRICE, ON_HAND).await;
        let mut visit = Visit::with_a_cart(self, offer).await;
        visit.prepare(point.step).await;

        let answer = self.killed_at(child, point, &mut visit).await;
        self.let_pass(buyer.lapse()).await;
        let mut child = self.place.start().await;
        if buyer == Buyer::ComesBack {
            visit.come_back(point.step, answer).await;
        }
        let ends = buyer.ends(point);
        if buyer == Buyer::Leaves && *ends == [End::Free] {
            // A start does at once what the clock would bring within half a minute.
            self.settle().await;
            kill(child).await;
            self.let_pass("2 hours").await;
            child = self.place.start().await;
        }

        eventually(&format!("it ends as one of {ends:?}"), async || visit.end().await.filter(|end| ends.contains(end)))
            .await;
        self.settle().await;
        let end = visit.end().await;
        assert!(end.is_some_and(|end| ends.contains(&end)), "{end:?}");
        let left = if end == Some(End::Paid) { "0" } else { "2" };
        assert!(point.is_after_payment() || visit.browser.call("/do/cart/count", &[]).await.body == left);
        assert!(
            passes(&self.database.url, &market::settings("postgres")).await,
            "{:#?}",
            self.market.violations().await
        );
        child
    }

    /// Takes the step, kills the program at the point, and gives the way free again; what the buyer had heard by then.
    async fn killed_at(&self, child: Child, point: &Point, visit: &mut Visit<'_>) -> Option<Answer> {
        let (url, db) = (self.database.url.as_str(), &self.market.db);
        let lock = match point.lock {
            Lock::Table(table) => format!("lock table {table} in exclusive mode"),
            Lock::Charge => "lock table payments.simulator in exclusive mode".to_owned(),
            Lock::Stock => format!("select from catalog.stock where offer_id = '{}' for update", visit.offer.id),
            Lock::Sent => "lock table events.log in exclusive mode".to_owned(),
        };
        let gate = Gate::shut(url, &lock).await;
        let killed = async {
            let gate = match point.lock {
                Lock::Sent => self.sent(gate).await,
                _ => gate,
            };
            let backend = gate.wait(db, point.at).await;
            kill(child).await;
            assert_eq!(gate.standing(db, point.at).await, Some(backend), "killed somewhere else");
            if matches!(point.lock, Lock::Charge) {
                sqlx::query("select pg_terminate_backend($1)").bind(backend).execute(db).await.unwrap();
            }
            gate.open().await;
        };
        let (answer, ()) = tokio::join!(visit.send(point.step), killed);
        // The database notices one by one that nobody is at the other end; what is held until then is given back.
        let left = "select count(*) from pg_stat_activity
                     where datname = current_database() and application_name like 'levomart-%'";
        eventually("nothing of the program is left", async || (self.market.count(left).await == 0).then_some(())).await;
        answer.ok()
    }

    /// Lets the relay send to the bus, and stops it before it can note that.
    async fn sent(&self, bus: Gate) -> Gate {
        bus.wait(&self.market.db, r"insert into events\.log").await;
        let unsent = "select from orders.outbox where published_at is null for update";
        let gate = Gate::shut(&self.database.url, unsent).await;
        bus.open().await;
        gate
    }

    /// The program was away for a while.
    async fn let_pass(&self, time: &str) {
        let ago = format!("interval '{time}'");
        self.market
            .execute(&format!(
                "update orders.idempotency set locked_at = locked_at - {ago} where answer is null;
                 update orders.groups set hold_expires_at = hold_expires_at - {ago} where status = 'pending';
                 update catalog.reservations set expires_at = expires_at - {ago} where state = 'held';
                 update payments.payments set hold_expires_at = hold_expires_at - {ago} where status in ('pending', 'processing');
                 update payments.attempts set created_at = created_at - {ago}, ask_at = ask_at - {ago}
                  where status in ('started', 'confirming', 'processing');
                 update payments.refunds set try_at = try_at - {ago} where status = 'pending';
                 update notifications.mails set not_before = not_before - {ago} where sent_at is null;"
            ))
            .await;
    }
}

#[tokio::test]
async fn killed_at_any_point_the_shop_loses_nothing_and_does_nothing_twice() {
    let began = Instant::now();
    let runs = (0..RUNS).flat_map(|run| POINTS.iter().map(move |point| (point, run)));
    let runs = RefCell::new(runs);

    let lanes = (0..LANES).map(async |_| {
        let lane = Lane::open().await;
        let (mut child, mut killed) = (lane.place.start().await, 0);
        loop {
            let Some((point, run)) = runs.borrow_mut().next() else { break };
            let (buyer, began) = (Buyer::of(run), Instant::now());
            eprintln!("killing: {}, run {run}, a buyer who {buyer:?}", point.name);
            child = lane.run(child, point, buyer).await;
            killed += 1;
            eprintln!("killed: {}, run {run}, {:?}", point.name, began.elapsed());
        }
        kill(child).await;
        lane.place.leave();
        killed
    });
    let killed: usize = futures::future::join_all(lanes).await.into_iter().sum();

    assert_eq!(killed, RUNS * POINTS.len());
    eprintln!("{killed} kills at {} points in {:?}: everything holds", POINTS.len(), began.elapsed());
}
