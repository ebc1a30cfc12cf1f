//! Recording: what goes in comes out, once, in order, under unique codes.

use crate::city::{self, POINT, WARD};
use crate::town::Town;
use motcua_db::testing::TestDb;
use motcua_db::{Error, on_each_database};
use motcua_domain::actor::Role;
use motcua_domain::dossier::command::Command;
use motcua_domain::dossier::event;
use motcua_domain::dossier::evolve::fold;
use motcua_domain::dossier::{Dossier, Outcome, Phase};
use motcua_domain::ids::{CommandId, DossierId};
use motcua_store::dossiers::Recent;
use motcua_store::queries::timeline::{self, Note};
use motcua_store::queries::tracking;
use motcua_store::{StoreError, checkpoint, codes, commands, dossiers};
use std::collections::BTreeSet;

on_each_database! {
    fn a_recorded_dossier_is_the_fold_of_its_events(db: &TestDb) {
        let town = Town::found(db);
        let id = town.whole_course(db, city::at("2025-07-07T08:30"));
        let loaded = db.read(|tx| dossiers::load(tx, &id)).unwrap().unwrap();
        assert!(matches!(loaded.dossier.phase, Phase::Returned { outcome: Outcome::Grant, .. }));
        let items = db.read(|tx| timeline::events(tx, &id)).unwrap();
        let facts: Vec<event::Recorded> = items
            .iter()
            .map(|item| event::Recorded { event: item.event.clone(), at: item.effective_at, actor: item.actor })
            .collect();
        assert_eq!(fold(id, &facts), Some(Dossier::clone(&loaded.dossier)));
        let revisions: Vec<u32> = items.iter().map(|item| item.revision).collect();
        assert_eq!(revisions, (1..=loaded.dossier.revision).collect::<Vec<_>>());
        let noted: Vec<&Note> = items.iter().map(|item| &item.note).filter(|note| **note != Note::None).collect();
        assert_eq!(noted, [&Note::Text("Thiếu giấy chứng sinh".into()), &Note::Text("Đủ điều kiện".into())]);
        assert!(items.iter().all(|item| !serde_json::to_string(&item.event).unwrap().contains("Thiếu")));
        let code = loaded.dossier.code.clone().unwrap();
        assert_eq!(code.as_str(), "H26.P21-250707-0001");
        assert_eq!(db.read(|tx| dossiers::id_of_code(tx, code.as_str())), Ok(Some(id)));
        let tracked = db.read(|tx| tracking::by_code(tx, code.as_str())).unwrap().unwrap();
        assert_eq!(tracked.dossier, loaded.dossier);
        assert_eq!(tracked.facts.len(), facts.len());
        assert_eq!(db.read(|tx| tracking::by_code(tx, "H26.P21-250707-0002")), Ok(None));
        let report = town.assert_clean(db);
        assert_eq!((report.events, report.dossiers), (facts.len() as u64, 1));
    }

    fn every_procedure_and_stage_verifies(db: &TestDb) {
        let town = Town::found(db);
        let ids = town.busy(db);
        town.under(city::restarting()).intake(db, city::at("2025-07-08T16:00"));
        town.under(city::long()).intake(db, city::at("2025-07-09T09:00"));
        let report = town.assert_clean(db);
        assert_eq!(report.dossiers, ids.len() as u64 + 2);
        assert_eq!(report.checkpoints, 0);
        let first = town.checkpoint(db).unwrap();
        assert_eq!(first.count as u64, report.events);
        assert_eq!(town.checkpoint(db), None);
        town.intake(db, city::at("2025-07-10T09:00"));
        let second = town.checkpoint(db).unwrap();
        assert_eq!((second.no, second.prev, second.count), (2, first.hash, first.count + 2));
        assert_eq!(town.assert_clean(db).checkpoints, 2);
    }

    fn a_long_journal_is_covered_by_several_checkpoints(db: &TestDb) {
        let town = Town::found(db);
        town.busy(db);
        let events = i64::try_from(town.assert_clean(db).events).unwrap();
        let make = || db.exclusive(|tx| checkpoint::make(tx, 1_752_000_000_000, 7)).unwrap();
        let made: Vec<_> = std::iter::from_fn(make).collect();
        let counts: Vec<i64> = made.iter().map(|one| one.count).collect();
        let right: Vec<i64> = (1..).map(|no| (no * 7).min(events)).take_while(|n| *n < events).chain([events]).collect();
        assert!(counts.len() > 2 && counts == right, "{counts:?} of {events}");
        assert_eq!(town.assert_clean(db).checkpoints, made.len() as u64);
    }

    fn a_command_is_carried_out_once(db: &TestDb) {
        let town = Town::found(db);
        let id = town.intake(db, city::at("2025-07-07T08:30"));
        let command = CommandId(town.id());
        let give = || {
            let actor = city::first(POINT, Role::OneStop);
            town.act_as(db, (id, command), &actor, city::hand_over(), city::at("2025-07-07T08:40"))
        };
        let recorded = give().unwrap();
        let outcome = db.read(|tx| commands::find(tx, &command)).unwrap().unwrap();
        assert_eq!((outcome.dossier, outcome.revision, outcome.digest), (id, recorded.dossier.revision, [7; 32]));
        assert_eq!(outcome.actor, motcua_store::codec::actor_text(city::first(POINT, Role::OneStop).reference()));
        assert_eq!(db.read(|tx| commands::find(tx, &CommandId(town.id()))), Ok(None));
        // The same id with another act, as a confused client would send it: refused, nothing kept.
        let taken = town.act_as(
            db,
            (id, command),
            &city::first(WARD, Role::Specialist),
            Command::AcceptHandOver {},
            city::at("2025-07-07T08:50"),
        );
        assert_eq!(taken.unwrap_err().db(), Some(&Error::conflict("command_pkey")));
        let now = db.read(|tx| dossiers::load(tx, &id)).unwrap().unwrap();
        assert_eq!((now.dossier, now.head), (recorded.dossier, recorded.head));
        town.assert_clean(db);
    }

    fn a_state_kept_is_used_only_while_its_row_stands_there(db: &TestDb) {
        let town = Town::found(db);
        let id = town.intake(db, city::at("2025-07-07T08:30"));
        let recent = Recent::new(8);
        let stored = || db.read(|tx| dossiers::load(tx, &id)).unwrap();
        let fresh = || db.read(|tx| dossiers::load_recent(tx, &id, &recent)).unwrap();
        assert_eq!(fresh(), stored(), "nothing kept yet");
        let first = stored().unwrap();
        recent.put(first.clone());
        assert!(std::sync::Arc::ptr_eq(&fresh().unwrap().dossier, &first.dossier), "kept, and not read again");
        // Another process acts: its row names another end of the chain.
        town.act(db, id, &city::first(POINT, Role::OneStop), city::hand_over(), city::at("2025-07-07T08:40"));
        assert_eq!(fresh(), stored());
        assert_ne!(fresh().unwrap(), first);
        // An act was put and then undone with its group: the row never got there.
        let mut undone = first.clone();
        undone.head = [9; 32];
        recent.put(undone);
        assert_eq!(fresh(), stored());
        let nobody = DossierId(town.id());
        assert_eq!(db.read(|tx| dossiers::load_recent(tx, &nobody, &recent)), Ok(None));
    }

    fn what_is_kept_is_bounded(db: &TestDb) {
        let town = Town::found(db);
        let recent = Recent::new(4);
        let ids: Vec<DossierId> = (0..7).map(|n| town.intake(db, city::at("2025-07-07T08:30").plus_minutes(n))).collect();
        for id in &ids {
            recent.put(db.read(|tx| dossiers::load(tx, id)).unwrap().unwrap());
        }
        assert!(recent.len() <= 4, "{}", recent.len());
        for id in &ids {
            let (kept, stored) = db.read(|tx| Ok::<_, StoreError>((dossiers::load_recent(tx, id, &recent)?, dossiers::load(tx, id)?))).unwrap();
            assert_eq!(kept, stored);
        }
    }

    fn codes_are_unique_under_concurrent_writers(db: &TestDb) {
        let town = Town::found(db);
        let each = 40;
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..each).for_each(|_| { town.intake(db, city::at("2025-07-07T09:00")); }));
            }
        });
        let report = town.assert_clean(db);
        assert_eq!(report.dossiers, 4 * each);
        let serials: BTreeSet<u64> = (0..4 * each)
            .map(|_| db.write(|tx| codes::next(tx, "H26.P21", "250707")).unwrap())
            .collect();
        assert_eq!(serials, (4 * each + 1..=8 * each).collect());
    }

    fn a_serial_widens_past_9999(db: &TestDb) {
        let town = Town::found(db);
        db.write(|tx| tx.batch("insert into code_counter values ('H26.P21', '250707', 9998)").map_err(motcua_store::StoreError::from)).unwrap();
        let code = |id: &DossierId| db.read(|tx| dossiers::load(tx, id)).unwrap().unwrap().dossier.code.clone().unwrap().0;
        let (last, wide) = (town.intake(db, city::at("2025-07-07T09:00")), town.intake(db, city::at("2025-07-07T09:01")));
        assert_eq!(code(&last), "H26.P21-250707-9999");
        assert_eq!(code(&wide), "H26.P21-250707-10000");
    }

    fn an_erased_note_is_seen_and_not_an_error(db: &TestDb) {
        let town = Town::found(db);
        let id = town.whole_course(db, city::at("2025-07-07T08:30"));
        db.write(|tx| tx.batch("delete from note")).unwrap();
        assert_eq!(town.assert_clean(db).notes_erased, 2);
        let items = db.read(|tx| timeline::events(tx, &id)).unwrap();
        assert_eq!(items.iter().filter(|item| item.note == Note::Erased).count(), 2);
    }
}
