//! Conditions as data: when a step is done, a paper is needed, a fee is due, a field is asked.
//!
//! One small language, read and written as text: `case = moi and channel in (online, post)`,
//! `not finding = does_not_meet`, `answer.has_certificate = yes`. `and` binds tighter than `or`. Something not known
//! equals nothing, so that a condition on it does not hold (and its `not` does).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The longest text read as a condition, in bytes.
pub const TEXT_MAX: usize = 2_000;
/// How deep parentheses and `not` may nest.
pub const DEPTH_MAX: usize = 32;

/// What a condition may ask about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The case (variant) the dossier was filed under.
    Case,
    /// The national channel: `counter`, `online`, `post`.
    Channel,
    /// The latest appraisal: `meets`, `does_not_meet`, `needs_checks`.
    Finding,
    /// The decision, or before it the proposal: `grant`, `refuse`.
    Outcome,
    /// The answer to a question of the version.
    Answer(String),
    /// The value of a field of the form.
    Field(String),
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fact::Case => f.write_str("case"),
            Fact::Channel => f.write_str("channel"),
            Fact::Finding => f.write_str("finding"),
            Fact::Outcome => f.write_str("outcome"),
            Fact::Answer(key) => write!(f, "answer.{key}"),
            Fact::Field(key) => write!(f, "field.{key}"),
        }
    }
}

impl Fact {
    fn read(word: &str) -> Option<Fact> {
        Some(match word {
            "case" => Fact::Case,
            "channel" => Fact::Channel,
            "finding" => Fact::Finding,
            "outcome" => Fact::Outcome,
            _ => match word.split_once('.') {
                Some(("answer", key)) if !key.is_empty() => Fact::Answer(key.to_owned()),
                Some(("field", key)) if !key.is_empty() => Fact::Field(key.to_owned()),
                _ => return None,
            },
        })
    }
}

/// What is known when a condition is asked.
pub trait Facts {
    /// The value of a fact, when known.
    fn value(&self, fact: &Fact) -> Option<&str>;
}

/// A condition. Serialises as its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Condition {
    /// The fact has one of the values.
    Is {
        /// Asked about.
        fact: Fact,
        /// At least one.
        values: Vec<String>,
    },
    /// The other way round.
    Not(Box<Condition>),
    /// Every one holds; at least two.
    All(Vec<Condition>),
    /// At least one holds; at least two.
    Any(Vec<Condition>),
}

impl Condition {
    /// Whether it holds.
    pub fn holds(&self, facts: &impl Facts) -> bool {
        match self {
            Condition::Is { fact, values } => {
                facts.value(fact).is_some_and(|known| values.iter().any(|value| value == known))
            }
            Condition::Not(inner) => !inner.holds(facts),
            Condition::All(parts) => parts.iter().all(|part| part.holds(facts)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds(facts)),
        }
    }

    /// Whether it holds, as far as is known: `None` while it hangs on a fact that is `open`, which may still be told. A fact
    /// neither known nor open equals nothing.
    pub fn settled(&self, facts: &impl Facts, open: &impl Fn(&Fact) -> bool) -> Option<bool> {
        let all = |parts: &[Condition], decisive: bool| {
            let mut whole = Some(!decisive);
            for part in parts {
                match part.settled(facts, open) {
                    Some(known) if known == decisive => return Some(decisive),
                    Some(_) => {}
                    None => whole = None,
                }
            }
            whole
        };
        match self {
            Condition::Is { fact, .. } if facts.value(fact).is_none() && open(fact) => None,
            Condition::Is { .. } => Some(self.holds(facts)),
            Condition::Not(inner) => inner.settled(facts, open).map(|holds| !holds),
            Condition::All(parts) => all(parts, false),
            Condition::Any(parts) => all(parts, true),
        }
    }

    /// Every comparison in it, in the order written.
    pub fn comparisons(&self) -> Vec<(&Fact, &[String])> {
        match self {
            Condition::Is { fact, values } => vec![(fact, values)],
            Condition::Not(inner) => inner.comparisons(),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().flat_map(Condition::comparisons).collect()
            }
        }
    }
}

/// Whether a word can stand in a condition: letters and digits of ASCII, `_`, `-`, `.`.
pub fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// Why a text is no condition, and where (byte offset).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{expected} expected at character {at}")]
pub struct ConditionError {
    /// Offset in the text.
    pub at: usize,
    /// What should stand there.
    pub expected: &'static str,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grouped = |part: &Condition, f: &mut fmt::Formatter<'_>| match part {
            Condition::All(_) | Condition::Any(_) => write!(f, "({part})"),
            _ => write!(f, "{part}"),
        };
        match self {
            Condition::Is { fact, values } => match values.as_slice() {
                [one] => write!(f, "{fact} = {one}"),
                many => write!(f, "{fact} in ({})", many.join(", ")),
            },
            Condition::Not(inner) => {
                f.write_str("not ")?;
                grouped(inner, f)
            }
            Condition::All(parts) | Condition::Any(parts) => {
                let word = if matches!(self, Condition::All(_)) { " and " } else { " or " };
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        f.write_str(word)?;
                    }
                    grouped(part, f)?;
                }
                Ok(())
            }
        }
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.to_string()
    }
}

