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
    for (what, count) in [("placed", compared.placed), ("paid", compared.paid)] {
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

/// What was said to be paid is paid, and nothing is for which no card was given. Who cancels before orders has heard of
/// the money cancels an unpaid order; then the money has to be back.
fn paid(lines: &Lines, books: &Books, compared: &mut Compared) {
    let said: BTreeSet<Uuid> = done(lines, Step::Look)
        .filter(|asked| asked.location.ends_with("?paid"))
        .filter_map(|asked| group_in(&asked.location))
        .collect();
    let given_up: BTreeSet<Uuid> =
        of(lines, Step::Cancel).filter_map(|asked| sent(asked, "group").parse().ok()).collect();
    for id in &said {
        let kept = |group: &Group| group.was_paid || (given_up.contains(id) && is_cancelled(group, ""));
        if !books.groups.get(id).is_some_and(|group| group.has_money && kept(group)) {
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
            compared
                .violations
                .push(format!("order {id} {one} was said to be cancelled, and is not, or its money is here"));
        }
    }
    let asked: BTreeSet<&str> = of(lines, Step::Cancel).map(|asked| sent(asked, "group")).collect();
    for group in books.groups.values().filter(|group| group.was_paid && !asked.contains(group.id.to_string().as_str()))
    {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{books::Order, journal::Fault};
    use sqlx::types::Json;

    const BOUGHT: Uuid = Uuid::from_u128(1);
    const CANCELLED: Uuid = Uuid::from_u128(2);

    fn asked(visit: &str, step: Step, sent: &[(&str, &str)], location: &str) -> Asked {
        Asked {
            at_ms: 10,
            took_ms: 1,
            visit: visit.to_owned(),
            step,
            sent: sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            outcome: Outcome::Done,
            status: Some(303),
            location: location.to_owned(),
            retry_after: false,
            said: "3".to_owned(),
        }
    }

    /// Two orders, both paid, one cancelled; and a cart with three units.
    fn journal() -> Lines {
        let mut lines = Lines::default();
        for (visit, group) in [("1.1", BOUGHT), ("2.1", CANCELLED)] {
            let (key, email, id) = (format!("key-{visit}"), format!("{visit}@example.in"), group.to_string());
            let order = [("key", key.as_str()), ("email", &email), ("expected_total", "500")];
            lines.asked.push(asked(visit, Step::Place, &order, &format!("/pay/{id}")));
            lines.asked.push(asked(visit, Step::Card, &[("group", &id)], &format!("/pay/{id}")));
            lines.asked.push(asked(visit, Step::Look, &[], &format!("/orders/{id}?paid")));
        }
        let cancelled = CANCELLED.to_string();
        lines.asked.push(asked("2.1", Step::Cancel, &[("group", &cancelled)], "/orders"));
        lines.asked.push(asked("3.1", Step::Add, &[("quantity", "3")], "/cart"));
        lines.asked.push(asked("3.1", Step::Count, &[], ""));
        lines
    }

    fn books() -> Books {
        let mut books = Books::default();
        for (visit, id, status) in [("1.1", BOUGHT, "paid"), ("2.1", CANCELLED, "cancelled")] {
            let refunded = status == "cancelled";
            let order = Order { id: Uuid::from_u128(9), status: status.to_owned(), total_minor: 500, refunded };
            let group = Group {
                id,
                email: format!("{visit}@example.in"),
                total_minor: 500,
                was_paid: true,
                has_money: true,
                refunded_minor: if refunded { 500 } else { 0 },
                orders: Json(vec![order]),
            };
            books.groups.insert(id, group);
            books.keys.insert(format!("key-{visit}"), vec![id]);
        }
        books
    }

    /// What is wrong after something was done to a healthy shop.
    fn wrong(harm: impl FnOnce(&mut Lines, &mut Books)) -> String {
        let (mut lines, mut books) = (journal(), books());
        harm(&mut lines, &mut books);
        compare(&lines, &books).violations.join("\n")
    }

    fn bought(books: &mut Books) -> &mut Group {
        books.groups.get_mut(&BOUGHT).unwrap()
    }

    #[test]
    fn a_shop_that_keeps_its_word_has_nothing_against_it() {
        assert_eq!(wrong(|_, _| {}), "");
    }

    #[test]
    fn a_broken_promise_is_named() {
        let broken = |what, harm: fn(&mut Books)| {
            let said = wrong(|_, books| harm(books));
            assert!(said.contains(what), "{what}: {said}");
        };
        broken("is lost", |books| drop(books.groups.remove(&BOUGHT)));
        broken("belongs to somebody else", |books| bought(books).email = "2.1@example.in".to_owned());
        broken("costs something else", |books| bought(books).total_minor += 1);
        broken("not made under its key alone", |books| drop(books.keys.remove("key-1.1")));
        broken("made 2 orders", |books| books.keys.get_mut("key-1.1").unwrap().push(Uuid::nil()));
        broken("said to be paid, and is not", |books| bought(books).has_money = false);
        broken("was paid, and somebody cancelled it", |books| bought(books).refunded_minor = 1);
        broken("said to be cancelled, and is not", |books| {
            books.groups.get_mut(&CANCELLED).unwrap().orders[0].refunded = false;
        });
        broken("has 2 orders and asked for 1", |books| {
            let twin = Group { id: Uuid::nil(), ..bought(books).clone() };
            books.groups.insert(twin.id, twin);
        });
    }

    #[test]
    fn an_order_without_a_card_or_from_a_refused_key_is_noticed() {
        let said = wrong(|lines, _| lines.asked.retain(|asked| asked.step != Step::Card));
        assert!(said.contains("nobody gave a card"), "{said}");

        let said = wrong(|lines, _| lines.asked[0].outcome = Outcome::Refused);
        assert!(said.contains("key key-1.1 made 1 orders, refused: true"), "{said}");
    }

    #[test]
    fn who_cancels_before_the_order_has_heard_of_the_money_gets_it_back() {
        let unheard = |refunded| {
            wrong(|_, books| {
                let group = books.groups.get_mut(&CANCELLED).unwrap();
                (group.was_paid, group.orders[0].refunded) = (false, refunded);
            })
        };

        assert_eq!(unheard(true), "");
        assert!(unheard(false).contains("was said to be paid, and is not"), "{}", unheard(false));
    }

    #[test]
    fn an_order_of_unknown_fate_may_be_there_once_or_not() {
        let unknown = |lines: &mut Lines| {
            lines.asked.retain(|asked| asked.visit != "1.1" || asked.step == Step::Place);
            lines.asked[0].outcome = Outcome::Unknown;
        };

        let there = wrong(|lines, books| {
            unknown(lines);
            (bought(books).was_paid, bought(books).has_money) = (false, false);
        });
        let not_there = wrong(|lines, books| {
            unknown(lines);
            books.groups.remove(&BOUGHT);
            books.keys.remove("key-1.1");
        });

        assert_eq!((there.as_str(), not_there.as_str()), ("", ""));
    }

    #[test]
    fn a_cart_may_forget_only_what_it_was_made_to_forget() {
        let empty = |lines: &mut Lines| lines.asked.last_mut().unwrap().said = "0".to_owned();
        let emptied = Fault { name: "Redis emptied".to_owned(), from_ms: 20, to_ms: 20, forgets_carts: true };

        assert!(wrong(|lines, _| empty(lines)).contains("cart 3.1: 0 units"));
        let said = wrong(|lines, _| {
            empty(lines);
            lines.faults.push(emptied);
        });
        assert_eq!(said, "");
    }

    #[test]
    fn a_journal_of_nothing_proves_nothing() {
        let compared = compare(&Lines::default(), &Books::default());

        assert_eq!(compared.violations.len(), 2);
    }
}
