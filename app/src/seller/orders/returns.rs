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

/// What was asked to be given back, what still waits for an answer first. An admin reads it, and `answers` nothing.
#[component]
pub fn Returns(order: Order, answers: bool) -> impl IntoView {
    if order.returns.is_empty() {
        return ().into_any();
    }
    let visit = Visit::here();
    let mut wishes = order.returns.clone();
    wishes.sort_by_key(|wish| wish.status != ReturnStatus::Asked);
    let told = wishes.into_iter().map(|wish| {
        let form = (answers && wish.status == ReturnStatus::Asked).then(|| visit.form(&form_name(wish.id)));
        view! { <Wish wish order=order.clone() form /> }
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
pub fn mark(status: ReturnStatus) -> Mark {
    let (icon, word, tone) = match status {
        ReturnStatus::Asked => return Mark::RETURN_ASKED,
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
    /// What the form that answers has left; none when there is nothing to answer.
    form: Option<Form>,
) -> impl IntoView {
    let answer = (!wish.answer.is_empty()).then(|| format!("Your answer: “{}”", wish.answer));
    view! {
        <li data-testid="return" class="px-4 py-4 text-tool sm:px-5">
            <p class="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Status mark=mark(wish.status) testid="return-status" />
                <span class="text-xs text-muted tabular-nums">{moment(wish.asked_at)}</span>
            </p>
            <p class="mt-2 font-semibold">{contents(&wish.lines, &order.lines)}</p>
            <p class="mt-1 break-words">{format!("“{}”", wish.reason)}</p>
            {answer.map(|answer| view! { <p class="mt-1 break-words text-muted">{answer}</p> })}
            {form.map(|form| view! { <Answer wish order form /> })}
        </li>
    }
    .into_any()
}

/// Yes, with the sum that goes back; or no, with the reason.
#[component]
fn Answer(wish: Return, order: Order, form: Form) -> impl IntoView {
    let id = wish.id.to_string();
    let ids = format!("return-{id}-");
    let field = format!("{ids}reason");
    // Only one thing is the likely next step.
    let yes = if order.can_ship { Kind::Plain } else { Kind::Filled };
    view! {
        <div class="mt-4"><Errors form=form.clone() ids /></div>
        <div class="grid items-start gap-4 sm:grid-cols-2">
            <form method="post" action="/do/seller/returns/accept" class="rounded-tool bg-sunken p-3">
                <input type="hidden" name="wish" value=id.clone() />
                <p class="flex justify-between gap-4"><span class="text-muted">"Back to the customer"</span><strong class="font-bold tabular-nums">{wish.refund.to_string()}</strong></p>
                <label class="flex min-h-9 items-center gap-2">
                    <input type="checkbox" name="restock" value="on" checked=true class="size-4 accent-brand" />
                    "Put it back into stock"
                </label>
                <button type="submit" class=format!("{} mt-2 w-full", button::classes(yes, Size::Medium))>
                    <Icon name="undo-2" class="size-4" />
                    "Take it back"
                </button>
            </form>
            <form method="post" action="/do/seller/returns/refuse" class="rounded-tool bg-sunken p-3">
                <input type="hidden" name="wish" value=id />
                <Field form name="reason" label="Why not" id=field maxlength=500 />
                <button type="submit" class=format!("{} mt-3 w-full", button::classes(Kind::Danger, Size::Medium))>"Refuse"</button>
            </form>
        </div>
    }
    .into_any()
}
