//! Quantities of an order's lines, to type into.

use crate::{
    orders::quantities::{self, FIELD},
    ui::icon::Icon,
    visit::Form,
};
use contracts::orders::Line;
use leptos::prelude::*;

/// A number for every line of which there is something left; `at_first` is what stands there before anything is typed.
#[component]
pub fn Counts(
    legend: &'static str,
    /// Parts the ids of this fieldset from those of another one on the page.
    id: &'static str,
    form: Form,
    lines: Vec<Line>,
    left: fn(&Line) -> u32,
    at_first: fn(&Line) -> u32,
) -> impl IntoView {
    let error = form.error(FIELD);
    let wrong = error.is_some().then_some(FIELD);
    let about = error.is_some().then(|| format!("{id}-error"));
    let rows = lines.into_iter().filter(|line| left(line) > 0).map(|line| {
        let (most, first) = (left(&line), at_first(&line));
        view! { <Count id form=form.clone() line most first /> }
    });
    view! {
        <fieldset id=wrong tabindex="-1" aria-describedby=about class="min-w-0">
            <legend class="mb-1 text-tool font-semibold">{legend}</legend>
            {rows.collect_view()}
            {error.map(|message| view! {
                <p id=format!("{id}-error") class="mt-1 flex items-start gap-1.5 text-xs font-medium text-danger">
                    <Icon name="circle-alert" class="mt-px size-3.5" />
                    {message}
                </p>
            })}
        </fieldset>
    }
    .into_any()
}

#[component]
fn Count(id: &'static str, form: Form, line: Line, most: u32, first: u32) -> impl IntoView {
    let id = format!("{id}-{}", line.id);
    let name = quantities::name(line.id);
    let title = if line.variant.is_empty() { line.title } else { format!("{}, {}", line.title, line.variant) };
    let value = form.value(&name, &first.to_string());
    view! {
        <div class="flex items-center justify-between gap-3 py-1.5 text-tool">
            <label for=id.clone() class="min-w-0 truncate">{title}</label>
            <span class="flex shrink-0 items-center gap-2 tabular-nums">
                <input
                    id=id
                    type="number"
                    name=name
                    min="0"
                    max=most
                    value=value
                    class="h-8 w-14 rounded-tool border border-edge bg-surface text-center font-semibold text-ink pointer-coarse:h-10 pointer-coarse:text-base"
                />
                <span class="text-muted">{format!("of {most}")}</span>
            </span>
        </div>
    }
    .into_any()
}
