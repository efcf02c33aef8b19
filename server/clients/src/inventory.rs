//! Asks catalog for quotes and stock, over gRPC.

use contracts::{
    Caller, Problem,
    ids::{GroupId, OfferId},
    inventory::{
        CommitRequest, Line, Offer, QuoteRequest, ReleaseRequest, ReserveRequest, inventory_client::InventoryClient,
        reserve_response::Outcome,
    },
};
use std::{collections::HashMap, error::Error, sync::Arc, time::Duration};
use tonic::{
    Code, Request, Response, Status,
    body::Body,
    codegen::StdError,
    metadata::{Ascii, MetadataKey, MetadataValue},
    transport::{self, Endpoint},
};
use tower::{Service, ServiceExt, util::BoxCloneSyncService};
use web::{CONNECT_TIMEOUT, Remote, Tried};

/// How long an answer may take: a checkout waits for it.
const DEADLINE: Duration = Duration::from_secs(5);

/// How often a connection is tried on which nothing is asked, and how long its answer may take: a process that vanished
/// without a word is found out before somebody has to wait for it.
const KEEP_ALIVE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(2));

/// The error is a type of its own, not a boxed one: with that, futures that ask would not be `Send`.
type Channel = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, Status>;

/// The inventory of catalog. The generated client speaks to whatever carries gRPC: the server in this process, without
/// a socket, or a connection.
#[derive(Clone)]
pub struct Inventory {
    client: InventoryClient<Channel>,
    /// Where catalog is, unless in this process.
    remote: Option<Arc<Remote>>,
}

impl Inventory {
    /// Asks a server in this process.
    pub fn local<S>(server: S) -> Self
    where
        S: Service<http::Request<Body>, Response = http::Response<Body>> + Clone + Send + Sync + 'static,
        S::Error: Into<StdError>,
        S::Future: Send + 'static,
    {
        Self { client: client(server), remote: None }
    }

    /// Asks another process. Nothing is connected before the first question, and a connection that is lost is made anew.
    pub fn remote(remote: &Arc<Remote>) -> Result<Self, transport::Error> {
        let endpoint = Endpoint::from_shared(remote.base().to_owned())?
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(KEEP_ALIVE.0)
            .keep_alive_timeout(KEEP_ALIVE.1)
            .keep_alive_while_idle(true);
        Ok(Self { client: client(endpoint.connect_lazy()), remote: Some(remote.clone()) })
    }

    /// Today's price, stock and description of offers, by id. Unknown offers are missing from the answer.
    pub async fn quote(&self, offers: &[OfferId]) -> Result<HashMap<OfferId, Offer>, Problem> {
        if offers.is_empty() {
            return Ok(HashMap::new());
        }
        let question = QuoteRequest { offer_ids: offers.iter().map(ToString::to_string).collect() };
        let answer = self.ask(&question, |mut client, request| async move { client.quote(request).await }).await?;
        answer.offers.into_iter().map(|offer| Ok((parse(&offer.offer_id)?, offer))).collect()
    }

    /// Holds stock for a group, all lines or none. The prices in the answer are authoritative.
    pub async fn reserve(&self, group: GroupId, lines: &[(OfferId, u32)], ttl: Duration) -> Result<Outcome, Problem> {
        let question = ReserveRequest {
            group_id: group.to_string(),
            lines: lines
                .iter()
                .map(|(offer, quantity)| Line { offer_id: offer.to_string(), quantity: *quantity })
                .collect(),
            ttl_seconds: u32::try_from(ttl.as_secs()).unwrap_or(u32::MAX),
        };
        let answer = self.ask(&question, |mut client, request| async move { client.reserve(request).await }).await?;
        answer.outcome.ok_or_else(Problem::internal)
    }

    /// Gives back what a group holds: everything, or the named offers.
    pub async fn release(&self, group: GroupId, offers: &[OfferId]) -> Result<(), Problem> {
        let question =
            ReleaseRequest { group_id: group.to_string(), offer_ids: offers.iter().map(ToString::to_string).collect() };
        self.ask(&question, |mut client, request| async move { client.release(request).await }).await?;
        Ok(())
    }

    /// Turns a group's hold into a sale.
    pub async fn commit(&self, group: GroupId) -> Result<(), Problem> {
        let question = CommitRequest { group_id: group.to_string() };
        self.ask(&question, |mut client, request| async move { client.commit(request).await }).await?;
        Ok(())
    }

