//! A product beside what it was, and what the checks have found.

use super::{
    decide::Deciding,
    diff::{Part, diff},
};
use crate::{
    room::{
        button::LINK,
        panel::Panel,
        status::{Mark, Status},
    },
    ui::{
        alert::{self, Alert},
        icon::Icon,
        picture::Square,
        when::moment,
    },
    visit::Form,
};
use contracts::{
    goods,
    moderation::{Finding, Pile, Review, Shown, ShownPrice},
};
use leptos::prelude::*;

/// Prices that are shown; a product may have a thousand.
const PRICES: usize = 20;

#[component]
pub fn Reviewed(review: Review, state: Pile, form: Form) -> impl IntoView {
    let seller = format!("/admin/sellers/{}", review.seller);
    let live = review.status == goods::Status::Active && review.blocked.is_none();
    let shopper = live.then(|| {
        view! {
            <a href=format!("/p/{}", review.slug) class=LINK>
                "See as shopper"
                <Icon name="external-link" class="size-3.5" />
            </a>
        }
    });
    let looked = match review.reviewed_at {
        Some(at) => format!("Changed {}, looked at {}.", moment(review.changed_at), moment(at)),
        None => format!("New, changed {}.", moment(review.changed_at)),
    };
    let mark = match review.status {
        _ if review.blocked.is_some() => Mark::PRODUCT_REFUSED,
        goods::Status::Active => Mark::LIVE,
        goods::Status::Draft => Mark::DRAFT,
        goods::Status::Archived => Mark::PAUSED,
    };
    view! {
        <section class="min-w-0 overflow-clip rounded-panel border border-line bg-surface shadow-rest">
            <div class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-4 sm:px-5">
                <div class="min-w-0 flex-1 max-md:basis-full">
                    <h2 class="text-base font-bold wrap-anywhere">{review.now.title.clone()}</h2>
                    <p class="mt-0.5 text-tool text-muted">
                        <a href=seller class="font-semibold text-ink hover:underline">{review.seller_name.clone()}</a>
                        ". "
                        {looked}
                    </p>
                </div>
                <Status mark testid="product-status" />
                <a href="#decide" class=format!("xl:hidden {LINK}")>"Decide"</a>
                {shopper}
            </div>
            <Comparison now=review.now.clone() before=review.before.clone() />
        </section>
        {review.blocked.clone().map(|reason| view! {
            <Alert kind=alert::Kind::Warning title="Taken out of the shop. The seller was told:"><p class="whitespace-pre-line">{reason}</p></Alert>
        })}
        <Findings findings=review.findings.clone() />
        <Deciding review state form />
    }
    .into_any()
}

/// Old and new beside each other; of what nobody has looked at, only the new.
#[component]
fn Comparison(now: Shown, before: Option<Shown>) -> impl IntoView {
    const HEAD: &str = "px-4 py-2.5 text-left text-xs font-semibold text-muted sm:px-5";
    let first = before.is_none();
    let before = before.unwrap_or_default();
    let text = |name, old: &str, new: &str| {
        if first {
            let unchanged = || vec![Part::Same(new.to_owned())];
            view! { <Line name old=Vec::new() new=unchanged() first /> }.into_any()
        } else {
            let (old, new) = diff(old, new);
            view! { <Line name old new first /> }.into_any()
        }
    };
    // What most products have not needs no line.
    let perhaps = |name, old: &str, new: &str| (!old.is_empty() || !new.is_empty()).then(|| text(name, old, new));
    let details =
        |shown: &Shown| -> String { shown.specs.iter().map(|(name, value)| format!("{name}: {value}\n")).collect() };
    let (old_prices, new_prices) = prices(&before.prices, &now.prices, first);
    view! {
        <table class="w-full table-fixed border-t border-line text-tool max-md:block" role="table">
            <caption class="sr-only">"What has changed since somebody looked last"</caption>
            <thead class="max-md:sr-only" role="rowgroup">
                <tr class="bg-sunken" role="row">
                    <th scope="col" role="columnheader" class=format!("w-32 {HEAD}")>"Field"</th>
                    {(!first).then(|| view! { <th scope="col" role="columnheader" class=HEAD>"When it was looked at"</th> })}
                    <th scope="col" role="columnheader" class=HEAD>"Now"</th>
                </tr>
            </thead>
            <tbody class="divide-y divide-line max-md:block" role="rowgroup">
                {text("Title", &before.title, &now.title)}
                {text("Category", &before.category, &now.category)}
                <Line name="Prices" old=old_prices new=new_prices first />
                {text("Description", &before.text, &now.text)}
                {perhaps("Details", &details(&before), &details(&now))}
                {perhaps("Tags", &before.tags.join(", "), &now.tags.join(", "))}
                {perhaps("Page title", &before.seo_title, &now.seo_title)}
                {perhaps("Page description", &before.seo_about, &now.seo_about)}
                <Pictures old=before.pictures new=now.pictures first />
            </tbody>
        </table>
    }
    .into_any()
}

/// Prices that differ, each on its line; all of them where there is nothing to compare with.
fn prices(old: &[ShownPrice], new: &[ShownPrice], first: bool) -> (Vec<Part>, Vec<Part>) {
    let said = |price: &ShownPrice| {
        let variant = if price.variant.is_empty() { String::new() } else { format!("{}: ", price.variant) };
        let before = price.compare_at.map(|before| format!(" (before {before})")).unwrap_or_default();
        format!("{variant}{}{before}\n", price.price)
    };
    let differing = |these: &[ShownPrice], those: &[ShownPrice], part: fn(String) -> Part| {
        let differ: Vec<&ShownPrice> = these.iter().filter(|price| first || !those.contains(price)).collect();
        let mut parts: Vec<Part> = differ.iter().take(PRICES).map(|price| part(said(price))).collect();
        if differ.len() > PRICES {
            parts.push(Part::Same(format!("and {} more", differ.len() - PRICES)));
        }
        parts
    };
    let mark = if first { Part::Same } else { Part::New };
    (differing(old, new, Part::Old), differing(new, old, mark))
}

