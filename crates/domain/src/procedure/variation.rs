//! Variations: what a commune may change of the city's version, inside limits the city sets.
//!
//! A version of the city carries [`Limits`]. A variation is a version of its own, immutable and dated like any other,
//! made from exactly one version of the city for exactly one unit ([`Variant`]). Whatever the limits do not open is the
//! city's: term, papers, fees, cases, competence, result, form and the order of the steps are never a commune's to change.
//!
//! [`check`] says where a version leaves the limits; nothing that it lets pass differs from the city's version in
//! anything else. Not here: whether somebody at the unit can do the steps, and whether budgets fit the term; the checks of
//! every version ask that.

use super::{Competence, ProcedureVersion, Step, StepKind, StepPlace};
use crate::actor::Role;
use crate::ids::{FieldCode, UnitId, VersionId};
use motcua_calendar::{Lang, MinuteOfDay, STANDARD_DAY_MINUTES, Term};
use serde::{Deserialize, Serialize};

mod deviation;
mod fault;

pub use deviation::{Carried, Deviation, apply, carry, deviations, start};
pub use fault::{LimitFault, faults};

/// From the least to the most, both allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span<T> {
    /// The least.
    pub min: T,
    /// The most.
    pub max: T,
}

/// What communes may change of one step.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepLimits {
    /// Key of the step.
    pub step: String,
    /// Its budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Span<Term>>,
    /// Working minutes below which finishing it is implausible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_minutes: Option<Span<u32>>,
    /// Roles that may do it besides the city's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// Fields of duty it may ask for besides the city's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldCode>,
    /// Whether it may be left out, as where a commune has no head of section.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_leave_out: bool,
}

impl StepLimits {
    /// Whether nothing is opened.
    pub fn is_empty(&self) -> bool {
        *self == StepLimits { step: self.step.clone(), ..StepLimits::default() }
    }
}

/// What communes may change of a version of the city.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The hour of the cut-off, where the version has one; what happens after it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cutoff: Option<Span<MinuteOfDay>>,
    /// Step by step; a step that is not named is the city's.
    #[serde(default, rename = "step", skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepLimits>,
}

impl Limits {
    /// Whether communes may change nothing.
    pub fn is_empty(&self) -> bool {
        self.cutoff.is_none() && self.steps.is_empty()
    }
    /// What is opened of a step.
    pub fn of(&self, step: &Step) -> Option<&StepLimits> {
        self.steps.iter().find(|limits| !limits.step.is_empty() && limits.step == step.key)
    }
}

/// Of which version of the city a variation is made, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The version of the city. The variation applies while this version does, and no longer.
    pub of: VersionId,
    /// The commune.
    pub unit: UnitId,
}

/// A part of a version that is never a commune's to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Legal term, pauses and supplements.
    Term,
    /// Papers.
    Papers,
    /// Fees.
    Fees,
    /// Who decides.
    Competence,
    /// What is issued.
    Result,
    /// Questions and cases.
    Cases,
    /// The form.
    Form,
    /// The steps and their order.
    Steps,
    /// Names, channels, legal basis and the rest.
    Other,
}

impl Part {
    /// Its name.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Part::Term => ("thời hạn", "the term"),
            Part::Papers => ("thành phần hồ sơ", "the papers"),
            Part::Fees => ("phí, lệ phí", "the fees"),
            Part::Competence => ("thẩm quyền", "the competence"),
            Part::Result => ("kết quả", "the result"),
            Part::Cases => ("trường hợp", "the cases"),
            Part::Form => ("tờ khai", "the form"),
            Part::Steps => ("các bước và thứ tự các bước", "the steps and their order"),
            Part::Other => ("thông tin chung", "the general part"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}

/// Where a version leaves the limits. Steps are counted as the city has them, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excess {
    /// It is not made from this version, or made from one that is a variation itself.
    OtherBase,
    /// The budget of a step.
    Budget(usize),
    /// The least time of a step.
    Floor(usize),
    /// The role of a step.
    Role(usize),
    /// The field of duty of a step.
    Field(usize),
    /// A step left out that may not be.
    LeftOut(usize),
    /// The hour of the cut-off.
    Cutoff,
    /// A part that is the city's.
    Fixed(Part),
}

impl Excess {
    /// The step it is about, as the city has them.
    pub fn step(&self) -> Option<usize> {
        match self {
            Excess::Budget(at)
            | Excess::Floor(at)
            | Excess::Role(at)
            | Excess::Field(at)
            | Excess::LeftOut(at) => Some(*at),
            Excess::OtherBase | Excess::Cutoff | Excess::Fixed(_) => None,
        }
    }

