//! What one dossier counts for.

use crate::elapsed::elapsed;
use crate::measure::{Axis, Measure, WIDTH};
use motcua_calendar::{Date, Verdict};
use motcua_domain::dossier::{
    Custody, Dossier, Outcome, PaymentMeans, Phase, Provenance, ReturnMethod, StopGround, deadline,
};
use motcua_domain::ids::{UnitId, VersionId};
use motcua_domain::procedure::{Channel, IdentityLevel, ProcedureVersion, ServiceLevel};
use smallvec::SmallVec;

/// What [`Facts::of`] is, as a number that grows with every change of what a dossier counts for: sums made by another are made anew.
pub const FACTS: &str = "4";

/// By what sums are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dim {
    /// The agency that may decide: who answers for the figure.
    Competent,
    /// The same by whole months, booked on their first day: a long period is read by months, and only its ends by days.
    CompetentMonth,
    /// The unit that received.
    ReceivedAt,
    /// The procedure version.
    Version,
    /// The procedure version, among what a competent agency answers for.
    Within(UnitId),
}

impl Dim {
    /// Those over the whole city.
    pub const ALL: [Dim; 4] = [Dim::Competent, Dim::ReceivedAt, Dim::Version, Dim::CompetentMonth];
    /// Added to the number of a unit whose versions are told apart.
    const WITHIN: i64 = 1 << 10;

    /// Stored number.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Dim::Competent => 1,
            Dim::ReceivedAt => 2,
            Dim::Version => 3,
            Dim::CompetentMonth => 4,
            Dim::Within(unit) => Self::WITHIN + unit.0 as i64,
        }
    }

    /// Back from the stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|dim| dim.number() == number).or_else(|| {
            let unit = u32::try_from(number - Self::WITHIN).ok()?;
            Some(Dim::Within(UnitId(unit)))
        })
    }

    /// The sums by whole months of the same, where they are kept.
    #[must_use]
    pub const fn by_months(self) -> Option<Self> {
        match self {
            Dim::Competent => Some(Dim::CompetentMonth),
            _ => None,
        }
    }

    /// The day number under which something of a day is booked.
    #[must_use]
    fn booked_on(self, day: i64) -> i64 {
        match (self, i32::try_from(day)) {
            (Dim::CompetentMonth, Ok(number)) => day + 1 - i64::from(Date::from_day_number(number).day()),
            _ => day,
        }
    }

    /// Whether its members are procedure versions; otherwise they are units.
    #[must_use]
    pub const fn of_versions(self) -> bool {
        matches!(self, Dim::Version | Dim::Within(_))
    }
}

/// Numbers on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booked {
    /// Day number of the calendar: days since 1970-01-01, local.
    pub day: i64,
    /// By the slot of the measure.
    pub numbers: [i64; WIDTH],
}

impl Booked {
    fn on(day: i64) -> Self {
        Self { day, numbers: [0; WIDTH] }
    }
    fn set(&mut self, measure: Measure, number: i64) {
        self.numbers[measure.slot()] = number;
    }
    fn count(&mut self, measure: Measure, counts: bool) {
        self.set(measure, i64::from(counts));
    }
}

/// In which sums something counts, and for which of their members.
type Places = [Option<(Dim, i64)>; PLACES];
const PLACES: usize = 5;

/// What a dossier counts for, in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Competent agency.
    pub competent: UnitId,
    /// The unit that received it, once received.
    pub received_at: Option<UnitId>,
    /// The version it is pinned to.
    pub version: VersionId,
    /// On the day of receipt; none before.
    pub received: Option<Booked>,
    /// On the day it ended; none while it is open.
    pub ended: Option<Booked>,
}

impl Facts {
    /// What a dossier counts for under the version it is pinned to.
    #[must_use]
    pub fn of(dossier: &Dossier, version: &ProcedureVersion) -> Self {
        let received = received(dossier, version);
        Self {
            competent: dossier.places.competent,
            received_at: dossier.places.received_at,
            version: dossier.version,
            received,
            ended: ended(dossier),
        }
    }

    /// Where it counts: in which sums, and for which of their members.
    fn places(&self) -> Places {
        let version = i64::from(self.version.0);
        let competent = i64::from(self.competent.0);
        [
            Some((Dim::Competent, competent)),
            Some((Dim::CompetentMonth, competent)),
            self.received_at.map(|unit| (Dim::ReceivedAt, i64::from(unit.0))),
            Some((Dim::Version, version)),
            Some((Dim::Within(self.competent), version)),
        ]
    }

    fn booked(&self, axis: Axis) -> Option<&Booked> {
        match axis {
            Axis::Received => self.received.as_ref(),
            Axis::Ended => self.ended.as_ref(),
        }
    }
}

