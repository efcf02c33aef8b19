//! Counting, receiving, writing off.

use crate::fault::Fault;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::{
        room::once::{self, kept},
        visit::{Visit, back, finish, parts},
    },
    contracts::{
        Problem,
        problem::{Check, FieldError},
        stock::{AdjustReason, AdjustStock, Change, Present, StockChange, Threshold},
    },
};

/// Saves what was counted, for every variant of the list whose number was changed.
#[server(prefix = "/do", endpoint = "seller/stock/count")]
pub async fn count(
    #[server(default)] reason: String,
    #[server(default)] note: String,
    #[server(default)] units: BTreeMap<String, String>,
    #[server(default)] seen: BTreeMap<String, String>,
    #[server(default)] key: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let member = visit.member()?;
        let changes = counted(&units, &seen)?;
        let many = changes.len();
        save(&visit, &member, &key, &reason, &note, changes).await?;
        let variants = if many == 1 { "1 variant is".to_owned() } else { format!("{many} variants are") };
        visit.notice(format!("Saved. The stock of {variants} changed.")).await.map(|()| back(&parts()))
    };
    let outcome = outcome.await;
    let names: Vec<String> = units.keys().take(200).map(|offer| format!("units[{offer}]")).collect();
    let typed = names.iter().map(String::as_str).zip(units.values().map(String::as_str));
    let others = [("reason", reason.as_str()), ("note", &note), ("key", kept(&key, &outcome))];
    let values: Vec<(&str, &str)> = typed.chain(others).collect();
    finish(&visit, "count", &values, outcome).await
}

/// Adds to one variant's stock, or takes from it.
#[server(prefix = "/do", endpoint = "seller/stock/move")]
pub async fn move_units(
    offer: String,
    #[server(default)] by: String,
    #[server(default)] reason: String,
    #[server(default)] note: String,
    #[server(default)] key: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let member = visit.member()?;
        let units = by.trim().replace('−', "-").parse::<i64>().ok().filter(|units| *units != 0);
        let mut check = Check::default();
        check.that(units.is_some(), "by", "Enter a whole number: 12 adds, -3 takes away.");
        check.done()?;
        let to = Change::By(units.unwrap_or_default());
        let id = offer.parse().map_err(|_| Problem::not_found("offer"))?;
        save(&visit, &member, &key, &reason, &note, vec![StockChange { offer: id, to }]).await?;
        visit.notice("Saved.").await.map(|()| format!("/seller/inventory/{id}"))
    };
    let outcome = outcome.await;
    let values = [("by", by.as_str()), ("reason", &reason), ("note", &note), ("key", kept(&key, &outcome))];
    finish(&visit, "move", &values, outcome).await
}

/// Sets when one variant's stock counts as low; with nothing typed as the shop has it.
#[server(prefix = "/do", endpoint = "seller/stock/threshold")]
pub async fn set_threshold(offer: String, #[server(default)] low_at: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let member = visit.member()?;
        let id = offer.parse().map_err(|_| Problem::not_found("offer"))?;
        visit.ask().catalog.set_threshold(&member, id, limit(&low_at)?).await?;
        visit.notice("Saved.").await.map(|()| format!("/seller/inventory/{id}"))
    };
    finish(&visit, "threshold", &[("low_at", &low_at)], outcome.await).await
}

/// Sets when stock counts as low in the shop.
#[server(prefix = "/do", endpoint = "seller/stock/shop-threshold")]
pub async fn set_shop_threshold(#[server(default)] low_at: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let member = visit.member()?;
        visit.ask().catalog.set_shop_threshold(&member, limit(&low_at)?).await?;
        visit.notice("Saved.").await.map(|()| "/seller/inventory".to_owned())
    };
    finish(&visit, "threshold", &[("low_at", &low_at)], outcome.await).await
}

#[cfg(feature = "ssr")]
async fn save(
    visit: &Visit,
    member: &contracts::Caller,
    key: &str,
    reason: &str,
    note: &str,
    changes: Vec<StockChange>,
) -> Result<(), Problem> {
    let reason = AdjustReason::parse(reason).unwrap_or(AdjustReason::Corrected);
    let request = AdjustStock { reason, note: note.to_owned(), changes };
    visit.ask().catalog.adjust_stock(member, &once::key(key), &request).await.map_err(beside)
}

/// What there is now, said beside the fields that it is about.
#[cfg(feature = "ssr")]
fn beside(problem: Problem) -> Problem {
    let present: Option<Vec<Present>> = problem.facts.clone().and_then(|facts| serde_json::from_value(facts).ok());
    let Some(present) = present.filter(|_| problem.code == "stock-changed") else { return problem };
    let errors = present.into_iter().map(|now| FieldError {
        field: format!("units[{}]", now.offer),
        message: format!("There are {} now, of which orders hold {}.", now.on_hand, now.reserved),
    });
    Problem { errors: errors.collect(), ..problem }
}

/// The variants whose number is another one than the page has shown.
#[cfg(feature = "ssr")]
fn counted(units: &BTreeMap<String, String>, seen: &BTreeMap<String, String>) -> Result<Vec<StockChange>, Problem> {
    let mut check = Check::default();
    let mut changes = Vec::new();
    for (offer, typed) in units {
        let before = seen.get(offer).and_then(|seen| seen.parse::<u32>().ok());
        match (offer.parse(), typed.trim().parse::<u32>(), before) {
            (Ok(offer), Ok(units), Some(seen)) if units != seen => {
                changes.push(StockChange { offer, to: Change::Set { units, seen } });
            }
            (Ok(_), Ok(_), Some(_)) => {}
            _ => check.that(false, &format!("units[{offer}]"), "Enter a whole number, 0 or more."),
        }
    }
    check.done()?;
    if changes.is_empty() {
        return Err(Problem::new(
            contracts::Kind::Invalid,
            "unchanged",
            "No number was changed: there is nothing to save.",
        ));
    }
    Ok(changes)
}

#[cfg(feature = "ssr")]
fn limit(typed: &str) -> Result<Threshold, Problem> {
    let typed = typed.trim();
    let low_at = typed.parse::<u32>().ok();
    let mut check = Check::default();
    check.that(low_at.is_some() || typed.is_empty(), "low_at", "Enter a whole number, 0 or more.");
    check.done().map(|()| Threshold { low_at })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::counted;
    use std::collections::BTreeMap;

    #[test]
    fn only_numbers_that_were_changed_are_saved() {
        let map = |values: [(u8, &str); 3]| -> BTreeMap<String, String> {
            values.map(|(n, text)| (format!("00000000-0000-0000-0000-00000000000{n}"), text.to_owned())).into()
        };
        let seen = map([(1, "4"), (2, "7"), (3, "0")]);

        assert_eq!(counted(&map([(1, "4"), (2, " 9 "), (3, "0")]), &seen).unwrap().len(), 1);
        assert_eq!(counted(&map([(1, "4"), (2, "x"), (3, "-1")]), &seen).unwrap_err().errors.len(), 2);
        assert_eq!(counted(&seen, &seen).unwrap_err().code, "unchanged");
    }
}
