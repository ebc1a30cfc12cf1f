//! Detectors: what is kept of filings sent from home, who may see what was found, and how it is judged.
//!
//! Kept are marks only: hashes with a key of this database. They lie beside the journal, are deleted after the days the city's
//! settings say, and no number changes by them. What a person judged is an act in the account of offices and stays.

use crate::App;
use crate::error::{Error, FieldProblem, What};
use crate::notices::stuck::headed;
use crate::world::World;
use hmac::{Hmac, Mac};
use motcua_calendar::{Date, MinuteOfDay, Moment};
use motcua_db::Tx;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{CommandId, DossierId, UnitId};
use motcua_domain::text::fold;
use motcua_domain::unit::UnitKind;
use motcua_insight::Axis;
use motcua_insight::detect::{Finding, Nearness, Sign, Signal, Span, Worked, find, suspects};
use motcua_store::office::{self, Kept, NewAct};
use motcua_store::people::Person;
use motcua_store::queries::behind::{self, Listed};
use motcua_store::signals::{self as rows, BrowserMarks, Mark, Sent, Signs};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::net::IpAddr;
use std::sync::Arc;
use uuid::Uuid;

/// Kind of the act by which a finding is judged.
pub const JUDGED: &str = "signal.judged";
/// Longest reason of a judgement.
pub const REASON_CHARACTERS: usize = 2_000;
/// Signs of filings that are looked at for one month: more than a city files from home, and a bound.
const SIGNALS_MAX: u32 = 400_000;
/// Dossiers of a unit whose work is looked at for one month, the first to end in it.
const WORKED_MAX: usize = 400;
/// Minutes for which what was found is shown again without looking anew.
const FRESH_MS: i64 = 5 * 60_000;
/// Dossiers named in the act of a judgement.
const NAMED_MAX: usize = 200;

/// The browser a request came from. Only marks of it are ever stored.
#[derive(Debug, Clone)]
pub struct Browser {
    /// What it keeps: the random token of its cookie.
    pub token: String,
    /// From where.
    pub address: IpAddr,
    /// What it calls itself.
    pub make: String,
}

/// What somebody made of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// There is a good explanation.
    Explained,
    /// Somebody filed for others and it was not said.
    Proxy,
    /// It cannot be told.
    Unclear,
}

impl Opinion {
    /// All, in the order they are offered.
    pub const ALL: [Opinion; 3] = [Opinion::Explained, Opinion::Proxy, Opinion::Unclear];

    /// Stable key.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Opinion::Explained => "explained",
            Opinion::Proxy => "proxy",
            Opinion::Unclear => "unclear",
        }
    }

    /// Back from the key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

/// The fact of a judgement.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Judgement {
    /// Names the finding.
    pub finding: String,
    /// What was made of it.
    pub opinion: Opinion,
    /// So many of so many, here and at the peers, as they were then.
    pub numbers: [i64; 4],
    /// Some of the dossiers behind it.
    pub dossiers: Vec<DossierId>,
}

/// Whose findings somebody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watch {
    /// Everybody's.
    City,
    /// Those of these units.
    Units(Vec<UnitId>),
}

impl Watch {
    /// Whether a unit's findings are among them.
    #[must_use]
    pub fn sees(&self, unit: UnitId) -> bool {
        match self {
            Watch::City => true,
            Watch::Units(units) => units.contains(&unit),
        }
    }
}

/// Inspectors, leaders of the city and the head of its centre watch all units; heads see what concerns their own.
#[must_use]
pub fn watch(actor: &Actor, world: &World) -> Option<Watch> {
    let city = actor.duties().iter().any(|duty| {
        matches!(duty.role, Role::Inspector | Role::CityLeader)
            || (duty.role == Role::UnitHead && centre(world, duty.unit))
    });
    if city {
        return Some(Watch::City);
    }
    let units = headed(actor, world);
    (!units.is_empty()).then_some(Watch::Units(units))
}

