//! Officers' accounts: sign-in with lock-out, sessions, API tokens, duties in force.

use crate::App;
use crate::error::{Error, What};
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use motcua_calendar::Moment;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_store::accounts as rows;
use parking_lot::RwLock;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Wrong passwords before an account is locked.
pub const TRIES: i64 = 5;
/// How long it stays locked, seconds.
pub const LOCK_SECONDS: i64 = 600;
/// A session ends after this many seconds without use (a working shift's pause).
pub const SESSION_IDLE_SECONDS: i64 = 8 * 3600;
/// And after this many in any case.
pub const SESSION_MAX_SECONDS: i64 = 14 * 3600;
/// How long an actor may be answered from memory, milliseconds: the longest a withdrawn duty can live on.
const CACHE_MS: i64 = 5_000;
/// Most actors kept in memory.
const CACHE_MAX: usize = 4_096;

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The actor with the duties in force now.
    pub actor: Arc<Actor>,
    /// Account.
    pub officer: OfficerId,
    /// Name shown.
    pub name: Arc<str>,
    /// User name.
    pub username: Arc<str>,
    /// The unit the officer works at in this session: the one chosen, else the first duty's.
    pub unit: UnitId,
    /// CSRF token of the session; empty for API tokens, which no browser sends by itself.
    pub csrf: Arc<str>,
}

impl SignedIn {
    /// Whether the officer has a role at the session's unit.
    pub fn has_role(&self, role: Role) -> bool {
        self.actor.duties().iter().any(|d| d.unit == self.unit && d.role == role)
    }
}

/// A new session: the token goes into the cookie and nowhere else.
#[derive(Debug)]
pub struct NewSession {
    /// Cookie value.
    pub token: String,
    /// Who.
    pub signed_in: SignedIn,
}

#[derive(Default)]
pub(crate) struct ActorCache(RwLock<HashMap<[u8; 32], (i64, SignedIn)>>);

impl ActorCache {
    pub(crate) fn clear(&self) {
        self.0.write().clear();
    }
    fn get(&self, key: &[u8; 32], now_ms: i64) -> Option<SignedIn> {
        self.0.read().get(key).filter(|(until, _)| *until > now_ms).map(|(_, who)| who.clone())
    }
    fn put(&self, key: [u8; 32], now_ms: i64, who: SignedIn) {
        let mut map = self.0.write();
        if map.len() >= CACHE_MAX {
            map.clear();
        }
        map.insert(key, (now_ms + CACHE_MS, who));
    }
    fn forget(&self, key: &[u8; 32]) {
        self.0.write().remove(key);
    }
}

pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Hashes a password (Argon2id, library defaults).
pub fn hash_password(password: &str) -> Result<String, Error> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|e| Error::Defect(format!("no entropy: {e}")))?;
    let salt = SaltString::encode_b64(&random).map_err(|e| Error::Defect(format!("salt: {e}")))?;
    Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|e| Error::Defect(format!("password hashing: {e}")))
}

/// A hash of nothing anybody types: the time spent on it does not tell whether a name exists.
fn nobody() -> Result<&'static str, Error> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    if let Some(hash) = NOBODY.get() {
        return Ok(hash);
    }
    let mut random = [0u8; 24];
    getrandom::fill(&mut random).map_err(|e| Error::Defect(format!("no entropy: {e}")))?;
    let hash = hash_password(&format!("{random:?}"))?;
    Ok(NOBODY.get_or_init(|| hash))
}

fn password_matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

impl App {
    /// Signs in with a password. Slow on purpose: call it from a thread that may block.
    ///
    /// Unknown names cost as much as wrong passwords and give the same answer.
    pub fn sign_in(&self, username: &str, password: &str) -> Result<NewSession, Error> {
        let username = username.trim().to_lowercase();
        if username.is_empty() || username.len() > 80 || password.len() > 200 {
            return Err(Error::BadCredentials);
        }
        let now = self.now_ms().div_euclid(1000);
        let name = username.clone();
        let (officer, guard) = self.db().read(move |tx| {
            Ok::<_, Error>((rows::officer_by_username(tx, &name)?, rows::guard_read(tx, &name)?))
        })?;
        if guard.locked_until > now {
            return Err(Error::Locked {
                seconds: u32::try_from(guard.locked_until - now).unwrap_or(u32::MAX),
            });
        }
        let hash = officer.as_ref().filter(|o| o.active).and_then(|o| o.password_hash.clone());
        let right = password_matches(password, hash.as_deref().unwrap_or(nobody()?)) && hash.is_some();
        let (Some(officer), true) = (officer, right) else {
            let name = username;
            let guard = self
                .db()
                .write(move |tx| Ok::<_, Error>(rows::guard_fail(tx, &name, now, TRIES, LOCK_SECONDS)?))?;
            if guard.locked_until > now {
                return Err(Error::Locked {
                    seconds: u32::try_from(guard.locked_until - now).unwrap_or(u32::MAX),
                });
            }
            return Err(Error::BadCredentials);
        };
        let name = username;
        self.db().write(move |tx| Ok::<_, Error>(rows::guard_reset(tx, &name)?))?;
        self.new_session(officer.id)
    }

