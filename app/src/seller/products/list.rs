//! `/seller/products`

use super::bulk::FORM;
use crate::{
    room::{
        Desk, SellerRoom,
        address::with,
        bar::{BulkBar, Pick},
        button::{self, Kind, Size},
        empty::Empty,
        filter::{Choice, FilterBar},
        in_shop,
        pager::Pager,
        panel::Panel,
        status::{Mark, Status},
        table::{Cell, Column, NUMBER, Row, Table, WIDE},
        tabs::{Tab, Tabs},
    },
    ui::{button as pill, confirm::Confirm, field::Summary, icon::Icon, picture::Square},
    visit::{self, Form, Visit},
};
use contracts::{
    catalog::Category,
    goods::{self, Search, Shelf, Shelves, Sort, Status as Standing},
};
use leptos::prelude::*;

/// The products of the shop.
#[component]
pub fn ProductsPage() -> impl IntoView {
    let search = wanted();
    in_shop(async move |visit: Visit, member| {
        let shelves = visit.ask().catalog.seller_products(&member, &search).await?;
        let actions = view! {
            <a href="/seller/products/export.csv" download="" class=button::classes(Kind::Plain, Size::Medium)>
                <Icon name="download" class="size-4" />
                "Export"
            </a>
            <a href="/seller/import" class=button::classes(Kind::Plain, Size::Medium)><Icon name="file-up" class="size-4" />"Import"</a>
            <a href="/seller/products/new" class=button::classes(Kind::Filled, Size::Medium)><Icon name="plus" class="size-4" />"Add product"</a>
        };
        let (categories, form) = (visit.categories.clone(), visit.form(FORM));
        Ok(view! {
            <SellerRoom section=Desk::Products title="Products" actions=actions.into_any()>
                <Summary form=form.clone() />
                <Listed shelves search categories=branches(&categories, |category| category.slug.clone()) form />
            </SellerRoom>
        }
        .into_any())
    })
}

/// What the address asks for.
fn wanted() -> Search {
    let value = |name| visit::query_value(name).map(|value| value.trim().to_owned()).unwrap_or_default();
    let (show, sort) = (value("show"), value("sort"));
    Search {
        q: value("q"),
        show: Shelf::ALL.into_iter().find(|shelf| shelf.as_str() == show).unwrap_or_default(),
        category: value("category"),
        sort: Sort::ALL.into_iter().find(|known| known.as_str() == sort).unwrap_or_default(),
        after: value("after"),
    }
}

/// Every category with a value and the names from the root to it.
pub fn branches(categories: &[Category], value: fn(&Category) -> String) -> Vec<(String, String)> {
    fn climb(found: &mut Vec<(String, String)>, above: &str, level: &[Category], value: fn(&Category) -> String) {
        for category in level {
            let name = format!("{above}{}", category.name);
            found.push((value(category), name.clone()));
            climb(found, &format!("{name} › "), &category.children, value);
        }
    }
    let mut found = Vec::new();
    climb(&mut found, "", categories, value);
    found
}

#[component]
fn Listed(shelves: Shelves, search: Search, categories: Vec<(String, String)>, form: Form) -> impl IntoView {
    let Shelves { items, next, counts } = shelves;
    let searched = search != Search::default();
    let categories = [(String::new(), "All categories".to_owned())].into_iter().chain(categories).collect();
    let list = if items.is_empty() {
        view! { <Nothing searched /> }.into_any()
    } else {
        view! { <Chosen items form /> }.into_any()
    };
    view! {
        <Panel flush=true>
            <Tabs label="Products by status" tabs=tabs(&counts, search.show) />
            <FilterBar search="Search products" placeholder="Title or SKU" keep=&["show"]>
                <Choice name="category" label="Category" options=categories />
                <Choice name="sort" label="Order" options=sorts() />
            </FilterBar>
            {list}
            <Pager next />
        </Panel>
    }
    .into_any()
}

fn tabs(counts: &[(Shelf, u32)], here: Shelf) -> Vec<Tab> {
    let tab = |(shelf, count): &(Shelf, u32)| {
        let label = match shelf {
            Shelf::All => "All",
            Shelf::Live => "Live",
            Shelf::Draft => "Draft",
            Shelf::Archived => "Paused",
            Shelf::Blocked => "Refused",
            Shelf::Out => "Out of stock",
        };
        let href = with(&[("show", if *shelf == Shelf::All { "" } else { shelf.as_str() })]);
        if *count > Shelves::COUNTED {
            return Tab::new(format!("{label} 1,000+"), href, *shelf == here);
        }
        Tab::new(label, href, *shelf == here).counting(u64::from(*count))
    };
    counts.iter().map(tab).collect()
}

fn sorts() -> Vec<(String, String)> {
    let label = |sort| match sort {
        Sort::Newest => ("", "Newest first"),
        Sort::Title => ("title", "Title A to Z"),
        Sort::Price => ("price", "Lowest price"),
    };
    Sort::ALL.into_iter().map(label).map(|(value, label)| (value.to_owned(), label.to_owned())).collect()
}

