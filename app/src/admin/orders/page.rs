//! `/admin/orders/{id}`

use super::{
    list::standings,
    pay_back::{self, PayBackPanel},
};
use crate::{
    room::{
        AdminRoom, Office, in_market,
        panel::{Away, Columns, Fact, Panel},
        status::{Mark, Status},
    },
    seller::orders::{
        Customer, History, Items, Parcels,
        cancel::{self, CancelPanel, Draft},
        lead, parse,
        returns::{By, Returns},
        standing,
    },
    ui::field::Summary as Errors,
    visit::{self, Visit},
};
use contracts::{
    Caller,
    ids::PaymentId,
    orders::sold::{MarketOrder, Other},
    payments::Payment,
    shipping,
};
use leptos::prelude::*;

/// One order with everything that the market knows of it.
#[component]
pub fn AnyOrderPage() -> impl IntoView {
    let (id, draft) = (visit::param("id"), Draft::here());
    in_market(move |visit, admin| async move {
        let id = parse(&id)?;
        let found = visit.ask().orders.market_order(&admin, id).await?;
        let seen = if found.order.parcels.is_empty() {
            Some(Vec::new())
        } else {
            visit.ask().shipping.of_order(&admin, id).await.ok()
        };
        // Orders has let the admin see the purchase; its payment is nobody's but the buyer's, so Levomart itself asks.
        let payment = visit.ask().payments.payment(&Caller::System, PaymentId(found.order.group.0)).await.ok();
        Ok(view! { <Shown visit found seen payment draft /> }.into_any())
    })
}

#[component]
fn Shown(
    visit: Visit,
    found: MarketOrder,
    seen: Option<Vec<shipping::Parcel>>,
    payment: Option<Payment>,
    draft: Option<Draft>,
) -> impl IntoView {
    let order = found.order.clone();
    let work = view! {
        <Errors form=visit.form("order") />
        <Returns order=order.clone() by=By::Market />
        <Parcels order=order.clone() seen />
        <Items order=order.clone() />
        <CancelPanel order=order.clone() draft form=visit.form(cancel::FORM) action="/do/admin/orders/cancel" />
        <PayBackPanel order=order.clone() form=visit.form(pay_back::FORM) />
    };
    let context = view! {
        <Purchase found payment />
        <Customer order=order.clone() />
        <History order=order.clone() form=visit.form("note") action="/do/admin/orders/note" hint="Only the market sees it." />
    };
    view! {
        <AdminRoom
            section=Office::Orders
            title=order.number.clone()
            status=standing(&order)
            lead=lead(&order)
            back="Orders"
            back_href="/admin/orders"
        >
            <Columns work=work.into_any() context=context.into_any() />
        </AdminRoom>
    }
    .into_any()
}

/// What the order is a part of: who sold, who bought, and the payment.
#[component]
fn Purchase(found: MarketOrder, payment: Option<Payment>) -> impl IntoView {
    let MarketOrder { order, seller, buyer, email, group_number, group_total, others, .. } = found;
    let buyer = match buyer {
        Some(id) => view! { <a href=format!("/admin/users/{id}") class="block wrap-anywhere underline underline-offset-4">{email}</a> }.into_any(),
        None => view! { <span class="wrap-anywhere">{email}</span><span class="block text-xs font-normal text-muted">"Guest"</span> }.into_any(),
    };
    view! {
        <Panel title="Purchase">
            <dl class="grid gap-2">
                <div class="flex justify-between gap-3 text-tool">
                    <dt class="text-muted">"Shop"</dt>
                    <dd class="text-right font-semibold"><a href=format!("/admin/sellers/{}", seller.id) class="underline underline-offset-4">{seller.name}</a></dd>
                </div>
                <div class="flex justify-between gap-3 text-tool">
                    <dt class="shrink-0 text-muted">"Bought by"</dt>
                    <dd class="text-right font-semibold">{buyer}</dd>
                </div>
                <Fact name="Purchase" value=group_number />
                <Fact name="Total of the purchase" value=group_total.to_string() />
                <Fact name="This order" value=standings(order.payment) />
            </dl>
            <div class="mt-3 border-t border-line pt-3"><Paid payment /></div>
            {(!others.is_empty()).then(|| view! { <Others others /> })}
        </Panel>
    }
    .into_any()
}

#[component]
fn Paid(payment: Option<Payment>) -> impl IntoView {
    let Some(payment) = payment else { return view! { <Away what="The payment" /> }.into_any() };
    view! {
        <p class="flex items-center justify-between gap-3 text-tool"><span class="text-muted">"Payment"</span><Status mark=Mark::payment(payment.status) testid="payment-status" /></p>
        <dl class="mt-2 grid gap-2">
            <Fact name="Amount" value=payment.amount.to_string() />
            <Fact name="Given back" value=payment.refunded.to_string() />
        </dl>
    }
    .into_any()
}

/// What other shops sent of the same purchase.
#[component]
fn Others(others: Vec<Other>) -> impl IntoView {
    view! {
        <h3 class="mt-3 border-t border-line pt-3 text-tool font-semibold">"Also in this purchase"</h3>
        <ul class="mt-1 space-y-1">
            {others
                .into_iter()
                .map(|other| view! {
                    <li class="flex flex-wrap items-center justify-between gap-x-3 text-tool">
                        <a href=format!("/admin/orders/{}", other.id) class="py-1 tabular-nums underline underline-offset-4">{other.number}</a>
                        <span class="min-w-0 flex-1 truncate text-muted">{other.seller.name}</span>
                        <Status mark=Mark::order(other.status) />
                    </li>
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}
