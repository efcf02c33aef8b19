//! A day at the demo shop: whoever logs in finds something to do.

use super::{DEMO_PASSWORD, DEMO_USERS};
use crate::{config::Config, database::unhurried, host::Host, roles};
use anyhow::{Context, bail};
use clients::Clients;
use contracts::{
    Caller, Role,
    cart::Add,
    identity::{Apply, Contact, Papers, Postal, Trader},
    ids::{GroupId, PaymentId},
    orders::{
        AskReturn, Group, PlaceOrder, Status,
        sold::{Cancel, Ship},
    },
    payments::Card,
};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::Instant;
use uuid::Uuid;

/// The shop into which the demo's seller comes first, and another one of theirs.
const WEAVER: &str = "ananthi-weaves";
const SMITH: &str = "rafiq-sons-brass";

const TOWEL: &str = "handloom-cotton-towel-with-indigo-bands";
const SAREE: &str = "loom-striped-cotton-saree-in-indigo";
const BOTTLE: &str = "hammered-copper-bottle-950-ml";

/// How long something may take that happens by itself; a slow machine needs a few seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Has somebody apply for a shop, and orders placed that stand everywhere between their payment and a return, all as people
/// do it. The products themselves wait for an admin to look at them. A shop in which the demo's shopper has ordered stays
/// as it is.
pub async fn live_through(config: &Config) -> anyhow::Result<()> {
    let mut config = config.clone();
    // Parcels are not waited for; and what this process is called on the bus is the server's name.
    config.shipping.simulated_pace_seconds = 1;
    config.events.instance.clear();
    let mut shop = roles::open(&config, &[])?;
    let clients = shop.storefront.take().context("no storefront was opened")?.shopfront.clients.clone();
    let day = Day::begin(&config, clients).await?;
    if !day.ask.orders.list(&day.shopper, None).await?.items.is_empty() {
        return Ok(());
    }
    let background = Host::default();
    for service in &shop.services {
        background.run(service, &shop.bus);
    }
    let lived = day.live(&config).await;
    background.end().await;
    lived
}

/// Who is about.
struct Day {
    ask: Clients,
    shopper: Caller,
    weaver: Caller,
    smith: Caller,
}

impl Day {
    async fn begin(config: &Config, ask: Clients) -> anyhow::Result<Self> {
        let [shopper, seller, _] = DEMO_USERS;
        let shopper = account(config, shopper).await?;
        let id = account(config, seller).await?.user().context("the seller has no account")?;
        let at_work = |slug| Caller::Member { id, seller: identity::seller_id(slug), owner: true };
        Ok(Self { ask, shopper, weaver: at_work(WEAVER), smith: at_work(SMITH) })
    }

    async fn live(&self, config: &Config) -> anyhow::Result<()> {
        self.apply(config).await?;
        let (returned, kept) = (self.buy(&[(TOWEL, 2)]).await?, self.buy(&[(SAREE, 1)]).await?);
        self.send(&self.weaver, &returned, "730011223344").await?;
        self.send(&self.weaver, &kept, "730011223345").await?;
        self.until(returned.id, Status::Delivered).await?;
        self.until(kept.id, Status::Delivered).await?;
        let reason = "The bands are darker than in the picture.".to_owned();
        let wish = AskReturn { order: returned.orders[0].id, lines: Vec::new(), reason };
        self.ask.orders.ask_return(&self.shopper, returned.id, &wish).await?;

        self.buy(&[(TOWEL, 1), (BOTTLE, 1)]).await?;
        let packed = self.buy(&[(TOWEL, 3)]).await?;
        self.ask.orders.pack(&self.weaver, packed.orders[0].id).await?;
        let torn = self.buy(&[(SAREE, 1)]).await?;
        let reason = "The last one of this dye has a tear.".to_owned();
        let cancel = Cancel { lines: Vec::new(), reason, seen: None };
        self.ask.orders.cancel_sold(&self.weaver, torn.orders[0].id, &cancel).await?;
        let (bottles, towel) = (self.buy(&[(BOTTLE, 2)]).await?, self.buy(&[(TOWEL, 1)]).await?);
        self.send(&self.smith, &bottles, "730011223346").await?;
        self.send(&self.weaver, &towel, "730011223347").await
    }

