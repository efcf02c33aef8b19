//! What the check has found.

use super::{page::again, upload::shown};
use crate::{
    cart::plural,
    room::{
        button::{self, Kind, Size},
        pager::Pager,
        panel::Panel,
        stat::{Stat, Stats},
        table::{Cell, Column, NUMBER, Row, Table},
    },
    ui::icon::Icon,
};
use contracts::{
    imports::{Import, ImportIssue, ImportStatus, MAX_ISSUES},
    money::indian,
    page::Page,
};
use leptos::prelude::*;

/// The file is being read.
#[component]
pub fn Checking(import: Import) -> impl IntoView {
    view! {
        <Panel title=format!("Checking {}", shown(&import.file))>
            <p role="status" class="flex items-center gap-2 text-tool text-muted tabular-nums">
                <Icon name="loader-circle" class="size-4" />
                {format!("{} read so far. This page looks again by itself.", plural(import.counts.rows_done as usize, "row"))}
            </p>
            <div class="mt-4"><Stop import label="Stop" /></div>
        </Panel>
    }
    .into_any()
}

/// What would happen, and what is wrong.
#[component]
pub fn Found(import: Import, issues: Option<Page<ImportIssue>>) -> impl IntoView {
    let counts = import.counts;
    let ready = import.status == ImportStatus::Checked && counts.created + counts.updated > 0;
    let failed = match counts.failed_rows {
        0 => String::new(),
        1 => "1 row stays out; you can try it again later.".to_owned(),
        many => format!("{} stay out; you can try them again later.", plural(many as usize, "row")),
    };
    let same = if counts.unchanged == 0 { String::new() } else { format!("unchanged: {}", indian(counts.unchanged)) };
    let nothing =
        (import.status == ImportStatus::Checked && !ready).then_some("Nothing in the file would change your shop. ");
    let all = plural((counts.created + counts.updated + counts.unchanged) as usize, "product");
    view! {
        <Stats>
            <Stat name="Products to make" value=indian(counts.created) />
            <Stat name="Products to update" value=indian(counts.updated) note=same />
            <Stat name="Rows that fail" value=indian(counts.failed_rows) />
            <Stat name="Warnings" value=indian(counts.warnings) />
        </Stats>
        <Issues import=import.clone() issues />
        <div class="mt-4 flex flex-wrap items-center justify-between gap-3">
            <a href=again(&import) class=button::classes(Kind::Plain, Size::Medium)><Icon name="chevron-left" class="size-4" />"Match columns"</a>
            <div class="flex flex-wrap items-center gap-3">
                <p class="text-tool text-muted">{nothing}{failed}</p>
                {ready.then(|| view! {
                    <form method="post" action="/do/seller/import/run">
                        <input type="hidden" name="import" value=import.id.to_string() />
                        <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>
                            {format!("Import {all}")}
                        </button>
                    </form>
                })}
            </div>
        </div>
    }
    .into_any()
}

/// What is wrong with the file, line by line.
#[component]
pub fn Issues(import: Import, issues: Option<Page<ImportIssue>>) -> impl IntoView {
    let Some(issues) = issues.filter(|issues| !issues.items.is_empty()) else { return ().into_any() };
    let columns = vec![
        Column::number("Line"),
        Column::new("Column"),
        Column::new("Value"),
        Column::new("What is wrong, and how to fix it"),
    ];
    let download = (import.counts.failed_rows > 0).then(|| {
        view! {
            <a href=format!("/seller/import/{}/errors.csv", import.id) download="" class=button::classes(Kind::Plain, Size::Medium)>
                <Icon name="download" class="size-4" />
                "Download errors.csv"
            </a>
        }
        .into_any()
    });
    let mut lead = "Lines are counted as in your file; line 1 is the header.".to_owned();
    if import.counts.errors.max(import.counts.warnings) > MAX_ISSUES {
        let most = indian(MAX_ISSUES);
        lead = format!(
            "{lead} Of errors and of warnings, the first {most} each are listed; errors.csv has every row that failed."
        );
    }
    view! {
        <Panel flush=true title="Rows to look at" lead class="mt-4" aside=download.into_any()>
            <Table caption="Errors and warnings" columns>
                {issues.items.into_iter().map(|issue| view! { <Issue issue /> }).collect_view()}
            </Table>
            <Pager next=issues.next />
        </Panel>
    }
    .into_any()
}

#[component]
fn Issue(issue: ImportIssue) -> impl IntoView {
    let (icon, ink, word) = if issue.error {
        ("circle-x", "text-danger", "Error:")
    } else {
        ("triangle-alert", "text-warning", "Warning:")
    };
    let value = if issue.value.is_empty() {
        view! { <span class="text-muted italic">"empty"</span> }.into_any()
    } else {
        view! { <code class="rounded-tool border border-line bg-sunken px-1.5 py-0.5 text-xs wrap-anywhere">{issue.value}</code> }.into_any()
    };
    view! {
        <Row>
            <Cell class=format!("{NUMBER} font-semibold max-md:text-left")>
                <span class="font-normal text-muted md:hidden">"Line "</span>
                {issue.line}
            </Cell>
            <Cell class="font-semibold">
                <span class="inline-flex items-center gap-1.5">
                    <Icon name=icon class=format!("size-3.5 {ink}") />
                    <span class="sr-only">{word}</span>
                    {if issue.column.is_empty() { "–".to_owned() } else { issue.column }}
                </span>
            </Cell>
            <Cell class="min-w-40 max-md:col-span-2">{value}</Cell>
            <Cell class="w-full max-md:col-span-2"><span class="font-medium">{sentence(&issue.message)}</span>" "<span class="text-muted">{sentence(&issue.hint)}</span></Cell>
        </Row>
    }
    .into_any()
}

/// A message as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

/// Stops the work on a file.
#[component]
pub fn Stop(import: Import, label: &'static str) -> impl IntoView {
    view! {
        <form method="post" action="/do/seller/import/cancel">
            <input type="hidden" name="import" value=import.id.to_string() />
            <button type="submit" class=button::classes(Kind::Danger, Size::Medium)><Icon name="square" class="size-4" />{label}</button>
        </form>
    }
    .into_any()
}
