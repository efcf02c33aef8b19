//! Files that are checked and imported in the background.

use super::*;
use clients::{Catalog as Client, Inventory};
use contracts::{
    Caller, Kind,
    goods::{SaveGoods, SaveLine},
    ids::{CategoryId, GroupId, OfferId, SellerId, UserId},
    imports::{CheckImport, Import, ImportStatus},
};
use std::{sync::Arc, time::Duration};

/// A member of the shop at work with files.
struct Desk {
    shop: Shop,
    client: Client,
    member: Caller,
}

impl Desk {
    async fn open() -> Self {
        let shop = Shop::open().await;
        let seller: Uuid = sqlx::query_scalar("select id from catalog.sellers where slug = 'brass'")
            .fetch_one(&shop.database.pool)
            .await
            .unwrap();
        let member = Caller::Member { id: UserId(Uuid::new_v4()), seller: SellerId(seller), owner: false };
        let client = Client(web::Upstream::Local(catalog::service(shop.catalog.clone()).router));
        Self { shop, client, member }
    }

    async fn upload(&self, file: &str) -> Import {
        self.client.upload_import(&self.member, "goods.csv", file.as_bytes().to_vec()).await.unwrap()
    }

    /// Checks with the meanings that were recognised.
    async fn check(&self, import: &Import) -> Import {
        let columns = import.columns.iter().map(|column| column.means.clone()).collect();
        let request = CheckImport { columns, remember: false };
        self.client.check_import(&self.member, import.id, &request).await.unwrap();
        self.sweep().await;
        self.see(import).await
    }

    async fn run(&self, import: &Import) -> Import {
        self.client.run_import(&self.member, import.id).await.unwrap();
        self.sweep().await;
        self.see(import).await
    }

    async fn see(&self, import: &Import) -> Import {
        self.client.import(&self.member, import.id).await.unwrap()
    }

    /// The worker looks for files and does what there is to do.
    async fn sweep(&self) {
        sweep(self.shop.catalog.clone()).await;
    }

    /// Uploads, checks and runs.
    async fn bring(&self, file: &str) -> Import {
        let checked = self.check(&self.upload(file).await).await;
        self.run(&checked).await
    }

    /// Somebody buys so many of the only offer.
    async fn sell(&self, units: u32) {
        let offer =
            sqlx::query_scalar("select id from catalog.offers").fetch_one(&self.shop.database.pool).await.unwrap();
        let (inventory, group) = (Inventory::local(catalog::grpc(&self.shop.catalog)), GroupId(Uuid::new_v4()));
        inventory.reserve(group, &[(OfferId(offer), units)], Duration::from_secs(900)).await.unwrap();
        inventory.commit(group).await.unwrap();
    }

    async fn on_hand(&self) -> i32 {
        self.shop.on_sale().await[0].on_hand
    }

    /// All of a download.
    async fn failures(&self, import: &Import) -> String {
        let part = self.client.import_failures(&self.member, import.id, None).await.unwrap();
        assert_eq!(part.next, None);
        part.text
    }
}

async fn sweep(catalog: Catalog) {
    let sweepers = catalog::service(catalog).sweepers;
    sweepers.iter().find(|sweeper| sweeper.name == "imports").unwrap().run().await.unwrap();
}

fn created(import: &Import) -> (u64, u64, u64, u64) {
    (import.counts.created, import.counts.updated, import.counts.unchanged, import.counts.failed)
}

#[tokio::test]
async fn rows_that_failed_are_put_right_and_tried_again_alone() {
    let desk = Desk::open().await;
    let goods = file(&[
        "a,A,,Lamps,,,Size,S,,,A-1,3,50,,,,,",
        "a,,,,,,,M,,,A-2,3,a lot,,,,,",
        "b,B,,Lamps,,,,,,,B-1,,50,,,,,",
        "c,C,,Lamps,,,,,,,B-1,,50,,,,,",
    ]);

    let upload = desk.upload(&goods).await;
    let checked = desk.check(&upload).await;

    assert_eq!((checked.status, created(&checked)), (ImportStatus::Checked, (1, 0, 0, 2)));
    assert_eq!((checked.rows, checked.counts.failed_rows), (Some(4), 3));
    assert_eq!(desk.shop.count("products").await, 0, "a check writes nothing");
    let issues = desk.client.import_issues(&desk.member, upload.id, None).await.unwrap().items;
    let told: Vec<_> = issues.iter().map(|i| (i.line, i.column.as_str(), i.value.as_str())).collect();
    assert_eq!(told, [(3, "Variant Price", "a lot"), (5, "Variant SKU", "B-1")]);

    let done = desk.run(&checked).await;
    let errors = desk.failures(&done).await;

    assert_eq!((done.status, created(&done)), (ImportStatus::Done, (1, 0, 0, 2)));
    assert_eq!(errors.lines().count(), 4, "{errors}");
    assert!(errors.lines().next().unwrap().ends_with(",Status,error"), "{errors}");
    assert!(errors.contains("another row of this product has an error"), "{errors}");

    let again = desk.upload(&errors.replace("a lot", "60").replace("B-1", "C-1")).await;
    let again = desk.run(&desk.check(&again).await).await;

    assert_eq!((created(&again), again.counts.failed_rows), ((2, 0, 0, 0), 0));
    assert_eq!(desk.shop.count("products").await, 3);
    let told = desk.shop.told().await;
    let ended = told.iter().filter(|(kind, _)| kind.contains("import.ended"));
    let ended: Vec<_> = ended.map(|(_, data)| (data["imported"].as_u64(), data["failed"].as_u64())).collect();
    assert_eq!(ended, [(Some(1), Some(2)), (Some(2), Some(0))], "of a check nobody hears");
}

