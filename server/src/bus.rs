//! How events get on, for the room of admins: who is behind, what waits, what nobody could handle.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use clients::Audit;
use contracts::{
    Caller, Problem,
    bus::{DeadLetter, Health, Reader, Waiting},
    ids::EventId,
    problem::Check,
};
use events::{Bus, Outbox, Parked, drop_parked, find_parked, list_parked, replay};
use futures::future::join_all;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use web::{Act, Json, Refused, Upstream, Who, unexpected};

/// Dead letters shown at once.
const SHOWN: i64 = 200;

/// The longest reason, bytes.
const REASON: usize = 500;

struct Events {
    bus: Bus,
    /// The slices that tell something.
    telling: Vec<(&'static str, Upstream)>,
    audit: Audit,
}

/// Asks the bus, which is in every process that needs it.
pub fn client(bus: Bus, telling: Vec<(&'static str, Upstream)>, audit: Audit) -> clients::Bus {
    let router = documented().with_state(Arc::new(Events { bus, telling, audit }));
    clients::Bus(Upstream::Local(router.into()))
}

/// What programs of admins may ask of the bus.
pub fn api() -> utoipa::openapi::OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<Arc<Events>> {
    OpenApiRouter::new()
        .routes(routes!(show_events_health))
        .routes(routes!(list_dead_letters))
        .routes(routes!(replay_dead_letters))
        .routes(routes!(drop_dead_letter))
}

/// The route with which a slice says what waits in its outbox, to Levomart alone.
pub fn outbox_route(outbox: Outbox) -> Router {
    let path = outbox_path(outbox.slice());
    Router::new().route(&path, get(show_outbox)).with_state(outbox)
}

fn outbox_path(slice: &str) -> String {
    format!("/api/{slice}/outbox")
}

async fn show_outbox(State(outbox): State<Outbox>, Who(caller): Who) -> Result<Json<Waiting>, Refused> {
    if caller != Caller::System {
        return Err(Problem::not_found("page").into());
    }
    let (events, oldest) = outbox.backlog().await.map_err(|error| unexpected(&error.into()))?;
    Ok(Json(Waiting { events, oldest_seconds: oldest as i64 }))
}

/// Shows how events get on: how far each reader is behind, and what waits to be sent.
#[utoipa::path(get, path = "/api/admin/events", responses((status = 200, body = Health)))]
async fn show_events_health(State(events): State<Arc<Events>>, Who(caller): Who) -> Result<Json<Health>, Refused> {
    admit(&caller)?;
    let carrier = match &events.bus {
        Bus::Postgres(_) => "postgres",
        Bus::Kafka(_) => "kafka",
    };
    let consumers = events.bus.consumers().await.map_err(|error| unexpected(&error))?;
    let readers = join_all(consumers.into_iter().map(async |(consumer, topic)| {
        let behind = events.bus.lag(&consumer, &topic).await?;
        anyhow::Ok(Reader { behind, consumer, topic })
    }));
    let outboxes = join_all(events.telling.iter().map(async |(slice, upstream)| contracts::bus::Outbox {
        slice: (*slice).to_owned(),
        waiting: upstream.get(&Caller::System, &outbox_path(slice)).await.ok(),
    }));
    let (readers, outboxes) = futures::join!(readers, outboxes);
    let readers = readers.into_iter().collect::<anyhow::Result<Vec<_>>>().map_err(|error| unexpected(&error))?;
    Ok(Json(Health { carrier: carrier.to_owned(), readers, outboxes }))
}

/// Lists the events that a consumer could not handle, at most 200, the oldest first.
#[utoipa::path(get, path = "/api/admin/events/dead", responses((status = 200, body = Vec<DeadLetter>)))]
async fn list_dead_letters(
    State(events): State<Arc<Events>>,
    Who(caller): Who,
) -> Result<Json<Vec<DeadLetter>>, Refused> {
    admit(&caller)?;
    let parked = list_parked(&events.bus, SHOWN).await.map_err(|error| unexpected(&error))?;
    let dead = parked.into_iter().map(|parked| DeadLetter {
        consumer: parked.consumer,
        topic: parked.topic,
        id: EventId(parked.envelope.id),
        kind: parked.envelope.kind,
        key: parked.envelope.partitionkey,
        tries: parked.tries,
        error: parked.error,
        at: parked.at,
    });
    Ok(Json(dead.collect()))
}

/// Lets dead letters be handled again.
#[derive(Deserialize, ToSchema)]
#[schema(as = ReplayDeadLetters)]
#[serde(deny_unknown_fields)]
struct Replay {
    consumer: String,
    key: Uuid,
}

/// Lets a consumer handle its dead letters about one thing again, in order, and says how many they are.
#[utoipa::path(
    post,
    path = "/api/admin/events/replay",
    request_body = Replay,
    responses((status = 200, body = u64, content_type = "application/json")),
)]
async fn replay_dead_letters(
    State(events): State<Arc<Events>>,
    Who(caller): Who,
    Json(asked): Json<Replay>,
) -> Result<Json<u64>, Refused> {
    admit(&caller)?;
    if asked.consumer.chars().any(char::is_control) {
        return Err(Problem::not_found("dead letter").into());
    }
    // Recorded first: what is not recorded does not happen.
    let act = replaying(&asked.consumer, Some(asked.key));
    events.audit.record(&act.told("events", &caller)).await?;
    let released = replay(&events.bus, &asked.consumer, Some(asked.key)).await.map_err(|error| unexpected(&error))?;
    Ok(Json(released))
}

