//! Files of products as members of a shop bring them: uploaded, matched, checked, and imported in the background.

mod export;
mod worker;

pub(crate) use worker::sweepers;

use crate::{
    Catalog, Error,
    import::{Column, Header, MAX_HEADER, Sheet, TEMPLATE, guarded, sniff},
    inventory::seller,
    store::{import_rows as rows, imports as store},
};
use contracts::{
    Caller, Page,
    ids::ImportId,
    imports::{CheckImport, CsvPart, FileColumn, Import, ImportIssue, MAX_FILE, Meaning},
    problem::Check,
};
use serde_json::json;
use std::io::Cursor;
use uuid::Uuid;
use web::Act;

/// Issues on one page.
const PAGE: i64 = 50;

/// The most columns of a file: each can be matched by hand.
const MAX_COLUMNS: usize = 500;

/// Files that are listed.
const LISTED: i64 = 20;

/// Failed rows of one piece of `errors.csv`. A row may be long: see [`PIECE`].
const ROWS: i64 = 2_000;

/// A piece of a file is about this large, in bytes.
const PIECE: usize = 2 << 20;

impl Catalog {
    /// Takes a file and recognises its columns.
    pub(crate) async fn upload_import(&self, caller: &Caller, name: &str, file: &[u8]) -> Result<Import, Error> {
        let seller = seller(caller)?;
        let mut check = Check::default();
        check.that(file.len() <= MAX_FILE, "file", "A file has at most 32 MB.");
        check.that(!file.is_empty(), "file", "Choose a file that is not empty.");
        check.done().map_err(Error::Invalid)?;
        let id = ImportId(Uuid::now_v7());
        let by = caller.user().ok_or(Error::NotFound("page"))?;
        let shown: String = name.chars().filter(|c| !c.is_control()).take(200).collect();

        let mut tx = self.db.begin().await?;
        let remembered = store::remembered(&mut tx, seller).await?;
        let mut sheet = Sheet::open_with(Cursor::new(file), Header::guessed)?;
        let mut check = Check::default();
        check.that(sheet.header.len() <= MAX_COLUMNS, "file", "A file has at most 500 columns.");
        check.done().map_err(Error::Invalid)?;
        let sample = sheet.sample()?;
        let mut columns: Vec<FileColumn> = Vec::new();
        for (position, (name, guessed)) in sheet.header.columns().enumerate() {
            let means = remembered.get(&name.to_lowercase()).cloned();
            let means = means.unwrap_or_else(|| guessed.map_or("", Column::key).to_owned());
            // What was remembered for one column may be what another one says by itself.
            let free = means.is_empty() || columns.iter().all(|column| column.means != means);
            let sample = sample.get(position).map_or("", String::as_str).replace('\0', "");
            columns.push(FileColumn { name: name.to_owned(), sample, means: if free { means } else { String::new() } });
        }
        store::insert(&mut tx, id, seller, by, &shown, &columns).await?;
        store::insert_file(&mut tx, id, file).await?;
        store::forget_files(&mut tx, seller, LISTED).await?;
        tx.commit().await?;
        self.import(caller, id).await
    }

    /// The latest files of the caller's shop.
    pub(crate) async fn imports(&self, caller: &Caller) -> Result<Vec<Import>, Error> {
        let mut db = self.db.acquire().await?;
        Ok(store::list(&mut db, seller(caller)?, LISTED).await?)
    }

    pub(crate) async fn import(&self, caller: &Caller, id: ImportId) -> Result<Import, Error> {
        let mut db = self.db.acquire().await?;
        let import = store::one(&mut db, seller(caller)?, id).await?.ok_or(Error::NotFound("import"))?;
        let meanings = Column::all().map(|(key, label)| Meaning { key: key.to_owned(), label: label.to_owned() });
        Ok(Import { meanings: meanings.collect(), ..import })
    }

    /// Notes what the columns mean, and has the file checked.
    pub(crate) async fn check_import(
        &self,
        caller: &Caller,
        id: ImportId,
        request: CheckImport,
    ) -> Result<Import, Error> {
        let seller = seller(caller)?;
        let mut import = self.import(caller, id).await?;
        let keys: Vec<&str> = Column::all().map(|(key, _)| key).collect();
        let known = request.columns.iter().all(|means| means.is_empty() || keys.contains(&means.as_str()));
        let mut check = Check::default();
        check.that(known && request.columns.len() == import.columns.len(), "columns", "Choose one of the list.");
        check.done().map_err(Error::Invalid)?;
        for (column, means) in import.columns.iter_mut().zip(request.columns) {
            column.means = means;
        }
        let names = csv::ByteRecord::from(import.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>());
        Header::matched(&names, &means(&import.columns))?;

        let mut tx = self.db.begin().await?;
        if !store::begin_check(&mut tx, seller, id, &import.columns).await? {
            return Err(Error::ImportIs(import.status));
        }
        store::clear(&mut tx, id).await?;
        if request.remember {
            store::remember(&mut tx, seller, &import.columns).await?;
        }
        tx.commit().await?;
        self.import(caller, id).await
    }

