//! Whom of the register a sign-in means, and that nothing of theirs is written over.

use super::{Door, refused};
use crate::support::{Browser, filing, run};
use axum::http::StatusCode;
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use serde_json::{Value, json};

const NUMBER: &str = "999194000777";

/// Somebody files at a counter.
async fn counter(door: &Door, number: &str, name: &str, born_on: Option<&str>) -> String {
    let mut program = door.house.program("hongha.motcua1").await;
    let mut body = filing();
    body["owner"] = json!({ "name": name, "personal_id": number, "phone": "0912345678" });
    // The same kind of dossier once more is meant.
    body["despite_duplicate"] = true.into();
    if let Some(born_on) = born_on {
        body["owner"]["born_on"] = born_on.into();
    }
    let answer = program.send("/api/v1/dossiers", &body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    answer.json()["code"].as_str().expect("a code").to_owned()
}

/// Signs in as this person; the page they come to.
async fn sign_in(door: &Door, person: Value) -> (Browser, String) {
    door.oracle.script().person = person;
    let mut browser = door.house.browser();
    assert_eq!(door.through(&mut browser).await.location(), "/me");
    let page = browser.get("/me").await.body;
    (browser, page)
}

fn person(subject: &str, name: &str, born_on: &str) -> Value {
    json!({ "sub": subject, "acr": "loa2", "vn_number": NUMBER, "name": name, "birthdate": born_on })
}

on_each_database! {
    fn a_person_known_from_the_counter_finds_their_dossiers(db: &TestDb) {
        let door = Door::over(db);
        run(async move {
            let code = counter(&door, NUMBER, "Đỗ Thị Mai", None).await;
            let (_, page) = sign_in(&door, person("s-1", "ĐỖ THỊ  MAI", "1994-05-17")).await;
            assert!(page.contains(&code), "{page}");
            assert!(page.contains("Đỗ Thị Mai") && !page.contains("ĐỖ THỊ"), "the register's spelling stays");
            assert!(!page.contains("hn-notice--warning"), "{page}");
            // The other way round: a dossier filed later at a counter is hers too.
            let later = counter(&door, NUMBER, "Đỗ Thị Mai", None).await;
            let (_, page) = sign_in(&door, person("s-1", "Đỗ Thị Mai", "1994-05-17")).await;
            assert!(page.contains(&code) && page.contains(&later));
        });
    }

    fn a_link_is_told_and_ended_with_the_sessions_begun_by_it(db: &TestDb) {
        let door = Door::over(db);
        run(async move {
            let subject = "s-0123456789-abcd";
            let (mut browser, _) = sign_in(&door, person(subject, "Đỗ Thị Mai", "1994-05-17")).await;
            let (mut elsewhere, _) = sign_in(&door, person(subject, "Đỗ Thị Mai", "1994-05-17")).await;
            let (mut other, _) = sign_in(&door, json!({ "sub": "s-other-person", "acr": "loa2", "name": "Lê Văn An" })).await;
            let page = browser.get("/me/data").await;
            for told in ["Đăng nhập thử", "Mức độ định danh 2", "liên kết từ", "abcd"] {
                assert!(page.body.contains(told), "{told}: {}", page.body);
            }
            assert!(!page.body.contains(subject), "never the whole name the provider has for them");
            let action = page.body.split("action=\"/me/data/identities/").nth(1).and_then(|rest| rest.split('"').next());
            let action = format!("/me/data/identities/{}", action.expect("a link"));
            // Nobody ends a link of somebody else.
            let csrf = other.get("/me").await.field("csrf");
            assert_eq!(other.post(&action, &[("csrf", &csrf)]).await.status, StatusCode::NOT_FOUND);
            assert_eq!(elsewhere.get("/me").await.status, StatusCode::OK);
            let token = browser.cookie("mc_me").expect("signed in").to_owned();
            let csrf = page.field("csrf");
            let out = browser.post(&action, &[("csrf", &csrf)]).await;
            assert_eq!(out.location(), "/me/signed-out?by=thu", "{}", out.body);
            assert_eq!(browser.cookie("mc_me"), None);
            assert!(door.house.app.person_session(&token, None).await.is_err());
            assert_eq!(elsewhere.get("/me").await.status, StatusCode::SEE_OTHER, "on every machine");
            assert_eq!(other.get("/me").await.status, StatusCode::OK, "nobody else is signed out");
            // Signed in anew they are who they were, and what they did stands among what was done.
            let (mut browser, _) = sign_in(&door, person(subject, "Đỗ Thị Mai", "1994-05-17")).await;
            let page = browser.get("/me/data").await.body;
            assert!(page.contains("Ngừng liên kết cách đăng nhập"), "{page}");
        });
    }

    fn another_name_is_told_and_changes_nothing(db: &TestDb) {
        let door = Door::over(db);
        run(async move {
            let code = counter(&door, NUMBER, "Đỗ Thị Mai", Some("1994-05-17")).await;
            let (mut browser, page) = sign_in(&door, person("s-1", "Đỗ Mai Anh", "17/05/1994")).await;
            assert!(page.contains(&code), "the same number and date of birth: {page}");
            assert!(page.contains("hn-notice--warning") && page.contains("Đỗ Mai Anh"), "told: {page}");
            let data = browser.get("/me/data").await.body;
            assert!(data.contains("Đỗ Thị Mai") && !data.contains("Đỗ Mai Anh"), "kept: {data}");
            // Once both say the same again, there is nothing to tell.
            let (_, page) = sign_in(&door, person("s-1", "Đỗ Thị Mai", "1994-05-17")).await;
            assert!(!page.contains("hn-notice--warning"), "{page}");
        });
    }

    fn a_number_mistyped_at_a_counter_opens_nobody_s_dossiers(db: &TestDb) {
        let door = Door::over(db);
        run(async move {
            for born_on in [None, Some("1960-01-02")] {
                let code = counter(&door, NUMBER, "Nguyễn Văn Khác", born_on).await;
                let (mut browser, page) = sign_in(&door, person("s-1", "Đỗ Thị Mai", "1994-05-17")).await;
                assert!(!page.contains(&code) && page.contains("Đỗ Thị Mai"), "{page}");
                assert!(!page.contains("Nguyễn Văn Khác"), "not even the other name is told");
                assert!(page.contains("hn-notice--warning"), "told that there is something: {page}");
                assert_eq!(browser.get(&format!("/me/dossiers/{code}")).await.status, StatusCode::NOT_FOUND);
            }
        });
    }

    fn without_a_number_the_provider_s_own_name_for_a_person_is_what_counts(db: &TestDb) {
        let door = Door::over(db);
        run(async move {
            let code = counter(&door, NUMBER, "Đỗ Thị Mai", Some("1994-05-17")).await;
            let unnumbered = |subject: &str| json!({ "sub": subject, "acr": "loa2", "name": "Đỗ Thị Mai", "birthdate": "1994-05-17" });
            let who = |browser: &Browser| browser.cookie("mc_me").expect("a session").to_owned();
            let session = async |token: String| door.house.app.person_session(&token, None).await.expect("a session").person;
            let (first, page) = sign_in(&door, unnumbered("s-1")).await;
            assert!(!page.contains(&code), "a name and a date of birth are no number: {page}");
            let (again, _) = sign_in(&door, unnumbered("s-1")).await;
            let (other, _) = sign_in(&door, unnumbered("s-2")).await;
            let (first, again, other) = (session(who(&first)).await, session(who(&again)).await, session(who(&other)).await);
            assert_eq!(first, again);
            assert_ne!(first, other, "a namesake");
            // The number asserted later is written down where there was none.
            let numbered = json!({ "sub": "s-2", "acr": "loa2", "vn_number": "999194000778", "name": "Đỗ Thị Mai" });
            let (same, _) = sign_in(&door, numbered).await;
            assert_eq!(session(who(&same)).await, other);
            let filed = counter(&door, "999194000778", "Đỗ Thị Mai", None).await;
            let (_, page) = sign_in(&door, unnumbered("s-2")).await;
            assert!(page.contains(&filed), "known by it at the counter: {page}");
        });
    }

    fn another_number_than_before_is_a_matter_for_a_counter(db: &TestDb) {
        let door = Door::over(db);
        run(async move {
            sign_in(&door, person("s-1", "Đỗ Thị Mai", "1994-05-17")).await;
            door.oracle.script().person = json!({ "sub": "s-1", "acr": "loa2", "vn_number": "999194000779", "name": "Đỗ Thị Mai" });
            let mut browser = door.house.browser();
            let answer = door.through(&mut browser).await;
            refused(&answer, &browser, "sign-in-other-number", "another number");
            assert_eq!(answer.status, StatusCode::CONFLICT);
            // A number that is none is as good as none.
            for odd in ["12", "99919400077x", " ", "999194000777 9"] {
                door.oracle.script().person["vn_number"] = json!(odd);
                assert_eq!(door.through(&mut door.house.browser()).await.location(), "/me", "{odd}");
            }
            door.oracle.script().person = json!({ "sub": "s-3", "acr": "loa2", "name": "<script>1</script>" });
            let answer = door.through(&mut browser).await;
            refused(&answer, &browser, "sign-in-name-missing", "no name one could have");
        });
    }
}
