//! A shop's money, for its owners.

use crate::{
    Payments,
    error::Error,
    store::{commissions, ledger as store},
};
use contracts::{
    Caller, Kind, Money, Page, Problem,
    delivery::INDIA,
    ids::SellerId,
    payments::{Balance, LedgerEntry, Statement},
    problem::{Check, FieldError},
};
use std::fmt::Write;
use time::{Date, Duration, UtcOffset, macros::format_description};

/// Entries on a page.
const PAGE: usize = 50;

/// Entries in a file; a page of the ledger reads faster than more than that.
const MOST_ENTRIES: usize = 20_000;

fn owner(caller: &Caller) -> Result<SellerId, Error> {
    match caller {
        Caller::Member { seller, owner: true, .. } => Ok(*seller),
        _ => Err(Error::NotFound),
    }
}

/// A page of the shop's entries, the latest first.
pub async fn list(payments: &Payments, caller: &Caller, after: Option<&str>) -> Result<Page<LedgerEntry>, Error> {
    let seller = owner(caller)?;
    let no_such_page = |_| Problem::new(Kind::Malformed, "malformed-cursor", "This page of the list does not exist.");
    let before = after.map(str::parse).transpose().map_err(no_such_page)?;
    let mut items = store::list(&mut *payments.db.acquire().await?, seller, before, PAGE + 1).await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Page { items, next })
}

/// What the market owes the shop now, and what it keeps of the next sale.
pub async fn balance(payments: &Payments, caller: &Caller) -> Result<Balance, Error> {
    let seller = owner(caller)?;
    let db = &mut *payments.db.acquire().await?;
    let owed = Money::new(store::balance(db, seller).await?, payments.currency);
    let rates = commissions::rates(db, &[seller], &[], payments.commission_bp).await?;
    let by_category = rates.shops.is_empty() && commissions::any_category(db).await?;
    Ok(Balance { owed, commission_bp: rates.of(seller, &[]) as u32, by_category })
}

/// Everything between two days in India, both included, as a file; its times are in UTC.
pub async fn statement(payments: &Payments, caller: &Caller, from: &str, to: &str) -> Result<Statement, Error> {
    let seller = owner(caller)?;
    let (from, to) = period(from, to)?;
    let (begin, end) =
        (from.midnight().assume_offset(INDIA), to.saturating_add(Duration::DAY).midnight().assume_offset(INDIA));
    let entries = store::list_between(&mut *payments.db.acquire().await?, seller, begin, end, MOST_ENTRIES + 1).await?;
    let mut check = Check::default();
    check.that(entries.len() <= MOST_ENTRIES, "to", "This is too much for one file. Please choose fewer days.");
    check.done()?;
    Ok(Statement { file_name: format!("levomart-{from}-{to}.csv"), csv: csv(&entries) })
}

fn period(from: &str, to: &str) -> Result<(Date, Date), Problem> {
    let day = |field: &str, text: &str| {
        let wrong = FieldError { field: field.to_owned(), message: "Please enter a day.".to_owned() };
        let day = Date::parse(text, format_description!("[year]-[month]-[day]")).ok();
        // The database counts no further back than a few thousand years.
        day.filter(|day| day.year() >= 2000).ok_or_else(|| Problem::invalid(vec![wrong]))
    };
    let (from, to) = (day("from", from)?, day("to", to)?);
    let mut check = Check::default();
    let is_within_a_year = (Duration::ZERO..=Duration::days(366)).contains(&(to - from));
    check.that(is_within_a_year, "to", "Please choose a day within a year after the first.");
    check.done()?;
    Ok((from, to))
}

/// No text of anybody's stands in it, so that nothing needs quotes and nothing reads as a formula.
fn csv(entries: &[LedgerEntry]) -> String {
    let mut csv = "time,entry,order,goods,delivery,refund,commission,amount,currency\r\n".to_owned();
    for entry in entries {
        let [goods, delivery, refund, commission, amount] =
            [entry.goods, entry.delivery, entry.refund, entry.commission, entry.amount].map(Money::decimal);
        let at = entry.at.to_offset(UtcOffset::UTC);
        let at = at.format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z")).unwrap_or_default();
        let (kind, number, currency) = (entry.kind.as_str(), &entry.number, entry.amount.currency.code());
        // Writing to a string cannot fail.
        let _ = write!(csv, "{at},{kind},{number},{goods},{delivery},{refund},{commission},{amount},{currency}\r\n");
    }
    csv
}
