//! The PostgreSQL driver: serializable writes, snapshot reads, prepared statements kept per connection.
//!
//! A round trip costs more than most statements. So a statement whose answer is known beforehand may be put off
//! ([`PostgresConn::enqueue`]) and is sent together with the next one that has to be waited for; a reader's transaction opens
//! with its first query and closes without waiting.
//!
//! A connection drives its own small runtime and would panic inside another one, so it lives on a thread of this crate or on
//! a caller's thread outside any async runtime.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use ::postgres::error::SqlState;
use ::postgres::types::private::BytesMut;
use ::postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use ::postgres::{Client, NoTls, Statement};
use futures_util::Stream;
use tokio_postgres::RowStream;

use crate::config::{Config, Durability};
use crate::conn::{EachRow, Purpose};
use crate::outcome::{Error, Result, Unavailability};
use crate::row::{Inner, Row};
use crate::stmt::{Rows, Stmt};
use crate::value::{Owned, Value};

mod errors;
mod link;

pub(crate) use errors::map;
use link::Link;

/// Opens a group of writes. It holds a share of the turn to its end: see [`PostgresConn::take_turn`].
const BEGIN: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; \
    SELECT pg_advisory_xact_lock_shared(hashtextextended('motcua turn', 0))";
const TAKE_TURN: &str = "SELECT pg_advisory_lock(hashtextextended('motcua turn', 0))";
const LEAVE_TURN: &str = "SELECT pg_advisory_unlock(hashtextextended('motcua turn', 0))";

/// How the server sees this program.
const NAME: &str = "motcua";

/// Changes put off at most: beyond that they are sent without waiting for company.
const LATER_MAX: usize = 512;

/// Rows taken from the connection before they are handed on.
const ROWS_AT_A_TIME: usize = 64;

/// Whether the URL names a PostgreSQL server.
pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// A plain client, for what only this engine has: locks and notifications.
pub(crate) fn plain(config: &Config) -> Result<Client> {
    let mut settings: ::postgres::Config = config.url.parse().map_err(|error| wrong_url(&error))?;
    settings.application_name(NAME).connect_timeout(config.busy_timeout);
    let mut client = settings.connect(NoTls).map_err(|error| map("connection", &error))?;
    client.batch_execute(&setup(config, Purpose::Write)).map_err(|error| map("connection", &error))?;
    Ok(client)
}

fn wrong_url(error: &::postgres::Error) -> Error {
    Error::Defect(format!("database URL: {error}"))
}

/// One PostgreSQL connection.
pub(crate) struct PostgresConn {
    link: Link,
    statements: HashMap<(usize, usize), Statement>,
    purpose: Purpose,
    open: bool,
    /// Whether changes may be put off.
    puts_off: bool,
    /// Put off, in order.
    later: Vec<Later>,
    /// Changes asked for so far, put off or not.
    changes: u64,
    /// Whether a statement failed in the open transaction.
    failed: bool,
    /// Whether all other writers wait for this one.
    in_turn: bool,
}

