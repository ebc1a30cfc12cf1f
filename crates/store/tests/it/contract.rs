//! Every statement prepares on both engines, and the database itself refuses to rewrite history.

use crate::town::Town;
use motcua_db::testing::TestDb;
use motcua_db::{Db, Error, Tx, on_each_database};
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
