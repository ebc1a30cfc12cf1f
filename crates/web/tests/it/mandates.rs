//! Mandates at the citizen's door: given, seen by both ends, taken back; nobody else's.

use crate::support::{Browser, story};
use axum::http::StatusCode;

/// Becomes one of the demonstration's people by name.
pub async fn become_named(browser: &mut Browser, name: &str) {
    let page = browser.get("/me/demo").await;
    let form = page.body.split("<form").find(|form| form.contains(name)).expect("the person is offered");
    let person = form.split("name=\"person\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let person = person.expect("a person").to_owned();
    let csrf = page.field("csrf");
    let answer = browser.post("/me/demo", &[("csrf", &csrf), ("person", &person), ("next", "/me")]).await;
    assert_eq!(answer.location(), "/me");
}

const GIVER: &str = "Trần Thị Minh Châu";
const RECEIVER: &str = "Lê Quốc Bảo";
const STRANGER: &str = "Phạm Ngọc Lan";

fn mandate<'a>(csrf: &'a str, number: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("csrf", csrf),
        ("kind", "person"),
        ("number", number),
        ("name", RECEIVER),
        ("procedures", "1.001193"),
        ("proof", "Giấy ủy quyền <số 12>"),
        ("from", "11/3/2026"),
        ("to", "10/9/2026"),
    ]
}

#[test]
fn a_mandate_is_seen_by_both_ends_and_taken_back_by_its_giver_alone() {
    story(async |house| {
        let (mut giver, mut receiver, mut stranger) = (house.browser(), house.browser(), house.browser());
        become_named(&mut giver, GIVER).await;
        become_named(&mut receiver, RECEIVER).await;
        become_named(&mut stranger, STRANGER).await;
        let csrf = giver.get("/me/mandates").await.field("csrf");
        let given = giver.post("/me/mandates", &mandate(&csrf, "999 087 000 102")).await;
        assert_eq!(given.location(), "/me/mandates?done=given");
        let page = giver.get("/me/mandates?done=given").await;
        assert!(page.body.contains(RECEIVER) && page.body.contains("&#60;số 12&#62;"), "{}", page.body);
        let revoke = page
            .body
            .split("action=\"")
            .find_map(|rest| rest.split('"').next().filter(|a| a.ends_with("/revoke")));
        let revoke = revoke.expect("it can be taken back").to_owned();
        let seen = receiver.get("/me/mandates").await;
        assert!(seen.body.contains(GIVER), "{}", seen.body);
        assert!(!seen.body.contains("/revoke"), "its receiver cannot take it back");
        assert!(!stranger.get("/me/mandates").await.body.contains(GIVER));
        for other in [&mut receiver, &mut stranger] {
            let csrf = other.get("/me/mandates").await.field("csrf");
            assert_eq!(other.post(&revoke, &[("csrf", &csrf)]).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(giver.post(&revoke, &[("csrf", "x")]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(giver.post(&revoke, &[("csrf", &csrf)]).await.location(), "/me/mandates?done=revoked");
        assert!(giver.get("/me/mandates").await.body.contains("Đã hủy"));
    });
}

#[test]
fn what_cannot_stand_is_told_at_its_field_and_a_doubt_refuses_nothing() {
    story(async |house| {
        let mut giver = house.browser();
        become_named(&mut giver, GIVER).await;
        let csrf = giver.get("/me/mandates").await.field("csrf");
        for (field, value) in [
            ("number", "12345"),
            ("number", "999194000101"),
            ("name", ""),
            ("procedures", "9.999999"),
            ("proof", " "),
            ("from", "31/2/2026"),
            ("to", "1/3/2026"),
            ("to", "11/3/2032"),
        ] {
            let mut form = mandate(&csrf, "999087000102");
            form.iter_mut().filter(|(name, _)| *name == field).for_each(|pair| pair.1 = value);
            let answer = giver.post("/me/mandates", &form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
            assert!(answer.body.contains(&format!("href=\"#{field}\"")), "{field}: {}", answer.body);
        }
        let doubted = giver.post("/me/mandates", &mandate(&csrf, "003087000102")).await;
        assert_eq!(doubted.location(), "/me/mandates?done=given&doubt=number_province");
        assert!(giver.get(doubted.location()).await.body.contains("Ba chữ số đầu"));
    });
}

#[test]
fn who_may_file_for_somebody_is_asked_for_whom_and_the_pages_say_it() {
    story(async |house| {
        let (mut giver, mut receiver, mut stranger) = (house.browser(), house.browser(), house.browser());
        become_named(&mut giver, GIVER).await;
        become_named(&mut receiver, RECEIVER).await;
        become_named(&mut stranger, STRANGER).await;
        let csrf = giver.get("/me/mandates").await.field("csrf");
        giver.post("/me/mandates", &mandate(&csrf, "999087000102")).await;
        // From the procedure's page one is led to the question first.
        let page = receiver.get("/procedures/1.001193").await;
        let csrf = page.form_field("hn-startform", "csrf");
        let asked = receiver.post("/procedures/1.001193/filings", &[("csrf", &csrf)]).await;
        assert_eq!(asked.location(), "/procedures/1.001193/filings");
        let start = receiver.get("/procedures/1.001193/filings").await;
        assert!(start.body.contains(&format!("Thay cho {GIVER}")), "{}", start.body);
        let id = start
            .body
            .split("name=\"mandate\"")
            .filter_map(|rest| rest.split("value=\"").nth(1)?.split('"').next());
        let id = id.last().expect("a mandate to choose").to_owned();
        let begin = [("csrf", csrf.as_str()), ("anew", "yes"), ("mandate", id.as_str())];
        let begun = receiver.post("/procedures/1.001193/filings", &begin).await;
        let filing = begun.location().strip_suffix("/eligibility").expect("it began").to_owned();
        let told = receiver.get(&filing).await;
        assert!(told.body.contains(&format!("nộp thay cho {GIVER}")), "{}", told.body);
        assert!(
            receiver.get("/procedures/1.001193/filings").await.body.contains(&format!("(thay cho {GIVER})"))
        );
        // Nobody else begins under it.
        let csrf = stranger.get("/procedures/1.001193/filings").await.field("csrf");
        let begin = [("csrf", csrf.as_str()), ("anew", "yes"), ("mandate", id.as_str())];
        let refused = stranger.post("/procedures/1.001193/filings", &begin).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        // Taken back on the way: the pages say it.
        let list = giver.get("/me/mandates").await;
        let csrf = list.field("csrf");
        assert_eq!(
            giver.post(&format!("/me/mandates/{id}/revoke"), &[("csrf", &csrf)]).await.status,
            StatusCode::SEE_OTHER
        );
        let told = receiver.get(&filing).await;
        assert!(told.body.contains("đã hết hạn hoặc đã bị hủy"), "{}", told.body);
    });
}
