//! Access tokens: identity signs them, the API's door checks them (JWS of RFC 7515 with Ed25519 of RFC 8037, in the
//! profile of RFC 9068).
//!
//! The head of every token is the same text. One with another head is none of ours, so nothing that a stranger wrote there
//! is ever believed: no algorithm, no key (RFC 8725, 3.1).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use contracts::ids::UserId;
use ring::{
    hkdf,
    rand::{SecureRandom, SystemRandom},
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// For whom a token is, and by whom it was asked for; there is one of each.
const AUDIENCE: &str = "levomart";

/// Signs and checks access tokens. Processes with the same secret trust each other's; with a new secret comes a new key.
#[derive(Clone)]
pub struct TokenKey(Arc<Key>);

struct Key {
    pair: Ed25519KeyPair,
    /// The key's thumbprint (RFC 7638).
    id: String,
    /// The encoded head of every token.
    head: String,
    issuer: String,
}

/// Who bears a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// Somebody with an account, and what the token was given for: it counts while that does.
    User { id: UserId, grant: Uuid },
    /// Somebody without, under an id that nobody else knows.
    Guest { id: Uuid },
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    #[error("The token was not issued by this shop.")]
    Forged,
    #[error("The token has expired.")]
    Expired,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    client_id: String,
    sub: Uuid,
    jti: Uuid,
    iat: i64,
    exp: i64,
    /// The grant; a guest has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<Uuid>,
}

impl TokenKey {
    /// `secret` is the installation's, at least 32 bytes; `issuer` is where shoppers reach it.
    pub fn new(secret: &[u8], issuer: &str) -> Self {
        let mut seed = [0; 32];
        // A key of its own: nothing else that is derived of the secret can be taken for it.
        let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, b"levomart").extract(secret);
        let filled = extracted
            .expand(&[b"levomart access token v1".as_slice()], hkdf::HKDF_SHA256)
            .and_then(|key| key.fill(&mut seed));
        filled.expect("HKDF-SHA-256 gives 32 bytes");
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("any 32 bytes are a seed");
        let x = BASE64.encode(pair.public_key());
        let id = BASE64.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)));
        let head = BASE64.encode(format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{id}"}}"#));
        Self(Arc::new(Key { pair, id, head, issuer: issuer.to_owned() }))
    }

    /// A token that counts for `life`.
    pub fn issue(&self, bearer: Bearer, life: Duration, now: OffsetDateTime) -> String {
        let (sub, sid) = match bearer {
            Bearer::User { id, grant } => (id.0, Some(grant)),
            Bearer::Guest { id } => (id, None),
        };
        let claims = Claims {
            iss: self.0.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            client_id: AUDIENCE.to_owned(),
            sub,
            jti: Uuid::new_v4(),
            iat: now.unix_timestamp(),
            exp: (now + life).unix_timestamp(),
            sid,
        };
        let claims = serde_json::to_vec(&claims).expect("texts and numbers are JSON");
        let signed = format!("{}.{}", self.0.head, BASE64.encode(claims));
        let signature = BASE64.encode(self.0.pair.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// Who bears a token.
    ///
    /// # Errors
    /// If it is none of ours, or has expired.
    pub fn check(&self, token: &str, now: OffsetDateTime) -> Result<Bearer, BadToken> {
        let (bearer, expires) = self.read(token)?;
        if expires <= now.unix_timestamp() { Err(BadToken::Expired) } else { Ok(bearer) }
    }

    /// Who bears a token of ours, or bore it before it expired.
    pub fn bearer(&self, token: &str) -> Option<Bearer> {
        self.read(token).ok().map(|(bearer, _)| bearer)
    }

    /// The bearer, and when the token expires.
    fn read(&self, token: &str) -> Result<(Bearer, i64), BadToken> {
        let (signed, signature) = token.rsplit_once('.').ok_or(BadToken::Forged)?;
        let claims =
            signed.strip_prefix(&self.0.head).and_then(|rest| rest.strip_prefix('.')).ok_or(BadToken::Forged)?;
        let signature = BASE64.decode(signature).map_err(|_| BadToken::Forged)?;
        let key = UnparsedPublicKey::new(&ED25519, self.0.pair.public_key());
        key.verify(signed.as_bytes(), &signature).map_err(|_| BadToken::Forged)?;
        let claims = BASE64.decode(claims).map_err(|_| BadToken::Forged)?;
        let claims: Claims = serde_json::from_slice(&claims).map_err(|_| BadToken::Forged)?;
        if claims.iss != self.0.issuer || claims.aud != AUDIENCE {
            return Err(BadToken::Forged);
        }
        let bearer = match claims.sid {
            Some(grant) => Bearer::User { id: UserId(claims.sub), grant },
            None => Bearer::Guest { id: claims.sub },
        };
        Ok((bearer, claims.exp))
    }

    /// The public key, for others who want to check tokens (RFC 7517).
    pub fn jwks(&self) -> Value {
        let x = BASE64.encode(self.0.pair.public_key());
        json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.0.id, "x": x }] })
    }
}

