//! The night of 1 July 2025: districts end, wards merge and split, competences pass on, and every open dossier goes on.

use crate::old_city::{BUILDING, BY_WARD, LAND, OldCity, TRADE, seed};
use motcua_app::Error;
use motcua_app::reorganise::{Extent, Outlook, Reorganised};
use motcua_app::visibility::may_see;
use motcua_calendar::{Date, Lang, Moment};
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::actor::Role;
use motcua_domain::dossier::acts::{Act, allowed};
use motcua_domain::dossier::{Clock, Dossier};
use motcua_domain::ids::{DossierId, UnitId};
use motcua_domain::refusal::Refusal;
use motcua_domain::reorganisation::Plan;
use motcua_domain::unit::PlaceHit;
use std::collections::{BTreeMap, BTreeSet};

const NIGHT: &str = include_str!("../data/night.toml");

fn night() -> Plan {
    motcua_city::plan(NIGHT).unwrap()
}

const EAST: UnitId = UnitId(401);
const WEST: UnitId = UnitId(402);

/// June: dossiers of every procedure, carried on for a while and left wherever they are.
fn june(city: &mut OldCity) {
    let wards = [201, 202, 203, 301, 302].map(UnitId);
    let officers = city.officers();
    for round in 0..150 {
        if round % 6 == 0 {
            city.later(20);
        }
        let ward = city.dice.of(&wards);
        let code = city.dice.of(&[BY_WARD, BY_WARD, LAND, TRADE, BUILDING, BUILDING]);
        let address = city.dice.of(&["Số 1, tổ dân phố 5", "Số 2, tổ dân phố 51", "Số 3, tổ dân phố 1"]);
        let mut dossier = city.files(&officers, code, ward, address).unwrap();
        for _ in 0..city.dice.roll(26) {
            city.later(1);
            match city.act(&dossier, &officers, 1) {
                Some(next) => dossier = next,
                None => break,
            }
        }
    }
}

/// What somebody could do with a dossier.
fn workable(city: &OldCity, d: &Dossier, officers: &[std::sync::Arc<motcua_domain::actor::Actor>]) -> bool {
    let world = city.app.world();
    let version = world.version(d.version).unwrap();
    officers.iter().any(|who| !allowed(d, who, version).is_empty())
}

/// That the night finds work of every kind.
fn assert_every_kind(dossiers: &[Dossier]) {
    let statuses: BTreeSet<u8> = dossiers.iter().map(|d| d.phase.national_status()).collect();
    assert_eq!(statuses, (1..=10).collect(), "every phase");
    let some = |what: &str, test: &dyn Fn(&Dossier) -> bool| {
        assert!(dossiers.iter().any(|d| !d.phase.is_closed() && test(d)), "no open dossier {what}");
    };
    some("is paused", &|d| d.clock.as_ref().is_some_and(Clock::is_paused));
    some("is on its way", &|d| d.transfer.is_some());
    some("waits for an opinion", &|d| d.open_consultations().next().is_some());
    some("has its result and paper at a unit", &|d| d.result.is_some() && d.custody.unit().is_some());
    some("waits for a correction", &|d| d.correction.is_some());
}

fn carried_on(city: &OldCity, moved: u64, to: Extent) -> Reorganised {
    let outcome = city.app.reorganise(&night(), NIGHT, to).unwrap();
    assert_eq!(outcome, Reorganised::Begun { moved });
    city.clean();
    outcome
}

fn codes(outlook: &Outlook) -> Vec<&'static str> {
    outlook.findings.iter().map(|finding| finding.code).collect()
}

