//! Asks catalog for quotes and stock, over gRPC.

use contracts::{
    Problem,
    ids::{GroupId, OfferId},
    inventory::{
        CommitRequest, Line, Offer, QuoteRequest, ReleaseRequest, ReserveRequest, inventory_client::InventoryClient,
        reserve_response::Outcome,
    },
};
use std::{collections::HashMap, time::Duration};
use tonic::{Code, Status, body::Body, codegen::StdError};
use tower::{Service, ServiceExt, util::BoxCloneSyncService};

/// How long an answer may take: a checkout waits for it.
const DEADLINE: Duration = Duration::from_secs(5);

/// The error is a type of its own, not a boxed one: with that, futures that ask would not be `Send`.
type Channel = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, Status>;

/// The inventory of catalog. The generated client speaks to whatever carries gRPC: the server in this process, without
/// a socket, or a connection.
#[derive(Clone)]
pub struct Inventory(InventoryClient<Channel>);

impl Inventory {
    /// Asks a server in this process.
    pub fn local<S>(server: S) -> Self
    where
        S: Service<http::Request<Body>, Response = http::Response<Body>> + Clone + Send + Sync + 'static,
        S::Error: Into<StdError>,
        S::Future: Send + 'static,
    {
        Self(InventoryClient::new(BoxCloneSyncService::new(server.map_err(|error| Status::from_error(error.into())))))
    }

    /// Today's price, stock and description of offers, by id. Unknown offers are missing from the answer.
    pub async fn quote(&self, offers: &[OfferId]) -> Result<HashMap<OfferId, Offer>, Problem> {
        if offers.is_empty() {
            return Ok(HashMap::new());
        }
        let request = QuoteRequest { offer_ids: offers.iter().map(ToString::to_string).collect() };
        let answer = self.0.clone().quote(with_deadline(request)).await.map_err(problem)?.into_inner();
        answer.offers.into_iter().map(|offer| Ok((parse(&offer.offer_id)?, offer))).collect()
    }

    /// Holds stock for a group, all lines or none. The prices in the answer are authoritative.
    pub async fn reserve(&self, group: GroupId, lines: &[(OfferId, u32)], ttl: Duration) -> Result<Outcome, Problem> {
        let request = ReserveRequest {
            group_id: group.to_string(),
            lines: lines
                .iter()
                .map(|(offer, quantity)| Line { offer_id: offer.to_string(), quantity: *quantity })
                .collect(),
            ttl_seconds: u32::try_from(ttl.as_secs()).unwrap_or(u32::MAX),
        };
        let answer = self.0.clone().reserve(with_deadline(request)).await.map_err(problem)?.into_inner();
        answer.outcome.ok_or_else(Problem::internal)
    }

    /// Gives back what a group holds: everything, or the named offers.
    pub async fn release(&self, group: GroupId, offers: &[OfferId]) -> Result<(), Problem> {
        let request =
            ReleaseRequest { group_id: group.to_string(), offer_ids: offers.iter().map(ToString::to_string).collect() };
        self.0.clone().release(with_deadline(request)).await.map_err(problem)?;
        Ok(())
    }

    /// Turns a group's hold into a sale.
    pub async fn commit(&self, group: GroupId) -> Result<(), Problem> {
        let request = CommitRequest { group_id: group.to_string() };
        self.0.clone().commit(with_deadline(request)).await.map_err(problem)?;
        Ok(())
    }
}

fn with_deadline<T>(message: T) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    request.set_timeout(DEADLINE);
    request
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
        Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted => Problem::unavailable("The stock"),
        _ => {
            tracing::error!(code = ?status.code(), message = status.message(), "inventory failed");
            Problem::internal()
        }
    }
}
