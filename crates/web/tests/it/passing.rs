//! Dossiers in hand pass to the version in force through the designer's pages: the rule, what would follow, the order, and
//! what the dossier's own page tells afterwards.

use crate::publication::rename;
use crate::support::{Answer, BIRTH, Browser, House, command_id, run, story};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};
use motcua_domain::ids::{ProcedureCode, VersionId};

const FIRST: &str = "trungtam.thietke1";
const SECOND: &str = "trungtam.thietke2";

/// The version in force on a day.
fn on(house: &House, day: &str) -> VersionId {
    let day = motcua_calendar::Date::parse(day).expect("a day");
    house.app.world().version_for(&ProcedureCode::from(BIRTH), day).expect("a version").id
}

/// Two designers of the house, asked for where the database may be waited for.
fn designers(
    house: &House,
) -> (std::sync::Arc<motcua_domain::actor::Actor>, std::sync::Arc<motcua_domain::actor::Actor>) {
    let designer = |name: &str| house.app.become_demo(name).expect("a designer").signed_in.actor;
    (designer(FIRST), designer(SECOND))
}

/// The hidden fields of the order on a page of a rule.
fn order(page: &Answer) -> Vec<(String, String)> {
    let form = page.body.split("id=\"act-pass\"").nth(1).expect("an order is offered");
    let form = form.split("</form>").next().expect("its end");
    let hidden = form.split("<input type=\"hidden\"").skip(1);
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1).expect("an attribute");
        rest.split('"').next().expect("its end").to_owned()
    };
    hidden.map(|tag| (attribute(tag, "name"), attribute(tag, "value"))).collect()
}

async fn send(browser: &mut Browser, path: &str, fields: &[(String, String)], note: &str) -> Answer {
    let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    all.push(("note", note));
    browser.post(path, &all).await
}

/// The value of a fact of a page.
fn fact<'a>(page: &'a Answer, name: &str) -> &'a str {
    let rest = page
        .body
        .split(&format!("<dt>{name}</dt><dd>"))
        .nth(1)
        .unwrap_or_else(|| panic!("{name}: {}", page.body));
    rest.split("</dd>").next().expect("its end")
}

on_each_database! {
    fn dossiers_pass_by_the_rule_that_was_shown_and_tell_it(db: &TestDb) {
        let house = House::over(db);
        let pair = designers(&house);
        run(async move {
            let old = on(&house, "2026-03-11");
            let (code, _) = house.received().await;
            for _ in 0..4 {
                house.received().await;
            }
            rename(&house, pair, "Đăng ký khai sinh theo luật mới").await;
            let new = on(&house, "2026-03-12");
            let path = format!("/desk/designer/{BIRTH}/pass/{old}/{new}");
            let mut first = house.signed_in(FIRST).await;
            // The day before: it is shown, and cannot be ordered.
            let list = first.get(&format!("/desk/designer/{BIRTH}")).await;
            assert!(list.body.contains(&format!("href=\"{path}\"")), "{}", list.body);
            let early = first.get(&path).await;
            assert_eq!((fact(&early, "Đang giải quyết"), fact(&early, "Chuyển được")), ("5", "5"));
            assert!(early.act("pass").is_none() && early.body.contains("12/3/2026: chuyển từ ngày đó"), "{}", early.body);

            house.at("2026-03-12T09:00");
            let mut first = house.signed_in(FIRST).await;
            let page = first.get(&path).await;
            let fields = order(&page);
            assert!(!page.body.contains("/desk/dossiers/"), "a designer opens no dossier");
            assert!(page.body.contains(&code), "the first are named");
            let silent = send(&mut first, &path, &fields, " ").await;
            assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(silent.error_summary().contains("#pass-note"), "{}", silent.error_summary());
            let done = send(&mut first, &path, &fields, "Theo luật mới").await;
            let page = first.get(done.led_to()).await;
            assert_eq!((fact(&page, "Đã chuyển"), fact(&page, "Ở lại")), ("5", "0"));
            assert!(page.body.contains("Theo luật mới") && page.body.contains(&code));
            // Sent twice: the same page, the same numbers.
            let again = send(&mut first, &path, &fields, "Theo luật mới").await;
            assert_eq!(again.location(), done.location());
            assert_eq!(fact(&first.get(again.led_to()).await, "Đã chuyển"), "5");
            let other = send(&mut first, &path, &fields, "Lý do khác").await;
            assert_eq!(other.status, StatusCode::CONFLICT, "one id is one order: {}", other.body);
            let list = first.get(&format!("/desk/designer/{BIRTH}")).await;
            assert!(list.body.contains(done.location()) && list.body.contains("Theo luật mới"), "{}", list.body);

            // The dossier tells it in words, to whoever may open it.
            let mut counter = house.signed_in("hongha.motcua1").await;
            let dossier = counter.get(&format!("/desk/dossiers/{code}")).await;
            for words in ["Chuyển sang phiên bản thủ tục mới", "áp dụng từ 12/3/2026", "Theo luật mới", "ngày hẹn trả không đổi"] {
                assert!(dossier.body.contains(words), "{words}: {}", dossier.body);
            }
        });
    }
}

