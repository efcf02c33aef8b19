//! The search box that helps while one types: a combobox after the ARIA pattern.

use crate::ui::{
    ask::{function, list, text},
    icon::Icon,
};
use leptos::{ev, leptos_dom::helpers::debounce, prelude::*};
use std::time::Duration;
use wasm_bindgen::JsValue;

/// How long typing has to rest before the shop is asked.
const REST: Duration = Duration::from_millis(150);

/// Something to go to.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    href: String,
    label: String,
    picture: Option<String>,
    price: Option<String>,
}

/// Rows under a heading.
type Group = (&'static str, Vec<Row>);

/// What the list shows, and which row of it the arrow keys have reached.
#[derive(Clone, Copy)]
struct Suggesting {
    typed: RwSignal<String>,
    groups: RwSignal<Vec<Group>>,
    active: RwSignal<Option<usize>>,
    open: RwSignal<bool>,
}

/// The input of a search form, with the list that it opens below the form. The form has to be `relative`.
#[island]
pub fn SuggestInput(
    /// Unique on the page.
    id: String,
    /// What was searched for.
    value: String,
    placeholder: String,
    class: String,
) -> impl IntoView {
    let state = Suggesting {
        typed: RwSignal::new(value.clone()),
        groups: RwSignal::default(),
        active: RwSignal::new(None),
        open: RwSignal::new(false),
    };
    let list = format!("{id}-list");
    let controls = list.clone();
    let option = StoredValue::new(format!("{id}-option-"));
    let showing = move || state.open.get() && state.groups.with(|groups| !groups.is_empty());
    let mut ask = debounce(REST, move |typed: String| look_up(state, typed));
    view! {
        <input
            id=id
            name="q"
            type="search"
            value=value
            placeholder=placeholder
            maxlength="120"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            enterkeyhint="search"
            data-testid="search"
            role="combobox"
            aria-autocomplete="list"
            aria-expanded=move || if showing() { "true" } else { "false" }
            aria-controls=controls
            aria-activedescendant=move || state.active.get().filter(|_| showing()).map(|row| format!("{}{row}", option.get_value()))
            on:input=move |event| {
                let typed = event_target_value(&event);
                state.typed.set(typed.clone());
                state.active.set(None);
                ask(typed);
            }
            on:keydown=move |event| pressed(event, state)
            on:focusout=move |_| state.open.set(false)
            class=format!("h-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-muted {class}")
        />
        <div
            id=list
            role="listbox"
            aria-label="Suggestions"
            hidden=move || !showing()
            // Keeps the focus in the box, so that a click on a row does not close the list first.
            on:mousedown=move |event| event.prevent_default()
            class="absolute inset-x-0 top-full z-50 mt-2 max-h-[70dvh] overflow-y-auto rounded-card border border-line bg-raised p-2 text-left shadow-lift"
        >
            {move || option.with_value(|option| groups_view(state, option))}
        </div>
        <p role="status" class="sr-only">
            {move || showing().then(|| format!("{} suggestions", state.groups.with(|groups| rows(groups).count())))}
        </p>
    }
}

fn groups_view(state: Suggesting, option: &str) -> impl IntoView + use<> {
    let typed = state.typed.get_untracked();
    let mut index = 0;
    state
        .groups
        .get()
        .into_iter()
        .map(|(heading, rows)| {
            let rows = rows
                .into_iter()
                .map(|row| {
                    let here = index;
                    index += 1;
                    row_view(row, &typed, format!("{option}{here}"), here, state.active)
                })
                .collect_view();
            view! {
                <div role="group" aria-label=heading>
                    <p class="px-3 pt-2 pb-1 text-[0.8125rem] font-semibold text-muted" aria-hidden="true">{heading}</p>
                    {rows}
                </div>
            }
        })
        .collect_view()
}

fn row_view(row: Row, typed: &str, id: String, index: usize, active: RwSignal<Option<usize>>) -> impl IntoView + use<> {
    let (before, same, after) = parts(&row.label, typed);
    let reached = move || active.get() == Some(index);
    view! {
        <a
            id=id
            href=row.href
            role="option"
            tabindex="-1"
            aria-selected=move || if reached() { "true" } else { "false" }
            class="flex min-h-11 items-center gap-3 rounded-inner px-3 py-1.5 text-[0.9375rem] hover:bg-tint aria-selected:bg-tint"
        >
            {match row.picture {
                Some(src) => view! { <img src=src alt="" width="40" height="40" class="size-10 rounded-lg object-cover dark:brightness-[.86]" /> }.into_any(),
                None => view! { <Icon name="search" class="size-4 text-muted" /> }.into_any(),
            }}
            <span class="min-w-0 flex-1 truncate">
                <strong class="font-semibold">{before}</strong>
                {same}
                <strong class="font-semibold">{after}</strong>
            </span>
            {row.price.map(|price| view! { <span class="text-sm text-muted tabular-nums">{price}</span> })}
        </a>
    }
}

/// Asks for suggestions. An answer to what has been typed over since is dropped.
fn look_up(state: Suggesting, typed: String) {
    let q = typed.trim().to_owned();
    if q.is_empty() {
        state.groups.set(Vec::new());
        return;
    }
    ask(&q, move |groups| {
        if state.typed.get_untracked() == typed {
            state.groups.set(groups);
            state.open.set(true);
        }
    });
}

/// Suggestions are a help; without them the search still works, so nobody hears of a failure.
fn ask(q: &str, then: impl FnOnce(Vec<Group>) + 'static) {
    let path = format!("/do/suggest?q={}", String::from(js_sys::encode_uri_component(q)));
    let asked = function(&path, None, move |answer| {
        then(answer.map(|found| grouped(&found)).unwrap_or_default());
    });
    asked.ok();
}

fn pressed(event: ev::KeyboardEvent, state: Suggesting) {
    let count = state.groups.with_untracked(|groups| rows(groups).count());
    let (open, active) = (state.open.get_untracked() && count > 0, state.active.get_untracked());
    match event.key().as_str() {
        "ArrowDown" | "ArrowUp" if count > 0 => {
            event.prevent_default();
            state.open.set(true);
            state.active.set(moved(active, count, event.key() == "ArrowDown"));
        }
        "Escape" if open => {
            // The first press closes the list and keeps what was typed; the browser's own clearing comes with the second.
            event.prevent_default();
            state.open.set(false);
            state.active.set(None);
        }
        "Enter" if open => {
            let href = active.and_then(|active| {
                state.groups.with_untracked(|groups| rows(groups).nth(active).map(|row| row.href.clone()))
            });
            if let Some(href) = href {
                event.prevent_default();
                window().location().set_href(&href).ok();
            }
        }
        _ => {}
    }
}

fn rows(groups: &[Group]) -> impl Iterator<Item = &Row> {
    groups.iter().flat_map(|(_, rows)| rows)
}

/// Where an arrow key leads: round the list, through "no row", which is the text as typed.
fn moved(active: Option<usize>, count: usize, down: bool) -> Option<usize> {
    match (active, down) {
        (None, true) => Some(0),
        (None, false) => Some(count - 1),
        (Some(row), true) => (row + 1 < count).then_some(row + 1),
        (Some(row), false) => row.checked_sub(1),
    }
}

/// Reads what [`contracts::catalog::Suggestions`] writes.
fn grouped(found: &JsValue) -> Vec<Group> {
    let rows = |of: &str, path: &str, label: &str| -> Vec<Row> {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        (list(found, of).iter())
            .map(|to| Row {
                href: format!("{path}{}", text(&to, "slug")),
                label: text(&to, label),
                picture: some(text(&to, "picture")),
                price: some(text(&to, "price")),
            })
            .collect()
    };
    let groups: [Group; 3] = [
        ("Categories", rows("categories", "/c/", "name")),
        ("Sellers", rows("sellers", "/shops/", "name")),
        ("Products", rows("products", "/p/", "title")),
    ];
    groups.into_iter().filter(|(_, rows)| !rows.is_empty()).collect()
}

/// A label cut around what was typed, so that the rest can stand out. Only ASCII letters match across case, because
/// others may change their length with it.
fn parts(label: &str, typed: &str) -> (String, String, String) {
    let (low, wanted) = (label.to_ascii_lowercase(), typed.trim().to_ascii_lowercase());
    match low.find(&wanted).filter(|_| !wanted.is_empty()) {
        Some(at) => {
            let end = at + wanted.len();
            (label[..at].to_owned(), label[at..end].to_owned(), label[end..].to_owned())
        }
        None => (label.to_owned(), String::new(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::{moved, parts};

    #[test]
    fn what_was_not_typed_stands_out() {
        assert_eq!(parts("Brass lamp", "BRASS "), (String::new(), "Brass".into(), " lamp".into()));
        assert_eq!(parts("Oil lamp, ₹ café", "café"), ("Oil lamp, ₹ ".into(), "café".into(), String::new()));
        assert_eq!(parts("Lamp", "x"), ("Lamp".into(), String::new(), String::new()));
        assert_eq!(parts("Lamp", " "), ("Lamp".into(), String::new(), String::new()));
    }

    #[test]
    fn arrows_go_round_through_the_typed_text() {
        assert_eq!(moved(None, 3, true), Some(0));
        assert_eq!(moved(Some(2), 3, true), None);
        assert_eq!(moved(None, 3, false), Some(2));
        assert_eq!(moved(Some(0), 3, false), None);
    }
}