    /// Somebody wants to sell, and waits for an answer.
    async fn apply(&self, config: &Config) -> anyhow::Result<()> {
        let (name, email, phone) = ("Nandini Iyer", "nandini@levomart.test", "+91 98450 12345");
        let applicant = account(config, (email, name, Role::User)).await?;
        let address = Postal { name: name.to_owned(), phone: phone.to_owned(), ..home() };
        let apply = Apply {
            name: "Nandini Ceramics".to_owned(),
            slug: "nandini-ceramics".to_owned(),
            about: "Stoneware for every day, thrown and glazed in Mysuru.".to_owned(),
            returns: "30 days, unused. What arrives broken is replaced.".to_owned(),
            place: "Mysuru, Karnataka".to_owned(),
            ships_in_days: 3,
            contact: Contact { email: email.to_owned(), phone: phone.to_owned() },
            trader: Trader { legal_name: name.to_owned(), address, registration: String::new(), certified: true },
            papers: Some(Papers {
                account_holder: name.to_owned(),
                account_number: "SBIN0001234 31234567890".to_owned(),
                document: "PAN ABCDE1234F".to_owned(),
                ..Papers::default()
            }),
        };
        self.ask.identity.apply(&applicant, &apply).await?;
        Ok(())
    }

    /// The shopper orders so many of the first variants of these products, and pays.
    async fn buy(&self, goods: &[(&str, u32)]) -> anyhow::Result<Group> {
        for (slug, quantity) in goods {
            let product = self.ask.catalog.product(slug).await?;
            let offer = product.variants.first().context("a product without a variant")?.offer;
            self.ask.cart.add(&self.shopper, &Add { offer, quantity: *quantity }).await?;
        }
        let expected_total = self.ask.orders.checkout(&self.shopper, &BTreeMap::new()).await?.total.minor;
        let email = DEMO_USERS[0].0.to_owned();
        let order = PlaceOrder { email, postal: home(), delivery: BTreeMap::new(), expected_total };
        let placed = self.ask.orders.place(&self.shopper, &Uuid::new_v4().to_string(), &order).await?;
        let payment = PaymentId(placed.group.0);
        let open = async || self.ask.payments.payment(&self.shopper, payment).await.ok();
        wait_for("a payment to be opened", open).await?;
        self.ask.payments.pay(&self.shopper, payment, &card()).await?;
        self.until(placed.group, Status::Paid).await
    }

    async fn send(&self, member: &Caller, group: &Group, tracking: &str) -> anyhow::Result<()> {
        let parcel = Ship { carrier: "kite".to_owned(), tracking: tracking.to_owned(), lines: Vec::new() };
        self.ask.orders.ship(member, group.orders[0].id, &parcel).await?;
        Ok(())
    }

    /// Waits until all orders of a group stand so, and the cart knows what was bought of it.
    async fn until(&self, id: GroupId, status: Status) -> anyhow::Result<Group> {
        wait_for("an order to come further", async || {
            let group = self.ask.orders.group(&self.shopper, id).await.ok()?;
            let there = group.orders.iter().all(|order| order.status == status);
            let empty = self.ask.cart.count(&self.shopper).await.ok()? == 0;
            (there && empty).then_some(group)
        })
        .await
    }
}

/// The account with this e-mail, as its caller.
async fn account(config: &Config, (email, name, role): (&str, &str, Role)) -> anyhow::Result<Caller> {
    let db = unhurried(config, "identity", 1)?;
    let id = identity::create_account(&db, name, email, DEMO_PASSWORD, role).await?;
    Ok(Caller::User { id, role })
}

fn home() -> Postal {
    Postal {
        name: DEMO_USERS[0].1.to_owned(),
        line1: "14 Temple Road".to_owned(),
        line2: String::new(),
        city: "Mysuru".to_owned(),
        region: "Karnataka".to_owned(),
        postal_code: "570001".to_owned(),
        country: "IN".to_owned(),
        phone: "+91 98765 43210".to_owned(),
    }
}

/// A card with which the simulated gateway is content.
fn card() -> Card {
    let (number, holder) = ("4242 4242 4242 4242".to_owned(), DEMO_USERS[0].1.to_owned());
    Card { number, expires: "12 / 39".to_owned(), code: "123".to_owned(), holder }
}

async fn wait_for<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> anyhow::Result<T> {
    let began = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return Ok(seen);
        }
        if began.elapsed() > PATIENCE {
            bail!("waited {PATIENCE:?} in vain for {what}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
