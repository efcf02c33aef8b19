//! Dead letters, and what can be done about them.

use crate::{
    room::{
        button::{self, Kind, Size},
        empty::Empty,
        field::INPUT,
        panel::Panel,
        table::{Cell, Column, Row, Table},
    },
    ui::{confirm::Confirm, icon::Icon, when},
};
use contracts::bus::DeadLetter;
use leptos::prelude::*;

#[component]
pub fn DeadLetters(dead: Vec<DeadLetter>) -> impl IntoView {
    if dead.is_empty() {
        return view! {
            <Panel title="Dead letters">
                <Empty icon="circle-check" title="Every event was handled" text="What a consumer cannot handle five times lies here until somebody looks at it." />
            </Panel>
        }
        .into_any();
    }
    let columns = vec![Column::new("Event"), Column::new("Why"), Column::hidden("What to do")];
    view! {
        <Panel title="Dead letters" lead="Oldest first. Later events about the same thing wait behind them; nothing is lost." flush=true>
            <Table caption="Events that a consumer could not handle" columns>
                {dead.into_iter().map(|letter| view! { <Letter letter /> }).collect_view()}
            </Table>
        </Panel>
    }
    .into_any()
}

#[component]
fn Letter(letter: DeadLetter) -> impl IntoView {
    let kind = letter.kind.trim_start_matches("com.levomart.").to_owned();
    let tries = match letter.tries {
        0 => "waits behind an earlier one".to_owned(),
        1 => "tried once".to_owned(),
        tries => format!("tried {tries} times"),
    };
    let facts = format!("{} could not handle it, {}; {tries}", letter.consumer, when::moment(letter.at));
    let (key, error) = (letter.key.to_string(), letter.error.clone());
    view! {
        <Row card="max-md:grid-cols-1">
            <Cell class="align-top">
                <span class="font-semibold">{kind}</span>
                <span class="block text-xs text-muted">{facts}</span>
                <code class="block font-mono text-xs wrap-anywhere text-muted">{key}</code>
            </Cell>
            <Cell class="align-top wrap-anywhere"><code class="font-mono text-xs">{error}</code></Cell>
            <Cell class="align-top">
                <div class="flex flex-wrap gap-2 md:justify-end"><Decide letter /></div>
            </Cell>
        </Row>
    }
    .into_any()
}

#[component]
fn Decide(letter: DeadLetter) -> impl IntoView {
    let id = letter.id.to_string();
    let about = format!("{}-{id}", letter.consumer);
    let reason = format!("reason-{about}");
    view! {
        <form method="post" action="/do/admin/events/replay">
            <input type="hidden" name="consumer" value=letter.consumer.clone() />
            <input type="hidden" name="key" value=letter.key.to_string() />
            <button type="submit" data-testid="replay" class=button::classes(Kind::Plain, Size::Row)>
                <Icon name="rotate-cw" class="size-4" />
                "Replay"
            </button>
        </form>
        <Confirm
            id=format!("drop-{about}")
            label="Drop"
            class=button::classes(Kind::Danger, Size::Row)
            title="Never handle this event?"
            text="For what is no event, or was a mistake. Its effect will be missing, and nobody can bring it back."
        >
            <form method="post" action="/do/admin/events/drop" class="w-full text-left">
                <input type="hidden" name="consumer" value=letter.consumer />
                <input type="hidden" name="id" value=id />
                <label for=reason.clone() class="mb-1 block text-xs font-semibold text-muted">"Reason, for the audit log"</label>
                <input id=reason name="reason" required=true maxlength="500" autocomplete="off" class=format!("mb-3 h-9 pointer-coarse:h-11 {INPUT}") />
                <button type="submit" data-testid="drop" class=button::classes(Kind::Danger, Size::Medium)>"Drop the event"</button>
            </form>
        </Confirm>
    }
    .into_any()
}
