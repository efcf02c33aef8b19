//! Says on every page that an admin looks at the shop as somebody else.

use crate::{ui::icon::Icon, visit::Visit};
use leptos::prelude::*;

/// As whom one looks, and the way to stop; nothing for everybody else.
#[component]
pub fn ViewingBanner() -> impl IntoView {
    let visit = Visit::here();
    let name = visit.name.unwrap_or_default();
    visit.viewing.map(|_| {
        view! {
            <aside
                aria-label="Looking as somebody else"
                class="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-clay-700 px-4 py-2 text-sm text-white"
            >
                <p class="flex items-center gap-2">
                    <Icon name="eye" class="size-4 shrink-0" />
                    <span>"You see the shop as " <strong>{name}</strong> ". You can only look."</span>
                </p>
                <form method="post" action="/do/admin/view/stop">
                    <button type="submit" class="rounded-pill border border-white/70 px-3 py-1 font-semibold hover:bg-white/15">
                        "Stop looking"
                    </button>
                </form>
            </aside>
        }
    })
}
