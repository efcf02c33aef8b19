//! How mail goes out.

use crate::{World, group, meera};
use contracts::{
    Role,
    events::{IdentityEvent, UserCreated},
};
use notifications::Transport;
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use uuid::Uuid;

#[tokio::test]
async fn a_mail_is_written_once_under_a_name_that_tells_what_it_is() {
    let world = World::new(group()).await;
    welcome(&world).await;

    world.send().await;
    world.send().await;

    let mails = world.mails().await;
    let [(name, file)] = &world.files()[..] else { panic!("there is not one file") };
    assert!(mails[0].sent && mails[0].failed.is_none());
    assert!(name.ends_with(&format!("Z-welcome-{}.eml", mails[0].id)), "{name}");
    for expected in [
        format!("Message-ID: <{}@shop.example>", mails[0].id),
        "From: Levomart <mail@shop.example>".to_owned(),
        "Auto-Submitted: auto-generated".to_owned(),
        "multipart/alternative".to_owned(),
        "text/plain".to_owned(),
        "text/html".to_owned(),
    ] {
        assert!(file.contains(&expected), "{expected} is missing in\n{file}");
    }
}

#[tokio::test]
async fn a_mail_that_was_not_noted_as_sent_goes_again_as_the_same_message() {
    let world = World::new(group()).await;
    welcome(&world).await;
    world.send().await;
    let first = world.files();

    sqlx::query("update notifications.mails set sent_at = null, not_before = now()")
        .execute(&world.database.pool)
        .await
        .unwrap();
    world.send().await;

    let head = |file: &str| file.split("Content-Type").next().unwrap().to_owned();
    let again = world.files();
    assert_eq!((again.len(), world.mails().await[0].tries), (1, 2));
    assert_eq!(head(&again[0].1), head(&first[0].1));
}

#[tokio::test]
async fn what_cannot_be_sent_is_tried_eight_times_and_then_given_up() {
    let file = std::env::temp_dir().join(format!("levomart-no-folder-{}", Uuid::new_v4().simple()));
    std::fs::write(&file, "in the way").unwrap();
    let world = World::sending_to(group(), Transport::Dir(file.join("mail")), PathBuf::new()).await;
    welcome(&world).await;

    world.send().await;
    world.send().await;
    let waiting = world.mails().await[0].tries;
    for _ in 0..9 {
        make_due(&world).await;
        world.send().await;
    }

    let mails = world.mails().await;
    assert_eq!(waiting, 1, "a failed try waits before the next one");
    assert_eq!((mails[0].tries, mails[0].sent), (8, false));
    assert!(mails[0].failed.as_ref().is_some_and(|reason| reason.contains("folder")), "{:?}", mails[0].failed);
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn what_could_not_be_sent_is_sent_when_the_way_is_free() {
    let file = std::env::temp_dir().join(format!("levomart-no-folder-{}", Uuid::new_v4().simple()));
    std::fs::write(&file, "in the way").unwrap();
    let world = World::sending_to(group(), Transport::Dir(file.clone()), file.clone()).await;
    welcome(&world).await;
    world.send().await;

    std::fs::remove_file(&file).unwrap();
    make_due(&world).await;
    world.send().await;

    assert!(world.mails().await[0].sent);
    assert_eq!(world.files().len(), 1);
}

#[tokio::test]
async fn a_mail_whose_last_try_was_never_finished_is_given_up() {
    let world = World::new(group()).await;
    welcome(&world).await;
    sqlx::query("update notifications.mails set tries = 8").execute(&world.database.pool).await.unwrap();

    world.send().await;

    assert!(world.mails().await[0].failed.is_some());
}

#[tokio::test]
async fn an_address_that_is_none_is_given_up_at_once_and_holds_up_nobody() {
    let world = World::new(group()).await;
    world.outside.lock().unwrap().user.as_mut().unwrap().email = "no address".to_owned();
    welcome(&world).await;
    world.outside.lock().unwrap().user = Some(meera());
    welcome(&world).await;

    world.send().await;

    let mails = world.mails().await;
    assert!(mails[0].failed.is_some() && mails[0].tries == 1);
    assert!(mails[1].sent);
}

#[tokio::test]
async fn a_mail_server_gets_every_mail_once_from_two_who_send_at_once() {
    let (url, received) = mail_server().await;
    let world = World::sending_to(group(), Transport::Smtp { url }, PathBuf::new()).await;
    for _ in 0..6 {
        welcome(&world).await;
    }

    tokio::join!(world.send(), world.send());

    let mails = world.mails().await;
    let received = received.lock().unwrap();
    assert_eq!(received.len(), 6);
    for mail in mails {
        let id = format!("<{}@shop.example>", mail.id);
        assert!(mail.sent);
        assert_eq!(received.iter().filter(|message| message.contains(&id)).count(), 1);
    }
}

#[tokio::test]
async fn sent_mail_is_emptied_after_a_month() {
    let world = World::new(group()).await;
    welcome(&world).await;
    world.send().await;
    let emptying = &world.service.sweepers[1];

    emptying.run().await.unwrap();
    let before = world.mails().await[0].text.clone();
    sqlx::query("update notifications.mails set sent_at = now() - interval '31 days'")
        .execute(&world.database.pool)
        .await
        .unwrap();
    emptying.run().await.unwrap();

    let mails = world.mails().await;
    assert!(before.contains("Welcome"));
    assert_eq!((mails[0].recipient.as_str(), mails[0].text.as_str(), mails[0].html.as_str()), ("", "", ""));
}

/// Puts a mail to a new user among those that wait.
async fn welcome(world: &World) {
    let user = contracts::ids::UserId(Uuid::new_v4());
    world.hear(&IdentityEvent::UserCreated(UserCreated { user, role: Role::User })).await;
}

async fn make_due(world: &World) {
    sqlx::query("update notifications.mails set not_before = now()").execute(&world.database.pool).await.unwrap();
}

/// A mail server that takes everything, its address, and what it has taken.
async fn mail_server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let received = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&received);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, Arc::clone(&kept)));
        }
    });
    (url, received)
}

async fn talk(stream: TcpStream, received: Arc<Mutex<Vec<String>>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 ready\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer: &[u8] = match line.split(' ').next() {
            Some("DATA") => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut message = String::new();
                while let Ok(Some(line)) = lines.next_line().await
                    && line != "."
                {
                    message += &line;
                    message.push('\n');
                }
                received.lock().unwrap().push(message);
                b"250 taken\r\n"
            }
            Some("QUIT") => b"221 bye\r\n",
            _ => b"250 fine\r\n",
        };
        write.write_all(answer).await.unwrap();
    }
}
