//! Open pages of the rooms hear what happens, for as long as whoever looks at them may know.

use crate::{
    acting::{admin, id_of, registered, registered_admin},
    browser::Browser,
    goods::owner,
    shop::{Shop, eventually},
};
use contracts::{Role, ids::SellerId};
use levomart::host::Door;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};

/// How long something may take that has to happen by itself. Far more than it needs, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(45);

/// A page that listens.
struct Page {
    socket: TcpStream,
    /// All that came.
    text: String,
}

impl Page {
    async fn open(server: SocketAddr, browser: &Browser, path: &str) -> Self {
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut socket = TcpStream::connect(server).await.unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {server}\r\naccept: text/event-stream\r\naccept-encoding: gzip, br\r\n\
             connection: close\r\ncookie: {}\r\n\r\n",
            cookies.join("; ")
        );
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut page = Self { socket, text: String::new() };
        page.hears("\r\n\r\n").await;
        page
    }

    /// Reads until this has come.
    async fn hears(&mut self, words: &str) {
        while !self.text.contains(words) {
            assert!(self.reads(words).await, "ended without `{words}`: {}", self.text);
        }
    }

    /// Reads until nothing comes any more.
    async fn ends(&mut self) {
        while self.reads("the end").await {}
    }

    async fn reads(&mut self, awaited: &str) -> bool {
        let mut part = [0; 4096];
        let read = timeout(PATIENCE, self.socket.read(&mut part)).await;
        let read = read.unwrap_or_else(|_| panic!("`{awaited}` did not come: {}", self.text)).unwrap();
        self.text.push_str(&String::from_utf8_lossy(&part[..read]));
        read > 0
    }
}

/// The shop on a port of its own.
async fn served(shop: &Shop) -> (SocketAddr, JoinHandle<()>) {
    let door = Door::public(SocketAddr::from(([127, 0, 0, 1], 0)), shop.router.clone()).await.unwrap();
    (door.address().unwrap(), tokio::spawn(door.serve(shop.stop.clone())))
}

/// Somebody who works for a shop, and their e-mail.
async fn member(shop: &Shop, seller: SellerId) -> (Browser, String) {
    let (browser, email) = registered(shop, "Meera Krishnan").await;
    let id = id_of(shop, &email).await;
    shop.market.hire(seller, id, "owner").await;
    (browser, email)
}

#[tokio::test]
async fn a_paid_order_is_told_to_its_seller_and_to_no_other() {
    let shop = Shop::open().await;
    let (brass, clay) = (shop.market.seller("Moradabad Brass").await, shop.market.seller("Khurja Clay").await);
    let lamp = shop.market.offer(brass, "Brass lamp", 80_000, 50).await;
    let bowl = shop.market.offer(clay, "Clay bowl", 30_000, 50).await;
    let (server, _door) = served(&shop).await;
    let ((smith, _), (potter, _)) = (member(&shop, brass).await, member(&shop, clay).await);
    let mut smiths = Page::open(server, &smith, &format!("/seller/live?shop={brass}")).await;
    let mut potters = Page::open(server, &potter, "/seller/live").await;
    smiths.hears("to-ship=0").await;
    smiths.hears("news=\n").await;
    potters.hears("news=\n").await;

    shop.buy(&shop.guest(), &lamp, 1).await;
    smiths.hears("news=1%C2%A0new+order").await;
    smiths.hears("unread=1").await;
    smiths.hears("revenue=%E2%82%B9880").await;
    let before = potters.text.clone();
    shop.buy(&shop.guest(), &bowl, 1).await;
    potters.hears("news=1%C2%A0new+order").await;

    let (head, _) = smiths.text.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("200 OK") && head.contains("text/event-stream") && head.contains("no-store"), "{head}");
    assert!(!head.contains("content-encoding"), "{head}");
    assert!(smiths.text.contains("to-ship=1") && !smiths.text.contains("to-ship=2"), "{}", smiths.text);
    assert!(!before.contains("to-ship=1") && !before.contains("unread=1"), "{before}");
}

