//! Stands before a slice's routes where other processes can reach them.

use crate::{
    Passes,
    pass::Refusal,
    refused::{UNAUTHENTICATED, is_grpc, refuse},
};
use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
};
use contracts::{Kind, Problem};
use time::OffsetDateTime;
use tracing::warn;

#[derive(Clone)]
struct Gate {
    slice: &'static str,
    passes: Passes,
}

/// The routes of a slice, for those only who bear a pass for it. Who asks stands in the request's extensions then, as it
/// does in one process.
pub fn gated(router: Router, slice: &'static str, passes: &Passes) -> Router {
    router.layer(middleware::from_fn_with_state(Gate { slice, passes: passes.clone() }, admit))
}

async fn admit(State(Gate { slice, passes }): State<Gate>, mut request: Request, next: Next) -> Response {
    let pass = request.headers().get(Passes::HEADER).and_then(|pass| pass.to_str().ok()).ok_or(Refusal::Missing);
    match pass.and_then(|pass| passes.check(pass, slice, OffsetDateTime::now_utc())) {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(reason) => {
            warn!(slice, path = request.uri().path(), %reason, "question to a slice refused");
            let detail = "Only other parts of Levomart are answered here, and they bear a pass.";
            refuse(is_grpc(request.headers()), UNAUTHENTICATED, Problem::new(Kind::Unauthenticated, "no-pass", detail))
        }
    }
}
