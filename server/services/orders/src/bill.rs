//! What a purchase comes to: one part per seller, and totals that add up.

use crate::delivery::{self, Days, Rates};
use anyhow::Context;
use contracts::{
    Currency, Money,
    catalog::SellerBadge,
    events::{OrderLine, OrderPart},
    ids::{CategoryId, LineId, OfferId, OrderId, ProductId, SellerId},
    inventory::Offer,
    money::MoneyError,
    orders::{DeliveryOption, Line},
};
use std::collections::{BTreeMap, HashMap};
use time::Date;
use uuid::Uuid;

/// Everything bought at once. The totals are the sums of the parts.
#[derive(Debug)]
pub struct Bill {
    /// One per seller, in the order of the cart.
    pub parts: Vec<Part>,
    pub units: u32,
    pub totals: Totals,
    /// Where in the tree each offer stands, its own category first.
    categories: HashMap<OfferId, Vec<CategoryId>>,
}

/// What one seller has to send.
#[derive(Debug)]
pub struct Part {
    pub id: OrderId,
    pub seller: SellerBadge,
    pub lines: Vec<(ProductId, Line)>,
    pub delivery: DeliveryOption,
    pub totals: Totals,
}

/// Goods, delivery, and both together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Totals {
    pub items: Money,
    pub delivery: Money,
    pub total: Money,
}

impl Totals {
    /// Adds up goods and delivery of several parts.
    pub fn of(currency: Currency, parts: impl IntoIterator<Item = (Money, Money)>) -> Result<Self, MoneyError> {
        let (items, delivery): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        let (items, delivery) = (Money::sum(currency, items)?, Money::sum(currency, delivery)?);
        Ok(Self { items, delivery, total: items.plus(delivery)? })
    }
}

impl Bill {
    /// Draws the bill for goods at the prices that catalog has just confirmed, with the chosen delivery per seller, who take
    /// so many days to send.
    ///
    /// # Errors
    /// When catalog's answer cannot be read, is in another currency, or amounts to more than money can count.
    pub fn draw(
        goods: &[(Offer, u32)],
        chosen: &BTreeMap<SellerId, String>,
        rates: &Rates,
        currency: Currency,
        today: Date,
        days: &Days,
    ) -> anyhow::Result<Self> {
        let mut parcels: Vec<(SellerBadge, Vec<(ProductId, Line)>)> = Vec::new();
        let mut categories = HashMap::new();
        for (offer, quantity) in goods {
            let (seller, product, line) =
                read(offer, *quantity).with_context(|| format!("offer {}", offer.offer_id))?;
            let path = offer.category_ids.iter().map(|id| id.parse::<CategoryId>());
            categories.insert(line.offer, path.collect::<Result<_, _>>().context("categories of an offer")?);
            match parcels.iter_mut().find(|(known, _)| known.id == seller.id) {
                Some((_, lines)) => lines.push((product, line)),
                None => parcels.push((seller, vec![(product, line)])),
            }
        }
        let part = |(seller, lines): (SellerBadge, Vec<(ProductId, Line)>)| {
            let items = Money::sum(currency, lines.iter().map(|(_, line)| line.total))?;
            let options = delivery::options(items, rates, today, days.of(seller.id));
            let delivery = delivery::choose(&options, chosen.get(&seller.id).map(String::as_str));
            let totals = Totals::of(currency, [(items, delivery.cost)])?;
            Ok(Part { id: OrderId(Uuid::now_v7()), seller, lines, delivery, totals })
        };
        let parts: Vec<Part> = parcels.into_iter().map(part).collect::<Result<_, MoneyError>>()?;
        let totals = Totals::of(currency, parts.iter().map(|part| (part.totals.items, part.totals.delivery)))?;
        Ok(Self { parts, units: goods.iter().map(|(_, quantity)| quantity).sum(), totals, categories })
    }

    /// The parts as the other slices hear of them.
    pub fn order_parts(&self) -> Vec<OrderPart> {
        let line = |(_, line): &(ProductId, Line)| OrderLine {
            offer: line.offer,
            quantity: line.quantity,
            total: Some(line.total),
            categories: self.categories.get(&line.offer).cloned(),
        };
        let part = |part: &Part| OrderPart {
            order: part.id,
            seller: part.seller.id,
            items: part.totals.items,
            delivery: part.totals.delivery,
            total: part.totals.total,
            lines: part.lines.iter().map(line).collect(),
        };
        self.parts.iter().map(part).collect()
    }
}

