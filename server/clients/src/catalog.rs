//! Asks catalog.

use contracts::{
    Caller, Problem,
    catalog::{Category, Home, Product, Shop, Suggestions},
    search::{Listing, Search},
};
use web::Upstream;

/// The catalogue is the same for everybody, so nobody in particular asks.
#[derive(Clone)]
pub struct Catalog(pub Upstream);

impl Catalog {
    pub async fn home(&self) -> Result<Home, Problem> {
        self.0.get(&Caller::Nobody, "/api/products/home").await
    }

    /// One page of a search.
    pub async fn listing(&self, search: &Search) -> Result<Listing, Problem> {
        self.0.get(&Caller::Nobody, &format!("/api/products?{}", search.query())).await
    }

    pub async fn product(&self, slug: &str) -> Result<Product, Problem> {
        self.0.get(&Caller::Nobody, &format!("/api/products/by-slug/{}", segment(slug))).await
    }

    /// What the search box offers for the beginning of a query.
    pub async fn suggestions(&self, q: &str) -> Result<Suggestions, Problem> {
        self.0.get(&Caller::Nobody, &format!("/api/products/suggest?q={}", segment(q))).await
    }

    /// The category tree.
    pub async fn categories(&self) -> Result<Vec<Category>, Problem> {
        self.0.get(&Caller::Nobody, "/api/categories").await
    }

    pub async fn shops(&self) -> Result<Vec<Shop>, Problem> {
        self.0.get(&Caller::Nobody, "/api/products/shops").await
    }

    pub async fn shop(&self, slug: &str) -> Result<Shop, Problem> {
        self.0.get(&Caller::Nobody, &format!("/api/products/shops/{}", segment(slug))).await
    }
}

/// Percent-encodes everything but letters, digits and `-._` for a place in an address.
fn segment(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
