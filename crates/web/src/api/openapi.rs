//! The description of the API, OpenAPI 3.1, kept by hand beside the routes and held against them by a test.

use crate::json::answer;
use crate::problem::Result;
use crate::visit::VisitRef;
use axum::http::StatusCode;
use motcua_domain::desk::Queue;
use motcua_domain::dossier::acts::Act;
use serde_json::{Value, json};

/// `GET /api/openapi.json`
pub async fn show(_visit: VisitRef) -> Result {
    Ok(answer(StatusCode::OK, &document()))
}

/// The document.
#[must_use]
pub fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Một Cửa",
            "version": "1",
            "description": "Administrative dossiers from any counter to their result. Times are RFC 3339; terms are text such as \"3 working days\". Every act names its command id (sent again, it gives the first outcome) and the revision it saw. Only the server's clock dates an act.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths(),
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "report": { "type": "http", "scheme": "bearer", "description": "The secret of a gateway, set by the operator" },
            },
            "schemas": schemas(),
            "responses": responses(),
        },
    })
}

fn paths() -> Value {
    json!({
        "/api/openapi.json": { "get": operation("This document", &[], "object", &[]) },
        "/api/v1/procedures": { "get": operation(
            "Procedures by code or words, with or without accents",
            &[query("q", "string", "Code, name, abbreviation or everyday words"), query("limit", "integer", "1 to 100, default 20")],
            "object", &[]) },
        "/api/v1/procedures/{code}": { "get": operation(
            "A procedure in the version in force today", &[path("code", "National code")], "object", &[404]) },
        "/api/v1/units": { "get": operation(
            "The units of the city; with a name, those it leads to: a unit's own name, a former one, or that of a commune or \
             district of before, with or without accents, one slip forgiven. `units` are all that have its ground",
            &[
                query("name", "string", "For instance \"Kim Mã\"; after a comma the district it lay in"),
                query("limit", "integer", "With a name: 1 to 100, default 20"),
            ],
            "Units", &[422]) },
        "/api/v1/metrics": { "get": operation(
            "The dictionary: every version of every metric, with its formula, basis, owner and twin. With `metric`, \
             what it comes to, as at `/api/v1/metrics/{key}` and by unit; of a count also `total` and `by_unit`",
            &[
                query("metric", "string", "Key of a metric, for instance received, finished, open or overdue; without it the dictionary"),
                query("unit", "string", "Number or key of one unit"),
                query("from", "string", "First day, YYYY-MM-DD; default: the first of the month of `to`"),
                query("to", "string", "Last day, YYYY-MM-DD; default: today. At most three years"),
            ],
            "Metrics", &[404, 422]) },
        "/api/v1/metrics/{key}": { "get": operation(
            "What a metric of the dictionary comes to: in the city, in a unit or by unit, with both counts and its twin; the numbers of \
             the board, at most a second old",
            &[
                path("key", "Key of a metric, for instance online"),
                query("unit", "string", "Number or key of one unit"),
                query("from", "string", "First day, YYYY-MM-DD; default: the first of the month of `to`"),
                query("to", "string", "Last day, YYYY-MM-DD; default: today. At most three years"),
                query("by", "string", "unit: every competent agency with something in the period; received_at: every unit that received \
                       (at most 366 days). One counter asked about by `unit` is told by what it received"),
                query("as_of", "string", "As known at the end of this minute, YYYY-MM-DDThh:mm in Vietnam or RFC 3339; default: now. \
                       A moment can be asked a minute after it"),
            ],
            "Figure", &[404, 422]) },
        "/api/v1/notices/reports": { "post": reporting(body(secured(operation(
            "What a gateway reports of messages it took, by the key each was sent with. A key that is unknown or was reported \
             before is answered like any other",
            &[], "ReportsTaken", &[400, 413, 415, 422])), "Reports")) },
        "/api/v1/dossiers": {
            "get": secured(operation(
                "An inbox of a unit",
                &[
                    query("queue", "string", &format!("{}, due_soon or overdue", Queue::ALL.map(Queue::key).join(", "))),
                    query("unit", "string", "Number or key; default: the caller's unit"),
                    query("procedure", "string", "National code"),
                    query("channel", "string", "counter, online or post"),
                    query("mine", "boolean", "Only what is assigned to the caller"),
                    query("after", "string", "`next` of the page before"),
                    query("limit", "integer", "1 to 100, default 20"),
                ],
                "object", &[403, 404, 422])),
            "post": body(secured(created(operation("File a dossier", &[], "Dossier", &[400, 403, 404, 409, 413, 415, 422]))), "Filing"),
        },
        "/api/v1/dossiers/{reference}": { "get": secured(operation("A dossier", &[reference()], "Dossier", &[404])) },
        "/api/v1/dossiers/{reference}/events": { "get": secured(operation(
            "Its history, with the journal's hashes", &[reference()], "object", &[404])) },
        "/api/v1/dossiers/{reference}/tracking": { "get": operation(
            "How it stands, for whoever has the secret of the receipt; leaks nothing personal",
            &[reference(), query("secret", "string", "The 4 characters printed on the receipt")],
            "object", &[404, 429]) },
        "/api/v1/dossiers/{reference}/acts": { "post": body(secured(operation(
            "Do an act", &[reference()], "Dossier", &[400, 403, 404, 409, 413, 415, 422])), "ActRequest") },
        "/api/v1/dossiers/{reference}/{act}": { "post": body(secured(operation(
            "Do an act named by the address", &[reference(), path("act", "Key of the act")], "Dossier",
            &[400, 403, 404, 409, 413, 415, 422])), "ActRequest") },
    })
}

