//! `/admin/users/{id}`

use super::{
    acts::{Access, ChangeRole, EndSessions, LookAs},
    words,
};
use crate::{
    room::{
        AdminRoom, Office, in_market,
        panel::{Columns, Fact, Panel},
        status::{Mark, Status, Tag},
        table::{Cell, Column, Name, Row, Table, WIDE},
    },
    ui::when::moment,
    visit::{self, Visit},
};
use contracts::{
    Caller, Problem, Role,
    identity::{Membership, UserFile},
    ids::UserId,
};
use leptos::prelude::*;

/// An account, and what may be done about it.
#[component]
pub fn UserPage() -> impl IntoView {
    let id = visit::param("id");
    in_market(move |visit, admin| async move {
        let id: UserId = id.parse().map_err(|_| Problem::not_found("user"))?;
        let file = visit.ask().identity.user_file(&admin, id).await?;
        Ok(view! { <Account visit admin file /> }.into_any())
    })
}

#[component]
fn Account(visit: Visit, admin: Caller, file: UserFile) -> impl IntoView {
    let UserFile { person, shops } = file;
    let status = view! { <Status mark=words::state(&person) /> <Tag text=words::role(person.user.role) /> }.into_any();
    let user = person.user.clone();
    let id = user.id.to_string();
    // Nobody takes their own role away or looks at the shop as themselves; identity refuses it, and the page does not offer it.
    let mine = admin.user() == Some(user.id);
    let (audit, shown) = (format!("/admin/audit?subject={id}"), id.clone());
    let facts = view! {
        <Panel title="Account">
            <dl class="grid gap-2">
                <Fact name="E-mail" value=user.email.clone() />
                <Fact name="Opened" value=moment(user.created_at) />
                {person.disabled_at.map(|at| view! { <Fact name="Disabled" value=moment(at) /> })}
                <Fact name="Id" value=shown />
            </dl>
        </Panel>
    };
    let counts = user.role != Role::User;
    let work = view! { {facts} <Shops shops counts /> }.into_any();
    let viewable = !mine && user.role != Role::Admin && person.disabled_at.is_none();
    let context = if mine {
        view! {
            <Panel title="This is you">
                <p class="text-tool text-muted">"Another admin changes your role or disables you."</p>
            </Panel>
        }
        .into_any()
    } else {
        view! {
            <ChangeRole id=id.clone() role=user.role form=visit.form("role") />
            <Access id=id.clone() disabled=person.disabled_at.is_some() visit=visit.clone() />
            <EndSessions id=id.clone() form=visit.form("sessions") />
            {viewable.then(|| view! { <LookAs id name=user.name.clone() form=visit.form("view-as") /> })}
        }
        .into_any()
    };
    view! {
        <AdminRoom
            section=Office::Users
            title=user.name
            status
            lead="Every act is kept in the audit log with its reason."
            back="Users"
            back_href="/admin/users"
            actions=view! { <a href=audit class=crate::room::button::LINK>"What was done"</a> }.into_any()
        >
            <Columns work context />
        </AdminRoom>
    }
    .into_any()
}

#[component]
fn Shops(
    shops: Vec<Membership>,
    /// Whether the role lets them work for any.
    counts: bool,
) -> impl IntoView {
    let columns = vec![Column::new("Shop"), Column::new("Works as"), Column::new("State")];
    if shops.is_empty() {
        return view! { <Panel title="Shops"><p class="text-tool text-muted">"Works for no shop."</p></Panel> }
            .into_any();
    }
    let lead = if counts { "" } else { "Shut to them while they are a shopper; open again once they are a seller." };
    view! {
        <Panel title="Shops" lead flush=true>
            <Table caption="Shops for which this person works" columns>
                {shops.into_iter().map(|shop| view! {
                    <Row>
                        <Name name=shop.name href=format!("/admin/sellers/{}", shop.seller) fact=format!("/shops/{}", shop.slug) class=format!("{WIDE} max-md:min-w-0") />
                        <Cell><Tag text=if shop.owner { "Owner" } else { "Staff" } /></Cell>
                        <Cell><Status mark=Mark::shop(shop.status) /></Cell>
                    </Row>
                }).collect_view()}
            </Table>
        </Panel>
    }
    .into_any()
}