on_each_database! {
    fn no_dossier_is_lost_and_no_clock_changes(db: &TestDb) {
        let mut city = OldCity::over(db);
        june(&mut city);
        city.at("2025-06-30T22:00");
        let before = city.dossiers();
        assert_every_kind(&before);
        city.clean();
        let officers = city.officers();
        let could: BTreeMap<DossierId, bool> =
            before.iter().map(|d| (d.id, workable(&city, d, &officers))).collect();
        let secrets: BTreeMap<DossierId, String> =
            before.iter().map(|d| (d.id, city.app.tracking_secret(&d.id))).collect();

        // The evening before: looked at, not carried out.
        let outlook = city.app.reorganisation_outlook(&night()).unwrap();
        assert_eq!(codes(&outlook), [""; 0], "{:?}", outlook.findings);
        let open = before.iter().filter(|d| !d.phase.is_closed()).count() as u64;
        assert_eq!(outlook.open, open);
        assert_eq!(outlook.moves.iter().map(|line| line.dossiers).sum::<u64>(), outlook.passing);
        let refused = city.app.reorganise(&night(), NIGHT, Extent::Whole).unwrap();
        assert!(matches!(&refused, Reorganised::Refused(f) if f[0].code == "too-early"), "{refused:?}");
        assert_eq!(city.dossiers(), before);

        // The night: stopped again and again, clean each time, and gone on with.
        city.at("2025-07-01T00:10");
        carried_on(&city, 0, Extent::Dossiers(0));
        carried_on(&city, 1, Extent::Dossiers(1));
        carried_on(&city, 20, Extent::Dossiers(20));
        let other = Plan { basis: "Nghị quyết khác".into(), ..night() };
        let refused = city.app.reorganise(&other, NIGHT, Extent::Whole).unwrap();
        assert!(matches!(&refused, Reorganised::Refused(f) if f[0].code == "plan-differs"), "{refused:?}");
        let left = city.app.reorganisation_outlook(&night()).unwrap();
        assert_eq!((codes(&left), left.passing), (vec![], outlook.passing - 21));
        let outcome = city.app.reorganise(&night(), NIGHT, Extent::Whole).unwrap();
        assert_eq!(outcome, Reorganised::Done { moved: outlook.passing - 21 });
        city.clean();
        assert_eq!(city.app.reorganise(&night(), NIGHT, Extent::Whole).unwrap(), Reorganised::Done { moved: 0 });

        // The morning after.
        let (after, world) = (city.dossiers(), city.app.world());
        assert_eq!(after.len(), before.len(), "none is lost");
        let on = night().effective_on;
        let officers = city.officers();
        for (was, is) in before.iter().zip(&after) {
            assert_eq!((was.id, &was.code, &was.phase), (is.id, &is.code, &is.phase));
            let ledger = |d: &Dossier| serde_json::to_string(&d.clock).unwrap();
            assert_eq!(ledger(was), ledger(is), "the clock of {:?}", was.code);
            assert_eq!((&was.steps_done, &was.step), (&is.steps_done, &is.step));
            assert_eq!(city.app.tracking_secret(&is.id), secrets[&is.id]);
            assert!(may_see(&city.applicant(is.owner), is, &world));
            if was.phase.is_closed() {
                assert_eq!(was, is, "what is closed stays as it is");
                continue;
            }
            for unit in is.stands_at(world.version(is.version).unwrap()) {
                assert!(world.units.get(unit).is_some_and(|unit| unit.life.stands(on)), "{unit} of {:?}", is.code);
            }
            assert_eq!(workable(&city, is, &officers), could[&is.id], "{:?} {:?}", is.code, is.phase);
        }
        passed_by_the_plan(&before, &after);
        what_was_is_found(&city, &before);
        goes_on(&mut city, after);
        // The old data loaded again brings nothing back.
        city.app.seed(seed()).unwrap();
        let world = city.app.world();
        assert!(world.units.get(UnitId(20)).is_some_and(|unit| unit.life.has_ended(on)));
        assert_eq!(world.units.get(UnitId(302)).map(|unit| unit.short_name.clone()), Some("Xã Đồng Xanh".into()));
        city.clean();
    }

    fn a_promise_goes_on_by_the_calendar_that_gave_it(db: &TestDb) {
        let mut city = OldCity::over(db);
        let officers = city.officers();
        city.at("2025-06-30T09:00");
        let filed = (0..40).map(|_| city.files(&officers, BY_WARD, UnitId(201), "Số 1").unwrap());
        let filed = filed.into_iter().find(|d| d.clock.is_some()).unwrap();
        let due = |d: &Dossier| d.clock.as_ref().unwrap().due_at.to_string()[..16].to_owned();
        // Fifteen working days from 1 July, without the ward's own day, Thursday 10 July.
        assert_eq!(due(&filed), "2025-07-22T17:00");
        city.at("2025-07-01T00:10");
        city.app.reorganise(&night(), NIGHT, Extent::Whole).unwrap();
        let officers = city.officers();
        let passed = city.dossiers().into_iter().find(|d| d.id == filed.id).unwrap();
        assert_eq!((passed.places.competent, passed.calendar_unit()), (EAST, UnitId(201)));
        assert_eq!(due(&passed), "2025-07-22T17:00");

        city.at("2025-07-01T10:00");
        let mut d = passed;
        for act in [Act::HandOver, Act::AcceptHandOver, Act::RequestSupplement] {
            d = city.does(&d, &officers, act);
        }
        city.at("2025-07-03T10:00");
        d = city.does(&d, &officers, Act::Supplement);
        assert_eq!(due(&d), "2025-07-24T17:00", "two working days waited, by the calendar that promised");
        // What is received afterwards goes by the successor's calendar.
        let later = (0..40).map(|_| city.files(&officers, BY_WARD, EAST, "Số 1").unwrap());
        let later = later.into_iter().find(|d| d.clock.is_some()).unwrap();
        assert_eq!((later.calendar_unit(), due(&later)), (EAST, "2025-07-24T17:00".to_owned()));
        city.clean();
    }

    fn a_commune_passes_competence_up_and_keeps_its_area(db: &TestDb) {
        let mut city = OldCity::over(db);
        let officers = city.officers();
        let (stays, department) = (UnitId(302), UnitId(10));
        for _ in 0..12 {
            city.files(&officers, BY_WARD, stays, "Số 1").unwrap();
            city.files(&officers, BUILDING, stays, "Số 1").unwrap();
        }
        for mut d in city.dossiers() {
            for _ in 0..3 {
                city.later(3);
                d = city.act(&d, &officers, 0).unwrap_or(d);
            }
        }
        let before = city.dossiers();
        let key = |unit| city.app.world().units.get(unit).unwrap().key.clone();
        let text = format!(
            "key = \"len-so\"\neffective_on = \"2025-07-01\"\nbasis = \"Quyết định thử\"\n\
             [[transfer]]\nunit = \"{}\"\nrule = [{{ procedures = [\"{BY_WARD}\"], to = \"{}\" }}]\n",
            key(stays),
            key(department)
        );
        let plan = motcua_city::plan(&text).unwrap();
        city.at("2025-07-01T00:10");
        let outlook = city.app.reorganisation_outlook(&plan).unwrap();
        assert_eq!(codes(&outlook), [""; 0], "{:?}", outlook.findings);
        let done = city.app.reorganise(&plan, &text, Extent::Whole).unwrap();
        assert_eq!(done, Reorganised::Done { moved: outlook.passing });
        assert!(outlook.passing >= 6, "{outlook:?}");
        assert_eq!(city.app.reorganise(&plan, &text, Extent::Whole).unwrap(), Reorganised::Done { moved: 0 });
        city.clean();
        city.at("2025-07-02T09:00");
        let officers = city.officers();
        for (was, mut is) in before.iter().zip(city.dossiers()) {
            assert_eq!(was.places.commune, is.places.commune, "the matter lies where it lay");
            if was.phase.is_closed() || was.procedure.as_str() != BY_WARD {
                assert_eq!(*was, is, "what does not pass stays as it is");
                continue;
            }
            assert_eq!(is.places.competent, department);
            assert_eq!(was.places.return_at, is.places.return_at);
            for _ in 0..60 {
                city.later(3);
                is = city.act(&is, &officers, 0).unwrap_or(is);
            }
            assert!(is.phase.is_closed() || is.open_consultations().next().is_some(), "{:?}", is.phase);
        }
        city.clean();
    }

    fn another_node_takes_up_the_new_units(db: &TestDb) {
        let city = OldCity::over(db);
        let other = OldCity::over(db);
        for one in [&city, &other] {
            one.at("2025-07-01T00:10");
        }
        city.app.reorganise(&night(), NIGHT, Extent::Whole).unwrap();
        assert!(other.app.world().units.get(EAST).is_none());
        crate::house::run(async {
            assert!(other.app.refresh_world().await.unwrap());
        });
        assert!(other.app.world().units.get(EAST).is_some());
    }

    fn a_unit_without_the_people_is_refused(db: &TestDb) {
        let mut city = OldCity::over(db);
        let officers = city.officers();
        city.files(&officers, BY_WARD, UnitId(201), "Số 1").unwrap();
        let mut plan = night();
        plan.end.iter_mut().for_each(|ending| ending.officers = motcua_domain::reorganisation::Officers::End);
        plan.officer.clear();
        city.at("2025-07-01T00:10");
        let before = city.dossiers();
        let outcome = city.app.reorganise(&plan, NIGHT, Extent::Whole).unwrap();
        let Reorganised::Refused(findings) = outcome else { panic!("{outcome:?}") };
        assert!(findings.iter().all(|finding| finding.code == "staff-missing"), "{findings:?}");
        let said = findings.iter().map(|finding| finding.message(Lang::Vi)).collect::<Vec<_>>().join("\n");
        assert!(said.contains("phường Sông Đông chưa có chuyên viên"), "{said}");
        assert_eq!(city.dossiers(), before);
        assert!(city.app.world().units.get(EAST).is_none(), "nothing was written");
    }
}

