//! From a payment that has arrived to the order.

use crate::visit::Visit;
use contracts::{
    Problem,
    ids::{GroupId, PaymentId},
    orders::{Group, GroupStatus},
};
use std::time::Duration;

/// The cart hears of a payment some milliseconds later. The way on waits this often and this long for it.
const LOOKS: u32 = 15;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Where somebody goes who has just paid. `group` is how the order stood before.
///
/// Goes on once the order is paid and the cart holds less than when this request began, so that the page shows both.
/// Where one of them takes longer, the page is right but for that.
pub async fn onward(visit: &Visit, group: &Group) -> String {
    if group.status == GroupStatus::Pending
        && let Err(problem) = bring(visit, group.id).await
    {
        tracing::warn!(order.group = %group.id, %problem, "an order hears of its payment later");
    }
    let in_cart = visit.cart_count;
    for _ in 0..LOOKS {
        if in_cart == 0 || visit.ask().cart.count(&visit.caller).await.is_ok_and(|now| now < in_cart) {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    format!("/orders/{}?paid", group.id)
}

/// The order hears of its payment now, whatever carries events.
async fn bring(visit: &Visit, group: GroupId) -> Result<(), Problem> {
    let succeeded = visit.ask().payments.succeeded(PaymentId(group.0)).await?;
    visit.ask().orders.hear(&succeeded).await
}