fn operation(summary: &str, parameters: &[Value], answer: &str, failures: &[u16]) -> Value {
    let schema = match answer {
        "object" => json!({ "type": "object" }),
        name => json!({ "$ref": format!("#/components/schemas/{name}") }),
    };
    let mut responses =
        json!({ "200": { "description": "OK", "content": { "application/json": { "schema": schema } } } });
    // Any address may be unreadable or too long, and any moment too busy.
    for status in failures.iter().chain(&[400, 414, 503]) {
        responses[status.to_string()] = json!({ "$ref": format!("#/components/responses/{status}") });
    }
    json!({ "summary": summary, "parameters": parameters, "responses": responses })
}

fn secured(mut operation: Value) -> Value {
    operation["security"] = json!([{ "token": [] }]);
    operation["responses"]["401"] = json!({ "$ref": "#/components/responses/401" });
    operation
}

/// Signed in with a gateway's secret instead of an officer's token.
fn reporting(mut operation: Value) -> Value {
    operation["security"] = json!([{ "report": [] }]);
    operation
}

fn created(mut operation: Value) -> Value {
    let ok = operation["responses"]["200"].clone();
    operation["responses"]["201"] = ok;
    operation["responses"]["201"]["description"] = "Filed".into();
    operation["responses"]["200"]["description"] =
        "This command had been done before: its first outcome".into();
    operation
}

fn body(mut operation: Value, schema: &str) -> Value {
    operation["responses"]["408"] = json!({ "$ref": "#/components/responses/408" });
    operation["requestBody"] = json!({
        "required": true,
        "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } },
    });
    operation
}

fn query(name: &str, kind: &str, description: &str) -> Value {
    json!({ "name": name, "in": "query", "schema": { "type": kind }, "description": description })
}

fn path(name: &str, description: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" }, "description": description })
}

fn reference() -> Value {
    path("reference", "The dossier's code, or its id before it has one")
}

