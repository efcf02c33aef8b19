//! Nine real processes, each with a port and, where it needs one, a database of its own, as `make services` runs them.

use super::collector::Collector;
use crate::{
    browser::{Answer, Browser, FORM},
    market::{GOOD, order_form, settings},
    shop::{eventually, write_hashes},
};
use axum::http::{Method, header};
use clap::ValueEnum;
use levomart::roles::Role;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
};
use testing::{Database, Port};
use tokio::process::{Child, Command};
use uuid::Uuid;

/// Who has a database.
const OWNERS: [&str; 9] =
    ["events", "identity", "catalog", "orders", "payments", "notifications", "shipping", "audit", "analytics"];

/// The trace that the buyer's browser has begun.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

struct Services {
    folder: PathBuf,
    /// Where browsers find the shop.
    shop: SocketAddr,
    internal: BTreeMap<Role, SocketAddr>,
    /// Theirs, also before they are started.
    _ports: Vec<Port>,
    databases: BTreeMap<&'static str, Database>,
    /// What all of them are told.
    settings: Vec<(String, String)>,
    collector: Collector,
    children: Vec<(Role, Child)>,
}

impl Services {
    /// Everything that has to be there before the first of them is started.
    async fn prepare() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("services-{}", Uuid::new_v4()));
        fs::create_dir_all(folder.join("mail")).unwrap();
        fs::hard_link(env!("CARGO_BIN_EXE_levomart"), folder.join("levomart")).unwrap();
        write_hashes(&folder);
        let mut databases = BTreeMap::new();
        for owner in OWNERS {
            databases.insert(owner, Database::with_connections(&[], 2).await);
        }
        let (collector, collecting) = Collector::open().await;
        let events = settings(&testing::events_url());
        let mut ports = Vec::new();
        let mut free = || {
            let port = Port::any().unwrap();
            let address = port.address();
            ports.push(port);
            address
        };
        let shop = free();
        let internal: BTreeMap<Role, SocketAddr> = Role::value_variants().iter().map(|role| (*role, free())).collect();
        let mut settings = vec![
            ("HTTP__LISTEN".to_owned(), shop.to_string()),
            ("HTTP__PUBLIC_URL".to_owned(), format!("http://{shop}")),
            ("REDIS__URL".to_owned(), testing::redis_url()),
            ("STOREFRONT__FORMS_PER_MINUTE".to_owned(), "0".to_owned()),
            ("SECRETS__KEY".to_owned(), "0123456789abcdef".repeat(4)),
            ("MAIL__DIR".to_owned(), folder.join("mail").display().to_string()),
            ("EVENTS__URL".to_owned(), events.url),
            ("EVENTS__PREFIX".to_owned(), events.prefix),
            ("DATABASE__CONNECTIONS".to_owned(), "6".to_owned()),
            ("TELEMETRY__OTLP".to_owned(), format!("http://{collecting}")),
            ("LOG__LEVEL".to_owned(), "info,events=debug".to_owned()),
        ];
        let asked = internal.iter().filter(|(role, _)| **role != Role::Storefront);
        settings.extend(
            asked.map(|(role, at)| (format!("UPSTREAMS__{}", role.word().to_uppercase()), format!("http://{at}"))),
        );
        Self { folder, shop, internal, _ports: ports, databases, settings, collector, children: Vec::new() }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.folder.join("levomart"));
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        command.envs(self.settings.iter().map(|(name, value)| (format!("LEVOMART__{name}"), value)));
        command.env("LEVOMART__DATABASE__SLICES__EVENTS", &self.databases["events"].url);
        command
    }

    /// Runs a command that is about all of them.
    async fn run(&self, arguments: &[&str]) {
        let mut command = self.command();
        for (owner, database) in &self.databases {
            command.env(format!("LEVOMART__DATABASE__SLICES__{}", owner.to_uppercase()), &database.url);
        }
        let ended = command.args(arguments).stderr(Stdio::piped()).output().await.unwrap();
        assert!(ended.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
    }

    /// Starts one. It knows its own database and that of the events, and no other one.
    fn start(&mut self, role: Role) {
        let own = self.databases.get(role.word()).map_or("postgres://nowhere:1/nothing", |database| &database.url);
        let child = self
            .command()
            .args(["serve", "--roles", role.word()])
            .env("LEVOMART__DATABASE__URL", own)
            .env("LEVOMART__HTTP__INTERNAL", self.internal[&role].to_string())
            .env("LEVOMART__EVENTS__INSTANCE", format!("test-{}", role.word()))
            .stderr(File::create(self.log(role)).unwrap())
            .spawn()
            .unwrap();
        self.children.push((role, child));
    }

    async fn ready(&self, role: Role) {
        let at = self.internal[&role];
        eventually(&format!("{} is ready and finds everybody", role.word()), async || {
            let request = axum::http::Request::get("/readyz").body(String::new()).unwrap();
            let answer = Browser::on_the_wire(at).send(request).await.ok()?;
            (answer.status == 200 && answer.body == "ready").then_some(())
        })
        .await;
    }

    fn log(&self, role: Role) -> PathBuf {
        self.folder.join(role.word())
    }

    /// What a process has said within the buyer's trace: message, and the line that it stands in.
    fn said(&self, role: Role) -> Vec<(String, Value)> {
        let log = fs::read_to_string(self.log(role)).unwrap();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let within = lines.filter(|line| line["span"]["trace_id"] == TRACE);
        within.map(|line| (line["message"].as_str().unwrap_or_default().to_owned(), line)).collect()
    }

    async fn measurements(&self, role: Role) -> String {
        Browser::on_the_wire(self.internal[&role]).get("/metrics").await.body
    }

    /// Asks all of them to end, and waits until they have. Who has collected their traces is left.
    async fn end(mut self) -> Collector {
        for (role, mut child) in std::mem::take(&mut self.children) {
            let pid = child.id().unwrap().to_string();
            assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
            let status = child.wait().await.unwrap();
            let log = fs::read_to_string(self.log(role)).unwrap();
            assert!(status.success(), "{role:?}: {status} {log}");
            assert!(!log.contains("panicked"), "{role:?}: {log}");
        }
        fs::remove_dir_all(&self.folder).unwrap();
        self.collector
    }
}

