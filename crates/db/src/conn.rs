//! One connection to either engine: the seam between the group logic and the drivers.

use crate::config::Config;
use crate::outcome::Result;
use crate::postgres::PostgresConn;
use crate::row::Row;
use crate::sqlite::SqliteConn;
use crate::stmt::{Engine, Rows, Stmt};
use crate::sums::{Delta, Sums};
use crate::value::Value;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Queries only; the engine refuses changes.
    Read,
    /// The write path.
    Write,
}

/// Closes the savepoint of a kept job and opens the next: one trip to PostgreSQL.
pub(crate) const RELEASE_AND_SAVEPOINT: &str = "RELEASE SAVEPOINT job; SAVEPOINT job";

/// Called for each row; answers whether to go on.
pub(crate) type EachRow<'f> = dyn FnMut(&Row<'_>) -> Result<bool> + 'f;

/// A connection with its prepared statements, and what the open transaction adds to shared numbers.
pub(crate) struct Conn {
    driver: Driver,
    sums: Sums,
}

enum Driver {
    Sqlite(SqliteConn),
    Postgres(Box<PostgresConn>),
}

/// Calls the same method on whichever driver is inside.
macro_rules! each_driver {
    ($self:expr, $conn:ident => $call:expr) => {
        match &mut $self.driver {
            Driver::Sqlite($conn) => $call,
            Driver::Postgres($conn) => $call,
        }
    };
}

impl Conn {
    /// Opens a connection to the database named by the configuration.
    pub(crate) fn open(config: &Config, purpose: Purpose) -> Result<Self> {
        let driver = if crate::postgres::is_postgres(&config.url) {
            Driver::Postgres(Box::new(PostgresConn::open(config, purpose)?))
        } else {
            Driver::Sqlite(SqliteConn::open(config, purpose)?)
        };
        Ok(Self { driver, sums: Sums::default() })
    }

    pub(crate) fn engine(&self) -> Engine {
        match self.driver {
            Driver::Sqlite(_) => Engine::Sqlite,
            Driver::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) fn execute(&mut self, stmt: &'static Stmt, params: &[Value<'_>]) -> Result<u64> {
        each_driver!(self, conn => conn.execute(stmt, params))
    }

    /// Runs a change: now, or on PostgreSQL, where it was allowed, with what comes next.
    pub(crate) fn enqueue(&mut self, stmt: &'static Stmt, params: &[Value<'_>], rows: Rows) -> Result<()> {
        match &mut self.driver {
            Driver::Postgres(conn) if conn.puts_off() => conn.enqueue(stmt, params, rows),
            _ => self.execute(stmt, params).and_then(|changed| stmt.expect(changed, rows)),
        }
    }

    /// Allows changes to be put off, or forbids it.
    pub(crate) fn put_off(&mut self, allowed: bool) {
        if let Driver::Postgres(conn) = &mut self.driver {
            conn.put_off(allowed);
        }
    }

    /// Waits for what was put off.
    pub(crate) fn flush(&mut self) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(conn) => conn.flush(),
        }
    }

    pub(crate) fn query(
        &mut self,
        stmt: &'static Stmt,
        params: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<()> {
        each_driver!(self, conn => conn.query(stmt, params, each))
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        each_driver!(self, conn => conn.batch(sql))
    }

    /// Prepares a statement and checks that its types are among those of the contract.
    pub(crate) fn prepare(&mut self, stmt: &'static Stmt) -> Result<()> {
        each_driver!(self, conn => conn.prepare(stmt))
    }

    /// What the open transaction adds to shared numbers.
    pub(crate) fn sums(&mut self) -> &mut Sums {
        &mut self.sums
    }

    /// Writes what the open transaction adds to shared numbers.
    pub(crate) fn write_sums(&mut self) -> Result<()> {
        for (stmt, key, deltas) in self.sums.take()? {
            let numbers = key.into_iter().chain(deltas.into_iter().map(Delta::number));
            let params: Vec<Value<'_>> = numbers.map(Value::Int).collect();
            self.enqueue(stmt, &params, Rows::One)?;
        }
        Ok(())
    }

    /// Opens a transaction that only one node at a time can be in.
    pub(crate) fn begin_exclusive(&mut self) -> Result<()> {
        self.sums.back_to(0);
        match &mut self.driver {
            Driver::Sqlite(conn) => conn.begin(),
            Driver::Postgres(conn) => conn.begin_exclusive(),
        }
    }

    /// Opens a transaction: a snapshot for a reader, the write lock for a writer.
    pub(crate) fn begin(&mut self) -> Result<()> {
        self.sums.back_to(0);
        each_driver!(self, conn => conn.begin())
    }

    /// Makes all other writers of the database wait for this one, until [`Conn::leave_turn`]. SQLite has one writer.
    pub(crate) fn take_turn(&mut self) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(conn) => conn.take_turn(),
        }
    }

    /// Lets the others go on.
    pub(crate) fn leave_turn(&mut self) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(conn) => conn.leave_turn(),
        }
    }

    /// A number that grows with every change made on this connection, or asked for.
    pub(crate) fn changes(&mut self) -> u64 {
        each_driver!(self, conn => conn.changes())
    }

    /// Opens the savepoint of the next job, closing the one before it.
    pub(crate) fn next_savepoint(&mut self, before: Before) -> Result<()> {
        let sql = match before {
            Before::Nothing => "SAVEPOINT job",
            Before::Kept => RELEASE_AND_SAVEPOINT,
            // Rolling back to a savepoint leaves it open: the next job may use it.
            Before::Undone => return Ok(()),
        };
        self.batch(sql)
    }

    /// Undoes the current job and leaves its savepoint open.
    pub(crate) fn undo_job(&mut self) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(conn) => conn.batch("ROLLBACK TO SAVEPOINT job"),
            Driver::Postgres(conn) => conn.undo_job(),
        }
    }

    pub(crate) fn commit(&mut self) -> Result<()> {
        each_driver!(self, conn => conn.commit())
    }

    /// Commits a group whose last job's savepoint is still open.
    pub(crate) fn commit_savepoint(&mut self) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(conn) => conn.commit(),
            Driver::Postgres(conn) => conn.commit_savepoint(),
        }
    }

    pub(crate) fn rollback(&mut self) -> Result<()> {
        each_driver!(self, conn => conn.rollback())
    }

    /// Whether a transaction is open. SQLite ends one by itself on some errors.
    pub(crate) fn in_transaction(&mut self) -> bool {
        each_driver!(self, conn => conn.in_transaction())
    }
}

/// What happened to the job before, which decides how the next savepoint is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    Nothing,
    Kept,
    Undone,
}
