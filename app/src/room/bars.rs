//! A ranking, with a bar for each.

use leptos::prelude::*;

/// One of a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub label: String,
    /// Where its name leads; empty for nowhere.
    pub href: String,
    /// Beside the name, for example `38 sold`.
    pub note: String,
    /// At the right, for example the sum.
    pub value: String,
    /// What the bar measures.
    pub size: u64,
}

/// A ranking; the first bar is the longest.
#[component]
pub fn Bars(bars: Vec<Bar>) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.size).max().unwrap_or(0).max(1);
    view! {
        <ol class="grid gap-3">
            {bars
                .into_iter()
                .map(|bar| {
                    let name = if bar.href.is_empty() {
                        view! { <span class="truncate font-semibold">{bar.label.clone()}</span> }.into_any()
                    } else {
                        view! { <a href=bar.href class="truncate py-0.5 font-semibold hover:underline">{bar.label.clone()}</a> }.into_any()
                    };
                    view! {
                        <li class="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 text-tool">
                            <div class="min-w-0">
                                <p class="flex items-baseline justify-between gap-x-3">
                                    {name} <span class="text-xs whitespace-nowrap text-muted tabular-nums">{bar.note}</span>
                                </p>
                                <progress class="bar mt-1" max=most value=bar.size aria-label=format!("Share of {}", bar.label)></progress>
                            </div>
                            <span class="text-right font-semibold tabular-nums">{bar.value}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
    .into_any()
}
