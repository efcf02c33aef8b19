//! What belongs to somebody does not exist for anybody else: every route, every server function and every page, tried by
//! every kind of stranger in one market.
//!
//! The tables are compared with the source: a route, function or page without an expectation fails.

mod trying;
pub mod world;

use crate::{
    functions,
    walls::{files, root},
};
use std::{collections::BTreeSet, fs, path::PathBuf};
use world::{PICTURE, Stranger};

/// What strangers get.
pub enum Expect {
    /// It names nothing that belongs to anybody; everybody gets the same.
    Public,
    /// It is about the caller's own things, and names none: whoever asks sees their own.
    Own,
    /// It names something of somebody. What an account, a guest, and nobody in particular get.
    Owned([u16; 3]),
    /// It is about the shop for which a member works. For everybody else there is no such thing, nor for members of
    /// other shops when it names something.
    Members,
    /// The same, for owners; what the others who work for the shop get.
    Owners(u16),
    /// Members see what is their own shop's, admins all.
    Rooms,
    /// It is for admins; for everybody else there is no such thing.
    Admins,
}

use Expect::{Admins, Members, Own, Owned, Owners, Public, Rooms};

impl Expect {
    /// The status that a stranger gets; nothing where it is the stranger's own affair. `named` says that something of
    /// the shop is named.
    pub fn of(&self, stranger: Stranger, named: bool) -> Option<u16> {
        match (self, stranger) {
            (Public | Own, _) | (Members, Stranger::Staff) | (Admins, Stranger::Admin) => None,
            (Rooms, Stranger::OtherSeller | Stranger::Staff | Stranger::Admin) => None,
            (Owned([_, _, nobody]), Stranger::Nobody) => Some(*nobody),
            (Owned([_, guest, _]), Stranger::Guest) => Some(*guest),
            (Owned([account, ..]), _) => Some(*account),
            (Owners(staff), Stranger::Staff) => Some(*staff),
            (Members | Owners(_), Stranger::OtherSeller) => named.then_some(404),
            (Members | Owners(_) | Rooms | Admins, _) => Some(404),
        }
    }

    /// Whether a stranger may do it, and would: that is told elsewhere.
    pub fn allows(&self, stranger: Stranger) -> bool {
        matches!((self, stranger), (Members, Stranger::Staff) | (Admins, Stranger::Admin))
    }
}

