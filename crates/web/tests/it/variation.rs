//! Variations through their pages: the city opens a step, a ward varies it, and nobody sees or changes what is another's.

use crate::designer::{FIRST, SECOND, act, draft, press};
use crate::support::{Answer, BIRTH, Browser, HOME_WARD, House, OTHER_WARD, filing, run};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};
use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::StepKind;
use motcua_domain::procedure::variation::is_own;

const HEAD: &str = "hongha.chutich";
const OTHER_HEAD: &str = "hoankiem.chutich";
const LIST: &str = "/desk/designer/variations";

/// The city's version with the appraisal opened, published for a day: its budget from half an hour to five days.
async fn opened(house: &House, on: &str) -> usize {
    let step = {
        let world = house.app.world();
        let version = world.procedures().find(|version| version.code.as_str() == BIRTH).expect("births");
        version.steps.iter().position(|step| step.kind == StepKind::Appraise && is_own(step)).expect("it")
    };
    let mut first = house.signed_in(FIRST).await;
    let path = draft(&mut first).await;
    let part = format!("{path}?part=variation");
    let page = first.get(&part).await;
    assert!(page.body.contains("Biến thể của xã, phường"), "{}", page.body);
    if page.field("limits-count") == "0" {
        let added = press(&mut first, &page, &path, "limits.add.0", &[]).await;
        assert_eq!(added.status, StatusCode::OK, "{}", added.body);
        let word = added.body.split("<option ").find(|o| o.contains(&format!(">{}. ", step + 1)));
        let word =
            word.and_then(|option| option.split("value=\"").nth(1)?.split('"').next()).expect("a step");
        let typed = [
            ("limits-0-step", word),
            ("limits-0-least", "0,5 giờ làm việc"),
            ("limits-0-most", "5 ngày làm việc"),
            ("limits-0-roles", "section_head"),
        ];
        let half = press(&mut first, &added, &path, "save", &[typed[0], typed[1]]).await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(half.error_summary().contains("Ghi cả hai đầu"), "{}", half.error_summary());
        let saved = press(&mut first, &added, &path, "save", &typed).await;
        assert_eq!(saved.location(), format!("{path}?part=variation&done=save"), "{}", saved.body);
        let kept = first.get(saved.location()).await;
        assert!(kept.body.contains("5 ngày làm việc") && kept.field("limits-count") == "1", "{}", kept.body);
    }
    let sent = act(&mut first, &path, "submit", &[]).await;
    assert!(sent.location().contains("done=submit"));
    let mut second = house.signed_in(SECOND).await;
    act(&mut second, &path, "approve", &[]).await;
    let publish = format!("{path}/publish");
    let done = act(&mut first, &publish, "publish", &[("effective_on", on)]).await;
    assert_eq!(done.location(), format!("{publish}?done=publish"), "{}", done.body);
    step
}

