//! What both rooms share: rail, top bar, head of the page, the phone's tab bar with a sheet of all pages.

use super::button::{self, Kind, Size};
use crate::{
    acting::ViewingBanner,
    ui::{head::Head, icon::Icon, live::Live, toast::Toast},
    visit::Visit,
};
use leptos::prelude::*;

/// The ground of a rail: nobody shall mistake in which room they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Light,
    Deep,
}

impl Look {
    fn rail(self) -> &'static str {
        match self {
            Self::Light => "border-r border-line bg-sunken",
            Self::Deep => "bg-rail text-on-rail",
        }
    }

    fn bar(self) -> &'static str {
        match self {
            Self::Light => "bg-page/90",
            Self::Deep => "max-lg:bg-rail max-lg:text-on-rail lg:bg-page/90",
        }
    }

    fn sheet(self) -> &'static str {
        match self {
            Self::Light => "bg-raised text-ink",
            Self::Deep => "bg-rail text-on-rail",
        }
    }

    fn muted(self) -> &'static str {
        match self {
            Self::Light => "text-muted",
            Self::Deep => "text-rail-muted",
        }
    }

    /// The look of a place in the rail.
    fn place(self, here: bool) -> &'static str {
        match (self, here) {
            (Self::Light, true) => "bg-surface text-ink shadow-rest ring-1 ring-line",
            (Self::Light, false) => "text-muted hover:bg-tint hover:text-ink",
            (Self::Deep, true) => "bg-rail-tint text-on-rail",
            (Self::Deep, false) => "text-rail-muted hover:bg-rail-tint/60 hover:text-on-rail",
        }
    }
}

/// A page of the room.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub href: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
    pub here: bool,
}

/// Pages that belong together; the first ones need no heading.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub heading: &'static str,
    pub places: Vec<Place>,
}

/// What distinguishes the rooms.
pub(super) struct Room {
    pub look: Look,
    /// Name of the navigation.
    pub name: &'static str,
    pub groups: Vec<Group>,
    /// The four places of the tab bar.
    pub tabs: Vec<Place>,
    /// Stands on top of the rail, and on phones in the top bar.
    pub crest: fn(&Visit) -> AnyView,
    /// What the top bar searches: address and label.
    pub search: (&'static str, &'static str),
    /// Stands before the account in the top bar.
    pub notices: Option<AnyView>,
    /// Where open pages hear what happens.
    pub live: String,
    /// What a page of the room is called after its own title.
    pub suffix: String,
}

/// What stands above a page's content.
pub(super) struct Title {
    pub title: String,
    pub status: Option<AnyView>,
    pub lead: String,
    /// What the lead is called in a stream of words; empty when it stays as it is.
    pub lead_now: &'static str,
    pub back: String,
    pub back_href: String,
    pub actions: Option<AnyView>,
}

#[component]
pub(super) fn Frame(
    room: Room,
    title: Title,
    /// The page brings a bar of its own to the bottom edge.
    own_bar: bool,
    children: Children,
) -> impl IntoView {
    let visit = Visit::here();
    let notice = visit.flash.as_ref().and_then(|flash| flash.notice.clone()).unwrap_or_default();
    let Room { look, name, groups, tabs, crest, search, notices, live, suffix } = room;
    let wide = if look == Look::Deep { "2xl:max-w-none" } else { "" };
    let bottom = if own_bar { "pb-0 sm:pb-0" } else { "max-lg:pb-24" };
    view! {
        <Head title=format!("{} · {suffix}", title.title) robots="noindex" />
        <a
            href="#main"
            class="sr-only rounded-tool bg-brand px-4 py-2 text-on-brand focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
        >
            "Skip to content"
        </a>
        <ViewingBanner />
        <div class=format!("mx-auto grid min-h-dvh max-w-[90rem] lg:grid-cols-[15rem_minmax(0,1fr)] {wide}")>
            <aside aria-label="Pages of this room" class=format!("sticky top-0 hidden h-dvh flex-col overflow-y-auto px-3 py-3 lg:flex {}", look.rail())>
                {crest(&visit)}
                <nav aria-label=name class="mt-4 flex-1"><Places look groups=groups.clone() /></nav>
            </aside>
            <div class="flex min-w-0 flex-col">
                <TopBar look crest=crest(&visit) search notices visit />
                <main id="main" tabindex="-1" class=format!("flex-1 px-4 py-5 outline-none sm:px-6 sm:py-6 {bottom}")>
                    <PageHead title />
                    {children()}
                </main>
            </div>
        </div>
        {(!own_bar).then(|| view! { <TabBar tabs /> })}
        <AllPages look groups />
        <Toast text=notice failed=false />
        <Live src=live />
    }
    .into_any()
}

