//! The goods of a market, and the words in which the stories speak of them.

use catalog::{Catalog, NewProduct, NewVariant, OnHand, Status as Listing};
use contracts::{
    Currency, Role,
    identity::Postal,
    ids::{CategoryId, OfferId, ProductId, SellerId, UserId, VariantId},
    payments::Card,
};
use events::{
    Bus, Encoding, Settings,
    topics::{self, TOPICS},
};
use levomart::check::{self, Finding};
use sqlx::{AssertSqlSafe, PgPool};
use std::time::Duration;
use uuid::Uuid;

/// The simulator's cards.
pub const GOOD: &str = "4242 4242 4242 4242";
pub const NO_FUNDS: &str = "4000 0000 0000 9995";
pub const ASKS: &str = "4000 0000 0000 3220";
pub const LATE: &str = "4000 0000 0000 0077";

/// What standard delivery costs per seller, minor units; the default of the configuration.
pub const DELIVERY: i64 = 8_000;

pub fn postal() -> Postal {
    Postal {
        name: "Meera Krishnan".to_owned(),
        line1: "14 Lake View Road".to_owned(),
        line2: String::new(),
        city: "Kochi".to_owned(),
        region: "Kerala".to_owned(),
        postal_code: "682001".to_owned(),
        country: "IN".to_owned(),
        phone: "+91 98765 43210".to_owned(),
    }
}

pub fn card(number: &str) -> Card {
    let (expires, code, holder) = ("12 / 39".to_owned(), "123".to_owned(), "Meera Krishnan".to_owned());
    Card { number: number.to_owned(), expires, code, holder }
}

/// The checkout as a guest fills it in who has seen this total.
pub fn order_form<'a>(total: &'a str, key: &'a str) -> [(&'a str, &'a str); 11] {
    [
        ("email", "meera@example.in"),
        ("address", "new"),
        ("name", "Meera Krishnan"),
        ("line1", "14 Lake View Road"),
        ("city", "Kochi"),
        ("region", "Kerala"),
        ("postal_code", "682001"),
        ("country", "IN"),
        ("phone", "+91 98765 43210"),
        ("expected_total", total),
        ("key", key),
    ]
}

/// Something on sale.
#[derive(Clone, Debug)]
pub struct Offer {
    pub id: OfferId,
    pub slug: String,
    pub price_minor: i64,
}

/// The goods of a market: how they come into its database, whoever serves it.
pub struct Market {
    pub db: PgPool,
    pub bus: Bus,
    catalog: Catalog,
    owner: UserId,
    category: CategoryId,
}

impl Market {
    pub async fn open(db: &PgPool, events: &Settings) -> Self {
        let email = format!("owner-{}@levomart.test", Uuid::new_v4());
        let owner =
            identity::create_account(db, "Imtiaz Rafiq", &email, "brass lamp at dusk", Role::Seller).await.unwrap();
        let category = CategoryId(Uuid::now_v7());
        sqlx::query("insert into catalog.categories (id, slug, name) values ($1, 'home', 'Home')")
            .bind(category.0)
            .execute(db)
            .await
            .unwrap();
        let bus = Bus::open(events, db.clone()).unwrap();
        topics::apply(&bus, &TOPICS).await.unwrap();
        Self { db: db.clone(), bus, catalog: Catalog::new(db.clone()), owner, category }
    }

    /// A shop that may sell, known to catalog as if it had heard of it long ago.
    pub async fn seller(&self, name: &str) -> SellerId {
        let slug = name.to_lowercase().replace(' ', "-");
        let shop = identity::Shop {
            slug: slug.clone(),
            name: name.to_owned(),
            place: "Khurja, Uttar Pradesh".to_owned(),
            tint: "clay".to_owned(),
            about: "Makes things.".to_owned(),
            returns: "Within a week.".to_owned(),
            since: 2019,
            ships_in_days: 2,
        };
        let seller = identity::open_shop(&self.db, &shop, self.owner).await.unwrap();
        sqlx::query(
            "insert into catalog.sellers (id, slug, name, place, tint, about, returns, since, ships_in_days)
             values ($1, $2, $3, 'Khurja, Uttar Pradesh', 'clay', 'Makes things.', 'Within a week.', 2019, 2)
             on conflict do nothing",
        )
        .bind(seller.0)
        .bind(slug)
        .bind(name)
        .execute(&self.db)
        .await
        .unwrap();
        seller
    }

    /// Lets somebody work for a shop, who is a seller from then on.
    pub async fn hire(&self, seller: SellerId, user: Uuid, work: &str) {
        self.execute(&format!("insert into identity.members values ('{seller}', '{user}', '{work}')")).await;
        self.execute(&format!("update identity.users set role = 'SELLER' where id = '{user}'")).await;
    }

