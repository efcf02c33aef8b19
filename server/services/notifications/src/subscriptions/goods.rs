//! Stock and products.

use crate::{Notifications, shops, told::Word};
use contracts::{
    events::{CatalogEvent, StockChanged},
    inventory::Offer,
};
use events::Envelope;

pub async fn hear(notifications: Notifications, event: CatalogEvent, envelope: Envelope) -> anyhow::Result<()> {
    let told = match &event {
        CatalogEvent::StockLow(changed) => {
            offer(&notifications, changed).await?.map(|offer| (changed.seller, shops::stock_low(&offer, changed)))
        }
        CatalogEvent::StockOut(changed) => {
            offer(&notifications, changed).await?.map(|offer| (changed.seller, shops::stock_out(&offer)))
        }
        CatalogEvent::ProductModerated(moderated) => Some((moderated.seller, shops::moderated(moderated))),
        CatalogEvent::ImportEnded(ended) => Some((ended.seller, shops::import_ended(ended))),
        CatalogEvent::ProductAnswered(answered) => {
            let mut word = Word::default();
            word.tell_market(shops::product_answered(answered));
            return word.tell(&notifications, &envelope).await;
        }
        CatalogEvent::PriceChanged(_) => None,
    };
    let Some((seller, told)) = told else { return Ok(()) };
    let mut word = Word::default();
    word.tell_shop(&notifications, seller, told).await?;
    word.tell(&notifications, &envelope).await
}

/// The offer by its name; one that is gone by now needs no word.
async fn offer(notifications: &Notifications, event: &StockChanged) -> anyhow::Result<Option<Offer>> {
    Ok(notifications.inventory.quote(&[event.offer]).await?.remove(&event.offer))
}
