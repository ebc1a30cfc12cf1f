//! A provider of identities of the tests' own: it knows the protocol from the standard and nothing of our side, and it lies
//! when a test tells it to.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaKeyPair, RsaPublicKeyComponents,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

pub const CLIENT: &str = "motcua thử";
pub const SECRET: &str = "bí mật: 1+1/2";

/// What a key signs with.
pub enum Signer {
    Rsa(RsaKeyPair),
    Point(EcdsaKeyPair),
    Edwards(Ed25519KeyPair),
}

impl Signer {
    pub fn rsa() -> Signer {
        Signer::Rsa(RsaKeyPair::from_pkcs8(include_bytes!("rsa-for-tests.der")).expect("a key"))
    }

    pub fn point() -> Signer {
        let (random, how) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let key = EcdsaKeyPair::generate_pkcs8(how, &random).expect("a key");
        Signer::Point(EcdsaKeyPair::from_pkcs8(how, key.as_ref(), &random).expect("a key"))
    }

    pub fn edwards() -> Signer {
        let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        Signer::Edwards(Ed25519KeyPair::from_pkcs8(key.as_ref()).expect("a key"))
    }

    /// As published.
    pub fn public(&self, kid: &str) -> Value {
        match self {
            Signer::Rsa(key) => {
                let parts = RsaPublicKeyComponents::<Vec<u8>>::from(key.public());
                let (n, e) = (URL_SAFE_NO_PAD.encode(parts.n), URL_SAFE_NO_PAD.encode(parts.e));
                json!({ "kty": "RSA", "kid": kid, "use": "sig", "n": n, "e": e })
            }
            Signer::Point(key) => {
                let point = key.public_key().as_ref();
                let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
                json!({ "kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y })
            }
            Signer::Edwards(key) => {
                let x = URL_SAFE_NO_PAD.encode(key.public_key().as_ref());
                json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid, "x": x })
            }
        }
    }

    /// A token with this header and content, truly signed.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", part(header), part(claims));
        let random = SystemRandom::new();
        let signature = match self {
            Signer::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                let how: &dyn ring::signature::RsaEncoding = match header["alg"].as_str() {
                    Some("PS256") => &RSA_PSS_SHA256,
                    _ => &RSA_PKCS1_SHA256,
                };
                key.sign(how, &random, message.as_bytes(), &mut signature).expect("signed");
                signature
            }
            Signer::Point(key) => key.sign(&random, message.as_bytes()).expect("signed").as_ref().to_vec(),
            Signer::Edwards(key) => key.sign(message.as_bytes()).as_ref().to_vec(),
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// A part of a token.
pub fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// What a token is made into before it is given out.
pub type Forge = Box<dyn Fn(&Script, &Value, &Value) -> String + Send>;

/// How the provider behaves.
pub struct Script {
    pub issuer: String,
    pub now: i64,
    pub signer: Signer,
    pub alg: &'static str,
    pub kid: &'static str,
    pub published: Vec<Value>,
    /// What it says of the person, beside what every token has.
    pub person: Value,
    /// What is said at the userinfo endpoint; `null`: whose it is, and no more.
    pub userinfo: Value,
    /// What it says of itself, beside the addresses.
    pub metadata: Value,
    pub forge: Option<Forge>,
    /// Answers of an address instead of the true one: status, more headers, body.
    pub instead: BTreeMap<&'static str, (u16, &'static str, Vec<u8>)>,
    /// Addresses that take a question and say nothing.
    pub silent: Vec<&'static str>,
    pub asked: BTreeMap<String, u32>,
    /// Codes given out: challenge, nonce, where to send the browser.
    codes: BTreeMap<String, (String, String, String)>,
    /// How a client proved itself, when it was not by the secret.
    pub assertion: Option<String>,
    next_code: u32,
}

/// A provider, listening.
pub struct Oracle {
    pub issuer: String,
    script: Arc<Mutex<Script>>,
}

