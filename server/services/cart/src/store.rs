//! Carts in Redis. Every change is one script, so that two requests at once cannot lose each other's.
//!
//! A line is JSON in a hash, by offer. The clock is that of Redis.

use crate::{Error, owner::Owner};
use anyhow::Context;
use contracts::{
    Currency, Money,
    cart::{MAX_LINES, MAX_QUANTITY},
    ids::OfferId,
};
use redis::{FromRedisValue, RedisResult, Script, ScriptInvocation, aio::ConnectionManager};
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock, time::Duration};
use uuid::Uuid;

/// How long a cart is kept after its last change, in seconds: 30 days.
const KEPT: i64 = 30 * 24 * 3600;

/// How long Redis may take. Beyond that the shopper is better told than kept waiting.
const PATIENCE: Duration = Duration::from_secs(2);

macro_rules! scripts {
    ($($name:ident = $file:literal;)*) => {$(
        static $name: LazyLock<Script> =
            LazyLock::new(|| Script::new(concat!(include_str!("store/lines.lua"), include_str!($file))));
    )*};
}

scripts! {
    ADD = "store/add.lua";
    CHANGE = "store/change.lua";
    REMOVE = "store/remove.lua";
    MOVE = "store/move.lua";
    MERGE = "store/merge.lua";
    BOUGHT = "store/bought.lua";
    NOTICES = "store/notices.lua";
}

/// What is kept for an owner, in the order in which it came.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub cart: Vec<KeptLine>,
    pub saved: Vec<KeptLine>,
}

#[derive(Debug)]
pub(crate) struct KeptLine {
    pub offer: OfferId,
    pub quantity: u32,
    /// The price when it was put in.
    pub price: Money,
    added_at_ms: u64,
}

/// What came of adding.
pub(crate) struct Put {
    pub quantity: u32,
    /// What the quantity would be without limits.
    pub wanted: u32,
    /// Units in the whole cart.
    pub count: u32,
}

/// The cart and the things saved for later, as of one moment.
pub(crate) async fn read(redis: &ConnectionManager, owner: Owner) -> Result<Kept, Error> {
    let [cart, saved, _] = keys(owner);
    let mut pipeline = redis::pipe();
    pipeline.atomic().hgetall(cart).hgetall(saved);
    let (cart, saved): (HashMap<String, String>, _) = answer(pipeline.query_async(&mut redis.clone())).await?;
    Ok(Kept { cart: lines(cart)?, saved: lines(saved)? })
}

/// Adds a quantity, up to `limit` in all.
pub(crate) async fn add(
    redis: &ConnectionManager,
    owner: Owner,
    offer: OfferId,
    quantity: u32,
    limit: u32,
    price: Money,
) -> Result<Put, Error> {
    let mut script = prepared(&ADD, &keys(owner));
    script.arg(offer.to_string()).arg(quantity).arg(limit).arg(price.minor).arg(price.currency.code()).arg(MAX_LINES);
    let (quantity, wanted, count) = run(redis, &script).await?;
    Ok(Put { quantity, wanted, count })
}

/// Sets a line's quantity, up to `limit`; leaves a notice with `name` when that is less.
pub(crate) async fn change(
    redis: &ConnectionManager,
    owner: Owner,
    offer: OfferId,
    quantity: u32,
    limit: u32,
    name: &str,
) -> Result<(), Error> {
    let mut script = prepared(&CHANGE, &keys(owner));
    run(redis, script.arg(offer.to_string()).arg(quantity).arg(limit).arg(name)).await
}

/// Takes a line out of the cart.
pub(crate) async fn remove(redis: &ConnectionManager, owner: Owner, offer: OfferId) -> Result<(), Error> {
    let [cart, ..] = keys(owner);
    run(redis, prepared(&REMOVE, &[cart]).arg(offer.to_string())).await
}

/// Takes a line out of the things saved for later.
pub(crate) async fn forget(redis: &ConnectionManager, owner: Owner, offer: OfferId) -> Result<(), Error> {
    let [_, saved, _] = keys(owner);
    run(redis, prepared(&REMOVE, &[saved]).arg(offer.to_string())).await
}

/// Takes lines out wherever they are.
pub(crate) async fn drop_unknown(redis: &ConnectionManager, owner: Owner, offers: &[OfferId]) -> Result<(), Error> {
    let [cart, saved, _] = keys(owner);
    let mut script = prepared(&REMOVE, &[cart, saved]);
    for offer in offers {
        script.arg(offer.to_string());
    }
    run(redis, &script).await
}

