//! The world around orders: an inventory that counts, and carts. Both speak the real protocols.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use contracts::{
    Currency, Kind, Money, Problem,
    cart::{Add, Added, Cart, Contents, Line, MAX_LINES, Parcel, Snag},
    catalog::SellerBadge,
    ids::{GroupId, OfferId, ProductId, SellerId},
    inventory::{
        CommitRequest, CommitResponse, Offer, QuoteRequest, QuoteResponse, Refusal, ReleaseRequest, ReleaseResponse,
        Reservation, ReserveRequest, ReserveResponse, Seller, Shortage, inventory_server::Inventory,
        reserve_response::Outcome,
    },
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard},
};
use tokio::sync::Notify;
use tonic::{Request, Response, Status};
use uuid::Uuid;
use web::{Json, Refused, Who};

/// Two offers of one seller and one of another.
pub const VASE: OfferId = OfferId(Uuid::from_u128(1));
pub const BOWL: OfferId = OfferId(Uuid::from_u128(2));
pub const SHAWL: OfferId = OfferId(Uuid::from_u128(3));

pub const POTTER: SellerId = SellerId(Uuid::from_u128(11));
pub const WEAVER: SellerId = SellerId(Uuid::from_u128(12));

#[derive(Clone)]
pub struct Market(Arc<Mutex<Goods>>);

pub struct Goods {
    pub offers: BTreeMap<OfferId, Ware>,
    pub carts: HashMap<Uuid, Vec<(OfferId, u32)>>,
    /// What groups hold; the groups in the order in which they asked.
    pub held: BTreeMap<GroupId, Vec<(OfferId, u32)>>,
    pub asked: Vec<GroupId>,
    /// The stock cannot be asked.
    pub is_away: bool,
    /// The next who asks what is in a cart waits here.
    gate: Option<Arc<Gate>>,
}

#[derive(Default)]
pub struct Gate {
    pub reached: Notify,
    pub open: Notify,
}

pub struct Ware {
    pub title: &'static str,
    pub seller: SellerId,
    pub price_minor: i64,
    pub on_hand: u32,
}

impl Market {
    pub fn open() -> Self {
        let ware = |title, seller, price_minor, on_hand| Ware { title, seller, price_minor, on_hand };
        let offers = BTreeMap::from([
            (VASE, ware("Blue vase", POTTER, 100_000, 1000)),
            (BOWL, ware("Small bowl", POTTER, 20_000, 1000)),
            (SHAWL, ware("Wool shawl", WEAVER, 250_000, 1000)),
        ]);
        let (carts, held, asked) = (HashMap::new(), BTreeMap::new(), Vec::new());
        Self(Arc::new(Mutex::new(Goods { offers, carts, held, asked, is_away: false, gate: None })))
    }

    pub fn hold_up_next_cart(&self) -> Arc<Gate> {
        Arc::clone(self.goods().gate.insert(Arc::default()))
    }

    pub fn goods(&self) -> MutexGuard<'_, Goods> {
        self.0.lock().unwrap()
    }

    /// The routes of cart that orders uses.
    pub fn cart(&self) -> Router {
        Router::new()
            .route("/api/cart", get(view))
            .route("/api/cart/contents", get(contents))
            .route("/api/cart/lines", post(add))
            .with_state(self.clone())
    }
}

impl Goods {
    pub fn ware(&mut self, offer: OfferId) -> &mut Ware {
        self.offers.get_mut(&offer).unwrap()
    }

    fn available(&self, offer: OfferId) -> u32 {
        let held: u32 = self.held.values().flatten().filter(|(held, _)| *held == offer).map(|(_, units)| units).sum();
        self.offers[&offer].on_hand - held
    }

    fn offer(&self, id: OfferId) -> Offer {
        let Ware { title, seller, price_minor, .. } = self.offers[&id];
        Offer {
            offer_id: id.to_string(),
            product_id: Uuid::from_u128(100 + id.0.as_u128()).to_string(),
            product_slug: title.to_lowercase().replace(' ', "-"),
            title: title.to_owned(),
            sku: format!("SKU-{}", id.0.as_u128()),
            picture: format!("/pictures/{}.svg", id.0.as_u128()),
            seller: Some(Seller { seller_id: seller.to_string(), name: badge(seller).name, ..Seller::default() }),
            price_minor,
            currency: "INR".to_owned(),
            available: self.available(id),
            on_sale: true,
            ..Offer::default()
        }
    }

    fn line(&self, offer: OfferId, quantity: u32) -> Line {
        let ware = &self.offers[&offer];
        let available = self.available(offer);
        let price = Money::new(ware.price_minor, Currency::Inr);
        Line {
            offer,
            product: ProductId(Uuid::from_u128(100 + offer.0.as_u128())),
            slug: String::new(),
            title: ware.title.to_owned(),
            variant: String::new(),
            picture: String::new(),
            quantity,
            price,
            total: price.times(quantity).unwrap(),
            price_before: None,
            available,
            snag: match available {
                0 => Some(Snag::SoldOut),
                _ if available < quantity => Some(Snag::Short { available }),
                _ => None,
            },
        }
    }
}

