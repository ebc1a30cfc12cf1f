//! What a person asks about their own data: that it be corrected, or that an access to it be explained.
//!
//! A correction is answered by the unit that keeps the data. A disputed access is answered by the head of the unit whose
//! officer looked, or of the unit above it, or by an inspector; never by the one who looked.

use crate::App;
use crate::error::{Error, FieldProblem, What};
use crate::world::World;
use motcua_calendar::{DueRequest, Moment, PausePolicy, StartRule, Term, TermRule};
use motcua_db::Tx;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::ids::{DossierId, OfficerId, PersonId, RequestId, UnitId};
use motcua_store::access::{self, Noted, Reader};
use motcua_store::people::{self, Person};
use motcua_store::queries::mine;
use motcua_store::requests::{self, After, Answer, Kind, PersonRequest, State};
use motcua_store::{StoreError, accounts, dossiers, meta};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Most requests of one person that may wait for their answer.
pub const OPEN_MAX: u64 = 20;
/// Longest text, in characters.
pub const TEXT_MAX: usize = 2_000;
/// Shortest text that says something.
pub const TEXT_MIN: usize = 10;

/// Key of the terms among the settings of a database: JSON of [`RequestTerms`].
pub const REQUEST_TERMS: &str = "request_terms";

/// How long answers may take: settings of the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestTerms {
    /// Of a correction.
    pub correction: Term,
    /// Of a disputed access.
    pub dispute: Term,
}

impl Default for RequestTerms {
    /// Where a city sets none.
    fn default() -> Self {
        Self { correction: Term::WorkingDays(10), dispute: Term::WorkingDays(10) }
    }
}

/// How a request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The person was right; it was done.
    Granted,
    /// The person was not; the answer says why.
    Refused,
}

/// A request with what is needed to answer it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The request.
    pub request: PersonRequest,
    /// Who asks; `None` if erased.
    pub person: Option<Person>,
    /// The look that is disputed.
    pub look: Option<Noted>,
    /// How the dossier it is about is named: its code, or its id before it has one.
    pub dossier: Option<String>,
}

impl App {
    /// Asks that data be corrected: those of a dossier, or without one the person's own.
    ///
    /// # Errors
    /// `Invalid` for an empty or overlong text and for too many requests; `NotFound` for somebody else's dossier.
    pub async fn ask_correction(
        &self,
        person: PersonId,
        dossier: Option<DossierId>,
        text: &str,
    ) -> Result<PersonRequest, Error> {
        let (text, now) = (checked(text)?, self.now());
        let id = RequestId(self.ids().uuid(self.now_ms())?);
        let world = self.world();
        self.db()
            .write_async(move |tx| {
                room(tx, &person)?;
                let unit = keeper(tx, &world, &person, dossier.as_ref())?;
                let answer_by = until(&world, unit, terms(tx)?.correction, now)?;
                let request = PersonRequest {
                    id,
                    person,
                    kind: Kind::Correction,
                    dossier,
                    access: None,
                    unit,
                    text: text.clone(),
                    asked_at: now,
                    answer_by,
                    state: State::Open,
                    answer: None,
                };
                requests::add(tx, &request)?;
                Ok(request)
            })
            .await
    }

    /// Disputes an access to one's own data.
    ///
    /// # Errors
    /// `NotFound` for a look that does not concern the person or was their own; `Invalid` when it was disputed before.
    pub async fn dispute_access(
        &self,
        person: PersonId,
        look: i64,
        text: &str,
    ) -> Result<PersonRequest, Error> {
        let (text, now) = (checked(text)?, self.now());
        let id = RequestId(self.ids().uuid(self.now_ms())?);
        let world = self.world();
        self.db()
            .write_async(move |tx| {
                room(tx, &person)?;
                let noted = access::concerning(tx, &person, look)?.ok_or(Error::NotFound(What::Page))?;
                let unit = answerable(tx, &noted, now)?;
                let answer_by = until(&world, unit, terms(tx)?.dispute, now)?;
                let request = PersonRequest {
                    id,
                    person,
                    kind: Kind::Dispute,
                    dossier: noted.dossier,
                    access: Some(look),
                    unit,
                    text: text.clone(),
                    asked_at: now,
                    answer_by,
                    state: State::Open,
                    answer: None,
                };
                requests::add(tx, &request).map_err(disputed_before)?;
                Ok(request)
            })
            .await
    }