/// An offer in catalog's words as a line in ours.
fn read(offer: &Offer, quantity: u32) -> anyhow::Result<(SellerBadge, ProductId, Line)> {
    let currency = Currency::from_code(&offer.currency).context("unknown currency")?;
    let price = Money::new(offer.price_minor, currency);
    let seller = offer.seller.as_ref().context("no seller")?;
    let badge = SellerBadge {
        id: seller.seller_id.parse()?,
        slug: seller.slug.clone(),
        name: seller.name.clone(),
        place: seller.place.clone(),
        tint: seller.tint.clone(),
    };
    let line = Line {
        id: LineId(Uuid::now_v7()),
        offer: offer.offer_id.parse()?,
        slug: offer.product_slug.clone(),
        title: offer.title.clone(),
        variant: offer.variant.clone(),
        sku: offer.sku.clone(),
        picture: offer.picture.clone(),
        quantity,
        price,
        total: price.times(quantity)?,
        cancelled: 0,
        shipped: 0,
        returned: 0,
    };
    Ok((badge, offer.product_id.parse()?, line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::inventory::Seller;
    use proptest::prelude::*;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 03 - 02);

    fn offer(seller: u128, price_minor: i64, currency: &str) -> Offer {
        let seller = Seller { seller_id: Uuid::from_u128(seller).to_string(), ..Seller::default() };
        Offer {
            offer_id: Uuid::new_v4().to_string(),
            product_id: Uuid::new_v4().to_string(),
            seller: Some(seller),
            price_minor,
            currency: currency.to_owned(),
            ..Offer::default()
        }
    }

    #[test]
    fn goods_in_another_currency_are_not_billed() {
        let rates = Rates { standard_minor: 1, express_minor: 2, free_from_minor: 3 };
        let goods = [(offer(1, 100, "INR"), 1), (offer(1, 100, "USD"), 1)];

        let bill = Bill::draw(&goods, &BTreeMap::new(), &rates, Currency::Inr, TODAY, &Days::default());

        assert!(bill.is_err());
    }

    #[test]
    fn sellers_keep_the_order_of_the_cart() {
        let rates = Rates { standard_minor: 1, express_minor: 2, free_from_minor: 3 };
        let goods = [(offer(2, 100, "INR"), 1), (offer(1, 100, "INR"), 2), (offer(2, 100, "INR"), 3)];

        let bill = Bill::draw(&goods, &BTreeMap::new(), &rates, Currency::Inr, TODAY, &Days::default()).unwrap();

        let sellers: Vec<_> = bill.parts.iter().map(|part| (part.seller.id.0.as_u128(), part.lines.len())).collect();
        assert_eq!(sellers, [(2, 2), (1, 1)]);
    }

    proptest! {
        #[test]
        fn every_bill_adds_up(
            goods in prop::collection::vec((1_u128..6, 1_i64..10_000_000, 1_u32..99), 1..40),
            express in prop::collection::btree_set(1_u128..6, 0..5),
            (standard_minor, express_minor, free_from_minor) in (0_i64..50_000, 0_i64..50_000, 0_i64..1_000_000),
        ) {
            let goods: Vec<_> = goods.into_iter().map(|(s, price, quantity)| (offer(s, price, "INR"), quantity)).collect();
            let chosen = express.into_iter().map(|s| (SellerId(Uuid::from_u128(s)), "express".to_owned())).collect();
            let rates = Rates { standard_minor, express_minor, free_from_minor };

            let bill = Bill::draw(&goods, &chosen, &rates, Currency::Inr, TODAY, &Days::default()).unwrap();

            for part in &bill.parts {
                let lines: i64 = part.lines.iter().map(|(_, line)| line.price.minor * i64::from(line.quantity)).sum();
                prop_assert_eq!(part.totals.items.minor, lines);
                prop_assert_eq!(part.totals.total.minor, lines + part.delivery.cost.minor);
            }
            let goods_minor: i64 = goods.iter().map(|(offer, quantity)| offer.price_minor * i64::from(*quantity)).sum();
            prop_assert_eq!(bill.totals.items.minor, goods_minor);
            prop_assert_eq!(bill.totals.total.minor, bill.parts.iter().map(|part| part.totals.total.minor).sum::<i64>());
            prop_assert_eq!(bill.units, goods.iter().map(|(_, quantity)| quantity).sum::<u32>());
        }
    }
}
