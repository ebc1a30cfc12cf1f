//! Kiosks: how a machine becomes one and stops being one, and what happens there.
//!
//! A machine is a kiosk because its browser keeps a key that was made here and is stored only as a hash; no request can say
//! that it comes from one, or hide it. A sign-in made at a kiosk belongs to that machine and ends soon without use.

use crate::accounts::token_hash;
use crate::error::{Error, FieldProblem, What};
use crate::notices::stuck::headed;
use crate::world::World;
use crate::{App, desk_channel};
use motcua_db::Tx;
use motcua_domain::actor::Actor;
use motcua_domain::ids::{KioskId, OfficerId, UnitId};
use motcua_domain::unit::UnitKind;
pub use motcua_store::kiosks::Kiosk;
use motcua_store::people::session;
use motcua_store::{kiosks as rows, meta};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How long a code may be typed at a machine, in minutes.
pub const CODE_MINUTES: i64 = 15;
/// A kiosk that has asked for nothing for so long is called silent, in minutes: its start page asks once a minute.
pub const SILENT_MINUTES: i64 = 10;
/// Longest label, in characters.
pub const LABEL_MAX: usize = 60;
/// Digits of a code: too many to be guessed while it may be typed.
const DIGITS: u32 = 10;
/// Kiosks of one unit; a point has about four.
const SHOWN: u32 = 100;
/// Browsers that may be a kiosk of a demonstration at once.
const DEMO_MAX: u32 = 20;
/// A kiosk is noted as seen at most so often, in milliseconds, so that reading pages does not write.
const SEEN_EVERY_MS: i64 = 60_000;

/// Key of the times among the settings of a database: JSON of [`KioskTimes`].
pub const KIOSK_TIMES: &str = "kiosk_times";

/// How long kiosks wait, in seconds: settings of the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KioskTimes {
    /// On a page that is read.
    pub information: u32,
    /// On a page that is filled in.
    pub form: u32,
    /// Between the question whether anybody is there and the end.
    pub count_down: u32,
    /// Until the server ends a sign-in that is not used, whatever the machine does.
    pub sign_in: u32,
}

impl Default for KioskTimes {
    /// Where a city sets none.
    fn default() -> Self {
        Self { information: 60, form: 120, count_down: 20, sign_in: 200 }
    }
}

/// The kiosk a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtKiosk {
    /// Which.
    pub id: KioskId,
    /// Its unit.
    pub unit: UnitId,
    /// What the unit calls it.
    pub label: String,
    /// Whether somebody there calls for an officer.
    pub calling: bool,
    /// How long it waits.
    pub times: KioskTimes,
}

/// A kiosk as the desk sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The kiosk.
    pub kiosk: Kiosk,
    /// Whether it has asked for nothing for [`SILENT_MINUTES`].
    pub silent: bool,
    /// Whether its code may be typed now.
    pub awaited: bool,
}

/// The counters whose kiosks an officer adds and retires: those of the units they head.
#[must_use]
pub fn managed(actor: &Actor, world: &World) -> Vec<UnitId> {
    let counter = |id: &UnitId| world.units.get(*id).is_some_and(|unit| unit.kind.is_counter());
    headed(actor, world).into_iter().filter(counter).collect()
}

/// The counters whose kiosks an officer looks after: those of the units they head, and those they work at.
#[must_use]
pub fn attended(actor: &Actor, world: &World) -> Vec<UnitId> {
    let mut units = managed(actor, world);
    for duty in actor.duties().iter().filter(|duty| duty.role.works()) {
        let counter = world.units.get(duty.unit).is_some_and(|unit| unit.kind.is_counter());
        if counter && !units.contains(&duty.unit) {
            units.push(duty.unit);
        }
    }
    units
}

impl App {
    /// The kiosk whose machine keeps a key; `None` for a key that is none any more, or never was.
    pub async fn kiosk(&self, key: &str) -> Result<Option<AtKiosk>, Error> {
        let (hash, now) = (token_hash(key), self.now_ms());
        let look = self.read(move |tx, _| {
            let Some(kiosk) = rows::of_key(tx, &hash)? else { return Ok(None) };
            Ok(Some((kiosk, times(tx)?)))
        });
        let Some((kiosk, times)) = look.await? else { return Ok(None) };
        if kiosk.seen_at.is_none_or(|seen| now - seen >= SEEN_EVERY_MS) {
            let id = kiosk.id;
            self.db().write_async(move |tx| Ok::<_, Error>(rows::seen(tx, &id, now)?)).await?;
        }
        let Kiosk { id, unit, label, called_at, .. } = kiosk;
        Ok(Some(AtKiosk { id, unit, label, calling: called_at.is_some(), times }))
    }

