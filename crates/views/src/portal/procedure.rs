//! The page of one procedure: who, what, how long, how much, where, which papers, for the case at hand.

use super::ServiceLevel;
use crate::form::Choice;
use crate::icon::Icon;
use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// A required document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its name.
    pub name: String,
    /// What kind of copy, in words.
    pub form: String,
    /// Whether it may be left out.
    pub optional: bool,
    /// When it is asked for, in words; `None`: always.
    pub when: Option<String>,
    /// The database that already holds it: then it is not to be handed in.
    pub held_by: Option<String>,
}

/// A step of a procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepPlan {
    /// Its name.
    pub name: String,
    /// Who does it.
    pub unit: String,
    /// Its time budget in words; empty: it has none of its own.
    pub budget: String,
    /// What else is to be said: when it is done at all, whom it asks.
    pub notes: Vec<String>,
}

/// One term: of a case, of a channel, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermLine {
    /// For what.
    pub of: String,
    /// The term in words.
    pub term: String,
}

/// When a dossier filed now would be due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DueExample {
    /// Where it would be received.
    pub at: String,
    /// When.
    pub now: String,
    /// The due moment in words.
    pub due: String,
    /// Why, step by step.
    pub why: Vec<String>,
}

/// One fee rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeeLine {
    /// For whom, by which channel, in which case.
    pub of: String,
    /// Phí or lệ phí.
    pub kind: &'static str,
    /// The amount in words.
    pub amount: String,
    /// From when to when; empty: as long as the version.
    pub period: String,
    /// Its basis; empty when none is told.
    pub basis: String,
}

/// A question with its answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionBox {
    /// Name of the field.
    pub name: String,
    /// The question.
    pub text: String,
    /// The answers; the one given is chosen.
    pub choices: Vec<Choice>,
}

/// Where to go, once a place is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    /// The counter's name.
    pub name: String,
    /// Its address, when known.
    pub address: Option<String>,
    /// Who decides.
    pub competent: String,
}

/// The search for a place by its name of today or of before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceBox {
    /// What was typed.
    pub typed: String,
    /// What is told about the name: where a former place belongs today.
    pub note: Option<String>,
    /// Units to choose from, where the name leads to several.
    pub several: Vec<Link>,
    /// Whether nothing bears the name.
    pub none: bool,
    /// The counter of the unit chosen.
    pub counter: Option<Counter>,
}

/// A version still to come, or one that takes the place of this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upcoming {
    /// Its first day in words.
    pub from: String,
    /// What changes, sentence by sentence.
    pub changes: Vec<String>,
}

/// What is not certain, where it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// About the term.
    pub term: Option<String>,
    /// About the fee.
    pub fee: Option<String>,
    /// About the papers.
    pub papers: Option<String>,
    /// About the steps.
    pub steps: Option<String>,
    /// About anything else.
    pub others: Vec<String>,
}

/// Whether a filing begins here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FilingStart {
    /// Nothing is said: the version is not in force.
    #[default]
    None,
    /// It does not, and why.
    Not(String),
    /// It does.
    Here {
        /// Where it is posted.
        action: String,
        /// The token of the visitor.
        csrf: String,
        /// Answers given on the page, carried along.
        answers: Vec<(String, String)>,
    },
}

/// `/procedures/{code}`
#[derive(Template)]
#[template(path = "portal/procedure.html")]
pub struct ProcedurePage<'a> {
    /// What every page is given (title = the procedure's name).
    pub page: Page<'a>,
    /// The national code.
    pub code: String,
    /// Its field.
    pub field: String,
    /// How far it can be done online, when known.
    pub level: Option<ServiceLevel>,
    /// Since when it no longer holds, for an expired version.
    pub expired: Option<String>,
    /// The first day of a version not yet in force.
    pub begins: Option<String>,
    /// Versions to come.
    pub upcoming: Vec<Upcoming>,
    /// Whether a filing begins here.
    pub filing: FilingStart,
    /// Who may file it.
    pub who: String,
    /// The cases it knows.
    pub cases: Vec<String>,
    /// Who may file it online, where not everybody.
    pub online: Option<String>,
    /// What is issued.
    pub result: String,
    /// The term in words, of the case at hand or of all.
    pub term: String,
    /// Terms that differ by case or channel.
    pub terms: Vec<TermLine>,
    /// Extra words on the term: cut-off, waits, notes of the source.
    pub term_notes: Vec<String>,
    /// When a dossier filed now would be due.
    pub example: Option<DueExample>,
    /// The fee in words.
    pub fee: String,
    /// The rules.
    pub fees: Vec<FeeLine>,
    /// A note of the source on fees.
    pub fee_note: Option<String>,
    /// Where it may be filed.
    pub where_to: String,
    /// Who decides.
    pub competent: String,
    /// The search for a place.
    pub place: PlaceBox,
    /// The key of the unit chosen, kept when the questions are answered.
    pub unit: String,
    /// Questions that tell the cases apart, those to be asked now.
    pub questions: Vec<QuestionBox>,
    /// Channels to choose from.
    pub channels: Vec<Choice>,
    /// The case at hand, once it is known.
    pub case: Option<String>,
    /// The papers.
    pub documents: Vec<Document>,
    /// The steps.
    pub steps: Vec<StepPlan>,
    /// The legal basis, with the address of its text where there is one.
    pub basis: Vec<Link>,
    /// What is not certain.
    pub marks: Marks,
    /// Since when this version holds, in words.
    pub valid_from: String,
    /// Where the facts come from.
    pub source: Option<Link>,
    /// The same for programs and for editors.
    pub files: Vec<Link>,
}

impl ProcedurePage<'_> {
    /// Whether there is anything to choose that changes the page.
    fn narrows(&self) -> bool {
        !self.questions.is_empty() || self.channels.len() > 2
    }

    fn fees_have_periods(&self) -> bool {
        self.fees.iter().any(|fee| !fee.period.is_empty())
    }
}

renders!(ProcedurePage);
