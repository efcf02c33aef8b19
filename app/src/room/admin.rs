//! The admin's room: deep olive, in both themes.

use super::{
    door::failure,
    frame::{Frame, Group, Look, Place, Room, Title, signal},
    seller::{new_notices, notices},
};
use crate::{ui::icon::Leaf, visit::Visit};
use clients::Clients;
use contracts::{Caller, Problem};
use leptos::prelude::*;

/// The pages of the admin's room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    Overview,
    Orders,
    Money,
    Users,
    Sellers,
    Products,
    Categories,
    Events,
    Audit,
    Notices,
}

impl Office {
    fn place(self, here: Self) -> Place {
        let (href, icon, label) = match self {
            Self::Overview => ("/admin", "layout-dashboard", "Overview"),
            Self::Orders => ("/admin/orders", "receipt", "Orders"),
            Self::Money => ("/admin/money", "percent", "Commission"),
            Self::Users => ("/admin/users", "users", "Users"),
            Self::Sellers => ("/admin/sellers", "store", "Sellers"),
            Self::Products => ("/admin/moderation", "scan-eye", "Products"),
            Self::Categories => ("/admin/categories", "layout-grid", "Categories"),
            Self::Events => ("/admin/events", "activity", "Events"),
            Self::Audit => ("/admin/audit", "scroll-text", "Audit log"),
            Self::Notices => ("/admin/notices", "bell", "Notices"),
        };
        Place { href, icon, label, here: self == here }
    }
}

/// The frame of an admin's page.
#[component]
pub fn AdminRoom(
    section: Office,
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
    let admin = match visit.admin() {
        Ok(admin) => admin,
        Err(problem) => return failure(&problem),
    };
    let place = |office: Office| office.place(section);
    let room = Room {
        look: Look::Deep,
        name: "Admin",
        groups: vec![
            Group {
                heading: "",
                places: [Office::Overview, Office::Orders, Office::Money, Office::Users, Office::Sellers]
                    .map(place)
                    .to_vec(),
            },
            Group { heading: "Catalogue", places: [Office::Products, Office::Categories].map(place).to_vec() },
            Group { heading: "Platform", places: [Office::Notices, Office::Events, Office::Audit].map(place).to_vec() },
        ],
        tabs: [Office::Overview, Office::Orders, Office::Sellers, Office::Users].map(place).to_vec(),
        crest,
        search: ("/admin/users", "Find a user"),
        notices: Some(view! { <Bell visit admin /> }.into_any()),
        live: "/admin/live".to_owned(),
        suffix: "Market".to_owned(),
    };
    let title = Title { title, status, lead, lead_now, back, back_href, actions };
    view! { <Frame room title own_bar>{children()}</Frame> }.into_any()
}

/// Leads to the notices, and says how many are new; events that stand still count until they do no longer.
#[component]
fn Bell(visit: Visit, admin: Caller) -> impl IntoView {
    Suspend::new(async move {
        let new = news(visit.ask(), &admin).await.unwrap_or(0);
        signal("/admin/notices", "bell", notices(new), new_notices(new))
    })
}

/// Notices that the admin has not read, and events that are parked.
pub async fn news(ask: &Clients, admin: &Caller) -> Result<u32, Problem> {
    let (unread, parked) = tokio::try_join!(ask.notifications.unread(admin), ask.bus.dead_letters(admin))?;
    Ok(unread.saturating_add(u32::try_from(parked.len()).unwrap_or(u32::MAX)))
}

fn crest(_: &Visit) -> AnyView {
    view! {
        <a href="/admin" class="flex h-11 items-center gap-2.5 rounded-tool px-2 text-on-rail">
            <Leaf class="size-6 shrink-0 text-olive-300" />
            <span class="text-[0.9375rem] font-extrabold">"Levomart"</span>
            <span class="rounded-pill border border-rail-muted/40 px-2 text-mini font-semibold text-rail-muted">"admin"</span>
        </a>
    }
    .into_any()
}
