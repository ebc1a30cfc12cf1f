//! `/me/notices` and `/desk/stuck`, through the front door.

use crate::people::become_somebody;
use crate::support::{House, REPORT_SECRET, story};
use axum::http::StatusCode;
use motcua_app::Error;
use motcua_app::notices::sending::{Gateway, Letter, Sender, Taken, Texts, key_of};
use motcua_domain::notice::{Channels, Notice, NoticeKind, OutsideChannel};
use motcua_store::notices::{self, Outward, Telling, delivery};
use motcua_store::{dossiers, people};
use serde_json::{Value, json};

/// The person [`become_somebody`] becomes.
const NAME: &str = "Phạm Ngọc Lan";

#[test]
fn a_person_reads_their_notices_and_nobody_else_s() {
    story(async |house| {
        let (code, _) = house.received().await;
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me/notices").await;
        let empty = browser.get("/me/notices").await;
        assert_eq!(empty.status, StatusCode::OK);
        assert!(empty.body.contains(NAME) && empty.body.contains("Chưa có thông báo nào"), "{}", empty.body);
        let asked = code.clone();
        let found = house.app.read(move |tx, _| Ok(dossiers::load_by_code(tx, &asked)?)).await;
        let dossier = found.expect("read").expect("the dossier").dossier;
        let theirs = house.app.notices_of(dossier.owner, None, 5).await.expect("notices");
        assert_eq!(theirs.len(), 1);
        // The owner's notice opens nothing for another, and stays unread.
        let csrf = browser.get("/me").await.field("csrf");
        let id = theirs[0].id.to_string();
        let foreign = browser.post("/me/notices", &[("csrf", &csrf), ("open", &id)]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        assert_eq!(house.app.unread_notices(dossier.owner).await, Ok(1));
        let forged = browser.post("/me/notices", &[("csrf", "x"), ("open", &id)]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let unread = browser.post("/me/notices", &[("csrf", &csrf), ("latest", "nonsense")]).await;
        assert_eq!(unread.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn what_is_told_is_shown_counted_and_marked_as_read() {
    story(async |house| {
        let (code, _) = house.received().await;
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let token = browser.cookie("mc_me").expect("a session").to_owned();
        let me = house.app.person_session(&token, None).await.expect("signed in").person;
        let (asked, now, now_ms) = (code.clone(), house.app.now(), house.app.now_ms());
        // Two facts of a dossier, told to this person.
        let told = house.app.db().write_async(move |tx| {
            let dossier = dossiers::load_by_code(tx, &asked)?.expect("the dossier").dossier.id;
            assert!(people::get(tx, &me)?.is_some());
            for (mark, kind) in [(1, NoticeKind::SupplementAsked), (2, NoticeKind::ResultReady)] {
                let telling = Telling {
                    dossier,
                    mark,
                    at: now,
                    recorded_at_ms: now_ms + mark,
                    outward: Outward::OwnPages,
                };
                notices::add(tx, me, Notice { kind, moment: None }, &telling)?;
            }
            Ok::<_, Error>(())
        });
        told.await.expect("told");
        let page = browser.get("/me/notices").await;
        assert!(page.body.contains("đã có kết quả") && page.body.contains(&code), "{}", page.body);
        assert!(page.body.contains("hn-mine__count\">2<"), "two to read in the menu: {}", page.body);
        let ready = page.body.find("đã có kết quả").expect("ready");
        assert!(ready < page.body.find("bổ sung giấy tờ").expect("asked"), "latest first");
        let csrf = page.field("csrf");
        let open = page.field("open");
        let opened = browser.post("/me/notices", &[("csrf", &csrf), ("open", &open)]).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER);
        assert!(opened.location().starts_with("/me/dossiers/"), "{}", opened.location());
        let page = browser.get("/me/notices").await;
        assert!(page.body.contains("hn-mine__count\">1<"), "{}", page.body);
        let latest = page.field("latest");
        browser.post("/me/notices", &[("csrf", &csrf), ("latest", &latest)]).await;
        assert!(!browser.get("/me/notices").await.body.contains("hn-mine__count"));
    });
}

#[test]
fn a_head_is_shown_what_stands_still() {
    story(async |house| {
        let (code, _) = house.received().await;
        house.at("2026-03-30T09:00");
        let app = std::sync::Arc::clone(&house.app);
        let walk = std::thread::spawn(move || app.look_for_stuck()).join().expect("walked").expect("walked");
        assert!(walk.told >= 1, "{walk:?}");
        let mut head = house.signed_in("hongha.chutich").await;
        let page = head.get("/desk/stuck").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(&code), "{}", page.body);
        let other = house.signed_in("hoankiem.chutich").await.get("/desk/stuck").await;
        assert!(!other.body.contains(&code));
    });
}

/// What a gateway reports over the API.
async fn reported(house: &House, bearer: &str, reports: Value) -> (StatusCode, String) {
    let mut gateway = house.browser();
    gateway.bearer = Some(bearer.to_owned());
    let answer = gateway.send("/api/v1/notices/reports", &json!({ "reports": reports })).await;
    (answer.status, answer.body)
}

#[test]
fn a_gateway_reports_with_its_secret_and_learns_nothing() {
    story(async |house| {
        let key = |channel: &str| format!("{}-{channel}", uuid::Uuid::from_u128(7).simple());
        let one = |key: &str| json!([{ "key": key, "status": "delivered" }]);
        let taken = (StatusCode::OK, "{\"taken\":1}".to_owned());
        for unknown in [key("sms"), key("email"), "nonsense".to_owned(), String::new()] {
            assert_eq!(reported(&house, REPORT_SECRET, one(&unknown)).await, taken, "{unknown}");
        }
        for wrong in ["", "x", "the-gateway-for-text-messages-report"] {
            let refused = reported(&house, wrong, one(&key("sms"))).await;
            assert_eq!(refused.0, StatusCode::UNAUTHORIZED, "{wrong:?}");
        }
        let many: Vec<Value> = (0..501).map(|_| json!({ "key": "x", "status": "delivered" })).collect();
        for (reports, wanted) in [
            (json!(many), StatusCode::UNPROCESSABLE_ENTITY),
            (json!([{ "key": "x", "status": "lost" }]), StatusCode::UNPROCESSABLE_ENTITY),
            (json!([{ "key": "x", "status": "delivered", "name": "x" }]), StatusCode::UNPROCESSABLE_ENTITY),
            (json!([{ "key": "x".repeat(600_000), "status": "delivered" }]), StatusCode::PAYLOAD_TOO_LARGE),
            (json!([]), StatusCode::OK),
        ] {
            assert_eq!(reported(&house, REPORT_SECRET, reports).await.0, wanted);
        }
    });
}

#[test]
fn sent_is_not_called_arrived_until_a_report_says_so() {
    story(async |house| {
        house.app.set_channels(Channels::none().with(OutsideChannel::Sms));
        let (code, _) = house.received().await;
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let token = browser.cookie("mc_me").expect("a session").to_owned();
        let me = house.app.person_session(&token, None).await.expect("signed in").person;
        let (now, now_ms) = (house.app.now(), house.app.now_ms());
        let told = house.app.db().write_async(move |tx| {
            let dossier = dossiers::load_by_code(tx, &code)?.expect("the dossier").dossier.id;
            let telling =
                Telling { dossier, mark: 1, at: now, recorded_at_ms: now_ms, outward: Outward::OwnPages };
            notices::add(tx, me, Notice { kind: NoticeKind::ResultReady, moment: None }, &telling)?;
            let notice = notices::page(tx, &me, None, 1)?[0].id;
            delivery::share(tx, (&me, &notice), [OutsideChannel::Sms].into_iter(), now_ms)?;
            Ok::<_, Error>(notice)
        });
        let key = key_of(&told.await.expect("told"), OutsideChannel::Sms);
        let page = browser.get("/me/notices").await.body;
        assert!(page.contains("đang chờ gửi"), "{page}");
        let now_ms = house.app.now_ms();
        let sent = house.app.db().write_async(move |tx| {
            let leased = delivery::lease(tx, OutsideChannel::Sms, now_ms, now_ms + 1, 1)?;
            delivery::settle(tx, &leased[0], &delivery::Outcome::Sent, now_ms)?;
            Ok::<_, Error>(())
        });
        sent.await.expect("sent");
        let page = browser.get("/me/notices").await.body;
        assert!(page.contains("đã gửi, chưa có báo là đã đến"), "{page}");
        let undelivered = json!([{ "key": key, "status": "undelivered", "reason": "0912345678" }]);
        assert_eq!(reported(&house, REPORT_SECRET, undelivered).await.0, StatusCode::OK);
        assert!(browser.get("/me/notices").await.body.contains("không gửi được"));
        let app = std::sync::Arc::clone(&house.app);
        let dead = std::thread::spawn(move || app.dead_notices(OutsideChannel::Sms, 5));
        let dead = dead.join().expect("looked").expect("looked");
        assert_eq!(dead[0].problem, "reported undelivered", "a telephone number is no reason");
        let delivered = json!([{ "key": key, "status": "delivered" }]);
        for _ in 0..2 {
            assert_eq!(reported(&house, REPORT_SECRET, delivered.clone()).await.0, StatusCode::OK);
            let page = browser.get("/me/notices").await.body;
            assert!(page.contains("SMS: đã đến"), "{page}");
        }
    });
}

/// Keeps letters instead of sending them.
#[derive(Default)]
struct Kept(std::sync::Mutex<Vec<Letter>>);

impl Gateway for Kept {
    fn channels(&self) -> Channels {
        Channels::none().with(OutsideChannel::Email)
    }
    fn send(&self, letter: &Letter) -> Taken {
        self.0.lock().expect("the letters").push(letter.clone());
        Taken::Yes
    }
}

/// The code of the last letter sent.
fn code_sent(house: &House) -> String {
    let app = std::sync::Arc::clone(&house.app);
    let sent = std::thread::spawn(move || {
        let (kept, texts) = (Kept::default(), Texts::default());
        let sender = Sender { gateway: &kept, texts: &texts, base_url: "http://test.local", go_on: &|| true };
        app.send_codes(&sender).expect("sent");
        kept.0.into_inner().expect("the letters").pop().expect("a letter").text
    });
    let text = sent.join().expect("sent");
    text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).expect("a code").to_owned()
}

/// By e-mail, in English.
fn chosen(csrf: &str) -> [(&str, &str); 4] {
    [("csrf", csrf), ("lang", "en"), ("channels", "email"), ("email", "mai@example.vn")]
}

#[test]
fn a_person_says_how_they_are_told_and_proves_their_address() {
    story(async |house| {
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let page = browser.get("/me/notices/choice").await;
        assert!(
            page.body.contains("chưa có kênh nào") && !page.body.contains("name=\"email\""),
            "{}",
            page.body
        );
        house.app.set_channels(Channels::none().with(OutsideChannel::Email));
        let page = browser.get("/me/notices/choice").await;
        let csrf = page.field("csrf");
        assert!(
            page.body.contains("name=\"email\"") && !page.body.contains("value=\"sms\""),
            "{}",
            page.body
        );
        for wrong in ["", "mai", "mai@example.vn\r\nBcc: x@example.vn"] {
            let fields = [("csrf", csrf.as_str()), ("lang", "en"), ("channels", "email"), ("email", wrong)];
            let answer = browser.post("/me/notices/choice", &fields).await;
            assert!(answer.status.is_client_error(), "{wrong:?}");
        }
        let forged = chosen("x");
        assert_eq!(browser.post("/me/notices/choice", &forged).await.status, StatusCode::FORBIDDEN);
        let saved = browser.post("/me/notices/choice", &chosen(&csrf)).await;
        assert_eq!(
            (saved.status, saved.location()),
            (StatusCode::SEE_OTHER, "/me/notices/choice?done=code"),
            "no address in an address"
        );
        let code = code_sent(&house);
        let other = if code == "000000" { "000001" } else { "000000" };
        let wrong = browser.post("/me/notices/code", &[("csrf", &csrf), ("code", other)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("Mã chưa đúng"), "{}", wrong.body);
        let right = browser.post("/me/notices/code", &[("csrf", &csrf), ("code", &code)]).await;
        assert_eq!(right.location(), "/me/notices/choice?done=proven");
        let page = browser.get("/me/notices/choice?done=proven").await;
        assert!(
            page.body.contains("Đã xác nhận") && page.body.contains("value=\"mai@example.vn\""),
            "{}",
            page.body
        );
        assert!(!page.body.contains("name=\"code\""), "nothing left to prove");
        // Taken away by an empty field.
        let none = browser.post("/me/notices/choice", &[("csrf", &csrf), ("lang", "vi")]).await;
        assert_eq!(none.location(), "/me/notices/choice?done=saved");
        assert!(!browser.get("/me/notices/choice").await.body.contains("mai@example.vn"));
    });
}
