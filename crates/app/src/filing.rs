//! How a dossier begins: filed at a counter (submitted and received in one act) or filed to wait for intake.

use crate::act::{Acted, digest, keep, next_code, replayed};
use crate::clock::Timing;
use crate::error::{Error, FieldProblem, What};
use crate::files::Parties;
use crate::signals::{self, Browser};
use crate::world::World;
use crate::{App, visibility};
use motcua_calendar::Moment;
use motcua_db::Tx;
use motcua_domain::actor::Actor;
use motcua_domain::dossier::command::{Command, PaperHanded, Receive, Submit};
use motcua_domain::dossier::decide::{self, Context};
use motcua_domain::dossier::{Help, PaperGiven, Provenance, ReturnMethod};
use motcua_domain::identity::IdentityProof;
use motcua_domain::ids::{
    CaseKey, CommandId, DossierId, KioskId, MandateId, PersonId, ProcedureCode, UnitId, VersionId,
};
use motcua_domain::procedure::{Competence, ProcedureVersion};
use motcua_domain::refusal::Refusal;
use motcua_domain::text::{fold, given_first};
use motcua_store::dossiers::Recent;
use motcua_store::notices::Outward;
use motcua_store::{chain, forms, people, queries, record};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A person as typed or scanned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    /// Personal identification number, 12 digits (9 on old papers); absent when the person has none.
    #[serde(default)]
    pub personal_id: Option<String>,
    /// Full name.
    pub name: String,
    /// Date of birth, ISO.
    #[serde(default)]
    pub born_on: Option<String>,
    /// `nam` or `nu` as on the card: `male`, `female`.
    #[serde(default)]
    pub sex: Option<String>,
    /// Phone.
    #[serde(default)]
    pub phone: Option<String>,
    /// Address as on the card.
    #[serde(default)]
    pub address: Option<String>,
    /// Commune of the address.
    #[serde(default)]
    pub commune: Option<UnitId>,
}

/// A filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingRequest {
    /// The command's id.
    pub command_id: CommandId,
    /// Procedure.
    pub procedure: ProcedureCode,
    /// A named version; `None`: the one in force today.
    pub version: Option<VersionId>,
    /// Owner.
    pub owner: PersonInput,
    /// Who files, when it is not the owner.
    pub submitter: Option<PersonInput>,
    /// How it comes in.
    pub provenance: Provenance,
    /// Counter that receives it (intake), or at whose desk it waits.
    pub at: UnitId,
    /// Where the applicant was helped, when somebody helped.
    pub helped_at: Option<UnitId>,
    /// Commune concerned; `None`: the commune of the counter.
    pub commune: Option<UnitId>,
    /// Where the result is returned; `None`: at the receiving counter.
    pub return_at: Option<UnitId>,
    /// How.
    pub return_by: ReturnMethod,
    /// Papers.
    pub papers: Vec<PaperGiven>,
    /// Whether paper was handed in.
    pub paper: PaperHanded,
    /// The case (variant) it falls under, where the version tells cases apart; `None`: the ordinary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseKey>,
    /// The officer has seen the warning of a duplicate and files all the same.
    pub despite_duplicate: bool,
}

/// Receives at once, or leaves it to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receipt {
    AtOnce,
    Later,
}

/// Who owns the dossier and who files it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Who {
    /// As the request tells: found by number and name, or written down under these ids.
    Told { owner: PersonId, submitter: PersonId },
    /// People of the register, known by their sign-in.
    Known { owner: PersonId, submitter: PersonId },
}

/// A filing, ready for its unit of work.
pub(crate) struct Prepared {
    pub request: FilingRequest,
    pub dossier: DossierId,
    pub who: Who,
    pub receipt: Receipt,
    pub now_ms: i64,
    pub digest: [u8; 32],
    pub salt: [u8; 16],
    pub outward: Outward,
    /// The answers of its electronic form, JSON.
    pub form: Option<String>,
    /// How surely the one who files is who they say: what their session knows, never what a request tells.
    pub identity: Option<IdentityProof>,
    /// The mandate under which somebody else than the owner files, found to permit it.
    pub mandate: Option<MandateId>,
    /// Help given with it, as the program knows of it.
    pub help: Option<Help>,
    /// The kiosk of the session it is filed in.
    pub kiosk: Option<KioskId>,
}

impl Prepared {
    /// The salt of the answers: none of the notes has revision 0.
    fn form_salt(&self) -> [u8; 16] {
        chain::note_salt(&self.salt, 0)
    }
}

