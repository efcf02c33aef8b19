//! Stories about identity, on a real database and a real Redis.

#![expect(clippy::unwrap_used, reason = "what a story takes for granted and is not so ends it")]

mod addresses;
mod applying;
mod logging_in;
mod members;
mod people;
mod registering;
mod sessions;
mod shops;
mod tokens;

use clients::Identity;
use contracts::{
    Caller, Problem, Role,
    identity::{Decide, Decision, LogIn, Register, Seller, User},
    ids::{SellerId, UserId},
};
use events::{Envelope, Outbox};
use sqlx::types::Json;
use testing::Database;
use uuid::Uuid;
use web::Upstream;

/// A good password.
const PASSWORD: &str = "brass lamp at dusk";

/// Identity with an empty database, asked as the storefront asks it.
struct World {
    database: Database,
    identity: Identity,
    outbox: Outbox,
    sweepers: Vec<web::Sweeper>,
    /// Where everybody in this test comes from; nobody in another test does.
    ip: String,
}

impl World {
    async fn new() -> Self {
        Self::with(identity::Config::default()).await
    }

    async fn with(config: identity::Config) -> Self {
        let database = Database::new(&[&events::MIGRATOR, &identity::MIGRATOR]).await;
        let service = identity::service(database.pool.clone(), testing::redis().await, key(), config);
        let outbox = service.outbox.expect("identity tells something");
        let identity = Identity(Upstream::Local(service.router));
        Self { database, identity, outbox, sweepers: service.sweepers, ip: somewhere() }
    }

    /// Does by hand what the process does by the clock.
    async fn sweep(&self) {
        for sweeper in &self.sweepers {
            sweeper.run().await.unwrap();
        }
    }

    /// Opens an account that nobody else has.
    async fn somebody(&self) -> User {
        self.register(&somebodys_email(), PASSWORD).await.unwrap()
    }

    async fn register(&self, email: &str, password: &str) -> Result<User, Problem> {
        let (name, email, password) = ("Meera".to_owned(), email.to_owned(), password.to_owned());
        self.identity.register(&Register { name, email, password }).await
    }

    async fn log_in(&self, email: &str, password: &str) -> Result<User, Problem> {
        self.log_in_from(&self.ip, email, password).await
    }

    async fn log_in_from(&self, ip: &str, email: &str, password: &str) -> Result<User, Problem> {
        let (email, password, client_ip) = (email.to_owned(), password.to_owned(), ip.to_owned());
        self.identity.log_in(&LogIn { email, password, client_ip }).await
    }

    async fn disable(&self, user: UserId) {
        sqlx::query("update identity.users set disabled_at = now() where id = $1")
            .bind(user.0)
            .execute(&self.database.pool)
            .await
            .unwrap();
    }

    /// Somebody who looks after the market, newly logged in.
    async fn admin(&self) -> Caller {
        let somebody = self.somebody().await;
        identity::set_role(&self.database.pool, &somebody.email, Role::Admin).await.unwrap();
        Caller::User { id: somebody.id, role: Role::Admin }
    }

    /// Applies for a shop and is approved; the owner at work.
    async fn owner(&self, slug: &str) -> Caller {
        let applicant = self.somebody().await;
        let seller = self.identity.apply(&caller(&applicant), &applying::application(slug)).await.unwrap();
        self.decide(&seller, Decision::Approve, "").await.unwrap();
        Caller::Member { id: applicant.id, seller: seller.id, owner: true }
    }

    async fn decide(&self, seller: &Seller, decision: Decision, reason: &str) -> Result<Seller, Problem> {
        let request = Decide { decision, reason: reason.to_owned(), version: seller.version };
        self.identity.decide(&self.admin().await, seller.id, &request).await
    }

    /// The number of a shop's account as it is kept.
    async fn account_number(&self, shop: SellerId) -> String {
        sqlx::query_scalar("select papers ->> 'account_number' from identity.sellers where id = $1")
            .bind(shop.0)
            .fetch_one(&self.database.pool)
            .await
            .unwrap()
    }

    /// What was recorded of things done to one thing, with the reasons, in order.
    async fn recorded_about(&self, id: Uuid) -> Vec<(String, Option<String>)> {
        sqlx::query_as(
            "select envelope->'data'->>'action', envelope->'data'->>'reason'
               from identity.outbox
              where topic = 'audit' and envelope->'data'->>'subject' = $1
              order by seq",
        )
        .bind(id.to_string())
        .fetch_all(&self.database.pool)
        .await
        .unwrap()
    }

    /// Names and versions of the events told so far about one thing, in order.
    async fn told_about(&self, id: Uuid) -> Vec<(String, i64)> {
        sqlx::query_scalar::<_, Json<Envelope>>(
            "select envelope from identity.outbox where aggregate_id = $1 order by seq",
        )
        .bind(id)
        .fetch_all(&self.database.pool)
        .await
        .unwrap()
        .into_iter()
        .map(|Json(envelope)| (envelope.name().unwrap().to_owned(), envelope.aggregateversion))
        .collect()
    }
}

/// What signs tokens.
fn key() -> web::TokenKey {
    web::TokenKey::new(&[7; 32], "https://shop.example")
}

fn caller(user: &User) -> Caller {
    Caller::User { id: user.id, role: user.role }
}

fn somebodys_email() -> String {
    format!("{}@example.in", Uuid::new_v4().simple())
}

/// An address in a network of its own.
fn somewhere() -> String {
    let [a, b, c, ..] = Uuid::new_v4().into_bytes().map(u16::from);
    let [d, e, f, ..] = Uuid::new_v4().into_bytes().map(u16::from);
    format!("fd00:{:x}:{:x}:{:x}::1", a << 8 | b, c << 8 | d, e << 8 | f)
}
