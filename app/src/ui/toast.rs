//! Answers to what somebody just did.

use super::{icon::Icon, on::on};
use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit};

/// The event that carries a [`Message`] from anywhere on the page to the toast.
const SAY: &str = "levomart:toast";

/// What a toast says, and where one may go from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub text: String,
    /// It did not work.
    pub failed: bool,
    /// Label and address.
    pub link: Option<(String, String)>,
}

/// Shows a message on this page. Only in the browser.
pub fn say(message: &Message) {
    let (label, href) = message.link.clone().unwrap_or_default();
    let detail = Array::of4(&message.text.as_str().into(), &message.failed.into(), &label.into(), &href.into());
    announce(SAY, &detail);
}

/// What [`say`] said.
fn heard(detail: &JsValue) -> Message {
    let detail = detail.dyn_ref::<Array>().cloned().unwrap_or_default();
    let [text, label, href] = [0, 2, 3].map(|index| detail.get(index).as_string().unwrap_or_default());
    Message { text, failed: detail.get(1).is_truthy(), link: (!href.is_empty()).then_some((label, href)) }
}

/// Dispatches an event to whoever on the page listens.
pub fn announce(name: &str, detail: &JsValue) {
    let init = CustomEventInit::new();
    init.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        let _ = window().dispatch_event(&event);
    }
}

/// The place where toasts appear. It goes by itself, later while one points at it (see `.toast` in the style sheet), so
/// that it also goes without scripts.
#[island]
pub fn Toast(
    /// What the last page left to say; may be nothing.
    text: String,
    /// It did not work.
    failed: bool,
) -> impl IntoView {
    let message = RwSignal::new((!text.is_empty()).then_some(Message { text, failed, link: None }));
    on(SAY, move |event: CustomEvent| message.set(Some(heard(&event.detail()))));
    view! {
        <div
            role="status"
            aria-live="polite"
            class="pointer-events-none fixed inset-x-0 bottom-20 z-50 flex justify-center px-4 md:bottom-6"
        >
            {move || message.get().map(|shown| view! { <Shown shown dismiss=move || message.set(None) /> })}
        </div>
    }
}

#[component]
fn Shown(shown: Message, dismiss: impl Fn() + 'static) -> impl IntoView {
    let (icon, ink) = if shown.failed { ("circle-alert", "text-danger") } else { ("circle-check", "text-success") };
    view! {
        <div
            data-testid="toast"
            class="toast pointer-events-auto flex w-full max-w-md items-center gap-3 rounded-field border border-line bg-raised py-2 pr-2 pl-4 shadow-lift"
        >
            <Icon name=icon class=ink />
            <p class="flex-1 py-1.5 text-[0.9375rem]">{shown.text}</p>
            {shown
                .link
                .map(|(label, href)| {
                    view! {
                        <a href=href class="px-2 py-1.5 text-sm font-semibold text-brand underline decoration-brand/30 underline-offset-4 hover:decoration-brand">
                            {label}
                        </a>
                    }
                })}
            <button
                type="button"
                on:click=move |_| dismiss()
                class="grid size-10 shrink-0 place-items-center rounded-full hover:bg-tint"
                aria-label="Dismiss"
            >
                <Icon name="x" class="size-4" />
            </button>
        </div>
    }
}
