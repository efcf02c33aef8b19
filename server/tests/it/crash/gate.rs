//! A lock in the database that stops the program at one statement, so that it can be killed exactly there.

use crate::shop::eventually;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

pub struct Gate {
    connection: PgConnection,
    /// The backend that holds the lock.
    pid: i32,
}

impl Gate {
    /// Begins a transaction that takes a lock.
    pub async fn shut(database: &str, lock: &str) -> Self {
        let mut connection = PgConnection::connect(database).await.unwrap();
        let pid = sqlx::query_scalar("select pg_backend_pid()").fetch_one(&mut connection).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!("begin; {lock}"))).execute(&mut connection).await.unwrap();
        Self { connection, pid }
    }

    /// Waits until the program stands here, at a statement like this (a regular expression); its backend.
    pub async fn wait(&self, db: &PgPool, statement: &str) -> i32 {
        eventually(&format!("the program waits at `{statement}`"), async || self.standing(db, statement).await).await
    }

    /// The backend of the program that waits for this lock at a statement like this.
    pub async fn standing(&self, db: &PgPool, statement: &str) -> Option<i32> {
        sqlx::query_scalar(
            "select pid
               from pg_stat_activity
              where datname = current_database()
                and application_name like 'levomart-%'
                and wait_event_type = 'Lock'
                and $1 = any (pg_blocking_pids(pid))
                and query ~* $2",
        )
        .bind(self.pid)
        .bind(statement)
        .fetch_optional(db)
        .await
        .unwrap()
    }

    /// Gives the lock back.
    pub async fn open(mut self) {
        sqlx::raw_sql("rollback").execute(&mut self.connection).await.unwrap();
        self.connection.close().await.unwrap();
    }
}
