//! Products in lists, as the inventory needs to know them.

pub(crate) use super::listed::refresh_availability;
