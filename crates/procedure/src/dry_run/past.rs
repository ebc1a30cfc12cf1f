//! What a dry run must know of a dossier that was dealt with. No names: ids, moments and places only.

use motcua_calendar::{Extension, Moment};
use motcua_domain::dossier::clock::PauseEntry;
use motcua_domain::dossier::{Dossier, Finding, Outcome};
use motcua_domain::ids::{CaseKey, DossierId, UnitId};
use motcua_domain::procedure::{Channel, StepPlace};

/// Where a dossier was dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastPlaces {
    /// The counter that received it.
    pub received_at: UnitId,
    /// The competent agency.
    pub competent: UnitId,
    /// The commune concerned, when it is not the competent agency.
    pub commune: Option<UnitId>,
    /// The counter of return.
    pub return_at: UnitId,
}

impl PastPlaces {
    /// The unit a place stands for.
    pub fn unit_at(&self, place: StepPlace) -> UnitId {
        match place {
            StepPlace::ReceivedAt => self.received_at,
            StepPlace::Competent => self.competent,
            StepPlace::Commune => self.commune.unwrap_or(self.competent),
            StepPlace::Agency(unit) => unit,
            StepPlace::ReturnAt => self.return_at,
        }
    }
}

/// A dossier of the procedure, received under any of its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastDossier {
    /// Which.
    pub id: DossierId,
    /// When its clock began.
    pub received_at: Moment,
    /// How it came.
    pub channel: Channel,
    /// The case it was filed under.
    pub case: Option<CaseKey>,
    /// Its latest appraisal.
    pub finding: Option<Finding>,
    /// How it was decided.
    pub outcome: Option<Outcome>,
    /// Its waits, with their reasons.
    pub pauses: Vec<PauseEntry>,
    /// Its extension.
    pub extension: Option<Extension>,
    /// What was promised at last.
    pub due_at: Moment,
    /// When it ended for timing; `None`: still open.
    pub ended_at: Option<Moment>,
    /// Where.
    pub places: PastPlaces,
}

impl PastDossier {
    /// What a dossier is to a dry run; `None` for one that was never received.
    pub fn of(dossier: &Dossier) -> Option<PastDossier> {
        let clock = dossier.clock.as_ref()?;
        Some(PastDossier {
            id: dossier.id,
            received_at: clock.received_at,
            channel: dossier.provenance.channel(),
            case: dossier.case.clone(),
            finding: dossier.finding,
            outcome: dossier.decision.map(|judgement| judgement.outcome),
            pauses: clock.pauses.clone(),
            extension: clock.extension,
            due_at: clock.due_at,
            ended_at: dossier.phase.ended_at(),
            places: PastPlaces {
                received_at: dossier.places.received_at.unwrap_or(dossier.holder.unit),
                competent: dossier.places.competent,
                commune: dossier.places.commune,
                return_at: dossier.places.return_at,
            },
        })
    }

    /// The moment that counts as its end: for one that ended while it waited, when the wait began (the rule of
    /// [`motcua_domain::dossier::deadline::verdict`]).
    pub fn counted_end(&self) -> Option<Moment> {
        let ended = self.ended_at?;
        let waiting = self.pauses.last().map(|entry| entry.pause).filter(|pause| pause.to.is_none());
        Some(waiting.map_or(ended, |pause| pause.from.min(ended)))
    }
}
