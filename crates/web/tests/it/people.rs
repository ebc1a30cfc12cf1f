//! People at the citizen's door: sessions, sign-out, the demonstration's identities.

use crate::support::{Browser, House, run, story};
use axum::http::StatusCode;
use motcua_db::testing::TestDb;
use motcua_store::meta::Purpose;
use motcua_web::Limits;

/// Signs in as one of the demonstration's people, the last: somebody with nothing filed.
pub async fn become_somebody(browser: &mut Browser, next: &str) -> String {
    let page = browser.get("/me/demo").await;
    assert_eq!(page.status, StatusCode::OK);
    let person = page.body.rsplit("name=\"person\" value=\"").next().and_then(|rest| rest.split('"').next());
    let person = person.expect("somebody to become").to_owned();
    let csrf = page.field("csrf");
    let answer = browser.post("/me/demo", &[("csrf", &csrf), ("person", &person), ("next", next)]).await;
    answer.location().to_owned()
}

#[test]
fn a_person_signs_in_reads_and_signs_out() {
    story(async |house| {
        let mut browser = house.browser();
        assert_eq!(browser.get("/me").await.location(), "/me/sign-in?next=%2Fme");
        let door = browser.get("/me/sign-in?next=%2Fprocedures%2F1.001193").await;
        assert!(door.body.contains("/me/demo?next=%2Fprocedures%2F1.001193"), "{}", door.body);
        assert_eq!(become_somebody(&mut browser, "/me").await, "/me");
        let page = browser.get("/me").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Phạm Ngọc Lan"), "{}", page.body);
        assert_eq!(page.header("cache-control"), "no-store");
        // The desk is another door.
        assert_eq!(browser.get("/desk").await.status, StatusCode::SEE_OTHER);
        let token = browser.cookie("mc_me").expect("a session").to_owned();
        let forged = browser.post("/me/sign-out", &[("csrf", "nope")]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let csrf = browser.get("/me").await.field("csrf");
        assert_eq!(browser.post("/me/sign-out", &[("csrf", &csrf)]).await.location(), "/");
        assert_eq!(browser.cookie("mc_me"), None);
        // The cookie kept by somebody else opens nothing any more.
        browser.set_cookie("mc_me", &token);
        assert_eq!(browser.get("/me").await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn the_language_changes_on_a_person_s_page() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "").await;
        let csrf = browser.get("/me").await.field("csrf");
        let answer = browser.post("/language", &[("csrf", &csrf), ("lang", "en"), ("return", "/me")]).await;
        assert_eq!(answer.location(), "/me");
        assert!(browser.get("/me").await.body.contains("My dossiers"));
    });
}

#[test]
fn a_session_known_from_before_is_not_raised() {
    story(async |house| {
        let mut browser = house.browser();
        browser.set_cookie("mc_me", "planted");
        become_somebody(&mut browser, "/me").await;
        let first = browser.cookie("mc_me").expect("a session").to_owned();
        assert_ne!(first, "planted");
        become_somebody(&mut browser, "/me").await;
        assert_ne!(browser.cookie("mc_me"), Some(first.as_str()), "a new token at each sign-in");
        let mut other = house.browser();
        other.set_cookie("mc_me", &first);
        assert_eq!(other.get("/me").await.status, StatusCode::SEE_OTHER, "the one before has ended");
    });
}

#[test]
fn a_session_ends_unused_and_in_any_case() {
    story(async |house| {
        let mut browser = house.browser();
        house.at("2026-03-11T09:00");
        become_somebody(&mut browser, "/me").await;
        house.at("2026-03-11T09:59");
        assert_eq!(browser.get("/me").await.status, StatusCode::OK);
        house.at("2026-03-11T10:58");
        assert_eq!(browser.get("/me").await.status, StatusCode::OK, "use moves the end");
        house.at("2026-03-11T11:58");
        assert_eq!(browser.get("/me").await.status, StatusCode::SEE_OTHER, "an hour without use");
        house.at("2026-03-11T12:00");
        become_somebody(&mut browser, "/me").await;
        for hour in 12..20 {
            for minute in [29, 59] {
                house.at(&format!("2026-03-11T{hour}:{minute}"));
                assert_eq!(browser.get("/me").await.status, StatusCode::OK, "{hour}:{minute}");
            }
        }
        house.at("2026-03-11T20:00");
        assert_eq!(browser.get("/me").await.status, StatusCode::SEE_OTHER, "eight hours in any case");
    });
}

#[test]
fn a_sign_in_leads_nowhere_else() {
    story(async |house| {
        for next in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/desk",
            "/me/sign-out",
            "javascript:x",
        ] {
            let mut browser = house.browser();
            assert_eq!(become_somebody(&mut browser, next).await, "/me", "{next}");
        }
        let mut browser = house.browser();
        assert_eq!(become_somebody(&mut browser, "/procedures/1.001193").await, "/procedures/1.001193");
    });
}

#[test]
fn only_those_offered_can_be_become() {
    story(async |house| {
        let mut browser = house.browser();
        let csrf = browser.get("/me/demo").await.field("csrf");
        for (person, status) in [("x", 400), ("0198f3a2-0000-7000-8000-000000000009", 404)] {
            let answer = browser.post("/me/demo", &[("csrf", &csrf), ("person", person)]).await;
            assert_eq!(answer.status.as_u16(), status, "{person}");
            assert_eq!(browser.cookie("mc_me"), None);
        }
    });
}

#[test]
fn a_working_installation_has_no_invented_people() {
    let db = TestDb::sqlite();
    let house = House::with(&db, Purpose::Working, Limits::default());
    run(async move {
        let mut browser = house.browser();
        let door = browser.get("/me/sign-in").await;
        assert_eq!(door.status, StatusCode::OK);
        assert!(!door.body.contains("/me/demo"), "{}", door.body);
        assert_eq!(browser.get("/me/demo").await.status, StatusCode::NOT_FOUND);
        let csrf = browser.get("/track").await.field("csrf");
        let answer = browser
            .post("/me/demo", &[("csrf", &csrf), ("person", "0198f3a2-0000-7000-8000-000000000009")])
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    });
}
