//! Tokens, with which programs come to the API's door.

use serde::{Deserialize, Serialize};

/// Proves who one is, and asks for tokens.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskToken {
    pub email: String,
    pub password: String,
}

/// Asks for new tokens.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefreshToken {
    /// Counts once. Whoever sends it a second time ends what it was given with, for the thief and for the owner.
    pub refresh_token: String,
}

/// Gives tokens back.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    /// The refresh token, or an access token that was given with one.
    pub token: String,
}

/// What a program bears from now on (the names are those of RFC 6749, 5.1).
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tokens {
    /// Goes with every request, as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until the access token counts no more.
    pub expires_in: u32,
    /// Buys the next pair of tokens, within thirty days. A guest has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}
