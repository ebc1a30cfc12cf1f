//! Signing in by a provider of identities, through the front door: what it is for, and what somebody would try who means harm.

mod forged;
mod known;
mod oracle;

use crate::support::{Answer, Browser, House, run};
use axum::http::StatusCode;
use motcua_connectors::oidc;
use motcua_db::testing::TestDb;
use motcua_db::{Db, on_each_database};
use motcua_domain::identity::IdentityScheme;
use motcua_domain::procedure::IdentityLevel;
use motcua_store::meta::Purpose;
use motcua_web::Limits;
use oracle::{Oracle, SECRET, Signer};
use serde_json::{Value, json};
use std::time::Duration;

/// A house with a provider connected.
struct Door {
    house: House,
    oracle: Oracle,
    _secret: tempfile::TempDir,
}

impl Door {
    fn over(db: &Db) -> Door {
        Door::set(db, Limits::default(), |_| {})
    }

    fn set(db: &Db, limits: Limits, change: impl FnOnce(&mut Value)) -> Door {
        let house = House::with(db, Purpose::Demonstration, limits);
        let oracle = Oracle::start(house.app.now_ms());
        let folder = tempfile::tempdir().expect("a folder");
        let secret = folder.path().join("secret");
        std::fs::write(&secret, format!("{SECRET}\n")).expect("a secret");
        let mut provider = json!({
            "key": "thu", "issuer": oracle.issuer, "label": "Đăng nhập thử", "label_en": "Test sign-in",
            "client_id": oracle::CLIENT, "client_secret_file": secret, "acr_values": ["loa2", "loa1"],
            "levels": { "loa1": 1, "loa2": 2 }, "claims": { "number": "vn_number" }, "timeout_seconds": 1,
        });
        change(&mut provider);
        let settings = serde_json::from_value(json!({ "provider": [provider] })).expect("settings");
        house.app.sign_in_by(oidc::providers(settings).expect("providers"));
        Door { house, oracle, _secret: folder }
    }

    /// Goes to the provider and says yes there; the address to come back to.
    async fn away(&self, browser: &mut Browser, next: &str) -> String {
        let path = format!("/me/sign-in/thu?next={}", oracle::percent(next));
        let sent = browser.get(&path).await;
        self.oracle.consent(sent.location())
    }

    /// Signs in, as far as it goes.
    async fn through(&self, browser: &mut Browser) -> Answer {
        let back = self.away(browser, "/me").await;
        browser.get(&back).await
    }
}

fn door(tell: impl AsyncFnOnce(Door)) {
    let db = TestDb::sqlite();
    let door = Door::over(&db);
    run(tell(door));
}

/// Refused with this code, and nobody is signed in.
fn refused(answer: &Answer, browser: &Browser, code: &str, what: &str) {
    let text = motcua_app::people::SignInRefusal::ALL.into_iter().find(|refusal| refusal.code() == code);
    let text = text.expect("a code").message(motcua_calendar::Lang::Vi);
    assert!(answer.body.contains(text), "{what}: {} {}", answer.status, answer.body);
    assert!(answer.body.contains("/me/sign-in?next="), "{what}: a way on");
    assert_eq!(browser.cookie("mc_me"), None, "{what}");
}