    /// Has a file imported that was checked.
    pub(crate) async fn run_import(&self, caller: &Caller, id: ImportId) -> Result<Import, Error> {
        let seller = seller(caller)?;
        let by = caller.user().ok_or(Error::NotFound("page"))?;
        let checked = self.import(caller, id).await?;
        let mut tx = self.db.begin().await?;
        if !store::begin_run(&mut tx, seller, id, by).await? {
            drop(tx);
            return Err(Error::ImportIs(self.import(caller, id).await?.status));
        }
        store::clear(&mut tx, id).await?;
        // What the check said that it would do.
        let (new, changed) = (checked.counts.created, checked.counts.updated);
        let after = Some(json!({ "file": checked.file, "new": new, "changed": changed }));
        let subject = ("import", id.0);
        let act = Act { action: "import.run", subject, seller: Some(seller), after, ..Act::default() };
        act.record(&mut tx, &self.outbox, caller).await?;
        self.outbox.commit(tx).await?;
        self.import(caller, id).await
    }

    /// Stops a file where it is. What was imported stays.
    pub(crate) async fn cancel_import(&self, caller: &Caller, id: ImportId) -> Result<Import, Error> {
        let mut db = self.db.acquire().await?;
        let cancelled = store::cancel(&mut db, seller(caller)?, id).await?;
        drop(db);
        let import = self.import(caller, id).await?;
        if cancelled { Ok(import) } else { Err(Error::ImportIs(import.status)) }
    }

    /// What is wrong with a file, a page at a time.
    pub(crate) async fn import_issues(
        &self,
        caller: &Caller,
        id: ImportId,
        after: Option<&str>,
    ) -> Result<Page<ImportIssue>, Error> {
        let import = self.import(caller, id).await?;
        let mut db = self.db.acquire().await?;
        let mut rows = rows::issues(&mut db, import.id, number(after), PAGE + 1).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| more).map(|(at, _)| at.to_string());
        Ok(Page { items: rows.into_iter().map(|(_, issue)| issue).collect(), next })
    }

    /// A piece of the file that has the failed rows only, and a column that says why. It can be imported as it is:
    /// columns bear their names, and cells are parted as they were.
    pub(crate) async fn import_failures(
        &self,
        caller: &Caller,
        id: ImportId,
        after: Option<&str>,
    ) -> Result<CsvPart, Error> {
        let import = self.import(caller, id).await?;
        let mut db = self.db.acquire().await?;
        let beginning = store::beginning(&mut db, id, MAX_HEADER).await?.ok_or(Error::NotFound("import"))?;
        let (delimiter, _) = sniff(&mut Cursor::new(beginning))?;
        let mut csv = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
        let names = import.columns.iter().filter(|column| !column.means.is_empty()).map(|column| column.name.as_str());
        if after.is_none() {
            csv.write_record(names.chain(["error"]).map(guarded)).map_err(anyhow::Error::from)?;
        }
        let rows = rows::failures(&mut db, id, number(after), ROWS).await?;
        let mut next = (rows.len() == ROWS as usize).then(|| rows.last().map(|row| row.id)).flatten();
        let mut written = 0;
        for row in &rows {
            let cells = row.cells.iter().chain([&row.error]).map(|cell| guarded(cell));
            csv.write_record(cells).map_err(anyhow::Error::from)?;
            written += row.cells.iter().map(String::len).sum::<usize>();
            if written > PIECE {
                next = Some(row.id);
                break;
            }
        }
        Ok(CsvPart { text: text(csv)?, next: next.map(|id| id.to_string()) })
    }

    /// The file to fill in by hand.
    pub(crate) fn import_template(&self, caller: &Caller) -> Result<CsvPart, Error> {
        seller(caller)?;
        Ok(CsvPart { text: TEMPLATE.to_owned(), next: None })
    }
}

/// What the columns mean, by position.
fn means(columns: &[FileColumn]) -> Vec<Option<Column>> {
    columns.iter().map(|column| Column::with_key(&column.means)).collect()
}

/// A cursor that is a number; anything else begins at the first page.
fn number(after: Option<&str>) -> i64 {
    after.and_then(|after| after.parse().ok()).unwrap_or(0)
}

fn text(csv: csv::Writer<Vec<u8>>) -> anyhow::Result<String> {
    Ok(String::from_utf8(csv.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?)?)
}