impl Oracle {
    /// One that tells the truth, at this moment.
    pub fn start(now_ms: i64) -> Oracle {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let signer = Signer::point();
        let published = vec![signer.public("k1")];
        let script = Arc::new(Mutex::new(Script {
            issuer: issuer.clone(),
            now: now_ms.div_euclid(1000),
            signer,
            alg: "ES256",
            kid: "k1",
            published,
            person: json!({ "sub": "s-1", "acr": "loa2", "vn_number": "999194000777", "name": "Đỗ Thị Mai",
                "birthdate": "1994-05-17" }),
            userinfo: Value::Null,
            metadata: json!({ "authorization_response_iss_parameter_supported": true }),
            forge: None,
            instead: BTreeMap::new(),
            silent: Vec::new(),
            asked: BTreeMap::new(),
            codes: BTreeMap::new(),
            assertion: None,
            next_code: 0,
        }));
        let shared = Arc::clone(&script);
        // Ends with the process of the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let script = Arc::clone(&shared);
                std::thread::spawn(move || drop(serve(stream, &script)));
            }
        });
        Oracle { issuer, script }
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What the person does there: reads the question, says yes, and is sent back; the address to come back to, without the
    /// host of our site.
    pub fn consent(&self, address: &str) -> String {
        let (place, query) = address.split_once('?').expect("a question");
        assert_eq!(place, format!("{}/authorize", self.issuer));
        let asked = fields(query);
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        assert_eq!(asked["acr_values"], "loa2 loa1");
        assert!(asked["state"].len() >= 22 && asked["nonce"].len() >= 22, "{asked:?}");
        let mut script = self.script();
        script.next_code += 1;
        let code = format!("code-{}", script.next_code);
        let back = asked["redirect_uri"].clone();
        let kept = (asked["code_challenge"].clone(), asked["nonce"].clone(), back.clone());
        script.codes.insert(code.clone(), kept);
        let issuer: String = percent(&self.issuer);
        let path = back.strip_prefix("http://test.local").expect("our own address");
        format!("{path}?code={code}&state={}&iss={issuer}", asked["state"])
    }

    pub fn times_asked(&self, path: &str) -> u32 {
        self.script().asked.get(path).copied().unwrap_or(0)
    }
}

pub fn percent(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub fn fields(query: &str) -> BTreeMap<String, String> {
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
    };
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(k, v)| (decode(k), decode(v))).collect()
}

fn serve(mut stream: TcpStream, script: &Mutex<Script>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut length, mut authorization) = (0, String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let Some((name, value)) = header.trim().split_once(':') else { break };
        match &*name.to_ascii_lowercase() {
            "content-length" => length = value.trim().parse().unwrap_or(0),
            "authorization" => authorization = value.trim().to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let answer = {
        let mut script = script.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *script.asked.entry(path.clone()).or_default() += 1;
        if script.silent.contains(&&*path) {
            drop(script);
            // Until the other side gives up.
            let _ = stream.read(&mut [0; 1]);
            return Ok(());
        }
        match script.instead.get(&*path) {
            Some((status, headers, body)) => (*status, *headers, body.clone()),
            None => {
                let (status, value) = script.answer(&path, &authorization, &body);
                (status, "", value.to_string().into_bytes())
            }
        }
    };
    let (status, headers, body) = answer;
    write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{headers}connection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

impl Script {
    fn answer(&mut self, path: &str, authorization: &str, body: &str) -> (u16, Value) {
        match path {
            "/.well-known/openid-configuration" => {
                let mut all = json!({ "issuer": self.issuer });
                for name in ["authorize", "token", "userinfo", "keys", "end"] {
                    let key = match name {
                        "authorize" => "authorization_endpoint",
                        "token" => "token_endpoint",
                        "userinfo" => "userinfo_endpoint",
                        "keys" => "jwks_uri",
                        _ => "end_session_endpoint",
                    };
                    all[key] = format!("{}/{name}", self.issuer).into();
                }
                merge(&mut all, &self.metadata);
                (200, all)
            }
            "/keys" => (200, json!({ "keys": self.published })),
            "/token" => self.token(authorization, &fields(body)),
            "/userinfo" if authorization == "Bearer access" => match &self.userinfo {
                Value::Null => (200, json!({ "sub": self.person["sub"] })),
                told => (200, told.clone()),
            },
            _ => (404, json!({ "error": "not_found" })),
        }
    }

    fn token(&mut self, authorization: &str, form: &BTreeMap<String, String>) -> (u16, Value) {
        let told = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        self.assertion = form.get("client_assertion").cloned();
        let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", percent(CLIENT), percent(SECRET))));
        // Letters that need no escape may be escaped or not.
        let plain = |text: &str| {
            let bytes = STANDARD.decode(text.trim_start_matches("Basic ")).unwrap_or_default();
            percent_encoding::percent_decode(&bytes).decode_utf8_lossy().into_owned()
        };
        if self.assertion.is_none() && plain(authorization) != plain(&basic) {
            return (401, json!({ "error": "invalid_client" }));
        }
        let Some((challenge, nonce, back)) = self.codes.remove(told("code")) else {
            return (400, json!({ "error": "invalid_grant" }));
        };
        let proven = URL_SAFE_NO_PAD.encode(Sha256::digest(told("code_verifier"))) == challenge;
        if !proven || told("redirect_uri") != back || told("grant_type") != "authorization_code" {
            return (400, json!({ "error": "invalid_grant" }));
        }
        let header = json!({ "alg": self.alg, "kid": self.kid, "typ": "JWT" });
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "exp": self.now + 300, "iat": self.now, "nonce": nonce,
        });
        merge(&mut claims, &self.person);
        let token = match &self.forge {
            Some(forge) => forge(self, &header, &claims),
            None => self.signer.sign(&header, &claims),
        };
        (200, json!({ "id_token": token, "access_token": "access", "token_type": "Bearer" }))
    }
}

fn merge(into: &mut Value, more: &Value) {
    for (name, value) in more.as_object().into_iter().flatten() {
        into[name] = value.clone();
    }
}
