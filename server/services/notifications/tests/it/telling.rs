//! What people are told, and how often.

use crate::{World, group, meera, parts};
use contracts::{
    Role,
    events::{CancelReason, Event, IdentityEvent, OrderCancelled, OrderCreated, OrderEvent, OrderPaid, UserCreated},
    orders::{Group, Status},
};

#[tokio::test]
async fn an_order_is_mailed_once_however_often_it_is_told() {
    let world = World::new(group()).await;
    let event = created(&world.group());
    let envelope = world.hear(&event).await;

    for _ in 0..3 {
        world.hear_envelope(OrderEvent::TOPIC, &envelope).await;
    }
    world.hear(&event).await;

    let mails = world.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].kind.as_str(), mails[0].recipient.as_str()), ("order-received", "guest@example.in"));
}

#[tokio::test]
async fn an_order_mail_has_all_that_a_buyer_looks_for() {
    let world = World::new(group()).await;

    world.hear(&paid(&world.group())).await;

    let [mail] = &world.mails_to_buyer().await[..] else { panic!("there is not one mail") };
    assert_eq!(mail.subject, "Your order LM-4207-7731 is paid");
    for expected in [
        "Rafiq & Sons Brass (LM-4207-7731-1)",
        "2 × Brass oil lamp, Tall: ₹3,450\n",
        "1 × Stoneware mug: ₹499.50\n",
        "Standard, 3 December to 5 December: ₹49\n",
        "Standard, 3 December to 5 December: free\n",
        "Goods: ₹3,949.50\n",
        "Delivery: ₹49\n",
        "Total: ₹3,998.50\n",
        "Meera Iyer\n12 Lamp Street\nPune 411001\nMaharashtra\nIN\n",
    ] {
        assert!(mail.text.contains(expected), "{expected} is missing in\n{}", mail.text);
    }
    let link = format!("https://shop.example/orders/{}?access=c0ffee", world.group().id);
    assert!(mail.text.contains(&format!("\n{link}\n")), "{}", mail.text);
    assert!(mail.html.contains(&format!("href=\"{link}\"")), "{}", mail.html);
    assert!(mail.html.contains("Rafiq &amp; Sons Brass") && mail.html.contains("₹3,998.50"), "{}", mail.html);
}

#[tokio::test]
async fn a_product_cannot_bring_markup_or_headers_into_a_mail() {
    let mut hostile = group();
    hostile.number = "LM-1\r\nBcc: everybody@example.in".to_owned();
    hostile.orders[0].lines[0].title = "<img src=x onerror=alert(1)>".to_owned();
    hostile.orders[0].seller.name = "\"'><script>".to_owned();
    hostile.postal.name = "A\nTotal: ₹0".to_owned();
    let world = World::new(hostile).await;

    world.hear(&created(&world.group())).await;
    world.send().await;

    let mails = world.mails().await;
    assert!(mails[0].html.contains("&lt;img src=x onerror=alert(1)&gt;"), "{}", mails[0].html);
    assert!(!mails[0].html.contains("<img") && !mails[0].html.contains("<script"), "{}", mails[0].html);
    assert!(!mails[0].text.contains("\nTotal: ₹0"), "{}", mails[0].text);
    let (_, file) = &world.files()[0];
    let head = file.split("\r\n\r\n").next().unwrap();
    assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
    assert!(head.contains("To: guest@example.in"), "{head}");
}

#[tokio::test]
async fn each_cancellation_says_what_why_and_what_becomes_of_the_money() {
    let world = World::new(group()).await;
    let mut group = world.group();
    group.orders[0].status = Status::Cancelled;
    world.outside.lock().unwrap().group = Some(group.clone());

    let first = cancelled(&group, 0..1, true, CancelReason::Buyer);
    let envelope = world.hear(&first).await;
    world.hear_envelope(OrderEvent::TOPIC, &envelope).await;
    world.hear(&cancelled(&group, 0..2, false, CancelReason::Unpaid)).await;

    let [part, whole] = &world.mails().await[..] else { panic!("there are not two mails") };
    assert_eq!(part.subject, "A part of your order LM-4207-7731 is cancelled");
    assert!(part.text.contains("as you asked") && part.text.contains("₹3,499 goes back to you"), "{}", part.text);
    assert!(part.text.contains("Brass oil lamp") && !part.text.contains("Stoneware mug"), "{}", part.text);
    assert_eq!(whole.subject, "Your order LM-4207-7731 is cancelled");
    assert!(
        whole.text.contains("did not come in time") && whole.text.contains("Nothing was charged"),
        "{}",
        whole.text
    );
    assert!(whole.text.contains("Stoneware mug"), "{}", whole.text);
}

#[tokio::test]
async fn somebody_new_is_welcomed_once() {
    let world = World::new(group()).await;
    let event = IdentityEvent::UserCreated(UserCreated { user: meera().id, role: Role::User });

    let envelope = world.hear(&event).await;
    world.hear_envelope(IdentityEvent::TOPIC, &envelope).await;

    let [mail] = &world.mails().await[..] else { panic!("there is not one mail") };
    assert_eq!((mail.kind.as_str(), mail.recipient.as_str()), ("welcome", "meera@example.in"));
    assert!(mail.text.contains("Welcome, Meera") && mail.text.contains("https://shop.example/\n"), "{}", mail.text);
}

#[tokio::test]
async fn while_orders_are_away_the_event_waits() {
    let world = World::new(group()).await;
    world.outside.lock().unwrap().away = 3;

    world.hear(&paid(&world.group())).await;

    assert_eq!(world.outside.lock().unwrap().away, 0);
    assert_eq!(world.mails_to_buyer().await.len(), 1);
    assert!(events::list_parked(&world.bus, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_is_gone_by_now_gets_no_mail() {
    let world = World::new(group()).await;
    let event = paid(&world.group());
    *world.outside.lock().unwrap() = crate::Outside { group: None, user: None, away: 0 };

    world.hear(&event).await;
    world.hear(&IdentityEvent::UserCreated(UserCreated { user: meera().id, role: Role::User })).await;

    assert!(world.mails().await.is_empty());
    assert!(events::list_parked(&world.bus, 10).await.unwrap().is_empty());
}

fn created(group: &Group) -> OrderEvent {
    OrderEvent::Created(OrderCreated {
        group: group.id,
        number: group.number.clone(),
        buyer: meera().id.0,
        total: group.total,
        units: 3,
        hold_expires_at: group.hold_expires_at,
        orders: parts(&group.orders),
    })
}

fn paid(group: &Group) -> OrderEvent {
    let orders = parts(&group.orders);
    OrderEvent::Paid(OrderPaid { group: group.id, number: group.number.clone(), buyer: meera().id.0, orders })
}

fn cancelled(group: &Group, which: std::ops::Range<usize>, paid: bool, reason: CancelReason) -> OrderEvent {
    let whole = which.len() == group.orders.len();
    OrderEvent::Cancelled(OrderCancelled { group: group.id, orders: parts(&group.orders[which]), whole, paid, reason })
}
