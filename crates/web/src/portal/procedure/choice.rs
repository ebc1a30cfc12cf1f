//! What the address says of the applicant's situation: answers, channel, place. What a version does not ask is not read.

use crate::form::Form;
use crate::paths;
use crate::present::{capital, pick, words};
use motcua_domain::ids::CaseKey;
use motcua_domain::procedure::condition::{Condition, Fact, Facts};
use motcua_domain::procedure::{Answers, Case, Channel, ProcedureVersion, Question};
use motcua_views::portal::QuestionBox;
use motcua_views::{Choice, Key, Lang, t};

/// In front of a question's key.
const ANSWER: &str = "a.";
/// Longest name of a place read.
const PLACE_CHARACTERS: usize = 120;

/// The situation as far as it is told.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    answers: Answers,
    case: Option<CaseKey>,
    /// Channel, when chosen.
    pub channel: Option<Channel>,
    /// Key of a unit.
    pub unit: String,
    /// Name of a place as typed.
    pub place: String,
}

impl Chosen {
    pub(super) fn read(form: &Form, version: &ProcedureVersion) -> Chosen {
        let answers = answers(form, version);
        let named = version.cases.iter().find(|case| case.key.as_str() == form.get("case"));
        let case = version.case_told(&answers).filter(|_| !version.questions.is_empty());
        let channel = version.channels.iter().copied().find(|channel| channel.key() == form.get("channel"));
        Chosen {
            case: case.or(named).map(|case| case.key.clone()),
            answers,
            channel,
            unit: form.get("unit").to_owned(),
            place: form.get("place").trim().chars().take(PLACE_CHARACTERS).collect(),
        }
    }

    /// The case, once it is known.
    pub(super) fn case<'v>(&self, version: &'v ProcedureVersion) -> Option<&'v Case> {
        version.case(self.case.as_ref()?)
    }

    pub(super) fn case_key(&self) -> Option<&CaseKey> {
        self.case.as_ref()
    }

    /// Whether a condition holds for the applicant; `None` when it hangs on what is not known here.
    pub(super) fn settled(&self, when: &Condition) -> Option<bool> {
        // Once the case is known, questions left unanswered decide nothing more.
        let open = |fact: &Fact| match fact {
            Fact::Answer(_) => self.case.is_none() || self.answers.is_empty(),
            _ => true,
        };
        when.settled(self, &open)
    }

    /// The questions to be asked now, with the answers given.
    pub(super) fn questions(&self, lang: Lang, version: &ProcedureVersion) -> Vec<QuestionBox> {
        let mut list = questions(lang, version, &self.answers);
        if version.questions.is_empty() && version.cases.len() > 1 {
            let given = self.case.as_ref().map_or("", CaseKey::as_str);
            let cases = version.cases.iter().map(|case| {
                Choice::new(case.key.as_str(), own(lang, &case.name, &case.name_en)).chosen_if(given)
            });
            list.push(QuestionBox {
                name: "case".to_owned(),
                text: t(lang, Key::ProcedureCase).to_owned(),
                choices: cases.collect(),
            });
        }
        list
    }

    /// The answers given, as a form posts them.
    pub(super) fn given(&self) -> Vec<(String, String)> {
        self.answers.iter().map(|(key, answer)| (format!("{ANSWER}{key}"), answer.clone())).collect()
    }

    /// The channels of the version, any of them first.
    pub(super) fn channels(&self, lang: Lang, version: &ProcedureVersion) -> Vec<Choice> {
        let given = self.channel.map_or("", Channel::key);
        let any = Choice::new("", t(lang, Key::ProcedureHowAny));
        let each = version.channels.iter();
        let each = each.map(|channel| Choice::new(channel.key(), capital(channel.label(words(lang)))));
        std::iter::once(any).chain(each).map(|choice| choice.chosen_if(given)).collect()
    }

    /// The address of the same page with a unit chosen.
    pub(super) fn with_unit(&self, version: &ProcedureVersion, unit: &str) -> String {
        let mut query: Vec<String> = Vec::new();
        for (key, answer) in &self.answers {
            query.push(format!("{ANSWER}{}={}", paths::escape(key), paths::escape(answer)));
        }
        if let (Some(case), true) = (&self.case, self.answers.is_empty()) {
            query.push(format!("case={}", paths::escape(case.as_str())));
        }
        query.extend(self.channel.map(|channel| format!("channel={}", channel.key())));
        query.push(format!("unit={}", paths::escape(unit)));
        format!("/procedures/{}?{}", paths::escape(version.code.as_str()), query.join("&"))
    }
}

impl Facts for Chosen {
    fn value(&self, fact: &Fact) -> Option<&str> {
        match fact {
            Fact::Case => self.case.as_ref().map(CaseKey::as_str),
            Fact::Channel => self.channel.map(Channel::key),
            Fact::Answer(key) => self.answers.get(key).map(String::as_str),
            Fact::Finding | Fact::Outcome | Fact::Field(_) => None,
        }
    }
}

/// The answers of a form to the questions of a version. What is not asked, and what is no answer, is not read.
pub(crate) fn answers(form: &Form, version: &ProcedureVersion) -> Answers {
    let mut answers = Answers::new();
    // A question may hang on an answer to an earlier one, so each answer may bring up the next question.
    while let Some((question, given)) = version
        .asked(&answers)
        .into_iter()
        .map(|question| (question, form.get(&format!("{ANSWER}{}", question.key))))
        .find(|(question, given)| {
            !answers.contains_key(&question.key) && question.choices.iter().any(|choice| choice.key == *given)
        })
    {
        answers.insert(question.key.clone(), given.to_owned());
    }
    answers
}

/// The questions to be asked after these answers.
pub(crate) fn questions(lang: Lang, version: &ProcedureVersion, answers: &Answers) -> Vec<QuestionBox> {
    let boxed = |question: &Question| {
        let given = answers.get(&question.key).map_or("", String::as_str);
        let choices = question.choices.iter().map(|choice| {
            Choice::new(choice.key.as_str(), own(lang, &choice.label, &choice.label_en)).chosen_if(given)
        });
        QuestionBox {
            name: format!("{ANSWER}{}", question.key),
            text: own(lang, &question.text, &question.text_en).to_owned(),
            choices: choices.collect(),
        }
    };
    version.asked(answers).into_iter().map(boxed).collect()
}

/// The English words where there are any.
pub(super) fn own<'a>(lang: Lang, vi: &'a str, en: &'a str) -> &'a str {
    if en.trim().is_empty() { vi } else { pick(lang, vi, en) }
}
