//! Files that are imported again.

use super::*;

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let shop = Shop::open().await;
    let file = file(&[
        "a,A,<p>x & y</p>,Sarees,\"x,y\",,Size,S,,,A-1,3,50,60,https://img.example/1.jpg,1,One,",
        "a,,,,,,,M,,,,3,50,,,,,",
        "b,B,,Lamps,,,,,,,,,50,,,,,",
    ]);
    shop.import(&file).await;
    let before = shop.on_sale().await;
    let movements = shop.count("stock_movements").await;

    let again = shop.import(&file).await;

    assert_eq!((again.products_created, again.products_updated, again.unchanged), (0, 0, 2));
    assert_eq!(shop.on_sale().await, before);
    assert_eq!(shop.count("stock_movements").await, movements);
    assert!(shop.told().await.is_empty());
    assert!(again.to_string().starts_with("0 products created, 0 updated, 2 unchanged."), "{again}");
}

#[tokio::test]
async fn what_an_operator_imports_is_recorded_unless_it_changes_nothing() {
    let shop = Shop::open().await;
    for price in ["50", "50", "45"] {
        shop.import(lamp(price, "7")).await;
    }

    let act = |after: &str| ("import.shopify".to_owned(), after.to_owned(), "by command line".to_owned());
    let expected = [act(r#"{"created":1,"updated":0}"#), act(r#"{"created":0,"updated":1}"#)];
    assert_eq!(shop.recorded().await, expected);
}

#[tokio::test]
async fn an_edited_price_is_changed_and_told() {
    let shop = Shop::open().await;
    shop.import(lamp("50", "7")).await;

    let report = shop.import(lamp("45.50", "7")).await;

    assert_eq!((report.products_created, report.products_updated, report.unchanged), (0, 1, 0));
    assert_eq!(shop.on_sale().await, [on_sale("lamp", "{}", "LAMP-1", 4_550, None, 7)]);
    let told = shop.told().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "com.levomart.offer.price_changed.v1");
    assert_eq!((&told[0].1["old"]["minor"], &told[0].1["new"]["minor"]), (&5_000.into(), &4_550.into()));
}

#[tokio::test]
async fn a_file_changes_only_what_it_differs_in() {
    let shop = Shop::open().await;
    let two = file(&["a,A,,Lamps,,,Size,S,,,A-1,3,50,,,,,", "a,,,,,,,M,,,A-2,3,50,,,,,", "b,B,,Lamps,,,,,,,,,50,,,,,"]);
    shop.import(&two).await;
    let offer =
        |sku: &'static str| sqlx::query_scalar::<_, Uuid>("select id from catalog.offers where sku = $1").bind(sku);
    let before = offer("A-1").fetch_one(&shop.database.pool).await.unwrap();

    let report =
        shop.import(two.replace(",S,,,A-1,3,", ",Small,,,A-1,9,").replace("\na,,,,,,,M,,,A-2,3,50,,,,,", "")).await;

    assert_eq!((report.products_updated, report.unchanged), (1, 1));
    assert_eq!(
        shop.on_sale().await,
        [on_sale("a", r#"{"Size": "Small"}"#, "A-1", 5_000, None, 9), on_sale("b", "{}", "", 5_000, None, 0)]
    );
    assert_eq!(offer("A-1").fetch_one(&shop.database.pool).await.unwrap(), before);
}

#[tokio::test]
async fn a_file_that_does_not_speak_of_stock_leaves_it_alone() {
    let shop = Shop::open().await;
    shop.import(lamp("50", "7")).await;

    let report = shop.import(lamp("50", "")).await;

    assert_eq!(report.unchanged, 1);
    assert_eq!(shop.on_sale().await[0].on_hand, 7);
}

#[tokio::test]
async fn what_a_file_has_no_column_for_stays_as_it_is() {
    let shop = Shop::open().await;
    shop.import(file(&[
        "a,A,<p>Cast.</p>,Lamps,\"x,y\",,Size,S,Colour,Red,A-1,3,50,60,https://img.example/1.jpg,1,One,archived",
        "a,,,,,,,M,,Blue,A-2,4,55,70,,,,",
    ]))
    .await;
    sqlx::query("update catalog.products set seo_title = 'Cast lamps'").execute(&shop.database.pool).await.unwrap();
    let all = "concat_ws('; ', description_html, c.slug, tags, status, option_names, seo_title, p.picture,
                         (select alt from catalog.pictures where product_id = p.id))";
    let before = shop.text(all, "a").await;

    let report = shop.import("Handle,Title,Variant SKU,Variant Price\na,A,A-1,45\na,,A-2,55\n").await;

    assert_eq!((report.products_updated, report.unchanged), (1, 0));
    assert_eq!(shop.text(all, "a").await, before);
    assert!(before.contains("; lamps; {x,y}; archived; "), "{before}");
    assert_eq!(
        shop.on_sale().await,
        [
            on_sale("a", r#"{"Size": "S", "Colour": "Red"}"#, "A-1", 4_500, Some(6_000), 3),
            on_sale("a", r#"{"Size": "M", "Colour": "Blue"}"#, "A-2", 5_500, Some(7_000), 4)
        ]
    );
    assert_eq!(shop.count("categories").await, 2, "nothing has to go to Everything else");
}

#[tokio::test]
async fn a_list_of_prices_changes_prices_and_an_empty_cell_empties() {
    let shop = Shop::open().await;
    shop.import(lamp("50", "7").replace(",active", ",draft")).await;

    shop.import("Handle,Title,Price\nlamp,Brass lamp,45\n").await;
    let kept = shop.text("concat(status, tags, description_html)", "lamp").await;
    shop.import("Handle,Title,Price,Tags,Description\nlamp,Brass lamp,45,,\n").await;

    assert_eq!(shop.on_sale().await, [on_sale("lamp", "{}", "LAMP-1", 4_500, None, 7)]);
    assert_eq!(kept, "draft{brass}<p>Cast.</p>");
    assert_eq!(shop.text("concat(status, tags, description_html)", "lamp").await, "draft{}");
}

#[tokio::test]
async fn rows_that_may_be_any_of_several_variants_are_refused() {
    let shop = Shop::open().await;
    shop.import(file(&["a,A,,Lamps,,,Size,S,,,A-1,3,50,,,,,", "a,,,,,,,M,,,A-2,3,50,,,,,"])).await;
    let before = shop.on_sale().await;

    let errors = shop.refused("Handle,Title,Price\na,A,45\n").await;

    assert_eq!((errors[0].line, errors[0].column.as_str()), (2, "Handle"));
    assert!(errors[0].message.contains("which variants"), "{}", errors[0]);
    assert_eq!(shop.on_sale().await, before);
}

#[tokio::test]
async fn pictures_and_details_that_were_added_here_stay() {
    let shop = Shop::open().await;
    let with_picture = lamp("50", "7").replace(",50,,,,,", ",50,,https://img.example/1.jpg,1,,");
    shop.import(&with_picture).await;
    for sql in [
        "update catalog.pictures set src = '/pictures/brass-lamp.svg', alt = 'A lamp'",
        "update catalog.products set picture = '/pictures/brass-lamp.svg', specs = '[[\"Height\", \"36 cm\"]]', featured = true",
    ] {
        sqlx::query(sql).execute(&shop.database.pool).await.unwrap();
    }

    shop.import(with_picture.replace("Brass lamp", "Tall brass lamp")).await;

    assert_eq!(shop.text("title", "lamp").await, "Tall brass lamp");
    assert_eq!(
        shop.text("p.picture || ' ' || specs || ' ' || featured", "lamp").await,
        "/pictures/brass-lamp.svg [[\"Height\", \"36 cm\"]] true"
    );
}

#[tokio::test]
async fn a_dry_run_tells_what_would_happen_and_writes_nothing() {
    let shop = Shop::open().await;
    let run = async |file: &str| {
        catalog::import::shopify(&shop.catalog, Cursor::new(file), "brass", Mode::DryRun).await.unwrap()
    };
    let unplaced = lamp("50", "7").replace("Lamps", "Toys");

    let before = run(&unplaced).await;
    let nothing = (shop.count("products").await, shop.count("categories").await, shop.count("vocabulary").await);
    shop.import(lamp("50", "7")).await;
    let after = run(&lamp("45", "7")).await;

    assert_eq!((before.products_created, before.variants), (1, 1));
    assert!(before.to_string().starts_with("Nothing was written. An import would have 1 product created"), "{before}");
    assert_eq!(nothing, (0, 2, 0));
    assert_eq!((after.products_created, after.products_updated), (0, 1));
    assert_eq!(shop.on_sale().await[0].price_minor, 5_000);
    assert_eq!((shop.told().await.len(), shop.recorded().await.len()), (0, 1), "only the import is recorded");
}

#[tokio::test]
async fn two_imports_at_once_end_as_one() {
    let shop = Shop::open().await;
    let many: Vec<String> = (0..50).map(|n| format!("p-{n},P,,Toys,,,,,,,SKU-{n},{n},50,,,,,")).collect();
    let forwards = file(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let backwards = file(&many.iter().rev().map(String::as_str).collect::<Vec<_>>());

    let (one, other) = tokio::join!(shop.import(&forwards), shop.import(&backwards));

    assert_eq!(one.products_created + other.products_created, 50);
    assert_eq!(one.unchanged + other.unchanged, 50);
    assert_eq!((shop.count("products").await, shop.count("categories").await), (50, 3));
}
