//! Two versions compared as a lawyer would read it: what was added, removed and changed, section by section, in sentences of
//! both languages. Equal versions give nothing; any difference gives at least one sentence. The number a version has in a
//! database is no part of what it says and is not compared.

mod cases;
mod diff;
mod general;
mod money;
mod papers;
mod steps;
mod terms;
mod variation;
mod words;

use diff::Diff;
use motcua_calendar::Lang;
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use serde::Serialize;

/// A part of a version, in the order it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Names, field, channels, online level, result, sources.
    General,
    /// First and last day.
    Validity,
    /// Who decides.
    Competence,
    /// Terms, cut-off, pauses, supplements.
    Term,
    /// Questions and cases.
    Cases,
    /// Required papers.
    Papers,
    /// The electronic form.
    Form,
    /// Fees.
    Fees,
    /// Steps.
    Steps,
    /// Legal basis.
    Basis,
    /// What communes may vary, and whose variation it is.
    Variation,
}

impl Section {
    /// All of them, in order.
    pub const ALL: [Section; 11] = [
        Section::General,
        Section::Validity,
        Section::Competence,
        Section::Term,
        Section::Cases,
        Section::Papers,
        Section::Form,
        Section::Fees,
        Section::Steps,
        Section::Basis,
        Section::Variation,
    ];

    /// Its heading.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Section::General => ("Thông tin chung", "General"),
            Section::Validity => ("Hiệu lực", "Validity"),
            Section::Competence => ("Thẩm quyền", "Competence"),
            Section::Term => ("Thời hạn", "Term"),
            Section::Cases => ("Trường hợp", "Cases"),
            Section::Papers => ("Thành phần hồ sơ", "Papers"),
            Section::Form => ("Tờ khai điện tử", "Electronic form"),
            Section::Fees => ("Phí, lệ phí", "Fees"),
            Section::Steps => ("Các bước", "Steps"),
            Section::Basis => ("Căn cứ pháp lý", "Legal basis"),
            Section::Variation => ("Biến thể của xã, phường", "Variations of communes"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is different.
    Changed,
}

/// One difference, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where it belongs.
    pub section: Section,
    /// What became of it.
    pub kind: ChangeKind,
    /// The sentence, Vietnamese.
    pub vi: String,
    /// The sentence, English.
    pub en: String,
}

impl Change {
    /// The sentence in a language.
    pub fn text(&self, lang: Lang) -> &str {
        if lang == Lang::Vi { &self.vi } else { &self.en }
    }
}

/// All differences, in the order they are read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Section by section.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// Whether the versions say the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
    /// The changes by section; sections without any are left out.
    pub fn sections(&self) -> impl Iterator<Item = (Section, Vec<&Change>)> {
        let of = |section| self.changes.iter().filter(move |change| change.section == section).collect();
        let each = Section::ALL.into_iter().map(move |section| (section, of(section)));
        each.filter(|(_, changes): &(Section, Vec<&Change>)| !changes.is_empty())
    }
}

/// What changes from `old` to `new`.
pub fn compare(old: &ProcedureVersion, new: &ProcedureVersion, units: &UnitIndex) -> Comparison {
    let mut diff = Diff { old, new, units, changes: Vec::new() };
    diff.general();
    diff.validity();
    diff.competence();
    diff.terms();
    diff.questions();
    diff.cases();
    diff.papers();
    diff.form();
    diff.fees();
    diff.steps();
    diff.shares();
    diff.basis();
    diff.variation();
    let mut changes = diff.changes;
    changes.sort_by_key(|change| change.section);
    Comparison { changes }
}
