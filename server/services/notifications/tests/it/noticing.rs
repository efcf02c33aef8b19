//! What the members of shops find in their rooms, and who gets mail about it.

use crate::{World, group, parts, rupees, shop_email};
use clients::Notifications;
use contracts::{
    Caller, Kind, Role,
    events::{
        CancelReason, CatalogEvent, IdentityEvent, ImportEnded, LinesCancelled, OrderEvent, OrderLine, OrderPaid,
        OrderShipped, ProductAnswered, ReturnTold, SellerAnswered, SellerApplied, SellerApproved, SellerSuspended,
        StockChanged,
    },
    ids::{ImportId, OfferId, ParcelId, ProductId, ReturnId, SellerId, UserId},
    notifications::{MailChoice, Notice, NoticeKind},
    orders::{Return, ReturnStatus},
};
use time::OffsetDateTime;
use uuid::Uuid;
use web::Upstream;

impl World {
    fn room(&self) -> Notifications {
        Notifications(Upstream::Local(self.service.router.clone()))
    }

    /// The seller of one of the group's orders.
    fn seller(&self, which: usize) -> SellerId {
        self.group().orders[which].seller.id
    }

    async fn notices(&self, caller: &Caller) -> Vec<Notice> {
        self.room().notices(caller, None).await.unwrap().items
    }

    async fn unread(&self, caller: &Caller) -> u32 {
        self.room().unread(caller).await.unwrap()
    }

    async fn recipients(&self) -> Vec<String> {
        self.mails().await.into_iter().map(|mail| mail.recipient).collect()
    }

    fn paid(&self) -> OrderEvent {
        let group = self.group();
        let orders = parts(&group.orders);
        OrderEvent::Paid(OrderPaid { group: group.id, number: group.number, buyer: Uuid::new_v4(), orders })
    }
}

fn member(seller: SellerId) -> Caller {
    Caller::Member { id: UserId(Uuid::new_v4()), seller, owner: true }
}

fn low(seller: SellerId, available: u32) -> StockChanged {
    StockChanged { offer: OfferId(Uuid::new_v4()), seller, available }
}

#[tokio::test]
async fn every_shop_of_a_paid_order_hears_of_its_own_part_only() {
    let world = World::new(group()).await;
    let (brass, clay) = (world.seller(0), world.seller(1));

    world.hear(&world.paid()).await;

    let [notice] = &world.notices(&member(brass)).await[..] else { panic!("there is not one notice") };
    assert_eq!((notice.kind, notice.title.as_str()), (NoticeKind::OrderNew, "New order LM-4207-7731-1"));
    assert_eq!(notice.text, "2 × Brass oil lamp, Tall. ₹3,499 in all.");
    assert_eq!(notice.href, format!("/seller/orders/{}", world.group().orders[0].id));
    let [other] = &world.notices(&member(clay)).await[..] else { panic!("there is not one notice") };
    assert!(other.text.contains("Stoneware mug") && !other.text.contains("Brass"), "{}", other.text);
    assert_eq!(world.recipients().await, ["guest@example.in", &shop_email(brass), &shop_email(clay)]);
    let mails = world.mails().await;
    assert!(mails[1].text.contains(&notice.href) && !mails[1].text.contains("Meera"), "{}", mails[1].text);
}

#[tokio::test]
async fn a_notice_of_another_shop_does_not_exist() {
    let world = World::new(group()).await;
    let (brass, clay) = (member(world.seller(0)), member(world.seller(1)));
    world.hear(&world.paid()).await;
    let theirs = world.notices(&brass).await[0].id;

    let refused = world.room().read(&clay, theirs).await.unwrap_err();
    world.room().read_all(&clay, theirs).await.unwrap();

    assert_eq!(refused.kind, Kind::NotFound);
    assert_eq!((world.unread(&clay).await, world.unread(&brass).await), (1, 1));
    assert_eq!(world.room().unread(&Caller::Nobody).await.unwrap_err().kind, Kind::Unauthenticated);
}