    /// How long answers may take here.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub async fn request_terms(&self) -> Result<RequestTerms, Error> {
        self.read(|tx, _| terms(tx)).await
    }

    /// The requests an officer may answer at a unit, the most urgent first; for inspectors the disputes of the city.
    ///
    /// # Errors
    /// `Denied` for those who answer none there.
    pub async fn requests_for(
        &self,
        actor: Arc<Actor>,
        unit: UnitId,
        state: State,
        after: Option<After>,
        limit: u32,
    ) -> Result<Vec<PersonRequest>, Error> {
        self.read(move |tx, world| {
            if inspects(&actor) {
                return Ok(requests::disputes(tx, state, after, limit)?);
            }
            if !answers_at(&actor, unit, world) {
                return Err(Error::Denied);
            }
            let mut units = world.units.with_history(unit);
            if heads(&actor, unit, world) {
                let below = world.units.iter().filter(|one| one.parent == Some(unit));
                units.extend(below.map(|one| one.id).filter(|one| !units.contains(one)).collect::<Vec<_>>());
            }
            let mut found = Vec::new();
            for unit in units {
                found.extend(requests::at_unit(tx, unit, state, after, limit)?);
            }
            found.retain(|request| may_see(&actor, request, world));
            found.sort_by_key(|request| (request.answer_by, request.id));
            found.truncate(limit as usize);
            Ok(found)
        })
        .await
    }

    /// One request, for an officer who may answer it.
    ///
    /// # Errors
    /// `NotFound` for all others.
    pub async fn request_for(&self, actor: Arc<Actor>, id: RequestId) -> Result<Case, Error> {
        self.read(move |tx, world| {
            let request = requests::get(tx, &id)?.ok_or(Error::NotFound(What::Page))?;
            let look = request.access.map(|look| access::one(tx, look)).transpose()?.flatten();
            if !may_see(&actor, &request, world) {
                return Err(Error::NotFound(What::Page));
            }
            let dossier = match &request.dossier {
                Some(id) => dossiers::load(tx, id)?.map(|loaded| reference(&loaded.dossier)),
                None => None,
            };
            Ok(Case { person: people::get(tx, &request.person)?, request, look, dossier })
        })
        .await
    }

    /// Answers a request, once.
    ///
    /// # Errors
    /// `NotFound` for who may not see it, `Denied` for who looked themself or may not answer this kind, `Invalid` without
    /// words or when it is answered already.
    pub async fn answer_request(
        &self,
        actor: Arc<Actor>,
        id: RequestId,
        verdict: Verdict,
        text: &str,
    ) -> Result<PersonRequest, Error> {
        let (text, now) = (checked(text)?, self.now());
        let by = actor.officer().ok_or(Error::Denied)?;
        let world = self.world();
        self.db()
            .write_async(move |tx| {
                let request = requests::get(tx, &id)?.ok_or(Error::NotFound(What::Page))?;
                if !may_see(&actor, &request, &world) {
                    return Err(Error::NotFound(What::Page));
                }
                let look = request.access.map(|look| access::one(tx, look)).transpose()?.flatten();
                if !may_answer(&actor, &request, look.as_ref(), &world) {
                    return Err(Error::Denied);
                }
                let state = match verdict {
                    Verdict::Granted => State::Granted,
                    Verdict::Refused => State::Refused,
                };
                let answer = Answer { at: now, by, text: text.clone() };
                if !requests::answer(tx, &id, state, &answer)? {
                    return Err(answered_before());
                }
                Ok(PersonRequest { state, answer: Some(answer), ..request })
            })
            .await
    }
}

/// Whether an actor answers requests of a unit at all.
#[must_use]
pub fn answers_at(actor: &Actor, unit: UnitId, world: &World) -> bool {
    let units = |duty: UnitId| duty == unit || world.units.with_history(duty).contains(&unit);
    actor.duties().iter().any(|duty| duty.role.works() && units(duty.unit))
}

/// Whether an actor looks after disputes in the whole city.
#[must_use]
pub fn inspects(actor: &Actor) -> bool {
    actor.duties().iter().any(|duty| duty.role == Role::Inspector)
}

fn may_see(actor: &Actor, request: &PersonRequest, world: &World) -> bool {
    let dispute = request.kind == Kind::Dispute;
    let headed = heads(actor, request.unit, world);
    if dispute { inspects(actor) || headed } else { headed || answers_at(actor, request.unit, world) }
}

/// Whether an actor may give the answer.
#[must_use]
pub fn may_answer(actor: &Actor, request: &PersonRequest, look: Option<&Noted>, world: &World) -> bool {
    let looked = |by: OfficerId| {
        look.is_some_and(|look| matches!(look.reader, Reader::Officer { officer, .. } if officer == by))
    };
    may_see(actor, request, world) && !actor.officer().is_some_and(looked)
}

/// Whether an actor heads the unit or the one above it: a counter answers to its commune.
fn heads(actor: &Actor, unit: UnitId, world: &World) -> bool {
    let above = world.units.get(unit).and_then(|unit| unit.parent);
    let units =
        |duty: UnitId| duty == unit || above == Some(duty) || world.units.with_history(duty).contains(&unit);
    actor.duties().iter().any(|duty| duty.role == Role::UnitHead && units(duty.unit))
}

