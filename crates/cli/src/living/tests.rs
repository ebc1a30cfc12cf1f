//! A small city that lives through a day and a half of a clock that stands where the test puts it.

use super::*;
use crate::replay::{self, Progress};
use motcua_app::clock::FixedClock;
use motcua_app::ids::SystemIds;
use motcua_db::testing::TestDb;
use motcua_db::{Db, on_each_database};
use motcua_domain::ids::OfficerId;
use motcua_store::meta::Purpose;
use motcua_store::{access, journal};
use std::collections::{BTreeMap, BTreeSet};

/// A Monday afternoon.
const NOW: &str = "2026-11-16T14:00:00+07:00";

struct House {
    app: Arc<App>,
    city: City,
    clock: Arc<FixedClock>,
}

impl House {
    /// Hanoi with some dossiers of the week before.
    fn filled(db: &TestDb, dossiers: u64) -> Self {
        let now = Moment::parse(NOW).expect("a moment");
        let clock = Arc::new(FixedClock::at(now.unix_seconds() * 1000));
        let ids = Arc::new(SystemIds::default());
        let app =
            App::open(Db::clone(db), Purpose::Demonstration, clock.clone(), ids).expect("an application");
        let city = motcua_city::hanoi().expect("the city compiled in");
        crate::seed::into(&app, city.clone()).expect("the city is seeded");
        let summary = replay::work(&app, &city, &Plan::up_to(now, 7, dossiers, SEED), Progress::Silent);
        assert_eq!(summary.expect("the week before").unexpected_refusals, 0);
        begins_after(&app, dossiers).expect("the next number");
        Self { app, city, clock }
    }

