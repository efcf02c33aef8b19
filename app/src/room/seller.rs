//! The seller's room: light, with the shop on top of the rail.

use super::frame::{Frame, Group, Look, Place, Room, Title, initials, signal};
use crate::{
    cart::plural,
    ui::{
        alert::{self, Alert},
        icon::Icon,
    },
    visit::Visit,
};
use contracts::{
    Caller,
    identity::{Membership, ShopStatus},
    notifications::MOST_UNREAD,
};
use leptos::prelude::*;

/// The pages of the seller's room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    Home,
    Orders,
    Products,
    Inventory,
    Import,
    Money,
    Notices,
    Settings,
}

impl Desk {
    fn place(self, here: Self) -> Place {
        let (href, icon, label) = match self {
            Self::Home => ("/seller", "house", "Home"),
            Self::Orders => ("/seller/orders", "shopping-bag", "Orders"),
            Self::Products => ("/seller/products", "tag", "Products"),
            Self::Inventory => ("/seller/inventory", "boxes", "Inventory"),
            Self::Import => ("/seller/import", "file-up", "Import"),
            Self::Money => ("/seller/money", "wallet", "Money"),
            Self::Notices => ("/seller/notices", "bell", "Notices"),
            Self::Settings => ("/seller/settings", "settings", "Settings"),
        };
        Place { href, icon, label, here: self == here }
    }
}

/// The frame of a seller's page.
#[component]
pub fn SellerRoom(
    section: Desk,
    #[prop(into)] title: String,
    /// Beside the title.
    #[prop(optional)]
    status: Option<AnyView>,
    /// One muted line below the title.
    #[prop(optional, into)]
    lead: String,
    /// What the lead is called, where it follows what happens.
    #[prop(optional)]
    lead_now: &'static str,
    /// Label and address of the way back.
    #[prop(optional, into)]
    back: String,
    #[prop(optional, into)] back_href: String,
    #[prop(optional)] actions: Option<AnyView>,
    /// The page ends with a `SaveBar`, which takes the place of the tab bar.
    #[prop(optional)]
    own_bar: bool,
    children: Children,
) -> impl IntoView {
    let visit = Visit::here();
    let (Ok(member), Some(shop)) = (visit.member(), visit.shop().cloned()) else {
        // The door is shut before.
        return ().into_any();
    };
    let suspended = shop.status == ShopStatus::Suspended;
    let place = |desk: Desk| desk.place(section);
    // Staff see no money.
    let (last, tab) = if shop.owner { (Some(Desk::Money), Desk::Money) } else { (None, Desk::Inventory) };
    let all = [Desk::Home, Desk::Orders, Desk::Products, Desk::Inventory].into_iter().chain(last).map(place).collect();
    let shop_pages = [Desk::Import, Desk::Notices, Desk::Settings].map(place).to_vec();
    let room = Room {
        look: Look::Light,
        name: "Shop",
        groups: vec![Group { heading: "", places: all }, Group { heading: "Shop", places: shop_pages }],
        tabs: [Desk::Home, Desk::Orders, Desk::Products, tab].map(place).to_vec(),
        crest,
        search: ("/seller/products", "Find a product"),
        notices: Some(view! { <Bell visit=visit.clone() member /> }.into_any()),
        live: format!("/seller/live?shop={}", shop.seller),
        suffix: shop.name.clone(),
    };
    let title = Title { title, status, lead, lead_now, back, back_href, actions };
    let shops = visit.shops.clone();
    view! {
        <Frame room title own_bar>
            {suspended.then(|| view! { <Suspended visit member /> })}
            {children()}
        </Frame>
        <Shops shops here=shop />
    }
    .into_any()
}

/// The current shop; opens the list of all of them.
fn crest(visit: &Visit) -> AnyView {
    let Some(shop) = visit.shop().cloned() else { return ().into_any() };
    let work = if shop.owner { "owner" } else { "staff" };
    let who = visit.name.clone().map_or_else(|| work.to_owned(), |name| format!("{name} · {work}"));
    view! {
        <button type="button" popovertarget="shops" class="flex h-11 w-full items-center gap-2.5 rounded-tool px-2 text-left hover:bg-tint">
            <Sign name=shop.name.clone() />
            <span class="min-w-0 flex-1">
                <span class="block truncate text-tool leading-4 font-bold">{shop.name}</span>
                <span class="block truncate text-mini text-muted">{who}</span>
            </span>
            <Icon name="chevrons-up-down" class="text-muted" />
        </button>
    }
    .into_any()
}

