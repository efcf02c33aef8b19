//! A product, made of the rows that bear its handle.

use super::{
    category::Shelves,
    header::Column,
    report::{Report, RowIssue},
    row::Row,
    variant::{Axis, axes, variants},
};
use crate::{NewProduct, Status, sanitise};
use contracts::{
    Currency,
    catalog::Picture,
    ids::{ProductId, SellerId, UserId},
};
use std::collections::HashSet;
use uuid::Uuid;

/// Stands where a picture was not fetched.
pub(crate) const PLACEHOLDER: &str = "/pictures/placeholder.svg";

/// Limits of what can be written, in characters.
const MAX_TITLE: usize = 200;
const MAX_HANDLE: usize = 200;
const MAX_DESCRIPTION: usize = 50_000;
const MAX_TAG: usize = 60;
const MAX_ALT: usize = 500;

const MAX_TAGS: usize = 50;

/// What is true of a whole file.
pub(crate) struct Context<'a> {
    pub seller: SellerId,
    /// The member of the shop who has it imported.
    pub by: Option<UserId>,
    pub currency: Currency,
    /// The separator that its prices are likely to use before decimals.
    pub decimal: char,
    pub shelves: &'a Shelves,
}

/// A product with the rows that it was read from.
pub(crate) struct Draft {
    pub product: NewProduct,
    pub rows: Vec<Row>,
    /// True when no category was found for it.
    pub unshelved: bool,
}

impl Draft {
    /// Something about the whole product.
    pub fn issue(&self, message: String, hint: &str) -> RowIssue {
        self.rows[0].issue(Column::Handle, message, hint)
    }
}

/// Reads the product that these rows describe, the first of which has what is said of the whole.
///
/// What is wrong is told to `report`; with an error, the product is not to be used.
pub(crate) fn draft(rows: Vec<Row>, context: &Context, report: &mut Report) -> Draft {
    let first = &rows[0];
    let title = title(first, report);
    let handle = handle(first, report);
    let axes = axes(first, report);
    let pictures = pictures(&rows, &title, report);
    let (category, unshelved) = context.shelves.find(first, report);
    let variants = variants(&rows, &axes, context, report);
    let product = NewProduct {
        // Not ordered by time: where two products want one address, the beginning of the id tells them apart.
        id: ProductId(Uuid::new_v4()),
        seller: context.seller,
        category,
        slug: address(&handle, &title),
        handle,
        title,
        description_html: description(first, report),
        specs: Vec::new(),
        tags: tags(first, report),
        search_words: String::new(),
        status: status(first, report),
        featured: false,
        currency: context.currency,
        options: axes.into_iter().map(|Axis { name, .. }| name).collect(),
        variants,
        pictures,
        by: context.by,
    };
    Draft { product, unshelved, rows }
}

fn title(first: &Row, report: &mut Report) -> String {
    let title = line(first.get(Column::Title));
    if title.is_empty() {
        report.error(first.issue(Column::Title, "the title is missing", "the first row of a product has its title"));
    } else if title.chars().count() > MAX_TITLE {
        report.error(first.issue(Column::Title, "the title is longer than 200 characters", "shorten it"));
    }
    title
}

fn handle(first: &Row, report: &mut Report) -> String {
    if first.handle().chars().count() > MAX_HANDLE {
        report.error(first.issue(Column::Handle, "the handle is longer than 200 characters", "shorten it"));
    }
    first.handle().to_owned()
}

fn description(first: &Row, report: &mut Report) -> String {
    let html = sanitise::sanitise(first.get(Column::Body));
    if html.chars().count() > MAX_DESCRIPTION {
        report.error(first.issue(Column::Body, "the description is longer than 50,000 characters", "shorten it"));
    }
    html
}

