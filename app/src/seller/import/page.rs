//! `/seller/import/:import`: the step that the file is at.

use super::{
    check::{Checking, Found},
    columns::Matching,
    run::{Outcome, Progress},
    steps::{Step, Steps},
};
use crate::{
    room::{Desk, SellerRoom, in_shop},
    ui::{
        alert::{self, Alert},
        field::Summary as Errors,
    },
    visit,
};
use axum::http::{HeaderValue, header};
use contracts::{
    Problem,
    imports::{Import, ImportStatus},
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// How often the page of a file that is being worked on looks again, in seconds.
const AGAIN: &str = "2";

#[component]
pub fn ImportPage() -> impl IntoView {
    let (id, after) = (visit::param("import"), visit::query_value("after"));
    let matching = visit::query_value("step").is_some_and(|step| step == "match");
    in_shop(move |visit, member| async move {
        let id = id.parse().map_err(|_| Problem::not_found("import"))?;
        let ask = &visit.ask().catalog;
        let import = ask.import(&member, id).await?;
        let step = step(&import, matching);
        let told = import.counts.errors + import.counts.warnings > 0 && !import.status.at_work() && step != Step::Match;
        let issues = if told { Some(ask.import_issues(&member, id, after.as_deref()).await?) } else { None };
        if import.status.at_work() {
            look_again();
        }
        let (form, columns) = (visit.form("import"), visit.form("columns"));
        let part = match (step, import.status) {
            (Step::Match, _) => view! { <Matching import=import.clone() form=columns.clone() /> }.into_any(),
            (_, ImportStatus::Checking) => view! { <Checking import=import.clone() /> }.into_any(),
            (Step::Check, _) => view! { <Found import=import.clone() issues /> }.into_any(),
            (_, ImportStatus::Running) => view! { <Progress import=import.clone() /> }.into_any(),
            _ => view! { <Outcome import=import.clone() issues /> }.into_any(),
        };
        Ok(view! {
            <SellerRoom
                section=Desk::Import
                title="Import products"
                lead="Nothing changes in your shop before the last step."
                back="Imports"
                back_href="/seller/import"
            >
                <Steps here=step back=ways_back(&import, step) />
                <Errors form />
                <Errors form=columns />
                {import
                    .problem
                    .clone()
                    .map(|problem| view! { <Alert kind=alert::Kind::Danger title="The file cannot be imported." class="mb-4"><p>{problem}</p></Alert> })}
                {part}
            </SellerRoom>
        }
        .into_any())
    })
}

/// The step of a file. Whoever wants to may match the columns of a file again that is at rest.
fn step(import: &Import, matching: bool) -> Step {
    match import.status {
        ImportStatus::Uploaded => Step::Match,
        _ if matching && !import.status.at_work() => Step::Match,
        ImportStatus::Checking | ImportStatus::Checked => Step::Check,
        ImportStatus::Failed if import.counts.created + import.counts.updated == 0 => Step::Check,
        ImportStatus::Running | ImportStatus::Done | ImportStatus::Cancelled | ImportStatus::Failed => Step::Import,
    }
}

fn ways_back(import: &Import, here: Step) -> Vec<(Step, String)> {
    let mut ways = vec![(Step::Upload, "/seller/import".to_owned())];
    if here > Step::Match && !import.status.at_work() {
        ways.push((Step::Match, again(import)));
    }
    ways
}

/// Where the columns of a file are matched again.
pub fn again(import: &Import) -> String {
    format!("/seller/import/{}?step=match", import.id)
}

/// Browsers fetch the page again by themselves, without a script.
fn look_again() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(header::REFRESH, HeaderValue::from_static(AGAIN));
    }
}
