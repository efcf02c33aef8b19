//! What a product that exists keeps: all that a file does not speak of.

use super::{
    header::Column,
    product::{Draft, PLACEHOLDER, says_status},
    report::RowIssue,
    row::Row,
    variant::absent_axes,
};
use crate::{NewProduct, NewVariant, Status};
use contracts::{catalog::Picture, ids::CategoryId};
use std::collections::BTreeMap;

/// A product as it is.
pub(crate) struct Kept {
    pub category: CategoryId,
    pub description_html: String,
    pub specs: Vec<(String, String)>,
    pub tags: Vec<String>,
    pub search_words: String,
    /// None while an admin has blocked it.
    pub status: Option<Status>,
    pub featured: bool,
    pub options: Vec<String>,
    /// Those for sale come first.
    pub variants: Vec<KeptVariant>,
    pub pictures: Vec<Picture>,
}

/// A variant that the product has or had.
pub(crate) struct KeptVariant {
    pub sku: String,
    pub options: BTreeMap<String, String>,
    pub compare_at_minor: Option<i64>,
    /// Index into the product's pictures.
    pub picture: Option<usize>,
    pub active: bool,
}

impl Kept {
    /// Puts it into the product as it will be, where the file has no column that says otherwise. Fails when nothing tells
    /// which of its variants a row means.
    pub fn stay_in(self, product: &mut NewProduct, draft: &Draft) -> Result<(), RowIssue> {
        let first = &draft.rows[0];
        let silent = |columns: &[Column]| columns.iter().all(|column| !first.speaks_of(*column));
        if !self.keep_options(product, first) {
            let message = "the file does not say which variants of the product its rows are".to_owned();
            return Err(draft.issue(message, "add the columns of their options, or their SKUs"));
        }
        self.keep_pictures(product, first);
        self.keep_variants(product, first);
        product.specs = self.specs;
        product.search_words = self.search_words;
        product.featured = self.featured;
        if silent(&[Column::Body]) {
            product.description_html = self.description_html;
        }
        if silent(&[Column::Tags]) {
            product.tags = self.tags;
        }
        if silent(&[Column::Category, Column::Type]) {
            product.category = self.category;
        }
        if !says_status(first) {
            product.status = self.status.unwrap_or(product.status);
        }
        Ok(())
    }

    /// Options without a column stay, with the value that each variant has. False when a variant cannot be found.
    fn keep_options(&self, product: &mut NewProduct, first: &Row) -> bool {
        let names: Vec<&String> = absent_axes(first).filter_map(|axis| self.options.get(axis)).collect();
        if names.is_empty() {
            return true;
        }
        let mut active = self.variants.iter().filter(|kept| kept.active);
        let only = active.next().filter(|_| active.next().is_none() && product.variants.len() == 1);
        for variant in &mut product.variants {
            let Some(kept) = self.with_sku(&variant.sku).or(only) else { return false };
            variant.options.extend(names.iter().filter_map(|name| kept.options.get(*name).cloned()));
        }
        product.options.extend(names.into_iter().cloned());
        true
    }

    /// Pictures that were added here stay: files only name some that are not fetched.
    fn keep_pictures(&self, product: &mut NewProduct, first: &Row) {
        let unnamed = !first.speaks_of(Column::ImageSrc) && !first.speaks_of(Column::VariantImage);
        if unnamed || self.pictures.iter().any(|picture| picture.src != PLACEHOLDER) {
            product.pictures.clone_from(&self.pictures);
        } else if !first.speaks_of(Column::ImageAlt) {
            for (picture, kept) in product.pictures.iter_mut().zip(&self.pictures) {
                picture.alt.clone_from(&kept.alt);
            }
        }
    }

    fn keep_variants(&self, product: &mut NewProduct, first: &Row) {
        let (options, pictures) = (&product.options, product.pictures.len());
        for variant in &mut product.variants {
            let Some(kept) = self.find(options, variant) else { continue };
            variant.picture = variant.picture.or(kept.picture).filter(|picture| *picture < pictures);
            if !first.speaks_of(Column::Sku) {
                variant.sku.clone_from(&kept.sku);
            }
            if !first.speaks_of(Column::CompareAt) {
                variant.compare_at_minor = kept.compare_at_minor;
            }
        }
    }

    /// The variant as it is, found as `write` does: by SKU, else by options.
    fn find(&self, options: &[String], variant: &NewVariant) -> Option<&KeptVariant> {
        let named: BTreeMap<String, String> = options.iter().cloned().zip(variant.options.iter().cloned()).collect();
        self.with_sku(&variant.sku).or_else(|| self.variants.iter().find(|kept| kept.options == named))
    }

    fn with_sku(&self, sku: &str) -> Option<&KeptVariant> {
        self.variants.iter().find(|kept| !sku.is_empty() && kept.sku == sku)
    }
}
