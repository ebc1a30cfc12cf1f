//! The inbox: one queue of one unit, or what is due, page by page in the order of due moments.
//!
//! Paging is by key: a page 60,000 rows deep costs what the first one costs. Field scope, assignment, procedure and
//! channel are conditions of the statement, never filters in the program.

use crate::codec::{channel_from_code, role_from_key, small};
use crate::error::{Result, StoreError};
use crate::queries::PAGE_MAX;
use crate::queries::counts::queue_of;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row as DbRow, Stmt, Tx, Value};
use motcua_domain::actor::Role;
use motcua_domain::desk::Queue;
use motcua_domain::ids::{DossierId, FieldCode, OfficerId, ProcedureCode, UnitId, VersionId};
use motcua_domain::procedure::Channel;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Most fields one query can be scoped to.
pub const FIELDS_MAX: usize = 16;

/// Columns of a row, read in this order by [`read`].
macro_rules! page_of {
    ($items:literal, $order:literal, $outer:literal) => {
        concat!(
            "select i.sort_at, i.dossier, i.queue, i.officer, i.role, i.due_at, i.running, i.procedure, i.channel, \
             d.code, d.revision, d.status, d.version, d.submitted_at, d.received_at, d.holder, p.name from (",
            "select sort_at, dossier, queue, officer, role, due_at, running, procedure, channel from desk_item where ",
            $items,
            " and (cast($5 as bigint) is null or officer = $5)",
            " and (cast($6 as bigint) is null or channel = $6)",
            " and (cast($7 as bigint) = 0 or field in ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
             $21, $22, $23))",
            " order by ",
            $order,
            " limit $4) i join dossier d on d.id = i.dossier left join person p on p.id = d.owner order by ",
            $outer
        )
    };
}

statements! {
    QUEUE = "inbox.queue", page_of!(
        "unit = $1 and (sort_at, dossier) > ($2, $3) and queue = $24",
        "sort_at, dossier",
        "i.sort_at, i.dossier"
    );
    QUEUE_PROCEDURE = "inbox.queue_procedure", page_of!(
        "unit = $1 and (sort_at, dossier) > ($2, $3) and queue = $24 and procedure = $25",
        "sort_at, dossier",
        "i.sort_at, i.dossier"
    );
    DUE = "inbox.due", page_of!(
        "unit = $1 and running = 1 and (due_at, dossier, queue) > ($2, $3, $24) and due_at <= $25 \
         and (cast($26 as text) is null or procedure = $26)",
        "due_at, dossier, queue",
        "i.due_at, i.dossier, i.queue"
    );
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// One queue.
    Queue(Queue),
    /// Running, due between `now` and `until`, both included.
    DueSoon {
        /// From.
        now: Moment,
        /// To.
        until: Moment,
    },
    /// Running and past its due moment.
    Overdue {
        /// Before.
        now: Moment,
    },
}

/// One page of an inbox. The caller has checked that the officer may see the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query<'a> {
    /// Whose desk.
    pub unit: UnitId,
    /// Which list.
    pub queue: View,
    /// Only these fields (at most [`FIELDS_MAX`]); `None`: every field.
    pub fields: Option<&'a [FieldCode]>,
    /// Only what is assigned to this officer.
    pub officer: Option<OfficerId>,
    /// Only this procedure.
    pub procedure: Option<&'a ProcedureCode>,
    /// Only this channel.
    pub channel: Option<Channel>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Rows, at most [`PAGE_MAX`].
    pub limit: u32,
}

/// Where a page ended: opaque text for addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    at: i64,
    dossier: DossierId,
    queue: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{}.{:x}", self.at, self.dossier.0.simple(), self.queue)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let mut parts = text.split('.');
        let (Some(at), Some(dossier), Some(queue), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotACursor);
        };
        Ok(Self {
            at: i64::from_str_radix(at, 16).map_err(|_| NotACursor)?,
            dossier: DossierId(Uuid::try_parse(dossier).map_err(|_| NotACursor)?),
            queue: i64::from_str_radix(queue, 16).map_err(|_| NotACursor)?,
        })
    }
}

