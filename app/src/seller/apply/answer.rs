//! What became of an application.

use crate::{
    room::{
        panel::Panel,
        status::{Mark, Status},
    },
    ui::{
        alert::{Alert, Kind as Tone},
        when::moment,
    },
};
use contracts::{
    identity::{Seller, ShopStatus},
    notifications::Notice,
};
use leptos::prelude::*;

/// Where the application stands, why, and what was said before.
#[component]
pub fn Answer(seller: Seller, told: Vec<Notice>) -> impl IntoView {
    let reason = seller.reason.clone().unwrap_or_default();
    let word = match seller.status {
        ShopStatus::Asked => view! {
            <Alert kind=Tone::Warning title="Something is missing.">
                <p class="whitespace-pre-line">{reason}</p>
                <p class="mt-1">"Change it below and send the application again."</p>
            </Alert>
        }
        .into_any(),
        ShopStatus::Refused => view! {
            <Alert kind=Tone::Warning title="We cannot open this shop.">
                <p class="whitespace-pre-line">{reason}</p>
                <p class="mt-1">"If that can be put right, change it below and apply again."</p>
            </Alert>
        }
        .into_any(),
        _ => view! {
            <Alert kind=Tone::Info title="A person looks at it.">
                <p>"You get a mail as soon as there is an answer, and you find it here."</p>
            </Alert>
        }
        .into_any(),
    };
    view! {
        <header>
            <div class="flex flex-wrap items-center gap-3">
                <h1 class="text-title font-bold">{seller.name.clone()}</h1>
                <Status mark=Mark::shop(seller.status) testid="application" />
            </div>
            <p class="mt-1 text-muted">{format!("You asked to open this shop on {}.", moment(seller.applied_at))}</p>
        </header>
        {word}
        {(!told.is_empty()).then(|| view! { <SoFar told /> })}
    }
    .into_any()
}

#[component]
fn SoFar(told: Vec<Notice>) -> impl IntoView {
    view! {
        <Panel title="So far">
            <ol class="grid gap-3 text-tool">
                {told.into_iter().take(5).map(|notice| view! {
                    <li>
                        <p class="font-semibold">{notice.title}</p>
                        <p class="whitespace-pre-line">{notice.text}</p>
                        <p class="text-xs text-muted tabular-nums">{moment(notice.at)}</p>
                    </li>
                }).collect_view()}
            </ol>
        </Panel>
    }
    .into_any()
}
