use std::time::Instant;
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let db = sqlx::PgPool::connect(&args[1]).await?;
    catalog::MIGRATOR.run(&db).await?;
    let cat = catalog::Catalog::new(db.clone());
    if args[2] == "seed" {
        let n: u32 = args[3].parse()?;
        let t = Instant::now();
        catalog::seed_bulk(&cat, n, 300, |d| if d % 10000 == 0 { eprintln!("{d} {:?}", t.elapsed()) }).await?;
        println!("seeded {n} in {:?}", t.elapsed());
        return Ok(());
    }
    for q in &args[2..] {
        let s = contracts::search::Search::parse(q);
        let mut times = vec![];
        let mut l = None;
        for _ in 0..5 {
            cat.forget();
            cat.categories().await?;
            let t = Instant::now();
            l = Some(cat.listing(&s).await);
            times.push(t.elapsed().as_micros() as f64 / 1000.0);
        }
        match l.unwrap() {
            Ok(l) => println!("{q:50} total {:6} items {:2} mean {:?} {times:.1?}\n   options {:?}\n relaxed {:?} dym {:?}", l.total, l.items.len(), times.iter().sum::<f64>() / 5.0,
               l.facets.options.iter().map(|o| format!("{}:{:?}", o.name, o.values.iter().take(6).map(|v| (v.value.clone(), v.count)).collect::<Vec<_>>())).collect::<Vec<_>>(), l.relaxed, l.did_you_mean),
            Err(e) => println!("{q} {e:?}"),
        }
    }
    Ok(())
}
