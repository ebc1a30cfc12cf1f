//! Where a provider is and with which keys it signs: asked when first needed, remembered for an hour.
//!
//! After a call that failed nobody asks again for some seconds: those who wait meanwhile hear no at once. A key that is not
//! known has the keys fetched again, at most once a minute, whatever anybody sends.

use super::keys::Keys;
use super::settings::is_safe;
use motcua_app::people::provider::Failure;
use parking_lot::Mutex;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Seconds for which what a provider says of itself is believed without asking again.
const BELIEVED: i64 = 3_600;
/// Seconds for which it is used all the same while the provider does not answer.
const USABLE: i64 = 24 * 3_600;
/// Seconds between two calls after one that failed.
const PAUSE: i64 = 10;
/// Seconds between two looks for a key that is not known.
const LOOK_PAUSE: i64 = 60;
/// Longest answer, bytes.
const LONGEST: u64 = 256 * 1024;

/// What a provider says of itself.
#[derive(Debug, Clone, Deserialize)]
pub struct Metadata {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
    pub userinfo_endpoint: Option<String>,
    pub end_session_endpoint: Option<String>,
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

impl Metadata {
    fn is_safe(&self) -> bool {
        let needed = [&self.authorization_endpoint, &self.token_endpoint, &self.jwks_uri];
        let offered = self.userinfo_endpoint.iter().chain(&self.end_session_endpoint);
        needed.into_iter().chain(offered).all(|address| is_safe(address) && !address.contains('#'))
    }
}

/// An answer.
pub struct Sent {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Something a provider publishes, as last fetched.
struct Known<T> {
    value: Option<(Arc<T>, i64)>,
    failed_at: Option<i64>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { value: None, failed_at: None }
    }
}

impl<T> Known<T> {
    /// The value believed now, fetched if need be. The lock is held meanwhile, so that many ask once.
    fn get(&mut self, now: i64, fetch: impl FnOnce() -> Result<T, Failure>) -> Result<Arc<T>, Failure> {
        if let Some((value, at)) = &self.value
            && (*at..at + BELIEVED).contains(&now)
        {
            return Ok(Arc::clone(value));
        }
        let paused = self.failed_at.is_some_and(|at| (at..at + PAUSE).contains(&now));
        let fetched = match paused {
            true => Err(Failure::Unreachable("it did not answer a moment ago".into())),
            false => fetch().inspect_err(|_| self.failed_at = Some(now)),
        };
        match (fetched, &self.value) {
            (Ok(value), _) => Ok(self.put(value, now)),
            (Err(failure), Some((value, at))) if now - at < USABLE => {
                tracing::warn!(%failure, "what the provider said before is used");
                Ok(Arc::clone(value))
            }
            (Err(failure), _) => Err(failure),
        }
    }

    fn put(&mut self, value: T, now: i64) -> Arc<T> {
        let value = Arc::new(value);
        self.failed_at = None;
        self.value = Some((Arc::clone(&value), now));
        value
    }
}

/// The place of one provider.
pub struct Place {
    agent: ureq::Agent,
    issuer: String,
    metadata: Mutex<Known<Metadata>>,
    keys: Mutex<(Known<Keys>, Option<i64>)>,
}

impl Place {
    pub fn new(agent: ureq::Agent, issuer: String) -> Self {
        Self { agent, issuer, metadata: Mutex::default(), keys: Mutex::default() }
    }

    /// What the provider says of itself; its name must be the one it was connected by.
    pub fn metadata(&self, now: i64) -> Result<Arc<Metadata>, Failure> {
        self.metadata.lock().get(now, || {
            let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
            let metadata: Metadata = self.document(&address)?;
            if metadata.issuer != self.issuer {
                return Err(Failure::Unreachable("it calls itself otherwise than in the settings".into()));
            }
            if !metadata.is_safe() {
                return Err(Failure::Unreachable("it names addresses that are not safe".into()));
            }
            Ok(metadata)
        })
    }

    /// The keys it signs with.
    pub fn keys(&self, metadata: &Metadata, now: i64) -> Result<Arc<Keys>, Failure> {
        self.keys.lock().0.get(now, || self.document(&metadata.jwks_uri))
    }

    /// The keys fetched once more because one is missing; `None` when that was done a moment ago.
    pub fn fresh_keys(&self, metadata: &Metadata, now: i64) -> Result<Option<Arc<Keys>>, Failure> {
        let mut keys = self.keys.lock();
        if keys.1.is_some_and(|at| (at..at + LOOK_PAUSE).contains(&now)) {
            return Ok(None);
        }
        keys.1 = Some(now);
        let fetched = self.document(&metadata.jwks_uri)?;
        Ok(Some(keys.0.put(fetched, now)))
    }

    fn document<T: DeserializeOwned>(&self, address: &str) -> Result<T, Failure> {
        let sent = self.get(address, None)?;
        if sent.status != 200 {
            return Err(Failure::Unreachable(format!("a document is answered with {}", sent.status)));
        }
        serde_json::from_slice(&sent.body).map_err(|error| {
            Failure::Unreachable(format!("a document cannot be read: line {}", error.line()))
        })
    }

    pub fn get(&self, address: &str, authorization: Option<&str>) -> Result<Sent, Failure> {
        let mut call = self.agent.get(address).header("accept", "application/json");
        if let Some(authorization) = authorization {
            call = call.header("authorization", authorization);
        }
        read(call.call())
    }

    pub fn post(
        &self,
        address: &str,
        authorization: Option<&str>,
        form: &[(&'static str, String)],
    ) -> Result<Sent, Failure> {
        let mut call = self.agent.post(address).header("accept", "application/json");
        if let Some(authorization) = authorization {
            call = call.header("authorization", authorization);
        }
        read(call.send_form(form.iter().map(|(name, value)| (*name, value.as_str()))))
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Sent, Failure> {
    let mut answer = answer.map_err(failed)?;
    let body = answer.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(failed)?;
    Ok(Sent { status: answer.status().as_u16(), body })
}

fn failed(error: ureq::Error) -> Failure {
    Failure::Unreachable(match error {
        ureq::Error::Timeout(_) => "it does not answer in time".into(),
        ureq::Error::BodyExceedsLimit(_) => "its answer is too long".into(),
        ureq::Error::HostNotFound => "its host is not known".into(),
        ureq::Error::Io(error) => format!("the connection failed: {}", error.kind()),
        // Others might repeat an address with a code in it.
        _ => "the call failed".into(),
    })
}
