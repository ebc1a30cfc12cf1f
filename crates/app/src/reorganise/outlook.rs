//! What a reorganisation will move, and what stands in its way beyond the plan itself: people.

use super::day_words;
use crate::world::World;
use motcua_calendar::{Date, Lang};
use motcua_domain::actor::{Duty, Role};
use motcua_domain::dossier::{Dossier, Phase, Succession};
use motcua_domain::ids::{FieldCode, OfficerId, UnitId, VersionId};
use motcua_domain::procedure::{BranchStep, Competence, ProcedureVersion, StepPlace};
use motcua_domain::reorganisation::{Order, Plan, PlanFinding};
use motcua_domain::unit::UnitIndex;
use motcua_store::units::{Begun, OpenDossier, StandingDuty};
use std::collections::{BTreeMap, BTreeSet};

/// Open dossiers that pass from one holder to another in one status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Holder before.
    pub from: UnitId,
    /// Holder after; the same where only another place of the dossier changes.
    pub to: UnitId,
    /// National status.
    pub status: u8,
    /// How many.
    pub dossiers: u64,
    /// Of these, with paper that changes hands.
    pub papers: u64,
    /// Of these, on their way between two units.
    pub on_the_way: u64,
    /// Opinions not given yet that another unit will owe.
    pub opinions: u64,
}

/// An officer's duties that pass on or end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyMove {
    /// Who.
    pub officer: OfficerId,
    /// User name.
    pub username: String,
    /// Role.
    pub role: Role,
    /// Unit before.
    pub from: UnitId,
    /// Unit after; `None`: the duty ends.
    pub to: Option<UnitId>,
}

/// What a plan will do.
#[derive(Debug, Clone, Default)]
pub struct Outlook {
    /// What stands in the way; nothing is done while there is anything.
    pub findings: Vec<PlanFinding>,
    /// Once it is begun.
    pub begun: Option<Begun>,
    /// Open dossiers in the city.
    pub open: u64,
    /// Of these, how many pass on.
    pub passing: u64,
    /// How they pass.
    pub moves: Vec<Move>,
    /// How duties pass.
    pub duties: Vec<DutyMove>,
    /// Versions in force or to come that name a unit from which something passes: they are served by its main successor
    /// until a designer publishes newer ones.
    pub versions: Vec<VersionId>,
    /// The units after.
    pub units: UnitIndex,
}

/// The plan begun under this key is another one.
pub(super) fn other_plan(begun: &Begun, digest: [u8; 32]) -> Option<PlanFinding> {
    let (vi, en) = (
        "Phương án mang mã này đã bắt đầu với nội dung khác. Chạy lại đúng phương án ấy, hoặc đặt mã mới.",
        "A plan with this key was begun with other content. Run that plan again, or choose another key.",
    );
    (begun.digest != digest).then(|| PlanFinding::new("plan-differs", "key", vi, en))
}

/// The day has not come.
pub(super) fn too_early(on: Date) -> PlanFinding {
    let (vi, en) = day_words(on);
    PlanFinding::new(
        "too-early",
        "effective_on",
        format!("Phương án có hiệu lực từ {vi}. Trước ngày ấy chỉ chạy thử được (--dry-run)."),
        format!("The plan takes effect on {en}. Before that day it can only be looked at (--dry-run)."),
    )
}

/// Officers whom the plan names and who do not serve where it says.
pub(super) fn unknown_officers(plan: &Plan, units: &UnitIndex, duties: &[StandingDuty]) -> Vec<PlanFinding> {
    let serves = |username: &str, unit: &str| {
        let unit = units.by_key(unit).map(|unit| unit.id);
        duties.iter().any(|held| held.username.eq_ignore_ascii_case(username) && Some(held.duty.unit) == unit)
    };
    let unknown = plan.officer.iter().filter(|posting| !serves(&posting.username, &posting.from));
    unknown
        .map(|posting| {
            let (name, from) = (&posting.username, &posting.from);
            let vi = format!("Tài khoản “{name}” không làm việc tại “{from}” vào ngày trước khi sắp xếp.");
            let en = format!("The account “{name}” has no duty at “{from}” on the day before.");
            PlanFinding::new("officer-unknown", format!("officer {name}"), vi, en)
        })
        .collect()
}

