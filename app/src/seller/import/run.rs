//! The file on its way into the shop, and what came of it.

use super::{
    check::{Issues, Stop},
    page::again,
    upload::shown,
};
use crate::{
    cart::plural,
    room::{
        button::{self, Kind, Size},
        panel::Panel,
        stat::{Stat, Stats},
    },
    ui::{
        alert::{self, Alert},
        icon::Icon,
        when::moment,
    },
};
use contracts::{
    imports::{Import, ImportIssue, ImportStatus},
    money::indian,
    page::Page,
};
use leptos::prelude::*;

/// How far it is.
#[component]
pub fn Progress(import: Import) -> impl IntoView {
    let (done, all) = (import.counts.rows_done, import.rows.unwrap_or_default().max(1));
    let percent = done.min(all) * 100 / all;
    let began = import.started_at.map(|at| format!("Started {}", moment(at))).unwrap_or_default();
    view! {
        <Panel title=format!("Importing {}", shown(&import.file)) lead=began aside=view! { <Stop import=import.clone() label="Stop" /> }.into_any()>
            <progress class="bar h-2.5!" max=all value=done aria-label="Import progress"></progress>
            <div class="mt-2 flex flex-wrap justify-between gap-x-6 text-tool tabular-nums">
                <p role="status"><strong class="font-semibold">{format!("{} of {}", indian(done), plural(all as usize, "row"))}</strong></p>
                <p class="text-muted">{format!("{percent}\u{a0}%")}</p>
            </div>
            <p class="mt-4 flex gap-2 text-tool text-muted">
                <Icon name="info" class="mt-0.5 size-4" />
                "You can close this page; the import goes on. The page looks again by itself."
            </p>
        </Panel>
    }
    .into_any()
}

/// What came of it.
#[component]
pub fn Outcome(import: Import, issues: Option<Page<ImportIssue>>) -> impl IntoView {
    let counts = import.counts;
    let file = shown(&import.file);
    let (title, whole) = match import.status {
        ImportStatus::Cancelled => (format!("{file} was stopped"), false),
        ImportStatus::Failed => (format!("{file} broke off"), false),
        _ => (format!("{file} is imported"), true),
    };
    let (stays, go_on) = if counts.created + counts.updated > 0 {
        (
            "What was imported before stays.",
            "Check the file again to go on: what was imported is not made twice, and what you have sold since stays sold.",
        )
    } else {
        ("Nothing was imported.", "Check the file again to begin anew.")
    };
    let seconds =
        import.started_at.zip(import.finished_at).map(|(began, ended)| (ended - began).whole_seconds().max(0));
    let took = seconds.map(|seconds| format!("{seconds} s from start to end")).unwrap_or_default();
    view! {
        <h2 class="mb-3 text-sm font-bold">{title}</h2>
        <Stats>
            <Stat name="Products made" value=indian(counts.created) note=took />
            <Stat name="Products updated" value=indian(counts.updated) />
            <Stat name="As they were" value=indian(counts.unchanged) />
            <Stat name="Rows that failed" value=indian(counts.failed_rows) />
        </Stats>
        {(!whole).then(|| view! { <Alert kind=alert::Kind::Info title=stays class="mt-4"><p>{go_on}</p></Alert> })}
        {(counts.failed_rows > 0).then(|| view! { <Failed import=import.clone() /> })}
        <Issues import=import.clone() issues />
        <div class="mt-4 flex flex-wrap items-center justify-between gap-3">
            <a href=again(&import) class=button::classes(Kind::Quiet, Size::Medium)><Icon name="rotate-cw" class="size-4" />"Check this file again"</a>
            <a href="/seller/products" class=button::classes(Kind::Filled, Size::Medium)>"See your products"</a>
        </div>
    }
    .into_any()
}

/// The way to put right what failed.
#[component]
fn Failed(import: Import) -> impl IntoView {
    let rows = plural(import.counts.failed_rows as usize, "row");
    view! {
        <Alert kind=alert::Kind::Warning title=format!("{rows} did not make it.") class="mt-4">
            <p>"Correct them in errors.csv and upload only these again."</p>
            <p class="mt-2 flex flex-wrap gap-2">
                <a href=format!("/seller/import/{}/errors.csv", import.id) download="" class=button::classes(Kind::Plain, Size::Row)>
                    <Icon name="download" class="size-4" />
                    "errors.csv"
                </a>
                <a href="/seller/import" class=button::classes(Kind::Plain, Size::Row)><Icon name="file-up" class="size-4" />"Upload them again"</a>
            </p>
        </Alert>
    }
    .into_any()
}
