//! Checks of a version before it is published: each with a stable code, a place, both languages and a remedy.
//!
//! [`check`] looks at one version and what is around it and changes nothing. An error keeps a version from being published,
//! a warning asks for a reason, a note is worth knowing. Whatever is given, the work is bounded: what is larger than
//! [`limits`] is refused as `too-large` and not looked into further.

mod budget;
mod cases;
pub mod codes;
mod conditions;
mod fees;
mod flow;
mod form;
mod general;
pub mod limits;
mod papers;
mod say;
mod sink;
mod staff;
mod substitutions;
mod validity;
mod variation;
mod ways;

pub use budget::{Budgets, budgets};
pub use codes::Check;
pub(crate) use say::minutes as working_time;
pub use staff::Staffing;
pub use substitutions::substitutions;

use crate::finding::{Finding, Severity};
use crate::surroundings::Surroundings;
use motcua_domain::procedure::ProcedureVersion;
use sink::Sink;
use ways::Ways;

/// Everything found about a version, the gravest first, then by place.
pub fn check(version: &ProcedureVersion, around: &Surroundings<'_>) -> Vec<Finding> {
    check_with(version, around, &mut Staffing::default())
}

/// The same for many versions in a row: what was asked about officers is remembered in `staffing`, which must be used
/// with the same units and officers only.
pub fn check_with(
    version: &ProcedureVersion,
    around: &Surroundings<'_>,
    staffing: &mut Staffing,
) -> Vec<Finding> {
    let mut sink = Sink::default();
    if limits::check(version, &mut sink) {
        let ways = Ways::of(version);
        general::check(version, &mut sink);
        flow::check(version, &ways, &mut sink);
        staff::check(version, around, staffing, &mut sink);
        budget::check(version, &ways, around, &mut sink);
        conditions::check(version, around, &mut sink);
        cases::check(version, &mut sink);
        papers::check(version, around, &mut sink);
        form::check(version, around, &mut sink);
        fees::check(version, &mut sink);
        validity::check(version, around, &mut sink);
        variation::check(version, around, &mut sink);
    }
    sink.sorted()
}

/// How many errors there are: with any, a version cannot be published.
pub fn errors(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.severity == Severity::Error).count()
}