/// Versions that name a unit from which something passes.
pub(super) fn versions_named(world: &World, order: &Order) -> Vec<VersionId> {
    let giving: BTreeSet<UnitId> = order.giving().collect();
    let names = |version: &ProcedureVersion| {
        let by_step = version.steps.iter().any(|step| {
            let places = std::iter::once(step.place).chain(step.opinions.iter().map(|opinion| opinion.place));
            places.into_iter().any(|place| matches!(place, StepPlace::Agency(unit) if giving.contains(&unit)))
        });
        by_step || matches!(version.competence, Competence::Agency(unit) if giving.contains(&unit))
    };
    let stands = |version: &ProcedureVersion| version.valid_to.is_none_or(|last| last >= order.on);
    let mut ids: Vec<VersionId> = world
        .all_versions()
        .filter(|version| stands(version) && names(version))
        .map(|version| version.id)
        .collect();
    ids.sort_unstable();
    ids
}

/// Counts while the open dossiers go past.
pub(super) struct Look<'a> {
    before: Vec<Duty>,
    after: Vec<Duty>,
    held_after: Vec<StandingDuty>,
    units: UnitIndex,
    on: Date,
    old: &'a UnitIndex,
    duties: Vec<DutyMove>,
    moves: BTreeMap<(UnitId, UnitId, u8), Move>,
    missing: BTreeMap<(UnitId, Role, FieldCode), u64>,
    homeless: BTreeMap<UnitId, u64>,
    open: u64,
    passing: u64,
}

impl<'a> Look<'a> {
    pub fn new(order: &Order, old: &'a UnitIndex, units: UnitIndex, duties: &[StandingDuty]) -> Self {
        let (mut held_after, mut moved) = (Vec::new(), Vec::new());
        for held in duties {
            let to = order.post(&held.username, held.duty.unit);
            if to != Some(held.duty.unit) {
                let (officer, username) = (held.officer, held.username.clone());
                moved.push(DutyMove { officer, username, role: held.duty.role, from: held.duty.unit, to });
            }
            if let Some(unit) = to {
                held_after.push(StandingDuty { duty: Duty { unit, ..held.duty.clone() }, ..held.clone() });
            }
        }
        Self {
            before: duties.iter().map(|held| held.duty.clone()).collect(),
            after: held_after.iter().map(|held| held.duty.clone()).collect(),
            held_after,
            units,
            on: order.on,
            old,
            duties: moved,
            moves: BTreeMap::new(),
            missing: BTreeMap::new(),
            homeless: BTreeMap::new(),
            open: 0,
            passing: 0,
        }
    }

    /// The duties as they are from the day on.
    pub fn duties_after(&self) -> Vec<StandingDuty> {
        self.held_after.clone()
    }

    /// One open dossier.
    pub fn count(&mut self, open: &OpenDossier, version: &ProcedureVersion, passes: Option<Succession>) {
        self.open += 1;
        let before = &*open.loaded.dossier;
        let Some(passes) = passes else { return };
        self.passing += 1;
        let after = before.after(&passes);
        let status = before.phase.national_status();
        let (from, to) = (before.holder.unit, after.holder.unit);
        let line = self.moves.entry((from, to, status)).or_insert(Move {
            from,
            to,
            status,
            dossiers: 0,
            papers: 0,
            on_the_way: 0,
            opinions: 0,
        });
        line.dossiers += 1;
        line.papers += u64::from(before.custody.unit() != after.custody.unit());
        line.on_the_way += u64::from(before.transfer.is_some());
        let owed = before.open_consultations().zip(after.open_consultations());
        line.opinions += owed.filter(|(was, is)| was.agency != is.agency).count() as u64;
        for unit in after.stands_at(version) {
            if !self.units.get(unit).is_some_and(|unit| unit.life.stands(self.on)) {
                *self.homeless.entry(unit).or_default() += 1;
            }
        }
        self.staff(before, &after, version);
    }

