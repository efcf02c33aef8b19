//! What the descriptions of all slices' APIs share: the answers that any operation may give, the parameters of paths, the
//! shop's header, tags, and who has to bear a token. Handlers say only what is theirs.

use contracts::Problem;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use utoipa::OpenApi;

/// The header with which a member of several shops says for which one they work.
pub const SHOP: &str = "levomart-shop";

/// Answers that any operation may give.
const ALWAYS: [&str; 8] = ["400", "401", "403", "404", "422", "429", "500", "503"];

/// Answers of operations that change something.
const OF_CHANGES: [&str; 2] = ["409", "412"];

/// Answers of operations that take something.
const OF_BODIES: [&str; 2] = ["413", "415"];

/// The answer of operations whose answers bear an `etag`, to whoever has that already.
const OF_VERSIONS: [&str; 1] = ["304"];

const REFERENCE: &str = "#/components/schemas/";

#[derive(OpenApi)]
#[openapi(components(schemas(Problem)))]
struct Shared;

/// One OpenAPI document of all these slices.
pub fn document(slices: impl IntoIterator<Item = utoipa::openapi::OpenApi>) -> Value {
    let mut document = Shared::openapi();
    for slice in slices {
        document.merge(slice);
    }
    let mut document = serde_json::to_value(document).expect("an OpenAPI document is JSON");
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                complete(path, method, operation);
            }
        }
    }
    open_answers(&mut document);
    let parts = &mut document["components"];
    parts["headers"] = headers();
    parts["parameters"] = json!({ "IfNoneMatch": known(), "Shop": shop() });
    let answers = ALWAYS.iter().chain(&OF_CHANGES).chain(&OF_BODIES).chain(&OF_VERSIONS);
    parts["responses"] = answers.map(|status| answer(status)).collect();
    parts["securitySchemes"] = json!({ "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } });
    document
}

fn complete(path: &str, method: &str, operation: &mut Map<String, Value>) {
    operation.insert("tags".to_owned(), json!([tag(path)]));
    operation.entry("security").or_insert_with(|| json!([{ "bearer": [] }]));
    let takes = operation.contains_key("requestBody");
    let tagged = operation.get("responses").is_some_and(|answers| answers["200"]["headers"].get("etag").is_some());
    if let Some(parameters) = operation.entry("parameters").or_insert_with(|| json!([])).as_array_mut() {
        parameters.extend(path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(in_path));
        if ["/api/seller/", "/api/notifications/", "/api/shipping/"].iter().any(|room| path.starts_with(room)) {
            parameters.push(json!({ "$ref": "#/components/parameters/Shop" }));
        }
        if tagged {
            parameters.push(json!({ "$ref": "#/components/parameters/IfNoneMatch" }));
        }
    }
    let changes: &[&str] = if method == "get" { &[] } else { &OF_CHANGES };
    let bodies: &[&str] = if takes { &OF_BODIES } else { &[] };
    let versions: &[&str] = if tagged { &OF_VERSIONS } else { &[] };
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        for (status, response) in responses.iter_mut().filter(|(_, response)| response["description"] == "") {
            response["description"] = good(status).into();
        }
        for (status, response) in responses.iter_mut() {
            response["headers"] = heads(tagged && status == "200");
        }
        for status in ALWAYS.iter().chain(changes).chain(bodies).chain(versions) {
            let answer = format!("#/components/responses/{}", answer(status).0);
            responses.entry(*status).or_insert_with(|| json!({ "$ref": answer }));
        }
    }
}

/// The room that a path leads to, or else its noun: `seller`, `admin`, `orders`.
fn tag(path: &str) -> &str {
    path.split('/').nth(2).unwrap_or_default()
}

/// All that stands in paths is an id, or a word in addresses.
fn in_path(name: &str) -> Value {
    let (about, schema) = match name {
        "slug" => ("Its word in addresses.", json!({ "type": "string" })),
        _ => ("Its id.", json!({ "type": "string", "format": "uuid" })),
    };
    json!({ "name": name, "in": "path", "required": true, "description": about, "schema": schema })
}

fn shop() -> Value {
    json!({
        "name": SHOP,
        "in": "header",
        "description": "Slug or id of the shop for which the caller works; who works for one only may leave it out.",
        "schema": { "type": "string" },
    })
}