/// Slice, method, path.
pub const ROUTES: &[(&str, &str, &str, Expect)] = &[
    ("identity", "POST", "/api/auth/register", Public),
    ("identity", "POST", "/api/auth/login", Public),
    ("identity", "POST", "/api/auth/token", Public),
    ("identity", "POST", "/api/auth/refresh", Public),
    ("identity", "POST", "/api/auth/revoke", Public),
    ("identity", "POST", "/api/auth/guest", Public),
    ("identity", "GET", "/api/grants/{grant}/holder", Owned([404, 404, 404])),
    ("identity", "GET", "/api/users/me", Own),
    ("identity", "PUT", "/api/users/me", Own),
    ("identity", "POST", "/api/users/me/password", Own),
    ("identity", "POST", "/api/users/me/log-out-everywhere", Own),
    ("identity", "GET", "/api/users/me/addresses", Own),
    ("identity", "POST", "/api/users/me/addresses", Own),
    ("identity", "PUT", "/api/users/me/addresses/{id}", Owned([404, 401, 401])),
    ("identity", "DELETE", "/api/users/me/addresses/{id}", Owned([404, 401, 401])),
    ("identity", "GET", "/api/users/me/application", Own),
    ("identity", "PUT", "/api/users/me/application", Own),
    ("identity", "GET", "/api/seller/shop", Members),
    ("identity", "PUT", "/api/seller/shop", Owners(403)),
    ("identity", "PUT", "/api/seller/trader", Owners(403)),
    ("identity", "GET", "/api/seller/members", Owners(403)),
    ("identity", "POST", "/api/seller/members", Owners(403)),
    ("identity", "PUT", "/api/seller/members/{user}", Owners(403)),
    ("identity", "DELETE", "/api/seller/members/{user}", Owners(403)),
    ("identity", "DELETE", "/api/seller/membership", Members),
    ("identity", "GET", "/api/admin/sellers", Admins),
    ("identity", "GET", "/api/admin/sellers/{id}", Admins),
    ("identity", "POST", "/api/admin/sellers/{id}/decide", Admins),
    ("identity", "GET", "/api/admin/users", Admins),
    ("identity", "GET", "/api/admin/users/{id}", Admins),
    ("identity", "POST", "/api/admin/users/{id}/change", Admins),
    ("identity", "POST", "/api/admin/users/{id}/view", Admins),
    ("identity", "POST", "/api/admin/users/{id}/view/stop", Admins),
    ("identity", "GET", "/api/admin/policies/identity", Admins),
    ("identity", "POST", "/api/users/names", Owned([404, 404, 404])),
    ("identity", "GET", "/api/users/{id}", Owned([404, 404, 404])),
    ("identity", "GET", "/api/users/{id}/standing", Owned([404, 404, 404])),
    ("catalog", "GET", "/api/products", Public),
    ("catalog", "GET", "/api/products/home", Public),
    ("catalog", "GET", "/api/products/by-slug/{slug}", Public),
    ("catalog", "GET", "/api/products/suggest", Public),
    ("catalog", "GET", "/api/products/shops", Public),
    ("catalog", "GET", "/api/products/shops/{slug}", Public),
    ("catalog", "GET", "/api/categories", Public),
    ("catalog", "GET", "/api/admin/products", Admins),
    ("catalog", "GET", "/api/admin/products/{id}", Admins),
    ("catalog", "POST", "/api/admin/products/{id}/approve", Admins),
    ("catalog", "POST", "/api/admin/products/{id}/ask", Admins),
    ("catalog", "POST", "/api/admin/products/{id}/block", Admins),
    ("catalog", "POST", "/api/admin/products/{id}/unblock", Admins),
    ("catalog", "POST", "/api/admin/products/{id}/delete", Admins),
    ("catalog", "GET", "/api/admin/categories", Admins),
    ("catalog", "POST", "/api/admin/categories", Admins),
    ("catalog", "GET", "/api/admin/categories/{id}", Admins),
    ("catalog", "PUT", "/api/admin/categories/{id}", Admins),
    ("catalog", "DELETE", "/api/admin/categories/{id}", Admins),
    ("catalog", "POST", "/api/admin/categories/{id}/shift", Admins),
    ("catalog", "POST", "/api/admin/categories/{id}/merge", Admins),
    ("catalog", "GET", "/api/seller/products", Members),
    ("catalog", "POST", "/api/seller/products", Members),
    ("catalog", "GET", "/api/seller/products/{id}", Members),
    ("catalog", "PUT", "/api/seller/products/{id}", Members),
    ("catalog", "POST", "/api/seller/products/{id}/pictures", Members),
    ("catalog", "PUT", "/api/seller/products/{id}/pictures", Members),
    ("catalog", "POST", "/api/seller/products/bulk", Members),
    ("catalog", "GET", "/api/seller/inventory", Members),
    ("catalog", "POST", "/api/seller/inventory", Members),
    ("catalog", "GET", "/api/seller/inventory/threshold", Members),
    ("catalog", "PUT", "/api/seller/inventory/threshold", Members),
    ("catalog", "GET", "/api/seller/inventory/{offer}", Members),
    ("catalog", "GET", "/api/seller/inventory/{offer}/movements", Members),
    ("catalog", "PUT", "/api/seller/inventory/{offer}/threshold", Members),
    ("catalog", "GET", "/api/seller/imports", Members),
    ("catalog", "POST", "/api/seller/imports", Members),
    ("catalog", "GET", "/api/seller/imports/template", Members),
    ("catalog", "GET", "/api/seller/imports/{id}", Members),
    ("catalog", "POST", "/api/seller/imports/{id}/check", Members),
    ("catalog", "POST", "/api/seller/imports/{id}/run", Members),
    ("catalog", "POST", "/api/seller/imports/{id}/cancel", Members),
    ("catalog", "GET", "/api/seller/imports/{id}/issues", Members),
    ("catalog", "GET", "/api/seller/imports/{id}/failures", Members),
    ("catalog", "GET", "/api/seller/export", Members),
    ("cart", "GET", "/api/cart", Own),
    ("cart", "DELETE", "/api/cart", Own),
    ("cart", "GET", "/api/cart/count", Own),
    ("cart", "GET", "/api/cart/contents", Own),
    ("cart", "POST", "/api/cart/lines", Own),
    ("cart", "PUT", "/api/cart/lines/{offer}", Owned([404, 404, 401])),
    ("cart", "POST", "/api/cart/lines/{offer}/save", Owned([404, 404, 401])),
    ("cart", "POST", "/api/cart/saved/{offer}/restore", Owned([404, 404, 401])),
    // Forgetting what one has not is done.
    ("cart", "DELETE", "/api/cart/saved/{offer}", Owned([204, 204, 401])),
    // Names a guest; an account's id is not one, so there is nothing to merge.
    ("cart", "POST", "/api/cart/merge", Owned([204, 401, 401])),
    ("orders", "GET", "/api/orders", Own),
    ("orders", "POST", "/api/orders", Own),
    ("orders", "POST", "/api/orders/checkout", Own),
    ("orders", "GET", "/api/orders/delivery", Public),
    // Names a guest; an account's id is not one, so there is nothing to adopt.
    ("orders", "POST", "/api/orders/adopt", Owned([204, 401, 401])),
    ("orders", "GET", "/api/orders/{group}", Owned([404, 404, 404])),
    ("orders", "GET", "/api/orders/{group}/created", Owned([404, 404, 404])),
    // Only the storefront brings events, and this is none.
    ("orders", "POST", "/api/orders/paid", Owned([422, 422, 422])),
    ("orders", "POST", "/api/orders/{group}/cancel", Owned([404, 404, 404])),
    ("orders", "POST", "/api/orders/{group}/reorder", Owned([404, 404, 404])),
    ("orders", "POST", "/api/orders/{group}/open", Owned([404, 404, 401])),
    ("orders", "POST", "/api/orders/{group}/returns", Owned([404, 404, 404])),
    ("orders", "POST", "/api/orders/{group}/returns/{id}/withdraw", Owned([404, 404, 404])),
    ("orders", "GET", "/api/seller/orders", Members),
    ("orders", "GET", "/api/seller/orders/{order}", Members),
    ("orders", "POST", "/api/seller/orders/{order}/pack", Members),
    ("orders", "POST", "/api/seller/orders/{order}/ship", Members),
    ("orders", "POST", "/api/seller/orders/{order}/cancel", Members),
    ("orders", "POST", "/api/seller/orders/{order}/notes", Members),
    ("orders", "POST", "/api/seller/returns/{id}/accept", Members),
    ("orders", "POST", "/api/seller/returns/{id}/refuse", Members),
    ("orders", "GET", "/api/admin/orders", Admins),
    ("orders", "GET", "/api/admin/orders/{order}", Admins),
    ("orders", "POST", "/api/admin/orders/{order}/cancel", Admins),
    ("orders", "POST", "/api/admin/orders/{order}/refund", Admins),
    ("orders", "POST", "/api/admin/orders/{order}/notes", Admins),
    ("orders", "POST", "/api/admin/returns/{id}/accept", Admins),
    ("orders", "POST", "/api/admin/returns/{id}/refuse", Admins),
    ("orders", "GET", "/api/admin/policies/orders", Admins),
    ("payments", "GET", "/api/seller/ledger", Owners(404)),
    ("payments", "GET", "/api/seller/balance", Owners(404)),
    ("payments", "GET", "/api/seller/statement", Owners(404)),
    ("payments", "GET", "/api/admin/commissions", Admins),
    ("payments", "PUT", "/api/admin/commissions", Admins),
    // Only the storefront brings events, and this is none.
    ("payments", "POST", "/api/payments", Owned([422, 422, 422])),
    ("payments", "GET", "/api/payments/{id}/succeeded", Owned([404, 404, 404])),
    ("payments", "GET", "/api/payments/{id}", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/pay", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/confirm", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/settle", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/open", Owned([404, 404, 404])),
    // Nobody who cannot sign is heard.
    ("payments", "POST", "/webhooks/simulated", Owned([400, 400, 400])),
    ("shipping", "GET", "/api/shipping/parcels", Rooms),
    ("shipping", "GET", "/api/shipping/groups/{group}", Admins),
    // Only carriers are heard, and only those that there are.
    ("shipping", "POST", "/webhooks/carriers/{carrier}", Owned([404, 404, 404])),
    ("identity", "POST", "/api/sellers/names", Owned([404, 404, 404])),
    ("identity", "GET", "/api/sellers/{id}/contact", Owned([404, 404, 404])),
    ("identity", "GET", "/api/sellers/{id}/imprint", Public),
    ("notifications", "GET", "/api/notifications/notices", Own),
    ("notifications", "POST", "/api/notifications/notices/read", Own),
    ("notifications", "POST", "/api/notifications/notices/{id}/read", Owned([404, 401, 401])),
    ("notifications", "GET", "/api/notifications/unread", Own),
    ("notifications", "GET", "/api/seller/notifications/mail", Members),
    ("notifications", "PUT", "/api/seller/notifications/mail", Owners(403)),
    ("analytics", "GET", "/api/seller/analytics", Members),
    ("analytics", "GET", "/api/admin/analytics", Admins),
    // Levomart alone tells it.
    ("analytics", "POST", "/api/analytics/searched", Owned([422, 422, 422])),
    ("analytics", "POST", "/api/analytics/steps", Owned([422, 422, 422])),
    ("audit", "GET", "/api/admin/audit", Admins),
    ("audit", "GET", "/api/admin/audit/verify", Admins),
    // Only other parts of Levomart record anything, and this is no entry.
    ("audit", "POST", "/api/audit/entries", Owned([422, 422, 422])),
    // The storefront asks the bus without leaving its process.
    ("storefront", "GET", "/api/admin/events", Admins),
    ("storefront", "GET", "/api/admin/events/dead", Admins),
    ("storefront", "POST", "/api/admin/events/replay", Admins),
    ("storefront", "POST", "/api/admin/events/drop", Admins),
];

