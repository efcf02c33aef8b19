//! Groups, and who may look at them.

use super::{known, orders};
use crate::{
    bill::{Bill, Totals},
    group::Group,
    list::Cursor,
};
use contracts::{
    Caller, Currency, Money,
    identity::Postal,
    ids::{GroupId, OrderId, SellerId, UserId},
    orders::{GroupStatus, GroupSummary, PlaceOrder},
};
use sqlx::{PgConnection, Result, types::Json};
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// The version of a group that was just inserted; that it was is its first event.
pub const FIRST_VERSION: i64 = 1;

/// Overdue groups that are given up at a time; the next run takes the rest.
const OVERDUE_AT_ONCE: i64 = 100;

/// Pictures and titles of a group in the list.
const SHOWN_LINES: i64 = 4;

/// A group to insert.
pub struct New<'a> {
    pub id: GroupId,
    pub number: String,
    pub buyer: Uuid,
    pub buyer_is_user: bool,
    pub request: &'a PlaceOrder,
    pub bill: &'a Bill,
    pub hold: Duration,
}

/// Inserts a group; says when its hold expires. `None` when its number is taken.
pub async fn insert(tx: &mut PgConnection, group: &New<'_>) -> Result<Option<OffsetDateTime>> {
    let Totals { items, delivery, total } = group.bill.totals;
    sqlx::query_scalar!(
        r#"
        insert into orders.groups
               (id, number, buyer, buyer_is_user, email, postal, status, currency, items_minor, delivery_minor,
                total_minor, units, version, hold_expires_at)
        values ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $10, $11, $12, now() + make_interval(secs => $13))
            on conflict on constraint groups_number_unique do nothing
        returning hold_expires_at
        "#,
        group.id.0,
        group.number,
        group.buyer,
        group.buyer_is_user,
        group.request.email,
        Json(&group.request.postal) as _,
        total.currency.code(),
        items.minor,
        delivery.minor,
        total.minor,
        group.bill.units as i32,
        FIRST_VERSION,
        group.hold.as_secs_f64(),
    )
    .fetch_optional(tx)
    .await
}

/// Which group is locked.
pub enum Lock {
    /// Whoever it belongs to.
    Any,
    /// Only if it belongs to this subject.
    OfBuyer(Uuid),
    /// The same, or if it is a guest's whose link this subject has opened.
    OfHolder(Uuid),
    /// Only if its payment is overdue and nobody else has it locked.
    IfOverdue,
}

/// Locks a group and its orders until the end of the transaction.
pub async fn lock(tx: &mut PgConnection, group: GroupId, lock: Lock) -> Result<Option<Group>> {
    let locked = match lock {
        Lock::Any => {
            sqlx::query_scalar!("select id from orders.groups where id = $1 for update", group.0)
                .fetch_optional(&mut *tx)
                .await?
        }
        Lock::OfBuyer(buyer) => {
            sqlx::query_scalar!("select id from orders.groups where id = $1 and buyer = $2 for update", group.0, buyer)
                .fetch_optional(&mut *tx)
                .await?
        }
        Lock::OfHolder(subject) => {
            sqlx::query_scalar!(
                "
                select g.id
                  from orders.groups as g
                 where g.id = $1
                   and (g.buyer = $2
                        or not g.buyer_is_user
                           and exists (select from orders.viewers as v where v.group_id = g.id and v.subject = $2))
                   for update of g
                ",
                group.0,
                subject,
            )
            .fetch_optional(&mut *tx)
            .await?
        }
        // A payment in the last second is on its way for a while: the clock of the hold is not the group's last word.
        Lock::IfOverdue => {
            sqlx::query_scalar!(
                "
                select id
                  from orders.groups
                 where id = $1 and status = 'pending' and hold_expires_at < now() - interval '30 seconds'
                   for update skip locked
                ",
                group.0,
            )
            .fetch_optional(&mut *tx)
            .await?
        }
    };
    match locked {
        Some(_) => Ok(Some(load(tx, group).await?)),
        None => Ok(None),
    }
}

/// Locks the group of an order; of this seller, if one is named.
pub async fn lock_of(tx: &mut PgConnection, order: OrderId, seller: Option<SellerId>) -> Result<Option<Group>> {
    match orders::find_group(tx, order, seller).await? {
        Some(group) => lock(tx, group, Lock::Any).await,
        None => Ok(None),
    }
}

