//! A file, row by row. Never more than a row of it is in memory.

use super::{
    header::Header,
    report::{Report, RowIssue, cut},
    row::Row,
};
use std::{
    cmp::Ordering,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    sync::Arc,
};

/// The longest row, in bytes: a row that does not end is a quote left open, and would be the whole rest of the file.
const MAX_ROW: usize = 8 << 20;

/// The most rows: all are written in one transaction.
const MAX_ROWS: u64 = 200_000;

/// How far to look for the end of the header, in bytes.
pub(crate) const MAX_HEADER: u64 = 64 << 10;

/// Why a file is not read at all.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
    #[error("the file is empty")]
    Empty,
    #[error("the file has a header but no products")]
    NoProducts,
    #[error("the file is UTF-16: save it as `CSV UTF-8` and try again")]
    Utf16,
    #[error("this is a spreadsheet or an archive: save it as `CSV UTF-8` and try again")]
    Spreadsheet,
    #[error("this is not a text file: save it as `CSV UTF-8` and try again")]
    NotText,
    #[error("there is no column {missing}; the first line begins: {found}")]
    MissingColumn { missing: &'static str, found: String },
    #[error("column `{0}` is there twice")]
    DoubleColumn(String),
    #[error("the row that begins on line {0} does not end: a quotation mark seems to be left open there")]
    Endless(u64),
    #[error("the file has more than {MAX_ROWS} rows: import it in parts, and keep the rows of a product together")]
    TooManyRows,
}

/// An open file, its header read.
pub(crate) struct Sheet<R> {
    csv: csv::Reader<Lines<BufReader<R>>>,
    record: csv::ByteRecord,
    rows: u64,
    pub header: Arc<Header>,
    /// The separator that its prices are likely to use before decimals.
    pub decimal: char,
}

impl<R: Read + Seek> Sheet<R> {
    /// Opens a file at its beginning. Fails when it is no table of products.
    pub fn open(file: R) -> Result<Self, Unreadable> {
        Self::open_with(file, Header::read)
    }

    /// The same, with another way to read the first row.
    pub fn open_with(
        mut file: R,
        read: impl FnOnce(&csv::ByteRecord) -> Result<Header, Unreadable>,
    ) -> Result<Self, Unreadable> {
        let (delimiter, begin) = sniff(&mut file)?;
        file.seek(SeekFrom::Start(begin))?;
        let mut csv = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Lines::new(BufReader::new(file)));
        let mut record = csv::ByteRecord::new();
        csv.get_mut().left = MAX_ROW;
        if !csv.read_byte_record(&mut record).map_err(|error| failed(error, 1))? {
            return Err(Unreadable::Empty);
        }
        let header = Arc::new(read(&record)?);
        // Where the semicolon separates cells, the comma is taken: by decimals.
        Ok(Self { csv, record, rows: 0, header, decimal: if delimiter == b';' { ',' } else { '.' } })
    }

    /// The next row that says anything. Cells that cannot be read are told to `report`.
    pub fn next(&mut self, report: &mut Report) -> Result<Option<Row>, Unreadable> {
        loop {
            let began = self.csv.position().line();
            self.csv.get_mut().left = MAX_ROW;
            if !self.csv.read_byte_record(&mut self.record).map_err(|error| failed(error, began))? {
                return if self.rows == 0 { Err(Unreadable::NoProducts) } else { Ok(None) };
            }
            if self.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            self.rows += 1;
            if self.rows > MAX_ROWS {
                return Err(Unreadable::TooManyRows);
            }
            let line = self.line(began);
            let mut row = Row::read(&self.header, &self.record, line, report);
            if let Some((message, hint)) = self.misshapen() {
                let (column, value) = (String::new(), cut(row.handle()));
                let issue = RowIssue { line, column, value, message, hint: hint.to_owned() };
                row.why = issue.to_string();
                report.error(issue);
                row.broken = true;
            }
            return Ok(Some(row));
        }
    }

    /// All cells of the next row, shortened; nothing behind the last one.
    pub fn sample(&mut self) -> Result<Vec<String>, Unreadable> {
        let began = self.csv.position().line();
        self.csv.get_mut().left = MAX_ROW;
        self.csv.read_byte_record(&mut self.record).map_err(|error| failed(error, began))?;
        Ok(self.record.iter().map(|cell| cut(String::from_utf8_lossy(cell).trim())).collect())
    }

    /// The line on which the row begins that was just read: blank lines before it belong to no row.
    fn line(&self, began: u64) -> u64 {
        let inside: usize = self.record.iter().map(|cell| cell.iter().filter(|byte| **byte == b'\n').count()).sum();
        (self.csv.position().line() - 1).saturating_sub(inside as u64).max(began)
    }

    /// What is wrong with the number of cells. Spreadsheets may leave out empty cells at the end of a row; but together
    /// with a line break, a missing cell means that a quotation mark was closed in another row.
    fn misshapen(&self) -> Option<(String, &'static str)> {
        let (cells, columns) = (self.record.len(), self.header.len());
        let broken = self.record.iter().any(|cell| cell.contains(&b'\n'));
        let hint = match cells.cmp(&columns) {
            Ordering::Greater => "a cell that contains the separator has to stand in quotation marks",
            Ordering::Less if broken => "a quotation mark seems to be missing",
            Ordering::Less | Ordering::Equal => return None,
        };
        Some((format!("the row has {cells} cells, the first line of the file {columns}"), hint))
    }
}

