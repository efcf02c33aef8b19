//! One row of a file: its cells by what they mean.

use super::{
    header::{Column, Header},
    report::{Report, RowIssue, cut},
};
use std::sync::Arc;

/// The longest cell, in characters. Shopify allows half as much for the longest, a description.
const MAX_CELL: usize = 200_000;

/// What spreadsheets take for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell as it is written, no formula to any spreadsheet. [`Row::read`] takes the apostrophe off again.
pub(crate) fn guarded(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

/// A row, trimmed; cells that are missing are empty.
#[derive(Debug)]
pub(crate) struct Row {
    /// Where it begins.
    pub line: u64,
    /// True when something in it could not be read, and was told: what it says is not to be trusted.
    pub broken: bool,
    /// The same in words.
    pub why: String,
    cells: Vec<String>,
    header: Arc<Header>,
}

impl Row {
    /// Reads the cells whose meaning is known. What cannot be read is told to `report`.
    pub fn read(header: &Arc<Header>, record: &csv::ByteRecord, line: u64, report: &mut Report) -> Self {
        let mut row = Self {
            line,
            broken: false,
            why: String::new(),
            cells: vec![String::new(); Column::COUNT],
            header: Arc::clone(header),
        };
        for (position, bytes) in record.iter().enumerate() {
            let Some(column) = header.at(position) else { continue };
            let text = String::from_utf8_lossy(bytes);
            row.cells[column as usize] = unguarded(text.trim()).to_owned();
            let wrong = if std::str::from_utf8(bytes).is_err() {
                Some(("this is not UTF-8", "save the file as `CSV UTF-8`"))
            } else if text.contains('\0') {
                Some(("there is a NUL character", "remove it"))
            } else if text.chars().nth(MAX_CELL).is_some() {
                Some(("this is longer than 200,000 characters", "shorten it; a quotation mark may be missing"))
            } else {
                None
            };
            if let Some((message, hint)) = wrong {
                let issue = row.issue(column, message, hint);
                row.why = issue.to_string();
                report.error(issue);
                row.broken = true;
            }
        }
        row
    }

    /// Its cells as they can be written again: of the columns that mean something, in the file's order.
    pub fn written(&self) -> Vec<String> {
        self.header.columns().filter_map(|(_, column)| Some(self.get(column?).replace('\0', ""))).collect()
    }

    pub fn get(&self, column: Column) -> &str {
        &self.cells[column as usize]
    }

    /// Whether the file has this column: what it does not speak of, products keep.
    pub fn speaks_of(&self, column: Column) -> bool {
        self.header.has(column)
    }

    pub fn handle(&self) -> &str {
        self.get(Column::Handle)
    }

    /// Gives a handle to a row that has none.
    pub fn set_handle(&mut self, handle: String) {
        self.cells[Column::Handle as usize] = handle;
    }

    /// Something about one of its cells.
    pub fn issue(&self, column: Column, message: impl Into<String>, hint: &str) -> RowIssue {
        RowIssue {
            line: self.line,
            column: self.header.name(column).to_owned(),
            value: cut(self.get(column)),
            message: message.into(),
            hint: hint.to_owned(),
        }
    }

    /// True when it describes a variant, not only a further picture.
    pub fn sells(&self) -> bool {
        let options = Column::OPTIONS.map(|(_, value)| value);
        options.into_iter().chain([Column::Sku, Column::Price]).any(|column| !self.get(column).is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::{guarded, unguarded};

    #[test]
    fn what_looks_like_a_formula_is_written_as_text_and_read_as_it_was() {
        for cell in ["=HYPERLINK(1)", "+2", "-5 °C", "@home", "Bowl", "'tis", ""] {
            assert_eq!(unguarded(&guarded(cell)), cell);
        }
        assert_eq!((guarded("=1"), guarded("a=1")), ("'=1".to_owned(), "a=1".to_owned()));
    }
}
