//! Tables. On phones a row becomes a card, by grid on the same `tr`; roles are written out, because a changed display would
//! take them away.

use leptos::prelude::*;

/// A column's head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub label: &'static str,
    /// Numbers are read from the right.
    pub right: bool,
    /// Only screen readers need it.
    pub hidden: bool,
}

impl Column {
    pub const fn new(label: &'static str) -> Self {
        Self { label, right: false, hidden: false }
    }

    pub const fn number(label: &'static str) -> Self {
        Self { label, right: true, hidden: false }
    }

    /// For check boxes and actions.
    pub const fn hidden(label: &'static str) -> Self {
        Self { label, right: false, hidden: true }
    }
}

/// Class of a cell that takes the free width and may be cut short.
pub const WIDE: &str = "w-full max-w-0 max-md:max-w-none";

/// Class of a cell with a number.
pub const NUMBER: &str = "text-right whitespace-nowrap tabular-nums";

/// A table; its children are [`Row`]s.
#[component]
pub fn Table(
    /// Says what is listed; heard, not seen.
    #[prop(into)]
    caption: String,
    columns: Vec<Column>,
    children: Children,
) -> impl IntoView {
    view! {
        <table role="table" class="w-full text-tool max-md:block">
            <caption class="sr-only">{caption}</caption>
            <thead role="rowgroup" class="max-md:sr-only">
                <tr role="row" class="border-b border-line bg-sunken">
                    {columns.into_iter().map(|column| view! { <Head column /> }).collect_view()}
                </tr>
            </thead>
            <tbody role="rowgroup" class="divide-y divide-line max-md:block">{children()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Head(column: Column) -> impl IntoView {
    let side = if column.right { "text-right" } else { "text-left" };
    view! {
        <th
            role="columnheader"
            scope="col"
            class=format!("h-9 px-3 text-xs font-semibold whitespace-nowrap text-muted first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5 {side}")
        >
            <span class=if column.hidden { "sr-only" } else { "" }>{column.label}</span>
        </th>
    }
    .into_any()
}

/// A row; its children are [`Cell`]s. As a card it has two columns, name and sum, unless `card` says otherwise: the cells
/// say with `max-md:order-…` and `max-md:col-span-…` where they stand.
#[component]
pub fn Row(
    #[prop(default = "max-md:grid-cols-[minmax(0,1fr)_auto]")] card: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <tr
            role="row"
            class=format!("group hover:bg-tint/40 max-md:grid max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:px-4 max-md:py-3 {card}")
        >
            {children()}
        </tr>
    }
    .into_any()
}

#[component]
pub fn Cell(#[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    view! {
        <td role="cell" class=format!("px-3 py-2.5 first:pl-4 last:pr-4 max-md:p-0! sm:first:pl-5 sm:last:pr-5 {class}")>{children()}</td>
    }
    .into_any()
}

/// The cell that names its row: a link, and below it one muted fact.
#[component]
pub fn Name(
    #[prop(into)] name: String,
    #[prop(into)] href: String,
    #[prop(optional, into)] fact: String,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    view! {
        <Cell class>
            <a href=href class="inline-block max-w-full truncate py-0.5 font-semibold tabular-nums hover:underline">{name}</a>
            {(!fact.is_empty()).then(|| view! { <span class="block truncate text-xs text-muted">{fact}</span> })}
        </Cell>
    }
    .into_any()
}
