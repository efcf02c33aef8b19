//! `/seller/products/new` and `/seller/products/{id}`

use super::{
    api::parse,
    draft::Draft,
    editor::Editor,
    list::{branches, mark},
    pictures::Pictures,
};
use crate::{
    room::{
        Desk, SellerRoom,
        button::{self, Kind, Size},
        in_shop,
        status::Status,
    },
    ui::{
        alert::{self, Alert},
        button as pill,
        confirm::Confirm,
        field::Summary,
        icon::Icon,
    },
    visit::{self, Visit},
};
use contracts::{
    Currency,
    goods::{Goods, Status as Standing},
    ids::ProductId,
};
use leptos::prelude::*;

/// Name of the form.
pub(super) const FORM: &str = "product";

/// A product to be.
#[component]
pub fn NewProductPage() -> impl IntoView {
    in_shop(async move |visit: Visit, _| {
        let form = visit.form(FORM);
        let draft = Draft::from_json(&form.value("draft", "")).unwrap_or_else(Draft::blank);
        let categories = branches(&visit.categories, |category| category.id.to_string());
        Ok(view! {
            <SellerRoom section=Desk::Products title="New product" back="Products" back_href="/seller/products" own_bar=true>
                <Summary form=form.clone() />
                <Editor draft categories form currency=Currency::Inr />
            </SellerRoom>
        }
        .into_any())
    })
}

/// A product of the shop.
#[component]
pub fn ProductPage() -> impl IntoView {
    let id = visit::param("id");
    in_shop(async move |visit: Visit, member| {
        let goods = visit.ask().catalog.seller_product(&member, parse(&id)?).await?;
        let form = visit.form(FORM);
        let draft = Draft::from_json(&form.value("draft", "")).unwrap_or_else(|| Draft::of(&goods));
        let categories = branches(&visit.categories, |category| category.id.to_string());
        let available = goods.variants.iter().map(|line| u64::from(line.on_hand.saturating_sub(line.reserved))).sum();
        let status = view! { <Status mark=mark(goods.status, goods.blocked.is_some(), available) /> };
        let pictures_form = visit.form(super::pictures::FORM);
        Ok(view! {
            <SellerRoom
                section=Desk::Products
                title=goods.title.clone()
                status=status.into_any()
                back="Products"
                back_href="/seller/products"
                actions=view! { <Actions goods=goods.clone() /> }.into_any()
                own_bar=true
            >
                <Blocked reason=goods.blocked.clone() />
                <Asked reason=goods.asked.clone() />
                <Summary form=form.clone() />
                <Pictures id=goods.id pictures=goods.pictures.clone() form=pictures_form />
                <Editor draft categories form currency=goods.currency id=goods.id.to_string() />
            </SellerRoom>
        }
        .into_any())
    })
}

#[component]
fn Blocked(reason: Option<String>) -> impl IntoView {
    reason.map(|reason| {
        view! {
            <Alert kind=alert::Kind::Warning title="Levomart has taken this product out of the shop." class="mb-4">
                <p>{reason}</p>
            </Alert>
        }
    })
}

/// Whatever is changed then answers it.
#[component]
fn Asked(reason: Option<String>) -> impl IntoView {
    reason.map(|reason| {
        view! {
            <Alert kind=alert::Kind::Warning title="Levomart asks you to change something." class="mb-4">
                <p class="wrap-anywhere whitespace-pre-line">{reason}</p>
                <p>"Change it below and save. Then somebody at Levomart looks at the product again."</p>
            </Alert>
        }
    })
}

#[component]
fn Actions(goods: Goods) -> impl IntoView {
    let live = goods.status == Standing::Active && goods.blocked.is_none();
    view! {
        {live
            .then(|| {
                view! {
                    <a href=format!("/p/{}", goods.slug) class=button::classes(Kind::Plain, Size::Medium)>
                        <Icon name="eye" class="size-4" />
                        "See as shopper"
                    </a>
                }
            })}
        {match goods.status {
            Standing::Draft => view! {
                <Confirm
                    id="delete"
                    label="Delete"
                    class=button::classes(Kind::Danger, Size::Medium)
                    title="Delete this draft?"
                    text="It is gone for good, with its pictures."
                >
                    <Remove id=goods.id class=pill::classes(pill::Kind::Danger, pill::Size::Medium) label="Delete the draft" />
                </Confirm>
            }
            .into_any(),
            Standing::Active => {
                view! { <Remove id=goods.id class=button::classes(Kind::Danger, Size::Medium) label="Pause" /> }.into_any()
            }
            Standing::Archived => ().into_any(),
        }}
    }
    .into_any()
}

#[component]
fn Remove(id: ProductId, class: String, label: &'static str) -> impl IntoView {
    view! {
        <form method="post" action="/do/seller/products/change">
            <input type="hidden" name="chosen[]" value=id.to_string() />
            <button type="submit" name="what" value="remove" class=class>{label}</button>
        </form>
    }
    .into_any()
}
