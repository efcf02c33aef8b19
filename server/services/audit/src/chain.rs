//! The hash of an entry: over everything that it says, and over the hash of the one before it.

use contracts::events::AuditRecorded;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// SHA-256.
pub type Hash = [u8; 32];

/// What stands before the first entry.
pub const ROOT: Hash = [0; 32];

/// The hash of an entry at its place in the chain.
///
/// Every value is written with its length, and one that is missing unlike one that is empty, so that no two entries
/// read the same. Times count in microseconds, as the database keeps them.
pub fn hash(before: &Hash, seq: i64, recorded_at: OffsetDateTime, entry: &AuditRecorded) -> Hash {
    let (actor, seller) = (entry.actor.map(|id| id.to_string()), entry.seller.map(|id| id.to_string()));
    let fields = [
        Some(entry.entry.to_string()),
        Some(micros(recorded_at)),
        Some(micros(entry.at)),
        Some(entry.slice.clone()),
        actor,
        Some(entry.actor_kind.clone()),
        Some(entry.action.clone()),
        Some(entry.subject_kind.clone()),
        Some(entry.subject.clone()),
        seller,
        entry.before.clone(),
        entry.after.clone(),
        entry.reason.clone(),
        entry.from.clone(),
    ];
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(seq.to_be_bytes());
    for field in fields {
        match field {
            None => hasher.update([0]),
            Some(text) => {
                hasher.update([1]);
                hasher.update((text.len() as u64).to_be_bytes());
                hasher.update(text);
            }
        }
    }
    hasher.finalize().into()
}

fn micros(at: OffsetDateTime) -> String {
    at.unix_timestamp_nanos().div_euclid(1_000).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::ids::EntryId;
    use time::{Duration, macros::datetime};
    use uuid::Uuid;

    const NOON: OffsetDateTime = datetime!(2026-11-29 12:00 UTC);

    fn entry() -> AuditRecorded {
        AuditRecorded {
            entry: EntryId(Uuid::from_u128(1)),
            at: datetime!(2026-11-29 19:00:00.123456789 UTC),
            slice: "identity".to_owned(),
            actor: None,
            actor_kind: "system".to_owned(),
            action: "seller.suspend".to_owned(),
            subject_kind: "seller".to_owned(),
            subject: "7".to_owned(),
            seller: None,
            before: Some("ab".to_owned()),
            after: Some("c".to_owned()),
            reason: None,
            from: None,
        }
    }

    #[test]
    fn no_two_entries_read_the_same() {
        let original = hash(&ROOT, 1, NOON, &entry());
        let others = [
            hash(&ROOT, 2, NOON, &entry()),
            hash(&ROOT, 1, NOON + Duration::SECOND, &entry()),
            hash(&[1; 32], 1, NOON, &entry()),
            hash(&ROOT, 1, NOON, &AuditRecorded { reason: Some(String::new()), ..entry() }),
            hash(
                &ROOT,
                1,
                NOON,
                &AuditRecorded { before: Some("a".to_owned()), after: Some("bc".to_owned()), ..entry() },
            ),
            hash(&ROOT, 1, NOON, &AuditRecorded { reason: Some("x".to_owned()), ..entry() }),
            hash(&ROOT, 1, NOON, &AuditRecorded { from: Some("x".to_owned()), ..entry() }),
        ];

        assert!(others.iter().enumerate().all(|(at, other)| *other != original && !others[..at].contains(other)));
    }

    #[test]
    fn the_time_counts_as_the_database_keeps_it() {
        let kept = AuditRecorded { at: datetime!(2026-11-29 19:00:00.123456 UTC), ..entry() };

        assert_eq!(hash(&ROOT, 1, NOON, &kept), hash(&ROOT, 1, NOON, &entry()));
    }
}
