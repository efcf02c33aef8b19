//! Who works for the shop.

use crate::{
    room::{
        button::{self, Kind, Size},
        field::{Field, Select},
        panel::Panel,
        status::Tag,
        table::{Cell, Column, Row, Table, WIDE},
        to_shop,
    },
    ui::{button as pill, confirm::Confirm, field::Summary as Errors},
    visit::{Form, Visit},
};
use contracts::{identity::Member, ids::UserId};
use leptos::prelude::*;

/// The members, with what an owner can do about them.
#[component]
pub fn Members(visit: Visit, members: Vec<Member>, me: Option<UserId>) -> impl IntoView {
    let columns = vec![Column::new("Name"), Column::new("Works as"), Column::hidden("Actions")];
    let form = visit.form("members");
    let wrong = (form.problem().is_some() || !form.errors().is_empty())
        .then(|| view! { <div class="px-4 sm:px-5"><Errors form /></div> });
    view! {
        <Panel title="Who works here" lead="Owners change settings and see money; staff look after goods and orders." flush=true id="members">
            {wrong}
            <Table caption="Members of the shop" columns>
                {members.into_iter().map(|member| {
                    let mine = me == Some(member.user);
                    view! { <MemberRow member mine /> }
                }).collect_view()}
            </Table>
            <div class="border-t border-line p-4 sm:p-5"><Add form=visit.form("member") /></div>
        </Panel>
    }
    .into_any()
}

#[component]
fn MemberRow(member: Member, mine: bool) -> impl IntoView {
    let id = member.user.to_string();
    let (tag, other, wish) =
        if member.owner { ("Owner", "Make staff", "false") } else { ("Staff", "Make owner", "true") };
    let name = if mine { format!("{} (you)", member.name) } else { member.name.clone() };
    view! {
        <Row>
            <Cell class=WIDE>
                <span class="block truncate font-semibold">{name}</span>
                <span class="block truncate text-xs text-muted">{member.email}</span>
            </Cell>
            <Cell><Tag text=tag /></Cell>
            <Cell class="max-md:col-span-2">
                <div class="flex justify-end gap-1.5 max-md:justify-start">
                    <form method="post" action="/do/seller/members/change">
                        <input type="hidden" name="user" value=id.clone() />
                        <input type="hidden" name="owner" value=wish />
                        <button type="submit" class=button::classes(Kind::Plain, Size::Row)>
                            {other} <span class="sr-only">": " {member.name.clone()}</span>
                        </button>
                    </form>
                    <Confirm
                        id=format!("remove-{id}")
                        label="Remove"
                        class=button::classes(Kind::Quiet, Size::Row)
                        title=format!("Remove {}?", member.name)
                        text="They can no longer enter this shop’s room. What they did stays as it is."
                    >
                        <form method="post" action="/do/seller/members/remove">
                            <input type="hidden" name="user" value=id />
                            <button type="submit" class=pill::classes(pill::Kind::Danger, pill::Size::Medium)>"Remove them"</button>
                        </form>
                    </Confirm>
                </div>
            </Cell>
        </Row>
    }
    .into_any()
}

/// The way out of a shop that one does not own.
#[component]
pub fn Leave(shop: String, form: Form) -> impl IntoView {
    view! {
        <Panel title="You work here" lead="You look after goods and orders. Whoever owns the shop has let you in.">
            <Errors form />
            <Confirm
                id="leave"
                label="Leave the shop"
                class=button::classes(Kind::Plain, Size::Medium)
                title=format!("Leave {shop}?")
                text="You can no longer enter its room, unless an owner lets you in again."
                keep="Stay"
            >
                <form method="post" action=to_shop("/do/seller/members/leave")>
                    <button type="submit" class=pill::classes(pill::Kind::Danger, pill::Size::Medium)>"Leave it"</button>
                </form>
            </Confirm>
        </Panel>
    }
    .into_any()
}

#[component]
fn Add(form: Form) -> impl IntoView {
    let options = vec![("staff".to_owned(), "Staff".to_owned()), ("owner".to_owned(), "Owner".to_owned())];
    view! {
        <h3 class="mb-3 text-tool font-bold">"Let somebody work here"</h3>
        <Errors form=form.clone() />
        <form method="post" action=to_shop("/do/seller/members/add") class="grid gap-3 sm:grid-cols-[minmax(0,1fr)_9rem_auto] sm:items-start">
            <Field
                form=form.clone()
                name="email"
                label="E-mail"
                kind="email"
                inputmode="email"
                maxlength=254
                hint="They need an account on Levomart with this address."
            />
            <Select form name="owner" label="Works as" options value="staff" />
            <button type="submit" class=format!("sm:mt-[1.625rem] {}", button::classes(Kind::Plain, Size::Medium))>"Add them"</button>
        </form>
    }
    .into_any()
}