impl App {
    /// Submits and receives at a counter, in one act: code, clock, receipt.
    pub async fn intake(&self, actor: Arc<Actor>, request: FilingRequest) -> Result<Acted, Error> {
        let prepared = self.prepare(request, Receipt::AtOnce, Timing::Server)?;
        let (world, recent) = (self.world(), self.recent());
        self.told(self.db().write_async(move |tx| file(tx, &world, &recent, &actor, &prepared)).await)
    }

    /// Files a dossier that waits for intake (online, post).
    pub async fn submit(&self, actor: Arc<Actor>, request: FilingRequest) -> Result<Acted, Error> {
        let prepared = self.prepare(request, Receipt::Later, Timing::Server)?;
        let (world, recent) = (self.world(), self.recent());
        self.told(self.db().write_async(move |tx| file(tx, &world, &recent, &actor, &prepared)).await)
    }

    /// [`App::intake`] queued, with its date given by the server or, in a demonstration, by the caller.
    pub fn intake_submit<D>(
        &self,
        actor: Arc<Actor>,
        request: FilingRequest,
        timing: Timing,
        done: D,
    ) -> Result<(), Error>
    where
        D: FnOnce(Result<Acted, Error>) + Send + 'static,
    {
        self.file_submit(actor, request, (Receipt::AtOnce, None), timing, done)
    }

    /// [`App::submit`] queued, dated likewise. The applicant acts for themself when `actor` is `None`.
    pub fn submit_submit<D>(
        &self,
        actor: Option<Arc<Actor>>,
        request: FilingRequest,
        timing: Timing,
        done: D,
    ) -> Result<(), Error>
    where
        D: FnOnce(Result<Acted, Error>) + Send + 'static,
    {
        let actor = match actor {
            Some(actor) => actor,
            None => nobody_yet(),
        };
        self.file_submit(actor, request, (Receipt::Later, None), timing, done)
    }

    /// [`App::submit_submit`] by somebody alone at home, from a browser and after so many milliseconds: signs of it are kept, as
    /// they are of what is sent from the pages.
    pub fn submit_from_home<D>(
        &self,
        request: FilingRequest,
        from: (Browser, i64),
        timing: Timing,
        done: D,
    ) -> Result<(), Error>
    where
        D: FnOnce(Result<Acted, Error>) + Send + 'static,
    {
        self.file_submit(nobody_yet(), request, (Receipt::Later, Some(from)), timing, done)
    }

    fn file_submit<D>(
        &self,
        actor: Arc<Actor>,
        request: FilingRequest,
        (receipt, from): (Receipt, Option<(Browser, i64)>),
        timing: Timing,
        done: D,
    ) -> Result<(), Error>
    where
        D: FnOnce(Result<Acted, Error>) + Send + 'static,
    {
        let prepared = self.prepare(request, receipt, timing)?;
        let (world, recent) = (self.world(), self.recent());
        let (marker, done) = (self.marker(), self.telling(done));
        let marks = from.map(|(browser, took_ms)| (marker.browser(&browser), took_ms));
        let work = move |tx: &mut Tx<'_>| {
            let acted = file(tx, &world, &recent, &actor, &prepared)?;
            if let (Some((marks, took_ms)), Provenance::SelfAtHome, false) =
                (&marks, acted.state.provenance, acted.replayed)
            {
                let input = prepared.request.submitter.as_ref().unwrap_or(&prepared.request.owner);
                let who = marker.person(acted.state.submitter, input.phone.as_deref());
                let office = signals::at_office(&world, input.address.as_deref());
                let sent = Moment::from_unix_seconds(prepared.now_ms.div_euclid(1000));
                signals::keep(tx, acted.dossier, marks, who, (sent, *took_ms), office)?;
            }
            Ok(acted)
        };
        self.db().submit_then(work, done)?;
        Ok(())
    }

    /// Everything that needs no database: checks of fields, ids, the date. Ids are taken outside the unit of work, so
    /// that running it again after a serialization failure files the same dossier.
    fn prepare(&self, request: FilingRequest, receipt: Receipt, timing: Timing) -> Result<Prepared, Error> {
        let now_ms = self.timing_ms(timing)?;
        let problems = check_people(&request, Moment::from_unix_seconds(now_ms.div_euclid(1000)));
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let body = serde_json::to_string(&request).map_err(|e| Error::Defect(e.to_string()))?;
        let kind = match receipt {
            Receipt::AtOnce => "intake",
            Receipt::Later => "submit",
        };
        let owner = PersonId(self.ids().uuid(now_ms)?);
        let submitter = match &request.submitter {
            Some(_) => PersonId(self.ids().uuid(now_ms)?),
            None => owner,
        };
        Ok(Prepared {
            dossier: DossierId(self.ids().uuid(now_ms)?),
            who: Who::Told { owner, submitter },
            receipt,
            now_ms,
            digest: digest(&[kind, &body]),
            salt: self.ids().salt()?,
            outward: self.outward(),
            request,
            form: None,
            identity: None,
            mandate: None,
            help: None,
            kiosk: None,
        })
    }
}

