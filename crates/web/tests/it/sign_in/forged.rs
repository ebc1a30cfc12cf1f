//! Tokens and answers that are not what they seem: none signs anybody in.

use super::oracle::{Forge, Script, Signer, part};
use super::{door, refused};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// A true token but for what its content says.
fn says(change: impl Fn(&Script, &mut Value) + Send + 'static) -> Forge {
    Box::new(move |script, header, claims| {
        let mut claims = claims.clone();
        change(script, &mut claims);
        script.signer.sign(header, &claims)
    })
}

/// A true token but for one claim.
fn claim(name: &'static str, value: Value) -> Forge {
    says(move |_, claims| claims[name] = value.clone())
}

/// A true token without one claim.
fn without(name: &'static str) -> Forge {
    says(move |_, claims| {
        claims.as_object_mut().expect("claims").remove(name);
    })
}

/// A true token at another moment.
fn at(name: &'static str, seconds: i64) -> Forge {
    says(move |script, claims| claims[name] = json!(script.now + seconds))
}

fn raw(make: impl Fn(&Script, &Value, &Value) -> String + Send + 'static) -> Forge {
    Box::new(make)
}

/// A MAC made with what everybody knows, the published key.
fn mac(key: &[u8], header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn contents() -> Vec<(&'static str, Forge)> {
    vec![
        ("nonce of another sign-in", claim("nonce", json!("x"))),
        ("no nonce", without("nonce")),
        ("another audience", claim("aud", json!("somebody"))),
        ("a further audience", claim("aud", json!([super::oracle::CLIENT, "somebody"]))),
        ("no audience", without("aud")),
        ("an empty audience", claim("aud", json!([]))),
        ("given to another client", claim("azp", json!("somebody"))),
        ("another issuer", claim("iss", json!("https://other.example"))),
        (
            "an issuer with a slash more",
            says(|script, claims| claims["iss"] = json!(format!("{}/", script.issuer))),
        ),
        ("no issuer", without("iss")),
        ("ended", at("exp", -61)),
        ("no end", without("exp")),
        ("an end that is no number", claim("exp", json!("tomorrow"))),
        ("made in the future", at("iat", 120)),
        ("made long ago", at("iat", -3_600)),
        ("made at no time", without("iat")),
        ("not yet good", at("nbf", 120)),
        ("identified in the future", at("auth_time", 120)),
        ("made with another access token", claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"))),
        ("nobody", without("sub")),
        ("an empty name for the person", claim("sub", json!(""))),
        ("a name that is none", claim("sub", json!(7))),
        ("a name without end", claim("sub", json!("x".repeat(256)))),
    ]
}

fn signatures() -> Vec<(&'static str, Forge)> {
    vec![
        ("not signed", raw(|_, _, claims| format!("{}.{}.", part(&json!({ "alg": "none" })), part(claims)))),
        (
            "not signed, in capitals",
            raw(|_, _, claims| format!("{}.{}.", part(&json!({ "alg": "NONE" })), part(claims))),
        ),
        ("no algorithm", raw(|script, _, claims| script.signer.sign(&json!({ "kid": "k1" }), claims))),
        (
            "the signature cut off",
            raw(|script, header, claims| {
                let token = script.signer.sign(header, claims);
                token[..=token.rfind('.').expect("a dot")].to_owned()
            }),
        ),
        (
            "a MAC with the published key",
            raw(|script, _, claims| {
                let header = json!({ "alg": "HS256", "kid": "k1" });
                mac(script.published[0].to_string().as_bytes(), &header, claims)
            }),
        ),
        (
            "a MAC with the point of the key",
            raw(|script, _, claims| {
                let header = json!({ "alg": "HS256", "kid": "k1" });
                let x = script.published[0]["x"].as_str().expect("a point").to_owned();
                mac(&URL_SAFE_NO_PAD.decode(x).expect("base64"), &header, claims)
            }),
        ),
        (
            "a MAC called a signature",
            raw(|script, header, claims| mac(script.published[0].to_string().as_bytes(), header, claims)),
        ),
        (
            "a key of the forger's own under the known name",
            raw(|_, header, claims| Signer::point().sign(header, claims)),
        ),
        (
            "a key brought along",
            raw(|_, _, claims| {
                let own = Signer::point();
                let header = json!({ "alg": "ES256", "kid": "k1", "jwk": own.public("k1") });
                own.sign(&header, claims)
            }),
        ),
        (
            "a key that is elsewhere",
            raw(|_, _, claims| {
                let header = json!({ "alg": "ES256", "kid": "k2", "jku": "http://127.0.0.1:1/keys" });
                Signer::point().sign(&header, claims)
            }),
        ),
        (
            "the name of another kind of key",
            raw(|script, _, claims| script.signer.sign(&json!({ "alg": "RS256", "kid": "k1" }), claims)),
        ),
        (
            "a header that must be understood",
            raw(|script, _, claims| {
                script
                    .signer
                    .sign(&json!({ "alg": "ES256", "kid": "k1", "crit": ["b64"], "b64": false }), claims)
            }),
        ),
        (
            "changed after it was signed",
            raw(|script, header, claims| {
                let token = script.signer.sign(header, claims);
                let mut other = claims.clone();
                other["sub"] = json!("somebody else");
                let parts: Vec<&str> = token.split('.').collect();
                format!("{}.{}.{}", parts[0], part(&other), parts[2])
            }),
        ),
        (
            "nought as a signature",
            raw(|_, header, claims| {
                format!("{}.{}.{}", part(header), part(claims), URL_SAFE_NO_PAD.encode([0; 64]))
            }),
        ),
        ("two parts", raw(|_, header, claims| format!("{}.{}", part(header), part(claims)))),
        ("five parts", raw(|script, header, claims| format!("{}.x.y", script.signer.sign(header, claims)))),
        ("no token at all", raw(|_, _, _| String::new())),
        ("content that is no object", raw(|script, header, _| script.signer.sign(header, &json!([1])))),
    ]
}

#[test]
fn no_forged_token_signs_anybody_in() {
    door(async |door| {
        for (what, forge) in contents().into_iter().chain(signatures()) {
            door.oracle.script().forge = Some(forge);
            let mut browser = door.house.browser();
            let answer = door.through(&mut browser).await;
            refused(&answer, &browser, "sign-in-not-verified", what);
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
        }
        // The same without a lie: what was tried has not locked anybody out.
        door.oracle.script().forge = None;
        let mut browser = door.house.browser();
        assert_eq!(door.through(&mut browser).await.location(), "/me");
    });
}

#[test]
fn what_may_be_said_may_be_said() {
    door(async |door| {
        let half = &ring::digest::digest(&ring::digest::SHA256, b"access").as_ref()[..16].to_vec();
        let harmless: Vec<(&str, Forge)> = vec![
            ("for us alone, as a list", claim("aud", json!([super::oracle::CLIENT]))),
            ("given to us", claim("azp", json!(super::oracle::CLIENT))),
            ("clocks differ a little", at("iat", 30)),
            ("ended this moment", at("exp", -30)),
            ("the hash of the access token", claim("at_hash", json!(URL_SAFE_NO_PAD.encode(half)))),
            ("identified an hour ago", at("auth_time", -3_600)),
            (
                "no name of the key where there is one",
                raw(|script, _, claims| script.signer.sign(&json!({ "alg": "ES256" }), claims)),
            ),
        ];
        for (what, forge) in harmless {
            door.oracle.script().forge = Some(forge);
            let mut browser = door.house.browser();
            assert_eq!(door.through(&mut browser).await.location(), "/me", "{what}");
        }
    });
}

#[test]
fn at_a_kiosk_nobody_is_taken_for_whoever_came_before() {
    door(async |door| {
        let identified = |seconds| door.oracle.script().forge = Some(at("auth_time", seconds));
        let mut machine = door.house.browser();
        let csrf = machine.get("/kiosk/demo").await.field("csrf");
        machine.post("/kiosk/demo", &[("csrf", &csrf), ("do", "begin")]).await;
        let asked = machine.get("/me/sign-in/thu?next=%2Fme").await.location().to_owned();
        assert!(asked.contains("&prompt=login") && asked.contains("&max_age=0"), "{asked}");
        identified(-300);
        refused(&door.through(&mut machine).await, &machine, "sign-in-not-verified", "five minutes ago");
        identified(-10);
        assert_eq!(door.through(&mut machine).await.location(), "/me");
        // At home one may have been identified long before.
        let mut browser = door.house.browser();
        identified(-300);
        let asked = browser.get("/me/sign-in/thu?next=%2Fme").await.location().to_owned();
        assert!(!asked.contains("prompt=") && !asked.contains("max_age="), "{asked}");
        assert_eq!(door.through(&mut browser).await.location(), "/me");
    });
}

#[test]
fn a_new_key_is_fetched_once_and_unknown_ones_do_not_make_us_ask_again() {
    door(async |door| {
        let mut browser = door.house.browser();
        assert_eq!(door.through(&mut browser).await.location(), "/me");
        assert_eq!(door.oracle.times_asked("/keys"), 1);
        {
            let mut script = door.oracle.script();
            (script.signer, script.kid) = (Signer::point(), "k2");
            script.published = vec![script.signer.public("k2")];
        }
        assert_eq!(door.through(&mut door.house.browser()).await.location(), "/me", "a new key");
        assert_eq!(door.through(&mut door.house.browser()).await.location(), "/me");
        assert_eq!(door.oracle.times_asked("/keys"), 2);
        // Keys nobody publishes: one look a minute, however many come with them.
        door.house.at("2026-03-11T09:02");
        {
            let mut script = door.oracle.script();
            script.now += 120;
            script.kid = "k3";
        }
        for _ in 0..5 {
            let mut browser = door.house.browser();
            refused(&door.through(&mut browser).await, &browser, "sign-in-not-verified", "an unknown key");
        }
        assert_eq!(door.oracle.times_asked("/keys"), 3);
        // A key that is not published any more is not believed for longer than an hour.
        {
            let mut script = door.oracle.script();
            script.kid = "k2";
            script.published = vec![Signer::point().public("k4")];
            script.now += 3_600;
        }
        door.house.at("2026-03-11T10:02");
        let mut browser = door.house.browser();
        refused(&door.through(&mut browser).await, &browser, "sign-in-not-verified", "a key taken back");
    });
}

#[test]
fn a_code_of_another_provider_is_not_taken_to_this_one() {
    door(async |door| {
        let issuer = super::oracle::percent(&door.oracle.issuer);
        for (what, other) in [("another", "https%3A%2F%2Fother.example"), ("none", "")] {
            let mut browser = door.house.browser();
            let back = door.away(&mut browser, "/me").await;
            let mixed = back.replace(&format!("iss={issuer}"), &format!("iss={other}"));
            assert_ne!(mixed, back);
            refused(&browser.get(&mixed).await, &browser, "sign-in-not-verified", what);
        }
        assert_eq!(door.oracle.times_asked("/token"), 0, "the code stayed here");
    });
    door(async |door| {
        door.oracle.script().metadata = json!({});
        let mut browser = door.house.browser();
        let back = door.away(&mut browser, "/me").await;
        let (silent, _) = back.split_once("&iss=").expect("an issuer");
        assert_eq!(browser.get(silent).await.location(), "/me", "a provider that never says who it is");
    });
}

#[test]
fn a_code_that_was_made_up_is_the_browser_s_own_doing() {
    door(async |door| {
        for code in ["made-up", "x%00y", "%3Cscript%3E", &"x".repeat(5_000)] {
            let mut browser = door.house.browser();
            let back = door.away(&mut browser, "/me").await;
            let (head, rest) = back.split_once("code=").expect("a code");
            let tail = rest.split_once('&').expect("more").1;
            let answer = browser.get(&format!("{head}code={code}&{tail}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{code}");
            assert_eq!(browser.cookie("mc_me"), None, "{code}");
        }
        // The code of one's own sign-in, brought by another browser into its own.
        let (mut mine, mut theirs) = (door.house.browser(), door.house.browser());
        let my_back = door.away(&mut mine, "/me").await;
        let their_back = door.away(&mut theirs, "/me").await;
        let code = |back: &str| {
            back.split("code=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default().to_owned()
        };
        let injected = their_back.replace(&code(&their_back), &code(&my_back));
        refused(&theirs.get(&injected).await, &theirs, "sign-in-not-verified", "an injected code");
    });
}

#[test]
fn a_provider_that_names_unsafe_addresses_is_not_used() {
    for (name, address) in [
        ("token_endpoint", "http://id.example/token"),
        ("jwks_uri", "file:///etc/passwd"),
        ("authorization_endpoint", "javascript:alert(1)"),
        ("end_session_endpoint", "http://169.254.169.254/latest"),
        ("userinfo_endpoint", "http://127.0.0.1@evil.example/"),
    ] {
        door(async |door| {
            door.oracle.script().metadata[name] = json!(address);
            let mut browser = door.house.browser();
            let answer = browser.get("/me/sign-in/thu?next=%2Fme").await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{name}");
            refused(&answer, &browser, "sign-in-provider-unavailable", name);
        });
    }
}

#[test]
fn what_is_told_beside_the_token_must_be_of_the_same_person() {
    door(async |door| {
        {
            let mut script = door.oracle.script();
            let person = json!({ "sub": "s-9", "acr": "loa2" });
            (script.person, script.userinfo) = (person, json!({ "sub": "s-9", "name": "Trần Văn Bình" }));
        }
        let mut browser = door.house.browser();
        assert_eq!(door.through(&mut browser).await.location(), "/me");
        assert!(browser.get("/me").await.body.contains("Trần Văn Bình"));
        for other in [json!({ "sub": "s-10", "name": "Ai Khác" }), json!({ "name": "Ai Khác" }), json!([])]
        {
            door.oracle.script().userinfo = other.clone();
            let mut browser = door.house.browser();
            refused(&door.through(&mut browser).await, &browser, "sign-in-not-verified", &other.to_string());
        }
        // What is signed goes before what is not.
        {
            let mut script = door.oracle.script();
            script.person = json!({ "sub": "s-11", "acr": "loa2", "name": "Lê Ký Tên" });
            script.userinfo = json!({ "sub": "s-11", "name": "Lê Không Ký" });
        }
        let mut browser = door.house.browser();
        assert_eq!(door.through(&mut browser).await.location(), "/me");
        assert!(browser.get("/me").await.body.contains("Lê Ký Tên"));
    });
}
