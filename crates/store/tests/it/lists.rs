//! Inbox, counts, search and register: scoped in SQL, paged by key, every row exactly once.

use crate::city::{self, POINT, WARD};
use crate::town::{EVERY_UNIT, Town, person};
use motcua_db::testing::TestDb;
use motcua_db::{Db, on_each_database};
use motcua_domain::actor::Role;
use motcua_domain::desk::Queue;
use motcua_domain::dossier::Provenance;
use motcua_domain::dossier::command::{Command, PaperHanded};
use motcua_domain::ids::{DossierId, FieldCode, ProcedureCode, UnitId};
use motcua_domain::procedure::Channel;
use motcua_store::people::{self, Person};
use motcua_store::queries::inbox::{self, Cursor, Query, View};
use motcua_store::queries::search::{self, Scope};
use motcua_store::queries::{counts, register};

fn query(unit: UnitId, queue: View) -> Query<'static> {
    Query {
        unit,
        queue,
        fields: None,
        officer: None,
        procedure: None,
        channel: None,
        after: None,
        limit: 200,
    }
}

/// Every row of a list, page by page, through the text of the cursor.
fn all_pages(db: &Db, mut query: Query<'_>, limit: u32) -> Vec<DossierId> {
    query.limit = limit;
    let mut ids = Vec::new();
    loop {
        let page = db.read(|tx| inbox::page(tx, &query)).unwrap();
        assert!(page.rows.len() <= limit as usize);
        ids.extend(page.rows.iter().map(|row| row.id));
        match page.next {
            Some(next) => query.after = Some(next.to_string().parse().unwrap()),
            None => return ids,
        }
    }
}

