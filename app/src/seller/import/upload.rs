//! `/seller/import`

use super::steps::{Step, Steps};
use crate::{
    cart::plural,
    room::{
        Desk, SellerRoom,
        button::{self, Kind, Size},
        in_shop,
        panel::{Columns, Panel},
        status::{Mark, Status, Tone},
        to_shop,
        upload::{Files, ZONE},
    },
    ui::{field::Summary as Errors, icon::Icon, when::moment},
};
use contracts::imports::{Import, ImportStatus, MAX_FILE};
use leptos::prelude::*;

/// Takes a file, and shows those that were taken before.
#[component]
pub fn UploadPage() -> impl IntoView {
    in_shop(move |visit, member| async move {
        let imports = visit.ask().catalog.imports(&member).await?;
        let form = visit.form("upload");
        let context = view! { <Understood /> <Before imports /> }.into_any();
        Ok(view! {
            <SellerRoom
                section=Desk::Import
                title="Import products"
                lead="Nothing changes in your shop before the last step."
                actions=export().into_any()
            >
                <Steps here=Step::Upload />
                <Errors form />
                <Columns work=view! { <Choose /> }.into_any() context />
            </SellerRoom>
        }
        .into_any())
    })
}

fn export() -> impl IntoView {
    view! {
        <a href="/seller/products/export.csv" download="" class=button::classes(Kind::Plain, Size::Medium)>
            <Icon name="download" class="size-4" />
            "Export all products"
        </a>
    }
}

#[component]
fn Choose() -> impl IntoView {
    view! {
        <Panel>
            <form
                method="post"
                action=to_shop("/do/seller/import/upload")
                enctype="multipart/form-data"
                data-upload=""
                data-most=MAX_FILE
                data-too-large="A file has at most 32 MB."
                class=format!("grid justify-items-center gap-4 px-6 py-12 text-center {ZONE}")
            >
                <span class="flex size-12 items-center justify-center rounded-full bg-tint text-brand"><Icon name="file-up" class="size-6" /></span>
                <div>
                    <label for="file" class="block text-base font-semibold">"Choose a CSV file, or drop it here"</label>
                    <p id="file-hint" class="mt-1 text-tool text-muted">"Up to 32 MB. Comma, semicolon or tab; UTF-8."</p>
                </div>
                <input
                    id="file"
                    name="file"
                    type="file"
                    accept=".csv,.tsv,.txt,text/csv"
                    required=true
                    aria-describedby="file-hint"
                    class="w-full max-w-sm rounded-tool border border-edge bg-surface p-1.5 text-tool text-muted file:mr-3 file:h-8 file:rounded-tool file:border file:border-line file:bg-tint file:px-3 file:font-semibold file:text-ink pointer-coarse:file:h-10"
                />
                <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>"Upload"</button>
                <div class="w-full max-w-sm"><Files /></div>
            </form>
        </Panel>
    }
    .into_any()
}

#[component]
fn Understood() -> impl IntoView {
    let lines = [
        "Shopify exports, old and new headers",
        "Levomart exports and our template",
        "Your own sheet: you match the columns next",
    ];
    view! {
        <Panel title="What we understand">
            <ul class="grid gap-2.5 text-tool">
                {lines
                    .map(|line| view! { <li class="flex gap-2"><Icon name="check" class="mt-0.5 size-4 text-success" />{line}</li> })
                    .collect_view()}
            </ul>
            <a href="/seller/import/template.csv" download="" class=format!("mt-4 w-full {}", button::classes(Kind::Plain, Size::Medium))>
                <Icon name="download" class="size-4" />
                "Download a template"
            </a>
        </Panel>
    }
    .into_any()
}

#[component]
fn Before(imports: Vec<Import>) -> impl IntoView {
    if imports.is_empty() {
        return ().into_any();
    }
    view! {
        <Panel title="Last imports">
            <ul class="divide-y divide-line">
                {imports
                    .into_iter()
                    .map(|import| {
                        let mark = mark(&import);
                        let rows = import.rows.map(|rows| format!(", {}", plural(rows as usize, "row"))).unwrap_or_default();
                        view! {
                            <li class="flex items-center justify-between gap-3 py-2.5 first:pt-0 last:pb-0">
                                <span class="min-w-0">
                                    <a href=format!("/seller/import/{}", import.id) class="block truncate py-0.5 text-tool font-semibold hover:underline">
                                        {shown(&import.file)}
                                    </a>
                                    <span class="text-xs text-muted tabular-nums">{moment(import.uploaded_at)}{rows}</span>
                                </span>
                                <Status mark />
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Panel>
    }
    .into_any()
}

/// The file's name; browsers may send none.
pub fn shown(file: &str) -> String {
    if file.is_empty() { "A file without a name".to_owned() } else { file.to_owned() }
}

fn mark(import: &Import) -> Mark {
    match import.status {
        ImportStatus::Uploaded => Mark { icon: "hourglass", word: "To match", tone: Tone::Waiting },
        ImportStatus::Checking => Mark { icon: "loader-circle", word: "Being checked", tone: Tone::UnderWay },
        ImportStatus::Checked => Mark { icon: "hourglass", word: "To import", tone: Tone::Waiting },
        ImportStatus::Running => Mark { icon: "loader-circle", word: "Running", tone: Tone::UnderWay },
        ImportStatus::Done if import.counts.failed > 0 => {
            Mark { icon: "triangle-alert", word: "Some failed", tone: Tone::Waiting }
        }
        ImportStatus::Done => Mark { icon: "circle-check", word: "Done", tone: Tone::Done },
        ImportStatus::Cancelled => Mark { icon: "ban", word: "Stopped", tone: Tone::AtRest },
        ImportStatus::Failed => Mark { icon: "circle-x", word: "Failed", tone: Tone::Wrong },
    }
}