fn responses() -> Value {
    let mut all = json!({});
    let texts = [
        (400, "Malformed"),
        (401, "No valid token"),
        (403, "Denied"),
        (404, "Absent or hidden"),
        (408, "The body did not arrive in time"),
        (409, "Refused by phase, stale revision, duplicate or re-used command id"),
        (413, "Too large"),
        (414, "The address is too long"),
        (415, "Not application/json"),
        (422, "Invalid fields"),
        (429, "Too many tries; see Retry-After"),
        (503, "Overloaded or interrupted; see Retry-After. Nothing was changed"),
    ];
    for (status, text) in texts {
        all[status.to_string()] = json!({
            "description": text,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
    }
    all
}

fn schemas() -> Value {
    json!({
        "Problem": problem_schema(),
        "Dossier": dossier_schema(),
        "Person": person_schema(),
        "Paper": {
            "type": "object",
            "required": ["key", "form", "count"],
            "properties": {
                "key": { "type": "string", "description": "Key of the paper in the procedure version" },
                "form": { "enum": ["original", "certified_copy", "photocopy", "electronic", "unspecified"] },
                "count": { "type": "integer", "minimum": 1 },
            },
        },
        "Filing": filing_schema(),
        "Units": units_schema(),
        "Metrics": metrics_schema(),
        "Figure": figure_schema(),
        "Reports": reports_schema(),
        "ReportsTaken": {
            "type": "object",
            "required": ["taken"],
            "properties": { "taken": { "type": "integer", "description": "Reports read" } },
        },
        "ActRequest": {
            "type": "object",
            "required": ["command_id", "expected_revision"],
            "description": "With the fields of the act: note, papers, ground, officer, outcome, number, file and so on",
            "properties": {
                "command_id": { "type": "string", "format": "uuid" },
                "expected_revision": { "type": "integer", "minimum": 1 },
                "act": { "enum": Act::ALL.map(Act::key).as_slice(), "description": "Needed unless the address names it" },
            },
        },
    })
}

fn units_schema() -> Value {
    let date = json!({ "type": ["string", "null"], "format": "date" });
    let unit = json!({
        "id": { "type": "integer" },
        "key": { "type": "string" },
        "name": { "type": "string" },
        "short_name": { "type": "string" },
        "kind": { "enum": ["city", "centre", "branch", "department", "ward", "rural_commune", "service_point", "district"] },
        "parent": { "type": ["integer", "null"] },
        "counter": { "type": "boolean", "description": "Whether dossiers are received there" },
        "agency_code": { "type": "string" },
        "agency_code_provisional": { "type": "boolean" },
        "address": { "type": ["string", "null"] },
        "from": date,
        "until": date,
        "extent": { "enum": ["whole", "part"], "description": "With a name: how much of the former place it has" },
    });
    let place = json!({
        "type": "object",
        "required": ["name", "within", "until", "note", "units"],
        "properties": {
            "name": { "type": "string", "description": "The name it was found by" },
            "within": { "type": ["string", "null"], "description": "The district a former place lay in, when known" },
            "until": { "type": ["string", "null"], "format": "date", "description": "Last day of that name; null: it is today's" },
            "note": { "type": ["string", "null"], "description": "The same in a sentence, for a former name" },
            "units": { "type": "array", "items": { "type": "object", "properties": unit } },
        },
    });
    let unit = json!({ "type": "object", "required": ["id", "key", "name", "kind"], "properties": unit });
    json!({
        "type": "object",
        "required": ["items"],
        "properties": { "items": { "type": "array", "items": { "anyOf": [place, unit] } } },
    })
}

fn metrics_schema() -> Value {
    let text = json!({ "type": "string" });
    let definition = json!({
        "type": "object",
        "required": ["key", "version", "valid_from", "numerator", "kind", "counted_on"],
        "properties": {
            "key": text, "version": { "type": "integer" }, "valid_from": { "type": "string", "format": "date" },
            "name": text, "name_en": text, "formula": text, "formula_en": text,
            "numerator": { "type": "string", "description": "Names of measures joined by + and -; words of a metric that is given" },
            "denominator": { "type": ["string", "null"] },
            "kind": { "enum": ["share", "count", "minutes", "points", "ratio"] },
            "better": { "enum": ["higher", "lower", "neither"] },
            "counted_on": { "enum": ["day_of_receipt", "day_of_end", "month_of_rating", "now", "last_day", "month_given"] },
            "given": { "type": "boolean", "description": "Not counted here but given from outside; numerator and denominator are words then" },
            "twin": { "type": ["string", "null"], "description": "Key of the metric that must stand beside it" },
            "basis": text, "owner": text, "exclusions": text, "exclusions_en": text,
            "provisional": { "type": "string", "description": "What is not certain about it; empty when nothing is" },
            "provisional_en": text,
        },
    });
    let counts = json!({
        "type": "object",
        "required": ["metric", "from", "to", "as_of", "counted_for", "city"],
        "properties": {
            "metric": text, "from": text, "to": text, "as_of": { "type": "string", "format": "date-time" },
            "counted_for": { "enum": ["competent", "received_at"] },
            "total": { "type": "integer" }, "by_unit": { "type": "array", "items": { "type": "object" } },
        },
    });
    let dictionary = json!({
        "type": "object",
        "required": ["items"],
        "properties": { "items": { "type": "array", "items": definition } },
    });
    json!({ "anyOf": [dictionary, counts] })
}

fn figure_schema() -> Value {
    let number = json!({ "type": ["number", "null"], "description": "Percent of a share, an average or a count; null for nothing over nothing" });
    let counts = json!({
        "numerator": { "type": ["integer", "null"], "description": "Null only of a metric that is given and was not" },
        "denominator": { "type": ["integer", "null"] }, "value": number,
        "given": { "type": ["object", "null"], "description": "Of a metric that is given from outside: by whom, from which source, when, for which months; null when it was not" },
        "few": { "type": "boolean", "description": "It rests on too few dossiers to say much" },
        "twin_numerator": { "type": "integer" }, "twin_denominator": { "type": ["integer", "null"] }, "twin_value": number,
        "twin_few": { "type": "boolean" },
    });
    let mut unit = counts.clone();
    unit["unit"] = json!({ "type": "integer" });
    unit["key"] = json!({ "type": ["string", "null"] });
    unit["name"] = json!({ "type": ["string", "null"] });
    unit["until"] = json!({ "type": ["string", "null"], "format": "date", "description": "Last day of a unit that ended" });
    json!({
        "type": "object",
        "required": ["metric", "version", "kind", "counted_on", "counted_for", "from", "to", "as_of", "city"],
        "properties": {
            "metric": { "type": "string" }, "version": { "type": "integer" }, "kind": { "type": "string" },
            "counted_on": { "type": "string" }, "counted_for": { "enum": ["competent", "received_at"] }, "provisional": { "type": "string" },
            "twin": { "type": ["object", "null"], "properties": {
                "metric": { "type": "string" }, "version": { "type": "integer" }, "kind": { "type": "string" },
            } },
            "from": { "type": "string", "format": "date" }, "to": { "type": "string", "format": "date" },
            "as_of": { "type": "string", "format": "date-time", "description": "The time of the numbers" },
            "city": { "type": "object", "properties": counts },
            "units": { "type": "array", "items": { "type": "object", "properties": unit } },
        },
    })
}

fn reports_schema() -> Value {
    json!({
        "type": "object",
        "required": ["reports"],
        "properties": { "reports": {
            "type": "array",
            "maxItems": super::reports::REPORTS_MAX,
            "items": {
                "type": "object",
                "required": ["key", "status"],
                "properties": {
                    "key": { "type": "string", "description": "As sent in Idempotency-Key" },
                    "status": { "enum": ["delivered", "undelivered"] },
                    "reason": {
                        "type": "string",
                        "description": "A code: letters, digits, _ - . up to 40 characters; anything else is left out",
                    },
                },
            },
        } },
    })
}

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "description": "RFC 9457. `detail` is in the language of Accept-Language, vi or en",
        "required": ["type", "title", "status", "detail", "code", "request_id"],
        "properties": {
            "type": { "type": "string", "format": "uri-reference" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "instance": { "type": "string" },
            "code": { "type": "string" },
            "request_id": { "type": "string" },
            "basis": { "type": "string", "description": "Legal basis of a refusal" },
            "errors": { "type": "array", "items": {
                "type": "object",
                "properties": { "pointer": { "type": "string" }, "code": { "type": "string" }, "detail": { "type": "string" } },
            } },
        },
    })
}

