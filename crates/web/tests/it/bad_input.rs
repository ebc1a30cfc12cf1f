//! Bad input: each gets a clear message in both languages, the right status, and changes nothing.

use crate::support::{ActForm, Answer, Browser, House, command_id, filing, run, story};
use axum::http::StatusCode;
use motcua_db::testing::TestDb;
use motcua_store::meta::Purpose;
use motcua_web::Limits;
use serde_json::{Value, json};

/// Events in the journal.
async fn events(house: &House) -> i64 {
    house.app.read(|tx, _| Ok(motcua_store::queries::totals::events(tx)?)).await.expect("a count")
}

/// Sends in both languages and holds the answer to status, code and language; nothing may change.
async fn refused(
    house: &House,
    program: &mut Browser,
    path: &str,
    body: &Value,
    status: u16,
    code: &str,
) -> Value {
    let before = events(house).await;
    let mut texts = Vec::new();
    let mut last = Value::Null;
    for lang in ["vi", "en"] {
        program.lang = lang;
        let answer = program.send(path, body).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {body}: {}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let json = answer.json();
        assert_eq!(json["code"], code, "{json}");
        assert_eq!(json["status"], status);
        assert_eq!(json["type"], format!("/problems/{code}"));
        texts.push(json["detail"].as_str().expect("words").to_owned());
        last = json;
    }
    program.lang = "vi";
    assert_ne!(texts[0], texts[1], "{code} speaks both languages");
    assert_eq!(events(house).await, before, "{code} changed nothing");
    last
}

#[test]
fn filings_that_cannot_be() {
    story(async |house| {
        let mut counter = house.program("hongha.motcua1").await;
        let path = "/api/v1/dossiers";
        let with = |field: &str, value: Value| {
            let mut body = filing();
            body[field] = value;
            body
        };
        let owner = |name: &str, number: &str| with("owner", json!({ "name": name, "personal_id": number }));
        let problem =
            refused(&house, &mut counter, path, &owner("Trần Thị Sen", "99918500012"), 422, "invalid").await;
        assert_eq!(problem["errors"][0]["pointer"], "/owner/personal_id");
        refused(&house, &mut counter, path, &owner("", "999185000123"), 422, "invalid").await;
        refused(
            &house,
            &mut counter,
            path,
            &with("procedure", "1.999999".into()),
            404,
            "procedure-not-found",
        )
        .await;
        refused(&house, &mut counter, path, &with("at", "diem-99999".into()), 404, "unit-not-found").await;
        refused(&house, &mut counter, path, &with("at", 999_999.into()), 404, "unit-not-found").await;
        refused(
            &house,
            &mut counter,
            path,
            &with("procedure", "9.000001".into()),
            409,
            "version-not-in-force",
        )
        .await;
        refused(
            &house,
            &mut counter,
            path,
            &with("procedure", "9.000002".into()),
            409,
            "procedure-before-it-existed",
        )
        .await;
        refused(
            &house,
            &mut counter,
            path,
            &with("effective_at", "2026-01-01T08:00".into()),
            422,
            "dated-by-caller",
        )
        .await;
        refused(&house, &mut counter, path, &with("provenence", "post".into()), 422, "invalid").await;
        refused(&house, &mut counter, path, &with("provenance", "pigeon".into()), 422, "invalid").await;
        refused(
            &house,
            &mut counter,
            path,
            &with("papers", json!([{ "key": "zz", "form": "original", "count": 1 }])),
            422,
            "paper-unknown",
        )
        .await;
        refused(&house, &mut counter, path, &with("papers", json!([])), 422, "papers-missing").await;
        refused(&house, &mut counter, path, &json!([1, 2]), 422, "invalid").await;
        let problem = refused(&house, &mut counter, path, &json!({}), 422, "invalid").await;
        assert!(problem["errors"].as_array().expect("errors").len() >= 5, "{problem}");
    });
}

#[test]
fn the_same_dossier_twice_needs_a_word() {
    story(async |house| {
        let mut counter = house.program("hongha.motcua1").await;
        let first = filing();
        counter.send("/api/v1/dossiers", &first).await;
        let mut second = first.clone();
        second["command_id"] = command_id().into();
        refused(&house, &mut counter, "/api/v1/dossiers", &second, 409, "duplicate-dossier").await;
        second["despite_duplicate"] = true.into();
        assert_eq!(counter.send("/api/v1/dossiers", &second).await.status, StatusCode::CREATED);
        let mut reused = filing();
        reused["command_id"] = first["command_id"].clone();
        refused(&house, &mut counter, "/api/v1/dossiers", &reused, 409, "command-reused").await;
        // An act at the right revision under the id of a filing: the key of the command table tells.
        let (code, revision) = house.received().await;
        let act =
            json!({ "command_id": first["command_id"], "expected_revision": revision, "act": "hand_over" });
        refused(&house, &mut counter, &format!("/api/v1/dossiers/{code}/acts"), &act, 409, "command-reused")
            .await;
    });
}