    /// The kiosks an officer looks after, unit by unit.
    ///
    /// # Errors
    /// [`Error::Denied`] for those who look after none.
    pub async fn kiosks(&self, actor: Arc<Actor>) -> Result<Vec<Listed>, Error> {
        let now = self.now_ms();
        self.read(move |tx, world| {
            let units = attended(&actor, world);
            if units.is_empty() {
                return Err(Error::Denied);
            }
            let mut list = Vec::new();
            for unit in units {
                list.extend(rows::of_unit(tx, unit, SHOWN)?.into_iter().map(|kiosk| listed(kiosk, now)));
            }
            Ok(list)
        })
        .await
    }

    /// Adds a kiosk to a counter. The code is told once and stored nowhere; typed at a machine, it makes that machine it.
    ///
    /// # Errors
    /// [`Error::Denied`] for a counter of a unit the officer does not head, [`Error::Invalid`] for a label that is none.
    pub async fn add_kiosk(&self, actor: Arc<Actor>, unit: UnitId, label: &str) -> Result<String, Error> {
        let officer = actor.officer().ok_or(Error::Denied)?;
        if !managed(&actor, &self.world()).contains(&unit) {
            return Err(Error::Denied);
        }
        let (label, now) = (label.split_whitespace().collect::<Vec<_>>().join(" "), self.now_ms());
        if label.is_empty() || label.chars().count() > LABEL_MAX {
            return Err(no_label());
        }
        let (id, code) = (KioskId(self.ids().uuid(now)?), code(self.ids().salt()?));
        let hash = token_hash(&code);
        let add = self.db().write_async(move |tx| {
            if rows::of_unit(tx, unit, SHOWN)?.len() >= SHOWN as usize {
                return Err(too_many());
            }
            rows::add(tx, (&id, unit, &label), (now, Some(officer)))?;
            Ok::<_, Error>(rows::issue(tx, &id, &hash, now + CODE_MINUTES * 60_000, officer)?)
        });
        add.await?;
        Ok(code)
    }

    /// Gives out another code for a kiosk: nobody typed the first one in time, or its machine lost its key.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kiosk of a unit the officer does not head.
    pub async fn new_kiosk_code(&self, actor: Arc<Actor>, id: KioskId) -> Result<String, Error> {
        let (code, now) = (code(self.ids().salt()?), self.now_ms());
        let hash = token_hash(&code);
        let give = move |tx: &mut Tx<'_>, (_, officer): (Kiosk, OfficerId)| {
            Ok(rows::issue(tx, &id, &hash, now + CODE_MINUTES * 60_000, officer)?)
        };
        self.on_kiosk(actor, id, managed, give).await?;
        Ok(code)
    }

    /// Ends a kiosk, with whatever sign-in there is at it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kiosk of a unit the officer does not head.
    pub async fn retire_kiosk(&self, actor: Arc<Actor>, id: KioskId) -> Result<(), Error> {
        let now = self.now_ms();
        let end = move |tx: &mut Tx<'_>, (_, officer): (Kiosk, OfficerId)| {
            session::delete_at_kiosk(tx, &id)?;
            Ok(rows::retire(tx, &id, now, Some(officer))?)
        };
        self.on_kiosk(actor, id, managed, end).await
    }

    /// Ends the call from a kiosk: an officer went there.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kiosk the officer does not look after.
    pub async fn answer_kiosk(&self, actor: Arc<Actor>, id: KioskId) -> Result<(), Error> {
        self.on_kiosk(actor, id, attended, move |tx, _| Ok(rows::call(tx, &id, None)?)).await
    }

    /// Makes the machine at which a code was typed a kiosk: the key for its cookie.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a code nobody gave out, or too long ago.
    pub async fn enrol_kiosk(&self, typed: &str) -> Result<String, Error> {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let (key, now) = (self.ids().token()?, self.now_ms());
        let (code, hash) = (token_hash(&digits), token_hash(&key));
        let enrol = self.db().write_async(move |tx| {
            let kiosk = rows::enrol(tx, &code, &hash, now)?.ok_or_else(unknown_code)?;
            // A machine that gives way to another takes nobody along.
            Ok::<_, Error>(session::delete_at_kiosk(tx, &kiosk.id)?)
        });
        enrol.await?;
        Ok(key)
    }

    /// Calls an officer to a kiosk, or takes the call back.
    pub async fn call_from_kiosk(&self, at: &AtKiosk, calling: Calling) -> Result<(), Error> {
        let (id, now) = (at.id, self.now_ms());
        let since = (calling == Calling::Yes).then_some(now);
        self.db().write_async(move |tx| Ok::<_, Error>(rows::call(tx, &id, since)?)).await?;
        self.db().notify(&desk_channel(at.unit));
        Ok(())
    }

    /// Makes a browser a kiosk of a demonstration: the key for its cookie. With many at once, the one seen longest ago gives
    /// way.
    ///
    /// # Errors
    /// [`Error::NotFound`] in a working database.
    pub async fn become_demo_kiosk(&self, label: &str) -> Result<String, Error> {
        if !self.is_demonstration() {
            return Err(Error::NotFound(What::Page));
        }
        let world = self.world();
        let of = |fits: fn(UnitKind) -> bool| world.units.lasting().find(|unit| fits(unit.kind));
        let unit = of(|kind| kind == UnitKind::ServicePoint).or(of(UnitKind::is_counter)).map(|unit| unit.id);
        let (unit, now) = (unit.ok_or(Error::NotFound(What::Unit))?, self.now_ms());
        let (fresh, key, label) = (KioskId(self.ids().uuid(now)?), self.ids().token()?, label.to_owned());
        let hash = token_hash(&key);
        let make = self.db().write_async(move |tx| {
            let known = rows::shown(tx, DEMO_MAX)?;
            let id = match known.first().filter(|_| known.len() >= DEMO_MAX as usize) {
                Some(oldest) => oldest.id,
                None => {
                    rows::add(tx, (&fresh, unit, &label), (now, None))?;
                    fresh
                }
            };
            session::delete_at_kiosk(tx, &id)?;
            Ok::<_, Error>(rows::give_key(tx, &id, &hash, now)?)
        });
        make.await?;
        Ok(key)
    }

    /// Ends a demonstration's kiosk from its own browser.
    ///
    /// # Errors
    /// [`Error::NotFound`] in a working database, where this is done at the desk.
    pub async fn leave_demo_kiosk(&self, at: &AtKiosk) -> Result<(), Error> {
        if !self.is_demonstration() {
            return Err(Error::NotFound(What::Page));
        }
        let (id, now) = (at.id, self.now_ms());
        let end = self.db().write_async(move |tx| {
            session::delete_at_kiosk(tx, &id)?;
            Ok::<_, Error>(rows::retire(tx, &id, now, None)?)
        });
        end.await
    }

    /// An officer's act on a kiosk of one of the units that `of` says.
    async fn on_kiosk(
        &self,
        actor: Arc<Actor>,
        id: KioskId,
        of: fn(&Actor, &World) -> Vec<UnitId>,
        act: impl Fn(&mut Tx<'_>, (Kiosk, OfficerId)) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Result<(), Error> {
        let officer = actor.officer().ok_or(Error::Denied)?;
        let units = of(&actor, &self.world());
        let done = self.db().write_async(move |tx| {
            let kiosk = rows::get(tx, &id)?.filter(|kiosk| units.contains(&kiosk.unit));
            let kiosk = kiosk.ok_or(Error::NotFound(What::Page))?;
            let unit = kiosk.unit;
            act(tx, (kiosk, officer))?;
            Ok::<_, Error>(unit)
        });
        let unit = done.await?;
        self.db().notify(&desk_channel(unit));
        Ok(())
    }
}

