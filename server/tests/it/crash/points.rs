//! Where the program is killed, and how it may end.

/// What the buyer does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Place,
    Pay,
    Cancel,
}

/// What it all has come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// One charge, the goods are sold.
    Paid,
    /// No charge, the goods can be bought by others.
    Free,
    /// One charge that went back whole, the goods can be bought by others.
    Refunded,
}

/// What stops the program.
#[derive(Clone, Copy, Debug)]
pub enum Lock {
    Table(&'static str),
    /// The stock of what is bought.
    Stock,
    /// The event in the outbox, once the bus has it.
    Sent,
    /// The charge at the gateway. The request to it is lost with the program.
    Charge,
}

/// A place in the life of an order.
pub struct Point {
    pub name: &'static str,
    pub step: Step,
    pub lock: Lock,
    /// The statement at which the program stands when it is killed; a regular expression.
    pub at: &'static str,
    /// How it ends when the buyer never comes back.
    alone: End,
}

const fn point(step: Step, name: &'static str, lock: Lock, at: &'static str, alone: End) -> Point {
    Point { name, step, lock, at, alone }
}

use End::{Free, Paid, Refunded};
use Lock::{Charge, Sent, Stock, Table};
use Step::{Cancel, Pay, Place};

pub const POINTS: [Point; 16] = [
    point(Place, "stock is not held yet", Stock, r"from catalog\.stock", Free),
    point(
        Place,
        "stock is held, the hold not written",
        Table("catalog.reservations"),
        r"insert into catalog\.reserv",
        Free,
    ),
    point(Place, "the hold stands, the order not", Table("orders.groups"), r"insert into orders\.groups", Free),
    point(Place, "the order is written, its event not", Table("orders.outbox"), r"insert into orders\.outbox", Free),
    point(Place, "the order stands, its event is not sent", Table("events.log"), r"insert into events\.log", Free),
    point(Place, "the event is sent, the outbox does not know", Sent, r"update orders\.outbox", Free),
    point(Place, "the payment is not open", Table("payments.payments"), r"insert into payments\.payments", Free),
    point(Pay, "the try is written, the gateway not asked", Charge, r"insert into payments\.simulator", Free),
    point(
        Pay,
        "the gateway has charged, nobody knows",
        Table("payments.postings"),
        r"insert into payments\.postings",
        Paid,
    ),
    point(Pay, "the payment stands, its event is not sent", Table("events.log"), r"insert into events\.log", Paid),
    point(Pay, "the order is not marked as paid", Table("orders.history"), r"insert into orders\.history", Paid),
    point(Pay, "the stock is not sold", Table("catalog.stock_movements"), r"insert into catalog\.stock_mov", Paid),
    point(Pay, "the mail is not written", Table("notifications.mails"), r"insert into notifications\.mails", Paid),
    point(Cancel, "the refund is not owed", Table("payments.refunds"), r"insert into payments\.refunds", Refunded),
    point(
        Cancel,
        "the gateway has not given back",
        Table("payments.simulator_refunds"),
        r"payments\.simulator_refunds",
        Refunded,
    ),
    point(
        Cancel,
        "the gateway has given back, nobody knows",
        Table("payments.postings"),
        r"insert into payments\.postings",
        Refunded,
    ),
];

impl Point {
    /// Whether the cart had done its work before.
    pub fn is_after_payment(&self) -> bool {
        self.step == Cancel
    }
}

/// What becomes of the buyer after the crash.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Buyer {
    /// Repeats what was not answered, with the same key, and goes on.
    ComesBack,
    /// Never does; the hold lives on for a while.
    Leaves,
    /// Never does, and the program is away for so long that the hold is over.
    LeavesForLong,
}

impl Buyer {
    pub fn of(run: usize) -> Self {
        [Self::ComesBack, Self::LeavesForLong, Self::ComesBack, Self::Leaves, Self::ComesBack][run % 5]
    }

    /// How long the program was away: longer than a claim on a request lives, and than the patience with a charge that
    /// was not answered.
    pub fn lapse(self) -> &'static str {
        if self == Self::LeavesForLong { "2 hours" } else { "40 seconds" }
    }

    /// How it may end.
    pub fn ends(self, point: &Point) -> &'static [End] {
        match (self, point.alone) {
            (_, Refunded) => &[Refunded],
            (Self::ComesBack, _) | (Self::Leaves, Paid) => &[Paid],
            // The hold was over: the payment may win, or be too late and go back.
            (Self::LeavesForLong, Paid) => &[Paid, Refunded],
            // While the hold lives, the order waits for its buyer; the test lets it end.
            (Self::Leaves | Self::LeavesForLong, Free) => &[Free],
        }
    }
}
