//! Files that a room hands out: what is listed on a page, as CSV.

use app::visit::Visit;
use axum::{
    Extension,
    body::Body,
    extract::RawQuery,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use contracts::{
    Caller, Money, Problem,
    analytics::{MarketReport, Range, Steps},
    audit::{Entry, Filter},
};
use futures::stream::{self, Stream};
use std::{fmt::Write, io, sync::Arc};
use time::format_description::well_known::Rfc3339;
use web::{Query, Refused};

/// The most entries of one file; who wants more takes it month by month.
const MOST: usize = 100_000;

const COLUMNS: [&str; 14] = [
    "seq",
    "at",
    "slice",
    "actor",
    "actor_kind",
    "action",
    "subject_kind",
    "subject",
    "shop",
    "before",
    "after",
    "reason",
    "address",
    "hash",
];

/// The audit log, as its page shows it, page after page while it is read.
pub async fn audit(Extension(visit): Extension<Visit>, RawQuery(query): RawQuery) -> Result<Response, Refused> {
    let admin = visit.admin()?;
    let filter = Filter::parse(&query.unwrap_or_default());
    let rows = Rows { visit: Arc::new(visit), admin, filter: Some(filter), left: MOST };
    // The first page before the answer: what goes wrong now still has a status.
    let (first, rest) = rows.next().await?;
    let head = format!("{}\r\n{first}", COLUMNS.join(","));
    Ok((headers("attachment; filename=\"audit.csv\""), Body::from_stream(pages(head, rest))).into_response())
}

/// How the market did in a range of days, as the room's first page shows it.
pub async fn overview(
    Extension(visit): Extension<Visit>,
    range: Result<Query<Range>, Refused>,
) -> Result<Response, Refused> {
    let admin = visit.admin()?;
    let Query(range) = range?;
    let report = visit.ask().analytics.market_report(&admin, range).await?;
    Ok((headers("attachment; filename=\"overview.csv\""), told(&report)).into_response())
}

/// One table for every reader: what a row is about stands in its first column. `count` is orders of days and shops, units of
/// products, and times of the rest.
fn told(report: &MarketReport) -> String {
    let mut csv = "part,day,name,shop,count,revenue,currency\r\n".to_owned();
    let mut row = |part: &str, [day, name, shop]: [&str; 3], count: u32, revenue: Option<Money>| {
        let [day, name, shop] = [day, name, shop].map(quoted);
        let (revenue, currency) = revenue.map_or_else(Default::default, |sum| (sum.decimal(), sum.currency.code()));
        // Writing to a string cannot fail.
        let _ = write!(csv, "{part},{day},{name},{shop},{count},{revenue},{currency}\r\n");
    };
    for day in &report.days {
        row("day", [&day.date.to_string(), "", ""], day.orders, Some(day.revenue));
    }
    let steps = report.days.iter().fold(Steps::default(), |sum, day| sum.plus(day.steps));
    for (name, count) in steps.named() {
        row("step", ["", name, ""], count, None);
    }
    for product in &report.products {
        row("product", ["", &product.title, &product.seller], product.units, Some(product.revenue));
    }
    for top in &report.sellers {
        row("shop", ["", "", &top.seller.name], top.orders, Some(top.revenue));
    }
    for search in &report.fruitless {
        row("search", ["", &search.q, ""], search.times, None);
    }
    csv
}

fn headers(disposition: &'static str) -> [(HeaderName, &'static str); 3] {
    [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store"),
    ]
}

/// Where in the log a file is.
struct Rows {
    visit: Arc<Visit>,
    admin: Caller,
    /// The next page; nothing at the end.
    filter: Option<Filter>,
    left: usize,
}

impl Rows {
    /// The rows of the next page, and what comes after them.
    async fn next(self) -> Result<(String, Self), Problem> {
        let Some(filter) = self.filter else { return Ok((String::new(), self)) };
        let page = self.visit.ask().audit.entries(&self.admin, &filter).await?;
        let rows = page.items.iter().take(self.left).map(row).collect();
        let left = self.left.saturating_sub(page.items.len());
        let after = page.next.and_then(|next| next.parse().ok()).filter(|_| left > 0);
        let filter = after.map(|after| Filter { after: Some(after), ..filter });
        Ok((rows, Self { filter, left, ..self }))
    }
}

fn pages(head: String, rest: Rows) -> impl Stream<Item = Result<String, io::Error>> {
    stream::try_unfold((Some(head), rest), async |(ready, rows)| {
        if let Some(ready) = ready {
            return Ok(Some((ready, (None, rows))));
        }
        if rows.filter.is_none() {
            return Ok(None);
        }
        let (text, rest) = rows.next().await.map_err(|problem| io::Error::other(problem.detail))?;
        Ok(Some((text, (None, rest))))
    })
}

fn row(entry: &Entry) -> String {
    let or_nothing = |text: Option<String>| text.unwrap_or_default();
    let fields = [
        entry.seq.to_string(),
        entry.at.format(&Rfc3339).unwrap_or_default(),
        entry.slice.clone(),
        or_nothing(entry.actor.map(|id| id.to_string())),
        entry.actor_kind.clone(),
        entry.action.clone(),
        entry.subject_kind.clone(),
        entry.subject.clone(),
        or_nothing(entry.seller.map(|id| id.to_string())),
        or_nothing(entry.before.clone()),
        or_nothing(entry.after.clone()),
        or_nothing(entry.reason.clone()),
        or_nothing(entry.from.clone()),
        entry.hash.clone(),
    ];
    format!("{}\r\n", fields.map(|field| quoted(&field)).join(","))
}

/// A field of CSV. What a spreadsheet would take for a formula gets an apostrophe before it.
fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, field.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_field_is_text_for_every_reader() {
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
        assert_eq!(quoted(""), "\"\"");
    }
}