/// Whether somebody calls for an officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calling {
    /// They do.
    Yes,
    /// Not any more.
    No,
}

fn listed(kiosk: Kiosk, now: i64) -> Listed {
    let silent =
        kiosk.enrolled_at.is_some() && kiosk.seen_at.is_none_or(|seen| now - seen >= SILENT_MINUTES * 60_000);
    let awaited = kiosk.code_until.is_some_and(|until| until > now && kiosk.enrolled_at.is_none());
    Listed { kiosk, silent, awaited }
}

pub(crate) fn times(tx: &mut Tx<'_>) -> Result<KioskTimes, Error> {
    let Some(text) = meta::get(tx, KIOSK_TIMES)? else { return Ok(KioskTimes::default()) };
    serde_json::from_str(&text).map_err(|error| Error::Defect(format!("times of kiosks: {error}")))
}

/// Ten digits out of sixteen random bytes.
fn code(bytes: [u8; 16]) -> String {
    format!("{:010}", u128::from_be_bytes(bytes) % 10_u128.pow(DIGITS))
}

fn no_label() -> Error {
    Error::Invalid(vec![FieldProblem::new(
        "label",
        "required",
        format!("Nhập tên ki-ốt, tối đa {LABEL_MAX} ký tự, ví dụ Ki-ốt số 1, cạnh cửa chính"),
        format!("Enter a name of at most {LABEL_MAX} characters, for instance Kiosk 1, by the main door"),
    )])
}

fn too_many() -> Error {
    Error::Invalid(vec![FieldProblem::new(
        "unit",
        "too_many",
        format!("Điểm này đã có {SHOWN} ki-ốt. Ngừng một ki-ốt không còn dùng rồi thêm"),
        format!("This counter has {SHOWN} kiosks already. Retire one that is not used, then add another"),
    )])
}

fn unknown_code() -> Error {
    Error::Invalid(vec![FieldProblem::new(
        "code",
        "kiosk_code",
        format!(
            "Không có ki-ốt nào chờ mã này. Mã gồm {DIGITS} chữ số, dùng một lần, trong {CODE_MINUTES} phút"
        ),
        format!(
            "No kiosk waits for this code. It has {DIGITS} digits and works once, for {CODE_MINUTES} minutes"
        ),
    )])
}