/// Pages outside the rooms. In a room, where a page stands says whose it is.
const PAGES: &[(&str, Expect)] = &[
    ("/", Public),
    ("/products", Public),
    ("/shops", Public),
    ("/login", Public),
    ("/register", Public),
    ("/help", Public),
    ("/delivery", Public),
    ("/terms", Public),
    ("/privacy", Public),
    ("/cart", Own),
    ("/checkout", Own),
    ("/orders", Own),
    ("/account", Own),
    ("/account/addresses", Own),
    ("/account/security", Own),
    ("/sell", Own),
    ("/c/:category", Public),
    ("/shops/:seller", Public),
    ("/p/:slug", Public),
    ("/pay/:payment", Owned([404; 3])),
    ("/orders/:id", Owned([404; 3])),
    ("/orders/:id/invoice/:order", Owned([404; 3])),
];

/// Files that are given and taken beside pages and server functions.
const FILES: &[(&str, &str, Expect)] = &[
    ("GET", "/orders/{id}/invoice/{order}/file", Owned([404; 3])),
    ("GET", "/seller/import/template.csv", Members),
    ("GET", "/seller/import/{import}/errors.csv", Members),
    ("GET", "/seller/products/export.csv", Members),
    ("GET", "/admin/audit.csv", Admins),
    ("GET", "/admin/overview.csv", Admins),
    // Who may not have it is led to the page that it belongs to.
    ("GET", "/seller/money/statement.csv", Own),
    ("POST", "/do/seller/import/upload", Members),
    ("POST", "/do/seller/products/{id}/pictures", Members),
];

