//! Five hundred random operations, compared step by step with a model that fits on a page.

use super::shelf::{Shelf, group};
use contracts::ids::{GroupId, OfferId};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Held,
    Sold,
    Ended,
}

/// What the shelf should look like.
#[derive(Default)]
struct Model {
    stock: BTreeMap<OfferId, (u32, u32)>,
    groups: BTreeMap<GroupId, BTreeMap<OfferId, (u32, State)>>,
}

impl Model {
    fn reserve(&mut self, group: GroupId, wanted: &BTreeMap<OfferId, u32>) -> bool {
        let lines = self.groups.entry(group).or_default();
        let taken: BTreeMap<_, _> =
            lines.iter().filter(|(_, line)| line.1 != State::Ended).map(|(offer, line)| (*offer, line.0)).collect();
        if !taken.is_empty() {
            return taken == *wanted;
        }
        if wanted.iter().any(|(offer, quantity)| self.stock[offer].0 - self.stock[offer].1 < *quantity) {
            return false;
        }
        for (offer, quantity) in wanted {
            self.stock.get_mut(offer).unwrap().1 += quantity;
            lines.insert(*offer, (*quantity, State::Held));
        }
        true
    }

    fn end(&mut self, group: GroupId, from: State, to: State, which: impl Fn(OfferId) -> bool) {
        for (offer, line) in self.groups.entry(group).or_default() {
            if line.1 == from && which(*offer) {
                line.1 = to;
                let stock = self.stock.get_mut(offer).unwrap();
                match (from, to) {
                    (State::Held, State::Ended) => stock.1 -= line.0,
                    (State::Held, State::Sold) => (stock.0, stock.1) = (stock.0 - line.0, stock.1 - line.0),
                    _ => stock.0 += line.0,
                }
            }
        }
    }
}

/// A small generator (xorshift), so that a failure can be repeated by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len() as u64) as usize]
    }
}

#[tokio::test]
async fn five_hundred_operations_leave_the_stock_that_the_model_says() {
    let shelf = Shelf::new().await;
    let mut dice = Dice(0x5eed_0f57_0c4a_11ce);
    let mut model = Model::default();
    let mut offers = Vec::new();
    for on_hand in [4, 9, 15, 30] {
        let offer = shelf.offer(on_hand).await;
        model.stock.insert(offer, (on_hand as u32, 0));
        offers.push(offer);
    }
    let mut groups: Vec<GroupId> = (0..8).map(|_| group()).collect();

    for step in 0..500 {
        // A fresh group now and then, because a sold one stays sold.
        if dice.roll(8) == 0 {
            let index = dice.roll(groups.len() as u64) as usize;
            groups[index] = group();
        }
        let (group, offer) = (dice.pick(&groups), dice.pick(&offers));
        match dice.roll(10) {
            0..=4 => {
                let lines: Vec<_> = (0..=dice.roll(3)).map(|_| (dice.pick(&offers), 1 + dice.roll(3) as u32)).collect();
                let mut wanted = BTreeMap::new();
                lines.iter().for_each(|(offer, quantity)| *wanted.entry(*offer).or_default() += quantity);
                let held = matches!(
                    shelf.inventory.reserve(group, &lines, super::shelf::TTL).await,
                    Ok(contracts::inventory::reserve_response::Outcome::Reserved(_))
                );
                assert_eq!(held, model.reserve(group, &wanted), "step {step}: reserve {wanted:?}");
            }
            5 => {
                shelf.inventory.release(group, &[offer]).await.unwrap();
                model.end(group, State::Held, State::Ended, |other| other == offer);
            }
            6 => {
                shelf.inventory.commit(group).await.unwrap();
                model.end(group, State::Held, State::Sold, |_| true);
            }
            7 => {
                shelf.let_time_pass(group).await;
                catalog::expire_holds(&shelf.catalog).await.unwrap();
                model.end(group, State::Held, State::Ended, |_| true);
            }
            _ => {
                let lines: Vec<_> = offers.iter().map(|offer| (*offer, 1)).collect();
                shelf.hear(shelf.cancelled(group, &lines)).await;
                model.end(group, State::Held, State::Ended, |_| true);
                model.end(group, State::Sold, State::Ended, |_| true);
            }
        }
        for offer in &offers {
            let (on_hand, reserved) = shelf.stock(*offer).await;
            assert_eq!((on_hand as u32, reserved as u32), model.stock[offer], "step {step}");
        }
    }
    shelf.audit().await;
}
