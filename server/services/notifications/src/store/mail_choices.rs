//! What shops have decided about mail.

use contracts::{
    ids::SellerId,
    notifications::{MailChoice, NoticeKind},
};
use sqlx::{PgConnection, Result, query};

pub async fn of_shop(db: &mut PgConnection, seller: SellerId) -> Result<Vec<MailChoice>> {
    let rows = query!("select kind, mail from notifications.mail_choices where seller_id = $1", seller.0)
        .fetch_all(db)
        .await?;
    let known = |kind: &str, mail| Some(MailChoice { kind: NoticeKind::parse(kind)?, mail });
    Ok(rows.into_iter().filter_map(|row| known(&row.kind, row.mail)).collect())
}

/// Makes others who decide for the shop wait until the transaction ends.
pub async fn lock(tx: &mut PgConnection, seller: SellerId) -> Result<()> {
    query!(
        "select pg_advisory_xact_lock(hashtextextended('notifications.mail_choices/' || $1::text, 0))",
        seller.to_string(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub async fn set(db: &mut PgConnection, seller: SellerId, choice: MailChoice) -> Result<()> {
    query!(
        "insert into notifications.mail_choices (seller_id, kind, mail)
         values ($1, $2, $3)
             on conflict (seller_id, kind) do update set mail = excluded.mail",
        seller.0,
        choice.kind.as_str(),
        choice.mail,
    )
    .execute(db)
    .await?;
    Ok(())
}
