//! JSON Schemas of all events, generated from their types.

use anyhow::bail;
use contracts::events::{CatalogEvent, Event, IdentityEvent, OrderEvent, PaymentEvent};
use jsonschema::Validator;
use serde_json::Value;
use std::{collections::BTreeMap, sync::LazyLock};

/// Every event type with its schema, by name.
pub fn all() -> BTreeMap<&'static str, Value> {
    [IdentityEvent::schemas(), CatalogEvent::schemas(), OrderEvent::schemas(), PaymentEvent::schemas()]
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name, schema.to_value()))
        .collect()
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

/// Makes [`all`] and [`Event`] agree about the names.
#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    /// Run with `UPDATE_SCHEMAS=1` to write the files anew.
    #[test]
    fn the_checked_in_schemas_are_those_of_the_types() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/events");
        let update = option_env!("UPDATE_SCHEMAS").is_some();

        for (name, schema) in all() {
            let file = folder.join(format!("{name}.v1.json"));
            let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
            if update {
                fs::write(&file, &text).unwrap();
            }
            assert_eq!(fs::read_to_string(&file).unwrap_or_default(), text, "{} is stale", file.display());
        }
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            all().len(),
            "a schema without a type lies in contracts/events"
        );
    }

    #[test]
    fn every_type_has_a_validator() {
        assert!(VALIDATORS.values().all(Option::is_some));
        let names: usize = [IdentityEvent::NAMES, CatalogEvent::NAMES, OrderEvent::NAMES, PaymentEvent::NAMES]
            .iter()
            .map(|n| n.len())
            .sum();
        assert_eq!(VALIDATORS.len(), names);
    }

    #[test]
    fn data_that_lacks_a_field_is_refused() {
        let error = validate("user.created", &serde_json::json!({ "role": "USER" })).unwrap_err();

        assert!(error.to_string().contains("user"), "{error}");
    }
}
