//! A market in which everybody has something that is nobody else's, and the people who try the doors of others.

use crate::{
    acting::{id_of, registered, registered_admin},
    browser::Browser,
    market::postal,
    shop::{Shop, eventually},
};
use contracts::{
    Caller, Problem, Role,
    identity::{Address, SaveAddress},
    ids::{GroupId, ImportId, NoticeId, OfferId, OrderId, ReturnId, SellerId, UserId},
    orders::{AskReturn, Group, Status, sold::Ship},
};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// A picture of the shop's product, as its address.
pub const PICTURE: &str = "/media/products/1/2/1280.jpg";

/// Who tries what is not theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stranger {
    /// Without a session.
    Nobody,
    /// With a session, without an account.
    Guest,
    /// With an account.
    Shopper,
    /// Owns another shop.
    OtherSeller,
    /// Works for the shop, and owns nothing of it.
    Staff,
    Admin,
}

impl Stranger {
    pub const ALL: [Self; 6] = [Self::Nobody, Self::Guest, Self::Shopper, Self::OtherSeller, Self::Staff, Self::Admin];
}

/// Somebody with a browser, and what slices call them.
pub struct Person {
    pub browser: Browser,
    pub caller: Caller,
}

impl Person {
    /// At work for a shop, as its owner or for its owner.
    async fn at(shop: &Shop, name: &str, seller: SellerId, work: &str) -> Self {
        let (browser, email) = registered(shop, name).await;
        let id = id_of(shop, &email).await;
        shop.market.hire(seller, id, work).await;
        Self { browser, caller: Caller::Member { id: UserId(id), seller, owner: work == "owner" } }
    }

    async fn new(shop: &Shop, (browser, email): (Browser, String), role: Role) -> Self {
        let id = UserId(id_of(shop, &email).await);
        Self { browser, caller: Caller::User { id, role } }
    }

    fn id(&self) -> UserId {
        self.caller.user().unwrap()
    }
}

/// The open market.
pub struct World {
    pub shop: Shop,
    pub buyer: Person,
    /// Owns the shop of which everything named below is.
    pub owner: Person,
    staff: Person,
    other_seller: Person,
    shopper: Person,
    admin: Person,
    guest: Person,
    pub seller: SellerId,
    pub product: Uuid,
    pub category: Uuid,
    pub offer: OfferId,
    /// Paid, and not sent.
    pub group: GroupId,
    pub order: OrderId,
    /// Arrived, and asked to be taken back.
    pub returned: GroupId,
    pub wish: ReturnId,
    pub import: ImportId,
    pub notice: NoticeId,
    pub address: Address,
}

impl World {
    pub async fn open() -> Self {
        let shop = Shop::open().await;
        let (seller, other) = (shop.market.seller("Moradabad Brass").await, shop.market.seller("Jaipur Blue").await);
        let lamp = shop.market.offer(seller, "Brass lamp", 80_000, 50).await;
        let bowl = shop.market.offer(seller, "Brass bowl", 30_000, 50).await;
        let vase = shop.market.offer(other, "Blue vase", 60_000, 50).await;
        let owner = Person::at(&shop, "Olive Owner", seller, "owner").await;
        let staff = Person::at(&shop, "Stella Staff", seller, "staff").await;
        let other_seller = Person::at(&shop, "Omar Other", other, "owner").await;
        let buyer = Person::new(&shop, registered(&shop, "Meera Krishnan").await, Role::User).await;
        let shopper = Person::new(&shop, registered(&shop, "Somebody Else").await, Role::User).await;
        let admin = Person::new(&shop, registered_admin(&shop).await, Role::Admin).await;
        let mut guest = Person { browser: shop.browser(), caller: shop.guest() };
        guest.browser.post("/do/cart/add", &[("offer", &bowl.id.to_string())]).await;

        // The other shop has its own of everything: who looks there must not see ours among it.
        shop.buy(&shopper.caller, &vase, 1).await;
        upload(&shop, &other_seller.caller).await;
        let save = SaveAddress { postal: postal(), default: true };
        let address = shop.clients.identity.add_address(&buyer.caller, &save).await.unwrap();
        let (returned, wish) = taken_back(&shop, &buyer.caller, &owner.caller, &lamp).await;
        let group = shop.buy(&buyer.caller, &lamp, 2).await;
        shop.add(&buyer.caller, &bowl, 3).await;
        shop.clients.cart.save(&buyer.caller, bowl.id).await.unwrap();
        shop.add(&buyer.caller, &lamp, 4).await;
        let import = upload(&shop, &owner.caller).await;
        let notice = first_notice(&shop, &owner.caller).await;
        let product = "select id, category_id from catalog.products where slug = $1";
        let (product, category): (Uuid, Uuid) =
            sqlx::query_as(product).bind(&lamp.slug).fetch_one(&shop.market.db).await.unwrap();
        let picture = format!("insert into catalog.pictures values ('{product}', 0, '{PICTURE}', '')");
        shop.market.execute(&picture).await;
        shop.settle().await;
        let order = group.orders[0].id;
        let (group, offer) = (group.id, lamp.id);
        Self {
            shop,
            buyer,
            owner,
            staff,
            other_seller,
            shopper,
            admin,
            guest,
            seller,
            product,
            category,
            offer,
            group,
            order,
            returned,
            wish,
            import,
            notice,
            address,
        }
    }

