//! From an open shop to its first sale.

use crate::{
    room::panel::{Columns, Panel},
    ui::icon::Icon,
};
use contracts::identity::Seller;
use leptos::prelude::*;

/// How far a shop has come.
pub struct Progress {
    /// Whether it has any products, and whether one of them can be bought.
    pub products: bool,
    pub live: bool,
    pub shop: Seller,
}

impl Progress {
    fn steps(&self) -> [(bool, &'static str, &'static str); 5] {
        let told = !self.shop.about.trim().is_empty() && !self.shop.returns.trim().is_empty();
        [
            (true, "Open your shop", "The market has approved it."),
            (told, "Say who you are", "A few words about the shop, and what you promise about returns."),
            (self.products, "Add your first product", "One is enough to begin. The rest can come later, from a file."),
            (self.live, "Set it live", "A draft is seen by you alone; live products are found and bought."),
            (
                false,
                "Sell something",
                "Share your shop's address. Orders to ship, stock and money appear on this page.",
            ),
        ]
    }

    /// How many steps are left.
    pub fn left(&self) -> usize {
        self.steps().iter().filter(|(done, ..)| !done).count()
    }
}

#[component]
pub fn Checklist(progress: Progress) -> impl IntoView {
    let steps = progress.steps();
    let current = steps.iter().position(|(done, ..)| !done).unwrap_or(steps.len());
    let done = steps.len() - progress.left();
    let share = view! {
        <div class="flex w-full items-center gap-3 sm:w-56">
            <progress class="bar" max=steps.len() value=done aria-label="Steps done"></progress>
            <span class="text-xs whitespace-nowrap text-muted tabular-nums">{format!("{done} of {} done", steps.len())}</span>
        </div>
    };
    let slug = progress.shop.slug.clone();
    let work = view! {
        <Panel title="Getting ready" flush=true aside=share.into_any()>
            <ol class="divide-y divide-line border-t border-line">
                {steps
                    .into_iter()
                    .enumerate()
                    .map(|(index, (done, title, text))| {
                        view! { <Step number=index + 1 done current=index == current title text ways=ways(index, &slug) /> }
                    })
                    .collect_view()}
            </ol>
        </Panel>
    };
    let context = view! {
        <Panel title="Numbers appear after the first sale">
            <p class="text-tool text-muted">"Sales, orders to ship, stock warnings and your balance will live on this page. Nothing to set up."</p>
        </Panel>
    };
    view! { <Columns work=work.into_any() context=context.into_any() /> }.into_any()
}

/// Where a step is done: icon, label, fact and address.
fn ways(step: usize, slug: &str) -> Vec<(&'static str, &'static str, &'static str, String)> {
    match step {
        1 => vec![("store", "Shop page", "Words, returns, place", "/seller/settings".to_owned())],
        2 => vec![
            ("image-plus", "Write it here", "Title, pictures, price, stock", "/seller/products/new".to_owned()),
            ("file-up", "Import a CSV", "Shopify files work as they are", "/seller/import".to_owned()),
        ],
        3 => vec![("tag", "Your drafts", "Look once more and set live", "/seller/products?show=draft".to_owned())],
        4 => vec![("external-link", "Your shop", "As shoppers see it", format!("/shops/{slug}"))],
        _ => Vec::new(),
    }
}

#[component]
fn Step(
    number: usize,
    done: bool,
    current: bool,
    title: &'static str,
    text: &'static str,
    ways: Vec<(&'static str, &'static str, &'static str, String)>,
) -> impl IntoView {
    let sign = match (done, current) {
        (true, _) => "bg-success-soft text-success",
        (false, true) => "bg-brand text-on-brand",
        (false, false) => "border border-edge text-muted",
    };
    let inside = if done {
        view! { <Icon name="check" class="size-3.5" /><span class="sr-only">"done"</span> }.into_any()
    } else {
        number.into_any()
    };
    view! {
        <li class=format!("flex items-start gap-3.5 px-4 py-4 sm:px-5 {}", if current { "bg-tint/40" } else { "" })>
            <span class=format!("mt-px flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-bold {sign}")>{inside}</span>
            <div class="min-w-0 flex-1">
                <h3 class=format!("text-sm font-semibold {}", if done { "text-muted" } else { "" })>{title}</h3>
                <p class="text-tool text-muted">{text}</p>
                {current.then(|| view! { <div class="mt-4 grid gap-3 sm:grid-cols-2">{ways.into_iter().map(way).collect_view()}</div> })}
            </div>
        </li>
    }
    .into_any()
}

fn way((icon, label, fact, href): (&'static str, &'static str, &'static str, String)) -> impl IntoView {
    view! {
        <a href=href class="flex items-center gap-3 rounded-tool border border-line bg-surface p-3.5 shadow-rest hover:border-edge">
            <span class="flex size-10 items-center justify-center rounded-tool bg-tint text-brand"><Icon name=icon /></span>
            <span class="min-w-0 flex-1">
                <span class="block text-tool font-semibold">{label}</span>
                <span class="block text-xs text-muted">{fact}</span>
            </span>
            <Icon name="chevron-right" class="text-muted" />
        </a>
    }
}
