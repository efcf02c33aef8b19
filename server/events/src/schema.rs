//! JSON Schemas of all events, generated from their types.

use anyhow::bail;
use contracts::events::{AuditEvent, CatalogEvent, Event, IdentityEvent, OrderEvent, PaymentEvent, ShippingEvent};
use jsonschema::Validator;
use serde_json::Value;
use std::{collections::BTreeMap, sync::LazyLock};

/// Every topic, with its event types and the schemas of their data.
pub fn catalogue() -> [(&'static str, BTreeMap<&'static str, Value>); 6] {
    [
        topic::<IdentityEvent>(),
        topic::<CatalogEvent>(),
        topic::<OrderEvent>(),
        topic::<PaymentEvent>(),
        topic::<ShippingEvent>(),
        topic::<AuditEvent>(),
    ]
}

fn topic<E: Event>() -> (&'static str, BTreeMap<&'static str, Value>) {
    (E::TOPIC, E::schemas().into_iter().map(|(name, schema)| (name, schema.to_value())).collect())
}

/// Every event type with its schema, by name.
pub fn all() -> BTreeMap<&'static str, Value> {
    catalogue().into_iter().flat_map(|(_, types)| types).collect()
}

/// Every schema that each type has ever had, oldest first, as they were checked in. Grows, and never changes.
pub(crate) fn released() -> BTreeMap<String, Vec<Value>> {
    serde_json::from_str(include_str!("../../../contracts/events/released.json")).unwrap_or_default()
}

static VALIDATORS: LazyLock<BTreeMap<&'static str, Option<Validator>>> =
    LazyLock::new(|| all().into_iter().map(|(name, schema)| (name, jsonschema::validator_for(&schema).ok())).collect());

/// Checks the data of an event against the schema of its type; fails with the first thing that is wrong.
pub fn validate(name: &str, data: &Value) -> anyhow::Result<()> {
    let Some(Some(validator)) = VALIDATORS.get(name) else { bail!("there is no schema for `{name}`") };
    match validator.validate(data) {
        Ok(()) => Ok(()),
        Err(error) => bail!("`{name}` does not follow its schema: {error} at `{}`", error.instance_path()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_validator() {
        assert_eq!(VALIDATORS.len(), catalogue().iter().map(|(_, types)| types.len()).sum::<usize>());
        assert!(VALIDATORS.values().all(Option::is_some));
    }

    #[test]
    fn data_that_lacks_a_field_is_refused() {
        let error = validate("user.created", &serde_json::json!({ "role": "USER" })).unwrap_err();

        assert!(error.to_string().contains("user"), "{error}");
    }
}