#[test]
fn acts_that_cannot_be() {
    story(async |house| {
        let (code, revision) = house.received().await;
        let path = format!("/api/v1/dossiers/{code}/acts");
        let act = |name: &str, revision: u64| json!({ "command_id": command_id(), "expected_revision": revision, "act": name });
        let mut counter = house.program("hongha.motcua1").await;
        refused(&house, &mut counter, &path, &act("hand_over", revision - 1), 409, "stale").await;
        let mut approve = act("approve", revision);
        approve["outcome"] = "grant".into();
        refused(&house, &mut counter, &path, &approve, 409, "wrong-phase").await;
        refused(&house, &mut counter, &path, &act("decline", revision), 422, "invalid").await;
        refused(&house, &mut counter, &path, &act("dance", revision), 422, "invalid").await;
        let mut typo = act("hand_over", revision);
        typo["notte"] = "x".into();
        let problem = refused(&house, &mut counter, &path, &typo, 422, "invalid").await;
        assert_eq!(problem["errors"][0]["pointer"], "/notte");
        let mut dated = act("hand_over", revision);
        dated["recorded_at"] = 0.into();
        refused(&house, &mut counter, &path, &dated, 422, "dated-by-caller").await;
        let gone = "/api/v1/dossiers/H26.P00097-260311-9999/acts";
        refused(&house, &mut counter, gone, &act("hand_over", 1), 404, "dossier-not-found").await;
        // A specialist of another ward may not know of it: hidden, not forbidden.
        let mut stranger = house.program("hoankiem.chuyenvien1").await;
        refused(&house, &mut stranger, &path, &act("hand_over", revision), 404, "dossier-not-found").await;
        assert_eq!(stranger.get(&format!("/api/v1/dossiers/{code}")).await.status, StatusCode::NOT_FOUND);
        // A counter of the city sees it (any counter serves any dossier) but does not hold it.
        let mut neighbour = house.program("hoankiem.motcua1").await;
        refused(&house, &mut neighbour, &path, &act("hand_over", revision), 403, "not-your-unit").await;
    });
}

