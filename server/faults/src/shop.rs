//! The shop: `levomart` in several processes, each of them all of it or each slice in one of its own, behind one address.

use crate::{
    postgres,
    process::{Process, Signal, eventually},
    proxy::Proxy,
    stack::{Carrier, Stack},
    visitor::Visitor,
};
use anyhow::{Context, ensure};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use testing::Port;
use tokio::{process::Command, task::AbortHandle};

/// How long a process may take to become ready when everything that it needs is there.
const READY: Duration = Duration::from_secs(60);

/// Between two looks who is ready. A balancer's usual second is more than twice as long.
const LOOK: Duration = Duration::from_millis(400);

/// What every offer gets more of, so that no shopper is refused for want of stock.
const PLENTY: u32 = 1_000_000;

/// The slices, and the setting that says where each of them is asked when it is a process of its own.
const SLICES: [(&str, &str); 9] = [
    ("identity", "LEVOMART__UPSTREAMS__IDENTITY"),
    ("catalog", "LEVOMART__UPSTREAMS__CATALOG"),
    ("cart", "LEVOMART__UPSTREAMS__CART"),
    ("orders", "LEVOMART__UPSTREAMS__ORDERS"),
    ("payments", "LEVOMART__UPSTREAMS__PAYMENTS"),
    ("notifications", "LEVOMART__UPSTREAMS__NOTIFICATIONS"),
    ("shipping", "LEVOMART__UPSTREAMS__SHIPPING"),
    ("audit", "LEVOMART__UPSTREAMS__AUDIT"),
    ("analytics", "LEVOMART__UPSTREAMS__ANALYTICS"),
];

/// What makes pages and has no slice in it.
const STOREFRONT: &str = "storefront";

/// The program, and how it is told where things are.
#[derive(Clone)]
pub struct Program {
    path: PathBuf,
    folder: PathBuf,
    settings: Vec<(&'static str, String)>,
}

impl Program {
    pub fn new(path: &Path, stack: &Stack) -> anyhow::Result<Self> {
        ensure!(path.is_file(), "there is no program `{}`; `cargo build -p server` makes one", path.display());
        let folder = stack.folder.path.clone();
        let mut settings = stack.settings();
        settings.extend([
            ("LEVOMART__SECRETS__KEY", "0123456789abcdef".repeat(4)),
            ("LEVOMART__MAIL__DIR", folder.join("mail").display().to_string()),
            ("LEVOMART__DATABASE__CONNECTIONS", "8".to_owned()),
            ("LEVOMART__LOG__LEVEL", "warn".to_owned()),
            // The whole crowd comes from one address.
            ("LEVOMART__STOREFRONT__FORMS_PER_MINUTE", "0".to_owned()),
        ]);
        // A release has its pages' files beside it.
        let site = path.with_file_name("site");
        if site.is_dir() {
            settings.push(("LEVOMART__SITE__ROOT", site.display().to_string()));
        }
        Ok(Self { path: path.to_owned(), folder, settings })
    }

    /// One of its commands.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(arguments).env_clear().envs(self.settings.iter().cloned()).current_dir(&self.folder);
        command.kill_on_drop(true);
        command
    }

    /// Runs a command to its end; what it printed.
    pub async fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.command(arguments).output().await?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "levomart {}: {}", arguments.join(" "), said.trim());
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// What `check --settled` has against a database; nothing when all is well.
    pub async fn check(&self, database: &str) -> anyhow::Result<Vec<String>> {
        let mut command = self.command(&["check", "--settled"]);
        command.env_remove("LEVOMART__DATABASE__SLICES__EVENTS").env("LEVOMART__DATABASE__URL", database);
        let output = command.output().await?;
        if output.status.success() {
            return Ok(Vec::new());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let against: Vec<String> =
            said.lines().filter_map(|line| line.strip_prefix("levomart check: ")).map(ToOwned::to_owned).collect();
        ensure!(!against.is_empty(), "levomart check: {}", said.trim());
        Ok(against)
    }

    /// Makes tables, topics and goods.
    pub async fn fill(&self, stack: &Stack) -> anyhow::Result<()> {
        self.run(&["migrate"]).await?;
        if stack.carrier == Carrier::Kafka {
            self.run(&["topics", "apply"]).await?;
        }
        self.run(&["seed", "--goods"]).await?;
        let more = format!(
            "insert into catalog.stock_movements (offer_id, on_hand_delta, reserved_delta, reason)
             select offer_id, {PLENTY}, 0, 'received' from catalog.stock;
             update catalog.stock set on_hand = on_hand + {PLENTY};"
        );
        stack.postgres.execute(postgres::SHOP, &more).await
    }
}

/// One process of the shop.
pub struct Instance {
    program: Program,
    /// The only thing that it does; `None` when it is all of the shop.
    role: Option<&'static str>,
    port: Port,
    log: PathBuf,
    process: Option<Process>,
}