    /// Becomes a role with one click; only in a demonstration.
    pub fn become_demo(&self, username: &str) -> Result<NewSession, Error> {
        if !self.is_demonstration() {
            return Err(Error::NotFound(What::Page));
        }
        let name = username.trim().to_lowercase();
        let officer = self
            .db()
            .read(move |tx| Ok::<_, Error>(rows::officer_by_username(tx, &name)?))?
            .ok_or(Error::NotFound(What::Officer))?;
        self.new_session(officer.id)
    }

    fn new_session(&self, officer: OfficerId) -> Result<NewSession, Error> {
        let token = self.ids().token()?;
        let csrf = self.ids().token()?;
        let hash = token_hash(&token);
        let now_ms = self.now_ms();
        let now = now_ms.div_euclid(1000);
        let who = self.signed_in(officer, &csrf, now_ms)?;
        let row = rows::Session {
            token_hash: hash,
            officer,
            unit: who.unit,
            csrf,
            created_at: now,
            seen_at: now,
            expires_at: now + SESSION_IDLE_SECONDS,
        };
        self.db().write(move |tx| Ok::<_, Error>(rows::session_insert(tx, &row)?))?;
        Ok(NewSession { token, signed_in: who })
    }

    /// The one behind a session cookie.
    pub async fn session(&self, token: &str) -> Result<SignedIn, Error> {
        let hash = token_hash(token);
        let now_ms = self.now_ms();
        if let Some(who) = self.sessions.get(&hash, now_ms) {
            return Ok(who);
        }
        let now = now_ms.div_euclid(1000);
        let row =
            self.read(move |tx, _| Ok(rows::session_find(tx, &hash)?)).await?.ok_or(Error::SignedOut)?;
        if row.expires_at <= now || row.created_at + SESSION_MAX_SECONDS <= now {
            return Err(Error::SignedOut);
        }
        // Pushed on at most once a minute, so that reading pages does not write.
        if now - row.seen_at >= 60 {
            self.db()
                .write_async(move |tx| {
                    Ok::<_, Error>(rows::session_touch(tx, &hash, now, now + SESSION_IDLE_SECONDS)?)
                })
                .await?;
        }
        let who = self.read_signed_in(row.officer, row.csrf, Some(row.unit), now_ms).await?;
        self.sessions.put(hash, now_ms, who.clone());
        Ok(who)
    }

    /// The unit of a session that is only looked at, with the duties in force now: a page that keeps itself fresh does
    /// not keep the session alive.
    ///
    /// # Errors
    /// [`Error::SignedOut`] once it has ended, [`Error::Denied`] when no duty is left.
    pub async fn session_unit(&self, token: &str) -> Result<UnitId, Error> {
        let hash = token_hash(token);
        let now_ms = self.now_ms();
        let now = now_ms.div_euclid(1000);
        let look = self.read(move |tx, _| {
            let row = rows::session_find(tx, &hash)?.ok_or(Error::SignedOut)?;
            if row.expires_at <= now || row.created_at + SESSION_MAX_SECONDS <= now {
                return Err(Error::SignedOut);
            }
            Ok(load_signed_in(tx, row.officer, "", Some(row.unit), now_ms)?.unit)
        });
        look.await
    }

    /// Works at another unit from now on in this session: one of those the officer has a duty at today.
    ///
    /// # Errors
    /// [`Error::Denied`] for any other unit.
    pub async fn work_at(&self, token: &str, unit: UnitId) -> Result<(), Error> {
        let who = self.session(token).await?;
        if !who.actor.duties().iter().any(|duty| duty.unit == unit) {
            return Err(Error::Denied);
        }
        let hash = token_hash(token);
        self.db().write_async(move |tx| Ok::<_, Error>(rows::session_set_unit(tx, &hash, unit)?)).await?;
        self.sessions.forget(&hash);
        Ok(())
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), Error> {
        let hash = token_hash(token);
        self.sessions.forget(&hash);
        self.db().write_async(move |tx| Ok::<_, Error>(rows::session_delete(tx, &hash)?)).await
    }

