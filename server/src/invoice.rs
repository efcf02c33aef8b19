//! `/orders/{id}/invoice/{order}/file`: the invoice as a PDF, for whoever may see its page.

mod face;
mod pdf;
mod sheet;

use anyhow::Context;
use app::{orders::invoice::Invoice, visit::Visit};
use axum::{
    Extension, Router,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use contracts::Problem;
use web::{Path, Refused};

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/orders/{id}/invoice/{order}/file", get(download))
}

async fn download(
    Extension(visit): Extension<Visit>,
    Path((group, order)): Path<(String, String)>,
) -> Result<Response, Refused> {
    let invoice = Invoice::find(&visit, &group, &order).await?;
    let name = format!("attachment; filename=\"invoice-{}.pdf\"", invoice.number);
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, HeaderValue::try_from(name).map_err(|_| Problem::internal())?),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    // A hundred lines take some fifteen milliseconds, in which a thread of the runtime would serve nobody else.
    let made = tokio::task::spawn_blocking(move || pdf::file(&invoice)).await.context("an invoice was not made");
    let file = made.and_then(|file| file).map_err(|error| web::unexpected(&error))?;
    Ok((head, file).into_response())
}