fn status(first: &Row, report: &mut Report) -> Status {
    let word = |column: Column| first.get(column).to_lowercase();
    let published = match word(Column::Published).as_str() {
        "" | "true" => true,
        "false" => false,
        _ => {
            report.error(first.issue(Column::Published, "this is neither TRUE nor FALSE", "write TRUE or FALSE"));
            false
        }
    };
    if is_gift_card(first) {
        report.warn(first.issue(Column::GiftCard, "gift cards are not sold here", "the product becomes a draft"));
        return Status::Draft;
    }
    match word(Column::Status).as_str() {
        "" | "active" if published => Status::Active,
        "" | "active" | "draft" | "unlisted" => Status::Draft,
        "archived" => Status::Archived,
        _ => {
            report.error(first.issue(Column::Status, "there is no such status", "write active, draft or archived"));
            Status::Draft
        }
    }
}

fn is_gift_card(first: &Row) -> bool {
    first.get(Column::GiftCard).eq_ignore_ascii_case("true")
}

/// Whether the file says who may see the product.
pub(super) fn says_status(first: &Row) -> bool {
    [Column::Published, Column::Status].into_iter().any(|column| !first.get(column).is_empty()) || is_gift_card(first)
}

fn tags(first: &Row, report: &mut Report) -> Vec<String> {
    let mut seen = HashSet::new();
    let all =
        first.get(Column::Tags).split(',').map(line).filter(|tag| !tag.is_empty() && seen.insert(tag.to_lowercase()));
    let (mut tags, long): (Vec<_>, Vec<_>) = all.partition(|tag| tag.chars().count() <= MAX_TAG);
    if !long.is_empty() || tags.len() > MAX_TAGS {
        let message = "only the first 50 tags of at most 60 characters are taken";
        report.warn(first.issue(Column::Tags, message, ""));
    }
    tags.truncate(MAX_TAGS);
    tags
}

/// A placeholder that says what the first picture shows. A closed network cannot fetch any, and a foreign address must
/// not get into our pages.
fn pictures(rows: &[Row], title: &str, report: &mut Report) -> Vec<Picture> {
    let mut seen = HashSet::new();
    for (row, column) in rows.iter().flat_map(|row| [(row, Column::ImageSrc), (row, Column::VariantImage)]) {
        let url = row.get(column);
        if !url.is_empty() && seen.insert(url) {
            report.pictures_missing += 1;
            report.warn(row.issue(column, "picture not fetched", "the product shows a placeholder"));
        }
    }
    let position = |row: &&Row| row.get(Column::ImagePosition).parse().unwrap_or(u32::MAX);
    let shown = rows.iter().filter(|row| !row.get(Column::ImageSrc).is_empty()).min_by_key(position);
    let alt =
        shown.map(|row| line(row.get(Column::ImageAlt))).filter(|alt| !alt.is_empty()).unwrap_or(title.to_owned());
    if seen.is_empty() {
        return Vec::new();
    }
    vec![Picture { src: PLACEHOLDER.to_owned(), alt: alt.chars().take(MAX_ALT).collect() }]
}

/// Where the product is found, when that is free.
fn address(handle: &str, title: &str) -> String {
    [handle, title, "product"].map(slug).into_iter().find(|slug| !slug.is_empty()).unwrap_or_default()
}

/// Text for one line: runs of white space and control characters are one space.
pub(crate) fn line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Text as a part of an address: `Cream & Sofa` is `cream-sofa`. Empty when nothing of it can stand there.
pub(crate) fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = words.collect::<Vec<_>>().join("-");
    slug.truncate(MAX_HANDLE);
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_has_letters_digits_and_hyphens_only() {
        assert_eq!(slug("  Cream & Sofa (2)! "), "cream-sofa-2");
        assert_eq!(slug("蓝色"), "");
        assert_eq!(slug(&"abc ".repeat(100)).len(), 199);
    }

    #[test]
    fn a_line_has_no_breaks_and_nothing_that_cannot_be_seen() {
        assert_eq!(line(" Brass\u{1b}[2J\r\n lamp 🪔\u{a0}"), "Brass [2J lamp 🪔");
    }
}
