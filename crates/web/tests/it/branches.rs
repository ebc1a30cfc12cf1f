//! Two agencies at work side by side with a step, by their forms: each on its own desk, one late, and the page of the
//! dossier says in words where each stands.

use crate::support::{Browser, House, OTHER_WARD, SLOW, filing, run, small_city, verified};
use axum::http::StatusCode;
use motcua_calendar::Term;
use motcua_db::{on_each_database, testing::TestDb};
use motcua_domain::actor::Role;
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::{BranchStep, PlannedOpinion, StepKind, StepPlace};
use motcua_store::meta::Purpose;
use motcua_web::Limits;
use serde_json::json;
use std::sync::Arc;

/// The office of the city committee.
const OFFICE: UnitId = UnitId(31);

fn own(name: &str, name_en: &str, role: Role) -> BranchStep {
    BranchStep {
        key: String::new(),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        role,
        field: None,
        budget: Some(Term::WorkingMinutes(120)),
        floor_minutes: 0,
    }
}

/// The slow procedure, whose appraisal has a branch at another ward and one at the office of the city.
fn house(db: &TestDb) -> House {
    let mut city = small_city();
    let slow = city.versions.iter_mut().find(|version| version.code.as_str() == SLOW).expect("the slow one");
    let appraisal = slow.steps.iter_mut().find(|step| step.kind == StepKind::Appraise).expect("an appraisal");
    let branch = |unit, within: u32, steps| PlannedOpinion {
        place: StepPlace::Agency(unit),
        within: Term::WorkingMinutes(within),
        when: None,
        steps,
    };
    let check = || own("Kiểm tra cư trú", "Check the residence", Role::Specialist);
    appraisal.opinions = vec![
        branch(OTHER_WARD, 240, vec![check(), own("Ký xác nhận", "Sign", Role::UnitHead)]),
        branch(OFFICE, 480, vec![check(), own("Gửi thẻ", "Send the card", Role::Clerk)]),
    ];
    House::of(db, Purpose::Demonstration, Limits::default(), city)
}

/// Received at the counter and accepted by a specialist of the ward; the page of the dossier.
async fn begun(house: &House) -> String {
    let mut body = filing();
    (body["procedure"], body["papers"]) = (json!(SLOW), json!([]));
    let answer = house.program("hongha.motcua1").await.send("/api/v1/dossiers", &body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let path = format!("/desk/dossiers/{}", answer.json()["code"].as_str().expect("a code"));
    house.signed_in("hongha.motcua1").await.act(&path, "hand_over", &[]).await;
    house.signed_in("hongha.chuyenvien1").await.act(&path, "accept_hand_over", &[]).await;
    path
}

fn code(path: &str) -> &str {
    path.rsplit('/').next().expect("a code")
}

/// The inbox of opinions and branches.
async fn asked(browser: &mut Browser) -> String {
    browser.get("/desk/dossiers?queue=consultations").await.body
}

on_each_database! {
    fn two_agencies_side_by_side_one_of_them_late(db: &TestDb) {
        let house = house(db);
        let app = Arc::clone(&house.app);
        run(async move {
            let path = begun(&house).await;
            let code = code(&path);
            let mut ward = house.signed_in("hongha.chuyenvien1").await;
            let mut other = house.signed_in("hoankiem.chuyenvien1").await;
            let mut office = house.signed_in("vanphongubnd.chuyenvien1").await;
            // Both see it in their inbox; neither holds it, and the step awaits both.
            assert!(asked(&mut other).await.contains(code) && asked(&mut office).await.contains(code));
            let page = ward.get(&path).await;
            assert!(page.body.contains("đang ở bước 1/2 “Kiểm tra cư trú” (chuyên viên)"), "{}", page.body);
            let propose = ward.form(&path, "propose").await;
            let refused = ward.send_form(&propose, &[("outcome", "grant")]).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
            assert_eq!(other.get(&path).await.acts(), ["complete_branch_step"], "its step and nothing else");
            house.at("2026-03-11T10:00");
            other.act(&path, "complete_branch_step", &[("no", "1"), ("note", "Có đăng ký")]).await;
            assert!(!other.get(&path).await.acts().contains(&"complete_branch_step".to_owned()));
            house.at("2026-03-11T10:10");
            office.act(&path, "complete_branch_step", &[("no", "2")]).await;
            // The head of the other ward is not content; its specialist does the step again.
            let mut head = house.signed_in("hoankiem.chutich").await;
            head.act(&path, "return_branch_step", &[("no", "1"), ("note", "Ghi rõ ngày đăng ký")]).await;
            house.at("2026-03-11T10:30");
            other.act(&path, "complete_branch_step", &[("no", "1")]).await;
            head.act(&path, "answer_consultation", &[("no", "1"), ("opinion", "agree"), ("note", "Xác nhận")]).await;
            assert!(!asked(&mut other).await.contains(code), "done: no longer on that desk");
            let page = ward.get(&path).await;
            assert!(page.body.contains("đã xong lúc"), "{}", page.body);
            assert!(page.body.contains("đang ở bước 2/2 “Gửi thẻ” (văn thư)"), "{}", page.body);
            assert!(page.body.contains("Trả lại một bước phối hợp"), "told in the history");
            // The clerk of the office is late: the page says so, and the step goes on without.
            house.at("2026-03-12T16:59");
            let mut ward = house.signed_in("hongha.chuyenvien1").await;
            let late = ward.get(&path).await;
            assert!(late.body.contains("bước đã quá thời gian từ"), "{}", late.body);
            assert!(late.body.contains("cả nhánh đã hết thời gian từ"), "{}", late.body);
            let english = Browser { lang: "en", ..ward.clone() }.get(&path).await;
            assert!(english.body.contains("at step 2/2 “Send the card” (records clerk)"), "{}", english.body);
            ward.act(&path, "propose", &[("outcome", "grant")]).await;
            // Late work is still done and answered; then nothing is left on that desk.
            let mut clerk = house.signed_in("vanphongubnd.vanthu").await;
            clerk.act(&path, "answer_consultation", &[("no", "2"), ("opinion", "agree"), ("note", "Đã gửi")]).await;
            assert!(!asked(&mut clerk).await.contains(code));
        });
        verified(&app);
    }
}
