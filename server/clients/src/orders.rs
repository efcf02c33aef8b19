//! Asks orders.

use contracts::{
    Caller, Problem,
    ids::{GroupId, OrderId, SellerId},
    orders::{Checkout, Group, GroupSummary, PlaceOrder, Placed},
    page::Page,
};
use http::Method;
use serde_json::json;
use std::collections::BTreeMap;
use web::Upstream;

#[derive(Clone)]
pub struct Orders(pub Upstream);

impl Orders {
    /// The caller's cart as it would be ordered, with the chosen delivery per seller.
    pub async fn checkout(&self, caller: &Caller, delivery: &BTreeMap<SellerId, String>) -> Result<Checkout, Problem> {
        self.0.post(caller, "/api/orders/checkout", delivery).await
    }

    /// Places the order. The same key gives the same answer, however often it is sent.
    pub async fn place(&self, caller: &Caller, key: &str, request: &PlaceOrder) -> Result<Placed, Problem> {
        self.0.send(caller, Method::POST, "/api/orders", Some(request), Some(key)).await
    }

    /// The caller's orders, newest first.
    pub async fn list(&self, caller: &Caller, after: Option<&str>) -> Result<Page<GroupSummary>, Problem> {
        let query = after.map_or_else(String::new, |after| format!("?after={after}"));
        self.0.get(caller, &format!("/api/orders{query}")).await
    }

    pub async fn group(&self, caller: &Caller, group: GroupId) -> Result<Group, Problem> {
        self.0.get(caller, &format!("/api/orders/{group}")).await
    }

    /// Cancels the named orders of a group, or all that can be cancelled when none is named.
    pub async fn cancel(&self, caller: &Caller, group: GroupId, orders: &[OrderId]) -> Result<Group, Problem> {
        self.0.post(caller, &format!("/api/orders/{group}/cancel"), &json!({ "orders": orders })).await
    }

    /// Puts everything of a group into the cart again; the titles of what is no longer sold come back.
    pub async fn reorder(&self, caller: &Caller, group: GroupId) -> Result<Vec<String>, Problem> {
        self.0.post(caller, &format!("/api/orders/{group}/reorder"), &()).await
    }

    /// Lets the caller see the group from now on, if the token of the signed link is right.
    pub async fn open(&self, caller: &Caller, group: GroupId, access: &str) -> Result<(), Problem> {
        self.0.post(caller, &format!("/api/orders/{group}/open"), &json!({ "access": access })).await
    }
}
