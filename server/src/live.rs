//! `/seller/live` and `/admin/live`: what happens while a page of a room is open, as server-sent events.
//!
//! A stream asks no slice. Whoever has pages open in a room has one task that asks every few seconds for what these pages
//! say; all their streams look at what it has found, and it ends with the last of them. So it works the same wherever the
//! slices are. Each second a stream makes sure that its reader may still know.

use crate::session::{RedisSessions, Visits};
use app::{
    cart::plural,
    room::live::{Now, Waiting},
    visit::{Shopfront, Visit},
};
use axum::{
    Extension, Router,
    body::Body,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use contracts::{
    Caller, Kind, Problem,
    ids::{OrderId, SellerId},
};
use form_urlencoded::Serializer;
use futures::{FutureExt, stream};
use serde::Deserialize;
use std::{
    collections::{HashMap, HashSet},
    convert::Infallible,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::{
    sync::watch,
    time::{Interval, MissedTickBehavior, interval, sleep},
};
use tokio_util::sync::CancellationToken;
use tower_sessions::{Session, session::Id};
use web::{Origin, Refused};

/// How often a stream makes sure of its reader, and looks whether there is something to say.
const BEAT: Duration = Duration::from_secs(1);

/// How long after an answer the slices are asked again.
const REST: Duration = Duration::from_secs(3);

/// How long they may take.
const BUDGET: Duration = Duration::from_secs(4);

/// After so many beats without a word a stream says that it is there: proxies close what is silent.
const QUIET: u32 = 15;

/// Streams at once. Each costs a connection, and a look at its session every second.
const MOST: usize = 1_000;

/// Streams of one browser at once: over HTTP/1.1 it has six connections, and pages need some.
const MOST_OF_ONE: usize = 3;

/// What a browser reads first: how long it waits, in milliseconds, before it opens a stream again that has ended.
const GREETING: &str = "retry: 5000\n\n";

/// Who of a visit may read a stream.
type Who = fn(&Visit) -> Result<Caller, Problem>;

/// All streams of this process.
#[derive(Clone)]
pub struct Live(Arc<Streams>);

struct Streams {
    visits: Visits,
    sessions: RedisSessions,
    stop: CancellationToken,
    /// What was found for those who have pages open.
    found: Mutex<HashMap<Caller, watch::Sender<Now>>>,
    /// How many streams each browser has.
    open: Mutex<HashMap<Id, usize>>,
}

impl Live {
    /// Streams end with `stop`.
    pub fn new(visits: Visits, sessions: RedisSessions, stop: CancellationToken) -> Self {
        let (found, open) = (Mutex::default(), Mutex::default());
        Self(Arc::new(Streams { visits, sessions, stop, found, open }))
    }
}

pub fn routes<S: Clone + Send + Sync + 'static>(live: Live) -> Router<S> {
    Router::new().route("/seller/live", get(follow_shop)).route("/admin/live", get(follow_market)).with_state(live)
}

#[derive(Deserialize)]
struct Asked {
    /// The shop that the page is about.
    shop: Option<SellerId>,
}

async fn follow_shop(
    State(live): State<Live>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Response {
    // Who has switched to another shop must not read of it on a page about this one. With 204 a browser asks no more.
    let other = visit.member().is_ok_and(|member| asked.shop.is_some() && asked.shop != member.seller());
    if other { StatusCode::NO_CONTENT.into_response() } else { live.follow(visit, Visit::member, "/seller") }
}

async fn follow_market(State(live): State<Live>, Extension(visit): Extension<Visit>) -> Response {
    live.follow(visit, Visit::admin, "/admin")
}

impl Live {
    /// A stream for whoever may read it. Others go to the room's door, which says what it says to everybody.
    fn follow(self, visit: Visit, who: Who, room: &str) -> Response {
        let Ok(caller) = who(&visit) else { return Redirect::to(room).into_response() };
        let place = match self.place(&visit) {
            Ok(place) => place,
            Err(problem) => return Refused(problem).into_response(),
        };
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let found = self.find(caller, &visit.shopfront);
        let (said, quiet, seen) = (String::new(), 0, None);
        let stream = Stream { place, visit, who, caller, found, beat, said, quiet, seen };
        let greeting = stream::once(async { Ok::<_, Infallible>(GREETING.to_owned()) });
        let events = stream::unfold(stream, Stream::next);
        let head = [
            (header::CONTENT_TYPE, "text/event-stream"),
            // Asks a proxy to pass on what it gets at once.
            (header::HeaderName::from_static("x-accel-buffering"), "no"),
        ];
        (head, Body::from_stream(stream::StreamExt::chain(greeting, events))).into_response()
    }

    fn place(&self, visit: &Visit) -> Result<Place, Problem> {
        let session = visit.session.id().ok_or_else(Problem::log_in)?;
        let mut open = lock(&self.0.open);
        if open.values().sum::<usize>() >= MOST {
            return Err(Problem::unavailable("What happens meanwhile"));
        }
        let own = open.entry(session).or_default();
        if *own >= MOST_OF_ONE {
            return Err(Problem::new(Kind::TooMany, "too-many-streams", "Other pages of this browser are open."));
        }
        *own += 1;
        drop(open);
        Ok(Place { streams: Arc::clone(&self.0), session })
    }

    /// What is found for a reader, from now on.
    fn find(&self, caller: Caller, shopfront: &Arc<Shopfront>) -> watch::Receiver<Now> {
        let mut all = lock(&self.0.found);
        if let Some(found) = all.get(&caller) {
            return found.subscribe();
        }
        let (found, first) = watch::channel(Now::default());
        all.insert(caller, found.clone());
        drop(all);
        let (streams, shopfront) = (Arc::clone(&self.0), Arc::clone(shopfront));
        tokio::spawn(async move { streams.look(caller, &shopfront, &found).await });
        first
    }
}

impl Streams {
    /// Asks again and again, until nobody reads.
    async fn look(&self, caller: Caller, shopfront: &Shopfront, found: &watch::Sender<Now>) {
        let ask = &shopfront.clients;
        loop {
            let asked = async {
                if caller.is_admin() {
                    app::admin::now(ask, &caller).await
                } else {
                    app::seller::now(ask, &caller).await
                }
            };
            // A panic is the failure of one look, not the end of all.
            let asked = AssertUnwindSafe(web::on_errand(BUDGET, Origin::default(), asked)).catch_unwind();
            found.send_replace(asked.await.unwrap_or_default());
            tokio::select! {
                () = found.closed() => {}
                () = sleep(REST) => {}
            }
            let mut all = lock(&self.found);
            if found.receiver_count() == 0 {
                all.remove(&caller);
                return;
            }
        }
    }
}

/// The place of an open stream among those that there may be.
struct Place {
    streams: Arc<Streams>,
    session: Id,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = lock(&self.streams.open);
        if let Some(own) = open.get_mut(&self.session) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.session);
            }
        }
    }
}

