//! Where the time of a dossier went: every minute from receipt to end belongs to exactly one party.

use motcua_calendar::Moment;
use motcua_domain::dossier::{Dossier, PauseReason};
use smallvec::SmallVec;

/// Whose a minute was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// The dossier waited for the applicant: papers, payment.
    Applicant,
    /// It lay at the competent agency.
    Own,
    /// It lay at another unit, or that unit's opinion was awaited.
    Other,
    /// The work waited for a system outside, as whoever does it has recorded.
    Outside,
    /// A step whose time does not count by the procedure version.
    Pause,
}

impl Party {
    /// All five, in the order of [`elapsed`].
    pub const ALL: [Party; 5] = [Party::Applicant, Party::Own, Party::Other, Party::Outside, Party::Pause];
}

/// A stretch of time with the party it belongs to; of two that overlap the one with the higher rank counts.
struct Stretch {
    from: Moment,
    to: Moment,
    rank: u8,
    party: Party,
}

/// Minutes from `from` to `to`, by party in the order of [`Party::ALL`]. They add up to `to - from` exactly.
///
/// What lies between two steps belongs to whoever did the one before: a giver stays responsible until the receiver accepts.
/// Zeros when `to` is not after `from`.
#[must_use]
pub fn elapsed(dossier: &Dossier, from: Moment, to: Moment) -> [i64; 5] {
    let mut minutes = [0; 5];
    if to <= from {
        return minutes;
    }
    let stretches = stretches(dossier, from, to);
    let mut cuts: SmallVec<[Moment; 32]> = SmallVec::new();
    cuts.extend([from, to]);
    cuts.extend(stretches.iter().flat_map(|one| [one.from, one.to]).filter(|at| from < *at && *at < to));
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let party = stretches
            .iter()
            .filter(|one| one.from <= pair[0] && pair[1] <= one.to)
            .max_by_key(|one| (one.rank, one.from))
            .map_or(Party::Own, |one| one.party);
        minutes[party as usize] += pair[1].minutes_since(pair[0]);
    }
    minutes
}

fn stretches(dossier: &Dossier, from: Moment, to: Moment) -> SmallVec<[Stretch; 16]> {
    let own = dossier.places.competent;
    let at = |unit| if unit == own { Party::Own } else { Party::Other };
    let mut found: SmallVec<[Stretch; 16]> = SmallVec::new();
    // Before the first step ends, whoever received it has it.
    let first = dossier.places.received_at.unwrap_or(own);
    found.push(Stretch { from, to, rank: 0, party: at(first) });
    for run in &dossier.steps_done {
        // From its beginning on, until a later one says otherwise: the latest that began counts.
        found.push(Stretch { from: run.started_at.max(from), to, rank: 1, party: at(run.unit) });
    }
    if let Some(step) = dossier.step {
        found.push(Stretch { from: step.started_at.max(from), to, rank: 1, party: at(dossier.holder.unit) });
    }
    for asked in &dossier.consultations {
        let end = asked.answer.map_or(to, |answer| answer.at);
        let party = if asked.agency == own { Party::Own } else { Party::Other };
        found.push(Stretch { from: asked.asked_at, to: end, rank: 2, party });
    }
    for wait in &dossier.system_waits {
        let end = wait.end.map_or(to, |over| over.at);
        found.push(Stretch { from: wait.asked_at, to: end, rank: 3, party: Party::Outside });
    }
    for payment in &dossier.payments {
        let end = payment.paid.map_or(to, |paid| paid.at);
        found.push(Stretch { from: payment.asked_at, to: end, rank: 4, party: Party::Applicant });
    }
    for supplement in &dossier.supplements {
        let end = supplement.provided_at.unwrap_or(to);
        found.push(Stretch { from: supplement.asked_at, to: end, rank: 4, party: Party::Applicant });
    }
    for entry in dossier.clock.iter().flat_map(|clock| &clock.pauses) {
        let party = match entry.reason {
            PauseReason::Supplement | PauseReason::Payment => Party::Applicant,
            PauseReason::UncountedStep => Party::Pause,
        };
        found.push(Stretch { from: entry.pause.from, to: entry.pause.to.unwrap_or(to), rank: 5, party });
    }
    found.retain(|one| one.from < one.to);
    found
}