    /// What is not allowed, as a sentence.
    pub fn message(&self, base: &ProcedureVersion, lang: Lang) -> String {
        let step = self.step().and_then(|at| base.steps.get(at).map(|step| (at + 1, step)));
        let limits = step.and_then(|(_, step)| base.limits.of(step));
        let about = step.map_or_else(String::new, |(number, step)| match lang {
            Lang::Vi => format!("Bước {number} “{}”: ", step.name),
            Lang::En => format!("Step {number} “{}”: ", step.english()),
        });
        let said = match (self, lang) {
            (Excess::OtherBase, Lang::Vi) => {
                "Biến thể không được lập từ phiên bản này của thành phố.".to_owned()
            }
            (Excess::OtherBase, Lang::En) => {
                "The variation is not made from this version of the city.".to_owned()
            }
            (Excess::Budget(_), _) => {
                let span = limits.and_then(|limits| limits.budget);
                let said = span.map(|span| (span.min.label(lang), span.max.label(lang)));
                outside(lang, ("thời gian", "the budget"), said)
            }
            (Excess::Floor(_), _) => {
                let span = limits.and_then(|limits| limits.floor_minutes);
                let said = span.map(|span| (span.min.to_string(), span.max.to_string()));
                outside(lang, ("số phút tối thiểu", "the least number of minutes"), said)
            }
            (Excess::Role(_), Lang::Vi) => "thành phố không cho phép giao cho vai trò này.".to_owned(),
            (Excess::Role(_), Lang::En) => "the city does not allow this role.".to_owned(),
            (Excess::Field(_), Lang::Vi) => "thành phố không cho phép đổi sang lĩnh vực này.".to_owned(),
            (Excess::Field(_), Lang::En) => "the city does not allow this field.".to_owned(),
            (Excess::LeftOut(_), Lang::Vi) => "thành phố không cho phép bỏ bước này.".to_owned(),
            (Excess::LeftOut(_), Lang::En) => "the city does not allow it to be left out.".to_owned(),
            (Excess::Cutoff, _) => {
                let said = base.limits.cutoff.map(|span| (span.min.to_string(), span.max.to_string()));
                capital(&outside(lang, ("giờ chốt nhận trong ngày", "the cut-off of the day"), said))
            }
            (Excess::Fixed(part), Lang::Vi) => {
                format!("Xã, phường không được thay đổi {}.", part.label(lang))
            }
            (Excess::Fixed(part), Lang::En) => format!("A commune may not change {}.", part.label(lang)),
        };
        format!("{about}{said}")
    }
}