/// 256 random bits as text.
pub fn random_text() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| anyhow::anyhow!("the system gives no random bytes"))?;
    Ok(BASE64.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
    const LIFE: Duration = Duration::minutes(10);

    fn key() -> TokenKey {
        TokenKey::new(&[7; 32], "https://shop.example")
    }

    fn meera() -> Bearer {
        Bearer::User { id: UserId(Uuid::from_u128(7)), grant: Uuid::from_u128(8) }
    }

    fn parts(token: &str) -> Vec<Value> {
        token.split('.').take(2).map(|part| serde_json::from_slice(&BASE64.decode(part).unwrap()).unwrap()).collect()
    }

    #[test]
    fn whoever_bears_a_token_is_known_until_it_expires() {
        for bearer in [meera(), Bearer::Guest { id: Uuid::from_u128(9) }] {
            let token = key().issue(bearer, LIFE, NOW);

            assert_eq!(key().check(&token, NOW + LIFE - Duration::seconds(1)), Ok(bearer));
            assert_eq!(key().check(&token, NOW + LIFE), Err(BadToken::Expired));
        }
    }

    #[test]
    fn a_token_says_what_rfc_9068_asks_for() {
        let token = key().issue(meera(), LIFE, NOW);

        let parts = parts(&token);

        assert_eq!((&parts[0]["alg"], &parts[0]["typ"]), (&json!("EdDSA"), &json!("at+jwt")));
        assert_eq!(parts[0]["kid"], key().jwks()["keys"][0]["kid"]);
        assert_eq!((&parts[1]["iss"], &parts[1]["aud"]), (&json!("https://shop.example"), &json!("levomart")));
        assert_eq!((&parts[1]["iat"], &parts[1]["exp"]), (&json!(0), &json!(600)));
        for claim in ["sub", "jti", "sid", "client_id"] {
            assert!(parts[1][claim].is_string(), "{claim}");
        }
    }

    #[test]
    fn a_token_with_one_character_changed_is_forged() {
        let token = key().issue(meera(), LIFE, NOW);
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();

            assert_eq!(key().check(&changed, NOW), Err(BadToken::Forged), "{changed}");
        }
    }

    #[test]
    fn no_other_key_issuer_or_algorithm_counts() {
        let claims = key().issue(meera(), LIFE, NOW).split('.').nth(1).unwrap().to_owned();
        let none = BASE64.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
        let hs256 = BASE64.encode(r#"{"alg":"HS256","typ":"at+jwt"}"#);
        for forged in [
            TokenKey::new(&[8; 32], "https://shop.example").issue(meera(), LIFE, NOW),
            TokenKey::new(&[7; 32], "https://other.example").issue(meera(), LIFE, NOW),
            format!("{none}.{claims}."),
            format!("{none}.{claims}"),
            format!("{hs256}.{claims}.{}", BASE64.encode([0; 32])),
            String::new(),
            "..".to_owned(),
        ] {
            assert_eq!(key().check(&forged, NOW), Err(BadToken::Forged), "{forged}");
        }
    }
}