/// Whether somebody judges: an inspector or the head of the city's centre. Nobody judges their own unit as its head.
#[must_use]
pub fn judges(actor: &Actor, world: &World, unit: UnitId) -> bool {
    let judge = actor.duties().iter().any(|duty| {
        duty.role == Role::Inspector || (duty.role == Role::UnitHead && centre(world, duty.unit))
    });
    judge && !headed(actor, world).contains(&unit)
}

fn centre(world: &World, unit: UnitId) -> bool {
    world.units.get(unit).is_some_and(|unit| unit.kind == UnitKind::Centre)
}

/// The subject of the acts about a finding.
#[must_use]
pub fn subject(finding: &Finding) -> Uuid {
    use sha2::Digest;
    let hash = Sha256::digest(format!("motcua/finding/{}", finding.key()));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Uuid::from_bytes(bytes)
}

/// A filing that many signs speak for: its points, and its signs with theirs.
pub type Suspected = (DossierId, i64, Vec<(Sign, i64)>);

/// What was found in a month, by everybody, before anybody's eyes.
#[derive(Debug, Default)]
pub struct Found {
    /// Findings, the most dossiers first.
    pub findings: Vec<Finding>,
    /// Of each filing that many signs speak for: its points and signs.
    pub suspects: Vec<Suspected>,
}

/// What was looked for last: the span, when (milliseconds), what was found.
pub(crate) type Looked = tokio::sync::Mutex<Option<(Span, i64, Arc<Found>)>>;

/// The days of the month a day lies in.
#[must_use]
pub fn month_of(day: Date) -> Span {
    let from = day.plus_days(1 - i32::try_from(day.day()).unwrap_or(1));
    Span { from, to: from.plus_months(1).plus_days(-1) }
}

/// Makes marks: hashes with the key of this database.
pub(crate) struct Marker(Vec<u8>);

impl Marker {
    fn mark(&self, kind: &str, text: &[u8]) -> Mark {
        let mut mark = [0; 16];
        // HMAC takes keys of any length.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) {
            mac.update(b"signal:");
            mac.update(kind.as_bytes());
            mac.update(b":");
            mac.update(text);
            mark.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        }
        mark
    }

    /// Of an IPv6 address only the network counts: a browser changes the rest by itself.
    fn browser(&self, browser: &Browser) -> BrowserMarks {
        let network = match browser.address {
            IpAddr::V4(four) => four.octets().to_vec(),
            IpAddr::V6(six) => six.octets()[..8].to_vec(),
        };
        BrowserMarks {
            browser: self.mark("browser", browser.token.as_bytes()),
            network: self.mark("network", &network),
            make: self.mark("make", browser.make.as_bytes()),
        }
    }

    /// Of the account and of the contact given.
    pub(crate) fn person(&self, person: &Person) -> (Mark, Option<Mark>) {
        let phone = person.phone.as_deref().map(|phone| self.mark("contact", phone.trim().as_bytes()));
        (self.mark("account", &person.id.bytes()), phone)
    }
}

impl App {
    pub(crate) fn marker(&self) -> Marker {
        Marker(self.tracking_key.clone())
    }

    /// The marks of a browser.
    pub(crate) fn browser_marks(&self, browser: &Browser) -> BrowserMarks {
        self.marker().browser(browser)
    }

    /// An officer signed in to a desk from this browser.
    ///
    /// # Errors
    /// If the database cannot write.
    pub async fn desk_seen(&self, browser: &Browser) -> Result<(), Error> {
        let (marks, at) = (self.browser_marks(browser), self.now().unix_seconds());
        self.db().write_async(move |tx| Ok::<_, Error>(rows::desk_seen(tx, &marks, at)?)).await
    }

    /// Forgets signs older than the city keeps them.
    ///
    /// # Errors
    /// If the database cannot write.
    pub fn forget_signals(&self) -> Result<u64, Error> {
        let Some(days) = self.world().detectors.as_ref().map(|set| set.kept_days) else { return Ok(0) };
        let before = self.now().unix_seconds() - i64::from(days) * 86_400;
        self.db().write(move |tx| Ok::<_, Error>(rows::forget(tx, before)?))
    }