impl TryFrom<String> for Condition {
    type Error = ConditionError;
    fn try_from(text: String) -> Result<Self, ConditionError> {
        text.parse()
    }
}

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Self, ConditionError> {
        if text.len() > TEXT_MAX {
            return Err(ConditionError { at: TEXT_MAX, expected: "a shorter condition" });
        }
        let mut reader = Reader { text, at: 0, depth: 0 };
        let condition = reader.any()?;
        reader.space();
        if reader.at < text.len() { Err(reader.wrong("'and', 'or' or the end")) } else { Ok(condition) }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn wrong(&self, expected: &'static str) -> ConditionError {
        ConditionError { at: self.at, expected }
    }
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }
    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }
    fn sign(&mut self, sign: char) -> bool {
        self.space();
        let here = self.rest().starts_with(sign);
        if here {
            self.at += sign.len_utf8();
        }
        here
    }
    fn peek(&self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
            .unwrap_or(rest.len());
        &rest[..end]
    }
    fn word(&mut self, expected: &'static str) -> Result<&'a str, ConditionError> {
        self.space();
        let word = self.peek();
        if word.is_empty() {
            return Err(self.wrong(expected));
        }
        self.at += word.len();
        Ok(word)
    }
    fn keyword(&mut self, keyword: &str) -> bool {
        self.space();
        let here = self.peek() == keyword;
        if here {
            self.at += keyword.len();
        }
        here
    }

    fn any(&mut self) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.all()?];
        while self.keyword("or") {
            parts.push(self.all()?);
        }
        Ok(joined(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.one()?];
        while self.keyword("and") {
            parts.push(self.one()?);
        }
        Ok(joined(parts, Condition::All))
    }

    fn one(&mut self) -> Result<Condition, ConditionError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.wrong("fewer parentheses"));
        }
        let condition = if self.keyword("not") {
            Condition::Not(Box::new(self.one()?))
        } else if self.sign('(') {
            let inner = self.any()?;
            if !self.sign(')') {
                return Err(self.wrong("')'"));
            }
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn comparison(&mut self) -> Result<Condition, ConditionError> {
        self.space();
        let start = self.at;
        let fact =
            Fact::read(self.word("a fact such as case, channel, answer.…")?).ok_or(ConditionError {
                at: start,
                expected: "case, channel, finding, outcome, answer.… or field.…",
            })?;
        let mut values = Vec::new();
        if self.sign('=') {
            values.push(self.word("a value")?.to_owned());
        } else if self.keyword("in") {
            if !self.sign('(') {
                return Err(self.wrong("'('"));
            }
            loop {
                values.push(self.word("a value")?.to_owned());
                if !self.sign(',') {
                    break;
                }
            }
            if !self.sign(')') {
                return Err(self.wrong("',' or ')'"));
            }
        } else {
            return Err(self.wrong("'=' or 'in'"));
        }
        Ok(Condition::Is { fact, values })
    }
}

fn joined(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;
    use std::collections::BTreeMap;

    impl Facts for BTreeMap<&str, &str> {
        fn value(&self, fact: &Fact) -> Option<&str> {
            self.get(fact.to_string().as_str()).copied()
        }
    }

    fn read(text: &str) -> Condition {
        text.parse().unwrap()
    }

    #[test]
    fn text_and_condition_are_the_same_thing() {
        for text in [
            "case = moi",
            "case = moi and channel in (online, post)",
            "not finding = does_not_meet",
            "(case = a or case = b) and not (channel = post or answer.x = yes)",
            "field.sex = f or outcome = refuse",
            "not not case = a",
        ] {
            assert_eq!(read(text).to_string(), text);
            assert_eq!(read(&read(text).to_string()), read(text));
        }
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let facts = BTreeMap::from([("case", "a")]);
        assert!(read("case = a or case = b and channel = post").holds(&facts));
        assert!(!read("(case = a or case = b) and channel = post").holds(&facts));
    }

    #[test]
    fn what_is_not_known_equals_nothing() {
        let nothing = BTreeMap::<&str, &str>::new();
        assert!(!read("case = a").holds(&nothing));
        assert!(read("not case = a").holds(&nothing));
    }

    #[test]
    fn what_may_still_be_told_leaves_open_only_what_hangs_on_it() {
        let facts = BTreeMap::from([("case", "a"), ("answer.x", "yes")]);
        let settled = |text: &str| read(text).settled(&facts, &|fact| *fact == Fact::Channel);
        for (text, wanted) in [
            ("case = a", Some(true)),
            ("channel = post", None),
            ("not channel = post", None),
            ("case = b and channel = post", Some(false)),
            ("case = a and channel = post", None),
            ("case = a or channel = post", Some(true)),
            ("case = b or channel = post", None),
            ("answer.y = no", Some(false)),
            ("not answer.y = no", Some(true)),
        ] {
            assert_eq!(settled(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_wrong_text_says_where() {
        for (text, at) in [
            ("", 0),
            ("case", 4),
            ("case = ", 7),
            ("kase = a", 0),
            ("case = a or", 11),
            ("(case = a", 9),
            ("case = a x", 9),
            ("case in (a b)", 11),
            ("case = ă", 7),
        ] {
            let error = text.parse::<Condition>().unwrap_err();
            assert_eq!(error.at, at, "{text:?}: {error}");
        }
        assert!("(".repeat(100_000).parse::<Condition>().is_err());
        assert!("(".repeat(1_000).parse::<Condition>().is_err(), "nesting is bounded");
    }
}