    /// Makes an API token for an officer; shown once, stored as a hash.
    pub fn new_api_token(&self, username: &str, label: &str, days: i64) -> Result<String, Error> {
        let token = format!("mc_{}", self.ids().token()?);
        let hash = token_hash(&token);
        let now = self.now_ms().div_euclid(1000);
        let (name, label) = (username.trim().to_lowercase(), label.to_owned());
        self.db().write(move |tx| {
            let officer = rows::officer_by_username(tx, &name)?.ok_or(Error::NotFound(What::Officer))?;
            rows::api_token_insert(tx, &hash, officer.id, &label, now, now + days * 86_400)?;
            Ok::<_, Error>(())
        })?;
        Ok(token)
    }

    /// The officer behind an API token.
    pub async fn api_caller(&self, token: &str) -> Result<SignedIn, Error> {
        let hash = token_hash(token);
        let now_ms = self.now_ms();
        if let Some(who) = self.sessions.get(&hash, now_ms) {
            return Ok(who);
        }
        let row =
            self.read(move |tx, _| Ok(rows::api_token_find(tx, &hash)?)).await?.ok_or(Error::SignedOut)?;
        if row.expires_at <= now_ms.div_euclid(1000) {
            return Err(Error::SignedOut);
        }
        let who = self.read_signed_in(row.officer, String::new(), None, now_ms).await?;
        self.sessions.put(hash, now_ms, who.clone());
        Ok(who)
    }

    /// Sets a password (operators).
    pub fn set_password(&self, username: &str, password: &str) -> Result<(), Error> {
        if password.chars().count() < 10 {
            return Err(Error::Invalid(vec![crate::FieldProblem::new(
                "password",
                "too_short",
                "Mật khẩu cần ít nhất 10 ký tự",
                "A password needs at least 10 characters",
            )]));
        }
        let hash = hash_password(password)?;
        let name = username.trim().to_lowercase();
        self.db().write(move |tx| {
            let officer = rows::officer_by_username(tx, &name)?.ok_or(Error::NotFound(What::Officer))?;
            rows::set_password_hash(tx, officer.id, &hash)?;
            Ok::<_, Error>(())
        })
    }

    /// An officer as an actor, with the duties in force now (replay, command line).
    pub fn officer_actor(&self, officer: OfficerId) -> Result<Arc<Actor>, Error> {
        Ok(self.signed_in(officer, "", self.now_ms())?.actor)
    }

    fn signed_in(&self, officer: OfficerId, csrf: &str, now_ms: i64) -> Result<SignedIn, Error> {
        let csrf = csrf.to_owned();
        self.db().read(move |tx| load_signed_in(tx, officer, &csrf, None, now_ms))
    }

    async fn read_signed_in(
        &self,
        officer: OfficerId,
        csrf: String,
        chosen: Option<UnitId>,
        now_ms: i64,
    ) -> Result<SignedIn, Error> {
        self.read(move |tx, _| load_signed_in(tx, officer, &csrf, chosen, now_ms)).await
    }
}

fn load_signed_in(
    tx: &mut motcua_db::Tx<'_>,
    officer: OfficerId,
    csrf: &str,
    chosen: Option<UnitId>,
    now_ms: i64,
) -> Result<SignedIn, Error> {
    let row = rows::officer_by_id(tx, officer)?.filter(|o| o.active).ok_or(Error::SignedOut)?;
    let today = Moment::from_unix_seconds(now_ms.div_euclid(1000)).date();
    let duties = rows::duties_of(tx, officer, today)?;
    // A duty at the unit chosen may have ended since: then the first one that is left.
    let kept = duties.iter().find(|duty| Some(duty.unit) == chosen);
    let unit = kept.or(duties.first()).map(|duty| duty.unit).ok_or(Error::Denied)?;
    Ok(SignedIn {
        actor: Arc::new(Actor::Officer { id: officer, duties }),
        officer,
        name: Arc::from(row.name),
        username: Arc::from(row.username),
        unit,
        csrf: Arc::from(csrf),
    })
}
