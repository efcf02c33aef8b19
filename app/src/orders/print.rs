//! Prints the page.

use crate::ui::{
    button::{Kind, Size, classes},
    icon::Icon,
};
use leptos::prelude::*;

/// A button that opens the browser's print dialog; not shown where no script could do that.
#[island]
pub fn PrintButton() -> impl IntoView {
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    view! {
        <button
            type="button"
            hidden=move || !ready.get()
            on:click=move |_| {
                window().print().ok();
            }
            class=classes(Kind::Secondary, Size::Medium)
        >
            <Icon name="printer" class="size-[1.125rem]" />
            "Print"
        </button>
    }
}
