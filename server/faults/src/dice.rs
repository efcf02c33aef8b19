//! Chance that comes out the same for the same seed, on every machine.

/// A stream of random numbers: SplitMix64 (Steele, Lea, Flood 2014), small and good enough to vary behaviour.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice for a part of the run. What is thrown there changes nothing elsewhere.
    pub fn of(&self, part: &str, number: u32) -> Self {
        let start = part.bytes().fold(self.0, |all, byte| Self(all ^ u64::from(byte)).next());
        let mut dice = Self(start ^ u64::from(number));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }

    /// Whether something happens that happens in so many of a hundred cases.
    pub fn happens(&mut self, of_hundred: u64) -> bool {
        self.next() % 100 < of_hundred
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[(self.next() % of.len() as u64) as usize]
    }

    /// An id that nobody else has made, as far as the run goes.
    pub fn uuid(&mut self) -> uuid::Uuid {
        uuid::Uuid::from_u64_pair(self.next(), self.next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throws(mut dice: Dice) -> Vec<u64> {
        (0..20).map(|_| dice.between(1, 6)).collect()
    }

    #[test]
    fn the_same_seed_throws_the_same() {
        assert_eq!(throws(Dice::new(7)), throws(Dice::new(7)));
        assert_ne!(throws(Dice::new(7)), throws(Dice::new(8)));
    }

    #[test]
    fn the_parts_of_a_run_have_dice_of_their_own() {
        let run = Dice::new(1);

        assert_eq!(throws(run.of("shopper", 3)), throws(run.of("shopper", 3)));
        assert_ne!(throws(run.of("shopper", 3)), throws(run.of("shopper", 4)));
        assert_ne!(throws(run.of("shopper", 3)), throws(run.of("nemesis", 3)));
    }
}
