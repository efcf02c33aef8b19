//! What an order's state is called, and how it looks.

use contracts::orders::{Group, GroupStatus, Order, Status};
use leptos::prelude::*;

const INFO: &str = "bg-info-soft text-info";
const SUCCESS: &str = "bg-success-soft text-success";
const TINT: &str = "bg-tint text-brand";
const WARNING: &str = "bg-warning-soft text-warning";
const DANGER: &str = "bg-danger-soft text-danger";

/// Word and look of one seller's order.
pub fn of_order(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Created => ("Waits for payment", WARNING),
        Status::Paid => ("Paid", TINT),
        Status::Packed => ("Being packed", WARNING),
        Status::Shipped => ("On its way", INFO),
        Status::Delivered => ("Delivered", SUCCESS),
        Status::Cancelled => ("Cancelled", DANGER),
        Status::Returned => ("Returned", TINT),
    }
}

/// Word and look of everything bought in one checkout.
pub fn of_group(status: GroupStatus) -> (&'static str, &'static str) {
    match status {
        GroupStatus::Pending => ("Waits for payment", WARNING),
        GroupStatus::Paid => ("Paid", TINT),
        GroupStatus::Cancelled => ("Cancelled", DANGER),
        GroupStatus::Expired => ("Not paid in time", DANGER),
        GroupStatus::Completed => ("Delivered", SUCCESS),
    }
}

#[component]
pub fn StatePill(state: (&'static str, &'static str), #[prop(optional)] testid: Option<&'static str>) -> impl IntoView {
    let (word, look) = state;
    view! {
        <span data-testid=testid class=format!("inline-flex h-7 shrink-0 items-center gap-1.5 rounded-pill px-3 text-[0.8125rem] font-bold {look}")>
            {word}
        </span>
    }
    .into_any()
}

/// `One parcel delivered, two on their way.` Nothing while it waits for its payment.
pub fn sentence(group: &Group) -> String {
    if group.status == GroupStatus::Pending {
        return String::new();
    }
    let count = |status| group.orders.iter().filter(|order| order.status == status).count();
    let (paid, packed, shipped) = (count(Status::Paid), count(Status::Packed), count(Status::Shipped));
    let (delivered, cancelled, returned) =
        (count(Status::Delivered), count(Status::Cancelled), count(Status::Returned));
    let theirs = if shipped == 1 { "its" } else { "their" };
    let parts = [
        (delivered, "delivered".to_owned()),
        (shipped, format!("on {theirs} way")),
        (packed, "being packed".to_owned()),
        (paid, "paid and with the seller".to_owned()),
        (returned, "returned".to_owned()),
        (cancelled, "cancelled".to_owned()),
    ];
    let mut said: Vec<String> = Vec::new();
    for (count, what) in parts.into_iter().filter(|(count, _)| *count > 0) {
        let parcels = if said.is_empty() { if count == 1 { " parcel" } else { " parcels" } } else { "" };
        said.push(format!("{}{parcels} {what}", word(count)));
    }
    let text = said.join(", ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// Small numbers as words.
pub fn word(count: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// Units in a group.
pub fn units(group: &Group) -> u32 {
    group.orders.iter().flat_map(|order| &order.lines).map(|line| line.quantity).sum()
}

/// Whether an order was ever paid.
pub fn was_paid(order: &Order) -> bool {
    order.history.iter().any(|step| step.status == Status::Paid)
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn small_numbers_are_words() {
        assert_eq!([0, 1, 9, 10].map(word), ["no", "one", "nine", "10"]);
    }
}