/// Sends a form as a browser does that takes part in tracing.
async fn post(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = browser
        .request(Method::POST, path)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, FORM)
        .header("traceparent", format!("00-{TRACE}-00f067aa0ba902b7-01"));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    browser.send(request.body(body).unwrap()).await.unwrap()
}

/// Buys the first thing of the demo shop that is to be had; the address of the order.
async fn buy(browser: &mut Browser) -> String {
    let list = browser.get("/products").await.body;
    let mut slugs = list.split("href=\"/p/").skip(1).filter_map(|rest| rest.split('"').next());
    let offer = loop {
        let page = browser.get(&format!("/p/{}", slugs.next().expect("something is to be had"))).await;
        if page.body.contains("name=\"offer\"") {
            break page.input("offer");
        }
    };
    assert_eq!(post(browser, "/do/cart/add", &[("offer", &offer)]).await.location(), "/cart");
    let checkout = browser.get("/checkout").await;
    let (total, key) = (checkout.input("expected_total"), checkout.input("key"));
    let fields = order_form(&total, &key);
    let placed = post(browser, "/do/checkout/place", &fields).await;
    let pay = eventually("the payment is open", async || {
        let page = browser.get(placed.location()).await;
        page.body.contains("name=\"payment\"").then_some(page)
    })
    .await;
    let holder = ("holder", "Meera Krishnan");
    let payment = pay.input("payment");
    let card = [("payment", payment.as_str()), ("number", GOOD), ("expires", "12 / 39"), ("code", "123"), holder];
    assert_eq!(post(browser, "/do/pay/card", &card).await.status, 303);
    placed.location().replace("/pay/", "/orders/")
}