on_each_database! {
    fn a_person_signs_in_by_a_provider_and_out_again(db: &TestDb) {
        let door = Door::over(db);
        run(async move {
            let mut browser = door.house.browser();
            let page = browser.get("/me/sign-in?next=%2Fprocedures%2F1.001193").await;
            assert!(page.body.contains("/me/sign-in/thu?next=%2Fprocedures%2F1.001193"), "{}", page.body);
            assert!(page.body.contains("Đăng nhập thử"));
            browser.set_cookie("mc_me", "planted");
            let back = door.away(&mut browser, "/procedures/1.001193").await;
            assert!(browser.cookie("mc_sign_in").is_some());
            let answer = browser.get(&back).await;
            assert_eq!(answer.location(), "/procedures/1.001193");
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(browser.cookie("mc_sign_in"), None, "of no use any more");
            let token = browser.cookie("mc_me").expect("a session").to_owned();
            assert_ne!(token, "planted");
            let who = door.house.app.person_session(&token, None).await.expect("a session");
            assert_eq!((who.name.as_str(), who.provider.as_deref()), ("Đỗ Thị Mai", Some("thu")));
            assert_eq!((who.assurance.level, who.assurance.scheme), (IdentityLevel::Two, IdentityScheme::OpenId));
            let mine = browser.get("/me").await;
            assert!(mine.body.contains("Đỗ Thị Mai") && !mine.body.contains("hn-notice--warning"), "{}", mine.body);
            let csrf = mine.field("csrf");
            let out = browser.post("/me/sign-out", &[("csrf", &csrf)]).await;
            assert_eq!(out.location(), "/me/signed-out?by=thu");
            let page = browser.get("/me/signed-out?by=thu").await;
            assert!(page.body.contains(&format!("{}/end?client_id=", door.oracle.issuer)), "{}", page.body);
            assert!(!page.body.contains("id_token_hint"));
            assert_eq!(browser.get("/me").await.status, StatusCode::SEE_OTHER);
        });
    }

    fn an_answer_is_taken_once_in_its_own_browser_and_in_time(db: &TestDb) {
        let door = Door::over(db);
        run(async move {
            let mut browser = door.house.browser();
            let back = door.away(&mut browser, "/me").await;
            let state = back.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state").to_owned();
            // Somebody else, with no cookie, with a cookie of their own, with one they made up.
            let mut other = door.house.browser();
            refused(&other.get(&back).await, &other, "sign-in-expired", "no cookie");
            door.away(&mut other, "/me").await;
            refused(&other.get(&back).await, &other, "sign-in-expired", "another browser");
            other.set_cookie("mc_sign_in", "x");
            refused(&other.get(&back).await, &other, "sign-in-expired", "no secret");
            for wrong in [
                back.replace(&state, &state.chars().rev().collect::<String>()),
                back.replace(&state, ""),
                format!("{back}&state={state}"),
                format!("{back}&code=other"),
                "/me/sign-in/thu/callback".to_owned(),
                "/me/sign-in/thu/callback?error=access_denied".to_owned(),
            ] {
                let mut copy = browser.clone();
                let answer = copy.get(&wrong).await;
                refused(&answer, &copy, "sign-in-expired", &wrong);
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
            }
            let mut nowhere = browser.clone();
            assert_eq!(nowhere.get(&back.replace("/thu/", "/khac/")).await.status, StatusCode::NOT_FOUND);
            assert_eq!(door.oracle.times_asked("/token"), 0, "nothing was redeemed");
            // None of that has used up the right one.
            let mut right = browser.clone();
            assert_eq!(right.get(&back).await.location(), "/me");
            refused(&browser.get(&back).await, &browser, "sign-in-expired", "the second time");
            // Too late; in the other language.
            let mut late = door.house.browser();
            late.lang = "en";
            let back = door.away(&mut late, "/me").await;
            door.house.at("2026-03-11T09:10");
            let answer = late.get(&back).await;
            assert!(answer.body.contains("more than 10 minutes") && answer.body.contains("Back to the sign-in page"));
            assert_eq!(late.cookie("mc_me"), None);
        });
    }
}

#[test]
fn two_windows_sign_in_side_by_side() {
    door(async |door| {
        let mut browser = door.house.browser();
        let first = door.away(&mut browser, "/procedures/1.001193").await;
        let second = door.away(&mut browser, "/me/data").await;
        let (mut one, mut two) = (browser.clone(), browser);
        assert_eq!(one.get(&first).await.location(), "/procedures/1.001193");
        assert_eq!(two.get(&second).await.location(), "/me/data");
    });
}

#[test]
fn every_algorithm_of_the_settings_is_understood_and_no_other() {
    door(async |door| {
        type Made = fn() -> Signer;
        let signers: [(Made, &str); 4] = [
            (Signer::rsa, "RS256"),
            (Signer::rsa, "PS256"),
            (Signer::point, "ES256"),
            (Signer::edwards, "EdDSA"),
        ];
        for (at, (make, alg)) in signers.into_iter().enumerate() {
            {
                let mut script = door.oracle.script();
                (script.signer, script.alg) = (make(), alg);
                script.published = vec![script.signer.public("k1")];
            }
            // What was fetched an hour ago is asked for again.
            let hour = 9 + 2 * at;
            door.house.at(&format!("2026-03-11T{hour:02}:00"));
            door.oracle.script().now = door.house.app.now_ms() / 1000;
            let mut browser = door.house.browser();
            assert_eq!(door.through(&mut browser).await.location(), "/me", "{alg}");
        }
    });
    let db = TestDb::sqlite();
    let strict = Door::set(&db, Limits::default(), |provider| provider["algorithms"] = json!(["PS256"]));
    run(async move {
        let mut browser = strict.house.browser();
        refused(&strict.through(&mut browser).await, &browser, "sign-in-not-verified", "ES256 is not set");
    });
}

