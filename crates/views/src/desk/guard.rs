//! The guard over promises: what is near its promise or past it, why, and the apology that waits for a person.

use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// How a dossier is likely to come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskClass {
    /// In time.
    OnCourse,
    /// In time with nothing to spare.
    Tight,
    /// Late, unless steps go faster than planned.
    LateUnless,
    /// Late.
    Late,
    /// Its clock stands still, or it has ended.
    Still,
}

impl RiskClass {
    pub(crate) fn label(self) -> Key {
        match self {
            RiskClass::OnCourse => Key::RiskOnCourse,
            RiskClass::Tight => Key::RiskTight,
            RiskClass::LateUnless => Key::RiskLateUnless,
            RiskClass::Late => Key::RiskLate,
            RiskClass::Still => Key::RiskStill,
        }
    }

    pub(crate) fn key(self) -> &'static str {
        match self {
            RiskClass::OnCourse => "course",
            RiskClass::Tight => "tight",
            RiskClass::LateUnless => "unless",
            RiskClass::Late => "late",
            RiskClass::Still => "still",
        }
    }
}

/// The draft of an apology: sent by nobody but a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftOffer {
    /// The new promise it proposes, in words.
    pub promise: String,
    /// By how much it extends, in words.
    pub by: String,
    /// The form as it would be printed.
    pub preview: String,
    /// Where it is taken up, for those who may.
    pub take_up: Option<String>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardRow {
    /// Its code.
    pub code: String,
    /// Its page, for those who may open it.
    pub href: Option<String>,
    /// The procedure.
    pub procedure: String,
    /// Who holds it, and the officer where one does.
    pub holder: String,
    /// When it is due, short.
    pub due: String,
    /// What is left or past, in words.
    pub left: String,
    /// How it stands.
    pub class: RiskClass,
    /// Why, each a sentence with its numbers.
    pub reasons: Vec<String>,
    /// The highest rung climbed of this promise.
    pub rung: Option<String>,
    /// The draft of an apology.
    pub draft: Option<DraftOffer>,
}

/// `/desk/guard?of=&after=`
#[derive(Template)]
#[template(path = "desk/guard.html")]
pub struct GuardPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Whose dossiers may be asked for, with whether these are shown.
    pub scopes: Vec<(Link, bool)>,
    /// The nearest promise first.
    pub rows: Vec<GuardRow>,
    /// The first page, when this is not it.
    pub first: Option<String>,
    /// The next one.
    pub next: Option<String>,
}

/// The guard over one dossier, on its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarded {
    /// How it stands.
    pub class: RiskClass,
    /// Why.
    pub reasons: Vec<String>,
    /// The rungs it climbed, each with when and of which promise.
    pub rungs: Vec<String>,
    /// The draft of an apology.
    pub draft: Option<DraftOffer>,
}

renders!(GuardPage);
