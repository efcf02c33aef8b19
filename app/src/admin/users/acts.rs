//! What may be done about an account, each with its reason.

use super::words;
use crate::{
    room::{
        button::{self, Kind, Size},
        field::{Field, Select},
        panel::Panel,
    },
    ui::alert::{Alert, Kind as Tone},
    visit::{Form, Visit},
};
use contracts::Role;
use leptos::prelude::*;

/// Another role. It holds within a second, also for those who are logged in.
#[component]
pub fn ChangeRole(id: String, role: Role, form: Form) -> impl IntoView {
    let options = words::ROLES.map(|role| (role.as_str().to_owned(), words::role(role).to_owned())).to_vec();
    view! {
        <Panel title="Role" lead="Changing it ends all sessions.">
            <Act act="role" id form=form.clone() label="Change the role" kind=Kind::Filled>
                <Select form name="role" label="Role" options value=role.as_str() />
                <dl class="grid gap-1 text-xs text-muted">
                    {words::ROLES.into_iter().map(|role| view! {
                        <div>
                            <dt class="inline font-semibold">{words::role(role)} ": "</dt>
                            <dd class="inline">{words::meaning(role)}</dd>
                        </div>
                    }).collect_view()}
                </dl>
            </Act>
        </Panel>
    }
    .into_any()
}

/// Shuts an account, or opens it again.
#[component]
pub fn Access(id: String, disabled: bool, visit: Visit) -> impl IntoView {
    if disabled {
        return view! {
            <Panel title="Access" lead="Nobody can log in with this account.">
                <Act act="enable" id form=visit.form("enable") label="Enable the account" kind=Kind::Plain />
            </Panel>
        }
        .into_any();
    }
    view! {
        <Panel title="Access" lead="Disabling ends all sessions; orders stay as they are.">
            <Act act="disable" id form=visit.form("disable") label="Disable the account" kind=Kind::Danger />
        </Panel>
    }
    .into_any()
}

#[component]
pub fn EndSessions(id: String, form: Form) -> impl IntoView {
    view! {
        <Panel title="Sessions" lead="They have to log in again, everywhere.">
            <Act act="sessions" id form label="End all sessions" kind=Kind::Plain />
        </Panel>
    }
    .into_any()
}

/// Shows the shop as this person sees it; nothing can be done meanwhile.
#[component]
pub fn LookAs(id: String, name: String, form: Form) -> impl IntoView {
    view! {
        <Panel title="View as" lead="You see what they see and can change nothing. A banner says so until you stop.">
            <form method="post" action="/do/admin/view" class="grid gap-3">
                <Failed form=form.clone() />
                <input type="hidden" name="user" value=id />
                <Field form name="reason" id="view-as-reason" label="Reason" maxlength=500 hint="For example: asked for help with an order." />
                <div>
                    <button type="submit" class=button::classes(Kind::Plain, Size::Medium)>{format!("View as {name}")}</button>
                </div>
            </form>
        </Panel>
    }
    .into_any()
}

/// The form of one act: what the children ask, the reason, the button.
#[component]
fn Act(
    act: &'static str,
    id: String,
    form: Form,
    label: &'static str,
    kind: Kind,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <form method="post" action="/do/admin/users/change" class="grid gap-3">
            <Failed form=form.clone() />
            <input type="hidden" name="user" value=id />
            <input type="hidden" name="act" value=act />
            {children.map(|children| children())}
            <Field form name="reason" id=format!("{act}-reason") label="Reason" maxlength=500 hint="Kept in the audit log." />
            <div>
                <button type="submit" class=button::classes(kind, Size::Medium)>{label}</button>
            </div>
        </form>
    }
    .into_any()
}

/// Says why an act was refused, unless it is about a field that says so itself.
#[component]
fn Failed(form: Form) -> impl IntoView {
    let problem = form.problem().or_else(|| form.error("change"));
    problem.map(|title| view! { <Alert kind=Tone::Danger title /> })
}
