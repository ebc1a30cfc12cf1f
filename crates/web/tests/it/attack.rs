//! What somebody would try who means harm: markup in names, injected SQL and headers, paths that climb, addresses that
//! lead away, sessions planted beforehand, codes guessed from many places.

use crate::support::{Browser, House, filing, run, story, story_with};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};
use motcua_web::Limits;
use serde_json::json;

/// Markup that would run if it were ever put out as it came in.
pub const MARKUP: &str = "Sen\"'><script>alert(1)</script><img src=x onerror=alert(2)>";
/// Texts that would change a statement or a header if they were ever pasted into one.
const INJECTIONS: [&str; 8] = [
    "' or '1'='1",
    "'; drop table meta; --",
    "\" union select * from account --",
    "%' or 1=1 --",
    "\\'; --",
    "$1",
    "x\r\nSet-Cookie: mc_session=evil",
    "x\u{0}y",
];
/// Where an address must not lead.
const AWAY: [&str; 12] = [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "///evil.example",
    "/\r\nSet-Cookie: a=b",
];

/// What no page may contain, wherever the text came from.
pub fn unharmed(page: &str, body: &str) {
    for raw in ["<script>alert", "<img src=x", "\"'><", "onerror=alert(2)>"] {
        assert!(!body.contains(raw), "{page} puts out markup: {body}");
    }
}

on_each_database! {
    fn markup_in_names_and_notes_stays_text(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut program = house.program("hongha.motcua1").await;
            let mut body = filing();
            body["owner"]["name"] = MARKUP.into();
            let refused = program.send("/api/v1/dossiers", &body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a name has letters: {}", refused.body);
            let mut body = filing();
            body["owner"]["address"] = MARKUP.into();
            let filed = program.send("/api/v1/dossiers", &body).await;
            assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
            let filed = filed.json();
            let code = filed["code"].as_str().expect("a code").to_owned();
            let secret = filed["tracking_secret"].as_str().expect("a secret").to_owned();
            let handed = json!({
                "command_id": crate::support::command_id(), "expected_revision": filed["revision"],
                "act": "hand_over", "note": MARKUP,
            });
            let answer = program.send(&format!("/api/v1/dossiers/{code}/acts"), &handed).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            let mut officer = house.signed_in("hongha.motcua1").await;
            let pages = ["", "/receipt", "/slips/control"].map(|part| format!("/desk/dossiers/{code}{part}"));
            let lists = ["/desk", "/desk/dossiers?queue=received", "/desk/register", "/desk/handover"].map(str::to_owned);
            let mut shown = 0;
            for page in pages.into_iter().chain(lists) {
                let answer = officer.get(&page).await;
                assert_eq!(answer.status, StatusCode::OK, "{page}");
                shown += usize::from(answer.body.contains("&#60;script&#62;") || answer.body.contains("&lt;script&gt;"));
                unharmed(&page, &answer.body);
            }
            assert!(shown >= 1, "what was written is shown somewhere, as text");
            let csrf = officer.get("/desk/search").await.field("csrf");
            let found = officer.post("/desk/search", &[("csrf", &csrf), ("q", &code)]).await;
            unharmed("/desk/search", &found.body);
            unharmed("/track", &house.browser().get(&format!("/track/{code}?s={secret}")).await.body);
        });
    }

    fn statements_and_headers_are_not_changed_by_what_is_typed(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            house.received().await;
            let mut officer = house.signed_in("hongha.motcua1").await;
            let mut program = house.program("hongha.motcua1").await;
            let csrf = officer.get("/desk/search").await.field("csrf");
            let clean = |answer: &crate::support::Answer, what: &str| {
                assert!(!answer.status.is_server_error(), "{what}: {} {}", answer.status, answer.body);
                assert!(!answer.header("set-cookie").contains("evil"), "{what}");
            };
            for text in INJECTIONS {
                let typed: String = percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
                for path in [
                    format!("/procedures?q={typed}&field={typed}"), format!("/procedures/{typed}"), format!("/life/{typed}"),
                    format!("/procedures/1.001193?place={typed}&channel={typed}"), format!("/track/{typed}?s={typed}"),
                    format!("/open-data/{typed}"), format!("/problems/{typed}"), format!("/api/v1/units?name={typed}"),
                    format!("/api/v1/metrics?metric=open&unit={typed}"), format!("/api/v1/procedures?q={typed}&limit={typed}"),
                    format!("/api/v1/dossiers/{typed}/tracking?secret={typed}"),
                ] {
                    clean(&house.browser().get(&path).await, &path);
                }
                for path in [
                    format!("/api/v1/dossiers?queue={typed}"), format!("/api/v1/dossiers?after={typed}&procedure={typed}"),
                    format!("/api/v1/dossiers/{typed}"), format!("/api/v1/dossiers/{typed}/events"),
                ] {
                    let answer = program.get(&path).await;
                    clean(&answer, &path);
                    assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
                }
                for path in [
                    format!("/desk/dossiers?queue={typed}"), format!("/desk/dossiers?after={typed}&procedure={typed}"),
                    format!("/desk/dossiers/{typed}"), format!("/desk/register?from={typed}"),
                    format!("/desk/intake/procedures?q={typed}"), format!("/desk/intake/due?procedure={typed}"),
                ] {
                    clean(&officer.get(&path).await, &path);
                }
                let found = officer.post("/desk/search", &[("csrf", &csrf), ("q", text)]).await;
                clean(&found, text);
                assert!(!found.body.contains("Nguyễn Thị A"), "{text} finds nobody");
                let mut guest = house.browser();
                let token = guest.get("/desk/sign-in").await.field("csrf");
                let answer = guest.post("/desk/sign-in", &[("csrf", &token), ("login", text), ("password", text)]).await;
                clean(&answer, text);
                assert!(answer.status.is_client_error() && guest.cookie("mc_session").is_none(), "{text} is nobody's name");
            }
        });
    }
}

