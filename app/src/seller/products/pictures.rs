//! The pictures of a product: each change is a form of its own.

use crate::{
    room::{
        button::{self, Kind, Size},
        field::INPUT,
        panel::Panel,
        upload::{Files, ZONE},
    },
    ui::{
        alert::{self, Alert},
        icon::Icon,
        picture::Square,
    },
    visit::Form,
};
use contracts::{catalog::Picture, ids::ProductId};
use leptos::prelude::*;

/// Name of the forms.
pub(super) const FORM: &str = "pictures";

/// The largest file, in bytes: what is larger need not go all the way to be refused.
const MOST: u32 = 10 << 20;

#[component]
pub fn Pictures(id: ProductId, pictures: Vec<Picture>, form: Form) -> impl IntoView {
    let count = pictures.len();
    let lead = match count {
        0 => "None yet. The first one stands in lists.".to_owned(),
        1 => "One picture; it stands in lists.".to_owned(),
        many => format!("{many} pictures; the first one stands in lists."),
    };
    view! {
        <Panel title="Pictures" id="pictures" class="mb-4">
            {form.problem().or_else(|| form.errors().into_iter().next().map(|error| error.message)).map(|problem| {
                view! { <Alert kind=alert::Kind::Danger title=problem class="mb-4" /> }
            })}
            <div id="shown">
                <p class="-mt-3 mb-3 text-xs text-muted">{lead}</p>
                <ul class="grid gap-3 md:grid-cols-2 2xl:grid-cols-3">
                    {pictures
                        .into_iter()
                        .enumerate()
                        .map(|(place, picture)| view! { <Shown id place count picture /> })
                        .collect_view()}
                </ul>
            </div>
            <form
                method="post"
                action=format!("/do/seller/products/{id}/pictures")
                enctype="multipart/form-data"
                data-upload="#shown"
                data-most=MOST
                data-too-large="A picture has at most 10 MB."
                class=format!("mt-4 flex flex-wrap items-end gap-3 p-4 {ZONE}")
            >
                <div class="min-w-0 flex-1">
                    <label for="files" class="mb-1.5 block text-tool font-semibold">"Add pictures, or drop them here"</label>
                    <input
                        id="files"
                        name="file"
                        type="file"
                        multiple=true
                        required=true
                        accept="image/jpeg,image/png,image/webp"
                        aria-describedby="files-hint"
                        class="w-full text-tool file:mr-3 file:h-9 file:rounded-tool file:border file:border-line file:bg-surface file:px-3 file:font-semibold file:text-ink pointer-coarse:file:h-11"
                    />
                    <p id="files-hint" class="mt-1 text-xs text-muted">"JPEG, PNG or WebP, at most 10 MB and 40 megapixels each."</p>
                </div>
                <button type="submit" class=button::classes(Kind::Plain, Size::Medium)><Icon name="image-plus" class="size-4" />"Upload"</button>
                <Files />
            </form>
        </Panel>
    }
    .into_any()
}

#[component]
fn Shown(id: ProductId, place: usize, count: usize, picture: Picture) -> impl IntoView {
    let number = place + 1;
    let (first, last) = (place == 0, number == count);
    let field = format!("alt-{place}");
    view! {
        <li class="flex gap-3 rounded-tool border border-line p-2.5">
            <span class="w-20 shrink-0"><Square src=picture.src.clone() alt=picture.alt.clone() sizes="80px" class="rounded-tool" /></span>
            <form method="post" action="/do/seller/products/picture" class="grid min-w-0 flex-1 gap-2">
                // Enter in the field keeps the description: the first button of a form is the one that it presses.
                <button type="submit" name="what" value="describe" class="hidden" tabindex="-1" aria-hidden="true">"Keep"</button>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="src" value=picture.src />
                <label for=field.clone() class="text-xs font-semibold">{format!("What picture {number} shows")}</label>
                <input id=field name="alt" value=picture.alt maxlength="500" class=format!("h-9 pointer-coarse:h-11 {INPUT}") />
                <span class="flex flex-wrap gap-1">
                    <button type="submit" name="what" value="describe" class=button::classes(Kind::Plain, Size::Row)>"Keep text"</button>
                    <Move what="up" icon="arrow-up" label=format!("Move picture {number} to the front") disabled=first />
                    <Move what="down" icon="arrow-down" label=format!("Move picture {number} to the back") disabled=last />
                    <Move what="remove" icon="trash-2" label=format!("Remove picture {number}") disabled=false />
                </span>
            </form>
        </li>
    }
    .into_any()
}

#[component]
fn Move(what: &'static str, icon: &'static str, label: String, disabled: bool) -> impl IntoView {
    view! {
        <button
            type="submit"
            name="what"
            value=what
            disabled=disabled
            aria-label=label.clone()
            title=label
            class=format!("{} px-2!", button::classes(Kind::Plain, Size::Row))
        >
            <Icon name=icon class="size-4" />
        </button>
    }
    .into_any()
}
