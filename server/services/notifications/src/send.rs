//! Sends what waits to be sent.

use crate::{
    carrier::{Carrier, Refusal},
    store::{self, Mail},
};
use sqlx::PgPool;
use tracing::{Instrument, debug, error, field::Empty, info, info_span, warn};

/// How often a mail is tried. With the back-off of [`store::take_due`] a mail server may be away for a night.
const TRIES: i32 = 8;

/// The most mails that one run sends, so that a run ends.
const BATCH: usize = 50;

/// Sent mails are kept this long, for questions; then only the fact remains. They hold addresses and links to orders.
pub const KEPT_DAYS: i32 = 30;

/// Sends the mails that are due, one at a time.
///
/// A mail is taken for one try before it is sent and marked after it: if the process ends in between, that mail, and no
/// other, is sent again after its back-off, with the same Message-ID.
pub async fn send_due(db: PgPool, carrier: Carrier) -> anyhow::Result<()> {
    store::give_up_unfinished(&mut *db.acquire().await?, TRIES).await?;
    for _ in 0..BATCH {
        let Some(mail) = store::take_due(&mut *db.acquire().await?, TRIES).await? else { break };
        let span = info_span!("mail", mail.id = %mail.id, mail.kind = mail.kind, trace_id = Empty);
        let span = trace::join(span, mail.traceparent.as_deref());
        send(&db, &carrier, mail).instrument(span).await?;
    }
    Ok(())
}

async fn send(db: &PgPool, carrier: &Carrier, mail: Mail) -> anyhow::Result<()> {
    let (id, tries) = (mail.id, mail.tries);
    match carrier.carry(mail).await {
        Ok(()) => {
            store::note_sent(&mut *db.acquire().await?, id).await?;
            info!("mail sent");
        }
        Err(Refusal::Later(cause)) if tries < TRIES => {
            warn!(tries, error = format!("{cause:#}"), "mail not sent yet");
        }
        Err(Refusal::Later(cause) | Refusal::Never(cause)) => {
            let reason = format!("{cause:#}").replace('\0', " ");
            error!(tries, error = reason, "mail given up");
            store::give_up(&mut *db.acquire().await?, id, &reason).await?;
        }
    }
    Ok(())
}

/// Empties mails that were sent long ago.
pub async fn forget_sent(db: PgPool) -> anyhow::Result<()> {
    let count = store::empty_sent(&mut *db.acquire().await?, KEPT_DAYS).await?;
    debug!(count, "sent mails emptied");
    Ok(())
}
