//! Everything one presses: a pill.

use tailwind_fuse::{AsTailwindClass, TwVariant, tw_join};

const BASE: &str = "inline-flex shrink-0 items-center justify-center gap-2 rounded-pill font-semibold whitespace-nowrap transition-colors duration-200 ease-calm disabled:cursor-not-allowed disabled:opacity-45 aria-busy:cursor-progress";

/// What a button is for.
#[derive(Debug, PartialEq, Eq, TwVariant)]
pub enum Kind {
    /// The one thing to do in a view.
    #[tw(
        default,
        class = "bg-brand text-on-brand hover:bg-olive-700 active:bg-olive-900 dark:hover:bg-olive-100 dark:active:bg-olive-200"
    )]
    Primary,
    /// Its alternative.
    #[tw(class = "border border-edge/70 bg-surface text-ink hover:border-brand hover:bg-tint")]
    Secondary,
    /// Actions repeated in a list.
    #[tw(class = "bg-tint text-ink hover:bg-olive-200 dark:hover:bg-olive-800")]
    Tint,
    /// Quiet actions in a row.
    #[tw(class = "text-ink hover:bg-tint")]
    Ghost,
    /// What cannot be undone.
    #[tw(class = "bg-danger text-white hover:bg-clay-700 dark:text-on-brand dark:hover:bg-clay-100")]
    Danger,
}

#[derive(Debug, PartialEq, Eq, TwVariant)]
pub enum Size {
    #[tw(class = "h-13 px-7 text-base")]
    Large,
    #[tw(default, class = "h-11 px-5 text-[0.9375rem]")]
    Medium,
    #[tw(class = "h-9 px-4 text-sm")]
    Small,
    /// Round, for an icon alone: 44 pixels.
    #[tw(class = "size-11")]
    Round,
}

/// The classes of a button or of a link that looks like one.
pub fn classes(kind: Kind, size: Size) -> String {
    tw_join!(BASE, kind, size)
}

/// A button whose size the place decides: add height and padding.
pub fn bare(kind: Kind) -> String {
    tw_join!(BASE, kind)
}

/// A link in a sentence.
pub const LINK: &str =
    "font-semibold text-brand underline decoration-brand/30 underline-offset-4 hover:decoration-brand";
