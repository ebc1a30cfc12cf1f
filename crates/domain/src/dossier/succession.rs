//! Units end, dossiers do not: an open dossier passes from a unit that ended, or lost the competence, to its successor.
//!
//! One fact changes every place where the dossier stands now: competent agency, holder, hand-over under way, custody,
//! counters, commune, opinions not yet given, agencies named by steps still to come. The clock, the phase, the steps
//! done and their units do not change; who did what, and where, stays as it was.

use super::*;
use crate::procedure::ProcedureVersion;
use motcua_calendar::Date;

/// One unit in the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitChange {
    /// The unit before.
    pub from: UnitId,
    /// The unit after.
    pub to: UnitId,
}

/// How a reorganisation of units meets one dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    /// The first day of the new order.
    pub on: Date,
    /// Unit by unit.
    pub changes: Vec<UnitChange>,
    /// Officers who did not pass on with it: what was theirs is anybody's of the same role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub released: Vec<OfficerId>,
    /// The commune of the matter stays: its competence passed on, its area did not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_area: bool,
    /// The unit by whose working calendar the clock goes on, where that of the new competent agency differs: what was
    /// promised is not reckoned anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_of: Option<UnitId>,
}

impl Succession {
    /// The unit after, or the unit itself.
    pub fn heir(&self, unit: UnitId) -> UnitId {
        self.changes.iter().find(|change| change.from == unit).map_or(unit, |change| change.to)
    }

    fn keeps(&self, officer: OfficerId) -> bool {
        !self.released.contains(&officer)
    }
}

/// The succession of a dossier when units pass by `heir`, with every officer for whom `serves` is false released;
/// `None` when it stands nowhere that changes, or is closed.
pub fn succession(
    dossier: &Dossier,
    version: &ProcedureVersion,
    on: Date,
    heir: impl Fn(UnitId) -> UnitId,
    serves: impl Fn(OfficerId, UnitId) -> bool,
) -> Option<Succession> {
    if dossier.phase.is_closed() {
        return None;
    }
    let stands = dossier.stands_at(version).into_iter();
    let changes: Vec<UnitChange> = stands
        .map(|from| UnitChange { from, to: heir(from) })
        .filter(|change| change.from != change.to)
        .collect();
    if changes.is_empty() {
        return None;
    }
    let mut succession =
        Succession { on, changes, released: Vec::new(), keeps_area: false, calendar_of: None };
    for (officer, unit) in dossier.named_officers() {
        let to = succession.heir(dossier.heir(unit));
        if to != dossier.heir(unit) && succession.keeps(officer) && !serves(officer, to) {
            succession.released.push(officer);
        }
    }
    Some(succession)
}

impl Dossier {
    /// The units where the dossier stands now, or will by the agencies its version names: each once.
    pub fn stands_at(&self, version: &ProcedureVersion) -> Vec<UnitId> {
        let places = &self.places;
        let mut units = vec![places.competent, self.holder.unit, places.return_at];
        units.extend(places.received_at);
        units.extend(places.commune);
        units.extend(self.custody.unit());
        units.extend(self.transfer.iter().flat_map(|transfer| [transfer.from, transfer.to]));
        units.extend(self.open_consultations().map(|asked| asked.agency));
        if let Some(PendingCorrection { change: Correction::Return { at, .. }, .. }) = &self.correction {
            units.push(*at);
        }
        if self.phase.ended_at().is_none() || self.step.is_some() {
            // A step may be returned to who did the one before.
            units.extend(self.steps_done.iter().map(|run| self.heir(run.unit)));
            let planned = |step: &Step| step.opinions.iter().map(|o| o.place).collect::<Vec<_>>();
            let named = version.steps.iter().flat_map(|step| [step.place].into_iter().chain(planned(step)));
            units.extend(named.filter_map(|place| match place {
                StepPlace::Agency(unit) => Some(self.heir(unit)),
                _ => None,
            }));
        }
        units.sort_unstable();
        units.dedup();
        units
    }

    /// The unit in whose place another stands for this dossier: where the work of a former unit is done now.
    pub fn heir(&self, unit: UnitId) -> UnitId {
        self.successions.iter().fold(unit, |at, succession| succession.heir(at))
    }

    /// The unit by whose working calendar the clock is reckoned: the competent agency, or the one that gave the promise
    /// where a reorganisation brought the dossier to one that keeps another calendar.
    pub fn calendar_unit(&self) -> UnitId {
        self.successions.iter().find_map(|succession| succession.calendar_of).unwrap_or(self.places.competent)
    }

    /// Whether an officer of a former unit passed on with the dossier.
    pub fn keeps(&self, officer: OfficerId) -> bool {
        self.successions.iter().all(|succession| succession.keeps(officer))
    }

    /// Officers the dossier may come to again, with the unit they served at.
    fn named_officers(&self) -> Vec<(OfficerId, UnitId)> {
        let mut named = Vec::new();
        named.extend(self.holder.officer.map(|officer| (officer, self.holder.unit)));
        named.extend(self.transfer.and_then(|t| t.to_officer.map(|officer| (officer, t.to))));
        if let Custody::Unit { unit, officer: Some(officer) } = self.custody {
            named.push((officer, unit));
        }
        named.extend(self.steps_done.iter().filter_map(|run| run.officer.map(|officer| (officer, run.unit))));
        named
    }

    /// The dossier as a succession would leave it.
    #[must_use]
    pub fn after(&self, succession: &Succession) -> Dossier {
        let mut after = self.clone();
        after.succeed(succession);
        after
    }

    /// What a succession makes of a dossier.
    pub(super) fn succeed(&mut self, succession: &Succession) {
        let to = |unit: UnitId| succession.heir(unit);
        let kept = |officer: &OfficerId| succession.keeps(*officer);
        let places = &mut self.places;
        places.competent = to(places.competent);
        places.received_at = places.received_at.map(to);
        if !succession.keeps_area {
            places.commune = places.commune.map(to);
        }
        places.return_at = to(places.return_at);
        self.holder = Holder { unit: to(self.holder.unit), officer: self.holder.officer.filter(kept) };
        if let Some(transfer) = &mut self.transfer {
            transfer.from = to(transfer.from);
            transfer.to = to(transfer.to);
            transfer.to_officer = transfer.to_officer.filter(kept);
        }
        if let Custody::Unit { unit, officer } = &mut self.custody {
            *unit = to(*unit);
            *officer = officer.filter(kept);
        }
        for asked in self.consultations.iter_mut().filter(|asked| asked.answer.is_none()) {
            asked.agency = to(asked.agency);
        }
        if let Some(PendingCorrection { change: Correction::Return { at, .. }, .. }) = &mut self.correction {
            *at = to(*at);
        }
        self.successions.push(succession.clone());
    }
}
