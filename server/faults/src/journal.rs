//! What was asked, when, and what was answered: one line of JSON each, written as it happens and never changed.

use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "line")]
pub enum Line {
    Asked(Asked),
    Fault(Fault),
}

/// A request of a shopper's, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// When it was sent, milliseconds since the run began.
    pub at_ms: u64,
    /// How long it took to be answered or given up.
    pub took_ms: u64,
    /// `7.3`: the third visit of shopper 7.
    pub visit: String,
    pub step: Step,
    /// What was sent, but for cards.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sent: BTreeMap<String, String>,
    pub outcome: Outcome,
    /// Nothing when there was no answer.
    pub status: Option<u16>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub location: String,
    /// Whether a 503 said when to try again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retry_after: bool,
    /// Why there was no answer, or what the answer said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
}

/// What a shopper does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    Home,
    Product,
    Add,
    Checkout,
    Place,
    /// Looks at the payment's page.
    Look,
    Card,
    Confirm,
    Order,
    Cancel,
    /// Asks how much is in the cart.
    Count,
}

impl Step {
    /// Whether the page can be shown without knowing who looks at it.
    pub fn is_browsing(self) -> bool {
        matches!(self, Self::Home | Self::Product)
    }
}

/// What the shopper may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The shop says that it was done.
    Done,
    /// The shop says that it was not.
    Refused,
    /// No answer, or one that leaves it open.
    Unknown,
}

/// Something that was done to the shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    pub name: String,
    pub from_ms: u64,
    pub to_ms: u64,
    /// Carts that were filled before are gone, as they have to be.
    #[serde(default, skip_serializing_if = "is_false")]
    pub forgets_carts: bool,
}

/// A journal that is being written.
pub struct Journal {
    pub path: PathBuf,
    began: Instant,
    file: Mutex<File>,
}

impl Journal {
    pub fn begin(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("journal.jsonl");
        let file = File::create_new(&path).with_context(|| format!("`{}` cannot be written", path.display()))?;
        Ok(Self { path, began: Instant::now(), file: Mutex::new(file) })
    }

    /// Milliseconds since the run began.
    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Adds a line. It is with the kernel when this returns: a run that is killed loses none.
    pub fn write(&self, line: &Line) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        Ok(self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&text)?)
    }

    /// All that was written until now.
    pub fn read(&self) -> anyhow::Result<Lines> {
        let file = BufReader::new(File::open(&self.path)?);
        let mut lines = Lines::default();
        for line in file.lines() {
            match serde_json::from_str(&line?)? {
                Line::Asked(asked) => lines.asked.push(asked),
                Line::Fault(fault) => lines.faults.push(fault),
            }
        }
        Ok(lines)
    }
}

/// A journal that was read.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    pub asked: Vec<Asked>,
    pub faults: Vec<Fault>,
}

fn is_false(flag: &bool) -> bool {
    !flag
}