/// What the storefront answers besides, and an address that tries it. Nothing of it asks who somebody is: every stranger
/// gets the same.
const OPEN: &[(&str, &str, &str)] = &[
    ("GET", "/healthz", "/healthz"),
    ("GET", "/readyz", "/readyz"),
    ("GET", "/.well-known/jwks.json", "/.well-known/jwks.json"),
    ("GET", "/api/openapi.json", "/api/openapi.json"),
    ("GET", "/api/docs", "/api/docs"),
    ("ANY", "/api/docs/ui", "/api/docs/ui/start.js"),
    ("ANY", "/api", "/api"),
    ("ANY", "/api/", "/api/"),
    ("ANY", "/api/{*rest}", "/api/nothing"),
    ("ANY", "/webhooks/simulated", "/webhooks/simulated"),
    ("ANY", "/webhooks/carriers/{carrier}", "/webhooks/carriers/kite"),
    ("GET", "/do/{*function}", "/do/nothing"),
    ("POST", "/do/{*function}", "/do/nothing"),
    ("GET", "/media/{*path}", PICTURE),
    ("GET", "/seen/{product}", "/seen/nothing"),
    ("ANY", "/icons.svg", "/icons.svg"),
    ("ANY", "/favicon.svg", "/favicon.svg"),
    ("ANY", "/pkg", "/pkg/levomart.css"),
    ("ANY", "/pictures", "/pictures/nothing.webp"),
    ("ANY", "/fonts", "/fonts/nothing.woff2"),
    ("GET", "/dev/mail", "/dev/mail"),
    ("GET", "/dev/mail/{file}", "/dev/mail/nothing.eml"),
];