#[tokio::test]
async fn what_one_member_has_read_is_new_to_another() {
    let world = World::new(group()).await;
    let seller = world.seller(0);
    let (asha, ravi) = (member(seller), member(seller));
    for available in [3, 2, 1] {
        world.hear(&CatalogEvent::StockLow(low(seller, available))).await;
    }
    let notices = world.notices(&asha).await;

    world.room().read(&asha, notices[0].id).await.unwrap();
    let after_one = world.unread(&asha).await;
    world.room().read_all(&asha, notices[1].id).await.unwrap();
    world.hear(&CatalogEvent::StockOut(low(seller, 0))).await;

    assert_eq!((after_one, world.unread(&asha).await, world.unread(&ravi).await), (2, 1, 4));
    let read: Vec<bool> = world.notices(&asha).await.iter().map(|notice| notice.read).collect();
    assert_eq!(read, [false, true, true, true]);
}

#[tokio::test]
async fn notices_come_page_by_page_and_are_counted_to_a_hundred() {
    let world = World::new(group()).await;
    let owner = member(world.seller(0));
    sqlx::query(
        "insert into notifications.notices (id, audience, kind, title, text, href)
         select lpad(to_hex(n), 32, '0')::uuid, $1, 'stock_low', n::text, '', '/seller' from generate_series(1, 150) n",
    )
    .bind(world.seller(0).0)
    .execute(&world.database.pool)
    .await
    .unwrap();

    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = world.room().notices(&owner, after.as_deref()).await.unwrap();
        seen.extend(page.items.into_iter().map(|notice| notice.title));
        after = page.next;
        if after.is_none() {
            break;
        }
    }

    assert_eq!(seen, (1..=150).rev().map(|n| n.to_string()).collect::<Vec<_>>());
    assert_eq!(world.unread(&owner).await, 100);
    assert_eq!(world.room().notices(&owner, Some("nowhere")).await.unwrap_err().kind, Kind::Malformed);
}

#[tokio::test]
async fn a_shop_gets_mail_about_what_it_wants() {
    let world = World::new(group()).await;
    let seller = world.seller(0);
    let (owner, staff) = (member(seller), Caller::Member { id: UserId(Uuid::new_v4()), seller, owner: false });
    world.hear(&CatalogEvent::StockLow(low(seller, 3))).await;
    world.hear(&CatalogEvent::StockOut(low(seller, 0))).await;
    let at_first = world.mails().await;

    let swapped = [(NoticeKind::StockLow, true), (NoticeKind::StockOut, false), (NoticeKind::Shop, false)];
    let swapped = swapped.map(|(kind, mail)| MailChoice { kind, mail });
    let refused = world.room().choose_mail(&staff, &swapped).await.unwrap_err();
    world.room().choose_mail(&owner, &swapped).await.unwrap();
    world.hear(&CatalogEvent::StockLow(low(seller, 2))).await;
    world.hear(&CatalogEvent::StockOut(low(seller, 0))).await;

    assert_eq!(refused.kind, Kind::Forbidden);
    let [out] = &at_first[..] else { panic!("there is not one mail at first") };
    assert_eq!(out.subject, "Brass oil lamp, Tall is sold out");
    assert!(out.text.contains("/seller/inventory?q=LAMP+%26+TALL"), "{}", out.text);
    let subjects: Vec<String> = world.mails().await.into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects, ["Brass oil lamp, Tall is sold out", "Brass oil lamp, Tall runs low"]);
    assert_eq!(world.notices(&staff).await.len(), 4, "the room tells everything");
    let chosen = world.room().mail(&staff).await.unwrap();
    assert!(chosen.iter().all(|choice| choice.kind != NoticeKind::Shop), "what the market decides is always mailed");
}

