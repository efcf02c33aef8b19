//! What somebody means to buy.
//!
//! Owns `/api/cart` and, in Redis, the keys `levomart:cart:*`, `levomart:saved:*` and `levomart:notices:*`: a cart of
//! offers and quantities, things saved for later, and what there is to say about both. Prices and stock are asked of
//! catalog whenever a cart is shown. Tells nothing; listens to `order.paid`, which takes what was bought out of the cart.

mod api;

mod add;
mod change;
mod merge;
mod set_aside;
mod view;

mod offer;
mod owner;
mod parcels;
mod subscriptions;

mod error;
mod store;

pub use api::api;
pub use error::Error;

use clients::Inventory;
use redis::aio::ConnectionManager;

/// The state of the slice.
#[derive(Clone)]
pub(crate) struct Cart {
    redis: ConnectionManager,
    inventory: Inventory,
}

/// The slice, ready to be run.
pub fn service(redis: ConnectionManager, inventory: Inventory) -> web::Service {
    let cart = Cart { redis, inventory };
    web::Service {
        slice: "cart",
        subscriptions: subscriptions::all(&cart),
        router: api::router(cart),
        ..web::Service::default()
    }
}
