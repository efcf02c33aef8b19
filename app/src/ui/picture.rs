//! Pictures of products.

use leptos::prelude::*;

/// The class of every product picture: it fills its square, and is a little quieter in the dark.
pub const SQUARE: &str = "aspect-square w-full object-cover dark:brightness-[.86]";

/// How wide pictures are kept that sellers have sent; the widest is the one that is named.
const WIDTHS: [u32; 3] = [320, 640, 960];

/// The widths of a picture for the browser to choose from, if it is kept in several.
pub fn widths(src: &str) -> Option<String> {
    let stem = src.strip_prefix("/media/").and_then(|path| path.strip_suffix("/1280.jpg"))?;
    let narrow: Vec<String> = WIDTHS.iter().map(|width| format!("/media/{stem}/{width}.jpg {width}w")).collect();
    Some(format!("{}, {src} 1280w", narrow.join(", ")))
}

/// A square picture.
#[component]
pub fn Square(
    #[prop(into)] src: String,
    /// Empty when the words beside it say what it shows.
    #[prop(optional, into)]
    alt: String,
    /// In view when the page opens: loaded at once.
    #[prop(optional)]
    first: bool,
    /// How wide it is shown, as `sizes` says it.
    #[prop(default = "(min-width: 64rem) 20rem, 50vw")]
    sizes: &'static str,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let srcset = widths(&src);
    view! {
        <img
            sizes=srcset.is_some().then_some(sizes)
            srcset=srcset
            src=src
            alt=alt
            width="800"
            height="800"
            loading=(!first).then_some("lazy")
            decoding="async"
            class=format!("{SQUARE} {class}")
        />
    }
}
