//! What a check or a reader found, where, and what to do about it; in both languages.

use motcua_calendar::Lang;
use serde::Serialize;

/// How grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing need be done.
    Note,
    /// Probably wrong; publication asks for a reason.
    Warning,
    /// Wrong; the version cannot be published.
    Error,
}

impl Severity {
    /// Its name.
    pub fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Severity::Note, Lang::Vi) => "ghi chú",
            (Severity::Note, Lang::En) => "note",
            (Severity::Warning, Lang::Vi) => "cảnh báo",
            (Severity::Warning, Lang::En) => "warning",
            (Severity::Error, Lang::Vi) => "lỗi",
            (Severity::Error, Lang::En) => "error",
        }
    }
}

/// Where in a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "in")]
pub enum Place {
    /// The version as a whole, or one of its plain values by name (`valid_from`, `term`).
    Version {
        /// The value.
        value: &'static str,
    },
    /// A step, counted from 0.
    Step {
        /// Index.
        index: usize,
    },
    /// A required paper, by its key.
    Paper {
        /// Key.
        key: String,
    },
    /// A field of the form.
    Field {
        /// Key of the page.
        page: String,
        /// Key of the field in the dictionary.
        field: String,
    },
    /// A fee rule, counted from 0.
    Fee {
        /// Index.
        index: usize,
    },
    /// A case, by its key.
    Case {
        /// Key.
        key: String,
    },
    /// A question, by its key.
    Question {
        /// Key.
        key: String,
    },
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable code: `step-unreachable`. Its meaning never changes.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong, Vietnamese.
    pub vi: String,
    /// What is wrong, English.
    pub en: String,
    /// What to do, Vietnamese.
    pub remedy_vi: String,
    /// What to do, English.
    pub remedy_en: String,
}

impl Finding {
    /// What is wrong, in a language.
    pub fn text(&self, lang: Lang) -> &str {
        if lang == Lang::Vi { &self.vi } else { &self.en }
    }
    /// What to do, in a language.
    pub fn remedy(&self, lang: Lang) -> &str {
        if lang == Lang::Vi { &self.remedy_vi } else { &self.remedy_en }
    }
}
