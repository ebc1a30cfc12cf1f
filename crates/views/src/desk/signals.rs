//! What detectors found, with reasons, and the form by which a person judges it.

use crate::form::Field;
use crate::message::Key;
use crate::page::Page;
use crate::renders;
use askama::Template;

/// One finding in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalRow {
    /// What was looked for.
    pub what: String,
    /// Where.
    pub unit: String,
    /// The sentence of reasons, with its numbers.
    pub why: String,
    /// What somebody made of it; `None`: nobody has yet.
    pub opinion: Option<String>,
    /// Its page.
    pub href: String,
}

/// `/desk/signals?month=`
#[derive(Template)]
#[template(path = "desk/signals.html")]
pub struct SignalsPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The month in words.
    pub month: String,
    /// The month before and the one after, as far as there are signs.
    pub earlier: Option<String>,
    /// The same.
    pub later: Option<String>,
    /// What is not settled about the thresholds; empty when nothing is.
    pub provisional: String,
    /// Whether that is in Vietnamese on an English page.
    pub untranslated: bool,
    /// Those nobody has judged first.
    pub rows: Vec<SignalRow>,
}

/// One dossier behind a finding. No person stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalDossier {
    /// Its code, or where it has none yet, its id.
    pub code: String,
    /// Its page, where the reader may open it.
    pub href: Option<String>,
    /// The procedure.
    pub procedure: String,
    /// When it was sent or received, short.
    pub at: String,
    /// Its points, where it has any.
    pub points: Option<i64>,
    /// What speaks for and against it, each with its points.
    pub signs: Vec<(String, String)>,
}

/// One judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalJudged {
    /// When, by whom.
    pub when: String,
    /// What it was held to be.
    pub opinion: String,
    /// The reason given; empty where it was erased.
    pub reason: String,
}

/// `/desk/signals/{id}?month=`
#[derive(Template)]
#[template(path = "desk/signal.html")]
pub struct SignalPage<'a> {
    /// What every page is given. Errors: targets `opinion`, `reason`.
    pub page: Page<'a>,
    /// The sentence of reasons.
    pub why: String,
    /// Unit, numbers here, numbers of the others.
    pub facts: Vec<(String, String)>,
    /// How many dossiers are shown of how many; `None`: all.
    pub shown: Option<String>,
    /// The dossiers.
    pub dossiers: Vec<SignalDossier>,
    /// What was made of it so far, the first first.
    pub judged: Vec<SignalJudged>,
    /// The form: `opinion`, `reason`; none for who may not judge.
    pub ask: Vec<Field>,
    /// The command that judging is.
    pub command: String,
    /// The month, `2025-07`, sent back with the form.
    pub month: String,
    /// Where it is posted.
    pub action: String,
    /// Back to the list.
    pub back: String,
}

renders!(SignalsPage, SignalPage);