/// What is there while the shop is developed, and in production for nobody.
const FOR_DEVELOPERS: [&str; 2] = ["/dev/mail", "/dev/mail/nothing.eml"];

/// What the internal port answers besides the slices, and the storefront's does not.
const INSIDE: [(&str, &str); 3] = [
    ("GET", "/metrics"),
    ("ANY", "/grpc.health.v1.Health/{method}"),
    ("ANY", "/grpc.reflection.v1.ServerReflection/{method}"),
];

/// What has no end can be read by nobody who waits for it: `live.rs` tells what strangers get of these.
const STREAMS: [&str; 2] = ["/seller/live", "/admin/live"];

/// `(method, path)` of every route and of every documented handler in a source. A service takes any method, and so does a route
/// that names none.
fn routes(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for handler in source.split("#[utoipa::path(").skip(1) {
        let method = handler.split(',').next().unwrap().trim();
        let path = handler.split("path = \"").nth(1).unwrap().split('"').next().unwrap();
        found.push((method.to_uppercase(), path.to_owned()));
    }
    let served = [".route_service(", ".nest_service("].map(|word| source.split(word).skip(1));
    found.extend(served.into_iter().flatten().filter_map(|call| Some(("ANY".to_owned(), place(source, call)?))));
    for call in source.split(".route(").skip(1) {
        let Some(path) = place(source, call) else { continue };
        let before = found.len();
        let mut depth = 1;
        let arguments: String = call
            .chars()
            .take_while(|c| {
                depth += i32::from(*c == '(') - i32::from(*c == ')');
                depth > 0
            })
            .collect();
        let methods = ["get", "post", "put", "patch", "delete", "any"];
        let words = arguments.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '(');
        for word in words.flat_map(|word| word.split_inclusive('(')) {
            if let Some(method) = word.strip_suffix('(').filter(|word| methods.contains(word)) {
                found.push((method.to_uppercase(), path.clone()));
            }
        }
        if found.len() == before {
            found.push(("ANY".to_owned(), path));
        }
    }
    found
}

