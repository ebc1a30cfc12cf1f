//! Conditions: whether what they ask can be known where they are asked, and whether they can hold at all.

use super::codes::*;
use super::say;
use super::sink::{Sink, at_step, whole};
use crate::finding::Place;
use crate::surroundings::Surroundings;
use motcua_domain::dossier::{Finding, Outcome};
use motcua_domain::procedure::condition::{Condition, Fact, Facts};
use motcua_domain::procedure::{Channel, FieldKind, ProcedureVersion, StepKind};

/// How many combinations of values are tried; beyond it a condition is taken to be able to hold.
const TRIED_MAX: usize = 4_096;

/// What is known at the place of a condition.
enum Known<'a> {
    /// In the flow; finding and outcome only once something was appraised.
    Flow { appraised: bool },
    /// At filing, before anything was judged.
    Filing,
    /// By the answers to these questions.
    Answers(&'a [motcua_domain::procedure::Question]),
    /// While the form is filled in: what was asked before.
    Form { before: Vec<&'a str> },
}

struct Reader<'a> {
    version: &'a ProcedureVersion,
    around: &'a Surroundings<'a>,
}

pub(super) fn check(version: &ProcedureVersion, around: &Surroundings<'_>, sink: &mut Sink) {
    let reader = Reader { version, around };
    reader.flow(sink);
    for paper in &version.papers {
        if let Some(when) = &paper.when {
            let place = Place::Paper { key: paper.key.to_string() };
            let named = (format!("Giấy tờ “{}”", paper.name), format!("Paper “{}”", paper.name));
            reader.one(when, &Known::Filing, (place, named), sink);
        }
    }
    for (at, question) in version.questions.iter().enumerate() {
        if let Some(when) = &question.when {
            let place = Place::Question { key: question.key.clone() };
            let named = (format!("Câu hỏi “{}”", question.text), format!("Question “{}”", question.text_en));
            reader.one(when, &Known::Answers(&version.questions[..at]), (place, named), sink);
        }
    }
    let answers = Known::Answers(&version.questions);
    for case in &version.cases {
        if let Some(when) = &case.when {
            let place = Place::Case { key: case.key.to_string() };
            let named = (format!("Trường hợp “{}”", case.name), format!("Case “{}”", case.name_en));
            reader.one(when, &answers, (place, named), sink);
        }
    }
    if let Some(when) = &version.online_when {
        let named = ("Điều kiện nộp trực tuyến".to_owned(), "Condition for filing online".to_owned());
        reader.one(when, &answers, (whole("online_when"), named), sink);
    }
    let mut before = Vec::new();
    for page in &version.form {
        for field in &page.fields {
            if let Some(when) = &field.when {
                let place = Place::Field { page: page.key.clone(), field: field.field.clone() };
                let named = (format!("Ô “{}”", field.field), format!("Field “{}”", field.field));
                reader.one(when, &Known::Form { before: before.clone() }, (place, named), sink);
            }
            before.push(field.field.as_str());
        }
    }
}

/// Where a condition stands, and its name.
type At = (Place, say::Both);

