//! Files of products: uploaded, matched, checked, imported; and the way out again.

use crate::ids::ImportId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The largest file that is taken, in bytes.
pub const MAX_FILE: usize = 32 << 20;

/// So many errors, and so many warnings, are listed of one file; the others are only counted.
pub const MAX_ISSUES: u64 = 1_000;

/// A file on its way into the shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Import {
    pub id: ImportId,
    pub file: String,
    pub status: ImportStatus,
    /// The file's columns, in order.
    pub columns: Vec<FileColumn>,
    /// What a column of a file can mean.
    pub meanings: Vec<Meaning>,
    /// Rows of the file; known once it was checked.
    pub rows: Option<u64>,
    /// What the check has found, or the import has done so far.
    pub counts: Counts,
    /// Why it has failed, for people.
    pub problem: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub uploaded_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub finished_at: Option<OffsetDateTime>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportStatus {
    Uploaded,
    /// Being read, without writing anything.
    Checking,
    Checked,
    Running,
    Done,
    Cancelled,
    Failed,
}

impl ImportStatus {
    const ALL: [Self; 7] =
        [Self::Uploaded, Self::Checking, Self::Checked, Self::Running, Self::Done, Self::Cancelled, Self::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether the worker is at it.
    pub fn at_work(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }
}

/// A column as the file has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileColumn {
    pub name: String,
    /// What stands there in the first row, shortened.
    pub sample: String,
    /// Key of the [`Meaning`] that was recognised, remembered or chosen; empty when it is left out.
    pub means: String,
}

/// What a column can mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Meaning {
    pub key: String,
    pub label: String,
}

/// Products and rows by what becomes of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    pub rows_done: u64,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub failed: u64,
    pub failed_rows: u64,
    pub errors: u64,
    pub warnings: u64,
}

/// Says what the columns mean, one key a column, and has the file checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckImport {
    pub columns: Vec<String>,
    /// Whether files with the same column names mean the same from now on.
    pub remember: bool,
}

/// Something about one place of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportIssue {
    pub line: u64,
    pub error: bool,
    pub column: String,
    pub value: String,
    pub message: String,
    pub hint: String,
}

/// A piece of a CSV file, and the cursor that fetches the next one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CsvPart {
    pub text: String,
    pub next: Option<String>,
}
