//! How long statements take, by what they do and to which table: `update orders.groups`. sqlx tells of each.

use super::histogram;
use prometheus::{Histogram, HistogramVec};
use std::{
    collections::HashMap,
    fmt::Debug,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{LazyLock, PoisonError, RwLock},
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::layer::{Context, Layer};

static STATEMENTS: LazyLock<HistogramVec> =
    LazyLock::new(|| histogram("levomart_sql_seconds", "How long statements took.", &["statement"]));

/// More different texts than the program has statements: then somebody builds them, and they are counted together.
const MOST: usize = 1_000;

/// Words after which a table is named.
const BEFORE_TABLES: [&str; 6] = ["from", "into", "update", "join", "table", "only"];

/// Listens to what sqlx says of every statement.
#[derive(Default)]
pub struct Statements {
    /// By the hash of a statement's text, so that it is taken apart once.
    known: RwLock<HashMap<u64, Histogram>>,
}

impl Statements {
    /// Whether this is what it listens to.
    pub fn hears(metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn note(&self, text: &str, seconds: f64) {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let key = hasher.finish();
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(histogram) = known.get(&key) {
            return histogram.observe(seconds);
        }
        let crowded = known.len() >= MOST;
        drop(known);
        let name = if crowded { "other".to_owned() } else { name_of(text) };
        let histogram = STATEMENTS.with_label_values(&[&name]);
        histogram.observe(seconds);
        if !crowded {
            self.known.write().unwrap_or_else(PoisonError::into_inner).insert(key, histogram);
        }
    }
}

impl<S: Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut told = Told::default();
        event.record(&mut told);
        // A short statement is its own summary, and stands nowhere else.
        let text = if told.statement.is_empty() { told.summary } else { told.statement };
        self.note(&text, told.seconds);
    }
}

#[derive(Default)]
struct Told {
    summary: String,
    statement: String,
    seconds: f64,
}

impl Visit for Told {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.seconds = value;
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.statement),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

/// What a statement does, and the first table that it names with its schema.
fn name_of(sql: &str) -> String {
    let words: Vec<String> = sql
        .split(|c: char| c.is_whitespace() || "(),;".contains(c))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let verb = words.first().map_or("nothing", String::as_str);
    let table = words.windows(2).find(|pair| BEFORE_TABLES.contains(&pair[0].as_str()) && pair[1].contains('.'));
    table.map_or_else(|| verb.to_owned(), |pair| format!("{verb} {}", pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_known_by_what_it_does_to_which_table() {
        for (sql, name) in [
            ("\n\nselect o.id\n  from catalog.offers as o\n where o.id = $1\n", "select catalog.offers"),
            ("insert into orders.groups (id) values ($1)", "insert orders.groups"),
            ("update notifications.mails set sent_at = now()", "update notifications.mails"),
            ("delete from cart.x where id in (select 1)", "delete cart.x"),
            ("select count(*) from (select from payments.payments) as p", "select payments.payments"),
            ("begin", "begin"),
            ("select pg_advisory_xact_lock(1)", "select"),
            ("", "nothing"),
        ] {
            assert_eq!(name_of(sql), name, "{sql}");
        }
    }
}
