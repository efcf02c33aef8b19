//! What the shop has written down: the part of its tables that shoppers can have an opinion on.

use serde::Deserialize;
use sqlx::{Connection, PgConnection, types::Json};
use std::collections::HashMap;
use uuid::Uuid;

/// An order group with its payment.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Group {
    pub id: Uuid,
    pub email: String,
    pub total_minor: i64,
    /// It was paid, whatever came after that.
    pub was_paid: bool,
    /// Its money has come; it may have gone back.
    pub has_money: bool,
    pub refunded_minor: i64,
    pub orders: Json<Vec<Order>>,
}

/// What one seller sends.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Order {
    pub id: Uuid,
    pub status: String,
    pub total_minor: i64,
    /// Its money went back.
    pub refunded: bool,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Books {
    pub groups: HashMap<Uuid, Group>,
    /// What was made under an idempotency key.
    pub keys: HashMap<String, Vec<Uuid>>,
}

impl Books {
    /// Reads a database.
    pub async fn read(url: &str) -> anyhow::Result<Self> {
        let mut db = PgConnection::connect(url).await?;
        let groups: Vec<Group> = sqlx::query_as(
            "select g.id, g.email, g.total_minor, g.paid_at is not null as was_paid,
                    coalesce(p.status in ('succeeded', 'partially_refunded', 'refunded'), false) as has_money,
                    coalesce(p.refunded_minor, 0) as refunded_minor,
                    coalesce((select jsonb_agg(jsonb_build_object(
                                         'id', o.id, 'status', o.status, 'total_minor', o.total_minor,
                                         'refunded', exists (select from payments.refunds as r
                                                              where r.order_id = o.id and r.status = 'done')))
                                from orders.orders as o where o.group_id = g.id), '[]') as orders
               from orders.groups as g
               left join payments.payments as p on p.id = g.id",
        )
        .fetch_all(&mut db)
        .await?;
        let made: Vec<(String, Uuid)> = sqlx::query_as(
            "select i.key, g.id from orders.idempotency as i join orders.groups as g on g.id = i.group_id",
        )
        .fetch_all(&mut db)
        .await?;
        db.close().await?;
        let mut keys: HashMap<String, Vec<Uuid>> = HashMap::new();
        for (key, group) in made {
            keys.entry(key).or_default().push(group);
        }
        Ok(Self { groups: groups.into_iter().map(|group| (group.id, group)).collect(), keys })
    }
}
