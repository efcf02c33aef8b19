//! Pays lines back that were sent, although they do not come back.

use crate::{
    orders::quantities::FIELD,
    room::{
        button::{self, Kind, Size},
        field::Field,
        once::Once,
        panel::Panel,
    },
    seller::orders::Counts,
    ui::{field::Summary as Errors, icon::Icon},
    visit::Form,
};
use contracts::orders::{Line, sold::Order};
use leptos::prelude::*;

/// Name of the form.
pub const FORM: &str = "pay-back";

/// What was lost, or is not what was sold; nothing when there is nothing to pay back.
#[component]
pub fn PayBackPanel(order: Order, form: Form) -> impl IntoView {
    if order.lines.iter().all(|line| line.kept() == 0) {
        return ().into_any();
    }
    let open = form.problem().is_some() || !form.errors().is_empty();
    // The form that cancels has fields of the same names.
    let lines = form.error(FIELD).is_some().then_some("back-lines");
    let at_first: fn(&Line) -> u32 = |_| 0;
    view! {
        <Panel id="pay-back" flush=true>
            <details open=open class="group/back">
                <summary class="flex min-h-12 items-center justify-between gap-4 px-4 py-3 sm:px-5">
                    <span>
                        <span class="block text-sm font-bold">"Pay back without a return"</span>
                        <span class="block text-xs text-muted">"What was sent and lost, or is not what was sold. It does not come back."</span>
                    </span>
                    <Icon name="chevron-down" class="text-muted transition-transform group-open/back:rotate-180" />
                </summary>
                <div class="border-t border-line px-4 py-4 sm:px-5">
                    <Errors form=form.clone() ids="back-" />
                    <form method="post" action="/do/admin/orders/refund" class="grid gap-4">
                        <input type="hidden" name="order" value=order.id.to_string() />
                        <Once form=form.clone() />
                        <div id=lines tabindex="-1">
                            <Counts legend="To be paid back" id="back" form=form.clone() lines=order.lines left=Line::kept at_first />
                        </div>
                        <Field form name="reason" label="Why it is paid back" id="back-reason" maxlength=500 hint="The shop reads it." />
                        <p class="text-tool text-muted">"Their price goes back to the customer, delivery does not. This cannot be undone."</p>
                        <button type="submit" class=format!("{} justify-self-end", button::classes(Kind::Danger, Size::Medium))>
                            "Pay back"
                        </button>
                    </form>
                </div>
            </details>
        </Panel>
    }
    .into_any()
}
