//! Who works for a shop.

use crate::{Error, Identity, account::Email, make_seller::make_seller, owner, store};
use contracts::{
    Caller,
    identity::{AddMember, ChangeMember, Member},
    ids::{SellerId, UserId},
};
use serde_json::{Value, json};
use sqlx::PgConnection;
use web::{Act, IfMatch};

/// The most people who work for one shop.
pub const MAX_MEMBERS: i64 = 50;

/// Lets the owner of an account work for the caller's shop, who is a seller from then on.
pub async fn add_member(identity: &Identity, caller: &Caller, request: AddMember) -> Result<Member, Error> {
    let seller = owner(caller)?;
    let email = Email::parse(&request.email).ok_or(Error::NoAccount)?;

    let mut tx = identity.db.begin().await?;
    let members = locked(&mut tx, caller, seller).await?;
    let user = store::people::active_by_email(&mut tx, &email).await?.ok_or(Error::NoAccount)?;
    if members.iter().any(|member| member.user == user.id) {
        return Err(Error::MemberAlready);
    }
    if members.len() >= MAX_MEMBERS as usize {
        return Err(Error::ShopFull);
    }
    let member = Member { user: user.id, name: user.name, email: user.email, owner: request.owner };
    store::members::insert(&mut tx, seller, &member).await?;
    let act = act("member.add", &member, seller, None, Some(rank(request.owner)));
    act.record(&mut tx, &identity.outbox, caller).await?;
    make_seller(&mut tx, &identity.outbox, caller, member.user, seller).await?;
    identity.outbox.commit(tx).await?;
    Ok(member)
}

/// Makes a member of the caller's shop an owner, or staff, if its members are still as they were seen.
pub async fn change_member(
    identity: &Identity,
    caller: &Caller,
    user: UserId,
    wanted: &IfMatch,
    request: ChangeMember,
) -> Result<Member, Error> {
    let seller = owner(caller)?;
    let mut tx = identity.db.begin().await?;
    let members = locked(&mut tx, caller, seller).await?;
    wanted.check(web::digest(&members))?;
    let old = members.iter().find(|member| member.user == user).ok_or(Error::NotFound("member"))?;
    if old.owner == request.owner {
        return Ok(old.clone());
    }
    if !request.owner {
        another_owner(&members, user)?;
    }
    let member = Member { owner: request.owner, ..old.clone() };
    store::members::update(&mut tx, seller, &member).await?;
    let act = act("member.change", &member, seller, Some(rank(old.owner)), Some(rank(member.owner)));
    act.record(&mut tx, &identity.outbox, caller).await?;
    identity.outbox.commit(tx).await?;
    Ok(member)
}

/// Ends somebody's work for the caller's shop.
pub async fn remove_member(identity: &Identity, caller: &Caller, user: UserId) -> Result<(), Error> {
    let seller = owner(caller)?;
    let mut tx = identity.db.begin().await?;
    let members = locked(&mut tx, caller, seller).await?;
    dismiss(identity, &mut tx, caller, seller, &members, user).await?;
    Ok(identity.outbox.commit(tx).await?)
}

/// Ends the caller's own work for the shop: whoever was made a member need not stay one.
pub async fn leave(identity: &Identity, caller: &Caller) -> Result<(), Error> {
    let Caller::Member { id, seller, .. } = *caller else { return Err(Error::NotFound("shop")) };
    let mut tx = identity.db.begin().await?;
    store::sellers::lock(&mut tx, seller).await?.ok_or(Error::NotFound("shop"))?;
    let members = store::members::list(&mut tx, seller).await?;
    dismiss(identity, &mut tx, caller, seller, &members, id).await?;
    Ok(identity.outbox.commit(tx).await?)
}

/// Takes somebody out of the members of a locked shop.
async fn dismiss(
    identity: &Identity,
    tx: &mut PgConnection,
    caller: &Caller,
    seller: SellerId,
    members: &[Member],
    user: UserId,
) -> Result<(), Error> {
    let member = members.iter().find(|member| member.user == user).ok_or(Error::NotFound("member"))?;
    another_owner(members, user)?;
    store::members::delete(tx, seller, user).await?;
    let act = act("member.remove", member, seller, Some(rank(member.owner)), None);
    Ok(act.record(tx, &identity.outbox, caller).await?)
}

/// The members of a shop, which nobody else changes until the transaction ends.
async fn locked(tx: &mut PgConnection, caller: &Caller, seller: SellerId) -> Result<Vec<Member>, Error> {
    store::sellers::lock(tx, seller).await?.ok_or(Error::NotFound("shop"))?;
    owned(tx, caller, seller).await
}

/// The members of a locked shop that the caller owns: what the storefront says of it is up to a second old.
pub async fn owned(tx: &mut PgConnection, caller: &Caller, seller: SellerId) -> Result<Vec<Member>, Error> {
    let members = store::members::list(tx, seller).await?;
    let owns = |member: &Member| Some(member.user) == caller.user() && member.owner;
    if members.iter().any(owns) { Ok(members) } else { Err(Error::OwnersOnly) }
}

/// A shop always has an owner.
fn another_owner(members: &[Member], user: UserId) -> Result<(), Error> {
    let mut owners = members.iter().filter(|member| member.owner).map(|member| member.user);
    if owners.clone().any(|owner| owner == user) && owners.all(|owner| owner == user) {
        return Err(Error::LastOwner);
    }
    Ok(())
}

fn act<'a>(action: &'a str, member: &Member, seller: SellerId, before: Option<Value>, after: Option<Value>) -> Act<'a> {
    Act { action, subject: ("user", member.user.0), seller: Some(seller), before, after, reason: None }
}

fn rank(owner: bool) -> Value {
    json!({ "works as": if owner { "owner" } else { "staff" } })
}
