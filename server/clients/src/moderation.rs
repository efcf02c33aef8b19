//! Asks catalog about products and categories, for an admin.

use crate::{Catalog, catalog::segment};
use contracts::{
    Caller, Page, Problem,
    catalog::Category,
    ids::{CategoryId, ProductId},
    moderation::{Decide, Decision, FindProducts, Merge, Merged, Review, ReviewRow, SaveCategory, Shift},
};

impl Catalog {
    /// Products of all shops.
    pub async fn reviews(&self, admin: &Caller, find: &FindProducts) -> Result<Page<ReviewRow>, Problem> {
        let after = find.after.as_ref().map(|after| format!("&after={}", segment(after))).unwrap_or_default();
        let query = format!("state={}&q={}{after}", find.state.as_str(), segment(&find.q));
        self.0.get(admin, &format!("/api/admin/products?{query}")).await
    }

    /// A product beside what it was when somebody looked at it last.
    pub async fn review(&self, admin: &Caller, id: ProductId) -> Result<Review, Problem> {
        self.0.get(admin, &format!("/api/admin/products/{id}")).await
    }

    pub async fn decide(
        &self,
        admin: &Caller,
        id: ProductId,
        decision: Decision,
        request: &Decide,
    ) -> Result<(), Problem> {
        self.0.post(admin, &format!("/api/admin/products/{id}/{}", decision.as_str()), request).await
    }

    /// The category tree as it stands now.
    pub async fn tended_categories(&self, admin: &Caller) -> Result<Vec<Category>, Problem> {
        self.0.get(admin, "/api/admin/categories").await
    }

    pub async fn add_category(&self, admin: &Caller, save: &SaveCategory) -> Result<CategoryId, Problem> {
        self.0.post(admin, "/api/admin/categories", save).await
    }

    pub async fn save_category(&self, admin: &Caller, id: CategoryId, save: &SaveCategory) -> Result<(), Problem> {
        self.0.put(admin, &format!("/api/admin/categories/{id}"), save).await
    }

    pub async fn shift_category(&self, admin: &Caller, id: CategoryId, shift: Shift) -> Result<(), Problem> {
        self.0.post(admin, &format!("/api/admin/categories/{id}/shift"), &shift).await
    }

    pub async fn merge_category(&self, admin: &Caller, id: CategoryId, merge: Merge) -> Result<Merged, Problem> {
        self.0.post(admin, &format!("/api/admin/categories/{id}/merge"), &merge).await
    }

    pub async fn delete_category(&self, admin: &Caller, id: CategoryId) -> Result<(), Problem> {
        self.0.delete(admin, &format!("/api/admin/categories/{id}")).await
    }
}