    /// As slices see a stranger.
    pub fn caller(&self, stranger: Stranger) -> Caller {
        self.person(stranger).map_or(Caller::Nobody, |person| person.caller)
    }

    /// A stranger's browser, as it is now: what a request does to a session is forgotten again.
    pub fn browser(&self, stranger: Stranger) -> Browser {
        self.person(stranger).map_or_else(|| self.shop.browser(), |person| person.browser.clone())
    }

    fn person(&self, stranger: Stranger) -> Option<&Person> {
        Some(match stranger {
            Stranger::Nobody => return None,
            Stranger::Guest => &self.guest,
            Stranger::Shopper => &self.shopper,
            Stranger::OtherSeller => &self.other_seller,
            Stranger::Staff => &self.staff,
            Stranger::Admin => &self.admin,
        })
    }

    /// Ids of what is somebody's, none of which anybody else is told.
    pub fn secrets(&self) -> Vec<String> {
        let ids = [self.group.0, self.order.0, self.returned.0, self.wish.0, self.import.0, self.notice.0];
        let people = [self.buyer.id(), self.owner.id(), self.staff.id()].map(|user| user.0);
        [&ids[..], &people, &[self.address.id.0]].concat().iter().map(ToString::to_string).collect()
    }

    /// Who works for the shop, apart from its owner.
    pub fn member(&self) -> UserId {
        self.staff.id()
    }

    /// The id of what a form calls `order`, `product` and so on.
    pub fn id(&self, name: &str) -> String {
        match name {
            "address" => self.address.id.to_string(),
            "buyer" => self.buyer.id().to_string(),
            "group" => self.group.to_string(),
            "import" => self.import.to_string(),
            "member" => self.member().to_string(),
            "notice" => self.notice.to_string(),
            "offer" => self.offer.to_string(),
            "order" => self.order.to_string(),
            "product" => self.product.to_string(),
            "returned" => self.returned.to_string(),
            "seller" => self.seller.to_string(),
            "wish" => self.wish.to_string(),
            unknown => panic!("nothing is called `{unknown}`"),
        }
    }

    /// All that is the buyer's and the shop's, as they read it themselves.
    pub async fn belongings(&self) -> Vec<Value> {
        let (buyer, owner) = (&self.buyer.caller, &self.owner.caller);
        let ask = &self.shop.clients;
        vec![
            seen(ask.cart.view(buyer).await),
            seen(ask.identity.addresses(buyer).await),
            seen(ask.identity.me(buyer).await),
            seen(ask.orders.group(buyer, self.group).await),
            seen(ask.orders.group(buyer, self.returned).await),
            seen(ask.payments.payment(buyer, contracts::ids::PaymentId(self.group.0)).await),
            seen(ask.identity.shop(owner).await),
            seen(ask.identity.members(owner).await),
            seen(ask.notifications.mail(owner).await),
            seen(ask.notifications.notices(owner, None).await),
            seen(ask.catalog.seller_product(owner, contracts::ids::ProductId(self.product)).await),
            seen(ask.catalog.on_shelf(owner, self.offer).await),
            seen(ask.catalog.movements(owner, self.offer, None).await),
            seen(ask.catalog.shop_threshold(owner).await),
            seen(ask.catalog.imports(owner).await),
            seen(ask.orders.sold_order(owner, self.order).await),
            seen(ask.payments.balance(owner).await),
        ]
    }
}

fn seen<T: Serialize>(answer: Result<T, Problem>) -> Value {
    serde_json::to_value(answer.unwrap()).unwrap()
}

async fn first_notice(shop: &Shop, owner: &Caller) -> NoticeId {
    eventually("the shop is told", async || {
        let notices = shop.clients.notifications.notices(owner, None).await.unwrap();
        notices.items.first().map(|notice| notice.id)
    })
    .await
}

async fn upload(shop: &Shop, member: &Caller) -> ImportId {
    let template = shop.clients.catalog.import_template(member).await.unwrap();
    shop.clients.catalog.upload_import(member, "lamps.csv", template.text.into_bytes()).await.unwrap().id
}

/// A lamp that was bought, sent and delivered, and that the buyer asks to give back.
pub async fn taken_back(
    shop: &Shop,
    buyer: &Caller,
    owner: &Caller,
    lamp: &crate::market::Offer,
) -> (GroupId, ReturnId) {
    let bought = shop.buy(buyer, lamp, 1).await;
    let order = bought.orders[0].id;
    let parcel = Ship { carrier: "kite".to_owned(), tracking: "123456789012".to_owned(), lines: Vec::new() };
    shop.clients.orders.ship(owner, order, &parcel).await.unwrap();
    let arrived = |group: &Group| group.orders[0].status == Status::Delivered;
    eventually("the lamp is delivered", async || {
        shop.market.execute("update shipping.parcels set state_at = state_at - interval '1 day'").await;
        shop.sweep("shipping.simulator").await;
        arrived(&shop.group(bought.id).await).then_some(())
    })
    .await;
    let wish = AskReturn { order, lines: Vec::new(), reason: "It is too large.".to_owned() };
    let group = shop.clients.orders.ask_return(buyer, bought.id, &wish).await.unwrap();
    (group.id, group.orders[0].returns[0].id)
}