fn dossier_schema() -> Value {
    json!({
        "type": "object",
        "required": ["id", "revision", "status", "phase", "paused", "allowed"],
        "properties": {
            "id": { "type": "string", "format": "uuid" },
            "code": { "type": ["string", "null"] },
            "revision": { "type": "integer" },
            "status": { "type": "integer", "minimum": 1, "maximum": 10, "description": "National status" },
            "phase": { "type": "string" },
            "due_at": { "type": ["string", "null"], "format": "date-time" },
            "paused": { "type": "boolean" },
            "allowed": { "type": "array", "items": { "enum": Act::ALL.map(Act::key).as_slice() } },
            "acted_revision": { "type": "integer" },
            "replayed": { "type": "boolean" },
            "tracking_secret": { "type": "string" },
            "result_files": {
                "type": "array",
                "description": "The result as files, the one that holds last; told of one dossier",
                "items": {
                    "type": "object",
                    "required": ["no", "file", "at", "by"],
                    "properties": {
                        "no": { "type": "integer", "minimum": 1 },
                        "file": { "type": "string", "description": "SHA-256 of its content" },
                    },
                },
            },
        },
    })
}

fn person_schema() -> Value {
    json!({
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": { "type": "string", "maxLength": 120 },
            "personal_id": { "type": "string", "pattern": "^(\\d{9}|\\d{12})$" },
            "born_on": { "type": "string", "format": "date" },
            "sex": { "enum": ["male", "female"] },
            "phone": { "type": "string" },
            "address": { "type": "string", "maxLength": 300 },
            "commune": { "type": "integer" },
        },
    })
}

