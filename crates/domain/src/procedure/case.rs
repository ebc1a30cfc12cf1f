//! Cases (trường hợp) of a procedure and the questions that tell them apart.

use super::condition::{Condition, Fact, Facts};
use super::{Channel, ProcedureVersion};
use crate::ids::CaseKey;
use motcua_calendar::TermRule;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Stable key.
    pub key: String,
    /// What the applicant reads.
    pub label: String,
    /// The same in English.
    pub label_en: String,
}

/// A question with a few answers, asked before filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable key, named by conditions as `answer.<key>`.
    pub key: String,
    /// What the applicant reads.
    pub text: String,
    /// The same in English.
    pub text_en: String,
    /// The answers; at least two.
    pub choices: Vec<Choice>,
    /// When it is asked at all, by earlier answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// A case (variant) of the procedure. The first whose condition holds applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Stable key, named by conditions as `case = <key>`.
    pub key: CaseKey,
    /// What the applicant and the officer read.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// When it applies, by the answers; `None`: when no case before it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// A term that differs from the version's for one case or channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermVariant {
    /// The case; `None`: every case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseKey>,
    /// The channel; `None`: every channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The rule in its place.
    pub rule: TermRule,
}

/// Answers to the questions of a version, by key.
pub type Answers = BTreeMap<String, String>;

impl Facts for Answers {
    fn value(&self, fact: &Fact) -> Option<&str> {
        match fact {
            Fact::Answer(key) => self.get(key).map(String::as_str),
            _ => None,
        }
    }
}

impl ProcedureVersion {
    /// The questions to be asked after these answers, in order: those asked always, and those that hang on an answer given.
    pub fn asked(&self, answers: &Answers) -> Vec<&Question> {
        let mut asked: Vec<&Question> = Vec::new();
        for question in &self.questions {
            let open = |fact: &Fact| waits(&asked, answers, fact);
            let now = question.when.as_ref().is_none_or(|when| when.settled(answers, &open) == Some(true));
            if now {
                asked.push(question);
            }
        }
        asked
    }
    /// The case that these answers already lead to, whatever is answered to the questions still open.
    pub fn case_told(&self, answers: &Answers) -> Option<&Case> {
        let asked = self.asked(answers);
        let open = |fact: &Fact| waits(&asked, answers, fact);
        for case in &self.cases {
            match case.when.as_ref().map_or(Some(true), |when| when.settled(answers, &open)) {
                Some(true) => return Some(case),
                Some(false) => {}
                None => return None,
            }
        }
        None
    }
}

/// Whether a fact is an answer still waited for.
fn waits(asked: &[&Question], answers: &Answers, fact: &Fact) -> bool {
    match fact {
        Fact::Answer(key) => asked.iter().any(|question| question.key == *key) && !answers.contains_key(key),
        _ => false,
    }
}