#[component]
fn Line(name: &'static str, old: Vec<Part>, new: Vec<Part>, first: bool) -> impl IntoView {
    let differs = |parts: &[Part]| parts.iter().any(|part| !matches!(part, Part::Same(_)));
    let same = !first && !differs(&old) && !differs(&new);
    let unchanged = || vec![Part::Same("unchanged".to_owned())];
    let old = if same { unchanged() } else { old };
    let new = if same && new.is_empty() { unchanged() } else { new };
    let muted = if same { "text-muted" } else { "" };
    view! {
        <tr role="row" class="max-md:grid max-md:py-2">
            <th scope="row" role="rowheader" class="px-4 py-2.5 text-left align-top font-semibold sm:px-5 max-md:py-1">{name}</th>
            {(!first).then(|| view! { <td role="cell" class=format!("{CELL} {muted}")><Before />{parts(old)}</td> })}
            <td role="cell" class=format!("{CELL} {muted}")>
                {(!first).then(|| view! { <span class=ABOVE>"Now"</span> })}
                {parts(new)}
            </td>
        </tr>
    }
    .into_any()
}

const CELL: &str = "px-4 py-2.5 align-top whitespace-pre-line wrap-anywhere sm:px-5 max-md:py-1";
const ABOVE: &str = "block text-mini text-muted md:sr-only";

#[component]
fn Before() -> impl IntoView {
    view! { <span class=ABOVE>"When it was looked at"</span> }.into_any()
}

fn parts(parts: Vec<Part>) -> AnyView {
    let part = |part| match part {
        Part::Same(text) => text.into_any(),
        Part::Old(text) => {
            view! { <del class="rounded bg-danger-soft px-0.5 text-danger decoration-1">{text}</del> }.into_any()
        }
        Part::New(text) => {
            view! { <ins class="rounded bg-success-soft px-0.5 text-success no-underline">{text}</ins> }.into_any()
        }
    };
    if parts.is_empty() {
        return view! { <span class="text-muted">"none"</span> }.into_any();
    }
    parts.into_iter().map(part).collect_view().into_any()
}

/// What was taken out is only counted: its file may be gone.
#[component]
fn Pictures(old: Vec<String>, new: Vec<String>, first: bool) -> impl IntoView {
    let gone = old.iter().filter(|src| !new.contains(src)).count();
    let kept = old.len() - gone;
    let before = match (old.len(), gone) {
        (0, _) => "none".to_owned(),
        (_, 0) => format!("{kept}, all still there"),
        _ => format!("{kept} still there, {gone} taken out"),
    };
    view! {
        <tr role="row" class="max-md:grid max-md:py-2">
            <th scope="row" role="rowheader" class="px-4 py-2.5 text-left align-top font-semibold sm:px-5 max-md:py-1">"Pictures"</th>
            {(!first).then(|| view! { <td role="cell" class=format!("{CELL} text-muted")><Before />{before}</td> })}
            <td role="cell" class=CELL>
                <span class="flex flex-wrap gap-2">
                    {new.is_empty().then(|| view! { <span class="text-muted">"none"</span> })}
                    {new.into_iter().enumerate().map(|(place, src)| {
                        let added = !first && !old.contains(&src);
                        view! {
                            <span class="relative w-20">
                                <Square src alt=format!("Picture {}", place + 1) sizes="80px" class="rounded-tool" />
                                {added.then(|| view! { <span class="absolute inset-x-1 bottom-1 rounded bg-success-soft text-center text-mini font-semibold text-success">"new"</span> })}
                            </span>
                        }
                    }).collect_view()}
                </span>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn Findings(findings: Vec<Finding>) -> impl IntoView {
    if findings.is_empty() {
        return view! {
            <Panel title="Found by the checks">
                <p class="flex gap-3 text-tool"><Icon name="circle-check" class="mt-0.5 text-success" />"Nothing. The checks see only the obvious; please look yourself."</p>
            </Panel>
        }
        .into_any();
    }
    view! {
        <Panel title="Found by the checks">
            <ul class="grid gap-2.5 text-tool" data-testid="findings">
                {findings.into_iter().map(|finding| {
                    let (what, why) = words(finding);
                    view! {
                        <li class="flex gap-3">
                            <Icon name="triangle-alert" class="mt-0.5 text-warning" />
                            <span><span class="block font-semibold wrap-anywhere">{what}</span><span class="block text-xs text-muted">{why}</span></span>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </Panel>
    }
    .into_any()
}

fn words(finding: Finding) -> (String, &'static str) {
    match finding {
        Finding::NoPicture => ("There is no picture".to_owned(), "Nobody can see what they buy"),
        Finding::NoDescription => ("There is no description".to_owned(), "Nobody can read what they buy"),
        Finding::FarBelow { percent } => (
            format!("The price is {percent} % below the one before"),
            "The price before must have been asked in earnest",
        ),
        Finding::PriceJump { percent } if percent > 0 => {
            (format!("The lowest price has gone up by {percent} %"), "Since somebody looked last")
        }
        Finding::PriceJump { percent } => {
            (format!("The lowest price has gone down by {} %", percent.abs()), "Since somebody looked last")
        }
        Finding::Contact { words } => (
            format!("It may lead shoppers away: “{words}”"),
            "Addresses, links and telephone numbers do not belong here",
        ),
        Finding::Capitals => ("Much is written in capitals".to_owned(), "Shouting is hard to read"),
    }
}
