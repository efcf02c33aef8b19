//! What a form leaves for the page that follows it.

use contracts::problem::FieldError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Of what a stranger has sent, so many bytes are kept: sessions cost strangers nothing, and no form of theirs needs more.
const MOST: usize = 8 << 10;

/// A word of success, or what was wrong with what was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Flash {
    /// Name of the form it is about; empty for a notice on any page.
    pub form: String,
    /// Something worked; shown as a toast.
    pub notice: Option<String>,
    /// Nothing worked, and it is about the form as a whole.
    pub problem: Option<String>,
    pub errors: Vec<FieldError>,
    /// What was typed, so that nobody types it twice. Never a password or a card.
    pub values: BTreeMap<String, String>,
}

impl Flash {
    pub const KEY: &'static str = "flash";

    /// What is kept of it for a stranger: values that do not fit are left out.
    pub(super) fn cut(mut self) -> Self {
        let mut room = MOST;
        let mut fits = |bytes: usize| {
            let left = room.checked_sub(bytes);
            room = left.unwrap_or(room);
            left.is_some()
        };
        // Names of forms have ids in them, which anybody may have made up.
        if !fits(self.form.len()) {
            return Self::default();
        }
        self.errors.retain(|error| fits(error.field.len() + error.message.len()));
        self.values.retain(|name, value| fits(name.len() + value.len()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_strangers_long_form_the_answer_is_kept_and_what_fits() {
        let error = FieldError { field: "email".to_owned(), message: "Please enter an e-mail address.".to_owned() };
        let typed = [("email", "x".repeat(250 << 10)), ("name", "Meera Krishnan".to_owned())];
        let values = typed.map(|(name, value)| (name.to_owned(), value)).into();
        let flash = Flash { form: "register".to_owned(), errors: vec![error.clone()], values, ..Flash::default() };

        let kept = flash.cut();

        assert_eq!((kept.form.as_str(), kept.errors), ("register", vec![error]));
        assert_eq!(kept.values, BTreeMap::from([("name".to_owned(), "Meera Krishnan".to_owned())]));
    }

    #[test]
    fn a_form_whose_name_is_longer_than_any_leaves_nothing() {
        let flash = Flash { form: "x".repeat(250 << 10), problem: Some("Not found.".to_owned()), ..Flash::default() };

        assert!(flash.cut().form.is_empty());
    }
}
