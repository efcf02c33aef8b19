//! Holds what the shop has written down to what it said to shoppers.
//!
//! `levomart check` proves that the shop's books agree with each other. They could agree and be wrong: what was lost
//! from all of them at once, only those remember to whom it was promised.

use crate::{
    books::{Books, Group},
    journal::{Asked, Lines, Outcome, Step},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What was compared, and what was wrong.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Orders that the shop said it had taken.
    pub placed: usize,
    pub paid: usize,
    pub cancelled: usize,
    /// Carts that were left with something in them and looked into again.
    pub carts: usize,
    pub violations: Vec<String>,
}

/// Compares; a journal in which nothing was bought proves nothing, and is a violation of its own.
pub fn compare(lines: &Lines, books: &Books) -> Compared {
    let mut compared = Compared::default();
    placed(lines, books, &mut compared);
    keys(lines, books, &mut compared.violations);
    invented(lines, books, &mut compared.violations);
    paid(lines, books, &mut compared);
    cancelled(lines, books, &mut compared);
    carts(lines, &mut compared);
    for (what, count) in
        [("placed", compared.placed), ("paid", compared.paid), ("cancelled", compared.cancelled), ("left", compared.carts)]
    {
        if count == 0 {
            compared.violations.push(format!("nothing was {what}, so nothing is proved"));
        }
    }
    compared
}

fn of(lines: &Lines, step: Step) -> impl Iterator<Item = &Asked> {
    lines.asked.iter().filter(move |asked| asked.step == step)
}

fn done(lines: &Lines, step: Step) -> impl Iterator<Item = &Asked> {
    of(lines, step).filter(|asked| asked.outcome == Outcome::Done)
}

/// The group that a page is about: `/pay/{group}`, `/orders/{group}?paid`.
fn group_in(path: &str) -> Option<Uuid> {
    path.rsplit('/').next()?.split('?').next()?.parse().ok()
}

fn sent<'a>(asked: &'a Asked, field: &str) -> &'a str {
    asked.sent.get(field).map_or("", String::as_str)
}

/// Every order that was taken is there: once, for whom it was made, at the price that was shown.
fn placed(lines: &Lines, books: &Books, compared: &mut Compared) {
    let mut answers: BTreeMap<&str, BTreeSet<Uuid>> = BTreeMap::new();
    for asked in done(lines, Step::Place) {
        let (visit, key) = (&asked.visit, sent(asked, "key"));
        let Some(id) = group_in(&asked.location) else {
            compared.violations.push(format!("visit {visit}: an order was taken, and nobody knows which"));
            continue;
        };
        answers.entry(key).or_default().insert(id);
        let against = match books.groups.get(&id) {
            None => "is lost",
            Some(group) if group.email != sent(asked, "email") => "belongs to somebody else",
            Some(group) if group.total_minor.to_string() != sent(asked, "expected_total") => "costs something else",
            Some(_) if books.keys.get(key).is_none_or(|made| *made != [id]) => "was not made under its key alone",
            Some(_) => continue,
        };
        compared.violations.push(format!("visit {visit}: order {id} was taken and {against}"));
    }
    for (key, ids) in answers.iter().filter(|(_, ids)| ids.len() > 1) {
        compared.violations.push(format!("key {key} was answered with {} orders", ids.len()));
    }
    compared.placed = answers.len();
}

/// A key makes one order at most; one that was refused every time makes none.
fn keys(lines: &Lines, books: &Books, violations: &mut Vec<String>) {
    let mut refused: HashMap<&str, bool> = HashMap::new();
    for asked in of(lines, Step::Place) {
        let always = refused.entry(sent(asked, "key")).or_insert(true);
        *always &= asked.outcome == Outcome::Refused;
    }
    for (key, always) in refused {
        let made = books.keys.get(key).map_or(0, Vec::len);
        if made > usize::from(!always) {
            violations.push(format!("key {key} made {made} orders, refused: {always}"));
        }
    }
}