#[component]
fn Places(look: Look, groups: Vec<Group>) -> impl IntoView {
    groups
        .into_iter()
        .map(|Group { heading, places }| {
            let headed = (!heading.is_empty())
                .then(|| view! { <p class=format!("mt-5 mb-1 px-2.5 text-mini font-semibold {}", look.muted())>{heading}</p> });
            let places = places.into_iter().map(|place| {
                view! {
                    <li>
                        <a
                            href=place.href
                            aria-current=place.here.then_some("page")
                            class=format!(
                                "flex h-9 items-center gap-3 rounded-tool px-2.5 text-tool font-semibold transition-colors pointer-coarse:h-11 {}",
                                look.place(place.here),
                            )
                        >
                            <Icon name=place.icon class="size-[1.125rem]" />
                            {place.label}
                        </a>
                    </li>
                }
            });
            view! {
                {headed}
                <ul class="grid gap-0.5">{places.collect_view()}</ul>
            }
        })
        .collect_view()
        .into_any()
}

#[component]
fn TopBar(
    look: Look,
    crest: AnyView,
    search: (&'static str, &'static str),
    notices: Option<AnyView>,
    visit: Visit,
) -> impl IntoView {
    let (action, label) = search;
    view! {
        <header class=format!("sticky top-0 z-30 flex h-14 items-center gap-2 border-b border-line px-3 backdrop-blur sm:px-6 {}", look.bar())>
            <div class="-ml-1 min-w-0 max-w-60 flex-1 lg:hidden">{crest}</div>
            <form method="get" action=action role="search" aria-label=label class="relative hidden w-96 lg:block">
                <label for="search" class="sr-only">{label}</label>
                <Icon name="search" class="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted" />
                <input
                    id="search"
                    name="q"
                    type="search"
                    maxlength="200"
                    placeholder=label
                    class="h-9 w-full rounded-tool border border-edge bg-surface pr-3 pl-10 text-tool text-ink placeholder:text-muted hover:border-muted"
                />
            </form>
            <div class="ml-auto flex items-center gap-1">
                {notices}
                <Account name=visit.name.unwrap_or_default() />
            </div>
        </header>
    }
    .into_any()
}

/// Who is logged in, with the ways out of the room.
#[component]
fn Account(name: String) -> impl IntoView {
    const WAY: &str = "flex h-10 w-full items-center gap-2.5 rounded-tool px-2.5 text-left text-tool font-semibold hover:bg-tint pointer-coarse:h-11";
    view! {
        <button type="button" popovertarget="whoami" class="ml-1 grid size-9 place-items-center rounded-full pointer-coarse:size-11" aria-label="Your account">
            <span aria-hidden="true" class="inline-flex size-8 items-center justify-center rounded-full bg-olive-200 text-xs font-bold text-olive-900">
                {initials(&name)}
            </span>
        </button>
        <nav
            id="whoami"
            popover="auto"
            aria-label="Your account"
            class="inset-auto! top-14! right-3! w-60 rounded-panel border border-line bg-raised p-1.5 text-ink shadow-lift"
        >
            <p class="truncate px-2.5 pt-1 pb-1.5 text-xs text-muted">{name}</p>
            <a href="/account" class=WAY><Icon name="user-round" class="size-[1.125rem]" />"Your account"</a>
            <a href="/" class=WAY><Icon name="store" class="size-[1.125rem]" />"Go to the shop"</a>
            <form method="post" action="/do/account/log-out">
                <button type="submit" class=WAY><Icon name="log-out" class="size-[1.125rem]" />"Log out"</button>
            </form>
        </nav>
    }
    .into_any()
}