    /// Somebody must be there for each step to come, where somebody was before.
    fn staff<'v>(&mut self, before: &Dossier, after: &Dossier, version: &'v ProcedureVersion) {
        let mut needs: Vec<(UnitId, UnitId, Role, &FieldCode)> = Vec::new();
        let begun = after.step.map(|step| step.index).or_else(|| after.clock.is_none().then_some(0));
        for (index, step) in version.steps.iter().enumerate() {
            // A finished dossier has only its return before it.
            if begun.is_some_and(|begun| begun <= index) || index + 1 == version.steps.len() {
                let now = self.units.current(after.unit_of(step), self.on);
                needs.push((before.unit_of(step), now, step.role, version.field_of(step)));
            }
        }
        let planned =
            version.steps.iter().enumerate().filter(|(index, _)| begun.is_some_and(|b| b <= *index));
        for branch in planned.flat_map(|(_, step)| &step.opinions) {
            let (was, is) = (before.unit_at(branch.place), after.unit_at(branch.place));
            let is = self.units.current(is, self.on);
            let field = |step: &'v BranchStep| step.field.as_ref().unwrap_or(&version.field);
            needs.extend(branch.steps.iter().map(|step| (was, is, step.role, field(step))));
        }
        if matches!(after.phase, Phase::Submitted) {
            needs.push((before.holder.unit, after.holder.unit, Role::OneStop, &version.field));
        }
        for (was, is, role, field) in needs {
            let there = |duties: &[Duty], unit| {
                duties.iter().any(|d| d.unit == unit && d.role == role && d.covers(field))
            };
            if was != is && there(&self.before, was) && !there(&self.after, is) {
                *self.missing.entry((is, role, field.clone())).or_default() += 1;
            }
        }
    }

    /// What was found.
    pub fn end(self, begun: Option<Begun>) -> Outlook {
        let name = |unit: UnitId| {
            let known = self.units.get(unit).or_else(|| self.old.get(unit));
            known.map_or_else(|| unit.to_string(), |unit| unit.name.clone())
        };
        let key =
            |unit: UnitId| self.units.get(unit).map_or_else(|| unit.to_string(), |unit| unit.key.clone());
        let mut findings: Vec<PlanFinding> = Vec::new();
        for ((unit, role, field), count) in &self.missing {
            let vi = format!(
                "{} chưa có {} lĩnh vực {field}: {count} hồ sơ sẽ không có người xử lý. Bố trí cán bộ trước.",
                name(*unit),
                role.label(Lang::Vi)
            );
            let en = format!(
                "{} has no {} for the field {field}: nobody would work on {count} dossiers. Give somebody the duty first.",
                name(*unit),
                role.label(Lang::En)
            );
            findings.push(PlanFinding::new("staff-missing", format!("unit {}", key(*unit)), vi, en));
        }
        for (unit, count) in &self.homeless {
            let vi = format!(
                "{count} hồ sơ sẽ đứng ở {} là đơn vị không hoạt động vào ngày có hiệu lực.",
                name(*unit)
            );
            let en = format!(
                "{count} dossiers would stand at {}, which does not stand on the effective day.",
                name(*unit)
            );
            findings.push(PlanFinding::new("homeless", format!("unit {}", key(*unit)), vi, en));
        }
        Outlook {
            findings,
            begun,
            open: self.open,
            passing: self.passing,
            moves: self.moves.into_values().collect(),
            duties: self.duties,
            versions: Vec::new(),
            units: self.units,
        }
    }
}
