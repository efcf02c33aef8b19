//! `/admin/money`

use super::policies::Policies;
use crate::{
    room::{
        AdminRoom, Office,
        button::{self, Kind, Size},
        empty::Empty,
        field::{Field, RowInput, Select},
        in_market,
        panel::{Columns, Panel},
        table::{Cell, Column, Name, Row, Table, WIDE},
    },
    seller::{money::percent, products::branches},
    ui::field::Summary as Errors,
    visit::{self, Form, Visit},
};
use contracts::{ids::SellerId, payments::Commissions};
use leptos::prelude::*;

/// Rules whose shops are named: as many as identity names at once. Rules beyond are few, and led to by their ids.
const NAMED: usize = 200;

/// A shop or category with a rate of its own, and what it is called.
struct Rule {
    /// The form that changes it, and the field that names what it is about.
    form: &'static str,
    of: &'static str,
    id: String,
    name: String,
    /// Where it is to be seen; what is gone is nowhere.
    href: Option<String>,
    bp: u32,
}

/// The rate for all shops, and the shops and categories with one of their own.
#[component]
pub fn CommissionsPage() -> impl IntoView {
    let shop = visit::query_value("shop").unwrap_or_default();
    in_market(move |visit, admin| async move {
        let ask = visit.ask();
        let Commissions { default_bp, configured_bp, shops, categories } = ask.payments.commissions(&admin).await?;
        let (entry, orders) = tokio::join!(ask.identity.policy(&admin), ask.orders.policy(&admin));
        let named: Vec<SellerId> = shops.iter().take(NAMED).map(|rule| rule.seller).collect();
        // Without names, rules are led to by their ids.
        let names = ask.identity.shop_names(&named).await.unwrap_or_default();
        let of_shop = shops.into_iter().map(|rule| {
            let id = rule.seller.to_string();
            let name = names.get(&rule.seller).unwrap_or(&id).clone();
            let href = Some(format!("/admin/sellers/{id}"));
            Rule { form: "rule", of: "shop", id, name, href, bp: rule.bp }
        });
        let rules = of_shop.collect();
        let tree = branches(&visit.categories, |category| category.id.to_string());
        let of_category = categories.into_iter().map(|rule| {
            let id = rule.category.to_string();
            let known = tree.iter().find(|(known, _)| *known == id);
            let name = known.map_or("A category that is gone", |(_, name)| name.as_str()).to_owned();
            let href = known.map(|_| format!("/admin/categories?edit={id}"));
            Rule { form: "category-rule", of: "category", id, name, href, bp: rule.bp }
        });
        let of_category = of_category.collect();
        let policies =
            view! { <Policies entry=entry.ok() orders=orders.ok() commission_bp=configured_bp /> }.into_any();
        Ok(view! { <Shown visit default_bp rules of_category tree shop policies /> }.into_any())
    })
}

#[component]
fn Shown(
    visit: Visit,
    default_bp: u32,
    rules: Vec<Rule>,
    of_category: Vec<Rule>,
    tree: Vec<(String, String)>,
    shop: String,
    policies: AnyView,
) -> impl IntoView {
    let work = view! {
        <Rules rules form=visit.form("rule") title="Shops with a rate of their own" of="Shop" none="Give a shop a rate of its own, and it stands here." />
        <Rules
            rules=of_category
            form=visit.form("category-rule")
            title="Categories with a rate of their own"
            of="Category"
            none="Give a category a rate of its own, and it stands here."
        />
    };
    let context = view! {
        <ForAll bp=default_bp form=visit.form("default") />
        <Another shop form=visit.form("another") />
        <OfCategory tree form=visit.form("category") />
        {policies}
    };
    view! {
        <AdminRoom
            section=Office::Money
            title="Commission"
            lead="What the market keeps of the price of goods: the shop's own rate, else that of the nearest category, else the rate of all others. A rate holds for orders placed from then on; it never reaches back."
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
fn Rules(rules: Vec<Rule>, form: Form, title: &'static str, of: &'static str, none: &'static str) -> impl IntoView {
    let columns = vec![Column::new(of), Column::new("Rate"), Column::hidden("Change")];
    // A rule is about one of both.
    let ids = format!("rule-{}{}-", form.value("shop", ""), form.value("category", ""));
    view! {
        <Panel title=title flush=true>
            <div class="px-4 sm:px-5"><Errors ids form /></div>
            {if rules.is_empty() {
                view! { <Empty icon="percent" title="No exceptions" text=none /> }.into_any()
            } else {
                let rows = rules.into_iter().map(|rule| view! { <OneRule rule /> }).collect_view();
                view! { <div class="border-t border-line"><Table caption=title columns>{rows}</Table></div> }.into_any()
            }}
        </Panel>
    }
    .into_any()
}

#[component]
fn OneRule(rule: Rule) -> impl IntoView {
    let Rule { form, of, id, name, href, bp } = rule;
    let row = format!("rule-{id}");
    let (shown, class) = (name.clone(), format!("{WIDE} max-md:order-1"));
    let called = match href {
        Some(href) => view! { <Name name=shown href class /> }.into_any(),
        None => view! { <Cell class>{shown}</Cell> }.into_any(),
    };
    view! {
        <Row>
            {called}
            <Cell class="whitespace-nowrap tabular-nums max-md:order-2">{percent(bp)}</Cell>
            <Cell class="whitespace-nowrap max-md:order-3 max-md:col-span-2">
                <form id=row.clone() method="post" action="/do/admin/commission" class="flex items-center gap-2">
                    <input type="hidden" name="form" value=form />
                    <input type="hidden" name=of value=id />
                    <RowInput
                        id=format!("{row}-percent")
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
            <Errors form=form.clone() ids="default-" />
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

#[component]
fn OfCategory(tree: Vec<(String, String)>, form: Form) -> impl IntoView {
    let options = [(String::new(), "Choose a category".to_owned())].into_iter().chain(tree).collect();
    view! {
        <Panel title="A rate for a category">
            <Errors form=form.clone() ids="category-" />
            <form method="post" action="/do/admin/commission" class="grid gap-3">
                <input type="hidden" name="form" value="category" />
                <Select form=form.clone() name="category" label="Category" id="category-category" options hint="It holds for all categories below it, too." />
                <Field form name="percent" label="Rate" id="category-percent" suffix="%" inputmode="decimal" maxlength=6 />
                <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>"Set the rate"</button>
            </form>
        </Panel>
    }
    .into_any()
}
