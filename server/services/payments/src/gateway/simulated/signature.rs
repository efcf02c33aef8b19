//! Signatures of callbacks: HMAC-SHA-256 over time and body, in one header.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// How far the time of a signature may be off, in seconds: retries are signed anew, so a recorded call is soon
/// worthless.
const TOLERANCE: u64 = 300;

/// Signs a body at a time in Unix seconds.
pub fn sign(key: &[u8], time: i64, body: &[u8]) -> String {
    format!("t={time},v1={}", hex::encode(mac(key, &time.to_string(), body).finalize().into_bytes()))
}

/// When a body was signed (Unix seconds), if one of the header's signatures is right: several may stand there while a
/// key is changed. Compares in constant time.
pub fn verify(key: &[u8], header: &str, body: &[u8]) -> Option<i64> {
    let fields = || header.split(',').filter_map(|field| field.trim().split_once('='));
    let (_, time) = fields().find(|field| field.0 == "t")?;
    let right = |given: &str| hex::decode(given).is_ok_and(|given| mac(key, time, body).verify_slice(&given).is_ok());
    fields().any(|(name, given)| name == "v1" && right(given)).then(|| time.parse().ok()).flatten()
}

/// Whether a signature of this time still counts.
pub fn is_fresh(time: i64, now: i64) -> bool {
    time.abs_diff(now) <= TOLERANCE
}

fn mac(key: &[u8], time: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &[u8] = &[7; 32];
    const NOW: i64 = 1_800_000_000;

    #[test]
    fn a_signature_counts_for_its_key_body_and_time_only() {
        let header = sign(KEY, NOW, b"{}");

        assert_eq!(verify(KEY, &header, b"{}"), Some(NOW));
        assert_eq!(verify(&[8; 32], &header, b"{}"), None);
        assert_eq!(verify(KEY, &header, b"{} "), None);
        assert_eq!(verify(KEY, &header.replace("t=18", "t=17"), b"{}"), None);
    }

    #[test]
    fn a_signature_is_good_for_five_minutes() {
        assert!([-300, 0, 300].iter().all(|off| is_fresh(NOW, NOW + off)));
        assert!([-301, 301].iter().all(|off| !is_fresh(NOW, NOW + off)));
        assert!(!is_fresh(i64::MIN, i64::MAX));
    }

    #[test]
    fn one_right_signature_among_several_is_enough() {
        let right = sign(KEY, NOW, b"{}");
        let (time, v1) = right.split_once(',').unwrap();

        assert_eq!(verify(KEY, &format!("{time}, v1=00ff, {v1}"), b"{}"), Some(NOW));
        assert_eq!(verify(KEY, &format!("{time},v0={}", &v1[3..]), b"{}"), None);
        assert_eq!(verify(KEY, time, b"{}"), None);
    }

    proptest! {
        #[test]
        fn no_header_makes_the_check_fall_over(header in ".{0,200}") {
            prop_assert_eq!(verify(KEY, &header, b"{}"), None);
        }
    }
}