#[test]
fn what_is_asked_is_repeated_as_text_only() {
    story(async |house| {
        let markup: String =
            percent_encoding::utf8_percent_encode(MARKUP, percent_encoding::NON_ALPHANUMERIC).to_string();
        let mut browser = house.browser();
        for path in [
            format!("/?q={markup}"),
            format!("/procedures?q={markup}"),
            format!("/procedures?q=x&field={markup}&page={markup}"),
            format!("/procedures/1.001193?place={markup}"),
            format!("/procedures/{markup}"),
            format!("/life/{markup}"),
            format!("/track/{markup}?s={markup}"),
            format!("/problems/{markup}"),
            format!("/desk/sign-in?next={markup}"),
            format!("/open-data/{markup}"),
            format!("/open-data?page={markup}"),
            format!("/{markup}"),
        ] {
            unharmed(&path, &browser.get(&path).await.body);
        }
        unharmed("/track", &browser.post("/track", &[("code", MARKUP), ("secret", MARKUP)]).await.body);
        let csrf = browser.get("/desk/sign-in").await.field("csrf");
        let fields = [("csrf", csrf.as_str()), ("login", MARKUP), ("password", "x"), ("next", MARKUP)];
        unharmed("/desk/sign-in", &browser.post("/desk/sign-in", &fields).await.body);
    });
}

#[test]
fn paths_do_not_climb_out_of_what_is_served() {
    story(async |house| {
        let mut browser = house.browser();
        let climbs = [
            "../Cargo.toml",
            "..%2fCargo.toml",
            "%2e%2e/Cargo.toml",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "..%5c..%5cwin.ini",
            "%2fetc%2fpasswd",
            "....//....//etc/passwd",
            "%00",
            "hn.css%00.txt",
            "fonts/../../Cargo.toml",
            ".env",
            "%252e%252e%252fetc",
        ];
        for root in
            ["/assets/", "/open-data/", "/open-data/procedures/", "/procedures/", "/problems/", "/life/"]
        {
            for climb in climbs {
                let path = format!("{root}{climb}");
                let answer = browser.get(&path).await;
                let status = answer.status.as_u16();
                assert!(matches!(status, 400 | 404), "{path} answers {status}");
                assert!(!answer.body.contains("root:") && !answer.body.contains("[package]"), "{path}");
            }
        }
    });
}