impl Instance {
    fn new(program: &Program, role: Option<&'static str>, number: usize) -> anyhow::Result<Self> {
        let (port, mut program) = (Port::any()?, program.clone());
        let log = program.folder.join(format!("levomart-{number}.log"));
        let door = if shows_pages(role) { "LEVOMART__HTTP__LISTEN" } else { "LEVOMART__HTTP__INTERNAL" };
        program.settings.push((door, port.address().to_string()));
        // A name that it has again after a restart.
        program.settings.push(("LEVOMART__EVENTS__INSTANCE", format!("fault-{number}")));
        Ok(Self { program, role, port, log, process: None })
    }

    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// Starts it; how long it took until it was ready.
    pub async fn start(&mut self) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let address = self.address();
        let arguments = ["serve"].into_iter().chain(self.role.into_iter().flat_map(|role| ["--roles", role]));
        let command = self.program.command(&arguments.collect::<Vec<_>>());
        let mut process = Process::start("levomart", command, &self.log)?;
        process.until(READY, async || is_ready(address).await).await?;
        self.process = Some(process);
        Ok(began.elapsed())
    }

    /// Starts it as often as it takes: without what it needs it says so and ends.
    pub async fn start_again(&mut self, patience: Duration) -> anyhow::Result<Duration> {
        let began = Instant::now();
        loop {
            match self.start().await {
                Ok(took) => return Ok(took),
                Err(problem) if began.elapsed() > patience => return Err(problem),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.process.take().context("this process does not run")?.kill().await
    }

    /// Tells it to end: a rolling restart terminates, whoever is in a hurry interrupts.
    ///
    /// # Errors
    /// When it does not end in order.
    pub async fn end(&mut self, signal: Signal) -> anyhow::Result<()> {
        let status = self.process.take().context("this process does not run")?.end(signal).await?;
        ensure!(status.success(), "levomart ended with {status} when it was told to end");
        Ok(())
    }

    pub fn memory(&self) -> Option<u64> {
        self.process.as_ref()?.memory()
    }
}

/// All processes of the shop, and the address that shoppers know.
pub struct Shop {
    pub program: Program,
    pub instances: Vec<Instance>,
    pub door: Arc<Proxy>,
    usher: AbortHandle,
}

impl Shop {
    /// Opens a shop of so many processes, each of which can do everything; or, `apart`, of so many that make pages, and one
    /// for each slice.
    pub async fn open(program: &Program, count: usize, apart: bool) -> anyhow::Result<Self> {
        let slices = SLICES.iter().map(|(slice, _)| Some(*slice)).filter(|_| apart);
        let roles = slices.chain(std::iter::repeat_n(apart.then_some(STOREFRONT), count));
        let mut instances: Vec<Instance> =
            roles.zip(1..).map(|(role, number)| Instance::new(program, role, number)).collect::<anyhow::Result<_>>()?;
        let upstreams: Vec<(&str, String)> = SLICES
            .iter()
            .zip(&instances)
            .filter(|_| apart)
            .map(|((_, setting), slice)| (*setting, format!("http://{}", slice.address())))
            .collect();
        let with_pages = instances.iter().filter(|instance| shows_pages(instance.role));
        let addresses: Vec<SocketAddr> = with_pages.map(Instance::address).collect();
        let door = Arc::new(Proxy::before(&addresses)?);
        for instance in &mut instances {
            instance.program.settings.push(("LEVOMART__HTTP__PUBLIC_URL", format!("http://{}", door.address)));
            instance.program.settings.extend(upstreams.iter().cloned());
            instance.start().await?;
        }
        let usher = tokio::spawn(usher(Arc::clone(&door), addresses)).abort_handle();
        Ok(Self { program: program.clone(), instances, door, usher })
    }

    /// A process that does what they do, but gets no shoppers; it is to be started.
    pub fn another(&self) -> anyhow::Result<Instance> {
        let mut instance = Instance::new(&self.program, None, self.instances.len() + 1)?;
        let address = format!("http://{}", instance.address());
        instance.program.settings.push(("LEVOMART__HTTP__PUBLIC_URL", address));
        Ok(instance)
    }

    /// Waits until every process is ready.
    pub async fn ready(&self, patience: Duration) -> anyhow::Result<()> {
        for instance in &self.instances {
            let address = instance.address();
            eventually("the shop is ready", patience, async || is_ready(address).await).await?;
        }
        Ok(())
    }

    /// Ends every process in order.
    pub async fn close(&mut self) -> anyhow::Result<()> {
        for instance in self.instances.iter_mut().filter(|instance| instance.process.is_some()) {
            instance.end(Signal::Interrupt).await?;
        }
        Ok(())
    }

    /// Lines of the logs in which a part of the program has fallen over.
    pub fn panics(&self) -> Vec<String> {
        let logs = self.instances.iter().filter_map(|instance| std::fs::read_to_string(&instance.log).ok());
        logs.flat_map(|log| {
            log.lines().filter(|line| line.contains("panicked")).map(ToOwned::to_owned).collect::<Vec<_>>()
        })
        .collect()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.usher.abort();
    }
}

/// Whether shoppers are let in to who does this.
fn shows_pages(role: Option<&str>) -> bool {
    role.is_none_or(|role| role == STOREFRONT)
}

/// Looks now and then who is ready, and spares the others, as a balancer does.
async fn usher(door: Arc<Proxy>, addresses: Vec<SocketAddr>) {
    loop {
        for address in &addresses {
            door.spare(*address, !is_ready(*address).await);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Whether a process says that it can work.
pub async fn is_ready(address: SocketAddr) -> bool {
    Visitor::new(address).get("/readyz").await.is_ok_and(|answer| answer.status == 200)
}