/// Begins a variation from the procedure's page; where it led.
async fn begin(browser: &mut Browser, unit: &str) -> Answer {
    let page = browser.get(&format!("{LIST}/{BIRTH}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let (command, _) = page.act("vary").expect("a variation can be begun");
    let base = page.body.split("name=\"base\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1));
    let base = base.and_then(|rest| rest.split('"').next()).expect("a version").to_owned();
    let csrf = page.field("csrf");
    let fields =
        [("csrf", csrf.as_str()), ("command_id", &command), ("base", &base), ("unit", unit), ("note", "")];
    browser.post(LIST, &fields).await
}

/// Hands a variation in and has it published.
async fn published(house: &House, head: &mut Browser, path: &str, on: &str) {
    let draft = path.replace("/variations", "");
    let shown = head.get(path).await;
    let ((command, revision), csrf) = (shown.act("submit").expect("it is offered"), shown.field("csrf"));
    let fields = [("csrf", csrf.as_str()), ("command_id", &command), ("expected_revision", &revision)];
    let approve = head.post(&format!("{draft}/acts/approve"), &fields).await;
    assert_eq!(approve.status, StatusCode::FORBIDDEN, "nor by the head of the ward");
    let sent = head.post(&format!("{draft}/acts/submit"), &fields).await;
    assert_eq!(sent.location(), format!("{path}?done=submit"), "{}", sent.body);
    let mut second = house.signed_in(SECOND).await;
    let shown = second.get(&draft).await;
    assert_eq!(shown.led_to(), path, "a variation has one page to write on");
    act(&mut second, &format!("{draft}/publish"), "approve", &[]).await;
    let done = act(&mut second, &format!("{draft}/publish"), "publish", &[("effective_on", on)]).await;
    assert_eq!(done.location(), format!("{draft}/publish?done=publish"), "{}", done.body);
}

on_each_database! {
    fn a_ward_varies_a_step_inside_the_limits_and_only_its_own_dossiers_follow(db: &TestDb) {
        let house = House::over(db);
        let (wards, code) = {
            let world = house.app.world();
            let key = |id| world.units.get(id).expect("a ward").key.clone();
            ([key(HOME_WARD), key(OTHER_WARD)], ProcedureCode::from(BIRTH))
        };
        run(async {
            let mut head = house.signed_in(HEAD).await;
            let none = head.get(LIST).await;
            assert!(none.body.contains("Thành phố chưa cho phép"), "{}", none.body);
            let step = opened(&house, "12/3/2026").await;
            let list = head.get(LIST).await;
            assert!(list.body.contains(&format!("{LIST}/{BIRTH}")), "{}", list.body);

            let begun = begin(&mut head, &wards[0]).await;
            assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
            let path = begun.led_to().to_owned();
            assert!(head.get(LIST).await.body.contains(&format!("href=\"{path}\"")), "the list leads to it");
            let page = head.get(&path).await;
            let budget = format!("budget-{step}");
            assert!(page.body.contains(&format!("name=\"{budget}\"")), "{}", page.body);
            assert!(page.body.contains("Từ 30 phút làm việc đến 5 ngày làm việc") || page.body.contains("Từ 0,5 giờ làm việc đến 5 ngày làm việc"), "the limit beside it: {}", page.body);
            assert!(!page.body.contains("name=\"steps-0-name\"") && !page.body.contains("name=\"budget-0\""));
            let wide = press(&mut head, &page, &path, "save", &[(&budget, "6 ngày làm việc")]).await;
            assert_eq!(wide.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(wide.error_summary().contains("đến 5 ngày làm việc") && wide.error_summary().contains(&format!("#{budget}")), "{}", wide.error_summary());
            assert!(wide.body.contains("value=\"6 ngày làm việc\""), "what was typed stays");
            let saved = press(&mut head, &page, &path, "save", &[(&budget, "1 giờ làm việc"), ("fees-0-amount", "1")]).await;
            assert_eq!(saved.location(), format!("{path}?done=save"), "{}", saved.body);
            let kept = head.get(&path).await;
            assert!(kept.body.contains("thành 1 giờ làm việc."), "said as a difference: {}", kept.body);
            assert_eq!(kept.acts(), ["submit", "discard"]);

            let mut other = house.signed_in(OTHER_HEAD).await;
            assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
            assert_eq!(press(&mut other, &kept, &path, "save", &[]).await.status, StatusCode::FORBIDDEN, "another's csrf");
            assert_eq!(begin(&mut other, &wards[0]).await.status, StatusCode::FORBIDDEN);
            for page in [format!("{path}/acts/approve"), path.replace("/variations", ""), "/desk/designer".to_owned()] {
                assert!(matches!(head.get(&page).await.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED), "{page}");
            }
            for officer in ["hongha.chuyenvien1", "hongha.motcua1"] {
                let mut officer = house.signed_in(officer).await;
                assert_eq!(officer.get(LIST).await.status, StatusCode::FORBIDDEN);
                assert_eq!(officer.get(&path).await.status, StatusCode::FORBIDDEN);
            }

            published(&house, &mut head, &path, "13/3/2026").await;
            house.at("2026-03-13T09:00");
            house.app.refresh_world().await.expect("a world");
            let world = house.app.world();
            let on = house.app.now().date();
            let city = world.version_for(&code, on).expect("the city's").id;
            let own = world.version_at(&code, on, HOME_WARD).expect("the ward's").id;
            assert_ne!(own, city);
            assert_eq!(world.version_at(&code, on, OTHER_WARD).expect("a version").id, city);
            let mut reader = house.browser();
            for (ward, varied) in [(&wards[0], true), (&wards[1], false)] {
                let page = reader.get(&format!("/procedures/{BIRTH}?unit={ward}")).await.body;
                assert_eq!(page.contains("1 giờ làm việc"), varied, "{page}");
            }
            let mut counter = house.program("hongha.motcua1").await;
            for (commune, version) in [(HOME_WARD, own), (OTHER_WARD, city)] {
                let mut body = filing();
                body["commune"] = commune.0.into();
                let filed = counter.send("/api/v1/dossiers", &body).await;
                assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
                let code = filed.json()["code"].as_str().expect("a code").to_owned();
                let pinned = house.app.read(move |tx, _| Ok(motcua_store::dossiers::load_by_code(tx, &code)?)).await;
                assert_eq!(pinned.expect("read").expect("it").dossier.version, version);
            }

            // A newer version of the city: its page says what lapses, and offers to carry it over.
            opened(&house, "16/3/2026").await;
            let mut first = house.signed_in(FIRST).await;
            let page = first.get(&format!("/desk/designer/{BIRTH}")).await;
            assert!(page.body.contains("đang áp dụng") && page.body.contains("Biến thể đã công bố"), "{}", page.body);
            let newest = page.body.split("/desk/designer/drafts/").skip(1).map(|rest| rest.split('"').next().expect("an id").to_owned());
            let mut offered = false;
            for draft in newest {
                let publish = first.get(&format!("/desk/designer/drafts/{draft}/publish")).await;
                if publish.status == StatusCode::OK && publish.body.contains("Biến thể hết áp dụng") {
                    offered |= publish.acts().contains(&"vary".to_owned()) && publish.body.contains("1 giờ làm việc");
                }
            }
            assert!(offered, "carrying over is offered on the page of publication");
        });
    }
}