on_each_database! {
    fn pages_cover_every_row_exactly_once(db: &TestDb) {
        let town = Town::found(db);
        // Many share one due moment: the dossier's id breaks the tie.
        let ids: Vec<DossierId> =
            (0..23).map(|n| town.in_appraisal(db, city::at("2025-07-07T09:00").plus_minutes(n / 10 * 1440))).collect();
        for limit in [1, 4, 10, 22, 23, 200] {
            let view = query(WARD, View::Queue(Queue::Processing));
            assert_eq!(all_pages(db, view, limit), ids, "{limit} a page");
        }
        let procedure = ProcedureCode::from("1.001193");
        let by_procedure = Query { procedure: Some(&procedure), ..query(WARD, View::Queue(Queue::Processing)) };
        assert_eq!(all_pages(db, by_procedure, 5), ids);
        let overdue = query(WARD, View::Overdue { now: city::at("2026-01-01T00:00") });
        assert_eq!(all_pages(db, overdue, 3), ids);
        let now = city::at("2025-07-07T09:30");
        let soon = View::DueSoon { now, until: city::at("2025-07-10T17:00") };
        assert_eq!(all_pages(db, query(WARD, soon), 3), ids[..10]);
        assert_eq!(all_pages(db, query(WARD, View::Overdue { now }), 3), []);
        assert!("nonsense".parse::<Cursor>().is_err());
    }

    fn an_inbox_shows_only_what_is_asked_for(db: &TestDb) {
        let town = Town::found(db);
        let now = city::at("2025-07-07T09:00");
        let at_work = town.in_appraisal(db, now);
        let received = town.intake(db, now);
        let online = DossierId(town.id());
        let submit = city::filing(Provenance::SelfAtHome, &town.version);
        town.act(db, online, &city::applicant(), Command::Submit(submit), now);
        let list = |query: Query<'_>| all_pages(db, query, 10);
        assert_eq!(list(query(WARD, View::Queue(Queue::Processing))), [at_work]);
        assert_eq!(list(query(POINT, View::Queue(Queue::Received))), [received]);
        assert_eq!(list(query(POINT, View::Queue(Queue::AwaitingIntake))), [online]);
        assert_eq!(list(query(POINT, View::Queue(Queue::Followed))), [at_work]);
        for unit in [city::COMMUNE, city::OTHER_POINT, city::DEPARTMENT] {
            for queue in Queue::ALL {
                assert_eq!(list(query(unit, View::Queue(queue))), [], "{unit} {queue:?}");
            }
        }
        let work = query(WARD, View::Queue(Queue::Processing));
        let (own, other): ([FieldCode; 1], [FieldCode; 2]) = ([city::FIELD.into()], ["dat-dai".into(), "xay-dung".into()]);
        assert_eq!(list(Query { fields: Some(&own), ..work.clone() }), [at_work]);
        assert_eq!(list(Query { fields: Some(&other), ..work.clone() }), []);
        assert_eq!(list(Query { fields: Some(&[]), ..work.clone() }), []);
        let specialist = city::id_of(&city::first(WARD, Role::Specialist));
        assert_eq!(list(Query { officer: Some(specialist), ..work.clone() }), [at_work]);
        assert_eq!(list(Query { officer: Some(motcua_domain::ids::OfficerId(1)), ..work.clone() }), []);
        assert_eq!(list(Query { channel: Some(Channel::Counter), ..work.clone() }), [at_work]);
        assert_eq!(list(Query { channel: Some(Channel::Online), ..work.clone() }), []);
        let elsewhere = ProcedureCode::from("2.000635");
        assert_eq!(list(Query { procedure: Some(&elsewhere), ..work.clone() }), []);
        let page = db.read(|tx| inbox::page(tx, &work)).unwrap();
        let row = &page.rows[0];
        assert_eq!(row.owner_name.as_deref(), Some("Nguyễn Thị Mai"));
        assert_eq!(row.code.as_deref(), Some("H26.P21-250707-0001"));
        assert_eq!((row.status, row.revision, row.running, row.holder), (4, 4, true, WARD));
        assert_eq!((row.role, row.officer, row.due_at), (Role::Specialist, Some(specialist), Some(row.sort_at)));
        let many: Vec<FieldCode> = (0..17).map(|n| FieldCode(format!("f{n}"))).collect();
        assert!(db.read(|tx| inbox::page(tx, &Query { fields: Some(&many), ..work.clone() })).is_err());
    }

    fn counts_follow_the_lists(db: &TestDb) {
        let town = Town::found(db);
        town.busy(db);
        for unit in EVERY_UNIT {
            let counted = db.read(|tx| counts::of_unit(tx, unit)).unwrap();
            for queue in Queue::ALL {
                let listed = all_pages(db, query(unit, View::Queue(queue)), 50).len() as i64;
                let n = counted.iter().find(|(at, _)| *at == queue).map_or(0, |(_, n)| *n);
                assert_eq!(n, listed, "{unit} {queue:?}");
            }
        }
        let late = city::at("2025-08-01T09:00");
        let overdue = |cap| db.read(|tx| counts::overdue(tx, WARD, late, cap)).unwrap();
        assert_eq!(overdue(100), counts::Bounded { count: 4, capped: false });
        assert_eq!(overdue(3), counts::Bounded { count: 3, capped: true });
        let (now, until) = (city::at("2025-07-07T08:00"), city::at("2025-07-31T09:00"));
        assert_eq!(db.read(|tx| counts::due_soon(tx, WARD, now, until, 100)).unwrap().count, 4);
    }

    fn search_finds_by_code_number_and_name_within_scope(db: &TestDb) {
        let town = Town::found(db);
        let owner = person(1);
        let known = Person { personal_id: Some("999200000001".into()), ..Person::named(owner, "Trần Đức Hoà") };
        db.write(move |tx| people::insert(tx, &known, 0)).unwrap();
        let id = DossierId(town.id());
        let mut submit = city::filing(Provenance::Counter, &town.version);
        submit.owner = owner;
        let intake = Command::Intake { submit, receive: city::receipt(POINT, PaperHanded::Yes) };
        town.act(db, id, &city::first(POINT, Role::OneStop), intake, city::at("2025-07-07T09:00"));
        town.intake(db, city::at("2025-07-07T09:05"));
        let find = |text: &str, scope: Scope<'_>| -> Vec<DossierId> {
            db.read(|tx| search::find(tx, text, scope, 20)).unwrap().into_iter().map(|hit| hit.id).collect()
        };
        let (inside, outside) = (Scope::Units(&[city::DEPARTMENT, WARD]), Scope::Units(&[city::DEPARTMENT]));
        for text in ["H26.P21-250707-0001", "h26.p21-250707-0001", "999200000001", "tran duc", "Trần Đức Hòa", "hoa tran"] {
            assert_eq!(find(text, Scope::City), [id], "{text}");
            assert_eq!(find(text, inside), [id], "{text}");
            assert_eq!(find(text, outside), [], "{text}");
        }
        assert_eq!(find("H26.P21-2507", inside).len(), 2);
        assert_eq!(find("H26.P21-2507", outside), []);
        for text in ["", "  ", "duc", "99920000000", "H26.P22-1", "%", "tran_duc hoa khac"] {
            let expected: &[DossierId] = &[];
            assert_eq!(find(text, Scope::City), expected, "{text}");
        }
        assert_eq!(find("tran duc", Scope::Units(&[])), []);
        let procedure = ProcedureCode::from("1.001193");
        let open = db.read(|tx| search::open_dossier_of(tx, &owner, &procedure)).unwrap().unwrap();
        assert_eq!((open.id, open.submitted_on.as_str()), (id, "2025-07-07"));
        assert_eq!(db.read(|tx| search::open_dossier_of(tx, &person(2), &procedure)), Ok(None));
    }

    fn the_register_lists_receipts_in_order(db: &TestDb) {
        let town = Town::found(db);
        let monday = city::at("2025-07-07T08:30");
        let ids: Vec<DossierId> = (0..7).map(|n| town.intake(db, monday.plus_minutes(n / 3 * 1440))).collect();
        let read = |from, to, limit| {
            let mut query = register::Query { received_unit: POINT, from, to, after: None, limit };
            let mut found = Vec::new();
            loop {
                let page = db.read(|tx| register::page(tx, &query)).unwrap();
                found.extend(page.rows.iter().map(|row| row.dossier.id));
                match page.next {
                    Some(next) => query.after = Some(next.to_string().parse().unwrap()),
                    None => return found,
                }
            }
        };
        let friday = city::at("2025-07-11T17:00");
        for limit in [1, 2, 7, 50] {
            assert_eq!(read(monday, friday, limit), ids, "{limit} a page");
        }
        assert_eq!(read(monday, monday, 2), ids[..3]);
        assert_eq!(read(monday.plus_minutes(1), friday, 2), ids[3..]);
        let elsewhere = register::Query { received_unit: WARD, from: monday, to: friday, after: None, limit: 10 };
        assert_eq!(db.read(|tx| register::page(tx, &elsewhere)).unwrap().rows, []);
    }
}
