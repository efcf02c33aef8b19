//! What a server function answers when it refuses.

use contracts::Problem;
use leptos::{prelude::*, server_fn::codec::JsonEncoding};
use serde::{Deserialize, Serialize};

/// A [`Problem`] on its way to the browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fault(pub Problem);

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.errors.first().map_or(&self.0.detail, |error| &error.message))
    }
}

impl FromServerFnError for Fault {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use contracts::Kind;
        Self(match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Problem::new(
                    Kind::Malformed,
                    "malformed",
                    "The form could not be read. Please reload the page and try again.",
                )
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Problem::unavailable("The shop"),
            _ => Problem::internal(),
        })
    }

    fn status_code(&self) -> http::StatusCode {
        use http::StatusCode;
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
