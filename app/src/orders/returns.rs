//! Giving something back: what was asked, what the seller answered, and the form that asks.

use super::{quantities, track::contents};
use crate::{
    ui::{
        button::{Kind, Size, bare, classes},
        field::{INPUT, Summary as Errors},
        icon::Icon,
        when::day_of,
    },
    visit::Form,
};
use contracts::{
    ids::GroupId,
    orders::{Line, Order, Return, ReturnStatus},
};
use leptos::prelude::*;

/// How many of a line can still be asked to be given back: what was sent, without what was asked before. A seller's no
/// stands.
fn returnable(order: &Order, line: &Line) -> u32 {
    let wishes = order.returns.iter().filter(|wish| wish.status != ReturnStatus::Withdrawn);
    let asked: u32 =
        wishes.flat_map(|wish| &wish.lines).filter(|one| one.line == line.id).map(|one| one.quantity).sum();
    line.shipped.saturating_sub(asked)
}

/// What was asked so far, and the form when more can be. `form` is what it left.
#[component]
pub fn Returns(group: GroupId, order: Order, form: Form) -> impl IntoView {
    let can = order.can_return && order.lines.iter().any(|line| returnable(&order, line) > 0);
    if order.returns.is_empty() && !can {
        return ().into_any();
    }
    let told = order.returns.clone().into_iter();
    let told = told.map(|wish| view! { <Wish group wish order=order.clone() /> }).collect_view();
    view! {
        <div class="border-t border-line px-5 py-4 sm:px-7">
            {(!order.returns.is_empty()).then(|| view! { <ul class="space-y-3">{told}</ul> })}
            {can.then(|| view! { <AskForm group order form /> })}
        </div>
    }
    .into_any()
}

/// Name of the form of an order.
pub fn form_name(order: impl std::fmt::Display) -> String {
    format!("return-{order}")
}

#[component]
fn Wish(group: GroupId, wish: Return, order: Order) -> impl IntoView {
    let seller = &order.seller.name;
    let what = contents(&wish.lines, &order.lines);
    let (title, text) = match wish.status {
        ReturnStatus::Asked => (
            "Return asked",
            format!("{what}. {seller} has not answered yet; {} goes back to you with a yes.", wish.refund),
        ),
        ReturnStatus::Accepted if wish.kept => {
            ("Paid back", format!("{what}. {} goes back to you. Nothing has to be sent back.", wish.refund))
        }
        ReturnStatus::Accepted => ("Return accepted", format!("{what}. {} goes back to you.", wish.refund)),
        ReturnStatus::Refused => {
            let who = if wish.by_market { "Levomart" } else { seller.as_str() };
            ("Return refused", format!("{what}. {who} says: “{}”", wish.answer))
        }
        ReturnStatus::Withdrawn => ("Return withdrawn", format!("{what}. You keep it.")),
    };
    view! {
        <li data-testid="return" class="rounded-field bg-tint px-4 py-3 text-sm">
            <p class="flex flex-wrap items-baseline justify-between gap-x-4">
                <strong data-testid="return-status" class="font-bold">{title}</strong>
                <span class="text-muted">{day_of(wish.answered_at.unwrap_or(wish.asked_at))}</span>
            </p>
            <p class="mt-1">{text}</p>
            {(wish.status == ReturnStatus::Asked).then(|| view! {
                <form method="post" action="/do/orders/return/withdraw" class="mt-2">
                    <input type="hidden" name="group" value=group.to_string() />
                    <input type="hidden" name="wish" value=wish.id.to_string() />
                    <button type="submit" class=format!("{} h-9 px-4 text-sm", bare(Kind::Secondary))>"Keep it after all"</button>
                </form>
            })}
        </li>
    }
    .into_any()
}

#[component]
fn AskForm(group: GroupId, order: Order, form: Form) -> impl IntoView {
    let open = form.problem().is_some() || !form.errors().is_empty();
    let id = order.id;
    // Messages lead to plain names; only the form that was sent last has any.
    let reason = if open { "reason".to_owned() } else { format!("reason-{id}") };
    let wrong = form.error("reason").is_some();
    let lines = order.lines.iter().map(|line| (line.clone(), returnable(&order, line))).filter(|(_, most)| *most > 0);
    let rows = lines.map(|(line, most)| view! { <Row form=form.clone() line most /> }).collect_view();
    view! {
        <details open=open class="group/ask mt-1">
            <summary class="inline-flex min-h-10 items-center gap-2 text-[0.9375rem] font-semibold">
                <Icon name="undo-2" class="size-4" />
                "Give something back"
                <Icon name="chevron-down" class="size-4 transition-transform group-open/ask:rotate-180" />
            </summary>
            <form method="post" action="/do/orders/return" class="mt-3 space-y-4">
                <Errors form=form.clone() />
                <input type="hidden" name="group" value=group.to_string() />
                <input type="hidden" name="order" value=id.to_string() />
                <fieldset id=open.then_some(quantities::FIELD) tabindex="-1">
                    <legend class="text-sm font-semibold">"What goes back?"</legend>
                    {rows}
                </fieldset>
                <div>
                    <label for=reason.clone() class="mb-1.5 block text-sm font-semibold">"Why?"</label>
                    <textarea
                        id=reason
                        name="reason"
                        rows="3"
                        maxlength="500"
                        required=true
                        aria-invalid=wrong.then_some("true")
                        class=format!("px-4 py-2.5 text-base {INPUT}")
                    >{form.value("reason", "")}</textarea>
                    <p class="mt-1.5 text-sm text-muted">{format!("{} reads this and answers.", order.seller.name)}</p>
                </div>
                <button type="submit" class=classes(Kind::Secondary, Size::Medium)>"Ask to return"</button>
            </form>
        </details>
    }
    .into_any()
}

#[component]
fn Row(form: Form, line: Line, most: u32) -> impl IntoView {
    let id = format!("return-{}", line.id);
    let name = quantities::name(line.id);
    let title = if line.variant.is_empty() { line.title } else { format!("{}, {}", line.title, line.variant) };
    let value = form.value(&name, "0");
    view! {
        <div class="flex items-center justify-between gap-4 py-1.5 text-[0.9375rem]">
            <label for=id.clone() class="min-w-0">{title}</label>
            <span class="flex shrink-0 items-center gap-2 tabular-nums">
                <input id=id type="number" name=name min="0" max=most value=value class=format!("h-10 w-16! text-center {INPUT}") />
                <span class="text-muted">{format!("of {most}")}</span>
            </span>
        </div>
    }
    .into_any()
}
