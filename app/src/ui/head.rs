//! What stands in a page's `<head>`. Nothing else writes there, because titles and JSON-LD are not escaped further on.

use crate::visit::Visit;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Script, Title};
use serde_json::Value;

/// Title, description, canonical address, sharing card and structured data of a page.
#[component]
pub fn Head(
    #[prop(into)] title: String,
    #[prop(optional, into)] description: String,
    /// Path under which search engines should know the page; none for pages that are somebody's own.
    #[prop(optional, into)]
    canonical: Option<String>,
    /// Path or address of a picture for the sharing card, unless it is a drawing: networks show no SVG, so the shop's own
    /// card stands for it.
    #[prop(optional, into)]
    image: Option<String>,
    /// For example `noindex`.
    #[prop(optional_no_strip, into)]
    robots: Option<&'static str>,
    /// `product` or `website`.
    #[prop(default = "website")]
    kind: &'static str,
    #[prop(optional_no_strip, into)] json_ld: Option<Value>,
) -> impl IntoView {
    let public = Visit::here().shopfront.public_url.clone();
    let full = full_title(&title);
    let address = canonical.map(|path| absolute(&public, &path));
    // A page without an address of its own has no place in an index.
    let robots = robots.or_else(|| address.is_none().then_some("noindex"));
    let image = image
        .filter(|path| !path.is_empty() && !path.ends_with(".svg"))
        .unwrap_or_else(|| "/pictures/card.png".to_owned());
    let image = absolute(&public, &image);
    let shown = (!description.is_empty()).then_some(description);
    view! {
        <Title text=escape_text(&full) />
        {shown.clone().map(|text| view! { <Meta name="description" content=text /> })}
        {robots.map(|robots| view! { <Meta name="robots" content=robots /> })}
        {address.clone().map(|href| view! { <Link rel="canonical" href=href /> })}
        <Meta property="og:site_name" content="Levomart" />
        <Meta property="og:type" content=kind />
        <Meta property="og:title" content=title />
        {shown.map(|text| view! { <Meta property="og:description" content=text /> })}
        {address.map(|href| view! { <Meta property="og:url" content=href /> })}
        <Meta property="og:image" content=image />
        {json_ld.map(|data| view! { <Script type_="application/ld+json">{script_json(&data)}</Script> })}
    }
}

/// A path of this shop as an address that works everywhere; addresses stay as they are.
pub fn absolute(public_url: &str, path: &str) -> String {
    if path.starts_with('/') { format!("{public_url}{path}") } else { path.to_owned() }
}

fn full_title(title: &str) -> String {
    if title.is_empty() { "Levomart".to_owned() } else { format!("{title} · Levomart") }
}

/// Text that cannot end the element it stands in.
fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// JSON that cannot end the script it stands in. Only `<` can, and outside of strings JSON has none.
fn script_json(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const HOSTILE: &str = "</title><script>alert(1)</script><!-- & \"'";

    #[test]
    fn a_title_cannot_end_its_element() {
        let title = escape_text(&full_title(HOSTILE));

        assert_eq!(title, "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &amp; \"' · Levomart");
    }

    #[test]
    fn structured_data_cannot_end_its_script_and_reads_back_the_same() {
        let data = json!({ "name": HOSTILE, "url": "</script>" });

        let text = script_json(&data);

        assert!(!text.contains('<'), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), data);
    }

    #[test]
    fn only_paths_are_put_under_the_shop() {
        assert_eq!(absolute("https://shop.example", "/p/mug"), "https://shop.example/p/mug");
        assert_eq!(absolute("https://shop.example", "https://cdn.example/a.jpg"), "https://cdn.example/a.jpg");
    }
}
