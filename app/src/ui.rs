//! The design system: parts that look and behave the same wherever they stand.

pub mod alert;
pub mod ask;
pub mod avatar;
pub mod badge;
pub mod button;
pub mod colour;
pub mod confirm;
pub mod empty;
pub mod hold;
pub mod icon;
pub mod live;
pub mod on;
pub mod picture;
pub mod price;
pub mod stock;
pub mod swap;
pub mod toast;
pub mod upload;
pub mod when;

#[cfg(feature = "ssr")]
pub mod card;
#[cfg(feature = "ssr")]
pub mod crumbs;
#[cfg(feature = "ssr")]
pub mod field;
#[cfg(feature = "ssr")]
pub mod head;
