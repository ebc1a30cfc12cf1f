//! Cases and the questions that lead to them: every way to answer is tried.

use super::codes::*;
use super::sink::{Sink, whole};
use crate::finding::Place;
use motcua_domain::procedure::{Answers, Case, ProcedureVersion};
use std::collections::{BTreeMap, BTreeSet};

/// How many questions one applicant is asked at most.
const ASKED_MAX: usize = 4;
/// How many ways to answer are tried.
const TRIED_MAX: usize = 2_000;

pub(super) fn check(version: &ProcedureVersion, sink: &mut Sink) {
    keys(version, sink);
    if version.questions.is_empty() {
        return;
    }
    let mut tried = Tried::default();
    tried.answer(version, 0, &mut Answers::new());
    tried.say(version, sink);
}

fn keys(version: &ProcedureVersion, sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    for case in &version.cases {
        if !seen.insert(&case.key) {
            let place = Place::Case { key: case.key.to_string() };
            let vi = format!("Hai trường hợp cùng mang mã “{}”.", case.key);
            sink.add(CASE_TWICE, place, vi, format!("Two cases have the key “{}”.", case.key));
        }
    }
    let mut seen = BTreeSet::new();
    for question in &version.questions {
        let place = || Place::Question { key: question.key.clone() };
        if !seen.insert(&question.key) {
            let vi = format!("Hai câu hỏi cùng mang mã “{}”.", question.key);
            sink.add(QUESTION_TWICE, place(), vi, format!("Two questions have the key “{}”.", question.key));
        }
        let choices: BTreeSet<_> = question.choices.iter().map(|choice| &choice.key).collect();
        if choices.len() < question.choices.len() {
            sink.add(
                QUESTION_TWICE,
                place(),
                format!("Câu hỏi “{}” có hai lựa chọn cùng mã.", question.text),
                format!("Question “{}” has two choices with the same key.", question.text_en),
            );
        }
        if question.choices.len() < 2 {
            sink.add(
                QUESTION_CHOICES,
                place(),
                format!("Câu hỏi “{}” có {} lựa chọn.", question.text, question.choices.len()),
                format!("Question “{}” has {} choices.", question.text_en, question.choices.len()),
            );
        }
    }
}

/// What trying out all answers showed.
#[derive(Default)]
struct Tried {
    ways: usize,
    /// Cases that some answers lead to, by index.
    reached: BTreeSet<usize>,
    /// Pairs of cases that fit the same answers, with the first such answers.
    both: BTreeMap<(usize, usize), Answers>,
    /// The first answers that lead nowhere.
    none: Option<Answers>,
    /// The most questions on one way.
    asked: usize,
}

impl Tried {
    fn answer(&mut self, version: &ProcedureVersion, from: usize, answers: &mut Answers) {
        if self.ways >= TRIED_MAX {
            return;
        }
        let asked = |at: &usize| {
            let question = &version.questions[*at];
            !question.choices.is_empty()
                && !answers.contains_key(&question.key)
                && question.when.as_ref().is_none_or(|when| when.holds(answers))
        };
        let Some(at) = (from..version.questions.len()).find(asked) else {
            self.end(version, answers);
            return;
        };
        let question = &version.questions[at];
        for choice in &question.choices {
            answers.insert(question.key.clone(), choice.key.clone());
            self.answer(version, at + 1, answers);
        }
        answers.remove(&question.key);
    }

    fn end(&mut self, version: &ProcedureVersion, answers: &Answers) {
        self.ways += 1;
        self.asked = self.asked.max(answers.len());
        let fits = |case: &Case| case.when.as_ref().is_none_or(|when| when.holds(answers));
        let mut fitting = version.cases.iter().enumerate().filter(|(_, case)| fits(case));
        let Some((first, _)) = fitting.next() else {
            if !version.cases.is_empty() {
                self.none.get_or_insert_with(|| answers.clone());
            }
            return;
        };
        self.reached.insert(first);
        // A case without a condition is meant for what is left.
        if version.cases[first].when.is_some()
            && let Some((second, _)) = fitting.find(|(_, case)| case.when.is_some())
        {
            self.both.entry((first, second)).or_insert_with(|| answers.clone());
        }
    }

    fn say(&self, version: &ProcedureVersion, sink: &mut Sink) {
        if self.asked > ASKED_MAX {
            let vi = format!("Có người phải trả lời {} câu hỏi; nhiều nhất là {ASKED_MAX}.", self.asked);
            let en = format!("Somebody is asked {} questions; {ASKED_MAX} at most.", self.asked);
            sink.add(QUESTION_TOO_MANY, whole("questions"), vi, en);
        }
        if let Some(answers) = &self.none {
            let said = said(answers);
            sink.add(
                CASE_NONE,
                whole("cases"),
                format!("Trả lời {said} thì không thuộc trường hợp nào."),
                format!("Answers {said} lead to no case."),
            );
        }
        // With ways left untried, a case may yet be reached.
        let complete = self.ways < TRIED_MAX;
        for (at, case) in version.cases.iter().enumerate() {
            if complete && !self.reached.contains(&at) {
                let place = Place::Case { key: case.key.to_string() };
                sink.add(
                    CASE_UNREACHABLE,
                    place,
                    format!("Không có cách trả lời nào dẫn đến trường hợp “{}”.", case.name),
                    format!("No answers lead to the case “{}”.", case.name_en),
                );
            }
        }
        for ((first, second), answers) in &self.both {
            let (first, second) = (&version.cases[*first], &version.cases[*second]);
            let said = said(answers);
            sink.add(
                CASE_AMBIGUOUS,
                Place::Case { key: second.key.to_string() },
                format!(
                    "Trả lời {said} phù hợp với cả “{}” và “{}”; “{}” được chọn.",
                    first.name, second.name, first.name
                ),
                format!(
                    "Answers {said} fit both “{}” and “{}”; “{}” is taken.",
                    first.name_en, second.name_en, first.name_en
                ),
            );
        }
    }
}

/// `a = x, b = y`.
fn said(answers: &Answers) -> String {
    let parts: Vec<String> = answers.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("“{}”", parts.join(", "))
}
