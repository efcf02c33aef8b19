//! `/admin/sellers`

use crate::{
    room::{
        AdminRoom, Office, address,
        empty::Empty,
        filter::FilterBar,
        in_market,
        pager::Pager,
        panel::Panel,
        status::{Mark, Status},
        table::{Cell, Column, Name, Row, Table, WIDE},
        tabs::{Tab, Tabs},
    },
    ui::when::moment,
    visit,
};
use contracts::{
    identity::{FindSellers, SellerRow, ShopStatus},
    page::Page,
};
use leptos::prelude::*;

/// The word in the address for shops of every status; without one, applications are shown.
const ALL: &str = "all";

/// Applications first; the other shops by their status.
#[component]
pub fn SellersPage() -> impl IntoView {
    let word = visit::query_value("status").unwrap_or_default();
    let status = if word == ALL { None } else { Some(ShopStatus::parse(&word).unwrap_or(ShopStatus::Applied)) };
    let find = FindSellers {
        status,
        q: visit::query_value("q").filter(|q| !q.trim().is_empty()),
        after: visit::query_value("after"),
        ..FindSellers::default()
    };
    in_market(move |visit, admin| async move {
        let sellers = visit.ask().identity.sellers(&admin, &find).await?;
        Ok(view! { <Sellers sellers status searched=find.q.is_some() /> }.into_any())
    })
}

#[component]
fn Sellers(sellers: Page<SellerRow>, status: Option<ShopStatus>, searched: bool) -> impl IntoView {
    let tab = |label, word, of: Option<ShopStatus>| Tab::new(label, address::with(&[("status", word)]), of == status);
    let tabs = vec![
        tab("Applications", "", Some(ShopStatus::Applied)),
        tab("Asked back", "asked", Some(ShopStatus::Asked)),
        tab("Approved", "approved", Some(ShopStatus::Approved)),
        tab("Suspended", "suspended", Some(ShopStatus::Suspended)),
        tab("Refused", "refused", Some(ShopStatus::Refused)),
        tab("All", ALL, None),
    ];
    let columns = vec![Column::new("Shop"), Column::new("From"), Column::new("Applied"), Column::new("State")];
    let (title, text) = match (searched, status) {
        (true, _) => ("No shop found", "Look under another status, or for another part of the name."),
        (false, Some(ShopStatus::Applied)) => {
            ("No application waits", "New ones appear here as soon as they are sent.")
        }
        (false, Some(ShopStatus::Asked)) => ("No shop is asked back", "Shops stay here until they have answered."),
        (false, Some(ShopStatus::Approved)) => ("No shop is approved yet", "Look at the applications."),
        (false, Some(ShopStatus::Suspended)) => ("No shop is suspended", "All approved shops can sell."),
        (false, Some(ShopStatus::Refused)) => ("No shop was refused", "A refused shop may apply again."),
        (false, None) => ("There is no shop yet", "Applications appear here as soon as they are sent."),
    };
    let nothing = sellers.items.is_empty();
    view! {
        <AdminRoom section=Office::Sellers title="Sellers">
            <Panel flush=true>
                <Tabs label="Shops by status" tabs />
                <FilterBar search="Search shops" placeholder="Name or address" keep=&["status"] />
                {if nothing {
                    view! { <Empty icon="store" title text /> }.into_any()
                } else {
                    view! {
                        <Table caption="Shops" columns>
                            {sellers.items.into_iter().map(|seller| view! { <Shop seller /> }).collect_view()}
                        </Table>
                    }
                    .into_any()
                }}
                <Pager next=sellers.next />
            </Panel>
        </AdminRoom>
    }
    .into_any()
}

#[component]
fn Shop(seller: SellerRow) -> impl IntoView {
    view! {
        <Row>
            <Name
                name=seller.name
                href=format!("/admin/sellers/{}", seller.id)
                fact=format!("/shops/{}", seller.slug)
                class=format!("{WIDE} max-md:order-1 max-md:min-w-0")
            />
            <Cell class="whitespace-nowrap text-muted max-md:order-3 max-md:text-xs">{seller.place}</Cell>
            <Cell class="whitespace-nowrap text-muted tabular-nums max-md:order-4 max-md:justify-self-end max-md:text-xs">{moment(seller.applied_at)}</Cell>
            <Cell class="max-md:order-2 max-md:justify-self-end"><Status mark=Mark::shop(seller.status) /></Cell>
        </Row>
    }
    .into_any()
}
