//! The one level of surface in a room, and how panels stand beside each other.

use super::button::LINK;
use crate::ui::icon::Icon;
use leptos::prelude::*;

const PANEL: &str = "min-w-0 overflow-clip rounded-panel border border-line bg-surface shadow-rest";

/// A panel. With `flush`, what is in it reaches the edges, as tables and lists do.
#[component]
pub fn Panel(
    #[prop(optional, into)] title: String,
    /// One muted line below the title.
    #[prop(optional, into)]
    lead: String,
    /// Leads on to the page with all of it.
    #[prop(optional, into)]
    link: String,
    #[prop(optional, into)] href: String,
    /// Stands at the right of the title.
    #[prop(optional)]
    aside: Option<AnyView>,
    #[prop(optional)] flush: bool,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    let headed = !title.is_empty();
    let room = match (flush, headed) {
        (true, _) => "",
        (false, true) => "px-4 pb-4 sm:px-5 sm:pb-5",
        (false, false) => "p-4 sm:p-5",
    };
    view! {
        <section id=id class=format!("{PANEL} {class}")>
            {headed
                .then(|| {
                    view! {
                        <div class="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 sm:px-5">
                            <div class="min-w-0">
                                <h2 class="text-sm font-bold">{title}</h2>
                                {(!lead.is_empty()).then(|| view! { <p class="text-xs text-muted">{lead}</p> })}
                            </div>
                            {aside}
                            {(!link.is_empty())
                                .then(|| {
                                    view! {
                                        <a href=href class=LINK>
                                            {link}
                                            <Icon name="arrow-right" class="size-3.5" />
                                        </a>
                                    }
                                })}
                        </div>
                    }
                })}
            <div class=room>{children()}</div>
        </section>
    }
    .into_any()
}

/// Left the work, right its context; one below the other on narrow screens.
#[component]
pub fn Columns(work: AnyView, context: AnyView, #[prop(optional, into)] class: String) -> impl IntoView {
    view! {
        <div class=format!("grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem] {class}")>
            <div class="grid min-w-0 gap-4">{work}</div>
            <div class="grid min-w-0 gap-4 sm:max-xl:grid-cols-2">{context}</div>
        </div>
    }
    .into_any()
}

/// Stands where something could not be had, while the rest of the page works.
#[component]
pub fn Away(
    /// For example `The balance`.
    what: &'static str,
) -> impl IntoView {
    view! {
        <p role="status" class="flex items-start gap-2 text-tool text-muted">
            <Icon name="triangle-alert" class="mt-0.5 size-4 text-warning" />
            <span>{what}" cannot be shown right now. Nothing is lost; please look again in a moment."</span>
        </p>
    }
    .into_any()
}

/// Name and value in one line; stands in a `dl`.
#[component]
pub fn Fact(#[prop(into)] name: String, #[prop(into)] value: String) -> impl IntoView {
    view! {
        <div class="flex justify-between gap-3 text-tool">
            <dt class="text-muted">{name}</dt>
            <dd class="text-right font-semibold break-words tabular-nums">{value}</dd>
        </div>
    }
    .into_any()
}
