//! All SQL of the slice.

pub(crate) mod assortment;
pub(crate) mod bulk;
pub(crate) mod categories;
pub(crate) mod counted;
pub(crate) mod export;
pub(crate) mod found;
pub(crate) mod goods;
pub(crate) mod import;
pub(crate) mod import_rows;
pub(crate) mod imports;
pub(crate) mod inventory;
pub(crate) mod listed;
pub(crate) mod listing;
pub(crate) mod moderation;
pub(crate) mod product;
pub(crate) mod repeats;
pub(crate) mod sellers;
pub(crate) mod shelf;
pub(crate) mod suggest;
pub(crate) mod survey;
pub(crate) mod written;