/// The text is not a cursor of ours: begin at the first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a page cursor")]
pub struct NotACursor;

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Dossier.
    pub id: DossierId,
    /// Code, once received.
    pub code: Option<String>,
    /// Owner's name; `None` if erased.
    pub owner_name: Option<String>,
    /// Procedure.
    pub procedure: ProcedureCode,
    /// Pinned version.
    pub version: VersionId,
    /// Submitted.
    pub submitted_at: Moment,
    /// Received.
    pub received_at: Option<Moment>,
    /// Due moment of the dossier, or of the consultation.
    pub due_at: Option<Moment>,
    /// What the list is sorted by.
    pub sort_at: Moment,
    /// National status 1…10.
    pub status: u8,
    /// Queue it lies in.
    pub queue: Queue,
    /// Assigned to.
    pub officer: Option<OfficerId>,
    /// Role that works it.
    pub role: Role,
    /// Channel.
    pub channel: Channel,
    /// Revision, for acts from the list.
    pub revision: u32,
    /// Whether the unit is responsible and the clock runs.
    pub running: bool,
    /// Unit responsible now.
    pub holder: UnitId,
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// One page.
///
/// # Errors
/// If the database cannot answer; [`motcua_db::Error::Defect`] for more than [`FIELDS_MAX`] fields.
pub fn page(tx: &mut Tx<'_>, query: &Query<'_>) -> Result<Page> {
    let limit = query.limit.clamp(1, PAGE_MAX);
    let fields = query.fields.unwrap_or_default();
    if fields.len() > FIELDS_MAX {
        let text = format!("an inbox cannot be scoped to {} fields", fields.len());
        return Err(motcua_db::Error::Defect(text).into());
    }
    let (stmt, start, rest) = plan(query);
    let from = query.after.unwrap_or(start);
    let dossier = from.dossier.bytes();
    // One more than shown tells whether there is a next page.
    let (officer, channel) = (query.officer.map(|id| id.0), query.channel.map(Channel::national_code));
    let mut values: Vec<Value<'_>> = vec![
        Value::from(query.unit.0),
        Value::from(from.at),
        Value::from(&dossier),
        Value::from(limit + 1),
        Value::from(officer),
        Value::from(channel),
        Value::from(query.fields.is_some()),
    ];
    values.extend(
        (0..FIELDS_MAX).map(|n| fields.get(n).map_or(Value::Null, |field| Value::Text(field.as_str()))),
    );
    match rest {
        Rest::Queue(queue) => values.push(Value::Int(queue)),
        Rest::Due { until } => values.extend([Value::Int(from.queue), Value::Int(until)]),
    }
    match (rest, query.procedure) {
        (_, Some(procedure)) => values.push(Value::Text(procedure.as_str())),
        (Rest::Due { .. }, None) => values.push(Value::Null),
        (Rest::Queue(_), None) => {}
    }
    let mut rows = tx.query_all(stmt, &values, read)?.into_iter().collect::<Result<Vec<Row>>>()?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| cursor_after(row, query.queue));
    Ok(Page { rows, next })
}

/// Parameters that only one of the statements has.
#[derive(Clone, Copy)]
enum Rest {
    Queue(i64),
    Due { until: i64 },
}

/// Statement, first position and own parameters of a view.
fn plan(query: &Query<'_>) -> (&'static Stmt, Cursor, Rest) {
    let nil = DossierId::from_bytes([0; 16]);
    let start = |at| Cursor { at, dossier: nil, queue: 0 };
    match query.queue {
        View::Queue(queue) => {
            let stmt: &'static Stmt = if query.procedure.is_some() { &QUEUE_PROCEDURE } else { &QUEUE };
            (stmt, start(i64::MIN), Rest::Queue(i64::from(queue.number())))
        }
        View::DueSoon { now, until } => {
            (&DUE, start(now.unix_seconds()), Rest::Due { until: until.unix_seconds() })
        }
        View::Overdue { now } => (&DUE, start(i64::MIN), Rest::Due { until: now.unix_seconds() - 1 }),
    }
}

fn cursor_after(row: &Row, view: View) -> Cursor {
    let at = match view {
        View::Queue(_) => row.sort_at,
        View::DueSoon { .. } | View::Overdue { .. } => row.due_at.unwrap_or(row.sort_at),
    };
    Cursor { at: at.unix_seconds(), dossier: row.id, queue: i64::from(row.queue.number()) }
}

fn read(row: &DbRow<'_>) -> motcua_db::Result<Result<Row>> {
    let moment = |column| row.int(column).map(Moment::from_unix_seconds);
    let maybe = |column| row.opt_int(column).map(|at| at.map(Moment::from_unix_seconds));
    let (sort_at, id, queue) = (moment(0)?, DossierId::from_bytes(row.bytes(1)?), row.int(2)?);
    let (officer, role, due_at, running) =
        (row.opt_int(3)?, role_from_key(row.text_ref(4)?), maybe(5)?, row.bool(6)?);
    let (procedure, channel, code) = (ProcedureCode(row.text(7)?), row.int(8)?, row.opt_text(9)?);
    let (revision, status, version) = (row.int(10)?, row.int(11)?, row.int(12)?);
    let (submitted_at, received_at, holder) = (moment(13)?, maybe(14)?, row.int(15)?);
    let owner_name = row.opt_text(16)?;
    Ok((|| {
        Ok(Row {
            id,
            code,
            owner_name,
            procedure,
            version: VersionId(small(version)?),
            submitted_at,
            received_at,
            due_at,
            sort_at,
            status: status_of(status)?,
            queue: queue_of(queue)?,
            officer: officer.map(small).transpose()?.map(OfficerId),
            role: role?,
            channel: channel_from_code(channel)?,
            revision: small(revision)?,
            running,
            holder: UnitId(small(holder)?),
        })
    })())
}

/// A national status from its column.
pub(crate) fn status_of(number: i64) -> Result<u8> {
    u8::try_from(number)
        .ok()
        .filter(|status| (1..=10).contains(status))
        .ok_or_else(|| StoreError::corrupt(format!("{number} is no national status")))
}