fn badge(seller: SellerId) -> SellerBadge {
    let name = if seller == POTTER { "Khurja Clay House" } else { "Neelam Khadi" };
    let (slug, place, tint) = (String::new(), String::new(), String::new());
    SellerBadge { id: seller, slug, name: name.to_owned(), place, tint }
}

async fn contents(State(market): State<Market>, Who(caller): Who) -> Json<Contents> {
    let gate = market.goods().gate.take();
    if let Some(gate) = gate {
        gate.reached.notify_one();
        gate.open.notified().await;
    }
    let lines = caller.subject().and_then(|subject| market.goods().carts.get(&subject).cloned()).unwrap_or_default();
    Json(Contents { lines })
}

async fn view(State(market): State<Market>, Who(caller): Who) -> Json<Cart> {
    let goods = market.goods();
    let lines = caller.subject().and_then(|subject| goods.carts.get(&subject).cloned()).unwrap_or_default();
    let mut parcels: Vec<Parcel> = Vec::new();
    for (offer, quantity) in lines {
        let seller = goods.offers[&offer].seller;
        let line = goods.line(offer, quantity);
        match parcels.iter_mut().find(|parcel| parcel.seller.id == seller) {
            Some(parcel) => parcel.lines.push(line),
            None => parcels.push(Parcel { seller: badge(seller), subtotal: line.total, lines: vec![line] }),
        }
    }
    let subtotal = Money::zero(Currency::Inr);
    Json(Cart { parcels, saved: Vec::new(), count: 0, subtotal, can_check_out: true, notices: Vec::new() })
}

async fn add(State(market): State<Market>, Who(caller): Who, Json(add): Json<Add>) -> Result<Json<Added>, Refused> {
    let subject = caller.subject().ok_or_else(Problem::log_in)?;
    let mut goods = market.goods();
    if !goods.offers.contains_key(&add.offer) {
        return Err(Problem::not_found("offer").into());
    }
    let quantity = goods.available(add.offer).min(add.quantity);
    if quantity == 0 {
        return Err(Problem::new(Kind::Invalid, "sold-out", "None is left.").into());
    }
    let lines = goods.carts.entry(subject).or_default();
    if lines.len() == MAX_LINES {
        return Err(Problem::new(Kind::Invalid, "cart-full", "No more fit.").into());
    }
    lines.push((add.offer, quantity));
    Ok(Json(Added { title: String::new(), quantity, capped: quantity < add.quantity, count: 0, seller: None }))
}

fn parse(id: &str) -> Result<Uuid, Status> {
    id.parse().map_err(|_| Status::invalid_argument(id))
}

#[tonic::async_trait]
impl Inventory for Market {
    async fn quote(&self, request: Request<QuoteRequest>) -> Result<Response<QuoteResponse>, Status> {
        let goods = self.goods();
        let ids = request.into_inner().offer_ids;
        let offers = ids.iter().map(|id| Ok(goods.offer(OfferId(parse(id)?)))).collect::<Result<_, Status>>()?;
        Ok(Response::new(QuoteResponse { offers }))
    }

    async fn reserve(&self, request: Request<ReserveRequest>) -> Result<Response<ReserveResponse>, Status> {
        let ReserveRequest { group_id, lines, .. } = request.into_inner();
        let mut goods = self.goods();
        if goods.is_away {
            return Err(Status::unavailable("away"));
        }
        let group = GroupId(parse(&group_id)?);
        let lines: Vec<(OfferId, u32)> = lines
            .iter()
            .map(|line| Ok((OfferId(parse(&line.offer_id)?), line.quantity)))
            .collect::<Result<_, Status>>()?;
        goods.asked.push(group);
        if goods.held.get(&group).is_some_and(|held| *held != lines) {
            return Err(Status::invalid_argument("this group holds other lines"));
        }
        if !goods.held.contains_key(&group) {
            let short = |(offer, wanted): &(OfferId, u32)| {
                let available = goods.available(*offer);
                let shortage = Shortage { offer_id: offer.to_string(), wanted: *wanted, available };
                (available < *wanted).then_some(shortage)
            };
            let shortages: Vec<Shortage> = lines.iter().filter_map(short).collect();
            if !shortages.is_empty() {
                let outcome = Some(Outcome::Refused(Refusal { shortages }));
                return Ok(Response::new(ReserveResponse { outcome }));
            }
            goods.held.insert(group, lines.clone());
        }
        let offers = lines.iter().map(|(offer, _)| goods.offer(*offer)).collect();
        let outcome = Some(Outcome::Reserved(Reservation { expires_at: 0, offers }));
        Ok(Response::new(ReserveResponse { outcome }))
    }

    async fn release(&self, request: Request<ReleaseRequest>) -> Result<Response<ReleaseResponse>, Status> {
        let group = GroupId(parse(&request.into_inner().group_id)?);
        self.goods().held.remove(&group);
        Ok(Response::new(ReleaseResponse {}))
    }

    async fn commit(&self, request: Request<CommitRequest>) -> Result<Response<CommitResponse>, Status> {
        let group = GroupId(parse(&request.into_inner().group_id)?);
        let mut goods = self.goods();
        if goods.is_away {
            return Err(Status::unavailable("away"));
        }
        for (offer, units) in goods.held.remove(&group).unwrap_or_default() {
            goods.ware(offer).on_hand -= units;
        }
        Ok(Response::new(CommitResponse {}))
    }
}
