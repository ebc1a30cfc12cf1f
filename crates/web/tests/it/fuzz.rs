//! The API asked at random, after its own description: right requests, wrong ones, and nonsense. Whatever is sent, the
//! answer is one the description knows, and never a fault of the server.

use crate::support::{BIRTH, Browser, COUNTER, House, REPORT_SECRET, command_id, filing, run};
use motcua_db::{on_each_database, testing::TestDb};
use motcua_web::api::openapi;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Requests sent to each operation.
const ROUNDS: usize = 120;
/// Where the numbers start from; another one asks other questions.
const SEED: u64 = 0x6d6f_7463_7561;

/// A small generator of numbers, so that a failure comes again.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A text nobody should send.
    fn nonsense(&mut self) -> String {
        let texts = [
            "",
            " ",
            "0",
            "-1",
            "999999999999999999999",
            "NaN",
            "null",
            "true",
            "[]",
            "{}",
            "%",
            "%zz",
            "%00",
            "%ff%fe",
            "..",
            "../..",
            "'",
            "\"",
            "\\",
            "<b>",
            "\u{202e}abc",
            "𝕏",
            "ế",
            "e\u{302}\u{301}",
            "\u{feff}",
            "a,b",
            "2026-02-30",
            "2026-13-01T00:00",
            "9999-12-31",
            "0000-01-01",
            "00000000-0000-0000-0000-000000000000",
            "H26.P00097-260311-0001",
            "_",
            "*",
        ];
        match self.below(8) {
            0 => "a".repeat(self.below(3_000)),
            1 => (0..self.below(12)).filter_map(|_| char::from_u32(self.next() as u32 % 0x3000)).collect(),
            _ => (*self.pick(&texts)).to_owned(),
        }
    }
}

/// A value for a schema: mostly right, now and then not.
fn value(chance: &mut Chance, document: &Value, schema: &Value, depth: usize) -> Value {
    if chance.one_in(9) {
        return match chance.below(7) {
            0 => Value::Null,
            1 => json!(chance.next()),
            2 => json!(-1.5e300),
            3 => json!([[], {}, [null]]),
            4 => json!({ "": { "a": [] } }),
            5 => json!(chance.one_in(2)),
            _ => json!(chance.nonsense()),
        };
    }
    if let Some(pointer) = schema["$ref"].as_str() {
        let target = document.pointer(pointer.trim_start_matches('#')).expect("a schema").clone();
        return value(chance, document, &target, depth + 1);
    }
    if let Some(list) = schema["enum"].as_array() {
        return chance.pick(list).clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => chance.pick(kinds).as_str().unwrap_or("string").to_owned(),
        other => other.as_str().unwrap_or("string").to_owned(),
    };
    match kind.as_str() {
        "object" => object(chance, document, schema, depth),
        "array" if depth < 6 => {
            let count = if chance.one_in(20) { 150 } else { chance.below(4) };
            (0..count).map(|_| value(chance, document, &schema["items"], depth + 1)).collect()
        }
        "array" => json!([]),
        "integer" => json!(*chance.pick(&[1i64, 2, 3, 1007, 2097, 0, -1, i64::MAX, i64::MIN])),
        "number" => json!(1.5),
        "boolean" => json!(chance.one_in(2)),
        _ if schema["format"] == "uuid" => json!(command_id()),
        _ if schema["format"] == "date" => json!("1990-02-28"),
        _ => json!(*chance.pick(&[
            "Nguyễn Văn A",
            "p1",
            COUNTER,
            BIRTH,
            "999185000777",
            "0912345678",
            "grant",
            "original",
            "x"
        ])),
    }
}

fn object(chance: &mut Chance, document: &Value, schema: &Value, depth: usize) -> Value {
    let mut made = Map::new();
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, part) in schema["properties"].as_object().into_iter().flatten() {
        let wanted = required.contains(&name.as_str());
        if (wanted && !chance.one_in(25)) || (!wanted && chance.one_in(3)) {
            made.insert(name.clone(), value(chance, document, part, depth + 1));
        }
    }
    if chance.one_in(15) {
        made.insert(chance.nonsense(), json!(chance.nonsense()));
    }
    Value::Object(made)
}

