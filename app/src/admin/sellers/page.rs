//! `/admin/sellers/{id}`

use super::decide::DecideForm;
use crate::{
    cart::plural,
    room::{
        AdminRoom, Office,
        button::{self, Kind, Size},
        in_market,
        panel::{Columns, Panel},
        status::{Mark, Status, Tag},
        table::{Cell, Column, Name, Row, Table, WIDE},
    },
    ui::{
        alert::{Alert, Kind as Tone},
        when::moment,
    },
    visit::{self, Form},
};
use contracts::{
    Problem,
    identity::{Member, Papers, Seller, SellerFile, ShopStatus, Trader, User},
    ids::SellerId,
};
use leptos::prelude::*;

/// A shop or an application with all that is known of it, and the decision.
#[component]
pub fn SellerPage() -> impl IntoView {
    let id = visit::param("id");
    in_market(move |visit, admin| async move {
        let id: SellerId = id.parse().map_err(|_| Problem::not_found("shop"))?;
        let file = visit.ask().identity.seller(&admin, id).await?;
        Ok(view! { <Shop file form=visit.form("decide") /> }.into_any())
    })
}

#[component]
fn Shop(file: SellerFile, form: Form) -> impl IntoView {
    let SellerFile { seller, applicant, members } = file;
    let status = view! { <Status mark=Mark::shop(seller.status) testid="shop-status" /> }.into_any();
    let applied = moment(seller.applied_at);
    let lead = match (&applicant, seller.decided_at) {
        (Some(_), Some(at)) => format!("Asked to sell on {applied}. Last decided on {}.", moment(at)),
        (Some(_), None) => format!("Asked to sell on {applied}."),
        (None, _) => format!("Opened by the operator on {applied}."),
    };
    let (back, back_href) = match seller.status {
        ShopStatus::Applied => ("Applications", "/admin/sellers"),
        _ => ("Sellers", "/admin/sellers?status=all"),
    };
    let audit = format!("/admin/audit?seller={}", seller.id);
    let rate = format!("/admin/money?shop={}", seller.slug);
    let actions = view! {
        <a href="#decide" class=format!("xl:hidden {}", button::classes(Kind::Plain, Size::Medium))>"Decide"</a>
        <a href=audit class=format!("mr-2 {}", button::LINK)>"What was done"</a>
        <a href=rate class=button::LINK>"Commission"</a>
    }
    .into_any();
    let work = view! {
        <Reason seller=seller.clone() />
        <Presents seller=seller.clone() />
        <Trades seller=seller.clone() applicant />
        <WorkHere members />
    }
    .into_any();
    let title = seller.name.clone();
    let context = view! { <DecideForm seller form /> }.into_any();
    view! {
        <AdminRoom section=Office::Sellers title status lead back back_href actions>
            <Columns work context />
        </AdminRoom>
    }
    .into_any()
}

/// What was said to them last.
#[component]
fn Reason(seller: Seller) -> impl IntoView {
    let title = match seller.status {
        ShopStatus::Asked => "Asked back:",
        ShopStatus::Refused => "Refused:",
        ShopStatus::Suspended => "Suspended:",
        ShopStatus::Applied | ShopStatus::Approved => return ().into_any(),
    };
    let reason = seller.reason.filter(|reason| !reason.is_empty());
    let told = |reason| view! { <Alert kind=Tone::Warning title><p class="whitespace-pre-line">{reason}</p></Alert> };
    reason.map(told).into_any()
}

#[component]
fn Presents(seller: Seller) -> impl IntoView {
    view! {
        <Panel title="The shop" lead="Everybody sees this." flush=true>
            <dl class="divide-y divide-line border-t border-line">
                <Line name="Name" value=seller.name fact=format!("/shops/{}", seller.slug) />
                <Line name="From" value=seller.place />
                <Line name="About" value=seller.about />
                <Line name="Returns" value=seller.returns />
                <Line name="A parcel leaves after" value=plural(seller.ships_in_days as usize, "working day") />
            </dl>
        </Panel>
    }
    .into_any()
}

/// Who trades, as the law on digital services wants it known.
#[component]
fn Trades(seller: Seller, applicant: Option<User>) -> impl IntoView {
    let applicant = applicant.map(|user| {
        let href = format!("/admin/users/{}", user.id);
        view! {
            <div class=LINE>
                <dt class="text-muted">"Applicant"</dt>
                <dd class="min-w-0 font-medium">
                    <a href=href class="inline-block py-0.5 font-semibold break-words hover:underline">{user.name}</a>
                    <span class="block text-xs font-normal break-words text-muted">{user.email}</span>
                </dd>
            </div>
        }
    });
    let contact = seller.contact;
    view! {
        <Panel title="Who they are" flush=true>
            <dl class="divide-y divide-line border-t border-line">
                {applicant}
                {match seller.trader {
                    Some(trader) => view! { <TraderLines trader papers=seller.papers /> }.into_any(),
                    None => view! { <Line name="Trader" value="Not asked: the operator has opened this shop." /> }.into_any(),
                }}
                <Line name="Phone, e-mail" value=or_none(contact.phone) fact=contact.email />
            </dl>
        </Panel>
    }
    .into_any()
}

#[component]
fn TraderLines(trader: Trader, papers: Papers) -> impl IntoView {
    let postal = trader.address;
    let street =
        [postal.line1, postal.line2].into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
    let certified = if trader.certified { "Declared to sell only what the law allows." } else { "Not declared." };
    view! {
        <Line name="Trades as" value=trader.legal_name />
        <Line name="Address" value=street fact=format!("{} {}, {}", postal.postal_code, postal.city, postal.region) />
        <Line name="Trade register" value=or_none(trader.registration) fact=papers.register />
        <Line name="Payment account" value=or_none(papers.account_number) fact=papers.account_holder />
        <Line name="Identification" value=or_none(papers.document) />
        <Line name="Declaration" value=certified />
    }
    .into_any()
}

const LINE: &str = "grid gap-x-4 gap-y-0.5 px-4 py-2.5 text-tool sm:grid-cols-[9.5rem_minmax(0,1fr)] sm:px-5";

#[component]
fn Line(name: &'static str, #[prop(into)] value: String, #[prop(optional, into)] fact: String) -> impl IntoView {
    view! {
        <div class=LINE>
            <dt class="text-muted max-sm:text-xs">{name}</dt>
            <dd class="min-w-0 font-medium break-words whitespace-pre-line">
                {value}
                {(!fact.is_empty()).then(|| view! { <span class="block text-xs font-normal text-muted">{fact}</span> })}
            </dd>
        </div>
    }
    .into_any()
}

fn or_none(text: String) -> String {
    if text.is_empty() { "None given".to_owned() } else { text }
}

#[component]
fn WorkHere(members: Vec<Member>) -> impl IntoView {
    if members.is_empty() {
        return ().into_any();
    }
    view! {
        <Panel title="Who works there" flush=true>
            <Table caption="Members of the shop" columns=vec![Column::new("Name"), Column::new("Works as")]>
                {members.into_iter().map(|member| view! {
                    <Row>
                        <Name name=member.name href=format!("/admin/users/{}", member.user) fact=member.email class=format!("{WIDE} max-md:min-w-0") />
                        <Cell><Tag text=if member.owner { "Owner" } else { "Staff" } /></Cell>
                    </Row>
                }).collect_view()}
            </Table>
        </Panel>
    }
    .into_any()
}
