//! Files of products, and how far they are.

use contracts::{
    events::ImportEnded,
    ids::{ImportId, SellerId, UserId},
    imports::{Counts, FileColumn, Import, ImportStatus},
};
use sqlx::{PgConnection, types::Json};
use std::{collections::HashMap, time::Duration};
use time::OffsetDateTime;
use uuid::Uuid;

/// What the shop's files have called things, and what that means.
pub(crate) async fn remembered(db: &mut PgConnection, seller: SellerId) -> sqlx::Result<HashMap<String, String>> {
    let rows = sqlx::query!("select name, means from catalog.import_names where seller_id = $1", seller.0)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.means)).collect())
}

pub(crate) async fn remember(tx: &mut PgConnection, seller: SellerId, columns: &[FileColumn]) -> sqlx::Result<()> {
    // Of columns with one name the last one counts.
    let said: HashMap<String, &str> =
        columns.iter().map(|column| (column.name.to_lowercase(), column.means.as_str())).collect();
    let (names, means): (Vec<String>, Vec<String>) =
        said.into_iter().map(|(name, means)| (name, means.to_owned())).unzip();
    sqlx::query!(
        "
        insert into catalog.import_names as n (seller_id, name, means)
        select $1, name, means from unnest($2::text[], $3::text[]) as new (name, means)
            on conflict (seller_id, name) do update
           set means = excluded.means
         where n.means <> excluded.means
        ",
        seller.0,
        &names,
        &means
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(crate) async fn insert(
    tx: &mut PgConnection,
    id: ImportId,
    seller: SellerId,
    by: UserId,
    file_name: &str,
    columns: &[FileColumn],
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        insert into catalog.imports (id, seller_id, file_name, status, columns, uploaded_by)
        values ($1, $2, $3, 'uploaded', $4, $5)
        ",
        id.0,
        seller.0,
        file_name,
        Json(columns) as _,
        by.0
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(crate) async fn insert_file(tx: &mut PgConnection, id: ImportId, bytes: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("insert into catalog.import_files (import_id, bytes) values ($1, $2)", id.0, bytes)
        .execute(tx)
        .await?;
    Ok(())
}

/// Forgets what stood in a shop's files, but for the latest `kept` and those that are worked on: files are large.
pub(crate) async fn forget_files(tx: &mut PgConnection, seller: SellerId, kept: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "
        delete from catalog.import_files
         where import_id in (select id
                               from catalog.imports
                              where seller_id = $1
                                and status not in ('checking', 'running')
                              order by uploaded_at desc, id desc
                             offset $2)
        ",
        seller.0,
        kept
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The beginning of a file.
pub(crate) async fn beginning(db: &mut PgConnection, id: ImportId, bytes: u64) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!(
        r#"select substring(bytes from 1 for $2) as "bytes!" from catalog.import_files where import_id = $1"#,
        id.0,
        i32::try_from(bytes).unwrap_or(i32::MAX)
    )
    .fetch_optional(db)
    .await
}

struct Row {
    id: Uuid,
    file_name: String,
    status: String,
    columns: Json<Vec<FileColumn>>,
    rows: Option<i64>,
    rows_done: i64,
    created: i64,
    updated: i64,
    unchanged: i64,
    failed: i64,
    failed_rows: i64,
    errors: i64,
    warnings: i64,
    problem: Option<String>,
    uploaded_at: OffsetDateTime,
    started_at: Option<OffsetDateTime>,
    finished_at: Option<OffsetDateTime>,
}

impl Row {
    fn import(self) -> Import {
        Import {
            id: ImportId(self.id),
            file: self.file_name,
            // The database allows no others.
            status: ImportStatus::parse(&self.status).unwrap_or(ImportStatus::Failed),
            columns: self.columns.0,
            meanings: Vec::new(),
            rows: self.rows.map(i64::cast_unsigned),
            counts: Counts {
                rows_done: self.rows_done.cast_unsigned(),
                created: self.created.cast_unsigned(),
                updated: self.updated.cast_unsigned(),
                unchanged: self.unchanged.cast_unsigned(),
                failed: self.failed.cast_unsigned(),
                failed_rows: self.failed_rows.cast_unsigned(),
                errors: self.errors.cast_unsigned(),
                warnings: self.warnings.cast_unsigned(),
            },
            problem: self.problem,
            uploaded_at: self.uploaded_at,
            started_at: self.started_at,
            finished_at: self.finished_at,
        }
    }
}

/// The latest files of a shop.
pub(crate) async fn list(db: &mut PgConnection, seller: SellerId, limit: i64) -> sqlx::Result<Vec<Import>> {
    rows(db, seller, None, limit).await
}

pub(crate) async fn one(db: &mut PgConnection, seller: SellerId, id: ImportId) -> sqlx::Result<Option<Import>> {
    Ok(rows(db, seller, Some(id.0), 1).await?.pop())
}

async fn rows(db: &mut PgConnection, seller: SellerId, only: Option<Uuid>, limit: i64) -> sqlx::Result<Vec<Import>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select id, file_name, status, columns as "columns: Json<Vec<FileColumn>>", rows, rows_done, created, updated,
               unchanged, failed, failed_rows, errors, warnings, problem, uploaded_at, started_at, finished_at
          from catalog.imports
         where seller_id = $1
           and ($2::uuid is null or id = $2)
         order by uploaded_at desc, id desc
         limit $3
        "#,
        seller.0,
        only,
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Row::import).collect())
}