#[tokio::test]
async fn a_file_imported_twice_is_imported_once() {
    let desk = Desk::open().await;
    let upload = desk.upload(&lamp("50", "7")).await;
    desk.run(&desk.check(&upload).await).await;
    let movements = desk.shop.count("stock_movements").await;

    let twice = desk.run(&desk.check(&upload).await).await;

    assert_eq!(created(&twice), (0, 0, 1, 0));
    assert_eq!(desk.shop.count("stock_movements").await, movements);
    let refusal = desk.client.run_import(&desk.member, upload.id).await.unwrap_err();
    assert_eq!((refusal.kind, refusal.code.as_str()), (Kind::Conflict, "import-status"));
}

#[tokio::test]
async fn what_was_sold_since_stays_sold_when_a_file_comes_again() {
    let desk = Desk::open().await;
    let first = desk.bring(&lamp("50", "7")).await;
    desk.sell(2).await;

    let checked = desk.check(&first).await;
    let again = desk.run(&checked).await;
    let renamed = desk.bring(&lamp("50", "7").replace("Brass lamp", "Lamp")).await;
    let sold = desk.on_hand().await;
    desk.bring(&lamp("50", "9")).await;

    assert_eq!((created(&checked), created(&again), created(&renamed)), ((0, 0, 1, 0), (0, 0, 1, 0), (0, 1, 0, 0)));
    assert_eq!((sold, desk.on_hand().await), (5, 9));
}

#[tokio::test]
async fn an_export_after_a_sale_imports_again_unchanged() {
    let desk = Desk::open().await;
    desk.bring(&lamp("50", "7")).await;
    desk.sell(2).await;
    let movements = desk.shop.count("stock_movements").await;

    let export = desk.client.export(&desk.member, None).await.unwrap();
    let checked = desk.check(&desk.upload(&export.text).await).await;

    assert_eq!(created(&checked), (0, 0, 1, 0), "{}", export.text);
    assert_eq!((desk.on_hand().await, desk.shop.count("stock_movements").await), (5, movements));
}

#[tokio::test]
async fn stock_that_is_imported_says_by_whom_and_that_little_is_left() {
    let desk = Desk::open().await;
    desk.bring(&lamp("50", "20")).await;

    desk.bring(&lamp("50", "3")).await;

    let movements: Vec<(String, i32, Option<Uuid>)> =
        sqlx::query_as("select reason, on_hand_delta, by_user from catalog.stock_movements order by id")
            .fetch_all(&desk.shop.database.pool)
            .await
            .unwrap();
    let by = desk.member.user().map(|user| user.0);
    assert_eq!(movements, [("received".to_owned(), 20, by), ("imported".to_owned(), -17, by)]);
    let told = desk.shop.told().await;
    let low: Vec<_> = told.iter().filter(|(kind, _)| kind.contains("stock.low")).collect();
    assert_eq!(low.len(), 1);
    assert_eq!(low[0].1["available"], 3);
}

