//! What somebody is about to do on a visit.

use super::Good;
use crate::dice::Dice;

/// Cards of the simulated gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    Good,
    NoFunds,
    AsksToConfirm,
    AnswersLate,
    NeverAnswers,
}

impl Card {
    pub fn number(self) -> &'static str {
        match self {
            Self::Good => "4242 4242 4242 4242",
            Self::NoFunds => "4000 0000 0000 9995",
            Self::AsksToConfirm => "4000 0000 0000 3220",
            Self::AnswersLate => "4000 0000 0000 0077",
            Self::NeverAnswers => "4000 0000 0000 0341",
        }
    }
}

/// How the visit is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    LeavesCart,
    LeavesUnpaid,
    CancelsUnpaid,
    Pays,
    PaysAndCancels,
    /// Cancels what one of the sellers would send.
    PaysAndCancelsPart,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Pages to look at before.
    pub looks_at: Vec<String>,
    /// Offers and quantities.
    pub lines: Vec<(String, u64)>,
    pub end: End,
    /// Tried in this order; after them comes a good one.
    pub cards: Vec<Card>,
    /// Sends the order once more when it is placed already.
    pub presses_twice: bool,
    /// Tries again when there was no answer.
    pub comes_back: bool,
}

impl Plan {
    /// Of somebody who is told what to buy, and does not give up.
    pub const PROBE: Self = Self {
        looks_at: Vec::new(),
        lines: Vec::new(),
        end: End::Pays,
        cards: Vec::new(),
        presses_twice: false,
        comes_back: true,
    };

    pub fn of(dice: &mut Dice, goods: &[Good]) -> Self {
        let looks_at = (0..dice.between(0, 2)).map(|_| dice.pick(goods).slug.clone()).collect();
        let mut lines: Vec<(&Good, u64)> = Vec::new();
        for _ in 0..dice.between(1, 4) {
            let good = dice.pick(goods);
            if lines.iter().all(|(chosen, _)| chosen.offer != good.offer) {
                lines.push((good, dice.between(1, 3)));
            }
        }
        let end = *dice.pick(&ENDS);
        let several = lines.iter().any(|(good, _)| good.seller != lines[0].0.seller);
        Self {
            looks_at,
            lines: lines.into_iter().map(|(good, quantity)| (good.offer.to_string(), quantity)).collect(),
            end: if end == End::PaysAndCancelsPart && !several { End::PaysAndCancels } else { end },
            cards: dice.pick(&CARDS).to_vec(),
            presses_twice: dice.happens(5),
            comes_back: dice.happens(90),
        }
    }

    pub fn leaves_cart(&self) -> bool {
        self.end == End::LeavesCart
    }
}

/// Of twenty visits, how they end.
const ENDS: [End; 20] = {
    let mut ends = [End::Pays; 20];
    ends[0] = End::LeavesCart;
    ends[1] = End::LeavesCart;
    ends[2] = End::LeavesUnpaid;
    ends[3] = End::LeavesUnpaid;
    ends[4] = End::CancelsUnpaid;
    ends[5] = End::PaysAndCancels;
    ends[6] = End::PaysAndCancels;
    ends[7] = End::PaysAndCancelsPart;
    ends
};

/// Of ten payments, with which cards.
const CARDS: [&[Card]; 10] = [
    &[],
    &[],
    &[],
    &[],
    &[Card::NoFunds],
    &[Card::NoFunds, Card::NoFunds, Card::AsksToConfirm],
    &[Card::AsksToConfirm],
    &[Card::AsksToConfirm],
    &[Card::AnswersLate],
    &[Card::NeverAnswers],
];

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_same_seed_means_the_same_visits() {
        let goods: Vec<Good> = (0..9)
            .map(|n| Good { offer: Uuid::from_u128(n), slug: format!("good-{n}"), seller: Uuid::from_u128(n % 3) })
            .collect();
        let plans = |seed| (0..50).map(|n| Plan::of(&mut Dice::new(seed).of("visit", n), &goods)).collect::<Vec<_>>();

        assert_eq!(plans(1), plans(1));
        assert_ne!(plans(1), plans(2));
        assert!(plans(1).iter().any(|plan| plan.end == End::PaysAndCancelsPart));
    }
}
