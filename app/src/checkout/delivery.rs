//! Which delivery is chosen per seller. The choice stands in the address, so that the page is the same without scripts.

use super::form::CheckoutForm;
use crate::{
    cart::price_or_free,
    ui::{
        avatar::{Avatar, Size},
        when::day_range,
    },
};
use contracts::{
    ids::SellerId,
    orders::{CheckoutParcel, DeliveryOption},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Chosen option code per seller; who is left out sends the standard way.
pub type Choice = BTreeMap<SellerId, String>;

/// Reads `d.<seller>=<code>` pairs; anything else is passed over.
pub fn read(query: &str) -> Choice {
    let pairs = form_urlencoded::parse(query.as_bytes());
    choice(pairs.filter_map(|(key, value)| Some((key.strip_prefix("d.")?.to_owned(), value.into_owned()))))
}

/// The choice that a form sent.
pub fn sent(form: &CheckoutForm) -> Choice {
    choice(form.delivery.iter().map(|(seller, code)| (seller.clone(), code.clone())))
}

/// The checkout with this choice.
pub fn address(choice: &Choice) -> String {
    let pairs: Vec<String> = choice.iter().map(|(seller, code)| format!("d.{seller}={code}")).collect();
    if pairs.is_empty() { "/checkout".to_owned() } else { format!("/checkout?{}", pairs.join("&")) }
}

fn choice(pairs: impl Iterator<Item = (String, String)>) -> Choice {
    let plain = |code: &str| {
        (1..=20).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    pairs
        .filter(|(_, code)| plain(code))
        .filter_map(|(seller, code)| Some((seller.parse().ok()?, code)))
        .take(100)
        .collect()
}

/// The options of one seller's parcel.
#[component]
pub fn DeliveryChoice(parcel: CheckoutParcel) -> impl IntoView {
    let (seller, units) = (parcel.seller, parcel.lines.iter().map(|line| line.quantity).sum());
    let name = format!("delivery[{}]", seller.id);
    let town = seller.place.split(',').next().unwrap_or_default().to_owned();
    view! {
        <fieldset class="py-5 first:pt-0 last:pb-0">
            <legend class="contents">
                <span class="flex items-center gap-3">
                    <Avatar initials=seller.initials() tint=seller.tint.clone() size=Size::Small />
                    <span class="min-w-0">
                        <span class="block font-bold">{seller.name}</span>
                        <span class="block truncate text-sm text-muted">{format!("{} from {town}", crate::cart::units(units))}</span>
                    </span>
                </span>
            </legend>
            <div class="mt-3.5 grid gap-2.5 sm:grid-cols-2">
                {parcel
                    .delivery
                    .into_iter()
                    .map(|option| {
                        let checked = option.code == parcel.chosen;
                        view! { <OptionCard name=name.clone() option checked /> }
                    })
                    .collect_view()}
            </div>
        </fieldset>
    }
    .into_any()
}

/// The look of a choice with a second line.
pub const RADIO_CARD: &str = "flex items-start gap-3 rounded-field border border-edge/70 p-3.5 transition-colors hover:border-brand has-checked:border-brand has-checked:bg-tint has-checked:ring-1 has-checked:ring-brand has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand";

#[component]
fn OptionCard(name: String, option: DeliveryOption, checked: bool) -> impl IntoView {
    view! {
        <label class=RADIO_CARD>
            <input type="radio" name=name value=option.code checked=checked class="mt-0.5 size-[1.125rem] shrink-0 accent-brand outline-none" />
            <span class="min-w-0 flex-1 text-[0.9375rem]">
                <span class="flex justify-between gap-2 font-semibold">
                    <span>{option.name}</span>
                    <span class="tabular-nums">{price_or_free(option.cost)}</span>
                </span>
                <span class="mt-0.5 block text-sm text-muted">{day_range(option.earliest, option.latest)}</span>
            </span>
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SELLER: &str = "7f7c1b4e-1d2f-4b9a-9f57-0c8c7b9d1a11";

    #[test]
    fn the_choice_survives_its_way_through_the_address() {
        let choice = read(&format!("x=1&d.{SELLER}=express"));

        assert_eq!(address(&choice), format!("/checkout?d.{SELLER}=express"));
        assert_eq!(address(&Choice::new()), "/checkout");
    }

    #[test]
    fn what_is_no_choice_is_passed_over() {
        let bad = format!("d.nobody=express&d.{SELLER}=%26evil&d.{SELLER}=&d.{SELLER}={}", "a".repeat(21));

        assert_eq!(read(&bad), Choice::new());
    }
}