/// Replaced by the owner's own id once it is known, inside the unit of work.
fn nobody_yet() -> Arc<Actor> {
    Arc::new(Actor::Applicant { person: PersonId(uuid::Uuid::nil()) })
}

pub(crate) fn file(
    tx: &mut Tx<'_>,
    world: &World,
    recent: &Recent,
    actor: &Actor,
    prepared: &Prepared,
) -> Result<Acted, Error> {
    let request = &prepared.request;
    let now = Moment::from_unix_seconds(prepared.now_ms.div_euclid(1000));
    let city = pick_version(world, request, now)?;
    let (commune, competent) = places(world, &city, request)?;
    let version = varied(world, request, &city, competent, now)?;
    let (owner, submitter, known) = people_of(tx, prepared)?;
    let acting = match actor {
        Actor::Applicant { person } if person.0.is_nil() => Actor::Applicant { person: submitter },
        other => other.clone(),
    };
    if let Some(first) = replayed(tx, &request.command_id, acting.reference(), &prepared.digest)? {
        return Ok(first);
    }
    if known == Known::Before
        && !request.despite_duplicate
        && let Some(open) = queries::search::open_dossier_of(tx, &owner, &request.procedure)?
    {
        return Err(Error::Duplicate {
            code: open.code.unwrap_or_else(|| open.id.to_string()),
            on: open.submitted_on,
        });
    }
    let entered = prepared.help.filter(|help| help.consent.is_some()).map(|help| help.officer);
    crate::files::check_named(
        tx,
        &acting,
        &request.papers,
        &Parties { people: [owner, submitter], entered },
        None,
    )?;
    let command = command_of(prepared, &version, (commune, competent), (owner, submitter));
    let code = match prepared.receipt {
        Receipt::AtOnce => Some(next_code(tx, world, request.at, now)?),
        Receipt::Later => None,
    };
    let context = Context {
        id: prepared.dossier,
        now,
        actor: &acting,
        version: &version,
        calendar: world.calendar(competent)?,
        units: &world.units,
        code: code.as_ref(),
        named: None,
        systems: &world.systems,
    };
    let decided = decide::decide(None, &command, &context)?;
    let entry = record::Entry {
        id: prepared.dossier,
        before: None,
        decided,
        actor: acting.reference(),
        at: now,
        recorded_at_ms: prepared.now_ms,
        command: request.command_id,
        command_digest: prepared.digest,
        version: &version,
        pinned_before: None,
        salt: prepared.salt,
        outward: prepared.outward,
    };
    let acted = keep(tx, entry, recent)?;
    if let Some(form) = &prepared.form {
        forms::add(tx, &acted.dossier, &prepared.form_salt(), form)?;
    }
    debug_assert!(visibility::may_see(&acting, &acted.state, world), "the one who files sees the dossier");
    Ok(acted)
}

/// Owner and submitter, and whether the owner was known before.
fn people_of(tx: &mut Tx<'_>, prepared: &Prepared) -> Result<(PersonId, PersonId, Known), Error> {
    let request = &prepared.request;
    match prepared.who {
        Who::Known { owner, submitter } => Ok((owner, submitter, Known::Before)),
        Who::Told { owner, submitter } => {
            let (owner, known) = person(tx, owner, &request.owner, prepared.now_ms)?;
            let submitter = match &request.submitter {
                Some(other) => person(tx, submitter, other, prepared.now_ms)?.0,
                None => owner,
            };
            Ok((owner, submitter, known))
        }
    }
}

