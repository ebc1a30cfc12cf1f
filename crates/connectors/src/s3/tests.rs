#![allow(clippy::unwrap_used, reason = "a failing test panics")]
//! Against a store made for the test: it checks every signature and every hash, keeps what it is given, and fails as it is
//! told to.

use super::*;
use motcua_files::{Files, Key, KeyFrom};
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How the next request fares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// As it should.
    Well,
    /// 503 with a code.
    Busy,
    /// The line is cut before an answer.
    Cut,
    /// The line is cut in the middle of what is given back.
    Half,
    /// Something else is given back.
    Swapped,
    /// 403.
    Denied,
    /// 404 for the bucket itself.
    NoBucket,
}

#[derive(Default)]
struct Kept {
    objects: BTreeMap<String, Vec<u8>>,
    fates: VecDeque<Fate>,
    asked: Vec<String>,
}

struct Store {
    address: String,
    kept: Arc<Mutex<Kept>>,
}

fn keys() -> Keys {
    Keys::parse("AKTEST\nsecret/of+the=test\n").unwrap()
}

fn store() -> Store {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let kept = Arc::new(Mutex::new(Kept::default()));
    let (own, host) = (Arc::clone(&kept), address.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // One request for each line: what comes after an answer that was cut must not be mixed with it.
            let _ = answer(&stream, &own, &host);
        }
    });
    Store { address, kept }
}

fn answer(stream: &TcpStream, kept: &Mutex<Kept>, host: &str) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let mut heads = BTreeMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap();
        heads.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = heads.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let [method, path, _] = &words[..] else { return Ok(()) };
    let mut kept = kept.lock().unwrap();
    kept.asked.push(format!("{method} {path}"));
    let fate = kept.fates.pop_front().unwrap_or(Fate::Well);
    let (status, out) = match fate {
        Fate::Cut => return Ok(()),
        Fate::Busy => ("503 Slow Down", b"<Error><Code>SlowDown</Code></Error>".to_vec()),
        Fate::Denied => ("403 Forbidden", b"<Error><Code>InvalidAccessKeyId</Code></Error>".to_vec()),
        Fate::NoBucket => ("404 Not Found", b"<Error><Code>NoSuchBucket</Code></Error>".to_vec()),
        Fate::Well | Fate::Half | Fate::Swapped if !is_signed(&heads, method, path, host, &body) => {
            ("403 Forbidden", b"<Error><Code>SignatureDoesNotMatch</Code></Error>".to_vec())
        }
        Fate::Well | Fate::Half | Fate::Swapped => done(&mut kept, method, path, body),
    };
    let mut out = out;
    if fate == Fate::Swapped {
        out.reverse();
    }
    let declared = out.len();
    if fate == Fate::Half {
        out.truncate(declared / 2);
    }
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {declared}\r\nconnection: close\r\n\r\n")?;
    if method != "HEAD" {
        stream.write_all(&out)?;
    }
    stream.flush()
}

/// What is signed must be what came: spelled from the request as it stood on the line.
fn is_signed(heads: &BTreeMap<String, String>, method: &str, path: &str, host: &str, body: &[u8]) -> bool {
    let date = &heads["x-amz-date"];
    let number = |at: std::ops::Range<usize>| date[at].parse::<u32>().unwrap();
    let day = motcua_calendar::Date::new(number(0..4) as i32, number(4..6), number(6..8)).unwrap();
    let clock = u64::from(number(9..11) * 3600 + number(11..13) * 60 + number(13..15));
    let seconds = u64::from(day.day_number().unsigned_abs()) * 86_400 + clock;
    let request = sign::Request { method, path, query: "", host, headers: &[], body };
    let expected = sign::sign(&request, &keys(), "hanoi-1", seconds);
    heads["host"] == host
        && heads["authorization"] == expected.authorization
        && heads["x-amz-content-sha256"] == expected.hash
}

fn done(kept: &mut Kept, method: &str, path: &str, body: Vec<u8>) -> (&'static str, Vec<u8>) {
    let missing = || ("404 Not Found", b"<Error><Code>NoSuchKey</Code></Error>".to_vec());
    match method {
        "PUT" => {
            kept.objects.insert(path.to_owned(), body);
            ("200 OK", Vec::new())
        }
        "DELETE" => {
            kept.objects.remove(path);
            ("204 No Content", Vec::new())
        }
        _ => kept.objects.get(path).map_or_else(missing, |object| ("200 OK", object.clone())),
    }
}

impl Store {
    fn settings(&self) -> Settings {
        Settings {
            address: format!("http://{}/ho-so/mot-cua", self.address),
            style: Style::Path,
            region: "hanoi-1".into(),
            keys: keys(),
            authorities: None,
            timeout: Duration::from_secs(5),
        }
    }

