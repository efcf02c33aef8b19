//! Answers buyers who want to give something back.

use crate::{
    orders::track::contents,
    room::{
        button::{self, Kind, Size},
        field::Field,
        panel::Panel,
        status::{Mark, Status, Tone},
    },
    ui::{field::Summary as Errors, icon::Icon, when::moment},
    visit::{Form, Visit},
};
use contracts::orders::{Return, ReturnStatus, sold::Order};
use leptos::prelude::*;

/// Name of the form that refuses a return.
pub fn form_name(wish: impl std::fmt::Display) -> String {
    format!("refuse-{wish}")
}

/// Name of the form with which the market accepts one, for it has to say why.
pub fn accept_name(wish: impl std::fmt::Display) -> String {
    format!("accept-{wish}")
}

/// Who answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum By {
    Shop,
    /// In the shop's place.
    Market,
}

impl By {
    fn action(self, answer: &str) -> String {
        match self {
            Self::Shop => format!("/do/seller/returns/{answer}"),
            Self::Market => format!("/do/admin/returns/{answer}"),
        }
    }
}

/// What was asked to be given back, what still waits for an answer first.
#[component]
pub fn Returns(order: Order, by: By) -> impl IntoView {
    if order.returns.is_empty() {
        return ().into_any();
    }
    let visit = Visit::here();
    let mut wishes = order.returns.clone();
    wishes.sort_by_key(|wish| wish.status != ReturnStatus::Asked);
    let told = wishes.into_iter().map(|wish| {
        let forms = [accept_name(wish.id), form_name(wish.id)].map(|name| visit.form(&name));
        view! { <Wish wish order=order.clone() by forms /> }
    });
    let told = told.collect_view();
    view! {
        <Panel id="returns" title="Returns" flush=true>
            <ul class="divide-y divide-line border-t border-line">{told}</ul>
        </Panel>
    }
    .into_any()
}

/// A wish in words and colour.
fn mark(wish: &Return) -> Mark {
    let (icon, word, tone) = match wish.status {
        ReturnStatus::Asked => return Mark::RETURN_ASKED,
        ReturnStatus::Accepted if wish.kept => ("circle-check", "Paid back by Levomart", Tone::Done),
        ReturnStatus::Accepted => ("circle-check", "Taken back", Tone::Done),
        ReturnStatus::Refused => ("circle-x", "Refused", Tone::AtRest),
        ReturnStatus::Withdrawn => ("ban", "Withdrawn", Tone::AtRest),
    };
    Mark { icon, word, tone }
}

#[component]
fn Wish(
    wish: Return,
    order: Order,
    by: By,
    /// What the forms that accept and refuse have left.
    forms: [Form; 2],
) -> impl IntoView {
    let who = match by {
        _ if wish.by_market => "Levomart answered",
        By::Shop => "Your answer",
        By::Market => "The shop’s answer",
    };
    let answer = (!wish.answer.is_empty()).then(|| format!("{who}: “{}”", wish.answer));
    let waits = wish.status == ReturnStatus::Asked;
    view! {
        <li data-testid="return" class="px-4 py-4 text-tool sm:px-5">
            <p class="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Status mark=mark(&wish) testid="return-status" />
                <span class="text-xs text-muted tabular-nums">{moment(wish.asked_at)}</span>
            </p>
            <p class="mt-2 font-semibold">{contents(&wish.lines, &order.lines)}</p>
            <p class="mt-1 break-words">{format!("“{}”", wish.reason)}</p>
            {answer.map(|answer| view! { <p class="mt-1 break-words text-muted">{answer}</p> })}
            {waits.then(|| view! { <Answer wish order by forms /> })}
        </li>
    }
    .into_any()
}

/// Yes, with the sum that goes back; or no, with the reason.
#[component]
fn Answer(wish: Return, order: Order, by: By, forms: [Form; 2]) -> impl IntoView {
    let id = wish.id.to_string();
    let [accept, refuse] = forms;
    let (accept_ids, ids) = (format!("accept-{id}-"), format!("return-{id}-"));
    let (why, why_not) = (format!("{accept_ids}reason"), format!("{ids}reason"));
    // Only one thing is the likely next step.
    let yes = if order.can_ship { Kind::Plain } else { Kind::Filled };
    view! {
        <div class="mt-4"><Errors form=accept.clone() ids=accept_ids /><Errors form=refuse.clone() ids /></div>
        <div class="grid items-start gap-4 sm:grid-cols-2">
            <form method="post" action=by.action("accept") class="rounded-tool bg-sunken p-3">
                <input type="hidden" name="wish" value=id.clone() />
                <p class="flex justify-between gap-4"><span class="text-muted">"Back to the customer"</span><strong class="font-bold tabular-nums">{wish.refund.to_string()}</strong></p>
                <label class="flex min-h-9 items-center gap-2">
                    <input type="checkbox" name="restock" value="on" checked=true class="size-4 accent-brand" />
                    "Put it back into stock"
                </label>
                {(by == By::Market).then(|| view! { <Field form=accept name="reason" label="Why" id=why maxlength=500 hint="The shop reads it." /> })}
                <button type="submit" class=format!("{} mt-2 w-full", button::classes(yes, Size::Medium))>
                    <Icon name="undo-2" class="size-4" />
                    "Take it back"
                </button>
            </form>
            <form method="post" action=by.action("refuse") class="rounded-tool bg-sunken p-3">
                <input type="hidden" name="wish" value=id />
                <Field form=refuse name="reason" label="Why not" id=why_not maxlength=500 />
                <button type="submit" class=format!("{} mt-3 w-full", button::classes(Kind::Danger, Size::Medium))>"Refuse"</button>
            </form>
        </div>
    }
    .into_any()
}
