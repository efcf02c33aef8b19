//! The shop's goods as Shopify exports them, so that they can be taken elsewhere, edited in a table, and brought back.

use super::{PIECE, text};
use crate::{
    Catalog, Error,
    import::guarded,
    inventory::seller,
    store::export::{self as store, Good},
};
use contracts::{Caller, Money, imports::CsvPart};

/// Products that are read at once.
const PRODUCTS: i64 = 100;

const HEADER: [&str; 21] = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Product Category",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "Variant SKU",
    "Variant Inventory Qty",
    "Variant Price",
    "Variant Compare At Price",
    "Image Src",
    "Image Position",
    "Image Alt Text",
    "Variant Image",
    "Status",
];

impl Catalog {
    /// A piece of the file, from the product behind the one whose handle is `after`.
    pub(crate) async fn export(&self, caller: &Caller, after: Option<&str>) -> Result<CsvPart, Error> {
        let seller = seller(caller)?;
        let mut db = self.db.acquire().await?;
        let goods = store::goods(&mut db, seller, &after.unwrap_or_default().replace('\0', ""), PRODUCTS).await?;
        let mut csv = csv::Writer::from_writer(Vec::new());
        if after.is_none() {
            csv.write_record(HEADER).map_err(anyhow::Error::from)?;
        }
        let mut next = if goods.len() == PRODUCTS as usize { goods.last() } else { None };
        let mut written = 0;
        for good in &goods {
            for row in rows(good) {
                written += row.iter().map(String::len).sum::<usize>();
                csv.write_record(row.map(|cell| guarded(&cell))).map_err(anyhow::Error::from)?;
            }
            if written > PIECE {
                next = Some(good);
                break;
            }
        }
        let next = next.map(|good| good.handle.clone());
        Ok(CsvPart { text: text(csv)?, next })
    }
}

/// A product's rows: one a variant, the first of which says what is said of the whole.
fn rows(good: &Good) -> Vec<[String; HEADER.len()]> {
    let mut rows = Vec::new();
    for (index, variant) in good.variants.iter().enumerate() {
        let first = index == 0;
        let whole = |text: &str| if first { text.to_owned() } else { String::new() };
        let name = |axis: usize| match good.option_names.get(axis) {
            Some(name) => whole(name),
            None if axis == 0 && good.option_names.is_empty() => whole("Title"),
            None => String::new(),
        };
        let value = |axis: usize| match good.option_names.get(axis) {
            Some(name) => variant.options.get(name).cloned().unwrap_or_default(),
            None if axis == 0 && good.option_names.is_empty() => "Default Title".to_owned(),
            None => String::new(),
        };
        let price = |minor| Money::new(minor, variant.currency).decimal();
        let picture = good.pictures.first();
        rows.push([
            good.handle.clone(),
            whole(&good.title),
            whole(&good.description_html),
            whole(&good.category),
            whole(&good.tags.join(", ")),
            whole(if good.status == "active" { "TRUE" } else { "FALSE" }),
            name(0),
            value(0),
            name(1),
            value(1),
            name(2),
            value(2),
            variant.sku.clone(),
            variant.on_hand.to_string(),
            price(variant.price_minor),
            variant.compare_at_minor.map(price).unwrap_or_default(),
            whole(picture.map_or("", |(src, _)| src.as_str())),
            whole(if picture.is_some() { "1" } else { "" }),
            whole(picture.map_or("", |(_, alt)| alt.as_str())),
            variant.picture.clone().unwrap_or_default(),
            // What an admin has blocked is no word of ours; it stays blocked.
            whole(if good.status == "blocked" { "draft" } else { &good.status }),
        ]);
    }
    rows
}
