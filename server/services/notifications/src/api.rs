//! The routes of notifications.

use crate::{Notifications, mail_choices, notices};
use axum::{Router, extract::State, http::StatusCode};
use contracts::{
    ids::NoticeId,
    notifications::{MailChoice, Notice, Unread},
    page::Page,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{IfMatch, Json, Path, Query, Refused, Tagged, Who};

type Answer<T> = Result<T, Refused>;

pub fn router(notifications: Notifications) -> Router {
    documented().with_state(notifications).into()
}

/// What programs may ask of notifications.
pub fn api() -> utoipa::openapi::OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<Notifications> {
    OpenApiRouter::new()
        .routes(routes!(list_notices))
        .routes(routes!(read_all_notices))
        .routes(routes!(read_notice))
        .routes(routes!(count_unread_notices))
        .routes(routes!(show_mail_choices, choose_mail))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct After {
    /// `next` of the page before.
    after: Option<String>,
}

/// Lists what the caller is told, the latest first: a member about the shop, an applicant about the application.
#[utoipa::path(get, path = "/api/notifications/notices", params(After), responses((status = 200, body = Page<Notice>)))]
async fn list_notices(
    State(notifications): State<Notifications>,
    Who(caller): Who,
    Query(After { after }): Query<After>,
) -> Answer<Json<Page<Notice>>> {
    Ok(Json(notices::list(&notifications, &caller, after.as_deref()).await?))
}

/// Counts the notices that the caller has not read, up to a hundred.
#[utoipa::path(get, path = "/api/notifications/unread", responses((status = 200, body = Unread)))]
async fn count_unread_notices(State(notifications): State<Notifications>, Who(caller): Who) -> Answer<Json<Unread>> {
    Ok(Json(notices::count_unread(&notifications, &caller).await?))
}

/// Marks a notice as read.
#[utoipa::path(post, path = "/api/notifications/notices/{id}/read", responses((status = 200, body = Notice)))]
async fn read_notice(
    State(notifications): State<Notifications>,
    Who(caller): Who,
    Path(id): Path<NoticeId>,
) -> Answer<Json<Notice>> {
    Ok(Json(notices::read(&notifications, &caller, id).await?))
}

/// Marks notices as read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadNotices {
    /// The latest of them.
    newest: NoticeId,
}

/// Marks all notices up to one as read.
#[utoipa::path(
    post,
    path = "/api/notifications/notices/read",
    request_body = ReadNotices,
    responses((status = 204)),
)]
async fn read_all_notices(
    State(notifications): State<Notifications>,
    Who(caller): Who,
    Json(ReadNotices { newest }): Json<ReadNotices>,
) -> Answer<StatusCode> {
    notices::read_all(&notifications, &caller, newest).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists about what the shop gets mail.
#[utoipa::path(
    get,
    path = "/api/seller/notifications/mail",
    responses((status = 200, body = Vec<MailChoice>, headers(("etag" = String)))),
)]
async fn show_mail_choices(
    State(notifications): State<Notifications>,
    Who(caller): Who,
) -> Answer<Tagged<String, Vec<MailChoice>>> {
    Ok(Tagged::whole(mail_choices::show(&notifications, &caller).await?))
}

/// Decides about what the shop gets mail, for its owners; what is not named stays as it is.
#[utoipa::path(
    put,
    path = "/api/seller/notifications/mail",
    params(IfMatch),
    request_body(content = Vec<MailChoice>, example = json!([{ "kind": "stock_low", "mail": true }])),
    responses((status = 200, body = Vec<MailChoice>)),
)]
async fn choose_mail(
    State(notifications): State<Notifications>,
    Who(caller): Who,
    wanted: IfMatch,
    Json(choices): Json<Vec<MailChoice>>,
) -> Answer<Json<Vec<MailChoice>>> {
    Ok(Json(mail_choices::choose(&notifications, &caller, &wanted, &choices).await?))
}
