//! Asks analytics.

use contracts::{
    Caller, Problem,
    analytics::{Footfall, MarketReport, Range, Searched, SellerReport},
};
use web::Upstream;

#[derive(Clone)]
pub struct Analytics(pub Upstream);

impl Analytics {
    /// What the member's shop sold.
    pub async fn seller_report(&self, member: &Caller, range: Range) -> Result<SellerReport, Problem> {
        self.0.get(member, &format!("/api/seller/analytics?from={}&to={}", range.from, range.to)).await
    }

    /// What all shops sold; for admins.
    pub async fn market_report(&self, admin: &Caller, range: Range) -> Result<MarketReport, Problem> {
        self.0.get(admin, &format!("/api/admin/analytics?from={}&to={}", range.from, range.to)).await
    }

    /// Notes a search and how much it found.
    pub async fn searched(&self, searched: &Searched) -> Result<(), Problem> {
        self.0.post(&Caller::System, "/api/analytics/searched", searched).await
    }

    /// Notes how far shoppers came; at most [`contracts::analytics::MOST_FOOTFALL`] at once.
    pub async fn stepped(&self, steps: &[Footfall]) -> Result<(), Problem> {
        self.0.post(&Caller::System, "/api/analytics/steps", &steps).await
    }
}
