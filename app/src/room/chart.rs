//! Charts, drawn by the server: coordinates are per cent, so that text keeps its size; a table says the same.

mod scale;

use crate::ui::icon::Icon;
use leptos::prelude::*;
use scale::{Scale, percent, tenths};

pub use scale::Unit;

/// Above this many points a line is easier to read than bars.
const MOST_BARS: usize = 31;
/// Up to here every bar bears its value.
const MOST_VALUES: usize = 14;
/// How many points are named below the plot.
const MOST_LABELS: usize = 7;
/// Where the plot begins and ends, in pixels from the top of the drawing.
const TOP: i64 = 20;
const BOTTOM: i64 = 196;

/// A day, say, and what it brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// `9 Nov`
    pub label: String,
    pub value: i64,
    /// What its counterpart of the period before brought.
    pub before: Option<i64>,
}

/// One series in olive, the period before in honey.
#[component]
pub fn Chart(
    /// For example `Sales by day`.
    #[prop(into)]
    title: String,
    /// What a point is: `Day`.
    #[prop(default = "Day")]
    axis: &'static str,
    /// What is measured: `Sales`.
    measure: &'static str,
    unit: Unit,
    points: Vec<Point>,
) -> impl IntoView {
    if points.is_empty() {
        return view! { <p class="text-tool text-muted">"There is nothing to show for these days."</p> }.into_any();
    }
    let compared = points.iter().any(|point| point.before.is_some());
    let scale = Scale::over(unit, points.iter().flat_map(|point| [Some(point.value), point.before]).flatten());
    let drawing = if points.len() <= MOST_BARS { bars(scale, &points) } else { lines(scale, &points) };
    view! {
        <figure>
            <div class="grid grid-cols-[auto_1fr] gap-x-3">
                <svg class="w-11" height="220" aria-hidden="true">
                    {scale
                        .steps()
                        .map(|step| {
                            view! {
                                <text x="100%" y=tenths(scale.y(step) + 40) text-anchor="end" class="fill-muted text-mini tabular-nums">{unit.short(step)}</text>
                            }
                        })
                        .collect_view()}
                </svg>
                <svg class="w-full overflow-visible" height="220" role="img" aria-label=sentence(&title, unit, &points)>
                    {scale.steps().map(|step| grid_line(scale.y(step), step == 0)).collect_view()}
                    {drawing}
                    {labels(&points)}
                </svg>
            </div>
            <Legend compared />
        </figure>
        <AsTable title axis measure unit points compared />
    }
    .into_any()
}

fn grid_line(y: i64, ground: bool) -> AnyView {
    let (look, dashes) = if ground { ("stroke-edge", None) } else { ("stroke-line", Some("2 4")) };
    view! { <line x1="0" x2="100%" y1=tenths(y) y2=tenths(y) class=look stroke-dasharray=dashes /> }.into_any()
}

fn bars(scale: Scale, points: &[Point]) -> AnyView {
    let (count, highest) = (points.len(), highest(points));
    let bars = points.iter().enumerate().map(|(index, point)| {
        let (left, width) = (percent(index * 100 + 18, count * 100), percent(64, count * 100));
        let (y, last) = (scale.y(point.value), index + 1 == count);
        let height = BOTTOM * 10 - y;
        let look = if last { "fill-chart-1" } else { "fill-chart-1/55" };
        let before = point.before.map(|before| {
            let (from, to) = (percent(index * 100 + 10, count * 100), percent(index * 100 + 90, count * 100));
            let y = tenths(scale.y(before));
            view! { <line x1=from x2=to y1=y.clone() y2=y class="stroke-chart-3" stroke-width="2" stroke-linecap="round" /> }
        });
        let phone = if last || index == highest { "" } else { "max-sm:hidden" };
        let value = (count <= MOST_VALUES || last || index == highest).then(|| {
            let ink = if last { "fill-ink font-bold" } else { "fill-muted font-medium" };
            // Of many bars the last one is so thin that a number around its middle would leave the chart.
            let anchor = if last && count > MOST_VALUES { "end" } else { "middle" };
            view! {
                <text x=middle(index, count) y=tenths(y - 70) text-anchor=anchor class=format!("text-mini tabular-nums {ink} {phone}")>
                    {scale.unit.short(point.value)}
                </text>
            }
        });
        view! {
            <rect x=left width=width y=tenths(y) height=tenths(height) rx="3" class=look />
            {before}
            {value}
        }
    });
    bars.collect_view().into_any()
}

