//! Signatures of the simulated carriers' webhooks: HMAC-SHA-256 over time and body, in one header.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The header of a webhook's signature: `t=<unix seconds>,v1=<hexadecimal HMAC-SHA-256 of "t.body">`.
pub const HEADER: &str = "levomart-carrier-signature";

/// How far the time of a signature may be off, in seconds: repeats are signed anew, so a recorded call is soon worthless.
const TOLERANCE: u64 = 300;

/// The key of one carrier, made of the installation's secret.
pub fn key(secret: &[u8], carrier: &str) -> Vec<u8> {
    mac(secret, &[b"carrier.", carrier.as_bytes()]).finalize().into_bytes().to_vec()
}

/// Signs a body at a time in Unix seconds.
pub fn sign(key: &[u8], time: i64, body: &[u8]) -> String {
    let mac = mac(key, &[time.to_string().as_bytes(), b".", body]);
    format!("t={time},v1={}", hex::encode(mac.finalize().into_bytes()))
}

/// When a body was signed (Unix seconds), if one of the header's signatures is right: several may stand there while a
/// key is changed. Compares in constant time.
pub fn verify(key: &[u8], header: &str, body: &[u8]) -> Option<i64> {
    let fields = || header.split(',').filter_map(|field| field.trim().split_once('='));
    let (_, time) = fields().find(|field| field.0 == "t")?;
    let right = |given: &str| {
        let parts = [time.as_bytes(), b".", body];
        hex::decode(given).is_ok_and(|given| mac(key, &parts).verify_slice(&given).is_ok())
    };
    fields().any(|(name, given)| name == "v1" && right(given)).then(|| time.parse().ok()).flatten()
}

/// Whether a signature of this time still counts.
pub fn is_fresh(time: i64, now: i64) -> bool {
    time.abs_diff(now) <= TOLERANCE
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    #[test]
    fn a_signature_counts_for_its_key_body_and_time_only() {
        let [ours, theirs] = ["kite", "meridian"].map(|carrier| key(&[7; 32], carrier));
        let header = sign(&ours, NOW, b"{}");

        assert_eq!(verify(&ours, &header, b"{}"), Some(NOW));
        assert_eq!(verify(&theirs, &header, b"{}"), None);
        assert_eq!(verify(&ours, &header, b"{} "), None);
        assert_eq!(verify(&ours, &header.replace("t=18", "t=17"), b"{}"), None);
        assert_eq!(verify(&ours, "", b"{}"), None);
    }

    #[test]
    fn a_signature_is_good_for_five_minutes() {
        assert!([-300, 0, 300].iter().all(|off| is_fresh(NOW, NOW + off)));
        assert!([-301, 301].iter().all(|off| !is_fresh(NOW, NOW + off)));
    }
}
