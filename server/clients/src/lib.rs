//! How slices and the storefront ask each other. One file per slice; every method is one request.

mod analytics;
mod audit;
mod bus;
mod cart;
mod catalog;
mod footfall;
mod identity;
mod imports;
mod inventory;
mod moderation;
mod notifications;
mod orders;
mod payments;
mod shipping;
mod stock;

pub use analytics::Analytics;
pub use audit::Audit;
pub use bus::Bus;
pub use cart::Cart;
pub use catalog::Catalog;
pub use footfall::Counter;
pub use identity::Identity;
pub use inventory::Inventory;
pub use notifications::Notifications;
pub use orders::{Orders, Rates};
pub use payments::Payments;
pub use shipping::Shipping;

/// Everybody whom the storefront asks.
#[derive(Clone)]
pub struct Clients {
    pub identity: Identity,
    pub catalog: Catalog,
    pub cart: Cart,
    pub orders: Orders,
    pub payments: Payments,
    pub shipping: Shipping,
    pub audit: Audit,
    pub bus: Bus,
    pub notifications: Notifications,
    pub analytics: Analytics,
}
