//! Addresses of lists: tabs, filters, order and cursor stand in the query string.

use crate::visit;

/// The page's own address with some values of the query string changed. An empty value is left out; the cursor of a list
/// goes unless it is what is changed, because another list begins at its beginning.
pub fn with(changes: &[(&str, &str)]) -> String {
    changed(visit::parts().uri.path(), &visit::query(), changes)
}

fn changed(path: &str, query: &str, changes: &[(&str, &str)]) -> String {
    let changes_key = |key: &str| key == "after" || changes.iter().any(|(changed, _)| *changed == key);
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(key, value)| !changes_key(key) && !value.is_empty());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(kept);
    query.extend_pairs(changes.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn another_tab_keeps_the_search_and_begins_at_its_beginning() {
        let query = "q=mug+%26+bowl&status=paid&after=abc&sort=";

        assert_eq!(
            changed("/seller/orders", query, &[("status", "late")]),
            "/seller/orders?q=mug+%26+bowl&status=late"
        );
        assert_eq!(changed("/seller/orders", query, &[("status", ""), ("q", "")]), "/seller/orders");
    }

    #[test]
    fn the_next_page_keeps_everything_else() {
        let next = changed("/seller/orders", "status=paid&after=abc", &[("after", "d+e")]);

        assert_eq!(next, "/seller/orders?status=paid&after=d%2Be");
    }
}