/// A shop's initials, for the eye only.
#[component]
fn Sign(name: String) -> impl IntoView {
    view! {
        <span aria-hidden="true" class="flex size-8 shrink-0 items-center justify-center rounded-tool bg-clay-600 text-xs font-bold text-white">
            {initials(&name)}
        </span>
    }
    .into_any()
}

/// All shops that one works for, and the ways on.
#[component]
fn Shops(shops: Vec<Membership>, here: Membership) -> impl IntoView {
    const WAY: &str =
        "flex min-h-11 w-full items-center gap-2.5 rounded-tool px-2.5 text-left text-tool font-semibold hover:bg-tint";
    view! {
        <nav
            id="shops"
            popover="auto"
            aria-label="Your shops"
            class="inset-auto! top-16! left-3! max-h-[calc(100dvh-5rem)] w-64 overflow-y-auto rounded-panel border border-line bg-raised p-1.5 text-ink shadow-lift"
        >
            <p class="px-2.5 pt-1 pb-1.5 text-mini font-semibold text-muted">"Your shops"</p>
            {shops
                .into_iter()
                .map(|shop| {
                    let current = shop.seller == here.seller;
                    let opens = match shop.status {
                        ShopStatus::Approved => "",
                        ShopStatus::Suspended => "suspended",
                        _ => "not open yet",
                    };
                    view! {
                        <form method="post" action="/do/seller/switch">
                            <input type="hidden" name="seller" value=shop.seller.to_string() />
                            <button type="submit" aria-current=current.then_some("true") class=WAY>
                                <Sign name=shop.name.clone() />
                                <span class="min-w-0 flex-1 truncate">{shop.name}</span>
                                {current.then(|| view! { <Icon name="check" /> })}
                                {(!opens.is_empty()).then(|| view! { <span class="text-xs font-normal text-muted">{opens}</span> })}
                            </button>
                        </form>
                    }
                })
                .collect_view()}
            <hr class="my-1.5 border-line" />
            <a href=format!("/shops/{}", here.slug) class=WAY><Icon name="external-link" />"View my shop"</a>
            <a href="/sell?another=1" class=WAY><Icon name="plus" />"Open another shop"</a>
            <a href="/" class=WAY><Icon name="arrow-left-right" />"Go shopping"</a>
        </nav>
    }
    .into_any()
}

/// Says that the shop may not sell now, and why.
#[component]
fn Suspended(visit: Visit, member: Caller) -> impl IntoView {
    Suspend::new(async move {
        let reason = visit.ask().identity.shop(&member).await.ok().and_then(|shop| shop.reason);
        view! {
            <Alert kind=alert::Kind::Warning title="Your shop is suspended." class="mb-4">
                <p>
                    {reason.map(|reason| format!("The market says: “{reason}” "))}
                    "Nothing of it can be bought. Orders that were placed are still yours to send."
                </p>
            </Alert>
        }
        .into_any()
    })
}

/// Leads to the notices, and says how many are new.
#[component]
fn Bell(visit: Visit, member: Caller) -> impl IntoView {
    Suspend::new(async move {
        let unread = visit.ask().notifications.unread(&member).await.unwrap_or(0);
        signal("/seller/notices", "bell", notices(unread), new_notices(unread))
    })
}

/// What the bell is called.
pub fn notices(unread: u32) -> String {
    match unread {
        0 => "Notices".to_owned(),
        more if more > MOST_UNREAD => format!("More than {MOST_UNREAD} new notices"),
        some => plural(some as usize, "new notice"),
    }
}

/// The number on the bell; nothing when there is none.
pub fn new_notices(unread: u32) -> String {
    match unread {
        0 => String::new(),
        more if more > MOST_UNREAD => format!("{MOST_UNREAD}+"),
        some => some.to_string(),
    }
}
