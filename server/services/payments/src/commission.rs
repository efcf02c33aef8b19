//! What the market keeps of the price of goods.

use crate::{Payments, error::Error, store::commissions as store};
use contracts::{
    Caller,
    payments::{Commissions, SetCommission},
    problem::Check,
};
use serde_json::json;
use web::{Act, IfMatch};

/// The rates for orders placed from now on, for admins.
pub async fn list(payments: &Payments, caller: &Caller) -> Result<Commissions, Error> {
    if !caller.is_admin() {
        return Err(Error::NotFound);
    }
    Ok(store::list(&mut *payments.db.acquire().await?, payments.commission_bp).await?)
}

/// Sets or ends a rule, for orders placed from now on, if all rules are still as they were seen. What was placed before
/// keeps its rate.
pub async fn set(payments: &Payments, caller: &Caller, wanted: &IfMatch, rule: &SetCommission) -> Result<(), Error> {
    if !caller.is_admin() {
        return Err(Error::NotFound);
    }
    let mut check = Check::default();
    let of_one_thing = rule.seller.is_none() || rule.category.is_none();
    check.that(of_one_thing, "category", "Please choose a shop or a category, not both.");
    check.that(rule.bp.is_none_or(|bp| bp <= 10_000), "bp", "Please enter a rate between 0 and 100 %.");
    check.done()?;
    let mut tx = payments.db.begin().await?;
    store::lock(&mut tx).await?;
    wanted.check(web::digest(&store::list(&mut tx, payments.commission_bp).await?))?;
    let before = store::set(&mut tx, rule).await?;
    // The rule for everybody has no id.
    let subject = rule.seller.map(|seller| seller.0).or(rule.category.map(|category| category.0));
    let act = Act {
        action: "commission.set",
        subject: ("commission", subject.unwrap_or_default()),
        seller: rule.seller,
        before: Some(json!({ "bp": before })),
        after: Some(json!({ "bp": rule.bp })),
        ..Act::default()
    };
    act.record(&mut tx, &payments.outbox, caller).await?;
    Ok(payments.outbox.commit(tx).await?)
}
