//! As known at: what was shown at a moment is what is told of that moment later, whatever happened since.

use crate::city::{self, POINT, WARD};
use crate::town::Town;
use motcua_calendar::{Date, Moment};
use motcua_db::testing::TestDb;
use motcua_db::{Db, Tx, on_each_database};
use motcua_domain::actor::Role;
use motcua_domain::dossier::command::{Command, PaperHanded};
use motcua_domain::dossier::{DeclineGround, Dossier, Provenance};
use motcua_domain::ids::{DossierId, UnitId, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::rating::Face;
use motcua_insight::{Axis, Dim, Sums};
use motcua_store::StoreError;
use motcua_store::figures::{self, InHand, Load, Past, Period};
use motcua_store::queries::behind::{self, Cursor, Listed, Slice};
use motcua_store::ratings::{self, Rating};
use std::collections::BTreeMap;
use std::sync::Arc;

type Days = BTreeMap<i64, BTreeMap<i64, Sums>>;

/// Everything a page could have shown.
#[derive(Debug, PartialEq)]
struct Shown {
    members: Vec<BTreeMap<i64, Sums>>,
    days: Days,
    loads: Vec<Load>,
    lists: Vec<Vec<(Cursor, Dossier)>>,
    by_version: Vec<BTreeMap<VersionId, InHand>>,
}

/// Every list of every unit.
fn lists() -> Vec<(UnitId, Listed)> {
    let (from, to) = (city::at("2025-07-01T00:00"), city::at("2025-08-01T00:00"));
    let counted = [Axis::Received, Axis::Ended].map(|axis| Listed::Counted { axis, from, to });
    let due = moments().into_iter().chain([city::at("2030-01-01T00:00")]).map(Listed::DueBefore);
    let all: Vec<Listed> = counted.into_iter().chain(due).collect();
    [POINT, WARD].into_iter().flat_map(|unit| all.iter().map(move |list| (unit, *list))).collect()
}

/// A list, read in slices.
fn whole(
    mut slice: impl FnMut(Option<Cursor>) -> Result<Slice, StoreError>,
) -> Result<Vec<(Cursor, Dossier)>, StoreError> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let next = slice(after)?;
        rows.extend(next.rows);
        after = next.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
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
        let mut all = Vec::new();
        for (unit, list) in lists() {
            all.push(whole(|after| behind::page(tx, unit, list, after, 500, None))?);
        }
        let mut by_version = Vec::new();
        for moment in moments() {
            by_version.push(figures::by_version(tx, WARD, moment)?);
        }
        let days = tidy(figures::by_day(tx, Dim::Competent, july())?);
        let shown = Shown { members, days, loads, lists: all, by_version };
        Ok::<_, StoreError>((figures::end(tx)?, shown))
    })
    .unwrap()
}

fn members(
    mut of: impl FnMut(Dim) -> Result<BTreeMap<i64, Sums>, StoreError>,
) -> Result<Vec<BTreeMap<i64, Sums>>, StoreError> {
    Dim::ALL
        .into_iter()
        .chain([Dim::Within(POINT), Dim::Within(WARD)])
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
    let mut all = Vec::new();
    for (no, (unit, list)) in lists().into_iter().enumerate() {
        // Slices that end in the middle, and whole ones.
        let limit = if no % 2 == 0 { 2 } else { 500 };
        all.push(whole(|after| past.page(tx, unit, list, after, limit))?);
    }
    let mut by_version = Vec::new();
    for moment in moments() {
        by_version.push(past.by_version(tx, WARD, moment)?);
    }
    let days = tidy(past.by_day(tx, Dim::Competent, july())?);
    Ok(Shown { members, days, loads, lists: all, by_version })
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
        let full = lists().into_iter().enumerate().filter(|(no, _)| seen.iter().any(|one| !one.1.lists[*no].is_empty()));
        assert!(full.count() > 8, "the lists are put to the test");
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

    fn a_list_longer_than_what_is_folded_at_once_goes_on(db: &TestDb) {
        let town = Town::found(db);
        let monday = city::at("2025-07-07T08:30");
        let counter = city::first(POINT, Role::OneStop);
        let ids: Vec<DossierId> = (0..130).map(|n| town.intake(db, monday.plus_minutes(n % 7))).collect();
        let (position, shown) = now(db);
        for (n, id) in ids.iter().enumerate().filter(|(n, _)| n % 11 != 3) {
            town.act(db, *id, &counter, city::hand_over(), monday.plus_minutes(20 + i64::try_from(n).unwrap()));
        }
        town.intake(db, monday.plus_minutes(3));
        let version_of = version_of(&town);
        let told = db.read(|tx| {
            let past = Past::load(tx, position, &version_of)?;
            told(tx, &past)
        });
        assert!(shown.lists.iter().any(|list| list.len() == 130), "all of them in one list");
        assert_eq!(coarse(told.unwrap()), coarse(shown));
    }

    fn ratings_of_a_running_month_are_told_in_groups_and_stay_as_told(db: &TestDb) {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        let at = |text: &str| city::at(text).unix_seconds() * 1000;
        let rate = |n: u8, unit, face, when: &str| {
            let (month, when) = (when[..7].to_owned(), at(when));
            let rating = Rating { token: [n; 32], month, unit, procedure: "1.001193".into(), face };
            assert!(db.write(move |tx| ratings::add(tx, &rating, when)).unwrap());
        };
        let told = |when: &str| db.read(|tx| ratings::told(tx, july(), at(when))).unwrap();
        for n in 0..4 {
            rate(n, WARD, Face::Good, "2025-07-07T09:00");
        }
        assert_eq!(told("2025-07-07T09:30"), BTreeMap::new(), "four tell whose they are");
        rate(4, WARD, Face::VeryBad, "2025-07-07T10:00");
        let five = BTreeMap::from([(WARD, [1, 0, 0, 4, 0])]);
        assert_eq!(told("2025-07-07T10:00"), five);
        for n in 5..10 {
            rate(n, WARD, Face::VeryGood, "2025-07-31T23:59");
        }
        rate(10, POINT, Face::Good, "2025-07-31T23:59");
        rate(11, WARD, Face::Bad, "2025-08-01T08:00");
        assert_eq!(told("2025-07-07T09:59"), BTreeMap::new(), "as it was shown");
        assert_eq!(told("2025-07-31T23:58"), five, "as it was shown");
        assert_eq!(told("2025-07-31T23:59"), BTreeMap::from([(WARD, [1, 0, 0, 4, 5])]));
        let over = BTreeMap::from([(POINT, [0, 0, 0, 1, 0]), (WARD, [1, 0, 0, 4, 5])]);
        assert_eq!(told("2025-08-01T00:00"), over, "all of them once the month is over");
        for sql in ["update rating_told set n5 = 9", "delete from rating_told"] {
            assert!(db.write(move |tx| tx.batch(sql)).is_err(), "{sql}");
        }
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
