//! Somebody with access to the database changes what was approved: the database refuses, and verification sees it.

use crate::house::{House, run};
use motcua_db::testing::TestDb;
use motcua_db::{Db, Engine, Error, on_each_database};
use motcua_store::verify::Kind;

/// A city with a version published by designers.
fn house(db: &TestDb) -> House {
    let house = House::over(db);
    run(async {
        house.new_birth("Đã phê duyệt", house.today().plus_days(1)).await;
    });
    assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
    house
}

fn attempt(db: &Db, sql: &'static str) -> Result<(), Error> {
    db.write(move |tx| tx.batch(sql))
}

/// Runs SQL as somebody who owns the file or the server.
fn tamper(db: &Db, sql: &'static str) {
    let off = match db.engine() {
        Engine::Sqlite => {
            "drop trigger procedure_act_append_only_update; drop trigger procedure_act_append_only_delete; \
             drop trigger procedure_version_fixed_update; drop trigger procedure_version_fixed_delete;"
        }
        Engine::Postgres => {
            "alter table procedure_act disable trigger all; alter table procedure_version disable trigger all;"
        }
    };
    db.exclusive(|tx| {
        tx.batch(off)?;
        tx.batch(sql)
    })
    .unwrap();
}

#[track_caller]
fn finds(house: &House, kind: Kind) {
    let report = house.verify();
    assert!(
        report.findings.iter().any(|finding| finding.kind == kind),
        "{kind:?} not in {:#?}",
        report.findings
    );
    for finding in &report.findings {
        assert!(!finding.message_vi.is_empty() && finding.message_vi != finding.message_en, "{finding:?}");
    }
}

on_each_database! {
    fn what_was_done_stays_told(db: &TestDb) {
        let house = house(db);
        for (sql, constraint) in [
            ("update procedure_act set note = 'x'", "procedure_act_append_only"),
            ("delete from procedure_act", "procedure_act_append_only"),
            ("update procedure_version set valid_to = '2030-01-01'", "procedure_version_fixed"),
            ("delete from procedure_version", "procedure_version_fixed"),
        ] {
            assert_eq!(attempt(db, sql), Err(Error::conflict(constraint)), "{sql}");
        }
        if db.engine() == Engine::Postgres {
            assert_eq!(attempt(db, "truncate procedure_act"), Err(Error::conflict("procedure_act_append_only")));
            assert_eq!(attempt(db, "truncate procedure_version"), Err(Error::conflict("procedure_version_fixed")));
        }
        assert!(house.verify().is_clean());
    }

    fn a_version_changed_after_its_approval_is_noticed(db: &TestDb) {
        let house = house(db);
        tamper(db, "update procedure_version set definition = replace(definition, 'Đã phê duyệt', 'Đã thay đổi') where id >= 1000000");
        finds(&house, Kind::PublicationDiffers);
    }

    fn a_first_day_moved_is_noticed(db: &TestDb) {
        let house = house(db);
        tamper(db, "update procedure_version set definition = replace(definition, '2026-03-12', '2026-03-11'), \
            valid_from = '2026-03-11' where id >= 1000000");
        finds(&house, Kind::PublicationDiffers);
    }

    fn a_version_put_in_beside_the_way_is_noticed(db: &TestDb) {
        let house = house(db);
        tamper(db, "insert into procedure_version (id, code, valid_from, valid_to, definition) \
            select id + 1, code, valid_from, valid_to, replace(definition, '1000000', '1000001') from procedure_version \
            where id = 1000000");
        finds(&house, Kind::PublicationDiffers);
    }

    fn another_approver_is_noticed(db: &TestDb) {
        let house = house(db);
        tamper(db, "update procedure_act set officer = officer + 1 where kind = 'approve'");
        finds(&house, Kind::DraftAltered);
    }

    fn an_approval_of_other_content_is_noticed(db: &TestDb) {
        let house = house(db);
        tamper(db, "update procedure_act set definition = replace(definition, 'Đã phê duyệt', 'Khác') where kind = 'save'");
        finds(&house, Kind::DraftAltered);
    }

    fn a_lost_act_is_noticed(db: &TestDb) {
        let house = house(db);
        tamper(db, "delete from procedure_act where kind = 'publish'");
        finds(&house, Kind::DraftAltered);
        finds(&house, Kind::PublicationDiffers);
    }

    fn a_draft_put_back_is_noticed(db: &TestDb) {
        let house = house(db);
        tamper(db, "update procedure_draft set state = 'approved'");
        finds(&house, Kind::DraftAltered);
    }

    fn a_lost_draft_is_noticed(db: &TestDb) {
        let house = house(db);
        tamper(db, "delete from procedure_draft");
        finds(&house, Kind::DraftAltered);
    }
}
