//! The PostgreSQL driver: serializable writes, snapshot reads, prepared statements kept per connection.
//!
//! The synchronous client drives its own small runtime and would panic inside another one, so a connection lives on a
//! thread of this crate or on a caller's thread outside any async runtime.

use std::collections::HashMap;
use std::error::Error as _;

use ::postgres::error::SqlState;
use ::postgres::fallible_iterator::FallibleIterator;
use ::postgres::types::private::BytesMut;
use ::postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use ::postgres::{Client, NoTls, Statement};

use crate::config::{Config, Durability};
use crate::conn::{EachRow, Purpose};
use crate::outcome::{Error, Result, Unavailability};
use crate::row::{Inner, Row};
use crate::stmt::Stmt;
use crate::value::Value;

/// Whether the URL names a PostgreSQL server.
pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// One PostgreSQL connection.
pub(crate) struct PostgresConn {
    client: Client,
    statements: HashMap<(usize, usize), Statement>,
    purpose: Purpose,
    open: bool,
}

/// A value that encodes itself for whatever integer, text or byte type the server inferred.
#[derive(Debug)]
struct Bound<'a>(Value<'a>);

type EncodeError = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Bound<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, EncodeError> {
        match (self.0, kind) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(number), &Type::INT8) => number.to_sql(kind, out),
            (Value::Int(number), &Type::INT4) => i32::try_from(number)?.to_sql(kind, out),
            (Value::Int(number), &Type::INT2) => i16::try_from(number)?.to_sql(kind, out),
            (Value::Text(text), kind) if <&str as ToSql>::accepts(kind) => text.to_sql(kind, out),
            (Value::Blob(bytes), &Type::BYTEA) => bytes.to_sql(kind, out),
            (value, kind) => Err(format!("{value:?} cannot be bound to the type {}", kind.name()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        // The value decides, in `to_sql`: null fits every type.
        true
    }

    to_sql_checked!();
}

impl PostgresConn {
    pub(crate) fn open(config: &Config, purpose: Purpose) -> Result<Self> {
        let mut settings: ::postgres::Config =
            config.url.parse().map_err(|error| Error::Defect(format!("database URL: {error}")))?;
        settings.application_name("motcua").connect_timeout(config.busy_timeout);
        let mut client = settings.connect(NoTls).map_err(|error| map("connection", &error))?;
        let commit = match config.durability {
            Durability::Full => "on",
            Durability::Relaxed => "off",
        };
        let lock_ms = config.busy_timeout.as_millis();
        // A writer that hangs would block the others; a reader may think as long as it likes.
        let idle_ms = if purpose == Purpose::Write { 60_000 } else { 0 };
        client
            .batch_execute(&format!(
                "SET synchronous_commit = {commit}; SET lock_timeout = {lock_ms}; SET TIME ZONE 'UTC'; \
                 SET client_min_messages = warning; SET idle_in_transaction_session_timeout = {idle_ms}"
            ))
            .map_err(|error| map("connection", &error))?;
        Ok(Self { client, statements: HashMap::new(), purpose, open: false })
    }

    /// The client itself, for what only this engine has: locks and notifications.
    pub(crate) fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    fn statement(&mut self, stmt: &'static Stmt) -> Result<Statement> {
        if let Some(prepared) = self.statements.get(&stmt.key()) {
            return Ok(prepared.clone());
        }
        let prepared = self.client.prepare(stmt.sql).map_err(|error| map(stmt.name, &error))?;
        self.statements.insert(stmt.key(), prepared.clone());
        Ok(prepared)
    }