#[tokio::test]
async fn an_admin_hears_how_the_market_does() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 50).await;
    let (server, _door) = served(&shop).await;
    let mut page = Page::open(server, &admin(&shop).await, "/admin/live").await;
    page.hears("today=Today%3A+0").await;

    shop.buy(&shop.guest(), &lamp, 1).await;

    page.hears("today=Today%3A+1%C2%A0order").await;
    assert!(page.text.contains("parked=0") && page.text.contains("behind="), "{}", page.text);
}

#[tokio::test]
async fn whoever_may_no_longer_know_hears_no_more() {
    let shop = Shop::open().await;
    let brass = shop.market.seller("Moradabad Brass").await;
    let (server, _door) = served(&shop).await;
    let ((left, left_email), (banned, banned_email)) = (member(&shop, brass).await, member(&shop, brass).await);
    let ((mut out, _), (chief, chief_email)) = (member(&shop, brass).await, registered_admin(&shop).await);
    // Somebody has to stay an admin.
    let _ = registered_admin(&shop).await;
    let mut pages = Vec::new();
    for (browser, path) in [(&left, "/seller/live"), (&banned, "/seller/live"), (&out, "/seller/live")] {
        pages.push(Page::open(server, browser, path).await);
    }
    pages.push(Page::open(server, &chief, "/admin/live").await);
    for page in &mut pages {
        page.hears("data: ").await;
    }

    let left = id_of(&shop, &left_email).await;
    shop.market.execute(&format!("delete from identity.members where user_id = '{left}'")).await;
    let banned = id_of(&shop, &banned_email).await;
    shop.market.execute(&format!("update identity.users set disabled_at = now() where id = '{banned}'")).await;
    out.post("/do/account/log-out", &[]).await;
    identity::set_role(&shop.market.db, &chief_email, Role::User).await.unwrap();

    for page in &mut pages {
        page.ends().await;
    }
}

#[tokio::test]
async fn strangers_are_led_to_the_door_of_the_room() {
    let shop = Shop::open().await;
    let (brass, clay) = (shop.market.seller("Moradabad Brass").await, shop.market.seller("Khurja Clay").await);
    let (mut shopper, _) = registered(&shop, "Ravi Nair").await;
    let mut owner = owner(&shop).await;
    owner.post("/do/seller/switch", &[("seller", &brass.to_string())]).await;

    for browser in [&mut shop.browser(), &mut shopper] {
        let (seller, admin) = (browser.get("/seller/live").await, browser.get("/admin/live").await);
        assert_eq!((seller.status, seller.location()), (303, "/seller"));
        assert_eq!((admin.status, admin.location()), (303, "/admin"));
    }
    assert_eq!(owner.get("/admin/live").await.location(), "/admin");
    assert_eq!(owner.get(&format!("/seller/live?shop={clay}")).await.status, 204, "a page about another shop");
}

#[tokio::test]
async fn a_browser_has_three_streams_and_one_that_ends_makes_room() {
    let shop = Shop::open().await;
    shop.market.seller("Moradabad Brass").await;
    let (server, _door) = served(&shop).await;
    let mut owner = owner(&shop).await;
    let mut pages = Vec::new();
    for _ in 0..3 {
        pages.push(Page::open(server, &owner, "/seller/live").await);
    }

    assert_eq!(owner.get("/seller/live").await.status, 429);
    pages.pop();

    eventually("there is room again", async || {
        Page::open(server, &owner, "/seller/live").await.text.contains("200 OK").then_some(())
    })
    .await;
}

#[tokio::test]
async fn open_pages_do_not_keep_a_process_from_stopping() {
    let shop = Shop::open().await;
    shop.market.seller("Moradabad Brass").await;
    let (server, door) = served(&shop).await;
    let mut page = Page::open(server, &owner(&shop).await, "/seller/live").await;

    shop.stop.cancel();

    page.ends().await;
    door.await.unwrap();
}
