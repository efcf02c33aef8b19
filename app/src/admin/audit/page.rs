//! The page of the log.

use super::entry::EntryLine;
use crate::{
    room::{
        AdminRoom, Office, address,
        button::{self, Kind, Size},
        empty::Empty,
        field::INPUT,
        in_market,
        pager::Pager,
        panel::Panel,
    },
    ui::{
        alert::{self, Alert},
        icon::Icon,
    },
    visit::{self, Visit},
};
use contracts::{
    Caller, Page, Problem,
    audit::{Chain, Entry, Filter, MOST_ACTORS},
    identity::FindUsers,
    ids::UserId,
    money::indian,
};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[component]
pub fn AuditPage() -> impl IntoView {
    let filter = Filter::parse(&visit::query());
    let person = visit::query_value("actor").unwrap_or_default();
    let check = visit::query_value("check").is_some() && filter.after.is_none();
    in_market(move |visit, admin| async move {
        let audit = &visit.ask().audit;
        let (filter, who) = with_people(&visit, &admin, filter, person).await?;
        let page = audit.entries(&admin, &filter).await?;
        let names = names(&visit, &page.items).await;
        let chain = if check { Some(audit.verify(&admin).await) } else { None };
        let actions = view! { <Actions filter=filter.clone() /> }.into_any();
        Ok(view! {
            <AdminRoom
                section=Office::Audit
                title="Audit log"
                lead="Who did what, when and why. Entries can be added, never changed or removed."
                actions
            >
                {chain.map(|chain| view! { <State chain /> })}
                <Ignored filter=filter.clone() who />
                <Panel flush=true>
                    <Filters filter=filter.clone() />
                    <Entries page names />
                </Panel>
            </AdminRoom>
        }
        .into_any())
    })
}

/// Whose acts are looked for.
enum Who {
    /// Everybody's, or those of the ids in the filter.
    Known,
    /// Nobody's name or e-mail begins so.
    Nobody(String),
    /// More people's than are looked for at once.
    TooMany(String),
}

/// The filter with the people whose name or e-mail begins as `typed`; an id is one already.
async fn with_people(visit: &Visit, admin: &Caller, filter: Filter, typed: String) -> Result<(Filter, Who), Problem> {
    let typed = typed.trim().to_owned();
    if typed.is_empty() || !filter.actor.is_empty() {
        return Ok((filter, Who::Known));
    }
    let find = FindUsers { q: Some(typed.clone()), ..FindUsers::default() };
    let found = visit.ask().identity.users(admin, &find).await?;
    let more = found.next.is_some() || found.items.len() > MOST_ACTORS;
    let mut actor: Vec<UserId> = found.items.into_iter().map(|person| person.user.id).take(MOST_ACTORS).collect();
    let who = match (actor.is_empty(), more) {
        (true, _) => {
            // An id that nobody has: nothing is listed, and nothing exported.
            actor.push(UserId(Uuid::nil()));
            Who::Nobody(typed)
        }
        (false, true) => Who::TooMany(typed),
        (false, false) => Who::Known,
    };
    Ok((Filter { actor, ..filter }, who))
}

/// Names of those who did what is listed. Whoever is not to be found stays an id.
async fn names(visit: &Visit, entries: &[Entry]) -> BTreeMap<UserId, String> {
    let ids: BTreeSet<UserId> = entries.iter().filter_map(|entry| entry.actor).collect();
    visit.ask().identity.names(&ids).await.unwrap_or_default()
}

#[component]
fn Actions(filter: Filter) -> impl IntoView {
    let look = button::classes(Kind::Plain, Size::Medium);
    let file = format!("/admin/audit.csv?{}", Filter { after: None, ..filter }.query());
    view! {
        <a href=file download="audit.csv" data-testid="audit-export" class=look.clone()>
            <Icon name="download" class="size-4" />
            "Export"
        </a>
        <a href=address::with(&[("check", "now")]) rel="nofollow" data-testid="audit-check" class=look>
            <Icon name="shield-check" class="size-4" />
            "Check the chain now"
        </a>
    }
    .into_any()
}

/// What is whole of a chain of which entry `first` was the first that was looked at.
fn whole(first: i64) -> &'static str {
    if first > 1 { "The end of the chain is whole" } else { "The chain is whole" }
}

