//! As known at: what was shown at a moment is what is told of that moment later, whatever happened since.

use crate::city::{self, POINT};
use crate::town::Town;
use motcua_calendar::{Date, Moment};
use motcua_db::testing::TestDb;
use motcua_db::{Db, Tx, on_each_database};
use motcua_domain::actor::Role;
use motcua_domain::dossier::command::{Command, PaperHanded};
use motcua_domain::dossier::{DeclineGround, Provenance};
use motcua_domain::ids::{DossierId, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_insight::{Dim, Sums};
use motcua_store::StoreError;
use motcua_store::figures::{self, Load, Past, Period};
use std::collections::BTreeMap;
use std::sync::Arc;

type Days = BTreeMap<i64, BTreeMap<i64, Sums>>;

/// Everything a page could have shown.
#[derive(Debug, PartialEq)]
struct Shown {
    members: Vec<BTreeMap<i64, Sums>>,
    days: Days,
    loads: Vec<Load>,
}

fn july() -> Period {
    Period { from: Date::new(2025, 7, 1).unwrap(), to: Date::new(2025, 7, 31).unwrap() }
}

/// Moments what lies in hand is asked at: before, between and after what falls due.
fn moments() -> Vec<Moment> {
    ["2025-07-08T12:00", "2025-07-10T08:31", "2025-07-11T00:00", "2025-07-14T09:00", "2025-07-25T17:00"]
        .map(city::at)
        .into()
}

fn now(db: &Db) -> (i64, Shown) {
    db.read(|tx| {
        let mut loads = Vec::new();
        for moment in moments() {
            loads.push(figures::load(tx, moment)?);
        }
        let members = members(|dim| figures::by_member(tx, dim, july()))?;
        let shown = Shown { members, days: tidy(figures::by_day(tx, Dim::Competent, july())?), loads };
        Ok::<_, StoreError>((figures::end(tx)?, shown))
    })
    .unwrap()
}

fn members(
    mut of: impl FnMut(Dim) -> Result<BTreeMap<i64, Sums>, StoreError>,
) -> Result<Vec<BTreeMap<i64, Sums>>, StoreError> {
    Dim::ALL
        .into_iter()
        .map(|dim| {
            let mut found = of(dim)?;
            found.retain(|_, sums| *sums != Sums::default());
            Ok(found)
        })
        .collect()
}

fn tidy(mut days: Days) -> Days {
    days.values_mut().for_each(|days| days.retain(|_, sums| *sums != Sums::default()));
    days.retain(|_, days| !days.is_empty());
    days
}

fn told(tx: &mut Tx<'_>, past: &Past) -> Result<Shown, StoreError> {
    let mut loads = Vec::new();
    for moment in moments() {
        loads.push(past.load_then(tx, moment)?);
    }
    let members = members(|dim| past.by_member(tx, dim, july()))?;
    Ok(Shown { members, days: tidy(past.by_day(tx, Dim::Competent, july())?), loads })
}

fn version_of(town: &Town) -> impl Fn(VersionId) -> Option<Arc<ProcedureVersion>> + use<> {
    let version = Arc::clone(&town.version);
    move |id| (id == version.id).then(|| Arc::clone(&version))
}

/// Without the minute of what fell due on the day of asking, which is not kept for the past.
fn coarse(mut shown: Shown) -> Shown {
    for one in shown.loads.iter_mut().flat_map(|load| &mut load.stuck) {
        one.since = Moment::parse(&format!("{}T00:00", one.since.date())).unwrap();
    }
    shown
}

on_each_database! {
    fn every_moment_is_told_as_it_was_shown(db: &TestDb) {
        let town = Town::found(db);
        db.write(move |tx| figures::rebuild(tx, &|_| None)).unwrap();
        let mut seen = vec![now(db)];
        let monday = city::at("2025-07-07T08:30");
        for n in 0..3 {
            let at = monday.plus_minutes(n * 1500);
            town.intake(db, at);
            seen.push(now(db));
            town.in_appraisal(db, at.plus_minutes(1));
            seen.push(now(db));
            let filed = DossierId(town.id());
            let submit = city::filing(Provenance::SelfAtHome, &town.version);
            town.act(db, filed, &city::applicant(), Command::Submit(submit), at.plus_minutes(2));
            seen.push(now(db));
            town.whole_course(db, at.plus_minutes(3));
            seen.push(now(db));
            let one_stop = city::first(POINT, Role::OneStop);
            let command = if n == 1 {
                Command::Decline { ground: DeclineGround::NotEligible, note: "Sai nơi".into() }
            } else {
                Command::Receive(city::receipt(POINT, PaperHanded::No))
            };
            town.act(db, filed, &one_stop, command, at.plus_minutes(9));
            seen.push(now(db));
        }
        town.assert_clean(db);
        assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(seen.last().unwrap().1.loads.iter().any(|load| !load.stuck.is_empty()), "something is late");
        let version_of = version_of(&town);
        for (position, shown) in seen {
            let told = db.read(|tx| {
                let past = Past::load(tx, position, &version_of)?;
                told(tx, &past)
            });
            assert_eq!(coarse(told.unwrap()), coarse(shown), "as known at position {position}");
        }
    }

    fn a_long_period_read_by_months_is_what_its_days_are(db: &TestDb) {
        let town = Town::found(db);
        db.write(move |tx| figures::rebuild(tx, &|_| None)).unwrap();
        let first = Date::new(2025, 7, 1).unwrap();
        // The law of the test town has no holidays; what it does at the week-end does not matter here.
        for n in 0..22 {
            town.whole_course(db, Moment::parse(&format!("{}T08:30", first.plus_days(12 + n * 6))).unwrap());
        }
        let position = db.read(figures::end).unwrap();
        let version_of = version_of(&town);
        let mut months = 0;
        db.read(|tx| {
            let past = Past::load(tx, position, &version_of)?;
            for from in (-40..170).step_by(7) {
                for len in [1, 30, 44, 45, 46, 60, 61, 62, 75, 91, 92, 100, 123, 184, 250] {
                    let period = Period { from: first.plus_days(from), to: first.plus_days(from + len - 1) };
                    let mut by_days: BTreeMap<i64, Sums> = BTreeMap::new();
                    for (member, days) in figures::by_day(tx, Dim::Competent, period)? {
                        days.values().for_each(|sums| by_days.entry(member).or_default().add(sums));
                    }
                    assert_eq!(figures::by_member(tx, Dim::Competent, period)?, by_days, "{period:?}");
                    let mut known = past.by_member(tx, Dim::Competent, period)?;
                    known.retain(|_, sums| *sums != Sums::default());
                    assert_eq!(known, by_days, "as known, {period:?}");
                    months += usize::from(!by_days.is_empty());
                }
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
        assert!(months > 300, "periods with something in them: {months}");
        town.assert_clean(db);
    }

    fn a_past_follows_what_happens_meanwhile(db: &TestDb) {
        let town = Town::found(db);
        let monday = city::at("2025-07-07T08:30");
        town.whole_course(db, monday);
        let open = town.in_appraisal(db, monday.plus_minutes(5));
        let (position, shown) = now(db);
        let version_of = version_of(&town);
        let mut past = db.read(|tx| Past::load(tx, position, &version_of)).unwrap();
        town.intake(db, monday.plus_minutes(20));
        town.act(db, open, &city::first(city::WARD, Role::Specialist), city::ask_supplement(), monday.plus_minutes(60));
        let stale = db.read(|tx| past.by_member(tx, Dim::Competent, july()));
        assert!(stale.is_err(), "another snapshot than it was brought up to is refused");
        let told = db.read(|tx| {
            past.refresh(tx, &version_of)?;
            told(tx, &past)
        });
        assert_eq!(coarse(told.unwrap()), coarse(shown));
    }

    fn a_position_is_found_by_its_time(db: &TestDb) {
        let town = Town::found(db);
        let at = |n: i64| city::at("2025-07-07T08:30").plus_minutes(n);
        let mut ends = Vec::new();
        for n in 0..20 {
            town.act(db, DossierId(town.id()), &city::applicant(),
                Command::Submit(city::filing(Provenance::SelfAtHome, &town.version)), at(n * 10));
            ends.push(db.read(figures::end).unwrap());
        }
        let position = |ms: i64| db.read(|tx| figures::position_at(tx, ms)).unwrap();
        let ms = |moment: Moment| moment.unix_seconds() * 1000 + 123;
        assert_eq!(position(ms(at(0)) - 1), 0, "before the first nothing was known");
        for (n, end) in (0..).zip(&ends) {
            assert_eq!(position(ms(at(n * 10))), *end);
            assert_eq!(position(ms(at(n * 10)) + 599_000), *end);
        }
        assert_eq!(position(i64::MAX), *ends.last().unwrap());
        assert_eq!(db.read(figures::begun_at).unwrap(), Some(ms(at(0))));
    }
}
