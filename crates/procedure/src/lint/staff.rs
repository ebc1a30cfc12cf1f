//! Officers: somebody for every step, and a signatory for every decision, at every unit where it may be done.

use super::codes::*;
use super::say;
use super::sink::{Sink, at_step, whole};
use crate::finding::Severity;
use crate::surroundings::Surroundings;
use motcua_domain::actor::Role;
use motcua_domain::ids::{FieldCode, UnitId};
use motcua_domain::procedure::{Competence, ProcedureVersion, Step, StepKind, StepPlace};
use motcua_domain::unit::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// Roles that speak for an agency asked for its opinion.
const OPINION: &[Role] = &[Role::Specialist, Role::SectionHead, Role::UnitHead];

/// Where a step may be done: at any counter, in any commune, or by one agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Counters,
    Communes,
    Unit(UnitId),
}

/// Who is asked for: a role, or anybody who may give an opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Role(Role),
    Opinion,
}

/// What was asked about the officers of a city. Good for one set of units and officers.
#[derive(Debug, Default)]
pub struct Staffing {
    counters: Option<Vec<UnitId>>,
    communes: Option<Vec<UnitId>>,
    /// The units where nobody is, by what was asked.
    missing: BTreeMap<FieldCode, BTreeMap<(Where, Who), Vec<UnitId>>>,
}

impl Staffing {
    /// How many units a place stands for.
    fn count(&mut self, place: Where, around: &Surroundings<'_>) -> usize {
        match place {
            Where::Counters => self.counters(around).len(),
            Where::Communes => self.communes(around).len(),
            Where::Unit(_) => 1,
        }
    }
    fn counters(&mut self, around: &Surroundings<'_>) -> &[UnitId] {
        self.counters.get_or_insert_with(|| {
            let open = around.units.iter().filter(|unit| unit.kind.is_counter() && stands(unit));
            open.map(|unit| unit.id).collect()
        })
    }
    fn communes(&mut self, around: &Surroundings<'_>) -> &[UnitId] {
        self.communes.get_or_insert_with(|| {
            let communes = around.units.iter().filter(|unit| unit.kind.is_commune() && stands(unit));
            communes.map(|unit| unit.id).collect()
        })
    }

    /// The units of a place where nobody is.
    fn missing(&mut self, place: Where, who: Who, field: &FieldCode, around: &Surroundings<'_>) -> &[UnitId] {
        let known = self.missing.get(field).is_some_and(|of| of.contains_key(&(place, who)));
        if !known {
            let there = |unit: UnitId| match who {
                Who::Role(role) => (around.staffed)(unit, role, field),
                Who::Opinion => OPINION.iter().any(|role| (around.staffed)(unit, *role, field)),
            };
            let units: Vec<UnitId> = match place {
                Where::Counters => self.counters(around).to_vec(),
                Where::Communes => self.communes(around).to_vec(),
                Where::Unit(unit) => vec![unit],
            };
            let missing = units.into_iter().filter(|unit| !there(*unit)).collect();
            self.missing.entry(field.clone()).or_default().insert((place, who), missing);
        }
        self.missing.get(field).and_then(|of| of.get(&(place, who))).map_or(&[], Vec::as_slice)
    }
}

pub(super) fn check(
    version: &ProcedureVersion,
    around: &Surroundings<'_>,
    staffing: &mut Staffing,
    sink: &mut Sink,
) {
    unknown(version, around, sink);
    for (index, step) in version.steps.iter().enumerate() {
        let field = version.field_of(step);
        // The applicant pays; whoever takes the money sits at the counters, which the other steps need too.
        if step.kind != StepKind::Payment {
            let signs = step.kind == StepKind::Approve;
            if signs {
                let ask = Ask {
                    index,
                    place: step.place,
                    who: Who::Role(Role::UnitHead),
                    field,
                    check: NO_SIGNATORY,
                };
                ask.answer(version, around, staffing, sink);
            }
            if !(signs && step.role == Role::UnitHead) {
                let ask = Ask { index, place: step.place, who: Who::Role(step.role), field, check: NO_ACTOR };
                ask.answer(version, around, staffing, sink);
            }
        }
        let mut asked = BTreeSet::new();
        for opinion in &step.opinions {
            for own in &opinion.steps {
                let field = own.field.as_ref().unwrap_or(&version.field);
                let who = Who::Role(own.role);
                let ask = Ask { index, place: opinion.place, who, field, check: NO_ACTOR };
                ask.answer(version, around, staffing, sink);
            }
            // Who may give an opinion goes by the field of the procedure, not of the step.
            if opinion.steps.is_empty() && asked.insert(resolve(opinion.place, version)) {
                let field = &version.field;
                let ask = Ask { index, place: opinion.place, who: Who::Opinion, field, check: NO_ACTOR };
                ask.answer(version, around, staffing, sink);
            }
        }
    }
}

fn resolve(place: StepPlace, version: &ProcedureVersion) -> Where {
    match (place, version.competence) {
        // A variation is of one commune, and somebody has to be there.
        (StepPlace::Commune | StepPlace::Competent, Competence::Commune) if version.variant.is_some() => {
            version.variant.map_or(Where::Communes, |variant| Where::Unit(variant.unit))
        }
        (StepPlace::ReceivedAt | StepPlace::ReturnAt, _) => Where::Counters,
        (StepPlace::Commune, _) | (StepPlace::Competent, Competence::Commune) => Where::Communes,
        (StepPlace::Competent, Competence::Agency(unit)) | (StepPlace::Agency(unit), _) => Where::Unit(unit),
    }
}