/// What one page reads.
struct Stream {
    place: Place,
    visit: Visit,
    who: Who,
    caller: Caller,
    found: watch::Receiver<Now>,
    beat: Interval,
    /// The last words.
    said: String,
    /// Beats since then.
    quiet: u32,
    /// What waited at first.
    seen: Option<Seen>,
}

impl Stream {
    /// Waits for something to say. Nothing is the end.
    async fn next(mut self) -> Option<(Result<String, Infallible>, Self)> {
        loop {
            let streams = Arc::clone(&self.place.streams);
            tokio::select! {
                _ = self.beat.tick() => {}
                () = streams.stop.cancelled() => return None,
            }
            self.quiet += 1;
            let words = match self.may_know(&streams).await {
                Some(true) => self.words(),
                Some(false) => return None,
                // Nothing is told while nobody can say whether it may be.
                None => String::new(),
            };
            let event = if !words.is_empty() && words != self.said {
                self.said.clone_from(&words);
                format!("data: {words}\n\n")
            } else if self.quiet >= QUIET {
                ": here\n\n".to_owned()
            } else {
                continue;
            };
            self.quiet = 0;
            return Some((Ok(event), self));
        }
    }

    /// Whether the reader is still who began to read; nothing when that cannot be found out.
    async fn may_know(&self, streams: &Streams) -> Option<bool> {
        let session = Session::new(Some(self.place.session), Arc::new(streams.sessions.clone()), None);
        let now = streams.visits.again(&self.visit, session);
        let now = web::on_errand(BUDGET, Origin::default(), now).await.ok()?;
        Some((self.who)(&now).is_ok_and(|now| now == self.caller))
    }

    /// What there is to say, as a query string.
    fn words(&mut self) -> String {
        // What was found before the page was opened may be older than the page.
        let fresh = self.found.has_changed().unwrap_or(false);
        let now = self.found.borrow();
        let mut words = Serializer::new(String::new());
        words.extend_pairs(&now.words);
        if let Some(waiting) = now.waiting.as_ref().filter(|_| fresh) {
            let seen = self.seen.get_or_insert_with(|| Seen::of(waiting));
            words.append_pair("news", &seen.news(waiting));
        }
        words.finish()
    }
}

/// The orders that waited when a page was opened.
struct Seen {
    orders: HashSet<OrderId>,
    /// Those placed before were not looked at.
    since: OffsetDateTime,
}

impl Seen {
    fn of(waiting: &Waiting) -> Self {
        let oldest = waiting.orders.iter().map(|(_, placed)| *placed).min();
        let since = oldest.filter(|_| waiting.more).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Self { orders: waiting.orders.iter().map(|(id, _)| *id).collect(), since }
    }

    /// What is said of those that have come since; nothing when there are none.
    fn news(&self, waiting: &Waiting) -> String {
        let new =
            waiting.orders.iter().filter(|(id, placed)| *placed >= self.since && !self.orders.contains(id)).count();
        match new {
            0 => String::new(),
            new if new == waiting.orders.len() && waiting.more => format!("{new} or more new orders: show"),
            new => format!("{}: show", plural(new, "new order")),
        }
    }
}

/// What is in it stays right even if somebody who had it has panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;
    use uuid::Uuid;

    /// Orders that were placed in these hours, latest first; each is the same whenever it is named.
    fn waiting(hours: &[u8], more: bool) -> Waiting {
        let order = |hour: &u8| {
            let placed = datetime!(2026-11-29 00:00 UTC) + time::Duration::hours((*hour).into());
            (OrderId(Uuid::from_u128((*hour).into())), placed)
        };
        Waiting { orders: hours.iter().map(order).collect(), more }
    }

    #[test]
    fn an_order_is_news_while_it_waits() {
        let seen = Seen::of(&waiting(&[9, 8], false));

        assert_eq!(seen.news(&waiting(&[9, 8], false)), "");
        assert_eq!(seen.news(&waiting(&[10, 9], false)), "1\u{a0}new order: show", "another has left meanwhile");
        assert_eq!(seen.news(&waiting(&[9, 8, 7], false)), "1\u{a0}new order: show", "paid only now");
        assert_eq!(seen.news(&waiting(&[9], false)), "");
    }

    #[test]
    fn an_older_order_that_comes_into_sight_is_no_news() {
        let seen = Seen::of(&waiting(&[9, 8], true));

        assert_eq!(seen.news(&waiting(&[9, 7], true)), "");
        assert_eq!(seen.news(&waiting(&[12, 11], true)), "2 or more new orders: show");
    }
}