/// Nobody has more orders than they asked for, and nobody who asked for none has one.
fn invented(lines: &Lines, books: &Books, violations: &mut Vec<String>) {
    let mut wanted: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for asked in of(lines, Step::Place).filter(|asked| asked.outcome != Outcome::Refused) {
        wanted.entry(sent(asked, "email")).or_default().insert(sent(asked, "key"));
    }
    let mut has: HashMap<&str, usize> = HashMap::new();
    for group in books.groups.values() {
        *has.entry(&group.email).or_default() += 1;
    }
    for (email, count) in has {
        let most = wanted.get(email).map_or(0, BTreeSet::len);
        if count > most {
            violations.push(format!("{email} has {count} orders and asked for {most}"));
        }
    }
}

/// What was said to be paid is paid, and nothing is for which no card was given.
fn paid(lines: &Lines, books: &Books, compared: &mut Compared) {
    let said: BTreeSet<Uuid> =
        done(lines, Step::Look).filter(|asked| asked.location.ends_with("?paid")).filter_map(|asked| group_in(&asked.location)).collect();
    for id in &said {
        if !books.groups.get(id).is_some_and(|group| group.was_paid && group.has_money) {
            compared.violations.push(format!("order {id} was said to be paid, and is not"));
        }
    }
    let cards: BTreeSet<Uuid> = of(lines, Step::Card).filter_map(|asked| sent(asked, "group").parse().ok()).collect();
    for group in books.groups.values().filter(|group| group.has_money && !cards.contains(&group.id)) {
        compared.violations.push(format!("order {} is paid, and nobody gave a card for it", group.id));
    }
    compared.paid = said.len();
}

/// What was said to be cancelled is, with its money back; what nobody cancelled and was said to be paid is not.
fn cancelled(lines: &Lines, books: &Books, compared: &mut Compared) {
    for asked in done(lines, Step::Cancel) {
        compared.cancelled += 1;
        let (id, one) = (sent(asked, "group"), sent(asked, "order"));
        let group = id.parse().ok().and_then(|id| books.groups.get(&id));
        if !group.is_some_and(|group| is_cancelled(group, one)) {
            compared.violations.push(format!("order {id} {one} was said to be cancelled, and is not, or its money is here"));
        }
    }
    let asked: BTreeSet<&str> = of(lines, Step::Cancel).map(|asked| sent(asked, "group")).collect();
    for group in books.groups.values().filter(|group| group.was_paid && !asked.contains(group.id.to_string().as_str())) {
        if group.orders.iter().any(|order| order.status == "cancelled") || group.refunded_minor > 0 {
            compared.violations.push(format!("order {} was paid, and somebody cancelled it", group.id));
        }
    }
}

/// Whether a group, or the one order of it that is named, is cancelled, and its money back if there was any.
fn is_cancelled(group: &Group, one: &str) -> bool {
    let mut orders = group.orders.iter().filter(|order| one.is_empty() || order.id.to_string() == one).peekable();
    orders.peek().is_some() && orders.all(|order| order.status == "cancelled" && order.refunded == group.has_money)
}

/// What was put into a cart is in it, but for carts that the shop was made to forget.
fn carts(lines: &Lines, compared: &mut Compared) {
    let forgotten = lines.faults.iter().filter(|fault| fault.forgets_carts).map(|fault| fault.to_ms).max();
    for asked in done(lines, Step::Count) {
        let adds = || of(lines, Step::Add).filter(|add| add.visit == asked.visit);
        if adds().any(|add| forgotten.is_some_and(|at_ms| add.at_ms <= at_ms)) {
            continue;
        }
        let units = |add: &Asked| sent(add, "quantity").parse::<u64>().unwrap_or_default();
        let least: u64 = adds().filter(|add| add.outcome == Outcome::Done).map(units).sum();
        let most: u64 = adds().map(units).sum();
        let found = asked.said.parse::<u64>().ok();
        if !found.is_some_and(|found| (least..=most).contains(&found)) {
            compared.violations.push(format!("cart {}: {} units, and it has to have {least}", asked.visit, asked.said));
        }
        compared.carts += 1;
    }
    let counted: BTreeSet<&str> = done(lines, Step::Count).map(|asked| asked.visit.as_str()).collect();
    let left: BTreeSet<&str> = of(lines, Step::Count).map(|asked| asked.visit.as_str()).collect();
    for visit in left.difference(&counted) {
        compared.violations.push(format!("cart {visit}: cannot be looked into"));
    }
}
