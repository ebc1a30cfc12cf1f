//! What a text is read against, and the problems found so far.

use super::problem::{self, TextProblem, Wrong};
use super::source::place;
use super::{PROBLEMS_MAX, word};
use crate::surroundings::Field;
use motcua_domain::ids::{FieldCode, UnitId};
use motcua_domain::procedure::{Competence, ProcedureVersion, StepPlace};
use motcua_domain::text::fold;
use motcua_domain::unit::UnitIndex;
use std::cell::RefCell;

/// How a unit is written whose key is one of the words for a place, or which is not known.
pub(super) const UNIT_PREFIX: &str = "unit:";
/// Places that are no unit, as written.
pub(super) const PLACES: [(&str, StepPlace); 4] = [
    ("received_at", StepPlace::ReceivedAt),
    ("competent", StepPlace::Competent),
    ("commune", StepPlace::Commune),
    ("return_at", StepPlace::ReturnAt),
];

/// The text, what it refers to, and what is wrong with it.
pub(super) struct Around<'a> {
    pub text: &'a str,
    pub fields: &'a [Field],
    units: &'a UnitIndex,
    problems: RefCell<Vec<TextProblem>>,
    /// Lines whose spelling is wrong: what was read from them is not judged again.
    broken: Vec<usize>,
}

impl<'a> Around<'a> {
    pub fn new(text: &'a str, units: &'a UnitIndex, fields: &'a [Field], broken: Vec<TextProblem>) -> Self {
        let lines = broken.iter().map(|problem| problem.line).collect();
        Self { text, fields, units, problems: RefCell::new(broken), broken: lines }
    }

    /// Notes a problem at a byte of the text. Answers `None`, for whoever reads a value.
    pub fn wrong<T>(&self, at: usize, wrong: Wrong) -> Option<T> {
        if self.is_enough() {
            return None;
        }
        // What a line that could not be read would have said is missing, but not by fault of the author.
        let spurious = wrong.code == problem::KEY_MISSING && !self.broken.is_empty();
        let problem = wrong.at(place(self.text.as_bytes(), at));
        if !spurious && !self.broken.contains(&problem.line) {
            self.problems.borrow_mut().push(problem);
        }
        None
    }

    /// Whether so much is wrong that reading on only costs time.
    pub fn is_enough(&self) -> bool {
        self.problems.borrow().len() > PROBLEMS_MAX
    }

    /// The version, when nothing is wrong; else everything that is, in the order of the text.
    pub fn conclude(self, version: Option<ProcedureVersion>) -> Result<ProcedureVersion, Vec<TextProblem>> {
        let mut problems = self.problems.into_inner();
        match version {
            Some(version) if problems.is_empty() => return Ok(version),
            _ => problems.sort_by_key(|problem| (problem.line, problem.column)),
        }
        if problems.len() > PROBLEMS_MAX {
            problems.truncate(PROBLEMS_MAX - 1);
            let last = problems.last().map_or((1, 1), |problem| (problem.line, problem.column));
            let more = Wrong::new(
                problem::MORE,
                "Còn những lỗi khác phía sau.",
                "There are more problems further on.",
            );
            let remedy = "Sửa các lỗi trên rồi kiểm tra lại.";
            problems.push(more.remedy(remedy, "Mend those above and check again.").at(last));
        }
        Err(problems)
    }

    /// A unit by its key, at a byte of the text.
    pub fn unit(&self, at: usize, key: &str) -> Option<UnitId> {
        let known = self.units.by_key(key).or_else(|| self.units.by_key(key.strip_prefix(UNIT_PREFIX)?));
        known.map(|unit| unit.id).or_else(|| {
            let wanted = fold(key);
            let named = |unit: &&motcua_domain::unit::Unit| {
                fold(&unit.name) == wanted || fold(&unit.short_name) == wanted
            };
            let meant = self.units.iter().find(named).map(|unit| unit.key.as_str());
            let meant = meant.or_else(|| word::nearest(key, self.units.iter().map(|unit| unit.key.as_str())));
            let wrong = word::unknown(problem::UNIT, ("cơ quan", "unit"), key, meant);
            self.wrong(at, wrong.remedy_unless(
                "Viết mã của đơn vị như trong danh sách đơn vị, ví dụ \"so-noi-vu\" hoặc mã xã \"00004\".",
                "Write the unit's key as in the list of units, such as \"so-noi-vu\" or the commune code \"00004\".",
            ))
        })
    }

    /// How the competent agency is found.
    pub fn competence(&self, at: usize, key: &str) -> Option<Competence> {
        if key == "commune" { Some(Competence::Commune) } else { self.unit(at, key).map(Competence::Agency) }
    }

    /// Where a step is done.
    pub fn place(&self, at: usize, key: &str) -> Option<StepPlace> {
        match PLACES.iter().find(|(word, _)| *word == key) {
            Some((_, place)) => Some(*place),
            None => match word::nearest(key, PLACES.iter().map(|(word, _)| *word)) {
                // `compentent` is a slip of the pen, not a unit.
                Some(meant) if self.units.by_key(key).is_none() => {
                    let wrong = word::unknown(problem::UNIT, ("nơi làm", "place"), key, Some(meant));
                    self.wrong(at, wrong)
                }
                _ => self.unit(at, key).map(StepPlace::Agency),
            },
        }
    }

    /// A field of procedures by its key.
    pub fn field(&self, at: usize, key: &str) -> Option<&'a Field> {
        let known = self.fields.iter().find(|field| field.key.as_str() == key);
        known.or_else(|| {
            let wanted = fold(key);
            let named = self.fields.iter().find(|field| fold(&field.name) == wanted);
            let meant = named.map(|field| field.key.as_str());
            let meant =
                meant.or_else(|| word::nearest(key, self.fields.iter().map(|field| field.key.as_str())));
            let wrong = word::unknown(problem::FIELD, ("lĩnh vực", "field"), key, meant);
            self.wrong(
                at,
                wrong.remedy_unless(
                    "Viết mã của lĩnh vực như trong danh sách lĩnh vực, ví dụ \"ho-tich\".",
                    "Write the key of the field as in the list of fields, such as \"ho-tich\".",
                ),
            )
        })
    }

    /// The key of a field of duty.
    pub fn field_code(&self, at: usize, key: &str) -> Option<FieldCode> {
        self.field(at, key).map(|field| field.key.clone())
    }
}
