//! Sets what the market keeps.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish},
    contracts::{
        Caller, Problem,
        identity::FindSellers,
        ids::{CategoryId, SellerId},
        payments::SetCommission,
        problem::Check,
    },
};

/// Sets the rate of a shop, of a category, or of all others; `end` takes it back.
#[server(prefix = "/do", endpoint = "admin/commission")]
pub async fn change_rate(
    #[server(default)] form: String,
    #[server(default)] shop: String,
    #[server(default)] category: String,
    #[server(default)] percent: String,
    #[server(default)] end: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let form =
        if ["default", "rule", "category", "category-rule"].contains(&&*form) { form } else { "another".to_owned() };
    let outcome = async {
        let admin = visit.admin()?;
        let of_category = form.starts_with("category");
        let for_one = form != "default" && !of_category;
        let seller = if for_one { Some(find(&visit, &admin, shop.trim()).await?) } else { None };
        let category = if of_category { Some(branch(&category)?) } else { None };
        let bp = if end.is_empty() { Some(rate(&percent)?) } else { None };
        visit.ask().payments.set_commission(&admin, &SetCommission { seller, category, bp }).await?;
        visit.notice("Saved. It holds for orders placed from now on.").await.map(|()| "/admin/money".to_owned())
    };
    let values = [("shop", &*shop), ("category", &*category), ("percent", &*percent)];
    finish(&visit, &form, &values, outcome.await).await
}

/// The shop of an id, or of its word in addresses.
#[cfg(feature = "ssr")]
async fn find(visit: &Visit, admin: &Caller, shop: &str) -> Result<SellerId, Problem> {
    if let Ok(id) = shop.parse() {
        return Ok(id);
    }
    let find = FindSellers { slug: Some(shop.to_owned()), ..FindSellers::default() };
    let found = visit.ask().identity.sellers(admin, &find).await?.items.first().map(|row| row.id);
    let mut check = Check::default();
    check.that(found.is_some(), "shop", "There is no such shop.");
    check.done()?;
    found.ok_or_else(|| Problem::not_found("shop"))
}

#[cfg(feature = "ssr")]
fn branch(category: &str) -> Result<CategoryId, Problem> {
    let id = category.parse();
    let mut check = Check::default();
    check.that(id.is_ok(), "category", "Please choose a category.");
    check.done()?;
    id.map_err(|_| Problem::not_found("category"))
}

#[cfg(feature = "ssr")]
fn rate(percent: &str) -> Result<u32, Problem> {
    let bp = basis_points(percent);
    let mut check = Check::default();
    check.that(bp.is_some(), "percent", "Please enter a rate from 0 to 100, with at most two decimals.");
    check.done()?;
    bp.ok_or_else(Problem::internal)
}

/// `12.5` is 1250: hundredths of a per cent.
#[cfg(feature = "ssr")]
fn basis_points(percent: &str) -> Option<u32> {
    let text = percent.trim().trim_end_matches('%').trim_end().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str, most: usize| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole, 3) || !digits(part, 2) {
        return None;
    }
    let bp = whole.parse::<u32>().ok()? * 100 + format!("{part:0<2}").parse::<u32>().ok()?;
    (bp <= 10_000).then_some(bp)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::basis_points;

    #[test]
    fn a_rate_is_read_to_the_hundredth_of_a_per_cent() {
        for (text, bp) in [("10", 1000), ("9.25", 925), ("12,5 %", 1250), ("0", 0), ("100", 10_000), ("7.", 700)] {
            assert_eq!(basis_points(text), Some(bp), "{text}");
        }
        for wrong in ["", "-1", "100.01", "1.234", "ten", ".5", "1e2", "1000"] {
            assert_eq!(basis_points(wrong), None, "{wrong}");
        }
    }
}