#[tokio::test]
async fn what_a_shop_has_decided_about_mail_is_recorded_once() {
    let world = World::new(group()).await;
    let owner = member(world.seller(0));
    let low = [MailChoice { kind: NoticeKind::StockLow, mail: true }];

    for _ in 0..2 {
        world.room().choose_mail(&owner, &low).await.unwrap();
    }

    let acts: Vec<(String, String, String, String)> = sqlx::query_as(
        "select act ->> 'action', act ->> 'actor', act ->> 'before', act ->> 'after'
           from (select envelope -> 'data' as act from notifications.outbox where topic = 'audit') as told",
    )
    .fetch_all(&world.database.pool)
    .await
    .unwrap();
    let [before, after] = [r#"{"stock_low":false}"#, r#"{"stock_low":true}"#].map(str::to_owned);
    let by = owner.user().unwrap().to_string();
    assert_eq!(acts, [("seller.choose_mail".to_owned(), by, before, after)]);
}

#[tokio::test]
async fn an_applicant_hears_every_answer_and_the_shop_that_it_is_open_once() {
    let world = World::new(group()).await;
    let (seller, applicant) = (world.seller(0), crate::meera().id);
    let name = || "Ember & Loom".to_owned();
    let applied = SellerApplied { seller, applicant, name: name() };
    let reason = "The address is incomplete.".to_owned();
    let asked = SellerAnswered { seller, applicant, name: name(), refused: false, reason };
    let approved = || {
        IdentityEvent::SellerApproved(SellerApproved {
            seller,
            slug: "ember".to_owned(),
            name: name(),
            place: String::new(),
            tint: "clay".to_owned(),
            about: String::new(),
            returns: String::new(),
            since: 2026,
            ships_in_days: 2,
        })
    };

    world.hear(&IdentityEvent::SellerApplied(applied)).await;
    world.hear(&IdentityEvent::SellerAnswered(asked)).await;
    for _ in 0..2 {
        world.hear(&approved()).await;
    }
    let suspended = SellerSuspended { seller, reason: Some("Copies were sold.".to_owned()) };
    world.hear(&IdentityEvent::SellerSuspended(suspended)).await;
    world.hear(&approved()).await;

    let own = world.notices(&Caller::User { id: applicant, role: Role::User }).await;
    assert_eq!(own.iter().map(|notice| notice.text.as_str()).collect::<Vec<_>>(), ["The address is incomplete."]);
    let told: Vec<String> = world.notices(&member(seller)).await.into_iter().map(|notice| notice.title).collect();
    let open = "Ember & Loom is open on Levomart";
    assert_eq!(told, [open, "Your shop is suspended", open]);
    let shop = shop_email(seller);
    assert_eq!(world.recipients().await, ["meera@example.in", &shop, &shop, &shop]);
}

#[tokio::test]
async fn a_buyer_follows_the_parcel_by_mail_and_the_seller_hears_of_returns() {
    let world = World::new(group()).await;
    let group = world.group();
    let (order, seller) = (group.orders[0].id, world.seller(0));
    let line = OrderLine {
        offer: group.orders[0].lines[0].offer,
        quantity: 1,
        total: Some(rupees(172_500)),
        categories: None,
    };

    let shipped = OrderShipped {
        group: group.id,
        order,
        seller,
        parcel: ParcelId(Uuid::new_v4()),
        carrier: "swiftline".to_owned(),
        tracking: "SL123456789IN".to_owned(),
        lines: vec![line.clone()],
        last: false,
    };
    world.hear(&OrderEvent::Shipped(shipped)).await;
    let cancelled = LinesCancelled {
        group: group.id,
        order,
        seller,
        lines: vec![line],
        refund: rupees(172_500),
        paid: true,
        reason: CancelReason::Seller,
    };
    world.hear(&OrderEvent::LinesCancelled(cancelled)).await;
    let wish = ReturnTold { group: group.id, order, seller, wish: ReturnId(Uuid::new_v4()) };
    world.hear(&OrderEvent::ReturnAsked(wish)).await;

    let [parcel, part, wish] = &world.mails().await[..] else { panic!("there are not three mails") };
    for expected in ["Swiftline", "SL123456789IN", "1 × Brass oil lamp, Tall", "The rest of the order follows"] {
        assert!(parcel.text.contains(expected), "{expected} is missing in\n{}", parcel.text);
    }
    assert!(part.text.contains("cannot send it") && part.text.contains("₹1,725 goes back"), "{}", part.text);
    assert_eq!(wish.recipient, shop_email(seller));
    let told = world.notices(&member(seller)).await;
    assert_eq!(
        told.iter().map(|notice| notice.kind).collect::<Vec<_>>(),
        [NoticeKind::ReturnAsked],
        "not of its own doing"
    );
}

#[tokio::test]
async fn a_shop_hears_that_the_market_has_answered_in_its_place() {
    let mut bought = group();
    let (id, now) = (ReturnId(Uuid::new_v4()), OffsetDateTime::now_utc());
    bought.orders[0].returns.push(Return {
        id,
        status: ReturnStatus::Refused,
        lines: Vec::new(),
        reason: "It is too large.".to_owned(),
        answer: "It was used.".to_owned(),
        by_market: true,
        kept: false,
        refund: rupees(172_500),
        asked_at: now,
        answered_at: Some(now),
    });
    let (order, seller) = (bought.orders[0].id, bought.orders[0].seller.id);
    let refused = ReturnTold { group: bought.id, order, seller, wish: id };
    let world = World::new(bought).await;

    world.hear(&OrderEvent::ReturnRefused(refused)).await;

    let mails = world.mails_to_buyer().await;
    let [mail] = &mails[..] else { panic!("the buyer has {} mails", mails.len()) };
    assert!(mail.text.contains("Levomart has decided that") && mail.text.contains("It was used."), "{}", mail.text);
    let told = world.notices(&member(seller)).await;
    assert_eq!(told.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::ReturnAsked]);
    assert!(told[0].title.starts_with("Levomart has answered"), "{}", told[0].title);
}

