//! Waits for the bank's answer.

use leptos::prelude::*;

/// No hold lasts longer than this many times two seconds.
const TRIES: u32 = 600;

/// Asks every two seconds how the payment stands, and goes to the order, or back to the card, once that is known.
/// Without scripts the page loads itself again instead.
#[island]
pub fn Waiting(payment: String) -> impl IntoView {
    ask(payment, TRIES);
    view! {
        <span
            aria-hidden="true"
            class="block size-10 animate-spin rounded-full border-[3px] border-line border-t-brand motion-reduce:animate-none"
        ></span>
    }
}

#[cfg(feature = "hydrate")]
fn ask(payment: String, tries: u32) {
    use super::api::settle;
    use contracts::payments::Status;
    use leptos::task::spawn_local;
    use std::time::Duration;

    let look = async move || match settle(payment.clone()).await {
        // No answer is no news: ask again, as for one that is under way.
        Ok(Status::Processing) | Err(_) if tries > 0 => ask(payment, tries - 1),
        _ => {
            window().location().reload().ok();
        }
    };
    // Without a timer the page stays as it is; loading it again asks, too.
    set_timeout(move || spawn_local(look()), Duration::from_secs(2)).ok();
}

#[cfg(not(feature = "hydrate"))]
fn ask(_: String, _: u32) {}
