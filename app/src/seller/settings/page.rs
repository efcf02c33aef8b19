//! `/seller/settings`

use super::{
    mail::MailPanel,
    members::{Leave, Members},
    profile::Profile,
    trader::Traded,
};
use crate::{
    room::{
        Desk, SellerRoom, in_shop,
        panel::{Away, Columns, Fact, Panel},
        status::{Mark, Status},
    },
    ui::when::day_of,
    visit::Visit,
};
use contracts::{
    Caller, Problem,
    identity::{Member, Seller},
    notifications::MailChoice,
};
use leptos::prelude::*;

/// The shop's settings. Staff see them; owners change them.
#[component]
pub fn SettingsPage() -> impl IntoView {
    in_shop(move |visit, member| async move {
        let shop = visit.ask().identity.shop(&member).await?;
        let owner = visit.owner().is_ok();
        let members = if owner { Some(visit.ask().identity.members(&member).await) } else { None };
        let mail = visit.ask().notifications.mail(&member).await;
        Ok(view! { <Settings visit member shop members mail /> }.into_any())
    })
}

#[component]
fn Settings(
    visit: Visit,
    member: Caller,
    shop: Seller,
    /// Only owners see who works for the shop.
    members: Option<Result<Vec<Member>, Problem>>,
    mail: Result<Vec<MailChoice>, Problem>,
) -> impl IntoView {
    let owner = members.is_some();
    let me = member.user();
    let members = match members {
        Some(Ok(members)) => view! { <Members visit=visit.clone() members me /> }.into_any(),
        Some(Err(_)) => view! { <Panel title="Who works here"><Away what="The list of members" /></Panel> }.into_any(),
        None => view! { <Leave shop=shop.name.clone() form=visit.form("leave") /> }.into_any(),
    };
    let mail = match mail {
        Ok(choices) => {
            view! { <MailPanel choices email=shop.contact.email.clone() owner form=visit.form("mail") /> }.into_any()
        }
        Err(_) => view! { <Panel title="Mail"><Away what="What goes by mail" /></Panel> }.into_any(),
    };
    let status = view! { <Status mark=Mark::shop(shop.status) /> }.into_any();
    let traded = owner.then(|| view! { <Traded shop=shop.clone() form=visit.form("trader") /> });
    let work = view! { <Profile shop=shop.clone() owner form=visit.form("shop") /> {traded} {members} }.into_any();
    let context = view! { {mail} <Facts shop /> }.into_any();
    view! {
        <SellerRoom section=Desk::Settings title="Settings" status lead=if owner { "" } else { "Owners of the shop change them." }>
            <Columns work context />
        </SellerRoom>
    }
    .into_any()
}

/// Where the shop is found, and how the market reaches it.
#[component]
fn Facts(shop: Seller) -> impl IntoView {
    let known = |name: &'static str, value: String| (!value.is_empty()).then(|| view! { <Fact name value /> });
    let (email, phone) = (known("E-mail", shop.contact.email), known("Phone", shop.contact.phone));
    view! {
        <Panel title="With the market">
            <dl class="grid gap-2">
                <Fact name="Address" value=format!("/shops/{}", shop.slug) />
                <Fact name="Sells since" value=day_of(shop.decided_at.unwrap_or(shop.applied_at)) />
                {shop.trader.map(|trader| view! { <Fact name="Trader" value=trader.legal_name /> })}
                {email}
                {phone}
            </dl>
        </Panel>
    }
    .into_any()
}
