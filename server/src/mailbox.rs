//! `/dev/mail`: the mails that were written to files. In development only.

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use std::{path::PathBuf, sync::Arc};

/// The most mails that are listed; the newest come first.
const SHOWN: usize = 200;

/// The list at `/dev/mail` and each mail at `/dev/mail/{file}`.
pub fn routes(dir: PathBuf) -> Router {
    Router::new().route("/dev/mail", get(list)).route("/dev/mail/{file}", get(show)).with_state(Arc::new(dir))
}

async fn list(State(dir): State<Arc<PathBuf>>) -> Response {
    let mut names = Vec::new();
    if let Ok(mut entries) = tokio::fs::read_dir(&*dir).await {
        while let Ok(Some(entry)) = entries.next_entry().await {
            if let Ok(name) = entry.file_name().into_string()
                && name.ends_with(".eml")
            {
                names.push(name);
            }
        }
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.truncate(SHOWN);
    let items: String =
        names.iter().map(|name| format!("<li><a href=\"/dev/mail/{0}\">{0}</a></li>", escape(name))).collect();
    let list = if items.is_empty() { "<p>No mail yet.</p>".to_owned() } else { format!("<ul>{items}</ul>") };
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Mail · Levomart</title></head>\
         <body><main><h1>Mail</h1>{list}</main></body></html>"
    ))
    .into_response()
}

/// A mail as plain text: nothing in it can run.
async fn show(State(dir): State<Arc<PathBuf>>, Path(file): Path<String>) -> Response {
    let plain =
        file.ends_with(".eml") && file.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if !plain || file.contains("..") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match tokio::fs::read(dir.join(file)).await {
        Ok(mail) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], mail).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
