//! `/seller/notices`

use crate::{
    room::{
        Desk, SellerRoom,
        button::{self, Kind, Size},
        empty::Empty,
        in_shop,
        pager::Pager,
        panel::Panel,
    },
    ui::{field::Summary as Errors, icon::Icon, when::moment},
    visit::{self, Form, Visit},
};
use contracts::{
    Caller, Problem,
    notifications::{MOST_UNREAD, Notice, NoticeKind},
    page::Page,
};
use leptos::prelude::*;

/// The shop's notices, newest first; unread ones stand out.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let after = visit::query_value("after");
    in_shop(move |visit, member| async move {
        let shown = page_of(&visit, &member, after).await?;
        Ok(view! { <Shown shown form=visit.form("notices") /> }.into_any())
    })
}

/// A page of notices, as somebody reads them.
pub struct Read {
    pub notices: Page<Notice>,
    pub unread: u32,
    /// The newest of all, if there is something to be marked.
    pub newest: Option<String>,
}

impl Read {
    /// How many are new.
    pub fn lead(&self) -> String {
        match self.unread {
            0 => "You have read everything.".to_owned(),
            more if more > MOST_UNREAD => format!("More than {MOST_UNREAD} are new."),
            more => format!("{more} new."),
        }
    }
}

/// What `reader` is told, after the place in the address.
pub async fn page_of(visit: &Visit, reader: &Caller, after: Option<String>) -> Result<Read, Problem> {
    let notices = visit.ask().notifications.notices(reader, after.as_deref()).await?;
    let unread = visit.ask().notifications.unread(reader).await?;
    let newest = notices.items.first().filter(|_| after.is_none() && unread > 0).map(|notice| notice.id.to_string());
    Ok(Read { notices, unread, newest })
}

/// The button that marks all as read, in the room of this name.
pub fn mark_all(room: &'static str, newest: Option<String>) -> AnyView {
    let all = newest.map(|newest| {
        view! {
            <form method="post" action=format!("/do/{room}/notices/read-all")>
                <input type="hidden" name="newest" value=newest />
                <button type="submit" class=button::classes(Kind::Plain, Size::Medium)>"Mark all as read"</button>
            </form>
        }
    });
    view! { {all} }.into_any()
}

#[component]
fn Shown(shown: Read, form: Form) -> impl IntoView {
    let (lead, all) = (shown.lead(), mark_all("seller", shown.newest.clone()));
    let settings =
        view! { <a href="/seller/settings" class=button::classes(Kind::Quiet, Size::Medium)>"What goes by mail"</a> };
    let actions = view! { {settings} {all} }.into_any();
    view! {
        <SellerRoom section=Desk::Notices title="Notices" lead actions>
            <Notices notices=shown.notices room="seller" nothing="New orders, returns and stock that runs low are told here." form />
        </SellerRoom>
    }
    .into_any()
}

/// The notices of a room, one below the other.
#[component]
pub fn Notices(notices: Page<Notice>, room: &'static str, nothing: &'static str, form: Form) -> impl IntoView {
    let empty = notices.items.is_empty();
    view! {
        <Errors form />
        <Panel flush=true>
            {empty.then(|| view! { <Empty icon="bell" title="Nothing yet" text=nothing /> })}
            <ul class="divide-y divide-line">
                {notices.items.into_iter().map(|notice| view! { <Told notice room /> }).collect_view()}
            </ul>
            <Pager next=notices.next />
        </Panel>
    }
    .into_any()
}

/// One notice. Its title opens what it is about, and marks it as read.
#[component]
fn Told(notice: Notice, room: &'static str) -> impl IntoView {
    let read = format!("/do/{room}/notices/read");
    let id = notice.id.to_string();
    let (ground, weight) = if notice.read { ("", "font-medium") } else { ("bg-tint/50", "font-bold") };
    view! {
        <li data-testid="notice" class=format!("flex items-start gap-3 px-4 py-3 sm:px-5 {ground}")>
            <span class="mt-0.5 flex size-8 shrink-0 items-center justify-center rounded-full bg-tint text-muted"><Icon name=icon(notice.kind) class="size-4" /></span>
            <div class="min-w-0 flex-1">
                <form method="post" action=read.clone()>
                    <input type="hidden" name="id" value=id.clone() />
                    <button type="submit" name="open" value="1" class=format!("min-h-6 text-left text-tool break-words hover:underline {weight}")>
                        {(!notice.read).then(|| view! { <span class="sr-only">"New: "</span> })}
                        {notice.title.clone()}
                    </button>
                </form>
                <p class="text-tool break-words whitespace-pre-line text-muted">{notice.text}</p>
                <p class="text-xs text-muted tabular-nums">{moment(notice.at)}</p>
            </div>
            {(!notice.read).then(|| view! {
                <form method="post" action=read>
                    <input type="hidden" name="id" value=id />
                    <button type="submit" class=button::classes(Kind::Quiet, Size::Square) aria-label=format!("Mark as read: {}", notice.title) title="Mark as read">
                        <Icon name="check" class="size-4" />
                    </button>
                </form>
            })}
        </li>
    }
    .into_any()
}

fn icon(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::OrderNew => "shopping-bag",
        NoticeKind::OrderCancelled => "ban",
        NoticeKind::ReturnAsked => "undo-2",
        NoticeKind::StockLow => "boxes",
        NoticeKind::StockOut => "package-x",
        NoticeKind::ProductModerated | NoticeKind::ProductAnswered => "scan-eye",
        NoticeKind::Shop | NoticeKind::SellerApplied => "store",
        NoticeKind::ImportEnded => "file-up",
    }
}
