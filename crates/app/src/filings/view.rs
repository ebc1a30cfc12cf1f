//! A filing as its pages show it: what was told, what is held, where it goes, what is missing.

use super::check::{self, Part};
use super::content::{Content, ELIGIBILITY, FormAnswer, FormContent, PAPERS, Source};
use super::held::{self, Suggestion};
use crate::error::{Error, What};
use crate::help::{self, Helped};
use crate::world::World;
use motcua_calendar::{Date, Moment};
use motcua_db::Tx;
use motcua_domain::ids::{CaseKey, ConsentId, DossierId, FilingId, MandateId, PersonId, UnitId, VersionId};
use motcua_domain::mandate::Scope;
use motcua_domain::procedure::{Case, Channel, Competence, Filled, FormPage, ProcedureVersion, Values};
use motcua_store::filings::Filing;
use motcua_store::mandates;
use motcua_store::people::{self, Person};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A filing.
#[derive(Debug, Clone)]
pub struct FilingView {
    /// Id.
    pub id: FilingId,
    /// For whom it is: whoever fills it in, or the giver of the mandate.
    pub person: Person,
    /// The mandate under which it is for somebody else.
    pub mandate: Option<Represented>,
    /// Revision, to be named by whoever changes it.
    pub revision: u32,
    /// The version it is filled in for.
    pub version: Arc<ProcedureVersion>,
    /// The version now in force, where it is another.
    pub newer: Option<Arc<ProcedureVersion>>,
    /// What was told.
    pub content: Content,
    /// What the account tells, by field.
    pub known: Values,
    /// What may be put into fields beforehand.
    pub suggestions: BTreeMap<String, Suggestion>,
    /// What stands in the form: what is held, and over it what was given.
    pub values: Values,
    /// The commune concerned: told, else that of the account.
    pub commune: Option<UnitId>,
    /// Who decides, once that is known.
    pub competent: Option<UnitId>,
    /// What was typed when the sign-in had ended.
    pub kept: Option<String>,
    /// What it became.
    pub dossier: Option<DossierId>,
    /// Help given with it, ended or not.
    pub helped: Vec<Helped>,
    /// The consent on which an officer entered it.
    pub consent: Option<ConsentId>,
    /// Last changed, UNIX milliseconds.
    pub updated_at_ms: i64,
}

/// For whom somebody else files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Represented {
    /// The mandate.
    pub mandate: MandateId,
    /// Full name of its giver.
    pub name: String,
    /// Its last day.
    pub until: Date,
    /// Whether it permits this filing now. Where it does not, nothing of the giver's data is shown.
    pub stands: bool,
}

/// A filing in a list.
#[derive(Debug, Clone)]
pub struct FilingSummary {
    /// Id.
    pub id: FilingId,
    /// The version it is filled in for.
    pub version: Arc<ProcedureVersion>,
    /// Full name of the one it is for, where it is somebody else.
    pub represented: Option<String>,
    /// Last changed, UNIX milliseconds.
    pub updated_at_ms: i64,
    /// The first part not gone through; `None`: it can be read through and filed.
    pub open: Option<Part>,
}

impl FilingView {
    /// The case its answers lead to, once they do.
    #[must_use]
    pub fn case(&self) -> Option<&Case> {
        self.version.case_told(&self.content.answers)
    }

    /// What conditions of the version may ask.
    #[must_use]
    pub fn filled(&self) -> Filled<'_> {
        Filled {
            case: self.case().map(|case| &case.key),
            channel: Channel::Online,
            answers: &self.content.answers,
            values: &self.values,
        }
    }

    /// The key of the case.
    #[must_use]
    pub fn case_key(&self) -> Option<&CaseKey> {
        self.case().map(|case| &case.key)
    }

    /// Whether a field is held and was not disputed: it is shown, not asked.
    #[must_use]
    pub fn is_held(&self, field: &str) -> bool {
        self.known.contains_key(field) && !self.content.values.contains_key(field)
    }

    /// What would be filed now: each answer asked for, with where it comes from.
    #[must_use]
    pub fn form(&self) -> FormContent {
        let filled = self.filled();
        let asked = self.version.form.iter().flat_map(|page| filled.fields(page));
        let answer = |key: &String| {
            let value = self.values.get(key).filter(|value| !value.is_empty())?.clone();
            let (held, given) = (self.known.get(key), self.content.values.contains_key(key));
            let source = match held {
                Some(held) if given && *held != value => Source::Disputed,
                Some(_) => Source::Account,
                None => match self.suggestions.get(key) {
                    Some(put_in) if put_in.value == value && put_in.from.is_some() => Source::Earlier,
                    Some(put_in) if put_in.value == value => Source::Account,
                    _ => Source::Given,
                },
            };
            let held = held.filter(|_| source == Source::Disputed).cloned();
            Some(FormAnswer { field: key.clone(), value, source, held })
        };
        FormContent {
            version: self.version.id,
            answers: self.content.answers.clone(),
            fields: asked.filter_map(|field| answer(&field.field)).collect(),
        }
    }

    /// Everything still to be mended before it can be filed.
    #[must_use]
    pub fn problems(&self, world: &World, today: Date) -> Vec<check::Problem> {
        check::all(world, self, today)
    }
}

