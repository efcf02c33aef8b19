//! What an admin does about events.

use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::{
        cart::plural,
        visit::{Visit, finish},
    },
    contracts::Problem,
    uuid::Uuid,
};

/// Lets a consumer handle its dead letters about one thing again.
#[server(prefix = "/do", endpoint = "admin/events/replay")]
pub async fn replay(consumer: String, key: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let count = visit.ask().bus.replay(&visit.admin()?, &consumer, parse(&key)?).await?;
        visit.notice(format!("{consumer} handles {} again, in order.", plural(count as usize, "event"))).await
    };
    finish(&visit, "events", &[], outcome.await.map(|()| "/admin/events".to_owned())).await
}

/// Gives a dead letter up, for a reason.
#[server(prefix = "/do", endpoint = "admin/events/drop")]
pub async fn give_up(consumer: String, id: String, #[server(default)] reason: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        visit.ask().bus.give_up(&visit.admin()?, &consumer, parse(&id)?, &reason).await?;
        visit.notice("Given up. What waits behind it is handled after a replay.").await
    };
    finish(&visit, "events", &[], outcome.await.map(|()| "/admin/events".to_owned())).await
}

#[cfg(feature = "ssr")]
fn parse(id: &str) -> Result<Uuid, Problem> {
    Uuid::parse_str(id).map_err(|_| Problem::not_found("dead letter"))
}
