//! The audit log: who did what, when and why.

mod changes;
mod entry;
mod page;

pub use page::AuditPage;
