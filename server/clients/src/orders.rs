//! Asks orders.

use crate::catalog::behind;
use contracts::{
    Caller, Problem,
    ids::{GroupId, OrderId, ReturnId, SellerId},
    orders::{
        AskReturn, Checkout, DeliveryRate, Group, GroupSummary, PlaceOrder, Placed, Reordered,
        sold::{
            Accept, AcceptAny, Cancel, Find, Listing, MarketOrder, MarketRow, Order, PayBack, Policy, Refuse, Search,
            Ship, WriteNote,
        },
    },
    page::Page,
};
use http::Method;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use uuid::Uuid;
use web::Upstream;

#[derive(Clone)]
pub struct Orders(pub Upstream);

/// How long a storefront goes by the rates that it knows. They change with a setting, and the checkout says what counts.
const KEPT: Duration = Duration::from_secs(60);

/// What delivery costs, as orders said it last: products are looked at too often to ask each time.
#[derive(Default)]
pub struct Rates(Mutex<Option<(Instant, Vec<DeliveryRate>)>>);

impl Rates {
    /// The ways to have a parcel delivered; while orders is away those that were known, if any.
    pub async fn of(&self, orders: &Orders) -> Vec<DeliveryRate> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, rates)) = &known
            && at.elapsed() < KEPT
        {
            return rates.clone();
        }
        let Ok(rates) = orders.rates(&Caller::Nobody).await else {
            return known.map(|(_, rates)| rates).unwrap_or_default();
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), rates.clone()));
        rates
    }
}

impl Orders {
    /// The ways to have a parcel delivered, and what they cost.
    pub async fn rates(&self, caller: &Caller) -> Result<Vec<DeliveryRate>, Problem> {
        self.0.get(caller, "/api/orders/delivery").await
    }

    /// Makes what a guest has bought the caller's.
    pub async fn adopt(&self, caller: &Caller, guest: Uuid) -> Result<(), Problem> {
        self.0.post(caller, "/api/orders/adopt", &json!({ "guest": guest })).await
    }

    /// The caller's cart as it would be ordered, with the chosen delivery per seller.
    pub async fn checkout(&self, caller: &Caller, delivery: &BTreeMap<SellerId, String>) -> Result<Checkout, Problem> {
        self.0.post(caller, "/api/orders/checkout", delivery).await
    }

    /// Places the order. The same key gives the same answer, however often it is sent.
    pub async fn place(&self, caller: &Caller, key: &str, request: &PlaceOrder) -> Result<Placed, Problem> {
        self.0.send(caller, Method::POST, "/api/orders", Some(request), Some(key)).await
    }

    /// What is told of a group that was placed, as it travels; for [`Payments::hear`](crate::Payments::hear).
    pub async fn created(&self, group: GroupId) -> Result<Value, Problem> {
        self.0.get(&Caller::System, &format!("/api/orders/{group}/created")).await
    }

    /// Brings what [`Payments::succeeded`](crate::Payments::succeeded) tells of a payment. Safe at any time, any number of
    /// times.
    pub async fn hear(&self, succeeded: &Value) -> Result<(), Problem> {
        self.0.post(&Caller::System, "/api/orders/paid", succeeded).await
    }

    /// The caller's orders, newest first.
    pub async fn list(&self, caller: &Caller, after: Option<&str>) -> Result<Page<GroupSummary>, Problem> {
        self.0.get(caller, &format!("/api/orders{}", behind(after))).await
    }

    pub async fn group(&self, caller: &Caller, group: GroupId) -> Result<Group, Problem> {
        self.0.get(caller, &format!("/api/orders/{group}")).await
    }

    /// Cancels the named orders of a group, or all that can be cancelled when none is named.
    pub async fn cancel(&self, caller: &Caller, group: GroupId, orders: &[OrderId]) -> Result<Group, Problem> {
        self.0.post(caller, &format!("/api/orders/{group}/cancel"), &json!({ "orders": orders })).await
    }

    /// Puts everything of a group into the cart again, as far as that is possible.
    pub async fn reorder(&self, caller: &Caller, group: GroupId) -> Result<Reordered, Problem> {
        self.0.post(caller, &format!("/api/orders/{group}/reorder"), &()).await
    }

    /// Lets the caller see the group from now on, if the token of the signed link is right.
    pub async fn open(&self, caller: &Caller, group: GroupId, access: &str) -> Result<(), Problem> {
        self.0.post(caller, &format!("/api/orders/{group}/open"), &json!({ "access": access })).await
    }

