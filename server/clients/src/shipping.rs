//! Asks shipping.

use contracts::{
    Caller, Problem,
    ids::{GroupId, OrderId},
    shipping::Parcel,
};
use web::Upstream;

#[derive(Clone)]
pub struct Shipping(pub Upstream);

impl Shipping {
    /// The parcels of an order, for the seller's own members and for admins.
    pub async fn of_order(&self, caller: &Caller, order: OrderId) -> Result<Vec<Parcel>, Problem> {
        self.0.get(caller, &format!("/api/shipping/parcels?order={order}")).await
    }

    /// The parcels of a group. Asked by Levomart itself, after orders has let the caller see the group.
    pub async fn of_group(&self, group: GroupId) -> Result<Vec<Parcel>, Problem> {
        self.0.get(&Caller::System, &format!("/api/shipping/groups/{group}")).await
    }
}
