//! Who stands at the API's door: whose token it is, and for which shop they work.

use axum::http::{HeaderMap, HeaderValue, header};
use clients::Identity;
use contracts::{
    Caller, Kind, Problem,
    identity::{Membership, ShopStatus, Standing},
    ids::UserId,
};
use moka::future::Cache;
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;
use uuid::Uuid;
use web::{BadToken, Bearer, TokenKey};

/// Where members act for a shop.
const AT_WORK: &str = "/api/seller/";

/// Where members are told what is for their shop, and everybody else what is for them.
const TOLD: [&str; 2] = ["/api/notifications/", "/api/shipping/"];

/// Knows who bears a token.
#[derive(Clone)]
pub struct Callers {
    key: TokenKey,
    identity: Identity,
    /// Who holds a grant, if it still counts. One second: what ends a session ends a token by then.
    holders: Cache<Uuid, Option<Arc<Standing>>>,
}

impl Callers {
    pub fn new(key: TokenKey, identity: Identity) -> Self {
        let holders = Cache::builder().max_capacity(50_000).time_to_live(Duration::from_secs(1)).build();
        Self { key, identity, holders }
    }

    /// Whose token a request bears, by what stands in it.
    pub fn bearer(&self, headers: &HeaderMap) -> Result<Option<Bearer>, BadToken> {
        let Some(said) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
        let (scheme, token) = said.to_str().ok().and_then(|said| said.split_once(' ')).ok_or(BadToken::Forged)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(BadToken::Forged);
        }
        self.key.check(token.trim(), OffsetDateTime::now_utc()).map(Some)
    }

    /// In whose name the request is made, now: a token whose grant has ended is nobody's.
    pub async fn caller(
        &self,
        bearer: Option<Bearer>,
        path: &str,
        shop: Option<&HeaderValue>,
    ) -> Result<Caller, Problem> {
        let (at_work, told) = (path.starts_with(AT_WORK), TOLD.iter().any(|prefix| path.starts_with(prefix)));
        let (id, grant) = match bearer {
            None | Some(Bearer::Guest { .. }) if at_work => return Err(Problem::log_in()),
            None => return Ok(Caller::Nobody),
            Some(Bearer::Guest { id }) => return Ok(Caller::Guest { id }),
            Some(Bearer::User { id, grant }) => (id, grant),
        };
        let standing = self.holder(grant).await?.ok_or_else(|| invalid("The token was given back, or ended."))?;
        let user = Caller::User { id, role: standing.role };
        match member(&standing.shops, id, shop) {
            member if at_work => member,
            _ if !told || (user.is_admin() && shop.is_none()) => Ok(user),
            Err(problem) if problem.code == "no-shop" => Ok(user),
            member => member,
        }
    }

    async fn holder(&self, grant: Uuid) -> Result<Option<Arc<Standing>>, Problem> {
        let ask = async {
            match self.identity.holder(grant).await {
                Ok(standing) => Ok(Some(Arc::new(standing))),
                Err(problem) if problem.kind == Kind::NotFound => Ok(None),
                Err(problem) => Err(problem),
            }
        };
        self.holders.try_get_with(grant, ask).await.map_err(|problem: Arc<Problem>| (*problem).clone())
    }
}

/// A token that does not count.
pub fn invalid(why: &str) -> Problem {
    Problem::new(Kind::Unauthenticated, "invalid-token", why)
}

/// The caller at work for one of their shops: the one that was named, by slug or id, or the only one.
fn member(shops: &[Membership], id: UserId, named: Option<&HeaderValue>) -> Result<Caller, Problem> {
    let works = |shop: &&Membership| matches!(shop.status, ShopStatus::Approved | ShopStatus::Suspended);
    let mut mine = shops.iter().filter(works);
    let shop = if let Some(named) = named {
        let named = named.to_str().unwrap_or_default();
        let is_named = |shop: &&Membership| named == shop.slug || named == shop.seller.to_string();
        mine.find(is_named).ok_or_else(|| Problem::not_found("shop"))?
    } else {
        let none = || Problem::new(Kind::NotFound, "no-shop", "You work for no shop yet.");
        let only = mine.next().ok_or_else(none)?;
        if mine.next().is_some() {
            let detail = format!("You work for several shops: name one in the header `{}`.", web::SHOP);
            return Err(Problem::new(Kind::Malformed, "shop-not-named", detail));
        }
        only
    };
    Ok(Caller::Member { id, seller: shop.seller, owner: shop.owner })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::ids::SellerId;

    fn shop(number: u128, status: ShopStatus) -> Membership {
        Membership {
            seller: SellerId(Uuid::from_u128(number)),
            slug: format!("shop-{number}"),
            name: String::new(),
            tint: String::new(),
            status,
            owner: number == 1,
        }
    }

    fn who(shops: &[Membership], named: Option<&str>) -> Result<u128, String> {
        let named = named.map(|named| HeaderValue::from_str(named).unwrap());
        let caller = member(shops, UserId(Uuid::nil()), named.as_ref()).map_err(|problem| problem.code)?;
        Ok(caller.seller().unwrap().0.as_u128())
    }

    #[test]
    fn who_works_for_several_shops_names_one() {
        let shops = [shop(1, ShopStatus::Approved), shop(2, ShopStatus::Suspended), shop(3, ShopStatus::Applied)];

        assert_eq!(who(&shops, Some("shop-2")), Ok(2));
        assert_eq!(who(&shops, Some(&shops[0].seller.to_string())), Ok(1));
        assert_eq!(who(&shops, None), Err("shop-not-named".to_owned()));
        assert_eq!(who(&shops, Some("shop-3")), Err("not-found".to_owned()), "it is no shop yet");
        assert_eq!(who(&shops, Some("shop-9")), Err("not-found".to_owned()));
        assert_eq!(who(&shops[1..], None), Ok(2));
        assert_eq!(who(&shops[2..], None), Err("no-shop".to_owned()));
    }
}
