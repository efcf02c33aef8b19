//! Files of products, between browsers and catalog: taken from forms, and given as downloads piece by piece.

use app::visit::{Flash, Visit, wants_page};
use axum::{
    Extension, Json, Router,
    body::Body,
    extract::{DefaultBodyLimit, Multipart, Request},
    http::{HeaderValue, Method, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use contracts::{
    Caller, Kind, Problem,
    ids::ImportId,
    imports::{CsvPart, MAX_FILE},
};
use futures::{StreamExt, stream};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use web::{Origin, Refused};

/// Where a file is sent to.
const UPLOAD: &str = "/do/seller/import/upload";

/// The largest form: a file, and what is around it. What is a byte too long is refused in words.
const MAX_FORM: usize = MAX_FILE + (64 << 10);

/// How long a file may be on its way, over a line that sends half a megabyte a second.
pub const UPLOAD_TIMEOUT: Duration = Duration::from_secs(90);

/// How long catalog has to take it.
const TAKE: Duration = Duration::from_secs(10);

/// Of a file's name, so many characters are kept: enough to know it again.
const LONGEST_NAME: usize = 200;

/// The form on the page.
const FORM: &str = "upload";

/// Takes files and gives them. Server functions read forms of text only.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(UPLOAD, post(take_file).layer(DefaultBodyLimit::max(MAX_FORM)))
        .route("/seller/import/template.csv", get(give_template))
        .route("/seller/import/{import}/errors.csv", get(give_failures))
        .route("/seller/products/export.csv", get(give_goods))
}

/// Whether a request brings a file, which takes its time.
pub fn is_upload(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path() == UPLOAD
}

async fn take_file(Extension(visit): Extension<Visit>, parts: Parts, form: Multipart) -> Result<Response, Refused> {
    let member = visit.member()?;
    let taken = take(&visit, &member, form).await.map(|id| format!("/seller/import/{id}")).map_err(|problem| {
        let said = problem.errors.first().map_or(&problem.detail, |error| &error.message).clone();
        Problem { detail: said, errors: Vec::new(), ..problem }
    });
    let address = match taken {
        // A script goes on, or says itself what is wrong.
        taken if !wants_page(&parts) => return Ok(Json(json!({ "next": taken? })).into_response()),
        Ok(address) => address,
        Err(problem) => {
            visit.leave(Flash { form: FORM.to_owned(), problem: Some(problem.detail), ..Flash::default() }).await?;
            "/seller/import".to_owned()
        }
    };
    Ok(Redirect::to(&address).into_response())
}

async fn take(visit: &Visit, member: &Caller, mut form: Multipart) -> Result<ImportId, Problem> {
    let unreadable = |_| Problem::new(Kind::Malformed, "malformed", "The file did not arrive, or has more than 32 MB.");
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().chars().take(LONGEST_NAME).collect::<String>();
        let file = Vec::from(field.bytes().await.map_err(unreadable)?);
        // The request's own time may have gone with the way here.
        let origin = Origin { id: None, address: web::address().and_then(|address| address.parse().ok()) };
        let import = web::on_errand(TAKE, origin, visit.ask().catalog.upload_import(member, &name, file)).await?;
        return Ok(import.id);
    }
    Err(Problem::new(Kind::Invalid, "no-file", "Choose a file."))
}

async fn give_template(Extension(visit): Extension<Visit>) -> Result<Response, Refused> {
    let part = visit.ask().catalog.import_template(&visit.member()?).await?;
    Ok(download("levomart-template.csv", Body::from(part.text)))
}

async fn give_failures(
    Extension(visit): Extension<Visit>,
    web::Path(id): web::Path<ImportId>,
) -> Result<Response, Refused> {
    let member = visit.member()?;
    let ask = visit.ask().catalog.clone();
    let first = ask.import_failures(&member, id, None).await?;
    let rest = move |after: String| {
        let ask = ask.clone();
        async move { ask.import_failures(&member, id, Some(&after)).await }
    };
    Ok(download("errors.csv", pieces(first, rest)))
}

async fn give_goods(Extension(visit): Extension<Visit>) -> Result<Response, Refused> {
    let member = visit.member()?;
    let ask = visit.ask().catalog.clone();
    let first = ask.export(&member, None).await?;
    let rest = move |after: String| {
        let ask = ask.clone();
        async move { ask.export(&member, Some(&after)).await }
    };
    Ok(download("products.csv", pieces(first, rest)))
}

/// A body whose pieces are asked for as the browser takes them. When one cannot be had, the download breaks off: a file
/// that looks whole and is not would be worse.
fn pieces<F>(first: CsvPart, rest: impl Fn(String) -> F + Send + Sync + 'static) -> Body
where
    F: Future<Output = Result<CsvPart, Problem>> + Send + 'static,
{
    let rest = Arc::new(rest);
    let CsvPart { text, next } = first;
    let tail = stream::try_unfold(next, move |after| {
        let rest = Arc::clone(&rest);
        async move {
            let Some(after) = after else { return Ok(None) };
            let part = rest(after).await?;
            Ok::<_, Problem>(Some((part.text, part.next)))
        }
    });
    Body::from_stream(stream::once(async { Ok(text) }).chain(tail))
}

fn download(name: &'static str, body: Body) -> Response {
    let named = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(named) = named {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
    response
}
