//! Writes numbered rows from several threads and prints each number only after its acknowledgement.
//!
//! The crash test runs this, kills it at a random moment and looks whether every printed row is there.

use std::io::Write;
use std::sync::Mutex;

use motcua_db::{Config, Db, Error, Migration, Stmt, migrate, params};

const SCHEMA: &[Migration] = &[Migration {
    number: 1,
    name: "acked",
    sql: "create table acked (id bigint primary key, body {{blob}} not null)",
}];

const ADD: Stmt = Stmt::new("acked.add", "insert into acked (id, body) values ($1, $2)");

fn main() -> Result<(), Error> {
    let url = std::env::args().nth(1).ok_or_else(|| Error::Defect("usage: ack_writer URL FIRST".into()))?;
    let first: i64 = std::env::args().nth(2).and_then(|text| text.parse().ok()).unwrap_or(0);
    let db = Db::open(&Config { url, ..Config::default() })?;
    migrate(&db, SCHEMA)?;
    let out = Mutex::new(std::io::stdout());
    std::thread::scope(|scope| {
        for lane in 0..16_i64 {
            let (db, out) = (&db, &out);
            scope.spawn(move || {
                let mut id = first + lane;
                loop {
                    match db.write(move |tx| tx.execute(&ADD, params![id, [7_u8; 300]])) {
                        Ok(_) => {
                            let Ok(mut out) = out.lock() else { return };
                            // The reader is gone: so is the reason to go on.
                            if writeln!(out, "{id}").and_then(|()| out.flush()).is_err() {
                                return;
                            }
                        }
                        Err(error) => {
                            eprintln!("refused {id}: {error}");
                            return;
                        }
                    }
                    id += 16;
                }
            });
        }
    });
    Ok(())
}