    /// Asks within the deadline. Every question is idempotent, by group or because it only looks: one that another process
    /// did not answer may be asked again.
    async fn ask<Q: Clone, A, F>(
        &self,
        question: &Q,
        call: impl Fn(InventoryClient<Channel>, Request<Q>) -> F,
    ) -> Result<A, Problem>
    where
        F: Future<Output = Result<Response<A>, Status>>,
    {
        let once = || call(self.client.clone(), self.request(question));
        let away = || Status::unavailable("catalog does not answer");
        let answer = match &self.remote {
            None => tokio::time::timeout(web::left(DEADLINE), once()).await.unwrap_or_else(|_| Err(away())),
            Some(remote) => {
                let tried = || {
                    let answer = once();
                    async { tried(answer.await) }
                };
                remote.persist(DEADLINE, true, tried).await.unwrap_or_else(|| Err(away()))
            }
        };
        answer.map(Response::into_inner).map_err(problem)
    }

    /// The deadline goes with the credentials. As `grpc-timeout`, tonic's channel would keep it besides, and time that ran
    /// out here would count against catalog.
    fn request<Q: Clone>(&self, question: &Q) -> Request<Q> {
        let mut request = Request::new(question.clone());
        let left = web::left(DEADLINE);
        for (name, value) in self.remote.iter().flat_map(|remote| remote.credentials(&Caller::System, left)) {
            let key = MetadataKey::<Ascii>::from_bytes(name.as_str().as_bytes());
            if let (Ok(key), Ok(value)) = (key, MetadataValue::try_from(value.as_bytes())) {
                request.metadata_mut().insert(key, value);
            }
        }
        request
    }
}

fn client<S>(server: S) -> InventoryClient<Channel>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>> + Clone + Send + Sync + 'static,
    S::Error: Into<StdError>,
    S::Future: Send + 'static,
{
    InventoryClient::new(BoxCloneSyncService::new(server.map_err(|error| Status::from_error(error.into()))))
}

/// Whether somebody answered. A status that catalog sent has no cause of its own; one that has a cause stands for a
/// connection that could not be made or was lost, and that may be called anything.
fn tried<A>(answer: Result<A, Status>) -> Tried<Result<A, Status>> {
    match answer {
        Err(status) if status.source().is_some() => Tried::Unreachable(status.to_string()),
        Err(status) if status.code() == Code::Unavailable => Tried::Busy(Err(status)),
        answer => Tried::Answered(answer),
    }
}

fn parse(id: &str) -> Result<OfferId, Problem> {
    id.parse().map_err(|_| Problem::internal())
}

/// A gRPC status as a problem. Only what a caller can act on keeps its words.
fn problem(status: Status) -> Problem {
    use contracts::Kind;
    match status.code() {
        Code::InvalidArgument => Problem::new(Kind::Invalid, "invalid", status.message()),
        Code::NotFound => Problem::not_found("offer"),
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::ResourceExhausted => {
            Problem::unavailable("The stock")
        }
        _ => {
            tracing::error!(code = ?status.code(), message = status.message(), "inventory failed");
            Problem::internal()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::Kind;
    use std::io;

    #[test]
    fn only_what_catalog_has_sent_is_an_answer() {
        let lost = Status::from_error(io::Error::from(io::ErrorKind::BrokenPipe).into());

        assert!(matches!(tried::<()>(Err(lost)), Tried::Unreachable(_)));
        assert!(matches!(tried::<()>(Err(Status::unavailable("later"))), Tried::Busy(Err(_))));
        for code in [Code::Unknown, Code::Cancelled, Code::Internal] {
            assert!(matches!(tried::<()>(Err(Status::new(code, "no"))), Tried::Answered(Err(_))), "{code:?}");
        }
    }

    #[test]
    fn a_question_that_was_given_up_may_be_asked_later() {
        for code in [Code::Unavailable, Code::DeadlineExceeded, Code::Cancelled, Code::ResourceExhausted] {
            assert_eq!(problem(Status::new(code, "later")).kind, Kind::Unavailable, "{code:?}");
        }
        assert_eq!(problem(Status::unknown("no")).kind, Kind::Internal);
    }
}
