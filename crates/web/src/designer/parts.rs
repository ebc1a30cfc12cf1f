//! The parts of a draft, one editor page each.

mod cases;
mod fees;
mod form;
mod general;
mod papers;
mod rule;
mod steps;
mod variation;

use super::ground::Ground;
use super::layout::Piece;
use super::reader::Reader;
use super::typed::{Row, Typed};
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::Place;
use motcua_views::{FieldError, Lang};

/// A part of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The table of steps: what is changed most, and shown first.
    Steps,
    /// Plain values and legal basis.
    General,
    /// Questions, cases, terms that differ.
    Cases,
    /// Required papers.
    Papers,
    /// Fees.
    Fees,
    /// The electronic form.
    Form,
    /// What communes may vary.
    Variation,
}

impl Part {
    /// All of them, in the order of the tabs.
    pub const ALL: [Part; 7] =
        [Part::Steps, Part::General, Part::Cases, Part::Papers, Part::Fees, Part::Form, Part::Variation];

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Part::Steps => "steps",
            Part::General => "general",
            Part::Cases => "cases",
            Part::Papers => "papers",
            Part::Fees => "fees",
            Part::Form => "form",
            Part::Variation => "variation",
        }
    }

    /// By its name; the steps for anything else.
    pub fn of_key(key: &str) -> Part {
        Part::ALL.into_iter().find(|part| part.key() == key).unwrap_or(Part::Steps)
    }

    /// Its name on the page.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Part::Steps => ("Các bước", "Steps"),
            Part::General => ("Thông tin chung", "General"),
            Part::Cases => ("Trường hợp", "Cases"),
            Part::Papers => ("Thành phần hồ sơ", "Papers"),
            Part::Fees => ("Phí, lệ phí", "Fees"),
            Part::Form => ("Biểu mẫu", "Form"),
            Part::Variation => ("Biến thể của xã", "Variations"),
        };
        crate::present::pick(lang, vi, en)
    }

    /// What its page asks for; what was typed makes the lists of what is chosen from it.
    pub fn layout(self, ground: &Ground, version: &ProcedureVersion, typed: Option<&Typed>) -> Vec<Piece> {
        match self {
            Part::Steps => steps::layout(ground),
            Part::General => general::layout(ground),
            Part::Cases => cases::layout(ground, version),
            Part::Papers => papers::layout(ground),
            Part::Fees => fees::layout(ground, version),
            Part::Form => form::layout(ground, version, typed),
            Part::Variation => variation::layout(ground, version),
        }
    }

    /// The page filled from a version.
    pub fn typed(self, ground: &Ground, version: &ProcedureVersion) -> Typed {
        let mut typed = Typed::default();
        match self {
            Part::Steps => steps::fill(ground, version, &mut typed),
            Part::General => general::fill(ground, version, &mut typed),
            Part::Cases => cases::fill(ground, version, &mut typed),
            Part::Papers => papers::fill(version, &mut typed),
            Part::Fees => fees::fill(version, &mut typed),
            Part::Form => form::fill(version, &mut typed),
            Part::Variation => variation::fill(ground, version, &mut typed),
        }
        typed
    }

    /// Reads the page into a version; answers what is wrong. The rest of the version stays as it is.
    pub fn read(self, ground: &Ground, typed: &Typed, version: &mut ProcedureVersion) -> Vec<FieldError> {
        let mut reader = Reader::new(ground);
        match self {
            Part::Steps => steps::read(&mut reader, typed, version),
            Part::General => general::read(&mut reader, typed, version),
            Part::Cases => cases::read(&mut reader, typed, version),
            Part::Papers => papers::read(&mut reader, typed, version),
            Part::Fees => fees::read(&mut reader, typed, version),
            Part::Form => form::read(&mut reader, typed, version),
            Part::Variation => variation::read(&mut reader, typed, version),
        }
        reader.errors
    }

    /// A new row of one of its tables.
    pub fn empty(table: &str) -> Row {
        if table == "steps" { steps::empty() } else { Row::new() }
    }

    /// Where a finding is mended: the part and the id of an element there.
    pub fn of_place(version: &ProcedureVersion, place: &Place) -> (Part, String) {
        let nth = |found: Option<usize>, table: &str| {
            found.map_or_else(|| table.to_owned(), |at| format!("{table}-{at}"))
        };
        match place {
            Place::Step { index } => (Part::Steps, format!("steps-{index}")),
            Place::Paper { key } => {
                let at = version.papers.iter().position(|paper| paper.key.as_str() == key);
                (Part::Papers, nth(at, "papers"))
            }
            Place::Field { page, field } => {
                let all = version.form.iter().flat_map(|p| p.fields.iter().map(move |f| (&p.key, &f.field)));
                let at = all.into_iter().position(|(p, f)| p == page && f == field);
                (Part::Form, nth(at, "fields"))
            }
            Place::Fee { index } => (Part::Fees, format!("fees-{index}")),
            Place::Case { key } => {
                let at = version.cases.iter().position(|case| case.key.as_str() == key);
                (Part::Cases, nth(at, "cases"))
            }
            Place::Question { key } => {
                let at = version.questions.iter().position(|question| &question.key == key);
                (Part::Cases, nth(at, "questions"))
            }
            Place::Version { value } => match *value {
                "steps" | "budget" => (Part::Steps, "steps".to_owned()),
                "legal_basis" => (Part::General, "basis".to_owned()),
                "fees" | "fee" => (Part::Fees, "fees".to_owned()),
                "papers" => (Part::Papers, "papers".to_owned()),
                "form" => (Part::Form, "fields".to_owned()),
                "variation" => (Part::Variation, "limits".to_owned()),
                "cases" | "questions" | "terms" => (Part::Cases, (*value).to_owned()),
                _ => (Part::General, "main".to_owned()),
            },
        }
    }
}