fn reference(dossier: &motcua_domain::dossier::Dossier) -> String {
    dossier.code.as_ref().map_or_else(|| dossier.id.to_string(), ToString::to_string)
}

/// The counter that keeps what is to be corrected.
fn keeper(
    tx: &mut Tx<'_>,
    world: &World,
    person: &PersonId,
    dossier: Option<&DossierId>,
) -> Result<UnitId, Error> {
    let at =
        |dossier: &motcua_domain::dossier::Dossier| dossier.places.received_at.unwrap_or(dossier.holder.unit);
    if let Some(id) = dossier {
        let found = dossiers::load(tx, id)?.filter(|loaded| loaded.dossier.is_party(*person));
        return Ok(at(&found.ok_or(Error::NotFound(What::Dossier))?.dossier));
    }
    let commune = people::get(tx, person)?.and_then(|person| person.commune);
    let home = commune.and_then(|commune| world.units.counter_of(commune)).map(|unit| unit.id);
    let latest = mine::page(tx, person, None, 1)?;
    home.or_else(|| latest.first().map(at)).ok_or_else(|| {
        Error::Invalid(vec![FieldProblem::new(
            "about",
            "nothing_kept",
            "Chưa có đơn vị nào lưu dữ liệu của ông/bà để sửa",
            "No unit keeps data of yours that could be corrected",
        )])
    })
}

/// The unit that answers for a look of one of its officers.
fn answerable(tx: &mut Tx<'_>, noted: &Noted, now: Moment) -> Result<UnitId, Error> {
    let Reader::Officer { officer, unit, .. } = noted.reader else {
        return Err(Error::NotFound(What::Page));
    };
    if let Some(unit) = unit {
        return Ok(unit);
    }
    // Looks noted before units were: where the officer works now.
    let duties = accounts::duties_of(tx, officer, now.date())?;
    duties.first().map(|duty| duty.unit).ok_or(Error::NotFound(What::Page))
}

fn terms(tx: &mut Tx<'_>) -> Result<RequestTerms, Error> {
    let Some(text) = meta::get(tx, REQUEST_TERMS)? else { return Ok(RequestTerms::default()) };
    serde_json::from_str(&text).map_err(|error| Error::Defect(format!("terms of requests: {error}")))
}

fn until(world: &World, unit: UnitId, term: Term, now: Moment) -> Result<Moment, Error> {
    let rule =
        TermRule { term, start: StartRule::NextWorkingDay, cutoff: None, policy: PausePolicy::PauseAndShift };
    let request = DueRequest { received: now, rule: &rule, pauses: &[], extension: None };
    let due = world.calendar(unit)?.due(&request);
    Ok(due.map_err(|error| Error::Defect(format!("the term of a request: {error}")))?.at)
}

fn room(tx: &mut Tx<'_>, person: &PersonId) -> Result<(), Error> {
    if requests::open_of_person(tx, person)? < OPEN_MAX {
        return Ok(());
    }
    Err(Error::Invalid(vec![FieldProblem::new(
        "text",
        "too_many",
        format!("Ông/bà đang có {OPEN_MAX} yêu cầu chờ trả lời. Vui lòng đợi trả lời trước khi gửi thêm."),
        format!("{OPEN_MAX} of your requests wait for an answer. Please wait for one before you send more."),
    )]))
}

fn checked(text: &str) -> Result<String, Error> {
    let text = text.trim();
    let length = text.chars().count();
    if length < TEXT_MIN {
        return Err(Error::Invalid(vec![FieldProblem::new(
            "text",
            "too_short",
            format!("Viết ít nhất {TEXT_MIN} ký tự, nói rõ nội dung"),
            format!("Write at least {TEXT_MIN} characters and say what it is about"),
        )]));
    }
    if length > TEXT_MAX {
        return Err(Error::Invalid(vec![FieldProblem::new(
            "text",
            "too_long",
            format!("Viết không quá {TEXT_MAX} ký tự"),
            format!("Write at most {TEXT_MAX} characters"),
        )]));
    }
    Ok(text.to_owned())
}

fn disputed_before(error: StoreError) -> Error {
    match error.db().and_then(motcua_db::Error::constraint) {
        Some("person_request_access_key") => Error::Invalid(vec![FieldProblem::new(
            "text",
            "disputed_before",
            "Ông/bà đã yêu cầu giải thích lượt xem này. Trả lời nằm ở mục Yêu cầu của tôi.",
            "You asked about this access before. The answer stands under My requests.",
        )]),
        _ => error.into(),
    }
}

fn answered_before() -> Error {
    Error::Invalid(vec![FieldProblem::new(
        "text",
        "answered_before",
        "Yêu cầu này đã được trả lời",
        "This request was answered already",
    )])
}
