//! About what a shop wants mail.

use crate::{Notifications, error::Error, store};
use contracts::{
    Caller,
    ids::SellerId,
    notifications::{MailChoice, NoticeKind},
};
use serde_json::Value;
use sqlx::PgConnection;
use web::{Act, IfMatch};

/// What the caller's shop has decided, with what holds where it has not.
pub async fn show(notifications: &Notifications, caller: &Caller) -> Result<Vec<MailChoice>, Error> {
    let seller = caller.seller().ok_or(Error::NotFound("shop"))?;
    Ok(of_shop(&mut *notifications.db.acquire().await?, seller).await?)
}

/// Decides, if what was decided before is still as it was seen. Kinds that are not named stay as they are.
pub async fn choose(
    notifications: &Notifications,
    caller: &Caller,
    wanted: &IfMatch,
    choices: &[MailChoice],
) -> Result<Vec<MailChoice>, Error> {
    let seller = caller.seller().ok_or(Error::NotFound("shop"))?;
    if !matches!(caller, Caller::Member { owner: true, .. }) {
        return Err(Error::OnlyOwners);
    }
    let mut tx = notifications.db.begin().await?;
    store::mail_choices::lock(&mut tx, seller).await?;
    let before = of_shop(&mut tx, seller).await?;
    wanted.check(web::digest(&before))?;
    for choice in choices.iter().filter(|choice| choice.kind.is_choice()).take(NoticeKind::ALL.len()) {
        store::mail_choices::set(&mut tx, seller, *choice).await?;
    }
    let chosen = of_shop(&mut tx, seller).await?;
    if chosen != before {
        let act = Act {
            action: "seller.choose_mail",
            subject: ("seller", seller.0),
            seller: Some(seller),
            before: Some(besides(&before, &chosen)),
            after: Some(besides(&chosen, &before)),
            reason: None,
        };
        act.record(&mut tx, &notifications.outbox, caller).await?;
    }
    notifications.outbox.commit(tx).await?;
    Ok(chosen)
}

/// Those of the choices that the others do not have, by kind.
fn besides(choices: &[MailChoice], others: &[MailChoice]) -> Value {
    choices.iter().filter(|choice| !others.contains(choice)).map(|choice| (choice.kind.as_str(), choice.mail)).collect()
}

/// Whether a shop gets mail about this.
pub async fn wants(db: &mut PgConnection, seller: SellerId, kind: NoticeKind) -> Result<bool, sqlx::Error> {
    if !kind.is_choice() {
        return Ok(true);
    }
    let choices = of_shop(db, seller).await?;
    Ok(choices.iter().any(|choice| choice.kind == kind && choice.mail))
}

async fn of_shop(db: &mut PgConnection, seller: SellerId) -> Result<Vec<MailChoice>, sqlx::Error> {
    let made = store::mail_choices::of_shop(db, seller).await?;
    let choice = |kind: NoticeKind| {
        let made = made.iter().find(|choice| choice.kind == kind);
        made.copied().unwrap_or(MailChoice { kind, mail: kind.mailed_at_first() })
    };
    Ok(NoticeKind::ALL.into_iter().filter(|kind| kind.is_choice()).map(choice).collect())
}
