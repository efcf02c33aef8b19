//! Simulated shoppers: each makes one visit after the other, as dice of its own decide, and notes every step.

mod plan;
mod visit;

use crate::{dice::Dice, journal::Journal, postgres, postgres::Postgres};
use anyhow::{Context, ensure};
use plan::Plan;
use sqlx::{Connection, PgConnection};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet};
use uuid::Uuid;
use visit::{GoneHome, Visit};

/// How long somebody asks what is in a cart that was left, before that counts as no answer.
const COUNTED: Duration = Duration::from_secs(30);

/// Something on sale.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Good {
    pub offer: Uuid,
    pub slug: String,
    pub seller: Uuid,
}

/// What can be bought, in an order that does not depend on chance.
pub async fn goods(postgres: &Postgres) -> anyhow::Result<Arc<[Good]>> {
    let mut db = PgConnection::connect(&postgres.url(postgres::SHOP)).await?;
    let goods: Vec<Good> = sqlx::query_as(
        "select o.id as offer, p.slug, o.seller_id as seller
           from catalog.offers as o
           join catalog.products as p on p.id = o.product_id
          where o.active and p.status = 'active'
          order by p.slug, o.sku, o.id",
    )
    .fetch_all(&mut db)
    .await?;
    ensure!(!goods.is_empty(), "there is nothing on sale");
    Ok(goods.into())
}

/// A crowd that buys until it is sent home.
pub struct Crowd {
    stop: watch::Sender<bool>,
    shoppers: JoinSet<anyhow::Result<Vec<Visit>>>,
}

impl Crowd {
    /// So many shoppers begin to buy.
    pub fn come(shop: SocketAddr, goods: &Arc<[Good]>, journal: &Arc<Journal>, dice: &Dice, count: u32) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut shoppers = JoinSet::new();
        for number in 1..=count {
            let dice = dice.of("shopper", number);
            let shopper = Shopper {
                shop,
                goods: Arc::clone(goods),
                journal: Arc::clone(journal),
                dice,
                number,
                stop: stopped.clone(),
            };
            shoppers.spawn(shopper.buy());
        }
        Self { stop, shoppers }
    }

    /// Sends everybody home; each waits for the answer that is under way.
    pub async fn leave(mut self) -> anyhow::Result<Carts> {
        self.stop.send_replace(true);
        let mut carts = Vec::new();
        while let Some(shopper) = self.shoppers.join_next().await {
            carts.extend(shopper.context("a shopper fell over")??);
        }
        Ok(Carts(carts))
    }
}

/// Carts that were left with something in them.
#[derive(Default)]
pub struct Carts(Vec<Visit>);

impl Carts {
    /// Asks what is in each of them now.
    pub async fn count(&mut self) -> anyhow::Result<()> {
        for visit in &mut self.0 {
            visit.count(COUNTED).await?;
        }
        Ok(())
    }
}

/// A shopper who does one thing at a time, when told to.
pub struct Probe {
    visit: Visit,
    _home: watch::Sender<bool>,
}

impl Probe {
    pub fn new(shop: SocketAddr, journal: &Arc<Journal>, dice: &Dice) -> Self {
        let (home, stop) = watch::channel(false);
        let visit = Visit::begin(shop, journal, "probe".to_owned(), dice.of("probe", 0), stop);
        Self { visit, _home: home }
    }

    /// Orders something.
    pub async fn place(&mut self, goods: &[Good]) -> anyhow::Result<Uuid> {
        self.visit.add(&goods[0].offer.to_string(), "1", &Plan::PROBE).await?;
        let group = self.visit.place(&Plan::PROBE).await?;
        Ok(group.context("the order was not placed")?.parse()?)
    }

    /// Pays what was ordered.
    pub async fn pay(&mut self, group: Uuid) -> anyhow::Result<()> {
        ensure!(self.visit.pay(&group.to_string(), &Plan::PROBE).await?, "the order was not paid");
        Ok(())
    }
}

struct Shopper {
    shop: SocketAddr,
    goods: Arc<[Good]>,
    journal: Arc<Journal>,
    dice: Dice,
    number: u32,
    stop: watch::Receiver<bool>,
}

impl Shopper {
    /// Makes visits until sent home; the carts that it left.
    async fn buy(self) -> anyhow::Result<Vec<Visit>> {
        let mut carts = Vec::new();
        for number in 1.. {
            let mut dice = self.dice.of("visit", number);
            let plan = Plan::of(&mut dice, &self.goods);
            let name = format!("{}.{number}", self.number);
            let mut visit = Visit::begin(self.shop, &self.journal, name, dice, self.stop.clone());
            match visit.make(&plan).await {
                Err(why) if !why.is::<GoneHome>() => return Err(why),
                _ if plan.leaves_cart() => carts.push(visit),
                _ => {}
            }
            if *self.stop.borrow() {
                break;
            }
        }
        Ok(carts)
    }
}
