//! What one event has people told: notices and mails, written together with the event's mark.

use crate::{
    Notifications,
    letter::{Letter, Part},
    mail_choices,
    notices::MARKET,
    store::{self, Kind, notices},
};
use contracts::{Problem, ids::SellerId, notifications::NoticeKind};
use events::{Envelope, Inbox};
use sqlx::PgConnection;
use uuid::Uuid;

const INBOX: Inbox = Inbox::new("notifications");

/// What the members of a shop, or an applicant, are told.
pub struct Told {
    pub kind: NoticeKind,
    pub title: String,
    pub text: String,
    /// A path of the shop.
    pub href: String,
}

impl Told {
    /// The same as a letter.
    fn letter(&self, public_url: &str) -> Letter {
        let button = Part::Button { label: "See it".to_owned(), href: format!("{public_url}{}", self.href) };
        let parts = vec![Part::Title(self.title.clone()), Part::Paragraph(self.text.clone()), button];
        Letter { subject: self.title.clone(), parts }
    }
}

/// All that one event has people told.
#[derive(Default)]
pub struct Word {
    /// Id, audience, and what is said.
    notices: Vec<(Uuid, Uuid, Told)>,
    mails: Vec<Mail>,
}

struct Mail {
    kind: Kind,
    reference: Uuid,
    recipient: String,
    letter: Letter,
}

impl Word {
    /// A mail, once per kind and reference.
    pub fn mail(&mut self, kind: Kind, reference: Uuid, recipient: &str, letter: Letter) {
        self.mails.push(Mail { kind, reference, recipient: recipient.to_owned(), letter });
    }

    /// Tells a shop in its room, and by mail if it wants that.
    pub async fn tell_shop(
        &mut self,
        notifications: &Notifications,
        seller: SellerId,
        told: Told,
    ) -> anyhow::Result<()> {
        let wanted = {
            let mut db = notifications.db.acquire().await?;
            mail_choices::wants(&mut db, seller, told.kind).await?
        };
        let contact = if wanted { existing(notifications.identity.contact(seller).await)? } else { None };
        let id = Uuid::now_v7();
        // A shop that the operator has opened may have left no address.
        if let Some(contact) = contact.filter(|contact| !contact.email.is_empty()) {
            self.mail(Kind::Notice(told.kind), id, &contact.email, told.letter(&notifications.public_url));
        }
        self.notices.push((id, seller.0, told));
        Ok(())
    }

    /// Tells those who look after the market, in their room.
    pub fn tell_market(&mut self, told: Told) {
        self.notices.push((Uuid::now_v7(), MARKET, told));
    }

    /// Tells an applicant, also by mail.
    pub fn tell_applicant(&mut self, notifications: &Notifications, user: Uuid, email: &str, told: Told) {
        let id = Uuid::now_v7();
        self.mail(Kind::Notice(told.kind), id, email, told.letter(&notifications.public_url));
        self.notices.push((id, user, told));
    }

    /// Writes it down, once per event.
    pub async fn tell(self, notifications: &Notifications, envelope: &Envelope) -> anyhow::Result<()> {
        let mut tx = notifications.db.begin().await?;
        if first_time(&mut tx, envelope).await? {
            self.write(&mut tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Writes it down, in a transaction in which the event was found to be new.
    pub async fn write(self, tx: &mut PgConnection) -> Result<(), sqlx::Error> {
        for (id, audience, told) in &self.notices {
            notices::insert(tx, *id, *audience, told).await?;
        }
        for mail in &self.mails {
            store::insert(tx, Uuid::now_v7(), mail.kind, mail.reference, &mail.recipient, &mail.letter).await?;
        }
        Ok(())
    }
}

/// Whether an event was not handled before.
pub async fn first_time(tx: &mut PgConnection, envelope: &Envelope) -> Result<bool, sqlx::Error> {
    INBOX.first_time(tx, envelope).await
}

/// What is gone by now needs no word.
pub fn existing<T>(answer: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match answer {
        Err(problem) if problem.kind == contracts::Kind::NotFound => Ok(None),
        answer => answer.map(Some),
    }
}