/// Has a file checked with these columns, unless the worker is at it.
pub(crate) async fn begin_check(
    tx: &mut PgConnection,
    seller: SellerId,
    id: ImportId,
    columns: &[FileColumn],
) -> sqlx::Result<bool> {
    let outcome = sqlx::query!(
        "
        update catalog.imports
           set status = 'checking', columns = $3, rows = null, started_at = now(), finished_at = null, problem = null,
               products_done = 0, rows_done = 0, created = 0, updated = 0, unchanged = 0, failed = 0, failed_rows = 0,
               errors = 0, warnings = 0, claim = null, claimed_until = null
         where id = $2
           and seller_id = $1
           and status not in ('checking', 'running')
        ",
        seller.0,
        id.0,
        Json(columns) as _
    )
    .execute(tx)
    .await?;
    Ok(outcome.rows_affected() > 0)
}

/// Has a file imported that was checked.
pub(crate) async fn begin_run(tx: &mut PgConnection, seller: SellerId, id: ImportId, by: UserId) -> sqlx::Result<bool> {
    let outcome = sqlx::query!(
        "
        update catalog.imports
           set status = 'running', started_by = $3, started_at = now(), finished_at = null,
               products_done = 0, rows_done = 0, created = 0, updated = 0, unchanged = 0, failed = 0, failed_rows = 0,
               errors = 0, warnings = 0, claim = null, claimed_until = null
         where id = $2
           and seller_id = $1
           and status = 'checked'
        ",
        seller.0,
        id.0,
        by.0
    )
    .execute(tx)
    .await?;
    Ok(outcome.rows_affected() > 0)
}

/// Forgets what was wrong with a file.
pub(crate) async fn clear(tx: &mut PgConnection, id: ImportId) -> sqlx::Result<()> {
    sqlx::query!("delete from catalog.import_issues where import_id = $1", id.0).execute(&mut *tx).await?;
    sqlx::query!("delete from catalog.import_failures where import_id = $1", id.0).execute(tx).await?;
    Ok(())
}

/// Stops the work on a file. What was counted while it was only checked has not been done.
pub(crate) async fn cancel(db: &mut PgConnection, seller: SellerId, id: ImportId) -> sqlx::Result<bool> {
    let outcome = sqlx::query!(
        "
        update catalog.imports
           set status = 'cancelled', finished_at = now(), claim = null, claimed_until = null,
               created = case when status = 'running' then created else 0 end,
               updated = case when status = 'running' then updated else 0 end,
               unchanged = case when status = 'running' then unchanged else 0 end
         where id = $2
           and seller_id = $1
           and status in ('uploaded', 'checking', 'checked', 'running')
        ",
        seller.0,
        id.0
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected() > 0)
}

/// A file that is to be worked on.
pub(crate) struct Job {
    pub id: ImportId,
    pub seller: SellerId,
    /// Who has it imported.
    pub by: UserId,
    pub claim: Uuid,
    pub checking: bool,
    pub columns: Vec<FileColumn>,
    /// Products that were dealt with before.
    pub products_done: i64,
    pub errors: i64,
    pub warnings: i64,
}