impl Reader<'_> {
    fn flow(&self, sink: &mut Sink) {
        let mut appraised = false;
        for (index, step) in self.version.steps.iter().enumerate() {
            let at = || (at_step(index), say::step(index, step));
            let opinions = step.opinions.iter().filter_map(|opinion| opinion.when.as_ref());
            for when in step.when.iter().chain(opinions) {
                self.one(when, &Known::Flow { appraised }, at(), sink);
            }
            // A decision without an appraisal is a decision all the same.
            appraised |= matches!(step.kind, StepKind::Appraise | StepKind::Approve);
            for when in step.next.iter().filter_map(|route| route.when.as_ref()) {
                self.one(when, &Known::Flow { appraised }, at(), sink);
            }
        }
    }

    fn one(&self, when: &Condition, known: &Known<'_>, (place, (vi, en)): At, sink: &mut Sink) {
        let mut wrong = false;
        for (fact, values) in when.comparisons() {
            if let Some((said_vi, said_en)) = self.not_known(fact, known) {
                wrong = true;
                let said = format!("{vi}: điều kiện “{when}” hỏi “{fact}”: {said_vi}.");
                sink.add(
                    CONDITION_FACT,
                    place.clone(),
                    said,
                    format!("{en}: “{when}” asks for “{fact}”: {said_en}."),
                );
                continue;
            }
            let Some(possible) = self.values(fact) else { continue };
            for value in values.iter().filter(|value| !possible.iter().any(|one| one == *value)) {
                wrong = true;
                let (had_vi, had_en) = match possible.is_empty() {
                    true => ("chưa khai báo giá trị nào".to_owned(), "no values are declared".to_owned()),
                    false => {
                        let (list_vi, list_en) = some(&possible);
                        (format!("chỉ có: {list_vi}"), format!("there are only: {list_en}"))
                    }
                };
                sink.add(
                    CONDITION_VALUE,
                    place.clone(),
                    format!("{vi}: điều kiện “{when}”: “{fact}” không thể là “{value}” ({had_vi})."),
                    format!("{en}: “{when}”: “{fact}” cannot be “{value}” ({had_en})."),
                );
            }
        }
        if !wrong && !can_hold(&[when], |fact| self.values(fact)) {
            let said = format!("{vi}: điều kiện “{when}” không bao giờ đúng.");
            sink.add(CONDITION_NEVER, place, said, format!("{en}: “{when}” never holds."));
        }
    }

    /// Why a fact cannot be known here.
    fn not_known(&self, fact: &Fact, known: &Known<'_>) -> Option<(&'static str, &'static str)> {
        const JUDGED: (&str, &str) = ("chưa có trước khi thẩm định", "it is not there before the appraisal");
        const NOT_KEPT: (&str, &str) = (
            "câu trả lời và tờ khai không dùng ở đây; hãy dùng trường hợp",
            "answers and the form are not used here; use a case",
        );
        const ANSWERS: (&str, &str) = ("chỗ này chỉ biết các câu trả lời", "only the answers are known here");
        const LATER: (&str, &str) = ("câu này được hỏi sau", "it is asked later");
        const NOT_ASKED: (&str, &str) = ("ô này không được hỏi trước đó", "this field is not asked before");
        match (known, fact) {
            (Known::Flow { .. } | Known::Filing | Known::Form { .. }, Fact::Case | Fact::Channel) => None,
            (Known::Flow { appraised: true }, Fact::Finding | Fact::Outcome) => None,
            (Known::Flow { .. } | Known::Filing | Known::Form { .. }, Fact::Finding | Fact::Outcome) => {
                Some(JUDGED)
            }
            (Known::Flow { .. } | Known::Filing, Fact::Answer(_) | Fact::Field(_)) => Some(NOT_KEPT),
            (
                Known::Answers(_),
                Fact::Case | Fact::Channel | Fact::Finding | Fact::Outcome | Fact::Field(_),
            ) => Some(ANSWERS),
            (Known::Answers(asked), Fact::Answer(key)) => {
                let later = self.version.questions.iter().any(|question| question.key == *key)
                    && !asked.iter().any(|question| question.key == *key);
                later.then_some(LATER)
            }
            (Known::Form { .. }, Fact::Answer(_)) => None,
            (Known::Form { before }, Fact::Field(key)) => {
                (!before.contains(&key.as_str())).then_some(NOT_ASKED)
            }
        }
    }

    /// The values a fact can have; `None`: any.
    fn values(&self, fact: &Fact) -> Option<Vec<String>> {
        let keys = |choices: &[motcua_domain::procedure::Choice]| {
            choices.iter().map(|choice| choice.key.clone()).collect::<Vec<_>>()
        };
        Some(match fact {
            Fact::Case => self.version.cases.iter().map(|case| case.key.to_string()).collect(),
            Fact::Channel => Channel::ALL
                .into_iter()
                .filter(|channel| self.version.channels.contains(channel))
                .map(|channel| channel.key().to_owned())
                .collect(),
            Fact::Finding => Finding::ALL.into_iter().map(|one| one.key().to_owned()).collect(),
            Fact::Outcome => [Outcome::Grant, Outcome::Refuse].map(|one| one.key().to_owned()).to_vec(),
            Fact::Answer(key) => {
                let question = self.version.questions.iter().find(|question| question.key == *key);
                question.map(|question| keys(&question.choices)).unwrap_or_default()
            }
            Fact::Field(key) => {
                let field = self.around.dictionary.iter().find(|field| field.key == *key)?;
                match field.kind {
                    FieldKind::Choice => keys(&field.choices),
                    FieldKind::YesNo => vec!["yes".to_owned(), "no".to_owned()],
                    _ => return None,
                }
            }
        })
    }
}

fn some(values: &[String]) -> say::Both {
    let shown: Vec<String> = values.iter().take(say::LISTED_MAX).cloned().collect();
    let cut = if shown.len() < values.len() { ", …" } else { "" };
    let list = format!("{}{cut}", shown.join(", "));
    (list.clone(), list)
}

/// Some facts with a value each.
struct Assigned<'a>(Vec<(&'a Fact, Option<&'a str>)>);

impl Facts for Assigned<'_> {
    fn value(&self, fact: &Fact) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == fact).and_then(|(_, value)| *value)
    }
}

/// Whether conditions can all hold at once, each fact taking any of its values or none. When there is too much to try,
/// they are taken to.
pub(super) fn can_hold(conditions: &[&Condition], values: impl Fn(&Fact) -> Option<Vec<String>>) -> bool {
    let mut facts: Vec<(&Fact, Vec<&str>)> = Vec::new();
    for (fact, named) in conditions.iter().flat_map(|condition| condition.comparisons()) {
        let at = facts.iter().position(|(known, _)| *known == fact).unwrap_or_else(|| {
            facts.push((fact, Vec::new()));
            facts.len() - 1
        });
        for value in named {
            if !facts[at].1.contains(&value.as_str()) {
                facts[at].1.push(value);
            }
        }
    }
    let mut domains: Vec<(&Fact, Vec<Option<&str>>)> = Vec::new();
    let mut tried = 1_usize;
    for (fact, named) in &facts {
        let declared = values(fact);
        // Values that no condition names are all alike; one more stands for them, or for nothing known.
        let named = named.iter().copied();
        let possible =
            named.filter(|value| declared.as_ref().is_none_or(|list| list.iter().any(|one| one == value)));
        let mut domain: Vec<Option<&str>> = possible.map(Some).collect();
        // A dossier always has a channel, and a case where there are any.
        let all_named = declared.as_ref().is_some_and(|list| list.len() == domain.len());
        if !(all_named && matches!(fact, Fact::Channel | Fact::Case)) {
            domain.push(None);
        }
        tried = tried.saturating_mul(domain.len());
        domains.push((fact, domain));
    }
    if tried > TRIED_MAX {
        return true;
    }
    (0..tried).any(|number| {
        let mut rest = number;
        let assigned = domains.iter().map(|(fact, domain)| {
            let value = domain[rest % domain.len()];
            rest /= domain.len();
            (*fact, value)
        });
        let assigned = Assigned(assigned.collect());
        conditions.iter().all(|condition| condition.holds(&assigned))
    })
}
