//! Measures the checks over a catalogue of 2,500 procedures of four versions, and a dry run over 100,000 past dossiers.
//!
//! `cargo run --release -p motcua-procedure --example lint_speed`

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a measurement looks at a clock")]
#![allow(clippy::expect_used, reason = "the compiled-in city reads")]

use motcua_calendar::{Moment, Term, WorkCalendar};
use motcua_city::City;
use motcua_domain::actor::{Duty, Role};
use motcua_domain::ids::{DossierId, FieldCode, UnitId, VersionId};
use motcua_domain::procedure::{Channel, ProcedureVersion};
use motcua_domain::unit::UnitIndex;
use motcua_procedure::dry_run::{Ground, PastDossier, PastPlaces, dry_run};
use motcua_procedure::lint::{self, Staffing};
use motcua_procedure::{Field, Surroundings};
use std::collections::BTreeMap;
use std::time::Instant;

const PROCEDURES: usize = 2_500;
const VERSIONS: usize = 4;
const DOSSIERS: u32 = 100_000;

fn main() {
    let city = motcua_city::hanoi().expect("the compiled-in city");
    let mut duties: BTreeMap<(UnitId, Role), Vec<&Duty>> = BTreeMap::new();
    for duty in city.officers.iter().flat_map(|officer| &officer.duties) {
        duties.entry((duty.unit, duty.role)).or_default().push(duty);
    }
    let staffed = |unit: UnitId, role: Role, field: &FieldCode| {
        duties.get(&(unit, role)).is_some_and(|list| list.iter().any(|duty| duty.covers(field)))
    };
    checks(&city, &staffed);
    past(&city, &staffed);
}

type Staffed<'a> = &'a dyn Fn(UnitId, Role, &FieldCode) -> bool;

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn checks(city: &City, staffed: Staffed<'_>) {
    let catalogue: Vec<Vec<ProcedureVersion>> = (0..PROCEDURES)
        .map(|at| {
            let made = |no: usize| {
                let mut version = city.procedures[at % city.procedures.len()].clone();
                version.id = VersionId((at * VERSIONS + no) as u32);
                version.valid_from = version.valid_from.plus_days(400 * no as i32);
                version.valid_to = None;
                version
            };
            (0..VERSIONS).map(made).collect()
        })
        .collect();
    let units = UnitIndex::new(city.units.iter().cloned());
    let fields: Vec<Field> = city
        .fields
        .iter()
        .map(|field| Field {
            key: field.key.clone(),
            name: field.name.clone(),
            name_en: field.name_en.clone(),
        })
        .collect();
    let run = |mut staffing: Option<Staffing>| {
        let begun = Instant::now();
        let mut found = 0;
        for versions in &catalogue {
            for version in versions {
                let others: Vec<&ProcedureVersion> =
                    versions.iter().filter(|other| other.id != version.id).collect();
                let around = Surroundings {
                    units: &units,
                    staffed,
                    fields: &fields,
                    dictionary: &[],
                    others: &others,
                    base: None,
                    substitutions: lint::substitutions(),
                };
                found += match &mut staffing {
                    Some(staffing) => lint::check_with(version, &around, staffing).len(),
                    None => lint::check(version, &around).len(),
                };
            }
        }
        (begun.elapsed(), found)
    };
    let (together, found) = run(Some(Staffing::default()));
    let (alone, _) = run(None);
    println!(
        "checks of {} versions: {together:?} in a row, {alone:?} one by one; {found} findings",
        PROCEDURES * VERSIONS
    );
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn past(city: &City, staffed: Staffed<'_>) {
    let calendar: WorkCalendar = city.calendar.compile(None).expect("a calendar");
    let of = |_: UnitId| Some(&calendar);
    let mut version =
        city.procedures.iter().find(|version| version.code.as_str() == "1.013831").expect("land").clone();
    version.rule.term = Term::WorkingDays(5);
    let unit = |key: &str| city.units.iter().find(|unit| unit.key == key).expect("a unit").id;
    let places = PastPlaces {
        received_at: unit("diem-00004"),
        competent: unit("vp-dkdd"),
        commune: Some(unit("00004")),
        return_at: unit("diem-00004"),
    };
    let first = Moment::parse("2026-01-05T08:30").expect("a moment");
    let dossiers = (0..DOSSIERS).map(|number| {
        let received_at = first.plus_minutes(i64::from(number) * 3);
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        PastDossier {
            id: DossierId::from_bytes(id),
            received_at,
            channel: Channel::ALL[number as usize % 3],
            case: None,
            finding: None,
            outcome: None,
            pauses: Vec::new(),
            extension: None,
            due_at: received_at.plus_minutes(14 * 24 * 60),
            ended_at: Some(received_at.plus_minutes(i64::from(number % 14 + 1) * 24 * 60)),
            places,
        }
    });
    let begun = Instant::now();
    let run = dry_run(&version, &Ground { calendar: &of, staffed }, dossiers);
    println!("dry run over {DOSSIERS} dossiers: {:?}", begun.elapsed());
    println!("{}", run.summary(motcua_calendar::Lang::En));
}
