//! Initials on a tint.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    Small,
    #[default]
    Medium,
    Large,
}

impl Size {
    fn class(self) -> &'static str {
        match self {
            Self::Small => "size-10 text-sm",
            Self::Medium => "size-12 text-base",
            Self::Large => "size-16 text-xl sm:size-20 sm:text-2xl",
        }
    }
}

fn ground(tint: &str) -> &'static str {
    match tint {
        "lake" => "bg-[#d8e4e7] text-[#274a5e]",
        "rose" => "bg-[#f2dfdc] text-[#7d2438]",
        "sand" => "bg-[#efe8d4] text-[#5c4a20]",
        "sage" => "bg-[#dce6d4] text-[#33502b]",
        "honey" => "bg-[#f3e4c1] text-[#6b4a12]",
        "clay" => "bg-[#f2ddd1] text-[#6c3f25]",
        _ => "bg-olive-700 text-white dark:bg-olive-300 dark:text-olive-950",
    }
}

/// Whose it is, for the eye only: the name stands beside it.
#[component]
pub fn Avatar(
    #[prop(into)] initials: String,
    #[prop(into)] tint: String,
    #[prop(optional)] size: Size,
) -> impl IntoView {
    let class = format!("grid shrink-0 place-items-center rounded-full font-bold {} {}", size.class(), ground(&tint));
    view! { <span aria-hidden="true" class=class>{initials}</span> }
}
