//! A seller writes a product, with nothing but forms.

use crate::{acting::admin, browser::Browser, shop::Shop};
use axum::http::{Method, header};
use uuid::Uuid;

/// The browser of whoever owns the market's shops.
pub async fn owner(shop: &Shop) -> Browser {
    let email: String = sqlx::query_scalar("select email from identity.users where name = 'Imtiaz Rafiq'")
        .fetch_one(&shop.market.db)
        .await
        .unwrap();
    let mut owner = shop.browser();
    let entered = owner.post("/do/account/log-in", &[("email", &email), ("password", "brass lamp at dusk")]).await;
    assert_eq!(entered.status, 303, "{}", entered.body);
    owner
}

#[tokio::test]
async fn a_product_goes_from_its_options_to_the_shop() {
    let shop = Shop::open().await;
    shop.market.seller("Moradabad Brass").await;
    let mut owner = owner(&shop).await;
    assert!(owner.get("/seller/products").await.body.contains("No products yet"));
    let category: Uuid =
        sqlx::query_scalar("select id from catalog.categories limit 1").fetch_one(&shop.market.db).await.unwrap();
    let category = category.to_string();
    let words = [("title", "Brass lamp"), ("category", &category), ("status", "active"), ("seo_title", "A lamp, cast")];
    let option = ("option[]", "Size: Small, Large");
    let row = |values, price| {
        [
            ("variant[]", ""),
            ("values[]", values),
            ("sku[]", ""),
            ("price[]", price),
            ("compare_at[]", ""),
            ("stock[]", "4"),
        ]
    };

    let begun = [&words[..], &[option, ("intent", "variants")], &row("[]", "549")].concat();
    let made = owner.post("/do/seller/products/save", &begun).await;
    assert_eq!(made.location(), "/seller/products/new#variants");
    let made = owner.get("/seller/products/new").await.body;
    assert!(made.contains("Price of Small") && made.contains("Price of Large"), "{made}");

    let whole = |price| [&words[..], &[option], &row("[\"Small\"]", "549"), &row("[\"Large\"]", price)].concat();
    owner.post("/do/seller/products/save", &whole("much")).await;
    let refused = owner.get("/seller/products/new").await.body;
    assert!(refused.contains("id=\"variants.1.price-error\"") && refused.contains("value=\"much\""), "{refused}");

    let saved = owner.post("/do/seller/products/save", &whole("649.50")).await;
    let page = saved.location().to_owned();
    assert!(page.starts_with("/seller/products/"), "{page}");
    let editor = owner.get(&page).await;
    assert!(editor.status == 200 && editor.body.contains("649.50"), "{}", editor.body);
    let shown = owner.get("/p/brass-lamp").await.body;
    assert!(shown.contains("A lamp, cast") && shown.contains("Large"), "{shown}");
    assert_eq!(shop.browser().get(&page).await.status, 302, "who is not logged in is led to the log-in");
}

#[tokio::test]
async fn what_the_market_asks_for_stands_on_the_products_page_until_something_is_changed() {
    let shop = Shop::open().await;
    let seller = shop.market.seller("Moradabad Brass").await;
    let lamp = shop.market.offer(seller, "Brass lamp", 80_000, 5).await;
    let (mut owner, mut admin) = (owner(&shop).await, admin(&shop).await);
    let product = product_at(&shop, &lamp.slug).await;
    let page = format!("/seller/products/{product}");
    let review = admin.get(&format!("/admin/moderation?product={product}")).await;
    let text = "Which brass is it? Please say so in the details.";
    let seen = review.input("seen");
    let asked = [("product", &*product), ("seen", &seen), ("decision", "ask"), ("text", text)];

    admin.post("/do/admin/products/decide", &asked).await;
    let (editor, list) = (owner.get(&page).await.body, owner.get("/seller/products").await.body);
    let dearer = [("chosen[]", &*product), ("what", "price"), ("value", "850"), ("currency", "INR")];
    owner.post("/do/seller/products/change", &dearer).await;
    let (changed, unmarked) = (owner.get(&page).await.body, owner.get("/seller/products").await.body);

    assert!(editor.contains("Levomart asks you to change something.") && editor.contains(text), "{editor}");
    assert!(list.contains("Change asked"), "{list}");
    assert!(changed.contains("850") && !changed.contains(text), "{changed}");
    assert!(!unmarked.contains("Change asked"), "{unmarked}");
}

#[tokio::test]
async fn the_chosen_products_go_back_to_drafts_which_only_their_shop_sees() {
    let shop = Shop::open().await;
    let seller = shop.market.seller("Moradabad Brass").await;
    let lamp = shop.market.offer(seller, "Brass lamp", 80_000, 5).await;
    let product = product_at(&shop, &lamp.slug).await;
    let (mut owner, page) = (owner(&shop).await, format!("/p/{}", lamp.slug));
    assert_eq!(shop.browser().get(&page).await.status, 200);

    let list = owner.get("/seller/products").await.body;
    assert!(list.contains("value=\"draft\"") && list.contains("Back to draft"), "{list}");
    owner.post("/do/seller/products/change", &[("chosen[]", &*product), ("what", "draft")]).await;

    assert_eq!(shop.browser().get(&page).await.status, 404);
    let drafts = owner.get("/seller/products?show=draft").await.body;
    assert!(drafts.contains("Brass lamp") && drafts.contains("One product is changed."), "{drafts}");
}

/// The id of what stands at this place in addresses.
async fn product_at(shop: &Shop, slug: &str) -> String {
    sqlx::query_scalar("select id::text from catalog.products where slug = $1")
        .bind(slug)
        .fetch_one(&shop.market.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_file_that_is_no_picture_is_named_beside_the_form() {
    let shop = Shop::open().await;
    let seller = shop.market.seller("Moradabad Brass").await;
    shop.market.offer(seller, "Brass lamp", 80_000, 5).await;
    let mut owner = owner(&shop).await;
    let product: Uuid =
        sqlx::query_scalar("select id from catalog.products limit 1").fetch_one(&shop.market.db).await.unwrap();
    let path = format!("/do/seller/products/{product}/pictures");
    let file =
        "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"lamp.png\"\r\n\r\nno picture\r\n--x--\r\n";
    let upload = async |browser: &mut Browser| {
        let request = browser.request(Method::POST, &path).header(header::ACCEPT, "text/html");
        let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        browser.send(request.body(file.to_owned()).unwrap()).await.unwrap()
    };

    let answer = upload(&mut owner).await;

    assert_eq!(answer.location(), format!("/seller/products/{product}#pictures"));
    let page = owner.get(&format!("/seller/products/{product}")).await.body;
    assert!(page.contains("lamp.png: This file is not a picture"), "{page}");
    assert_eq!(upload(&mut shop.browser()).await.status, 401);
    assert_eq!(owner.get("/media/products/1/2/1280.jpg").await.status, 404);
}