/// What is to be added to one row of sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// By what the row is kept.
    pub dim: Dim,
    /// Of whom: the number of a unit or a version.
    pub member: i64,
    /// What the day means.
    pub axis: Axis,
    /// Day number.
    pub day: i64,
    /// To be added, by slot.
    pub numbers: [i64; WIDTH],
}

/// What the sums change by when a dossier goes from one state to the next. Nothing, for most acts.
#[must_use]
pub fn changes(before: Option<&Facts>, after: Option<&Facts>) -> SmallVec<[Change; 10]> {
    let mut found = SmallVec::new();
    for axis in [Axis::Received, Axis::Ended] {
        let was = before.and_then(|facts| Some((facts.places(), facts.booked(axis)?)));
        let is = after.and_then(|facts| Some((facts.places(), facts.booked(axis)?)));
        for place in 0..PLACES {
            let at = |of: &Option<(Places, &Booked)>| {
                of.as_ref().and_then(|(places, booked)| {
                    let (dim, member) = places[place]?;
                    Some(((dim, member), Booked { day: dim.booked_on(booked.day), ..**booked }))
                })
            };
            difference(&mut found, axis, at(&was), at(&is));
        }
    }
    found
}

fn difference(
    found: &mut SmallVec<[Change; 10]>,
    axis: Axis,
    old: Option<((Dim, i64), Booked)>,
    new: Option<((Dim, i64), Booked)>,
) {
    if let (Some((was, from)), Some((is, to))) = (old, new)
        && (was, from.day) == (is, to.day)
    {
        if from.numbers != to.numbers {
            let numbers = std::array::from_fn(|slot| to.numbers[slot] - from.numbers[slot]);
            found.push(Change { dim: is.0, member: is.1, axis, day: to.day, numbers });
        }
        return;
    }
    if let Some(((dim, member), booked)) = old {
        let numbers = booked.numbers.map(|number| -number);
        found.push(Change { dim, member, axis, day: booked.day, numbers });
    }
    if let Some(((dim, member), booked)) = new {
        found.push(Change { dim, member, axis, day: booked.day, numbers: booked.numbers });
    }
}

/// Whether the applicant took it back, or asked to.
fn withdrawn(phase: &Phase) -> bool {
    matches!(phase, Phase::Stopped { ground: StopGround::Withdrawn, .. } | Phase::WithdrawalRequested { .. })
}

fn outcome(phase: &Phase) -> Option<Outcome> {
    match phase {
        Phase::Finished { outcome, .. } | Phase::Returned { outcome, .. } => Some(*outcome),
        _ => None,
    }
}

/// Whether an electronic result was issued: with its code, or as a file.
pub(crate) fn electronic(dossier: &Dossier) -> bool {
    dossier.result.as_ref().is_some_and(|result| result.electronic) || !dossier.result_files.is_empty()
}

fn received(dossier: &Dossier, version: &ProcedureVersion) -> Option<Booked> {
    let clock = dossier.clock.as_ref()?;
    let mut booked = Booked::on(i64::from(clock.received_at.date().day_number()));
    let count = |booked: &mut Booked, measure, counts| booked.count(measure, counts);
    let (provenance, channel) = (dossier.provenance, dossier.provenance.channel());
    let online = channel == Channel::Online;
    let alone = matches!(provenance, Provenance::SelfAtHome | Provenance::SelfAtKiosk);
    let full = online && version.service_level == ServiceLevel::Full;
    let (gone, e_result) = (withdrawn(&dossier.phase), electronic(dossier));
    booked.set(Measure::Received, 1);
    count(&mut booked, Measure::Counter, channel == Channel::Counter);
    count(&mut booked, Measure::Online, online);
    count(&mut booked, Measure::Post, channel == Channel::Post);
    count(&mut booked, Measure::SelfAtHome, provenance == Provenance::SelfAtHome);
    count(&mut booked, Measure::SelfAtKiosk, provenance == Provenance::SelfAtKiosk);
    count(&mut booked, Measure::Assisted, provenance == Provenance::AssistedOwnSignIn);
    count(&mut booked, Measure::Entered, provenance == Provenance::EnteredByOfficer);
    count(&mut booked, Measure::OnlineCounted, online && (e_result || version.result_name.is_empty()));
    count(&mut booked, Measure::Full, full);
    count(&mut booked, Measure::FullLived, lived(dossier));
    count(&mut booked, Measure::Elsewhere, dossier.places.received_at != Some(dossier.places.competent));
    let helped = dossier.help.is_some()
        || dossier.places.helped_at.is_some()
        || matches!(provenance, Provenance::AssistedOwnSignIn | Provenance::EnteredByOfficer);
    count(&mut booked, Measure::Helped, helped);
    count(&mut booked, Measure::Withdrawn, gone);
    count(&mut booked, Measure::WithdrawnOnline, gone && online);
    count(&mut booked, Measure::WithdrawnSelf, gone && alone);
    count(&mut booked, Measure::WithdrawnFull, gone && full);
    count(&mut booked, Measure::Supplemented, !dossier.supplements.is_empty());
    count(&mut booked, Measure::SupplementedAgain, dossier.supplements.len() > 1);
    count(&mut booked, Measure::Paused, !clock.pauses.is_empty());
    count(&mut booked, Measure::Extended, clock.extension.is_some());
    count(&mut booked, Measure::Decided, outcome(&dossier.phase).is_some());
    count(&mut booked, Measure::Returned, matches!(dossier.phase, Phase::Returned { .. }));
    count(&mut booked, Measure::EResult, e_result);
    let copied = dossier.papers.iter().all(|paper| !paper.files.is_empty());
    count(&mut booked, Measure::Digitised, copied && !dossier.papers.is_empty() && e_result);
    count(&mut booked, Measure::Reused, dossier.papers.iter().any(|paper| paper.reused));
    let asked = || dossier.payments.iter().filter(|payment| payment.amount > 0);
    count(&mut booked, Measure::Charged, asked().next().is_some());
    count(&mut booked, Measure::Paid, asked().any(|payment| payment.paid.is_some()));
    let online_means = |means| matches!(means, PaymentMeans::Transfer | PaymentMeans::NationalPortal);
    let paid_online = asked().any(|payment| payment.paid.is_some_and(|paid| online_means(paid.means)));
    count(&mut booked, Measure::PaidOnline, paid_online);
    let surely = dossier.identity.as_ref().is_some_and(|proof| proof.level == IdentityLevel::Two);
    count(&mut booked, Measure::Identified, surely);
    // A receipt corrected to before the sending waited for nothing.
    booked.set(Measure::MinutesBefore, clock.received_at.minutes_since(dossier.submitted_at).max(0));
    Some(booked)
}

