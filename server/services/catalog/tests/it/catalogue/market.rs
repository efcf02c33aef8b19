//! A small market that speaks the shop's language.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use catalog::{Catalog, NewProduct, NewVariant, OnHand, Status, Written, upsert_product};
use contracts::{
    Currency, Problem,
    catalog::Picture,
    ids::{CategoryId, OfferId, ProductId, SellerId, VariantId},
    search::Listing,
};
use serde::de::DeserializeOwned;
use sqlx::PgPool;
use testing::Database;
use tower::ServiceExt;
use uuid::Uuid;

pub struct Market {
    pub catalog: Catalog,
    pub router: Router,
    database: Database,
}

impl Market {
    /// With the categories `home` (in it `lamps` and `rugs`) and `clothing` (in it `kurtas`), and the shops `brass` and
    /// `looms`.
    pub async fn open() -> Self {
        let database = Database::new(&[&events::MIGRATOR, &catalog::MIGRATOR]).await;
        let catalog = Catalog::new(database.pool.clone());
        let market = Self { router: catalog::service(catalog.clone()).router, catalog, database };
        for (slug, name, above) in [
            ("home", "Home & living", None),
            ("lamps", "Lamps", Some("home")),
            ("rugs", "Rugs", Some("home")),
            ("clothing", "Clothing", None),
            ("kurtas", "Kurtas & shirts", Some("clothing")),
        ] {
            sqlx::query("insert into catalog.categories (id, parent_id, slug, name) values ($1, $2, $3, $4)")
                .bind(id(slug))
                .bind(above.map(id))
                .bind(slug)
                .bind(name)
                .execute(market.db())
                .await
                .unwrap();
        }
        for (slug, name) in [("brass", "Rafiq & Sons Brass"), ("looms", "Ananthi Weaves")] {
            sqlx::query(
                "insert into catalog.sellers (id, slug, name, place, tint, about, returns, since, ships_in_days)
                 values ($1, $2, $3, 'Pune', 'lake', '', '', 2020, 2)",
            )
            .bind(id(slug))
            .bind(slug)
            .bind(name)
            .execute(market.db())
            .await
            .unwrap();
        }
        market
    }

    pub fn db(&self) -> &PgPool {
        &self.database.pool
    }

    /// Writes a product and shows it at once.
    pub async fn put(&self, product: NewProduct) -> Written {
        self.try_to_put(product).await.unwrap()
    }

    pub async fn try_to_put(&self, product: NewProduct) -> Result<Written, Problem> {
        let mut tx = self.db().begin().await.unwrap();
        let written = upsert_product(&self.catalog, &mut tx, product).await?;
        tx.commit().await.unwrap();
        self.catalog.forget();
        Ok(written)
    }

    /// Changes something behind the catalogue's back, as another process would.
    pub async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(self.db()).await.unwrap();
        self.catalog.forget();
    }

    pub async fn list(&self, query: &str) -> Listing {
        self.get(&format!("/api/products?{query}")).await
    }

    /// Titles of the first page, in alphabetical order.
    pub async fn titles(&self, query: &str) -> Vec<String> {
        let mut titles: Vec<String> = self.list(query).await.items.into_iter().map(|card| card.title).collect();
        titles.sort();
        titles
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        let (status, body) = self.ask(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    pub async fn ask(&self, path: &str) -> (StatusCode, Vec<u8>) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        (status, axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap().into())
    }
}

/// The id of something with this name.
pub fn id(name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::nil(), name.as_bytes())
}

/// A lamp of brass for ₹100, ten of them, without options.
pub fn product(title: &str) -> NewProduct {
    let slug: String = title.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let slug = format!("p-{slug}");
    NewProduct {
        id: ProductId(id(&format!("product {title}"))),
        seller: SellerId(id("brass")),
        category: CategoryId(id("lamps")),
        handle: title.to_owned(),
        slug,
        title: title.to_owned(),
        description_html: String::new(),
        specs: Vec::new(),
        tags: Vec::new(),
        search_words: String::new(),
        status: Status::Active,
        featured: false,
        currency: Currency::Inr,
        options: Vec::new(),
        variants: vec![variant(title, &[], 10)],
        pictures: vec![Picture { src: "/pictures/lamp.svg".to_owned(), alt: title.to_owned() }],
        by: None,
    }
}

/// A variant for ₹100 with this much in stock. Its SKU is made of product and options.
pub fn variant(product: &str, options: &[&str], stock: u32) -> NewVariant {
    let sku = format!("{product}/{}", options.join("/"));
    NewVariant {
        id: VariantId(id(&format!("variant {sku}"))),
        offer: OfferId(id(&format!("offer {sku}"))),
        sku,
        options: options.iter().map(|&value| value.to_owned()).collect(),
        price_minor: 10_000,
        compare_at_minor: None,
        on_hand: OnHand::Initially(stock),
        picture: None,
    }
}

/// A kurta in these colours and sizes, with so many of each.
pub fn kurta(title: &str, variants: &[(&str, &str, u32)]) -> NewProduct {
    NewProduct {
        seller: SellerId(id("looms")),
        category: CategoryId(id("kurtas")),
        options: vec!["Colour".to_owned(), "Size".to_owned()],
        variants: variants.iter().map(|(colour, size, stock)| variant(title, &[colour, size], *stock)).collect(),
        ..product(title)
    }
}