    /// A product with one variant on sale, written the way imports write it.
    pub async fn offer(&self, seller: SellerId, title: &str, price_minor: i64, on_hand: u32) -> Offer {
        let (id, offer) = (Uuid::now_v7(), OfferId(Uuid::now_v7()));
        let variant = NewVariant {
            id: VariantId(Uuid::now_v7()),
            offer,
            sku: format!("SKU-{id}"),
            options: Vec::new(),
            price_minor,
            compare_at_minor: None,
            on_hand: OnHand::Initially(on_hand),
            picture: None,
        };
        let product = NewProduct {
            id: ProductId(id),
            seller,
            category: self.category,
            handle: id.to_string(),
            slug: format!("goods-{id}"),
            title: title.to_owned(),
            description_html: "<p>Made by hand.</p>".to_owned(),
            specs: Vec::new(),
            tags: Vec::new(),
            search_words: String::new(),
            status: Listing::Active,
            featured: false,
            currency: Currency::Inr,
            options: Vec::new(),
            variants: vec![variant],
            pictures: Vec::new(),
            by: None,
        };
        let mut tx = self.db.begin().await.unwrap();
        catalog::upsert_product(&self.catalog, &mut tx, product).await.unwrap();
        tx.commit().await.unwrap();
        let slug = sqlx::query_scalar("select slug from catalog.products where id = $1").bind(id);
        Offer { id: offer, slug: slug.fetch_one(&self.db).await.unwrap(), price_minor }
    }

    /// Units on hand and units reserved.
    pub async fn stock(&self, offer: &Offer) -> (i32, i32) {
        sqlx::query_as("select on_hand, reserved from catalog.stock where offer_id = $1")
            .bind(offer.id.0)
            .fetch_one(&self.db)
            .await
            .unwrap()
    }

    /// Does to the database what no part of the shop would do.
    pub async fn execute(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(&self.db)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    pub async fn count(&self, sql: &str) -> i64 {
        let counted = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.db).await;
        counted.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// What does not hold, in a shop that stands still.
    pub async fn violations(&self) -> Vec<Finding> {
        let findings = check::findings(&self.db, &self.bus, Duration::ZERO).await.unwrap();
        findings.into_iter().filter(|finding| !finding.holds()).collect()
    }

    /// Fails unless every invariant holds.
    pub async fn audit(&self) {
        let violations = self.violations().await;
        assert!(violations.is_empty(), "{violations:#?}");
    }

    /// What somebody still has to do: events to send and to hear, refunds to execute, mails to write.
    ///
    /// Who has heard an event may tell another one between the look at the outboxes and the look at the listeners. Then it
    /// was counted nowhere, but the outboxes have grown.
    pub async fn under_way(&self, listeners: &[(&str, &str)]) -> i64 {
        let before = self.outboxes().await;
        let mut left = before.unsent;
        for (consumer, topic) in listeners {
            left += self.bus.lag(consumer, topic).await.unwrap();
        }
        let after = self.outboxes().await;
        left + after.unsent + (after.told - before.told)
    }

    async fn outboxes(&self) -> Outboxes {
        let (unsent, told) = sqlx::query_as(
            "select (select count(*) from identity.outbox where published_at is null)
                  + (select count(*) from catalog.outbox where published_at is null)
                  + (select count(*) from orders.outbox where published_at is null)
                  + (select count(*) from payments.outbox where published_at is null)
                  + (select count(*) from shipping.outbox where published_at is null)
                  + (select count(*) from notifications.outbox where published_at is null)
                  + (select count(*) from payments.refunds where status = 'pending')
                  + (select count(*) from notifications.mails where sent_at is null and failed is null),
                    (select coalesce(max(seq), 0) from identity.outbox)
                  + (select coalesce(max(seq), 0) from catalog.outbox)
                  + (select coalesce(max(seq), 0) from orders.outbox)
                  + (select coalesce(max(seq), 0) from payments.outbox)
                  + (select coalesce(max(seq), 0) from shipping.outbox)
                  + (select coalesce(max(seq), 0) from notifications.outbox)",
        )
        .fetch_one(&self.db)
        .await
        .unwrap();
        Outboxes { unsent, told }
    }
}

/// What the outboxes hold.
struct Outboxes {
    /// Events that are not sent, and other work that waits.
    unsent: i64,
    /// Grows with every event.
    told: i64,
}

/// Where the events of a test's shop travel: beside those of all others.
pub fn settings(url: &str) -> Settings {
    let (url, prefix) = (url.to_owned(), format!("test-{}.", Uuid::new_v4().simple()));
    Settings { url, prefix, instance: String::new(), encoding: Encoding::Json }
}

impl Drop for Market {
    fn drop(&mut self) {
        if let Bus::Postgres(_) = self.bus {
            return;
        }
        let bus = self.bus.clone();
        // Drop cannot wait, and the test's runtime may be ending: a thread with a runtime of its own can.
        let thread = std::thread::spawn(move || {
            if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
                let _ = runtime.block_on(topics::delete(&bus, &TOPICS));
            }
        });
        let _ = thread.join();
    }
}
