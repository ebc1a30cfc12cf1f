//! Filing what was filled in: one dossier, however often it is sent.

use super::check::Problem;
use super::content::FormContent;
use super::view::{self, FilingView};
use crate::App;
use crate::act::{Acted, digest};
use crate::error::{Error, FieldProblem, What};
use crate::filing::{self, FilingRequest, PersonInput, Prepared, Receipt, Who};
use crate::people::Assurance;
use crate::signals::{self, Browser};
use crate::world::World;
use crate::{help, mandates};
use motcua_db::Tx;
use motcua_domain::actor::Actor;
use motcua_domain::dossier::command::PaperHanded;
use motcua_domain::dossier::{Circumstances, FiledBy, PaperGiven, Provenance, ReturnMethod};
use motcua_domain::ids::{DossierId, FileHash, FilingId, KioskId, PersonId, UnitId};
use motcua_domain::procedure::PaperForm;
use motcua_store::dossiers;
use motcua_store::filings::{self as rows, Filing};
use motcua_store::people::Person;
use std::sync::Arc;

/// Who files a filing, as their session knows.
#[derive(Debug, Clone)]
pub enum Filer {
    /// The person, signed in.
    Applicant {
        /// How surely they are who they say: [`crate::people::SignedInPerson::assurance`].
        identity: Assurance,
        /// The kiosk they are at.
        kiosk: Option<KioskId>,
    },
    /// The officer who entered it on the person's recorded consent.
    Officer(Arc<Actor>),
}

/// Filing a filing.
#[derive(Debug, Clone)]
pub struct SubmitFiling {
    /// Which.
    pub filing: FilingId,
    /// The revision that was read through.
    pub seen: u32,
    /// The person has seen that a dossier of the kind is in hand and files another.
    pub despite_duplicate: bool,
    /// Who files it.
    pub by: Filer,
    /// The browser it is sent from; marks of it are kept when the person files alone from home.
    pub browser: Option<Browser>,
}

impl App {
    /// Files it. Sent again, it answers with the dossier it became.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything still to be mended; [`Error::Stale`] when it was changed since it was read
    /// through, or its version is no longer the one in force.
    pub async fn submit_filing(&self, person: PersonId, order: SubmitFiling) -> Result<Acted, Error> {
        let (world, recent, now_ms) = (self.world(), self.recent(), self.now_ms());
        let now = self.now();
        let today = now.date();
        let (dossier, salt) = (DossierId(self.ids().uuid(now_ms)?), self.ids().salt()?);
        let outward = self.outward();
        let marks = order.browser.as_ref().map(|browser| self.browser_marks(browser));
        let marker = self.marker();
        let outcome = self.db().write_async(move |tx| {
            let row = rows::get(tx, &order.filing, &person)?.ok_or(Error::NotFound(What::Filing))?;
            if let Some(done) = row.dossier {
                return became(tx, done);
            }
            if row.revision != order.seen {
                return Err(Error::Stale { seen: order.seen, now: row.revision });
            }
            let view = view::view(tx, &world, row.clone(), now)?;
            if view.newer.is_some() {
                return Err(Error::Stale { seen: order.seen, now: row.revision });
            }
            let problems = view.problems(&world, today);
            if !problems.is_empty() {
                return Err(Error::Invalid(
                    problems.into_iter().map(|Problem { problem, .. }| problem).collect(),
                ));
            }
            let filed = filed(tx, &row, person, &order.by)?;
            let request = request(&world, &view, (&row, &filed), &order)?;
            let body = serde_json::to_string(&request).map_err(|e| Error::Defect(e.to_string()))?;
            let form = view.form();
            // The giver becomes the owner; that the mandate stands was looked at above, and is here once more.
            let owner = match &row.mandate {
                Some(id) => mandates::owner_under(tx, id, &person, &view.version.code, now)?,
                None => person,
            };
            let prepared = Prepared {
                digest: digest(&["submit", &body]),
                request,
                dossier,
                who: Who::Known { owner, submitter: person },
                receipt: Receipt::Later,
                now_ms,
                salt,
                outward,
                form: form_text(&form)?,
                identity: filed.identity.clone(),
                mandate: row.mandate,
                help: filed.happened.help,
                kiosk: filed.happened.kiosk,
            };
            let acted = filing::file(tx, &world, &recent, &filed.actor, &prepared)?;
            rows::filed(tx, &row, &acted.dossier, now_ms)?;
            // Kiosks, help and consents are known for what they are: only what counts as sent alone from home has signs.
            if let (Some(marks), Provenance::SelfAtHome) = (&marks, acted.state.provenance) {
                let who = marker.person(view.person.id, view.person.phone.as_deref());
                let office = signals::at_office(&world, view.person.address.as_deref());
                signals::keep(tx, acted.dossier, marks, who, (now, now_ms - row.created_at), office)?;
            }
            Ok(acted)
        });
        let outcome = outcome.await;
        self.told(outcome)
    }
}