fn pick_version(world: &World, request: &FilingRequest, now: Moment) -> Result<Arc<ProcedureVersion>, Error> {
    let today = now.date();
    let in_force = world.version_for(&request.procedure, today);
    let found = match request.version {
        // Whoever names a commune's variation names the version of the city it was made from.
        Some(id) => {
            let named = world.version(id).filter(|v| v.code == request.procedure);
            named.and_then(|named| named.variant.map_or(Some(named), |made| world.version(made.of)))
        }
        None => in_force,
    };
    let version = found.cloned().ok_or(Error::NotFound(What::Procedure))?;
    match in_force {
        // Displaced by a later version, withdrawn or ended: by itself it would still seem to be in force.
        Some(now) if now.id != version.id && version.in_force(today) => {
            let to = Some(now.valid_from.plus_days(-1)).filter(|last| *last >= version.valid_from);
            Err(Error::Refused(Refusal::VersionNotInForce { from: version.valid_from, to }))
        }
        Some(now) if now.id == version.id => Ok(Arc::clone(now)),
        _ => Ok(version),
    }
}

/// The competent unit's own variation of the city's version, where it has one; no other unit's.
fn varied(
    world: &World,
    request: &FilingRequest,
    city: &Arc<ProcedureVersion>,
    competent: UnitId,
    now: Moment,
) -> Result<Arc<ProcedureVersion>, Error> {
    let version = world.varied(city, now.date(), competent);
    let named = request.version.and_then(|id| world.version(id)).filter(|named| named.variant.is_some());
    match named {
        Some(named) if named.id != version.id => {
            Err(Error::Refused(Refusal::VersionNotInForce { from: named.valid_from, to: named.valid_to }))
        }
        _ => Ok(Arc::clone(version)),
    }
}

/// The commune concerned and the competent unit: the applicant never chooses an internal unit.
fn places(
    world: &World,
    version: &ProcedureVersion,
    request: &FilingRequest,
) -> Result<(Option<UnitId>, UnitId), Error> {
    let counter = world.units.get(request.at).ok_or(Error::NotFound(What::Unit))?;
    // An address written down before a reorganisation names the commune as it was.
    let address = request.owner.commune.map(|id| world.units.latest(id));
    let commune = match request.commune.or(address) {
        Some(id) => {
            let unit = world.units.get(id).ok_or(Error::NotFound(What::Unit))?;
            if !unit.kind.is_commune() {
                return Err(Error::Invalid(vec![FieldProblem::new(
                    "commune",
                    "not_a_commune",
                    "Chọn xã, phường của người nộp trong danh sách",
                    "Choose the applicant's commune or ward from the list",
                )]));
            }
            Some(id)
        }
        None => counter.parent.filter(|id| world.units.get(*id).is_some_and(|u| u.kind.is_commune())),
    };
    let competent = match version.competence {
        // A published version keeps the name it was published with; the unit that stands in its place decides.
        Competence::Agency(unit) => world.units.latest(unit),
        Competence::Commune => commune.ok_or_else(|| {
            Error::Invalid(vec![FieldProblem::new(
                "commune",
                "commune_required",
                "Chọn xã, phường có thẩm quyền giải quyết",
                "Choose the commune or ward that decides",
            )])
        })?,
    };
    Ok((commune, competent))
}

fn command_of(
    prepared: &Prepared,
    version: &ProcedureVersion,
    (commune, competent): (Option<UnitId>, UnitId),
    (owner, submitter): (PersonId, PersonId),
) -> Command {
    let request = &prepared.request;
    let submit = Submit {
        owner,
        submitter,
        provenance: request.provenance,
        helped_at: request.helped_at,
        competent,
        commune,
        return_at: request.return_at.unwrap_or(request.at),
        return_by: request.return_by,
        papers: request.papers.clone(),
        // Nothing special was said about it: it is of the ordinary case, where there is one.
        case: request.case.clone().or_else(|| version.ordinary_case().map(|case| case.key.clone())),
        identity: prepared.identity.clone(),
        mandate: prepared.mandate,
        help: prepared.help,
        kiosk: prepared.kiosk,
        form: prepared.form.as_ref().map(|text| forms::digest(&prepared.form_salt(), text)),
    };
    match prepared.receipt {
        Receipt::AtOnce => {
            let receive = Receive { at: request.at, paper: request.paper, papers: request.papers.clone() };
            Command::Intake { submit, receive }
        }
        Receipt::Later => Command::Submit(submit),
    }
}

#[derive(PartialEq, Eq)]
pub(crate) enum Known {
    Before,
    New,
}

