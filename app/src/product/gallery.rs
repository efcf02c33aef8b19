//! Pictures of a product. They slide by hand or by their thumbnails, without any script.

use crate::ui::{
    badge::{self, Badge},
    picture::{Lighter, SQUARE, Square, widths},
};
use contracts::catalog::Picture;
use leptos::prelude::*;

/// How wide the large picture is shown.
const SIZES: &str = "(min-width: 64rem) 50vw, 100vw";

#[component]
pub fn Gallery(
    pictures: Vec<Picture>,
    /// Index of the one that shows the chosen variant; it comes first.
    front: Option<usize>,
    title: String,
) -> impl IntoView {
    let pictures = ordered(pictures, front, &title);
    let many = pictures.len();
    let frame = if many > 1 { "lg:grid lg:grid-cols-[5rem_1fr] lg:items-start lg:gap-4" } else { "" };
    view! {
        <section aria-label="Pictures" class=format!("min-w-0 {frame}")>
            <ul class="no-bar flex snap-x snap-mandatory gap-3 overflow-x-auto rounded-[1.75rem] lg:order-2" tabindex=(many > 1).then_some("0")>
                {pictures
                    .clone()
                    .into_iter()
                    .enumerate()
                    .map(|(index, picture)| {
                        view! {
                            <li id=format!("picture-{}", index + 1) class="relative w-full shrink-0 snap-center">
                                <Lighter src=picture.src.clone() sizes=SIZES>
                                    <img
                                        sizes=SIZES
                                        srcset=widths(&picture.src)
                                        src=picture.src
                                        alt=picture.alt
                                        width="800"
                                        height="800"
                                        fetchpriority=(index == 0).then_some("high")
                                        loading=(index > 0).then_some("lazy")
                                        class=format!("rounded-[1.75rem] {SQUARE}")
                                    />
                                </Lighter>
                                {(many > 1)
                                    .then(|| {
                                        let text = format!("{} of {many}", index + 1);
                                        view! { <span class="absolute bottom-4 left-4"><Badge kind=badge::Kind::Over text /></span> }
                                    })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {(many > 1).then(|| view! { <Thumbs pictures /> })}
        </section>
    }
}

#[component]
fn Thumbs(pictures: Vec<Picture>) -> impl IntoView {
    view! {
        <ul class="no-bar mt-3 flex gap-3 overflow-x-auto p-1 lg:order-1 lg:mt-0 lg:flex-col lg:overflow-visible lg:p-0">
            {pictures
                .into_iter()
                .enumerate()
                .map(|(index, picture)| {
                    let alt = format!("Picture {}: {}", index + 1, picture.alt);
                    view! {
                        <li class="shrink-0">
                            <a
                                href=format!("#picture-{}", index + 1)
                                class="block size-[4.25rem] overflow-hidden rounded-field opacity-85 hover:opacity-100 lg:size-20"
                            >
                                <Square src=picture.src alt sizes="80px" />
                            </a>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

/// The front picture first, the others as the seller ordered them; a placeholder where there is none.
fn ordered(mut pictures: Vec<Picture>, front: Option<usize>, title: &str) -> Vec<Picture> {
    if let Some(front) = front.filter(|front| *front < pictures.len()) {
        pictures[..=front].rotate_right(1);
    }
    if pictures.is_empty() {
        pictures.push(Picture { src: "/pictures/placeholder.svg".to_owned(), alt: String::new() });
    }
    for picture in &mut pictures {
        if picture.alt.is_empty() {
            picture.alt = title.to_owned();
        }
    }
    pictures
}

#[cfg(test)]
mod tests {
    use super::ordered;
    use contracts::catalog::Picture;

    fn pictures(names: &[&str]) -> Vec<Picture> {
        names.iter().map(|name| Picture { src: (*name).to_owned(), alt: "x".to_owned() }).collect()
    }

    #[test]
    fn the_chosen_variants_picture_comes_first_and_the_others_keep_their_order() {
        let order = |front| {
            ordered(pictures(&["a", "b", "c"]), front, "Mug").into_iter().map(|picture| picture.src).collect::<String>()
        };

        assert_eq!(
            (order(None), order(Some(0)), order(Some(2)), order(Some(9))),
            ("abc".into(), "abc".into(), "cab".into(), "abc".into())
        );
        assert_eq!(ordered(Vec::new(), None, "Mug")[0].alt, "Mug");
    }
}