#[tokio::test]
async fn ten_processes_with_databases_of_their_own_are_one_shop() {
    let mut services = Services::prepare().await;
    services.run(&["migrate"]).await;
    if testing::events_url() != "postgres" {
        services.run(&["topics", "apply"]).await;
    }
    services.run(&["seed"]).await;
    // The storefront first: whom it asks may come later.
    for role in Role::value_variants() {
        services.start(*role);
    }
    for role in Role::value_variants() {
        services.ready(*role).await;
    }

    let mut browser = Browser::on_the_wire(services.shop);
    let order = buy(&mut browser).await;
    eventually("the mail about the paid order is out", async || {
        services
            .said(Role::Notifications)
            .iter()
            .find(|(said, line)| said == "mail sent" && line["span"]["mail.kind"] == "order-paid")?;
        Some(())
    })
    .await;

    assert!(browser.get(&order).await.body.contains("Paid"));
    one_trace(&services);
    measured(&services).await;
    let collector = services.end().await;
    // Audit has its part, too: the charge is recorded.
    let mut parts: Vec<String> =
        Role::value_variants().iter().map(|role| format!("levomart-{}", role.word())).collect();
    parts.sort();
    assert_eq!(collector.services_in(TRACE), parts);
}

/// From the click to the mail, in every process that had a part in it.
fn one_trace(services: &Services) {
    let answered = |role, route: &str| {
        let said = services.said(role);
        assert!(
            said.iter().any(|(said, line)| said == "request answered" && line["span"]["route"] == route),
            "{said:#?}"
        );
    };
    answered(Role::Storefront, "/do/checkout/place");
    answered(Role::Orders, "/api/orders");
    answered(Role::Cart, "/api/cart/contents");
    answered(Role::Catalog, "/levomart.inventory.v1.Inventory/{method}");
    answered(Role::Payments, "/api/payments/{id}/pay");
    for (role, kind) in [
        (Role::Payments, "com.levomart.order.created.v1"),
        (Role::Orders, "com.levomart.payment.succeeded.v1"),
        (Role::Catalog, "com.levomart.order.paid.v1"),
        (Role::Cart, "com.levomart.order.paid.v1"),
        (Role::Notifications, "com.levomart.order.paid.v1"),
    ] {
        let said = services.said(role);
        let heard = said.iter().any(|(said, line)| said == "event handled" && line["event.kind"] == kind);
        assert!(heard, "{role:?} has not heard {kind}: {said:#?}");
    }
}

async fn measured(services: &Services) {
    for (role, expected) in [
        (
            Role::Storefront,
            r#"levomart_http_request_seconds_count{method="POST",role="storefront",route="/do/checkout/place",status="303"} 1"#,
        ),
        (
            Role::Orders,
            r#"levomart_http_request_seconds_count{method="POST",role="orders",route="/api/orders",status="201"} 1"#,
        ),
        (Role::Orders, r#"levomart_sql_seconds_count{statement="insert orders.groups"} 1"#),
        (Role::Orders, r#"levomart_outbox_events{slice="orders"} 0"#),
        (Role::Orders, r#"levomart_outbox_oldest_seconds{slice="orders"} 0"#),
        (Role::Orders, r#"levomart_consumer_lag_events{consumer="orders",topic="payments"} 0"#),
        (Role::Orders, r#"levomart_parked_events{consumer="orders",topic="payments"} 0"#),
        (Role::Orders, r#"levomart_database_connections{slice="orders",state="most"} 6"#),
        (Role::Orders, r#"levomart_database_connections{slice="events",state="most"} 12"#),
        (Role::Catalog, "levomart_reservations_live 0"),
        (Role::Catalog, r#"levomart_cache_looks_total{cache="listings",outcome="missed"} "#),
    ] {
        eventually(expected, async || services.measurements(role).await.contains(expected).then_some(())).await;
    }
}
