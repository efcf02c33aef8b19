//! One entry: a line that opens.

use super::changes::{Change, changes};
use crate::{
    room::panel::Fact,
    ui::{icon::Icon, when},
};
use contracts::audit::Entry;
use leptos::prelude::*;

/// Letters of a hash that are shown.
const SHORT: usize = 8;

#[component]
pub fn EntryLine(
    entry: Entry,
    /// Name of who did it.
    who: String,
) -> impl IntoView {
    let short = entry.hash.get(..SHORT).unwrap_or_default().to_owned();
    let icon = if entry.actor.is_some() { "user-round" } else { "cog" };
    view! {
        <details class="group/entry border-b border-line last:border-0">
            <summary class="grid cursor-pointer grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2.5 text-tool group-open/entry:bg-tint/60 hover:bg-tint/40 sm:px-5 md:grid-cols-[8.5rem_minmax(0,11rem)_minmax(0,1fr)_auto_auto]">
                <span class="text-muted tabular-nums max-md:order-3 max-md:col-span-2 max-md:text-xs">{when::moment(entry.at)}</span>
                <span class="flex min-w-0 items-center gap-2 max-md:order-2">
                    <Icon name=icon class="size-4 text-muted" />
                    <span class="truncate font-semibold">{who}</span>
                </span>
                <span class="min-w-0 max-md:order-1 md:truncate">
                    <code class="font-mono text-xs font-semibold">{entry.action.clone()}</code>
                    <span class="text-muted">" "{entry.subject_kind.clone()}</span>
                </span>
                <span class="inline-flex items-center gap-1.5 max-md:hidden">
                    <Icon name="link-2" class="size-3.5 text-success" />
                    <code class="font-mono text-xs text-muted">{short}</code>
                </span>
                <Icon name="chevron-down" class="size-4 text-muted transition-transform group-open/entry:rotate-180 max-md:hidden" />
            </summary>
            <Details entry />
        </details>
    }
    .into_any()
}

#[component]
fn Details(entry: Entry) -> impl IntoView {
    let changed = changes(entry.before.as_deref(), entry.after.as_deref());
    let reason = entry.reason.clone();
    let by = match entry.actor {
        Some(id) => format!("{} {id}", entry.actor_kind),
        None => entry.actor_kind.clone(),
    };
    view! {
        <div class="grid gap-4 bg-sunken px-4 py-4 sm:px-5 lg:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="min-w-0">
                {if changed.is_empty() {
                    view! { <p class="text-tool text-muted">"No fields were noted."</p> }.into_any()
                } else {
                    view! { <Changes changed /> }.into_any()
                }}
                {reason.map(|reason| view! { <p class="mt-3 text-tool wrap-anywhere"><span class="text-muted">"Reason given: "</span>{reason}</p> })}
            </div>
            <dl class="grid content-start gap-2">
                <Fact name="Entry" value=entry.seq.to_string() />
                <Fact name=entry.subject_kind value=entry.subject />
                <Fact name="Done by" value=by />
                {entry.seller.map(|seller| view! { <Fact name="Shop" value=seller.to_string() /> })}
                {entry.from.map(|from| view! { <Fact name="Address" value=from /> })}
                <Fact name="Part" value=entry.slice />
                <div class="text-tool">
                    <dt class="text-muted">"Hash"</dt>
                    <dd class="mt-0.5 font-mono text-xs wrap-anywhere">{entry.hash}</dd>
                </div>
            </dl>
        </div>
    }
    .into_any()
}

#[component]
fn Changes(changed: Vec<Change>) -> impl IntoView {
    const HEAD: &str = "px-3 py-2 text-left text-xs font-semibold text-muted";
    view! {
        <div class="overflow-x-auto rounded-tool border border-line bg-surface">
            <table class="w-full text-tool">
                <caption class="sr-only">"What was changed"</caption>
                <thead>
                    <tr class="border-b border-line">
                        <th scope="col" class=HEAD>"Field"</th>
                        <th scope="col" class=HEAD>"Before"</th>
                        <th scope="col" class=HEAD>"After"</th>
                    </tr>
                </thead>
                <tbody class="divide-y divide-line">
                    {changed.into_iter().map(|change| view! { <ChangeRow change /> }).collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn ChangeRow(change: Change) -> impl IntoView {
    const OLD: &str = "rounded bg-danger-soft px-0.5 text-danger decoration-1";
    const NEW: &str = "rounded bg-success-soft px-0.5 text-success no-underline";
    let differs = change.differs();
    let plain = |text: Option<String>| match text {
        Some(text) => text.into_any(),
        None => view! { <span class="text-muted">"none"</span> }.into_any(),
    };
    let before = match change.before {
        Some(text) if differs => view! { <del class=OLD>{text}</del> }.into_any(),
        text => plain(text),
    };
    let after = match change.after {
        Some(text) if differs => view! { <ins class=NEW>{text}</ins> }.into_any(),
        text => plain(text),
    };
    view! {
        <tr>
            <th scope="row" class="px-3 py-2 text-left align-top font-normal"><code class="font-mono text-xs">{change.field}</code></th>
            <td class="px-3 py-2 align-top wrap-anywhere">{before}</td>
            <td class="px-3 py-2 align-top wrap-anywhere">{after}</td>
        </tr>
    }
    .into_any()
}
