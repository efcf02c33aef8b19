//! Pictures of products.

use leptos::prelude::*;

/// The class of every product picture: it fills its square, and is a little quieter in the dark.
pub const SQUARE: &str = "aspect-square w-full object-cover dark:brightness-[.86]";

/// How wide pictures are kept that sellers have sent; the widest is the one that is named.
const WIDTHS: [u32; 4] = [320, 640, 960, 1280];

/// The widths of a picture for the browser to choose from, if it is kept in several.
pub fn widths(src: &str) -> Option<String> {
    Some(every_width(folder(src)?, "jpg"))
}

/// The same as WebP, if it is kept as that, too: then the name of its folder says so.
fn webp(src: &str) -> Option<String> {
    Some(every_width(folder(src).filter(|folder| folder.ends_with("-webp"))?, "webp"))
}

/// Where a picture lies that is kept in several widths.
fn folder(src: &str) -> Option<&str> {
    src.strip_suffix("/1280.jpg").filter(|folder| folder.starts_with("/media/"))
}

fn every_width(folder: &str, kind: &str) -> String {
    WIDTHS.map(|width| format!("{folder}/{width}.{kind} {width}w")).join(", ")
}

/// Puts the lighter kind of a picture before its `img`, for browsers to choose. In the layout there is only the `img`.
#[component]
pub fn Lighter(src: String, sizes: &'static str, children: Children) -> impl IntoView {
    view! {
        <picture class="contents">
            {webp(&src).map(|srcset| view! { <source type="image/webp" srcset=srcset sizes=sizes /> })}
            {children()}
        </picture>
    }
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
        <Lighter src=src.clone() sizes>
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
        </Lighter>
    }
}

#[cfg(test)]
mod tests {
    use super::{webp, widths};

    #[test]
    fn a_picture_that_is_kept_as_jpeg_alone_is_offered_as_nothing_else() {
        let (older, newer) = ("/media/products/1/2/1280.jpg", "/media/products/1/2-webp/1280.jpg");

        assert!(widths(older).is_some_and(|all| all.ends_with("/media/products/1/2/1280.jpg 1280w")));
        assert!(webp(newer).is_some_and(|all| all.starts_with("/media/products/1/2-webp/320.webp 320w, ")));
        assert_eq!((webp(older), webp("/pictures/mug.webp"), widths("/pictures/mug.webp")), (None, None, None));
    }
}
