//! A unit of work in progress.

use crate::conn::Conn;
use crate::outcome::{Error, Result, Unavailability};
use crate::row::Row;
use crate::stmt::{Engine, Rows, Stmt};
use crate::sums::Delta;
use crate::value::Value;

/// The open transaction a unit of work runs in.
///
/// Once a statement has failed, every later one answers with the same error, and the unit of work is rolled back even if
/// it returns `Ok`: PostgreSQL behaves so by nature, and SQLite must not differ.
pub struct Tx<'a> {
    conn: &'a mut Conn,
    failed: Option<Error>,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(conn: &'a mut Conn) -> Self {
        Self { conn, failed: None }
    }

    /// The error of the first statement that failed.
    pub(crate) fn failure(&self) -> Option<&Error> {
        self.failed.as_ref()
    }

    /// Which engine this runs on. Only for what cannot be said once.
    pub fn engine(&self) -> Engine {
        self.conn.engine()
    }

    /// Runs a statement that answers no rows and returns how many it changed.
    ///
    /// # Errors
    /// The error of the statement; the unit of work is then over.
    pub fn execute(&mut self, stmt: &'static Stmt, params: &[Value<'_>]) -> Result<u64> {
        self.check()?;
        let outcome = self.conn.execute(stmt, params);
        self.keep(outcome)
    }

    /// Runs a change whose count need not be waited for: `rows` says what it must be.
    ///
    /// On PostgreSQL it may travel together with a later statement, and its error then is that statement's, or the commit's;
    /// the whole group is run again one by one in that case, so that every unit of work is told its own.
    ///
    /// # Errors
    /// The error of the statement, of one before it, or [`Error::Defect`] if it changed another number of rows.
    pub fn enqueue(&mut self, stmt: &'static Stmt, params: &[Value<'_>], rows: Rows) -> Result<()> {
        self.check()?;
        let outcome = self.conn.enqueue(stmt, params, rows);
        self.keep(outcome)
    }

    /// Adds to numbers of a row that many units of work add to. `stmt` takes the key and then what to merge, and must do the
    /// merging: it is run once for all of a group that add to the same row, before their commit.
    ///
    /// # Errors
    /// Of an earlier statement.
    pub fn add_up(&mut self, stmt: &'static Stmt, key: &[i64], deltas: &[Delta]) -> Result<()> {
        self.check()?;
        self.conn.sums().add(stmt, key, deltas);
        Ok(())
    }

    /// Runs a query and hands each row to `each`, without collecting them.
    ///
    /// # Errors
    /// The error of the statement, or the first error of `each`.
    pub fn query(
        &mut self,
        stmt: &'static Stmt,
        params: &[Value<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.check()?;
        let outcome = self.conn.query(stmt, params, &mut |row| each(row).map(|()| true));
        self.keep(outcome)
    }

    /// The first row of a query, or none.
    ///
    /// # Errors
    /// The error of the statement or of `read`.
    pub fn query_opt<T>(
        &mut self,
        stmt: &'static Stmt,
        params: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.check()?;
        let mut read = Some(read);
        let mut found = None;
        let outcome = self.conn.query(stmt, params, &mut |row| {
            if let Some(read) = read.take() {
                found = Some(read(row)?);
            }
            Ok(false)
        });
        self.keep(outcome)?;
        Ok(found)
    }

    /// The first row of a query that always has one.
    ///
    /// # Errors
    /// The error of the statement or of `read`; [`Error::Defect`] if there is no row.
    pub fn query_one<T>(
        &mut self,
        stmt: &'static Stmt,
        params: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.query_opt(stmt, params, read)?
            .ok_or_else(|| Error::Defect(format!("{}: expected a row and found none", stmt.name)))
    }

    /// All rows of a query that has its own limit.
    ///
    /// # Errors
    /// The error of the statement or of `read`.
    pub fn query_all<T>(
        &mut self,
        stmt: &'static Stmt,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.query(stmt, params, |row| {
            rows.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs several statements without parameters: for migrations and engine settings only.
    ///
    /// # Errors
    /// The error of the first statement that fails.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        self.check()?;
        let outcome = self.conn.batch(sql);
        self.keep(outcome)
    }

    /// Gives the unit of work up, to be run again on a new snapshot, and returns the error to end it with.
    ///
    /// For a constraint broken although the unit of work had looked first: on PostgreSQL a concurrent transaction, not
    /// yet visible when it looked, came before it. The server reports that as a broken constraint, not as a collision.
    pub fn run_again(&mut self) -> Error {
        let error = Error::unavailable(Unavailability::Serialization);
        self.failed = Some(error.clone());
        error
    }

    fn check(&self) -> Result<()> {
        self.failed.clone().map_or(Ok(()), Err)
    }

    fn keep<T>(&mut self, outcome: Result<T>) -> Result<T> {
        if let Err(error) = &outcome {
            self.failed = Some(error.clone());
        }
        outcome
    }
}
