//! About what the shop gets mail.

use crate::{
    room::{
        button::{self, Kind, Size},
        panel::Panel,
        to_shop,
    },
    ui::field::Summary as Errors,
    visit::Form,
};
use contracts::notifications::{MailChoice, NoticeKind};
use leptos::prelude::*;

/// A box per kind of notice. All of them stand in the notices; ticked ones go to the shop's address, too.
#[component]
pub fn MailPanel(choices: Vec<MailChoice>, email: String, owner: bool, form: Form) -> impl IntoView {
    let lead = match email.is_empty() {
        true => {
            "Your shop has no e-mail address, so nothing is sent. Its owners add one under “Who trades”.".to_owned()
        }
        false => format!("Goes to {email}. Your notices have all of it."),
    };
    view! {
        <Panel title="Mail" lead>
            <Errors form />
            <form method="post" action=to_shop("/do/seller/settings/mail")>
                <fieldset disabled=!owner>
                    <legend class="sr-only">"Send a mail about"</legend>
                    {choices.into_iter().map(|choice| view! { <Kinds choice /> }).collect_view()}
                    {owner.then(|| view! {
                        <button type="submit" class=format!("mt-3 {}", button::classes(Kind::Plain, Size::Medium))>"Save"</button>
                    })}
                </fieldset>
            </form>
        </Panel>
    }
    .into_any()
}

#[component]
fn Kinds(choice: MailChoice) -> impl IntoView {
    let word = choice.kind.as_str();
    view! {
        <label class="flex min-h-9 items-center gap-3 text-tool pointer-coarse:min-h-11">
            <input type="checkbox" name=format!("mail[{word}]") value="on" checked=choice.mail class="size-4 shrink-0 accent-brand" />
            {label(choice.kind)}
        </label>
    }
    .into_any()
}

fn label(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::OrderNew => "A new order",
        NoticeKind::OrderCancelled => "An order is cancelled",
        NoticeKind::ReturnAsked => "A return is asked for",
        NoticeKind::StockLow => "Something runs low",
        NoticeKind::StockOut => "Something is sold out",
        NoticeKind::ProductModerated => "Levomart decides about a product",
        NoticeKind::Shop => "Levomart decides about the shop",
        NoticeKind::ImportEnded => "An import has ended",
        // These are not for shops.
        NoticeKind::SellerApplied => "Somebody asks to open a shop",
        NoticeKind::ProductAnswered => "A shop has answered",
    }
}