/// Who decides now, by procedure, commune and neighbourhood.
fn passed_by_the_plan(before: &[Dossier], after: &[Dossier]) {
    let mut seen = BTreeSet::new();
    for (was, is) in before.iter().zip(after).filter(|(was, _)| !was.phase.is_closed()) {
        let commune = is.places.commune.unwrap();
        match was.places.commune.unwrap().0 {
            201 | 202 => assert_eq!(commune, EAST),
            203 => assert!([EAST, WEST].contains(&commune)),
            301 => assert_eq!(commune, WEST),
            _ => assert_eq!(commune, UnitId(302)),
        }
        seen.insert((was.places.commune, commune));
        let expected = match was.procedure.as_str() {
            BY_WARD | TRADE => commune,
            _ => UnitId(10),
        };
        assert_eq!(is.places.competent, expected, "{}", was.procedure);
    }
    let split = |to| seen.contains(&(Some(UnitId(203)), to));
    assert!(split(EAST) && split(WEST), "the split ward went both ways");
}

/// Old names, old dossiers and old counts are found through the successor.
fn what_was_is_found(city: &OldCity, before: &[Dossier]) {
    let (world, on) = (city.app.world(), night().effective_on);
    let notes = |words: &str| -> Vec<(UnitId, Option<(String, Date)>)> {
        let hits = world.places.find(&world.units, words, on, 5);
        let each = |hit: PlaceHit<'_>| -> Vec<_> {
            let note = hit.until.map(|until| (hit.name.to_owned(), until));
            hit.now.iter().map(|(unit, _)| (unit.id, note.clone())).collect()
        };
        hits.into_iter().flat_map(each).collect()
    };
    let note = |name: &str| Some((name.to_owned(), Date::parse("2025-06-30").unwrap()));
    assert!(notes("phuong ben cu").contains(&(EAST, note("Ủy ban nhân dân phường Bến Cũ"))));
    assert!(
        notes("xã đồng xa").contains(&(UnitId(302), None))
            || notes("dong xa").iter().any(|(unit, _)| *unit == UnitId(302))
    );
    let head = city
        .officers()
        .into_iter()
        .find(|who| who.duties().iter().any(|duty| duty.unit == EAST && duty.role == Role::UnitHead));
    let head = head.unwrap();
    let closed = before.iter().filter(|d| d.phase.is_closed() && d.places.competent == UnitId(201));
    assert!(closed.clone().count() > 0);
    assert!(
        closed.into_iter().all(|d| may_see(&head, d, &world)),
        "the successor sees what its predecessor closed"
    );
    let year = (Moment::parse("2025-01-01T00:00").unwrap(), Moment::parse("2026-01-01T00:00").unwrap());
    let at = |unit: UnitId| {
        let units = world.units.clone();
        let counts =
            city.app.db().read(move |tx| motcua_store::units::received_with_history(tx, &units, unit, year));
        counts.unwrap().iter().map(|count| count.received).sum::<u64>()
    };
    // In the book of the commune that stayed: its own, and what the district's counter had received for it and is open.
    let own = before.iter().filter(|d| d.places.received_at == Some(UnitId(312)));
    let from_district = before.iter().filter(|d| {
        let for_it = (d.places.received_at, d.places.commune) == (Some(UnitId(31)), Some(UnitId(302)));
        for_it && !d.phase.is_closed()
    });
    assert_eq!(at(UnitId(312)), (own.count() + from_district.count()) as u64);
    let of_predecessors =
        before.iter().filter(|d| matches!(d.places.received_at, Some(UnitId(211 | 212)))).count();
    assert!(at(UnitId(411)) >= of_predecessors as u64);
}