    /// The buyer asks to give lines back.
    pub async fn ask_return(&self, caller: &Caller, group: GroupId, wish: &AskReturn) -> Result<Group, Problem> {
        self.0.post(caller, &format!("/api/orders/{group}/returns"), wish).await
    }

    /// The buyer keeps it after all.
    pub async fn withdraw_return(&self, caller: &Caller, group: GroupId, id: ReturnId) -> Result<Group, Problem> {
        self.0.post(caller, &format!("/api/orders/{group}/returns/{id}/withdraw"), &()).await
    }

    /// The orders of the member's shop, newest first; of those to ship, the most urgent first.
    pub async fn sold(&self, member: &Caller, find: &Find) -> Result<Listing, Problem> {
        self.0.get(member, &format!("/api/seller/orders?{}", find.query())).await
    }

    pub async fn sold_order(&self, member: &Caller, order: OrderId) -> Result<Order, Problem> {
        self.0.get(member, &format!("/api/seller/orders/{order}")).await
    }

    pub async fn pack(&self, member: &Caller, order: OrderId) -> Result<Order, Problem> {
        self.0.post(member, &format!("/api/seller/orders/{order}/pack"), &()).await
    }

    /// Sends lines of an order, all that is left when none is named.
    pub async fn ship(&self, member: &Caller, order: OrderId, parcel: &Ship) -> Result<Order, Problem> {
        self.0.post(member, &format!("/api/seller/orders/{order}/ship"), parcel).await
    }

    /// Cancels lines of an order that have not left, all of them when none is named.
    pub async fn cancel_sold(&self, member: &Caller, order: OrderId, cancel: &Cancel) -> Result<Order, Problem> {
        self.0.post(member, &format!("/api/seller/orders/{order}/cancel"), cancel).await
    }

    /// Writes a note that only the shop sees.
    pub async fn note_sold(&self, member: &Caller, order: OrderId, note: &WriteNote) -> Result<Order, Problem> {
        self.0.post(member, &format!("/api/seller/orders/{order}/notes"), note).await
    }

    pub async fn accept_return(&self, member: &Caller, id: ReturnId, accept: &Accept) -> Result<Order, Problem> {
        self.0.post(member, &format!("/api/seller/returns/{id}/accept"), accept).await
    }

    pub async fn refuse_return(&self, member: &Caller, id: ReturnId, refuse: &Refuse) -> Result<Order, Problem> {
        self.0.post(member, &format!("/api/seller/returns/{id}/refuse"), refuse).await
    }

    /// The orders of all shops, newest first; for admins.
    pub async fn search(&self, admin: &Caller, search: &Search) -> Result<Page<MarketRow>, Problem> {
        self.0.get(admin, &format!("/api/admin/orders?{}", search.query())).await
    }

    pub async fn market_order(&self, admin: &Caller, order: OrderId) -> Result<MarketOrder, Problem> {
        self.0.get(admin, &format!("/api/admin/orders/{order}")).await
    }

    /// As the seller does, on the market's word.
    pub async fn cancel_any(&self, admin: &Caller, order: OrderId, cancel: &Cancel) -> Result<MarketOrder, Problem> {
        self.0.post(admin, &format!("/api/admin/orders/{order}/cancel"), cancel).await
    }

    /// Pays lines back that were sent, although they do not come back. The same key pays them back once.
    pub async fn pay_back(
        &self,
        admin: &Caller,
        order: OrderId,
        key: &str,
        request: &PayBack,
    ) -> Result<MarketOrder, Problem> {
        self.0.send(admin, Method::POST, &format!("/api/admin/orders/{order}/refund"), Some(request), Some(key)).await
    }

    /// Takes lines back in the shop's place.
    pub async fn accept_any(&self, admin: &Caller, id: ReturnId, accept: &AcceptAny) -> Result<MarketOrder, Problem> {
        self.0.post(admin, &format!("/api/admin/returns/{id}/accept"), accept).await
    }

    /// Does not take them back, in the shop's place.
    pub async fn refuse_any(&self, admin: &Caller, id: ReturnId, refuse: &Refuse) -> Result<MarketOrder, Problem> {
        self.0.post(admin, &format!("/api/admin/returns/{id}/refuse"), refuse).await
    }

    /// Writes a note that only admins see.
    pub async fn note_any(&self, admin: &Caller, order: OrderId, note: &WriteNote) -> Result<MarketOrder, Problem> {
        self.0.post(admin, &format!("/api/admin/orders/{order}/notes"), note).await
    }

    /// What the configuration says, for admins.
    pub async fn policy(&self, admin: &Caller) -> Result<Policy, Problem> {
        self.0.get(admin, "/api/admin/policies/orders").await
    }
}
