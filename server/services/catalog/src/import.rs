//! Products from files that other shops export.
//!
//! A file is read twice, a product at a time: once to find all that is wrong with it, and then, when nothing is, to
//! write it in one transaction. So either all of it is imported or nothing, however large it is.

mod category;
mod header;
mod kept;
mod price;
mod product;
mod products;
mod report;
mod row;
mod sheet;
mod variant;

pub(crate) use category::{REST_NAME, REST_SLUG, Shelves};
pub(crate) use header::{Column, Header, TEMPLATE};
pub(crate) use kept::{Kept, KeptVariant};
pub(crate) use product::{Context, Draft, line, slug};
pub(crate) use products::{Products, Step};
pub use report::{Report, RowIssue};
pub(crate) use row::{Row, guarded};
pub use sheet::Unreadable;
pub(crate) use sheet::{MAX_HEADER, Sheet, sniff};

use crate::{Catalog, Outcome, moderation::tell_answers, store::import as store, upsert_product};
use anyhow::ensure;
use contracts::{
    Caller, Currency,
    ids::{CategoryId, SellerId},
};
use serde_json::json;
use sqlx::PgConnection;
use std::io::{Read, Seek};
use tokio::sync::Mutex;
use tracing::info;
use uuid::Uuid;
use web::Act;

/// SKUs that are looked up at once.
const SKUS: usize = 500;

/// Whether an import is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Apply,
    /// Does everything and takes it back, so that the report is true.
    DryRun,
}

/// Why there is no report. What is wrong with rows stands in the report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no shop `{0}`")]
    UnknownSeller(String),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// Imports a Shopify product export into the shop `seller_slug`, with prices in rupees: see [`shopify_in`].
pub async fn shopify(
    catalog: &Catalog,
    file: impl Read + Seek,
    seller_slug: &str,
    mode: Mode,
) -> Result<Report, Error> {
    shopify_in(catalog, file, seller_slug, Currency::Inr, mode).await
}

/// Imports a Shopify product export into the shop `seller_slug`, with prices in `currency`, on behalf of the operator.
///
/// Products are recognised by handle and variants by SKU, else by options: the same file again changes nothing. With
/// errors in the report nothing was imported. Reads the file where it stands: on a thread that may wait for it.
pub async fn shopify_in(
    catalog: &Catalog,
    file: impl Read + Seek,
    seller_slug: &str,
    currency: Currency,
    mode: Mode,
) -> Result<Report, Error> {
    let mut db = catalog.db.acquire().await.map_err(anyhow::Error::from)?;
    let seller = store::seller(&mut db, seller_slug).await.map_err(anyhow::Error::from)?;
    let seller = seller.ok_or_else(|| Error::UnknownSeller(seller_slug.to_owned()))?;
    let shelves =
        Shelves::new(store::categories(&mut db).await.map_err(anyhow::Error::from)?, CategoryId(Uuid::now_v7()));
    let import = Import { catalog, file: Mutex::new(file), seller, currency, mode, shelves };

    let mut report = import.check(&mut db).await?;
    drop(db);
    if report.error_count == 0 {
        match web::retry(|| import.write()).await? {
            Ok(Written { created, updated, unchanged }) => {
                (report.products_created, report.products_updated, report.unchanged) = (created, updated, unchanged);
            }
            Err(issue) => report.error(issue),
        }
    }
    if mode == Mode::Apply && report.error_count == 0 {
        catalog.forget();
        info!(seller.id = %seller, created = report.products_created, updated = report.products_updated, "products imported");
    }
    Ok(report)
}

struct Import<'a, R> {
    catalog: &'a Catalog,
    file: Mutex<R>,
    seller: SellerId,
    currency: Currency,
    mode: Mode,
    shelves: Shelves,
}

/// Products by what became of them.
#[derive(Default)]
struct Written {
    created: u64,
    updated: u64,
    unchanged: u64,
}

