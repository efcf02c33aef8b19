//! One trace from a click to the mail that it leads to: W3C Trace Context in and out of spans.
//!
//! A span that stands for work of its own joins a trace with [`join`], and whoever asks or tells somebody else sends
//! [`current`] along. Without OpenTelemetry's layer among the subscribers both do nothing.

use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
};
use tracing::{Span, field::display};
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The header, CloudEvents attribute and column that bears the context.
pub const TRACEPARENT: &str = "traceparent";

/// The span in which this is called, as others have to be told of it. `None` outside of every trace.
pub fn current() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let here = span.span_context();
    here.is_valid().then(|| format!("00-{}-{}-{:02x}", here.trace_id(), here.span_id(), here.trace_flags()))
}

/// Makes a new span part of the trace that somebody told of, or the beginning of one. The trace's id is noted in the
/// span's field `trace_id`, for the log.
pub fn join(span: Span, traceparent: Option<&str>) -> Span {
    if let Some(parent) = traceparent.and_then(read) {
        // Fails for a span that nobody records; that one needs no parent.
        let _ = span.set_parent(Context::new().with_remote_span_context(parent));
    }
    let context = span.context();
    let id = context.span().span_context().trace_id();
    if id != TraceId::INVALID {
        span.record("trace_id", display(id));
    }
    span
}

/// Version, trace id, parent id, flags. A version to come may say more after that.
fn read(traceparent: &str) -> Option<SpanContext> {
    let mut parts = traceparent.split('-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let sizes = [(version, 2), (trace, 32), (parent, 16), (flags, 2)];
    let well_formed = sizes.iter().all(|(part, size)| part.len() == *size && part.bytes().all(is_lower_hex));
    if !well_formed || version == "ff" || (version == "00" && parts.next().is_some()) {
        return None;
    }
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?) & TraceFlags::SAMPLED;
    let (trace, parent) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(parent).ok()?);
    let context = SpanContext::new(trace, parent, flags, true, TraceState::NONE);
    context.is_valid().then_some(context)
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing::{field::Empty, info_span};
    use tracing_subscriber::layer::SubscriberExt;

    const TOLD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn traced<T>(work: impl FnOnce() -> T) -> T {
        let tracer = SdkTracerProvider::builder().build().tracer("test");
        let layer = tracing_opentelemetry::layer().with_tracer(tracer);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work)
    }

    fn told_on(traceparent: Option<&str>) -> Option<String> {
        traced(|| {
            let outer = join(info_span!("outer", trace_id = Empty), traceparent);
            outer.in_scope(|| info_span!("inner").in_scope(current))
        })
    }

    #[test]
    fn whoever_is_told_of_a_trace_goes_on_with_it() {
        let told = told_on(Some(TOLD)).unwrap();

        assert_eq!(told[..35], TOLD[..35], "the trace is the same");
        assert_ne!(told[36..52], TOLD[36..52], "the span is another one");
        assert_eq!(&told[52..], "-01");
    }

    #[test]
    fn what_is_no_trace_begins_a_new_one() {
        for told in [
            "",
            "00",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            let begun = told_on(Some(told)).unwrap();

            assert!(read(&begun).is_some_and(|context| context.is_valid()), "{begun}");
            assert!(!begun.contains("4bf92f3577b34da6"), "{told}");
        }
        assert!(read("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more").is_some(), "a version to come");
    }

    #[test]
    fn outside_of_every_trace_nobody_is_told_of_one() {
        assert_eq!(traced(current), None);
        assert_eq!(info_span!("nobody listens").in_scope(current), None);
    }
}
