//! Takes a mail out of the house.

use crate::{Transport, store::Mail};
use anyhow::{Context, anyhow};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use time::macros::format_description;
use tokio::fs;

/// A mail server that takes longer for one mail is away. Shorter than the first back-off, during which the mail is ours.
const TIMEOUT: Duration = Duration::from_secs(20);

#[derive(Clone)]
pub struct Carrier {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Dir(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

/// Why a mail did not go out.
#[derive(Debug)]
pub enum Refusal {
    /// Another try may work.
    Later(anyhow::Error),
    /// It can never be sent: its recipient is none.
    Never(anyhow::Error),
}

impl Carrier {
    pub fn new(from: Mailbox, transport: &Transport) -> anyhow::Result<Self> {
        let way = match transport {
            Transport::Dir(folder) => Way::Dir(folder.clone()),
            Transport::Smtp { url } => {
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
                // The address may hold a password, so it is not repeated.
                Way::Smtp(builder.context("the address of the mail server is wrong")?.timeout(Some(TIMEOUT)).build())
            }
        };
        Ok(Self { from, way })
    }

    /// Sends one mail.
    pub async fn carry(&self, mail: Mail) -> Result<(), Refusal> {
        let file = file_name(&mail);
        let message = self.message(mail).map_err(Refusal::Never)?;
        match &self.way {
            Way::Dir(folder) => write(folder, &file, &message.formatted()).await.map_err(Refusal::Later),
            Way::Smtp(server) => match tokio::time::timeout(TIMEOUT, server.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                // Even a final refusal: behind it may be a wrong password of ours, which somebody will correct.
                Ok(Err(error)) => Err(Refusal::Later(error.into())),
                Err(_) => Err(Refusal::Later(anyhow!("the mail server takes too long"))),
            },
        }
    }

    /// The same mail is the same message, however often it is sent: whoever gets it twice can tell.
    fn message(&self, mail: Mail) -> anyhow::Result<Message> {
        let recipient: Address = mail.recipient.parse().context("the recipient is no address")?;
        let message_id = format!("<{}@{}>", mail.id, self.from.email.domain());
        // RFC 3834: nobody is away from a machine, so nothing shall answer.
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, recipient))
            .subject(mail.subject)
            .message_id(Some(message_id))
            .date(SystemTime::from(mail.created_at))
            .raw_header(automatic)
            .multipart(MultiPart::alternative_plain_html(mail.text, mail.html))
            .context("the mail cannot be written")
    }
}

/// Sorts by time and tells the kind: `20261122T131405.123Z-order-paid-<id>.eml`.
fn file_name(mail: &Mail) -> String {
    let format = format_description!("[year][month][day]T[hour][minute][second].[subsecond digits:3]Z");
    // The description names parts that every moment has.
    let time = mail.created_at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default();
    format!("{time}-{}-{}.eml", mail.kind, mail.id)
}

/// Whoever watches the folder sees whole files only.
async fn write(folder: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    fs::create_dir_all(folder).await.context("making the mail folder")?;
    let unfinished = folder.join(format!(".{name}"));
    fs::write(&unfinished, bytes).await.context("writing a mail")?;
    fs::rename(&unfinished, folder.join(name)).await.context("naming a mail")
}
