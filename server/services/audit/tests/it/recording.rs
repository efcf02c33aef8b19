//! What is recorded stays what it is.

use crate::log::{Log, act, admin};
use contracts::{
    Caller, Kind,
    audit::{Chain, Entry, Filter},
    events::AuditRecorded,
    ids::{SellerId, UserId},
};
use futures::future::join_all;
use uuid::Uuid;

#[tokio::test]
async fn what_is_told_stands_in_the_log_as_it_was_told_and_once() {
    let log = Log::open().await;
    let entry = AuditRecorded { seller: Some(SellerId(Uuid::now_v7())), ..act("seller.suspend") };

    log.tell(&entry).await;
    log.tell(&entry).await;
    log.api().post::<()>(&Caller::System, "/api/audit/entries", &entry).await.unwrap();

    let page = log.page(&Filter::default()).await;
    let [Entry { seq: 1, id, action, before, reason, from, .. }] = &page.items[..] else { panic!("{page:?}") };
    assert_eq!((*id, action, before), (entry.entry, &entry.action, &entry.before));
    assert_eq!((reason, from), (&entry.reason, &entry.from));
    assert_eq!(log.chain().await, Chain { first: 1, entries: 1, broken: None, head: Some(page.items[0].hash.clone()) });
}

#[tokio::test]
async fn entries_that_come_together_make_one_chain() {
    let log = Log::open().await;
    let acts: Vec<AuditRecorded> = (0..20).map(|_| act("role.grant")).collect();

    let api = log.api();
    let recorded = acts.iter().map(async |entry| api.post::<()>(&Caller::System, "/api/audit/entries", entry).await);
    join_all(recorded).await.into_iter().for_each(|outcome| outcome.unwrap());

    let chain = log.chain().await;
    assert_eq!((chain.entries, chain.broken), (20, None));
}

#[tokio::test]
async fn the_database_refuses_to_change_the_log() {
    let log = Log::open().await;
    log.tell(&act("seller.suspend")).await;

    for sql in ["update audit.entries set reason = 'none'", "delete from audit.entries", "truncate audit.entries"] {
        let refused = sqlx::query(sql).execute(&log.db).await.unwrap_err();
        assert!(refused.to_string().contains("cannot be changed"), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn the_slice_itself_has_no_right_but_to_read_and_to_append() {
    let log = Log::open().await;
    log.tell(&act("seller.suspend")).await;

    for sql in [
        "update audit.entries set reason = 'none'",
        "delete from audit.entries",
        "truncate audit.entries",
        "alter table audit.entries disable trigger only_append",
        "drop trigger only_append on audit.entries",
        "drop table audit.entries",
        "delete from audit.inbox",
    ] {
        let refused = sqlx::query(sql).execute(&log.own).await.unwrap_err().to_string();
        assert!(["permission denied", "must be owner"].iter().any(|why| refused.contains(why)), "{sql}: {refused}");
    }

    assert_eq!(log.places(Filter::default()).await, [1]);
    let said: Chain = log.api().get(&admin(), "/api/admin/audit/verify").await.unwrap();
    assert_eq!((said.entries, said.broken), (1, None));
}

#[tokio::test]
async fn whoever_gets_past_the_database_breaks_the_chain() {
    for (tampering, place) in [
        ("update audit.entries set reason = 'none' where seq = 3", 3),
        ("update audit.entries set actor = null where seq = 1", 1),
        ("update audit.entries set recorded_at = recorded_at - interval '1 day' where seq = 4", 4),
        ("delete from audit.entries where seq = 2", 2),
        ("update audit.entries set hash = sha256('x') where seq = 5", 5),
        ("update audit.entries set seq = 9 where seq = 5", 5),
    ] {
        let log = Log::open().await;
        for _ in 0..5 {
            log.tell(&act("seller.suspend")).await;
        }
        assert_eq!(log.chain().await.broken, None);

        log.tamper(tampering).await;

        let said: Chain = log.api().get(&admin(), "/api/admin/audit/verify").await.unwrap();
        assert_eq!(said.broken, Some(place), "{tampering}");
    }
}

#[tokio::test]
async fn the_log_is_searched_by_who_what_and_when() {
    let log = Log::open().await;
    let (person, shop) = (UserId(Uuid::now_v7()), SellerId(Uuid::now_v7()));
    let first = AuditRecorded { actor: Some(person), ..act("seller.suspend") };
    log.tell(&first).await;
    log.tell(&AuditRecorded { seller: Some(shop), ..act("seller.approve") }).await;
    log.tell(&AuditRecorded { actor: Some(person), ..act("sellers_list.export") }).await;
    let (day, none) = (first.at.date(), Filter::default);

    assert_eq!(log.places(none()).await, [3, 2, 1]);
    assert_eq!(log.places(Filter { actor: vec![person], ..none() }).await, [3, 1]);
    let nobody = UserId(Uuid::now_v7());
    assert_eq!(log.places(Filter { actor: vec![nobody, person], ..none() }).await, [3, 1]);
    assert_eq!(log.places(Filter { actor: vec![nobody], ..none() }).await, [0; 0]);
    assert_eq!(log.places(Filter { subject: Some(first.subject), ..none() }).await, [1]);
    assert_eq!(log.places(Filter { seller: Some(shop), ..none() }).await, [2]);
    assert_eq!(log.places(Filter { action: Some("seller.".to_owned()), ..none() }).await, [2, 1]);
    assert_eq!(log.places(Filter { action: Some("seller%".to_owned()), ..none() }).await, [0; 0]);
    assert_eq!(log.places(Filter { from: day.previous_day(), to: day.next_day(), ..none() }).await, [3, 2, 1]);
    assert_eq!(log.places(Filter { to: day.previous_day(), ..none() }).await, [0; 0]);
    assert_eq!(log.places(Filter { after: Some(2), ..none() }).await, [1]);
}

#[tokio::test]
async fn a_long_log_is_read_page_by_page() {
    let log = Log::open().await;
    for _ in 0..51 {
        log.api().post::<()>(&Caller::System, "/api/audit/entries", &act("role.grant")).await.unwrap();
    }

    let first = log.page(&Filter::default()).await;
    let after = first.next.as_deref().map(|next| next.parse().unwrap());
    let second = log.page(&Filter { after, ..Filter::default() }).await;

    assert_eq!((first.items.len(), second.items.len(), second.next), (50, 1, None));
}

#[tokio::test]
async fn nobody_but_admins_knows_that_there_is_a_log() {
    let log = Log::open().await;
    let seller = Caller::Member { id: UserId(Uuid::now_v7()), seller: SellerId(Uuid::now_v7()), owner: true };

    for caller in [Caller::Nobody, seller, Caller::System] {
        for path in ["/api/admin/audit", "/api/admin/audit/verify"] {
            let refused = log.api().get::<serde_json::Value>(&caller, path).await.unwrap_err();
            assert_eq!(refused.kind, Kind::NotFound, "{path} as {caller:?}");
        }
    }
    let refused = log.api().post::<()>(&admin(), "/api/audit/entries", &act("role.grant")).await.unwrap_err();
    assert_eq!(refused.kind, Kind::NotFound);
}
