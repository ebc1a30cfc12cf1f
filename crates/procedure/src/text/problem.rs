//! What is wrong with a text, where, and what to do about it.

use motcua_calendar::Lang;
use serde::Serialize;
use std::fmt;

/// One thing wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextProblem {
    /// Stable code: `text-key-unknown`. Its meaning never changes; `docs/howto/add-a-procedure.md` lists all.
    pub code: &'static str,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, Vietnamese.
    pub vi: String,
    /// What is wrong, English.
    pub en: String,
    /// What to do, Vietnamese.
    pub remedy_vi: String,
    /// What to do, English.
    pub remedy_en: String,
}

impl TextProblem {
    /// What is wrong, in a language.
    pub fn text(&self, lang: Lang) -> &str {
        if lang == Lang::Vi { &self.vi } else { &self.en }
    }
    /// What to do, in a language.
    pub fn remedy(&self, lang: Lang) -> &str {
        if lang == Lang::Vi { &self.remedy_vi } else { &self.remedy_en }
    }
}

impl fmt::Display for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {} {}", self.line, self.column, self.en, self.remedy_en)
    }
}

/// Every code a reader may give.
pub const CODES: [&str; 17] = [
    TOO_LARGE,
    ENCODING,
    CONTROL,
    SYNTAX,
    KEY_TWICE,
    KEY_UNKNOWN,
    KEY_MISSING,
    TYPE,
    EMPTY,
    TOO_LONG,
    TOO_MANY,
    WORD,
    UNIT,
    FIELD,
    SHAPE,
    CONDITION,
    MORE,
];

pub(super) const TOO_LARGE: &str = "text-too-large";
pub(super) const ENCODING: &str = "text-encoding";
pub(super) const CONTROL: &str = "text-control-character";
pub(super) const SYNTAX: &str = "text-syntax";
pub(super) const KEY_TWICE: &str = "text-key-twice";
pub(super) const KEY_UNKNOWN: &str = "text-key-unknown";
pub(super) const KEY_MISSING: &str = "text-key-missing";
pub(super) const TYPE: &str = "text-type";
pub(super) const EMPTY: &str = "text-empty";
pub(super) const TOO_LONG: &str = "text-too-long";
pub(super) const TOO_MANY: &str = "text-too-many";
pub(super) const WORD: &str = "text-word-unknown";
pub(super) const UNIT: &str = "text-unit-unknown";
pub(super) const FIELD: &str = "text-field-unknown";
pub(super) const SHAPE: &str = "text-value";
pub(super) const CONDITION: &str = "text-condition";
pub(super) const MORE: &str = "text-more";

/// A problem before it has a place: code, what is wrong, what to do; each in both languages.
#[derive(Debug)]
pub(super) struct Wrong {
    pub code: &'static str,
    pub vi: String,
    pub en: String,
    pub remedy_vi: String,
    pub remedy_en: String,
}

impl Wrong {
    /// A problem of a code; its sentences follow.
    pub fn new(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, vi: vi.into(), en: en.into(), remedy_vi: String::new(), remedy_en: String::new() }
    }
    /// What to do about it.
    pub fn remedy(mut self, vi: impl Into<String>, en: impl Into<String>) -> Self {
        (self.remedy_vi, self.remedy_en) = (vi.into(), en.into());
        self
    }
    /// At a place.
    pub fn at(self, (line, column): (usize, usize)) -> TextProblem {
        let Self { code, vi, en, remedy_vi, remedy_en } = self;
        TextProblem { code, line, column, vi, en, remedy_vi, remedy_en }
    }
}

/// At most the first characters of a text that is repeated in a message.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}
