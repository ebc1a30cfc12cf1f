//! Where findings are gathered.

use super::codes::Check;
use crate::finding::{Finding, Place, Severity};

/// Findings so far.
#[derive(Default)]
pub(super) struct Sink(Vec<Finding>);

impl Sink {
    /// Adds a finding as grave as its check is as a rule.
    pub(super) fn add(&mut self, check: Check, place: Place, vi: impl Into<String>, en: impl Into<String>) {
        self.add_as(check.severity, check, place, vi, en);
    }

    /// Adds a finding of another severity.
    pub(super) fn add_as(
        &mut self,
        severity: Severity,
        check: Check,
        place: Place,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.0.push(Finding {
            code: check.code,
            severity,
            place,
            vi: vi.into(),
            en: en.into(),
            remedy_vi: check.remedy_vi.to_owned(),
            remedy_en: check.remedy_en.to_owned(),
        });
    }

    /// The gravest first, then by place and code.
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.0.sort_by(|a, b| {
            b.severity.cmp(&a.severity).then_with(|| a.place.cmp(&b.place)).then_with(|| a.code.cmp(b.code))
        });
        self.0
    }
}

/// The version as a whole, or one of its values.
pub(super) fn whole(value: &'static str) -> Place {
    Place::Version { value }
}

/// A step.
pub(super) fn at_step(index: usize) -> Place {
    Place::Step { index }
}
