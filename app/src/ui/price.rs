//! What something costs.

use contracts::Money;
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// On cards.
    #[default]
    Medium,
    /// On the product's own page.
    Large,
}

/// A price, with the former one struck out beside it.
#[component]
pub fn Price(
    price: Money,
    #[prop(optional_no_strip, into)] compare_at: Option<Money>,
    /// Variants differ in price, and this is the lowest.
    #[prop(optional)]
    from: bool,
    #[prop(optional)] size: Size,
) -> impl IntoView {
    let (now, before) = match size {
        Size::Medium => ("text-[1.0625rem] font-bold tracking-tight", "text-[0.8125rem]"),
        Size::Large => ("text-[1.875rem] leading-none font-bold tracking-tight", "text-lg"),
    };
    view! {
        {from.then(|| view! { <span class="text-[0.8125rem] text-muted">"from"</span> })}
        <span class=format!("tabular-nums {now}")>{price.to_string()}</span>
        {compare_at
            .map(|before_price| {
                view! {
                    <s class=format!("text-muted tabular-nums {before}")>
                        <span class="sr-only">"was "</span>
                        {before_price.to_string()}
                    </s>
                }
            })}
    }
}

/// By how many per cent a price is below the former one, rounded down; `None` below one per cent.
pub fn percent_off(price: Money, compare_at: Option<Money>) -> Option<i64> {
    let before = compare_at.filter(|before| before.currency == price.currency && before.minor > price.minor)?;
    let percent = before.minor.checked_sub(price.minor)?.checked_mul(100)? / before.minor;
    (percent >= 1).then_some(percent)
}

#[cfg(test)]
mod tests {
    use super::percent_off;
    use contracts::{Currency, Money};

    fn inr(minor: i64) -> Money {
        Money::new(minor, Currency::Inr)
    }

    #[test]
    fn a_discount_is_never_flattered() {
        assert_eq!(percent_off(inr(345_000), Some(inr(390_000))), Some(11));
        assert_eq!(percent_off(inr(999), Some(inr(1_000))), None);
        assert_eq!(percent_off(inr(1_000), Some(inr(900))), None);
        assert_eq!(percent_off(inr(1_000), Some(Money::new(2_000, Currency::Usd))), None);
        assert_eq!(percent_off(inr(0), None), None);
    }
}
