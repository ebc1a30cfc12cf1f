//! Filings under way: begun, answered group by group, kept at every step, and filed once.
//!
//! A filing is one person's own and becomes a dossier by the one write path ([`App::submit_filing`]). Whoever changes it
//! names the revision seen, so that of two windows the second is told; its command is drawn when it is begun, so that
//! filing it twice files it once. What is typed here stands in no journal.

pub mod check;
pub mod content;
mod entry;
pub mod held;
mod submit;
mod view;

pub use check::{Part, Problem};
pub use content::{Content, FormAnswer, FormContent, PaperFile, Source};
pub use entry::{Entered, NewEntry, entry_problems};
pub use held::Suggestion;
pub use submit::{Filer, SubmitFiling};
pub use view::{FilingSummary, FilingView, Represented};

use crate::App;
use crate::error::{Error, FieldProblem, What};
use crate::mandates;
use crate::world::World;
use motcua_calendar::Date;
use motcua_db::Tx;
use motcua_domain::dossier::ReturnMethod;
use motcua_domain::ids::{CommandId, FilingId, MandateId, PaperKey, PersonId, ProcedureCode, UnitId};
use motcua_domain::procedure::{Answers, Channel, ProcedureVersion, ServiceLevel};
use motcua_store::filings::{self as rows, Filing};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Filings one person may have under way.
pub const OPEN_MAX: u32 = 30;
/// Files of one paper.
pub const FILES_MAX: usize = 20;
/// Days a filing is kept after it was last touched, unless set otherwise.
pub const KEPT_DAYS: u32 = 90;

/// Whether a version can be filed online at all, by its level and channels.
#[must_use]
pub fn is_online(version: &ProcedureVersion) -> bool {
    version.channels.contains(&Channel::Online)
        && !matches!(version.service_level, ServiceLevel::None | ServiceLevel::Unknown)
}

/// A filing to begin.
#[derive(Debug, Clone)]
pub struct NewFiling {
    /// What is filed.
    pub procedure: ProcedureCode,
    /// Answers given before it began.
    pub answers: Answers,
    /// The mandate under which it is for its giver; `None`: for oneself.
    pub mandate: Option<MandateId>,
}

impl NewFiling {
    /// A filing for oneself.
    #[must_use]
    pub fn own(procedure: ProcedureCode) -> Self {
        Self { procedure, answers: Answers::new(), mandate: None }
    }
}

/// A change somebody makes to a filing.
#[derive(Debug, Clone)]
pub enum Change {
    /// Answers to the questions that tell the case, and the commune concerned.
    Eligibility {
        /// By the question's key.
        answers: Answers,
        /// The commune.
        commune: Option<UnitId>,
    },
    /// Fields as typed, of the pages named.
    Fields {
        /// Keys of the pages on which they stood.
        pages: Vec<String>,
        /// By the field's key; a field left out was not asked and keeps what it has.
        typed: BTreeMap<String, String>,
    },
    /// A file of a paper.
    AddFile {
        /// Which paper.
        paper: PaperKey,
        /// The file, kept.
        file: PaperFile,
    },
    /// Takes a file of a paper away.
    RemoveFile {
        /// Which paper.
        paper: PaperKey,
        /// The file's id.
        file: String,
    },
    /// The papers were looked at.
    Papers,
    /// How the result is wanted.
    Return(ReturnMethod),
    /// Goes on under the version now in force.
    Version,
}

/// A change made, and what is still to be mended in what was sent.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The filing as it now is.
    pub view: FilingView,
    /// Problems of what was sent; everything else of it is kept.
    pub problems: Vec<FieldProblem>,
}

