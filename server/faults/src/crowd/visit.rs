//! One visit to the shop, with nothing but pages and forms.

use super::plan::{Card, End, Plan};
use crate::{
    dice::Dice,
    journal::{Asked, Journal, Line, Outcome, Step},
    visitor::{Answer, Visitor},
};
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// How long somebody tries to get an order placed, and then to pay it, before walking away.
const PATIENCE: Duration = Duration::from_secs(25);

/// The visit was broken off.
#[derive(Debug)]
pub struct GoneHome;

impl std::fmt::Display for GoneHome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the shopper was sent home")
    }
}

impl std::error::Error for GoneHome {}

pub struct Visit {
    name: String,
    visitor: Visitor,
    journal: Arc<Journal>,
    dice: Dice,
    stop: watch::Receiver<bool>,
}

/// What the checkout's form holds.
struct Form {
    key: String,
    total: String,
}

/// What became of an order that was sent.
enum Sent {
    Placed(String),
    /// The form came again: with the same key when nobody knows what was done, with another one after a refusal.
    Again(Form),
    Nothing,
}

/// What the page of a payment shows.
#[derive(PartialEq)]
enum Stage {
    Card,
    Question,
    Waits,
    Over,
    Paid,
}

impl Visit {
    pub fn begin(
        shop: SocketAddr,
        journal: &Arc<Journal>,
        name: String,
        dice: Dice,
        stop: watch::Receiver<bool>,
    ) -> Self {
        Self { name, visitor: Visitor::new(shop), journal: Arc::clone(journal), dice, stop }
    }

    /// Does what was planned, as far as the shop and patience allow it.
    ///
    /// # Errors
    /// [`GoneHome`] when the visit was broken off.
    pub async fn make(&mut self, plan: &Plan) -> anyhow::Result<()> {
        self.think(0, 2000).await?;
        self.get(Step::Home, "/").await?;
        for slug in &plan.looks_at {
            self.think(200, 1000).await?;
            self.get(Step::Product, &format!("/p/{slug}")).await?;
        }
        for (offer, quantity) in &plan.lines {
            self.add(offer, &quantity.to_string(), plan).await?;
        }
        if plan.leaves_cart() {
            return Ok(());
        }
        let Some(group) = self.place(plan).await? else { return Ok(()) };
        match plan.end {
            End::LeavesCart | End::LeavesUnpaid => {}
            End::CancelsUnpaid => self.cancel(&group, None).await?,
            End::Pays => {
                self.pay(&group, plan).await?;
            }
            End::PaysAndCancels => {
                if self.pay(&group, plan).await? {
                    self.cancel(&group, None).await?;
                }
            }
            End::PaysAndCancelsPart => {
                if self.pay(&group, plan).await?
                    && let Some(order) = self.order(&group).await?
                {
                    self.cancel(&group, Some(&order)).await?;
                }
            }
        }
        Ok(())
    }

