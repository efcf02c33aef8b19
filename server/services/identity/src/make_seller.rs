//! Makes a seller of somebody who begins to work for a shop.

use crate::{Error, store};
use contracts::{
    Caller, Role,
    events::{IdentityEvent, UserRoleChanged},
    ids::{SellerId, UserId},
};
use events::Outbox;
use serde_json::json;
use sqlx::PgConnection;
use web::Act;

/// Gives whoever only buys the role without which memberships count for nothing; everybody else keeps theirs. Nobody is
/// logged out by it: who stands where is asked with every request.
pub async fn make_seller(
    tx: &mut PgConnection,
    outbox: &Outbox,
    caller: &Caller,
    user: UserId,
    shop: SellerId,
) -> Result<(), Error> {
    let Some(version) = store::people::make_seller(tx, user).await? else { return Ok(()) };
    let role = Role::Seller;
    outbox.publish(tx, version, &IdentityEvent::UserRoleChanged(UserRoleChanged { user, role })).await?;
    let act = Act {
        action: "user.role",
        subject: ("user", user.0),
        seller: Some(shop),
        before: Some(json!({ "role": Role::User })),
        after: Some(json!({ "role": role })),
        reason: None,
    };
    Ok(act.record(tx, outbox, caller).await?)
}
