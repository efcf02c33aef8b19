//! What is told to audit of what members do to products: what has changed, and not more of it than somebody reads.

use contracts::{
    goods::{Goods, Line},
    ids::OfferId,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most variants, or products of one change of many, that are named.
pub const MOST_NAMED: usize = 50;

/// Of a longer text, so many characters are kept.
const LONGEST: usize = 300;

/// How things stood before and after, field by field.
#[derive(Default)]
pub struct Difference {
    pub before: Map<String, Value>,
    pub after: Map<String, Value>,
}

impl Difference {
    /// Between two states of a product; a new one had none.
    pub fn between(before: Option<&Goods>, after: &Goods) -> Self {
        let (was, is) = (before.map(fields).unwrap_or_default(), fields(after));
        let mut found = Self::default();
        for (name, value) in &is {
            if was.get(name) != Some(value) {
                found.note(name, was.get(name).cloned(), Some(value.clone()));
            }
        }
        for (name, value) in was.iter().filter(|(name, _)| !is.contains_key(*name)) {
            found.note(name, Some(value.clone()), None);
        }
        found.cut()
    }

    /// Of many things at once: what each was and is, and how many there are.
    pub fn of(many: impl IntoIterator<Item = (String, Value, Value)>) -> Self {
        let mut found = Self::default();
        for (name, was, is) in many {
            found.note(&name, Some(was), Some(is));
        }
        found.cut()
    }

    fn note(&mut self, name: &str, was: Option<Value>, is: Option<Value>) {
        self.before.extend(was.map(|was| (name.to_owned(), was)));
        self.after.extend(is.map(|is| (name.to_owned(), is)));
    }

    /// Keeps the first of what is too much, and says how many the others are.
    fn cut(mut self) -> Self {
        let names: std::collections::BTreeSet<String> = self.before.keys().chain(self.after.keys()).cloned().collect();
        let more: Vec<&String> = names.iter().skip(MOST_NAMED).collect();
        for name in &more {
            self.before.remove(*name);
            self.after.remove(*name);
        }
        if !more.is_empty() {
            self.after.insert("and_more".to_owned(), json!(more.len()));
        }
        self
    }
}

/// What an offer is called: its SKU, or else its id.
pub fn label(offer: OfferId, sku: &str) -> String {
    if sku.is_empty() { offer.to_string() } else { sku.to_owned() }
}

fn fields(goods: &Goods) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::from([
        ("title".to_owned(), short(&goods.title)),
        ("slug".to_owned(), short(&goods.slug)),
        ("description".to_owned(), short(&goods.description_html)),
        ("category".to_owned(), json!(goods.category)),
        ("details".to_owned(), short(&json!(goods.specs).to_string())),
        ("tags".to_owned(), short(&goods.tags.join(", "))),
        ("page title".to_owned(), short(&goods.seo_title)),
        ("page description".to_owned(), short(&goods.seo_about)),
        ("options".to_owned(), short(&goods.options.join(", "))),
        ("status".to_owned(), json!(goods.status)),
    ]);
    fields.extend(goods.variants.iter().map(|line| (format!("variant {}", line.id), variant(line))));
    fields
}

fn variant(line: &Line) -> Value {
    let Line { options, sku, price_minor, compare_at_minor, .. } = line;
    json!({ "options": options, "sku": sku, "price_minor": price_minor, "compare_at_minor": compare_at_minor })
}

/// A text as it is kept: the beginning, and a mark of the rest by which two of them differ all the same.
fn short(text: &str) -> Value {
    if text.chars().count() <= LONGEST {
        return json!(text);
    }
    let begin: String = text.chars().take(LONGEST).collect();
    json!(format!("{begin}… ({})", Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_and_differ_all_the_same() {
        let long = |end: &str| short(&format!("{}{end}", "a".repeat(5_000)));

        assert_ne!(long("b"), long("c"));
        assert!(long("b").as_str().unwrap().chars().count() < 400);
        assert_eq!(short("brief"), json!("brief"));
    }

    #[test]
    fn of_many_things_the_first_are_named_and_the_others_counted() {
        let many = (0..120).map(|number| (format!("SKU-{number:03}"), json!(1), json!(2)));

        let told = Difference::of(many);

        assert_eq!((told.before.len(), told.after.len()), (50, 51));
        assert_eq!(told.after["and_more"], json!(70));
    }
}
