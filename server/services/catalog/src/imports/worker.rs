//! Checks and imports files in the background, a few products at a time.
//!
//! Each batch is a transaction that also counts how far the file is, so that a crash loses nothing and does nothing twice.

use super::means;
use crate::{
    Catalog,
    import::{self, Change, Context, Draft, Header, Mode, Products, Report, Row, RowIssue, Sheet, Shelves, Step},
    store::{
        import as shared, import_rows as rows,
        imports::{self as store, Job, Progress},
    },
};
use contracts::{Currency, events::CatalogEvent, ids::CategoryId, imports::MAX_ISSUES};
use std::{io::Cursor, mem, time::Duration};
use tokio::time::Instant;
use tracing::{error, info};
use uuid::Uuid;
use web::Sweeper;

/// How often files that wait are looked for.
const LOOK: Duration = Duration::from_secs(2);

const PURGE: Duration = Duration::from_secs(3_600);

/// Whoever is silent for this long is dead, and somebody else goes on.
const LEASE: Duration = Duration::from_secs(60);

/// Work on one file, before others have their turn.
const TURN: Duration = Duration::from_secs(30);

/// Rows of one batch: its locks are gone before a shopper notices.
const BATCH: usize = 100;

/// Products that are passed over before others of the process have their turn.
const BREATH: i64 = 100;

/// The longest rest between batches.
const REST: Duration = Duration::from_secs(1);

/// Issues of a kind that are kept of one file.
const KEPT: i64 = MAX_ISSUES as i64;

/// What is done with files by the clock.
pub(crate) fn sweepers(catalog: &Catalog) -> Vec<Sweeper> {
    let (working, purging) = (catalog.clone(), catalog.clone());
    vec![
        Sweeper::new("imports", LOOK, move || {
            let catalog = working.clone();
            async move { work(&catalog).await }
        }),
        Sweeper::new("old imports", PURGE, move || {
            let catalog = purging.clone();
            async move { Ok(store::purge(&mut *catalog.db.acquire().await?).await.map(drop)?) }
        }),
    ]
}

/// Works until no file waits. One that cannot be worked on does not keep the others waiting.
async fn work(catalog: &Catalog) -> anyhow::Result<()> {
    loop {
        let job = store::claim(&mut *catalog.db.acquire().await?, Uuid::new_v4(), LEASE).await?;
        let Some(job) = job else { return Ok(()) };
        match take_turn(catalog, &job).await {
            Ok(()) => {}
            Err(import::Error::Unreadable(reason)) => {
                end(catalog, &job, Some(&reason.to_string())).await?;
            }
            // It is tried again when the claim is over.
            Err(reason) => error!(import.id = %job.id, error = format!("{reason:#}"), "import interrupted"),
        }
    }
}

/// Goes on with a file from where it is, for one turn at most.
async fn take_turn(catalog: &Catalog, job: &Job) -> Result<(), import::Error> {
    let mut db = catalog.db.acquire().await.map_err(anyhow::Error::from)?;
    let file = store::file(&mut db, job.id).await.map_err(anyhow::Error::from)?.unwrap_or_default();
    let categories = shared::categories(&mut db).await.map_err(anyhow::Error::from)?;
    drop(db);
    let shelves = Shelves::new(categories, CategoryId(Uuid::now_v7()));
    let sheet = Sheet::open_with(Cursor::new(file), |row| Header::matched(row, &means(&job.columns)))?;
    let (seller, by, decimal) = (job.seller, Some(job.by), sheet.decimal);
    let context = Context { seller, by, currency: Currency::Inr, decimal, shelves: &shelves };
    let mut products = Products::new(sheet, context);
    let mut work = Work { catalog, job, errors: job.errors, warnings: job.warnings };
    let mut batch = Batch::default();
    let (began, mut seen) = (Instant::now(), 0);
    loop {
        let mut report = Report::new(Mode::Apply);
        let Some(step) = products.step(&mut report)? else { break };
        seen += 1;
        if seen <= job.products_done {
            if seen % BREATH == 0 {
                tokio::task::yield_now().await;
            }
            continue;
        }
        batch.take(step, report);
        if batch.rows < BATCH {
            continue;
        }
        let batch_began = Instant::now();
        if !work.write(mem::take(&mut batch)).await? {
            return Ok(());
        }
        if began.elapsed() > TURN {
            let mut db = catalog.db.acquire().await.map_err(anyhow::Error::from)?;
            return Ok(store::lay_down(&mut db, job).await.map_err(anyhow::Error::from)?);
        }
        // Half of the time belongs to shoppers.
        tokio::time::sleep(batch_began.elapsed().min(REST)).await;
    }
    if work.write(batch).await? {
        end(catalog, job, None).await?;
        catalog.cache.forget_goods();
        info!(import.id = %job.id, seller.id = %job.seller, checking = job.checking, "file of products done");
    }
    Ok(())
}

/// Ends the work on a file. Of an import, not of a check, its shop hears.
async fn end(catalog: &Catalog, job: &Job, problem: Option<&str>) -> anyhow::Result<()> {
    let mut tx = catalog.db.begin().await?;
    if let Some((version, event)) = store::finish(&mut tx, job, problem).await?
        && !job.checking
    {
        catalog.outbox.publish(&mut tx, version, &CatalogEvent::ImportEnded(event)).await?;
    }
    Ok(catalog.outbox.commit(tx).await?)
}

