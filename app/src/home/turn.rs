//! Buttons that turn the row of picked products.

use crate::ui::{
    button::{Kind, bare},
    icon::Icon,
    on::{hear, on},
};
use leptos::prelude::*;
use web_sys::{Element, Event};

/// Id of the row.
pub const ROW: &str = "picked";

/// Scrolls the row, back and on, by as many cards as are in view. It scrolls without them, too: they are not shown where no
/// script could move it, nor where all of it is in view.
#[island]
pub fn Turn() -> impl IntoView {
    let (before, behind) = (RwSignal::new(false), RwSignal::new(false));
    let look = move || {
        if let Some(row) = row() {
            before.set(row.scroll_left() > 1);
            behind.set(row.scroll_left() + row.client_width() + 1 < row.scroll_width());
        }
    };
    Effect::new(move || {
        look();
        on("resize", move |_: Event| look());
        if let Some(row) = row() {
            hear(&row, "scroll", move |_: Event| look());
        }
    });
    view! {
        <div hidden=move || !before.get() && !behind.get() class="flex gap-2">
            {button("Previous products", "chevron-left", -1, before)}
            {button("Next products", "chevron-right", 1, behind)}
        </div>
    }
}

/// At its end it says that it can do no more, and stays where it is: a `disabled` one would lose the focus.
fn button(label: &'static str, icon: &'static str, way: i32, more: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            aria-label=label
            aria-controls=ROW
            aria-disabled=move || (!more.get()).then_some("true")
            on:click=move |_| turn(way)
            class=format!("{} size-10 aria-disabled:cursor-not-allowed aria-disabled:opacity-45", bare(Kind::Secondary))
        >
            <Icon name=icon />
        </button>
    }
}

/// Whether it glides, and where it comes to rest, the row's style says.
fn turn(way: i32) {
    if let Some(row) = row() {
        let card = (row.scroll_width() / row.child_element_count().max(1).cast_signed()).max(1);
        row.set_scroll_left(row.scroll_left() + way * card * (row.client_width() / card).max(1));
    }
}

fn row() -> Option<Element> {
    document().get_element_by_id(ROW)
}