fn outside(lang: Lang, (vi, en): (&str, &str), span: Option<(String, String)>) -> String {
    match (span, lang) {
        (Some((min, max)), Lang::Vi) => format!("{vi} phải từ {min} đến {max}."),
        (Some((min, max)), Lang::En) => format!("{en} must be from {min} to {max}."),
        (None, Lang::Vi) => format!("thành phố không cho phép thay đổi {vi}."),
        (None, Lang::En) => format!("the city does not allow {en} to be changed."),
    }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// How a commune's version leaves the limits of the city's version; nothing: it is a lawful variation of it.
pub fn check(base: &ProcedureVersion, variant: &ProcedureVersion) -> Vec<Excess> {
    let made_from = variant.variant.is_some_and(|made| made.of == base.id);
    if !made_from || base.variant.is_some() {
        return vec![Excess::OtherBase];
    }
    let mut found = Vec::new();
    match pairs(&base.steps, &variant.steps) {
        None => found.push(Excess::Fixed(Part::Steps)),
        Some(pairs) => {
            for (at, step) in base.steps.iter().enumerate() {
                let limits = base.limits.of(step);
                match pairs[at].map(|to| &variant.steps[to]) {
                    Some(own) => one_step(at, step, own, limits, &mut found),
                    None if limits.is_some_and(|limits| limits.may_leave_out) => {}
                    None => found.push(Excess::LeftOut(at)),
                }
            }
        }
    }
    if !cutoff_fits(base, variant) {
        found.push(Excess::Cutoff);
    }
    found.extend(changed_parts(base, variant).into_iter().map(Excess::Fixed));
    found
}

/// For each step of the city the commune's, or none where it is left out; `None`: these are not the city's steps.
pub(super) fn pairs(base: &[Step], own: &[Step]) -> Option<Vec<Option<usize>>> {
    let mut next = 0;
    let each = base.iter().map(|step| {
        let there = own.get(next).is_some_and(|other| same_work(step, other));
        next += usize::from(there);
        there.then(|| next - 1)
    });
    let pairs = each.collect();
    (next == own.len()).then_some(pairs)
}

/// The same step but for what limits may open.
fn same_work(step: &Step, other: &Step) -> bool {
    let back = Step {
        role: step.role,
        budget: step.budget,
        field: step.field.clone(),
        floor_minutes: step.floor_minutes,
        ..other.clone()
    };
    back == *step
}

fn one_step(at: usize, step: &Step, own: &Step, limits: Option<&StepLimits>, found: &mut Vec<Excess>) {
    let budget = limits.and_then(|limits| limits.budget);
    if own.budget != step.budget
        && !own.budget.is_some_and(|own| budget.is_some_and(|span| within(own, span)))
    {
        found.push(Excess::Budget(at));
    }
    let floor = limits.and_then(|limits| limits.floor_minutes);
    if own.floor_minutes != step.floor_minutes
        && !floor.is_some_and(|span| (span.min..=span.max).contains(&own.floor_minutes))
    {
        found.push(Excess::Floor(at));
    }
    if own.role != step.role && !limits.is_some_and(|limits| limits.roles.contains(&own.role)) {
        found.push(Excess::Role(at));
    }
    let opened = |field: &FieldCode| limits.is_some_and(|limits| limits.fields.contains(field));
    if own.field != step.field && !own.field.as_ref().is_some_and(opened) {
        found.push(Excess::Field(at));
    }
}

/// Whether a budget lies in a span. Working days are eight hours; days and months of the calendar compare only among
/// themselves.
pub fn within(term: Term, span: Span<Term>) -> bool {
    let (kind, n) = measure(term);
    let ((from, least), (to, most)) = (measure(span.min), measure(span.max));
    kind == from && kind == to && (least..=most).contains(&n)
}

fn measure(term: Term) -> (u8, u64) {
    let n = u64::from(term.count());
    match term {
        Term::WorkingMinutes(_) => (0, n),
        Term::WorkingDays(_) => (0, n * u64::from(STANDARD_DAY_MINUTES)),
        Term::CalendarDays(_) => (1, n),
        Term::Months(_) => (2, n),
    }
}

/// The rule of the version, and of every case and channel with the same hour, follow one hour of the commune.
fn cutoff_fits(base: &ProcedureVersion, variant: &ProcedureVersion) -> bool {
    let (Some(city), Some(own)) = (base.rule.cutoff, variant.rule.cutoff) else {
        return base.rule.cutoff == variant.rule.cutoff;
    };
    own == city
        || own.effect == city.effect
            && base.limits.cutoff.is_some_and(|span| (span.min..=span.max).contains(&own.at))
}

/// The commune's version with everything the limits may open put back to the city's.
fn put_back(base: &ProcedureVersion, variant: &ProcedureVersion) -> ProcedureVersion {
    let mut back = ProcedureVersion {
        id: base.id,
        valid_from: base.valid_from,
        valid_to: base.valid_to,
        variant: None,
        steps: base.steps.clone(),
        limits: if variant.limits.is_empty() { base.limits.clone() } else { variant.limits.clone() },
        ..variant.clone()
    };
    let (city, own) = (base.rule.cutoff, variant.rule.cutoff);
    back.rule.cutoff = city;
    for (term, of_city) in back.terms.iter_mut().zip(&base.terms) {
        // Where the city's hour is the general one, the commune's general one stands; elsewhere the city's own.
        if of_city.rule.cutoff == city && term.rule.cutoff == own {
            term.rule.cutoff = city;
        }
    }
    back
}

fn changed_parts(base: &ProcedureVersion, variant: &ProcedureVersion) -> Vec<Part> {
    let back = put_back(base, variant);
    if back == *base {
        return Vec::new();
    }
    let b = &back;
    let parts = [
        (
            Part::Term,
            b.rule != base.rule
                || b.terms != base.terms
                || b.term_note != base.term_note
                || b.supplement_wait != base.supplement_wait
                || b.supplement_limit != base.supplement_limit
                || b.payment_pauses != base.payment_pauses,
        ),
        (Part::Papers, b.papers != base.papers),
        (Part::Fees, b.fees != base.fees || b.fee_note != base.fee_note),
        (Part::Competence, b.competence != base.competence || b.tier != base.tier),
        (Part::Result, b.result_name != base.result_name || b.result_code != base.result_code),
        (Part::Cases, b.questions != base.questions || b.cases != base.cases),
        (Part::Form, b.form != base.form),
    ];
    let named: Vec<Part> = parts.into_iter().filter(|(_, changed)| *changed).map(|(part, _)| part).collect();
    if named.is_empty() { vec![Part::Other] } else { named }
}

/// The variation of a unit that applies on a day: of those made from the version of the city that applies, in force that
/// day, the one that began last; of two that began the same day the one published last.
pub fn applying<'a, V>(
    variations: impl IntoIterator<Item = &'a V>,
    made: Variant,
    on: motcua_calendar::Date,
) -> Option<&'a V>
where
    V: AsRef<ProcedureVersion> + ?Sized + 'a,
{
    super::applying(variations.into_iter().filter(|one| (*one).as_ref().variant == Some(made)), on)
}

/// Whether a version is one of which communes may have variations at all: they decide it themselves.
pub fn is_open(version: &ProcedureVersion) -> bool {
    version.variant.is_none() && !version.limits.is_empty() && version.competence == Competence::Commune
}

/// Whether a step is done at the commune itself, so that its limits can be opened.
pub fn is_own(step: &Step) -> bool {
    matches!(step.place, StepPlace::Competent | StepPlace::Commune)
}

/// Kinds of steps that may be left out: whoever does the next one can do it without them.
pub const LEAVABLE: [StepKind; 2] = [StepKind::Assign, StepKind::Review];