fn lines(scale: Scale, points: &[Point]) -> AnyView {
    let path = |value: fn(&Point) -> Option<i64>| {
        let whole = points.len() - 1;
        let at = |(index, point): (usize, &Point)| {
            let y = (scale.y(value(point)?) - TOP * 10) as usize;
            let x = percent(index * 100, whole * 100);
            Some(format!(
                "{} {}",
                x.trim_end_matches('%'),
                percent(y, ((BOTTOM - TOP) * 10) as usize).trim_end_matches('%')
            ))
        };
        points.iter().enumerate().filter_map(at).collect::<Vec<_>>().join("L")
    };
    let (now, before) = (path(|point| Some(point.value)), path(|point| point.before));
    let peak = highest(points);
    let marks = [peak, points.len() - 1].map(|index| {
        let (x, y) = (percent(index * 100, (points.len() - 1) * 100), scale.y(points[index].value));
        view! {
            <circle cx=x.clone() cy=tenths(y) r="3.5" class="fill-surface stroke-chart-1" stroke-width="2" />
            <text
                x=x
                y=tenths(y - 80)
                text-anchor=if index * 2 < points.len() { "start" } else { "end" }
                class="fill-ink stroke-surface stroke-4 text-mini font-bold tabular-nums [paint-order:stroke]"
            >
                {scale.unit.short(points[index].value)}
            </text>
        }
    });
    let shown = if peak + 1 == points.len() { 1 } else { 2 };
    view! {
        <svg y=TOP.to_string() width="100%" height=(BOTTOM - TOP).to_string() viewBox="0 0 100 100" preserveAspectRatio="none" class="overflow-visible">
            <path d=format!("M{now}L100 100L0 100Z") class="fill-chart-1/15" />
            {(!before.is_empty())
                .then(|| {
                    view! {
                        <path d=format!("M{before}") fill="none" class="stroke-chart-3" stroke-width="1.5" stroke-dasharray="3 4" vector-effect="non-scaling-stroke" />
                    }
                })}
            <path d=format!("M{now}") fill="none" class="stroke-chart-1" stroke-width="2" stroke-linejoin="round" vector-effect="non-scaling-stroke" />
        </svg>
        {marks.into_iter().take(shown).collect_view()}
    }
    .into_any()
}

/// Names of points below the plot, so few that they do not touch; phones drop every second.
fn labels(points: &[Point]) -> AnyView {
    let (count, lines) = (points.len(), points.len() > MOST_BARS);
    let every = count.div_ceil(MOST_LABELS).max(1);
    let labels = points.iter().enumerate().filter(|(index, _)| index % every == 0).map(|(index, point)| {
        let x = if lines { percent(index * 100, (count - 1) * 100) } else { middle(index, count) };
        let anchor = if lines && index == 0 { "start" } else { "middle" };
        let phone = if (index / every) % 2 == 1 { "max-sm:hidden" } else { "" };
        view! { <text x=x y="214" text-anchor=anchor class=format!("fill-muted text-mini {phone}")>{point.label.clone()}</text> }
    });
    labels.collect_view().into_any()
}

fn middle(index: usize, count: usize) -> String {
    percent(index * 100 + 50, count * 100)
}

fn highest(points: &[Point]) -> usize {
    points.iter().enumerate().max_by_key(|(_, point)| point.value).map_or(0, |(index, _)| index)
}

fn sentence(title: &str, unit: Unit, points: &[Point]) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return title.to_owned() };
    let high = &points[highest(points)];
    format!(
        "{title} from {} to {}. Highest on {} with {}; {} at the end.",
        first.label,
        last.label,
        high.label,
        unit.full(high.value),
        unit.full(last.value)
    )
}

#[component]
fn Legend(compared: bool) -> impl IntoView {
    view! {
        <figcaption class="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-xs text-muted">
            <span class="inline-flex items-center gap-2">
                <svg class="size-2.5" aria-hidden="true"><rect width="10" height="10" rx="2" class="fill-chart-1" /></svg>
                "This period"
            </span>
            {compared
                .then(|| {
                    view! {
                        <span class="inline-flex items-center gap-2">
                            <svg width="14" height="2" aria-hidden="true"><rect width="14" height="2" rx="1" class="fill-chart-3" /></svg>
                            "Period before"
                        </span>
                    }
                })}
        </figcaption>
    }
    .into_any()
}

#[component]
fn AsTable(
    title: String,
    axis: &'static str,
    measure: &'static str,
    unit: Unit,
    points: Vec<Point>,
    compared: bool,
) -> impl IntoView {
    const CELL: &str = "px-3 py-1.5";
    view! {
        <details class="group/table mt-3">
            <summary class="inline-flex min-h-6 items-center gap-1 rounded-tool text-xs font-semibold text-muted hover:text-ink">
                <Icon name="chevron-right" class="size-3.5 transition-transform group-open/table:rotate-90" />
                "Show as a table"
            </summary>
            <div tabindex="0" role="region" aria-label=title class="mt-2 max-h-64 overflow-auto rounded-tool border border-line">
                <table class="w-full text-xs tabular-nums">
                    <caption class="sr-only">{title.clone()}</caption>
                    <thead class="bg-sunken text-left text-muted">
                        <tr>
                            <th scope="col" class=format!("{CELL} font-semibold")>{axis}</th>
                            <th scope="col" class=format!("{CELL} text-right font-semibold")>{measure}</th>
                            {compared.then(|| view! { <th scope="col" class=format!("{CELL} text-right font-semibold")>"Period before"</th> })}
                        </tr>
                    </thead>
                    <tbody class="divide-y divide-line">
                        {points
                            .into_iter()
                            .map(|point| {
                                let before = point.before.map_or_else(|| "–".to_owned(), |before| unit.full(before));
                                view! {
                                    <tr>
                                        <th scope="row" class=format!("{CELL} text-left font-medium")>{point.label}</th>
                                        <td class=format!("{CELL} text-right")>{unit.full(point.value)}</td>
                                        {compared.then(|| view! { <td class=format!("{CELL} text-right")>{before}</td> })}
                                    </tr>
                                }
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
