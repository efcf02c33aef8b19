//! The stations of an order, across on wide screens, down on phones.

use crate::ui::{
    icon::Icon,
    when::{day, moment},
};
use contracts::orders::{Order, Status};
use leptos::prelude::*;

/// A station: its name, what stands beneath, and whether it is behind, here, or ahead.
#[derive(Debug, PartialEq, Eq)]
struct Station {
    name: &'static str,
    below: String,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Behind,
    Here,
    Ahead,
    /// It ended here.
    End,
}

const WAY: [(Status, &str); 5] = [
    (Status::Created, "Placed"),
    (Status::Paid, "Paid"),
    (Status::Packed, "Packed"),
    (Status::Shipped, "Shipped"),
    (Status::Delivered, "Delivered"),
];

/// The way of an order: what happened, with its time, then what is still to come. A cancelled order ends where it was
/// cancelled.
fn stations(order: &Order) -> Vec<Station> {
    let at = |status| order.history.iter().rfind(|step| step.status == status).map(|step| step.at);
    let ended = match order.status {
        Status::Cancelled => Some("Cancelled"),
        Status::Returned => Some("Returned"),
        _ => None,
    };
    let here = WAY.iter().position(|(status, _)| *status == order.status);
    let mut stations: Vec<Station> = WAY
        .iter()
        .enumerate()
        .filter_map(|(index, (status, name))| {
            let at = at(*status);
            let place = match here {
                Some(here) if index == here => Place::Here,
                Some(here) if index > here => Place::Ahead,
                None if at.is_none() => return None,
                _ => Place::Behind,
            };
            let expected = || format!("by {}", day(order.delivery.latest));
            let below = match (place, at) {
                (Place::Ahead, _) if *status == Status::Delivered => expected(),
                (Place::Ahead, _) | (_, None) => String::new(),
                (_, Some(at)) => moment(at),
            };
            Some(Station { name, below, place })
        })
        .collect();
    if let Some(name) = ended {
        stations.push(Station { name, below: at(order.status).map(moment).unwrap_or_default(), place: Place::End });
    }
    stations
}

#[component]
pub fn Timeline(order: Order) -> impl IntoView {
    let stations = stations(&order);
    let last = stations.len().saturating_sub(1);
    let done: Vec<bool> = stations.iter().map(|station| station.place == Place::Behind).collect();
    view! {
        <ol class="grid sm:grid-cols-5">
            {stations
                .into_iter()
                .enumerate()
                .map(|(index, station)| view! { <Stop station joined=(index < last).then(|| done[index]) /> })
                .collect_view()}
        </ol>
    }
    .into_any()
}

/// `joined` is the line to the next stop: whether it is behind; none at the last.
#[component]
fn Stop(station: Station, joined: Option<bool>) -> impl IntoView {
    let (dot, name) = match station.place {
        Place::Behind => ("bg-brand text-on-brand", "font-bold"),
        Place::Here => ("bg-brand text-on-brand ring-4 ring-tint", "font-bold"),
        Place::Ahead => ("border-2 border-line bg-surface", "text-muted"),
        Place::End => ("bg-danger text-white ring-4 ring-danger-soft dark:text-on-brand", "font-bold text-danger"),
    };
    let icon = match station.place {
        Place::Behind | Place::Here => Some("check"),
        Place::End => Some("x"),
        Place::Ahead => None,
    };
    let current = matches!(station.place, Place::Here | Place::End).then_some("step");
    view! {
        <li class="relative flex gap-4 pb-5 last:pb-0 sm:block sm:pb-0" aria-current=current>
            {joined.map(|behind| {
                let ground = if behind { "bg-brand" } else { "bg-line" };
                view! {
                    <span
                        aria-hidden="true"
                        class=format!("absolute top-6 bottom-0 left-[0.6875rem] w-0.5 sm:top-[0.6875rem] sm:right-0 sm:bottom-auto sm:left-6 sm:h-0.5 sm:w-auto {ground}")
                    ></span>
                }
            })}
            <span class=format!("relative grid size-6 shrink-0 place-items-center rounded-full {dot}")>
                {icon.map(|name| view! { <Icon name class="size-3.5 stroke-[2.5]" /> })}
            </span>
            <span class="block sm:mt-3 sm:pr-2">
                <span class=format!("block text-[0.9375rem] {name}")>{station.name}</span>
                <span class="block text-[0.8125rem] text-muted">{station.below}</span>
            </span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use contracts::{
        Currency, Money,
        catalog::SellerBadge,
        ids::{OrderId, SellerId},
        orders::{DeliveryOption, Step},
    };
    use time::macros::{date, datetime};
    use uuid::Uuid;

    pub fn order(history: &[Status]) -> Order {
        let zero = Money::zero(Currency::Inr);
        let step = |status: &Status| Step { status: *status, at: datetime!(2026-11-22 08:36 UTC), note: String::new() };
        Order {
            id: OrderId(Uuid::nil()),
            number: "LM-4207-7731-1".to_owned(),
            seller: SellerBadge {
                id: SellerId(Uuid::nil()),
                slug: String::new(),
                name: String::new(),
                place: String::new(),
                tint: String::new(),
            },
            status: history[history.len() - 1],
            lines: Vec::new(),
            subtotal: zero,
            delivery: DeliveryOption {
                code: "standard".to_owned(),
                name: "Standard".to_owned(),
                cost: zero,
                earliest: date!(2026 - 11 - 25),
                latest: date!(2026 - 11 - 27),
            },
            total: zero,
            history: history.iter().map(step).collect(),
            can_cancel: false,
            refunded: zero,
            parcels: Vec::new(),
            returns: Vec::new(),
            can_return: false,
        }
    }

    fn told(history: &[Status]) -> Vec<(&'static str, Place)> {
        stations(&order(history)).into_iter().map(|station| (station.name, station.place)).collect()
    }

    #[test]
    fn a_paid_order_has_three_stations_ahead() {
        let told = told(&[Status::Created, Status::Paid]);

        assert_eq!(told[..2], [("Placed", Place::Behind), ("Paid", Place::Here)]);
        assert!(told[2..].iter().all(|(_, place)| *place == Place::Ahead));
    }

    #[test]
    fn the_last_station_says_when_it_is_expected() {
        let stations = stations(&order(&[Status::Created]));

        assert_eq!(stations[0].below, "Sun 22\u{a0}Nov, 14:06");
        assert_eq!(stations[4].below, "by Fri 27\u{a0}Nov");
    }

    #[test]
    fn a_cancelled_order_ends_where_it_was_cancelled() {
        assert_eq!(
            told(&[Status::Created, Status::Paid, Status::Cancelled]),
            [("Placed", Place::Behind), ("Paid", Place::Behind), ("Cancelled", Place::End)],
        );
    }
}
