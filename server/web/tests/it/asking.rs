//! Questions over a socket: what goes with them, when they are repeated, and when nobody waits any longer.

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::any,
};
use contracts::{Caller, Kind, Problem};
use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{net::TcpListener, sync::oneshot};
use uuid::Uuid;
use web::{Json, Origin, Passes, Refused, Remote, Upstream, Who, gated, heed_deadline, on_errand};

fn passes() -> Passes {
    Passes::new(&[7; 32])
}

/// A slice in another place.
async fn serve(router: Router) -> Upstream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let router = gated(router, "orders", &passes()).layer(middleware::from_fn(heed_deadline));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Upstream::Remote(Remote::new("orders", &base, &passes()).into())
}

/// Says "later" so many times before it answers, and counts how often it was asked.
async fn reluctant(times: usize) -> (Upstream, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let answer = async move |State(asked): State<Arc<AtomicUsize>>| -> Response {
        if asked.fetch_add(1, Ordering::Relaxed) < times {
            return Refused(Problem::unavailable("This")).into_response();
        }
        Json("here").into_response()
    };
    let upstream = serve(Router::new().route("/", any(answer)).with_state(Arc::clone(&asked))).await;
    (upstream, asked)
}

#[tokio::test]
async fn a_look_that_is_put_off_is_repeated_twice() {
    let (patient, asked) = reluctant(2).await;
    let (hopeless, in_vain) = reluctant(99).await;

    let answer: Result<String, Problem> = patient.get(&Caller::Nobody, "/").await;
    let refused: Result<String, Problem> = hopeless.get(&Caller::Nobody, "/").await;

    assert_eq!(answer.unwrap(), "here");
    assert_eq!(refused.unwrap_err().kind, Kind::Unavailable);
    assert_eq!((asked.load(Ordering::Relaxed), in_vain.load(Ordering::Relaxed)), (3, 3));
}

#[tokio::test]
async fn a_change_is_repeated_only_under_a_key() {
    let (bare, once) = reluctant(1).await;
    let (keyed, twice) = reluctant(1).await;

    let lost: Result<String, Problem> = bare.post(&Caller::Nobody, "/", &()).await;
    let done: Result<String, Problem> = keyed.send(&Caller::Nobody, Method::POST, "/", Some(&()), Some("k")).await;

    assert_eq!(lost.unwrap_err().kind, Kind::Unavailable);
    assert_eq!(done.unwrap(), "here");
    assert_eq!((once.load(Ordering::Relaxed), twice.load(Ordering::Relaxed)), (1, 2));
}

#[tokio::test]
async fn nobody_there_is_a_problem_like_any_other() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let upstream = Upstream::Remote(Remote::new("orders", &format!("http://{nobody}"), &passes()).into());
    let began = Instant::now();

    for _ in 0..100 {
        let away: Result<(), Problem> = upstream.get(&Caller::Nobody, "/").await;
        assert_eq!(away.unwrap_err().code, "unavailable");
    }

    // The first few were repeated; after that nobody was asked any more.
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(!upstream.lives().await);
}

#[tokio::test]
async fn the_one_who_is_asked_knows_who_asks_until_when_and_for_which_request() {
    let tell = async |Who(caller): Who, headers: HeaderMap| {
        let told = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        Json((caller, told("levomart-deadline-ms"), told("x-request-id")))
    };
    let upstream = serve(Router::new().route("/", any(tell))).await;
    let guest = Caller::Guest { id: Uuid::new_v4() };

    let id = HeaderValue::from_static("01a2");
    let asked = on_errand(
        Duration::from_secs(3),
        Origin { id: Some(id), ..Origin::default() },
        upstream.get::<(Caller, String, String)>(&guest, "/"),
    );
    let (caller, deadline, id) = asked.await.unwrap();
    let (_, unhurried, _) = upstream.get::<(Caller, String, String)>(&guest, "/").await.unwrap();

    assert_eq!((caller, id.as_str()), (guest, "01a2"));
    let deadline: u64 = deadline.parse().unwrap();
    assert!((2_000..=3_000).contains(&deadline), "{deadline}");
    assert!((9_000..=10_000).contains(&unhurried.parse::<u64>().unwrap()), "{unhurried}");
}

/// Says when it is given up.
struct Work(Option<oneshot::Sender<()>>);

impl Drop for Work {
    fn drop(&mut self) {
        let _ = self.0.take().unwrap().send(());
    }
}

#[tokio::test]
async fn who_is_asked_gives_up_together_with_the_asker() {
    let (given_up, hears) = oneshot::channel();
    let work = Arc::new(std::sync::Mutex::new(Some(Work(Some(given_up)))));
    let never = move |_: Request| {
        let work = work.lock().unwrap().take();
        async move {
            let _work = work;
            pending::<StatusCode>().await
        }
    };
    let upstream = serve(Router::new().route("/", any(never))).await;

    let began = Instant::now();
    let asked = on_errand(Duration::from_millis(200), Origin::default(), upstream.get::<()>(&Caller::Nobody, "/"));
    let refused = asked.await.unwrap_err();

    assert_eq!(refused.kind, Kind::Unavailable);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    hears.await.unwrap();
}
