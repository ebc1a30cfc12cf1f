//! Land with tax: two appointments on the receipt, the clock off between them, by the forms of the desk.

use crate::support::{Browser, House, filing, run, small_city};
use axum::http::StatusCode;
use motcua_app::seed::OfficerSeed;
use motcua_db::{on_each_database, testing::TestDb};
use motcua_store::meta::Purpose;
use motcua_web::Limits;
use serde_json::json;

/// Re-issue of a lost land certificate: eight working days to the tax notice, two from payment on.
const LAND: &str = "1.012786";

/// The small city with the land registry and this procedure as the data have it.
fn house(db: &TestDb) -> House {
    let (mut city, whole) = (small_city(), motcua_city::hanoi().expect("the city"));
    let registry = whole.units.iter().find(|unit| unit.key == "vp-dkdd").expect("the registry").id;
    let here = whole.officers.into_iter().filter(|one| one.duties.iter().all(|duty| duty.unit == registry));
    city.officers.extend(here.map(|officer| OfficerSeed {
        id: officer.id,
        username: officer.username,
        name: officer.name,
        duties: officer.duties,
    }));
    city.versions.extend(whole.procedures.into_iter().filter(|version| version.code.as_str() == LAND));
    House::of(db, Purpose::Demonstration, Limits::default(), city)
}

/// What the receipt promises.
async fn promised(browser: &mut Browser, path: &str) -> Vec<String> {
    let page = browser.get(&format!("{path}/receipt")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let lines = page.body.split("<div class=\"hn-sheet__due\"><dt>").skip(1);
    lines.map(|line| line.split("</dd>").next().unwrap_or_default().replace("</dt><dd>", ": ")).collect()
}

on_each_database! {
    fn a_land_dossier_has_two_appointments_with_the_clock_off_between(db: &TestDb) {
        let house = house(db);
        run(async move {
            let mut body = filing();
            (body["procedure"], body["papers"]) = (json!(LAND), json!(PAPERS.map(|key| json!({ "key": key, "form": "original", "count": 1 }))));
            body["case"] = json!("certificate");
            let answer = house.program("hongha.motcua1").await.send("/api/v1/dossiers", &body).await;
            assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
            let path = format!("/desk/dossiers/{}", answer.json()["code"].as_str().expect("a code"));
            let mut counter = house.signed_in("hongha.motcua1").await;
            // Wednesday 11/3 is the day of receipt; the eighth working day after it is Monday 23/3.
            let said = promised(&mut counter, &path).await;
            assert_eq!(said.len(), 2, "{said:?}");
            assert!(said[0].starts_with("Hẹn lần 1: thông báo số tiền phải nộp") && said[0].contains("23/3/2026"), "{said:?}");
            assert!(said[1].starts_with("Hẹn lần 2: trả kết quả: 2 ngày làm việc sau khi nộp đủ tiền"), "{said:?}");
            counter.act(&path, "hand_over", &[]).await;
            let mut specialist = house.signed_in("vpdkdd.chuyenvien1").await;
            specialist.act(&path, "accept_hand_over", &[]).await;
            house.at("2026-03-20T10:00");
            let mut specialist = house.signed_in("vpdkdd.chuyenvien1").await;
            specialist.act(&path, "propose", &[("outcome", "grant")]).await;
            specialist.act(&path, "request_payment", &[("amount", "1200000"), ("note", "Theo thông báo thuế")]).await;
            let page = specialist.get(&path).await;
            assert!(page.body.contains("dừng"), "the clock is off: {}", page.body);
            // Two weeks and more pass; the agency is charged with none of them.
            house.at("2026-04-07T10:00");
            let mut counter = house.signed_in("hongha.motcua1").await;
            counter.act(&path, "record_payment", &[("no", "1"), ("means", "transfer")]).await;
            let said = promised(&mut counter, &path).await;
            assert!(said[0].contains("23/3/2026"), "the first stays as it was promised: {said:?}");
            assert!(said[1].starts_with("Hẹn lần 2: trả kết quả: ") && said[1].contains("9/4/2026"), "{said:?}");
            // Of ten working days seven had begun when the payment was asked for: the clock allows one day more.
            let page = counter.get(&path).await;
            assert!(page.body.contains("10/4/2026"), "{}", page.body);
        });
    }
}

/// The papers it requires.
const PAPERS: [&str; 2] = ["p1", "p2"];
