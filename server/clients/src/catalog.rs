//! Asks catalog.

use contracts::{
    Caller, Page, Problem,
    catalog::{Category, Home, Picture, Product, Shop, Suggestions},
    goods::{self, Bulk, ChangePicture, Changed, Goods, SaveGoods, Saved, Shelves},
    ids::ProductId,
    search::{Listing, Search},
};
use http::Method;
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

    /// Shops by name.
    pub async fn shops(&self, after: Option<&str>) -> Result<Page<Shop>, Problem> {
        self.0.get(&Caller::Nobody, &format!("/api/products/shops{}", behind(after))).await
    }

    pub async fn shop(&self, slug: &str) -> Result<Shop, Problem> {
        self.0.get(&Caller::Nobody, &format!("/api/products/shops/{}", segment(slug))).await
    }

    /// One page of the products of the caller's shop.
    pub async fn seller_products(&self, caller: &Caller, search: &goods::Search) -> Result<Shelves, Problem> {
        let goods::Search { q, show, category, sort, after } = search;
        let (q, category, after) = (segment(q), segment(category), segment(after));
        let (show, sort) = (show.as_str(), sort.as_str());
        let query = format!("q={q}&show={show}&category={category}&sort={sort}&after={after}");
        self.0.get(caller, &format!("/api/seller/products?{query}")).await
    }

    /// A product of the caller's shop, for editing.
    pub async fn seller_product(&self, caller: &Caller, id: ProductId) -> Result<Goods, Problem> {
        self.0.get(caller, &format!("/api/seller/products/{id}")).await
    }

    /// Writes a new product. The same key gives the same answer, however often it is sent.
    pub async fn create_product(&self, caller: &Caller, key: &str, goods: &SaveGoods) -> Result<Saved, Problem> {
        self.0.send(caller, Method::POST, "/api/seller/products", Some(goods), Some(key)).await
    }

    pub async fn save_product(&self, caller: &Caller, id: ProductId, goods: &SaveGoods) -> Result<Saved, Problem> {
        self.0.put(caller, &format!("/api/seller/products/{id}"), goods).await
    }

    /// Changes many products of the caller's shop at once.
    pub async fn change_products(&self, caller: &Caller, bulk: &Bulk) -> Result<Changed, Problem> {
        self.0.post(caller, "/api/seller/products/bulk", bulk).await
    }

    /// Adds a picture, which is the bytes of a file, behind the others of a product.
    pub async fn add_picture(&self, caller: &Caller, id: ProductId, file: Vec<u8>) -> Result<Picture, Problem> {
        self.0.post_bytes(caller, &format!("/api/seller/products/{id}/pictures"), file).await
    }

    pub async fn change_picture(&self, caller: &Caller, id: ProductId, change: &ChangePicture) -> Result<(), Problem> {
        self.0.put(caller, &format!("/api/seller/products/{id}/pictures"), change).await
    }
}

/// The query that goes on behind a cursor; without one, the beginning.
pub(crate) fn behind(after: Option<&str>) -> String {
    after.map(|after| format!("?after={}", segment(after))).unwrap_or_default()
}

/// Percent-encodes everything but letters, digits and `-._` for a place in an address.
pub(crate) fn segment(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
