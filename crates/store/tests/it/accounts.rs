//! Accounts, sessions, guards, and the city saved and read back.

use crate::city::{self, WARD};
use crate::town::person;
use motcua_calendar::Date;
use motcua_db::testing::TestDb;
use motcua_db::{Error, on_each_database};
use motcua_domain::actor::{Duty, FieldScope, Role};
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::unit::Unit;
use motcua_store::accounts::{self, Guard, Session};
use motcua_store::people::{self, Person};
use motcua_store::{StoreError, access, city as saved};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn duties() -> Vec<Duty> {
    vec![
        Duty { unit: WARD, role: Role::Clerk, scope: FieldScope::All },
        Duty { unit: WARD, role: Role::Specialist, scope: FieldScope::Only("ho-tich".into()) },
    ]
}

on_each_database! {
    fn a_city_is_saved_once_and_read_back(db: &TestDb) {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        let units: Vec<Unit> = city::units().iter().cloned().collect();
        let versions = vec![city::simple(), city::long()];
        let save = |units: Vec<Unit>, versions| {
            db.exclusive(|tx| Ok::<_, StoreError>((saved::save_units(tx, &units)?, saved::save_versions(tx, versions)?)))
        };
        assert_eq!(save(units.clone(), &versions), Ok((units.len() as u64, 2)));
        assert_eq!(save(units.clone(), &versions), Ok((0, 0)));
        assert_eq!(db.read(saved::load_units), Ok(units.clone()));
        assert_eq!(db.read(saved::load_versions), Ok(versions.clone()));
        let mut moved = units;
        moved[0].address = Some("1 Đinh Tiên Hoàng".into());
        moved[1].parent = None;
        assert_eq!(save(moved.clone(), &versions), Ok((2, 0)));
        assert_eq!(db.read(saved::load_units), Ok(moved.clone()));
        let mut changed = versions.clone();
        changed[1].fees.clear();
        let refused = save(moved, &changed);
        assert_eq!(refused, Err(StoreError::Published { version: changed[1].id }));
        assert_eq!(db.read(saved::load_versions), Ok(versions));
    }

    fn officers_keep_their_password_and_their_duties(db: &TestDb) {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        let id = OfficerId(7);
        let save = |name: &'static str, hash: &'static str| {
            db.write(move |tx| saved::save_officer(tx, id, "hoankiem.vanthu", name, Some(hash), &duties())).unwrap()
        };
        assert_eq!(save("Lê Thị Lan", "one"), 3);
        assert_eq!(save("Lê Thị Lan", "two"), 0);
        assert_eq!(save("Lê Thị Lan Anh", "three"), 1);
        let officer = db.read(|tx| accounts::officer_by_username(tx, "hoankiem.vanthu")).unwrap().unwrap();
        assert_eq!((officer.name.as_str(), officer.password_hash.as_deref()), ("Lê Thị Lan Anh", Some("one")));
        db.write(move |tx| accounts::set_password_hash(tx, id, "new")).unwrap();
        let officer = db.read(|tx| accounts::officer_by_id(tx, id)).unwrap().unwrap();
        assert_eq!(officer.password_hash.as_deref(), Some("new"));
        assert_eq!(db.read(|tx| accounts::duties_of(tx, id, day("2025-07-07"))), Ok(duties()));
        assert_eq!(db.read(|tx| accounts::officers_at(tx, WARD, day("2025-07-07"))).unwrap().len(), 2);
        assert_eq!(db.read(|tx| accounts::officers_at(tx, UnitId(999), day("2025-07-07"))), Ok(vec![]));
        assert_eq!(db.read(|tx| saved::officers(tx, day("2025-07-07"))), Ok(vec![(officer, duties())]));
        let taken = db.write(|tx| saved::save_officer(tx, OfficerId(8), "hoankiem.vanthu", "x", None, &[]));
        assert_eq!(taken.unwrap_err().db(), Some(&Error::conflict("officer_username_key")));
        let later = vec![Duty { unit: WARD, role: Role::UnitHead, scope: FieldScope::All }];
        db.write(move |tx| saved::save_duties(tx, id, &later, day("2025-08-01"))).unwrap();
        assert_eq!(db.read(|tx| accounts::duties_of(tx, id, day("2025-07-31"))).unwrap().len(), 2);
        assert_eq!(db.read(|tx| accounts::duties_of(tx, id, day("2025-08-01"))).unwrap().len(), 3);
        db.write(move |tx| accounts::set_active(tx, id, accounts::Activity::Closed)).unwrap();
        assert_eq!(db.read(|tx| accounts::officers_at(tx, WARD, day("2025-08-01"))), Ok(vec![]));
    }

    fn sessions_begin_move_and_end(db: &TestDb) {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        let session = Session {
            token_hash: [3; 32], officer: OfficerId(7), unit: WARD, csrf: "c".into(),
            created_at: 100, seen_at: 100, expires_at: 200,
        };
        let row = session.clone();
        db.write(move |tx| accounts::session_insert(tx, &row)).unwrap();
        assert_eq!(db.read(|tx| accounts::session_find(tx, &[3; 32])), Ok(Some(session.clone())));
        assert_eq!(db.read(|tx| accounts::session_find(tx, &[4; 32])), Ok(None));
        db.write(|tx| accounts::session_touch(tx, &[3; 32], 150, 250)).unwrap();
        db.write(|tx| accounts::session_set_unit(tx, &[3; 32], UnitId(21))).unwrap();
        let moved = Session { seen_at: 150, expires_at: 250, unit: UnitId(21), ..session };
        assert_eq!(db.read(|tx| accounts::session_find(tx, &[3; 32])), Ok(Some(moved)));
        assert_eq!(db.write(|tx| accounts::session_delete_expired(tx, 249)), Ok(0));
        assert_eq!(db.write(|tx| accounts::session_delete_expired(tx, 250)), Ok(1));
        assert_eq!(db.read(|tx| accounts::session_find(tx, &[3; 32])), Ok(None));
        db.write(|tx| accounts::api_token_insert(tx, &[5; 32], OfficerId(7), "replay", 100, 200)).unwrap();
        let token = db.read(|tx| accounts::api_token_find(tx, &[5; 32])).unwrap().unwrap();
        assert_eq!((token.officer, token.label.as_str(), token.expires_at), (OfficerId(7), "replay", 200));
        db.write(|tx| accounts::api_token_delete(tx, &[5; 32])).unwrap();
        assert_eq!(db.read(|tx| accounts::api_token_find(tx, &[5; 32])), Ok(None));
    }

    fn wrong_tries_lock_and_a_right_one_forgets(db: &TestDb) {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        let fail = |now| db.write(move |tx| accounts::guard_fail(tx, "lan", now, 3, 600)).unwrap();
        assert_eq!(db.read(|tx| accounts::guard_read(tx, "lan")), Ok(Guard::default()));
        assert_eq!(fail(10), Guard { failures: 1, locked_until: 0 });
        assert_eq!(fail(11), Guard { failures: 2, locked_until: 0 });
        assert_eq!(fail(12), Guard { failures: 0, locked_until: 612 });
        assert_eq!(db.read(|tx| accounts::guard_read(tx, "lan")).unwrap().locked_until, 612);
        assert_eq!(db.read(|tx| accounts::guard_read(tx, "other")), Ok(Guard::default()));
        db.write(|tx| accounts::guard_reset(tx, "lan")).unwrap();
        assert_eq!(db.read(|tx| accounts::guard_read(tx, "lan")), Ok(Guard::default()));
        let code = |now| db.write(move |tx| accounts::tracking_fail(tx, "H26-1", now, 2, 60)).unwrap();
        assert_eq!((code(1).failures, code(2).locked_until), (1, 62));
        assert_eq!(db.read(|tx| accounts::tracking_read(tx, "H26-1")).unwrap().locked_until, 62);
        db.write(|tx| accounts::tracking_reset(tx, "H26-1")).unwrap();
        assert_eq!(db.read(|tx| accounts::tracking_read(tx, "H26-1")), Ok(Guard::default()));
    }

    fn people_are_found_by_number_the_newest_first(db: &TestDb) {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        let number = |n, name| Person { personal_id: Some("999200000001".into()), ..Person::named(person(n), name) };
        let (old, new) = (number(1, "Phạm Văn An"), number(2, "Phạm Văn Ân"));
        let rows = [old.clone(), new.clone()];
        db.write(move |tx| people::insert(tx, &rows[0], 1).and_then(|()| people::insert(tx, &rows[1], 2))).unwrap();
        assert_eq!(db.read(|tx| people::by_personal_id(tx, "999200000001")), Ok(Some(new)));
        let moved = Person { phone: Some("0900000000".into()), commune: Some(WARD), ..old };
        let row = moved.clone();
        db.write(move |tx| people::update_contact(tx, &row)).unwrap();
        assert_eq!(db.read(|tx| people::get(tx, &moved.id)), Ok(Some(moved.clone())));
        assert_eq!(db.read(|tx| people::by_personal_id(tx, "1")), Ok(None));
        db.write(|tx| access::note(tx, city::at("2025-07-07T09:00"), OfficerId(7), None, "search")).unwrap();
    }
}
