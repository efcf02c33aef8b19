//! What one presses in a room: denser than the shop's pills, 36 pixels high, 44 under a finger.

use tailwind_fuse::{AsTailwindClass, TwVariant, tw_join};

const BASE: &str = "inline-flex shrink-0 items-center justify-center gap-2 rounded-tool font-semibold whitespace-nowrap transition-colors duration-150 ease-calm disabled:cursor-not-allowed disabled:opacity-50";

/// What a button is for.
#[derive(Debug, PartialEq, Eq, TwVariant)]
pub enum Kind {
    /// The likely next step: one a page.
    #[tw(class = "bg-brand text-on-brand hover:bg-brand/90")]
    Filled,
    #[tw(default, class = "border border-line bg-surface text-ink shadow-rest hover:border-edge hover:bg-tint/60")]
    Plain,
    /// Beside others in a row.
    #[tw(class = "text-ink hover:bg-tint")]
    Quiet,
    /// Refuses, takes away, pays back.
    #[tw(class = "border border-danger/35 bg-surface text-danger hover:bg-danger-soft")]
    Danger,
}

#[derive(Debug, PartialEq, Eq, TwVariant)]
pub enum Size {
    #[tw(default, class = "h-9 px-3 text-tool pointer-coarse:h-11")]
    Medium,
    /// In the rows of a table.
    #[tw(class = "h-8 px-3 text-tool pointer-coarse:h-10")]
    Row,
    /// For an icon alone; its meaning stands in `aria-label`.
    #[tw(class = "size-9 pointer-coarse:size-11")]
    Square,
}

/// The classes of a button or of a link that looks like one.
pub fn classes(kind: Kind, size: Size) -> String {
    tw_join!(BASE, kind, size)
}

/// A link at the head of a panel.
pub const LINK: &str = "-my-1 inline-flex items-center gap-1 rounded-tool py-1 text-tool font-semibold text-brand underline-offset-4 hover:underline";
