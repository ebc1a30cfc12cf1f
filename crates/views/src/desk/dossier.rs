//! The dossier as its officer sees it (O11): facts, clock, who holds it, papers, steps, timeline, allowed acts.

use super::result::AttachedFile;
use crate::chip::Status;
use crate::desk::Guarded;
use crate::due::DueBlock;
use crate::form::ActForm;
use crate::icon::Icon;
use crate::message::Key;
use crate::page::{FileNote, Link, Page};
use crate::renders;
use crate::spent::Spent;
use askama::Template;

/// A label with its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
}

impl Fact {
    /// A fact.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Fact { label: label.into(), value: value.into() }
    }
}

/// One of the four places of a dossier (helped, received, competent, returned).
pub type Place = Fact;

/// How a paper stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperState {
    /// Handed in.
    Present,
    /// Required and not yet there.
    Missing,
    /// Asked for by a request for supplement that is open.
    Asked,
    /// Not asked for: a State database holds what it says.
    Held,
    /// Not needed in this case.
    NotNeeded,
}

impl PaperState {
    pub(crate) fn label(self) -> Key {
        match self {
            PaperState::Present => Key::PaperPresent,
            PaperState::Missing => Key::PaperMissing,
            PaperState::Asked => Key::PaperAsked,
            PaperState::Held => Key::PaperHeld,
            PaperState::NotNeeded => Key::PaperNotNeeded,
        }
    }

    pub(crate) fn icon(self) -> Icon {
        match self {
            PaperState::Present => Icon::CheckFilled,
            PaperState::Missing | PaperState::Asked => Icon::Square,
            PaperState::Held => Icon::CheckFilled,
            PaperState::NotNeeded => Icon::Dot,
        }
    }
}

/// A paper of the dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its name.
    pub name: String,
    /// Originals handed in.
    pub originals: u32,
    /// Copies handed in.
    pub copies: u32,
    /// How it stands.
    pub state: PaperState,
    /// A note, for instance when it came.
    pub note: Option<String>,
    /// Its electronic copies, to be opened.
    pub files: Vec<Link>,
    /// What is told of them.
    pub notes: Vec<FileNote>,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Finished.
    Done,
    /// Being worked on.
    Current,
    /// Ahead.
    Ahead,
}

impl StepState {
    pub(crate) fn label(self) -> Key {
        match self {
            StepState::Done => Key::StepDone,
            StepState::Current => Key::StepCurrent,
            StepState::Ahead => Key::StepAhead,
        }
    }

    pub(crate) fn icon(self) -> Icon {
        match self {
            StepState::Done => Icon::CheckFilled,
            StepState::Current => Icon::Clock,
            StepState::Ahead => Icon::Square,
        }
    }
}

/// A step with its budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// Its name.
    pub name: String,
    /// The unit, and the officer when assigned.
    pub unit: String,
    /// Allowed time, in words.
    pub budget: String,
    /// Time used, in words; "—" ahead.
    pub used: String,
    /// How it stands.
    pub state: StepState,
    /// Used more than its budget ("chậm tiến độ", never "quá hạn").
    pub behind: bool,
    /// Finished faster than is plausible, recorded as such.
    pub too_fast: bool,
}

/// The mark of a timeline entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimelineMark {
    /// An ordinary act.
    Act,
    /// The clock stopped.
    Pause,
    /// The clock went on.
    Resume,
    /// A correction with a second approver.
    Correction,
    /// An end: refused, stopped, withdrawn.
    End,
    /// The result.
    Result,
}

impl TimelineMark {
    pub(crate) fn icon(self) -> Icon {
        match self {
            TimelineMark::Act => Icon::Dot,
            TimelineMark::Pause => Icon::Pause,
            TimelineMark::Resume => Icon::Play,
            TimelineMark::Correction => Icon::Pencil,
            TimelineMark::End => Icon::Octagon,
            TimelineMark::Result => Icon::Box,
        }
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// What was done.
    pub title: String,
    /// Who did it, with role and unit.
    pub who: String,
    /// When it took legal effect, in words.
    pub at: String,
    /// When it was recorded, when that differs.
    pub recorded_at: Option<String>,
    /// More: reason, receiver, document.
    pub detail: Option<String>,
    /// The legal basis.
    pub basis: Option<String>,
    /// Its mark.
    pub mark: TimelineMark,
}

/// `/desk/dossiers/{code}`
#[derive(Template)]
#[template(path = "desk/dossier.html")]
pub struct DossierPage<'a> {
    /// What every page is given (title = code). Errors: targets of [`ActForm::field_id`].
    pub page: Page<'a>,
    /// The dossier's code, once it has one.
    pub code: Option<String>,
    /// The procedure's name.
    pub procedure: String,
    /// The procedure's public page.
    pub procedure_href: String,
    /// Its status.
    pub status: Status,
    /// Applicant, identity number (masked where the officer may not see it), phone, channel, received at…
    pub facts: Vec<Fact>,
    /// The four places.
    pub places: Vec<Place>,
    /// Who answers for it now.
    pub holder: String,
    /// Given to somebody who has not accepted yet.
    pub pending_receiver: Option<String>,
    /// Where the paper is.
    pub custody: String,
    /// The legal clock.
    pub due: DueBlock,
    /// How it stands to its promise, and what was escalated; none before receipt.
    pub guard: Option<Guarded>,
    /// Where its time went; none before receipt.
    pub spent: Option<Spent>,
    /// What the applicant filled in; empty without an electronic form, or for those without a part in the dossier.
    pub answers: Vec<Fact>,
    /// The papers.
    pub papers: Vec<Paper>,
    /// The steps.
    pub steps: Vec<StepRow>,
    /// The history, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// Exactly the acts this officer may do now.
    pub acts: Vec<ActForm>,
    /// The result as files, the one that holds first.
    pub result_files: Vec<AttachedFile>,
    /// Where the result is attached as a file, when this officer may.
    pub result: Option<Link>,
    /// Why there are no acts, when there are none.
    pub no_acts: Option<String>,
    /// Printable papers.
    pub prints: Vec<Link>,
}

renders!(DossierPage);