    /// What detectors find in a month of the whole city. Looked for anew after five minutes,
    /// one at a time: a crowd of questions costs one look.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn findings(&self, span: Span) -> Result<Arc<Found>, Error> {
        let now_ms = self.now_ms();
        let mut looked = self.looked.lock().await;
        if let Some((of, at, found)) = &*looked
            && *of == span
            && (0..FRESH_MS).contains(&(now_ms - at))
        {
            return Ok(Arc::clone(found));
        }
        let found = Arc::new(self.read(move |tx, world| look(tx, world, span)).await?);
        *looked = Some((span, now_ms, Arc::clone(&found)));
        Ok(found)
    }

    /// The acts by which a finding was judged, the first first.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn judgements(&self, of: Uuid) -> Result<Vec<(Kept, Judgement)>, Error> {
        self.read(move |tx, _| {
            let kept = office::of_subject(tx, of)?.into_iter().filter(|act| act.kind == JUDGED);
            kept.map(|act| Ok((judgement(&act)?, act)).map(|(fact, act)| (act, fact))).collect()
        })
        .await
    }

    /// The opinion that stands on each of some findings.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn opinions(&self, of: Vec<Uuid>) -> Result<Vec<Option<Opinion>>, Error> {
        self.read(move |tx, _| {
            let mut opinions = Vec::with_capacity(of.len());
            for subject in of {
                let last = office::of_subject(tx, subject)?.into_iter().rev().find(|act| act.kind == JUDGED);
                opinions.push(last.map(|act| judgement(&act)).transpose()?.map(|fact| fact.opinion));
            }
            Ok(opinions)
        })
        .await
    }

    /// Judges a finding: an act that is never changed, only followed by another.
    ///
    /// # Errors
    /// [`Error::Denied`] for whoever does not judge there, [`Error::Invalid`] without a reason.
    pub async fn judge(
        &self,
        actor: Arc<Actor>,
        finding: &Finding,
        opinion: Opinion,
        reason: &str,
        command: CommandId,
    ) -> Result<(), Error> {
        if !judges(&actor, &self.world(), finding.unit) {
            return Err(Error::Denied);
        }
        let reason = reason.trim().to_owned();
        if reason.is_empty() || reason.chars().count() > REASON_CHARACTERS {
            return Err(Error::Invalid(vec![FieldProblem::new(
                "reason",
                "required",
                format!("Ghi lý do, tối đa {REASON_CHARACTERS} ký tự"),
                format!("Write the reason, in at most {REASON_CHARACTERS} characters"),
            )]));
        }
        let (here, peers) = (finding.here, finding.peers);
        let fact = Judgement {
            finding: finding.key(),
            opinion,
            numbers: [here.count, here.of, peers.count, peers.of],
            dossiers: finding.dossiers.iter().take(NAMED_MAX).copied().collect(),
        };
        let payload = serde_json::to_string(&fact).map_err(|error| Error::Defect(error.to_string()))?;
        let (at, recorded_at_ms, salt) = (self.now(), self.now_ms(), self.ids().salt()?);
        let (subject, unit) = (subject(finding), finding.unit);
        self.db()
            .write_async(move |tx| {
                if office::by_command(tx, command)?.is_some() {
                    return Ok(());
                }
                let act = NewAct {
                    subject,
                    kind: JUDGED,
                    unit,
                    actor: actor.reference(),
                    at,
                    recorded_at_ms,
                    command,
                    payload: &payload,
                    note: Some(&reason),
                    salt,
                };
                office::append(tx, &act)?;
                Ok::<_, Error>(())
            })
            .await
    }

    /// Dossiers behind a finding, in the order given.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn behind_finding(&self, of: Vec<DossierId>) -> Result<Vec<Dossier>, Error> {
        self.read(move |tx, _| {
            let mut found = Vec::with_capacity(of.len());
            for id in of {
                let loaded = motcua_store::dossiers::load(tx, &id)?.ok_or(Error::NotFound(What::Dossier))?;
                found.push(Arc::unwrap_or_clone(loaded.dossier));
            }
            Ok::<_, Error>(found)
        })
        .await
    }
}

