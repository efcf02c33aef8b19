//! How far shoppers come, counted in memory, so that no page waits for it.

use crate::Analytics;
use contracts::{
    Problem,
    analytics::{Footfall, MOST_FOOTFALL, Steps},
    ids::SellerId,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Steps since they were last told, by shop, and of the market as a whole. All clones count together.
#[derive(Clone, Default)]
pub struct Counter(Arc<Mutex<HashMap<Option<SellerId>, Steps>>>);

impl Counter {
    /// One step on the market, towards goods of these shops.
    pub fn note(&self, step: Steps, sellers: impl IntoIterator<Item = SellerId>) {
        self.add(sellers.into_iter().map(Some).chain([None]).map(|seller| Footfall { seller, steps: step }));
    }

    /// Tells analytics what was counted. What it does not take, it is told the next time.
    ///
    /// # Errors
    /// What analytics says, or that it does not answer.
    pub async fn tell(&self, analytics: &Analytics) -> Result<(), Problem> {
        let counted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let counted: Vec<Footfall> = counted.into_iter().map(|(seller, steps)| Footfall { seller, steps }).collect();
        let mut failed = Ok(());
        for some in counted.chunks(MOST_FOOTFALL) {
            let told = if failed.is_ok() { analytics.stepped(some).await } else { failed.clone() };
            if told.is_err() {
                self.add(some.iter().copied());
                failed = told;
            }
        }
        failed
    }

    fn add(&self, steps: impl Iterator<Item = Footfall>) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for Footfall { seller, steps } in steps {
            let sum = counted.entry(seller).or_default();
            *sum = sum.plus(steps);
        }
    }
}
