//! What gateways called to say.

use crate::gateway::Callback;
use sqlx::PgConnection;

/// Keeps a callback; a repeat changes nothing.
pub async fn keep(db: &mut PgConnection, gateway: &str, callback: &Callback) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into payments.callbacks (id, gateway, body)
         values ($1, $2, $3)
         on conflict do nothing",
        callback.id,
        gateway,
        callback.body,
    )
    .execute(db)
    .await?;
    Ok(())
}