    fn files(&self) -> Files {
        let bucket = Bucket::open(&self.settings()).unwrap();
        Files::over(Box::new(bucket), &KeyFrom::Given(Key::parse(&"ab".repeat(32)).unwrap())).unwrap()
    }

    fn will(&self, fates: &[Fate]) {
        self.kept.lock().unwrap().fates.extend(fates);
    }
}

#[test]
fn contents_lie_sealed_under_names_that_tell_nothing() {
    let store = store();
    let files = store.files();
    let content = b"mot trang giay to".repeat(1_000);
    let hash = files.put(&content).unwrap();
    assert!(files.has(&hash).unwrap());
    assert_eq!(files.get(&hash).unwrap(), content);
    {
        let kept = store.kept.lock().unwrap();
        let (name, object) = kept.objects.iter().next().unwrap();
        assert_eq!(kept.objects.len(), 1, "the probe of the start is gone: {:?}", kept.asked);
        assert!(name.starts_with("/ho-so/mot-cua/files/") && !name.contains(&hash.to_string()[..16]));
        assert!(!object.windows(8).any(|window| window == b"mot tran"));
    }
    // The same content again is asked for and not sent.
    files.put(&content).unwrap();
    assert_eq!(
        store
            .kept
            .lock()
            .unwrap()
            .asked
            .iter()
            .filter(|asked| asked.contains("/files/") && asked.starts_with("PUT"))
            .count(),
        1
    );
    files.remove(&hash).unwrap();
    assert!(matches!(files.get(&hash), Err(Error::Missing)));
    files.remove(&hash).unwrap();
}

#[test]
fn what_fails_for_the_moment_is_tried_again() {
    let store = store();
    let files = store.files();
    store.will(&[Fate::Busy, Fate::Cut, Fate::Well, Fate::Cut, Fate::Busy, Fate::Busy, Fate::Well]);
    let hash = files.put(b"mot trang").unwrap();
    store.will(&[Fate::Half, Fate::Busy, Fate::Well]);
    assert_eq!(files.get(&hash).unwrap(), b"mot trang");
}

#[test]
fn what_keeps_failing_is_told_and_keeps_nothing() {
    let store = store();
    let files = store.files();
    store.will(&[Fate::Well, Fate::Busy, Fate::Busy, Fate::Busy, Fate::Busy]);
    let told = files.put(b"mot trang").unwrap_err().to_string();
    assert!(told.contains("503 SlowDown"), "{told}");
    assert!(store.kept.lock().unwrap().objects.is_empty());
    // Not tried again: it would be refused again.
    store.will(&[Fate::Denied]);
    assert!(files.put(b"mot trang").unwrap_err().to_string().contains("403"));
    assert!(store.kept.lock().unwrap().fates.is_empty());
}

#[test]
fn what_is_given_back_otherwise_is_damaged_and_a_lost_bucket_is_no_lost_file() {
    let store = store();
    let files = store.files();
    let hash = files.put(b"mot trang").unwrap();
    store.will(&[Fate::Swapped]);
    assert!(matches!(files.get(&hash), Err(Error::Damaged)));
    store.will(&[Fate::NoBucket]);
    assert!(matches!(files.get(&hash), Err(Error::Unavailable(_))));
    assert_eq!(files.get(&hash).unwrap(), b"mot trang");
}

#[test]
fn a_store_that_cannot_be_used_is_refused_at_the_start() {
    let store = store();
    let wrong = Settings { keys: Keys::parse("AKTEST other").unwrap(), ..store.settings() };
    assert!(Bucket::open(&wrong).err().unwrap().to_string().contains("SignatureDoesNotMatch"));
    for address in ["ho-so", "ftp://h/b", "https://h", "https://h/", "https://h/b/../c", "https://h/b?x=1"] {
        let settings = Settings { address: address.into(), ..store.settings() };
        assert!(matches!(Bucket::new(&settings), Err(Error::Unavailable(_))), "{address}");
    }
    assert!(Keys::parse("one").is_err() && Keys::parse("a b c").is_err());
    assert_eq!(format!("{:?}", keys()), "Keys(…)");
}

#[test]
fn a_bucket_is_named_by_the_path_or_by_the_host() {
    let settings = Settings { address: "https://s3.example.vn/ho-so/a".into(), ..store().settings() };
    let path = Bucket::new(&settings).unwrap();
    assert_eq!((path.host.as_str(), path.base.as_str()), ("s3.example.vn", "/ho-so/a"));
    let host = Bucket::new(&Settings { style: Style::Host, ..settings }).unwrap();
    assert_eq!((host.origin.as_str(), host.base.as_str()), ("https://ho-so.s3.example.vn", "/a"));
}
