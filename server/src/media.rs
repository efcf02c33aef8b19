//! Pictures of products: taken from sellers' forms, and served.

use app::visit::{Flash, Visit, wants_page};
use axum::{
    Extension, Json, Router,
    extract::{DefaultBodyLimit, Multipart, Path, Request, State, multipart::Field},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use catalog::Media;
use contracts::{Caller, Kind, Problem, ids::ProductId};
use std::time::Duration;
use web::Origin;

/// The largest picture that is read, in bytes; catalog refuses it all the same.
pub const MAX_PICTURE: usize = 10 << 20;

/// The largest form: several pictures at once.
const MAX_FORM: usize = 64 << 20;

/// How long one picture may take to be made and kept.
const KEEP: Duration = Duration::from_secs(9);

/// The form on the product's page.
const FORM: &str = "pictures";

/// Takes pictures. Server functions read forms of text only.
pub fn uploads<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/do/seller/products/{id}/pictures", post(add_pictures).layer(DefaultBodyLimit::max(MAX_FORM)))
}

/// Whether a request brings pictures, which take their time.
pub fn is_upload(request: &Request) -> bool {
    let path = request.uri().path();
    request.method() == Method::POST && path.starts_with("/do/seller/products/") && path.ends_with("/pictures")
}

/// Serves pictures, which never change: another picture has another address.
pub fn files(media: Media) -> Router {
    Router::new().route("/media/{*path}", get(show_picture)).with_state(media)
}

async fn show_picture(State(media): State<Media>, Path(path): Path<String>) -> Response {
    let kind = if path.ends_with(".webp") { "image/webp" } else { "image/jpeg" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    match media.read(&path).await {
        Ok(Some(picture)) => (headers, picture).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(path, error = format!("{error:#}"), "a picture could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn add_pictures(
    Extension(visit): Extension<Visit>,
    Path(id): Path<ProductId>,
    parts: Parts,
    form: Multipart,
) -> Result<Response, web::Refused> {
    let member = visit.member()?;
    let page = wants_page(&parts);
    let taken = match take(&visit, &member, id, form, page).await {
        Ok(0) => Err(Problem::new(Kind::Invalid, "no-file", "Choose at least one picture.")),
        taken => taken,
    };
    match taken {
        // A script shows itself what came of it.
        taken if !page => return Ok(Json(taken?).into_response()),
        Ok(1) => visit.notice("The picture is added.").await?,
        Ok(many) => visit.notice(format!("{many} pictures are added.")).await?,
        // Somebody else's product does not exist: a page says so, no form.
        Err(problem) if problem.kind == Kind::NotFound => return Err(problem.into()),
        Err(problem) => leave(&visit, problem).await?,
    }
    Ok(Redirect::to(&format!("/seller/products/{id}#pictures")).into_response())
}

/// Hands the files on, one after the other. Those before one that is refused stay; of several, a refusal has to name the one.
async fn take(
    visit: &Visit,
    member: &Caller,
    id: ProductId,
    mut form: Multipart,
    several: bool,
) -> Result<usize, Problem> {
    // Asked first, so that nobody sends megabytes for a product that is not theirs.
    visit.ask().catalog.seller_product(member, id).await?;
    let mut taken = 0;
    while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
        let name = field.file_name().filter(|_| several).unwrap_or_default().to_owned();
        let file = read(field, &name).await?;
        if file.is_empty() {
            continue;
        }
        // The request's own time may have gone with the way here.
        let origin = Origin { id: None, address: web::address().and_then(|address| address.parse().ok()) };
        let added = web::on_errand(KEEP, origin, visit.ask().catalog.add_picture(member, id, file)).await;
        added.map_err(|problem| about(&name, problem))?;
        taken += 1;
    }
    Ok(taken)
}

/// A file that is small enough; it is read no further than that.
async fn read(mut field: Field<'_>, name: &str) -> Result<Vec<u8>, Problem> {
    let mut file = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| unreadable())? {
        file.extend_from_slice(&chunk);
        if file.len() > MAX_PICTURE {
            let problem = Problem::new(Kind::Invalid, "too-large", "A picture has at most 10 MB.");
            return Err(about(name, problem));
        }
    }
    Ok(file)
}

/// The problem with the name of the file that it is about, as one sentence for the form.
fn about(name: &str, problem: Problem) -> Problem {
    let said = problem.errors.first().map_or(&problem.detail, |error| &error.message);
    let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    let detail = if name.is_empty() { said.clone() } else { format!("{name}: {said}") };
    Problem { detail, errors: Vec::new(), ..problem }
}

fn unreadable() -> Problem {
    Problem::new(Kind::Malformed, "malformed", "The pictures did not arrive whole. Please send fewer at once.")
}

async fn leave(visit: &Visit, problem: Problem) -> Result<(), Problem> {
    visit.leave(Flash { form: FORM.to_owned(), problem: Some(problem.detail), ..Flash::default() }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_file() {
        let problem = Problem::new(Kind::Invalid, "too-large", "A picture has at most 10 MB.");

        assert_eq!(about("lamp\n.png", problem).detail, "lamp.png: A picture has at most 10 MB.");
    }
}