    /// Asks until there is an answer how much is in the cart, though it is time to go home.
    pub async fn count(&mut self, patience: Duration) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            let asked = exchange(&self.journal, Step::Count, self.visitor.call("/do/cart/count")).await;
            let outcome = asked.answer.as_ref().map_or(Outcome::Unknown, page);
            self.note(&asked, &[], outcome)?;
            if outcome == Outcome::Done || began.elapsed() > patience {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// Waits a moment.
    async fn think(&mut self, least_ms: u64, most_ms: u64) -> anyhow::Result<()> {
        let pause = Duration::from_millis(self.dice.between(least_ms, most_ms));
        tokio::select! {
            () = tokio::time::sleep(pause) => Ok(()),
            _ = self.stop.wait_for(|stop| *stop) => Err(GoneHome.into()),
        }
    }

    /// Puts something into the cart. Without an answer that is done again: then there may be more in it than was meant.
    pub async fn add(&mut self, offer: &str, quantity: &str, plan: &Plan) -> anyhow::Result<()> {
        let began = Instant::now();
        let fields = [("offer", offer), ("quantity", quantity)];
        loop {
            self.think(200, 1200).await?;
            let added = self.post(Step::Add, "/do/cart/add", &fields, |answer| answer.location() == "/cart");
            if added.await? == Outcome::Done || !plan.comes_back || began.elapsed() > PATIENCE {
                return Ok(());
            }
        }
    }

    /// Orders what is in the cart; the group's id, if the shop said so.
    pub async fn place(&mut self, plan: &Plan) -> anyhow::Result<Option<String>> {
        let began = Instant::now();
        let mut form = None;
        while began.elapsed() < PATIENCE {
            self.think(300, 1500).await?;
            if form.is_none() {
                form = self.get(Step::Checkout, "/checkout").await?.and_then(|answer| Form::on(&answer));
            }
            let Some(sent) = &form else { if plan.comes_back { continue } else { break } };
            match self.send_order(sent).await? {
                Sent::Placed(group) => {
                    if plan.presses_twice {
                        self.send_order(sent).await?;
                    }
                    return Ok(Some(group));
                }
                Sent::Again(again) => form = Some(again),
                Sent::Nothing => {}
            }
            if !plan.comes_back {
                break;
            }
        }
        Ok(None)
    }

    async fn send_order(&mut self, Form { key, total }: &Form) -> anyhow::Result<Sent> {
        let email = format!("shopper-{}@example.in", self.name);
        let told = [("email", email.as_str()), ("expected_total", total), ("key", key)];
        let address = [
            ("address", "new"),
            ("name", "Meera Krishnan"),
            ("line1", "14 Lake View Road"),
            ("city", "Kochi"),
            ("region", "Kerala"),
            ("postal_code", "682001"),
            ("country", "IN"),
            ("phone", "+91 98765 43210"),
        ];
        let fields = [&told[..], &address].concat();
        let sending = self.visitor.post("/do/checkout/place", "/checkout", &fields);
        let asked = exchange(&self.journal, Step::Place, sending).await;
        let sent = self.understood(&asked.answer).await;
        let outcome = match &sent {
            Sent::Placed(_) => Outcome::Done,
            Sent::Again(form) if form.key != *key => Outcome::Refused,
            Sent::Again(_) | Sent::Nothing => Outcome::Unknown,
        };
        self.note(&asked, &told, outcome)?;
        Ok(sent)
    }

    /// What an answer to an order means. On a refusal the shop leads back to the form, which says by its key whether
    /// anything may have been done.
    async fn understood(&mut self, answer: &anyhow::Result<Answer>) -> Sent {
        let Ok(answer) = answer else { return Sent::Nothing };
        if let Some(group) = answer.location().strip_prefix("/pay/") {
            return Sent::Placed(group.to_owned());
        }
        if !answer.location().starts_with("/checkout") {
            return Sent::Nothing;
        }
        let page = self.visitor.get(answer.location()).await;
        match page.ok().and_then(|page| Form::on(&page)) {
            Some(form) => Sent::Again(form),
            // The page did not come, or there is nothing in the cart any more: the same order again will tell.
            None => Sent::Nothing,
        }
    }

    /// Pays; whether the shop said that it is paid.
    pub async fn pay(&mut self, group: &str, plan: &Plan) -> anyhow::Result<bool> {
        let began = Instant::now();
        let here = format!("/pay/{group}");
        let mut cards = plan.cards.iter().copied();
        while began.elapsed() < PATIENCE {
            self.think(400, 1500).await?;
            let page = self.get(Step::Look, &here).await?;
            match page.as_ref().map_or(Stage::Waits, stage) {
                Stage::Paid => return Ok(true),
                Stage::Over => return Ok(false),
                Stage::Waits => {}
                Stage::Card => {
                    let card = cards.next().unwrap_or(Card::Good);
                    self.send_card(group, card).await?;
                }
                Stage::Question => {
                    let fields = [("payment", group), ("answer", "approve")];
                    self.post(Step::Confirm, "/do/pay/confirm", &fields, |answer| answer.location() == here).await?;
                }
            }
            if page.is_none() && !plan.comes_back {
                break;
            }
        }
        Ok(false)
    }

    async fn send_card(&mut self, group: &str, card: Card) -> anyhow::Result<()> {
        let fields = [
            ("payment", group),
            ("number", card.number()),
            ("expires", "12 / 39"),
            ("code", "123"),
            ("holder", "Meera Krishnan"),
        ];
        let asked = exchange(&self.journal, Step::Card, self.visitor.post("/do/pay/card", "/orders", &fields)).await;
        let done = asked.answer.as_ref().is_ok_and(|answer| answer.location() == format!("/pay/{group}"));
        let outcome = if done { Outcome::Done } else { Outcome::Unknown };
        self.note(&asked, &[("group", group), ("card", &format!("{card:?}"))], outcome)
    }

    /// An order of the group that can be cancelled.
    async fn order(&mut self, group: &str) -> anyhow::Result<Option<String>> {
        self.think(300, 1500).await?;
        let page = self.get(Step::Order, &format!("/orders/{group}")).await?;
        Ok(page.and_then(|page| page.input("order").map(ToOwned::to_owned)))
    }

    /// Cancels a group, or one order of it.
    async fn cancel(&mut self, group: &str, order: Option<&str>) -> anyhow::Result<()> {
        let began = Instant::now();
        let mut fields = vec![("group", group)];
        fields.extend(order.map(|order| ("order", order)));
        let here = format!("/orders/{group}");
        while began.elapsed() < PATIENCE {
            self.think(300, 1500).await?;
            let cancelled = self.post(Step::Cancel, "/do/orders/cancel", &fields, |answer| answer.location() == here);
            if cancelled.await? == Outcome::Done {
                break;
            }
        }
        Ok(())
    }

    /// Opens a page; what it shows, if it was shown.
    async fn get(&mut self, step: Step, path: &str) -> anyhow::Result<Option<Answer>> {
        let asked = exchange(&self.journal, step, self.visitor.get(path)).await;
        let outcome = asked.answer.as_ref().map_or(Outcome::Unknown, page);
        self.note(&asked, &[("path", path)], outcome)?;
        Ok(asked.answer.ok().filter(|_| outcome == Outcome::Done))
    }

    /// Sends a form. Who is led to another page than the one that says "done" does not know what was done.
    async fn post(
        &mut self,
        step: Step,
        path: &str,
        fields: &[(&str, &str)],
        is_done: impl Fn(&Answer) -> bool,
    ) -> anyhow::Result<Outcome> {
        // The page that the form stands on is another one than that which says "done".
        let asked = exchange(&self.journal, step, self.visitor.post(path, "/orders", fields)).await;
        let done = asked.answer.as_ref().is_ok_and(is_done);
        let outcome = if done { Outcome::Done } else { Outcome::Unknown };
        self.note(&asked, fields, outcome)?;
        Ok(outcome)
    }

    fn note(&self, exchange: &Exchange, sent: &[(&str, &str)], outcome: Outcome) -> anyhow::Result<()> {
        let Exchange { step, at_ms, took_ms, answer } = exchange;
        let said = match answer {
            Err(problem) => format!("{problem:#}"),
            Ok(answer) if *step == Step::Count => answer.body.clone(),
            Ok(_) => String::new(),
        };
        let answer = answer.as_ref().ok();
        self.journal.write(&Line::Asked(Asked {
            at_ms: *at_ms,
            took_ms: *took_ms,
            visit: self.name.clone(),
            step: *step,
            sent: sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            outcome,
            status: answer.map(|answer| answer.status),
            location: answer.map(|answer| answer.location().to_owned()).unwrap_or_default(),
            retry_after: answer.is_some_and(Answer::has_retry_after),
            said,
        }))
    }
}

/// A request, and what came back.
struct Exchange {
    step: Step,
    at_ms: u64,
    took_ms: u64,
    answer: anyhow::Result<Answer>,
}

async fn exchange(journal: &Journal, step: Step, sending: impl Future<Output = anyhow::Result<Answer>>) -> Exchange {
    let at_ms = journal.now_ms();
    let answer = sending.await;
    Exchange { step, at_ms, took_ms: journal.now_ms() - at_ms, answer }
}

/// Whether there was a page, or the way to one.
fn page(answer: &Answer) -> Outcome {
    match answer.status {
        200..=399 => Outcome::Done,
        400..=499 => Outcome::Refused,
        _ => Outcome::Unknown,
    }
}

fn stage(page: &Answer) -> Stage {
    if page.location().ends_with("?paid") {
        Stage::Paid
    } else if page.body.contains("action=\"/do/pay/card\"") {
        Stage::Card
    } else if page.body.contains("action=\"/do/pay/confirm\"") {
        Stage::Question
    } else if page.location().starts_with("/orders/") || page.body.contains("action=\"/do/orders/reorder\"") {
        Stage::Over
    } else {
        Stage::Waits
    }
}

impl Form {
    fn on(page: &Answer) -> Option<Self> {
        Some(Self { key: page.input("key")?.to_owned(), total: page.input("expected_total")?.to_owned() })
    }
}
