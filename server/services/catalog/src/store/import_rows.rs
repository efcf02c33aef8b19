//! What is wrong with rows of files, and the rows that failed.

use crate::import::RowIssue;
use contracts::{ids::ImportId, imports::ImportIssue};
use sqlx::{PgConnection, types::Json};

/// Issues behind a cursor, with their cursors.
pub(crate) async fn issues(
    db: &mut PgConnection,
    id: ImportId,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<(i64, ImportIssue)>> {
    let rows = sqlx::query!(
        "
        select id, line, error, name, value, message, hint
          from catalog.import_issues
         where import_id = $1
           and id > $2
         order by id
         limit $3
        ",
        id.0,
        after,
        limit
    )
    .fetch_all(db)
    .await?;
    let issues = rows.into_iter().map(|row| {
        let issue = ImportIssue {
            line: row.line.cast_unsigned(),
            error: row.error,
            column: row.name,
            value: row.value,
            message: row.message,
            hint: row.hint,
        };
        (row.id, issue)
    });
    Ok(issues.collect())
}

/// A row of which nothing was made.
pub(crate) struct Failure {
    pub id: i64,
    pub cells: Vec<String>,
    pub error: String,
}

/// Failed rows behind a cursor.
pub(crate) async fn failures(
    db: &mut PgConnection,
    id: ImportId,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<Failure>> {
    sqlx::query_as!(
        Failure,
        "
        select id, cells, error
          from catalog.import_failures
         where import_id = $1
           and id > $2
         order by id
         limit $3
        ",
        id.0,
        after,
        limit
    )
    .fetch_all(db)
    .await
}

/// Writes issues; `true` with those that are errors.
pub(crate) async fn add_issues(tx: &mut PgConnection, id: ImportId, issues: &[(bool, &RowIssue)]) -> sqlx::Result<()> {
    let text = |field: fn(&RowIssue) -> &String| {
        issues.iter().map(|(_, issue)| field(issue).replace('\0', "")).collect::<Vec<String>>()
    };
    sqlx::query!(
        "
        insert into catalog.import_issues (import_id, line, error, name, value, message, hint)
        select $1, line, error, name, value, message, hint
          from unnest($2::bigint[], $3::boolean[], $4::text[], $5::text[], $6::text[], $7::text[])
               with ordinality as new (line, error, name, value, message, hint, position)
         order by position
        ",
        id.0,
        &issues.iter().map(|(_, issue)| issue.line.cast_signed()).collect::<Vec<i64>>(),
        &issues.iter().map(|(error, _)| *error).collect::<Vec<bool>>(),
        &text(|issue| &issue.column),
        &text(|issue| &issue.value),
        &text(|issue| &issue.message),
        &text(|issue| &issue.hint)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes failed rows. Each row is JSON on the way, because arrays of arrays have to be rectangular.
pub(crate) async fn add_failures(
    tx: &mut PgConnection,
    id: ImportId,
    rows: &[(Vec<String>, String)],
) -> sqlx::Result<()> {
    let cells: Vec<Json<&Vec<String>>> = rows.iter().map(|(cells, _)| Json(cells)).collect();
    let errors: Vec<String> = rows.iter().map(|(_, error)| error.clone()).collect();
    sqlx::query!(
        "
        insert into catalog.import_failures (import_id, cells, error)
        select $1, array(select jsonb_array_elements_text(cells)), error
          from unnest($2::jsonb[], $3::text[]) with ordinality as new (cells, error, position)
         order by position
        ",
        id.0,
        &cells as _,
        &errors
    )
    .execute(tx)
    .await?;
    Ok(())
}
