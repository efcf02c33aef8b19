//! What files say.

use super::*;

/// A saree in two sizes and three pictures, and a lamp as it is.
const ROWS: [&str; 5] = [
    "saree,Handloom saree,<p>Silk.</p>,Sarees,\"silk, Silk, wedding\",TRUE,Size,Short,Colour,Indigo,S-1,3,\"1,299.00\",1500,https://img.example/1.jpg,2,Back,active",
    "saree,,,,,,,Long,,Indigo,S-2,0,1399.50,,https://img.example/2.jpg,1,Front,",
    "saree,,,,,,,,,,,,,,https://img.example/3.jpg,3,,",
    "saree,,,,,,,,,,,,,,https://img.example/3.jpg,4,,",
    "lamp,Brass lamp,,Home > Lamps & Lighting,,TRUE,Title,Default Title,,,,,50,,,,,",
];

fn what_is_sold() -> Vec<OnSale> {
    vec![
        on_sale("lamp", "{}", "", 5_000, None, 0),
        on_sale("saree", r#"{"Size": "Short", "Colour": "Indigo"}"#, "S-1", 129_900, Some(150_000), 3),
        on_sale("saree", r#"{"Size": "Long", "Colour": "Indigo"}"#, "S-2", 139_950, None, 0),
    ]
}

#[tokio::test]
async fn an_export_becomes_products_with_variants_and_stock() {
    let shop = Shop::open().await;

    let report = shop.import(file(&ROWS)).await;

    assert_eq!((report.products_created, report.products_updated, report.unchanged), (2, 0, 0));
    assert_eq!((report.variants, report.pictures_missing), (3, 3));
    assert_eq!(shop.on_sale().await, what_is_sold());
    assert_eq!(shop.text("option_names", "saree").await, "{Size,Colour}");
    assert_eq!(shop.text("tags", "saree").await, "{silk,wedding}");
    assert_eq!(shop.text("p.slug", "saree").await, "saree");
    assert_eq!(shop.text("status", "lamp").await, "active");
    assert_eq!(shop.count("stock_movements").await, 1);
}

#[tokio::test]
async fn the_other_header_says_the_same() {
    let shop = Shop::open().await;
    let header = "url handle,title,Description,Type,tags,Published on online store,Option1 name,Option1 value,Option2 name,\
                  Option2 value,SKU,Inventory quantity,Price,Compare-at price,Product image URL,Image position,\
                  Image alt text,Status";

    shop.import(file(&ROWS).replace(EXPORT, header)).await;

    assert_eq!(shop.on_sale().await, what_is_sold());
    assert_eq!(shop.text("description_html", "saree").await, "<p>Silk.</p>");
}

#[tokio::test]
async fn columns_may_stand_in_any_order_among_others() {
    let shop = Shop::open().await;

    shop.import("Colour (product.metafields.x.y),VARIANT PRICE,Vendor,Title,Price / India,Handle\nred,50,Me,Brass lamp,1,lamp\n").await;

    assert_eq!(shop.on_sale().await, [on_sale("lamp", "{}", "", 5_000, None, 0)]);
}

#[tokio::test]
async fn separators_marks_and_line_ends_make_no_difference() {
    let shop = Shop::open().await;
    let plain = file(&ROWS);
    let quoted = |separator: char| {
        let mut writer = csv::WriterBuilder::new().delimiter(separator as u8).from_writer(Vec::new());
        for record in csv::ReaderBuilder::new().has_headers(false).from_reader(plain.as_bytes()).records() {
            writer.write_record(&record.unwrap()).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    };
    shop.import(&plain).await;

    for other in [
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
        plain.replace('\n', "\n\n"),
        format!("\u{feff}{plain}"),
        plain.trim_end().to_owned(),
        quoted(';'),
        quoted('\t'),
        format!("\u{feff}{}", quoted(';').replace('\n', "\r\n")),
    ] {
        let report = shop.import(&other).await;

        assert_eq!((report.unchanged, report.products_created, report.products_updated), (2, 0, 0), "{other}");
    }
}

#[tokio::test]
async fn a_semicolon_file_has_decimal_commas() {
    let shop = Shop::open().await;

    shop.import("Handle;Title;Price\na;A;1299,00\nb;B;1.299\nc;C;1.299,5\n").await;

    let prices: Vec<i64> = shop.on_sale().await.iter().map(|offer| offer.price_minor).collect();
    assert_eq!(prices, [129_900, 129_900, 129_950]);
}

#[tokio::test]
async fn a_cell_may_have_line_breaks_and_quotes() {
    let shop = Shop::open().await;
    let rows = [
        "lamp,\"Lamp, 5\"\" high\",\"<p>Line one,\r\nline \"\"two\"\".</p>\",Lamps,,,,,,,,,50,,,,,",
        "mug,Mug,,Lamps,,,,,,,,,nothing,,,,,",
    ];

    let errors = shop.refused(file(&rows)).await;
    shop.import(file(&rows[..1])).await;

    assert_eq!((errors[0].line, errors[0].column.as_str()), (4, "Variant Price"));
    assert_eq!(shop.text("title", "lamp").await, "Lamp, 5\" high");
    assert_eq!(shop.text("description_html", "lamp").await, "<p>Line one,\nline \"two\".</p>");
}

#[tokio::test]
async fn hostile_text_becomes_harmless() {
    let shop = Shop::open().await;
    let body = "<p onclick=steal()>Hi</p><script>steal()</script><img src=https://evil.example/x.gif>\
                <a href='javascript:steal()'>x</a><iframe src=//evil.example></iframe>";
    let row =
        format!("x,\"<script>alert(1)</script> \u{1b}[31m\",\"{body}\",Lamps,,,,,,,,,50,,javascript:steal(),,\"<b>\",");

    let report = shop.import(file(&[&row])).await;

    let html = shop.text("description_html", "x").await;
    assert!(!["script", "onclick", "evil", "steal", "iframe"].iter().any(|word| html.contains(word)), "{html}");
    // Titles are text: whoever shows one escapes it.
    assert_eq!(shop.text("title", "x").await, "<script>alert(1)</script> [31m");
    assert_eq!(shop.text("p.picture", "x").await, "/pictures/placeholder.svg");
    assert!(!report.to_string().contains('\u{1b}'));
}

#[tokio::test]
async fn any_script_can_be_written() {
    let shop = Shop::open().await;

    shop.import(file(&[
        "दीपक-🪔,पीतल का दीपक 🪔,<p>✨</p>,Lamps,शुभ,,रंग,सोना,,,ळ-१,2,50,,,,,",
        "蓝,蓝,,Lamps,,,,,,,,,50,,,,,",
    ]))
    .await;

    assert_eq!(shop.on_sale().await[0], on_sale("दीपक-🪔", r#"{"रंग": "सोना"}"#, "ळ-१", 5_000, None, 2));
    assert_eq!(shop.text("title", "दीपक-🪔").await, "पीतल का दीपक 🪔");
    assert!(shop.text("p.slug", "蓝").await.starts_with("product"));
}

#[tokio::test]
async fn a_picture_is_not_fetched_and_its_address_is_nowhere_kept() {
    let shop = Shop::open().await;

    let report = shop.import(file(&ROWS)).await;

    let pictures: Vec<(String, String)> =
        sqlx::query_as("select src, alt from catalog.pictures").fetch_all(&shop.database.pool).await.unwrap();
    assert_eq!(pictures, [("/pictures/placeholder.svg".to_owned(), "Front".to_owned())]);
    let told: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told[..3],
        [
            "line 2, Image Src: picture not fetched: https://img.example/1.jpg (the product shows a placeholder)",
            "line 3, Image Src: picture not fetched: https://img.example/2.jpg (the product shows a placeholder)",
            "line 4, Image Src: picture not fetched: https://img.example/3.jpg (the product shows a placeholder)",
        ]
    );
}

#[tokio::test]
async fn a_product_goes_where_its_category_is_known_or_else_to_everything_else() {
    let shop = Shop::open().await;
    let header = "Handle,Title,Price,Product Category,Type\n";
    let rows =
        "a,A,1,Home & Garden > Lighting > Lamps,\nb,B,1,aa-1-2,lamps & LIGHTING\nc,C,1,Home & Living > Nothing,\n";

    let known = shop.import(format!("{header}{rows}")).await;
    let unknown = shop.import(format!("{header}d,D,1,Animals > Cats,Toys\ne,E,1,,\n")).await;

    for (handle, category) in
        [("a", "lamps"), ("b", "lamps"), ("c", "home-living"), ("d", "everything-else"), ("e", "everything-else")]
    {
        assert_eq!(shop.text("c.slug", handle).await, category, "{handle}");
    }
    assert_eq!(known.warnings, []);
    let told: Vec<(u64, &str, &str)> =
        unknown.warnings.iter().map(|issue| (issue.line, issue.column.as_str(), issue.value.as_str())).collect();
    assert_eq!(told, [(2, "Product Category", "Animals > Cats"), (3, "Type", "")]);
}

#[tokio::test]
async fn who_may_see_a_product_follows_status_and_published() {
    let shop = Shop::open().await;
    let rows = [
        ("a", "TRUE", "active", "active"),
        ("b", "false", "active", "draft"),
        ("c", "", "", "active"),
        ("d", "FALSE", "", "draft"),
        ("e", "TRUE", "Draft", "draft"),
        ("f", "TRUE", "ARCHIVED", "archived"),
    ];
    let lines: Vec<String> = rows
        .iter()
        .map(|(handle, published, status, _)| format!("{handle},{handle},{published},{status},10"))
        .collect();

    shop.import(format!("Handle,Title,Published,Status,Price\n{}\n", lines.join("\n"))).await;

    for (handle, _, _, seen) in rows {
        assert_eq!(shop.text("status", handle).await, seen, "{handle}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_but_no_harm_is_left_out_with_a_warning() {
    let shop = Shop::open().await;
    let rows = ["a,A,,Lamps,,,,,,,,-4,100,100,,,,", "a,,,,,,,,,,,,,,,,,", "b,B,,Lamps,,,,,,,,,100,0.00,,,,"];

    let report = shop.import(file(&rows)).await;

    let told: Vec<(u64, &str)> = report.warnings.iter().map(|issue| (issue.line, issue.column.as_str())).collect();
    assert_eq!(told, [(2, "Variant Compare At Price"), (2, "Variant Inventory Qty"), (3, "Handle")]);
    assert_eq!(
        shop.on_sale().await,
        [on_sale("a", "{}", "", 10_000, None, 0), on_sale("b", "{}", "", 10_000, None, 0)]
    );
}

#[tokio::test]
async fn a_product_without_a_handle_is_named_after_its_title() {
    let shop = Shop::open().await;

    shop.import("Handle,Title,Price\n,Brass Lamp,50\n").await;

    assert_eq!(shop.on_sale().await[0].handle, "brass-lamp");
}

#[tokio::test]
async fn fifty_thousand_rows_are_imported_whole() {
    let shop = Shop::open().await;
    let mut big = format!("{EXPORT}\n");
    for product in 0..500 {
        for variant in 0..100 {
            let first = if variant == 0 { "Thing,<p>Good.</p>,Lamps,,TRUE,Number" } else { ",,,,," };
            big += &format!("thing-{product},{first},{variant},,,SKU-{product}-{variant},5,{}.50,,,,,\n", 10 + variant);
        }
    }

    let created = shop.import(&big).await;
    let again = shop.import(&big).await;

    assert_eq!((created.products_created, created.variants), (500, 50_000));
    assert_eq!((again.unchanged, again.products_updated), (500, 0));
    assert_eq!(shop.count("offers").await, 50_000);
}
