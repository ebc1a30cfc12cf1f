//! What a filing holds so far, and what of it is filed.

use crate::error::Error;
use motcua_domain::dossier::ReturnMethod;
use motcua_domain::ids::{PaperKey, UnitId, VersionId};
use motcua_domain::procedure::{Answers, ProcedureVersion, Values};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The mark of the questions before the form.
pub const ELIGIBILITY: &str = "\u{1}eligibility";
/// The mark of the papers.
pub const PAPERS: &str = "\u{1}papers";

/// A file given for a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperFile {
    /// Its id among the person's files.
    pub id: String,
    /// Its content's hash, hexadecimal: what the dossier names it by.
    pub hash: String,
    /// What it is called.
    pub name: String,
    /// The earlier dossier it was taken from, in words for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// What a filing holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Content {
    /// Answers to the questions that tell the case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: Answers,
    /// The commune concerned, once told or confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<UnitId>,
    /// Fields as the person gave them; what is held already is not among them, unless the person says otherwise.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: Values,
    /// Files by paper.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub papers: BTreeMap<PaperKey, Vec<PaperFile>>,
    /// Groups gone through: keys of pages, and the two marks above.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub done: BTreeSet<String>,
    /// How the result is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_by: Option<ReturnMethod>,
}

impl Content {
    pub(super) fn json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|error| Error::Defect(error.to_string()))
    }

    pub(super) fn read(text: &str) -> Result<Content, Error> {
        serde_json::from_str(text).map_err(|error| Error::Defect(format!("a filing: {error}")))
    }

    pub(super) fn mark(&mut self, group: &str, done: bool) {
        if done {
            self.done.insert(group.to_owned());
        } else {
            self.done.remove(group);
        }
    }

    /// Goes on under another version: what is asked there too is kept, and everything is looked at again.
    pub(super) fn pass(&mut self, from: &ProcedureVersion, to: &ProcedureVersion) {
        let asked: BTreeSet<&str> =
            to.form.iter().flat_map(|page| &page.fields).map(|field| field.field.as_str()).collect();
        self.values.retain(|key, _| asked.contains(key.as_str()));
        let same = |key: &PaperKey| {
            let (old, new) = (from.paper(key), to.paper(key));
            old.zip(new).is_some_and(|(old, new)| old.name == new.name)
        };
        self.papers.retain(|key, _| same(key));
        self.answers = super::check::asked_answers(to, &self.answers);
        self.done.clear();
    }
}

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The person typed or chose it.
    Given,
    /// It is held about the person's account and was not disputed.
    Account,
    /// It was answered in an earlier dossier and left as it was.
    Earlier,
    /// It is held otherwise; the person says it is this.
    Disputed,
}

/// One answer as filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormAnswer {
    /// Key of the field in the dictionary.
    pub field: String,
    /// Its value.
    pub value: String,
    /// Where it comes from.
    pub source: Source,
    /// What is held, where the person disputes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
}

/// The answers a dossier was filed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormContent {
    /// The version whose form it is.
    pub version: VersionId,
    /// Answers to the questions that told the case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: Answers,
    /// The fields, page by page.
    pub fields: Vec<FormAnswer>,
}

impl FormContent {
    /// Reads answers as stored.
    ///
    /// # Errors
    /// [`Error::Defect`] for anything else.
    pub fn read(text: &str) -> Result<FormContent, Error> {
        serde_json::from_str(text).map_err(|error| Error::Defect(format!("the answers of a form: {error}")))
    }
}
