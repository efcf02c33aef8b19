//! `/admin/notices`

use crate::{
    admin::home::Parked,
    room::{AdminRoom, Office, in_market},
    seller::notices::{Notices, mark_all, page_of},
    visit::{self, Form},
};
use contracts::bus::DeadLetter;
use leptos::prelude::*;

/// What stands still, then the market's notices, newest first.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let after = visit::query_value("after");
    in_market(move |visit, admin| async move {
        let shown = page_of(&visit, &admin, after).await?;
        let parked = visit.ask().bus.dead_letters(&admin).await.ok();
        Ok(view! { <Shown shown parked form=visit.form("notices") /> }.into_any())
    })
}

#[component]
fn Shown(shown: crate::seller::notices::Read, parked: Option<Vec<DeadLetter>>, form: Form) -> impl IntoView {
    let (lead, actions) = (shown.lead(), mark_all("admin", shown.newest.clone()));
    view! {
        <AdminRoom section=Office::Notices title="Notices" lead actions>
            <Parked parked />
            <Notices notices=shown.notices room="admin" nothing="New applications, and answers to what you have asked, are told here." form />
        </AdminRoom>
    }
    .into_any()
}