/// A word for a part of the address or of the query.
fn word(chance: &mut Chance, name: &str, code: &str) -> String {
    let right: &[&str] = match name {
        "reference" => &[code],
        "code" | "procedure" => &[BIRTH, "2.000815"],
        "act" => &["hand_over", "assign", "approve", "request_supplement", "withdraw"],
        "limit" => &["1", "20", "100"],
        "queue" => &["received", "processing", "overdue", "due_soon"],
        "metric" => &["received", "finished", "open", "overdue"],
        "unit" => &["1007", COUNTER],
        "from" | "to" => &["2026-01-01", "2026-03-11"],
        "mine" => &["true", "false"],
        "channel" => &["counter", "online"],
        _ => &["khai sinh", "Hồng Hà", "AAAA"],
    };
    if chance.one_in(2) { (*chance.pick(right)).to_owned() } else { chance.nonsense() }
}

/// Puts a text into an address: encoded, or, where an address allows it, as it is.
fn put(chance: &mut Chance, text: &str) -> String {
    let bare = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"%.-_*'".contains(&b));
    if bare && chance.one_in(2) {
        return text.to_owned();
    }
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn address(chance: &mut Chance, path: &str, operation: &Value, code: &str) -> String {
    let mut address = path.to_owned();
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().expect("a name");
        let text = word(chance, name, code);
        if parameter["in"] == "path" {
            // An empty part would be another address.
            let text = if text.is_empty() || text == "." || text == ".." { "x".to_owned() } else { text };
            address = address.replace(&format!("{{{name}}}"), &put(chance, &text));
        } else if chance.one_in(2) {
            query.push(format!("{name}={}", put(chance, &text)));
        }
    }
    if query.is_empty() { address } else { format!("{address}?{}", query.join("&")) }
}

async fn send(
    chance: &mut Chance,
    browser: &mut Browser,
    method: &str,
    address: &str,
    document: &Value,
    operation: &Value,
) -> crate::support::Answer {
    if method == "get" {
        return browser.get(address).await;
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let mut body = value(chance, document, schema, 0);
    if chance.one_in(3) && address.ends_with("/dossiers") {
        body = filing();
    }
    let mut text = body.to_string();
    match chance.below(25) {
        0 => text.truncate(text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at)),
        1 => text = "[".repeat(5_000),
        2 => text = format!("{{\"a\":{}}}", "9".repeat(2_000)),
        3 => text.clear(),
        4 => text = format!("\u{feff}{text}"),
        _ => {}
    }
    let kind = if chance.one_in(25) { "text/plain" } else { "application/json" };
    browser.ask("POST", address, Some(kind), text).await
}

/// Who asks: nobody, a wrong token, an officer of the counter, one of another ward.
async fn askers(house: &House) -> Vec<Browser> {
    let mut wrong = house.browser();
    wrong.bearer = Some("mc_wrong".into());
    let mut gateway = house.browser();
    gateway.bearer = Some(REPORT_SECRET.into());
    vec![
        house.browser(),
        wrong,
        gateway,
        house.program("hongha.motcua1").await,
        house.program("hongha.motcua1").await,
        house.program("hoankiem.chuyenvien1").await,
    ]
}

on_each_database! {
    fn random_requests_get_only_answers_that_are_described(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let (seen, mut wrong) = asked_at_random(&house).await;
            wrong.truncate(20);
            assert!(wrong.is_empty(), "{wrong:#?}");
            for status in [200, 201, 400, 401, 403, 404, 422] {
                assert!(seen.contains_key(&status), "no request was answered {status}: {seen:?}");
            }
        });
    }
}

/// How often each status was answered, and what should not have been.
async fn asked_at_random(house: &House) -> (BTreeMap<u16, usize>, Vec<String>) {
    let (code, _) = house.received().await;
    let document = openapi::document();
    let askers = askers(house).await;
    let mut chance = Chance(SEED);
    let (mut seen, mut wrong) = (BTreeMap::new(), Vec::new());
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            for _ in 0..ROUNDS {
                let address = address(&mut chance, path, operation, &code);
                let mut browser = chance.pick(&askers).clone();
                let answer = send(&mut chance, &mut browser, method, &address, &document, operation).await;
                let status = answer.status.as_u16();
                *seen.entry(status).or_default() += 1;
                let described = operation["responses"].get(status.to_string()).is_some();
                let kind = answer.header("content-type");
                let wanted = if status < 400 { "application/json" } else { "application/problem+json" };
                let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
                let told = status < 400 || (body["status"] == status && body["code"].is_string());
                if status >= 500 || !described || kind != wanted || !told {
                    wrong.push(format!("{method} {address:.200}: {status} {kind} {:.200}", answer.body));
                }
            }
        }
    }
    (seen, wrong)
}
