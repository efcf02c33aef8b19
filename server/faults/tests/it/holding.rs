use faults::{Carrier, Settings, scenario};
use std::{
    io::{Write, stderr},
    path::{Path, PathBuf},
};

/// The executable that this very build has made: two floors up from `target/debug/deps/it-…`.
fn levomart() -> PathBuf {
    let deps = std::env::current_exe().unwrap();
    read("LEVOMART_BIN").map_or_else(|| deps.parent().unwrap().with_file_name("levomart"), PathBuf::from)
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration file; the environment is all they are told")]
fn read(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

async fn survives(carrier: Carrier) {
    let settings = Settings {
        levomart: levomart(),
        checkout: Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."),
        carrier,
        seed: 1,
        shoppers: 12,
        instances: 2,
        apart: false,
        keep: false,
    };

    let report = scenario::short(&settings).await.unwrap();

    assert!(report.violations.is_empty(), "{:#?}", report.violations);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_kills_and_a_silent_bus_cost_nobody_an_order() {
    survives(Carrier::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_kills_and_a_silent_broker_cost_nobody_an_order() {
    // Whoever has a broker has what it takes to start another one.
    if read("KAFKA_BROKERS").is_none() {
        // Past the test's own output, which nobody sees when it passes.
        let _ = writeln!(stderr(), "KAFKA_BROKERS is not set: the story of a silent broker was left out");
        return;
    }
    survives(Carrier::Kafka).await;
}
