//! Numbers in a row, each with how it compares.

use crate::ui::icon::Icon;
use leptos::prelude::*;

/// By how much something grew or shrank, in tenths of a per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change(i64);

impl Change {
    /// `None` where there is nothing to compare with.
    pub fn between(now: i64, before: i64) -> Option<Self> {
        if before <= 0 {
            return None;
        }
        let tenths = (i128::from(now) - i128::from(before)) * 1_000 / i128::from(before);
        Some(Self(tenths.clamp(-1_000, 99_999) as i64))
    }

    fn words(self) -> String {
        tenths(self.0.unsigned_abs())
    }
}

/// `2.4 %`, of tenths of a per cent.
pub fn tenths(tenths: u64) -> String {
    format!("{}.{}\u{a0}%", tenths / 10, tenths % 10)
}

/// Numbers in a row; its children are [`Stat`]s.
#[component]
pub fn Stats(#[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    view! {
        <dl class=format!("grid grid-cols-2 gap-px overflow-hidden rounded-panel border border-line bg-line shadow-rest xl:grid-cols-4 {class}")>
            {children()}
        </dl>
    }
    .into_any()
}

#[component]
pub fn Stat(
    #[prop(into)] name: String,
    #[prop(into)] value: String,
    #[prop(optional_no_strip)] change: Option<Change>,
    /// A fact beside the comparison, for example `on the 7 days before`.
    #[prop(optional, into)]
    note: String,
    /// What the value is called, where it follows what happens.
    #[prop(optional)]
    now: &'static str,
) -> impl IntoView {
    view! {
        <div class="min-w-0 bg-surface px-4 py-4 sm:px-5">
            <dt class="text-tool font-medium text-muted">{name}</dt>
            <dd data-now=(!now.is_empty()).then_some(now) class="mt-1 text-xl leading-7 font-bold tracking-[-0.01em] tabular-nums sm:text-2xl sm:leading-8">{value}</dd>
            <dd class="mt-1 flex flex-wrap items-center gap-x-2 text-xs text-muted">
                {change.map(|change| view! { <Trend change /> })}
                <span>{note}</span>
            </dd>
        </div>
    }
    .into_any()
}

/// Up or down, and by how much.
#[component]
pub fn Trend(change: Change) -> impl IntoView {
    let (icon, word, ink) = match change.0 {
        0 => ("minus", "unchanged", "text-muted"),
        1.. => ("arrow-up", "up", "text-success"),
        _ => ("arrow-down", "down", "text-danger"),
    };
    view! {
        <span class=format!("inline-flex items-center gap-1 text-xs font-semibold whitespace-nowrap tabular-nums {ink}")>
            <Icon name=icon class="size-3.5" />
            <span class="sr-only">{word}</span>
            {change.words()}
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::Change;

    #[test]
    fn nothing_cannot_be_compared_with() {
        assert_eq!(Change::between(500, 0), None);
    }

    #[test]
    fn a_change_is_told_to_a_tenth_of_a_per_cent() {
        let words = |now, before| Change::between(now, before).map(Change::words);

        assert_eq!(words(1_111, 1_000).as_deref(), Some("11.1\u{a0}%"));
        assert_eq!(words(0, 1_000).as_deref(), Some("100.0\u{a0}%"));
        assert_eq!(words(999, 1_000).as_deref(), Some("0.1\u{a0}%"));
    }
}