pub(super) fn view(tx: &mut Tx<'_>, world: &World, row: Filing, now: Moment) -> Result<FilingView, Error> {
    let today = now.date();
    let version = version_of(tx, world, &row)?;
    let content = Content::read(&row.content)?;
    let (person, mandate, scope) = for_whom(tx, &row, now)?;
    let tells = mandate.as_ref().is_none_or(|under| under.stands);
    let known = if tells { held::known(&person) } else { Values::new() };
    let suggestions = if tells {
        // What the giver told in dossiers of other procedures is no matter of this mandate.
        let may_tell = |id: VersionId| match &scope {
            Some(Scope::Procedures(codes)) => world.version(id).is_some_and(|v| codes.contains(&v.code)),
            Some(Scope::All) | None => true,
        };
        held::suggestions(tx, &version, (&person.id, &known), may_tell)?
    } else {
        BTreeMap::new()
    };
    let mut values = known.clone();
    values.extend(content.values.iter().map(|(key, value)| (key.clone(), value.clone())));
    let standing = |id: UnitId| {
        let id = world.units.latest(id);
        world.units.get(id).filter(|unit| unit.kind.is_commune()).map(|unit| unit.id)
    };
    let commune = content.commune.or(person.commune).and_then(standing);
    let competent = match version.competence {
        Competence::Agency(agency) => Some(world.units.latest(agency)),
        Competence::Commune => commune,
    };
    let newer = newer(world, &version, competent, today);
    Ok(FilingView {
        id: row.id,
        person,
        mandate,
        revision: row.revision,
        version,
        newer,
        content,
        known,
        suggestions,
        values,
        commune,
        competent,
        kept: row.kept,
        dossier: row.dossier,
        helped: help::given(tx, &row.id)?,
        consent: row.consent,
        updated_at_ms: row.updated_at,
    })
}

/// A row of a list; `known` is what the account tells, by field.
pub(super) fn summary(
    tx: &mut Tx<'_>,
    world: &World,
    row: Filing,
    known: &Values,
) -> Result<FilingSummary, Error> {
    let version = version_of(tx, world, &row)?;
    let mandate = row.mandate.map(|id| mandates::get(tx, &id)).transpose()?.flatten();
    let represented =
        mandate.map(|mandate| person_of(tx, &mandate.giver)).transpose()?.map(|giver| giver.name);
    let content = Content::read(&row.content)?;
    let open = open_part(&version, &content, known);
    Ok(FilingSummary { id: row.id, version, represented, updated_at_ms: row.updated_at, open })
}

/// For whom a filing is, and what the mandate it is made under is for. Under one that does not permit it any more only the
/// name of its giver is told.
fn for_whom(
    tx: &mut Tx<'_>,
    row: &Filing,
    now: Moment,
) -> Result<(Person, Option<Represented>, Option<Scope>), Error> {
    let filer = person_of(tx, &row.person)?;
    let Some(id) = row.mandate else { return Ok((filer, None, None)) };
    let mandate = mandates::get(tx, &id)?.ok_or(Error::NotFound(What::Mandate))?;
    let giver = person_of(tx, &mandate.giver)?;
    let stands = mandate.permits(filer.personal_id.as_deref(), &row.procedure, now.date());
    let under = Represented { mandate: id, name: giver.name.clone(), until: mandate.to, stands };
    Ok((if stands { giver } else { filer }, Some(under), Some(mandate.scope)))
}

/// The first part that was not gone through, of those that are asked.
fn open_part(version: &ProcedureVersion, content: &Content, known: &Values) -> Option<Part> {
    if !content.done.contains(ELIGIBILITY) {
        return Some(Part::Eligibility);
    }
    let mut values = known.clone();
    values.extend(content.values.iter().map(|(key, value)| (key.clone(), value.clone())));
    let case = version.case_told(&content.answers).map(|case| &case.key);
    let filled = Filled { case, channel: Channel::Online, answers: &content.answers, values: &values };
    let open =
        |page: &&FormPage| !content.done.contains(page.key.as_str()) && !filled.fields(page).is_empty();
    if let Some(page) = version.form.iter().find(open) {
        return Some(Part::Page(page.key.clone()));
    }
    (!content.done.contains(PAPERS) && !filled.papers(version).is_empty()).then_some(Part::Papers)
}

/// The version that applies today where it is decided, when the filing was begun under another.
fn newer(
    world: &World,
    version: &Arc<ProcedureVersion>,
    competent: Option<UnitId>,
    today: Date,
) -> Option<Arc<ProcedureVersion>> {
    let city = world.version_for(&version.code, today).filter(|city| city.in_force(today))?;
    let applies = competent.map_or(city, |unit| world.varied(city, today, unit));
    (applies.id != version.id).then(|| Arc::clone(applies))
}

fn version_of(tx: &mut Tx<'_>, world: &World, row: &Filing) -> Result<Arc<ProcedureVersion>, Error> {
    if let Some(version) = world.version(row.version) {
        return Ok(Arc::clone(version));
    }
    // Published on another node a moment ago.
    let stored = motcua_store::procedures::version(tx, row.version)?;
    stored.map(Arc::new).ok_or_else(|| Error::Defect(format!("version {} is missing", row.version)))
}

pub(super) fn person_of(tx: &mut Tx<'_>, id: &PersonId) -> Result<Person, Error> {
    people::get(tx, id)?.ok_or(Error::NotFound(What::Filing))
}
