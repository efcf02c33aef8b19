//! One page of a list that is too long to send at once.

use serde::{Deserialize, Serialize};

/// Items in order, and the cursor that fetches those after them; `None` at the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}
