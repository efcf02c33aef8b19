//! What came of an import, for the person who has to put things right.

use super::Mode;
use std::fmt;

/// Issues of a kind that are kept; the rest is only counted, so that a hopeless file does not fill the memory.
const MAX_KEPT: usize = 1_000;

/// Issues that are printed.
const MAX_SHOWN: usize = 50;

/// Characters of a value that are repeated.
const MAX_VALUE: usize = 80;

/// What an import has done, or would do, and what is wrong with the file.
#[derive(Clone, Debug)]
pub struct Report {
    pub mode: Mode,
    pub products_created: u64,
    pub products_updated: u64,
    /// Products that were as the file says before.
    pub unchanged: u64,
    /// Variants in the file.
    pub variants: u64,
    /// Pictures that the file names. None is fetched.
    pub pictures_missing: u64,
    /// With any of these nothing at all is imported. At most 1,000; `error_count` has them all.
    pub errors: Vec<RowIssue>,
    pub error_count: u64,
    /// What was read otherwise than it was written. At most 1,000; `warning_count` has them all.
    pub warnings: Vec<RowIssue>,
    pub warning_count: u64,
}

/// Something about one place of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowIssue {
    /// The line on which the row begins, counted from 1.
    pub line: u64,
    /// As the file calls it; empty when it is about the whole row.
    pub column: String,
    /// The beginning of the cell, at most 80 characters.
    pub value: String,
    pub message: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

impl Report {
    pub(crate) fn new(mode: Mode) -> Self {
        Self {
            mode,
            products_created: 0,
            products_updated: 0,
            unchanged: 0,
            variants: 0,
            pictures_missing: 0,
            errors: Vec::new(),
            error_count: 0,
            warnings: Vec::new(),
            warning_count: 0,
        }
    }

    pub(crate) fn error(&mut self, issue: RowIssue) {
        self.error_count += 1;
        if self.errors.len() < MAX_KEPT {
            self.errors.push(issue);
        }
    }

    pub(crate) fn warn(&mut self, issue: RowIssue) {
        self.warning_count += 1;
        if self.warnings.len() < MAX_KEPT {
            self.warnings.push(issue);
        }
    }
}

/// The beginning of a text without anything that a terminal would obey.
pub(crate) fn cut(text: &str) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    if text.chars().count() <= MAX_VALUE {
        return text.chars().map(shown).collect();
    }
    text.chars().take(MAX_VALUE - 1).map(shown).chain(['…']).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (created, updated) = (counted(self.products_created, "product"), self.products_updated);
        match self.mode {
            _ if self.error_count > 0 => write!(f, "Nothing was imported: {}.", counted(self.error_count, "error"))?,
            Mode::Apply => write!(f, "{created} created, {updated} updated, {} unchanged.", self.unchanged)?,
            Mode::DryRun => write!(
                f,
                "Nothing was written. An import would have {created} created, {updated} updated, {} unchanged.",
                self.unchanged
            )?,
        }
        write!(f, " The file has {}", counted(self.variants, "variant"))?;
        match self.pictures_missing {
            0 => f.write_str(".")?,
            missing => write!(
                f,
                " and {}, which {} not fetched.",
                counted(missing, "picture"),
                if missing == 1 { "was" } else { "were" }
            )?,
        }
        let errors = self.errors.iter().take(MAX_SHOWN);
        let warnings = self.warnings.iter().take(MAX_SHOWN - errors.len());
        let shown = (errors.len() + warnings.len()) as u64;
        for (kind, issue) in errors.map(|issue| ("error", issue)).chain(warnings.map(|issue| ("warning", issue))) {
            write!(f, "\n{kind}: {issue}")?;
        }
        match self.error_count + self.warning_count - shown {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl fmt::Display for RowIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if !self.value.is_empty() {
            write!(f, ": {}", self.value)?;
        }
        if self.hint.is_empty() { Ok(()) } else { write!(f, " ({})", self.hint) }
    }
}

fn counted(number: u64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(line: u64) -> RowIssue {
        let (column, message, hint) =
            ("Price".to_owned(), "this is not a price".to_owned(), "write 1299.00".to_owned());
        RowIssue { line, column, value: cut("free"), message, hint }
    }

    #[test]
    fn a_report_with_errors_says_where_and_what_to_do() {
        let mut report = Report::new(Mode::Apply);
        report.variants = 1;

        report.error(issue(4));

        assert_eq!(
            report.to_string(),
            "Nothing was imported: 1 error. The file has 1 variant.\n\
             error: line 4, Price: this is not a price: free (write 1299.00)"
        );
    }

    #[test]
    fn a_hopeless_file_is_counted_but_not_kept() {
        let mut report = Report::new(Mode::Apply);

        (0..5_000).for_each(|line| report.error(issue(line)));
        (0..10).for_each(|line| report.warn(issue(line)));

        let shown = report.to_string();
        assert_eq!((report.errors.len(), report.error_count), (1_000, 5_000));
        assert_eq!(shown.lines().filter(|line| line.starts_with("error: ")).count(), 50);
        assert!(shown.ends_with("\nand 4960 more"), "{shown}");
    }

    #[test]
    fn a_value_is_short_and_harmless() {
        assert_eq!(cut("\u{1b}[2Ja\nb"), " [2Ja b");
        assert_eq!(cut(&"ß".repeat(80)), "ß".repeat(80));
        assert_eq!(cut(&"ß".repeat(81)), format!("{}…", "ß".repeat(79)));
    }
}
