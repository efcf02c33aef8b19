//! Files that are refused, and what is said about them.

use super::*;

/// Line, column and the beginning of the message of every error.
async fn errors(shop: &Shop, rows: &[&str]) -> Vec<(u64, String, String)> {
    shop.refused(file(rows)).await.into_iter().map(|issue| (issue.line, issue.column, issue.message)).collect()
}

#[tokio::test]
async fn every_error_says_where_it_is() {
    let shop = Shop::open().await;
    let long = format!("a,A,,,,,,,,,{},,1,,,,,", "x".repeat(101));
    for (rows, line, column, message) in [
        (["a,,,,,,,,,,,,50,,,,,"].as_slice(), 2, "Title", "the title is missing"),
        (&[",,x,,,,,,,,,,50,,,,,"], 2, "Handle", "the handle is missing"),
        (&["a,A,,,,,,,,,,,,,,,,"], 2, "Variant Price", "the price is missing"),
        (&["a,A,,,,,,,,,,,free,,,,,"], 2, "Variant Price", "this is not a price"),
        (&["a,A,,,,,,,,,,,-5,,,,,"], 2, "Variant Price", "a price cannot be negative"),
        (&["a,A,,,,,,,,,,,0.00,,,,,"], 2, "Variant Price", "the price has to be more than zero"),
        (&["a,A,,,,,,,,,,,99999999999,,,,,"], 2, "Variant Price", "this price is too high to be true"),
        (&["a,A,,,,,,,,,,,1.299,,,,,"], 2, "Variant Price", "this can be read as a price in two ways"),
        (&["a,A,,,,,,,,,,,5,x,,,,"], 2, "Variant Compare At Price", "this is not a price"),
        (&["a,A,,,,,,,,,,many,5,,,,,"], 2, "Variant Inventory Qty", "this is not a whole number"),
        (&["a,A,,,,,,,,,,99999999999,5,,,,,"], 2, "Variant Inventory Qty", "the stock is more than ten million"),
        (&["a,A,,,,maybe,,,,,,,5,,,,,"], 2, "Published", "this is neither TRUE nor FALSE"),
        (&["a,A,,,,,,,,,,,5,,,,,sold"], 2, "Status", "there is no such status"),
        (
            &["a,A,,,,,Size,S,,,,,5,,,,,", "a,,,,,,,,,,X,,5,,,,,"],
            3,
            "Option1 Value",
            "there is no value for the option Size",
        ),
        (&["a,A,,,,,,,,Red,,,5,,,,,"], 2, "Option2 Value", "the option has no name"),
        (&["a,A,,,,,Size,S,size,M,,,5,,,,,"], 2, "Option2 Name", "two options have the same name"),
        (
            &["a,A,,,,,Size,S,,,,,5,,,,,", "a,,,,,,,S,,,,,5,,,,,"],
            3,
            "Option1 Value",
            "the variant has the same options as the one on line 2",
        ),
        (&["a,A,,,,,,,,,X,,5,,,,,", "b,B,,,,,,,,,X,,5,,,,,"], 3, "Variant SKU", "line 2 has the same SKU"),
        (
            &["a,A,,,,,,,,,,,5,,,,,", "b,B,,,,,,,,,,,5,,,,,", "a,A,,,,,,,,,,,5,,,,,"],
            4,
            "Handle",
            "the rows of this handle do not stand together: others begin on line 2",
        ),
        (&[&long], 2, "Variant SKU", "the SKU is longer than 100 characters"),
        (&["a,A,\u{0},,,,,,,,,,5,,,,,"], 2, "Body (HTML)", "there is a NUL character"),
        (&["a,A,,,,,,,,,,,1,299,,,,,"], 2, "", "the row has 19 cells, the first line of the file 18"),
    ] {
        assert_eq!(errors(&shop, rows).await, [(line, column.to_owned(), message.to_owned())], "{rows:?}");
    }
    assert_eq!(shop.count("products").await, 0);
}

#[tokio::test]
async fn all_errors_are_told_at_once_and_nothing_is_imported() {
    let shop = Shop::open().await;
    let rows = ["good,Good,,,,,,,,,,,50,,,,,", "a,,,,,,,,,,,,x,,,,,", "b,B,,,,,,,,,,x,y,z,,,,"];

    let report = shop.try_import(file(&rows)).await.unwrap();

    let told: Vec<(u64, &str)> = report.errors.iter().map(|issue| (issue.line, issue.column.as_str())).collect();
    assert_eq!(
        told,
        [
            (3, "Title"),
            (3, "Variant Price"),
            (4, "Variant Price"),
            (4, "Variant Compare At Price"),
            (4, "Variant Inventory Qty"),
        ]
    );
    assert!(report.to_string().starts_with("Nothing was imported: 5 errors."), "{report}");
    for table in ["products", "offers", "stock", "listed", "outbox"] {
        assert_eq!(shop.count(table).await, 0, "{table}");
    }
    assert_eq!(shop.count("categories").await, 2);
}

