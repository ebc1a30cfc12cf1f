//! Entered by an officer for somebody who agreed to it: the consent first, then the same filing as at home.
//!
//! The filing is the person's own from the first moment: they see it, may go on with it and may throw it away. The officer
//! reaches this one filing and nothing else of theirs.

use super::{Content, OPEN_MAX, is_online, too_many};
use crate::App;
use crate::error::{Error, FieldProblem, What};
use crate::filing::{PersonInput, owner_problems, person};
use crate::help::helper;
use motcua_calendar::Moment;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::help::HelpPlace;
use motcua_domain::ids::{CommandId, ConsentId, FileHash, FilingId, PersonId, ProcedureCode, UnitId};
use motcua_store::filings::{self as rows, Filing};
use motcua_store::help::{self as consents, Consent};
use motcua_store::{files, people};
use std::sync::Arc;

/// Longest text that names a signed paper.
const PAPER_CHARACTERS: usize = 300;

/// A filing to be entered for somebody, and their consent.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// For whom.
    pub person: PersonInput,
    /// What is filed.
    pub procedure: ProcedureCode,
    /// Where the officer and the person are.
    pub place: HelpPlace,
    /// Number and day of the paper by which the person agreed.
    pub paper: String,
    /// Its scan, kept by the officer; `None`: none was given.
    pub file: Option<FileHash>,
}

/// A filing an officer enters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// For whom.
    pub person: PersonId,
    /// Their full name.
    pub name: String,
    /// Number and day of the paper by which they agreed.
    pub paper: String,
}

impl App {
    /// Records a consent and begins the filing it is for.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the fields to mend, [`Error::Denied`] for whoever does not receive at the unit,
    /// [`Error::NotFound`] for a procedure that is not online.
    pub async fn enter_filing(
        &self,
        actor: Arc<Actor>,
        unit: UnitId,
        new: NewEntry,
    ) -> Result<FilingId, Error> {
        let officer = helper(&actor, unit)?;
        let (world, now_ms, now) = (self.world(), self.now_ms(), self.now());
        let today = now.date();
        let version = world.version_for(&new.procedure, today).filter(|v| v.in_force(today) && is_online(v));
        let version = version.ok_or(Error::NotFound(What::Procedure))?;
        if !actor.holds(unit, Role::OneStop, &version.field) {
            return Err(Error::Denied);
        }
        let paper = new.paper.trim().to_owned();
        let problems = entry_problems(&new.person, &paper, new.file, now);
        let Some(file) = new.file.filter(|_| problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        let (fresh, consent) = (PersonId(self.ids().uuid(now_ms)?), ConsentId(self.ids().uuid(now_ms)?));
        let (id, command) = (FilingId(self.ids().uuid(now_ms)?), CommandId(self.ids().uuid(now_ms)?));
        let (version, content) = (version.id, Content::default().json()?);
        self.db()
            .write_async(move |tx| {
                let kept = files::of_hash(tx, &file, 1_000)?.iter().any(|row| row.officer == Some(officer));
                if !kept {
                    return Err(Error::NotFound(What::File));
                }
                let (owner, _) = person(tx, fresh, &new.person, now_ms)?;
                if rows::of_person(tx, &owner, OPEN_MAX)?.len() >= OPEN_MAX as usize {
                    return Err(too_many());
                }
                let place = new.place;
                let given = Consent {
                    id: consent,
                    person: owner,
                    officer,
                    unit,
                    place,
                    paper: paper.clone(),
                    file,
                    given_at: now,
                };
                consents::consent(tx, &given)?;
                let filing = Filing {
                    id,
                    person: owner,
                    procedure: new.procedure.clone(),
                    version,
                    revision: 1,
                    command,
                    content: content.clone(),
                    kept: None,
                    dossier: None,
                    created_at: now_ms,
                    updated_at: now_ms,
                    mandate: None,
                    consent: Some(consent),
                };
                Ok::<_, Error>(rows::insert(tx, &filing)?)
            })
            .await?;
        Ok(id)
    }

    /// A filing that this officer enters.
    ///
    /// # Errors
    /// [`Error::NotFound`] for any other, also one entered by a colleague or at a unit the officer has left.
    pub async fn entered_filing(&self, actor: Arc<Actor>, id: FilingId) -> Result<Entered, Error> {
        self.read(move |tx, _| {
            let missing = || Error::NotFound(What::Filing);
            let consent = rows::by_id(tx, &id)?.and_then(|filing| filing.consent).ok_or_else(missing)?;
            let consent = consents::get_consent(tx, &consent)?.ok_or_else(missing)?;
            if helper(&actor, consent.unit).ok() != Some(consent.officer) {
                return Err(missing());
            }
            let row = people::get(tx, &consent.person)?.ok_or_else(missing)?;
            Ok(Entered { person: row.id, name: row.name, paper: consent.paper })
        })
        .await
    }
}

/// What is wrong with a person and their consent, all at once.
#[must_use]
pub fn entry_problems(
    person: &PersonInput,
    paper: &str,
    file: Option<FileHash>,
    now: Moment,
) -> Vec<FieldProblem> {
    let mut problems = owner_problems(person, now);
    problems.extend(consent_problems(paper.trim(), file));
    problems
}

fn consent_problems(paper: &str, file: Option<FileHash>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if paper.is_empty() || paper.chars().count() > PAPER_CHARACTERS {
        problems.push(FieldProblem::new(
            "paper",
            "required",
            format!("Ghi số và ngày của giấy đồng ý đã ký, tối đa {PAPER_CHARACTERS} ký tự"),
            format!("Write number and day of the signed consent, in at most {PAPER_CHARACTERS} characters"),
        ));
    }
    if file.is_none() {
        problems.push(FieldProblem::new(
            "scan",
            "file_missing",
            "Chọn ảnh hoặc bản quét giấy đồng ý đã ký. Đồng ý bằng lời chưa đủ",
            "Choose a picture or scan of the signed consent. Spoken consent is not enough",
        ));
    }
    problems
}
