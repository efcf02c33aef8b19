//! Makes sellers' HTML safe to show.

use ammonia::{Builder, UrlRelative};
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// What a description is made of. No pictures, no classes, no styles: the page decides how it looks.
const TAGS: [&str; 21] = [
    "a", "b", "br", "caption", "em", "h3", "h4", "i", "li", "ol", "p", "small", "strong", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
];

static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["http", "https"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener"));
    builder
});

/// The HTML with everything left out that is not on the list; what it says stays.
pub fn sanitise(html: &str) -> String {
    ALLOWED.clean(html).to_string()
}

/// The words of sanitised HTML, without its tags.
pub fn plain(sanitised: &str) -> String {
    let mut text = String::with_capacity(sanitised.len());
    let mut in_tag = false;
    for c in sanitised.chars() {
        match c {
            // Sanitised text has no bare `<`: what looks like a tag is one.
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            _ if in_tag => {}
            c => text.push(c),
        }
    }
    for (entity, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " "), ("&amp;", "&")] {
        text = text.replace(entity, c);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as HTML that shows it.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_runs_or_looks_like_the_page_is_left_out() {
        for (given, left) in [
            ("<p onclick=x class=y style=z>Hi <img src=x onerror=alert(1)></p>", "<p>Hi </p>"),
            ("<script>alert(1)</script><style>p{}</style>ok", "ok"),
            ("<iframe src=//evil></iframe><svg><script>1</script></svg><h1>Big</h1>", "Big"),
            ("<a href=\"javascript:alert(1)\">x</a>", "<a rel=\"nofollow noopener\">x</a>"),
            ("<a href=\"/logout\">x</a>", "<a rel=\"nofollow noopener\">x</a>"),
            (
                "<a href=\"https://a.example/?b=1\" target=_top>x</a>",
                "<a href=\"https://a.example/?b=1\" rel=\"nofollow noopener\">x</a>",
            ),
            ("<ul><li><strong>3</strong> < 4</ul>", "<ul><li><strong>3</strong> &lt; 4</li></ul>"),
        ] {
            assert_eq!(sanitise(given), left, "{given}");
        }
    }

    #[test]
    fn tags_separate_words() {
        assert_eq!(plain("<p>Cast&nbsp;brass &amp; wax</p><ul><li>a &lt; b</li></ul>"), "Cast brass & wax a < b");
    }

    proptest! {
        #[test]
        fn sanitising_twice_changes_nothing(html in "(<[a-z/]{1,6}( on[a-z]{1,4}=\"?[a-z(<]{0,5}\"?)?>|[&<>a-z ;\"']){0,20}") {
            let once = sanitise(&html);

            prop_assert_eq!(sanitise(&once), once);
        }

        #[test]
        fn escaped_text_comes_out_as_it_went_in(text in "[a-z<>&\"']{0,40}") {
            prop_assert_eq!(plain(&sanitise(&escape(&text))), text);
        }
    }
}
