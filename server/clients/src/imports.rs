//! Asks catalog about files of products, for a member of the shop that they are for.

use crate::{
    Catalog,
    catalog::{behind, segment},
};
use contracts::{
    Caller, Page, Problem,
    ids::ImportId,
    imports::{CheckImport, CsvPart, Import, ImportIssue},
};

impl Catalog {
    /// The shop's latest files.
    pub async fn imports(&self, member: &Caller) -> Result<Vec<Import>, Problem> {
        self.0.get(member, "/api/seller/imports").await
    }

    pub async fn import(&self, member: &Caller, id: ImportId) -> Result<Import, Problem> {
        self.0.get(member, &format!("/api/seller/imports/{id}")).await
    }

    /// Takes a file, and recognises what its columns mean.
    pub async fn upload_import(&self, member: &Caller, name: &str, file: Vec<u8>) -> Result<Import, Problem> {
        self.0.post_bytes(member, &format!("/api/seller/imports?name={}", segment(name)), file).await
    }

    /// Has the file checked, without writing anything.
    pub async fn check_import(&self, member: &Caller, id: ImportId, request: &CheckImport) -> Result<Import, Problem> {
        self.0.post(member, &format!("/api/seller/imports/{id}/check"), request).await
    }

    /// Has it imported.
    pub async fn run_import(&self, member: &Caller, id: ImportId) -> Result<Import, Problem> {
        self.0.post(member, &format!("/api/seller/imports/{id}/run"), &()).await
    }

    /// Stops it where it is. What was imported stays.
    pub async fn cancel_import(&self, member: &Caller, id: ImportId) -> Result<Import, Problem> {
        self.0.post(member, &format!("/api/seller/imports/{id}/cancel"), &()).await
    }

    /// What is wrong with it, in the file's order.
    pub async fn import_issues(
        &self,
        member: &Caller,
        id: ImportId,
        after: Option<&str>,
    ) -> Result<Page<ImportIssue>, Problem> {
        self.0.get(member, &format!("/api/seller/imports/{id}/issues{}", behind(after))).await
    }

    /// The rows that failed, with a column that says why; a piece of the file.
    pub async fn import_failures(
        &self,
        member: &Caller,
        id: ImportId,
        after: Option<&str>,
    ) -> Result<CsvPart, Problem> {
        self.0.get(member, &format!("/api/seller/imports/{id}/failures{}", behind(after))).await
    }

    /// The shop's goods as Shopify would export them; a piece of the file.
    pub async fn export(&self, member: &Caller, after: Option<&str>) -> Result<CsvPart, Problem> {
        self.0.get(member, &format!("/api/seller/export{}", behind(after))).await
    }

    /// The file to fill in by hand, which needs no matching.
    pub async fn import_template(&self, member: &Caller) -> Result<CsvPart, Problem> {
        self.0.get(member, "/api/seller/imports/template").await
    }
}
