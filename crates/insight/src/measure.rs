//! What is counted. The place of a measure in its row is stored: it never changes meaning, and new ones are added at the end.

use serde::{Deserialize, Serialize};

/// Numbers in a row of sums.
pub const WIDTH: usize = 32;

/// What the day of a sum means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Axis {
    /// The day of receipt.
    Received = 1,
    /// The day the dossier ended for timing.
    Ended = 2,
}

impl Axis {
    /// Stored number.
    #[must_use]
    pub const fn number(self) -> i64 {
        self as i64
    }
    /// Back from the stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [Axis::Received, Axis::Ended].into_iter().find(|axis| axis.number() == number)
    }
}

macro_rules! measures {
    ($($(#[$about:meta])* $name:ident = $axis:ident $slot:literal $key:literal;)*) => {
        /// One whole number that a dossier counts for. The key is used in formulas: `received.online`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Measure {
            $($(#[$about])* $name,)*
        }
        impl Measure {
            /// All of them.
            pub const ALL: &[Measure] = &[$(Measure::$name),*];
            /// The day it is counted on.
            #[must_use]
            pub const fn axis(self) -> Axis {
                match self { $(Measure::$name => Axis::$axis,)* }
            }
            /// Its place in the row of that day.
            #[must_use]
            pub const fn slot(self) -> usize {
                match self { $(Measure::$name => $slot,)* }
            }
            /// Its name in formulas.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Measure::$name => $key,)* }
            }
        }
    };
}

measures! {
    /// Received.
    Received = Received 0 "received.all";
    /// … over the counter (national channel 1).
    Counter = Received 1 "received.counter";
    /// … online (national channel 2), whoever typed it.
    Online = Received 2 "received.online";
    /// … by public post (national channel 3).
    Post = Received 3 "received.post";
    /// … filed by the applicant alone, own device.
    SelfAtHome = Received 4 "received.self_home";
    /// … filed by the applicant alone at a kiosk.
    SelfAtKiosk = Received 5 "received.self_kiosk";
    /// … filed within the applicant's own sign-in with an officer's help.
    Assisted = Received 6 "received.assisted";
    /// … typed by an officer into the online channel.
    Entered = Received 7 "received.entered";
    /// … counted as online by the national rule: online and, where the procedure issues a result, an electronic one issued.
    OnlineCounted = Received 8 "received.online_counted";
    /// … online, of a procedure offered as full service (toàn trình).
    Full = Received 9 "received.full";
    /// … filed alone at home, without paper, without a visit, the result returned online: full service as it was lived.
    FullLived = Received 10 "received.full_lived";
    /// … received by another unit than the competent agency.
    Elsewhere = Received 11 "received.elsewhere";
    /// … with help recorded, at whatever door.
    Helped = Received 12 "received.helped";
    /// … withdrawn since.
    Withdrawn = Received 13 "received.withdrawn";
    /// … online and withdrawn since.
    WithdrawnOnline = Received 14 "received.withdrawn_online";
    /// … alone and withdrawn since.
    WithdrawnSelf = Received 15 "received.withdrawn_self";
    /// … counted as full service and withdrawn since.
    WithdrawnFull = Received 16 "received.withdrawn_full";
    /// … with at least one request for supplement.
    Supplemented = Received 17 "received.supplemented";
    /// … with more than one.
    SupplementedAgain = Received 18 "received.supplemented_again";
    /// … whose clock was paused at least once.
    Paused = Received 19 "received.paused";
    /// … extended with an apology.
    Extended = Received 20 "received.extended";
    /// … granted or refused, so that a result was to be issued.
    Decided = Received 21 "received.decided";
    /// … with an electronic result.
    EResult = Received 22 "received.e_result";
    /// … of which every paper handed in has an electronic copy and the result is electronic.
    Digitised = Received 23 "received.digitised";
    /// … with at least one paper used again from what was held already.
    Reused = Received 24 "received.reused";
    /// … of which a payment was asked.
    Charged = Received 25 "received.charged";
    /// … and made.
    Paid = Received 26 "received.paid";
    /// … other than in cash.
    PaidOnline = Received 27 "received.paid_online";

    /// … whose result was returned.
    Returned = Received 28 "received.returned";

    /// Minutes from the moment it was sent to its receipt.
    MinutesBefore = Received 29 "received.minutes_before";

    /// Filed within a sign-in whose level of electronic identification was the higher one.
    Identified = Received 30 "received.identified";

    /// Ended for timing, after receipt.
    Ended = Ended 0 "ended.all";
    /// … on an earlier date than due.
    Early = Ended 1 "ended.early";
    /// … on the date due, in time.
    OnTime = Ended 2 "ended.on_time";
    /// … past the due moment.
    Late = Ended 3 "ended.late";
    /// … late, or in time after more than one request for supplement: late by the national index.
    LateNational = Ended 4 "ended.late_national";
    /// … granted.
    Granted = Ended 5 "ended.granted";
    /// … refused in writing.
    Refused = Ended 6 "ended.refused";
    /// … withdrawn by the applicant (asked for or done).
    WithdrawnEnd = Ended 7 "ended.withdrawn";
    /// … stopped on another ground.
    Stopped = Ended 8 "ended.stopped";
    /// Not accepted: ended without ever being received. Not part of `ended.all`.
    Declined = Ended 9 "ended.declined";
    /// … decided, and no electronic result nor file of it.
    WithoutResult = Ended 10 "ended.without_result";
    /// Minutes from receipt to end.
    Minutes = Ended 11 "minutes.all";
    /// … waiting for the applicant.
    MinutesApplicant = Ended 12 "minutes.applicant";
    /// … at the competent agency.
    MinutesOwn = Ended 13 "minutes.own";
    /// … at another unit.
    MinutesOther = Ended 14 "minutes.other";
    /// … at a system outside.
    MinutesOutside = Ended 15 "minutes.outside";
    /// … that do not count by law.
    MinutesPause = Ended 16 "minutes.pause";
    /// Steps done.
    Steps = Ended 17 "steps.all";
    /// … past their own budget.
    StepsBehind = Ended 18 "steps.behind";
    /// … faster than plausible.
    StepsBelowFloor = Ended 19 "steps.below_floor";
    /// Minutes past the due moment, of those that were late.
    MinutesLate = Ended 20 "minutes.late";
    /// … whose work waited for a system outside at least once.
    WaitedOutside = Ended 21 "ended.waited_outside";
}

impl Measure {
    /// The measure of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|measure| measure.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_measure_has_its_own_place_and_key() {
        let places: BTreeSet<_> = Measure::ALL.iter().map(|one| (one.axis(), one.slot())).collect();
        let keys: BTreeSet<_> = Measure::ALL.iter().map(|one| one.key()).collect();
        assert_eq!((places.len(), keys.len()), (Measure::ALL.len(), Measure::ALL.len()));
        assert!(
            Measure::ALL.iter().all(|one| one.slot() < WIDTH && Measure::from_key(one.key()) == Some(*one))
        );
    }
}
