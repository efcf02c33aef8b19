//! A PostgreSQL of this run's own.

use crate::process::{Process, Signal};
use anyhow::{Context, bail, ensure};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    net::SocketAddr,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use testing::Port;
use tokio::process::Command;

/// How long it may take to be ready, having to read its log again after a kill.
const READY: Duration = Duration::from_secs(60);

/// The user as whom it runs when we are root, as whom it refuses to run. Debian's package makes it.
const OWNER: &str = "postgres";

/// The name of the shop's database.
pub const SHOP: &str = "shop";

/// A cluster with a database for the shop.
pub struct Postgres {
    port: Port,
    programs: PathBuf,
    home: PathBuf,
    owner: Option<(u32, u32)>,
    process: Option<Process>,
}

impl Postgres {
    /// Makes a cluster below a folder, and starts it.
    pub async fn make(folder: &Path) -> anyhow::Result<Self> {
        let home = folder.join("postgres");
        std::fs::create_dir(&home)?;
        let owner = owner()?;
        if let Some((user, group)) = owner {
            chown(&home, Some(user), Some(group))?;
        }
        let mut made = Self { port: Port::any()?, programs: programs()?, home, owner, process: None };
        let mut initdb = made.program("initdb");
        initdb.args(["-U", "levomart", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D"]).arg(made.data());
        let output = initdb.output().await?;
        ensure!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr).trim());
        made.start().await?;
        made.execute("postgres", &format!("create database {SHOP}")).await?;
        Ok(made)
    }

    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// The address of a database, past every proxy.
    pub fn url(&self, database: &str) -> String {
        url(self.address(), database)
    }

    /// Starts it. What a kill has left running lets go of the data within a moment, so this is tried more than once.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        let began = Instant::now();
        while let Err(problem) = self.try_to_start().await {
            if began.elapsed() > READY {
                return Err(problem);
            }
        }
        Ok(())
    }

    async fn try_to_start(&mut self) -> anyhow::Result<()> {
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.data()).args(["-p", &self.port.number.to_string()]);
        for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"] {
            command.args(["-c", setting]);
        }
        let mut process = Process::start("PostgreSQL", command, &self.home.with_extension("log"))?;
        process.until(READY, async || PgConnection::connect(&self.url("postgres")).await.is_ok()).await?;
        self.process = Some(process);
        Ok(())
    }

    /// Kills it where it stands, as a crash of the machine's memory would.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.process.take().context("PostgreSQL does not run")?.kill().await
    }

    /// Ends it at once, breaking off what is under way: `pg_ctl stop -m fast`.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.process.take().context("PostgreSQL does not run")?.end(Signal::Interrupt).await.map(drop)
    }

    /// Executes statements in one of its databases.
    pub async fn execute(&self, database: &str, sql: &str) -> anyhow::Result<()> {
        let mut connection = PgConnection::connect(&self.url(database)).await?;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
        Ok(connection.close().await?)
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(&self.home).env("LC_ALL", "C.UTF-8");
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }
}

/// The address of a database behind a port.
pub fn url(address: SocketAddr, database: &str) -> String {
    format!("postgres://levomart@{address}/{database}")
}

/// Where the programs of the newest version are, as Debian installs them.
fn programs() -> anyhow::Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is missing; run scripts/setup")?;
    let newest = versions.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).max();
    match newest {
        Some(version) if version >= 15 => Ok(format!("/usr/lib/postgresql/{version}/bin").into()),
        _ => bail!("PostgreSQL 15 or newer is missing; run scripts/setup"),
    }
}

/// User and group as whom it has to run; `None` when we are not root.
fn owner() -> anyhow::Result<Option<(u32, u32)>> {
    if std::fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd")?;
    let fields = users.lines().find_map(|line| line.strip_prefix(&format!("{OWNER}:")));
    let ids: Vec<u32> = fields.into_iter().flat_map(|line| line.split(':')).filter_map(|id| id.parse().ok()).collect();
    let &[user, group, ..] = ids.as_slice() else {
        bail!("PostgreSQL does not run as root, and there is no `{OWNER}`")
    };
    Ok(Some((user, group)))
}
