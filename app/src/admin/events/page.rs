//! Consumers, outboxes, dead letters.

use super::dead::DeadLetters;
use crate::{
    room::{
        AdminRoom, Office,
        button::{self, Kind, Size},
        in_market,
        panel::{Columns, Panel},
        status::{Mark, Status, Tone},
        table::{Cell, Column, NUMBER, Row, Table, WIDE},
    },
    ui::{
        alert::{self, Alert},
        icon::Icon,
    },
    visit::Form,
};
use contracts::bus::{DeadLetter, Health, Outbox, Reader};
use leptos::prelude::*;

/// So many events behind is no longer what comes and goes.
const MANY: i64 = 100;

/// An event that has waited so long for its relay, in seconds, is stuck.
const LONG: i64 = 60;

const HEALTHY: Mark = Mark { icon: "circle-check", word: "Healthy", tone: Tone::Done };
const LAGGING: Mark = Mark { icon: "hourglass", word: "Lagging", tone: Tone::Waiting };
const PARKED: Mark = Mark { icon: "circle-alert", word: "Parked", tone: Tone::Wrong };
const SILENT: Mark = Mark { icon: "circle-x", word: "No answer", tone: Tone::Wrong };

#[component]
pub fn EventsPage() -> impl IntoView {
    in_market(move |visit, admin| async move {
        let bus = &visit.ask().bus;
        let health = bus.health(&admin).await?;
        let dead = bus.dead_letters(&admin).await?;
        let form = visit.form("events");
        let lead =
            format!("What the services tell each other, and whether it was heard. Carried by {}.", carrier(&health));
        let actions = view! {
            <a href="/admin/events" class=button::classes(Kind::Plain, Size::Medium)>
                <Icon name="refresh-cw" class="size-4" />
                "Look again"
            </a>
        }
        .into_any();
        Ok(view! {
            <AdminRoom section=Office::Events title="Events" lead actions>
                <Refused form />
                <Columns
                    work=view! { <DeadLetters dead=dead.clone() /><Readers readers=health.readers dead /> }.into_any()
                    context=view! { <Outboxes outboxes=health.outboxes /> }.into_any()
                />
            </AdminRoom>
        }
        .into_any())
    })
}

fn carrier(health: &Health) -> &'static str {
    if health.carrier == "kafka" { "Kafka" } else { "PostgreSQL" }
}

/// Why what was asked for was not done.
#[component]
fn Refused(form: Form) -> impl IntoView {
    let said = form.problem().or_else(|| form.errors().first().map(|error| error.message.clone()));
    said.map(
        |said| view! { <Alert kind=alert::Kind::Danger title="Nothing was changed" class="mb-4"><p>{said}</p></Alert> },
    )
}

#[component]
fn Readers(readers: Vec<Reader>, dead: Vec<DeadLetter>) -> impl IntoView {
    let columns = vec![Column::new("Consumer"), Column::new("Topic"), Column::new("State"), Column::number("Behind")];
    view! {
        <Panel title="Who listens to what" lead="A number that falls is a consumer that catches up." flush=true>
            <Table caption="Consumers, and how many events each has not read yet" columns>
                {readers
                    .into_iter()
                    .map(|reader| {
                        let parked = dead.iter().any(|dead| dead.consumer == reader.consumer && dead.topic == reader.topic);
                        let mark = match (parked, reader.behind) {
                            (true, _) => PARKED,
                            (false, MANY..) => LAGGING,
                            _ => HEALTHY,
                        };
                        view! {
                            <Row>
                                <Cell class=format!("font-semibold {WIDE}")>{reader.consumer}</Cell>
                                <Cell class="max-md:order-3 max-md:text-muted">{reader.topic}</Cell>
                                <Cell class="max-md:order-4 max-md:text-right"><Status mark /></Cell>
                                <Cell class=NUMBER>{reader.behind}<span class="text-muted md:hidden">" behind"</span></Cell>
                            </Row>
                        }
                    })
                    .collect_view()}
            </Table>
        </Panel>
    }
    .into_any()
}

#[component]
fn Outboxes(outboxes: Vec<Outbox>) -> impl IntoView {
    let columns = vec![Column::new("Service"), Column::new("State"), Column::number("Waiting")];
    view! {
        <Panel title="Outboxes" lead="What was done and has not been told yet." flush=true class="sm:max-xl:col-span-2">
            <Table caption="Events that wait to be sent, by service" columns>
                {outboxes
                    .into_iter()
                    .map(|outbox| {
                        let (mark, words) = match outbox.waiting {
                            None => (SILENT, "unknown".to_owned()),
                            Some(waiting) if waiting.events == 0 => (HEALTHY, "0".to_owned()),
                            Some(waiting) => {
                                let mark = if waiting.oldest_seconds > LONG { LAGGING } else { HEALTHY };
                                (mark, format!("{}, oldest {}", waiting.events, age(waiting.oldest_seconds)))
                            }
                        };
                        view! {
                            <Row>
                                <Cell class=format!("font-semibold {WIDE}")>{outbox.slice}</Cell>
                                <Cell class="max-md:order-3"><Status mark /></Cell>
                                <Cell class=NUMBER>{words}</Cell>
                            </Row>
                        }
                    })
                    .collect_view()}
            </Table>
        </Panel>
    }
    .into_any()
}

fn age(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn an_age_is_said_in_the_unit_that_fits() {
        assert_eq!([0, 119, 120, 7_200].map(age), ["0 s", "119 s", "2 min", "2 h"]);
    }
}
