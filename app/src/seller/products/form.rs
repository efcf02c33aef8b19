//! What the form of a product sends.

use serde::{Deserialize, Serialize};

/// A product as it is typed; nothing checked. Each column of the variants' table is a list, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductForm {
    pub version: String,
    pub title: String,
    pub slug: String,
    pub description: String,
    pub category: String,
    pub status: String,
    /// Between commas.
    pub tags: String,
    /// A line each: `Material: brass`.
    pub specs: String,
    pub seo_title: String,
    pub seo_about: String,
    /// Up to three: `Size: S, M, L`.
    pub option: Vec<String>,
    /// Ids of the variants that exist; empty for new ones.
    pub variant: Vec<String>,
    /// The values of the options, as JSON.
    pub values: Vec<String>,
    pub sku: Vec<String>,
    pub price: Vec<String>,
    pub compare_at: Vec<String>,
    pub stock: Vec<String>,
    /// Places of the rows that are taken out of sale.
    pub gone: Vec<String>,
}
