//! What a unit shows in a span of days, beside the other units.

use super::Mark;
use super::filing::{Around, Sign, Signal, suspects};
use super::settings::{Detectors, UnitLimits};
use super::work::Worked;
use motcua_calendar::{Date, Moment};
use motcua_domain::ids::{DossierId, UnitId};
use std::collections::BTreeMap;

/// What was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Detector {
    /// Filings by the applicant alone that many signs say somebody else sent.
    Proxies,
    /// Filings that came in the last days before the end of the period.
    Burst,
    /// Forms filled in within seconds.
    Quick,
    /// Many accounts in one browser.
    Accounts,
    /// The applicant's contact or address is that of an office.
    OfficeHome,
    /// Steps of judgement closed as soon as they were begun.
    StepsAtOnce,
    /// The clock stopped just before the promise.
    PauseBeforeDue,
    /// Refused just before it was due.
    RefusalBeforeDue,
    /// Granted without a result that can be taken electronically.
    NoResultFile,
    /// Waits for systems outside of which nobody said that they were over.
    WaitsForgotten,
}

impl Detector {
    /// All of them, in the order they are shown.
    pub const ALL: [Detector; 10] = [
        Detector::Proxies,
        Detector::Accounts,
        Detector::Burst,
        Detector::Quick,
        Detector::OfficeHome,
        Detector::StepsAtOnce,
        Detector::PauseBeforeDue,
        Detector::RefusalBeforeDue,
        Detector::NoResultFile,
        Detector::WaitsForgotten,
    ];

    /// Stable key.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Detector::Proxies => "proxies",
            Detector::Burst => "burst",
            Detector::Quick => "quick",
            Detector::Accounts => "accounts",
            Detector::OfficeHome => "office-home",
            Detector::StepsAtOnce => "steps-at-once",
            Detector::PauseBeforeDue => "pause-before-due",
            Detector::RefusalBeforeDue => "refusal-before-due",
            Detector::NoResultFile => "no-result-file",
            Detector::WaitsForgotten => "waits-forgotten",
        }
    }

    /// Back from the key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

/// Days looked at; the last one is the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// Those meant.
    pub count: i64,
    /// All.
    pub of: i64,
}

impl Part {
    fn add(&mut self, counts: bool) {
        self.count += i64::from(counts);
        self.of += 1;
    }
    fn without(self, other: Part) -> Part {
        Part { count: self.count - other.count, of: self.of - other.of }
    }
    /// Hundredths of a percent, for a page; none of nothing.
    #[must_use]
    pub fn share(self) -> Option<i64> {
        (self.of > 0).then(|| self.count * 10_000 / self.of)
    }
    /// Whether it stands out from its peers. With no peer to compare with, its own share decides.
    fn stands_out(self, peers: Part, limits: &UnitLimits) -> bool {
        self.count >= limits.cases_min
            && self.count * 100 >= limits.percent_min * self.of
            && i128::from(self.count) * i128::from(peers.of.max(1)) * 100
                >= i128::from(limits.times_percent) * i128::from(peers.count) * i128::from(self.of)
    }
}

/// Something for a person to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked for.
    pub detector: Detector,
    /// Where.
    pub unit: UnitId,
    /// When.
    pub span: Span,
    /// The browser, of [`Detector::Accounts`].
    pub device: Option<Mark>,
    /// What was counted here. Of [`Detector::Accounts`]: accounts, of so many filings.
    pub here: Part,
    /// The same at all other units together. Of [`Detector::Accounts`]: accounts, of so many other browsers.
    pub peers: Part,
    /// The dossiers behind it.
    pub dossiers: Vec<DossierId>,
}