/// New dossiers are filed at the new units and refused at the old; those in hand are carried to their end.
fn goes_on(city: &mut OldCity, after: Vec<Dossier>) {
    city.at("2025-07-02T09:00");
    let officers = city.officers();
    assert_eq!(city.files(&officers, BY_WARD, EAST, "Số 1").unwrap().places.competent, EAST);
    let ended = Refusal::UnitEnded { unit: UnitId(201), successor: EAST };
    let refusal = city.files_at(&officers, BY_WARD, (UnitId(201), UnitId(411)), "Số 1").map(|d| d.places);
    assert_eq!(refusal, Err(Error::Refused(ended)));
    // The version still names the district: its main successor decides.
    assert_eq!(city.files(&officers, TRADE, WEST, "Số 1").unwrap().places.competent, WEST);
    let mut building = city.files(&officers, BUILDING, EAST, "Số 1").unwrap();
    assert_eq!(building.places.competent, UnitId(11), "a version names a department that stays");
    for _ in 0..40 {
        city.later(3);
        building = city.act(&building, &officers, 0).unwrap_or(building);
    }
    assert!(building.result.is_some(), "{:?}", building.phase);
    let mut closed = 0;
    for mut dossier in after.into_iter().filter(|d| !d.phase.is_closed()) {
        for _ in 0..60 {
            city.later(3);
            match city.act(&dossier, &officers, 0) {
                Some(next) => dossier = next,
                None => break,
            }
        }
        closed += usize::from(dossier.phase.is_closed() || dossier.open_consultations().next().is_some());
        assert!(
            dossier.phase.is_closed() || dossier.open_consultations().next().is_some(),
            "{:?} stays {:?} at {:?} with {:?}",
            dossier.code,
            dossier.phase,
            dossier.holder,
            dossier.transfer,
        );
    }
    assert!(closed > 20);
}
