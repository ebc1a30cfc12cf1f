//! What a version asks of somebody who fills in its form: which fields, which papers, given what is known so far.

use super::case::Answers;
use super::condition::{Condition, Fact, Facts};
use super::form::{FormField, FormPage};
use super::{Channel, ProcedureVersion, RequiredPaper};
use crate::ids::CaseKey;
use std::collections::BTreeMap;

/// Values of form fields by their key in the dictionary, each in its canonical spelling ([`super::value`]).
pub type Values = BTreeMap<String, String>;

/// What is known of a filing under way. A filing has no finding and no outcome yet.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// The case, once the answers tell.
    pub case: Option<&'a CaseKey>,
    /// How it is filed.
    pub channel: Channel,
    /// Answers to the questions of the version.
    pub answers: &'a Answers,
    /// What stands in the form.
    pub values: &'a Values,
}

impl Facts for Filled<'_> {
    fn value(&self, fact: &Fact) -> Option<&str> {
        match fact {
            Fact::Case => self.case.map(CaseKey::as_str),
            Fact::Channel => Some(self.channel.key()),
            Fact::Answer(key) => self.answers.get(key).map(String::as_str),
            Fact::Field(key) => self.values.get(key).map(String::as_str),
            Fact::Finding | Fact::Outcome => None,
        }
    }
}

impl Filled<'_> {
    /// Whether something with this condition is asked. No condition: always.
    pub fn asks(&self, when: Option<&Condition>) -> bool {
        when.is_none_or(|when| when.holds(self))
    }

    /// The fields of a page that are asked.
    pub fn fields<'v>(&self, page: &'v FormPage) -> Vec<&'v FormField> {
        page.fields.iter().filter(|field| self.asks(field.when.as_ref())).collect()
    }

    /// The papers to be handed in as files: asked now, held by no State database, and not the form itself.
    pub fn papers<'v>(&self, version: &'v ProcedureVersion) -> Vec<&'v RequiredPaper> {
        let asked = version.papers.iter().filter(|paper| self.asks(paper.when.as_ref()));
        asked.filter(|paper| paper.held_by.is_none() && !self.by_form(version, paper)).collect()
    }

    /// The papers in whose place the filled form stands.
    pub fn papers_by_form<'v>(&self, version: &'v ProcedureVersion) -> Vec<&'v RequiredPaper> {
        let asked = version.papers.iter().filter(|paper| self.asks(paper.when.as_ref()));
        asked.filter(|paper| self.by_form(version, paper)).collect()
    }

    fn by_form(&self, version: &ProcedureVersion, paper: &RequiredPaper) -> bool {
        paper.by_form && self.channel == Channel::Online && !version.form.is_empty()
    }
}
