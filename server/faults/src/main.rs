//! `faults`: what a shop must survive, played for real.

use anyhow::Context;
use clap::Parser;
use faults::{
    Carrier, Settings,
    report::{Report, replace, table},
    scenario::Scenario,
};
use std::{path::PathBuf, process::ExitCode, time::Duration};
use tokio::signal::unix::{SignalKind, signal};

/// Does harm to a shop under load, and proves that nothing was lost and nothing done twice.
///
/// Fails when anything was. Starts everything that it needs itself, and touches nothing else on this machine.
#[derive(Parser)]
#[command(version)]
struct Faults {
    #[arg(long, value_enum, default_value = "all")]
    scenario: Scenario,
    /// Decides who buys what, and what is harmed when: the same again with the same seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How long the harm lasts, where a scenario leaves that open.
    #[arg(long)]
    seconds: Option<u64>,
    /// What carries the events; one after the other when there are several.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "postgres")]
    events: Vec<Carrier>,
    /// Simulated shoppers.
    #[arg(long, default_value_t = 50)]
    shoppers: u32,
    /// Processes that make pages.
    #[arg(long, default_value_t = 2)]
    instances: usize,
    /// The shop's executable; the one beside this program when none is named.
    #[arg(long)]
    levomart: Option<PathBuf>,
    /// Keeps journal and logs even if all was well.
    #[arg(long)]
    keep: bool,
    /// Writes the table into this document, in place of the last one.
    #[arg(long)]
    report: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Faults::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("faults: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(faults: Faults) -> anyhow::Result<ExitCode> {
    let levomart = match faults.levomart {
        Some(path) => path,
        None => std::env::current_exe()?.with_file_name("levomart"),
    };
    let (levomart, checkout) = (std::path::absolute(levomart)?, std::env::current_dir()?);
    let time = faults.seconds.map(Duration::from_secs);
    let play = async {
        let mut all = Report::default();
        for carrier in faults.events {
            let (levomart, checkout, seed) = (levomart.clone(), checkout.clone(), faults.seed);
            let (shoppers, instances, keep) = (faults.shoppers, faults.instances, faults.keep);
            let settings = Settings { levomart, checkout, carrier, seed, shoppers, instances, apart: false, keep };
            all.add(faults.scenario.play(&settings, time).await?);
        }
        anyhow::Ok(all)
    };
    let mut told_to_end = signal(SignalKind::terminate()).context("SIGTERM cannot be heard")?;
    // Whatever is under way is dropped then, and every process with it.
    let report = tokio::select! {
        report = play => report?,
        _ = told_to_end.recv() => anyhow::bail!("told to end"),
        _ = tokio::signal::ctrl_c() => anyhow::bail!("told to end"),
    };
    let command: Vec<String> = std::env::args().skip(1).collect();
    let table = table(&report, faults.seed, &format!("faults {}", command.join(" ")));
    println!("{table}");
    if let Some(document) = faults.report {
        replace(&document, &table)?;
    }
    Ok(if report.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