fn known() -> Value {
    json!({
        "name": "if-none-match",
        "in": "header",
        "description": "The `etag` of what is known: while it is still so, the answer is 304.",
        "schema": { "type": "string" },
    })
}

/// What stands in the heads of answers.
fn headers() -> Value {
    let text = |about: &str| json!({ "description": about, "schema": { "type": "string" } });
    json!({
        "ETag": text("The version of what is shown, for `if-none-match`, and for `if-match` with an edit."),
        "RateLimit": text("What is left of each quota, and the seconds until its window ends: `\"requests\";r=595;t=9`. \
                           Missing while nothing is counted."),
        "RateLimitPolicy": text("The quotas that hold here, and the seconds of their windows: `\"requests\";q=600;w=60`."),
    })
}

/// The head of an answer. All of them say how often one may ask.
fn heads(tagged: bool) -> Value {
    let part = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    let mut heads = json!({ "ratelimit": part("RateLimit"), "ratelimit-policy": part("RateLimitPolicy") });
    if tagged {
        heads["etag"] = part("ETag");
    }
    heads
}

fn good(status: &str) -> &'static str {
    match status {
        "201" => "It has been made.",
        "204" => "Done; there is nothing to say about it.",
        _ => "What was asked for.",
    }
}

/// Name and description of an answer that says nothing of its own: a refusal, or that nothing is new.
fn answer(status: &str) -> (&'static str, Value) {
    let (name, when) = match status {
        "304" => ("NotModified", "It is as the asker knows it."),
        "400" => ("Malformed", "The request cannot be read."),
        "401" => ("Unauthenticated", "There is no token where one is needed, or it counts no longer."),
        "403" => ("Forbidden", "The caller is known, but not allowed to do this."),
        "404" => ("NotFound", "It does not exist, or is somebody else's."),
        "409" => ("Conflict", "The world has changed; look again."),
        "412" => ("Outdated", "It has changed since it was read; read it again."),
        "413" => ("TooLarge", "The body is larger than is taken."),
        "415" => ("WrongType", "The body is of a type that is not taken."),
        "422" => ("Invalid", "The request was understood, but a value is not acceptable."),
        "429" => ("TooMany", "Too often; wait."),
        "503" => ("Unavailable", "Something Levomart needs is away; the same request may be sent again."),
        _ => ("Internal", "A defect of ours."),
    };
    let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
    let mut answer = json!({ "description": when, "headers": heads(status == "304") });
    if status != "304" {
        answer["content"] = content;
    }
    if matches!(status, "429" | "503") {
        let seconds = json!({ "description": "Seconds to wait.", "schema": { "type": "integer", "minimum": 0 } });
        answer["headers"]["retry-after"] = seconds;
    }
    (name, answer)
}

/// Answers may have more fields one day, so nothing that is a part of one forbids them. What is sent may have none that
/// are not known.
fn open_answers(document: &mut Value) {
    let mut waiting = vec!["Problem".to_owned()];
    for item in document["paths"].as_object().into_iter().flat_map(Map::values) {
        for operation in item.as_object().into_iter().flat_map(Map::values) {
            references(&operation["responses"], &mut waiting);
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if let Some(schema) = document["components"]["schemas"].get_mut(&name)
            && seen.insert(name)
        {
            open(schema);
            references(schema, &mut waiting);
        }
    }
}

fn open(schema: &mut Value) {
    match schema {
        Value::Object(parts) => {
            if parts.get("additionalProperties") == Some(&Value::Bool(false)) {
                parts.remove("additionalProperties");
            }
            parts.values_mut().for_each(open);
        }
        Value::Array(parts) => parts.iter_mut().for_each(open),
        _ => {}
    }
}

/// The names of the schemas that a part of the document refers to.
fn references(part: &Value, found: &mut Vec<String>) {
    match part {
        Value::Object(parts) => parts.values().for_each(|part| references(part, found)),
        Value::Array(parts) => parts.iter().for_each(|part| references(part, found)),
        Value::String(text) => found.extend(text.strip_prefix(REFERENCE).map(str::to_owned)),
        _ => {}
    }
}
