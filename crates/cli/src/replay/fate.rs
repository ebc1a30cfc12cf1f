//! What becomes of a dossier, settled when it arrives: drawn once from the published rates and the named assumptions.

use super::lot::{between, happens};
use super::plan::{Plan, Topic, habits};
use motcua_city::SimulationFacts;
use motcua_domain::dossier::Provenance;
use motcua_domain::procedure::Channel;
use rand_chacha::ChaCha8Rng;

/// When papers are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Nothing is missing.
    Nothing,
    /// Found out before receipt.
    BeforeReceipt,
    /// Found out in appraisal.
    InAppraisal,
}

/// What is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// None was made.
    None,
    /// How the result is returned was ticked wrongly.
    Return,
    /// The moment of receipt was recorded too late.
    Receipt,
    /// The number of the result was typed wrongly.
    Number,
}

/// The lot of one dossier.
#[derive(Debug, Clone)]
pub struct Fate {
    /// Which part of its term the agency uses; above 1 it is late.
    pub pace: f64,
    /// Papers missing.
    pub missing: Missing,
    /// Days until the applicant answers a request; `None`: never.
    pub answers_after: Option<f64>,
    /// Not accepted at the door.
    pub declined: bool,
    /// Refused in writing.
    pub refused: bool,
    /// The applicant asks to withdraw.
    pub withdrawn: bool,
    /// Too late to withdraw.
    pub withdrawal_refused: bool,
    /// Another agency is asked.
    pub consulted: bool,
    /// That agency does not answer.
    pub silent: bool,
    /// The work waits for a system outside, for this share of the open time left.
    pub outside: Option<f64>,
    /// Extended with an apology.
    pub extended: bool,
    /// Corrected afterwards.
    pub mistake: Mistake,
    /// Returned one step.
    pub returned: bool,
    /// First hand-over declined.
    pub hand_over_declined: bool,
    /// First hand-over taken back.
    pub taken_back: bool,
    /// Given to another officer.
    pub reassigned: bool,
    /// An appraisal is recorded apart.
    pub appraised: bool,
    /// Proposed implausibly fast.
    pub hasty: bool,
    /// The fee is recorded in the dossier.
    pub pays_fee: bool,
    /// Working days until a result at a counter is fetched; `None`: not in these weeks.
    pub fetched_after: Option<f64>,
}

impl Fate {
    /// The lot of a dossier filed through a channel.
    pub fn draw(plan: &Plan, facts: &SimulationFacts, number: u32, provenance: Provenance) -> Self {
        let mut rng = plan.rng(Topic::Fate, u64::from(number));
        let rng = &mut rng;
        let mut apart = plan.rng(Topic::Outside, u64::from(number));
        let outside = happens(&mut apart, habits::WAITED_OUTSIDE).then(|| between(&mut apart, 0.03, 0.35));
        let rates = &facts.outcomes;
        let channel = provenance.channel();
        // What an officer receives at once is checked at once: it is neither declined nor short of papers at the door.
        let waits = !matches!(provenance, Provenance::Counter | Provenance::EnteredByOfficer);
        let waiting = (facts.channels.online * (1.0 - habits::TYPED_IN) + facts.channels.post).max(0.01);
        let late = happens(rng, rates.late);
        let extended = happens(rng, rates.extended);
        let mistake = match (happens(rng, rates.corrected), between(rng, 0.0, 3.0)) {
            (false, _) => Mistake::None,
            (true, which) if which < 1.0 => Mistake::Return,
            (true, which) if which < 2.0 => Mistake::Receipt,
            (true, _) => Mistake::Number,
        };
        let missing = match (happens(rng, rates.supplement), happens(rng, 0.6)) {
            (false, _) => Missing::Nothing,
            (true, true) if waits => Missing::BeforeReceipt,
            (true, _) => Missing::InAppraisal,
        };
        Self {
            pace: pace(rng, late, extended),
            missing,
            answers_after: (!happens(rng, habits::NEVER_ANSWERED)).then(|| between(rng, 0.1, 6.0)),
            declined: happens(rng, rates.declined / waiting) && waits,
            refused: happens(rng, rates.refused),
            withdrawn: happens(rng, rates.withdrawn),
            withdrawal_refused: happens(rng, habits::WITHDRAWAL_TOO_LATE),
            consulted: happens(rng, rates.consulted),
            silent: happens(rng, habits::SILENT_AGENCY),
            outside,
            extended,
            mistake,
            returned: happens(rng, habits::STEP_RETURNED),
            hand_over_declined: happens(rng, habits::HAND_OVER_DECLINED),
            taken_back: happens(rng, habits::HAND_OVER_TAKEN_BACK),
            reassigned: happens(rng, habits::REASSIGNED),
            appraised: happens(rng, habits::APPRAISAL_RECORDED),
            hasty: happens(rng, habits::BELOW_FLOOR),
            pays_fee: happens(rng, habits::FEE_IN_DOSSIER),
            fetched_after: fetched_after(rng, channel),
        }
    }
}