/// Gives a dead letter up.
#[derive(Deserialize, ToSchema)]
#[schema(as = DropDeadLetter)]
#[serde(deny_unknown_fields)]
struct Drop {
    consumer: String,
    id: Uuid,
    reason: String,
}

/// Gives a dead letter up, for a reason that the audit log keeps.
#[utoipa::path(post, path = "/api/admin/events/drop", request_body = Drop, responses((status = 204)))]
async fn drop_dead_letter(
    State(events): State<Arc<Events>>,
    Who(caller): Who,
    Json(asked): Json<Drop>,
) -> Result<StatusCode, Refused> {
    admit(&caller)?;
    let reason = asked.reason.trim();
    let mut check = Check::default();
    check.that(!reason.is_empty(), "reason", "Say why it will never be handled.");
    check.that(reason.len() <= REASON, "reason", "Please say it in fewer words.");
    check.that(!reason.chars().any(char::is_control), "reason", "Please write it in one line.");
    check.done()?;
    let parked = find_parked(&events.bus, &asked.consumer, asked.id).await.map_err(|error| unexpected(&error))?;
    let parked = parked.ok_or_else(|| Problem::not_found("dead letter"))?;
    events.audit.record(&dropping(&parked, reason).told("events", &caller)).await?;
    drop_parked(&events.bus, &asked.consumer, asked.id).await.map_err(|error| unexpected(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// That a consumer's dead letters are handled again, all or those about one thing.
pub fn replaying(consumer: &str, key: Option<Uuid>) -> Act<'static> {
    let subject = key.map_or(("consumer", Uuid::nil()), |key| ("key", key));
    Act { action: "events.replay", subject, after: Some(json!({ "consumer": consumer })), ..Act::default() }
}

/// That a dead letter is given up.
pub fn dropping<'a>(parked: &Parked, reason: &'a str) -> Act<'a> {
    let Parked { consumer, envelope, error, .. } = parked;
    Act {
        action: "events.drop",
        subject: ("event", envelope.id),
        before: Some(json!({ "consumer": consumer, "type": envelope.kind, "error": error })),
        reason: Some(reason),
        ..Act::default()
    }
}

fn admit(caller: &Caller) -> Result<(), Problem> {
    if caller.is_admin() { Ok(()) } else { Err(Problem::not_found("page")) }
}
