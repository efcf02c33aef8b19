//! Which lines, and how many of them.

use crate::{group::Refusal, order::Line};
use contracts::orders::Quantity;

/// The wanted quantities of an order's lines, if there are as many `left`; all that is left when nothing is named.
pub fn pick(lines: &[Line], wanted: &[Quantity], left: impl Fn(&Line) -> u32) -> Result<Vec<Quantity>, Refusal> {
    if wanted.is_empty() {
        let all = lines.iter().map(|line| Quantity { line: line.id, quantity: left(line) });
        let all: Vec<Quantity> = all.filter(|picked| picked.quantity > 0).collect();
        return if all.is_empty() { Err(Refusal::TooMany) } else { Ok(all) };
    }
    for (at, Quantity { line, quantity }) in wanted.iter().enumerate() {
        let known = lines.iter().find(|known| known.id == *line).ok_or(Refusal::Unknown)?;
        let is_named_twice = wanted[..at].iter().any(|other| other.line == *line);
        if is_named_twice || *quantity == 0 || *quantity > left(known) {
            return Err(Refusal::TooMany);
        }
    }
    Ok(wanted.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{
        Currency, Money,
        ids::{LineId, OfferId},
    };
    use uuid::Uuid;

    fn line(id: u128, cancelled: u32) -> Line {
        let (id, price) = (Uuid::from_u128(id), Money::new(1, Currency::Inr));
        let (shipped, returned, claimed, asked) = (0, 0, 0, 0);
        Line { id: LineId(id), offer: OfferId(id), quantity: 2, price, cancelled, shipped, returned, claimed, asked }
    }

    fn of(id: u128, quantity: u32) -> Quantity {
        Quantity { line: LineId(Uuid::from_u128(id)), quantity }
    }

    #[test]
    fn no_more_is_picked_than_there_is() {
        let lines = [line(1, 0), line(2, 1), line(3, 2)];
        let pick = |wanted: &[Quantity]| pick(&lines, wanted, Line::left);

        assert_eq!(pick(&[]), Ok(vec![of(1, 2), of(2, 1)]));
        assert_eq!(pick(&[of(2, 1)]), Ok(vec![of(2, 1)]));
        assert_eq!(pick(&[of(9, 1)]), Err(Refusal::Unknown));
        for wanted in [&[of(2, 2)][..], &[of(3, 1)], &[of(1, 0)], &[of(1, 1), of(1, 1)]] {
            assert_eq!(pick(wanted), Err(Refusal::TooMany), "{wanted:?}");
        }
    }
}
