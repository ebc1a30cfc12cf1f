//! What is replayed: a stretch of time, how many dossiers, a seed; and the habits no table publishes.

use motcua_calendar::{Date, MinuteOfDay, Moment};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// One replay. Two replays of equal plans into fresh databases write the same journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// First moment.
    pub begin: Moment,
    /// Nothing is done at or after this moment; what would be due later stays open.
    pub end: Moment,
    /// Dossiers that arrive in between.
    pub dossiers: u64,
    /// From which everything is drawn.
    pub seed: u64,
}

impl Plan {
    /// Whole days, counting from the first.
    pub fn over(from: Date, days: u32, dossiers: u64, seed: u64) -> Self {
        let last = from.plus_days(i32::try_from(days).unwrap_or(i32::MAX));
        Self { begin: midnight(from), end: midnight(last), dossiers, seed }
    }

    /// The days up to a moment, which ends the last of them: what a demonstration opened now has behind it.
    pub fn up_to(now: Moment, days: u32, dossiers: u64, seed: u64) -> Self {
        let back = i32::try_from(days.saturating_sub(1)).unwrap_or(i32::MAX);
        Self { begin: midnight(now.date().plus_days(-back)), end: now, dossiers, seed }
    }

    /// A source of draws of its own for each thing, so that one more draw somewhere moves nothing elsewhere.
    pub fn rng(&self, topic: Topic, number: u64) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed.wrapping_mul(16).wrapping_add(topic as u64));
        rng.set_stream(number);
        rng
    }
}

/// What a draw is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// When and how a dossier arrives.
    Arrival,
    /// A made-up person.
    Person,
    /// What becomes of a dossier.
    Fate,
    /// One act on a dossier.
    Act,
    /// Where some of what officers type in is sent as if from home.
    Disguise,
    /// Whose work waits for a system outside, and for how long.
    Outside,
}

fn midnight(date: Date) -> Moment {
    Moment::from_civil(date, MinuteOfDay::MIDNIGHT)
}

/// Shares that no source publishes. Assumptions, to be replaced by counts when there are any.
pub mod habits {
    /// Of those who file, the share filing for the second time or more.
    pub const COMES_AGAIN: f64 = 0.08;
    /// Of dossiers, the share filed by somebody with a mandate.
    pub const BY_MANDATE: f64 = 0.07;
    /// Of commune procedures filed at a counter, the share handed in at another commune's point or at a branch: the
    /// city receives regardless of boundaries (NĐ 118/2025 art. 14).
    pub const ACROSS_BOUNDARY: f64 = 0.07;
    /// Of city procedures filed at a counter, the share handed in at a branch rather than at the commune's point.
    pub const CITY_AT_BRANCH: f64 = 0.35;
    /// Of results, the share asked for at another counter than the receiving one.
    pub const RETURN_ELSEWHERE: f64 = 0.03;
    /// Of online dossiers: filed at a kiosk; by the applicant with help; typed in by an officer. The rest at home.
    pub const AT_KIOSK: f64 = 0.04;
    /// See [`AT_KIOSK`].
    pub const ASSISTED: f64 = 0.16;
    /// See [`AT_KIOSK`].
    pub const TYPED_IN: f64 = 0.35;
    /// Of dossiers at the counter, the share for which the counter keeps paper.
    pub const PAPER_KEPT: f64 = 0.8;
    /// Of dossiers with a fee, the share for which it is asked for and recorded in the dossier at receipt.
    pub const FEE_IN_DOSSIER: f64 = 0.12;
    /// Of requests for papers, the share never answered.
    pub const NEVER_ANSWERED: f64 = 0.12;
    /// Of requests to withdraw, the share that comes too late.
    pub const WITHDRAWAL_TOO_LATE: f64 = 0.15;
    /// Of consultations, the share left without an answer.
    pub const SILENT_AGENCY: f64 = 0.1;
    /// Of dossiers, the share returned one step by the one who signs.
    pub const STEP_RETURNED: f64 = 0.004;
    /// Of dossiers, the share whose first hand-over is declined; taken back.
    pub const HAND_OVER_DECLINED: f64 = 0.002;
    /// See [`HAND_OVER_DECLINED`].
    pub const HAND_OVER_TAKEN_BACK: f64 = 0.001;
    /// Of dossiers, the share given to another officer.
    pub const REASSIGNED: f64 = 0.003;
    /// Of dossiers, the share with an appraisal recorded apart from the proposal.
    pub const APPRAISAL_RECORDED: f64 = 0.02;
    /// Of dossiers, the share proposed implausibly fast.
    pub const BELOW_FLOOR: f64 = 0.003;
    /// Of dossiers, the share whose work waits for a system outside.
    pub const WAITED_OUTSIDE: f64 = 0.02;
    /// Of such waits, the share that the work goes on without.
    pub const SILENT_SYSTEM: f64 = 0.1;
    /// Of results at a counter, the share nobody fetches in these weeks.
    pub const NOT_FETCHED: f64 = 0.015;
}
