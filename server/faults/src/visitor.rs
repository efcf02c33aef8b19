//! A browser without scripts: pages, forms, cookies, and a connection of its own for every request.

use anyhow::Context;
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request,
    body::Bytes,
    client::conn::http1,
    header::{self, HeaderMap, HeaderValue},
};
use hyper_util::rt::TokioIo;
use std::{collections::BTreeMap, net::SocketAddr, time::Duration};
use tokio::net::TcpStream;

/// The shop gives a request up after fifteen seconds; who hears nothing for longer has been forgotten.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Visitor {
    shop: SocketAddr,
    cookies: BTreeMap<String, String>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    headers: HeaderMap,
    pub body: String,
}

impl Visitor {
    pub fn new(shop: SocketAddr) -> Self {
        Self { shop, cookies: BTreeMap::new() }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.send(Method::GET, path, "text/html", "/", String::new()).await
    }

    /// Calls a function of the shop's, as a script does.
    pub async fn call(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.send(Method::POST, path, "application/json", "/", String::new()).await
    }

    /// Sends a form that stands on the page `from`, to which the shop leads back when it has something against it.
    pub async fn post(&mut self, path: &str, from: &str, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, "text/html", from, form).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        accept: &str,
        from: &str,
        form: String,
    ) -> anyhow::Result<Answer> {
        let origin = format!("http://{}", self.shop);
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header(header::HOST, self.shop.to_string())
            .header(header::ACCEPT, accept)
            .header(header::CONNECTION, "close")
            .header(header::REFERER, format!("{origin}{from}"))
            .header("sec-fetch-site", "same-origin");
        if method == Method::POST {
            request = request
                .header(header::ORIGIN, origin)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let request = request.body(Full::new(Bytes::from(form)))?;
        let answer = tokio::time::timeout(PATIENCE, exchange(self.shop, request));
        let answer = answer.await.map_err(|_| anyhow::anyhow!("no answer within {PATIENCE:?}"))??;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            self.note(cookie)?;
        }
        Ok(answer)
    }

    fn note(&mut self, cookie: &HeaderValue) -> anyhow::Result<()> {
        let cookie = cookie.to_str()?;
        let pair = cookie.split(';').next().unwrap_or_default();
        let (name, value) = pair.split_once('=').context("a cookie without a value")?;
        if cookie.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Ok(())
    }
}

/// One request over a connection of its own. An answer that ends too early is an error.
async fn exchange(shop: SocketAddr, request: Request<Full<Bytes>>) -> anyhow::Result<Answer> {
    let stream = TcpStream::connect(shop).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let exchanged = async {
        let (parts, body) = sender.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    };
    let mut connection = std::pin::pin!(connection);
    let mut exchanged = std::pin::pin!(exchanged);
    tokio::select! {
        biased;
        answer = &mut exchanged => answer,
        // What it had to say may still be on its way between the two halves.
        _ = &mut connection => exchanged.await,
    }
}

impl Answer {
    /// Where it leads; empty when nowhere.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Whether it says when to try again.
    pub fn has_retry_after(&self) -> bool {
        self.headers.contains_key(header::RETRY_AFTER)
    }

    /// The value of the page's first input of this name.
    pub fn input(&self, name: &str) -> Option<&str> {
        let (_, after) = self.body.split_once(&format!("name=\"{name}\""))?;
        let (tag, _) = after.split_once('>')?;
        let (_, value) = tag.split_once("value=\"")?;
        Some(value.split_once('"')?.0)
    }
}
