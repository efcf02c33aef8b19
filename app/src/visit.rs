//! One request of one visitor: who it is, what the page frame needs, and what the session remembers.

mod flash;

pub use flash::Flash;

use crate::fault::Fault;
use axum::http::{Method, StatusCode, header, request::Parts};
use clients::{Clients, Counter, Rates};
use contracts::{
    Caller, Kind, Problem,
    catalog::Category,
    identity::{Membership, ShopStatus, User},
    ids::{SellerId, UserId},
    problem::FieldError,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tower_sessions::Session;
use uuid::Uuid;

/// What every request of this installation shares.
pub struct Shopfront {
    pub clients: Clients,
    /// How far shoppers come.
    pub counter: Counter,
    /// What delivery costs.
    pub rates: Rates,
    /// Scheme, host and port under which shoppers reach the shop; no slash at the end.
    pub public_url: String,
    /// Development shows things that customers must not see, such as the mails that were sent.
    pub development: bool,
}

/// A visitor's request. Made by the server before a page or server function runs.
#[derive(Clone)]
pub struct Visit {
    pub caller: Caller,
    /// Name of who is logged in.
    pub name: Option<String>,
    /// Shops for which the caller works.
    pub shops: Vec<Membership>,
    /// The shop that the caller has switched to.
    pub chosen_shop: Option<SellerId>,
    /// The shop in whose room the form stood that was sent.
    pub meant_shop: Option<SellerId>,
    /// An admin looks at the shop as the caller.
    pub viewing: Option<Viewing>,
    /// Units in the cart, for the badge.
    pub cart_count: u32,
    /// The category tree, for the navigation.
    pub categories: Arc<Vec<Category>>,
    /// What the last form left to say; only the page after it sees it.
    pub flash: Option<Arc<Flash>>,
    pub shopfront: Arc<Shopfront>,
    /// Address of the visitor's end of the connection.
    pub client_ip: String,
    pub session: Session,
}

/// An admin looks at the shop as somebody else: everything is shown, nothing can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewing {
    /// Who really looks.
    pub admin: Caller,
    /// As whom.
    pub user: UserId,
}

/// Who a session belongs to; all that a session holds besides a [`Flash`].
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Holder {
    pub user: Option<UserId>,
    /// When the user logged in, milliseconds since the epoch; compared with `Standing::sessions_valid_after_ms`.
    pub since_ms: i64,
    pub guest: Option<Uuid>,
    /// The shop that the user has switched to.
    #[serde(default)]
    pub shop: Option<SellerId>,
    /// As whom the user, an admin, looks at the shop.
    #[serde(default)]
    pub viewing: Option<UserId>,
}

impl Holder {
    pub const KEY: &'static str = "holder";
}

