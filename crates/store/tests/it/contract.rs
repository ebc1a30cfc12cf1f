//! Every statement prepares on both engines, and the database itself refuses to rewrite history.

use crate::town::Town;
use motcua_db::testing::TestDb;
use motcua_db::{Db, Error, Stmt, Tx, Value, on_each_database};
use motcua_store::meta::{self, Purpose};
use std::collections::BTreeSet;

on_each_database! {
    fn every_statement_prepares(db: &TestDb) {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        let all = motcua_store::statements::all();
        let names: BTreeSet<&str> = all.iter().map(|stmt| stmt.name).collect();
        assert_eq!(names.len(), all.len(), "two statements have one name");
        motcua_db::prepare_all(db, &all).unwrap();
    }

    fn the_journal_cannot_be_rewritten(db: &TestDb) {
        let town = Town::found(db);
        town.busy(db);
        town.checkpoint(db).unwrap();
        for (sql, constraint) in [
            ("update event set payload = '{}' where revision = 1", "event_append_only"),
            ("delete from event where revision = 1", "event_append_only"),
            ("update checkpoint set count = 0", "checkpoint_append_only"),
            ("delete from checkpoint", "checkpoint_append_only"),
        ] {
            assert_eq!(attempt(db, sql), Err(Error::conflict(constraint)), "{sql}");
        }
        if db.engine() == motcua_db::Engine::Postgres {
            assert_eq!(attempt(db, "truncate event"), Err(Error::conflict("event_append_only")));
            assert_eq!(attempt(db, "truncate checkpoint"), Err(Error::conflict("checkpoint_append_only")));
        }
        town.assert_clean(db);
    }

    fn the_purpose_of_a_database_stays(db: &TestDb) {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        let create = |purpose| db.write(move |tx| meta::create(tx, purpose)).unwrap();
        assert_eq!(create(Purpose::Working), Purpose::Working);
        assert_eq!(create(Purpose::Demonstration), Purpose::Working);
        assert_eq!(db.read(meta::purpose), Ok(Some(Purpose::Working)));
        let change = db.write(|tx| meta::set(tx, meta::CREATED_AS, "demonstration"));
        assert_eq!(change.unwrap_err().db(), Some(&Error::conflict("meta_fixed")));
        assert_eq!(attempt(db, "delete from meta"), Err(Error::conflict("meta_fixed")));
        let name = |value: &'static str| db.write(move |tx| meta::set_once(tx, "name", value)).unwrap();
        assert_eq!(name("a"), "a");
        assert_eq!(name("b"), "a");
        assert_eq!(db.write(|tx| meta::set(tx, "name", "c")), Ok(1));
        assert_eq!(db.write(|tx| meta::set(tx, "name", "c")), Ok(0));
    }
}

fn attempt(db: &Db, sql: &'static str) -> Result<(), Error> {
    db.write(move |tx: &mut Tx<'_>| tx.batch(sql))
}

/// A list that stops using its index still answers, only slower with every dossier: so the plan itself is checked.
#[test]
fn lists_are_served_by_their_indexes() {
    let db = TestDb::sqlite();
    Town::found(&db).busy(&db);
    for (name, index) in [
        ("inbox.queue", "desk_item USING PRIMARY KEY (unit=? AND queue=? AND (sort_at,dossier)>(?,?))"),
        ("inbox.queue_procedure", "desk_item_procedure_idx (unit=? AND queue=? AND procedure=?"),
        ("inbox.due", "desk_item_due_idx (unit=? AND (due_at,dossier,queue)>(?,?,?) AND due_at<?)"),
        ("desk_item.count_overdue", "desk_item_due_idx (unit=? AND due_at<?)"),
        ("desk_item.count_due_soon", "desk_item_due_idx (unit=? AND due_at>? AND due_at<?)"),
        ("desk_count.of_unit", "desk_count USING PRIMARY KEY (unit=?)"),
        ("register.page", "dossier_register_idx (received_unit=?"),
        ("search.by_code_prefix", "dossier_code_key (code>? AND code<?)"),
        ("search.by_personal_id", "person_personal_id_idx (personal_id=?)"),
        ("search.by_name", "person_name_idx (name_key>? AND name_key<?)"),
        ("search.by_given_name", "person_given_idx (given_key>? AND given_key<?)"),
        ("search.open_of", "dossier_owner_idx (owner=?)"),
        ("dossier.running_of", "dossier_procedure_idx (procedure=? AND ended_at=?"),
        ("dossier.count_running", "dossier_procedure_idx (procedure=? AND ended_at=?"),
        ("dossier.withdrawing_of", "desk_item_procedure_idx (ANY(unit) AND queue=? AND procedure=?"),
        ("dossier.past_of", "dossier_procedure_idx (procedure=? AND ended_at>?"),
        ("procedure_act.generation", "procedure_act_kind_idx (kind=?"),
        ("timeline.events", "event_dossier_revision_key (dossier=?)"),
        ("notice.page", "n USING PRIMARY KEY (person=? AND id<?)"),
        ("notice.waiting", "notice_outward_idx"),
        ("delivery.due", "delivery_queued_idx (channel=? AND next_at<?)"),
        ("delivery.dead_list", "delivery_dead_idx (channel=?)"),
        ("stuck.lying", "i USING PRIMARY KEY (unit=? AND queue=? AND (sort_at,dossier)>(?,?))"),
        ("stuck.open", "stuck_open_idx (unit=?)"),
        ("guard.running", "desk_item_due_idx (unit=? AND (due_at,dossier)>(?,?))"),
        ("guard.above", "guard_open_level_idx (level=? AND (due_at,dossier)>(?,?))"),
        ("verify.events", "event_dossier_revision_key (dossier>? AND dossier<?)"),
    ] {
        let plan = plan(&db, name);
        assert!(plan.contains(index), "{name}:\n{plan}");
        if ["inbox", "verify", "dossier.past"].iter().any(|sorted| name.starts_with(sorted)) {
            assert!(!plan.contains("TEMP B-TREE"), "{name} sorts:\n{plan}");
        }
    }
}

fn plan(db: &Db, name: &str) -> String {
    let of = motcua_store::statements::all().into_iter().find(|stmt| stmt.name == name).unwrap();
    let sql = Box::leak(format!("explain query plan {}", of.sql).into_boxed_str());
    let stmt: &'static Stmt = Box::leak(Box::new(Stmt::new("test.plan", sql)));
    let parameters = (1..40).take_while(|n| of.sql.contains(&format!("${n}"))).count();
    let values = vec![Value::Null; parameters];
    db.read(|tx| tx.query_all(stmt, &values, |row| row.text(3))).unwrap().join("\n")
}
