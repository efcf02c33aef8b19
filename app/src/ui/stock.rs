//! Whether something can be had.

use contracts::catalog::Stock;
use leptos::prelude::*;

/// The stock state in words and colour.
#[component]
pub fn StockNote(stock: Stock) -> impl IntoView {
    let (ink, dot, words) = match stock {
        Stock::In => ("text-success", "bg-success", "In stock".to_owned()),
        Stock::Low { left } => ("text-warning", "bg-warning", format!("Only {left} left")),
        Stock::Out => ("text-danger", "bg-danger", "Sold out".to_owned()),
    };
    view! {
        <p data-testid="stock" class=format!("flex items-center gap-2 text-[0.9375rem] font-semibold {ink}")>
            <span class=format!("size-2 rounded-full {dot}") aria-hidden="true"></span>
            {words}
        </p>
    }
}