impl App {
    /// Begins a filing of a procedure's version in force, for oneself or under a mandate for its giver.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a procedure that is not, or not online, and for a mandate that does not permit it;
    /// [`Error::Invalid`] with too many under way.
    pub async fn start_filing(&self, person: PersonId, new: NewFiling) -> Result<FilingId, Error> {
        let NewFiling { procedure, answers, mandate } = new;
        let (world, now_ms, now) = (self.world(), self.now_ms(), self.now());
        let today = now.date();
        let version = world.version_for(&procedure, today).filter(|v| v.in_force(today) && is_online(v));
        let version = version.ok_or(Error::NotFound(What::Procedure))?;
        let content = Content { answers: check::asked_answers(version, &answers), ..Content::default() };
        let filing = Filing {
            id: FilingId(self.ids().uuid(now_ms)?),
            person,
            procedure,
            version: version.id,
            revision: 1,
            command: CommandId(self.ids().uuid(now_ms)?),
            content: content.json()?,
            kept: None,
            dossier: None,
            created_at: now_ms,
            updated_at: now_ms,
            mandate,
            consent: None,
        };
        let id = filing.id;
        self.db()
            .write_async(move |tx| {
                if rows::of_person(tx, &person, OPEN_MAX)?.len() >= OPEN_MAX as usize {
                    return Err(too_many());
                }
                if let Some(id) = &filing.mandate {
                    mandates::owner_under(tx, id, &person, &filing.procedure, now)?;
                }
                Ok::<_, Error>(rows::insert(tx, &filing)?)
            })
            .await?;
        Ok(id)
    }

    /// What a person has under way, the latest changed first.
    pub async fn filings_of(&self, person: PersonId) -> Result<Vec<FilingSummary>, Error> {
        self.read(move |tx, world| {
            let rows = rows::of_person(tx, &person, OPEN_MAX)?;
            if rows.is_empty() {
                return Ok(Vec::new());
            }
            let known = held::known(&view::person_of(tx, &person)?);
            rows.into_iter().map(|row| view::summary(tx, world, row, &known)).collect()
        })
        .await
    }

    /// A person's own filing.
    ///
    /// # Errors
    /// [`Error::NotFound`] also for somebody else's.
    pub async fn filing(&self, person: PersonId, id: FilingId) -> Result<FilingView, Error> {
        let now = self.now();
        self.read(move |tx, world| {
            let row = rows::get(tx, &id, &person)?.ok_or(Error::NotFound(What::Filing))?;
            view::view(tx, world, row, now)
        })
        .await
    }

    /// Changes a filing. What can stand of what was sent is kept, even where something else of it cannot.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was changed since, [`Error::NotFound`] for somebody else's or one that is filed.
    pub async fn change_filing(
        &self,
        person: PersonId,
        id: FilingId,
        seen: u32,
        change: Change,
    ) -> Result<Saved, Error> {
        let (world, now_ms, now) = (self.world(), self.now_ms(), self.now());
        self.db()
            .write_async(move |tx| {
                let row = open_row(tx, id, person)?;
                if row.revision != seen {
                    return Err(Error::Stale { seen, now: row.revision });
                }
                let before = view::view(tx, &world, row.clone(), now)?;
                let (content, version, problems) = changed(&world, &before, &change, now.date())?;
                let json = content.json()?;
                if rows::save(tx, &row, version.id, &json, now_ms)? == rows::Change::Late {
                    return Err(Error::Stale { seen, now: seen + 1 });
                }
                let row = Filing {
                    version: version.id,
                    revision: seen + 1,
                    content: json,
                    kept: None,
                    updated_at: now_ms,
                    ..row
                };
                Ok(Saved { view: view::view(tx, &world, row, now)?, problems })
            })
            .await
    }

    /// Keeps what was typed on a page of a filing when the sign-in had ended, to show it after the next one. Nothing of
    /// it is saved before the person says so.
    pub async fn keep_typed(&self, person: PersonId, id: FilingId, typed: String) -> Result<bool, Error> {
        let kept = self.db().write_async(move |tx| {
            Ok::<_, Error>(rows::keep(tx, &id, &person, Some(&typed))? == rows::Change::Made)
        });
        kept.await
    }

