//! What somebody does with an account.

use super::form::AddressForm;
use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, finish, safe_next},
    contracts::{
        Caller, Problem,
        identity::{self, SaveAddress},
        ids::AddressId,
    },
};

#[server(prefix = "/do", endpoint = "account/log-in")]
pub async fn log_in(email: String, password: String, next: Option<String>) -> Result<(), Fault> {
    let visit = Visit::here();
    let request = identity::LogIn { email: email.clone(), password, client_ip: visit.client_ip.clone() };
    let outcome = async { visit.log_in(&visit.ask().identity.log_in(&request).await?).await };
    let outcome = outcome.await.map(|()| onward(next.as_deref()));
    finish(&visit, "log-in", &[("email", &email)], outcome).await
}

/// Opens an account and logs in with it.
#[server(prefix = "/do", endpoint = "account/register")]
pub async fn register(name: String, email: String, password: String, next: Option<String>) -> Result<(), Fault> {
    let visit = Visit::here();
    let request = identity::Register { name: name.clone(), email: email.clone(), password };
    let outcome = async { visit.log_in(&visit.ask().identity.register(&request).await?).await };
    let outcome = outcome.await.map(|()| onward(next.as_deref()));
    finish(&visit, "register", &[("name", &name), ("email", &email)], outcome).await
}

#[server(prefix = "/do", endpoint = "account/log-out")]
pub async fn log_out() -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = visit.log_out().await;
    finish(&visit, "account", &[], outcome.map(|()| "/".to_owned())).await
}

/// Ends every session of the account, this one too.
#[server(prefix = "/do", endpoint = "account/log-out-everywhere")]
pub async fn log_out_everywhere() -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        visit.ask().identity.log_out_everywhere(&visit.user()?).await?;
        visit.log_out().await
    };
    finish(&visit, "account", &[], outcome.await.map(|()| "/login".to_owned())).await
}

/// Sets a new password. Every other session ends; this one goes on under a new id.
#[server(prefix = "/do", endpoint = "account/password")]
pub async fn change_password(current: String, new: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        let caller = visit.user()?;
        visit.ask().identity.change_password(&caller, &identity::ChangePassword { current, new }).await?;
        visit.log_in(&visit.ask().identity.me(&caller).await?).await?;
        visit.notice("Your password is changed. Other devices are logged out.").await
    };
    finish(&visit, "password", &[], outcome.await.map(|()| "/account/security".to_owned())).await
}

#[server(prefix = "/do", endpoint = "account/profile")]
pub async fn change_profile(name: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        visit.ask().identity.change_profile(&visit.user()?, &identity::ChangeProfile { name: name.clone() }).await?;
        visit.notice("Saved.").await
    };
    finish(&visit, "profile", &[("name", &name)], outcome.await.map(|()| "/account".to_owned())).await
}

#[server(prefix = "/do", endpoint = "account/addresses/add")]
pub async fn add_address(#[server(flatten)] form: AddressForm) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        visit.ask().identity.add_address(&visit.user()?, &form.request()).await?;
        visit.notice("The address is in your address book.").await
    };
    finish(&visit, "address", &form.values(), outcome.await.map(to_addresses)).await
}

#[server(prefix = "/do", endpoint = "account/addresses/change")]
pub async fn change_address(id: String, #[server(flatten)] form: AddressForm) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        visit.ask().identity.change_address(&visit.user()?, parse(&id)?, &form.request()).await?;
        visit.notice("The address is changed.").await
    };
    finish(&visit, "address", &form.values(), outcome.await.map(to_addresses)).await
}

/// From now on orders go to this address unless another is chosen.
#[server(prefix = "/do", endpoint = "account/addresses/default")]
pub async fn prefer_address(id: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = prefer(&visit, &id).await;
    finish(&visit, "addresses", &[], outcome.map(to_addresses)).await
}

#[server(prefix = "/do", endpoint = "account/addresses/remove")]
pub async fn remove_address(id: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let outcome = async {
        visit.ask().identity.remove_address(&visit.user()?, parse(&id)?).await?;
        visit.notice("The address is removed.").await
    };
    finish(&visit, "addresses", &[], outcome.await.map(to_addresses)).await
}

#[cfg(feature = "ssr")]
async fn prefer(visit: &Visit, id: &str) -> Result<(), Problem> {
    let (caller, id): (Caller, AddressId) = (visit.user()?, parse(id)?);
    let addresses = visit.ask().identity.addresses(&caller).await?;
    let address =
        addresses.into_iter().find(|address| address.id == id).ok_or_else(|| Problem::not_found("address"))?;
    let request = SaveAddress { postal: address.postal, default: true };
    visit.ask().identity.change_address(&caller, id, &request).await.map(drop)
}

#[cfg(feature = "ssr")]
fn parse(id: &str) -> Result<AddressId, Problem> {
    id.parse().map_err(|_| Problem::not_found("address"))
}

#[cfg(feature = "ssr")]
fn to_addresses((): ()) -> String {
    "/account/addresses".to_owned()
}

/// Where one goes after logging in: where one wanted to go, if that is in this shop.
#[cfg(feature = "ssr")]
fn onward(next: Option<&str>) -> String {
    next.filter(|next| !next.is_empty()).map_or("/account", safe_next).to_owned()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::onward;

    #[test]
    fn logging_in_leads_on_but_never_away() {
        assert_eq!(onward(None), "/account");
        assert_eq!(onward(Some("")), "/account");
        assert_eq!(onward(Some("/checkout")), "/checkout");
        assert_eq!(onward(Some("https://evil.example")), "/");
    }
}
