//! A Redis of this run's own, set up as the local stack sets it up.

use crate::process::{Process, Signal};
use anyhow::{Context, ensure};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use testing::Port;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::Command,
};

const READY: Duration = Duration::from_secs(20);

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(2);

pub struct Redis {
    port: Port,
    home: PathBuf,
    process: Option<Process>,
}

impl Redis {
    /// Starts one with its data below a folder.
    pub async fn make(folder: &Path) -> anyhow::Result<Self> {
        let home = folder.join("redis");
        std::fs::create_dir(&home)?;
        let mut made = Self { port: Port::any()?, home, process: None };
        made.start().await?;
        Ok(made)
    }

    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    pub async fn start(&mut self) -> anyhow::Result<()> {
        let mut command = Command::new("redis-server");
        // A kill loses nothing that was answered: the kernel has it. A power cut may cost a second.
        command
            .args(["--bind", "127.0.0.1", "--port", &self.port.number.to_string(), "--appendonly", "yes"])
            .args(["--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction", "--dir"])
            .arg(&self.home);
        let mut process = Process::start("Redis", command, &self.home.with_extension("log"))?;
        process.until(READY, async || self.ask("PING").await.is_ok_and(|answer| answer == "+PONG\r\n")).await?;
        self.process = Some(process);
        Ok(())
    }

    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.process.take().context("Redis does not run")?.kill().await
    }

    /// Ends it in order.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.process.take().context("Redis does not run")?.end(Signal::Terminate).await.map(drop)
    }

    /// Forgets everything.
    pub async fn flush(&self) -> anyhow::Result<()> {
        let answer = self.ask("FLUSHALL").await?;
        ensure!(answer == "+OK\r\n", "FLUSHALL: {answer}");
        Ok(())
    }

    /// Takes one field out of every hash whose key looks like this.
    pub async fn lose_lines(&self, pattern: &str) -> anyhow::Result<()> {
        let script = format!(
            "EVAL \"for _, key in ipairs(redis.call('KEYS', '{pattern}')) do \
             if redis.call('TYPE', key).ok == 'hash' then local fields = redis.call('HKEYS', key) if #fields > 0 then redis.call('HDEL', key, fields[1]) end \
             end end return redis.status_reply('OK')\" 0"
        );
        let answer = self.ask(&script).await?;
        ensure!(answer == "+OK\r\n", "EVAL: {answer}");
        Ok(())
    }

    /// Sends one command as a line, and reads the short answer.
    async fn ask(&self, command: &str) -> anyhow::Result<String> {
        let asked = async {
            let mut stream = TcpStream::connect(self.address()).await?;
            stream.write_all(format!("{command}\r\n").as_bytes()).await?;
            let mut answer = [0; 512];
            let count = stream.read(&mut answer).await?;
            anyhow::Ok(String::from_utf8_lossy(&answer[..count]).into_owned())
        };
        tokio::time::timeout(ANSWER, asked).await.context("Redis does not answer")?
    }
}
