//! Which column of the file means what.

use super::upload::shown;
use crate::{
    cart::plural,
    room::{
        button::{self, Kind, Size},
        field::INPUT,
        panel::Panel,
        table::{Cell, Column, Row, Table, WIDE},
    },
    ui::{
        alert::{self, Alert},
        icon::Icon,
    },
    visit::Form,
};
use contracts::imports::{FileColumn, Import, Meaning};
use leptos::prelude::*;

#[component]
pub fn Matching(import: Import, form: Form) -> impl IntoView {
    let columns = vec![Column::new("In your file"), Column::new("First row"), Column::new("Goes to")];
    let known = import.columns.iter().filter(|column| !column.means.is_empty()).count();
    let found = format!("{}: {}; matched: {known}.", shown(&import.file), plural(import.columns.len(), "column"));
    let meanings = import.meanings;
    view! {
        <Alert kind=alert::Kind::Info title="Please see whether the columns are what they say." class="mb-4">
            <p>{found}" Products that you have already keep what you leave out."</p>
            <p>"Stock is set where the file has another number than the last time: what you have sold since stays sold."</p>
        </Alert>
        <form method="post" action="/do/seller/import/check">
            <input type="hidden" name="import" value=import.id.to_string() />
            <Panel flush=true>
                <Table caption="Which column goes where" columns>
                    {import
                        .columns
                        .into_iter()
                        .enumerate()
                        .map(|(position, column)| view! { <Match position column meanings=meanings.clone() form=form.clone() /> })
                        .collect_view()}
                </Table>
            </Panel>
            <div class="mt-4 flex flex-wrap items-center justify-between gap-3">
                <a href="/seller/import" class=button::classes(Kind::Plain, Size::Medium)><Icon name="chevron-left" class="size-4" />"Other file"</a>
                <div class="flex flex-wrap items-center gap-3">
                    <label class="flex min-h-9 items-center gap-2 text-tool">
                        <input type="checkbox" name="remember" value="1" checked=true class="size-4 accent-brand" />
                        "Remember this matching"
                    </label>
                    <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>"Check the file"</button>
                </div>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Match(position: usize, column: FileColumn, meanings: Vec<Meaning>, form: Form) -> impl IntoView {
    let name = format!("means[{position}]");
    let chosen = form.value(&name, &column.means);
    let shown = if column.name.is_empty() { format!("Column {}", position + 1) } else { column.name };
    let (label, id) = (name.clone(), name.clone());
    let sample = if column.sample.is_empty() { "empty".to_owned() } else { column.sample };
    view! {
        <Row>
            <Cell class="font-semibold"><label for=label>{shown}</label></Cell>
            <Cell class=format!("{WIDE} max-md:col-span-2")><span class="block truncate text-xs text-muted">{sample}</span></Cell>
            <Cell class="min-w-52 max-md:col-span-2">
                <div class="relative">
                    <select id=id name=name class=format!("h-9 appearance-none truncate pr-9! pointer-coarse:h-11 {INPUT}")>
                        <option value="">"Leave out"</option>
                        {meanings
                            .into_iter()
                            .map(|meaning| {
                                let selected = meaning.key == chosen;
                                view! { <option value=meaning.key selected=selected>{meaning.label}</option> }
                            })
                            .collect_view()}
                    </select>
                    <Icon name="chevron-down" class="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted" />
                </div>
            </Cell>
        </Row>
    }
    .into_any()
}
