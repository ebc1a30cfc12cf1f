//! Waits for systems outside, through the front door: recorded at the desk, seen by the applicant, booked to nobody's unit, and no
//! date moves.

use crate::support::{House, SLOW, filing, run, verified};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};
use motcua_store::meta::Purpose;
use motcua_web::Limits;
use serde_json::json;
use std::sync::Arc;

/// Numerator and denominator of a metric of the ward on the days of the story.
fn figure(csv: &str, metric: &str) -> (i64, i64) {
    let line = csv.lines().find(|line| line.starts_with("00097,") && line.contains(&format!(",{metric},")));
    let cells: Vec<&str> = line.unwrap_or_else(|| panic!("{metric} in {csv}")).split(',').collect();
    let from_the_end = |back: usize| cells[cells.len() - back].parse().unwrap_or(0);
    (from_the_end(6), from_the_end(5))
}

on_each_database! {
    fn a_wait_outside_is_told_and_booked_to_nobodys_unit(db: &TestDb) {
        let house = House::over(db);
        let app = Arc::clone(&house.app);
        run(async move {
            let mut body = filing();
            body["procedure"] = SLOW.into();
            let filed = house.program("hongha.motcua1").await.send("/api/v1/dossiers", &body).await;
            assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
            let filed = filed.json();
            let (code, secret) = (filed["code"].as_str().expect("code"), filed["tracking_secret"].as_str().expect("secret"));
            let path = format!("/desk/dossiers/{code}");
            house.signed_in("hongha.motcua1").await.act(&path, "hand_over", &[]).await;
            let mut specialist = house.signed_in("hongha.chuyenvien1").await;
            specialist.act(&path, "accept_hand_over", &[]).await;
            let tracking = format!("/api/v1/dossiers/{code}/tracking?secret={secret}");
            let before = house.browser().get(&tracking).await.json();

            // The list has the city's systems, and what is not chosen is said.
            let form = specialist.form(&path, "await_system").await;
            let unchosen = specialist.send_form(&form, &[("system", "")]).await;
            assert_eq!(unchosen.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unchosen.body);
            assert!(unchosen.body.contains("Chọn một hệ thống trong danh sách"), "{}", unchosen.body);
            // One that has a first day to come is not offered.
            let page = specialist.get(&path).await;
            assert!(page.body.contains("Phần mềm đăng ký, quản lý hộ tịch") && !page.body.contains("value=\"he-thong-bo\""), "{}", page.body);
            house.at("2026-03-11T10:05");
            specialist.act(&path, "await_system", &[("system", "ho-tich"), ("note", "Yêu cầu 17")]).await;
            let page = specialist.get(&path).await;
            assert!(page.body.contains("Đang chờ hệ thống") && page.body.contains("thời hạn vẫn chạy"), "{}", page.body);
            let during = house.browser().get(&tracking).await.json();
            let told = during["sentence"].as_str().expect("a sentence");
            assert!(told.contains("đang chờ trả lời từ: Phần mềm đăng ký, quản lý hộ tịch"), "{told}");
            assert_eq!((&during["due_at"], &during["paused"]), (&before["due_at"], &json!(false)), "no date moves");

            // A program ends it; a second time it is a conflict that says so.
            house.at("2026-03-11T14:26");
            let mut program = house.program("hongha.chuyenvien1").await;
            let revision = program.get(&format!("/api/v1/dossiers/{code}")).await.json()["revision"].clone();
            let end = |id: String, revision: &serde_json::Value| json!({
                "act": "end_system_wait", "command_id": id, "expected_revision": revision, "no": 1, "how": "answered",
            });
            let ended = program.send(&format!("/api/v1/dossiers/{code}/acts"), &end(crate::support::command_id(), &revision)).await;
            assert_eq!(ended.status, StatusCode::OK, "{}", ended.body);
            let again = program.send(&format!("/api/v1/dossiers/{code}/acts"), &end(crate::support::command_id(), &ended.json()["revision"])).await;
            assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
            let after = house.browser().get(&tracking).await.json();
            assert_eq!(after["sentence"], before["sentence"]);

            // Another, forgotten: it ends with the step and takes nothing of the next one.
            house.at("2026-03-11T15:00");
            specialist.act(&path, "await_system", &[("system", "dan-cu")]).await;
            house.at("2026-03-11T15:30");
            specialist.act(&path, "propose", &[("outcome", "grant")]).await;
            let mut head = house.signed_in("hongha.chutich").await;
            let page = head.get(&path).await;
            assert!(!page.body.contains("Đang chờ hệ thống"), "{}", page.body);
            house.at("2026-03-11T16:00");
            head.act(&path, "approve", &[("outcome", "grant")]).await;
            house.at("2026-03-11T16:10");
            let mut clerk = house.signed_in("hongha.vanthu").await;
            clerk.act(&path, "issue", &[("number", "5/KS"), ("electronic", "yes")]).await;

            // From 9:00 to 16:10; outside 4 hours 21 minutes and 30 minutes.
            let csv = house.browser().get("/board/numbers.csv?from=11/3/2026&to=11/3/2026&unit=00097").await.body;
            assert_eq!(figure(&csv, "time_outside"), (261 + 30, 430));
            assert_eq!(figure(&csv, "waited_outside"), (1, 1));
            let all: i64 = ["time_applicant", "time_own", "time_other", "time_outside", "time_pause"]
                .iter().map(|metric| figure(&csv, metric).0).sum();
            assert_eq!(all, 430);
            let english = crate::support::Browser { lang: "en", ..head }.get(&path).await.body;
            assert!(english.contains("The wait for a system outside ended") && english.contains("Shared civil-status software"), "{english}");
        });
        verified(&app);
    }

    fn a_city_that_names_no_system_offers_no_wait(db: &TestDb) {
        let mut city = crate::support::small_city();
        city.settings.retain(|(key, _)| key != motcua_app::world::SYSTEMS);
        let house = House::of(db, Purpose::Demonstration, Limits::default(), city);
        run(async move {
            let (code, _) = house.received().await;
            let path = format!("/desk/dossiers/{code}");
            let acts = house.signed_in("hongha.motcua1").await.get(&path).await.acts();
            assert!(acts.contains(&"hand_over".to_owned()) && !acts.contains(&"await_system".to_owned()), "{acts:?}");
        });
    }
}
