//! From a payment that has arrived to the order.

use crate::visit::Visit;
use contracts::{ids::GroupId, orders::GroupStatus};
use std::time::Duration;

/// The order and the cart hear of a payment some milliseconds later. The way on waits this often and this long for them.
const LOOKS: u32 = 15;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Where somebody goes who has just paid.
///
/// Goes on once the order is paid and the cart holds less than when this request began, so that the page shows both.
/// Where one of them takes longer, the page is right but for that.
pub async fn onward(visit: &Visit, group: GroupId) -> String {
    let in_cart = visit.cart_count;
    for _ in 0..LOOKS {
        let (order, now) =
            tokio::join!(visit.ask().orders.group(&visit.caller, group), visit.ask().cart.count(&visit.caller));
        let paid = order.is_ok_and(|order| order.status != GroupStatus::Pending);
        if paid && (in_cart == 0 || now.is_ok_and(|now| now < in_cart)) {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    format!("/orders/{group}?paid")
}
