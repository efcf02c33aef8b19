//! What search engines read: exactly what the page shows.

use super::variants;
use crate::ui::head::absolute;
use contracts::catalog::{Product, Stock, Variant};
use serde_json::{Value, json};

/// Product, offer and breadcrumbs as schema.org says them.
pub fn data(product: &Product, variant: Option<&Variant>, public_url: &str) -> Value {
    let address = absolute(public_url, &format!("/p/{}", product.slug));
    let pictures: Vec<String> = product.pictures.iter().map(|picture| absolute(public_url, &picture.src)).collect();
    let mut about = json!({
        "@type": "Product",
        "@id": format!("{address}#product"),
        "name": product.title,
        "description": plain(&product.description_html, 5_000),
        "url": address,
        "image": pictures,
    });
    if let Some(variant) = variant {
        if !variant.sku.is_empty() {
            about["sku"] = json!(variant.sku);
        }
        about["offers"] = offer(product, variant, public_url);
    }
    json!({ "@context": "https://schema.org", "@graph": [about, crumbs(product, public_url)] })
}

fn offer(product: &Product, variant: &Variant, public_url: &str) -> Value {
    let availability = match variant.stock {
        Stock::In => "InStock",
        Stock::Low { .. } => "LimitedAvailability",
        Stock::Out => "OutOfStock",
    };
    json!({
        "@type": "Offer",
        "url": absolute(public_url, &variants::href(product, variant)),
        "price": variant.price.decimal(),
        "priceCurrency": variant.price.currency.code(),
        "availability": format!("https://schema.org/{availability}"),
        "itemCondition": "https://schema.org/NewCondition",
        "seller": { "@type": "Organization", "name": product.seller.badge.name, "url": absolute(public_url, &format!("/shops/{}", product.seller.badge.slug)) },
    })
}

fn crumbs(product: &Product, public_url: &str) -> Value {
    let home = ("Home".to_owned(), "/".to_owned());
    let categories = product.path.iter().map(|crumb| (crumb.name.clone(), format!("/c/{}", crumb.slug)));
    let own = (product.title.clone(), format!("/p/{}", product.slug));
    let steps: Vec<Value> = std::iter::once(home)
        .chain(categories)
        .chain([own])
        .enumerate()
        .map(|(index, (name, path))| json!({ "@type": "ListItem", "position": index + 1, "name": name, "item": absolute(public_url, &path) }))
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": steps })
}

/// The words of sanitised HTML, at most `limit` characters, cut between words.
pub fn plain(html: &str, limit: usize) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => {
                inside = true;
                text.push(' ');
            }
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
    let mut short = String::new();
    for word in text.split_whitespace() {
        if short.chars().count() + word.chars().count() + 1 > limit {
            short.push('…');
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_description_becomes_words() {
        assert_eq!(plain("<p>Tea &amp; a <b>cup</b>.</p><p>&lt;b&gt;</p>", 100), "Tea & a cup . <b>");
        assert_eq!(plain("<p>one two three</p>", 9), "one two…");
        assert_eq!(plain("", 9), "");
    }
}