impl Visit {
    /// The visit that is being served.
    ///
    /// Call it at the beginning of a page or server function, before the first `await`.
    #[expect(
        clippy::expect_used,
        reason = "the server's router puts a visit into every request that reaches the storefront"
    )]
    pub fn here() -> Self {
        parts().extensions.get::<Self>().cloned().expect("the storefront's router makes a visit for every request")
    }

    /// The slices' clients.
    pub fn ask(&self) -> &Clients {
        &self.shopfront.clients
    }

    /// Whether somebody is logged in.
    pub fn logged_in(&self) -> bool {
        self.caller.user().is_some()
    }

    /// The caller, with an id: a visitor about whom nothing is known becomes a guest with a session.
    pub async fn subject(&self) -> Result<Caller, Problem> {
        if self.caller.subject().is_some() {
            return Ok(self.caller);
        }
        let id = Uuid::new_v4();
        let holder = Holder { guest: Some(id), ..Holder::default() };
        self.session.insert(Holder::KEY, holder).await.map_err(|_| Problem::unavailable("The cart"))?;
        Ok(Caller::Guest { id })
    }

    /// The logged-in caller, or the problem that says to log in.
    pub fn user(&self) -> Result<Caller, Problem> {
        if self.logged_in() { Ok(self.caller) } else { Err(Problem::log_in()) }
    }

    /// The shop for which the caller works now: the one switched to, or the first for which they have worked.
    pub fn shop(&self) -> Option<&Membership> {
        let chosen = self.shops.iter().find(|shop| Some(shop.seller) == self.chosen_shop);
        chosen.or(self.shops.first())
    }

    /// The caller at work for the current shop, or the problem that says to log in or that there is no shop.
    pub fn member(&self) -> Result<Caller, Problem> {
        let id = self.caller.user().ok_or_else(Problem::log_in)?;
        let works = |shop: &&Membership| matches!(shop.status, ShopStatus::Approved | ShopStatus::Suspended);
        let Some(shop) = self.shop().filter(works) else {
            return Err(Problem::new(Kind::NotFound, "no-shop", "You work for no shop yet."));
        };
        if self.meant_shop.is_some_and(|meant| meant != shop.seller) {
            let detail = format!("You work for {} now. Look at the page again before you send this.", shop.name);
            return Err(Problem::new(Kind::Conflict, "other-shop", detail));
        }
        Ok(Caller::Member { id, seller: shop.seller, owner: shop.owner })
    }

    /// The caller at work as an owner of the current shop.
    pub fn owner(&self) -> Result<Caller, Problem> {
        match self.member()? {
            owner @ Caller::Member { owner: true, .. } => Ok(owner),
            _ => Err(Problem::new(Kind::Forbidden, "owners-only", "Only an owner of the shop can do this.")),
        }
    }

    /// The caller, if that is an admin; for everybody else there is nothing to be found.
    pub fn admin(&self) -> Result<Caller, Problem> {
        match self.user()? {
            admin if admin.is_admin() => Ok(admin),
            _ => Err(Problem::not_found("page")),
        }
    }

    /// Works for another of the caller's shops from now on.
    pub async fn switch_shop(&self, seller: SellerId) -> Result<(), Problem> {
        self.user()?;
        if !self.shops.iter().any(|shop| shop.seller == seller) {
            return Err(Problem::not_found("shop"));
        }
        self.hold(|holder| Holder { shop: Some(seller), ..holder }).await
    }

    /// Shows an admin the shop as `user` sees it, until [`Self::stop_viewing`].
    pub async fn view_as(&self, user: UserId) -> Result<(), Problem> {
        self.admin()?;
        self.hold(|holder| Holder { viewing: Some(user), ..holder }).await
    }

    /// Ends looking at the shop as somebody else; says as whom it was, if it was.
    pub async fn stop_viewing(&self) -> Result<Option<UserId>, Problem> {
        let Some(viewing) = &self.viewing else { return Ok(None) };
        self.ask().identity.stop_viewing(&viewing.admin, viewing.user).await?;
        self.hold(|holder| Holder { viewing: None, ..holder }).await?;
        Ok(Some(viewing.user))
    }

    async fn hold(&self, change: impl FnOnce(Holder) -> Holder) -> Result<(), Problem> {
        let away = |_| Problem::unavailable("Your session");
        let holder = self.session.get::<Holder>(Holder::KEY).await.map_err(away)?.ok_or_else(Problem::log_in)?;
        self.session.insert(Holder::KEY, change(holder)).await.map_err(away)
    }

    /// Makes the session the user's, under a new id, and brings the guest's cart and orders along.
    ///
    /// These come first: were they left behind, nobody could find them again under the new session.
    pub async fn log_in(&self, user: &User) -> Result<(), Problem> {
        let away = |_| Problem::unavailable("The log-in");
        if let Caller::Guest { id } = self.caller {
            let user = Caller::User { id: user.id, role: user.role };
            self.ask().orders.adopt(&user, id).await?;
            self.ask().cart.merge(&user, id).await?;
        }
        let standing = self.ask().identity.standing(user.id).await?;
        // A new id: whoever knew the old one must not share the log-in (session fixation).
        self.session.cycle_id().await.map_err(away)?;
        let now_ms = (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
        // Identity has a clock of its own, and may just have ended all sessions older than its now.
        let since_ms = now_ms.max(standing.sessions_valid_after_ms);
        let holder = Holder { user: Some(user.id), since_ms, ..Holder::default() };
        self.session.insert(Holder::KEY, holder).await.map_err(away)
    }

    /// Ends the session. An admin who looks as somebody else logs out as who that admin is.
    pub async fn log_out(&self) -> Result<(), Problem> {
        self.stop_viewing().await?;
        self.session.flush().await.map_err(|_| Problem::unavailable("The log-out"))
    }

    /// Leaves something to say for the next page.
    pub async fn leave(&self, flash: Flash) -> Result<(), Problem> {
        let flash = if self.logged_in() { flash } else { flash.cut() };
        self.session.insert(Flash::KEY, flash).await.map_err(|_| Problem::unavailable("The shop"))
    }

    /// Leaves a word of success for the next page.
    pub async fn notice(&self, text: impl Into<String>) -> Result<(), Problem> {
        self.leave(Flash { notice: Some(text.into()), ..Flash::default() }).await
    }

    /// What the last submission of the form `name` left; empty when there was none.
    pub fn form(&self, name: &str) -> Form {
        Form(self.flash.clone().filter(|flash| flash.form == name))
    }
}

