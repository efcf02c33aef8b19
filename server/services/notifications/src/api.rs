//! The routes of notifications.

use crate::{Notifications, mail_choices, notices};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use contracts::{
    ids::NoticeId,
    notifications::{MailChoice, Notice, Unread},
    page::Page,
};
use serde::Deserialize;
use web::{Json, Path, Query, Refused, Who};

type Answer<T> = Result<T, Refused>;

pub fn router(notifications: Notifications) -> Router {
    Router::new()
        .route("/api/notifications/notices", get(list_notices))
        .route("/api/notifications/notices/read", post(read_all_notices))
        .route("/api/notifications/notices/{id}/read", post(read_notice))
        .route("/api/notifications/unread", get(count_unread))
        .route("/api/seller/notifications/mail", get(show_mail_choices).put(choose_mail))
        .with_state(notifications)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    after: Option<String>,
}

async fn list_notices(
    State(notifications): State<Notifications>,
    Who(caller): Who,
    Query(After { after }): Query<After>,
) -> Answer<Json<Page<Notice>>> {
    Ok(Json(notices::list(&notifications, &caller, after.as_deref()).await?))
}

async fn count_unread(State(notifications): State<Notifications>, Who(caller): Who) -> Answer<Json<Unread>> {
    Ok(Json(notices::count_unread(&notifications, &caller).await?))
}

async fn read_notice(
    State(notifications): State<Notifications>,
    Who(caller): Who,
    Path(id): Path<NoticeId>,
) -> Answer<Json<Notice>> {
    Ok(Json(notices::read(&notifications, &caller, id).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadAll {
    newest: NoticeId,
}

async fn read_all_notices(
    State(notifications): State<Notifications>,
    Who(caller): Who,
    Json(ReadAll { newest }): Json<ReadAll>,
) -> Answer<StatusCode> {
    notices::read_all(&notifications, &caller, newest).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn show_mail_choices(
    State(notifications): State<Notifications>,
    Who(caller): Who,
) -> Answer<Json<Vec<MailChoice>>> {
    Ok(Json(mail_choices::show(&notifications, &caller).await?))
}

async fn choose_mail(
    State(notifications): State<Notifications>,
    Who(caller): Who,
    Json(choices): Json<Vec<MailChoice>>,
) -> Answer<Json<Vec<MailChoice>>> {
    Ok(Json(mail_choices::choose(&notifications, &caller, &choices).await?))
}