/// A failure to read the row that begins on a line.
fn failed(error: csv::Error, line: u64) -> Unreadable {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => Unreadable::Endless(line),
        csv::ErrorKind::Io(error) => Unreadable::Io(error),
        other => Unreadable::Io(io::Error::other(format!("{other:?}"))),
    }
}

/// Finds out what separates the cells of a file, and where its text begins.
pub(crate) fn sniff(file: &mut (impl Read + Seek)) -> Result<(u8, u64), Unreadable> {
    file.rewind()?;
    let mut beginning = Vec::new();
    file.take(MAX_HEADER).read_to_end(&mut beginning)?;
    match beginning.as_slice() {
        [] => return Err(Unreadable::Empty),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(Unreadable::Utf16),
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(Unreadable::Spreadsheet),
        _ => {}
    }
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&beginning);
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.trim_ascii_start() {
        match byte {
            0 => return Err(Unreadable::NotText),
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'\n' | b'\r' => break,
            _ => counts.iter_mut().filter(|(delimiter, _)| delimiter == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // The last of equals would win: the comma is the likeliest.
    let (delimiter, _) = counts.into_iter().rev().max_by_key(|(_, count)| *count).unwrap_or((b',', 0));
    Ok((delimiter, (beginning.len() - text.len()) as u64))
}

/// Text whose lines all end with `\n`, whatever they ended with before; and no more of it than is allowed at a time.
struct Lines<R> {
    input: R,
    after_cr: bool,
    last: u8,
    /// Bytes that may still be read.
    left: usize,
}

impl<R> Lines<R> {
    fn new(input: R) -> Self {
        Self { input, after_cr: false, last: b'\n', left: 0 }
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let room = out.len().min(self.left);
        let mut written = 0;
        while written == 0 && room > 0 {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() && self.last != b'\n' {
                out[0] = b'\n';
                written = 1;
            }
            if chunk.is_empty() {
                break;
            }
            let mut used = 0;
            for &byte in chunk {
                if written == room {
                    break;
                }
                used += 1;
                if !(byte == b'\n' && self.after_cr) {
                    out[written] = if byte == b'\r' { b'\n' } else { byte };
                    written += 1;
                }
                self.after_cr = byte == b'\r';
            }
            self.input.consume(used);
        }
        if written > 0 {
            self.last = out[written - 1];
        }
        self.left -= written;
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn lines(text: &[u8], at_a_time: usize) -> String {
        let mut lines = Lines { left: 1_000, ..Lines::new(BufReader::with_capacity(at_a_time, text)) };
        let mut out = String::new();
        lines.read_to_string(&mut out).unwrap();
        out
    }

    #[test]
    fn lines_end_alike_wherever_the_chunks_are_cut() {
        for at_a_time in 1..8 {
            assert_eq!(lines(b"a\r\nb\rc\n\nd\r\r\n\re", at_a_time), "a\nb\nc\n\nd\n\n\ne\n");
            assert_eq!(lines(b"", at_a_time), "");
        }
    }

    #[test]
    fn the_separator_is_found_outside_quotes() {
        let sniffed = |text: &str| sniff(&mut Cursor::new(text.as_bytes())).unwrap();

        assert_eq!(sniffed("Handle,Title"), (b',', 0));
        assert_eq!(sniffed("\u{feff}Handle;\"a,b,c\";Title\nx,y,z,a,b,c"), (b';', 3));
        assert_eq!(sniffed("\"a\nb\"\tTitle\r,,,"), (b'\t', 0));
        assert_eq!(sniffed("Handle"), (b',', 0));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), sane in any::<bool>()) {
            let text = if sane { [b"Handle,Title,Price\n".as_slice(), &bytes].concat() } else { bytes };
            let mut report = Report::new(crate::import::Mode::DryRun);

            if let Ok(mut sheet) = Sheet::open(Cursor::new(text)) {
                while let Ok(Some(row)) = sheet.next(&mut report) {
                    prop_assert!(row.line >= 2);
                }
            }
        }
    }
}
