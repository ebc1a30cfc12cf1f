//! Officers who file in people's names are found, and families, libraries and fast typists are left alone.

use super::city::{Happened, Truth, UNITS, month, office_make, office_network, open};
use motcua_domain::ids::{DossierId, UnitId};
use motcua_insight::detect::{Detector, Detectors, Mark, Nearness, Signal, Span, find, suspects};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What the thresholds were looked at with, and what they are judged by.
const TUNED_ON: [u64; 12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const HELD_BACK: [u64; 8] = [7_919, 1_618_033, 20_260_901, 3_571, 424_242, 9_001, 1_729, 87_654_321];
/// About four hundred for each unit in the month.
const FILINGS: usize = 15_000;

fn thresholds() -> Detectors {
    Detectors::read(include_str!("../../../../data/hanoi/detectors.toml"))
        .expect("the thresholds of the first city")
}

fn mark(kind: u8, number: u64) -> Mark {
    let mut mark = [kind; 16];
    mark[8..].copy_from_slice(&number.to_le_bytes());
    mark
}

/// 1 July 2025, 00:00 in Hanoi.
const MIDNIGHT: i64 = 1_751_302_800;

/// What a server sees of what happened.
fn seen(no: usize, one: &Happened) -> Signal {
    let near = if one.desk_open {
        Nearness::Browser
    } else if (0..UNITS).any(|unit| one.network == office_network(unit)) {
        let desks = (0..UNITS).find(|unit| one.network == office_network(*unit)).expect("just found");
        if one.make == office_make(desks) { Nearness::Make } else { Nearness::Network }
    } else {
        Nearness::Apart
    };
    Signal {
        dossier: DossierId(Uuid::from_u128(no as u128 + 1)),
        unit: UnitId(one.unit),
        procedure: format!("1.{:06}", one.procedure).as_str().into(),
        account: mark(3, one.person),
        sent_at: MIDNIGHT + one.sent,
        in_hours: open(one.sent) || open(one.sent - 3_600),
        took: Some(one.sent - one.began),
        device: Some(mark(1, one.browser)),
        near,
        contact: Some(mark(2, one.phone)),
        office_contact: one.office_phone,
        taken_after: Some((one.received - one.sent) / 60),
    }
}

#[derive(Default, Clone, Copy)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }
    fn recall(self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }
}

/// Judges one month; adds to the tally by who really typed.
fn judge(seed: u64, set: &Detectors, tally: &mut BTreeMap<Truth, (u32, u32)>) -> Score {
    let happened = month(seed, FILINGS, 0.2);
    let signals: Vec<Signal> = happened.iter().enumerate().map(|(no, one)| seen(no, one)).collect();
    let flagged: std::collections::BTreeSet<DossierId> =
        suspects(&signals, set).iter().map(|suspect| suspect.signal.dossier).collect();
    let mut score = Score::default();
    for (one, signal) in happened.iter().zip(&signals) {
        let found = flagged.contains(&signal.dossier);
        let (hits, all) = tally.entry(one.truth).or_default();
        (*hits, *all) = (*hits + u32::from(found), *all + 1);
        match (found, one.truth.is_proxy()) {
            (true, true) => score.right += 1,
            (true, false) => score.wrong += 1,
            (false, true) => score.missed += 1,
            (false, false) => {}
        }
    }
    score
}

fn table(name: &str, seeds: &[u64], set: &Detectors) -> Vec<Score> {
    let mut tally = BTreeMap::new();
    let scores: Vec<Score> = seeds.iter().map(|seed| judge(*seed, set, &mut tally)).collect();
    for (seed, score) in seeds.iter().zip(&scores) {
        println!(
            "{name} {seed}: precision {:.1} %, recall {:.1} %",
            score.precision() * 100.0,
            score.recall() * 100.0
        );
    }
    for (truth, (hits, all)) in tally {
        println!(
            "{name} {truth:?}: {hits} of {all} pointed at ({:.1} %)",
            f64::from(hits) * 100.0 / f64::from(all)
        );
    }
    scores
}

#[test]
fn proxies_of_a_made_city_are_found_and_honest_people_are_left_alone() {
    let set = thresholds();
    table("tuned on", &TUNED_ON, &set);
    for score in table("held back", &HELD_BACK, &set) {
        assert!(score.precision() >= 0.95, "precision {:.3}", score.precision());
        assert!(score.recall() >= 0.85, "recall {:.3}", score.recall());
    }
}

/// In a city where nobody files for others, hardly anybody is pointed at, and no unit.
#[test]
fn an_honest_city_is_left_alone() {
    let set = thresholds();
    for seed in HELD_BACK {
        let happened = month(seed, FILINGS, 0.0);
        let signals: Vec<Signal> = happened.iter().enumerate().map(|(no, one)| seen(no, one)).collect();
        let flagged = suspects(&signals, &set).len();
        println!("honest {seed}: {flagged} of {} pointed at", signals.len());
        assert!(flagged * 100 <= 2 * signals.len(), "{flagged} of {}", signals.len());
        let span = Span { from: "2025-07-01".parse().unwrap(), to: "2025-07-31".parse().unwrap() };
        let bursts = find(span, &signals, &[], &set);
        let bursts = bursts.iter().filter(|finding| finding.detector == Detector::Burst).count();
        assert_eq!(bursts, 0, "an end of month that is busy everywhere is nobody's burst");
    }
}