/// The path that a call begins with: a text, or a constant of its source. Nothing where the path is put together.
fn place(source: &str, call: &str) -> Option<String> {
    let call = call.trim_start();
    let (name, _) = call.split_at(call.find(|c: char| !c.is_ascii_uppercase() && c != '_')?);
    let text = if name.is_empty() {
        call.strip_prefix('"')?
    } else {
        source.split_once(&format!("const {name}: &str = \"")).unwrap_or_else(|| panic!("{name} stands elsewhere")).1
    };
    Some(text.split('"').next().unwrap().to_owned())
}

#[test]
fn every_route_has_an_expectation() {
    let mut sources = files(&root().join("server/services"), "rs");
    // What is open to programs and is no slice's.
    let documented = |(_, text): &(PathBuf, String)| text.contains("#[utoipa::path(");
    sources.extend(files(&root().join("server/src"), "rs").into_iter().filter(documented));
    let code = |(path, text): &(PathBuf, String)| {
        let tested = text.split("#[cfg(test)]").next().unwrap();
        if path.iter().any(|part| part == "src") { routes(tested) } else { Vec::new() }
    };
    let written: BTreeSet<(String, String)> = sources.iter().flat_map(code).collect();

    let known = ROUTES.iter().map(|(_, method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();

    let new: Vec<_> = written.difference(&known).collect();
    assert!(new.is_empty(), "say in the table what strangers get of {new:?}");
    assert_eq!(written, known, "the table has routes that do not exist");
}

fn pages() -> BTreeSet<String> {
    let source = fs::read_to_string(root().join("app/src/routes.rs")).unwrap();
    source.split("path!(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Whose the pages of a room are.
fn room(page: &str) -> Option<Expect> {
    let within = |room: &str| page.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    match page {
        _ if within("/admin") => Some(Admins),
        // What a shop earns is its owners' business.
        "/seller/money" => Some(Owners(403)),
        _ => within("/seller").then_some(Members),
    }
}

#[test]
fn every_page_outside_the_rooms_has_an_expectation() {
    let pages = pages();
    let written: BTreeSet<&str> = pages.iter().map(String::as_str).filter(|page| room(page).is_none()).collect();

    let known: BTreeSet<&str> = PAGES.iter().map(|(page, _)| *page).collect();

    assert_eq!(written, known);
}

#[test]
fn every_other_route_of_the_process_has_an_expectation() {
    let sources = files(&root().join("server/src"), "rs");
    let code: Vec<(&str, &str)> = sources
        .iter()
        .map(|(path, text)| (path.file_name().unwrap().to_str().unwrap(), text.split("#[cfg(test)]").next().unwrap()))
        .collect();
    let written: BTreeSet<(String, String)> = code.iter().flat_map(|(_, text)| routes(text)).collect();

    let documented = ROUTES.iter().map(|(_, method, path, _)| (*method, *path));
    let of_somebody = FILES.iter().map(|(method, path, _)| (*method, *path)).chain(STREAMS.map(|path| ("GET", path)));
    let open = || OPEN.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()));
    let others = documented.chain(of_somebody).chain(INSIDE).map(|(method, path)| (method.to_owned(), path.to_owned()));
    let known: BTreeSet<(String, String)> = others.chain(open()).collect();

    let new: Vec<_> = written.difference(&known).filter(|(_, path)| !functions::is_listed(path)).collect();
    assert!(new.is_empty(), "say in a table what strangers get of {new:?}");
    assert_eq!(open().find(|route| !written.contains(route)), None, "the table has a route that does not exist");
    // What is described for programs, and what Levomart alone asks of an outbox. No other path is put together.
    let composing = code.iter().filter(|(_, text)| text.contains(".route(&")).map(|(name, _)| *name);
    assert_eq!(composing.collect::<BTreeSet<_>>(), BTreeSet::from(["bus.rs", "door.rs"]));
}