#[tokio::test]
async fn a_file_in_another_encoding_is_refused_by_line_and_column() {
    let shop = Shop::open().await;
    let mut latin = file(&["lamp,Lamp,,,,,,,,,,,50,,,,,"]).into_bytes();
    latin.extend(b"mug,Caf\xe9 mug,,,,,,,,,,,50,,,,,\n");

    let errors = shop.refused(latin).await;

    assert_eq!(
        errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["line 3, Title: this is not UTF-8: Caf\u{fffd} mug (save the file as `CSV UTF-8`)"]
    );
}

#[tokio::test]
async fn a_million_characters_in_a_cell_are_refused() {
    let shop = Shop::open().await;

    let errors = shop.refused(file(&[&format!("a,A,{},,,,,,,,,,5,,,,,", "🪔".repeat(1_000_000))])).await;

    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].line, errors[0].column.as_str()), (2, "Body (HTML)"));
    assert_eq!(errors[0].value.chars().count(), 80);
}

#[tokio::test]
async fn a_quotation_mark_left_open_is_noticed() {
    let shop = Shop::open().await;
    let row = "a,A,,,,,,,,,,,5,,,,,";
    let open = ["b,B,\"open,,,,,,,,,,5,,,,,", row];
    let endless = file(&["b,B,\"open,,,,,,,,,,5,,,,,", &format!("{row}\n").repeat(500_000)]);

    let noticed = errors(&shop, &[&[row], open.as_slice()].concat()).await;
    let refusal = shop.try_import(endless).await.unwrap_err();

    assert_eq!((noticed.len(), noticed[0].0), (1, 3));
    assert_eq!(
        refusal.to_string(),
        "the row that begins on line 2 does not end: a quotation mark seems to be left open there"
    );
}

#[tokio::test]
async fn what_is_no_table_of_products_is_refused_with_a_reason() {
    let shop = Shop::open().await;
    let utf16: Vec<u8> = EXPORT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, reason) in [
        (b"".to_vec(), "the file is empty"),
        (b"\n \n\n".to_vec(), "the file is empty"),
        (file(&[]).into_bytes(), "the file has a header but no products"),
        (file(&[",,,,,,,,,,,,,,,,,", "  "]).into_bytes(), "the file has a header but no products"),
        ([b"\xff\xfe".to_vec(), utf16.clone()].concat(), "UTF-16"),
        (utf16, "not a text file"),
        (b"PK\x03\x04xxxx".to_vec(), "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(), "there is no column Handle"),
        (b"<!doctype html><title>Log in</title>".to_vec(), "there is no column Handle"),
        (
            b"Title,Price\nLamp,50\n".to_vec(),
            "there is no column Handle (or URL handle); the first line begins: Title, Price",
        ),
        (b"Handle,Price\nlamp,50\n".to_vec(), "there is no column Title"),
        (b"Handle,Title\nlamp,Lamp\n".to_vec(), "there is no column Variant Price (or Price)"),
        (b"Handle,Title,Title,Price\n".to_vec(), "column `Title` is there twice"),
    ] {
        let refusal = shop.try_import(&bytes).await.unwrap_err().to_string();

        assert!(refusal.contains(reason), "{refusal} for {:?}", String::from_utf8_lossy(&bytes));
    }
}

#[tokio::test]
async fn nobody_imports_into_a_shop_that_does_not_exist() {
    let shop = Shop::open().await;

    let refusal = catalog::import::shopify(&shop.catalog, Cursor::new(lamp("50", "1")), "nowhere", Mode::Apply).await;

    assert_eq!(refusal.unwrap_err().to_string(), "there is no shop `nowhere`");
}

#[tokio::test]
async fn a_sku_of_another_product_is_refused_but_another_shop_may_have_it() {
    let shop = Shop::open().await;
    shop.import(lamp("50", "1")).await;
    let other = lamp("50", "1").replace("\nlamp,", "\nother-lamp,");

    let errors = shop.refused(&other).await;
    let elsewhere = catalog::import::shopify(&shop.catalog, Cursor::new(&other), "clay", Mode::Apply).await.unwrap();

    assert_eq!(
        errors[0].to_string(),
        "line 2, Variant SKU: another product of the shop, `lamp`, has this SKU: LAMP-1 (change one of the two)"
    );
    assert_eq!(elsewhere.products_created, 1);
}
