//! Files on their way; `ui/upload.rs` sends them.

use crate::ui::upload::Upload;
use leptos::prelude::*;

/// The look of a form on which files can be dropped.
pub const ZONE: &str =
    "rounded-tool border-2 border-dashed border-edge bg-sunken data-over:border-brand data-over:bg-tint";

/// How far each file is. Stands in a form with `data-upload`, once on a page.
#[component]
pub fn Files() -> impl IntoView {
    view! {
        <ul data-files="" aria-live="polite" class="grid w-full gap-2 text-left text-tool">
            <li hidden data-testid="file" class="rounded-tool border border-line bg-surface px-3 py-2">
                <label class="flex items-center gap-4">
                    <span data-name="" class="min-w-0 flex-1 truncate font-semibold"></span>
                    <span class="w-32 shrink-0"><progress class="bar" value="0"></progress></span>
                </label>
                <p data-said="" class="text-xs font-medium text-danger empty:hidden"></p>
            </li>
        </ul>
        <Upload />
    }
    .into_any()
}
