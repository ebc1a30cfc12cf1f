//! What is wrong with a file, where, in both languages.

use motcua_calendar::Lang;
use serde::Serialize;

/// The most problems told at once.
pub(super) const MOST: usize = 50;

/// A fault of a BPMN file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BpmnProblem {
    /// Stable code: `flow-loop`. Its meaning never changes.
    pub code: &'static str,
    /// Id of the element in the file, when it has one.
    pub element: Option<String>,
    /// Line of the file, counted from 1.
    pub line: Option<usize>,
    /// What is wrong and what to do, Vietnamese.
    pub vi: String,
    /// The same in English.
    pub en: String,
}

impl BpmnProblem {
    /// What is wrong and what to do.
    pub fn text(&self, lang: Lang) -> &str {
        if lang == Lang::Vi { &self.vi } else { &self.en }
    }

    pub(super) fn of_file(code: &'static str, line: Option<usize>, vi: &str, en: &str) -> Self {
        Self { code, element: None, line, vi: vi.to_owned(), en: en.to_owned() }
    }
}

impl std::fmt::Display for BpmnProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.line, &self.element) {
            (Some(line), Some(element)) => write!(f, "{line}: {element}: {}: {}", self.code, self.en),
            (Some(line), None) => write!(f, "{line}: {}: {}", self.code, self.en),
            _ => write!(f, "{}: {}", self.code, self.en),
        }
    }
}

/// Faults found so far.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<BpmnProblem>);

/// Where in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) element: &'a str,
    pub(super) line: usize,
}

impl Problems {
    /// Adds one, unless there are too many to read already.
    pub(super) fn add(&mut self, code: &'static str, at: At<'_>, vi: String, en: String) {
        if self.0.len() < MOST {
            let element = (!at.element.is_empty()).then(|| at.element.to_owned());
            self.0.push(BpmnProblem { code, element, line: Some(at.line), vi, en });
        }
    }
    pub(super) fn add_of_file(&mut self, problem: BpmnProblem) {
        if self.0.len() < MOST {
            self.0.push(problem);
        }
    }
    /// What was made, if nothing was wrong.
    pub(super) fn or<T>(self, made: T) -> Result<T, Vec<BpmnProblem>> {
        if self.0.is_empty() { Ok(made) } else { Err(self.told()) }
    }
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// In the order of the file.
    pub(super) fn told(mut self) -> Vec<BpmnProblem> {
        self.0.sort_by_key(|problem| problem.line);
        self.0
    }
}
