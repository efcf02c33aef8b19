//! `/orders/{id}`

use super::{
    api::open,
    parcel::Parcel,
    returns,
    top::{Arriving, Thanks, Title, ToDo},
    totals::Beside,
};
use crate::{
    layout::{Failure, Page},
    ui::{field::Summary as Errors, head::Head},
    visit::{self, Visit},
};
use contracts::{
    Problem,
    ids::GroupId,
    orders::{Group, GroupStatus},
    shipping,
};
use leptos::prelude::*;
use std::time::Duration;

/// A paid order hears of its payment some milliseconds later. The page waits this often and this long for it.
const LOOKS: u32 = 30;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// An order, for its owner or for whoever comes with its signed link.
#[component]
pub fn OrderPage() -> impl IntoView {
    let visit = Visit::here();
    let (id, access) = (visit::param("id"), visit::query_value("access"));
    let paid = visit::query_value("paid").is_some();
    Suspend::new(async move {
        if let Some(access) = access {
            return match enter(&visit, &id, &access).await {
                Ok(address) => visit::onward(&address),
                Err(problem) => view! { <Failure problem /> }.into_any(),
            };
        }
        match look(&visit, &id, paid).await {
            Ok(group) => {
                let seen = track(&visit, &group).await;
                view! { <Shown visit group seen paid /> }.into_any()
            }
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

/// Opens the order to this visitor and gives its address without the token, so that the token stays out of histories.
async fn enter(visit: &Visit, id: &str, access: &str) -> Result<String, Problem> {
    let group = parse(id)?;
    // In somebody else's name nothing is opened.
    if visit.viewing.is_some() {
        return Ok(format!("/orders/{group}"));
    }
    let caller = visit.subject().await?;
    open(visit, &caller, group, access).await?;
    Ok(format!("/orders/{group}"))
}

async fn look(visit: &Visit, id: &str, paid: bool) -> Result<Group, Problem> {
    let id = parse(id)?;
    let mut group = visit.ask().orders.group(&visit.caller, id).await?;
    for _ in 0..LOOKS {
        if !paid || group.status != GroupStatus::Pending {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        group = visit.ask().orders.group(&visit.caller, id).await?;
    }
    Ok(group)
}

/// What shipping knows of what has left; `None` when it does not say. The page is there without it: carrier and number stand
/// in the order.
async fn track(visit: &Visit, group: &Group) -> Option<Vec<shipping::Parcel>> {
    if group.orders.iter().all(|order| order.parcels.is_empty()) {
        return Some(Vec::new());
    }
    visit.ask().shipping.of_group(group.id).await.ok()
}

fn parse(id: &str) -> Result<GroupId, Problem> {
    id.parse().map_err(|_| Problem::not_found("order"))
}

#[component]
fn Shown(visit: Visit, group: Group, seen: Option<Vec<shipping::Parcel>>, paid: bool) -> impl IntoView {
    let keep = (!visit.logged_in() && !group.access.is_empty()).then(|| visit.form("keep"));
    let orders = group.orders.clone();
    let id = group.id;
    view! {
        <Head title=format!("Order {}", group.number) />
        <Page>
            <div class="mx-auto grid max-w-page grid-cols-1 gap-8 px-4 pt-8 sm:px-6 lg:grid-cols-[1fr_21rem] lg:gap-12 lg:px-8 lg:pt-14">
                <div class="min-w-0">
                    <Errors form=visit.form("order") />
                    {match (paid, group.status) {
                        (true, GroupStatus::Paid) => view! { <Thanks group=group.clone() /> }.into_any(),
                        (true, GroupStatus::Pending) => view! { <Arriving group=group.clone() /> }.into_any(),
                        _ => view! { <Title group=group.clone() /> <ToDo group=group.clone() /> }.into_any(),
                    }}
                    <div class="mt-8 space-y-5 lg:mt-10">
                        {orders
                            .into_iter()
                            .map(|order| {
                                let form = visit.form(&returns::form_name(order.id));
                                view! { <Parcel group=id order seen=seen.clone() form /> }
                            })
                            .collect_view()}
                    </div>
                </div>
                <Beside group keep />
            </div>
        </Page>
    }
    .into_any()
}
