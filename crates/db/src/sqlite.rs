//! The SQLite driver: WAL, full synchronisation, foreign keys, prepared statements kept per connection.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::PathBuf;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, PrepFlags, Statement, ffi};

use crate::config::{Config, Durability};
use crate::conn::{EachRow, Purpose};
use crate::outcome::{Error, Result, Unavailability};
use crate::row::{Inner, Row};
use crate::stmt::{Stmt, numbered};
use crate::value::Value;

self_cell::self_cell!(
    /// A connection and the statements prepared on it.
    struct Session {
        owner: Connection,
        #[covariant]
        dependent: Prepared,
    }
);

/// Statements by the identity of their text: looking one up costs no look at its hundreds of letters.
type Prepared<'c> = HashMap<(usize, usize), Statement<'c>>;

/// One SQLite connection.
pub(crate) struct SqliteConn {
    session: Session,
    purpose: Purpose,
}

// SAFETY: a connection may change threads, a statement may not because it refers to its connection. Here both lie in one value
// and are reached only through it: whoever moves it to another thread moves all of them at once, and nothing that refers to
// either outlives a call. SQLite is compiled for several threads.
#[allow(unsafe_code)]
unsafe impl Send for SqliteConn {}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// Path of the file named by a `sqlite:` URL.
pub(crate) fn path(url: &str) -> Result<PathBuf> {
    url.strip_prefix("sqlite:")
        .map(|path| path.strip_prefix("//").unwrap_or(path))
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .ok_or_else(|| Error::Defect(format!("database URL {url:?} is neither sqlite:PATH nor postgres://…")))
}

impl SqliteConn {
    pub(crate) fn open(config: &Config, purpose: Purpose) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_PRIVATE_CACHE;
        let conn = Connection::open_with_flags(path(&config.url)?, flags).map_err(bare)?;
        conn.busy_timeout(config.busy_timeout).map_err(bare)?;
        conn.execute_batch(&settings(config, purpose)).map_err(bare)?;
        Ok(Self { session: Session::new(conn, |_| HashMap::new()), purpose })
    }

    fn conn(&self) -> &Connection {
        self.session.borrow_owner()
    }

    /// Does something with a statement whose parameters are bound.
    fn with<T>(
        &mut self,
        stmt: &'static Stmt,
        params: &[Value<'_>],
        work: impl FnOnce(&Connection, &mut Statement<'_>) -> Result<T>,
    ) -> Result<T> {
        self.session.with_dependent_mut(|conn, prepared| {
            let statement = prepared_on(conn, prepared, stmt)?;
            if statement.parameter_count() != params.len() {
                return Err(Error::Defect(format!(
                    "{}: takes {} parameters and was given {}",
                    stmt.name,
                    statement.parameter_count(),
                    params.len()
                )));
            }
            for (index, value) in params.iter().enumerate() {
                statement.raw_bind_parameter(index + 1, value).map_err(|error| {
                    Error::Defect(format!("{}: parameter {}: {error}", stmt.name, index + 1))
                })?;
            }
            work(conn, statement)
        })
    }

    pub(crate) fn execute(&mut self, stmt: &'static Stmt, params: &[Value<'_>]) -> Result<u64> {
        self.with(stmt, params, |conn, statement| match statement.raw_execute() {
            Ok(changed) => Ok(changed as u64),
            Err(error) => Err(named(conn, stmt.name, error)),
        })
    }

    pub(crate) fn query(
        &mut self,
        stmt: &'static Stmt,
        params: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<()> {
        self.with(stmt, params, |conn, statement| {
            let mut rows = statement.raw_query();
            let failed = loop {
                match rows.next() {
                    Ok(Some(row)) => {
                        if !each(&Row { statement: stmt.name, inner: Inner::Sqlite(row) })? {
                            return Ok(());
                        }
                    }
                    Ok(None) => return Ok(()),
                    Err(error) => break error,
                }
            };
            drop(rows);
            Err(named(conn, stmt.name, failed))
        })
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        // The short texts around each job run for every write: they are worth keeping prepared.
        if !sql.contains(';') {
            let outcome = self.conn().prepare_cached(sql).and_then(|mut prepared| prepared.raw_execute());
            return outcome.map(drop).map_err(|error| named(self.conn(), "batch", error));
        }
        if sql == crate::conn::RELEASE_AND_SAVEPOINT {
            self.batch("RELEASE SAVEPOINT job")?;
            return self.batch("SAVEPOINT job");
        }
        self.conn().execute_batch(sql).map_err(|error| named(self.conn(), "batch", error))
    }

    pub(crate) fn prepare(&mut self, stmt: &'static Stmt) -> Result<()> {
        self.session.with_dependent_mut(|conn, prepared| prepared_on(conn, prepared, stmt).map(drop))
    }

    pub(crate) fn begin(&mut self) -> Result<()> {
        self.batch(match self.purpose {
            Purpose::Read => "BEGIN DEFERRED",
            Purpose::Write => "BEGIN IMMEDIATE",
        })
    }

    pub(crate) fn commit(&mut self) -> Result<()> {
        self.batch("COMMIT")
    }

    /// Brings what it can of the log into the file, waiting for nobody.
    pub(crate) fn checkpoint(&mut self) -> Result<()> {
        self.conn().query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).map_err(bare)
    }

    pub(crate) fn rollback(&mut self) -> Result<()> {
        if self.in_transaction() { self.batch("ROLLBACK") } else { Ok(()) }
    }

    pub(crate) fn changes(&self) -> u64 {
        self.conn().total_changes()
    }

    pub(crate) fn in_transaction(&self) -> bool {
        !self.conn().is_autocommit()
    }
}

