//! A process of the shop, as far as others can tell: a port with slices behind it, and what they do in the background.

use levomart::{
    config::Config,
    host::{Door, Host},
    internal,
    roles::{self, Role},
};
use std::net::SocketAddr;
use testing::Port;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use web::Service;

pub struct Process {
    pub roles: Vec<Role>,
    /// Where it is asked.
    pub address: SocketAddr,
    /// While it is away, nobody else is given its port.
    _port: Port,
    pub host: Host,
    door: Option<(CancellationToken, JoinHandle<()>)>,
}

impl Process {
    /// Not started yet.
    pub fn new(roles: &[Role]) -> Self {
        let port = Port::any().unwrap();
        Self { roles: roles.to_vec(), address: port.address(), _port: port, host: Host::default(), door: None }
    }

    /// Tells the others where its slices are.
    pub fn advertise(&self, config: &mut Config) {
        for role in &self.roles {
            config.upstreams.insert(role.word().to_owned(), format!("http://{}", self.address));
        }
    }

    /// Opens the port and does the work behind it.
    pub async fn start(&mut self, config: &Config) -> Vec<Service> {
        let mut config = config.clone();
        config.http.internal = Some(self.address);
        let shop = roles::open(&config, &self.roles).unwrap();
        self.host = Host::default();
        for service in &shop.services {
            self.host.run(service, &shop.bus);
        }
        let stop = CancellationToken::new();
        let door = Door::internal(self.address, internal::router(&shop).unwrap()).await.unwrap();
        shop.ready.set(true);
        self.door = Some((stop.clone(), tokio::spawn(door.serve(stop))));
        shop.services
    }

    /// Ends it: from now on nobody is there.
    pub async fn stop(&mut self) {
        if let Some((stop, door)) = self.door.take() {
            stop.cancel();
            door.await.unwrap();
        }
        self.host.clone().end().await;
    }
}