#[test]
fn a_step_without_its_counterpart_keeps_its_dossiers_and_says_which() {
    let db = TestDb::sqlite();
    let house = House::over(&db);
    let pair = designers(&house);
    run(async move {
        let old = on(&house, "2026-03-11");
        let (code, _) = house.received().await;
        rename(&house, pair, "Đăng ký khai sinh theo luật mới").await;
        let new = on(&house, "2026-03-12");
        house.at("2026-03-12T09:00");
        let path = format!("/desk/designer/{BIRTH}/pass/{old}/{new}");
        let mut first = house.signed_in(FIRST).await;
        let step = house.app.world().version(old).expect("a version").steps[0].name.clone();
        let page = first.get(&format!("{path}?step-0=&step-1=1")).await;
        assert_eq!((fact(&page, "Chuyển được"), fact(&page, "Ở lại")), ("0", "1"));
        assert!(page.body.contains(&format!("“{step}”")), "the step is named: {}", page.body);
        assert!(page.body.contains(&code) && page.act("pass").is_none());
        // Chosen wrongly: told at the step, nothing reckoned.
        for wrong in ["step-0=99", "step-0=x", "step-0=1&step-1=0", "step-0=2", "step-0=-1"] {
            let page = first.get(&format!("{path}?{wrong}")).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(page.error_summary().contains("#step-"), "{wrong}: {}", page.error_summary());
            assert!(page.act("pass").is_none());
        }
        // Seen with one, sent when there are two.
        let seen = order(&first.get(&path).await);
        let (other, _) = {
            house.at("2026-03-11T10:00");
            let filed = house.received().await;
            house.at("2026-03-12T09:30");
            filed
        };
        let stale = send(&mut first, &path, &seen, "Theo luật mới").await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
        assert!(stale.error_summary().contains("đã thay đổi"), "{}", stale.error_summary());
        assert!(
            stale.body.contains("Theo luật mới") && stale.body.contains(&other),
            "shown again as it is now"
        );
        let done = send(&mut first, &path, &order(&stale), "Theo luật mới").await;
        assert_eq!(fact(&first.get(done.led_to()).await, "Đã chuyển"), "2");
    });
}

#[test]
fn what_is_no_pair_is_not_found_and_nobody_else_passes_dossiers_on() {
    story(async |house| {
        house.received().await;
        let mut first = house.signed_in(FIRST).await;
        let old = on(&house, "2026-03-11");
        let other = house
            .app
            .world()
            .all_versions()
            .find(|version| version.code.as_str() != BIRTH)
            .expect("another")
            .id;
        for path in [
            format!("pass/{old}/{old}"),
            format!("pass/{old}/4000000"),
            format!("pass/{old}/{other}"),
            format!("pass/x/{old}"),
            format!("passings/{}", command_id()),
            "passings/x".to_owned(),
        ] {
            let answer = first.get(&format!("/desk/designer/{BIRTH}/{path}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        let path = format!("/desk/designer/{BIRTH}/pass/{old}/{other}");
        let page = first.get("/desk/designer").await;
        let csrf = page.field("csrf");
        let sent = [("csrf", csrf.as_str()), ("command_id", "no id")];
        assert_eq!(first.post(&path, &sent).await.status, StatusCode::NOT_FOUND);
        let forged = [("csrf", "0"), ("command_id", csrf.as_str())];
        assert_eq!(first.post(&path, &forged).await.status, StatusCode::FORBIDDEN);
        for name in ["hongha.motcua1", "hongha.chuyenvien1", "hongha.chutich"] {
            let mut officer = house.signed_in(name).await;
            let csrf = officer.get("/desk").await.field("csrf");
            assert_eq!(officer.get(&path).await.status, StatusCode::FORBIDDEN, "{name}");
            let sent = [("csrf", csrf.as_str()), ("command_id", &command_id())];
            assert_eq!(officer.post(&path, &sent).await.status, StatusCode::FORBIDDEN, "{name}");
        }
    });
}