fn filing_schema() -> Value {
    let unit = json!({ "type": ["integer", "string"], "description": "A unit's number or key" });
    json!({
        "type": "object",
        "required": ["command_id", "procedure", "owner", "provenance", "at"],
        "properties": {
            "command_id": { "type": "string", "format": "uuid" },
            "receive": { "type": "boolean", "default": true, "description": "Receive at once, or leave it to wait for intake" },
            "procedure": { "type": "string" },
            "version": { "type": "integer", "description": "A named version; default: the one in force" },
            "owner": { "$ref": "#/components/schemas/Person" },
            "submitter": { "$ref": "#/components/schemas/Person" },
            "provenance": { "enum": ["entered_by_officer", "post", "counter"] },
            "at": unit,
            "helped_at": unit,
            "commune": unit,
            "return_at": unit,
            "return_by": { "enum": ["counter", "online", "post"], "default": "counter" },
            "papers": { "type": "array", "maxItems": 100, "items": { "$ref": "#/components/schemas/Paper" } },
            "paper": { "enum": ["yes", "no"], "description": "Whether paper was handed in" },
            "case": { "type": "string", "description": "Key of the case (variant), where the version tells cases apart" },
            "despite_duplicate": { "type": "boolean", "default": false },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_describes_every_route_and_no_other() {
        let routed: BTreeSet<(String, String)> = crate::api::ROUTES
            .iter()
            .flat_map(|route| {
                route.methods.iter().map(|method| (route.path.to_owned(), method.to_lowercase()))
            })
            .collect();
        let document = document();
        let paths = document["paths"].as_object().expect("paths");
        let described: BTreeSet<(String, String)> = paths
            .iter()
            .flat_map(|(path, item)| {
                item.as_object().expect("an item").keys().map(move |method| (path.clone(), method.clone()))
            })
            .collect();
        assert_eq!(routed, described);
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_path_parameter_is_described() {
        let document = document();
        let text = document.to_string();
        for part in text.split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().expect("a pointer");
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
        for (path, item) in document["paths"].as_object().expect("paths") {
            for operation in item.as_object().expect("an item").values() {
                for name in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                    let parameters = operation["parameters"].as_array().expect("parameters");
                    assert!(parameters.iter().any(|parameter| parameter["name"] == name), "{path}: {name}");
                }
            }
        }
    }
}