/// Full service as it was lived: alone, from home, no paper anywhere, nothing paid in cash, the result taken online.
fn lived(dossier: &Dossier) -> bool {
    dossier.provenance == Provenance::SelfAtHome
        && dossier.custody == Custody::NoPaper
        && matches!(dossier.phase, Phase::Returned { method: ReturnMethod::Online, .. })
        && electronic(dossier)
        && !dossier.payments.iter().any(|one| one.paid.is_some_and(|paid| paid.means == PaymentMeans::Cash))
}

fn ended(dossier: &Dossier) -> Option<Booked> {
    let at = dossier.phase.ended_at()?;
    let mut booked = Booked::on(i64::from(at.date().day_number()));
    let Some(clock) = &dossier.clock else {
        // Never received: not accepted, or taken back before anybody looked.
        booked.count(Measure::Declined, matches!(dossier.phase, Phase::Declined { .. }));
        return Some(booked);
    };
    booked.set(Measure::Ended, 1);
    let verdict = deadline::verdict(dossier);
    booked.count(Measure::Early, verdict == Some(Verdict::Early));
    booked.count(Measure::OnTime, verdict == Some(Verdict::OnTime));
    booked.count(Measure::Late, verdict == Some(Verdict::Overdue));
    let national = deadline::national_verdict(dossier, at);
    booked.count(Measure::LateNational, national == Some(Verdict::Overdue));
    let outcome = outcome(&dossier.phase);
    booked.count(Measure::Granted, outcome == Some(Outcome::Grant));
    booked.count(Measure::Refused, outcome == Some(Outcome::Refuse));
    let gone = withdrawn(&dossier.phase);
    booked.count(Measure::WithdrawnEnd, gone);
    let stopped = matches!(dossier.phase, Phase::Stopped { .. } | Phase::Declined { .. });
    booked.count(Measure::Stopped, stopped && !gone);
    booked.count(Measure::WithoutResult, outcome.is_some() && !electronic(dossier));
    let minutes = elapsed(dossier, clock.received_at, at);
    booked.set(Measure::Minutes, minutes.iter().sum());
    let parties = [
        Measure::MinutesApplicant,
        Measure::MinutesOwn,
        Measure::MinutesOther,
        Measure::MinutesOutside,
        Measure::MinutesPause,
    ];
    for (measure, spent) in parties.into_iter().zip(minutes) {
        booked.set(measure, spent);
    }
    booked.count(Measure::WaitedOutside, !dossier.system_waits.is_empty());
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    booked.set(Measure::Steps, number(dossier.steps_done.len()));
    let behind =
        dossier.steps_done.iter().filter(|run| run.due_at.is_some_and(|due| run.ended_at > due)).count();
    booked.set(Measure::StepsBehind, number(behind));
    let below = dossier.steps_done.iter().filter(|run| run.below_floor).count();
    booked.set(Measure::StepsBelowFloor, number(below));
    if verdict == Some(Verdict::Overdue) {
        booked.set(Measure::MinutesLate, at.minutes_since(clock.due_at).max(0));
    }
    Some(booked)
}