impl Finding {
    /// Names it, for as long as the same is found: what is judged is this.
    #[must_use]
    pub fn key(&self) -> String {
        let (Span { from, to }, unit) = (self.span, self.unit);
        let device =
            self.device.map(|mark| mark[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        let key = format!("{}:{unit}:{from}:{to}", self.detector.key());
        device.map_or_else(|| key.clone(), |device| format!("{key}:{device}"))
    }
}

/// Counts of one detector, by unit, with the dossiers behind them.
#[derive(Default)]
struct Counted(BTreeMap<UnitId, (Part, Vec<DossierId>)>);

impl Counted {
    fn add(&mut self, unit: UnitId, dossier: DossierId, counts: bool) {
        let (part, dossiers) = self.0.entry(unit).or_default();
        part.add(counts);
        if counts {
            dossiers.push(dossier);
        }
    }

    fn findings(self, detector: Detector, span: Span, limits: &UnitLimits, found: &mut Vec<Finding>) {
        let mut all = Part::default();
        for (part, _) in self.0.values() {
            (all.count, all.of) = (all.count + part.count, all.of + part.of);
        }
        for (unit, (here, dossiers)) in self.0 {
            let peers = all.without(here);
            if here.stands_out(peers, limits) {
                found.push(Finding { detector, unit, span, device: None, here, peers, dossiers });
            }
        }
    }
}

/// Looks for everything in a span: `signals` and `worked` are those of its days, of all units, so that each can be held against
/// the others.
#[must_use]
pub fn find(span: Span, signals: &[Signal], worked: &[Worked], set: &Detectors) -> Vec<Finding> {
    let mut found = Vec::new();
    let limits = &set.unit;
    let late = i64::from(span.to.day_number() - limits.burst_days);
    let (mut proxies, mut burst) = (Counted::default(), Counted::default());
    let (mut quick, mut office) = (Counted::default(), Counted::default());
    let flagged = suspects(signals, set);
    let mut flagged = flagged.iter().peekable();
    let around = Around::of(signals);
    for signal in signals {
        let (unit, dossier) = (signal.unit, signal.dossier);
        let suspect = flagged.next_if(|suspect| std::ptr::eq(suspect.signal, signal));
        proxies.add(unit, dossier, suspect.is_some());
        let day = Moment::from_unix_seconds(signal.sent_at).date().day_number();
        burst.add(unit, dossier, i64::from(day) > late);
        let is_quick = |(sign, _): &(Sign, i64)| matches!(sign, Sign::Quick(..));
        if signal.took.is_some() {
            quick.add(unit, dossier, around.signs(signal, set).iter().any(is_quick));
        }
        office.add(unit, dossier, signal.office_contact);
    }
    proxies.findings(Detector::Proxies, span, limits, &mut found);
    accounts(span, &around, set, &mut found);
    burst.findings(Detector::Burst, span, limits, &mut found);
    quick.findings(Detector::Quick, span, limits, &mut found);
    office.findings(Detector::OfficeHome, span, limits, &mut found);
    let (mut at_once, mut pauses) = (Counted::default(), Counted::default());
    let (mut refusals, mut files) = (Counted::default(), Counted::default());
    let mut waits = Counted::default();
    for one in worked {
        if one.steps > 0 {
            at_once.add(one.unit, one.dossier, one.at_once > 0);
        }
        if one.promised {
            pauses.add(one.unit, one.dossier, one.paused_before_due);
        }
        if one.decided {
            refusals.add(one.unit, one.dossier, one.refused_before_due);
            files.add(one.unit, one.dossier, one.without_file);
        }
        if one.waited {
            waits.add(one.unit, one.dossier, one.wait_forgotten);
        }
    }
    at_once.findings(Detector::StepsAtOnce, span, limits, &mut found);
    pauses.findings(Detector::PauseBeforeDue, span, limits, &mut found);
    refusals.findings(Detector::RefusalBeforeDue, span, limits, &mut found);
    files.findings(Detector::NoResultFile, span, limits, &mut found);
    waits.findings(Detector::WaitsForgotten, span, limits, &mut found);
    found
}

/// Browsers in which many accounts filed, one finding each, at the unit most of the filings count for.
fn accounts(span: Span, around: &Around<'_>, set: &Detectors, found: &mut Vec<Finding>) {
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut all = Part::default();
    for (_, device) in around.devices() {
        (all.count, all.of) = (all.count + number(device.accounts.len()), all.of + 1);
    }
    for (mark, device) in around.devices() {
        let accounts = number(device.accounts.len());
        if accounts < set.filing.accounts_min {
            continue;
        }
        let mut by_unit: BTreeMap<UnitId, usize> = BTreeMap::new();
        for filing in &device.filings {
            *by_unit.entry(filing.unit).or_default() += 1;
        }
        let Some((unit, _)) = by_unit.into_iter().max_by_key(|(_, count)| *count) else { continue };
        found.push(Finding {
            detector: Detector::Accounts,
            unit,
            span,
            device: Some(*mark),
            here: Part { count: accounts, of: number(device.filings.len()) },
            peers: Part { count: all.count - accounts, of: all.of - 1 },
            dossiers: device.filings.iter().map(|filing| filing.dossier).collect(),
        });
    }
}