/// One question about the staff of a step.
struct Ask<'a> {
    index: usize,
    place: StepPlace,
    who: Who,
    field: &'a FieldCode,
    check: Check,
}

impl Ask<'_> {
    fn answer(
        &self,
        version: &ProcedureVersion,
        around: &Surroundings<'_>,
        staffing: &mut Staffing,
        sink: &mut Sink,
    ) {
        let place = resolve(self.place, version);
        // A unit that is not there is another finding.
        if matches!(place, Where::Unit(unit) if around.units.get(unit).is_none()) {
            return;
        }
        let total = staffing.count(place, around);
        let missing = staffing.missing(place, self.who, self.field, around);
        if missing.is_empty() && total > 0 {
            return;
        }
        let step = &version.steps[self.index];
        let (step_vi, step_en) = say::step(self.index, step);
        let (who_vi, who_en) = self.wanted(around);
        let severity = if missing.len() < total { Severity::Warning } else { self.check.severity };
        let (vi, en) = if total == 0 {
            (
                format!("{step_vi}: thành phố không có nơi nào làm được bước này."),
                format!("{step_en}: the city has no unit where it could be done."),
            )
        } else {
            let (units_vi, units_en) = say::units(missing, around);
            let (count_vi, count_en) = match place {
                Where::Unit(_) => (String::new(), String::new()),
                Where::Counters | Where::Communes => (
                    format!(" tại {} trong {total} nơi", missing.len()),
                    format!(" at {} of {total} units", missing.len()),
                ),
            };
            (
                format!("{step_vi}: không có {who_vi}{count_vi}: {units_vi}."),
                format!("{step_en}: there is no {who_en}{count_en}: {units_en}."),
            )
        };
        sink.add_as(severity, self.check, at_step(self.index), vi, en);
    }

    /// `chuyên viên lĩnh vực Hộ tịch`.
    fn wanted(&self, around: &Surroundings<'_>) -> say::Both {
        use motcua_calendar::Lang::{En, Vi};
        let field = around.fields.iter().find(|field| field.key == *self.field);
        let name = |of: fn(&crate::Field) -> &String| {
            field.map(of).filter(|name| !name.is_empty()).map_or(self.field.as_str(), String::as_str)
        };
        let (field_vi, field_en) = (name(|field| &field.name), name(|field| &field.name_en));
        match self.who {
            Who::Role(role) => (
                format!("{} lĩnh vực {field_vi}", role.label(Vi)),
                format!("{} for {field_en}", role.label(En)),
            ),
            Who::Opinion => (
                format!("người được quyền cho ý kiến về lĩnh vực {field_vi}"),
                format!("officer who may give an opinion on {field_en}"),
            ),
        }
    }
}

/// Whether nothing is told of a unit's end.
fn stands(unit: &Unit) -> bool {
    unit.life.until.is_none()
}

/// Units and fields that the city does not know.
fn unknown(version: &ProcedureVersion, around: &Surroundings<'_>, sink: &mut Sink) {
    // A unit that ended before the version begins is not there for it.
    let there =
        |unit: UnitId| around.units.get(unit).is_some_and(|unit| !unit.life.has_ended(version.valid_from));
    let named = |unit: UnitId| match around.units.get(unit) {
        None => (format!("không có đơn vị số {unit}"), format!("there is no unit {unit}")),
        Some(unit) => (
            format!("{} đã kết thúc hoạt động trước ngày phiên bản có hiệu lực", unit.short_name),
            format!("{} ended before the version begins", unit.short_name),
        ),
    };
    if let Competence::Agency(unit) = version.competence
        && !there(unit)
    {
        let vi = format!("Cơ quan có thẩm quyền: không có đơn vị số {unit}.");
        sink.add(
            UNIT_UNKNOWN,
            whole("competence"),
            vi,
            format!("Competent agency: there is no unit {unit}."),
        );
    }
    let known = |field: &FieldCode| around.fields.iter().any(|one| one.key == *field);
    if !known(&version.field) {
        let vi = format!("Không có lĩnh vực “{}”.", version.field);
        sink.add(
            FIELD_OF_DUTY_UNKNOWN,
            whole("field"),
            vi,
            format!("There is no field “{}”.", version.field),
        );
    }
    for (index, step) in version.steps.iter().enumerate() {
        let (vi, en) = say::step(index, step);
        for unit in named_units(step).filter(|unit| !there(*unit)) {
            let (said_vi, said_en) = named(unit);
            sink.add(UNIT_UNKNOWN, at_step(index), format!("{vi}: {said_vi}."), format!("{en}: {said_en}."));
        }
        let branches = step.opinions.iter().flat_map(|branch| &branch.steps);
        for field in step.field.iter().chain(branches.filter_map(|own| own.field.as_ref())) {
            if known(field) {
                continue;
            }
            let vi = format!("{vi}: không có lĩnh vực “{field}”.");
            sink.add(
                FIELD_OF_DUTY_UNKNOWN,
                at_step(index),
                vi,
                format!("{en}: there is no field “{field}”."),
            );
        }
    }
}

fn named_units(step: &Step) -> impl Iterator<Item = UnitId> + '_ {
    let places = std::iter::once(step.place).chain(step.opinions.iter().map(|opinion| opinion.place));
    let units: BTreeSet<UnitId> = places
        .filter_map(|place| match place {
            StepPlace::Agency(unit) => Some(unit),
            StepPlace::ReceivedAt | StepPlace::Competent | StepPlace::Commune | StepPlace::ReturnAt => None,
        })
        .collect();
    units.into_iter()
}
