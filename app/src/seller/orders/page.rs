//! `/seller/orders/{id}`

use super::{
    cancel::{self, CancelPanel, Draft},
    customer::Customer,
    due::Due,
    history::History,
    items::Items,
    parcels::Parcels,
    returns::{By, Returns},
    ship::{self, ShipPanel},
};
use crate::{
    room::{
        Desk, SellerRoom,
        button::{self, Kind, Size},
        in_shop,
        panel::Columns,
        status::{Mark, Status},
    },
    ui::{field::Summary as Errors, icon::Icon, when::moment},
    visit::{self, Visit},
};
use contracts::{
    Problem,
    ids::OrderId,
    orders::{
        ReturnStatus,
        sold::{Order, Payment},
    },
    shipping,
};
use leptos::prelude::*;

/// One order of the shop: what to do about it, and what became of it.
#[component]
pub fn SoldOrderPage() -> impl IntoView {
    let (id, draft) = (visit::param("id"), Draft::here());
    in_shop(move |visit, member| async move {
        let id = parse(&id)?;
        let order = visit.ask().orders.sold_order(&member, id).await?;
        // Carrier and number stand in the order; the page is there without what the carrier said.
        let seen = if order.parcels.is_empty() {
            Some(Vec::new())
        } else {
            visit.ask().shipping.of_order(&member, id).await.ok()
        };
        Ok(view! { <Shown visit order seen draft /> }.into_any())
    })
}

/// An id of the address; anything else is no order.
pub fn parse(id: &str) -> Result<OrderId, Problem> {
    id.parse().map_err(|_| Problem::not_found("order"))
}

#[component]
fn Shown(visit: Visit, order: Order, seen: Option<Vec<shipping::Parcel>>, draft: Option<Draft>) -> impl IntoView {
    let slip = format!("/seller/orders/{}/slip", order.id);
    let actions = (!order.postal.line1.is_empty()).then(|| view! {
        <a href=slip class=button::classes(Kind::Plain, Size::Medium)><Icon name="printer" class="size-4" />"Packing slip"</a>
    });
    let work = view! {
        <Errors form=visit.form("order") />
        <ShipPanel order=order.clone() form=visit.form(ship::FORM) />
        <Returns order=order.clone() by=By::Shop />
        <Parcels order=order.clone() seen slips=true />
        <Items order=order.clone() />
        <CancelPanel order=order.clone() draft form=visit.form(cancel::FORM) action="/do/seller/orders/cancel" />
    };
    let context = view! {
        <Customer order=order.clone() />
        <History order=order.clone() form=visit.form("note") action="/do/seller/orders/note" hint="For your shop and the market; the customer does not see it." />
    };
    view! {
        <SellerRoom
            section=Desk::Orders
            title=order.number.clone()
            status=standing(&order)
            lead=lead(&order)
            back="Orders"
            back_href="/seller/orders"
            actions=actions.into_any()
        >
            <Columns work=work.into_any() context=context.into_any() />
        </SellerRoom>
    }
    .into_any()
}

/// Beside the number: what matters most, and until when it has to leave.
pub fn standing(order: &Order) -> AnyView {
    let asked = order.returns.iter().any(|wish| wish.status == ReturnStatus::Asked);
    let mark = match order.status {
        _ if order.is_late => Mark::LATE,
        _ if asked => Mark::RETURN_ASKED,
        status => Mark::order(status),
    };
    let due = order.due_at.filter(|_| order.can_ship);
    let (status, is_late) = (order.status, order.is_late);
    view! {
        <Status mark testid="order-status" />
        {due.map(|at| view! { <span class="text-tool"><Due status at=Some(at) is_late /></span> })}
    }
    .into_any()
}

/// When it was placed, and whether the money is there.
pub fn lead(order: &Order) -> String {
    let paid = match (order.payment, order.paid_at) {
        (Payment::Unpaid, _) | (_, None) => "not paid".to_owned(),
        (Payment::Paid, Some(at)) => format!("paid {}", moment(at)),
        (Payment::Refunded, Some(at)) => format!("paid {}, {} of it goes back", moment(at), order.refunded),
    };
    format!("Placed {}, {paid}.", moment(order.placed_at))
}