/// What was typed into a form and what was wrong with it.
#[derive(Clone)]
pub struct Form(Option<Arc<Flash>>);

impl Form {
    /// A form as `flash` describes it, where what was typed stands in the address.
    pub fn of(flash: Flash) -> Self {
        Self(Some(Arc::new(flash)))
    }

    /// What was typed into a field, or `default`.
    pub fn value(&self, field: &str, default: &str) -> String {
        self.0.as_ref().and_then(|flash| flash.values.get(field)).map_or(default, |text| text).to_owned()
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<String> {
        let flash = self.0.as_ref()?;
        flash.errors.iter().find(|error| error.field == field).map(|error| error.message.clone())
    }

    /// All that is wrong, as field and message.
    pub fn errors(&self) -> Vec<FieldError> {
        self.0.as_ref().map(|flash| flash.errors.clone()).unwrap_or_default()
    }

    /// What is wrong with the form as a whole.
    pub fn problem(&self) -> Option<String> {
        self.0.as_ref()?.problem.clone()
    }
}

/// Ends a server function that a plain form calls: goes to the page it succeeded with, or back to the form with what was
/// typed and what was wrong. A script gets the problem itself.
pub async fn finish(
    visit: &Visit,
    form: &str,
    values: &[(&str, &str)],
    outcome: Result<String, Problem>,
) -> Result<(), Fault> {
    let parts = parts();
    match outcome {
        Ok(next) => {
            leptos_axum::redirect(&next, false);
            Ok(())
        }
        Err(problem) if wants_page(&parts) => {
            let flash = Flash {
                form: form.to_owned(),
                notice: None,
                problem: problem.errors.is_empty().then(|| problem.detail.clone()),
                errors: problem.errors.clone(),
                values: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            };
            visit.leave(flash).await?;
            leptos_axum::redirect(&back(&parts), false);
            Ok(())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The request's head.
#[expect(clippy::expect_used, reason = "leptos_axum provides the parts to everything that it runs")]
pub fn parts() -> Parts {
    use_context::<Parts>().expect("leptos_axum provides the request's parts")
}

/// Whether a browser waits for a page, rather than a script for data.
pub fn wants_page(parts: &Parts) -> bool {
    parts
        .headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"))
}

/// The page that the request came from, on this shop; the home page when that is not known.
pub fn back(parts: &Parts) -> String {
    let referer = parts.headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = referer.split_once("://").and_then(|(_, rest)| rest.find('/').map(|slash| &rest[slash..]));
    safe_next(path.unwrap_or("/")).to_owned()
}

/// An address to go on to, if it is a place in this shop: begins with one slash, no other host can hide in it.
pub fn safe_next(next: &str) -> &str {
    let second = next.as_bytes().get(1);
    let plain = next.chars().all(|c| !c.is_control() && c != '\\');
    if next.starts_with('/') && second != Some(&b'/') && plain && next.len() <= 2048 { next } else { "/" }
}

/// Whether somebody looks at the page that is made: it is neither fetched ahead nor only asked about.
pub fn is_seen() -> bool {
    let parts = parts();
    parts.method == Method::GET && wants_page(&parts) && !parts.headers.contains_key("sec-purpose")
}

/// A page that only leads on to another one.
pub fn onward(address: &str) -> AnyView {
    leptos_axum::redirect(address, false);
    ().into_any()
}

/// Sets the status of the page that is being rendered.
pub fn status(code: u16) {
    if let (Some(response), Ok(code)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(code)) {
        response.set_status(code);
    }
}

/// A parameter of the page's path, as it stands between the slashes.
pub fn param(name: &str) -> String {
    leptos_router::hooks::use_params_map().read_untracked().get(name).unwrap_or_default()
}

/// The page's query string, without the question mark.
pub fn query() -> String {
    parts().uri.query().unwrap_or_default().to_owned()
}

/// One value of the page's query string.
pub fn query_value(name: &str) -> Option<String> {
    let query = query();
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn the_next_page_is_always_in_this_shop() {
        for good in ["/", "/cart", "/orders/1?x=//y", "/c/a%20b"] {
            assert_eq!(safe_next(good), good);
        }
        for bad in
            ["", "cart", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/a\r\nb"]
        {
            assert_eq!(safe_next(bad), "/", "{bad:?}");
        }
    }
}