/// Empties the cart; what is saved for later stays.
pub(crate) async fn clear(redis: &ConnectionManager, owner: Owner) -> Result<(), Error> {
    let [cart, ..] = keys(owner);
    answer(redis::cmd("DEL").arg(cart).query_async(&mut redis.clone())).await
}

/// Moves a line from the cart to the things saved for later, up to `limit` there; the rest stays.
pub(crate) async fn save(redis: &ConnectionManager, owner: Owner, offer: OfferId, limit: u32) -> Result<(), Error> {
    let mut script = prepared(&MOVE, &keys(owner));
    run(redis, script.arg(offer.to_string()).arg(limit).arg(MAX_LINES)).await
}

/// Moves a saved line into the cart, up to `limit` there. The rest stays, and a notice with `name` says so.
pub(crate) async fn restore(
    redis: &ConnectionManager,
    owner: Owner,
    offer: OfferId,
    limit: u32,
    name: &str,
) -> Result<(), Error> {
    let [cart, saved, notices] = keys(owner);
    let mut script = prepared(&MOVE, &[saved, cart, notices]);
    run(redis, script.arg(offer.to_string()).arg(limit).arg(MAX_LINES).arg(name)).await
}

/// Moves everything of a guest to a user. `stock`: per offer the most that a cart may hold now, and its name.
pub(crate) async fn merge(
    redis: &ConnectionManager,
    guest: Owner,
    user: Owner,
    stock: &[(OfferId, u32, String)],
) -> Result<(), Error> {
    let mut script = prepared(&MERGE, &[keys(guest), keys(user)].concat());
    script.arg(MAX_QUANTITY).arg(MAX_LINES);
    for (offer, limit, name) in stock {
        script.arg(offer.to_string()).arg(*limit).arg(name);
    }
    run(redis, &script).await
}

/// Takes what was bought out of the buyer's cart, once per event, however often it comes.
pub(crate) async fn take_out_bought(
    redis: &ConnectionManager,
    event: Uuid,
    buyer: Uuid,
    lines: &[(OfferId, u32)],
) -> Result<(), Error> {
    // Orders does not say whether its buyer is a guest or a user; only one of the two has a cart.
    let [guest, ..] = keys(Owner::Guest(buyer));
    let [user, ..] = keys(Owner::User(buyer));
    let mut script = prepared(&BOUGHT, &[format!("levomart:cart:inbox:{event}"), guest, user]);
    for (offer, quantity) in lines {
        script.arg(offer.to_string()).arg(*quantity);
    }
    run(redis, &script).await
}

/// What there is to say to the owner; said once.
pub(crate) async fn take_notices(redis: &ConnectionManager, owner: Owner) -> Result<Vec<String>, Error> {
    let [.., notices] = keys(owner);
    run(redis, &prepared(&NOTICES, &[notices])).await
}

/// Keys of the cart, of the things saved for later, and of the notices.
fn keys(owner: Owner) -> [String; 3] {
    ["cart", "saved", "notices"].map(|what| format!("levomart:{what}:{owner}"))
}

/// A script with its keys; the first argument of each is how long to keep them.
fn prepared<'a>(script: &'a Script, keys: &[String]) -> ScriptInvocation<'a> {
    let mut invocation = script.prepare_invoke();
    for key in keys {
        invocation.key(key);
    }
    invocation.arg(KEPT);
    invocation
}

async fn run<T: FromRedisValue>(redis: &ConnectionManager, script: &ScriptInvocation<'_>) -> Result<T, Error> {
    answer(script.invoke_async(&mut redis.clone())).await
}

async fn answer<T>(asked: impl Future<Output = RedisResult<T>>) -> Result<T, Error> {
    Ok(tokio::time::timeout(PATIENCE, asked).await.map_err(|_| Error::Silent)??)
}

fn lines(hash: HashMap<String, String>) -> anyhow::Result<Vec<KeptLine>> {
    #[derive(Deserialize)]
    struct Stored {
        quantity: u32,
        price_minor: i64,
        currency: Currency,
        added_at_ms: u64,
    }

    let line = |(offer, text): (String, String)| {
        let Stored { quantity, price_minor, currency, added_at_ms } = serde_json::from_str(&text)?;
        anyhow::Ok(KeptLine { offer: offer.parse()?, quantity, price: Money::new(price_minor, currency), added_at_ms })
    };
    let mut lines: Vec<KeptLine> = hash.into_iter().map(line).collect::<Result<_, _>>().context("line of a cart")?;
    lines.sort_by_key(|line| (line.added_at_ms, line.offer));
    Ok(lines)
}
