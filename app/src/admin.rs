//! The room of those who look after the market, page by page.

#[cfg(feature = "ssr")]
mod audit;
pub mod categories;
pub mod events;
#[cfg(feature = "ssr")]
mod home;
pub mod moderation;
pub mod money;
pub mod notices;
pub mod orders;
pub mod sellers;
pub mod users;

#[cfg(feature = "ssr")]
pub use audit::AuditPage;
#[cfg(feature = "ssr")]
pub use events::EventsPage;
#[cfg(feature = "ssr")]
pub use home::{HomePage, now};