/// What is sent with the next statement that is waited for.
enum Later {
    /// Opens the transaction of a reader.
    Begin(&'static str),
    /// A change, and how many rows it must change.
    Change { stmt: &'static Stmt, prepared: Statement, params: Vec<Owned>, rows: Rows },
}

/// The answer to come of something put off.
type Coming<'a> = Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

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

/// The settings of a session.
fn setup(config: &Config, purpose: Purpose) -> String {
    let commit = match config.durability {
        Durability::Full => "on",
        Durability::Relaxed => "off",
    };
    let lock_ms = config.busy_timeout.as_millis();
    // A writer that hangs would block the others; a reader may think as long as it likes.
    let (idle_ms, read_only) = match purpose {
        Purpose::Write => (60_000, "off"),
        Purpose::Read => (0, "on"),
    };
    format!(
        "SET synchronous_commit = {commit}; SET lock_timeout = {lock_ms}; SET TIME ZONE 'UTC'; \
         SET client_min_messages = warning; SET idle_in_transaction_session_timeout = {idle_ms}; \
         SET default_transaction_read_only = {read_only}"
    )
}

impl PostgresConn {
    pub(crate) fn open(config: &Config, purpose: Purpose) -> Result<Self> {
        let mut settings: tokio_postgres::Config = config.url.parse().map_err(|error| wrong_url(&error))?;
        settings.application_name(NAME).connect_timeout(config.busy_timeout);
        let mut link = Link::open(&settings)?;
        link.wait(|client| async { client.batch_execute(&setup(config, purpose)).await })
            .map_err(|error| map("connection", &error))?;
        Ok(Self {
            link,
            statements: HashMap::new(),
            purpose,
            open: false,
            puts_off: false,
            later: Vec::new(),
            changes: 0,
            failed: false,
            in_turn: false,
        })
    }

    fn statement(&mut self, stmt: &'static Stmt) -> Result<Statement> {
        if let Some(prepared) = self.statements.get(&stmt.key()) {
            return Ok(prepared.clone());
        }
        // In an open transaction it would be part of it, and come before what was put off.
        self.flush()?;
        let prepared = self.link.wait(|client| client.prepare(stmt.sql));
        let prepared = prepared.map_err(|error| self.note(map(stmt.name, &error)))?;
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

    /// Remembers that the open transaction can only be rolled back.
    fn note(&mut self, error: Error) -> Error {
        self.failed = true;
        error
    }

    pub(crate) fn execute(&mut self, stmt: &'static Stmt, params: &[Value<'_>]) -> Result<u64> {
        let prepared = self.bound(stmt, params)?;
        self.changes += 1;
        let later = std::mem::take(&mut self.later);
        let outcome = self.link.wait(|client| {
            let bound: Vec<Bound<'_>> = params.iter().copied().map(Bound).collect();
            let asked = async move { client.execute_raw(&prepared, bound).await };
            after(client, &later, asked)
        });
        outcome.and_then(|answer| answer.map_err(|error| map(stmt.name, &error))).map_err(|e| self.note(e))
    }

    /// Puts a change off until something has to be waited for. `rows` says how many it must change.
    pub(crate) fn enqueue(&mut self, stmt: &'static Stmt, params: &[Value<'_>], rows: Rows) -> Result<()> {
        let prepared = self.bound(stmt, params)?;
        self.changes += 1;
        let params = params.iter().copied().map(Owned::from).collect();
        self.later.push(Later::Change { stmt, prepared, params, rows });
        if self.later.len() >= LATER_MAX { self.flush() } else { Ok(()) }
    }

    /// Sends what was put off and waits for it.
    pub(crate) fn flush(&mut self) -> Result<()> {
        if self.later.is_empty() {
            return Ok(());
        }
        let later = std::mem::take(&mut self.later);
        let outcome = self.link.wait(|client| after(client, &later, async {}));
        outcome.map_err(|error| self.note(error))
    }

    /// Whether changes may be put off.
    pub(crate) fn puts_off(&self) -> bool {
        self.puts_off
    }

    /// Allows changes to be put off, or forbids it.
    pub(crate) fn put_off(&mut self, allowed: bool) {
        self.puts_off = allowed;
    }

    /// Changes asked for on this connection so far.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    pub(crate) fn query(
        &mut self,
        stmt: &'static Stmt,
        params: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<()> {
        let prepared = self.bound(stmt, params)?;
        let later = std::mem::take(&mut self.later);
        let outcome = self.link.wait(|client| {
            let bound: Vec<Bound<'_>> = params.iter().copied().map(Bound).collect();
            let asked = async move {
                let mut rows = Box::pin(client.query_raw(&prepared, bound).await?);
                let (first, over) = some_rows(&mut rows).await?;
                Ok((rows, first, over))
            };
            after(client, &later, asked)
        });
        let answer = outcome.and_then(|answer| answer.map_err(|error| map(stmt.name, &error)));
        let (mut stream, mut rows, mut over) = answer.map_err(|error| self.note(error))?;
        let mut wanted = true;
        // Read to the end even when no more is wanted: an error in a later row has aborted the transaction.
        loop {
            for row in &rows {
                if wanted {
                    wanted = each(&Row { statement: stmt.name, inner: Inner::Postgres(row) })?;
                }
            }
            if over {
                return Ok(());
            }
            let more = self.link.wait(|_| some_rows(&mut stream));
            (rows, over) = more.map_err(|error| self.note(map(stmt.name, &error)))?;
        }
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        let later = std::mem::take(&mut self.later);
        let outcome =
            self.link.wait(|client| after(client, &later, async { client.batch_execute(sql).await }));
        outcome.and_then(|answer| answer.map_err(|error| map("batch", &error))).map_err(|e| self.note(e))
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
        self.later.clear();
        self.failed = false;
        if self.purpose == Purpose::Read {
            self.link.look();
            if self.link.is_closed() {
                return Err(Error::unavailable(Unavailability::Disconnected));
            }
            self.later.push(Later::Begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
            self.open = true;
            return Ok(());
        }
        // A writer waits: were it refused, what comes with it would be done outside any transaction.
        match self.link.wait(|client| client.batch_execute(BEGIN)) {
            Ok(()) => {
                self.open = true;
                Ok(())
            }
            // The server has become a standby: a new connection may find the one that took over.
            Err(error) if error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION) => {
                Err(Error::unavailable(Unavailability::Disconnected))
            }
            Err(error) => {
                let error = waited(&error);
                // The transaction may be open, aborted.
                self.open = true;
                self.failed = true;
                Err(error)
            }
        }
    }

    /// Waits until no other writer, here or on another node, is in a transaction, and keeps them waiting until
    /// [`PostgresConn::leave_turn`]. What runs in turn collides with no group: it sees what they committed, because the lock
    /// is held before its snapshot is taken. The server serves such locks in the order they were asked for, so each
    /// writer has its turn, however much the others have to do.
    pub(crate) fn take_turn(&mut self) -> Result<()> {
        if !self.in_turn {
            self.link.wait(|client| client.batch_execute(TAKE_TURN)).map_err(|error| waited(&error))?;
            self.in_turn = true;
        }
        Ok(())
    }

    /// Lets the others go on. If it fails, only the end of the connection does.
    pub(crate) fn leave_turn(&mut self) -> Result<()> {
        if std::mem::take(&mut self.in_turn) {
            self.link.wait(|client| client.batch_execute(LEAVE_TURN)).map_err(|error| map("turn", &error))?;
        }
        Ok(())
    }

    /// Opens a transaction that only one node at a time can be in. It collides with nothing, so it need not be repeated.
    pub(crate) fn begin_exclusive(&mut self) -> Result<()> {
        self.batch(
            "SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
             BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(hashtextextended('motcua exclusive', 0))",
        )?;
        self.open = true;
        self.failed = false;
        Ok(())
    }

    /// Commits.
    ///
    /// A bare COMMIT of an aborted transaction answers without an error and rolls back; so what was put off is waited for
    /// first, and nothing is committed after a statement has failed: nothing lost is ever acknowledged.
    pub(crate) fn commit(&mut self) -> Result<()> {
        self.flush()?;
        if self.failed {
            return Err(Error::Defect("a transaction with a failed statement cannot be committed".into()));
        }
        self.batch("COMMIT")?;
        self.open = false;
        Ok(())
    }

    /// Commits a group whose last job's savepoint is open. Releasing it first fails in an aborted transaction.
    pub(crate) fn commit_savepoint(&mut self) -> Result<()> {
        self.flush()?;
        self.batch("RELEASE SAVEPOINT job; COMMIT")?;
        self.open = false;
        Ok(())
    }

    pub(crate) fn rollback(&mut self) -> Result<()> {
        // A transaction that never got beyond its BEGIN was never opened.
        let never = matches!(self.later.first(), Some(Later::Begin(_)));
        self.later.clear();
        if !self.open || never {
            self.open = false;
            return Ok(());
        }
        self.open = false;
        if self.purpose == Purpose::Read && !self.failed {
            self.link.send(|client| client.batch_execute("ROLLBACK"));
            return Ok(());
        }
        self.batch("ROLLBACK")
    }

    /// Undoes the current job and leaves its savepoint open.
    pub(crate) fn undo_job(&mut self) -> Result<()> {
        self.later.clear();
        self.batch("ROLLBACK TO SAVEPOINT job")?;
        self.failed = false;
        Ok(())
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.open && !self.link.is_closed()
    }
}

/// An error on the way into a transaction: somebody's turn took longer than the patience for a lock is a collision.
fn waited(error: &::postgres::Error) -> Error {
    match error.code() {
        Some(&SqlState::LOCK_NOT_AVAILABLE) => Error::unavailable(Unavailability::Serialization),
        _ => map("begin", error),
    }
}

/// Sends what was put off and then `asked`, all at once, and waits for all of it.
///
/// The first of the former that failed is the answer: the server refuses what comes after it for that reason only.
async fn after<F: Future>(client: &tokio_postgres::Client, later: &[Later], asked: F) -> Result<F::Output> {
    let mut coming: Vec<Option<Coming<'_>>> = later.iter().map(|later| Some(coming(client, later))).collect();
    let mut asked = std::pin::pin!(asked);
    let mut answer = None;
    let mut failed = None;
    poll_fn(|context| {
        let mut all = true;
        for place in &mut coming {
            let Some(waiting) = place else { continue };
            match waiting.as_mut().poll(context) {
                Poll::Ready(outcome) => {
                    *place = None;
                    if let Err(error) = outcome {
                        failed.get_or_insert(error);
                    }
                }
                Poll::Pending => all = false,
            }
        }
        if answer.is_none()
            && let Poll::Ready(output) = asked.as_mut().poll(context)
        {
            answer = Some(output);
        }
        if all && answer.is_some() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    match (failed, answer) {
        (Some(error), _) => Err(error),
        (None, Some(answer)) => Ok(answer),
        (None, None) => Err(Error::Defect("an answer was waited for and is not there".into())),
    }
}

fn coming<'a>(client: &'a tokio_postgres::Client, later: &'a Later) -> Coming<'a> {
    match later {
        Later::Begin(sql) => {
            Box::pin(async { client.batch_execute(sql).await.map_err(|error| map("begin", &error)) })
        }
        Later::Change { stmt, prepared, params, rows } => Box::pin(async {
            let bound: Vec<Bound<'_>> = params.iter().map(|value| Bound(value.value())).collect();
            let changed =
                client.execute_raw(prepared, bound).await.map_err(|error| map(stmt.name, &error))?;
            stmt.expect(changed, *rows)
        }),
    }
}

/// The rows that have arrived, at least one unless there are no more, and whether that was all.
async fn some_rows(
    stream: &mut Pin<Box<RowStream>>,
) -> std::result::Result<(Vec<::postgres::Row>, bool), ::postgres::Error> {
    let mut rows = Vec::new();
    poll_fn(|context| {
        loop {
            match stream.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(row))) => rows.push(row),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                Poll::Ready(None) => return Poll::Ready(Ok(true)),
                Poll::Pending if rows.is_empty() => return Poll::Pending,
                Poll::Pending => return Poll::Ready(Ok(false)),
            }
            if rows.len() >= ROWS_AT_A_TIME {
                return Poll::Ready(Ok(false));
            }
        }
    })
    .await
    .map(|over| (rows, over))
}
