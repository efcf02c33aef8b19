//! Processes that this run has started, and no others.

use anyhow::{Context, bail};
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::{Duration, Instant},
};
use tokio::process::{Child, Command};

/// How long a process may take to end after it was told to.
const END: Duration = Duration::from_secs(40);

/// Between two looks whether something has happened.
const LOOK: Duration = Duration::from_millis(50);

/// What a process is sent.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    Terminate,
    Interrupt,
    Stop,
    Continue,
}

/// A process, and where its output goes. It is killed with the value.
pub struct Process {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program; what it says is added to a file.
    pub fn start(name: &'static str, mut command: Command, log: &Path) -> anyhow::Result<Self> {
        let output = File::options().create(true).append(true).open(log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            // Ctrl-C is for the run, which then ends them in its own way.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        Ok(Self { name, child, log: log.to_owned() })
    }

    /// Kills it where it stands, and waits until nothing of it runs any more.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        // Nobody can end a process that is stopped but by this.
        self.child.kill().await.with_context(|| format!("{} cannot be killed", self.name))
    }

    /// Sends a signal. The process has not been waited for, so its number is nobody else's.
    pub async fn send(&self, signal: Signal) -> anyhow::Result<()> {
        let Some(pid) = self.child.id() else { bail!("{} has ended", self.name) };
        let signal = match signal {
            Signal::Terminate => "-TERM",
            Signal::Interrupt => "-INT",
            Signal::Stop => "-STOP",
            Signal::Continue => "-CONT",
        };
        let sent = Command::new("kill").args([signal, &pid.to_string()]).status().await?;
        if !sent.success() {
            bail!("{} could not be sent {signal}", self.name);
        }
        Ok(())
    }

    /// Tells it to end, and waits until it has.
    pub async fn end(mut self, signal: Signal) -> anyhow::Result<ExitStatus> {
        self.send(signal).await?;
        let ended = tokio::time::timeout(END, self.child.wait()).await;
        Ok(ended.with_context(|| format!("{} did not end within {END:?}", self.name))??)
    }

    /// Waits until it can do its work.
    ///
    /// # Errors
    /// The last line that it said, when it has ended instead, or takes too long.
    pub async fn until(&mut self, patience: Duration, ready: impl AsyncFn() -> bool) -> anyhow::Result<()> {
        let began = Instant::now();
        while !ready().await {
            if self.child.try_wait()?.is_some() || began.elapsed() > patience {
                let said = std::fs::read(&self.log).unwrap_or_default();
                let said = String::from_utf8_lossy(&said);
                bail!("{} did not start: {}", self.name, said.lines().last().unwrap_or_default());
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Memory that it has for itself and its libraries, bytes.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(1024 * kilobytes.trim().trim_end_matches(" kB").parse::<u64>().ok()?)
    }
}

/// Waits until something is so.
///
/// # Errors
/// When that takes too long.
pub async fn eventually(what: &str, patience: Duration, look: impl AsyncFn() -> bool) -> anyhow::Result<()> {
    let began = Instant::now();
    while !look().await {
        if began.elapsed() > patience {
            bail!("not within {patience:?}: {what}");
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}