/// Finds the person by number and name, or writes them down. Changed contact data replace the old ones.
pub(crate) fn person(
    tx: &mut Tx<'_>,
    fresh: PersonId,
    input: &PersonInput,
    now_ms: i64,
) -> Result<(PersonId, Known), Error> {
    let name = input.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name_key = fold(&name);
    if let Some(number) = &input.personal_id
        && let Some(mut known) = people::by_personal_id(tx, number)?
        && known.name_key == name_key
    {
        let before = (known.phone.clone(), known.address.clone(), known.commune);
        known.phone = input.phone.clone().or(known.phone);
        known.address = input.address.clone().or(known.address);
        known.commune = input.commune.or(known.commune);
        if (known.phone.clone(), known.address.clone(), known.commune) != before {
            people::update_contact(tx, &known)?;
        }
        return Ok((known.id, Known::Before));
    }
    let given_key = given_first(&name);
    people::insert(
        tx,
        &people::Person {
            id: fresh,
            personal_id: input.personal_id.clone(),
            name,
            name_key,
            given_key,
            born_on: input.born_on.clone(),
            sex: input.sex.clone(),
            phone: input.phone.clone(),
            address: input.address.clone(),
            commune: input.commune,
        },
        now_ms,
    )?;
    Ok((fresh, Known::New))
}

/// What is to be mended in the data of an owner, so that a form can say it together with what else is wrong.
#[must_use]
pub fn owner_problems(owner: &PersonInput, now: Moment) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    check_person("owner", owner, now, &mut problems);
    problems
}

fn check_people(request: &FilingRequest, now: Moment) -> Vec<FieldProblem> {
    let mut problems = owner_problems(&request.owner, now);
    if let Some(submitter) = &request.submitter {
        check_person("submitter", submitter, now, &mut problems);
    }
    if request.papers.len() > 100 {
        problems.push(FieldProblem::new(
            "papers",
            "too_many",
            "Tối đa 100 giấy tờ trong một hồ sơ",
            "At most 100 papers in one dossier",
        ));
    }
    problems
}

fn check_person(prefix: &str, person: &PersonInput, now: Moment, problems: &mut Vec<FieldProblem>) {
    let at = |field: &str| format!("{prefix}/{field}");
    let name = person.name.trim();
    if name.is_empty() {
        problems.push(FieldProblem::new(
            &at("name"),
            "required",
            "Nhập họ, chữ đệm và tên",
            "Enter the full name",
        ));
    } else if name.chars().count() > 120 {
        problems.push(FieldProblem::new(
            &at("name"),
            "too_long",
            "Viết họ tên ngắn lại, tối đa 120 ký tự",
            "Shorten the name to at most 120 characters",
        ));
    } else if name.chars().any(|c| c.is_ascii_digit() || c.is_control() || "<>{}|\\".contains(c)) {
        problems.push(FieldProblem::new(
            &at("name"),
            "characters",
            "Họ tên chỉ gồm chữ cái, dấu cách và dấu nối",
            "A name has letters, spaces and hyphens only",
        ));
    }
    if let Some(number) = &person.personal_id {
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if digits != number.chars().count() || (digits != 12 && digits != 9) {
            problems.push(FieldProblem::new(
                &at("personal_id"),
                "personal_id_digits",
                format!("Số định danh gồm 12 chữ số; đã nhập {} ký tự", number.chars().count()),
                format!(
                    "The personal number has 12 digits. {} characters were entered",
                    number.chars().count()
                ),
            ));
        }
    }
    if let Some(born) = &person.born_on {
        match motcua_calendar::Date::parse(born) {
            Err(_) => problems.push(FieldProblem::new(
                &at("born_on"),
                "date_impossible",
                format!("Ngày {born} không có. Xem lại ngày và tháng"),
                format!("There is no date {born}. Check the day and the month"),
            )),
            Ok(day) if day > now.date() => problems.push(FieldProblem::new(
                &at("born_on"),
                "date_future",
                "Ngày sinh phải là ngày đã qua",
                "The date of birth must be in the past",
            )),
            Ok(_) => {}
        }
    }
    if let Some(phone) = &person.phone {
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        if !(9..=12).contains(&digits) || phone.chars().any(|c| !(c.is_ascii_digit() || " +.-".contains(c))) {
            problems.push(FieldProblem::new(
                &at("phone"),
                "phone",
                "Nhập số điện thoại 10 chữ số, ví dụ 0912 345 678",
                "Enter a phone number of 10 digits, such as 0912 345 678",
            ));
        }
    }
    if person.sex.as_deref().is_some_and(|s| s != "male" && s != "female") {
        problems.push(FieldProblem::new(&at("sex"), "choice", "Chọn giới tính", "Choose the sex"));
    }
    if person.address.as_deref().is_some_and(|a| a.chars().count() > 300) {
        problems.push(FieldProblem::new(
            &at("address"),
            "too_long",
            "Viết địa chỉ ngắn lại, tối đa 300 ký tự",
            "Shorten the address to at most 300 characters",
        ));
    }
}
