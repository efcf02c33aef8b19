//! What is done with a file that was uploaded.

use crate::fault::Fault;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish},
    contracts::{
        Problem,
        ids::ImportId,
        imports::{CheckImport, Import},
    },
};

/// Says what the columns mean, and has the file checked.
#[server(prefix = "/do", endpoint = "seller/import/check")]
pub async fn check(
    import: String,
    #[server(default)] means: BTreeMap<String, String>,
    #[server(default)] remember: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let request = CheckImport { columns: in_order(&means), remember: !remember.is_empty() };
        visit.ask().catalog.check_import(&visit.member()?, parse(&import)?, &request).await
    };
    let outcome = outcome.await;
    let names: Vec<String> = means.keys().take(500).map(|position| format!("means[{position}]")).collect();
    let values: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(means.values().map(String::as_str)).collect();
    finish(&visit, "columns", &values, outcome.map(|import| page(&import))).await
}

/// Has it imported.
#[server(prefix = "/do", endpoint = "seller/import/run")]
pub async fn run(import: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async { visit.ask().catalog.run_import(&visit.member()?, parse(&import)?).await };
    finish(&visit, "import", &[], outcome.await.map(|import| page(&import))).await
}

/// Stops it where it is.
#[server(prefix = "/do", endpoint = "seller/import/cancel")]
pub async fn cancel(import: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async { visit.ask().catalog.cancel_import(&visit.member()?, parse(&import)?).await };
    finish(&visit, "import", &[], outcome.await.map(|import| page(&import))).await
}

#[cfg(feature = "ssr")]
fn page(import: &Import) -> String {
    format!("/seller/import/{}", import.id)
}

#[cfg(feature = "ssr")]
fn parse(import: &str) -> Result<ImportId, Problem> {
    import.parse().map_err(|_| Problem::not_found("import"))
}

/// What the columns mean, by their positions.
#[cfg(feature = "ssr")]
fn in_order(means: &BTreeMap<String, String>) -> Vec<String> {
    (0..means.len()).map(|position| means.get(&position.to_string()).cloned().unwrap_or_default()).collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::in_order;

    #[test]
    fn columns_stand_by_number_and_not_by_letter() {
        let means = (0..12).map(|n| (n.to_string(), format!("m{n}"))).collect();

        assert_eq!(in_order(&means)[9..], ["m9", "m10", "m11"]);
    }
}
