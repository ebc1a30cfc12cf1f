//! What is well-formed but cannot be right: looked for across the files of a city.

mod people;
mod procedures;
mod units;

use crate::City;
use motcua_calendar::CalendarSource;
use std::collections::BTreeSet;
use std::fmt;

/// Something about the data that must be put right, in a sentence for whoever keeps the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about: a unit's key, a procedure's code, a sign-in name, a file.
    pub about: String,
    /// What is wrong.
    pub wrong: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.about, self.wrong)
    }
}

/// Findings so far.
#[derive(Default)]
struct Report(Vec<Finding>);

impl Report {
    /// Notes that something about `about` must hold and does not.
    fn expect(&mut self, holds: bool, about: impl fmt::Display, wrong: impl fmt::Display) {
        if !holds {
            self.0.push(Finding { about: about.to_string(), wrong: wrong.to_string() });
        }
    }
}

/// Everything wrong with a city; empty when nothing is.
pub fn check(city: &City) -> Vec<Finding> {
    let mut report = Report::default();
    units::check(city, &mut report);
    calendar(&city.calendar, city, &mut report);
    fields(city, &mut report);
    procedures::check(city, &mut report);
    people::check(city, &mut report);
    simulation(city, &mut report);
    report.0
}

fn calendar(source: &CalendarSource, city: &City, report: &mut Report) {
    let known = |code: &str| city.units.iter().any(|unit| unit.key == code);
    for variation in &source.units {
        report.expect(known(&variation.code), "calendar", format!("no unit has the key {}", variation.code));
        let compiled = source.compile(Some(&variation.code));
        report.expect(
            compiled.is_ok(),
            "calendar",
            format!("the hours of {} contradict themselves", variation.code),
        );
    }
    match source.compile(None) {
        Err(error) => report.expect(false, "calendar", error),
        Ok(calendar) => {
            let first = city.procedures.iter().map(|version| version.valid_from).min();
            let covered = first.is_none_or(|date| calendar.covers(date));
            report.expect(covered, "calendar", "does not reach back to the first procedure version");
        }
    }
}

fn fields(city: &City, report: &mut Report) {
    let mut keys = BTreeSet::new();
    for field in &city.fields {
        report.expect(keys.insert(&field.key), &field.key, "field stands twice");
        report.expect(!field.name.is_empty() && !field.name_en.is_empty(), &field.key, "field lacks a name");
        let used = city.procedures.iter().any(|version| version.field == field.key);
        report.expect(used, &field.key, "no procedure is of this field");
    }
}

fn simulation(city: &City, report: &mut Report) {
    let facts = &city.simulation;
    let mix = facts.channels;
    let sums_to_one = (mix.counter + mix.online + mix.post - 1.0).abs() < 1e-9;
    report.expect(sums_to_one, "simulation", "the channels do not sum to 1");
    let out = facts.outcomes;
    let rates = [
        out.late,
        out.in_progress,
        out.supplement,
        out.refused,
        out.withdrawn,
        out.declined,
        out.consulted,
        out.extended,
        out.corrected,
        mix.counter,
        mix.online,
        mix.post,
    ];
    report.expect(
        rates.iter().all(|rate| (0.0..=1.0).contains(rate)),
        "simulation",
        "a share is not within 0 and 1",
    );
    if let Some(living) = &facts.living {
        let paced = living.acts_per_second > 0.0 && living.acts_per_second <= 100.0;
        report.expect(paced, "simulation", "a city lives at more than 0 and at most 100 acts a second");
        let shares = [living.new_dossiers, living.rated];
        let shared = shares.iter().all(|rate| (0.0..=1.0).contains(rate));
        report.expect(shared, "simulation", "a share of the living city is not within 0 and 1");
        let faces = living.faces.iter().any(|weight| *weight > 0);
        report.expect(faces, "simulation", "the faces of the living city all weigh nothing");
    }
    if let Some(disguised) = &facts.disguised {
        let some = disguised.communes <= 126 && (0.0..=1.0).contains(&disguised.share);
        report.expect(some, "simulation", "more is disguised than there is");
    }
    report.expect(!facts.volumes.is_empty(), "simulation", "no volume is given");
    let mut keys = BTreeSet::new();
    for volume in &facts.volumes {
        report.expect(keys.insert(&volume.key), &volume.key, "volume stands twice");
        let lasts = volume.from <= volume.to && volume.working_days > 0 && volume.dossiers > 0;
        report.expect(lasts, &volume.key, "volume over no time, or of nothing");
    }
    for entry in &facts.procedure_weights {
        let known = city.procedures.iter().any(|version| version.code == entry.code);
        report.expect(known, &entry.code, "is weighed in the simulation but not a procedure");
    }
    let weigh = |weights: &[u32]| weights.iter().any(|weight| *weight > 0);
    let hours = weigh(&facts.hours_counter) && weigh(&facts.hours_online);
    let days = weigh(&facts.weekdays_counter) && weigh(&facts.weekdays_online);
    report.expect(hours && days, "simulation", "hours or weekdays all weigh nothing");
}
