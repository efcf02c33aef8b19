//! Accounts and shops.

use crate::{
    Notifications, shops,
    store::{Kind, waiting},
    told::{Word, existing, first_time},
    welcome,
};
use contracts::{
    events::{IdentityEvent, SellerAnswered, UserCreated},
    ids::SellerId,
};
use events::Envelope;

pub async fn hear(notifications: Notifications, event: IdentityEvent, envelope: Envelope) -> anyhow::Result<()> {
    match event {
        IdentityEvent::UserCreated(created) => welcome_user(&notifications, &created, &envelope).await,
        IdentityEvent::SellerApplied(applied) => {
            let mut word = Word::default();
            word.tell_market(shops::applied(&applied));
            tell(&notifications, &envelope, word, Waits::FromNowOn(applied.seller)).await
        }
        IdentityEvent::SellerAnswered(answered) => answer(&notifications, &answered, &envelope).await,
        IdentityEvent::SellerApproved(approved) => {
            let mut word = Word::default();
            let waited = waiting::waits(&mut *notifications.db.acquire().await?, approved.seller).await?;
            if waited {
                word.tell_shop(&notifications, approved.seller, shops::approved(&approved.name)).await?;
            }
            tell(&notifications, &envelope, word, Waits::NoLonger(approved.seller)).await
        }
        IdentityEvent::SellerSuspended(suspended) => {
            let mut word = Word::default();
            let told = shops::suspended(suspended.reason.as_deref());
            word.tell_shop(&notifications, suspended.seller, told).await?;
            tell(&notifications, &envelope, word, Waits::FromNowOn(suspended.seller)).await
        }
        IdentityEvent::UserRoleChanged(_) => Ok(()),
    }
}

async fn welcome_user(notifications: &Notifications, created: &UserCreated, envelope: &Envelope) -> anyhow::Result<()> {
    let mut word = Word::default();
    if let Some(user) = existing(notifications.identity.user(created.user).await)? {
        let letter = welcome::welcome(&user, &notifications.public_url);
        word.mail(Kind::Welcome, created.user.0, &user.email, letter);
    }
    word.tell(notifications, envelope).await
}

async fn answer(notifications: &Notifications, event: &SellerAnswered, envelope: &Envelope) -> anyhow::Result<()> {
    let Some(applicant) = existing(notifications.identity.user(event.applicant).await)? else { return Ok(()) };
    let mut word = Word::default();
    word.tell_applicant(notifications, applicant.id.0, &applicant.email, shops::answered(event));
    word.tell(notifications, envelope).await
}

/// Whether a shop waits for the market's word.
enum Waits {
    FromNowOn(SellerId),
    NoLonger(SellerId),
}

async fn tell(notifications: &Notifications, envelope: &Envelope, word: Word, waits: Waits) -> anyhow::Result<()> {
    let mut tx = notifications.db.begin().await?;
    if first_time(&mut tx, envelope).await? {
        match waits {
            Waits::FromNowOn(seller) => waiting::begin(&mut tx, seller).await?,
            Waits::NoLonger(seller) => waiting::end(&mut tx, seller).await?,
        }
        word.write(&mut tx).await?;
    }
    Ok(tx.commit().await?)
}
