//! The JSON API.

use crate::support::{BIRTH, COUNTER, House, command_id, filing, run, story};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};
use serde_json::{Value, json};

on_each_database! {
    fn a_dossier_goes_its_way_over_the_api(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut counter = house.program("hongha.motcua1").await;
            let body = filing();
            let filed = counter.send("/api/v1/dossiers", &body).await;
            assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
            let location = filed.header("location").to_owned();
            let filed = filed.json();
            assert_eq!((filed["status"].as_u64(), filed["phase"].as_str()), (Some(2), Some("received")));
            assert_eq!(filed["due_at"], "2026-03-11T17:00:00+07:00");
            let again = counter.send("/api/v1/dossiers", &body).await;
            assert_eq!(again.status, StatusCode::OK);
            assert_eq!((&again.json()["code"], &again.json()["replayed"]), (&filed["code"], &Value::Bool(true)));

            let revision = filed["revision"].as_u64().expect("a revision");
            let hand_over = json!({ "command_id": command_id(), "expected_revision": revision, "act": "hand_over" });
            let done = counter.send(&format!("{location}/acts"), &hand_over).await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.body);
            let done = done.json();
            assert_eq!(done["acted_revision"], revision + 1);
            let replay = counter.send(&format!("{location}/acts"), &hand_over).await.json();
            assert_eq!((&replay["acted_revision"], &replay["replayed"]), (&done["acted_revision"], &Value::Bool(true)));

            let mut specialist = house.program("hongha.chuyenvien1").await;
            let seen = specialist.get(&location).await.json();
            assert!(seen["allowed"].as_array().expect("acts").contains(&"accept_hand_over".into()), "{seen}");
            let accept = json!({ "command_id": command_id(), "expected_revision": seen["revision"] });
            let accepted = specialist.send(&format!("{location}/accept_hand_over"), &accept).await;
            assert_eq!(accepted.json()["phase"], "in_process", "{}", accepted.body);
            let inbox = specialist.get("/api/v1/dossiers?queue=processing").await.json();
            assert_eq!(inbox["items"][0]["code"], filed["code"]);

            let history = specialist.get(&format!("{location}/events")).await.json();
            let kinds: Vec<&str> = history["items"].as_array().expect("events").iter().map(|item| item["kind"].as_str().expect("a kind")).collect();
            assert_eq!(kinds, ["submitted", "received", "handed_over", "hand_over_accepted"]);
            assert_eq!(history["head"], history["items"][3]["hash"]);
        });
    }

    fn two_officers_at_once_and_one_wins(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let (code, revision) = house.received().await;
            let (mut one, mut two) = (house.program("hongha.motcua1").await, house.program("hongha.motcua2").await);
            let body = |id: String| json!({ "command_id": id, "expected_revision": revision, "act": "hand_over" });
            let path = format!("/api/v1/dossiers/{code}/acts");
            let (first, second) = (body(command_id()), body(command_id()));
            let (a, b) = tokio::join!(one.send(&path, &first), two.send(&path, &second));
            let mut statuses = [a.status.as_u16(), b.status.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409], "{} {}", a.body, b.body);
            let lost = if a.status == StatusCode::CONFLICT { a } else { b };
            assert_eq!(lost.json()["code"], "stale");
            let revision = one.get(&format!("/api/v1/dossiers/{code}")).await.json()["revision"].as_u64();
            assert_eq!(revision, Some(3), "one act, one event");
        });
    }
}

#[test]
fn public_questions_need_no_token() {
    story(async |house| {
        let mut anybody = house.browser();
        let found = anybody.get("/api/v1/procedures?q=khai+sinh&limit=3").await.json();
        assert_eq!(found["items"][0]["code"], BIRTH);
        assert_eq!(anybody.get(&format!("/api/v1/procedures/{BIRTH}")).await.json()["code"], BIRTH);
        let units = anybody.get("/api/v1/units").await.json();
        assert!(units["items"].as_array().expect("units").iter().any(|unit| unit["key"] == COUNTER));
        assert_eq!(anybody.get("/api/openapi.json").await.json()["openapi"], "3.1.0");
    });
}

