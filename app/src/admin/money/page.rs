//! `/admin/money`

use crate::{
    room::{
        AdminRoom, Office,
        button::{self, Kind, Size},
        empty::Empty,
        field::{Field, RowInput},
        in_market,
        panel::{Columns, Panel},
        table::{Cell, Column, Name, Row, Table, WIDE},
    },
    seller::money::percent,
    ui::field::Summary as Errors,
    visit::{self, Form, Visit},
};
use contracts::{Caller, ids::SellerId, payments::Commissions};
use leptos::prelude::*;

/// Rules whose shops are named; rules beyond are few, and led to by their ids.
const NAMED: usize = 100;

/// A shop with a rate of its own, and what it is called.
struct Rule {
    seller: SellerId,
    name: String,
    bp: u32,
}

/// The rate for all shops, and the shops with one of their own.
#[component]
pub fn CommissionsPage() -> impl IntoView {
    let shop = visit::query_value("shop").unwrap_or_default();
    in_market(move |visit, admin| async move {
        let Commissions { default_bp, shops } = visit.ask().payments.commissions(&admin).await?;
        let mut rules = Vec::with_capacity(shops.len());
        for (index, rule) in shops.into_iter().enumerate() {
            let name = if index < NAMED { name(&visit, &admin, rule.seller).await } else { None };
            let name = name.unwrap_or_else(|| rule.seller.to_string());
            rules.push(Rule { seller: rule.seller, name, bp: rule.bp });
        }
        Ok(view! { <Shown visit default_bp rules shop /> }.into_any())
    })
}

async fn name(visit: &Visit, admin: &Caller, seller: SellerId) -> Option<String> {
    visit.ask().identity.seller(admin, seller).await.ok().map(|file| file.seller.name)
}

#[component]
fn Shown(visit: Visit, default_bp: u32, rules: Vec<Rule>, shop: String) -> impl IntoView {
    let work = view! { <Rules rules form=visit.form("rule") /> };
    let context = view! {
        <ForAll bp=default_bp form=visit.form("default") />
        <Another shop form=visit.form("another") />
    };
    view! {
        <AdminRoom
            section=Office::Money
            title="Commission"
            lead="What the market keeps of the price of goods. A rate holds for orders placed from then on; it never reaches back."
        >
            <Columns work=work.into_any() context=context.into_any() />
        </AdminRoom>
    }
    .into_any()
}

/// A rate as one types it, without its sign.
fn typed(bp: u32) -> String {
    percent(bp).trim_end_matches("\u{a0}%").to_owned()
}

#[component]
fn Rules(rules: Vec<Rule>, form: Form) -> impl IntoView {
    let columns = vec![Column::new("Shop"), Column::new("Rate"), Column::hidden("Change")];
    view! {
        <Panel title="Shops with a rate of their own" flush=true>
            <div class="px-4 sm:px-5"><Errors form /></div>
            {if rules.is_empty() {
                view! { <Empty icon="percent" title="All shops pay the same" text="Give a shop a rate of its own, and it stands here." /> }.into_any()
            } else {
                let rows = rules.into_iter().map(|rule| view! { <OneRule rule /> }).collect_view();
                view! { <div class="border-t border-line"><Table caption="Shops with a rate of their own" columns>{rows}</Table></div> }
                    .into_any()
            }}
        </Panel>
    }
    .into_any()
}

#[component]
fn OneRule(rule: Rule) -> impl IntoView {
    let Rule { seller, name, bp } = rule;
    let form = format!("rule-{seller}");
    view! {
        <Row>
            <Name name=name.clone() href=format!("/admin/sellers/{seller}") class=format!("{WIDE} max-md:order-1") />
            <Cell class="whitespace-nowrap tabular-nums max-md:order-2">{percent(bp)}</Cell>
            <Cell class="whitespace-nowrap max-md:order-3 max-md:col-span-2">
                <form id=form.clone() method="post" action="/do/admin/commission" class="flex items-center gap-2">
                    <input type="hidden" name="form" value="rule" />
                    <input type="hidden" name="shop" value=seller.to_string() />
                    <RowInput
                        id=format!("{form}-percent")
                        name="percent"
                        label=format!("Rate of {name}, per cent")
                        column="Rate, %"
                        value=typed(bp)
                        inputmode="decimal"
                        maxlength=6
                        required=true
                        width="w-20"
                    />
                    <button type="submit" class=button::classes(Kind::Plain, Size::Row)>"Save"</button>
                    <button type="submit" name="end" value="on" formnovalidate=true class=button::classes(Kind::Quiet, Size::Row)>
                        <span class="sr-only">{format!("{name}: ")}</span>
                        "End"
                    </button>
                </form>
            </Cell>
        </Row>
    }
    .into_any()
}

#[component]
fn ForAll(bp: u32, form: Form) -> impl IntoView {
    view! {
        <Panel title="All other shops">
            <Errors form=form.clone() />
            <form method="post" action="/do/admin/commission" class="grid gap-3">
                <input type="hidden" name="form" value="default" />
                <Field form name="percent" label="Rate" id="default-percent" suffix="%" inputmode="decimal" maxlength=6 value=typed(bp) />
                <div class="flex flex-wrap gap-2">
                    <button type="submit" class=button::classes(Kind::Plain, Size::Medium)>"Save"</button>
                    <button type="submit" name="end" value="on" formnovalidate=true class=button::classes(Kind::Quiet, Size::Medium)>
                        "Back to the default"
                    </button>
                </div>
            </form>
        </Panel>
    }
    .into_any()
}

#[component]
fn Another(shop: String, form: Form) -> impl IntoView {
    view! {
        <Panel title="A rate for one shop">
            <Errors form=form.clone() />
            <form method="post" action="/do/admin/commission" class="grid gap-3">
                <input type="hidden" name="form" value="another" />
                <Field form=form.clone() name="shop" label="Shop" prefix="/shops/" value=shop maxlength=100 hint="What its address ends in, for example kiln-and-loom." />
                <Field form name="percent" label="Rate" suffix="%" inputmode="decimal" maxlength=6 />
                <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>"Set the rate"</button>
            </form>
        </Panel>
    }
    .into_any()
}