#[test]
fn a_sign_in_by_a_provider_leads_nowhere_else() {
    door(async |door| {
        for next in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/desk",
            "/me/sign-out",
            "/me/sign-in/thu",
            "/me/signed-out",
            "javascript:x",
            "/\t/evil.example",
            "/me\r\nSet-Cookie: a=b",
        ] {
            let mut browser = door.house.browser();
            let back = door.away(&mut browser, next).await;
            // A place to go to that the browser brings back is not looked at.
            let answer = browser.get(&format!("{back}&next=https%3A%2F%2Fevil.example")).await;
            assert_eq!(answer.location(), "/me", "{next}");
        }
    });
}

#[test]
fn who_says_no_is_told_how_to_go_on() {
    door(async |door| {
        let mut browser = door.house.browser();
        let back = door.away(&mut browser, "/me").await;
        let state = back.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
        let no =
            format!("/me/sign-in/thu/callback?error=access_denied&error_description=%3Cb%3E&state={state}");
        let answer = browser.get(&no).await;
        refused(&answer, &browser, "sign-in-cancelled", "no");
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(!answer.body.contains("<b>"));
        refused(&browser.get(&back).await, &browser, "sign-in-expired", "over");
    });
}

#[test]
fn a_level_nobody_set_signs_nobody_in_and_a_lower_one_is_kept_as_such() {
    door(async |door| {
        for acr in [json!("loa3"), Value::Null, json!(2), json!(["loa2"])] {
            door.oracle.script().person["acr"] = acr.clone();
            let mut browser = door.house.browser();
            let answer = door.through(&mut browser).await;
            refused(&answer, &browser, "sign-in-level-too-low", &acr.to_string());
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
        }
        door.oracle.script().person["acr"] = json!("loa1");
        let mut browser = door.house.browser();
        assert_eq!(door.through(&mut browser).await.location(), "/me");
        let who = door.house.app.person_session(browser.cookie("mc_me").expect("a session"), None).await;
        assert_eq!(who.expect("a session").assurance.level, IdentityLevel::One);
    });
}

