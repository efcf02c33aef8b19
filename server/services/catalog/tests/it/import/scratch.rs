use super::*;

#[tokio::test]
async fn scratch_real() {
    let shop = Shop::open().await;
    for name in ["apparel", "home-and-garden", "apparel", "home-and-garden"] {
        let file = std::fs::File::open(format!("/work/shared/data/{name}.csv")).unwrap();
        let report = catalog::import::shopify(&shop.catalog, file, "brass", Mode::Apply).await.unwrap();
        println!("=== {name}\n{report}\n");
    }
    for offer in shop.on_sale().await {
        println!("{offer:?}");
    }
    for table in ["products", "variants", "offers", "listed", "listed_offers", "pictures", "categories", "stock_movements", "outbox"] {
        println!("{table} {}", shop.count(table).await);
    }
}

#[tokio::test]
async fn scratch_big() {
    let shop = Shop::open().await;
    let mut big = format!("{EXPORT}\n");
    for p in 0..50_000 {
        big += &format!("thing-{p},Thing {p},<p>Good thing number {p} for the house.</p>,Lamps,\"a,b\",TRUE,Title,Default Title,,,SKU-{p},5,{}.50,,https://x.example/{p}.jpg,1,,\n", 10 + p % 100);
    }
    for _ in 0..2 {
        let began = std::time::Instant::now();
        let report = shop.import(&big).await;
        println!("{:?} {} warnings kept {}", began.elapsed(), report.to_string().lines().next().unwrap(), report.warnings.len());
        println!("{}", std::fs::read_to_string("/proc/self/status").unwrap().lines().filter(|l| l.starts_with("VmHWM") || l.starts_with("VmRSS")).collect::<Vec<_>>().join(" "));
    }
}