    /// So many steps, each after some seconds.
    fn lives(&self, living: &mut Living<'_>, steps: u32, seconds: i64) -> BTreeMap<&'static str, u32> {
        let mut outcomes = BTreeMap::new();
        let (staff, world, plan) = (Staff::new(&self.city), self.app.world(), plan_of(self.app.now().date()));
        let planner = Planner::new(&plan, &self.city, &world, &staff).expect("a plan");
        for _ in 0..steps {
            self.clock.set(self.app.now_ms() + seconds * 1000);
            let name = match living.step(&planner, &world).expect("a step") {
                Step::Done => "done",
                Step::Nothing => "nothing",
                Step::Refused => "refused",
                Step::Busy => "busy",
            };
            *outcomes.entry(name).or_default() += 1;
        }
        outcomes
    }

    fn journal(&self) -> Vec<journal::Entry> {
        self.app.db().read(|tx| journal::page(tx, 0, 1_000_000)).expect("the journal")
    }

    fn is_clean(&self) {
        let report = crate::verify::check(&self.app, 1).expect("a verification");
        assert!(report.is_clean(), "{:?}", report.findings);
    }
}

/// The pace of a city that names one.
fn pace(city: &City) -> LivingPace {
    city.simulation.living.expect("Hanoi lives")
}

on_each_database! {
    fn a_city_lives_lawfully_and_goes_on_after_a_restart(db: &TestDb) {
        let house = House::filled(db, 150);
        let pace = pace(&house.city);
        let before = house.journal().len();
        let mut living = Living::new(&house.app, &house.city, pace, 1);
        let outcomes = house.lives(&mut living, 180, 55);
        let first = living.counts;
        assert!(first.filed > 20 && first.acts > 20, "{first:?} {outcomes:?}");
        house.is_clean();

        // The night: officers are at home, and what people file by themselves waits.
        let evening = Moment::parse("2026-11-16T20:00:00+07:00").expect("a moment");
        house.clock.set(evening.unix_seconds() * 1000);
        let at_evening = house.journal().len();
        house.lives(&mut living, 120, 3);
        let by_night: Vec<_> = house.journal().split_off(at_evening);
        assert!(by_night.iter().all(|event| event.actor.starts_with("a:")), "{by_night:?}");

        // Another process on the next morning knows nothing but the database.
        drop(living);
        let morning = Moment::parse("2026-11-17T08:05:00+07:00").expect("a moment");
        house.clock.set(morning.unix_seconds() * 1000);
        let mut living = Living::new(&house.app, &house.city, pace, 2);
        let at_morning = house.journal().len();
        house.lives(&mut living, 320, 60);
        let second = living.counts;
        assert!(second.acts > 150, "{second:?}");
        assert!(second.rated > 0, "somebody who has the result says how it was: {second:?}");
        let all = house.journal();
        let old: BTreeSet<_> = all[..at_morning].iter().map(|event| event.dossier).collect();
        let day = &all[at_morning..];
        assert!(day.iter().filter(|event| old.contains(&event.dossier)).count() > 100, "it goes on with what there was");
        let kinds: BTreeSet<&str> = day.iter().map(|event| event.kind.as_str()).collect();
        for kind in ["submitted", "received", "handed_over", "hand_over_accepted", "proposed", "approved", "issued", "delivered"] {
            assert!(kinds.contains(kind), "{kind} is missing from {kinds:?}");
        }
        let units: BTreeSet<_> = all[before..].iter().filter(|e| e.kind == "submitted").map(|e| e.dossier).collect();
        assert_eq!(units.len() as u64, first.filed + second.filed + by_night.iter().filter(|e| e.kind == "submitted").count() as u64);
        let refused = first.refused + second.refused;
        assert!(refused * 50 <= first.acts + second.acts, "the planner knows the law: {first:?} {second:?}");
        house.is_clean();
    }

    fn what_somebody_opened_or_acted_on_is_left_alone(db: &TestDb) {
        let house = House::filled(db, 60);
        let pace = pace(&house.city);
        let open: BTreeSet<DossierId> = {
            let mut living = Living::new(&house.app, &house.city, pace, 1);
            let world = house.app.world();
            while living.unread.as_ref().is_none_or(|units| !units.is_empty()) {
                living.read_desks(&world, 0).expect("the desks");
            }
            std::iter::from_fn(|| living.agenda.pop_due(i64::MAX)).collect()
        };
        assert!(open.len() > 10, "{open:?}");
        let (opened, listed): (Vec<_>, Vec<_>) = open.iter().copied().enumerate().partition(|(at, _)| at % 2 == 0);
        let looks: Vec<(DossierId, &'static str)> = opened.iter().map(|(_, id)| (*id, "dossier"))
            .chain(listed.iter().map(|(_, id)| (*id, "register"))).collect();
        let now = house.app.now();
        house.app.db().write(move |tx| {
            looks.iter().try_for_each(|(id, purpose)| access::note(tx, now, OfficerId(1), Some(id), purpose))
        }).expect("looks are noted");
        let before = house.journal().len();
        let mut living = Living::new(&house.app, &house.city, pace, 3);
        house.lives(&mut living, 60, 2);
        let morning = Moment::parse("2026-11-17T08:05:00+07:00").expect("a moment");
        house.clock.set(morning.unix_seconds() * 1000);
        house.lives(&mut living, 240, 100);
        let touched: BTreeSet<_> = house.journal()[before..].iter().map(|event| event.dossier).collect();
        assert!(opened.iter().all(|(_, id)| !touched.contains(id)), "none that was opened is touched");
        assert!(listed.iter().any(|(_, id)| touched.contains(id)), "standing in a list is not being opened");
        assert!(living.counts.left_alone >= opened.len() as u64 / 2, "{:?}", living.counts);
    }
}

#[test]
fn a_demonstration_is_opened_by_day() {
    let db = TestDb::sqlite();
    let house = House::filled(&db, 5);
    let world = house.app.world();
    let at = |text: &str| Moment::parse(text).expect("a moment");
    let opens = |text: &str| next_open_hour(&world, at(text)).expect("there are counters");
    assert_eq!(opens("2026-11-16T09:00:00+07:00"), None, "a Monday morning");
    for (closed, by_day) in [
        ("2026-11-16T16:30:00+07:00", "2026-11-17T08:30:00+07:00"),
        ("2026-11-16T18:40:00+07:00", "2026-11-17T08:30:00+07:00"),
        ("2026-11-16T12:10:00+07:00", "2026-11-16T13:30:00+07:00"),
        ("2026-11-15T10:00:00+07:00", "2026-11-16T08:30:00+07:00"),
    ] {
        assert_eq!(opens(closed), Some(at(by_day)), "{closed}");
    }
}

#[test]
fn a_working_database_does_not_live_by_itself() {
    let db = TestDb::sqlite();
    let clock = Arc::new(FixedClock::at(Moment::parse(NOW).expect("a moment").unix_seconds() * 1000));
    let app =
        App::open(Db::clone(&db), Purpose::Working, clock, Arc::new(SystemIds::default())).expect("it opens");
    let city = motcua_city::hanoi().expect("the city compiled in");
    assert!(start(app.clone(), city).is_err());
    assert!(crate::open::put_forward(&app, 1).is_err());
}
