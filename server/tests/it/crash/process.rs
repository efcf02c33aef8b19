//! The real program, in a process that can be killed.

use crate::{
    browser::Browser,
    shop::{eventually, write_hashes},
};
use std::{
    fs::File,
    net::SocketAddr,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::Stdio,
};
use testing::Port;
use tokio::process::{Child, Command};
use uuid::Uuid;

const SIGKILL: i32 = 9;

/// A place where the program runs, again and again: its port, its settings, its log.
pub struct Place {
    pub address: SocketAddr,
    /// While nothing runs, nobody else is given its port.
    _port: Port,
    database: String,
    folder: PathBuf,
}

impl Place {
    pub fn new(database: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("crash-{}", Uuid::new_v4()));
        std::fs::create_dir_all(folder.join("mail")).unwrap();
        std::fs::hard_link(env!("CARGO_BIN_EXE_levomart"), folder.join("levomart")).unwrap();
        write_hashes(&folder);
        let port = Port::any().unwrap();
        Self { address: port.address(), _port: port, database: database.to_owned(), folder }
    }

    /// Starts the program and waits until it is ready.
    pub async fn start(&self) -> Child {
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let child = Command::new(self.folder.join("levomart"))
            .arg("serve")
            .env_clear()
            .env("LEVOMART__HTTP__LISTEN", self.address.to_string())
            .env("LEVOMART__HTTP__PUBLIC_URL", format!("http://{}", self.address))
            .env("LEVOMART__DATABASE__URL", &self.database)
            .env("LEVOMART__DATABASE__CONNECTIONS", "6")
            .env("LEVOMART__REDIS__URL", testing::redis_url())
            // All visitors come from one address.
            .env("LEVOMART__STOREFRONT__FORMS_PER_MINUTE", "0")
            .env("LEVOMART__SECRETS__KEY", "0123456789abcdef".repeat(4))
            .env("LEVOMART__MAIL__DIR", self.folder.join("mail"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        eventually("the program is ready", async || self.is_ready().await.then_some(())).await;
        child
    }

    async fn is_ready(&self) -> bool {
        let request = axum::http::Request::get("/readyz").body(String::new()).unwrap();
        Browser::on_the_wire(self.address).send(request).await.is_ok_and(|answer| answer.status == 200)
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// Fails if a part of the program has panicked; else the folder is no longer needed.
    pub fn leave(self) {
        let log = std::fs::read_to_string(self.log()).unwrap();
        let panics: Vec<&str> = log.lines().filter(|line| line.contains("panicked")).collect();
        assert!(panics.is_empty(), "{panics:#?}");
        std::fs::remove_dir_all(self.folder).unwrap();
    }
}

/// Kills the program where it stands: nothing of it runs any more, nothing is cleaned up.
pub async fn kill(mut child: Child) {
    child.start_kill().unwrap();
    let status = child.wait().await.unwrap();
    assert_eq!(status.signal(), Some(SIGKILL), "it had ended before: {status}");
}
