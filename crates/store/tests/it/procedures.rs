//! Dossiers of one procedure: those in hand, and those of the past.

use crate::city::{self, POINT, WARD};
use crate::town::Town;
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::actor::Role;
use motcua_domain::dossier::command::Command;
use motcua_domain::dossier::{DeclineGround, Dossier, Outcome, Provenance};
use motcua_domain::ids::{DossierId, ProcedureCode};
use motcua_domain::procedure::Channel;
use motcua_store::dossiers;
use motcua_store::procedures::{self, InHand, OpenCount, Past};

fn past(db: &TestDb, code: &ProcedureCode, limit: u32) -> Vec<Past> {
    let mut list = Vec::new();
    db.read(|tx| {
        procedures::past(tx, code, limit, |past| {
            list.push(past);
            Ok(())
        })
    })
    .unwrap();
    list
}

on_each_database! {
    fn dossiers_in_hand_are_counted_where_they_are(db: &TestDb) {
        let town = Town::found(db);
        let units: Vec<_> = town.units.iter().cloned().collect();
        db.write(move |tx| motcua_store::city::save_units(tx, &units)).unwrap();
        let version = town.version.id;
        let code = town.version.code.clone();
        let monday = city::at("2025-07-07T08:30");
        town.intake(db, monday);
        let appraised = [town.in_appraisal(db, monday), town.in_appraisal(db, monday.plus_minutes(1))];
        town.whole_course(db, monday.plus_minutes(2));
        let waiting = DossierId(town.id());
        let submit = city::filing(Provenance::SelfAtHome, &town.version);
        town.act(db, waiting, &city::applicant(), Command::Submit(submit), monday.plus_minutes(3));
        let step = |id| db.read(|tx| dossiers::load(tx, &id)).unwrap().unwrap().dossier.step.as_ref().unwrap().index;
        let appraisal = u32::try_from(step(appraised[0])).unwrap();
        let group = |step, unit, count| InHand { version, step, unit, count };
        let wanted = [group(None, POINT, 1), group(Some(0), POINT, 1), group(Some(appraisal), WARD, 2)];
        assert_eq!(db.read(|tx| procedures::in_hand(tx, &code)).unwrap(), wanted);
        let count = |version| db.read(|tx| procedures::open_count(tx, &code, version)).unwrap();
        assert_eq!(count(None), OpenCount { open: 4, waiting: 1 });
        assert_eq!(count(Some(version)), OpenCount { open: 4, waiting: 1 });
        assert_eq!(count(Some(motcua_domain::ids::VersionId(77))), OpenCount::default());

        // Asked to be withdrawn, its clock has an end; it is in hand as long as that is not granted.
        town.act(db, appraised[1], &city::applicant(), Command::RequestWithdrawal { note: None }, monday.plus_minutes(60));
        assert_eq!(db.read(|tx| procedures::in_hand(tx, &code)).unwrap(), wanted);
        assert_eq!(count(None).open, 4);
        assert_eq!(past(db, &code, 10).len(), 1);
        let none = ProcedureCode::from("9.999999");
        assert_eq!(db.read(|tx| procedures::in_hand(tx, &none)).unwrap(), []);
    }

    fn dossiers_of_the_past_are_told_without_names(db: &TestDb) {
        let town = Town::found(db);
        let code = town.version.code.clone();
        let monday = city::at("2025-07-07T08:30");
        let ids: Vec<DossierId> = (0..3).map(|n| town.whole_course(db, monday.plus_minutes(n))).collect();
        town.in_appraisal(db, monday);
        let declined = DossierId(town.id());
        let decline = Command::Decline { ground: DeclineGround::NotEligible, note: "Không đúng thẩm quyền".into() };
        let submit = city::filing(Provenance::SelfAtHome, &town.version);
        town.act(db, declined, &city::applicant(), Command::Submit(submit), monday);
        town.act(db, declined, &city::first(POINT, Role::OneStop), decline, monday.plus_minutes(9));
        let list = past(db, &code, 100);
        // Those that ended last first; what was declined at the door was promised nothing.
        let wanted: Vec<DossierId> = ids.iter().rev().copied().collect();
        assert_eq!(list.iter().map(|past| past.id).collect::<Vec<_>>(), wanted);
        let state: Dossier = Dossier::clone(&db.read(|tx| dossiers::load(tx, &ids[0])).unwrap().unwrap().dossier);
        let told = &list[2];
        assert_eq!(Some(&told.clock), state.clock.as_ref());
        assert_eq!(told.clock.pauses.len(), 1);
        assert_eq!((told.channel, told.places), (Channel::Counter, state.places));
        assert_eq!((Some(told.ended_at), told.outcome), (state.phase.ended_at(), Some(Outcome::Grant)));
        assert_eq!(Some(told.code.as_str()), state.code.as_ref().map(|code| code.as_str()));
        assert_eq!(past(db, &code, 2).len(), 2);
    }
}
