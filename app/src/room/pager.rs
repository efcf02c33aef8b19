//! From one page of a list to the next.

use super::{
    address,
    button::{self, Kind, Size},
};
use crate::{ui::icon::Icon, visit};
use leptos::prelude::*;

/// Below a list with a cursor: back to its beginning, and on. The cursor is `after` in the query string.
#[component]
pub fn Pager(
    next: Option<String>,
    /// An honest count, for example `25 of about 48,000`.
    #[prop(optional, into)]
    count: String,
) -> impl IntoView {
    let later = visit::query_value("after").is_some();
    if next.is_none() && !later && count.is_empty() {
        return ().into_any();
    }
    let look = button::classes(Kind::Plain, Size::Medium);
    view! {
        <nav aria-label="Pages" class="flex items-center justify-between gap-3 border-t border-line px-4 py-3 sm:px-5">
            <p class="text-xs text-muted tabular-nums">{count}</p>
            <div class="flex gap-2">
                {later
                    .then(|| {
                        view! {
                            <a href=address::with(&[]) rel="first" class=look.clone()>
                                <Icon name="chevron-left" class="size-4" />
                                "From the beginning"
                            </a>
                        }
                    })}
                {next
                    .map(|next| {
                        view! {
                            <a href=address::with(&[("after", &next)]) rel="next" class=look>
                                "Next"
                                <Icon name="chevron-right" class="size-4" />
                            </a>
                        }
                    })}
            </div>
        </nav>
    }
    .into_any()
}
