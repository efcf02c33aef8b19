//! What offers cost, how many are left, and what is held for order groups: the gRPC side of catalog.

mod ledger;
mod reserve;
mod settle;

mod adjust;

pub(crate) use adjust::seller;
pub(crate) use ledger::{Cause, Moved, Movement, Reason, record};
pub use settle::expire_holds;
pub(crate) use settle::{Ending, Part, end, give_back, restock, sell_late};

use crate::{Catalog, store::inventory as store};
use contracts::{
    Kind,
    ids::{GroupId, OfferId},
    inventory::{
        CommitRequest, CommitResponse, QuoteRequest, QuoteResponse, ReleaseRequest, ReleaseResponse, ReserveRequest,
        ReserveResponse,
        inventory_server::{self, InventoryServer},
        reserve_response::Outcome,
    },
};
use reserve::{Answer, Hold};
use std::time::Duration;
use tonic::{Request, Response, Status};
use web::{Gauge, Sweeper};

/// The most offers that one question may name: a full cart and as many things saved for later.
const MAX_OFFERS: usize = 200;

/// Answers `levomart.inventory.v1`, in this process or over a socket.
#[derive(Clone)]
pub struct Inventory {
    catalog: Catalog,
}

/// How often abandoned holds are looked for: what nobody buys is back on the shelf soon enough.
const SWEEP: Duration = Duration::from_secs(30);

/// The gRPC service's full name; its routes begin with it.
pub(crate) const NAME: &str = inventory_server::SERVICE_NAME;

/// The gRPC server of the inventory.
pub fn grpc(catalog: &Catalog) -> InventoryServer<Inventory> {
    InventoryServer::new(Inventory { catalog: catalog.clone() })
}

/// What inventory does by the clock.
pub(crate) fn sweepers(catalog: &Catalog) -> Vec<Sweeper> {
    let catalog = catalog.clone();
    vec![Sweeper::new("abandoned holds", SWEEP, move || {
        let catalog = catalog.clone();
        async move { expire_holds(&catalog).await.map(drop) }
    })]
}

/// How much is held for orders that are not paid yet.
pub(crate) fn live_reservations(catalog: &Catalog) -> Gauge {
    let db = catalog.db.clone();
    Gauge::new("levomart_reservations_live", "Offers held for order groups that are not paid yet.", move || {
        let db = db.clone();
        async move { Ok(store::count_held(&mut *db.acquire().await?).await? as f64) }
    })
}

#[tonic::async_trait]
impl inventory_server::Inventory for Inventory {
    async fn quote(&self, request: Request<QuoteRequest>) -> Result<Response<QuoteResponse>, Status> {
        let offers = offers(&request.get_ref().offer_ids)?;
        let mut connection = self.catalog.db.acquire().await.map_err(failed)?;
        let offers = store::quote(&mut connection, &offers).await.map_err(failed)?;
        Ok(Response::new(QuoteResponse { offers: offers.into_values().collect() }))
    }

    async fn reserve(&self, request: Request<ReserveRequest>) -> Result<Response<ReserveResponse>, Status> {
        let hold = Hold::parse(request.get_ref()).map_err(Status::invalid_argument)?;
        let outcome = match reserve::reserve(&self.catalog, &hold).await.map_err(failed)? {
            Answer::Reserved(reservation) => Outcome::Reserved(reservation),
            Answer::Refused(refusal) => Outcome::Refused(refusal),
            Answer::HoldsOtherLines => return Err(Status::invalid_argument("this group holds other lines")),
        };
        Ok(Response::new(ReserveResponse { outcome: Some(outcome) }))
    }

    async fn release(&self, request: Request<ReleaseRequest>) -> Result<Response<ReleaseResponse>, Status> {
        let ReleaseRequest { group_id, offer_ids } = request.get_ref();
        let (group, offers) = (group(group_id)?, offers(offer_ids)?);
        let part = if offers.is_empty() { Part::Whole } else { Part::Offers(&offers) };
        settle::settle(&self.catalog, group, part, Ending::Release).await.map_err(failed)?;
        Ok(Response::new(ReleaseResponse {}))
    }

    async fn commit(&self, request: Request<CommitRequest>) -> Result<Response<CommitResponse>, Status> {
        let group = group(&request.get_ref().group_id)?;
        settle::settle(&self.catalog, group, Part::Whole, Ending::Sell).await.map_err(failed)?;
        Ok(Response::new(CommitResponse {}))
    }
}

fn group(id: &str) -> Result<GroupId, Status> {
    id.parse().map_err(|_| Status::invalid_argument("a group id is a UUID"))
}

fn offers(ids: &[String]) -> Result<Vec<OfferId>, Status> {
    if ids.len() > MAX_OFFERS {
        return Err(Status::invalid_argument("at most 200 offers at once"));
    }
    ids.iter().map(|id| id.parse().map_err(|_| Status::invalid_argument("an offer id is a UUID"))).collect()
}

/// A status that says whether asking again may help, and nothing of the inside.
fn failed(error: impl Into<anyhow::Error>) -> Status {
    let problem = web::unexpected(&error.into());
    match problem.kind {
        Kind::Unavailable => Status::unavailable(problem.detail),
        _ => Status::internal(problem.detail),
    }
}