fn many(products: usize) -> String {
    let rows: Vec<String> = (0..products).map(|n| format!("p-{n},P {n},,Toys,,,,,,,SKU-{n},{n},50,,,,,")).collect();
    file(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_after_a_crash_and_counts_each_product_once() {
    let desk = Arc::new(Desk::open().await);
    let checked = desk.check(&desk.upload(&many(400)).await).await;
    assert_eq!(created(&checked), (400, 0, 0, 0));
    desk.client.run_import(&desk.member, checked.id).await.unwrap();

    let worker = tokio::spawn(sweep(desk.shop.catalog.clone()));
    while desk.see(&checked).await.counts.rows_done == 0 {
        tokio::task::yield_now().await;
    }
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());
    let half = desk.see(&checked).await;
    assert!(half.status == ImportStatus::Running && half.counts.created < 400, "{half:?}");
    sqlx::query("update catalog.imports set claimed_until = now() - interval '1 second'")
        .execute(&desk.shop.database.pool)
        .await
        .unwrap();
    desk.sweep().await;

    let done = desk.see(&checked).await;
    assert_eq!((done.status, created(&done)), (ImportStatus::Done, (400, 0, 0, 0)));
    assert_eq!((desk.shop.count("products").await, done.counts.warnings), (400, 400));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_stopped_writes_nothing_more() {
    let desk = Arc::new(Desk::open().await);
    let checked = desk.check(&desk.upload(&many(400)).await).await;
    desk.client.run_import(&desk.member, checked.id).await.unwrap();
    let worker = tokio::spawn(sweep(desk.shop.catalog.clone()));
    while desk.see(&checked).await.counts.rows_done == 0 {
        tokio::task::yield_now().await;
    }

    desk.client.cancel_import(&desk.member, checked.id).await.unwrap();
    worker.await.unwrap();
    desk.sweep().await;

    let stopped = desk.see(&checked).await;
    assert_eq!(stopped.status, ImportStatus::Cancelled);
    assert!(stopped.counts.created < 400);
    assert_eq!(desk.shop.count("products").await as u64, stopped.counts.created);

    let again = desk.check(&stopped).await;
    assert_eq!((again.counts.created, again.counts.unchanged), (400 - stopped.counts.created, stopped.counts.created));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_is_stopped_has_made_nothing() {
    let desk = Arc::new(Desk::open().await);
    let uploaded = desk.upload(&many(400)).await;
    let columns = uploaded.columns.iter().map(|column| column.means.clone()).collect();
    let request = CheckImport { columns, remember: false };
    desk.client.check_import(&desk.member, uploaded.id, &request).await.unwrap();
    let worker = tokio::spawn(sweep(desk.shop.catalog.clone()));
    while desk.see(&uploaded).await.counts.created == 0 {
        tokio::task::yield_now().await;
    }

    desk.client.cancel_import(&desk.member, uploaded.id).await.unwrap();
    worker.await.unwrap();

    let stopped = desk.see(&uploaded).await;
    assert_eq!((stopped.status, created(&stopped)), (ImportStatus::Cancelled, (0, 0, 0, 0)));
    assert_eq!(desk.shop.count("products").await, 0);
}

#[tokio::test]
async fn what_is_exported_imports_again_unchanged() {
    let desk = Desk::open().await;
    desk.shop
        .import(file(&[
            "a,\"A, the \"\"first\"\"\",<p>x & y</p>,Lamps,\"x,y\",TRUE,Size,S,Colour,Red,A-1,3,50,60,https://img.example/1.jpg,1,One,",
            "a,,,,,,,M,,Blue,,0,1299.5,,,,,",
            "b,B,,Toys,,FALSE,,,,,,,9.99,,,,,draft",
            "c,C,,Home & living,,,,,,,C-1,7,50,,,,,archived",
        ]))
        .await;
    let toys = sqlx::query_scalar("select category_id from catalog.products where handle = 'b'");
    let typed = SaveGoods {
        title: " D  lamp".to_owned(),
        description_html: "<p>Cast.</p>\n".to_owned(),
        category: Some(CategoryId(toys.fetch_one(&desk.shop.database.pool).await.unwrap())),
        tags: ["brass, cast", " Brass", "by  hand"].map(str::to_owned).to_vec(),
        options: vec!["Shade ".to_owned()],
        variants: vec![SaveLine {
            options: vec!["Warm  white".to_owned()],
            price_minor: 10_000,
            ..SaveLine::default()
        }],
        ..SaveGoods::default()
    };
    desk.client.create_product(&desk.member, "typed", &typed).await.unwrap();
    for sql in [
        "insert into catalog.pictures (product_id, position, src, alt)
         select id, n, '/pictures/c-' || n || '.svg', 'C' from catalog.products, generate_series(0, 1) as n where handle = 'c'",
        "update catalog.products set picture = '/pictures/c-0.svg' where handle = 'c'",
        "update catalog.variants as v set picture = 1 from catalog.products as p where p.id = v.product_id and handle = 'c'",
    ] {
        sqlx::query(sql).execute(&desk.shop.database.pool).await.unwrap();
    }
    let before = desk.shop.on_sale().await;

    let export = desk.client.export(&desk.member, None).await.unwrap();
    let report = desk.shop.import(&export.text).await;

    assert_eq!(export.next, None);
    assert_eq!((report.products_created, report.products_updated, report.unchanged), (0, 0, 4), "{}", export.text);
    assert_eq!(desk.shop.on_sale().await, before);
}

#[tokio::test]
async fn a_product_has_a_thousand_variants_and_all_rows_of_a_longer_one_come_back() {
    let desk = Desk::open().await;
    let rows = |handle: &str, rows: usize| {
        let row = |number| match number {
            0 => format!("{handle},A,,Lamps,,,Number,0,,,,1,50,,,,,"),
            _ => format!("{handle},,,,,,,{number},,,,1,50,,,,,"),
        };
        (0..rows).map(row).collect::<Vec<_>>()
    };
    let all = [rows("most", 1_000), rows("variants", 1_001), rows("rows", 2_600), rows("one", 1)].concat();

    let done = desk.bring(&file(&all.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let errors = desk.client.import_failures(&desk.member, done.id, None).await.unwrap();
    let rest = desk.client.import_failures(&desk.member, done.id, errors.next.as_deref()).await.unwrap();
    let errors = errors.text + &rest.text;

    assert_eq!((created(&done), done.counts.failed_rows), ((2, 0, 0, 2), 3_601));
    assert_eq!(desk.shop.count("offers").await, 1_001);
    assert_eq!(errors.lines().count(), 1 + 3_601);
    assert!(errors.lines().skip(1).all(|line| !line.ends_with(',')), "each row says why");
    assert!(errors.contains("the product has more than 1,000 variants"), "{}", &errors[..500]);
    assert_eq!(errors.matches("the product has more than 1250 rows").count(), 1 + 1_350);
}

#[tokio::test]
async fn a_sheet_of_ones_own_is_matched_once_and_remembered() {
    let desk = Desk::open().await;
    let sheet = "Code;Name;Cost;Colour of the box\nlamp;Brass lamp;1299,50;red\n";
    let upload = desk.upload(sheet).await;
    assert!(upload.columns.iter().all(|column| column.means.is_empty()), "{:?}", upload.columns);
    assert_eq!(upload.columns[1].sample, "Brass lamp");
    let columns = |keys: [&str; 4]| keys.map(ToOwned::to_owned).to_vec();
    let request = |keys| CheckImport { columns: columns(keys), remember: true };
    let check = async |keys| desk.client.check_import(&desk.member, upload.id, &request(keys)).await;

    let twice = check(["handle", "title", "title", ""]).await.unwrap_err();
    let missing = check(["handle", "title", "", ""]).await.unwrap_err();
    check(["handle", "title", "variant price", ""]).await.unwrap();
    desk.sweep().await;

    assert_eq!((twice.code.as_str(), missing.code.as_str()), ("unreadable-file", "unreadable-file"));
    assert!(missing.detail.contains("Price"), "{missing}");
    let checked = desk.see(&upload).await;
    assert_eq!((checked.status, created(&checked)), (ImportStatus::Checked, (1, 0, 0, 0)));
    let next: Vec<String> = desk.upload(sheet).await.columns.into_iter().map(|column| column.means).collect();
    assert_eq!(next, columns(["handle", "title", "variant price", ""]));
    desk.run(&checked).await;
    assert_eq!(desk.shop.on_sale().await[0].price_minor, 129_950);
}

#[tokio::test]
async fn a_column_that_is_left_out_leaves_products_as_they_are() {
    let desk = Desk::open().await;
    desk.shop.import(lamp("50", "7").replace(",active", ",draft")).await;
    let upload = desk.upload(&lamp("45", "9")).await;
    let taken = ["handle", "title", "variant price"];
    let means = |means: &str| if taken.contains(&means) { means.to_owned() } else { String::new() };
    let columns = upload.columns.iter().map(|column| means(&column.means)).collect();

    let request = CheckImport { columns, remember: false };
    desk.client.check_import(&desk.member, upload.id, &request).await.unwrap();
    desk.sweep().await;
    desk.run(&upload).await;

    assert_eq!(desk.shop.on_sale().await, [on_sale("lamp", "{}", "LAMP-1", 4_500, None, 7)]);
    assert_eq!(desk.shop.text("concat(status, tags, description_html)", "lamp").await, "draft{brass}<p>Cast.</p>");
}

#[tokio::test]
async fn another_shops_file_does_not_exist_and_what_is_no_table_is_refused() {
    let desk = Desk::open().await;
    let upload = desk.upload(&lamp("50", "7")).await;
    let stranger = Caller::Member { id: UserId(Uuid::new_v4()), seller: SellerId(Uuid::new_v4()), owner: true };

    for refusal in [
        desk.client.import(&stranger, upload.id).await.unwrap_err(),
        desk.client.cancel_import(&stranger, upload.id).await.unwrap_err(),
        desk.client.import_failures(&stranger, upload.id, None).await.map(drop).unwrap_err(),
    ] {
        assert_eq!(refusal.kind, Kind::NotFound);
    }
    let picture = desk.client.upload_import(&desk.member, "a.xlsx", b"PK\x03\x04".to_vec()).await.unwrap_err();
    let empty = desk.client.upload_import(&desk.member, "a.csv", Vec::new()).await.unwrap_err();
    assert_eq!((picture.code.as_str(), empty.errors.len()), ("unreadable-file", 1));
}