/// Products that are written at once, and what is wrong with others that were read with them.
#[derive(Default)]
struct Batch {
    drafts: Vec<Draft>,
    failures: Vec<(Vec<String>, String)>,
    /// True with errors.
    issues: Vec<(bool, RowIssue)>,
    /// Read since the last batch.
    products: i64,
    rows: usize,
    failed: u64,
}

impl Batch {
    fn take(&mut self, step: Step, report: Report) {
        self.products += 1;
        match step {
            Step::Product(draft) => {
                self.rows += draft.rows.len();
                self.drafts.push(*draft);
            }
            Step::Failed(rows) => {
                self.rows += rows.len();
                self.failed += 1;
                self.fail(&rows, &report.errors);
            }
            Step::More(rows) => {
                self.rows += rows.len();
                self.fail(&rows, &report.errors);
            }
        }
        self.issues.extend(report.errors.into_iter().map(|issue| (true, issue)));
        self.issues.extend(report.warnings.into_iter().map(|issue| (false, issue)));
    }

    /// Keeps rows of a product that cannot be written; each says what is wrong with itself.
    fn fail(&mut self, rows: &[Row], errors: &[RowIssue]) {
        for row in rows {
            let own: Vec<String> =
                errors.iter().filter(|issue| issue.line == row.line).map(ToString::to_string).collect();
            let why = match own.is_empty() {
                false => own.join("; "),
                true if !row.why.is_empty() => row.why.clone(),
                true => "another row of this product has an error".to_owned(),
            };
            self.failures.push((row.written(), why));
        }
    }

    /// Takes out a product that cannot be written after all.
    fn give_up(&mut self, index: usize, issues: Vec<RowIssue>) {
        let draft = self.drafts.remove(index);
        self.failed += 1;
        self.fail(&draft.rows, &issues);
        self.issues.extend(issues.into_iter().map(|issue| (true, issue)));
    }
}

/// What came of trying to write a batch.
enum Tried {
    Written,
    /// The file was cancelled, or somebody else works on it.
    Gone,
    /// A product, by index, is in the way of the others.
    Refused(usize, RowIssue),
}

struct Work<'a> {
    catalog: &'a Catalog,
    job: &'a Job,
    errors: i64,
    warnings: i64,
}

impl Work<'_> {
    /// Writes what can be written. False when the work is no longer wanted.
    async fn write(&mut self, mut batch: Batch) -> anyhow::Result<bool> {
        let mut foreign =
            import::foreign_skus(&mut *self.catalog.db.acquire().await?, self.job.seller, &batch.drafts).await?;
        while let Some(&(index, _)) = foreign.last() {
            let (of, others) = foreign.into_iter().partition::<Vec<_>, _>(|(other, _)| *other == index);
            batch.give_up(index, of.into_iter().map(|(_, issue)| issue).collect());
            foreign = others;
        }
        loop {
            match web::retry(|| self.attempt(&batch)).await? {
                Tried::Written => break,
                Tried::Gone => return Ok(false),
                Tried::Refused(index, issue) => batch.give_up(index, vec![issue]),
            }
        }
        let errors = batch.issues.iter().filter(|(error, _)| *error).count() as i64;
        self.errors += errors;
        self.warnings += batch.issues.len() as i64 - errors;
        Ok(true)
    }

    async fn attempt(&self, batch: &Batch) -> anyhow::Result<Tried> {
        let mut tx = self.catalog.db.begin().await?;
        let mut progress = Progress { products: batch.products, ..Progress::default() };
        let counts = &mut progress.counts;
        if !batch.drafts.is_empty() {
            // Two imports into one shop would wait for each other's rows in different orders.
            shared::lock(&mut tx, self.job.seller).await?;
            shared::plan_once(&mut tx).await?;
        }
        for (index, draft) in batch.drafts.iter().enumerate() {
            match import::write_one(self.catalog, &mut tx, draft).await? {
                Ok(Change::Created) => counts.created += 1,
                Ok(Change::Updated) => counts.updated += 1,
                Ok(Change::None) => counts.unchanged += 1,
                Err(issue) => return Ok(Tried::Refused(index, issue)),
            }
        }
        if self.job.checking {
            // What would happen is known now, and must not have happened.
            tx.rollback().await?;
            tx = self.catalog.db.begin().await?;
        }
        counts.rows_done = batch.rows as u64;
        counts.failed = batch.failed;
        counts.failed_rows = batch.failures.len() as u64;
        counts.errors = batch.issues.iter().filter(|(error, _)| *error).count() as u64;
        counts.warnings = batch.issues.len() as u64 - counts.errors;
        if !store::advance(&mut tx, self.job, LEASE, progress).await? {
            return Ok(Tried::Gone);
        }
        rows::add_issues(&mut tx, self.job.id, &self.kept(batch)).await?;
        rows::add_failures(&mut tx, self.job.id, &batch.failures).await?;
        self.catalog.outbox.commit(tx).await?;
        Ok(Tried::Written)
    }

    /// Issues that there is still room for.
    fn kept<'a>(&self, batch: &'a Batch) -> Vec<(bool, &'a RowIssue)> {
        let (mut errors, mut warnings) = (KEPT - self.errors, KEPT - self.warnings);
        let room = |(error, _): &&(bool, RowIssue)| {
            let left = if *error { &mut errors } else { &mut warnings };
            *left -= 1;
            *left >= 0
        };
        batch.issues.iter().filter(room).map(|(error, issue)| (*error, issue)).collect()
    }
}
