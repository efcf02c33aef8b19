//! What a run has found, as a table.

use std::{fmt::Write, fs, path::Path};
use time::OffsetDateTime;

/// Around the table in a document; what stands between is written anew.
const BEGIN: &str = "<!-- figures -->";
const END: &str = "<!-- /figures -->";

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    pub scenario: String,
    pub what: String,
    pub figure: String,
    /// What it has to be; empty for what is only told.
    pub target: String,
    pub holds: bool,
}

/// The rows of one scenario, and what was violated.
#[derive(Clone, Debug, Default)]
pub struct Report {
    scenario: String,
    pub rows: Vec<Row>,
    pub violations: Vec<String>,
}

impl Report {
    pub fn of(scenario: impl Into<String>) -> Self {
        Self { scenario: scenario.into(), ..Self::default() }
    }

    /// Tells a figure.
    pub fn tell(&mut self, what: impl Into<String>, figure: impl Into<String>) {
        self.row(what.into(), figure.into(), String::new(), true);
    }

    /// Tells a figure that has to be so.
    pub fn must(&mut self, what: impl Into<String>, figure: impl Into<String>, target: impl Into<String>, holds: bool) {
        self.row(what.into(), figure.into(), target.into(), holds);
    }

    fn row(&mut self, what: String, figure: String, target: String, holds: bool) {
        if !holds {
            self.violations.push(format!("{}: {what}: {figure}, has to be {target}", self.scenario));
        }
        self.rows.push(Row { scenario: self.scenario.clone(), what, figure, target, holds });
    }

    pub fn add(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.violations.extend(other.violations);
    }
}

/// The table with when, where and by which seed it was made.
pub fn table(report: &Report, seed: u64, command: &str) -> String {
    let now = OffsetDateTime::now_utc();
    let mut text = format!("{}, seed {seed}, {}.\nBy `{command}`.\n\n", now.date(), machine());
    text.push_str("| scenario | what | figure | has to be | holds |\n| --- | --- | --- | --- | --- |\n");
    for Row { scenario, what, figure, target, holds } in &report.rows {
        let holds = match (target.is_empty(), holds) {
            (true, _) => "",
            (_, true) => "yes",
            (_, false) => "**no**",
        };
        let _ = writeln!(text, "| {scenario} | {what} | {figure} | {target} | {holds} |");
    }
    text
}

/// Puts a table where the last one stood.
pub fn replace(document: &Path, table: &str) -> anyhow::Result<()> {
    let text = fs::read_to_string(document)?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        anyhow::bail!("`{}` has no place for figures: `{BEGIN}` and `{END}`", document.display());
    };
    Ok(fs::write(document, format!("{before}{BEGIN}\n\n{table}\n{END}{after}"))?)
}

/// Processors, memory and kernel of this machine.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let model = value(&read("/proc/cpuinfo"), "model name");
    let kilobytes =
        value(&read("/proc/meminfo"), "MemTotal").trim_end_matches(" kB").parse::<u64>().unwrap_or_default();
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{cores} cores of {model}, {} GB of memory, Linux {}", kilobytes >> 20, kernel.trim())
}