#[component]
fn Nothing(searched: bool) -> impl IntoView {
    if searched {
        return view! {
            <Empty icon="search" title="Nothing here" text="No product of yours fits what you look for.">
                <a href="/seller/products" class=button::classes(Kind::Plain, Size::Medium)>"Show all products"</a>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty icon="tag" title="No products yet" text="Write the first one by hand, or bring many in a file.">
            <a href="/seller/import" class=button::classes(Kind::Plain, Size::Medium)>"Import a file"</a>
        </Empty>
    }
    .into_any()
}

/// The table within the form that changes what is chosen.
#[component]
fn Chosen(items: Vec<goods::Row>, form: Form) -> impl IntoView {
    let currency = items.first().map(|row| row.price.currency.code()).unwrap_or_default();
    let columns = vec![
        Column::hidden("Choose"),
        Column::new("Product"),
        Column::new("Status"),
        Column::number("Stock"),
        Column::number("Price"),
    ];
    view! {
        <form method="post" action="/do/seller/products/change">
            // Enter in the number's field does nothing: it would press the first button, whichever that is.
            <button type="submit" disabled=true class="hidden">"Choose an action"</button>
            <input type="hidden" name="currency" value=currency />
            <BulkBar label="Actions for the chosen products">
                <Act what="active" label="Set live" icon="circle-check" />
                <Act what="archived" label="Pause" icon="circle-pause" />
                <Act what="draft" label="Back to draft" icon="pencil-line" />
                <label for="value" class="ml-2 text-tool font-semibold whitespace-nowrap">"Number"</label>
                <input
                    id="value"
                    name="value"
                    value=form.value("value", "")
                    maxlength="20"
                    aria-invalid=form.error("value").is_some().then_some("true")
                    class="h-8 w-24 shrink-0 rounded-tool border border-edge bg-surface px-2 text-tool text-ink tabular-nums aria-invalid:border-danger pointer-coarse:h-10 pointer-coarse:text-base"
                />
                <Act what="price" label="Set price" icon="indian-rupee" />
                <Act what="price_by" label="Change price by %" icon="percent" />
                <Act what="stock" label="Set stock" icon="boxes" />
                <Confirm
                    id="remove"
                    label="Delete drafts, pause others"
                    icon="trash-2"
                    class=button::classes(Kind::Danger, Size::Row)
                    title="Take the chosen products out of the shop?"
                    text="Drafts of which nothing was ever ordered are gone for good. Everything else is paused and can be set live again."
                >
                    <button type="submit" name="what" value="remove" class=pill::classes(pill::Kind::Danger, pill::Size::Medium)>"Delete or pause"</button>
                </Confirm>
            </BulkBar>
            <div id="products">
                <Table caption="Products" columns>
                    {items.into_iter().map(|row| view! { <Line row /> }).collect_view()}
                </Table>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Act(what: &'static str, label: &'static str, icon: &'static str) -> impl IntoView {
    view! {
        <button type="submit" name="what" value=what class=button::classes(Kind::Plain, Size::Row)>
            <Icon name=icon class="size-4" />
            {label}
        </button>
    }
    .into_any()
}

#[component]
fn Line(row: goods::Row) -> impl IntoView {
    let status = mark(row.status, row.blocked, row.available);
    let fact = match (row.variants, row.sku.as_str()) {
        (1, "") => "1 variant".to_owned(),
        (1, sku) => format!("1 variant, {sku}"),
        (many, _) => format!("{many} variants"),
    };
    let left = if row.available == 0 { "text-danger" } else { "" };
    let goods::Row { id, title, picture, asked, available, price, .. } = row;
    let choice = view! { <Pick name="chosen[]" value=id.to_string() what=title.clone() /> };
    view! {
        <Row card="max-md:grid-cols-[auto_minmax(0,1fr)_auto]">
            <Cell class="w-10 max-md:w-auto max-md:row-span-2 max-md:self-start max-md:pt-2.5!">
                {choice}
            </Cell>
            <Cell class=WIDE>
                <span class="flex items-center gap-3">
                    {(!picture.is_empty()).then(|| view! { <span class="w-10 shrink-0"><Square src=picture sizes="40px" class="rounded-tool" /></span> })}
                    <span class="min-w-0">
                        <a href=format!("/seller/products/{id}") class="block truncate py-0.5 font-semibold hover:underline">{title}</a>
                        <span class="block truncate text-xs text-muted">{fact}</span>
                    </span>
                </span>
            </Cell>
            <Cell class="max-md:order-3">
                <span class="flex flex-wrap gap-1">
                    <Status mark=status />
                    {asked.then(|| view! { <Status mark=Mark::CHANGE_ASKED /> })}
                </span>
            </Cell>
            <Cell class=format!("{NUMBER} font-semibold max-md:order-4 {left}")>
                {available}
                <span class="font-normal text-muted md:hidden">" in stock"</span>
            </Cell>
            <Cell class=format!("{NUMBER} font-semibold max-md:self-start max-md:pt-1!")>{price.to_string()}</Cell>
        </Row>
    }
    .into_any()
}

/// How a product stands, in the words of the room.
pub(super) fn mark(status: Standing, blocked: bool, available: u64) -> Mark {
    match (blocked, status) {
        (true, _) => Mark::PRODUCT_REFUSED,
        (_, Standing::Draft) => Mark::DRAFT,
        (_, Standing::Archived) => Mark::PAUSED,
        (_, Standing::Active) if available == 0 => Mark::OUT_OF_STOCK,
        (_, Standing::Active) => Mark::LIVE,
    }
}
