//! What the public sees: pages, tracking, languages, headers, health.

use crate::support::{House, filing, run, story, story_with};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};
use motcua_store::meta::Purpose;
use motcua_web::Limits;

on_each_database! {
    fn public_pages_answer_in_both_languages(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            for lang in ["vi", "en"] {
                let mut browser = house.browser();
                browser.lang = lang;
                let pages = ["/", "/procedures", "/procedures?q=khai+sinh", "/procedures/1.001193", "/track", "/accessibility",
                    "/privacy", "/help/shortcuts", "/desk/sign-in", "/desk/demo", "/problems/stale", "/problems/wrong-phase",
                    "/_styleguide"];
                for path in pages {
                    let page = browser.get(path).await;
                    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
                    assert!(page.body.contains(&format!("<html lang=\"{lang}\"")), "{path} in {lang}");
                    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
                    assert_eq!(page.header("x-content-type-options"), "nosniff");
                }
                let gone = browser.get("/no-such-page").await;
                assert_eq!(gone.status, StatusCode::NOT_FOUND);
                assert!(gone.body.contains(&format!("<html lang=\"{lang}\"")));
            }
        });
    }

    fn a_dossier_is_followed_with_its_secret_and_only_with_it(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut program = house.program("hongha.motcua1").await;
            let filed = program.send("/api/v1/dossiers", &filing()).await.json();
            let (code, secret) = (filed["code"].as_str().expect("code"), filed["tracking_secret"].as_str().expect("secret"));
            let mut browser = house.browser();
            let page = browser.get(&format!("/track/{code}?s={secret}")).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert_eq!(page.header("cache-control"), "no-store");
            assert_eq!(page.header("referrer-policy"), "no-referrer");
            assert!(!page.body.contains("Nguyễn Thị"), "tracking names nobody");
            let asked = browser.post("/track", &[("code", &code.to_lowercase()), ("secret", &secret.to_lowercase())]).await;
            assert_eq!(asked.location(), format!("/track/{code}?s={secret}"));
            let json = browser.get(&format!("/api/v1/dossiers/{code}/tracking?secret={secret}")).await;
            assert_eq!(json.json()["status"], 2);

            let wrong = browser.post("/track", &[("code", code), ("secret", "!!!!")]).await;
            let unknown = browser.post("/track", &[("code", "H26.P00097-260311-9999"), ("secret", "!!!!")]).await;
            assert_eq!((wrong.status, unknown.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
            assert_eq!(
                wrong.body.replace(code, "CODE"),
                unknown.body.replace("H26.P00097-260311-9999", "CODE"),
                "an unknown code and a wrong secret look the same"
            );
            for _ in 0..4 {
                browser.get(&format!("/track/{code}?s=ZZZZ")).await;
            }
            let locked = browser.get(&format!("/track/{code}?s={secret}")).await;
            assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS, "five wrong tries lock the code");
            assert!(!locked.header("retry-after").is_empty());
            house.at("2026-03-11T09:20");
            assert_eq!(browser.get(&format!("/track/{code}?s={secret}")).await.status, StatusCode::OK, "and it opens again");
        });
    }
}

#[test]
fn guessing_from_one_address_is_slowed() {
    let limits = Limits { track_burst: 3, track_per_minute: 1, ..Limits::default() };
    story_with(limits, async |house| {
        let mut browser = house.browser();
        let mut statuses = Vec::new();
        for n in 0..5 {
            statuses
                .push(browser.get(&format!("/track/H26.P00097-260311-{n:04}?s=AAAA")).await.status.as_u16());
        }
        assert_eq!(statuses, [404, 404, 404, 429, 429]);
    });
}

#[test]
fn the_language_is_remembered_and_its_form_is_guarded() {
    story(async |house| {
        let mut browser = house.browser();
        let csrf = browser.get("/procedures").await.field("csrf");
        let forged =
            browser.post("/language", &[("csrf", "x"), ("lang", "en"), ("return", "/procedures")]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let changed =
            browser.post("/language", &[("csrf", &csrf), ("lang", "en"), ("return", "/procedures")]).await;
        assert_eq!(changed.location(), "/procedures");
        assert!(browser.get("/").await.body.contains("<html lang=\"en\""));
        let away =
            browser.post("/language", &[("csrf", &csrf), ("lang", "vi"), ("return", "//evil.example")]).await;
        assert_eq!(away.location(), "/");
    });
}

#[test]
fn operators_are_told_how_it_is() {
    story(async |house| {
        let mut browser = house.browser();
        assert_eq!(browser.get("/healthz").await.body, "ok\n");
        assert_eq!(browser.get("/readyz").await.body, "ready\n");
        house.received().await;
        let text = browser.get("/metrics").await.body;
        assert!(text.contains("motcua_events 2\n"), "{text}");
        assert!(text.contains("motcua_http_requests_total{class=\"api\",status=\"2xx\"} 1\n"), "{text}");
    });
}

#[test]
fn assets_are_kept_and_compressed() {
    story(async |house| {
        let mut browser = house.browser();
        let css = browser.get(motcua_views::asset("hn.css")).await;
        assert_eq!(css.status, StatusCode::OK);
        assert!(css.header("cache-control").contains("immutable"));
        assert_eq!(browser.get("/assets/none.css").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_working_database_has_no_roles_to_click() {
    let db = TestDb::sqlite();
    let house = House::with(&db, Purpose::Working, Limits::default());
    run(async move {
        let mut browser = house.browser();
        assert_eq!(browser.get("/desk/demo").await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/_styleguide").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn beyond_capacity_the_answer_is_early_and_says_when_to_come_back() {
    let limits = Limits { public_places: 0, waiting: 0, ..Limits::default() };
    story_with(limits, async |house| {
        let mut browser = house.browser();
        let page = browser.get("/").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(page.header("retry-after"), "1");
        assert_eq!(browser.get("/healthz").await.status, StatusCode::OK, "probes need no place");
        assert_eq!(
            browser.get("/desk/sign-in").await.status,
            StatusCode::OK,
            "counters have places of their own"
        );
    });
}
