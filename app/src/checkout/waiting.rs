//! Waits for the bank's answer.

use crate::ui::ask::function;
use leptos::prelude::*;
use std::time::Duration;

/// No hold lasts longer than this many times two seconds.
const TRIES: u32 = 600;

/// Asks every two seconds how the payment stands, and goes to the order, or back to the card, once that is known.
/// Without scripts the page loads itself again instead.
#[island]
pub fn Waiting(payment: String) -> impl IntoView {
    if cfg!(feature = "hydrate") {
        ask(payment, TRIES);
    }
    view! {
        <span
            aria-hidden="true"
            class="block size-10 animate-spin rounded-full border-[3px] border-line border-t-brand motion-reduce:animate-none"
        ></span>
    }
}

fn ask(payment: String, tries: u32) {
    let look = move || {
        let body = format!("payment={payment}");
        let asked = function("/do/pay/settle", Some(&body), move |answer| match answer {
            // No answer is no news: ask again, as for one that is under way.
            Err(_) if tries > 0 => ask(payment, tries - 1),
            Ok(status) if tries > 0 && status.as_string().as_deref() == Some("processing") => ask(payment, tries - 1),
            _ => drop(window().location().reload()),
        });
        asked.ok();
    };
    // Without a timer the page stays as it is; loading it again asks, too.
    set_timeout(look, Duration::from_secs(2)).ok();
}
