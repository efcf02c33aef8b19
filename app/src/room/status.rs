//! Where something stands: an icon, a word, and the colour third.

use crate::ui::icon::Icon;
use contracts::{identity::ShopStatus, orders, payments};
use leptos::prelude::*;

/// What the colour means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Done,
    /// Waits for whoever looks at it.
    Waiting,
    UnderWay,
    Wrong,
    AtRest,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Done => "bg-success-soft text-success",
            Self::Waiting => "bg-warning-soft text-warning",
            Self::UnderWay => "bg-info-soft text-info",
            Self::Wrong => "bg-danger-soft text-danger",
            Self::AtRest => "bg-tint text-muted",
        }
    }
}

/// Icon, word and tone of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub icon: &'static str,
    pub word: &'static str,
    pub tone: Tone,
}

const fn mark(icon: &'static str, word: &'static str, tone: Tone) -> Mark {
    Mark { icon, word, tone }
}

impl Mark {
    pub const LATE: Self = mark("clock-alert", "Late", Tone::Wrong);
    pub const RETURN_ASKED: Self = mark("undo-2", "Return asked", Tone::Waiting);

    pub const LIVE: Self = mark("circle-check", "Live", Tone::Done);
    pub const IN_REVIEW: Self = mark("hourglass", "In review", Tone::UnderWay);
    pub const CHANGE_ASKED: Self = mark("message-circle-question-mark", "Change asked", Tone::Waiting);
    pub const PRODUCT_REFUSED: Self = mark("circle-x", "Refused", Tone::Wrong);
    pub const OUT_OF_STOCK: Self = mark("package-x", "Out of stock", Tone::Waiting);
    pub const PAUSED: Self = mark("circle-pause", "Paused", Tone::AtRest);
    pub const DRAFT: Self = mark("pencil-line", "Draft", Tone::AtRest);

    /// An order, as its seller or an admin sees it.
    pub fn order(status: orders::Status) -> Self {
        use orders::Status;
        match status {
            Status::Created => mark("hourglass", "Not paid yet", Tone::AtRest),
            Status::Paid => mark("package", "To ship", Tone::Waiting),
            Status::Packed => mark("package-check", "Packed", Tone::UnderWay),
            Status::Shipped => mark("truck", "Shipped", Tone::UnderWay),
            Status::Delivered => mark("circle-check", "Delivered", Tone::Done),
            Status::Cancelled => mark("ban", "Cancelled", Tone::AtRest),
            Status::Returned => mark("rotate-ccw", "Returned", Tone::AtRest),
        }
    }

    pub fn payment(status: payments::Status) -> Self {
        use payments::Status;
        match status {
            Status::Pending => mark("hourglass", "Not paid", Tone::AtRest),
            Status::Processing => mark("loader-circle", "Being paid", Tone::UnderWay),
            Status::Succeeded => mark("circle-check", "Paid", Tone::Done),
            Status::Failed => mark("circle-alert", "Failed", Tone::Wrong),
            Status::Expired => mark("ban", "Not paid in time", Tone::AtRest),
            Status::PartiallyRefunded => mark("undo-2", "Partly refunded", Tone::AtRest),
            Status::Refunded => mark("undo-2", "Refunded", Tone::AtRest),
        }
    }

    pub fn shop(status: ShopStatus) -> Self {
        match status {
            ShopStatus::Applied => mark("hourglass", "Applied", Tone::Waiting),
            ShopStatus::Asked => mark("message-circle-question-mark", "Asked back", Tone::UnderWay),
            ShopStatus::Refused => mark("circle-x", "Refused", Tone::Wrong),
            ShopStatus::Approved => mark("circle-check", "Approved", Tone::Done),
            ShopStatus::Suspended => mark("octagon-alert", "Suspended", Tone::Wrong),
        }
    }
}

#[component]
pub fn Status(mark: Mark, #[prop(optional)] testid: Option<&'static str>) -> impl IntoView {
    view! {
        <span
            data-testid=testid
            class=format!("inline-flex h-6 items-center gap-1.5 rounded-pill px-2 text-xs font-semibold whitespace-nowrap {}", mark.tone.class())
        >
            <Icon name=mark.icon class="size-3.5" />
            {mark.word}
        </span>
    }
    .into_any()
}

/// A role: outlined, without colour or icon.
#[component]
pub fn Tag(#[prop(into)] text: String) -> impl IntoView {
    view! {
        <span class="inline-flex h-6 items-center rounded-pill border border-line px-2 text-xs font-semibold whitespace-nowrap text-muted">{text}</span>
    }
    .into_any()
}
