//! A browser with a cookie jar, before the router in this process or before a socket.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, Response, header},
};
use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tower::ServiceExt;
use uuid::Uuid;

/// What forms send.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody who visits the shop.
#[derive(Clone)]
pub struct Browser {
    way: Way,
    origin: String,
    pub cookies: BTreeMap<String, String>,
}

#[derive(Clone)]
enum Way {
    /// From an address of one's own, so that nobody pays for others' failed log-ins.
    Here(Router, SocketAddr),
    Wire(SocketAddr),
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it leads.
    pub fn location(&self) -> &str {
        self.header(header::LOCATION)
    }

    /// The value of the page's first input of this name.
    pub fn input(&self, name: &str) -> String {
        let (_, after) =
            self.body.split_once(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no input `{name}`"));
        let (tag, _) = after.split_once('>').unwrap();
        let (_, value) = tag.split_once("value=\"").unwrap_or_else(|| panic!("input `{name}` has no value: {tag}"));
        value.split_once('"').unwrap().0.to_owned()
    }
}

impl Browser {
    pub fn here(router: Router, origin: &str) -> Self {
        let [a, b, c, ..] = *Uuid::new_v4().as_bytes();
        let from = SocketAddr::from((Ipv4Addr::new(10, a, b, c), 50_000));
        Self { way: Way::Here(router, from), origin: origin.to_owned(), cookies: BTreeMap::new() }
    }

    pub fn on_the_wire(server: SocketAddr) -> Self {
        Self { way: Way::Wire(server), origin: format!("http://{server}"), cookies: BTreeMap::new() }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT, "text/html").header("sec-fetch-site", "same-origin");
        self.send(request.body(String::new()).unwrap()).await.unwrap()
    }

    /// Opens a page, and where that leads.
    pub async fn follow(&mut self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..3 {
            if answer.location().is_empty() {
                break;
            }
            answer = self.get(answer.location()).await;
        }
        answer
    }

    /// Sends a form, as a page without scripts does.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.try_to_post(path, fields).await.unwrap()
    }

    /// The same; an error when the connection breaks.
    pub async fn try_to_post(&mut self, path: &str, fields: &[(&str, &str)]) -> std::io::Result<Answer> {
        let request =
            self.request(Method::POST, path).header(header::ACCEPT, "text/html").header(header::CONTENT_TYPE, FORM);
        self.send(request.body(encoded(fields)).unwrap()).await
    }

    /// Calls a server function, as a script does.
    pub async fn call(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, FORM);
        self.send(request.body(encoded(fields)).unwrap()).await.unwrap()
    }

    /// A request from a page of the shop; what it accepts and sends is to be added.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::ORIGIN, &self.origin)
            .header("sec-fetch-site", "same-origin")
            .header(header::REFERER, format!("{}/cart", self.origin))
    }

    /// Sends any request with the cookies of this browser, and keeps those that come back.
    pub async fn send(&mut self, mut request: Request<String>) -> std::io::Result<Answer> {
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let length = request.body().len();
        if length > 0 {
            request.headers_mut().insert(header::CONTENT_LENGTH, length.into());
        }
        let response = match &self.way {
            Way::Here(router, from) => through(router.clone(), *from, request).await,
            Way::Wire(server) => over(*server, request).await?,
        };
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}

async fn through(router: Router, from: SocketAddr, mut request: Request<String>) -> Response<String> {
    request.extensions_mut().insert(ConnectInfo(from));
    let Ok(response) = router.oneshot(request.map(Body::from)).await;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Response::from_parts(parts, String::from_utf8_lossy(&body).into_owned())
}

/// Asks in HTTP/1.0: the answer is everything until the connection ends, in one piece.
async fn over(server: SocketAddr, request: Request<String>) -> std::io::Result<Response<String>> {
    let mut head = format!("{} {} HTTP/1.0\r\nhost: {server}\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    head.push_str("\r\n");
    let mut stream = TcpStream::connect(server).await?;
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(request.body().as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;

    let answer = String::from_utf8_lossy(&answer).into_owned();
    let ended = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(ended)?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or_else(ended)?;
    let mut response = Response::builder().status(status);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        response = response.header(name, value.trim());
    }
    Ok(response.body(body.to_owned()).unwrap())
}

fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
