//! Sends an order, or the part of it that is ready.

use super::counts::Counts;
use crate::{
    room::{
        button::{self, Kind, Size},
        field::{Field, Select},
        panel::Panel,
    },
    ui::{field::Summary as Errors, icon::Icon},
    visit::Form,
};
use contracts::{
    orders::{Line, sold::Order},
    shipping::CARRIERS,
};
use leptos::prelude::*;

/// Name of the form.
pub const FORM: &str = "ship";

/// Packs and ships; nothing when neither can be done.
#[component]
pub fn ShipPanel(order: Order, form: Form) -> impl IntoView {
    if !order.can_ship {
        return ().into_any();
    }
    let carriers = CARRIERS.map(|carrier| (carrier.code.to_owned(), carrier.name.to_owned())).to_vec();
    let examples = CARRIERS.map(|carrier| format!("{} ({})", example(carrier.format), carrier.name)).join(", ");
    view! {
        <Panel id="ship" title="Ship this order" lead="Leave a number at less than all to send the rest in a second parcel.">
            <Errors form=form.clone() />
            <form method="post" action="/do/seller/orders/ship">
                <input type="hidden" name="order" value=order.id.to_string() />
                <div class="grid gap-4 sm:grid-cols-2">
                    <Select form=form.clone() name="carrier" label="Carrier" options=carriers />
                    <Field
                        form=form.clone()
                        name="tracking"
                        label="Tracking number"
                        maxlength=60
                        autocomplete="off"
                        hint=format!("Looks like {examples}.")
                    />
                </div>
                <div class="mt-4">
                    <Counts legend="In this parcel" id="send" form lines=order.lines left=Line::to_send at_first=Line::to_send />
                </div>
                // Shipping comes first in the document: it is what Enter in a field does.
                <div class="mt-4 flex flex-row-reverse flex-wrap gap-2 border-t border-line pt-4 max-sm:*:flex-1">
                    <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>
                        <Icon name="truck" class="size-4" />
                        "Mark shipped"
                    </button>
                    {order.can_pack.then(|| view! {
                        <button
                            type="submit"
                            formaction="/do/seller/orders/pack"
                            formnovalidate=true
                            class=button::classes(Kind::Plain, Size::Medium)
                        >
                            <Icon name="package-check" class="size-4" />
                            "Mark packed"
                        </button>
                    })}
                </div>
            </form>
        </Panel>
    }
    .into_any()
}

/// A number of this format, such as `SL123456789IN`.
fn example(format: &str) -> String {
    let mut digits = "1234567890".chars().cycle();
    format.chars().filter_map(|letter| if letter == '#' { digits.next() } else { Some(letter) }).collect()
}
