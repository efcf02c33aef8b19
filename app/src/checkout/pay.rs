//! `/pay/{payment}`: the simulated gateway's page.

use super::{paid, waiting::Waiting};
use crate::{
    cart::{plural, units},
    layout::{CheckoutFrame, Failure},
    orders::held,
    ui::{
        alert::{Alert, Kind},
        button::{self, LINK, Size},
        field::{Field, Summary as Errors},
        head::Head,
        hold::Hold,
        icon::Icon,
    },
    visit::{self, Form, Visit},
};
use contracts::{
    Kind as Failed, Problem,
    ids::{GroupId, PaymentId},
    orders::{Group, GroupStatus},
    payments::{Payment, Status, TEST_CARDS, TestCard},
};
use leptos::prelude::*;

/// Pays an order.
#[component]
pub fn PayPage() -> impl IntoView {
    let visit = Visit::here();
    let id = visit::param("payment");
    Suspend::new(async move {
        match look(&visit, &id).await {
            Ok((group, None)) => visit::onward(&paid::onward(&visit, &group).await),
            // It may have been paid before: the order's page knows what goes back.
            Ok((group, _)) if group.status == GroupStatus::Cancelled => visit::onward(&format!("/orders/{}", group.id)),
            Ok((group, Some(stage))) => view! { <Stages form=visit.form("pay") group stage /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

/// What the page has to show while the order is not paid.
enum Stage {
    Card(Payment),
    /// The bank wants the shopper to say yes.
    Confirm(Payment),
    /// The bank has not answered.
    Waiting(Payment),
    /// It can no longer be paid.
    Over,
}

/// The group and where its payment stands; `None` when it is paid.
async fn look(visit: &Visit, id: &str) -> Result<(Group, Option<Stage>), Problem> {
    let group: GroupId = id.parse().map_err(|_| Problem::not_found("payment"))?;
    // The order knows whose it is; a stranger's is not found, whatever payments would say.
    let group = visit.ask().orders.group(&visit.caller, group).await?;
    let stage = match group.status {
        GroupStatus::Pending => stage(visit, payment(visit, &group).await?).await?,
        GroupStatus::Paid | GroupStatus::Completed => None,
        GroupStatus::Cancelled | GroupStatus::Expired => Some(Stage::Over),
    };
    Ok((group, stage))
}

async fn stage(visit: &Visit, payment: Payment) -> Result<Option<Stage>, Problem> {
    let payment = match payment.status {
        // Asking draws the conclusions, so that waiting comes to an end without scripts, too. In somebody else's name
        // nothing is concluded.
        Status::Processing if !payment.needs_confirmation && visit.viewing.is_none() => {
            visit.ask().payments.settle(&visit.caller, payment.id).await?
        }
        _ => payment,
    };
    Ok(Some(match payment.status {
        Status::Succeeded | Status::PartiallyRefunded | Status::Refunded => return Ok(None),
        Status::Expired => Stage::Over,
        Status::Pending | Status::Processing if payment.needs_confirmation => Stage::Confirm(payment),
        Status::Processing => Stage::Waiting(payment),
        Status::Pending | Status::Failed if held::left_s(payment.hold_expires_at) == 0 => Stage::Over,
        Status::Pending | Status::Failed => Stage::Card(payment),
    }))
}

/// The payment of a group that is not paid. It is opened by an event, which is some milliseconds behind its order, or more
/// while nothing carries events: nobody waits for that, it is brought.
async fn payment(visit: &Visit, group: &Group) -> Result<Payment, Problem> {
    let (orders, payments, id) = (&visit.ask().orders, &visit.ask().payments, PaymentId(group.id.0));
    match payments.payment(&visit.caller, id).await {
        Err(problem) if problem.kind == Failed::NotFound => {
            payments.hear(&orders.created(group.id).await?).await?;
            // It may be that of the guest who has logged in since; the buyer has the secret of the links.
            payments.open(&visit.caller, id, &group.access).await?;
            payments.payment(&visit.caller, id).await
        }
        found => found,
    }
}

#[component]
fn Stages(form: Form, group: Group, stage: Stage) -> impl IntoView {
    let order = format!("/orders/{}", group.id);
    let cards = matches!(stage, Stage::Card(_));
    let counting = !matches!(stage, Stage::Over);
    view! {
        <Head title="Pay by card" />
        <CheckoutFrame back_label="To the order" back_href=order>
            <div class="mx-auto grid max-w-[58rem] grid-cols-1 gap-8 px-4 pt-6 sm:px-6 lg:grid-cols-[1fr_20rem] lg:items-start lg:gap-12 lg:pt-12">
                <div class="min-w-0">
                    <p class="inline-flex h-7 items-center gap-1.5 rounded-pill bg-info-soft px-3 text-[0.8125rem] font-bold text-info">
                        <Icon name="flask-conical" class="size-4" />
                        "Test payment. No money moves."
                    </p>
                    {match stage {
                        Stage::Card(payment) => view! { <CardForm form payment /> }.into_any(),
                        Stage::Confirm(payment) => view! { <Question form payment /> }.into_any(),
                        Stage::Waiting(payment) => view! { <Checking payment /> }.into_any(),
                        Stage::Over => view! { <Over group=group.id /> }.into_any(),
                    }}
                </div>
                <aside class="space-y-5" aria-label="Order">
                    <OrderCard group counting />
                    {cards.then(|| view! { <CardsToTry /> })}
                </aside>
            </div>
        </CheckoutFrame>
    }
    .into_any()
}

#[component]
fn CardForm(form: Form, payment: Payment) -> impl IntoView {
    let declined = payment.declined.map(|why| {
        view! {
            <Alert kind=Kind::Danger title=why class="mt-5">
                <p>"Nothing was charged and your items are still held. Try another card."</p>
            </Alert>
        }
    });
    let wrong = !form.errors().is_empty() || form.problem().is_some();
    view! {
        <h1 class="mt-4 text-title font-bold">"Pay by card"</h1>
        {if wrong { view! { <div class="mt-5"><Errors form=form.clone() /></div> }.into_any() } else { declined.into_any() }}
        <form
            method="post"
            action="/do/pay/card"
            novalidate
            class="mt-5 grid grid-cols-2 gap-5 rounded-card border border-line bg-surface p-5 shadow-rest sm:p-7"
        >
            <input type="hidden" name="payment" value=payment.id.to_string() />
            <Field
                form=form.clone()
                name="number"
                label="Card number"
                autocomplete="cc-number"
                inputmode="numeric"
                maxlength=30
                class="col-span-2"
            />
            <Field form=form.clone() name="expires" label="Expires" autocomplete="cc-exp" inputmode="numeric" placeholder="MM / YY" maxlength=9 />
            <Field form=form.clone() name="code" label="Security code" autocomplete="cc-csc" inputmode="numeric" maxlength=4 />
            <Field form name="holder" label="Name on the card" autocomplete="cc-name" maxlength=100 class="col-span-2" />
            <button type="submit" data-testid="pay" class=format!("{} col-span-2", button::classes(button::Kind::Primary, Size::Large))>
                <Icon name="lock" class="size-[1.125rem]" />
                {format!("Pay {}", payment.amount)}
            </button>
            <p class="col-span-2 text-center text-sm text-muted">
                <a href=format!("/orders/{}", payment.group) class=format!("inline-block py-2 {LINK}")>"Cancel the payment"</a>
            </p>
        </form>
    }
    .into_any()
}

/// The second step: the bank wants to know.
#[component]
fn Question(form: Form, payment: Payment) -> impl IntoView {
    let amount = payment.amount.to_string();
    view! {
        <h1 class="mt-4 text-title font-bold">"Is this you?"</h1>
        <div class="mt-5"><Errors form /></div>
        <form method="post" action="/do/pay/confirm" class="rounded-card border border-line bg-surface p-5 shadow-rest sm:p-7">
            <input type="hidden" name="payment" value=payment.id.to_string() />
            <p class="text-[0.9375rem] leading-relaxed">
                "Your bank asks you to confirm a payment of " <strong class="font-bold tabular-nums">{amount}</strong>
                " to Levomart for order " <span class="tabular-nums">{payment.number}</span> "."
            </p>
            <div class="mt-6 flex flex-wrap gap-3">
                <button type="submit" name="answer" value="approve" data-testid="approve" class=button::classes(button::Kind::Primary, Size::Large)>
                    "Approve"
                </button>
                <button type="submit" name="answer" value="refuse" class=button::classes(button::Kind::Secondary, Size::Large)>
                    "Refuse"
                </button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Checking(payment: Payment) -> impl IntoView {
    view! {
        <Reload />
        <h1 class="mt-4 text-title font-bold">"We are checking your payment."</h1>
        <div role="status" class="mt-5 flex items-center gap-5 rounded-card border border-line bg-surface p-5 shadow-rest sm:p-7">
            <Waiting payment=payment.id.to_string() />
            <p class="min-w-0 flex-1 text-[0.9375rem] leading-relaxed">
                "The bank has not answered yet. This page goes on by itself; you can also leave it, we write to you as soon as we know. "
                "Please do not pay a second time."
            </p>
        </div>
    }
    .into_any()
}

/// Loads the page again where no script does.
#[component]
fn Reload() -> impl IntoView {
    view! {
        <noscript>
            <meta http-equiv="refresh" content="3" />
        </noscript>
    }
    .into_any()
}

#[component]
fn Over(group: GroupId) -> impl IntoView {
    view! {
        <h1 class="mt-4 text-title font-bold">"The hold has ended."</h1>
        <p class="mt-3 text-lead text-muted">
            "We could not keep these items any longer. Should a payment come in after all, it goes back to you."
        </p>
        <form method="post" action="/do/orders/reorder" class="mt-7 flex flex-wrap gap-3">
            <input type="hidden" name="group" value=group.to_string() />
            <button type="submit" class=button::classes(button::Kind::Primary, Size::Large)>"Put them in the cart again"</button>
            <a href=format!("/orders/{group}") class=button::classes(button::Kind::Secondary, Size::Large)>"See the order"</a>
        </form>
    }
    .into_any()
}

#[component]
fn OrderCard(group: Group, counting: bool) -> impl IntoView {
    let lines = group.orders.iter().flat_map(|order| &order.lines);
    let count = units(lines.map(|line| line.quantity).sum());
    let left_s = held::left_s(group.hold_expires_at);
    view! {
        <div class="rounded-card border border-line bg-surface p-5 shadow-rest">
            <div class="flex items-baseline justify-between gap-3">
                <h2 class="font-bold">"Order " <span data-testid="order-number" class="tabular-nums">{group.number}</span></h2>
                <span class="text-lg font-bold tabular-nums">{group.total.to_string()}</span>
            </div>
            <p class="mt-1 text-sm text-muted">{format!("{count} from {}", plural(group.orders.len(), "seller"))}</p>
            {(counting && left_s > 0).then(|| view! {
                <div class="mt-4"><Hold left_s until=held::until(group.hold_expires_at) /></div>
            })}
        </div>
    }
    .into_any()
}

#[component]
fn CardsToTry() -> impl IntoView {
    let row = |card: &TestCard| {
        let ink = match card.result {
            "Succeeds" => "text-success",
            "No funds" => "text-danger",
            "Asks to confirm" => "text-warning",
            _ => "text-muted",
        };
        view! {
            <tr>
                <td class="py-2.5 pr-2 font-medium whitespace-nowrap tabular-nums">{card.number}</td>
                <td class=format!("py-2.5 text-right font-semibold {ink}")>{card.result}</td>
            </tr>
        }
    };
    view! {
        <div class="rounded-card border border-line bg-surface p-5 shadow-rest">
            <h2 class="font-bold">"Cards to try"</h2>
            <table class="mt-2 w-full text-sm">
                <thead class="sr-only">
                    <tr><th scope="col">"Number"</th><th scope="col">"Result"</th></tr>
                </thead>
                <tbody class="divide-y divide-line">{TEST_CARDS.iter().map(row).collect_view()}</tbody>
            </table>
            <p class="mt-3 text-sm text-muted">"Any date to come, any three digits."</p>
        </div>
    }
    .into_any()
}