/// Most work is done well inside the term; a few use it to the last day; a few run over it.
fn pace(rng: &mut ChaCha8Rng, late: bool, extended: bool) -> f64 {
    match (late, between(rng, 0.0, 1.0)) {
        (true, _) if !extended => between(rng, 1.05, 1.7),
        (_, draw) if draw < 0.75 => between(rng, 0.12, 0.6),
        _ => between(rng, 0.45, 0.8),
    }
}

fn fetched_after(rng: &mut ChaCha8Rng, channel: Channel) -> Option<f64> {
    let forgotten = happens(rng, habits::NOT_FETCHED) && channel == Channel::Counter;
    let soon = between(rng, 0.0, 1.0) < 0.55;
    let days = if soon { between(rng, 0.02, 0.4) } else { between(rng, 0.2, 3.5) };
    (!forgotten).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of as many as came in the first three weeks, within 3.3 standard deviations of the binomial distribution: one
    /// seed in a thousand would fail, and this one does not.
    fn near(drawn: usize, of: usize, share: f64) -> bool {
        let mean = of as f64 * share;
        (drawn as f64 - mean).abs() <= 3.3 * (mean * (1.0 - share)).sqrt()
    }

    #[test]
    fn lots_are_drawn_in_the_shares_of_the_city() {
        const DOSSIERS: u32 = 66_000;
        let city = motcua_city::hanoi().expect("the city compiled in");
        let facts = &city.simulation;
        let from = motcua_calendar::Date::parse("2025-07-01").expect("a date");
        let plan = Plan::over(from, 21, u64::from(DOSSIERS), 1);
        let lots: Vec<Fate> =
            (0..DOSSIERS).map(|n| Fate::draw(&plan, facts, n, Provenance::SelfAtHome)).collect();
        let rates = &facts.outcomes;
        // Who is extended is in time.
        let late = rates.late * (1.0 - rates.extended);
        for (what, share, lot) in [
            ("late", late, (|f: &Fate| f.pace > 1.0) as fn(&Fate) -> bool),
            ("refused", rates.refused, |f| f.refused),
            ("withdrawn", rates.withdrawn, |f| f.withdrawn),
            ("consulted", rates.consulted, |f| f.consulted),
            ("extended", rates.extended, |f| f.extended),
            ("waiting outside", habits::WAITED_OUTSIDE, |f| f.outside.is_some()),
            ("corrected", rates.corrected, |f| f.mistake != Mistake::None),
            ("short of papers", rates.supplement, |f| f.missing != Missing::Nothing),
        ] {
            let drawn = lots.iter().filter(|fate| lot(fate)).count();
            assert!(near(drawn, lots.len(), share), "{what}: {drawn} of {}, published {share}", lots.len());
        }
        assert_eq!(rates.late, 0.0015, "the published share of dossiers that ended late");
    }
}