/// Claims the file that has waited longest and that nobody works on.
pub(crate) async fn claim(db: &mut PgConnection, claim: Uuid, lease: Duration) -> sqlx::Result<Option<Job>> {
    let row = sqlx::query!(
        r#"
        update catalog.imports
           set claim = $1, claimed_until = now() + make_interval(secs => $2)
         where id = (select id
                       from catalog.imports
                      where status in ('checking', 'running')
                        and (claimed_until is null or claimed_until < now())
                      order by coalesce(claimed_until, started_at)
                      limit 1
                        for update skip locked)
        returning id, seller_id, coalesce(started_by, uploaded_by) as "by!", status,
                  columns as "columns: Json<Vec<FileColumn>>", products_done, errors, warnings
        "#,
        claim,
        lease.as_secs_f64()
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Job {
        id: ImportId(row.id),
        seller: SellerId(row.seller_id),
        by: UserId(row.by),
        claim,
        checking: row.status == "checking",
        columns: row.columns.0,
        products_done: row.products_done,
        errors: row.errors,
        warnings: row.warnings,
    }))
}

pub(crate) async fn file(db: &mut PgConnection, id: ImportId) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!("select bytes from catalog.import_files where import_id = $1", id.0).fetch_optional(db).await
}

/// What was done at once: products, and counts to be added.
#[derive(Clone, Copy, Default)]
pub(crate) struct Progress {
    pub products: i64,
    pub counts: Counts,
}

/// Notes progress and keeps the claim. False when the file was cancelled, or somebody else has claimed it.
pub(crate) async fn advance(tx: &mut PgConnection, job: &Job, lease: Duration, done: Progress) -> sqlx::Result<bool> {
    let Progress { products, counts } = done;
    let outcome = sqlx::query!(
        "
        update catalog.imports
           set claimed_until = now() + make_interval(secs => $3),
               products_done = products_done + $4,
               rows_done = rows_done + $5,
               created = created + $6,
               updated = updated + $7,
               unchanged = unchanged + $8,
               failed = failed + $9,
               failed_rows = failed_rows + $10,
               errors = errors + $11,
               warnings = warnings + $12
         where id = $1
           and claim = $2
        ",
        job.id.0,
        job.claim,
        lease.as_secs_f64(),
        products,
        counts.rows_done.cast_signed(),
        counts.created.cast_signed(),
        counts.updated.cast_signed(),
        counts.unchanged.cast_signed(),
        counts.failed.cast_signed(),
        counts.failed_rows.cast_signed(),
        counts.errors.cast_signed(),
        counts.warnings.cast_signed()
    )
    .execute(tx)
    .await?;
    Ok(outcome.rows_affected() > 0)
}

/// Lets somebody else go on; whoever has waited longer comes first.
pub(crate) async fn lay_down(db: &mut PgConnection, job: &Job) -> sqlx::Result<()> {
    sqlx::query!(
        "update catalog.imports set claim = null, claimed_until = now() where id = $1 and claim = $2",
        job.id.0,
        job.claim
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends the work on a file; with a problem it has failed, and a check that broke off has done nothing. Gives what came of it, with the version of the event that tells
/// of an import's end. Nothing, when somebody else has claimed it.
pub(crate) async fn finish(
    db: &mut PgConnection,
    job: &Job,
    problem: Option<&str>,
) -> sqlx::Result<Option<(i64, ImportEnded)>> {
    let row = sqlx::query!(
        r#"
        update catalog.imports
           set status = case when $3::text is not null then 'failed' when status = 'checking' then 'checked' else 'done' end,
               problem = $3,
               created = case when status = 'checking' and $3 is not null then 0 else created end,
               updated = case when status = 'checking' and $3 is not null then 0 else updated end,
               unchanged = case when status = 'checking' and $3 is not null then 0 else unchanged end,
               rows = rows_done,
               told = told + (status = 'running')::integer,
               finished_at = now(),
               claim = null,
               claimed_until = null
         where id = $1
           and claim = $2
        returning file_name, created + updated + unchanged as "imported!", failed, told as "version!"
        "#,
        job.id.0,
        job.claim,
        problem
    )
    .fetch_optional(db)
    .await?;
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(row.map(|row| {
        let event = ImportEnded {
            import: job.id,
            seller: job.seller,
            file: row.file_name,
            imported: count(row.imported),
            failed: count(row.failed),
            problem: problem.map(str::to_owned),
        };
        (row.version, event)
    }))
}

/// Forgets files that nobody has asked about for a month.
pub(crate) async fn purge(db: &mut PgConnection) -> sqlx::Result<u64> {
    let outcome = sqlx::query!(
        "
        delete from catalog.imports
         where uploaded_at < now() - interval '30 days'
           and status not in ('checking', 'running')
        "
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected())
}