async fn load(tx: &mut PgConnection, group: GroupId) -> Result<Group> {
    let row = sqlx::query!(
        r#"
        select number, buyer, status, currency, total_minor, paid_at is not null as "is_paid!"
          from orders.groups
         where id = $1
        "#,
        group.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let currency = known(Currency::from_code(&row.currency), &row.currency)?;
    Ok(Group {
        id: group,
        number: row.number,
        buyer: row.buyer,
        total: Money::new(row.total_minor, currency),
        status: known(GroupStatus::parse(&row.status), &row.status)?,
        is_paid: row.is_paid,
        orders: orders::lock(tx, group, currency).await?,
    })
}

/// Gives the group its next version, in which it has this status.
pub async fn advance(tx: &mut PgConnection, group: GroupId, status: GroupStatus) -> Result<i64> {
    sqlx::query_scalar!(
        "
        update orders.groups
           set status  = $2,
               paid_at = case when $2 = 'paid' then coalesce(paid_at, now()) else paid_at end,
               version = version + 1
         where id = $1
        returning version
        ",
        group.0,
        status.as_str(),
    )
    .fetch_one(tx)
    .await
}

/// Groups whose payment is overdue, the longest first.
pub async fn list_overdue(db: &mut PgConnection) -> Result<Vec<GroupId>> {
    let ids = sqlx::query_scalar!(
        "
        select id
          from orders.groups
         where status = 'pending' and hold_expires_at < now() - interval '30 seconds'
         order by hold_expires_at
         limit $1
        ",
        OVERDUE_AT_ONCE,
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(GroupId).collect())
}

/// A group as it is shown, without its orders.
pub struct Stored {
    pub id: GroupId,
    pub number: String,
    pub buyer: Uuid,
    pub email: String,
    pub postal: Postal,
    pub status: GroupStatus,
    pub totals: Totals,
    pub placed_at: OffsetDateTime,
    pub hold_expires_at: OffsetDateTime,
    pub is_paid: bool,
    pub buyer_is_user: bool,
}

/// The group, if the caller may see it: the buyer, whoever opened its link, and other parts of Levomart.
pub async fn find(db: &mut PgConnection, group: GroupId, caller: &Caller) -> Result<Option<Stored>> {
    let row = sqlx::query!(
        r#"
        select g.id, g.number, g.buyer, g.email, g.postal as "postal: Json<Postal>", g.status, g.currency, g.items_minor,
               g.delivery_minor, g.total_minor, g.placed_at, g.hold_expires_at, g.paid_at is not null as "is_paid!",
               g.buyer_is_user
          from orders.groups as g
         where g.id = $1
           and ($3 or g.buyer = $2
                or exists (select from orders.viewers as v where v.group_id = g.id and v.subject = $2))
        "#,
        group.0,
        caller.subject(),
        *caller == Caller::System,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let currency = known(Currency::from_code(&row.currency), &row.currency)?;
    Ok(Some(Stored {
        id: GroupId(row.id),
        number: row.number,
        buyer: row.buyer,
        email: row.email,
        postal: row.postal.0,
        status: known(GroupStatus::parse(&row.status), &row.status)?,
        totals: Totals {
            items: Money::new(row.items_minor, currency),
            delivery: Money::new(row.delivery_minor, currency),
            total: Money::new(row.total_minor, currency),
        },
        placed_at: row.placed_at,
        hold_expires_at: row.hold_expires_at,
        is_paid: row.is_paid,
        buyer_is_user: row.buyer_is_user,
    }))
}

/// What a buyer bought, newest first, at most `limit` groups behind the cursor.
pub async fn list(
    db: &mut PgConnection,
    buyer: Uuid,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<GroupSummary>> {
    let (placed_at, group) = after.map(|cursor| (cursor.placed_at, cursor.group.0)).unzip();
    let rows = sqlx::query!(
        r#"
        select g.id, g.number, g.status, g.placed_at, g.total_minor, g.currency, g.units,
               (select count(*) from orders.orders as o where o.group_id = g.id) as "sellers!",
               array(select l.picture
                       from orders.orders as o
                       join orders.lines as l on l.order_id = o.id
                      where o.group_id = g.id
                      order by o.position, l.position
                      limit $5) as "pictures!",
               array(select l.title
                       from orders.orders as o
                       join orders.lines as l on l.order_id = o.id
                      where o.group_id = g.id
                      order by o.position, l.position
                      limit $5) as "titles!"
          from orders.groups as g
         where g.buyer = $1
           and (g.placed_at, g.id) < (coalesce($2, 'infinity'::timestamptz), coalesce($3, g.id))
         order by g.placed_at desc, g.id desc
         limit $4
        "#,
        buyer,
        placed_at,
        group,
        limit as i64,
        SHOWN_LINES,
    )
    .fetch_all(db)
    .await?;
    let mut groups = Vec::with_capacity(rows.len());
    for row in rows {
        groups.push(GroupSummary {
            id: GroupId(row.id),
            number: row.number,
            status: known(GroupStatus::parse(&row.status), &row.status)?,
            placed_at: row.placed_at,
            total: Money::new(row.total_minor, known(Currency::from_code(&row.currency), &row.currency)?),
            units: row.units as u32,
            sellers: row.sellers as u32,
            pictures: row.pictures,
            titles: row.titles,
        });
    }
    Ok(groups)
}

/// Makes what a guest has bought a user's.
pub async fn adopt(db: &mut PgConnection, guest: Uuid, user: UserId) -> Result<()> {
    sqlx::query!(
        "
        update orders.groups
           set buyer = $2,
               buyer_is_user = true,
               guest = buyer
         where buyer = $1
           and not buyer_is_user
        ",
        guest,
        user.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Lets a subject see a group from now on. `false` when there is no such group.
pub async fn admit(db: &mut PgConnection, group: GroupId, subject: Uuid) -> Result<bool> {
    let outcome = sqlx::query!(
        "
        insert into orders.viewers (group_id, subject)
        select id, $2
          from orders.groups
         where id = $1
            on conflict (group_id, subject) do update set at = now()
        ",
        group.0,
        subject,
    )
    .execute(db)
    .await?;
    Ok(outcome.rows_affected() == 1)
}
