//! The decision about a product.

use crate::{
    room::{
        button::{self, Kind, Size},
        field::{Area, Select},
        panel::Panel,
    },
    ui::field::Summary as Errors,
    visit::Form,
};
use contracts::moderation::{Decision, Ground, Pile, Review};
use leptos::prelude::*;

/// What can be decided about a product that stands as this one does.
#[component]
pub fn Deciding(review: Review, state: Pile, form: Form) -> impl IntoView {
    let blocked = review.blocked.is_some();
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
        std::iter::once((String::new(), "Choose to block".to_owned())).chain(grounds).collect();
    view! {
        <Panel title="Decide" id="decide">
            <Errors form=form.clone() />
            <form method="post" action="/do/admin/products/decide" novalidate class="grid gap-4">
                <input type="hidden" name="product" value=review.id.to_string() />
                <input type="hidden" name="seen" value=review.seen />
                <input type="hidden" name="state" value=state.as_str() />
                {(!blocked).then(|| view! { <Select form=form.clone() name="ground" label="Ground, to block" options=grounds optional=true /> })}
                <Area
                    form
                    name="text"
                    label="Words to the seller"
                    rows=3
                    maxlength=1000
                    optional=true
                    hint="Needed to ask and to block. When you block, state facts: the seller gets them with the ground and the ways to object, as the statement of reasons."
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
                </div>
            </form>
        </Panel>
    }
    .into_any()
}

fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "Approve",
        Decision::Ask => "Ask for a change",
        Decision::Block => "Block the product",
        Decision::Unblock => "Let it be sold again",
    }
}
