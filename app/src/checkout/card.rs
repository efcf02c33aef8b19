//! The white cards that the checkout's steps stand on.

use leptos::prelude::*;

/// One step: its number, its name, what is to be filled in.
#[component]
pub fn StepCard(number: u8, title: &'static str, children: Children) -> impl IntoView {
    let heading = format!("step-{number}");
    view! {
        <section aria-labelledby=heading.clone() class="rounded-card border border-line bg-surface p-5 shadow-rest sm:p-7">
            <div class="flex items-center gap-3.5">
                <span class="grid size-8 shrink-0 place-items-center rounded-full bg-brand text-sm font-bold text-on-brand">{number}</span>
                <h2 id=heading.clone() class="flex-1 text-lg font-bold">{title}</h2>
            </div>
            {children()}
        </section>
    }
    .into_any()
}
