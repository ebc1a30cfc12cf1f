//! What a person sees and says of their own data, on both engines.

use crate::city::{self, WARD};
use crate::town::{Town, person};
use motcua_calendar::Moment;
use motcua_db::testing::TestDb;
use motcua_db::{Error, on_each_database};
use motcua_domain::actor::Role;
use motcua_domain::ids::{DossierId, OfficerId, PersonId, RequestId};
use motcua_domain::rating::{Face, Reason};
use motcua_store::access::{self, Look, Reader};
use motcua_store::queries::mine;
use motcua_store::ratings::{self, Rating};
use motcua_store::requests::{self, Answer, Kind, PersonRequest, State};
use uuid::Uuid;

fn nine() -> Moment {
    city::at("2025-07-07T09:00")
}

fn look(purpose: &str, dossier: Option<DossierId>) -> Look<'_> {
    let reader = Reader::Officer { officer: OfficerId(7), unit: Some(WARD), role: Some(Role::Specialist) };
    Look { at: nine(), reader, dossier, person: None, purpose }
}

fn request(n: u128, access: Option<i64>) -> PersonRequest {
    PersonRequest {
        id: RequestId(Uuid::from_u128(n)),
        person: city::OWNER,
        kind: if access.is_some() { Kind::Dispute } else { Kind::Correction },
        dossier: None,
        access,
        unit: WARD,
        text: "Tên đường ghi chưa đúng".into(),
        asked_at: nine(),
        answer_by: city::at("2025-07-21T17:00"),
        state: State::Open,
        answer: None,
    }
}

on_each_database! {
    fn a_person_sees_every_look_at_their_dossiers_and_nobody_elses(db: &TestDb) {
        let town = Town::found(db);
        let mine = town.intake(db, nine());
        let other = DossierId(Uuid::from_u128(99));
        let by_number = Look { person: Some(city::OWNER), ..look("person", None) };
        let own = Look { reader: Reader::Person(city::OWNER), ..look("own", Some(mine)) };
        db.write(move |tx| {
            access::add(tx, &look("dossier", Some(mine)))?;
            access::add(tx, &look("dossier", Some(other)))?;
            access::add(tx, &look("search", None))?;
            access::add(tx, &by_number)?;
            access::add(tx, &own)
        })
        .unwrap();
        let seen = db.read(|tx| access::of_person(tx, &city::OWNER, None, 50)).unwrap();
        let purposes: Vec<&str> = seen.iter().map(|noted| noted.purpose.as_str()).collect();
        assert_eq!(purposes, ["own", "person", "dossier"]);
        assert_eq!(seen[0].reader, Reader::Person(city::OWNER));
        assert_eq!(seen[2].reader, look("", None).reader);
        assert_eq!(seen[2].dossier, Some(mine));
        let (last, dossier) = (seen[0].id, seen[2].id);
        let rest = db.read(move |tx| access::of_person(tx, &city::OWNER, Some(last), 1)).unwrap();
        assert_eq!(rest.len(), 1);
        assert_eq!(rest[0].purpose, "person");
        assert_eq!(db.read(move |tx| access::of_dossier(tx, &mine, None, 50)).unwrap().len(), 2);
        assert_eq!(db.read(|tx| access::of_person(tx, &person(5), None, 50)), Ok(Vec::new()));
        assert_eq!(db.read(move |tx| access::concerning(tx, &person(5), dossier)), Ok(None));
        assert_eq!(db.read(move |tx| access::concerning(tx, &city::OWNER, dossier)).unwrap().map(|n| n.id), Some(dossier));
    }

    fn what_was_looked_at_is_neither_changed_nor_erased(db: &TestDb) {
        let town = Town::found(db);
        let id = town.intake(db, nine());
        db.write(move |tx| access::add(tx, &look("dossier", Some(id)))).unwrap();
        for sql in ["update access_log set officer = 1", "delete from access_log"] {
            assert!(db.write(move |tx| tx.batch(sql)).is_err(), "{sql}");
        }
        assert_eq!(db.read(move |tx| access::of_dossier(tx, &id, None, 5)).unwrap().len(), 1);
    }

    fn a_persons_dossiers_come_newest_first_in_pages(db: &TestDb) {
        let town = Town::found(db);
        let ids: Vec<DossierId> = (0..3).map(|_| town.intake(db, nine())).collect();
        let page = |before: Option<DossierId>| {
            let found = db.read(move |tx| mine::page(tx, &city::OWNER, before.as_ref(), 2)).unwrap();
            found.into_iter().map(|dossier| dossier.id).collect::<Vec<_>>()
        };
        assert_eq!(page(None), [ids[2], ids[1]]);
        assert_eq!(page(Some(ids[1])), [ids[0]]);
        assert_eq!(db.read(|tx| mine::waiting(tx, &city::OWNER, 10)), Ok(Vec::new()));
        assert_eq!(db.read(|tx| mine::page(tx, &PersonId(Uuid::from_u128(4)), None, 10)), Ok(Vec::new()));
    }

    fn the_first_rating_of_a_token_stands(db: &TestDb) {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        let rating = |face| Rating { token: [7; 32], month: "2025-07".into(), unit: WARD, procedure: "1.001193".into(), face };
        let rate = |face| db.write(move |tx| ratings::add(tx, &rating(face), 0)).unwrap();
        assert!(rate(Face::Good));
        assert!(!rate(Face::VeryBad));
        let given = db.read(|tx| ratings::find(tx, &[7; 32])).unwrap().unwrap();
        assert_eq!((given.face, given.explained), (Face::Good, false));
        assert!(db.write(|tx| ratings::explain(tx, &[7; 32], &[Reason::Time])).unwrap());
        assert!(!db.write(|tx| ratings::explain(tx, &[7; 32], &[Reason::Manner])).unwrap());
        assert_eq!(db.read(|tx| ratings::of_unit(tx, WARD, "2025-07", "2025-07")), Ok(vec![(Face::Good, 1)]));
        assert_eq!(db.read(|tx| ratings::find(tx, &[8; 32])), Ok(None));
    }

    fn a_request_is_answered_once(db: &TestDb) {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        db.write(|tx| requests::add(tx, &request(1, None)).and_then(|()| requests::add(tx, &request(2, Some(9))))).unwrap();
        let again = db.write(|tx| requests::add(tx, &request(3, Some(9)))).unwrap_err();
        assert_eq!(again.db().and_then(Error::constraint), Some("person_request_access_key"));
        let open = || db.read(|tx| requests::at_unit(tx, WARD, State::Open, None, 10)).unwrap();
        assert_eq!(open(), [request(1, None), request(2, Some(9))]);
        assert_eq!(db.read(|tx| requests::disputes(tx, State::Open, None, 10)).unwrap(), [request(2, Some(9))]);
        let answer = Answer { at: nine(), by: OfficerId(7), text: "Đã sửa.".into() };
        let first = answer.clone();
        let id = RequestId(Uuid::from_u128(1));
        assert!(db.write(move |tx| requests::answer(tx, &id, State::Granted, &first)).unwrap());
        let second = answer.clone();
        assert!(!db.write(move |tx| requests::answer(tx, &id, State::Refused, &second)).unwrap());
        let kept = db.read(move |tx| requests::get(tx, &id)).unwrap().unwrap();
        assert_eq!((kept.state, kept.answer), (State::Granted, Some(answer)));
        assert_eq!(open(), [request(2, Some(9))]);
        assert_eq!(db.read(|tx| requests::open_of_person(tx, &city::OWNER)), Ok(1));
    }
}
