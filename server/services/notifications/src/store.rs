//! All SQL of notifications.

pub mod mail_choices;
pub mod notices;
pub mod waiting;

use crate::letter::Letter;
use contracts::{deal::Deal, notifications::NoticeKind};
use sqlx::{PgConnection, query, query_as, query_file, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

/// What a mail is about.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Welcome,
    OrderReceived,
    OrderPaid,
    OrderCancelled,
    LinesCancelled,
    OrderShipped,
    OrderDelivered,
    ReturnRefused,
    ReturnAccepted,
    /// The same as a notice tells.
    Notice(NoticeKind),
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::OrderReceived => "order-received",
            Self::OrderPaid => "order-paid",
            Self::OrderCancelled => "order-cancelled",
            Self::LinesCancelled => "lines-cancelled",
            Self::OrderShipped => "order-shipped",
            Self::OrderDelivered => "order-delivered",
            Self::ReturnRefused => "return-refused",
            Self::ReturnAccepted => "return-accepted",
            Self::Notice(NoticeKind::OrderNew) => "shop-order-new",
            Self::Notice(NoticeKind::OrderCancelled) => "shop-order-cancelled",
            Self::Notice(NoticeKind::ReturnAsked) => "shop-return-asked",
            Self::Notice(NoticeKind::StockLow) => "shop-stock-low",
            Self::Notice(NoticeKind::StockOut) => "shop-stock-out",
            Self::Notice(NoticeKind::ProductModerated) => "shop-product-moderated",
            Self::Notice(NoticeKind::Shop) => "shop-standing",
            Self::Notice(NoticeKind::ImportEnded) => "shop-import-ended",
            Self::Notice(NoticeKind::SellerApplied) => "market-seller-applied",
            Self::Notice(NoticeKind::ProductAnswered) => "market-product-answered",
        }
    }
}

/// A mail that is to be sent now.
pub struct Mail {
    pub id: Uuid,
    pub kind: String,
    pub recipient: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// How often it was tried, this time included.
    pub tries: i32,
    pub traceparent: Option<String>,
    pub created_at: OffsetDateTime,
}

/// Inserts a mail, unless there is one of its kind about the same thing.
pub async fn insert(
    db: &mut PgConnection,
    id: Uuid,
    kind: Kind,
    reference: Uuid,
    recipient: &str,
    letter: &Letter,
) -> Result<(), sqlx::Error> {
    query!(
        "insert into notifications.mails (id, kind, reference, recipient, subject, text, html, traceparent)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict on constraint mails_once do nothing",
        id,
        kind.as_str(),
        reference,
        recipient,
        letter.subject(),
        letter.text(),
        letter.html(),
        trace::current(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes the next mail that is due, for the one try that is counted here. Until the back-off has passed, nobody else
/// takes it: after the try `n` that is three to the power of `n - 1` minutes, some 18 hours over eight tries.
pub async fn take_due(db: &mut PgConnection, max_tries: i32) -> Result<Option<Mail>, sqlx::Error> {
    query_as!(
        Mail,
        "update notifications.mails
            set tries = tries + 1, not_before = now() + interval '1 minute' * power(3, tries)
          where id = (select id
                        from notifications.mails
                       where sent_at is null and failed is null and not_before <= now() and tries < $1
                       order by not_before, id
                       limit 1
                         for update skip locked)
         returning id, kind, recipient, subject, text, html, tries, traceparent, created_at",
        max_tries,
    )
    .fetch_optional(db)
    .await
}

pub async fn note_sent(db: &mut PgConnection, id: Uuid) -> Result<(), sqlx::Error> {
    query!("update notifications.mails set sent_at = now() where id = $1", id).execute(db).await?;
    Ok(())
}

pub async fn give_up(db: &mut PgConnection, id: Uuid, reason: &str) -> Result<(), sqlx::Error> {
    query!("update notifications.mails set failed = $2 where id = $1 and sent_at is null", id, reason)
        .execute(db)
        .await?;
    Ok(())
}

/// Gives up mails whose last try was never finished, because its process ended.
pub async fn give_up_unfinished(db: &mut PgConnection, max_tries: i32) -> Result<(), sqlx::Error> {
    query!(
        "update notifications.mails
            set failed = 'the last try was never finished'
          where sent_at is null and failed is null and not_before <= now() and tries >= $1",
        max_tries,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Empties mails that were sent more than `days` ago; returns how many.
pub async fn empty_sent(db: &mut PgConnection, days: i32) -> Result<u64, sqlx::Error> {
    let outcome = query!(
        "update notifications.mails
            set recipient = '', subject = '', text = '', html = ''
          where sent_at < now() - make_interval(days => $1) and recipient <> ''",
        days,
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected())
}

/// Writes what was told about purchases that were made up: notices of so many days, and mails, whose texts are kept for so
/// many.
pub async fn insert_deals(
    db: &mut PgConnection,
    deals: &[Deal],
    notice_days: i32,
    text_days: i32,
) -> Result<(), sqlx::Error> {
    query_file!("src/store/seed.sql", Json(deals) as _, notice_days, text_days).execute(db).await?;
    Ok(())
}