#[tokio::test]
async fn a_shop_hears_how_its_import_has_ended_also_by_mail() {
    let world = World::new(group()).await;
    let seller = world.seller(0);
    let ended = |failed, problem: Option<&str>| {
        CatalogEvent::ImportEnded(ImportEnded {
            import: ImportId(Uuid::now_v7()),
            seller,
            file: "lamps.csv".to_owned(),
            imported: 41,
            failed,
            problem: problem.map(str::to_owned),
        })
    };

    for event in [ended(0, None), ended(1, None), ended(0, Some("line 7 has no end."))] {
        world.hear(&event).await;
    }

    let notices = world.notices(&member(seller)).await;
    let texts: Vec<&str> = notices.iter().rev().map(|notice| &*notice.text).collect();
    assert_eq!(texts[0], "41 products imported.");
    assert!(texts[1].starts_with("41 products imported, 1 product not."), "{}", texts[1]);
    assert!(texts[2].ends_with("could not be read: line 7 has no end."), "{}", texts[2]);
    assert!(notices[0].title.contains("lamps.csv") && notices[0].href.starts_with("/seller/import/"));
    assert_eq!(world.mails().await.len(), 3);
}

#[tokio::test]
async fn what_waits_for_the_market_its_admins_hear_and_nobody_else() {
    let world = World::new(group()).await;
    let seller = world.seller(0);
    let admin = || Caller::User { id: UserId(Uuid::new_v4()), role: Role::Admin };
    let (first, second) = (admin(), admin());

    let applied = SellerApplied { seller, applicant: UserId(Uuid::new_v4()), name: "Kiln & Clay".to_owned() };
    world.hear(&IdentityEvent::SellerApplied(applied)).await;
    let product = ProductId(Uuid::new_v4());
    world.hear(&CatalogEvent::ProductAnswered(ProductAnswered { product, seller, title: "Mug".to_owned() })).await;
    let notices = world.notices(&first).await;
    world.room().read_all(&first, notices[0].id).await.unwrap();

    let kinds: Vec<NoticeKind> = notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, [NoticeKind::ProductAnswered, NoticeKind::SellerApplied]);
    assert!(notices[1].title.contains("Kiln & Clay") && notices[1].href == format!("/admin/sellers/{seller}"));
    assert_eq!((world.unread(&first).await, world.unread(&second).await), (0, 2));
    let shopper = Caller::User { id: UserId(Uuid::new_v4()), role: Role::User };
    assert_eq!((world.unread(&member(seller)).await, world.unread(&shopper).await), (0, 0));
    assert!(world.mails().await.is_empty());
}
