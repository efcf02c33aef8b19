//! All that crosses a boundary between the storefront, the slices and the browser.
//!
//! Plain data with serde, no I/O, compiles to WebAssembly. One module per slice holds the types of its API;
//! [`events`] holds what slices tell each other.

pub mod ids;
pub mod money;

pub mod caller;
pub mod page;
pub mod problem;

pub mod analytics;
pub mod audit;
pub mod bus;
pub mod cart;
pub mod catalog;
pub mod deal;
pub mod delivery;
pub mod goods;
pub mod identity;
pub mod imports;
pub mod moderation;
pub mod notifications;
pub mod orders;
pub mod payments;
pub mod search;
pub mod shipping;
pub mod stock;
pub mod tokens;

pub mod events;

/// The inventory protocol, generated from `proto/levomart/inventory/v1/inventory.proto`.
#[cfg(feature = "grpc")]
pub mod inventory {
    #![expect(clippy::allow_attributes, clippy::too_many_lines, reason = "generated code has its generator's style")]
    tonic::include_proto!("levomart.inventory.v1");

    /// The protocol as an encoded `FileDescriptorSet`, for reflection.
    pub const DESCRIPTOR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/inventory.bin"));
}

pub use caller::{Caller, Role};
pub use money::{Currency, Money};
pub use page::Page;
pub use problem::{Kind, Problem};