impl<R: Read + Seek> Import<'_, R> {
    /// Reads the whole file and writes nothing. Tells what is wrong.
    async fn check(&self, db: &mut PgConnection) -> Result<Report, Error> {
        let mut file = self.file.lock().await;
        let mut products = self.products(&mut *file)?;
        let mut report = Report::new(self.mode);
        let mut drafts = Vec::new();
        let mut skus = 0;
        while let Some(draft) = products.next(&mut report)? {
            skus += draft.product.variants.len();
            drafts.push(draft);
            if skus >= SKUS {
                self.check_skus(db, &drafts, &mut report).await?;
                drafts.clear();
                skus = 0;
            }
        }
        self.check_skus(db, &drafts, &mut report).await?;
        Ok(report)
    }

    /// Tells which SKUs belong to other products of the seller.
    async fn check_skus(&self, db: &mut PgConnection, drafts: &[Draft], report: &mut Report) -> Result<(), Error> {
        let foreign = foreign_skus(db, self.seller, drafts).await.map_err(anyhow::Error::from)?;
        foreign.into_iter().for_each(|(_, issue)| report.error(issue));
        Ok(())
    }

    /// Writes every product, in one transaction; or none, when one cannot be written after all.
    async fn write(&self) -> anyhow::Result<Result<Written, RowIssue>> {
        let mut file = self.file.lock().await;
        let mut tx = self.catalog.db.begin().await?;
        // Two imports into one shop would wait for each other's rows in different orders.
        store::lock(&mut tx, self.seller).await?;
        store::plan_once(&mut tx).await?;
        let mut products = self.products(&mut *file)?;
        let mut report = Report::new(self.mode);
        let mut written = Written::default();
        while let Some(draft) = products.next(&mut report)? {
            match write_one(self.catalog, &mut tx, &draft).await? {
                Ok(Change::Created) => written.created += 1,
                Ok(Change::Updated) => written.updated += 1,
                Ok(Change::None) => written.unchanged += 1,
                Err(issue) => return Ok(Err(issue)),
            }
        }
        ensure!(report.error_count == 0, "the file has changed while it was read");
        match self.mode {
            Mode::Apply => {
                self.record(&mut tx, &written).await?;
                self.catalog.outbox.commit(tx).await?;
            }
            Mode::DryRun => tx.rollback().await?,
        }
        Ok(Ok(written))
    }

    /// Tells audit what the operator did, if it was anything.
    async fn record(&self, tx: &mut PgConnection, written: &Written) -> anyhow::Result<()> {
        let Written { created, updated, .. } = written;
        if created + updated == 0 {
            return Ok(());
        }
        let act = Act {
            action: "import.shopify",
            subject: ("seller", self.seller.0),
            seller: Some(self.seller),
            after: Some(json!({ "created": created, "updated": updated })),
            reason: Some("by command line"),
            ..Act::default()
        };
        act.record(tx, &self.catalog.outbox, &Caller::System).await
    }

    /// The products of the file, from its beginning.
    fn products<'a>(&'a self, file: &'a mut R) -> Result<Products<'a, &'a mut R>, Unreadable> {
        let sheet = Sheet::open(file)?;
        let decimal = sheet.decimal;
        let (seller, currency, shelves) = (self.seller, self.currency, &self.shelves);
        let context = Context { seller, by: None, currency, decimal, shelves };
        Ok(Products::new(sheet, context))
    }
}

/// Which drafts, by index, have SKUs of other products of the seller.
pub(crate) async fn foreign_skus(
    db: &mut PgConnection,
    seller: SellerId,
    drafts: &[Draft],
) -> sqlx::Result<Vec<(usize, RowIssue)>> {
    let rows = || {
        let all = drafts.iter().enumerate().flat_map(|(index, draft)| draft.rows.iter().map(move |row| (index, row)));
        all.filter(|(_, row)| !row.get(Column::Sku).is_empty())
    };
    let skus: Vec<String> = rows().map(|(_, row)| row.get(Column::Sku).to_owned()).collect();
    let owners = store::owners(db, seller, &skus).await?;
    let foreign = rows().filter_map(|(index, row)| {
        let owner = owners.get(row.get(Column::Sku)).filter(|owner| *owner != row.handle())?;
        let message = format!("another product of the shop, `{owner}`, has this SKU");
        Some((index, row.issue(Column::Sku, message, "change one of the two")))
    });
    Ok(foreign.collect())
}

/// What an import did to a product.
pub(crate) enum Change {
    Created,
    Updated,
    None,
}

/// Writes a product; tells what is in its way.
pub(crate) async fn write_one(
    catalog: &Catalog,
    tx: &mut PgConnection,
    draft: &Draft,
) -> anyhow::Result<Result<Change, RowIssue>> {
    let mut product = draft.product.clone();
    if let Some(kept) = store::kept(tx, product.seller, &product.handle).await?
        && let Err(issue) = kept.stay_in(&mut product, draft)
    {
        return Ok(Err(issue));
    }
    if draft.unshelved && product.category == draft.product.category {
        product.category = store::rest(tx, product.category).await?;
    }
    let upserted = match upsert_product(catalog, tx, product).await {
        Ok(upserted) => upserted,
        Err(crate::Error::Internal(error)) => return Err(error),
        // Somebody else was quicker with a SKU, or the rules of `write` are stricter than ours.
        Err(error) => return Ok(Err(draft.issue(error.to_string(), "put it right and import again"))),
    };
    Ok(Ok(match upserted.outcome {
        Outcome::Created => Change::Created,
        Outcome::Kept if store::touched(tx, upserted.product).await? => {
            tell_answers(catalog, tx, &[upserted.product.0]).await?;
            Change::Updated
        }
        Outcome::Kept => Change::None,
    }))
}
