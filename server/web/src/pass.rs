//! The pass that a question bears from one process to another: whom it is for, until when it counts, who asks; signed.
//!
//! `orders.1763822430.user:0193…:SELLER.<HMAC-SHA-256 in hexadecimal>`

use axum::http::HeaderName;
use contracts::{Caller, Role};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use time::{Duration, OffsetDateTime};

/// How long a pass counts: as long as a question may take, and a little for clocks that disagree.
const LIFE: Duration = Duration::seconds(30);

/// Issues and checks passes. Processes with the same secret trust each other's.
#[derive(Clone)]
pub struct Passes {
    key: Vec<u8>,
}

/// Why a pass does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no pass")]
    Missing,
    #[error("the pass was not issued by this installation")]
    Forged,
    #[error("the pass has expired")]
    Expired,
    #[error("the pass is for another slice")]
    ForAnother,
}

impl Passes {
    pub const HEADER: HeaderName = HeaderName::from_static("levomart-pass");

    /// `secret` is the installation's, at least 32 bytes.
    pub fn new(secret: &[u8]) -> Self {
        // A key of their own: nothing else that is signed here can be taken for a pass.
        Self { key: mac(secret, "levomart pass v1").finalize().into_bytes().to_vec() }
    }

    /// A pass with which `caller` asks the slice `whom`.
    pub fn issue(&self, caller: &Caller, whom: &str, now: OffsetDateTime) -> String {
        let pass = format!("{whom}.{}.{}", (now + LIFE).unix_timestamp(), write(caller));
        let signature = mac(&self.key, &pass).finalize().into_bytes();
        format!("{pass}.{}", hex::encode(signature))
    }

    /// Who asks `whom` with this pass.
    pub fn check(&self, pass: &str, whom: &str, now: OffsetDateTime) -> Result<Caller, Refusal> {
        let (signed, signature) = pass.rsplit_once('.').ok_or(Refusal::Forged)?;
        let signature = hex::decode(signature).map_err(|_| Refusal::Forged)?;
        // Takes the same time whatever is wrong with it.
        mac(&self.key, signed).verify_slice(&signature).map_err(|_| Refusal::Forged)?;
        let mut parts = signed.splitn(3, '.');
        let (Some(audience), Some(expiry), Some(caller)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Refusal::Forged);
        };
        if audience != whom {
            return Err(Refusal::ForAnother);
        }
        let expiry: i64 = expiry.parse().map_err(|_| Refusal::Forged)?;
        if expiry < now.unix_timestamp() {
            return Err(Refusal::Expired);
        }
        read(caller).ok_or(Refusal::Forged)
    }
}

fn mac(key: &[u8], text: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac
}

fn write(caller: &Caller) -> String {
    match caller {
        Caller::Nobody => "nobody".to_owned(),
        Caller::System => "system".to_owned(),
        Caller::Guest { id } => format!("guest:{id}"),
        Caller::User { id, role } => format!("user:{id}:{}", role.as_str()),
        Caller::Member { id, seller, owner } => {
            format!("member:{id}:{seller}:{}", if *owner { "owner" } else { "staff" })
        }
    }
}

fn read(text: &str) -> Option<Caller> {
    let mut parts = text.split(':');
    let caller = match parts.next()? {
        "nobody" => Caller::Nobody,
        "system" => Caller::System,
        "guest" => Caller::Guest { id: parts.next()?.parse().ok()? },
        "user" => {
            let (id, word) = (parts.next()?.parse().ok()?, parts.next()?);
            let role = [Role::User, Role::Seller, Role::Admin].into_iter().find(|role| role.as_str() == word)?;
            Caller::User { id, role }
        }
        "member" => {
            let (id, seller) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let owner = match parts.next()? {
                "owner" => true,
                "staff" => false,
                _ => return None,
            };
            Caller::Member { id, seller, owner }
        }
        _ => return None,
    };
    parts.next().is_none().then_some(caller)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::ids::{SellerId, UserId};
    use uuid::Uuid;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn callers() -> [Caller; 8] {
        let id = Uuid::from_u128(7);
        let user = |role| Caller::User { id: UserId(id), role };
        let roles = [Role::User, Role::Seller, Role::Admin].map(user);
        let member = |owner| Caller::Member { id: UserId(id), seller: SellerId(Uuid::from_u128(8)), owner };
        let members = [member(true), member(false)];
        [Caller::Nobody, Caller::System, Caller::Guest { id }, roles[0], roles[1], roles[2], members[0], members[1]]
    }

    #[test]
    fn whoever_asks_is_known_at_the_other_end() {
        let passes = Passes::new(&[7; 32]);
        for caller in callers() {
            let pass = passes.issue(&caller, "orders", NOW);

            assert_eq!(passes.check(&pass, "orders", NOW), Ok(caller), "{pass}");
        }
    }

    #[test]
    fn a_pass_counts_for_half_a_minute_and_no_longer() {
        let passes = Passes::new(&[7; 32]);
        let pass = passes.issue(&Caller::System, "orders", NOW);

        assert!(passes.check(&pass, "orders", NOW + Duration::seconds(30)).is_ok());
        assert_eq!(passes.check(&pass, "orders", NOW + Duration::seconds(31)), Err(Refusal::Expired));
    }

    #[test]
    fn a_pass_opens_one_slice_only() {
        let passes = Passes::new(&[7; 32]);
        let pass = passes.issue(&Caller::System, "catalog", NOW);

        assert_eq!(passes.check(&pass, "payments", NOW), Err(Refusal::ForAnother));
    }

    #[test]
    fn a_pass_with_one_character_changed_is_forged() {
        let passes = Passes::new(&[7; 32]);
        let pass = passes.issue(&callers()[3], "orders", NOW);
        for at in 0..pass.len() {
            let mut changed = pass.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();

            assert_eq!(passes.check(&changed, "orders", NOW), Err(Refusal::Forged), "{changed}");
        }
        for nonsense in ["", ".", "...", "orders", "orders.99999999999.system.", &pass[..pass.len() - 2]] {
            assert_eq!(passes.check(nonsense, "orders", NOW), Err(Refusal::Forged), "{nonsense}");
        }
    }

    #[test]
    fn a_pass_of_another_installation_is_forged() {
        let pass = Passes::new(&[8; 32]).issue(&Caller::System, "orders", NOW);

        assert_eq!(Passes::new(&[7; 32]).check(&pass, "orders", NOW), Err(Refusal::Forged));
    }
}