fn judgement(act: &Kept) -> Result<Judgement, Error> {
    serde_json::from_str(&act.payload).map_err(|error| Error::Defect(format!("a judgement: {error}")))
}

/// What a filing shows, to be kept with it: `took_ms` from begin to send.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    marks: &BrowserMarks,
    (account, contact): (Mark, Option<Mark>),
    (sent_at, took_ms): (Moment, i64),
    office_contact: bool,
) -> Result<(), Error> {
    let near = rows::near(tx, marks)?;
    Ok(rows::add(
        tx,
        &Signs {
            dossier,
            account,
            sent_at: sent_at.unix_seconds(),
            took: took_ms.max(0) / 1_000,
            device: Some(marks.browser),
            near,
            contact,
            office_contact,
        },
    )?)
}

/// Whether the address somebody gave as their own is that of an office of the city.
pub(crate) fn at_office(world: &World, person: &Person) -> bool {
    let Some(home) = person.address.as_deref().map(fold).filter(|home| !home.is_empty()) else {
        return false;
    };
    world.units.iter().filter_map(|unit| unit.address.as_deref()).any(|office| {
        let office = fold(office);
        !office.is_empty() && (home == office || home.starts_with(&format!("{office} ")))
    })
}

fn look(tx: &mut Tx<'_>, world: &World, span: Span) -> Result<Found, Error> {
    let Some(set) = &world.detectors else { return Ok(Found::default()) };
    let from = Moment::from_civil(span.from, MinuteOfDay::MIDNIGHT);
    let to = Moment::from_civil(span.to, MinuteOfDay::END);
    let signals: Vec<Signal> = rows::sent(tx, (from.unix_seconds(), to.unix_seconds()), SIGNALS_MAX)?
        .into_iter()
        .map(|sent| signal(world, sent))
        .collect::<Result<_, Error>>()?;
    let mut worked = Vec::new();
    let list = Listed::Counted { axis: Axis::Ended, from, to };
    for unit in world.units.iter().filter(|unit| !unit.kind.is_counter()) {
        let (mut after, mut seen) = (None, 0);
        while seen < WORKED_MAX {
            let slice = behind::page(tx, unit.id, list, after, 100, None)?;
            seen += slice.seen;
            after = slice.next;
            worked.extend(slice.rows.iter().filter_map(|(_, dossier)| Worked::of(dossier, &set.unit)));
            if after.is_none() {
                break;
            }
        }
    }
    let mut findings = find(span, &signals, &worked, set);
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.dossiers.len()));
    let suspects = suspects(&signals, set);
    let suspects = suspects.into_iter().map(|one| (one.signal.dossier, one.points, one.signs)).collect();
    Ok(Found { findings, suspects })
}

fn signal(world: &World, sent: Sent) -> Result<Signal, Error> {
    let Sent { signs, competent, procedure, received_at } = sent;
    let at = Moment::from_unix_seconds(signs.sent_at);
    let calendar = world.calendar(competent)?;
    let open = |at: Moment| calendar.is_open(at).unwrap_or(false);
    let near = usize::try_from(signs.near).ok().and_then(|no| Nearness::ALL.get(no).copied());
    Ok(Signal {
        dossier: signs.dossier,
        unit: competent,
        procedure,
        account: signs.account,
        sent_at: signs.sent_at,
        in_hours: open(at) || open(at.plus_minutes(-60)),
        took: Some(signs.took),
        device: signs.device,
        near: near.ok_or_else(|| Error::Defect(format!("{} is no nearness", signs.near)))?,
        contact: signs.contact,
        office_contact: signs.office_contact,
        taken_after: received_at.map(|received| (received - signs.sent_at).max(0) / 60),
    })
}
