//! A TCP proxy that can be told to behave badly. One stands in front of everything that a shop depends on, and one in
//! front of the shop itself.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use testing::Port;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::AbortHandle,
};

/// What is carried at once.
const PIECE: usize = 16 << 10;

/// How the proxy treats connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Pass,
    /// Nobody listens, and open connections break: the process on the other side has died.
    Refuse,
    /// Connections are taken and stay, and nothing comes through: the cable is out. What was sent arrives later.
    Blackhole,
    /// Everything comes so much later, each way.
    Latency(Duration),
}

impl std::fmt::Display for Mode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pass => f.write_str("there"),
            Self::Refuse => f.write_str("gone"),
            Self::Blackhole => f.write_str("silent"),
            Self::Latency(late) => write!(f, "{} ms away", 2 * late.as_millis()),
        }
    }
}

/// A proxy that runs until it is dropped.
pub struct Proxy {
    pub address: SocketAddr,
    others: Arc<[Other]>,
    state: watch::Sender<State>,
    task: AbortHandle,
}

/// Somebody behind the proxy.
struct Other {
    address: SocketAddr,
    /// Gets connections only when nobody else takes them.
    spared: AtomicBool,
}

#[derive(Clone, Copy)]
struct State {
    mode: Mode,
    /// Connections of an earlier count are cut.
    cuts: u32,
}

impl Proxy {
    /// Stands before one address, or before several, which take turns. Who refuses is passed over.
    pub fn before(others: &[SocketAddr]) -> anyhow::Result<Self> {
        let port = Port::any()?;
        let listener = port.listen()?;
        let (state, seen) = watch::channel(State { mode: Mode::Pass, cuts: 0 });
        let address = port.address();
        let others = others.iter().map(|other| Other { address: *other, spared: AtomicBool::new(false) });
        let others: Arc<[Other]> = others.collect();
        let task = tokio::spawn(serve(port, listener, Arc::clone(&others), seen)).abort_handle();
        Ok(Self { address, others, state, task })
    }

    /// From now on, this one gets new connections, or gets none if that can be helped.
    pub fn spare(&self, address: SocketAddr, spared: bool) {
        for other in self.others.iter().filter(|other| other.address == address) {
            other.spared.store(spared, Ordering::Relaxed);
        }
    }

    /// Behaves so from now on.
    pub fn set(&self, mode: Mode) {
        self.state.send_modify(|state| {
            state.mode = mode;
            state.cuts += u32::from(mode == Mode::Refuse);
        });
    }

    /// Behaves so for a while, and then passes everything again.
    pub async fn hold(&self, mode: Mode, time: Duration) {
        self.set(mode);
        tokio::time::sleep(time).await;
        self.set(Mode::Pass);
    }