    /// Throws a filing away, with everything typed in it.
    ///
    /// # Errors
    /// [`Error::NotFound`] also for somebody else's or one that is filed.
    pub async fn discard_filing(&self, person: PersonId, id: FilingId) -> Result<(), Error> {
        let gone = self.db().write_async(move |tx| Ok::<_, Error>(rows::delete(tx, &id, &person)?)).await?;
        if gone == rows::Change::Made { Ok(()) } else { Err(Error::NotFound(What::Filing)) }
    }

    /// Throws away what nobody has touched for so many days.
    pub async fn purge_filings(&self, days: u32) -> Result<u64, Error> {
        let before = self.now_ms() - i64::from(days) * 86_400_000;
        self.db()
            .write_async(move |tx| {
                let gone = rows::purge(tx, before)?;
                motcua_store::help::forget(tx)?;
                Ok::<_, Error>(gone)
            })
            .await
    }
}

/// Contents that a person's filings under way name, by their hash.
pub(crate) fn files_named(tx: &mut Tx<'_>, person: &PersonId) -> Result<BTreeSet<String>, Error> {
    let mut named = BTreeSet::new();
    for row in rows::of_person(tx, person, u32::MAX)? {
        let content = Content::read(&row.content)?;
        named.extend(content.papers.into_values().flatten().map(|file| file.hash));
    }
    Ok(named)
}

/// A filing that can still be changed.
fn open_row(tx: &mut Tx<'_>, id: FilingId, person: PersonId) -> Result<Filing, Error> {
    let row = rows::get(tx, &id, &person)?.ok_or(Error::NotFound(What::Filing))?;
    if row.dossier.is_some() { Err(Error::NotFound(What::Filing)) } else { Ok(row) }
}

type Changed = (Content, Arc<ProcedureVersion>, Vec<FieldProblem>);

fn changed(world: &World, before: &FilingView, change: &Change, today: Date) -> Result<Changed, Error> {
    let mut content = before.content.clone();
    let mut version = Arc::clone(&before.version);
    let mut problems = Vec::new();
    match change {
        Change::Eligibility { answers, commune } => {
            content.answers = check::asked_answers(&version, answers);
            if let Some(commune) =
                commune.filter(|id| world.units.get(*id).is_some_and(|u| u.kind.is_commune()))
            {
                content.commune = Some(commune);
            }
            problems = check::eligibility(world, &version, &content);
            content.mark(content::ELIGIBILITY, problems.is_empty());
        }
        Change::Fields { pages, typed } => {
            problems = check::take(world, before, &mut content, (pages, typed), today);
        }
        Change::AddFile { paper, file } => {
            version.paper(paper).ok_or(Error::NotFound(What::Page))?;
            let files = content.papers.entry(paper.clone()).or_default();
            if files.len() >= FILES_MAX {
                problems.push(check::too_many_files(paper));
            } else if files.iter().all(|known| known.hash != file.hash) {
                files.push(file.clone());
            }
        }
        Change::RemoveFile { paper, file } => {
            if let Some(files) = content.papers.get_mut(paper) {
                files.retain(|known| known.id != *file);
            }
            content.papers.retain(|_, files| !files.is_empty());
        }
        Change::Papers => {
            problems = check::papers(before);
            content.mark(content::PAPERS, problems.is_empty());
        }
        Change::Return(by) => content.return_by = Some(*by),
        Change::Version => {
            if let Some(newer) = &before.newer {
                content.pass(&version, newer);
                version = Arc::clone(newer);
            }
        }
    }
    Ok((content, version, problems))
}

fn too_many() -> Error {
    Error::Invalid(vec![FieldProblem::new(
        "filing",
        "too_many",
        format!("Ông/bà đang có {OPEN_MAX} hồ sơ soạn dở. Nộp hoặc xóa bớt rồi bắt đầu hồ sơ mới"),
        format!("You have {OPEN_MAX} filings under way. File or delete some before you begin another"),
    )])
}
