//! From the application to the shop's own room, with nothing but links and forms.

use crate::{
    acting::admin,
    shop::{Shop, eventually},
};
use uuid::Uuid;

const ABOUT: &str = "Handloom cotton from Erode.";

/// An application as it is typed, with one mistake in its sixth field.
fn application<'a>(slug: &'a str, email: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("name", "Loom"),
        ("slug", slug),
        ("about", ABOUT),
        ("returns", "30 days, unworn"),
        ("place", "Erode, Tamil Nadu"),
        ("ships_in_days", "two"),
        ("contact_email", email),
        ("contact_phone", "+91 98450 12345"),
        ("legal_name", "Asha Rao"),
        ("line1", "4, Mill Road"),
        ("city", "Erode"),
        ("region", "Tamil Nadu"),
        ("postal_code", "638001"),
        ("register", "Registrar of Companies, Chennai"),
        ("account_holder", "Asha Rao"),
        ("account_number", "SBIN0001234 31234567890"),
        ("document", "PAN ABCDE1234F"),
        ("certified", "on"),
    ]
}

#[tokio::test]
async fn somebody_applies_is_asked_back_opens_a_shop_and_is_told() {
    let shop = Shop::open().await;
    let (mut market, mut asha) = (admin(&shop).await, shop.browser());
    let email = format!("asha-{}@example.in", Uuid::new_v4().simple());
    asha.post("/do/account/register", &[("name", "Asha Rao"), ("email", &email), ("password", "brass lamp at dusk")])
        .await;
    let slug = format!("loom-{}", &Uuid::new_v4().simple().to_string()[..8]);
    let mut application = application(&slug, &email);

    asha.post("/do/seller/apply", &application).await;
    let wrong = asha.get("/sell").await.body;
    application[5].1 = "2";
    let sent = asha.post("/do/seller/apply", &application).await;
    let waiting = asha.get("/sell").await.body;
    assert!(wrong.contains("id=\"ships_in_days-error\"") && wrong.contains(ABOUT), "{wrong}");
    assert_eq!(sent.location(), "/sell", "{waiting}");
    assert!(waiting.contains("A person looks at it") && !waiting.contains("/do/seller/apply"), "{waiting}");
    assert_eq!(asha.get("/seller").await.location(), "/sell", "where it says how the application stands");

    let list = market.get(&format!("/admin/sellers?q={slug}")).await.body;
    let page = list.split_once("href=\"/admin/sellers/").and_then(|(_, rest)| rest.split_once('"')).unwrap().0;
    let page = format!("/admin/sellers/{page}");
    let file = market.get(&page).await;
    assert!(file.body.contains("4, Mill Road") && file.body.contains(&email), "{}", file.body);
    assert!(file.body.contains("PAN ABCDE1234F") && file.body.contains("••••7890"), "{}", file.body);
    assert!(!file.body.contains("31234567890") && !wrong.contains("31234567890"), "nobody is shown all of it");
    for (decision, reason) in [("ask", "Which mill is it?"), ("approve", "")] {
        let seller = page.rsplit('/').next().unwrap();
        let version = market.get(&page).await.input("version");
        let fields = [("decision", decision), ("version", &version), ("seller", seller), ("reason", reason)];
        assert_eq!(market.post("/do/admin/sellers/decide", &fields).await.location(), page);
        if !reason.is_empty() {
            let asked = asha.get("/sell").await.body;
            assert!(asked.contains(reason) && asked.contains("Send it again") && asked.contains(ABOUT), "{asked}");
            asha.post("/do/seller/apply", &application).await;
        }
    }

    let told = eventually("the shop is told", async || {
        let page = asha.get("/seller/notices").await;
        page.body.contains("Loom is open on Levomart").then_some(page)
    })
    .await;
    let read = [("id", told.input("id")), ("open", "1".to_owned())];
    let read = read.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(asha.post("/do/seller/notices/read", &read).await.location(), "/seller");
    assert!(asha.get("/seller/notices").await.body.contains("You have read everything"));
    asha.post("/do/seller/settings/mail", &[("mail[stock_low]", "on")]).await;
    let settings = asha.get("/seller/settings").await.body;
    assert!(settings.contains("name=\"mail[stock_low]\" value=\"on\" checked"), "{settings}");
    assert!(settings.contains("Asha Rao (you)"), "{settings}");

    let front = eventually("the shop has its page", async || {
        let page = asha.get(&format!("/shops/{slug}")).await;
        (page.status == 200).then_some(page.body)
    })
    .await;
    assert!(front.contains("Registrar of Companies, Chennai"), "{front}");
    assert!(["•", "31234567890", "PAN ABCDE", "account_"].iter().all(|word| !front.contains(word)), "{front}");

    let user = market.get(&format!("/admin/users?q={email}")).await.body;
    let user = user.split_once("href=\"/admin/users/").and_then(|(_, rest)| rest.split_once('"')).unwrap().0.to_owned();
    let account = market.get(&format!("/admin/users/{user}")).await.body;
    assert!(account.contains("Loom") && account.contains("Disable the account"), "{account}");
    assert_eq!(asha.get(&page).await.status, 404, "for everybody else there is no such page");
}
