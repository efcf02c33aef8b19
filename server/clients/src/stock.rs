//! Asks catalog about stock, for a member of the shop that has it.

use crate::{
    Catalog,
    catalog::{behind, segment},
};
use contracts::{
    Caller, Page, Problem,
    ids::OfferId,
    stock::{AdjustStock, OnShelf, ShelfQuery, StockMovement, Threshold},
};
use http::Method;

impl Catalog {
    /// Offers of the shop with what there is of them.
    pub async fn shelf(&self, member: &Caller, query: &ShelfQuery) -> Result<Page<OnShelf>, Problem> {
        let mut path = format!("/api/seller/inventory?show={}&q={}", query.show.as_str(), segment(&query.q));
        if let Some(after) = &query.after {
            path = format!("{path}&after={}", segment(after));
        }
        self.0.get(member, &path).await
    }

    /// One of them.
    pub async fn on_shelf(&self, member: &Caller, offer: OfferId) -> Result<OnShelf, Problem> {
        self.0.get(member, &format!("/api/seller/inventory/{offer}")).await
    }

    /// What happened to its stock, the latest first.
    pub async fn movements(
        &self,
        member: &Caller,
        offer: OfferId,
        after: Option<&str>,
    ) -> Result<Page<StockMovement>, Problem> {
        self.0.get(member, &format!("/api/seller/inventory/{offer}/movements{}", behind(after))).await
    }

    /// Changes the stock of all these offers or of none: 409 `stock-changed` tells what there is now. The same key does it
    /// once.
    pub async fn adjust_stock(&self, member: &Caller, key: &str, request: &AdjustStock) -> Result<(), Problem> {
        self.0.send(member, Method::POST, "/api/seller/inventory", Some(request), Some(key)).await
    }

    /// When stock of an offer counts as low.
    pub async fn set_threshold(&self, member: &Caller, offer: OfferId, request: Threshold) -> Result<(), Problem> {
        self.0.put(member, &format!("/api/seller/inventory/{offer}/threshold"), &request).await
    }

    /// When stock counts as low in the shop.
    pub async fn shop_threshold(&self, member: &Caller) -> Result<Threshold, Problem> {
        self.0.get(member, "/api/seller/inventory/threshold").await
    }

    pub async fn set_shop_threshold(&self, member: &Caller, request: Threshold) -> Result<(), Problem> {
        self.0.put(member, "/api/seller/inventory/threshold", &request).await
    }
}
