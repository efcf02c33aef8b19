//! Forms with files, sent one file after the other without leaving the page.

use super::{
    ask::{all, exchange, page, text, upload},
    on::on,
};
use leptos::prelude::*;
use std::vec::IntoIter;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    DragEvent, Element, Event, File, FileList, FormData, HtmlFormElement, HtmlInputElement, HtmlProgressElement,
    ProgressEvent, SubmitEvent,
};

/// On a form over which files are held.
const OVER: &str = "data-over";

const LOST: &str = "It did not arrive. Please try again.";

/// Wakes every form with `data-upload`: files that are chosen, or dropped on it, are sent to its address one by one. Each
/// has a row in the form's `data-files`, a copy of the hidden one there: its name in `data-name`, a `progress`, and what is
/// wrong with it in `data-said`. Files that are larger than `data-most` are not sent; `data-too-large` says so.
///
/// An answer with `next` leads on to another page. Else, when all are sent, the parts of the page that the CSS selector in
/// `data-upload` names are fetched anew.
#[island]
pub fn Upload() -> impl IntoView {
    on("submit", chosen);
    on("dragover", held);
    on("dragleave", left);
    on("drop", dropped);
}

/// The form that an event happens in.
fn form_of(event: &Event) -> Option<HtmlFormElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("form[data-upload]").ok()??.dyn_into().ok()
}

fn chosen(event: SubmitEvent) {
    let Some(form) = form_of(&event) else { return };
    let field = form.query_selector("input[type=file]").ok().flatten();
    let files = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()).and_then(|field| field.files());
    if let Some(files) = files {
        event.prevent_default();
        send(&form, &files);
        form.reset();
    }
}

fn held(event: DragEvent) {
    if let Some(form) = form_of(&event) {
        event.prevent_default();
        form.set_attribute(OVER, "").ok();
    }
}

fn left(event: DragEvent) {
    if let Some(form) = form_of(&event) {
        form.remove_attribute(OVER).ok();
    }
}

fn dropped(event: DragEvent) {
    let Some(form) = form_of(&event) else { return };
    event.prevent_default();
    form.remove_attribute(OVER).ok();
    if let Some(files) = event.data_transfer().and_then(|held| held.files()) {
        send(&form, &files);
    }
}

fn send(form: &HtmlFormElement, files: &FileList) {
    let files = (0..files.length()).filter_map(|index| {
        let file = files.get(index)?;
        Some((row(form, &file.name())?, file))
    });
    next(form.clone(), files.collect::<Vec<_>>().into_iter());
}

/// A row for a file.
fn row(form: &HtmlFormElement, name: &str) -> Option<Element> {
    let hidden = form.query_selector("[data-files] > *").ok()??;
    let row: Element = hidden.clone_node_with_deep(true).ok()?.unchecked_into();
    row.query_selector("[data-name]").ok()??.set_text_content(Some(name));
    row.remove_attribute("hidden").ok()?;
    hidden.parent_node()?.append_child(&row).ok()?;
    Some(row)
}

fn next(form: HtmlFormElement, mut waiting: IntoIter<(Element, File)>) {
    let Some((row, file)) = waiting.next() else { return renew(&form) };
    let most = form.get_attribute("data-most").and_then(|most| most.parse::<u32>().ok());
    if most.is_some_and(|most| file.size() as u32 > most) {
        say(&row, &form.get_attribute("data-too-large").unwrap_or_default());
        return next(form, waiting);
    }
    if begin(form, row, &file, waiting).is_err() {
        window().location().reload().ok();
    }
}

fn begin(form: HtmlFormElement, row: Element, file: &File, waiting: IntoIter<(Element, File)>) -> Result<(), JsValue> {
    let data = FormData::new()?;
    data.append_with_blob("file", file)?;
    let action = form.get_attribute("action").unwrap_or_default();
    let bar = row.query_selector("progress")?.ok_or(JsValue::NULL)?.unchecked_into::<HtmlProgressElement>();
    let moved = move |event: ProgressEvent| {
        bar.set_max(event.total());
        bar.set_value(event.loaded());
    };
    upload(&action, &data, moved, move |answer| {
        match answer {
            Ok(answer) => {
                row.remove();
                let onward = text(&answer, "next");
                if !onward.is_empty() {
                    window().location().set_href(&onward).ok();
                }
            }
            Err(problem) => {
                let detail = text(&problem, "detail");
                say(&row, if detail.is_empty() { LOST } else { &detail });
            }
        }
        next(form, waiting);
    })
}

/// Says what is wrong with a file.
fn say(row: &Element, problem: &str) {
    if let Ok(Some(said)) = row.query_selector("[data-said]") {
        said.set_text_content(Some(problem));
    }
    if let Ok(Some(bar)) = row.query_selector("progress") {
        bar.remove();
    }
}

/// Shows what has come. What was typed in those parts and not sent yet stays.
fn renew(form: &HtmlFormElement) {
    let parts = form.get_attribute("data-upload").unwrap_or_default();
    let here = window().location().href().unwrap_or_default();
    if parts.is_empty() {
        return;
    }
    let fetched = page(&here.clone(), move |page| {
        let typed = typed(&parts);
        if page.and_then(|page| exchange(&page, &parts, &here)).is_none() {
            window().location().reload().ok();
        }
        for (id, value) in typed {
            if let Some(field) = document().get_element_by_id(&id) {
                field.unchecked_into::<HtmlInputElement>().set_value(&value);
            }
        }
    });
    fetched.ok();
}

/// The fields that do not say any longer what they said at first.
fn typed(parts: &str) -> Vec<(String, String)> {
    let fields = all(&document(), &[parts, "input"].join(" ")).unwrap_or_default();
    let fields = fields.into_iter().filter_map(|field| field.dyn_into::<HtmlInputElement>().ok());
    let changed = fields.filter(|field| field.value() != field.default_value());
    changed.map(|field| (field.id(), field.value())).collect()
}
