//! What a shop does with its products.

use super::form::ProductForm;
use crate::fault::Fault;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    super::{bulk, draft::Draft, page::FORM, pictures},
    crate::{
        room::once::{self, kept},
        visit::{Flash, Visit, back, finish, parts},
    },
    contracts::{
        Caller, Problem,
        goods::{ChangePicture, PictureChange},
        ids::ProductId,
    },
};

/// Writes a product, a new one when there is no `id`; or makes the variants of its options and shows the form again.
#[server(prefix = "/do", endpoint = "seller/products/save")]
pub async fn save(
    #[server(default)] id: String,
    #[server(default)] intent: String,
    #[server(default)] key: String,
    #[server(flatten)] form: ProductForm,
) -> Result<(), Fault> {
    let visit = Visit::here();
    // Of strangers nothing so large is kept.
    let typed = visit.member().map_or_else(|_| String::new(), |_| Draft::of_form(form.clone()).to_json());
    let outcome = match visit.member() {
        Ok(member) if intent == "variants" => make_variants(&visit, &member, &id, form).await,
        Ok(member) => save_now(&visit, &member, &id, &key, form).await,
        Err(problem) => Err(problem),
    };
    finish(&visit, FORM, &[("draft", &typed), ("key", kept(&key, &outcome))], outcome).await
}

/// Changes the chosen products: `what` is a status, `remove`, `price`, `price_by` or `stock`, with a `value` where it needs one.
#[server(prefix = "/do", endpoint = "seller/products/change")]
pub async fn change(
    #[server(default)] chosen: Vec<String>,
    what: String,
    #[server(default)] value: String,
    #[server(default)] currency: String,
) -> Result<(), Fault> {
    let visit = Visit::here();
    let next = if what == "remove" { "/seller/products".to_owned() } else { back(&parts()) };
    let outcome = async {
        let bulk = bulk::read(&chosen, &what, &value, &currency)?;
        let changed = visit.ask().catalog.change_products(&visit.member()?, &bulk).await?;
        visit.notice(bulk::said(changed.products)).await.map(|()| next)
    };
    finish(&visit, bulk::FORM, &[("value", &value)], outcome.await).await
}

/// Moves, describes or removes a picture: `what` is `up`, `down`, `remove` or `describe`.
#[server(prefix = "/do", endpoint = "seller/products/picture")]
pub async fn edit_picture(id: String, src: String, what: String, #[server(default)] alt: String) -> Result<(), Fault> {
    let visit = Visit::here();
    let what = match what.as_str() {
        "up" => PictureChange::Up,
        "down" => PictureChange::Down,
        "remove" => PictureChange::Remove,
        _ => PictureChange::Describe { alt },
    };
    let outcome = async {
        let product = parse(&id)?;
        visit.ask().catalog.change_picture(&visit.member()?, product, &ChangePicture { src, what }).await?;
        Ok(format!("/seller/products/{product}#pictures"))
    };
    finish(&visit, pictures::FORM, &[], outcome.await).await
}

#[cfg(feature = "ssr")]
async fn save_now(visit: &Visit, member: &Caller, id: &str, key: &str, form: ProductForm) -> Result<String, Problem> {
    let catalog = &visit.ask().catalog;
    let (saved, said) = if id.is_empty() {
        let goods = Draft::of_form(form).goods(contracts::Currency::Inr)?;
        (
            catalog.create_product(member, &once::key(key), &goods).await?,
            "The product is written. Add pictures of it now.",
        )
    } else {
        let product = parse(id)?;
        let currency = catalog.seller_product(member, product).await?.currency;
        let goods = Draft::of_form(form).goods(currency)?;
        (catalog.save_product(member, product, &goods).await?, "Saved.")
    };
    visit.notice(said).await?;
    Ok(format!("/seller/products/{}", saved.id))
}

/// Nothing is written: the page that follows shows what was typed, with the variants of the options.
#[cfg(feature = "ssr")]
async fn make_variants(visit: &Visit, member: &Caller, id: &str, form: ProductForm) -> Result<String, Problem> {
    if !id.is_empty() {
        visit.ask().catalog.seller_product(member, parse(id)?).await?;
    }
    let draft = Draft::of_form(form).with_variants()?;
    let values = [("draft".to_owned(), draft.to_json())].into();
    visit.leave(Flash { form: FORM.to_owned(), values, ..Flash::default() }).await?;
    let page = if id.is_empty() { "new" } else { id };
    Ok(format!("/seller/products/{page}#variants"))
}

#[cfg(feature = "ssr")]
pub(super) fn parse(id: &str) -> Result<ProductId, Problem> {
    id.parse().map_err(|_| Problem::not_found("product"))
}
