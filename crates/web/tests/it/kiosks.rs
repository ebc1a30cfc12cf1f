//! Kiosks through the front door: how a machine becomes one, that what is filed there is filed there, and that nothing of
//! anybody is left for the next.

use crate::filing::{CHILD, filled_in, send};
use crate::people::become_somebody;
use crate::support::{Answer, BIRTH, Browser, House, run, story};
use axum::http::StatusCode;
use motcua_db::Db;
use motcua_db::testing::TestDb;
use motcua_domain::dossier::help::HelpPlace;
use motcua_domain::dossier::{Dossier, Provenance};
use motcua_domain::ids::DossierId;
use motcua_store::dossiers;
use motcua_store::meta::Purpose;
use motcua_web::Limits;

const HEAD: &str = "hongha.chutich";
const LABEL: &str = "Ki-ốt số 1, cạnh cửa chính";

/// The code on a page that tells one.
fn told(page: &Answer) -> String {
    let code = page.body.split("<strong>").nth(1).and_then(|rest| rest.split('<').next());
    let code = code.unwrap_or_else(|| panic!("a code in {}", page.body)).to_owned();
    assert_eq!(code.chars().filter(char::is_ascii_digit).count(), 10, "{code}");
    code
}

/// Adds a kiosk at the desk; its code.
async fn added(head: &mut Browser) -> String {
    let page = head.get("/desk/kiosks").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let form = page.body.split("action=\"/desk/kiosks\"").nth(1).expect("the form to add one");
    let unit =
        form.split("<option value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a counter");
    let fields = [("csrf", page.field("csrf")), ("unit", unit.to_owned()), ("label", LABEL.to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    told(&head.post("/desk/kiosks", &fields).await)
}

/// Types a code at a machine.
async fn typed(machine: &mut Browser, code: &str) -> Answer {
    let csrf = machine.get("/kiosk/enrol").await.field("csrf");
    machine.post("/kiosk/enrol", &[("csrf", &csrf), ("code", code)]).await
}

/// A machine made a kiosk.
async fn kiosk(house: &House) -> Browser {
    let code = added(&mut house.signed_in(HEAD).await).await;
    let mut machine = house.browser();
    assert_eq!(typed(&mut machine, &code).await.location(), "/kiosk");
    assert!(machine.cookie("mc_kiosk").is_some());
    machine
}

/// The id of a kiosk made for the purpose.
pub async fn enrolled(house: &House) -> String {
    kiosk(house).await;
    let page = house.signed_in(HEAD).await.get("/desk/kiosks").await;
    page.body
        .split("/desk/kiosks/")
        .nth(1)
        .and_then(|rest| rest.split('/').next())
        .expect("a kiosk")
        .to_owned()
}

/// Where the first form of a kiosk at the desk ends in `act`.
async fn act(officer: &mut Browser, act: &str) -> Answer {
    let page = officer.get("/desk/kiosks").await;
    let id =
        page.body.split("/desk/kiosks/").nth(1).and_then(|rest| rest.split('/').next()).expect("a kiosk");
    officer.post(&format!("/desk/kiosks/{id}/{act}"), &[("csrf", &page.field("csrf"))]).await
}

/// Files what was filled in; the dossier.
async fn file(house: &House, browser: &mut Browser, filing: &str) -> Dossier {
    let sent = send(browser, &format!("{filing}/check"), &[("return_by", "counter")]).await;
    assert_eq!(sent.location(), format!("{filing}/submitted"), "{}", sent.body);
    let done = browser.get(sent.location()).await;
    let id = done.body.split("/me/dossiers/").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
    let id = DossierId(id.parse().expect("an id"));
    let found =
        house.app.read(move |tx, _| Ok(dossiers::load(tx, &id)?)).await.expect("read").expect("a dossier");
    (*found.dossier).clone()
}

async fn filed_at_a_kiosk(house: House) {
    let mut machine = kiosk(&house).await;
    become_somebody(&mut machine, "/me").await;
    let filing = filled_in(&mut machine).await;
    let dossier = file(&house, &mut machine, &filing).await;
    assert_eq!(dossier.provenance, Provenance::SelfAtKiosk);
    assert!(dossier.kiosk.is_some() && dossier.help.is_none());
    // Elsewhere the same person files from home.
    let mut home = house.browser();
    become_somebody(&mut home, "/me").await;
    let filing = filled_in(&mut home).await;
    let check = format!("{filing}/check");
    let asked = send(&mut home, &check, &[("return_by", "counter")]).await;
    assert_eq!(asked.location(), check, "a second one of the kind is asked about");
    let sent = send(&mut home, &check, &[("return_by", "counter"), ("despite", "yes")]).await;
    let done = home.get(sent.location()).await;
    let id = done.body.split("/me/dossiers/").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
    let id = DossierId(id.parse().expect("an id"));
    let found =
        house.app.read(move |tx, _| Ok(dossiers::load(tx, &id)?)).await.expect("read").expect("a dossier");
    assert_eq!((found.dossier.provenance, found.dossier.kiosk), (Provenance::SelfAtHome, None));
    // The desk says where each came from.
    let mut officer = house.signed_in("hongha.motcua1").await;
    let seen = officer.get(&format!("/desk/dossiers/{}", dossier.id)).await;
    assert!(seen.body.contains("tự nộp tại ki-ốt"), "{}", seen.body);
}

fn in_a_house_over(db: &Db, tell: impl AsyncFnOnce(House)) {
    run(tell(House::with(db, Purpose::Demonstration, Limits::default())));
}

#[test]
fn what_is_filed_at_a_kiosk_is_filed_there() {
    story(filed_at_a_kiosk);
}

#[test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
fn what_is_filed_at_a_kiosk_is_filed_there_on_postgresql() {
    in_a_house_over(&TestDb::postgres(), filed_at_a_kiosk);
}

#[test]
fn help_asked_for_at_a_kiosk_is_given_at_it() {
    story(async |house| {
        let mut machine = kiosk(&house).await;
        become_somebody(&mut machine, "/me").await;
        let filing = filled_in(&mut machine).await;
        let help = format!("{filing}/help");
        let csrf = machine.get(&help).await.field("csrf");
        let page = machine.post(&help, &[("csrf", &csrf), ("do", "ask")]).await;
        let code = page.body.split("hn-helpcode").nth(1).and_then(|rest| rest.split("<strong>").nth(1));
        let code = code.and_then(|rest| rest.split('<').next()).expect("a code").to_owned();
        let mut officer = house.signed_in("hongha.motcua1").await;
        let csrf = officer.get("/desk/help").await.field("csrf");
        // Whatever the officer says: the machine knows better.
        let given = [("csrf", csrf.as_str()), ("code", &code), ("place", "home")];
        assert_eq!(officer.post("/desk/help", &given).await.location(), "/desk/help?done=begun");
        let dossier = file(&house, &mut machine, &filing).await;
        assert_eq!(dossier.provenance, Provenance::AssistedOwnSignIn);
        assert_eq!(dossier.help.map(|help| help.place), Some(HelpPlace::Kiosk));
        assert!(dossier.kiosk.is_some());
    });
}

#[test]
fn a_code_works_once_in_time_and_is_not_guessed() {
    story(async |house| {
        let mut head = house.signed_in(HEAD).await;
        let code = added(&mut head).await;
        let (mut machine, mut second) = (house.browser(), house.browser());
        assert_eq!(typed(&mut machine, &code).await.status, StatusCode::SEE_OTHER);
        let again = typed(&mut second, &code).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.body);
        assert!(again.body.contains("Không có ki-ốt nào chờ mã này") && second.cookie("mc_kiosk").is_none());
        let late = added(&mut head).await;
        house.at("2026-03-11T09:16");
        assert_eq!(typed(&mut second, &late).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut guesser = house.browser();
        let mut last = StatusCode::OK;
        for n in 0..25 {
            last = typed(&mut guesser, &format!("{n:010}")).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    });
}

#[test]
fn a_session_lives_at_its_kiosk_and_nowhere_else() {
    story(async |house| {
        let mut machine = kiosk(&house).await;
        become_somebody(&mut machine, "/me").await;
        assert_eq!(machine.get("/me").await.status, StatusCode::OK);
        let token = machine.cookie("mc_me").expect("a session").to_owned();
        let mut elsewhere = house.browser();
        elsewhere.set_cookie("mc_me", &token);
        assert_eq!(elsewhere.get("/me").await.status, StatusCode::SEE_OTHER);
        assert_eq!(machine.get("/me").await.status, StatusCode::SEE_OTHER, "it has ended there as well");
        // One begun at home is not made a kiosk's by carrying it there, nor by a key somebody made up.
        let mut home = house.browser();
        become_somebody(&mut home, "/me").await;
        machine.set_cookie("mc_me", home.cookie("mc_me").expect("a session"));
        assert_eq!(machine.get("/me").await.status, StatusCode::SEE_OTHER);
        let mut forger = house.browser();
        forger.set_cookie("mc_kiosk", "0123456789012345678901234567890123456789012");
        become_somebody(&mut forger, "/me").await;
        let filing = filled_in(&mut forger).await;
        let dossier = file(&house, &mut forger, &filing).await;
        assert_eq!((dossier.provenance, dossier.kiosk), (Provenance::SelfAtHome, None));
    });
}

#[test]
fn a_retired_kiosk_is_an_ordinary_machine() {
    story(async |house| {
        let mut machine = kiosk(&house).await;
        become_somebody(&mut machine, "/me").await;
        let at_work = machine.get("/procedures").await;
        assert!(at_work.body.contains("kiosk") && at_work.header("cache-control") == "no-store");
        // Whoever works at the counter looks after kiosks and retires none; other units' heads see nothing.
        for (name, status) in
            [("hongha.motcua1", StatusCode::NOT_FOUND), ("hoankiem.chutich", StatusCode::NOT_FOUND)]
        {
            let mut officer = house.signed_in(name).await;
            let page = house.signed_in(HEAD).await.get("/desk/kiosks").await;
            let id =
                page.body.split("/desk/kiosks/").nth(1).and_then(|rest| rest.split('/').next()).expect("one");
            let csrf = officer.get("/desk").await.field("csrf");
            for act in ["retire", "code"] {
                let path = format!("/desk/kiosks/{id}/{act}");
                assert_eq!(officer.post(&path, &[("csrf", &csrf)]).await.status, status, "{name} {act}");
            }
        }
        let mut head = house.signed_in(HEAD).await;
        assert_eq!(act(&mut head, "retire").await.location(), "/desk/kiosks?done=retired");
        assert_eq!(machine.get("/me").await.status, StatusCode::SEE_OTHER, "signed out");
        let page = machine.get("/kiosk").await;
        assert!(page.body.contains("Máy này không phải là ki-ốt"), "{}", page.body);
        assert!(!machine.get("/procedures").await.body.contains("kiosk.js"));
        become_somebody(&mut machine, "/me").await;
        let filing = filled_in(&mut machine).await;
        assert_eq!(file(&house, &mut machine, &filing).await.provenance, Provenance::SelfAtHome);
    });
}

#[test]
fn nothing_of_anybody_is_left_for_the_next() {
    story(async |house| {
        let mut machine = kiosk(&house).await;
        become_somebody(&mut machine, "/me").await;
        let filing = crate::filing::begin(&mut machine, BIRTH).await;
        let answers = [("a.child", "ordinary"), ("a.certificate", "yes"), ("place", "Hồng Hà")];
        send(&mut machine, &format!("{filing}/eligibility"), &answers).await;
        send(&mut machine, &format!("{filing}/questions/applicant"), CHILD).await;
        let csrf = machine.get("/me").await.field("csrf");
        machine.post("/language", &[("csrf", &csrf), ("lang", "en"), ("return", "/me")]).await;
        machine.post("/kiosk/screen", &[("csrf", &csrf), ("low", "1"), ("return", "/me")]).await;
        assert!(machine.get("/me").await.body.contains("hn-kiosk--low"));
        let before = (
            machine.cookie("mc_me").expect("a session").to_owned(),
            machine.cookie("mc_csrf").map(str::to_owned),
        );
        let start = machine.get("/kiosk").await;
        assert!(
            start.body.contains("Chạm để bắt đầu") && !start.body.contains("hn-kiosk--low"),
            "{}",
            start.body
        );
        assert_eq!(start.header("clear-site-data"), "\"cache\", \"storage\"");
        assert_eq!(start.header("cache-control"), "no-store");
        for gone in ["mc_me", "mc_lang", "mc_low", "mc_track"] {
            assert_eq!(machine.cookie(gone), None, "{gone}");
        }
        assert!(machine.cookie("mc_kiosk").is_some(), "it stays a kiosk");
        assert_ne!(machine.cookie("mc_csrf"), before.1.as_deref());
        // Back, five times, and the session kept by somebody: all lead to sign in.
        machine.set_cookie("mc_me", &before.0);
        let applicant = format!("{filing}/questions/applicant");
        for path in ["/me", &applicant, &filing, "/me/data", "/me/notices"] {
            let page = machine.get(path).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}: {}", page.body);
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
        }
        // The draft is kept with its person.
        let mut home = house.browser();
        become_somebody(&mut home, "/me").await;
        assert!(home.get(&applicant).await.body.contains("Trần Đỗ Bảo Hân"));
    });
}

#[test]
fn the_server_ends_a_sign_in_that_is_not_used() {
    story(async |house| {
        let mut machine = kiosk(&house).await;
        become_somebody(&mut machine, "/me").await;
        let page = machine.get("/me").await;
        assert!(
            page.body.contains("<noscript><meta http-equiv=\"refresh\" content=\"200; url=/kiosk\">"),
            "{}",
            page.body
        );
        // Used, it goes on; only open, it does not.
        house.at("2026-03-11T09:03");
        assert_eq!(machine.get("/kiosk/alive?used=1").await.body, "{\"over\":false}");
        house.at("2026-03-11T09:06");
        assert_eq!(machine.get("/kiosk/alive?used=1").await.body, "{\"over\":false}");
        house.at("2026-03-11T09:08");
        assert_eq!(machine.get("/kiosk/alive").await.body, "{\"over\":false}");
        house.at("2026-03-11T09:10");
        assert_eq!(machine.get("/me").await.status, StatusCode::SEE_OTHER);
        assert_eq!(machine.get("/kiosk/alive?used=1").await.body, "{\"over\":true}");
        assert_eq!(house.browser().get("/kiosk/alive").await.body, "{\"over\":true}");
    });
}

#[test]
fn a_dossier_looked_up_opens_to_whoever_looked_it_up() {
    story(async |house| {
        let (code, _) = house.received().await;
        let mut officer = house.signed_in("hongha.motcua1").await;
        let receipt = officer.get(&format!("/desk/dossiers/{code}/receipt")).await;
        let secret = receipt.body.split("hn-secret").nth(1).and_then(|rest| rest.split('>').nth(1));
        let secret = secret.and_then(|rest| rest.split('<').next()).expect("a secret").trim().to_owned();
        let mut machine = kiosk(&house).await;
        let found = machine.post("/track", &[("code", &code), ("secret", &secret)]).await;
        let address = found.location().to_owned();
        assert!(machine.get(&address).await.body.contains(&code));
        machine.get("/kiosk").await;
        assert_eq!(machine.get(&address).await.location(), "/track", "the next one going back");
        assert_eq!(house.browser().get(&address).await.status, StatusCode::OK, "a bookmark at home");
    });
}

#[test]
fn a_call_is_seen_at_the_desk_and_ended_by_either() {
    story(async |house| {
        let mut machine = kiosk(&house).await;
        let mut officer = house.signed_in("hongha.motcua1").await;
        let count = "data-queue=\"kiosk-calls\">";
        assert!(officer.get("/desk").await.body.contains(&format!("{count}0<")));
        let csrf = machine.get("/kiosk/menu").await.field("csrf");
        let call = |what: &'static str| {
            [("csrf", csrf.clone()), ("do", what.to_owned()), ("return", "/kiosk/menu".to_owned())]
        };
        let post = async |machine: &mut Browser, fields: &[(&'static str, String)]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            assert_eq!(machine.post("/kiosk/call", &fields).await.location(), "/kiosk/menu");
        };
        post(&mut machine, &call("call")).await;
        assert!(machine.get("/kiosk/menu").await.body.contains("Đã gọi cán bộ"));
        assert!(officer.get("/desk").await.body.contains(&format!("{count}1<")));
        assert!(officer.get("/desk/kiosks").await.body.contains("Có người gọi cán bộ"));
        assert_eq!(act(&mut officer, "answer").await.location(), "/desk/kiosks?done=answered");
        assert!(!machine.get("/kiosk/menu").await.body.contains("Đã gọi cán bộ"));
        post(&mut machine, &call("call")).await;
        post(&mut machine, &call("cancel")).await;
        assert!(!officer.get("/desk/kiosks").await.body.contains("Có người gọi cán bộ"));
        // Silent for a while, it is marked.
        house.at("2026-03-11T09:11");
        assert!(officer.get("/desk/kiosks").await.body.contains("Im lặng"));
        machine.get("/kiosk/alive").await;
        assert!(!officer.get("/desk/kiosks").await.body.contains("Im lặng"));
    });
}

#[test]
fn only_a_demonstration_makes_kiosks_by_a_click() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let csrf = browser.get("/kiosk/demo").await.field("csrf");
        assert_eq!(
            browser.post("/kiosk/demo", &[("csrf", &csrf), ("do", "begin")]).await.location(),
            "/kiosk"
        );
        assert_eq!(browser.cookie("mc_me"), None, "whoever was signed in is not taken along");
        assert!(browser.get("/kiosk").await.body.contains("Chạm để bắt đầu"));
        let csrf = browser.get("/kiosk/demo").await.field("csrf");
        assert_eq!(
            browser.post("/kiosk/demo", &[("csrf", &csrf), ("do", "leave")]).await.location(),
            "/kiosk/demo"
        );
        assert_eq!(browser.cookie("mc_kiosk"), None);
    });
    let db = TestDb::sqlite();
    run(async {
        let house = House::with(&db, Purpose::Working, Limits::default());
        let mut browser = house.browser();
        assert_eq!(browser.get("/kiosk/demo").await.status, StatusCode::NOT_FOUND);
        let csrf = browser.get("/kiosk").await.field("csrf");
        let asked = browser.post("/kiosk/demo", &[("csrf", &csrf), ("do", "begin")]).await;
        assert_eq!(asked.status, StatusCode::NOT_FOUND);
    });
}
