//! The first page: life events, announcements of the operator, text size.

use crate::support::{House, run, story};
use axum::http::StatusCode;
use motcua_calendar::Moment;
use motcua_db::{on_each_database, testing::TestDb};
use motcua_domain::portal::{Announcement, Urgency};

on_each_database! {
    fn announcements_are_shown_for_their_time_in_the_language_of_the_reader(db: &TestDb) {
        let house = House::over(db);
        let at = |text: &str| Moment::parse(text).expect("a moment");
        let announcement = |from: &str, urgency, vi: &str, en: &str| Announcement {
            from: at(from), to: at("2026-03-11T12:00"), urgency, vi: vi.into(), en: en.into(),
        };
        let list = [
            announcement("2026-03-11T08:00", Urgency::Information, "Quầy số 3 chuyển sang tầng 2.", "Counter 3 has moved to floor 2."),
            announcement("2026-03-11T10:00", Urgency::Warning, "Tạm dừng <b>thanh toán</b>.", "Payment is paused."),
        ];
        assert!(house.app.announce(&list).expect("announced"));
        assert!(!house.app.announce(&list).expect("announced"), "the same again changes nothing");
        run(async move {
            let mut browser = house.browser();
            let page = browser.get("/").await.body;
            assert!(page.contains("Quầy số 3 chuyển sang tầng 2."), "{page}");
            assert!(!page.contains("Tạm dừng"), "not yet");
            house.at("2026-03-11T10:00");
            let page = browser.get("/track").await.body;
            assert!(page.contains("Tạm dừng &#60;b&#62;thanh toán"), "on every public page, and as text: {page}");
            assert!(page.find("Tạm dừng") < page.find("Quầy số 3"), "what keeps people from their errand comes first");
            browser.lang = "en";
            assert!(browser.get("/procedures").await.body.contains("Payment is paused."));
            house.at("2026-03-11T12:00");
            assert!(!browser.get("/").await.body.contains("hn-announcements"), "over");
        });
    }
}

#[test]
fn life_events_lead_to_procedures_in_force() {
    story(async |house| {
        let mut browser = house.browser();
        for (lang, name, column) in [("vi", "Có con nhỏ", "Công dân"), ("en", "Having a child", "Citizens")]
        {
            browser.lang = lang;
            let home = browser.get("/").await.body;
            assert!(home.contains(name) && home.contains(column), "{lang}: {home}");
            assert!(!home.contains("/life/dau-thau"), "an event without a procedure here is not shown");
            let event = browser.get("/life/co-con-nho").await;
            assert_eq!(event.status, StatusCode::OK);
            assert!(
                event.body.contains("/procedures/1.001193") && event.body.contains("hn-mark"),
                "{}",
                event.body
            );
        }
        for gone in ["/life/dau-thau", "/life/none", "/life/%2e%2e"] {
            assert_eq!(browser.get(gone).await.status, StatusCode::NOT_FOUND, "{gone}");
        }
    });
}

#[test]
fn what_can_be_filed_online_is_listed_alone() {
    story(async |house| {
        let mut browser = house.browser();
        let all = browser.get("/procedures?q=ban+sao").await.body;
        let online = browser.get("/procedures?channel=online").await.body;
        assert!(all.contains("/procedures/2.000815"), "{all}");
        assert!(!online.contains("/procedures/2.000815"), "certified copies are made at a counter");
        assert!(online.contains("/procedures/1.001193") && online.contains("name=\"channel\""), "{online}");
    });
}

#[test]
fn the_text_size_is_remembered_and_goes_in_steps() {
    story(async |house| {
        let mut browser = house.browser();
        let csrf = browser.get("/").await.field("csrf");
        let mut choose = async |size: &str, back: &str| {
            browser.post("/text-size", &[("csrf", &csrf), ("size", size), ("return", back)]).await
        };
        assert_eq!(choose("large", "/track").await.location(), "/track");
        assert_eq!(choose("large", "https://evil.example/").await.location(), "/");
        assert_eq!(choose("enormous\"", "/").await.status, StatusCode::BAD_REQUEST);
        let page = browser.get("/procedures").await.body;
        assert!(page.contains("class=\"govuk-template hn-text-large\""), "{page}");
        assert!(page.contains("value=\"normal\"") && page.contains("value=\"largest\""));
        browser.set_cookie("mc_size", "\"><script>");
        assert!(browser.get("/").await.body.contains("class=\"govuk-template\""));
    });
}

