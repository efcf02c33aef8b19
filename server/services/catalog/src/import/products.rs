//! The products of a file, one after the other.

use super::{
    header::Column,
    product::{Context, Draft, draft, line, slug},
    report::Report,
    row::Row,
    sheet::{Sheet, Unreadable},
};
use contracts::goods::MAX_VARIANTS;
use std::{
    collections::HashMap,
    io::{Read, Seek},
};

/// The most rows of one product, all of which are in memory at once: its variants, and as many pictures as Shopify has of
/// one product.
const MAX_ROWS: usize = MAX_VARIANTS + 250;

/// What the rows of a handle come to.
pub(crate) enum Step {
    Product(Box<Draft>),
    Failed(Vec<Row>),
    /// More of the product that has just failed, because it has too many rows.
    More(Vec<Row>),
}

/// Reads products from a sheet. Remembers handles and SKUs, to see those that come again.
pub(crate) struct Products<'a, R> {
    sheet: Sheet<R>,
    context: Context<'a>,
    /// The first row of the next product.
    ahead: Option<Row>,
    /// The handle of the last product, if it has more rows than one may have.
    too_long: Option<String>,
    /// Rows that belong to no product.
    strays: Vec<Row>,
    /// Lines on which they stood first.
    handles: HashMap<String, u64>,
    skus: HashMap<String, u64>,
}

impl<'a, R: Read + Seek> Products<'a, R> {
    pub fn new(sheet: Sheet<R>, context: Context<'a>) -> Self {
        let (handles, skus) = (HashMap::new(), HashMap::new());
        Self { sheet, context, ahead: None, too_long: None, strays: Vec::new(), handles, skus }
    }

    /// The next product without errors. Those of the others are told to `report`.
    pub fn next(&mut self, report: &mut Report) -> Result<Option<Draft>, Unreadable> {
        while let Some(step) = self.step(report)? {
            if let Step::Product(draft) = step {
                return Ok(Some(*draft));
            }
        }
        Ok(None)
    }

    /// The next product, or rows of which none can be made. What is wrong is told to `report`.
    pub fn step(&mut self, report: &mut Report) -> Result<Option<Step>, Unreadable> {
        if !self.strays.is_empty() {
            return Ok(Some(Step::Failed(std::mem::take(&mut self.strays))));
        }
        let Some(mut rows) = self.group(report)? else {
            let strays = std::mem::take(&mut self.strays);
            return Ok((!strays.is_empty()).then_some(Step::Failed(strays)));
        };
        let message = format!("the product has more than {MAX_ROWS} rows");
        if self.too_long.as_deref() == Some(rows[0].handle()) {
            rows.iter_mut().filter(|row| !row.broken).for_each(|row| row.why.clone_from(&message));
            return Ok(Some(Step::More(rows)));
        }
        let behind = self.ahead.as_ref().map(Row::handle);
        self.too_long = behind.filter(|handle| *handle == rows[0].handle()).map(ToOwned::to_owned);
        if self.too_long.is_some() {
            rows[0].broken = true;
            report.error(rows[0].issue(Column::Handle, message, "split it into several products"));
        }
        // The row behind them was read, too, and what is wrong with that is not theirs.
        let errors = report.error_count;
        self.see_handle(&rows[0], report);
        // What cannot be read would be wrong in many ways: one is enough.
        if rows.iter().any(|row| row.broken) {
            return Ok(Some(Step::Failed(rows)));
        }
        rows.iter().for_each(|row| self.see_sku(row, report));
        let draft = draft(rows, &self.context, report);
        Ok(Some(if report.error_count == errors { Step::Product(Box::new(draft)) } else { Step::Failed(draft.rows) }))
    }

    /// The rows that follow each other with one handle, as many as one product may have.
    fn group(&mut self, report: &mut Report) -> Result<Option<Vec<Row>>, Unreadable> {
        let Some(first) = self.take_row(report)? else { return Ok(None) };
        let mut rows = vec![first];
        while let Some(row) = self.take_row(report)? {
            if row.handle() != rows[0].handle() || rows.len() == MAX_ROWS {
                self.ahead = Some(row);
                break;
            }
            rows.push(row);
        }
        Ok(Some(rows))
    }

    fn take_row(&mut self, report: &mut Report) -> Result<Option<Row>, Unreadable> {
        if self.ahead.is_some() {
            return Ok(self.ahead.take());
        }
        while let Some(mut row) = self.sheet.next(report)? {
            if row.handle().is_empty() {
                // Shopify makes the handle of the title where there is none.
                row.set_handle(slug(&line(row.get(Column::Title))));
            }
            if !row.handle().is_empty() {
                return Ok(Some(row));
            }
            if !row.broken {
                let issue =
                    row.issue(Column::Handle, "the handle is missing", "each row has the handle of its product");
                row.why = issue.to_string();
                report.error(issue);
            }
            self.strays.push(row);
        }
        Ok(None)
    }

    fn see_handle(&mut self, first: &Row, report: &mut Report) {
        match self.handles.get(first.handle()) {
            Some(other) => {
                let message = format!("the rows of this handle do not stand together: others begin on line {other}");
                report.error(first.issue(
                    Column::Handle,
                    message,
                    "sort the rows by handle, the one with the title first",
                ));
            }
            None => {
                self.handles.insert(first.handle().to_owned(), first.line);
            }
        }
    }

    fn see_sku(&mut self, row: &Row, report: &mut Report) {
        let sku = row.get(Column::Sku);
        match self.skus.get(sku) {
            _ if sku.is_empty() => {}
            Some(other) => {
                let message = format!("line {other} has the same SKU");
                report.error(row.issue(Column::Sku, message, "each variant has a SKU of its own, or none"));
            }
            None => {
                self.skus.insert(sku.to_owned(), row.line);
            }
        }
    }
}