    fn bound(&mut self, stmt: &'static Stmt, params: &[Value<'_>]) -> Result<Statement> {
        let prepared = self.statement(stmt)?;
        if prepared.params().len() != params.len() {
            return Err(Error::Defect(format!(
                "{}: takes {} parameters and was given {}",
                stmt.name,
                prepared.params().len(),
                params.len()
            )));
        }
        Ok(prepared)
    }

    pub(crate) fn execute(&mut self, stmt: &'static Stmt, params: &[Value<'_>]) -> Result<u64> {
        let prepared = self.bound(stmt, params)?;
        let bound: Vec<Bound<'_>> = params.iter().copied().map(Bound).collect();
        let references: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|value| value as _).collect();
        self.client.execute(&prepared, &references).map_err(|error| map(stmt.name, &error))
    }

    pub(crate) fn query(
        &mut self,
        stmt: &'static Stmt,
        params: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<()> {
        let prepared = self.bound(stmt, params)?;
        let mut rows = self
            .client
            .query_raw(&prepared, params.iter().copied().map(Bound))
            .map_err(|error| map(stmt.name, &error))?;
        let mut wanted = true;
        // Read to the end even when no more is wanted: an error in a later row has aborted the transaction.
        while let Some(row) = rows.next().map_err(|error| map(stmt.name, &error))? {
            if wanted {
                wanted = each(&Row { statement: stmt.name, inner: Inner::Postgres(&row) })?;
            }
        }
        Ok(())
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        self.client.batch_execute(sql).map_err(|error| map("batch", &error))
    }

    pub(crate) fn prepare(&mut self, stmt: &'static Stmt) -> Result<()> {
        let prepared = self.statement(stmt)?;
        let known = |kind: &Type| {
            matches!(
                *kind,
                Type::INT8 | Type::INT4 | Type::INT2 | Type::TEXT | Type::VARCHAR | Type::NAME | Type::BYTEA
            )
        };
        for (index, kind) in prepared.params().iter().enumerate() {
            if !known(kind) {
                return Err(Error::Defect(format!(
                    "{}: parameter {} has the type {}; cast it",
                    stmt.name,
                    index + 1,
                    kind.name()
                )));
            }
        }
        for (index, column) in prepared.columns().iter().enumerate() {
            if !known(column.type_()) {
                return Err(Error::Defect(format!(
                    "{}: column {index} ({}) has the type {}; cast it to bigint, text or bytea",
                    stmt.name,
                    column.name(),
                    column.type_().name()
                )));
            }
        }
        Ok(())
    }

    pub(crate) fn begin(&mut self) -> Result<()> {
        let begun = self.client.batch_execute(match self.purpose {
            Purpose::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Purpose::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
        });
        match begun {
            Ok(()) => {
                self.open = true;
                Ok(())
            }
            // The server has become a standby: a new connection may find the one that took over.
            Err(error) if error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION) => {
                Err(Error::unavailable(Unavailability::Disconnected))
            }
            Err(error) => Err(map("begin", &error)),
        }
    }

    /// Opens a transaction that only one node at a time can be in. It collides with nothing, so it need not be repeated.
    pub(crate) fn begin_exclusive(&mut self) -> Result<()> {
        self.batch(
            "SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
             BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(hashtextextended('motcua exclusive', 0))",
        )?;
        self.open = true;
        Ok(())
    }

    pub(crate) fn commit(&mut self) -> Result<()> {
        self.batch("COMMIT")?;
        self.open = false;
        Ok(())
    }

    pub(crate) fn commit_group(&mut self) -> Result<()> {
        // A bare COMMIT of an aborted transaction answers without an error and rolls back. Releasing the savepoint first
        // fails in that state, so that nothing lost is ever acknowledged.
        self.batch("RELEASE SAVEPOINT job; COMMIT")?;
        self.open = false;
        Ok(())
    }

    pub(crate) fn rollback(&mut self) -> Result<()> {
        if !self.open {
            return Ok(());
        }
        self.open = false;
        self.batch("ROLLBACK")
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.open && !self.client.is_closed()
    }
}

/// Translates the server's code, or the transport's failure.
pub(crate) fn map(statement: &str, error: &::postgres::Error) -> Error {
    let Some(db) = error.as_db_error() else {
        let transport =
            error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
        return if transport {
            // The value that travels up has no room for what the operator needs to know.
            tracing::warn!(statement, error = %chain(error), "PostgreSQL cannot be reached");
            Error::unavailable(Unavailability::Disconnected)
        } else {
            Error::Defect(format!("{statement}: {}", chain(error)))
        };
    };
    let code = db.code();
    if *code == SqlState::FOREIGN_KEY_VIOLATION {
        return Error::conflict("foreign_key");
    }
    if *code == SqlState::NOT_NULL_VIOLATION {
        return Error::conflict(format!("{}.{}", db.table().unwrap_or("?"), db.column().unwrap_or("?")));
    }
    if *code == SqlState::RAISE_EXCEPTION {
        return Error::conflict(db.constraint().unwrap_or_else(|| db.message()));
    }
    match (code.code(), &code.code()[..2]) {
        (_, "23") => Error::conflict(db.constraint().unwrap_or_else(|| db.message())),
        ("40001" | "40P01", _) => Error::unavailable(Unavailability::Serialization),
        ("55P03", _) => Error::unavailable(Unavailability::Locked),
        ("53100", _) => Error::unavailable(Unavailability::DiskFull),
        ("58030", _) => Error::unavailable(Unavailability::Io),
        ("57014", _) | (_, "53") => Error::unavailable(Unavailability::Overloaded),
        ("25P03" | "57P01" | "57P02" | "57P03" | "57P05", _) | (_, "08") => {
            Error::unavailable(Unavailability::Disconnected)
        }
        _ => Error::Defect(format!("{statement}: {} ({})", db.message(), code.code())),
    }
}

fn chain(error: &::postgres::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
