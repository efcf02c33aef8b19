//! Signed links to an order, for buyers without an account.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// Signs and checks the token that opens an order group: HMAC-SHA-256 of its id, in hexadecimal.
#[derive(Clone)]
pub struct Access {
    key: Vec<u8>,
}

impl Access {
    /// `key` is the installation's secret, at least 32 bytes.
    pub fn new(key: &[u8]) -> Self {
        Self { key: key.to_vec() }
    }

    /// The token for a group.
    pub fn sign(&self, group: Uuid) -> String {
        hex::encode(self.mac(group).finalize().into_bytes())
    }

    /// Whether the token belongs to the group; takes the same time whatever is wrong with it.
    pub fn verify(&self, group: Uuid, token: &str) -> bool {
        hex::decode(token).is_ok_and(|token| self.mac(group).verify_slice(&token).is_ok())
    }

    fn mac(&self, group: Uuid) -> Hmac<Sha256> {
        let mut mac = Hmac::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        // The purpose is signed too, so that no other token of this key can stand in for it.
        mac.update(b"levomart order access v1\0");
        mac.update(group.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_its_own_order_only() {
        let access = Access::new(&[7; 32]);
        let (mine, other) = (Uuid::from_u128(1), Uuid::from_u128(2));

        let token = access.sign(mine);

        assert!(access.verify(mine, &token));
        assert!(!access.verify(other, &token));
        assert!(!access.verify(mine, &token[..62]));
        assert!(!access.verify(mine, "not hexadecimal"));
        assert!(!Access::new(&[8; 32]).verify(mine, &token));
    }
}
