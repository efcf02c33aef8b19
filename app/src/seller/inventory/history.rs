//! `/seller/inventory/:offer`

use super::reasons;
use crate::{
    room::{
        Desk, SellerRoom,
        button::{self, Kind, Size},
        empty::Empty,
        field::{Field, Select},
        in_shop,
        once::Once,
        pager::Pager,
        panel::{Columns, Panel},
        stat::{Stat, Stats},
        table::{Cell, Column, NUMBER, Row, Table, WIDE},
    },
    ui::{field::Summary as Errors, when::moment},
    visit::{self, Form},
};
use contracts::{
    Problem,
    ids::UserId,
    page::Page,
    stock::{OnShelf, StockMovement},
};
use leptos::prelude::*;

/// One variant: what there is, what happened, and how to change it.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let (offer, after) = (visit::param("offer"), visit::query_value("after"));
    in_shop(move |visit, member| async move {
        let offer = offer.parse().map_err(|_| Problem::not_found("offer"))?;
        let ask = &visit.ask().catalog;
        let item = ask.on_shelf(&member, offer).await?;
        let movements = ask.movements(&member, offer, after.as_deref()).await?;
        let moving = visit.form("move");
        let (title, lead) = (item.title.clone(), [item.variant.clone(), item.sku.clone()]);
        let lead = lead.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        let numbers = view! { <Numbers item=item.clone() /> };
        let work = view! { <Movements movements me=member.user() /> }.into_any();
        let context = view! {
            <Change item=item.clone() form=moving.clone() />
            <Limit item form=visit.form("threshold") />
        }
        .into_any();
        Ok(view! {
            <SellerRoom section=Desk::Inventory title lead back="Inventory" back_href="/seller/inventory">
                <Errors form=moving />
                {numbers}
                <Columns class="mt-4" work context />
            </SellerRoom>
        }
        .into_any())
    })
}

#[component]
fn Numbers(item: OnShelf) -> impl IntoView {
    view! {
        <Stats>
            <Stat name="On hand" value=item.on_hand.to_string() />
            <Stat name="Set aside" value=item.reserved.to_string() note="for orders" />
            <Stat name="Can be sold" value=item.available().to_string() />
            <Stat name="Sold" value=item.sold.to_string() />
        </Stats>
    }
    .into_any()
}

#[component]
fn Movements(movements: Page<StockMovement>, me: Option<UserId>) -> impl IntoView {
    let columns = vec![
        Column::new("What"),
        Column::new("When"),
        Column::new("By"),
        Column::number("Set aside"),
        Column::number("On hand"),
        Column::number("After it"),
    ];
    let list = if movements.items.is_empty() {
        view! { <Empty icon="clipboard-list" title="Nothing has happened yet" /> }.into_any()
    } else {
        view! {
            <Table caption="Movements of this stock, the latest first" columns>
                {movements.items.into_iter().map(|movement| view! { <Moved movement me /> }).collect_view()}
            </Table>
        }
        .into_any()
    };
    view! {
        <Panel flush=true title="Movements">
            {list}
            <Pager next=movements.next />
        </Panel>
    }
    .into_any()
}

#[component]
fn Moved(movement: StockMovement, me: Option<UserId>) -> impl IntoView {
    let by = match movement.by {
        Some(_) if movement.by == me => "You",
        Some(_) => "A colleague",
        None if movement.group.is_some() => "An order",
        None => "Your products",
    };
    let what = words(&movement.reason);
    let (at, on_hand) = (movement.at, movement.on_hand);
    let (set_aside, came) = (signed(movement.reserved_delta), signed(movement.on_hand_delta));
    let note = (!movement.note.is_empty())
        .then(|| view! { <span class="block truncate text-xs text-muted">{movement.note}</span> });
    // For who has no room for columns.
    let aside = match movement.reserved_delta {
        0 => format!("{on_hand} on hand after it"),
        _ => format!("Set aside {set_aside} · {on_hand} on hand after it"),
    };
    view! {
        <Row>
            <Cell class=WIDE>
                <span class="font-semibold">{what}</span>
                {note}
                <span class="block text-xs text-muted tabular-nums md:hidden">{aside}</span>
            </Cell>
            <Cell class="whitespace-nowrap tabular-nums max-md:order-3 max-md:text-xs max-md:text-muted">{moment(at)}</Cell>
            <Cell class="whitespace-nowrap max-md:order-4 max-md:text-xs max-md:text-muted">{by}</Cell>
            <Cell class=format!("{NUMBER} max-md:hidden")>{set_aside}</Cell>
            <Cell class=format!("{NUMBER} font-semibold")>{came}</Cell>
            <Cell class=format!("{NUMBER} text-muted max-md:hidden")>{on_hand}</Cell>
        </Row>
    }
    .into_any()
}

fn words(reason: &str) -> &'static str {
    match reason {
        "received" => "Received",
        "corrected" => "Counted",
        "imported" => "Imported",
        "damaged" => "Damaged or lost",
        "returned" => "Returned",
        "reserved" => "Set aside for an order",
        "released" => "No longer set aside",
        "expired" => "Set aside too long",
        "sold" => "Sold",
        _ => "Order cancelled",
    }
}

/// With its sign; a dash for nothing.
fn signed(units: i32) -> String {
    match units {
        0 => "–".to_owned(),
        1.. => format!("+{units}"),
        _ => format!("−{}", units.unsigned_abs()),
    }
}

/// Adds or takes away.
#[component]
fn Change(item: OnShelf, form: Form) -> impl IntoView {
    view! {
        <Panel title="Change the stock">
            <form method="post" action="/do/seller/stock/move" class="grid gap-3">
                <input type="hidden" name="offer" value=item.offer.to_string() />
                <Once form=form.clone() />
                <Field form=form.clone() name="by" label="More or fewer" inputmode="text" maxlength=9 hint="12 adds, -3 takes away." />
                <Select form=form.clone() name="reason" label="Reason" value="received" options=reasons() />
                <Field form name="note" label="Note" optional=true maxlength=200 />
                <button type="submit" class=format!("{} justify-self-start", button::classes(Kind::Filled, Size::Medium))>"Save"</button>
            </form>
        </Panel>
    }
    .into_any()
}

/// When this variant counts as low.
#[component]
fn Limit(item: OnShelf, form: Form) -> impl IntoView {
    let own = if item.own_threshold { item.low_at.to_string() } else { String::new() };
    let hint = if item.own_threshold {
        "Leave it empty to have it as the shop has it.".to_owned()
    } else {
        format!("Now as the shop has it: {} or fewer.", item.low_at)
    };
    view! {
        <Panel title="Low stock">
            <form method="post" action="/do/seller/stock/threshold" class="grid gap-3">
                <input type="hidden" name="offer" value=item.offer.to_string() />
                <Field form name="low_at" label="Low at" suffix="or fewer" optional=true inputmode="numeric" value=own hint />
                <button type="submit" class=format!("{} justify-self-start", button::classes(Kind::Plain, Size::Medium))>"Save"</button>
            </form>
        </Panel>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn numbers_bear_their_sign() {
        assert_eq!([12, -3, 0].map(signed), ["+12", "−3", "–"]);
    }
}
