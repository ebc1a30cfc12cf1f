//! Values, rows, reads and named constraints.

use motcua_db::testing::TestDb;
use motcua_db::{Error, Migration, Stmt, Value, migrate, on_each_database, params};

const SCHEMA: &[Migration] = &[Migration {
    number: 1,
    name: "basics",
    sql: "create table thing (id bigint primary key, name {{text_binary}} not null, small integer, note text, body {{blob}});
          create table part (thing bigint not null references thing (id), number bigint not null,
              code text not null, constraint part_number_positive check (number > 0), primary key (thing, number), unique (code));
          create unique index thing_name on thing (name);
          {{#sqlite}}
          create trigger part_keep before delete on part begin select raise(abort, 'part_is_kept'); end;
          {{/sqlite}}
          {{#postgres}}
          create function part_keep() returns trigger language plpgsql as $$ begin raise exception 'part_is_kept'; end $$;
          create trigger part_keep before delete on part for each row execute function part_keep();
          {{/postgres}}",
}];

const ADD: Stmt =
    Stmt::new("thing.add", "insert into thing (id, name, small, note, body) values ($1, $2, $3, $4, $5)");
const ADD_PART: Stmt = Stmt::new("part.add", "insert into part (thing, number, code) values ($1, $2, $3)");
const DROP_PARTS: Stmt = Stmt::new("part.drop", "delete from part");
const REPLACE_PART: Stmt =
    Stmt::new("part.replace", "insert or replace into part (thing, number, code) values (1, 1, 'z')");
const GET: Stmt = Stmt::new("thing.get", "select id, name, small, note, body from thing where id = $1");
const SWAPPED: Stmt = Stmt::new("thing.swapped", "select name from thing where name = $2 and id = $1");
const RANGE: Stmt = Stmt::new("thing.range", "select id from thing where id >= $1 order by id limit $2");
const LIKE: Stmt = Stmt::new("thing.like", "select count(*) from thing where name like $1");
const COUNT: Stmt = Stmt::new("thing.count", "select count(*) from thing");

fn fill(db: &TestDb) {
    migrate(db, SCHEMA).unwrap();
    db.write(|tx| -> Result<(), Error> {
        let body: Option<Vec<u8>> = Some(vec![0, 255, 7]);
        tx.execute(&ADD, params![1_i64, "Hà Nội", true, Some("ghi chú"), body])?;
        tx.execute(
            &ADD,
            params![2_i64, String::from("Ba Đình"), None::<i64>, None::<&str>, None::<Vec<u8>>],
        )?;
        tx.execute(&ADD, &[i64::MAX.into(), "biên".into(), Value::Null, Value::Null, (&[9_u8; 16]).into()])?;
        tx.execute(&ADD_PART, params![1_i64, 1_i64, "a"])?;
        Ok(())
    })
    .unwrap();
}

fn refused(
    db: &TestDb,
    work: impl Fn(&mut motcua_db::Tx<'_>) -> Result<u64, Error> + Send + 'static,
) -> String {
    let error = db.write(work).unwrap_err();
    error.constraint().unwrap_or_else(|| panic!("not a conflict: {error}")).to_owned()
}

on_each_database! {
    fn values_come_back_as_they_went(db: &TestDb) {
        fill(db);
        db.read(|tx| -> Result<(), Error> {
            let first = tx.query_one(&GET, params![1_i64], |row| {
                assert_eq!(row.text_ref(1)?, "Hà Nội");
                Ok((row.int(0)?, row.text(1)?, row.bool(2)?, row.opt_text(3)?, row.blob(4)?))
            })?;
            assert_eq!(first, (1, "Hà Nội".into(), true, Some("ghi chú".into()), vec![0, 255, 7]));
            let second = tx.query_one(&GET, params![2_i64], |row| Ok((row.opt_int(2)?, row.opt_text(3)?, row.opt_blob(4)?)))?;
            assert_eq!(second, (None, None, None));
            let last = tx.query_one(&GET, params![i64::MAX], |row| Ok((row.int(0)?, row.bytes::<16>(4)?)))?;
            assert_eq!(last, (i64::MAX, [9; 16]));
            assert_eq!(tx.query_opt(&GET, params![77_i64], |row| row.int(0))?, None);
            assert_eq!(tx.query_all(&RANGE, params![1_i64, 2_i64], |row| row.int(0))?, [1, 2]);
            Ok(())
        })
        .unwrap();
    }

    fn parameters_bind_by_number_and_not_by_appearance(db: &TestDb) {
        fill(db);
        let found = db.read(|tx| tx.query_opt(&SWAPPED, params![2_i64, "Ba Đình"], |row| row.text(0))).unwrap();
        assert_eq!(found.as_deref(), Some("Ba Đình"));
    }

    fn patterns_tell_upper_from_lower_case(db: &TestDb) {
        fill(db);
        let matching = |pattern: &str| db.read(|tx| tx.query_one(&LIKE, params![pattern], |row| row.int(0)));
        assert_eq!(matching("Ba%"), Ok(1));
        assert_eq!(matching("ba%"), Ok(0));
    }

    fn a_wrong_type_is_named(db: &TestDb) {
        fill(db);
        let wrong = db.read(|tx| tx.query_one(&GET, params![1_i64], |row| row.int(1))).unwrap_err();
        assert_eq!(wrong, Error::Defect("thing.get: column 1 should hold an integer but holds text".into()));
        let null = db.read(|tx| tx.query_one(&GET, params![2_i64], |row| row.text(3))).unwrap_err();
        assert_eq!(null, Error::Defect("thing.get: column 3 should hold text but holds null".into()));
        let outside = db.read(|tx| tx.query_one(&GET, params![2_i64], |row| row.int(9))).unwrap_err();
        assert!(matches!(outside, Error::Defect(text) if text.contains("column 9")));
        let few = db.read(|tx| tx.query_opt(&GET, &[], |row| row.int(0))).unwrap_err();
        assert_eq!(few, Error::Defect("thing.get: takes 1 parameters and was given 0".into()));
        let none = db.read(|tx| tx.query_one(&GET, params![77_i64], |row| row.int(0))).unwrap_err();
        assert!(matches!(none, Error::Defect(text) if text.contains("expected a row")));
    }

    fn constraints_have_the_same_names_on_both_engines(db: &TestDb) {
        fill(db);
        assert_eq!(refused(db, |tx| tx.execute(&ADD, params![1_i64, "x", Value::Null, Value::Null, Value::Null])), "thing_pkey");
        assert_eq!(refused(db, |tx| tx.execute(&ADD, params![9_i64, "Hà Nội", Value::Null, Value::Null, Value::Null])), "thing_name");
        assert_eq!(refused(db, |tx| tx.execute(&ADD, params![9_i64, None::<&str>, 1_i64, Value::Null, Value::Null])), "thing.name");
        assert_eq!(refused(db, |tx| tx.execute(&ADD_PART, params![1_i64, 1_i64, "b"])), "part_pkey");
        assert_eq!(refused(db, |tx| tx.execute(&ADD_PART, params![1_i64, 2_i64, "a"])), "part_code_key");
        assert_eq!(refused(db, |tx| tx.execute(&ADD_PART, params![1_i64, 0_i64, "c"])), "part_number_positive");
        assert_eq!(refused(db, |tx| tx.execute(&ADD_PART, params![5_i64, 1_i64, "d"])), "foreign_key");
        assert_eq!(refused(db, |tx| tx.execute(&DROP_PARTS, &[])), "part_is_kept");
        if db.engine() == motcua_db::Engine::Sqlite {
            // Only SQLite has this back door.
            assert_eq!(refused(db, |tx| tx.execute(&REPLACE_PART, &[])), "part_is_kept");
        }
    }

    fn a_reader_cannot_write(db: &TestDb) {
        fill(db);
        let refused = db.read(|tx| tx.execute(&ADD, params![5_i64, "x", 1_i64, Value::Null, Value::Null]));
        assert!(matches!(refused, Err(Error::Defect(_))), "{refused:?}");
        assert_eq!(db.read(|tx| tx.query_one(&COUNT, &[], |row| row.int(0))), Ok(3));
    }

    fn a_read_sees_one_snapshot(db: &TestDb) {
        fill(db);
        db.read(|tx| -> Result<(), Error> {
            let before = tx.query_one(&COUNT, &[], |row| row.int(0))?;
            db.write(|tx| tx.execute(&ADD, params![50_i64, "sau", 1_i64, Value::Null, Value::Null]))?;
            assert_eq!(tx.query_one(&COUNT, &[], |row| row.int(0))?, before);
            Ok(())
        })
        .unwrap();
        assert_eq!(db.read(|tx| tx.query_one(&COUNT, &[], |row| row.int(0))), Ok(4));
    }

    fn async_callers_read_and_write(db: &TestDb) {
        fill(db);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        let count = runtime.block_on(async {
            db.write_async(|tx| tx.execute(&ADD, params![60_i64, "async", 1_i64, Value::Null, Value::Null])).await?;
            db.read_async(|tx| tx.query_one(&COUNT, &[], |row| row.int(0))).await
        });
        assert_eq!(count, Ok(4));
        let panicked = runtime.block_on(db.read_async(|_| -> Result<(), Error> { panic!("on purpose") }));
        assert!(matches!(panicked, Err(Error::Defect(text)) if text.contains("on purpose")));
    }
}
