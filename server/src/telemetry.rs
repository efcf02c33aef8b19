//! Logs. One line per request with its id and trace, one per thing worth knowing; nothing secret, nobody's name.

use crate::config::{Log, LogFormat};
use anyhow::Context;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging to standard error. May be called once per process.
pub fn start(log: &Log) -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_new(&log.level).with_context(|| format!("log.level: `{}` cannot be read", log.level))?;
    let registry = tracing_subscriber::registry().with(filter);
    let outcome = match log.format {
        LogFormat::Json => registry
            .with(
                fmt::layer()
                    .json()
                    .flatten_event(true)
                    .with_current_span(true)
                    .with_span_list(false)
                    .with_writer(std::io::stderr),
            )
            .try_init(),
        LogFormat::Text => registry.with(fmt::layer().with_writer(std::io::stderr)).try_init(),
    };
    outcome.context("logging was started before")
}
