//! A market with prices and stock, in the place of catalog, and shoppers with carts.

use clients::{Cart, Inventory};
use contracts::{
    Caller, Role,
    cart::{Add, Added, Cart as View, Line},
    ids::{OfferId, UserId},
    inventory::{
        CommitRequest, CommitResponse, Offer, QuoteRequest, QuoteResponse, ReleaseRequest, ReleaseResponse,
        ReserveRequest, ReserveResponse, Seller,
        inventory_server::{self, InventoryServer},
    },
};
use redis::aio::ConnectionManager;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};
use tonic::{Request, Response, Status};
use uuid::Uuid;
use web::{Service, Upstream};

/// What is on offer. Shared with the server inside the cart's client, so that a story can change it on the way.
#[derive(Clone, Default)]
pub struct Market {
    offers: Arc<Mutex<HashMap<OfferId, Offer>>>,
    questions: Arc<Mutex<Vec<usize>>>,
}

pub struct Shop {
    pub market: Market,
    pub cart: Cart,
    pub service: Service,
    pub redis: ConnectionManager,
}

impl Shop {
    pub async fn new() -> Self {
        let market = Market::default();
        let redis = testing::redis().await;
        let service = cart::service(redis.clone(), Inventory::local(InventoryServer::new(market.clone())));
        Self { cart: Cart(Upstream::Local(service.router.clone())), market, service, redis }
    }

    pub async fn add(&self, who: &Caller, offer: OfferId, quantity: u32) -> Added {
        self.cart.add(who, &Add { offer, quantity }).await.unwrap()
    }

    pub async fn view(&self, who: &Caller) -> View {
        self.cart.view(who).await.unwrap()
    }

    /// Offers and quantities in the cart, and those saved for later.
    pub async fn lines(&self, who: &Caller) -> (Vec<(OfferId, u32)>, Vec<(OfferId, u32)>) {
        let view = self.view(who).await;
        let of = |line: Line| (line.offer, line.quantity);
        let cart = view.parcels.into_iter().flat_map(|parcel| parcel.lines).map(of).collect();
        (cart, view.saved.into_iter().map(of).collect())
    }

    /// Seconds until a key goes; negative when it never does or is not there.
    pub async fn ttl(&self, key: &str) -> i64 {
        redis::cmd("TTL").arg(key).query_async(&mut self.redis.clone()).await.unwrap()
    }
}

impl Market {
    /// Puts something on the market, ₹499 a piece, from a seller of its own.
    pub fn offer(&self, title: &str, available: u32) -> OfferId {
        self.offer_of(Uuid::now_v7(), title, available)
    }

    pub fn offer_of(&self, seller: Uuid, title: &str, available: u32) -> OfferId {
        let id = OfferId(Uuid::now_v7());
        let offer = Offer {
            offer_id: id.to_string(),
            product_id: Uuid::now_v7().to_string(),
            product_slug: title.to_lowercase().replace(' ', "-"),
            title: title.to_owned(),
            seller: Some(Seller { seller_id: seller.to_string(), name: "Kiln & Clay".to_owned(), ..Seller::default() }),
            price_minor: 49_900,
            currency: "INR".to_owned(),
            available,
            on_sale: true,
            ..Offer::default()
        };
        self.offers().insert(id, offer);
        id
    }

    pub fn change(&self, id: OfferId, change: impl FnOnce(&mut Offer)) {
        change(self.offers().get_mut(&id).unwrap());
    }

    pub fn remove(&self, id: OfferId) {
        self.offers().remove(&id);
    }

    /// How many offers each question so far was about.
    pub fn questions(&self) -> Vec<usize> {
        self.questions.lock().unwrap().clone()
    }

    fn offers(&self) -> MutexGuard<'_, HashMap<OfferId, Offer>> {
        self.offers.lock().unwrap()
    }
}

#[tonic::async_trait]
impl inventory_server::Inventory for Market {
    async fn quote(&self, request: Request<QuoteRequest>) -> Result<Response<QuoteResponse>, Status> {
        let ids = request.into_inner().offer_ids;
        self.questions.lock().unwrap().push(ids.len());
        let offers = self.offers();
        let known = ids.iter().filter_map(|id| offers.get(&id.parse().unwrap()).cloned());
        Ok(Response::new(QuoteResponse { offers: known.collect() }))
    }

    async fn reserve(&self, _: Request<ReserveRequest>) -> Result<Response<ReserveResponse>, Status> {
        Err(Status::unimplemented("a cart holds nothing"))
    }

    async fn release(&self, _: Request<ReleaseRequest>) -> Result<Response<ReleaseResponse>, Status> {
        Err(Status::unimplemented("a cart holds nothing"))
    }

    async fn commit(&self, _: Request<CommitRequest>) -> Result<Response<CommitResponse>, Status> {
        Err(Status::unimplemented("a cart holds nothing"))
    }
}

pub fn guest() -> Caller {
    Caller::Guest { id: Uuid::new_v4() }
}

pub fn user() -> Caller {
    Caller::User { id: UserId(Uuid::now_v7()), role: Role::User }
}

pub fn id(caller: &Caller) -> Uuid {
    caller.subject().unwrap()
}