/// What a look at the chain has found.
#[component]
fn State(chain: Result<Chain, Problem>) -> impl IntoView {
    match chain {
        Ok(Chain { first, entries, broken: None, head }) => view! {
            <Alert kind=alert::Kind::Success title=whole(first) class="mb-4">
                <p class="tabular-nums">"Entries looked at: "{indian(entries.unsigned_abs())}". Each has the hash of the one before it."</p>
                {(first > 1).then(|| view! { <p>"These are the latest. To look at all of them, run "<code class="font-mono text-xs">"levomart audit verify"</code>"."</p> })}
                {head.map(|head| view! { <p class="wrap-anywhere">"Newest hash: "<code class="font-mono text-xs">{head}</code></p> })}
            </Alert>
        }
        .into_any(),
        Ok(Chain { broken: Some(seq), .. }) => view! {
            <Alert kind=alert::Kind::Danger title=format!("The chain is broken at entry {seq}") class="mb-4">
                <p>
                    "That entry is missing or is not what it was when it was recorded. Those before it are sound. Compare with a backup, and find out who can write to the database."
                </p>
            </Alert>
        }
        .into_any(),
        Err(_) => view! {
            <Alert kind=alert::Kind::Warning title="The chain could not be checked in time" class="mb-4">
                <p>"Run "<code class="font-mono text-xs">"levomart audit verify"</code>" instead, which may take as long as it needs."</p>
            </Alert>
        }
        .into_any(),
    }
}

/// Says what of the filter could not be heeded, or not as a whole.
#[component]
fn Ignored(filter: Filter, who: Who) -> impl IntoView {
    let said = match who {
        Who::Nobody(typed) => Some((
            format!("Nobody’s name or e-mail begins with “{typed}”."),
            "Type the beginning of a name or of an e-mail address, or a whole id.",
        )),
        Who::TooMany(typed) => Some((
            format!("Many names and e-mails begin with “{typed}”: only some of these people are looked for."),
            "Type more of the name, or the whole e-mail address.",
        )),
        Who::Known => {
            let shop = visit::query_value("seller").filter(|text| filter.seller.is_none() && !text.trim().is_empty());
            shop.map(|text| {
                (
                    format!("“{text}” is no id, so it was left out."),
                    "The pages of sellers lead to what was done about them.",
                )
            })
        }
    };
    said.map(|(title, text)| view! { <Alert kind=alert::Kind::Warning title class="mb-4"><p>{text}</p></Alert> })
}

#[component]
fn Filters(filter: Filter) -> impl IntoView {
    let day = |day: Option<time::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    view! {
        <form
            method="get"
            role="search"
            aria-label="Filter the log"
            class="grid grid-cols-2 items-end gap-3 border-b border-line px-4 py-3 sm:grid-cols-3 sm:px-5 2xl:grid-cols-[repeat(6,minmax(0,1fr))_auto]"
        >
            <Input name="action" label="Action begins with" value=filter.action.unwrap_or_default() />
            <Input name="actor" label="Person (name, e-mail, id)" value=visit::query_value("actor").unwrap_or_default() />
            <Input name="subject" label="Thing (id)" value=filter.subject.unwrap_or_default() />
            <Input name="seller" label="Shop (id)" value=filter.seller.map(|id| id.to_string()).unwrap_or_default() />
            <Input name="from" label="From day (UTC)" kind="date" value=day(filter.from) />
            <Input name="to" label="To day (UTC)" kind="date" value=day(filter.to) />
            <div class="flex gap-2 max-2xl:col-span-full">
                <button type="submit" class=button::classes(Kind::Filled, Size::Medium)>"Show"</button>
                <a href="/admin/audit" class=button::classes(Kind::Quiet, Size::Medium)>"Clear"</a>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Input(
    name: &'static str,
    label: &'static str,
    value: String,
    #[prop(default = "text")] kind: &'static str,
) -> impl IntoView {
    view! {
        <div class="min-w-0">
            <label for=name class="mb-1 block text-xs font-semibold text-muted">{label}</label>
            <input id=name name=name type=kind value=value maxlength="200" autocomplete="off" class=format!("h-9 pointer-coarse:h-11 {INPUT}") />
        </div>
    }
    .into_any()
}

#[component]
fn Entries(page: Page<Entry>, names: BTreeMap<UserId, String>) -> impl IntoView {
    if page.items.is_empty() {
        return view! { <Empty icon="scroll-text" title="Nothing was recorded" text="No entry passes this filter. Take something out of it." /> }.into_any();
    }
    let count = format!("{} on this page, latest first", page.items.len());
    let lines = page.items.into_iter().map(|entry| {
        let who = match entry.actor {
            Some(id) => names.get(&id).cloned().unwrap_or_else(|| id.to_string()),
            None => "Levomart".to_owned(),
        };
        view! { <EntryLine entry who /> }
    });
    view! {
        <div data-testid="audit-entries">{lines.collect_view()}</div>
        <Pager next=page.next count />
    }
    .into_any()
}
