//! Migrations and the contract test.

use motcua_db::testing::TestDb;
use motcua_db::{Error, Migration, Stmt, migrate, on_each_database, params, prepare_all};

const FIRST: Migration = Migration {
    number: 1,
    name: "first",
    sql: "create table a (id {{bigserial}}, name text not null); create table b (k text primary key, v {{blob}}) {{without_rowid}};",
};
const SECOND: Migration =
    Migration { number: 2, name: "second", sql: "alter table a add column size bigint not null default 0;" };

const ADD: Stmt = Stmt::new("a.add", "insert into a (name, size) values ($1, $2) returning id");
const SUM: Stmt = Stmt::new("a.sum", "select cast(coalesce(sum(size), 0) as bigint) from a");
const BAD: Stmt = Stmt::new("a.bad", "select colour from a");
const WORSE: Stmt = Stmt::new("a.worse", "select from from a");

on_each_database! {
    fn migrations_run_once_and_in_order(db: &TestDb) {
        assert_eq!(migrate(db, &[FIRST]), Ok(1));
        assert_eq!(migrate(db, &[FIRST]), Ok(0));
        assert_eq!(migrate(db, &[FIRST, SECOND]), Ok(1));
        let ids = db.write(|tx| -> Result<(i64, i64), Error> {
            Ok((
                tx.query_one(&ADD, params!["một", 5_i64], |row| row.int(0))?,
                tx.query_one(&ADD, params!["hai", 6_i64], |row| row.int(0))?,
            ))
        });
        assert_eq!(ids, Ok((1, 2)));
        assert_eq!(db.read(|tx| tx.query_one(&SUM, &[], |row| row.int(0))), Ok(11));
    }

    fn a_changed_migration_is_refused(db: &TestDb) {
        migrate(db, &[FIRST]).unwrap();
        let changed = Migration { sql: "create table a (id bigint);", ..FIRST };
        let refused = migrate(db, &[changed]).unwrap_err();
        assert!(matches!(&refused, Error::Defect(text) if text.contains("has changed")), "{refused}");
    }

    fn a_newer_database_is_refused(db: &TestDb) {
        migrate(db, &[FIRST, SECOND]).unwrap();
        let refused = migrate(db, &[FIRST]).unwrap_err();
        assert!(matches!(&refused, Error::Defect(text) if text.contains("newer")), "{refused}");
    }

    fn a_failing_migration_changes_nothing(db: &TestDb) {
        let broken = Migration { number: 2, name: "broken", sql: "create table c (id bigint); create tabel d;" };
        let refused = migrate(db, &[FIRST, broken]).unwrap_err();
        assert!(matches!(&refused, Error::Defect(text) if text.contains("migration 2 (broken)")), "{refused}");
        assert_eq!(migrate(db, &[FIRST, SECOND]), Ok(2));
        let gap = Migration { number: 4, ..SECOND };
        assert!(migrate(db, &[FIRST, gap]).is_err());
    }

    fn every_bad_statement_is_listed(db: &TestDb) {
        migrate(db, &[FIRST, SECOND]).unwrap();
        assert_eq!(prepare_all(db, &[&ADD, &SUM]), Ok(()));
        let Err(Error::Defect(complaints)) = prepare_all(db, &[&ADD, &BAD, &SUM, &WORSE]) else {
            panic!("bad statements passed");
        };
        assert_eq!(complaints.lines().count(), 2, "{complaints}");
        assert!(complaints.contains("a.bad") && complaints.contains("a.worse"), "{complaints}");
    }

    fn two_programs_migrate_at_once(db: &TestDb) {
        let applied: usize = std::thread::scope(|scope| {
            let programs: Vec<_> = (0..3)
                .map(|_| {
                    scope.spawn(|| {
                        let mut config = db.config().clone();
                        config.busy_timeout = std::time::Duration::from_secs(20);
                        migrate(&motcua_db::Db::open(&config).unwrap(), &[FIRST, SECOND]).unwrap()
                    })
                })
                .collect();
            programs.into_iter().map(|program| program.join().unwrap()).sum()
        });
        assert_eq!(applied, 2);
    }
}
