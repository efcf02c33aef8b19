//! Files that a room hands out: what is listed on a page, as CSV.

use app::visit::Visit;
use axum::{
    Extension,
    body::Body,
    extract::RawQuery,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use clients::Audit;
use contracts::{
    Caller, Money, Problem,
    analytics::{MarketReport, Range, Steps},
    audit::{Entry, Filter},
};
use futures::stream::{self, Stream};
use std::{fmt::Write, io};
use time::format_description::well_known::Rfc3339;
use web::{Query, Refused};

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

/// The audit log, as its page shows it, all of it: page after page while it is read, so that of a long one no more than a
/// page is held, and nothing is read for somebody who has gone.
pub async fn audit(Extension(visit): Extension<Visit>, RawQuery(query): RawQuery) -> Result<Response, Refused> {
    let admin = visit.admin()?;
    let filter = Filter::parse(&query.unwrap_or_default());
    let rows = Rows { audit: visit.ask().audit.clone(), admin, filter: Some(filter) };
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
    audit: Audit,
    admin: Caller,
    /// The next page; nothing at the end.
    filter: Option<Filter>,
}

impl Rows {
    /// The rows of the next page, and what comes after them.
    async fn next(self) -> Result<(String, Self), Problem> {
        let Some(filter) = self.filter else { return Ok((String::new(), self)) };
        let page = self.audit.entries(&self.admin, &filter).await?;
        let rows = page.items.iter().map(row).collect();
        let after = page.next.and_then(|next| next.parse().ok());
        let filter = after.map(|after| Filter { after: Some(after), ..filter });
        Ok((rows, Self { filter, ..self }))
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
    use super::*;
    use axum::{Json, Router, routing::get};
    use contracts::{Page, ids::EntryId};
    use futures::TryStreamExt;
    use std::{
        pin::pin,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
    };
    use time::OffsetDateTime;
    use uuid::Uuid;
    use web::Upstream;

    /// A log of so many entries, in pages of a thousand, and how often it was asked for one.
    fn log(entries: i64) -> (Rows, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let list = move |RawQuery(query): RawQuery| {
            counted.fetch_add(1, Ordering::Relaxed);
            let after = Filter::parse(&query.unwrap_or_default()).after.unwrap_or(entries + 1);
            let items: Vec<Entry> = (1..after).rev().take(1_000).map(entry).collect();
            let next = items.last().filter(|last| last.seq > 1).map(|last| last.seq.to_string());
            async { Json(Page { items, next }) }
        };
        let audit = Audit(Upstream::Local(Router::new().route("/api/admin/audit", get(list))));
        (Rows { audit, admin: Caller::System, filter: Some(Filter::default()) }, asked)
    }

    fn entry(seq: i64) -> Entry {
        Entry {
            seq,
            id: EntryId(Uuid::nil()),
            at: OffsetDateTime::UNIX_EPOCH,
            slice: String::new(),
            actor: None,
            actor_kind: String::new(),
            action: String::new(),
            subject_kind: String::new(),
            subject: String::new(),
            seller: None,
            before: None,
            after: None,
            reason: None,
            from: None,
            hash: String::new(),
        }
    }

    #[tokio::test]
    async fn a_log_is_written_whole_however_long_it_is() {
        let (rows, asked) = log(100_500);

        let file: Vec<String> = pages("head\r\n".to_owned(), rows).try_collect().await.unwrap();

        let file = file.concat();
        assert_eq!((file.lines().count(), asked.load(Ordering::Relaxed)), (1 + 100_500, 101));
        assert!(file.lines().last().unwrap().starts_with("\"1\","));
    }

    #[tokio::test]
    async fn nothing_is_read_of_a_log_that_nobody_reads_on() {
        let (rows, asked) = log(100_500);
        {
            let mut file = pin!(pages("head\r\n".to_owned(), rows));
            for _ in 0..3 {
                file.try_next().await.unwrap().unwrap();
            }
        }

        tokio::task::yield_now().await;

        assert_eq!(asked.load(Ordering::Relaxed), 2, "the head and two pages were taken");
    }

    #[test]
    fn a_field_is_text_for_every_reader() {
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
        assert_eq!(quoted(""), "\"\"");
    }
}
