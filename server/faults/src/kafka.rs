//! A Kafka of this run's own: the broker of the local stack, in a process that can be stopped, killed and started again.
//!
//! A broker tells its clients where it is, so a proxy in front of it would be asked once and then passed by. This one is
//! told to give the proxy's address as its own. The shared broker of the local stack cannot be, and is nobody's to stop.

use crate::process::{Process, Signal, eventually};
use anyhow::{Context, bail, ensure};
use rdkafka::{
    ClientConfig,
    message::{Header, OwnedHeaders},
    producer::{FutureProducer, FutureRecord},
};
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

/// A Java machine takes its time, and a broker that was killed mends its log first.
const READY: Duration = Duration::from_secs(90);

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(5);

/// Any name does for a cluster of one.
const CLUSTER: &str = "LevomartFaultRunAAAAAA";

/// Prints the words that run one of Kafka's programs, a line of its own for each, an empty line, and a configuration:
/// the local stack's own.
const ASK_THE_STACK: &str = r#"
. scripts/lib.sh
. scripts/kafka.sh
find_kafka >&2
printf '%s\n' "${kafka_run[@]}" ''
kafka_config
"#;

/// Metadata about no topic (request 3, version 1). A port is open long before a broker is behind it.
const METADATA: &[u8] = b"\0\0\0\x0e\0\x03\0\x01\0\0\0\x01\xff\xff\0\0\0\0";

pub struct Kafka {
    port: Port,
    _controller: Port,
    run: Vec<String>,
    home: PathBuf,
    process: Option<Process>,
}

/// Something that is put into a topic as it is.
pub struct Record<'a> {
    pub topic: &'a str,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    pub headers: &'a [(&'a str, &'a str)],
}

impl Kafka {
    /// Makes a broker below a folder of the checkout's; it is to be started.
    pub async fn make(checkout: &Path, folder: &Path) -> anyhow::Result<Self> {
        let (port, controller) = Port::two()?;
        let asked = Command::new("bash")
            .args(["-euc", ASK_THE_STACK])
            .current_dir(checkout)
            .env("LEVOMART_KAFKA_PORT", port.number.to_string())
            .output()
            .await?;
        ensure!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr).trim());
        let said = String::from_utf8(asked.stdout)?;
        let (run, config) = said.split_once("\n\n").context("scripts/kafka.sh says nothing")?;
        let run: Vec<String> = run.lines().map(ToOwned::to_owned).collect();
        if run.first().is_none_or(|program| program != "java") {
            bail!("a broker in Docker cannot be stopped and killed from here; faults on Kafka need Java 17");
        }
        let home = folder.join("kafka");
        std::fs::create_dir(&home)?;
        std::fs::write(home.join("server.properties"), config)?;
        Ok(Self { port, _controller: controller, run, home, process: None })
    }

    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// Starts it for the first time. Clients are sent to `advertised`.
    pub async fn begin(&mut self, advertised: SocketAddr) -> anyhow::Result<()> {
        let file = self.home.join("server.properties");
        let config = std::fs::read_to_string(&file)?;
        std::fs::write(&file, format!("{config}\nadvertised.listeners=BROKER://{advertised}\n"))?;
        let mut format = self.program("kafka.tools.StorageTool");
        let formatted = format.args(["format", "-t", CLUSTER, "-c", "server.properties"]).output().await?;
        ensure!(formatted.status.success(), "Kafka: {}", String::from_utf8_lossy(&formatted.stderr).trim());
        self.start().await
    }

    pub async fn start(&mut self) -> anyhow::Result<()> {
        let mut command = self.program("kafka.Kafka");
        command.arg("server.properties");
        let mut process = Process::start("Kafka", command, &self.home.with_extension("log"))?;
        process.until(READY, async || self.answers().await.unwrap_or(false)).await?;
        self.process = Some(process);
        Ok(())
    }

    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.process.take().context("Kafka does not run")?.kill().await
    }

    /// Stops it in the middle of everything, or lets it go on.
    pub async fn send(&self, signal: Signal) -> anyhow::Result<()> {
        self.process.as_ref().context("Kafka does not run")?.send(signal).await?;
        match signal {
            Signal::Continue => {
                eventually("the broker answers again", READY, async || self.answers().await.unwrap_or(false)).await
            }
            _ => Ok(()),
        }
    }

    /// Whether it knows of a broker, itself.
    async fn answers(&self) -> anyhow::Result<bool> {
        let asked = async {
            let mut stream = TcpStream::connect(self.address()).await?;
            stream.write_all(METADATA).await?;
            // Length, the number of our request, how many brokers.
            let mut answer = [0; 12];
            stream.read_exact(&mut answer).await?;
            anyhow::Ok(answer[7] == 1 && answer[11] > 0)
        };
        tokio::time::timeout(ANSWER, asked).await?
    }

    /// Puts something into a topic, past all that looks after events.
    pub async fn put(&self, record: &Record<'_>) -> anyhow::Result<()> {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", self.address().to_string()).set("message.max.bytes", "16777216");
        let producer: FutureProducer = config.create()?;
        let headers = record
            .headers
            .iter()
            .fold(OwnedHeaders::new(), |all, (key, value)| all.insert(Header { key, value: Some(*value) }));
        let put = FutureRecord {
            topic: record.topic,
            partition: None,
            payload: record.value,
            key: record.key,
            timestamp: None,
            headers: Some(headers),
        };
        producer.send(put, ANSWER).await.map_err(|(error, _)| error).context("putting something into a topic")?;
        Ok(())
    }

    fn program(&self, class: &str) -> Command {
        let mut command = Command::new(&self.run[0]);
        command.args(&self.run[1..]).arg(class).current_dir(&self.home);
        command
    }
}
