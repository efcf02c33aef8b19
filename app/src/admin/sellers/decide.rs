//! The decision about a shop.

use crate::{
    room::{
        button::{self, Kind, Size},
        field::Area,
        panel::Panel,
    },
    ui::{field::Summary as Errors, icon::Icon},
    visit::Form,
};
use contracts::identity::{Decision, Seller};
use leptos::prelude::*;

/// What can be decided about a shop that stands as this one does; nothing where nothing can.
#[component]
pub fn DecideForm(seller: Seller, form: Form) -> impl IntoView {
    let possible: Vec<Decision> =
        Decision::ALL.into_iter().filter(|decision| decision.on(seller.status).is_some()).collect();
    let [first, ..] = possible[..] else {
        return view! {
            <Panel title="Decide" id="decide">
                <p class="text-tool text-muted">"There is nothing to decide: the application was refused."</p>
            </Panel>
        }
        .into_any();
    };
    let chosen = Decision::parse(&form.value("decision", "")).unwrap_or(first);
    let danger = possible == [Decision::Suspend];
    let (label, kind) = match possible[..] {
        [only] => (words(only).2, if danger { Kind::Danger } else { Kind::Filled }),
        _ => ("Decide and tell them", Kind::Filled),
    };
    view! {
        <Panel title="Decide" id="decide" class="xl:sticky xl:top-18">
            <Errors form=form.clone() />
            <form method="post" action="/do/admin/sellers/decide" novalidate class="grid gap-4">
                <input type="hidden" name="seller" value=seller.id.to_string() />
                <input type="hidden" name="version" value=seller.version />
                {if possible.len() == 1 {
                    view! {
                        <input type="hidden" name="decision" value=first.as_str() />
                        <p class="text-tool text-muted">{words(first).3}</p>
                    }
                    .into_any()
                } else {
                    view! { <Choices possible chosen /> }.into_any()
                }}
                <Area form name="reason" label="Message to the shop" rows=5 maxlength=1000 hint="They read it. To approve, it may stay empty." />
                <button type="submit" class=button::classes(kind, Size::Medium)>{label}</button>
            </form>
        </Panel>
    }
    .into_any()
}

#[component]
fn Choices(possible: Vec<Decision>, chosen: Decision) -> impl IntoView {
    view! {
        <fieldset class="grid gap-1.5">
            <legend class="mb-1.5 text-tool font-semibold">"Decision"</legend>
            {possible.into_iter().map(|decision| {
                let (icon, label, _, means) = words(decision);
                view! {
                    <label class="flex min-h-11 items-center gap-3 rounded-tool border border-line px-3 py-2 text-tool hover:border-edge has-checked:border-brand has-checked:bg-tint has-checked:ring-1 has-checked:ring-brand">
                        <input type="radio" name="decision" value=decision.as_str() checked=decision == chosen class="size-4 shrink-0 accent-brand" />
                        <Icon name=icon class="size-4 text-muted" />
                        <span><span class="block font-semibold">{label}</span><span class="block text-xs text-muted">{means}</span></span>
                    </label>
                }
            }).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// Icon, word, button, and what it means.
fn words(decision: Decision) -> (&'static str, &'static str, &'static str, &'static str) {
    match decision {
        Decision::Approve => ("circle-check", "Approve", "Open the shop", "The shop opens, and its owner can publish."),
        Decision::Ask => (
            "message-circle-question-mark",
            "Ask back",
            "Ask them",
            "They read the message and send the application again.",
        ),
        Decision::Refuse => ("circle-x", "Refuse", "Refuse the application", "They read why, and may apply again."),
        Decision::Suspend => (
            "octagon-alert",
            "Suspend",
            "Suspend the shop",
            "Within a second nothing of it can be bought. Orders that were placed are still theirs to send, and what they have \
             earned stays in their ledger. They read the reason.",
        ),
        Decision::Reinstate => {
            ("rotate-ccw", "Reinstate", "Let them sell again", "What was on sale can be bought again.")
        }
    }
}
