//! Where one is in the four steps.

use crate::ui::icon::Icon;
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Upload,
    Match,
    Check,
    Import,
}

impl Step {
    const ALL: [Self; 4] = [Self::Upload, Self::Match, Self::Check, Self::Import];

    fn label(self) -> &'static str {
        match self {
            Self::Upload => "Upload",
            Self::Match => "Match",
            Self::Check => "Check",
            Self::Import => "Import",
        }
    }
}

/// The steps; those behind lead back while `back` says where to.
#[component]
pub fn Steps(here: Step, #[prop(optional)] back: Vec<(Step, String)>) -> impl IntoView {
    let step = |(number, step): (usize, Step)| {
        let look = match step.cmp(&here) {
            std::cmp::Ordering::Less => "border-chart-1 text-ink",
            std::cmp::Ordering::Equal => "border-brand font-bold text-ink",
            std::cmp::Ordering::Greater => "border-line text-muted",
        };
        let class = format!("flex items-center gap-1.5 border-t-3 pt-2 text-tool {look}");
        let sign = if step < here {
            view! { <Icon name="check" class="size-3.5 text-success max-sm:hidden" /><span class="sr-only">"done:"</span> }.into_any()
        } else {
            view! { <span class="tabular-nums max-sm:hidden">{number + 1}</span> }.into_any()
        };
        let current = (step == here).then_some("step");
        let way = back.iter().find(|(to, _)| *to == step).map(|(_, href)| href.clone());
        match way {
            Some(href) => {
                view! { <li><a href=href class=format!("{class} hover:underline")>{sign}{step.label()}</a></li> }
                    .into_any()
            }
            None => view! { <li><span aria-current=current class=class>{sign}{step.label()}</span></li> }.into_any(),
        }
    };
    view! {
        <nav aria-label="Steps" class="mb-4">
            <ol class="grid grid-cols-4 gap-2 sm:gap-3">{Step::ALL.into_iter().enumerate().map(step).collect_view()}</ol>
        </nav>
    }
    .into_any()
}