/// By whom and how it comes to be filed: what the program knows, whatever anybody says.
struct Filed {
    actor: Arc<Actor>,
    identity: Option<Assurance>,
    happened: Circumstances,
    helped_at: Option<UnitId>,
}

fn filed(tx: &mut Tx<'_>, row: &Filing, person: PersonId, by: &Filer) -> Result<Filed, Error> {
    match by {
        Filer::Applicant { identity, kiosk } => {
            let help = help::of_filing(tx, row)?;
            let happened =
                Circumstances { by: FiledBy::Applicant, help: help.map(|(help, _)| help), kiosk: *kiosk };
            Ok(Filed {
                actor: Arc::new(Actor::Applicant { person }),
                identity: Some(identity.clone()),
                happened,
                helped_at: help.map(|(_, unit)| unit),
            })
        }
        Filer::Officer(actor) => {
            let (help, unit) = help::on_consent(tx, row)?.ok_or(Error::NotFound(What::Filing))?;
            if help::helper(actor, unit).ok() != Some(help.officer) {
                return Err(Error::NotFound(What::Filing));
            }
            let happened = Circumstances { by: FiledBy::Officer, help: Some(help), kiosk: None };
            Ok(Filed { actor: Arc::clone(actor), identity: None, happened, helped_at: Some(unit) })
        }
    }
}

/// The first outcome again.
fn became(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Acted, Error> {
    let loaded = dossiers::load(tx, &dossier)?.ok_or(Error::NotFound(What::Dossier))?;
    Ok(Acted {
        dossier,
        code: loaded.dossier.code.clone(),
        revision: loaded.dossier.revision,
        replayed: true,
        state: loaded.dossier,
        touched: Vec::new(),
    })
}

fn form_text(form: &FormContent) -> Result<Option<String>, Error> {
    if form.fields.is_empty() && form.answers.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(form).map(Some).map_err(|error| Error::Defect(error.to_string()))
}

fn request(
    world: &World,
    view: &FilingView,
    (row, filed): (&Filing, &Filed),
    order: &SubmitFiling,
) -> Result<FilingRequest, Error> {
    let commune = view.commune.ok_or_else(|| Error::Defect("a checked filing has a commune".into()))?;
    let counter = world.units.counter_of(commune).ok_or(Error::NotFound(What::Unit))?;
    Ok(FilingRequest {
        command_id: row.command,
        procedure: view.version.code.clone(),
        version: Some(view.version.id),
        owner: as_input(&view.person),
        submitter: None,
        provenance: filed.happened.provenance(),
        at: counter.id,
        helped_at: filed.helped_at,
        commune: Some(commune),
        return_at: Some(counter.id),
        return_by: view.content.return_by.unwrap_or(ReturnMethod::Counter),
        papers: papers(view),
        paper: PaperHanded::No,
        case: view.case_key().cloned(),
        despite_duplicate: order.despite_duplicate,
    })
}

/// The papers given: those the form stands for, and those with files.
fn papers(view: &FilingView) -> Vec<PaperGiven> {
    let filled = view.filled();
    let by_form = filled.papers_by_form(&view.version).into_iter();
    let mut given: Vec<PaperGiven> =
        by_form.map(|paper| PaperGiven::on_paper(paper.key.clone(), PaperForm::Electronic, 1)).collect();
    for paper in filled.papers(&view.version) {
        if let Some(files) = view.content.papers.get(&paper.key) {
            let on_paper = PaperGiven::on_paper(paper.key.clone(), PaperForm::Electronic, 1);
            let reused = files.iter().any(|file| file.from.is_some());
            let files = files.iter().filter_map(|file| FileHash::parse(&file.hash)).collect();
            given.push(PaperGiven { files, reused, ..on_paper });
        }
    }
    given
}

fn as_input(person: &Person) -> PersonInput {
    PersonInput {
        personal_id: person.personal_id.clone(),
        name: person.name.clone(),
        born_on: person.born_on.clone(),
        sex: person.sex.clone(),
        phone: person.phone.clone(),
        address: person.address.clone(),
        commune: person.commune,
    }
}

/// Problems as a form names them.
impl From<Problem> for FieldProblem {
    fn from(problem: Problem) -> FieldProblem {
        problem.problem
    }
}
