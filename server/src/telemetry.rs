//! Logs and traces. One line per request with its id and trace, one per thing worth knowing; nothing secret, nobody's name.

use crate::{
    config::{Config, Log, LogFormat},
    metrics::Statements,
};
use anyhow::Context;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, registry::LookupSpan, util::SubscriberInitExt,
};

/// Sends what is left of the traces when the process ends.
pub struct Telemetry(SdkTracerProvider);

impl Telemetry {
    /// Blocks while the last spans are sent, a few seconds at most.
    pub fn end(self) {
        // The process ends either way, and whoever collects traces may be away.
        let _ = self.0.shutdown();
    }
}

/// Starts logging to standard error, tracing, and the measurement of statements; `name` is this process among the others.
/// May be called once per process, within the runtime.
pub fn start(config: &Config, name: &str) -> anyhow::Result<Telemetry> {
    let traces = provider(config, name)?;
    let spans = tracing_opentelemetry::layer()
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_tracer(traces.tracer("levomart"))
        .with_filter(filter_fn(is_span_of_ours));
    tracing_subscriber::registry()
        .with(lines(&config.log)?)
        .with(spans)
        .with(Statements::default().with_filter(filter_fn(Statements::hears)))
        .try_init()
        .context("logging was started before")?;
    Ok(Telemetry(traces))
}

/// The spans of what people and clocks set in motion; libraries have others, thousands a second.
fn is_span_of_ours(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && *metadata.level() <= Level::INFO
}

fn lines<S>(log: &Log) -> anyhow::Result<Box<dyn Layer<S> + Send + Sync>>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let filter =
        EnvFilter::try_new(&log.level).with_context(|| format!("log.level: `{}` cannot be read", log.level))?;
    let lines = fmt::layer().with_writer(std::io::stderr);
    Ok(match log.format {
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(true).with_span_list(false).with_filter(filter).boxed()
        }
        LogFormat::Text => lines.with_filter(filter).boxed(),
    })
}

/// Makes the traces' ids, and sends the spans to a collector where there is one.
fn provider(config: &Config, name: &str) -> anyhow::Result<SdkTracerProvider> {
    let provider =
        SdkTracerProvider::builder().with_resource(Resource::builder().with_service_name(name.to_owned()).build());
    let collector = &config.telemetry.otlp;
    if collector.is_empty() {
        return Ok(provider.build());
    }
    let exporter = SpanExporter::builder().with_tonic().with_endpoint(collector).build();
    Ok(provider.with_batch_exporter(exporter.context("telemetry.otlp")?).build())
}
