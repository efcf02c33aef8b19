//! Somebody who buys over the wire, with nothing but forms.

use super::{
    Lane,
    points::{End, Step},
};
use crate::{
    browser::{Answer, Browser},
    market::{GOOD, Offer, order_form},
    shop::eventually,
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

pub const ON_HAND: u32 = 50;
const QUANTITY: u32 = 2;

/// Two of them are delivered for nothing.
pub const PRICE: i64 = 160_000;

pub struct Visit<'a> {
    lane: &'a Lane,
    pub offer: Offer,
    pub browser: Browser,
    key: String,
}

impl<'a> Visit<'a> {
    /// A new visitor, with two of an offer in the cart.
    pub async fn with_a_cart(lane: &'a Lane, offer: Offer) -> Self {
        let mut browser = Browser::on_the_wire(lane.place.address);
        let (id, quantity) = (offer.id.to_string(), QUANTITY.to_string());
        let added = browser.post("/do/cart/add", &[("offer", &id), ("quantity", &quantity)]).await;
        assert_eq!((added.status, added.location()), (303, "/cart"));
        Self { lane, offer, browser, key: Uuid::new_v4().to_string() }
    }

    /// Everything that comes before a step.
    pub async fn prepare(&mut self, step: Step) {
        for before in [Step::Place, Step::Pay].into_iter().take_while(|before| *before != step) {
            self.send(before).await.unwrap();
            self.lane.settle().await;
        }
    }

    /// Sends the form of a step.
    pub async fn send(&mut self, step: Step) -> std::io::Result<Answer> {
        let group = self.group().await.unwrap_or_default();
        let total = (PRICE * i64::from(QUANTITY)).to_string();
        match step {
            Step::Place => {
                let fields = order_form(&total, &self.key);
                self.browser.try_to_post("/do/checkout/place", &fields).await
            }
            Step::Pay => {
                let holder = ("holder", "Meera Krishnan");
                let fields =
                    [("payment", group.as_str()), ("number", GOOD), ("expires", "12 / 39"), ("code", "123"), holder];
                self.browser.try_to_post("/do/pay/card", &fields).await
            }
            Step::Cancel => self.browser.try_to_post("/do/orders/cancel", &[("group", &group)]).await,
        }
    }

    /// Comes back after a crash: repeats the step that may not have been answered, and goes on to the end.
    pub async fn come_back(&mut self, step: Step, before: Option<Answer>) {
        let again = self.send(step).await.unwrap();
        assert_eq!(again.status, 303, "{}", again.body);
        if step == Step::Place {
            assert!(again.location().starts_with("/pay/"), "it leads to {}", again.location());
            // What was promised before the crash is kept.
            assert!(before.is_none_or(|before| before.location() == again.location()));
        }
        if step != Step::Cancel {
            eventually("the order is paid", async || {
                if self.end().await == Some(End::Paid) {
                    return Some(());
                }
                // The page of a payment that is not open yet, or not answered, is looked at again.
                self.browser.get(&format!("/pay/{}", self.group().await?)).await;
                self.send(Step::Pay).await.unwrap();
                None
            })
            .await;
        }
    }

    /// The group that was made under this visit's key.
    async fn group(&self) -> Option<String> {
        let group = sqlx::query_scalar("select group_id::text from orders.idempotency where key = $1");
        group.bind(&self.key).fetch_optional(&self.lane.market.db).await.unwrap()
    }

    /// What it has come to; `None` while it is on the way, or when it is nothing that may be.
    pub async fn end(&self) -> Option<End> {
        let group = self.group().await.unwrap_or_else(|| Uuid::nil().to_string());
        let (status, charges, back): (Option<String>, i64, Option<bool>) = sqlx::query_as(AssertSqlSafe(format!(
            "select (select status from orders.groups where id = '{group}'),
                    count(s.reference), bool_and(s.refunded_minor = s.amount_minor)
               from payments.attempts as a
               join payments.simulator as s on s.reference = a.reference and s.status = 'succeeded'
              where a.payment_id = '{group}'"
        )))
        .fetch_one(&self.lane.market.db)
        .await
        .unwrap();
        let (all, sold) = (ON_HAND as i32, (ON_HAND - QUANTITY) as i32);
        match (status.as_deref(), charges, back, self.lane.market.stock(&self.offer).await) {
            (Some("paid"), 1, Some(false), stock) if stock == (sold, 0) => Some(End::Paid),
            (None | Some("cancelled" | "expired"), 0, None, stock) if stock == (all, 0) => Some(End::Free),
            (Some("cancelled" | "expired"), 1, Some(true), stock) if stock == (all, 0) => Some(End::Refunded),
            _ => None,
        }
    }
}
