//! Ports of a test's own, on loopback.

use anyhow::Context;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::{TcpListener, TcpSocket};

/// Connections that may wait until they are accepted.
const BACKLOG: u32 = 1024;

/// A port that is kept: nobody else on this machine is given it, while a program that is told to can listen on it, end,
/// and listen again. The kernel lets sockets that may be reused share a port for as long as one of them listens.
pub struct Port {
    pub number: u16,
    _kept: TcpSocket,
}

impl Port {
    /// Any port that is free.
    ///
    /// # Errors
    /// If the system has none.
    pub fn any() -> anyhow::Result<Self> {
        Self::keep(0)
    }

    /// A port with a free one right after it.
    ///
    /// # Errors
    /// If the system has none, looked for a hundred times.
    pub fn two() -> anyhow::Result<(Self, Self)> {
        for _ in 0..100 {
            let first = Self::any()?;
            if let Some(second) = first.number.checked_add(1).and_then(|next| Self::keep(next).ok()) {
                return Ok((first, second));
            }
        }
        anyhow::bail!("there are no two ports side by side")
    }

    fn keep(number: u16) -> anyhow::Result<Self> {
        let kept = socket(number)?;
        Ok(Self { number: kept.local_addr()?.port(), _kept: kept })
    }

    /// Where whoever listens on it is found.
    pub fn address(&self) -> SocketAddr {
        at(self.number)
    }

    /// Begins to listen.
    ///
    /// # Errors
    /// If somebody listens on it.
    pub fn listen(&self) -> anyhow::Result<TcpListener> {
        Ok(socket(self.number)?.listen(BACKLOG)?)
    }
}

fn socket(port: u16) -> anyhow::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(at(port)).with_context(|| format!("port {port} cannot be taken"))?;
    Ok(socket)
}

fn at(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}
