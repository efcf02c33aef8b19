//! Options, and the table of the variants that they make.

use super::draft::{Draft, Row as Typed, encode};
use crate::{
    room::{
        button::{self, Kind, Size},
        field::RowInput,
        panel::Panel,
        table::{Cell, Column, Row, Table},
    },
    ui::icon::Icon,
    visit::Form,
};
use contracts::Currency;
use leptos::prelude::*;

/// The most options of a product.
const OPTIONS: usize = 3;

#[component]
pub fn Variants(draft: Draft, form: Form, currency: Currency) -> impl IntoView {
    let lines = (0..OPTIONS).map(|place| {
        let value = draft.form.option.get(place).cloned().unwrap_or_default();
        let label = ["First option", "Second option", "Third option"][place];
        let id = format!("option-{place}");
        view! { <OptionLine form=form.clone() id label value /> }
    });
    let lines = lines.collect_view();
    let count = draft.rows.len();
    view! {
        <Panel title="Options and variants" lead="A name, a colon, then the values with commas between them. For example Size: S, M, L" flush=true id="variants">
            <div id="options" class="grid gap-3 px-4 pb-4 sm:px-5">{lines}</div>
            <div class="flex flex-wrap items-center justify-between gap-2 border-t border-line px-4 py-2.5 sm:px-5">
                <p class="text-tool text-muted">{if count == 1 { "1 variant".to_owned() } else { format!("{count} variants") }}</p>
                <button type="submit" name="intent" value="variants" formnovalidate=true class=button::classes(Kind::Plain, Size::Row)>
                    <Icon name="wand-sparkles" class="size-4" />
                    "Make variants"
                </button>
            </div>
            <div class="border-t border-line md:overflow-x-auto">
                <Table caption="Variants" columns=columns()>
                    {draft.rows.into_iter().enumerate().map(|(place, row)| view! { <Line place row form=form.clone() currency /> }).collect_view()}
                </Table>
            </div>
        </Panel>
    }
    .into_any()
}

fn columns() -> Vec<Column> {
    let mut columns: Vec<Column> = ["Variant", "Price", "Price before", "SKU", "Stock"].map(Column::new).to_vec();
    columns.push(Column::new("Remove"));
    columns
}

#[component]
fn OptionLine(form: Form, id: String, label: &'static str, value: String) -> impl IntoView {
    let error = form.error(&id);
    let wrong = error.is_some();
    view! {
        <div>
            <label for=id.clone() class="mb-1.5 block text-tool font-semibold">
                {label}
                <span class="font-normal text-muted">" (optional)"</span>
            </label>
            <input
                id=id.clone()
                name="option[]"
                value=value
                maxlength="4000"
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then(|| format!("{id}-error"))
                class="h-9 w-full rounded-tool border border-edge bg-surface px-3 text-tool text-ink hover:border-muted aria-invalid:border-danger pointer-coarse:h-11 pointer-coarse:text-base"
            />
            {error.map(|message| view! { <p id=format!("{id}-error") class="mt-1 text-xs font-medium text-danger">{message}</p> })}
        </div>
    }
    .into_any()
}

#[component]
fn Line(place: usize, row: Typed, form: Form, currency: Currency) -> impl IntoView {
    let name = row.name();
    let title = if row.values.is_empty() { "One variant".to_owned() } else { name.clone() };
    let of = |what: &str| format!("{what} of {name}");
    let (price_of, before_of, sku_of, remove) = (of("Price"), of("Price before"), of("SKU"), format!("Remove {name}"));
    let id = move |field: &str| format!("variants.{place}.{field}");
    let wrong = |field: &str| form.error(&id(field));
    let (options, price, before) = (wrong("options"), wrong("price"), wrong("compare_at"));
    let (sku, sign) = (wrong("sku"), currency.symbol());
    let stock =
        view! { <Stock id=row.id.clone() stock=row.stock field=id("stock") label=of("Stock") error=wrong("stock") /> };
    view! {
        <Row card="max-md:grid-cols-2 max-md:items-start!">
            <Cell class="max-md:col-span-2 min-w-20 font-semibold">
                <input type="hidden" name="variant[]" value=row.id />
                <input type="hidden" name="values[]" value=encode(&row.values) />
                <span id=id("options")>{title}</span>
                {options.map(|message| view! { <span class="mt-1 block text-xs font-medium text-danger">{message}</span> })}
            </Cell>
            <Cell>
                <RowInput id=id("price") name="price[]" label=price_of column="Price" value=row.price prefix=sign inputmode="decimal" maxlength=20 error=price />
            </Cell>
            <Cell>
                <RowInput
                    id=id("compare_at")
                    name="compare_at[]"
                    label=before_of
                    column="Price before"
                    value=row.compare_at
                    prefix=sign
                    inputmode="decimal"
                    maxlength=20
                    error=before
                />
            </Cell>
            <Cell>
                <RowInput id=id("sku") name="sku[]" label=sku_of column="SKU" value=row.sku maxlength=100 error=sku width="w-36 xl:max-2xl:w-24" />
            </Cell>
            <Cell>{stock}</Cell>
            <Cell>
                <label class="inline-flex min-h-8 items-center gap-2 text-xs text-muted">
                    <input type="checkbox" name="gone[]" value=place.to_string() checked=row.gone aria-label=remove class="size-4 accent-brand" />
                    <span class="md:sr-only">"Remove"</span>
                </label>
            </Cell>
        </Row>
    }
    .into_any()
}

/// What there is of a new variant is typed here; what there is of another, the inventory counts.
#[component]
fn Stock(id: String, stock: String, field: String, label: String, error: Option<String>) -> impl IntoView {
    if id.is_empty() {
        return view! {
            <RowInput id=field name="stock[]" label column="Stock" value=stock inputmode="numeric" maxlength=9 error width="w-20 xl:max-2xl:w-16" />
        }
        .into_any();
    }
    view! {
        <input type="hidden" name="stock[]" value=stock.clone() />
        <span aria-hidden="true" class="mb-1 block text-mini text-muted md:hidden">"Stock"</span>
        <a href="/seller/inventory" class="inline-block py-1 font-semibold tabular-nums underline-offset-4 hover:underline">
            {stock}
            <span class="sr-only">{format!(" is the {label}. Change it in the inventory.")}</span>
        </a>
    }
    .into_any()
}