#[test]
fn a_provider_that_is_down_slow_or_talks_too_much_is_told_as_such() {
    let huge = vec![b' '; 300 * 1024];
    let document = "/.well-known/openid-configuration";
    let cases: Vec<(&'static str, u16, &'static str, Vec<u8>)> = vec![
        (document, 500, "", b"{}".to_vec()),
        (document, 200, "", b"<html>".to_vec()),
        (document, 200, "", huge.clone()),
        (document, 302, "location: http://127.0.0.1:1/\r\n", Vec::new()),
        (document, 200, "", br#"{"issuer":"https://other.example"}"#.to_vec()),
        ("/keys", 503, "", Vec::new()),
        ("/keys", 200, "", huge.clone()),
        ("/token", 500, "", b"{}".to_vec()),
        ("/token", 200, "", b"[]".to_vec()),
        ("/token", 200, "", huge),
        ("/token", 302, "location: http://127.0.0.1:1/\r\n", Vec::new()),
        ("/token", 401, "", br#"{"error":"invalid_client"}"#.to_vec()),
    ];
    for (path, status, headers, body) in cases {
        let what = format!("{path} {status} {} bytes", body.len());
        door(async move |door| {
            let mut browser = door.house.browser();
            door.oracle.script().instead.insert(path, (status, headers, body));
            let answer = match path == document {
                true => browser.get("/me/sign-in/thu?next=%2Fme").await,
                false => door.through(&mut browser).await,
            };
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{what}");
            assert_eq!(answer.header("retry-after"), "60");
            refused(&answer, &browser, "sign-in-provider-unavailable", &what);
            // Once it is well again, so are we: at once for what is asked each time, after a pause for what is published.
            door.oracle.script().instead.clear();
            door.house.at("2026-03-11T09:01");
            door.oracle.script().now += 60;
            assert_eq!(door.through(&mut browser).await.location(), "/me", "{what}");
        });
    }
}

#[test]
fn a_provider_that_hangs_is_given_up_and_not_asked_by_everybody() {
    door(async |door| {
        door.oracle.script().silent.push("/.well-known/openid-configuration");
        let begun = std::time::Instant::now();
        let mut answers = Vec::new();
        for _ in 0..20 {
            let mut browser = door.house.browser();
            answers.push(tokio::spawn(async move { browser.get("/me/sign-in/thu?next=%2Fme").await.status }));
        }
        for answer in answers {
            assert_eq!(answer.await.expect("an answer"), StatusCode::SERVICE_UNAVAILABLE);
        }
        assert!(begun.elapsed() < Duration::from_secs(15), "one wait, not one after the other");
        assert_eq!(door.oracle.times_asked("/.well-known/openid-configuration"), 1);
    });
}

#[test]
fn one_address_begins_and_fails_so_often_and_no_more() {
    let db = TestDb::sqlite();
    let limits = Limits { sign_in_burst: 3, sign_in_per_minute: 1, ..Limits::default() };
    let door = Door::set(&db, limits, |_| {});
    run(async move {
        let mut browser = door.house.browser();
        let back = door.away(&mut browser, "/me").await;
        let mut statuses = Vec::new();
        for _ in 0..3 {
            statuses.push(
                door.house.browser().get("/me/sign-in/thu/callback?state=x&code=y").await.status.as_u16(),
            );
        }
        statuses.push(door.house.browser().get("/me/sign-in/thu?next=%2Fme").await.status.as_u16());
        statuses.push(browser.get(&back).await.status.as_u16());
        assert_eq!(statuses, [400, 400, 429, 429, 429]);
    });
}

#[test]
fn a_key_of_our_own_takes_the_place_of_a_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key.pem");
    let der =
        ring::signature::Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new()).expect("a key");
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, der.as_ref());
    std::fs::write(&path, format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"))
        .expect("a file");
    let db = TestDb::sqlite();
    let door = Door::set(&db, Limits::default(), |provider| {
        provider.as_object_mut().expect("settings").remove("client_secret_file");
        provider["private_key_file"] = json!(path);
        provider["private_key_id"] = json!("ours");
    });
    run(async move {
        let mut browser = door.house.browser();
        assert_eq!(door.through(&mut browser).await.location(), "/me");
        let script = door.oracle.script();
        let assertion = script.assertion.as_deref().expect("an assertion");
        let (message, signature) = assertion.rsplit_once('.').expect("a token");
        let decode = |text: &str| {
            base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, text).expect("base64")
        };
        let pair = ring::signature::Ed25519KeyPair::from_pkcs8(der.as_ref()).expect("a key");
        let public = ring::signature::KeyPair::public_key(&pair).as_ref().to_vec();
        let public = ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, public);
        assert!(public.verify(message.as_bytes(), &decode(signature)).is_ok());
        let (header, claims) = message.split_once('.').expect("two parts");
        let header: Value = serde_json::from_slice(&decode(header)).expect("JSON");
        let claims: Value = serde_json::from_slice(&decode(claims)).expect("JSON");
        assert_eq!((&header["alg"], &header["kid"]), (&json!("EdDSA"), &json!("ours")));
        let (issuer, subject) = (&claims["iss"], &claims["sub"]);
        assert_eq!(
            (issuer, subject, &claims["aud"]),
            (&json!(oracle::CLIENT), &json!(oracle::CLIENT), &json!(script.issuer))
        );
        assert!(claims["exp"].as_i64() > Some(script.now) && claims["jti"].as_str().is_some());
    });
}

#[test]
fn over_https_the_cookie_is_of_this_host_alone() {
    use motcua_views::Brand;
    use motcua_web::{WebSettings, router};
    door(async |door| {
        let settings = WebSettings::new(Brand::default(), "http://test.local".into(), true);
        let site = router(std::sync::Arc::clone(&door.house.app), settings);
        let mut browser = Browser { site, ..door.house.browser() };
        let sent = browser.get("/me/sign-in/thu?next=%2Fme").await;
        let cookie = sent.header("set-cookie");
        assert!(cookie.starts_with("__Host-mc_sign_in="), "{cookie}");
        for part in ["; Path=/;", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=600"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let back = door.oracle.consent(sent.location());
        assert_eq!(browser.get(&back).await.location(), "/me");
    });
}
