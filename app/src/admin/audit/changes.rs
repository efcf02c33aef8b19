//! What an act has changed, field by field.

use serde_json::Value;
use std::collections::BTreeMap;

/// A field with what it held before and after; nothing where it was not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Change {
    pub fn differs(&self) -> bool {
        self.before != self.after
    }
}

/// What differs between two states, each an object in JSON. What is none stands as a whole under `value`.
pub fn changes(before: Option<&str>, after: Option<&str>) -> Vec<Change> {
    let mut rows: BTreeMap<String, Change> = BTreeMap::new();
    for (field, value) in fields(before) {
        rows.entry(field).or_default().before = value;
    }
    for (field, value) in fields(after) {
        rows.entry(field).or_default().after = value;
    }
    rows.into_iter().map(|(field, change)| Change { field, ..change }).collect()
}

fn fields(state: Option<&str>) -> Vec<(String, Option<String>)> {
    let Some(state) = state else { return Vec::new() };
    match serde_json::from_str(state) {
        Ok(Value::Object(fields)) => fields.into_iter().map(|(field, value)| (field, shown(value))).collect(),
        Ok(value) => vec![("value".to_owned(), shown(value))],
        Err(_) => vec![("value".to_owned(), Some(state.to_owned()))],
    }
}

fn shown(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(field: &str, before: Option<&str>, after: Option<&str>) -> Change {
        Change { field: field.to_owned(), before: before.map(str::to_owned), after: after.map(str::to_owned) }
    }

    #[test]
    fn fields_stand_beside_each_other() {
        let found = changes(Some(r#"{"status":"approved","until":null}"#), Some(r#"{"status":"suspended","days":3}"#));

        assert_eq!(
            found,
            [
                change("days", None, Some("3")),
                change("status", Some("approved"), Some("suspended")),
                change("until", None, None),
            ]
        );
        assert!(!found[2].differs());
    }

    #[test]
    fn what_is_no_object_stands_as_a_whole() {
        assert_eq!(changes(Some("12"), Some("not JSON")), [change("value", Some("12"), Some("not JSON"))]);
        assert_eq!(changes(None, None), []);
    }
}
