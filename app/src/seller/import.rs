//! Products from a file, in four steps.

pub mod api;

#[cfg(feature = "ssr")]
mod check;
#[cfg(feature = "ssr")]
mod columns;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod run;
#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
mod upload;

#[cfg(feature = "ssr")]
pub use {page::ImportPage, upload::UploadPage};
