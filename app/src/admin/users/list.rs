//! `/admin/users`

use super::words;
use crate::{
    room::{
        AdminRoom, Office, address,
        empty::Empty,
        filter::{Choice, FilterBar},
        in_market,
        pager::Pager,
        panel::Panel,
        status::{Status, Tag},
        table::{Cell, Column, Name, Row, Table, WIDE},
        tabs::{Tab, Tabs},
    },
    ui::when::day_of,
    visit,
};
use contracts::{
    identity::{FindUsers, Person},
    page::Page,
};
use leptos::prelude::*;

/// Every account, the newest first, with a search by the beginning of name or e-mail.
#[component]
pub fn UsersPage() -> impl IntoView {
    let find = FindUsers {
        q: visit::query_value("q").filter(|q| !q.trim().is_empty()),
        role: visit::query_value("role").and_then(|word| words::role_of(&word)),
        disabled: visit::query_value("disabled").and_then(|word| word.parse().ok()),
        after: visit::query_value("after"),
    };
    in_market(move |visit, admin| async move {
        let people = visit.ask().identity.users(&admin, &find).await?;
        Ok(view! { <People people find /> }.into_any())
    })
}

#[component]
fn People(people: Page<Person>, find: FindUsers) -> impl IntoView {
    let tab = |label, word| {
        let here = find.role.map_or("", contracts::Role::as_str) == word;
        Tab::new(label, address::with(&[("role", word)]), here)
    };
    let tabs = vec![tab("All", ""), tab("Shoppers", "USER"), tab("Sellers", "SELLER"), tab("Admins", "ADMIN")];
    let option = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    let states = vec![option("", "Any state"), option("false", "Active"), option("true", "Disabled")];
    let columns = vec![Column::new("Name"), Column::new("Role"), Column::new("Since"), Column::new("State")];
    let nothing = people.items.is_empty();
    let (title, text) = match people.next {
        Some(_) => ("Nobody among the newest of very many", "Go on to the next page, or type more."),
        None => ("Nobody found", "Names and e-mails are searched from their beginning."),
    };
    view! {
        <AdminRoom section=Office::Users title="Users">
            <Panel flush=true>
                <Tabs label="Users by role" tabs />
                <FilterBar search="Search users" placeholder="Beginning of name or e-mail" keep=&["role"]>
                    <Choice name="disabled" label="State" options=states />
                </FilterBar>
                {if nothing {
                    view! { <Empty icon="users" title text /> }.into_any()
                } else {
                    view! {
                        <Table caption="Users" columns>
                            {people.items.into_iter().map(|person| view! { <PersonRow person /> }).collect_view()}
                        </Table>
                    }
                    .into_any()
                }}
                <Pager next=people.next />
            </Panel>
        </AdminRoom>
    }
    .into_any()
}

#[component]
fn PersonRow(person: Person) -> impl IntoView {
    let mark = words::state(&person);
    let user = person.user;
    view! {
        <Row>
            <Name name=user.name href=format!("/admin/users/{}", user.id) fact=user.email class=format!("{WIDE} max-md:order-1 max-md:min-w-0") />
            <Cell class="max-md:order-3"><Tag text=words::role(user.role) /></Cell>
            <Cell class="whitespace-nowrap text-muted max-md:order-4 max-md:justify-self-end max-md:text-xs">{day_of(user.created_at)}</Cell>
            <Cell class="max-md:order-2 max-md:justify-self-end"><Status mark /></Cell>
        </Row>
    }
    .into_any()
}
