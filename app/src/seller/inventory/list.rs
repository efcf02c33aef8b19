//! `/seller/inventory`

use super::reasons;
use crate::{
    room::{
        Desk, SellerRoom, address,
        button::{self, Kind, Size},
        empty::Empty,
        field::{Field, RowInput, Select},
        filter::FilterBar,
        in_shop,
        once::Once,
        pager::Pager,
        panel::{Columns, Panel},
        table::{Cell, Column, NUMBER, Name, Row, Table, WIDE},
        tabs::{Tab, Tabs},
        to_shop,
    },
    ui::{field::Summary as Errors, icon::Icon},
    visit::{self, Form},
};
use contracts::{
    page::Page,
    stock::{OnShelf, ShelfQuery, Show},
};
use leptos::prelude::*;

/// The shop's stock, with a field for every number.
#[component]
pub fn InventoryPage() -> impl IntoView {
    let show = visit::query_value("show").and_then(|show| Show::parse(&show)).unwrap_or_default();
    let query = ShelfQuery { q: visit::query_value("q").unwrap_or_default(), show, after: visit::query_value("after") };
    in_shop(move |visit, member| async move {
        let shelf = visit.ask().catalog.shelf(&member, &query).await?;
        let low_at = visit.ask().catalog.shop_threshold(&member).await?.low_at.unwrap_or_default();
        let searched = !query.q.is_empty() || show != Show::All;
        let (counting, limit) = (visit.form("count"), visit.form("threshold"));
        let work = view! { <Shelf shelf show searched form=counting.clone() /> }.into_any();
        let context = view! { <LowStock low_at form=limit /> }.into_any();
        Ok(view! {
            <SellerRoom
                section=Desk::Inventory
                title="Inventory"
                lead="What is on hand, what orders hold, and what can be sold."
            >
                <Errors form=counting />
                <Columns work context />
            </SellerRoom>
        }
        .into_any())
    })
}

#[component]
fn Shelf(shelf: Page<OnShelf>, show: Show, searched: bool, form: Form) -> impl IntoView {
    let tab = |label: &str, of: Show, value: &str| Tab::new(label, address::with(&[("show", value)]), show == of);
    let tabs = vec![tab("All", Show::All, ""), tab("Low", Show::Low, "low"), tab("Sold out", Show::Out, "out")];
    let list =
        if shelf.items.is_empty() { nothing(searched) } else { view! { <Counts items=shelf.items form /> }.into_any() };
    view! {
        <Panel flush=true>
            <Tabs label="Stock" tabs />
            <FilterBar search="Search stock" placeholder="Title or SKU" keep=&["show"] />
            {list}
            <Pager next=shelf.next />
        </Panel>
    }
    .into_any()
}

fn nothing(searched: bool) -> AnyView {
    if searched {
        return view! {
            <Empty icon="boxes" title="Nothing like that" text="No variant of yours fits here. Try other words or another tab.">
                <a href="/seller/inventory" class=button::classes(Kind::Plain, Size::Medium)>"Show all stock"</a>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty icon="boxes" title="Nothing in stock yet" text="As soon as you have products, you count and receive them here.">
            <a href="/seller/products/new" class=button::classes(Kind::Filled, Size::Medium)>"Add a product"</a>
            <a href="/seller/import" class=button::classes(Kind::Plain, Size::Medium)>"Import a file"</a>
        </Empty>
    }
    .into_any()
}

/// The numbers, and one button for all of them.
#[component]
fn Counts(items: Vec<OnShelf>, form: Form) -> impl IntoView {
    let columns = vec![
        Column::new("Variant"),
        Column::number("Sold"),
        Column::number("Set aside"),
        Column::number("Can be sold"),
        Column::number("On hand"),
    ];
    let lines = items.into_iter().map(|item| view! { <Line item form=form.clone() /> }).collect_view();
    view! {
        <form method="post" action="/do/seller/stock/count">
            <Once form=form.clone() />
            <Table caption="Stock of your variants" columns>{lines}</Table>
            <div class="flex flex-wrap items-end gap-3 border-t border-line px-4 py-3 sm:px-5">
                <Select form=form.clone() name="reason" label="Reason" options=reasons() class="w-full sm:w-44" />
                <Field form name="note" label="Note" optional=true maxlength=200 class="min-w-40 flex-1" />
                <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>"Save counts"</button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Line(item: OnShelf, form: Form) -> impl IntoView {
    let available = item.available();
    let (icon, ink) = match available {
        0 => (Some("package-x"), "font-bold text-danger"),
        few if few <= item.low_at => (Some("triangle-alert"), "font-bold text-warning"),
        _ => (None, ""),
    };
    let name = if item.variant.is_empty() { item.title.clone() } else { format!("{}, {}", item.title, item.variant) };
    let fact = if item.sku.is_empty() { "no SKU".to_owned() } else { item.sku.clone() };
    let field = format!("units[{}]", item.offer);
    view! {
        <Row>
            <Name name=name.clone() href=format!("/seller/inventory/{}", item.offer) fact class=WIDE />
            <Cell class=format!("{NUMBER} max-md:hidden")>{item.sold}</Cell>
            <Cell class=format!("{NUMBER} max-md:hidden")>{item.reserved}</Cell>
            <Cell class=NUMBER>
                <span class=format!("inline-flex items-center gap-1.5 {ink}")>
                    {icon.map(|icon| view! { <Icon name=icon class="size-3.5" /> })}
                    {available}
                    <span class="font-normal text-muted md:hidden">"can be sold"</span>
                </span>
            </Cell>
            <Cell class="text-right max-md:col-span-2 max-md:text-left">
                <input type="hidden" name=format!("seen[{}]", item.offer) value=item.on_hand.to_string() />
                <RowInput
                    id=field.clone()
                    name=field.clone()
                    label=format!("On hand of {name}")
                    column="On hand"
                    value=form.value(&field, &item.on_hand.to_string())
                    inputmode="numeric"
                    maxlength=8
                    error=form.error(&field)
                />
            </Cell>
        </Row>
    }
    .into_any()
}

/// When stock counts as low.
#[component]
fn LowStock(low_at: u32, form: Form) -> impl IntoView {
    view! {
        <Panel title="Low stock">
            <form method="post" action=to_shop("/do/seller/stock/shop-threshold") class="grid gap-3">
                <Field
                    form
                    name="low_at"
                    label="Low at"
                    suffix="or fewer"
                    value=low_at.to_string()
                    inputmode="numeric"
                    hint="You get a notice when a variant comes down to it. A variant can have a number of its own."
                />
                <button type="submit" class=format!("{} justify-self-start", button::classes(Kind::Plain, Size::Medium))>"Save"</button>
            </form>
        </Panel>
    }
    .into_any()
}
