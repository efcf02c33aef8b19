//! Does harm to a shop under load, and proves that nothing was lost and nothing done twice.
//!
//! A run starts everything itself, on loopback and in a folder of its own: PostgreSQL, Redis, Kafka if asked for, the
//! shop in two processes, and a proxy in front of each. Simulated shoppers buy; every request and answer goes into a
//! journal. Meanwhile processes are killed, stopped and restarted, and the proxies refuse, stay silent or slow down, as
//! dice with a seed decide. Afterwards the shop comes to rest, and is judged three times: `levomart check --settled`
//! proves that its books agree with each other, the journal that they agree with what shoppers were told, and the bus
//! that every event travelled, in order.

mod books;
mod compare;
mod crowd;
mod dice;
mod figures;
mod harm;
mod journal;
mod kafka;
mod postgres;
mod process;
mod proxy;
mod redis;
pub mod report;
mod rest;
mod run;
pub mod scenario;
mod shop;
mod stack;
mod told;
mod visitor;

pub use run::Settings;
pub use stack::Carrier;
