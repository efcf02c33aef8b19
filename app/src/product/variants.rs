//! Which variant is chosen, and which others one step leads to.

use contracts::catalog::{Product, Stock, Variant};

/// A value of an option, as a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub chosen: bool,
    /// The combination that the link chooses can be bought.
    pub available: bool,
    /// The value exists with the other options as they are now; otherwise the link changes them too.
    pub exact: bool,
    pub href: String,
    /// Index of the picture that shows it.
    pub picture: Option<usize>,
}

/// The variant that `key` names: its SKU or id. Without one, the first that can be bought.
pub fn chosen<'a>(product: &'a Product, key: Option<&str>) -> Option<&'a Variant> {
    let named =
        key.and_then(|key| product.variants.iter().find(|variant| variant.sku == key || variant.id.to_string() == key));
    named
        .or_else(|| product.variants.iter().find(|variant| variant.stock != Stock::Out))
        .or_else(|| product.variants.first())
}

/// Address of the product with a variant chosen.
pub fn href(product: &Product, variant: &Variant) -> String {
    let unique =
        !variant.sku.is_empty() && product.variants.iter().filter(|other| other.sku == variant.sku).count() == 1;
    let key = if unique { variant.sku.clone() } else { variant.id.to_string() };
    let key: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
    format!("/p/{}?variant={key}", product.slug)
}

/// The values of one option, seen from the variant that is chosen now. Values that no variant has are left out.
pub fn choices(product: &Product, now: &Variant, axis: usize) -> Vec<Choice> {
    let values = product.options.get(axis).map(|option| option.values.as_slice()).unwrap_or_default();
    values.iter().filter_map(|value| choice(product, now, axis, value)).collect()
}

fn choice(product: &Product, now: &Variant, axis: usize, value: &str) -> Option<Choice> {
    let has = |variant: &&Variant| variant.options.get(axis).is_some_and(|own| own == value);
    let others_same = |variant: &Variant| {
        variant
            .options
            .iter()
            .zip(&now.options)
            .enumerate()
            .filter(|(index, (own, wanted))| *index != axis && own == wanted)
            .count()
    };
    let with_value = || product.variants.iter().filter(has);
    let exact = with_value().find(|variant| others_same(variant) + 1 >= product.options.len());
    // No such combination: the nearest variant with this value, one that can be bought if there is one.
    let nearest = || with_value().max_by_key(|variant| (variant.stock != Stock::Out, others_same(variant)));
    let variant = exact.or_else(nearest)?;
    Some(Choice {
        value: value.to_owned(),
        chosen: now.options.get(axis).is_some_and(|own| own == value),
        available: variant.stock != Stock::Out,
        exact: exact.is_some(),
        href: href(product, variant),
        picture: variant.picture,
    })
}

#[cfg(test)]
mod tests {
    use super::{choices, chosen};
    use contracts::catalog::Product;
    use serde_json::json;

    /// Indigo in M and L, Madder in L only; Indigo L is sold out.
    fn kurta() -> Product {
        let id = |n: u32| format!("00000000-0000-0000-0000-{n:012}");
        let variant = |n: u32, sku: &str, options: [&str; 2], stock: &str| {
            json!({ "id": id(n), "offer": id(n + 100), "sku": sku, "options": options, "price": { "minor": 189_000, "currency": "INR" },
                    "compare_at": null, "stock": { "state": stock }, "picture": null })
        };
        let badge = json!({ "id": id(9), "slug": "neelam-khadi", "name": "Neelam Khadi", "place": "Ahmedabad", "tint": "lake" });
        serde_json::from_value(json!({
            "id": id(1), "slug": "long-kurta", "title": "Long kurta", "description_html": "",
            "seller": { "badge": badge, "about": "", "returns": "", "since": 2020, "ships_in_days": 1, "products": 1, "pictures": [] },
            "path": [], "pictures": [], "specs": [], "rating": null, "related": [],
            "options": [{ "name": "Colour", "values": ["Indigo", "Madder", "Natural"] }, { "name": "Size", "values": ["M", "L"] }],
            "variants": [
                variant(2, "", ["Indigo", "M"], "in"),
                variant(3, "NK-IND-L", ["Indigo", "L"], "out"),
                variant(4, "NK-MAD-L", ["Madder", "L"], "in"),
            ],
        }))
        .unwrap()
    }

    #[test]
    fn the_address_names_the_variant_and_nonsense_chooses_what_can_be_bought() {
        let kurta = kurta();

        assert_eq!(chosen(&kurta, Some("NK-MAD-L")).unwrap().options, ["Madder", "L"]);
        assert_eq!(chosen(&kurta, Some("x")).unwrap().options, ["Indigo", "M"]);
        assert_eq!(chosen(&kurta, None).unwrap().options, ["Indigo", "M"]);
    }

    #[test]
    fn a_combination_that_is_sold_out_can_still_be_looked_at() {
        let kurta = kurta();
        let now = chosen(&kurta, None).unwrap();

        let sizes = choices(&kurta, now, 1);

        assert_eq!((sizes[0].chosen, sizes[0].available), (true, true));
        assert_eq!((sizes[1].chosen, sizes[1].available, sizes[1].exact), (false, false, true));
        assert_eq!(sizes[1].href, "/p/long-kurta?variant=NK-IND-L");
        assert_eq!(sizes[0].href, "/p/long-kurta?variant=00000000-0000-0000-0000-000000000002");
    }

    #[test]
    fn a_colour_that_has_not_this_size_leads_to_one_that_it_has() {
        let kurta = kurta();
        let now = chosen(&kurta, None).unwrap();

        let colours = choices(&kurta, now, 0);

        assert_eq!(colours.len(), 2, "nobody sells Natural");
        assert_eq!((colours[1].value.as_str(), colours[1].exact, colours[1].available), ("Madder", false, true));
        assert_eq!(colours[1].href, "/p/long-kurta?variant=NK-MAD-L");
    }
}