#[test]
fn bodies_that_cannot_be_read() {
    story(async |house| {
        let mut counter = house.program("hongha.motcua1").await;
        let before = events(&house).await;
        let ask = async |program: &mut Browser, kind: Option<&str>, body: String| {
            program.ask("POST", "/api/v1/dossiers", kind, body).await
        };
        let malformed = ask(&mut counter, Some("application/json"), "{\"a\":".into()).await;
        assert_eq!(
            (malformed.status, malformed.json()["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("malformed"))
        );
        let kind = ask(&mut counter, Some("text/plain"), "{}".into()).await;
        assert_eq!(kind.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let large =
            ask(&mut counter, Some("application/json"), format!("\"{}\"", "a".repeat(300 * 1024))).await;
        assert_eq!(
            (large.status, large.json()["code"].as_str()),
            (StatusCode::PAYLOAD_TOO_LARGE, Some("too-large"))
        );
        let mut nobody = house.browser();
        let token = nobody.send("/api/v1/dossiers", &filing()).await;
        assert_eq!(token.status, StatusCode::UNAUTHORIZED);
        assert!(token.header("www-authenticate").starts_with("Bearer"));
        nobody.bearer = Some("mc_wrong".into());
        assert_eq!(nobody.send("/api/v1/dossiers", &filing()).await.status, StatusCode::UNAUTHORIZED);
        let method = counter.ask("DELETE", "/api/v1/dossiers", None, String::new()).await;
        assert_eq!(
            (method.status, method.json()["code"].as_str()),
            (StatusCode::METHOD_NOT_ALLOWED, Some("method-not-allowed"))
        );
        assert!(method.header("allow").contains("POST"));
        let long = counter.get(&format!("/api/v1/procedures?q={}", "a".repeat(9_000))).await;
        assert_eq!(long.status, StatusCode::URI_TOO_LONG);
        assert_eq!(events(&house).await, before);
    });
}

#[test]
fn a_working_database_is_dated_by_its_server_alone() {
    let db = TestDb::sqlite();
    let house = House::with(&db, Purpose::Working, Limits::default());
    run(async move {
        // No demonstration accounts there: the rule is shown at the door, before anybody is known.
        let mut nobody = house.browser();
        let answer = nobody.send("/api/v1/dossiers", &filing()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let virtual_clock = motcua_app::Timing::Virtual { unix_ms: 0 };
        let request: motcua_app::FilingRequest = serde_json::from_value(json!({
            "command_id": command_id(), "procedure": "1.001193", "version": null, "owner": { "name": "Trần Thị Sen" }, "submitter": null,
            "provenance": "counter", "at": 1, "helped_at": null, "commune": null, "return_at": null, "return_by": "counter",
            "papers": [], "paper": "no", "despite_duplicate": false,
        }))
        .expect("a filing");
        let refused = house.app.submit_submit(None, request, virtual_clock, |_| {});
        assert_eq!(refused.expect_err("refused").code(), "dated-by-caller");
    });
}

#[test]
fn forms_keep_what_was_typed_and_say_what_to_do() {
    story(async |house| {
        let (code, _) = house.received().await;
        let before = events(&house).await;
        for lang in ["vi", "en"] {
            let mut counter = house.signed_in("hongha.motcua1").await;
            counter.lang = lang;
            let form = counter.form(&format!("/desk/dossiers/{code}"), "request_withdrawal").await;
            let spoilt = |change: fn(&mut ActForm)| {
                let mut other = ActForm { command: command_id(), ..form.clone() };
                change(&mut other);
                other
            };
            let forged = counter.send_form(&spoilt(|form| form.csrf = "forged".into()), &[]).await;
            assert_eq!(forged.status, StatusCode::FORBIDDEN);
            assert!(forged.body.contains(&format!("<html lang=\"{lang}\"")));
            let stale = spoilt(|form| form.revision = "1".into());
            let stale = counter.send_form(&stale, &[("note", "Bận việc nhà")]).await;
            assert_eq!(stale.status, StatusCode::CONFLICT);
            assert!(stale.body.contains("Bận việc nhà"), "what was typed is kept: {}", stale.body);
            assert!(stale.body.contains("error-summary"));
            let long = "a".repeat(2_001);
            let noted = counter.send_form(&spoilt(|_| {}), &[("note", &long)]).await;
            assert_eq!(noted.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", noted.body);
            assert!(noted.body.contains("request_withdrawal-note-error"), "the error stands at its field");
            let large = "a".repeat(300 * 1024);
            let large = counter.send_form(&form, &[("note", &large)]).await;
            assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
            let broken = counter
                .ask(
                    "POST",
                    &form.action,
                    Some("application/x-www-form-urlencoded"),
                    format!("csrf={}&note=%FF", form.csrf),
                )
                .await;
            assert_eq!(broken.status, StatusCode::BAD_REQUEST);
        }
        assert_eq!(events(&house).await, before, "nothing changed");
    });
}

#[test]
fn a_refused_intake_comes_back_filled_in() {
    story(async |house| {
        let before = events(&house).await;
        for lang in ["vi", "en"] {
            let mut counter = house.signed_in("hongha.motcua1").await;
            counter.lang = lang;
            let page = counter.get("/desk/intake").await;
            let (csrf, command) = (page.field("csrf"), page.field("command_id"));
            let base = [
                ("csrf", csrf.as_str()),
                ("command_id", command.as_str()),
                ("do", "receive"),
                ("full_name", "Trần Thị Sen"),
            ];
            let post = async |counter: &mut Browser, fields: &[(&str, &str)]| -> Answer {
                counter.post("/desk/intake", &[&base[..], fields].concat()).await
            };
            type Case<'a> = (&'a [(&'a str, &'a str)], u16, &'a str);
            let cases: [Case<'_>; 4] = [
                (&[("id_number", "12345"), ("procedure", "1.001193")], 422, "id_number-error"),
                (&[("birth_date", "31/2/2020"), ("procedure", "1.001193")], 422, "birth_date-error"),
                (&[("procedure", "1.777777")], 422, "procedure-error"),
                (
                    &[
                        ("procedure", "9.000001"),
                        ("documents_of", "9.000001"),
                        ("doc.0.have", "1"),
                        ("doc.1.have", "1"),
                    ],
                    409,
                    "procedure-error",
                ),
            ];
            for (fields, status, mark) in cases {
                let answer = post(&mut counter, fields).await;
                assert_eq!(answer.status.as_u16(), status, "{fields:?}: {}", answer.body);
                assert!(answer.body.contains(mark), "{fields:?} marks {mark}");
                assert!(answer.body.contains("Trần Thị Sen"), "typed values stay");
                assert_eq!(answer.field("command_id"), command);
            }
        }
        assert_eq!(events(&house).await, before, "nothing was filed");
    });
}
