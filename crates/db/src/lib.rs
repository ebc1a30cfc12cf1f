//! Two SQL engines behind one synchronous unit of work.
//!
//! The SQL of the product is written once, with `$1`-style parameters, and runs on SQLite (embedded, the default) and on
//! PostgreSQL. This crate owns the connections, the single write path with group commit, the readers, the migrations
//! and the errors. It knows nothing of dossiers.
//!
//! # The contract
//!
//! * Columns are `bigint` (`i64`), `text` and `{{blob}}`. No floats, booleans, timestamps or JSON.
//! * [`Db::write`] returns only after the transaction that holds the change is durable. Many writes share one
//!   transaction, kept apart by savepoints (on SQLite only once one of a group had to be undone: the group is then run
//!   again with them), so a refused write never disturbs its neighbours.
//! * A write closure is `FnMut`: after a serialization failure, or beside a failed neighbour, it runs again. It must take ids and time from outside
//!   and change nothing but the database.
//! * A statement that fails ends its unit of work on both engines (PostgreSQL forces this; SQLite is made to behave
//!   the same). To look before leaping, use `on conflict do nothing` and the row count.
//! * No unit of work may open another `write` inside itself.
//!
//! ```no_run
//! use motcua_db::{params, Config, Db, Error, Stmt};
//!
//! const ADD: Stmt = Stmt::new("note.add", "insert into note (body) values ($1)");
//!
//! # fn main() -> Result<(), Error> {
//! let db = Db::open(&Config { url: "sqlite:city.db".into(), ..Config::default() })?;
//! let body = String::from("xin chào");
//! db.write(move |tx| tx.execute(&ADD, params![body]))?;
//! # Ok(()) }
//! ```

pub mod backup;
mod checkpoint;
mod config;
mod conn;
mod db;
mod job;
mod leader;
mod migrate;
mod outcome;
mod postgres;
mod readers;
mod row;
mod sqlite;
mod stmt;
mod sums;
pub mod testing;
mod tx;
mod value;
mod wake;
mod writer;

pub use config::{Config, Durability};
pub use db::Db;
pub use job::Ticket;
pub use leader::LeaderGuard;
pub use migrate::{Migration, expand, migrate, prepare_all};
pub use outcome::{Error, Result, Unavailability};
pub use row::Row;
pub use stmt::{Engine, Rows, Stmt};
pub use sums::Delta;
pub use tx::Tx;
pub use value::{ToValue, Value};
