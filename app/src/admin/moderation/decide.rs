//! The decision about a product.

use crate::{
    room::{
        button::{self, Kind, Size},
        field::{Area, Select},
        panel::Panel,
    },
    ui::{confirm::Confirm, field::Summary as Errors},
    visit::Form,
};
use contracts::moderation::{Decision, Ground, Pile, Review};
use leptos::prelude::*;

/// What can be decided about a product that stands as this one does.
#[component]
pub fn Deciding(review: Review, state: Pile, form: Form) -> impl IntoView {
    let blocked = review.blocked.is_some();
    let removable = Decision::Delete.fits(review.status, blocked);
    // The likely next step comes first and is filled.
    let doubtful = !review.findings.is_empty();
    let order = if blocked {
        vec![Decision::Unblock, Decision::Ask]
    } else if doubtful {
        vec![Decision::Ask, Decision::Approve, Decision::Block]
    } else {
        vec![Decision::Approve, Decision::Ask, Decision::Block]
    };
    let grounds = Ground::ALL.map(|ground| (ground.as_str().to_owned(), ground.sentence().to_owned()));
    let grounds: Vec<(String, String)> =
        std::iter::once((String::new(), "Choose to block or delete".to_owned())).chain(grounds).collect();
    view! {
        <Panel title="Decide" id="decide">
            <Errors form=form.clone() />
            <form method="post" action="/do/admin/products/decide" novalidate class="grid gap-4">
                <input type="hidden" name="product" value=review.id.to_string() />
                <input type="hidden" name="seen" value=review.seen />
                <input type="hidden" name="state" value=state.as_str() />
                {removable.then(|| view! { <Select form=form.clone() name="ground" label="Ground, to block or delete" options=grounds optional=true /> })}
                <Area
                    form
                    name="text"
                    label="Words to the seller"
                    rows=3
                    maxlength=1000
                    optional=true
                    hint="Needed to ask, to block and to delete. When you block or delete, state facts: the seller gets them with the ground and the ways to object, as the statement of reasons."
                />
                <div class="flex flex-wrap gap-2">
                    {order.into_iter().enumerate().map(|(place, decision)| {
                        let kind = match decision {
                            Decision::Block => Kind::Danger,
                            _ if place == 0 => Kind::Filled,
                            _ => Kind::Plain,
                        };
                        view! {
                            <button type="submit" name="decision" value=decision.as_str() class=button::classes(kind, Size::Medium)>
                                {word(decision)}
                            </button>
                        }
                    }).collect_view()}
                    {removable.then(|| view! { <Deleting title=review.now.title /> })}
                </div>
            </form>
        </Panel>
    }
    .into_any()
}

/// Part of the form: the ground and the words hold for it, too.
#[component]
fn Deleting(title: String) -> impl IntoView {
    view! {
        <Confirm
            id="delete-product"
            label="Delete the product"
            class=button::classes(Kind::Danger, Size::Medium)
            title=format!("Delete {title}?")
            text="It is out of the shop and of the seller’s range, and the seller cannot bring it back. Orders keep what was bought."
        >
            <button type="submit" name="decision" value=Decision::Delete.as_str() class=button::classes(Kind::Danger, Size::Medium)>
                {word(Decision::Delete)}
            </button>
        </Confirm>
    }
    .into_any()
}

fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "Approve",
        Decision::Ask => "Ask for a change",
        Decision::Block => "Block the product",
        Decision::Unblock => "Let it be sold again",
        Decision::Delete => "Delete it",
    }
}
