//! The variants of a product: options, prices, stock.

use super::{
    header::Column,
    price,
    product::{Context, line},
    report::Report,
    row::Row,
};
use crate::{NewVariant, OnHand};
use contracts::{
    goods::MAX_VARIANTS,
    ids::{OfferId, VariantId},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The largest stock that can be written.
const MAX_STOCK: i64 = 10_000_000;

/// Limits of what can be written, in characters.
const MAX_NAME: usize = 60;
const MAX_OPTION: usize = 100;
const MAX_SKU: usize = 100;

/// How a price is best written.
const PRICE_HINT: &str = "write it as 1299.00";

/// An option, and the column that has its values.
pub(crate) struct Axis {
    pub name: String,
    value: Column,
}

/// The options, whose names stand in the first row of a product. One that is only sold as it is says `Default Title`.
pub(crate) fn axes(first: &Row, report: &mut Report) -> Vec<Axis> {
    let mut axes: Vec<Axis> = Vec::new();
    for (name, value) in Column::OPTIONS {
        let text = line(first.get(name));
        if text.is_empty() || (is_default(first.get(value)) && text.eq_ignore_ascii_case("title")) {
            continue;
        }
        if text.chars().count() > MAX_NAME {
            report.error(first.issue(name, "the name of the option is longer than 60 characters", "shorten it"));
        }
        if text.contains(':') {
            report.error(first.issue(name, "the name of the option has a colon", "name it without"));
        }
        if axes.iter().any(|axis| axis.name.to_lowercase() == text.to_lowercase()) {
            report.error(first.issue(name, "two options have the same name", "name one of them differently"));
        }
        axes.push(Axis { name: text, value });
    }
    axes
}

/// Options, counted from 0, that the file does not speak of.
pub(super) fn absent_axes(row: &Row) -> impl Iterator<Item = usize> {
    let axes = (0..).zip(Column::OPTIONS);
    axes.filter(|(_, (name, value))| !row.speaks_of(*name) && !row.speaks_of(*value)).map(|(axis, _)| axis)
}

/// The variants that the rows describe. The first row always is one; of the others, those that sell something.
pub(crate) fn variants(rows: &[Row], axes: &[Axis], context: &Context, report: &mut Report) -> Vec<NewVariant> {
    let mut variants = Vec::new();
    let mut taken: HashMap<Vec<String>, u64> = HashMap::new();
    let silent = absent_axes(&rows[0]).count() == Column::OPTIONS.len();
    for (index, row) in rows.iter().enumerate() {
        if index > 0 && !row.sells() {
            if row.get(Column::ImageSrc).is_empty() {
                report.warn(row.issue(Column::Handle, "the row has neither a variant nor a picture", "it is left out"));
            }
            continue;
        }
        if variants.len() == MAX_VARIANTS {
            report.error(row.issue(
                Column::Handle,
                "the product has more than 1,000 variants",
                "split it into several",
            ));
            break;
        }
        let variant = variant(row, axes, context, report);
        match taken.get(&variant.options) {
            // Where the file has no options, SKUs tell apart the variants of a product that exists.
            Some(_) if silent && !row.get(Column::Sku).is_empty() => {}
            Some(other) => {
                let message = format!("the variant has the same options as the one on line {other}");
                report.error(row.issue(Column::Option1Value, message, "options tell variants apart"));
            }
            None => {
                taken.insert(variant.options.clone(), row.line);
            }
        }
        variants.push(variant);
    }
    report.variants += variants.len() as u64;
    variants
}

fn variant(row: &Row, axes: &[Axis], context: &Context, report: &mut Report) -> NewVariant {
    if row.get(Column::Sku).chars().count() > MAX_SKU {
        report.error(row.issue(Column::Sku, "the SKU is longer than 100 characters", "shorten it"));
    }
    let price_minor = price(row, context, report);
    NewVariant {
        id: VariantId(Uuid::now_v7()),
        offer: OfferId(Uuid::now_v7()),
        sku: row.get(Column::Sku).to_owned(),
        options: options(row, axes, report),
        price_minor,
        compare_at_minor: compare_at(row, price_minor, context, report),
        on_hand: on_hand(row, report),
        picture: None,
    }
}

fn options(row: &Row, axes: &[Axis], report: &mut Report) -> Vec<String> {
    for (_, value) in Column::OPTIONS {
        let text = row.get(value);
        if !text.is_empty() && !is_default(text) && axes.iter().all(|axis| axis.value != value) {
            report.error(row.issue(value, "the option has no name", "its name stands in the first row of the product"));
        }
    }
    axes.iter()
        .map(|axis| {
            let value = line(row.get(axis.value));
            if value.is_empty() {
                let message = format!("there is no value for the option {}", axis.name);
                report.error(row.issue(axis.value, message, "each variant has a value for each option of the product"));
            } else if value.chars().count() > MAX_OPTION {
                report.error(row.issue(axis.value, "the value is longer than 100 characters", "shorten it"));
            }
            value
        })
        .collect()
}

/// The price in minor units; 0 when there is none, which was told.
fn price(row: &Row, context: &Context, report: &mut Report) -> i64 {
    let text = row.get(Column::Price);
    let price = match price::parse(text, context.currency, context.decimal) {
        _ if text.is_empty() => Err("the price is missing"),
        Ok(0) => Err("the price has to be more than zero"),
        other => other,
    };
    price.unwrap_or_else(|message| {
        report.error(row.issue(Column::Price, message, PRICE_HINT));
        0
    })
}

/// The price to compare with, when it is above the price.
fn compare_at(row: &Row, price: i64, context: &Context, report: &mut Report) -> Option<i64> {
    let text = row.get(Column::CompareAt);
    if text.is_empty() {
        return None;
    }
    match price::parse(text, context.currency, context.decimal) {
        // Exports write 0 where there is none.
        Ok(0) => None,
        Ok(minor) if minor > price => Some(minor),
        Ok(_) => {
            let message = "the price to compare with is not above the price";
            report.warn(row.issue(Column::CompareAt, message, "it is left out"));
            None
        }
        Err(message) => {
            report.error(row.issue(Column::CompareAt, message, PRICE_HINT));
            None
        }
    }
}

/// What the file says is exact; where it says nothing, what exists keeps its stock.
fn on_hand(row: &Row, report: &mut Report) -> OnHand {
    let text = row.get(Column::Quantity);
    if text.is_empty() {
        return OnHand::Initially(0);
    }
    let units = match text.parse::<i64>() {
        Ok(units) if units < 0 => {
            report.warn(row.issue(Column::Quantity, "the stock is negative", "it is taken as 0"));
            0
        }
        Ok(units) if units <= MAX_STOCK => units,
        Ok(_) => {
            report.error(row.issue(Column::Quantity, "the stock is more than ten million", "write a smaller number"));
            0
        }
        Err(_) => {
            report.error(row.issue(Column::Quantity, "this is not a whole number", "write it as 12"));
            0
        }
    };
    OnHand::Exactly(u32::try_from(units).unwrap_or_default())
}

fn is_default(value: &str) -> bool {
    value.eq_ignore_ascii_case("default title")
}