    /// Breaks all connections that are open; new ones are as welcome as before.
    pub fn cut(&self) {
        self.state.send_modify(|state| state.cuts += 1);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Accepts for as long as the mode allows it. The port is kept all the time.
async fn serve(port: Port, listener: TcpListener, others: Arc<[Other]>, mut seen: watch::Receiver<State>) {
    let turn = Arc::new(AtomicUsize::new(0));
    let mut listener = Some(listener);
    loop {
        let refuses = seen.borrow_and_update().mode == Mode::Refuse;
        listener = match listener {
            _ if refuses => None,
            None => port.listen().ok(),
            listening => listening,
        };
        let accepted = async {
            match &listener {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            accepted = accepted => {
                if let Ok((stream, _)) = accepted {
                    tokio::spawn(carry(stream, Arc::clone(&others), Arc::clone(&turn), seen.clone()));
                }
            }
            changed = seen.changed() => if changed.is_err() { return },
        }
    }
}

/// Carries one connection until an end closes it, or it is cut.
async fn carry(near: TcpStream, others: Arc<[Other]>, turn: Arc<AtomicUsize>, mut seen: watch::Receiver<State>) {
    let began = seen.borrow().cuts;
    let mode = seen.clone();
    let carried = async {
        open(&mode).await?;
        let far = reach(&others, &turn).await?;
        let (near_in, near_out) = near.into_split();
        let (far_in, far_out) = far.into_split();
        tokio::try_join!(pump(near_in, far_out, mode.clone()), pump(far_in, near_out, mode.clone()))
    };
    tokio::select! {
        _ = carried => {}
        _ = seen.wait_for(|state| state.cuts != began) => {}
    }
}

/// The next one that takes a connection.
async fn reach(others: &[Other], turn: &AtomicUsize) -> std::io::Result<TcpStream> {
    let mut failed = std::io::Error::other("there is nobody behind the proxy");
    let turn = turn.fetch_add(1, Ordering::Relaxed);
    let in_turn = || others.iter().cycle().skip(turn % others.len()).take(others.len());
    let (spared, wanted): (Vec<&Other>, Vec<&Other>) =
        in_turn().partition(|other| other.spared.load(Ordering::Relaxed));
    for other in wanted.into_iter().chain(spared) {
        match TcpStream::connect(other.address).await {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, seen: watch::Receiver<State>) -> std::io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        let count = from.read(&mut piece).await?;
        if let Mode::Latency(late) = open(&seen).await? {
            tokio::time::sleep(late).await;
        }
        if count == 0 {
            return to.shutdown().await;
        }
        to.write_all(&piece[..count]).await?;
    }
}

/// Waits until something may come through.
async fn open(seen: &watch::Receiver<State>) -> std::io::Result<Mode> {
    let mut seen = seen.clone();
    let state = seen.wait_for(|state| state.mode != Mode::Blackhole).await.map_err(std::io::Error::other)?;
    Ok(state.mode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::timeout;

    const SOON: Duration = Duration::from_secs(5);
    const MOMENT: Duration = Duration::from_millis(100);

    /// Somebody who says everything again, behind a proxy.
    async fn echo() -> (Proxy, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Proxy::before(&[listener.local_addr().unwrap()]).unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    tokio::io::copy(&mut from, &mut to).await
                });
            }
        });
        let stream = TcpStream::connect(proxy.address).await.unwrap();
        (proxy, stream)
    }

    /// What comes back; nothing when the connection has ended.
    async fn said(stream: &mut TcpStream, word: &[u8]) -> Vec<u8> {
        let mut heard = vec![0; word.len()];
        let spoken = async {
            stream.write_all(word).await?;
            stream.read_exact(&mut heard).await
        };
        match timeout(SOON, spoken).await.expect("an answer or an end") {
            Ok(_) => heard,
            Err(_) => Vec::new(),
        }
    }

    #[tokio::test]
    async fn what_is_sent_into_a_black_hole_arrives_when_it_is_over() {
        let (proxy, mut stream) = echo().await;
        assert_eq!(said(&mut stream, b"before").await, b"before");

        proxy.set(Mode::Blackhole);
        stream.write_all(b"meanwhile").await.unwrap();
        let mut heard = [0; 9];
        assert!(timeout(MOMENT, stream.read_exact(&mut heard)).await.is_err());

        proxy.set(Mode::Pass);
        timeout(SOON, stream.read_exact(&mut heard)).await.unwrap().unwrap();
        assert_eq!(&heard, b"meanwhile");
    }

    #[tokio::test]
    async fn who_refuses_breaks_what_is_open_and_can_be_reached_again_at_the_same_address() {
        let (proxy, mut stream) = echo().await;
        assert_eq!(said(&mut stream, b"before").await, b"before");

        proxy.set(Mode::Refuse);
        assert_eq!(said(&mut stream, b"meanwhile").await, b"");
        while TcpStream::connect(proxy.address).await.is_ok() {}

        proxy.set(Mode::Pass);
        let mut stream = loop {
            if let Ok(stream) = TcpStream::connect(proxy.address).await {
                break stream;
            }
        };
        assert_eq!(said(&mut stream, b"after").await, b"after");
    }

    #[tokio::test]
    async fn a_cut_ends_what_is_open_and_nothing_else() {
        let (proxy, mut stream) = echo().await;
        assert_eq!(said(&mut stream, b"before").await, b"before");

        proxy.cut();

        assert_eq!(said(&mut stream, b"meanwhile").await, b"");
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        assert_eq!(said(&mut stream, b"after").await, b"after");
    }

    #[tokio::test]
    async fn who_does_not_listen_is_passed_over() {
        let nobody = Port::any().unwrap();
        let (there, _) = echo().await;
        let proxy = Proxy::before(&[nobody.address(), there.address]).unwrap();

        for _ in 0..4 {
            let mut stream = TcpStream::connect(proxy.address).await.unwrap();
            assert_eq!(said(&mut stream, b"hello").await, b"hello");
        }
    }
}
