//! How slices and the storefront ask each other. One file per slice; every method is one request.

mod cart;
mod catalog;
mod identity;
mod inventory;
mod orders;
mod payments;

pub use cart::Cart;
pub use catalog::Catalog;
pub use identity::Identity;
pub use inventory::Inventory;
pub use orders::Orders;
pub use payments::Payments;

/// Everybody whom the storefront asks.
#[derive(Clone)]
pub struct Clients {
    pub identity: Identity,
    pub catalog: Catalog,
    pub cart: Cart,
    pub orders: Orders,
    pub payments: Payments,
}
