//! What happened to an order, and what was noted about it.

use crate::{
    room::{
        button::{self, Kind, Size},
        field::Area,
        panel::Panel,
        status::Mark,
    },
    ui::{field::Summary as Errors, icon::Icon, when::moment},
    visit::Form,
};
use contracts::orders::{Step, sold::Note, sold::Order};
use leptos::prelude::*;

/// The steps of an order, latest first, and its notes with the form for another.
#[component]
pub fn History(
    order: Order,
    form: Form,
    /// Where the note is sent, and who reads it.
    action: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let id = order.id.to_string();
    view! {
        <Panel title="History">
            <ol class="space-y-3">
                {order.history.into_iter().rev().map(|step| view! { <Happened step /> }).collect_view()}
            </ol>
        </Panel>
        <Panel title="Notes">
            {(!order.notes.is_empty()).then(|| view! {
                <ul class="mb-4 space-y-3">{order.notes.into_iter().map(|note| view! { <Noted note /> }).collect_view()}</ul>
            })}
            <Errors form=form.clone() />
            <form method="post" action=action class="grid justify-items-start gap-3 *:w-full">
                <input type="hidden" name="order" value=id />
                <Area form name="text" label="Note" hint rows=2 maxlength=1000 />
                <button type="submit" class=format!("{} w-auto!", button::classes(Kind::Plain, Size::Medium))>"Add note"</button>
            </form>
        </Panel>
    }
    .into_any()
}

#[component]
fn Happened(step: Step) -> impl IntoView {
    let (icon, word) = happened(step.status);
    view! {
        <li class="flex gap-3 text-tool">
            <span class="flex size-7 shrink-0 items-center justify-center rounded-full bg-tint text-muted"><Icon name=icon class="size-4" /></span>
            <span class="min-w-0">
                <span class="block font-semibold">{word}</span>
                {(!step.note.is_empty()).then(|| view! { <span class="block break-words">{step.note}</span> })}
                <span class="block text-xs text-muted tabular-nums">{moment(step.at)}</span>
            </span>
        </li>
    }
    .into_any()
}

/// Icon and word of a step as something that happened: what waits to be shipped was paid.
fn happened(status: contracts::orders::Status) -> (&'static str, &'static str) {
    use contracts::orders::Status;
    match status {
        Status::Created => ("shopping-bag", "Ordered"),
        Status::Paid => ("circle-check", "Paid"),
        Status::Packed | Status::Shipped | Status::Delivered | Status::Cancelled | Status::Returned => {
            let mark = Mark::order(status);
            (mark.icon, mark.word)
        }
    }
}

#[component]
fn Noted(note: Note) -> impl IntoView {
    let who = if note.by_market { "The market" } else { "The shop" };
    view! {
        <li data-testid="note" class="rounded-tool bg-sunken px-3 py-2 text-tool">
            <p class="break-words whitespace-pre-line">{note.text}</p>
            <p class="mt-1 text-xs text-muted tabular-nums">{format!("{who}, {}", moment(note.at))}</p>
        </li>
    }
    .into_any()
}
