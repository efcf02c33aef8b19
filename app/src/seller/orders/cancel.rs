//! Cancels lines that have not left: first what and why, then, with the sum that goes back, whether.

use super::counts::Counts;
use crate::{
    orders::{
        quantities::{self, Typed},
        track::contents,
    },
    room::{
        button::{self, Kind, Size},
        field::Field,
        panel::Panel,
    },
    ui::{field::Summary as Errors, icon::Icon},
    visit::{self, Flash, Form},
};
use contracts::{
    Money, Problem,
    orders::{
        Line, Quantity,
        sold::{Order, Payment},
    },
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Name of the form.
pub const FORM: &str = "cancel";

/// What the address says is to be cancelled, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    typed: Typed,
    reason: String,
}

impl Draft {
    /// The draft in the page's address; none when nothing was sent yet.
    pub fn here() -> Option<Self> {
        visit::query_value(FORM)?;
        Some(Self::read(&visit::query()))
    }

    fn read(query: &str) -> Self {
        let mut draft = Self::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let line = key.strip_prefix("quantity[").and_then(|rest| rest.strip_suffix(']'));
            match line {
                Some(line) => drop(draft.typed.insert(line.to_owned(), value.into_owned())),
                None if key == "reason" => draft.reason = value.into_owned(),
                None => {}
            }
        }
        draft
    }

    /// What was typed, for the fields to show again, with what is wrong with it.
    fn form(&self, problem: Option<Problem>) -> Form {
        let numbers = self.typed.iter().map(|(line, number)| (quantities::name(line), number.clone()));
        let mut values: BTreeMap<String, String> = numbers.collect();
        values.insert("reason".to_owned(), self.reason.clone());
        let errors = problem.map(|problem| problem.errors).unwrap_or_default();
        Form::of(Flash { form: FORM.to_owned(), errors, values, ..Flash::default() })
    }
}

/// What goes back to the buyer for these lines: delivery only when nothing else of the order is left, and nothing of what
/// was not paid.
fn goes_back(order: &Order, wanted: &[Quantity]) -> Option<Money> {
    let zero = Money::zero(order.total.currency);
    if order.payment == Payment::Unpaid {
        return None;
    }
    let of = |line: &Line| wanted.iter().find(|one| one.line == line.id).map_or(0, |one| one.quantity);
    let all = order.lines.iter().all(|line| line.quantity.checked_sub(line.cancelled) == Some(of(line)));
    let goods = order.lines.iter().map(|line| line.price.times(of(line))).collect::<Result<Vec<_>, _>>().ok()?;
    let delivery = if all { order.delivery.cost } else { zero };
    Money::sum(zero.currency, goods.into_iter().chain([delivery])).ok()
}

/// Asks what to cancel, or, with a draft, whether. `action` is where the answer goes.
#[component]
pub fn CancelPanel(order: Order, draft: Option<Draft>, form: Form, action: &'static str) -> impl IntoView {
    if !order.can_cancel {
        return ().into_any();
    }
    let refused = form.problem().is_some() || !form.errors().is_empty();
    let Some(draft) = draft.filter(|_| !refused) else { return view! { <What order form /> }.into_any() };
    match quantities::read(&draft.typed) {
        Ok(wanted) => view! { <Whether order draft wanted action /> }.into_any(),
        Err(problem) => view! { <What order form=draft.form(Some(problem)) /> }.into_any(),
    }
}

#[component]
fn What(order: Order, form: Form) -> impl IntoView {
    let open = form.problem().is_some() || !form.errors().is_empty();
    let one = order.lines.len() == 1 || order.payment == Payment::Unpaid;
    let at_first: fn(&Line) -> u32 = if one { Line::to_send } else { |_| 0 };
    view! {
        <Panel id="cancel" flush=true>
            <details open=open class="group/cancel">
                <summary class="flex min-h-12 items-center justify-between gap-4 px-4 py-3 sm:px-5">
                    <span>
                        <span class="block text-sm font-bold">"Cancel items"</span>
                        <span class="block text-xs text-muted">"What has not left can be called off; its money goes back."</span>
                    </span>
                    <Icon name="chevron-down" class="text-muted transition-transform group-open/cancel:rotate-180" />
                </summary>
                <div class="border-t border-line px-4 py-4 sm:px-5">
                    <Errors form=form.clone() />
                    <form method="get" action="#cancel" class="grid gap-4">
                        <input type="hidden" name=FORM value="1" />
                        <Counts legend="To be cancelled" id="off" form=form.clone() lines=order.lines left=Line::to_send at_first />
                        <Field form name="reason" label="Reason" maxlength=300 hint="The customer reads it." />
                        <button type="submit" class=format!("{} justify-self-end", button::classes(Kind::Plain, Size::Medium))>
                            "See what goes back"
                        </button>
                    </form>
                </div>
            </details>
        </Panel>
    }
    .into_any()
}

#[component]
fn Whether(order: Order, draft: Draft, wanted: Vec<Quantity>, action: &'static str) -> impl IntoView {
    let sum = goes_back(&order, &wanted).map(|sum| sum.to_string());
    let what = contents(&wanted, &order.lines);
    let fields = wanted.iter().map(|one| (quantities::name(one.line), one.quantity)).collect::<Vec<_>>();
    let seen: u32 = order.lines.iter().map(|line| line.cancelled).sum();
    let label = sum.as_ref().map_or_else(|| "Cancel".to_owned(), |sum| format!("Cancel and give back {sum}"));
    view! {
        <Panel id="cancel" title="Cancel these items?" lead="They go back on the shelf. This cannot be undone.">
            <dl class="grid gap-2 rounded-tool bg-sunken px-4 py-3 text-tool">
                <div><dt class="text-muted">"Items"</dt><dd class="font-medium">{what}</dd></div>
                <div><dt class="text-muted">"Reason"</dt><dd class="font-medium break-words">{draft.reason.clone()}</dd></div>
                {sum.map(|sum| view! {
                    <div class="flex justify-between gap-4 border-t border-line pt-2.5 font-bold">
                        <dt>"Back to the customer"</dt>
                        <dd data-testid="goes-back" class="tabular-nums">{sum}</dd>
                    </div>
                })}
            </dl>
            <form method="post" action=action class="mt-4 flex flex-wrap justify-end gap-2">
                <input type="hidden" name="order" value=order.id.to_string() />
                <input type="hidden" name="reason" value=draft.reason />
                <input type="hidden" name="seen" value=seen.to_string() />
                {fields
                    .into_iter()
                    .map(|(name, quantity)| view! { <input type="hidden" name=name value=quantity.to_string() /> })
                    .collect_view()}
                <a href=visit::parts().uri.path().to_owned() class=button::classes(Kind::Plain, Size::Medium)>"Keep them"</a>
                <button type="submit" class=button::classes(Kind::Danger, Size::Medium)>{label}</button>
            </form>
        </Panel>
    }
    .into_any()
}
