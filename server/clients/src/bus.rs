//! Asks how events get on.

use contracts::{
    Caller, Problem,
    bus::{DeadLetter, Health},
};
use serde_json::json;
use uuid::Uuid;
use web::Upstream;

/// What carries the events, for those who look after the market.
#[derive(Clone)]
pub struct Bus(pub Upstream);

impl Bus {
    pub async fn health(&self, caller: &Caller) -> Result<Health, Problem> {
        self.0.get(caller, "/api/admin/events").await
    }

    /// What no consumer could handle, oldest first.
    pub async fn dead_letters(&self, caller: &Caller) -> Result<Vec<DeadLetter>, Problem> {
        self.0.get(caller, "/api/admin/events/dead").await
    }

    /// Lets a consumer handle its dead letters about `key` again, in order. Says how many.
    pub async fn replay(&self, caller: &Caller, consumer: &str, key: Uuid) -> Result<u64, Problem> {
        let body = json!({ "consumer": consumer, "key": key });
        self.0.post(caller, "/api/admin/events/replay", &body).await
    }

    /// Gives a dead letter up.
    pub async fn give_up(&self, caller: &Caller, consumer: &str, id: Uuid, reason: &str) -> Result<(), Problem> {
        let body = json!({ "consumer": consumer, "id": id, "reason": reason });
        self.0.post(caller, "/api/admin/events/drop", &body).await
    }
}
