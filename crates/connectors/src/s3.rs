//! Files in an object store that speaks the protocol of S3. What goes there is sealed already: the store sees neither
//! contents nor hashes.
//!
//! Each request is signed whole (Signature Version 4, the hash of the body among what is signed), so that a store keeps no
//! body that was cut off on its way. Writing twice under one name is harmless: a name follows from the content. What fails for
//! the moment is tried again a few times; then the caller is told, and nothing was kept.

mod sign;

use crate::http;
use motcua_files::{Error, Name, Place, Result};
use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often something is tried.
const TRIES: u32 = 4;
/// Before the second try; then twice as long each time.
const WAIT: Duration = Duration::from_millis(100);
/// Bytes of the largest content that is read.
const BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Bytes of an answer that tells of something wrong.
const TOLD_MAX: u64 = 16 * 1024;

/// How a bucket is named in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `https://host/bucket/name`: most stores of one's own.
    Path,
    /// `https://bucket.host/name`.
    Host,
}

/// A pair of keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// Names the account.
    pub access: String,
    /// Proves it.
    pub secret: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Reads two words: the access key and the secret key.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> std::result::Result<Keys, String> {
        let mut words = text.split_ascii_whitespace().map(str::to_owned);
        match (words.next(), words.next(), words.next()) {
            (Some(access), Some(secret), None) => Ok(Keys { access, secret }),
            _ => Err("the access key and the secret key are expected, on two lines".to_owned()),
        }
    }
}

/// Where the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `https://host[:port]/bucket[/prefix]`.
    pub address: String,
    /// How the bucket is named.
    pub style: Style,
    /// The region requests are signed for.
    pub region: String,
    /// Who asks.
    pub keys: Keys,
    /// Certificates trusted beside those of the machine.
    pub authorities: Option<PathBuf>,
    /// The longest one request may take.
    pub timeout: Duration,
}

/// A bucket, or a part of one.
pub struct Bucket {
    agent: ureq::Agent,
    /// `https://host[:port]`, with the bucket before it where it is named so.
    origin: String,
    host: String,
    /// `/bucket/prefix`, or what of it stands in addresses.
    base: String,
    region: String,
    keys: Keys,
}

enum Asked<'a> {
    Put(&'a [u8]),
    Get,
    Head,
    Delete,
}

struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Bucket {
    /// Opens a bucket and proves that it can be written, read and swept.
    ///
    /// # Errors
    /// When the address is none, or the store does not let that be done.
    pub fn open(settings: &Settings) -> Result<Bucket> {
        let bucket = Bucket::new(settings)?;
        let probe = format!("{}/probe/{}", bucket.base, std::process::id());
        let content = b"motcua";
        bucket.put_at(&probe, content)?;
        let read = bucket.get_at(&probe)?;
        bucket.remove_at(&probe)?;
        if read.as_deref() == Some(content) {
            Ok(bucket)
        } else {
            Err(Error::Unavailable("the object store gives back something else than was put".into()))
        }
    }

    fn new(settings: &Settings) -> Result<Bucket> {
        let wrong = || {
            Error::Unavailable(
                "the object store: https://host/bucket or https://host/bucket/prefix is expected".into(),
            )
        };
        let (scheme, rest) = settings.address.split_once("://").ok_or_else(wrong)?;
        let (host, path) = rest.trim_end_matches('/').split_once('/').ok_or_else(wrong)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._/".contains(c);
        let proper = !path.contains("//") && !path.split('/').any(|part| part == "." || part == "..");
        if !["http", "https"].contains(&scheme) || host.is_empty() || !path.chars().all(plain) || !proper {
            return Err(wrong());
        }
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let (host, base) = match settings.style {
            Style::Path => (host.to_owned(), format!("/{path}")),
            Style::Host if prefix.is_empty() => (format!("{bucket}.{host}"), String::new()),
            Style::Host => (format!("{bucket}.{host}"), format!("/{prefix}")),
        };
        let client = http::Settings { timeout: settings.timeout, authorities: settings.authorities.clone() };
        let agent = http::client(&client).map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Bucket {
            agent,
            origin: format!("{scheme}://{host}"),
            host,
            base,
            region: settings.region.clone(),
            keys: settings.keys.clone(),
        })
    }

    fn path(&self, name: &Name) -> String {
        format!("{}/{}", self.base, name.path())
    }

    /// Asks until there is an answer that is not of the moment.
    fn ask(&self, asked: &Asked<'_>, path: &str) -> Result<Answer> {
        let (mut wait, mut last) = (WAIT, String::new());
        for attempt in 0..TRIES {
            if attempt > 0 {
                std::thread::sleep(wait);
                wait *= 2;
            }
            match self.once(asked, path) {
                Ok(answer) if matches!(answer.status, 429 | 500..=599) => last = told(&answer),
                Ok(answer) => return Ok(answer),
                Err(error) => last = error.to_string(),
            }
        }
        Err(Error::Unavailable(format!("the object store: {last}")))
    }

    fn once(&self, asked: &Asked<'_>, path: &str) -> std::result::Result<Answer, ureq::Error> {
        let (method, body) = match asked {
            Asked::Put(body) => ("PUT", *body),
            Asked::Get => ("GET", &[][..]),
            Asked::Head => ("HEAD", &[][..]),
            Asked::Delete => ("DELETE", &[][..]),
        };
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let request = sign::Request { method, path, query: "", host: &self.host, headers: &[], body };
        let signed = sign::sign(&request, &self.keys, &self.region, seconds);
        let url = format!("{}{path}", self.origin);
        let heads = [
            ("authorization", signed.authorization),
            ("x-amz-date", signed.date),
            ("x-amz-content-sha256", signed.hash),
        ];
        let answer = match asked {
            Asked::Put(body) => with(self.agent.put(&url), heads).send(*body),
            Asked::Get => with(self.agent.get(&url), heads).call(),
            Asked::Head => with(self.agent.head(&url), heads).call(),
            Asked::Delete => with(self.agent.delete(&url), heads).call(),
        };
        let mut answer = answer?;
        let status = answer.status().as_u16();
        let most = if status == 200 { BYTES_MAX } else { TOLD_MAX };
        let body = answer.body_mut().with_config().limit(most).read_to_vec()?;
        Ok(Answer { status, body })
    }

    fn put_at(&self, path: &str, sealed: &[u8]) -> Result<()> {
        let answer = self.ask(&Asked::Put(sealed), path)?;
        if answer.status == 200 { Ok(()) } else { Err(refused(&answer)) }
    }

    fn get_at(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let answer = self.ask(&Asked::Get, path)?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            // A bucket that is gone is no content that is missing.
            404 if code(&answer).as_deref() == Some("NoSuchKey") => Ok(None),
            _ => Err(refused(&answer)),
        }
    }

    fn remove_at(&self, path: &str) -> Result<()> {
        let answer = self.ask(&Asked::Delete, path)?;
        match answer.status {
            200 | 204 => Ok(()),
            404 if code(&answer).as_deref() == Some("NoSuchKey") => Ok(()),
            _ => Err(refused(&answer)),
        }
    }
}

impl Place for Bucket {
    fn put(&self, name: &Name, sealed: &[u8]) -> Result<()> {
        self.put_at(&self.path(name), sealed)
    }

    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>> {
        self.get_at(&self.path(name))
    }

    fn has(&self, name: &Name) -> Result<bool> {
        let answer = self.ask(&Asked::Head, &self.path(name))?;
        match answer.status {
            200 => Ok(true),
            404 => Ok(false),
            _ => Err(refused(&answer)),
        }
    }

    fn remove(&self, name: &Name) -> Result<()> {
        self.remove_at(&self.path(name))
    }
}

fn with<B>(mut request: ureq::RequestBuilder<B>, heads: [(&str, String); 3]) -> ureq::RequestBuilder<B> {
    for (name, value) in heads {
        request = request.header(name, value);
    }
    request
}

/// What an answer calls what is wrong: `<Code>…</Code>`.
fn code(answer: &Answer) -> Option<String> {
    let text = String::from_utf8_lossy(&answer.body);
    let code = text.split_once("<Code>")?.1.split_once("</Code>")?.0;
    Some(code.chars().filter(char::is_ascii_alphanumeric).take(60).collect())
}

fn told(answer: &Answer) -> String {
    match code(answer) {
        Some(code) => format!("answers {} {code}", answer.status),
        None => format!("answers {}", answer.status),
    }
}

fn refused(answer: &Answer) -> Error {
    Error::Unavailable(format!("the object store {}", told(answer)))
}

#[cfg(test)]
mod tests;