#[test]
fn public_pages_are_sent_compressed_to_guests_who_take_it() {
    use axum::body::Body;
    use axum::http::Request;
    use std::io::Read as _;
    use tower::ServiceExt as _;
    story(async |house| {
        let ask = async |path: &str, cookie: &str| {
            let request =
                Request::builder().uri(path).header("accept-encoding", "gzip, br").header("cookie", cookie);
            let request = request.body(Body::empty()).expect("a request");
            let response = house.site.routes.clone().oneshot(request).await.expect("the router never fails");
            let (parts, body) = response.into_parts();
            (parts.headers, axum::body::to_bytes(body, usize::MAX).await.expect("a body"))
        };
        let (headers, packed) = ask("/procedures", "").await;
        assert_eq!(headers["content-encoding"], "gzip");
        assert!(headers["vary"].to_str().expect("text").contains("Accept-Encoding"));
        let mut page = String::new();
        flate2::read::GzDecoder::new(packed.as_ref()).read_to_string(&mut page).expect("valid gzip");
        assert!(
            page.contains("</html>") && page.len() > packed.len() * 2,
            "{} from {}",
            packed.len(),
            page.len()
        );
        assert!(
            house.browser().get("/procedures").await.body.contains("</html>"),
            "as it is to those who do not"
        );
        // The file of all numbers is the same for everybody: compressed once, for officers as well.
        let (headers, packed) = ask("/board/numbers.csv", "").await;
        assert_eq!(headers["content-encoding"], "gzip");
        assert_eq!(headers["vary"], "Accept-Encoding");
        let mut file = String::new();
        flate2::read::GzDecoder::new(packed.as_ref()).read_to_string(&mut file).expect("valid gzip");
        let plain = house.browser().get("/board/numbers.csv").await;
        assert!(!plain.headers.contains_key("content-encoding"));
        assert_eq!(file, plain.body, "the same to those who do not take it");
        // The board is drawn once for all guests, each with the token of their own; in their language, at their size.
        let board = async |cookie: &str| {
            let (headers, packed) = ask("/board", cookie).await;
            assert_eq!(headers["content-encoding"], "gzip");
            let mut page = String::new();
            flate2::read::GzDecoder::new(packed.as_ref()).read_to_string(&mut page).expect("valid gzip");
            page
        };
        let (one, other) = ("a_token_of_one-guest_1", "a_token_of_other-guest");
        let first = board(&format!("mc_csrf={one}")).await;
        let second = board(&format!("mc_csrf={other}")).await;
        assert!(first.contains(one) && !first.contains(other), "{first}");
        assert_eq!(first.replace(one, other), second);
        assert!(board(&format!("mc_csrf={one}; mc_lang=en")).await.contains("<html lang=\"en\""));
        assert!(board(&format!("mc_csrf={one}; mc_size=large")).await.contains("hn-text-large"));
        assert_eq!(board(&format!("mc_csrf={one}")).await, first);
        let odd = board("mc_csrf=<b>not_one_of_ours</b>").await;
        assert!(!odd.contains("<b>not_one"), "{odd}");
        // What stands beside somebody's secrets is not.
        let officer = house.signed_in("hongha.motcua1").await;
        let cookie = format!("mc_session={}", officer.cookie("mc_session").expect("a session"));
        for (path, cookie) in [
            ("/desk", cookie.as_str()),
            ("/board", cookie.as_str()),
            ("/procedures", cookie.as_str()),
            ("/track/X-1?s=AAAA", ""),
        ] {
            assert!(!ask(path, cookie).await.0.contains_key("content-encoding"), "{path}");
        }
    });
}
