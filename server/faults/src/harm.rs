//! What is done to a shop, and to what it stands on.

use crate::{
    dice::Dice,
    journal::{Fault, Journal, Line},
    process::Signal,
    proxy::Mode,
    run::Run,
    stack::Carrier,
};
use std::time::{Duration, Instant};

/// How long a process may take to come back, when what it needs may be coming back, too.
const BACK: Duration = Duration::from_secs(90);

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// A process of the shop is killed and started again.
    KillShop(usize),
    /// PostgreSQL is killed and started again.
    KillPostgres,
    RestartPostgres,
    KillRedis,
    RestartRedis,
    /// Redis forgets everything.
    FlushRedis,
    /// The broker is killed and started again.
    KillKafka,
    /// The broker stands still for a while.
    HaltKafka(Duration),
    /// The way to something is in such a state for a while.
    Way(To, Mode, Duration),
    /// All connections to something break at once.
    Cut(To),
}

/// Where the shop's ways lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Postgres,
    Redis,
    /// What carries the events.
    Bus,
}

impl Harm {
    /// Does it, waits until it is over, and notes it; how long the shop took after that until all of it was ready.
    pub async fn strike(self, run: &mut Run) -> anyhow::Result<Duration> {
        run.say(&self.to_string());
        let from_ms = run.journal.now_ms();
        let over = self.act(run).await?;
        self.note(&run.journal, from_ms)?;
        run.shop.ready(BACK).await?;
        Ok(over.elapsed())
    }

    /// Does it; when it was over, and everything was there again that the shop needs.
    async fn act(self, run: &mut Run) -> anyhow::Result<Instant> {
        let Run { stack, shop, .. } = run;
        match self {
            Self::KillShop(which) => {
                shop.instances[which].kill().await?;
                let over = Instant::now();
                shop.instances[which].start_again(BACK).await?;
                return Ok(over);
            }
            Self::KillPostgres => {
                stack.postgres.kill().await?;
                stack.postgres.start().await?;
            }
            Self::RestartPostgres => {
                stack.postgres.stop().await?;
                stack.postgres.start().await?;
            }
            Self::KillRedis => {
                stack.redis.kill().await?;
                stack.redis.start().await?;
            }
            Self::RestartRedis => {
                stack.redis.stop().await?;
                stack.redis.start().await?;
            }
            Self::FlushRedis => stack.redis.flush().await?,
            Self::KillKafka => {
                stack.kafka()?.kill().await?;
                stack.kafka()?.start().await?;
            }
            Self::HaltKafka(time) => {
                stack.kafka()?.send(Signal::Stop).await?;
                tokio::time::sleep(time).await;
                stack.kafka()?.send(Signal::Continue).await?;
            }
            Self::Way(to, mode, time) => stack.way(to).hold(mode, time).await,
            Self::Cut(to) => stack.way(to).cut(),
        }
        Ok(Instant::now())
    }

    fn note(self, journal: &Journal, from_ms: u64) -> anyhow::Result<()> {
        let forgets_carts = self == Self::FlushRedis;
        let fault = Fault { name: self.to_string(), from_ms, to_ms: journal.now_ms(), forgets_carts };
        journal.write(&Line::Fault(fault))
    }
}

impl std::fmt::Display for Harm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::KillShop(which) => write!(f, "levomart {} killed", which + 1),
            Self::KillPostgres => f.write_str("PostgreSQL killed"),
            Self::RestartPostgres => f.write_str("PostgreSQL restarted"),
            Self::KillRedis => f.write_str("Redis killed"),
            Self::RestartRedis => f.write_str("Redis restarted"),
            Self::FlushRedis => f.write_str("Redis emptied"),
            Self::KillKafka => f.write_str("Kafka killed"),
            Self::HaltKafka(time) => write!(f, "Kafka halted, {} s", time.as_secs()),
            Self::Way(to, mode, time) => write!(f, "{to} {mode}, {} s", time.as_secs()),
            Self::Cut(to) => write!(f, "{to} cut off"),
        }
    }
}

impl std::fmt::Display for To {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Postgres => "PostgreSQL",
            Self::Redis => "Redis",
            Self::Bus => "the bus",
        })
    }
}

/// When which process is killed, for so long. Three of four blows fall on the shop itself.
pub fn kills(dice: &mut Dice, carrier: Carrier, instances: usize, time: Duration) -> Vec<(Duration, Harm)> {
    let others: &[Harm] = match carrier {
        Carrier::Postgres => &[Harm::KillPostgres, Harm::KillRedis],
        Carrier::Kafka => &[Harm::KillPostgres, Harm::KillRedis, Harm::KillKafka],
    };
    let mut at = Duration::from_millis(dice.between(1000, 4000));
    let mut kills = Vec::new();
    while at < time {
        let other = dice.happens(25);
        let which = dice.between(0, instances as u64 - 1);
        kills.push((at, if other { *dice.pick(others) } else { Harm::KillShop(which as usize) }));
        at += Duration::from_millis(dice.between(2000, 6000));
    }
    kills
}

/// Strikes at these times after now; a blow that takes longer than until the next one delays it. How long the shop took
/// to come back after each.
pub async fn strike_all(run: &mut Run, schedule: &[(Duration, Harm)]) -> anyhow::Result<Vec<Duration>> {
    let began = Instant::now();
    let mut back = Vec::new();
    for (at, harm) in schedule {
        tokio::time::sleep(at.saturating_sub(began.elapsed())).await;
        back.push(harm.strike(run).await?);
    }
    Ok(back)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_strikes_the_same_blows_at_the_same_times() {
        let schedule = |seed| kills(&mut Dice::new(seed), Carrier::Kafka, 2, Duration::from_secs(180));

        assert_eq!(schedule(1), schedule(1));
        assert_ne!(schedule(1), schedule(2));
        assert!(schedule(1).len() > 30);
        for harm in [Harm::KillShop(0), Harm::KillShop(1), Harm::KillPostgres, Harm::KillRedis, Harm::KillKafka] {
            assert!(schedule(1).iter().any(|(_, struck)| *struck == harm), "{harm}");
        }
    }
}