#[test]
fn aggregates_count_and_name_nobody() {
    story(async |house| {
        house.received().await;
        house.received().await;
        let mut anybody = house.browser();
        let received =
            anybody.get("/api/v1/metrics?metric=received&from=2026-03-11&to=2026-03-11").await.json();
        assert_eq!(received["total"], 2);
        let one = anybody
            .get(&format!("/api/v1/metrics?metric=received&unit={COUNTER}&from=2026-03-11&to=2026-03-12"))
            .await
            .json();
        assert_eq!((&one["total"], &one["counted_for"]), (&2.into(), &"received_at".into()));
        // One word, one number: the same at both addresses, on the board and by whichever unit.
        for metric in ["received", "open", "overdue", "finished", "online"] {
            for asked in ["", "&unit=00097", &format!("&unit={COUNTER}"), "&by=unit", "&by=received_at"] {
                let days = "from=2026-03-01&to=2026-03-11";
                let whole = anybody.get(&format!("/api/v1/metrics/{metric}?{days}{asked}")).await.json();
                let told =
                    anybody.get(&format!("/api/v1/metrics?metric={metric}&{days}{asked}")).await.json();
                assert_eq!(whole["city"], told["city"], "{metric} {asked}");
                if !asked.is_empty() {
                    assert_eq!(whole["units"], told["units"], "{metric} {asked}");
                }
                assert_eq!(told["total"].is_null(), metric == "online");
                if metric != "online" && !asked.contains("unit=") {
                    let sum: i64 = told["by_unit"]
                        .as_array()
                        .expect("units")
                        .iter()
                        .map(|line| line["count"].as_i64().expect("a count"))
                        .sum();
                    assert_eq!(
                        (told["total"].as_i64(), told["city"]["value"].as_i64()),
                        (Some(sum), Some(sum)),
                        "{metric} {asked}"
                    );
                }
            }
        }
        let elsewhere =
            anybody.get("/api/v1/metrics?metric=received&from=2026-03-11&to=2026-03-11").await.json();
        assert_eq!(
            elsewhere["by_unit"].as_array().map(Vec::len),
            Some(1),
            "who answers for them, not who took them in"
        );
        // As known at a moment as well: what came since is not in it.
        house.at("2026-03-11T11:00");
        house.received().await;
        house.at("2026-03-11T12:00");
        for (as_of, right) in [("", 3), ("&as_of=2026-03-11T10:00", 2)] {
            for asked in [format!("unit={COUNTER}"), "by=received_at".to_owned()] {
                let told = anybody.get(&format!("/api/v1/metrics/received?{asked}{as_of}")).await.json();
                assert_eq!(told["units"][0]["value"], right, "{asked}{as_of}: {told}");
                assert_eq!(told["counted_for"], "received_at");
            }
        }
        let long = "/api/v1/metrics/received?by=received_at&from=2025-01-01&to=2026-03-11";
        assert_eq!(anybody.get(long).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(anybody.get("/api/v1/metrics?metric=open").await.json()["total"], 2);
        assert_eq!(anybody.get("/api/v1/metrics?metric=overdue").await.json()["total"], 0);
        assert_eq!(anybody.get("/api/v1/metrics?metric=finished").await.json()["total"], 0);
        let unknown = anybody.get("/api/v1/metrics?metric=joy").await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(unknown.json()["code"], "unknown-metric");
        assert!(unknown.json()["detail"].as_str().expect("words").contains("overdue"));
    });
}

#[test]
fn a_dossier_filed_to_wait_is_named_by_its_id_until_it_is_received() {
    story(async |house| {
        let mut counter = house.program("hongha.motcua1").await;
        let mut body = filing();
        body["receive"] = false.into();
        body["provenance"] = "entered_by_officer".into();
        body["helped_at"] = COUNTER.into();
        let filed = counter.send("/api/v1/dossiers", &body).await;
        assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
        let filed = filed.json();
        assert_eq!((&filed["code"], &filed["status"]), (&Value::Null, &json!(1)));
        let id = filed["id"].as_str().expect("an id");
        let mut desk = house.signed_in("hongha.motcua1").await;
        let form = desk.form(&format!("/desk/dossiers/{id}"), "receive").await;
        let received = desk.send_form(&form, &[("paper", "no"), ("papers", "p1"), ("papers", "p2")]).await;
        assert!(
            received.location().starts_with("/desk/dossiers/H26.P00097-260311-"),
            "{}",
            received.location()
        );
    });
}

on_each_database! {
    fn the_dictionary_and_its_values_are_the_boards(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut anybody = house.browser();
            let items = anybody.get("/api/v1/metrics").await.json()["items"].as_array().cloned().expect("metrics");
            assert!(items.len() >= 45, "{}", items.len());
            for item in &items {
                assert!(item["version"].as_u64().is_some_and(|version| version >= 1) && !item["name_en"].is_null(), "{item}");
                let twin = item["twin"].as_str();
                assert!(item["kind"] != "share" || twin.is_some_and(|twin| items.iter().any(|one| one["key"] == twin)), "{item}");
            }
            let online = items.iter().find(|item| item["key"] == "online").expect("online");
            assert_eq!(online["numerator"], "received.online - received.withdrawn_online");
            assert_eq!(online["counted_on"], "day_of_receipt");

            let mut program = house.program("hongha.motcua1").await;
            for provenance in ["counter", "counter", "entered_by_officer"] {
                let mut body = filing();
                body["provenance"] = provenance.into();
                if provenance == "entered_by_officer" {
                    body["helped_at"] = COUNTER.into();
                }
                assert_eq!(program.send("/api/v1/dossiers", &body).await.status, StatusCode::CREATED);
            }
            let asked = "from=2026-03-11&to=2026-03-11";
            let value = anybody.get(&format!("/api/v1/metrics/online?{asked}&by=unit")).await.json();
            assert_eq!((&value["version"], &value["kind"], &value["twin"]["metric"]), (&json!(1), &json!("share"), &json!("self_online")));
            for line in [&value["city"], &value["units"][0]] {
                assert_eq!((&line["numerator"], &line["denominator"], &line["value"]), (&json!(1), &json!(3), &json!(33.33)), "{line}");
                assert_eq!((&line["twin_numerator"], &line["twin_value"], &line["few"]), (&json!(0), &json!(0.0), &json!(true)), "{line}");
            }
            assert_eq!(value["units"][0]["key"], "00097");
            assert_eq!(value["units"].as_array().map(Vec::len), Some(1));
            assert!(value["as_of"].as_str().is_some_and(|at| at.starts_with("2026-03-11T09:00")), "{value}");
            let other = anybody.get(&format!("/api/v1/metrics/received?{asked}&unit=00070")).await.json();
            assert_eq!((&other["city"]["value"], &other["units"][0]["value"], &other["city"]["denominator"]), (&json!(3), &json!(0), &Value::Null));
            let none = anybody.get("/api/v1/metrics/online?from=2026-01-01&to=2026-01-02").await.json();
            assert_eq!((&none["city"]["value"], &none["city"]["denominator"]), (&Value::Null, &json!(0)), "nothing over nothing has no value");

            for (question, status, code) in [
                ("joy", 404, "unknown-metric"),
                ("online?unit=no-such", 404, "unit-not-found"),
                ("online?from=2026-03-12&to=2026-03-11", 422, "invalid"),
                ("online?from=2020-01-01&to=2026-03-11", 422, "invalid"),
                ("online?from=2026-02-31", 422, "invalid"),
                ("online?by=officer", 422, "invalid"),
            ] {
                let told = anybody.get(&format!("/api/v1/metrics/{question}")).await;
                assert_eq!(told.status.as_u16(), status, "{question}: {}", told.body);
                assert_eq!(told.header("content-type"), "application/problem+json", "{question}");
                assert_eq!(told.json()["code"], code, "{question}: {}", told.body);
            }
        });
    }
}
