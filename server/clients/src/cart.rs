//! Asks cart.

use contracts::{
    Caller, Problem,
    cart::{Add, Added, Cart as View, Change, Contents},
    ids::OfferId,
};
use serde_json::json;
use uuid::Uuid;
use web::Upstream;

#[derive(Clone)]
pub struct Cart(pub Upstream);

impl Cart {
    /// The caller's cart with today's prices and stock.
    pub async fn view(&self, caller: &Caller) -> Result<View, Problem> {
        self.0.get(caller, "/api/cart").await
    }

    /// Units in the caller's cart.
    pub async fn count(&self, caller: &Caller) -> Result<u32, Problem> {
        self.0.get(caller, "/api/cart/count").await
    }

    /// Offers and quantities, for orders.
    pub async fn contents(&self, caller: &Caller) -> Result<Contents, Problem> {
        self.0.get(caller, "/api/cart/contents").await
    }

    pub async fn add(&self, caller: &Caller, add: &Add) -> Result<Added, Problem> {
        self.0.post(caller, "/api/cart/lines", add).await
    }

    /// Sets a quantity; zero removes the line.
    pub async fn change(&self, caller: &Caller, offer: OfferId, quantity: u32) -> Result<(), Problem> {
        self.0.put(caller, &format!("/api/cart/lines/{offer}"), &Change { quantity }).await
    }

    pub async fn clear(&self, caller: &Caller) -> Result<(), Problem> {
        self.0.delete(caller, "/api/cart").await
    }

    /// Moves a line to "saved for later".
    pub async fn save(&self, caller: &Caller, offer: OfferId) -> Result<(), Problem> {
        self.0.post(caller, &format!("/api/cart/lines/{offer}/save"), &()).await
    }

    /// Moves a saved line back into the cart.
    pub async fn restore(&self, caller: &Caller, offer: OfferId) -> Result<(), Problem> {
        self.0.post(caller, &format!("/api/cart/saved/{offer}/restore"), &()).await
    }

    /// Removes a saved line.
    pub async fn forget(&self, caller: &Caller, offer: OfferId) -> Result<(), Problem> {
        self.0.delete(caller, &format!("/api/cart/saved/{offer}")).await
    }

    /// Moves a guest's cart into the caller's, once. What stock does not allow is saved for later.
    pub async fn merge(&self, caller: &Caller, guest: Uuid) -> Result<(), Problem> {
        self.0.post(caller, "/api/cart/merge", &json!({ "guest": guest })).await
    }
}
