//! `/seller/money/statement.csv`: a shop's ledger between two days, as a file.

use app::visit::{Flash, Visit};
use axum::{
    Extension,
    extract::Query,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use contracts::{Kind, Problem, payments::Statement, problem::Check};
use serde::Deserialize;
use time::{Date, macros::format_description};

/// What the form on the page sends; nothing checked.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// Sends the file; who may not have it, or typed a wrong day, goes to the page, which says so.
pub async fn download(Extension(visit): Extension<Visit>, Query(asked): Query<Asked>) -> Response {
    match make(&visit, &asked).await {
        Ok(statement) => file(statement),
        Err(problem) if problem.kind == Kind::NotFound || problem.kind == Kind::Unauthenticated => to_page(),
        Err(problem) => {
            let values = [("from", asked.from), ("to", asked.to)].map(|(name, value)| (name.to_owned(), value));
            let said = problem.errors.is_empty().then(|| problem.detail.clone());
            let form = "statement".to_owned();
            let flash =
                Flash { form, problem: said, errors: problem.errors, values: values.into(), ..Flash::default() };
            match visit.leave(flash).await {
                Ok(()) => to_page(),
                Err(problem) => web::Refused(problem).into_response(),
            }
        }
    }
}

async fn make(visit: &Visit, asked: &Asked) -> Result<Statement, Problem> {
    let owner = visit.owner()?;
    let (from, to) = (day(&asked.from), day(&asked.to));
    let mut check = Check::default();
    check.that(from.is_some(), "from", "Please enter the first day.");
    check.that(to.is_some(), "to", "Please enter the last day.");
    check.done()?;
    let (Some(from), Some(to)) = (from, to) else { return Err(Problem::internal()) };
    visit.ask().payments.statement(&owner, from, to).await
}

/// A day as a date field sends it: `2026-11-30`.
fn day(text: &str) -> Option<Date> {
    Date::parse(text.trim(), format_description!("[year]-[month]-[day]")).ok()
}

fn to_page() -> Response {
    Redirect::to("/seller/money").into_response()
}

fn file(statement: Statement) -> Response {
    let attachment = format!("attachment; filename=\"{}\"", statement.file_name);
    let Ok(attachment) = HeaderValue::try_from(attachment) else {
        return web::Refused(Problem::internal()).into_response();
    };
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, attachment),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (head, statement.csv).into_response()
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn a_day_is_read_as_a_date_field_sends_it() {
        assert!(day("2026-11-30").is_some());
        for wrong in ["", "30.11.2026", "2026-02-30", "2026-11-30T00:00"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