#[test]
fn no_address_leads_away() {
    story(async |house| {
        let mut browser = house.browser();
        let csrf = browser.get("/").await.field("csrf");
        let lands = |location: &str, from: &str| {
            let stays =
                location.starts_with('/') && !location.starts_with("//") && !location.starts_with("/\\");
            assert!(stays && !location.contains("evil"), "{from:?} leads to {location:?}");
        };
        for away in AWAY {
            for (path, name, value) in [("/language", "lang", "vi"), ("/text-size", "size", "normal")] {
                let fields = [("csrf", csrf.as_str()), (name, value), ("return", away)];
                let answer = browser.post(path, &fields).await;
                lands(answer.location(), away);
            }
            let mut officer = house.browser();
            let token = officer.get("/desk/sign-in").await.field("csrf");
            let fields = [
                ("csrf", token.as_str()),
                ("login", "hongha.motcua1"),
                ("password", motcua_app::seed::DEMO_PASSWORD),
                ("next", away),
            ];
            let answer = officer.post("/desk/sign-in", &fields).await;
            lands(answer.location(), away);
        }
    });
}

#[test]
fn a_session_planted_beforehand_is_not_taken_up() {
    story(async |house| {
        let planted = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let mut browser = house.browser();
        browser.set_cookie("mc_session", planted);
        let token = browser.get("/desk/sign-in").await.field("csrf");
        let fields = [
            ("csrf", token.as_str()),
            ("login", "hongha.motcua1"),
            ("password", motcua_app::seed::DEMO_PASSWORD),
        ];
        assert_eq!(browser.post("/desk/sign-in", &fields).await.status, StatusCode::SEE_OTHER);
        let mine = browser.cookie("mc_session").expect("a session").to_owned();
        assert_ne!(mine, planted);
        let mut thief = house.browser();
        thief.set_cookie("mc_session", planted);
        assert_eq!(thief.get("/desk").await.status, StatusCode::SEE_OTHER, "the planted one opens nothing");
        // Signing in again gives another one.
        let again = house.signed_in("hongha.motcua1").await;
        assert_ne!(again.cookie("mc_session"), Some(mine.as_str()));
    });
}

#[test]
fn the_method_is_the_one_sent_and_the_host_is_nobody_s_choice() {
    story(async |house| {
        let mut officer = house.signed_in("hongha.motcua1").await;
        for path in ["/desk/sign-out?_method=POST", "/text-size?_method=POST&size=large", "/language?lang=en"]
        {
            assert_eq!(officer.get(path).await.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        }
        assert_eq!(officer.get("/desk").await.status, StatusCode::OK, "still signed in");
        for method in ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"] {
            let answer = officer.ask(method, "/desk/search", None, String::new()).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        }
    });
}

#[test]
fn every_door_to_tracking_has_one_allowance_and_a_network_has_one_too() {
    let limits = Limits { track_burst: 3, track_per_minute: 1, ..Limits::default() };
    story_with(limits, async |house| {
        let mut browser = house.browser();
        let mut statuses = Vec::new();
        for n in 0..2 {
            let code = format!("H26.P00097-260311-{n:04}");
            statuses.push(browser.get(&format!("/track/{code}?s=AAAA")).await.status.as_u16());
            statuses.push(
                browser.get(&format!("/api/v1/dossiers/{code}/tracking?secret=AAAA")).await.status.as_u16(),
            );
            statuses
                .push(browser.post("/track", &[("code", &code), ("secret", "AAAA")]).await.status.as_u16());
        }
        assert_eq!(statuses, [404, 404, 404, 429, 429, 429]);
    });
}

/// Whoever reads what another may not is told the same as of what does not exist.
pub async fn told_nothing(browser: &mut Browser, path: &str, real: &str, unreal: &str) {
    let hidden = browser.get(&path.replace("CODE", real)).await;
    let absent = browser.get(&path.replace("CODE", unreal)).await;
    assert_eq!((hidden.status, absent.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{path}");
    let neutral = |text: &str, code: &str| {
        let text = text.replace(code, "CODE");
        // The number of the request differs from one to the next.
        let from = text.find("\"request_id\"").unwrap_or(text.len());
        text[..from].to_owned()
    };
    assert_eq!(neutral(&hidden.body, real), neutral(&absent.body, unreal), "{path}");
}