/// The statement, prepared the first time it is asked for.
fn prepared_on<'p, 'c>(
    conn: &'c Connection,
    prepared: &'p mut Prepared<'c>,
    stmt: &'static Stmt,
) -> Result<&'p mut Statement<'c>> {
    match prepared.entry(stmt.key()) {
        Entry::Occupied(known) => Ok(known.into_mut()),
        Entry::Vacant(place) => {
            let flags = PrepFlags::SQLITE_PREPARE_PERSISTENT;
            let statement = conn.prepare_with_flags(&numbered(stmt.sql), flags);
            Ok(place.insert(statement.map_err(|error| named(conn, stmt.name, error))?))
        }
    }
}

/// Engine settings, run on every new connection.
///
/// Two make SQLite agree with PostgreSQL: `like` tells upper from lower case, and a row replaced by `insert or replace` fires
/// its delete trigger, which an append-only table relies on.
fn settings(config: &Config, purpose: Purpose) -> String {
    let (cache_kib, query_only) = match purpose {
        Purpose::Read => (config.reader_cache_kib, "ON"),
        Purpose::Write => (config.writer_cache_kib, "OFF"),
    };
    let synchronous = match config.durability {
        Durability::Full => "FULL",
        Durability::Relaxed => "OFF",
    };
    let page_count_max = match config.page_count_max {
        0 => String::new(),
        pages => format!("PRAGMA max_page_count = {pages};"),
    };
    format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON; \
         PRAGMA cache_size = -{cache_kib}; PRAGMA mmap_size = {}; PRAGMA temp_store = MEMORY; \
         PRAGMA wal_autocheckpoint = {}; PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF; \
         PRAGMA recursive_triggers = ON; PRAGMA case_sensitive_like = ON; \
         {page_count_max} PRAGMA query_only = {query_only};",
        config.mmap_bytes, config.wal_pages
    )
}

/// An error outside any statement.
fn bare(error: rusqlite::Error) -> Error {
    map(None, "connection", error)
}

/// An error of a named statement, with the constraint's name looked up.
fn named(conn: &Connection, statement: &str, error: rusqlite::Error) -> Error {
    map(Some(conn), statement, error)
}

fn map(conn: Option<&Connection>, statement: &str, error: rusqlite::Error) -> Error {
    let (code, message) = match &error {
        rusqlite::Error::SqliteFailure(code, message) => (*code, message.clone().unwrap_or_default()),
        other => return Error::Defect(format!("{statement}: {other}")),
    };
    match code.code {
        ErrorCode::ConstraintViolation => Error::conflict(constraint(conn, code.extended_code, &message)),
        ErrorCode::DiskFull => Error::unavailable(Unavailability::DiskFull),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            Error::unavailable(Unavailability::Locked)
        }
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => {
            // The value that travels up has no room for what the operator needs to know.
            tracing::error!(statement, error = %error, "SQLite cannot reach its file");
            Error::unavailable(Unavailability::Io)
        }
        _ => Error::Defect(format!("{statement}: {error}")),
    }
}

/// Name of the violated constraint, as PostgreSQL would name it.
///
/// SQLite reports columns where PostgreSQL reports a name; the extended code says which kind of constraint it was, and the
/// part after the colon is the engine's documented operand, not prose.
fn constraint(conn: Option<&Connection>, extended: i32, message: &str) -> String {
    let operand = message.split_once("failed: ").map_or(message, |(_, operand)| operand);
    match extended {
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => "foreign_key".to_owned(),
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            unique_name(conn, operand)
        }
        // A check or not-null carries its operand; a trigger that raised, its own message.
        _ => operand.to_owned(),
    }
}

/// Turns `dossier.agency, dossier.number` into the name of the index or of the key.
fn unique_name(conn: Option<&Connection>, operand: &str) -> String {
    if let Some(index) = operand.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let pairs: Vec<(&str, &str)> = operand.split(", ").filter_map(|pair| pair.split_once('.')).collect();
    let Some(&(table, _)) = pairs.first() else { return operand.to_owned() };
    let columns: Vec<&str> = pairs.iter().map(|&(_, column)| column).collect();
    let fallback = format!("{table}_{}_key", columns.join("_"));
    match conn {
        Some(conn) => index_name(conn, table, &columns).ok().flatten().unwrap_or(fallback),
        None => fallback,
    }
}

fn index_name(conn: &Connection, table: &str, columns: &[&str]) -> rusqlite::Result<Option<String>> {
    let mut indexes = conn.prepare_cached(
        "select name, origin, (select group_concat(name, ',') from (select name from pragma_index_info(list.name) order by seqno)) \
         from pragma_index_list(?1) list where \"unique\" = 1",
    )?;
    let mut rows = indexes.query([table])?;
    let wanted = columns.join(",");
    while let Some(row) = rows.next()? {
        let (name, origin, found): (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if found.as_deref() == Some(wanted.as_str()) {
            return Ok(Some(match origin.as_str() {
                "c" => name,
                "pk" => format!("{table}_pkey"),
                _ => format!("{table}_{}_key", columns.join("_")),
            }));
        }
    }
    // An integer primary key is the table itself and has no index.
    let mut keys = conn.prepare_cached("select name from pragma_table_info(?1) where pk > 0 order by pk")?;
    let keys: Vec<String> = keys.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok((keys == columns).then(|| format!("{table}_pkey")))
}