#[component]
fn PageHead(title: Title) -> impl IntoView {
    let Title { title, status, lead, lead_now, back, back_href, actions } = title;
    let now = (!lead_now.is_empty()).then_some(lead_now);
    view! {
        {(!back.is_empty())
            .then(|| {
                view! {
                    <a href=back_href class="mb-1 -ml-1 inline-flex items-center gap-1 py-1 text-tool font-semibold text-muted hover:text-ink">
                        <Icon name="chevron-left" class="size-4" />
                        {back}
                    </a>
                }
            })}
        <div class="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <div class="min-w-0">
                <div class="flex flex-wrap items-center gap-x-3 gap-y-1.5">
                    <h1 class="text-xl leading-7 font-bold tracking-[-0.01em] text-balance break-words sm:text-[1.375rem]">{title}</h1>
                    {status}
                </div>
                {(!lead.is_empty() || now.is_some()).then(|| view! { <p data-now=now class="mt-0.5 text-tool text-muted">{lead}</p> })}
            </div>
            {actions.map(|actions| view! { <div class="flex flex-wrap items-center gap-2">{actions}</div> })}
        </div>
    }
    .into_any()
}

#[component]
fn TabBar(tabs: Vec<Place>) -> impl IntoView {
    const TAB: &str = "flex h-15 w-full flex-col items-center justify-center gap-1 text-mini font-semibold";
    view! {
        <nav aria-label="Main" class="fixed inset-x-0 bottom-0 z-30 bg-surface pb-[env(safe-area-inset-bottom)] shadow-bar lg:hidden">
            <ul class="mx-auto grid max-w-lg grid-cols-5">
                {tabs
                    .into_iter()
                    .map(|tab| {
                        let (ink, ground) = if tab.here { ("text-ink", "bg-tint") } else { ("text-muted", "") };
                        view! {
                            <li>
                                <a href=tab.href aria-current=tab.here.then_some("page") class=format!("{TAB} {ink}")>
                                    <span class=format!("flex h-7 w-12 items-center justify-center rounded-pill {ground}")><Icon name=tab.icon /></span>
                                    {tab.label}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
                <li>
                    <button type="button" popovertarget="more" class=format!("{TAB} text-muted")>
                        <span class="flex h-7 w-12 items-center justify-center"><Icon name="menu" /></span>
                        "More"
                    </button>
                </li>
            </ul>
        </nav>
    }
    .into_any()
}

/// The sheet behind More.
#[component]
fn AllPages(look: Look, groups: Vec<Group>) -> impl IntoView {
    view! {
        <nav
            id="more"
            popover="auto"
            aria-label="All pages"
            class=format!(
                "inset-x-0! top-auto! bottom-0! z-50 max-h-[85dvh] w-full max-w-none overflow-y-auto rounded-t-card border border-line p-4 pb-8 shadow-lift backdrop:bg-ink/40 {}",
                look.sheet(),
            )
        >
            <div class="flex items-center justify-between">
                <p class="text-sm font-bold">"All pages"</p>
                <button
                    type="button"
                    popovertarget="more"
                    popovertargetaction="hide"
                    aria-label="Close"
                    class=format!("inline-flex size-11 items-center justify-center rounded-tool {}", look.muted())
                >
                    <Icon name="x" />
                </button>
            </div>
            <Places look groups />
        </nav>
    }
    .into_any()
}

/// A link in the top bar that shows an icon, and the number of what is new behind it. Both follow what happens: `label` as
/// the word `notices`, the number as `unread`.
pub(super) fn signal(href: &'static str, icon: &'static str, label: String, new: String) -> AnyView {
    let new = (!new.is_empty()).then_some(new);
    view! {
        <a href=href class=format!("relative {}", button::classes(Kind::Quiet, Size::Square))>
            <Icon name=icon class="size-[1.125rem]" />
            <span data-now="notices" class="sr-only">{label}</span>
            <span
                data-now="unread"
                aria-hidden="true"
                class="absolute top-0.5 right-0.5 h-4 min-w-4 rounded-pill bg-clay-600 px-1 text-center text-[0.625rem] leading-4 font-bold text-white tabular-nums ring-2 ring-page empty:hidden"
            >
                {new}
            </span>
        </a>
    }
    .into_any()
}

/// First letters of the first two words.
pub(super) fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_letters_of_two_words() {
        assert_eq!(["Kiln & Loom", "Ananya Rao", "mira", ""].map(initials), ["KL", "AR", "M", ""]);
    }
}
