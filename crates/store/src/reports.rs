//! Reports: definitions made in the running program, and editions frozen with where the journal ended then.
//!
//! An edition is kept as it came out and never again written: its act in the account of offices holds the digests of its content and
//! of its definition. `verify` reckons every cell again from the journal up to that position ([`check`]).

use crate::chain;
use crate::codec::small;
use crate::error::{Result, StoreError};
use crate::office::{self, NewAct};
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row, Tx, params};
use motcua_domain::actor::ActorRef;
use motcua_domain::ids::{CommandId, UnitId};
use motcua_insight::report::Table;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod check;
mod gather;

pub(crate) use check::check;
pub(crate) use gather::STATEMENTS as GATHER_STATEMENTS;
pub use gather::{Gathered, gather};

statements! {
    ADD_DEFINITION = "report_definition.add", "insert into report_definition (subject, revision, key, text) \
        values ($1, $2, $3, $4)";
    DEFINITIONS = "report_definition.latest", "select d.key, d.revision, d.text from report_definition d \
        where d.revision = (select max(o.revision) from report_definition o where o.key = d.key) order by d.key";
    EACH_DEFINITION = "report_definition.each", "select subject, revision, text from report_definition \
        order by subject, revision";
    ADD = "published_report.add", "insert into published_report (subject, revision, key, period, unit, position, \
        frozen_at, definition, content) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    GET = "published_report.get", "select subject, revision, key, period, unit, position, frozen_at, definition, content \
        from published_report where subject = $1 and revision = $2";
    LATEST = "published_report.latest", "select subject, revision, key, period, unit, position, frozen_at \
        from published_report where frozen_at < $1 order by frozen_at desc, subject, revision desc limit $2";
    OF_KEY = "published_report.of_key", "select subject, revision, key, period, unit, position, frozen_at \
        from published_report where key = $1 and frozen_at < $2 order by frozen_at desc, subject, revision desc limit $3";
    OF_SUBJECT = "published_report.of_subject", "select subject, revision, key, period, unit, position, frozen_at \
        from published_report where subject = $1 order by revision";
    EACH = "published_report.each", "select subject, revision, key, period, unit, position, frozen_at \
        from published_report order by position, subject, revision";
}

/// Kind of the act by which a report is frozen.
pub const FROZEN: &str = "report.frozen";
/// Kind of the act by which a report is defined.
pub const DEFINED: &str = "report.defined";

/// What the act of an edition says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenFact {
    report: String,
    period: String,
    from: String,
    to: String,
    position: i64,
    definition: String,
    content: String,
}

/// What the act of a definition says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct DefinedFact {
    report: String,
    definition: String,
}

/// Who does it, when, by which command.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// Who.
    pub actor: ActorRef,
    /// The unit they do it for.
    pub unit: UnitId,
    /// Moment of effect.
    pub at: Moment,
    /// Server clock, UNIX milliseconds.
    pub recorded_at_ms: i64,
    /// The command: once only.
    pub command: CommandId,
}

impl By {
    fn act<'a>(&self, subject: Uuid, kind: &'a str, payload: &'a str) -> NewAct<'a> {
        NewAct {
            subject,
            kind,
            unit: self.unit,
            actor: self.actor,
            at: self.at,
            recorded_at_ms: self.recorded_at_ms,
            command: self.command,
            payload,
            note: None,
            salt: [0; 16],
        }
    }
}

/// A definition made in the program, in its latest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defined {
    /// Key of the report.
    pub key: String,
    /// 1, 2, 3, …
    pub version: u32,
    /// Its text.
    pub text: String,
}

/// An edition without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The report of this period and unit: all editions share it.
    pub subject: Uuid,
    /// 1, 2, 3, …
    pub edition: u32,
    /// Key of the report.
    pub key: String,
    /// Name of the period.
    pub period: String,
    /// The unit it is of, when of one.
    pub unit: Option<UnitId>,
    /// Where the journal ended.
    pub position: i64,
    /// When it was frozen, UNIX milliseconds.
    pub frozen_at_ms: i64,
}

/// An edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Which.
    pub listed: Listed,
    /// The text of its definition.
    pub definition: String,
    /// What it came to, as it was kept byte by byte: JSON of a [`Table`].
    pub content: String,
}

impl Edition {
    /// What it came to.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn table(&self) -> Result<Table> {
        serde_json::from_str(&self.content)
            .map_err(|error| StoreError::corrupt(format!("the content of a report: {error}")))
    }

    /// The digest of the content, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(&self.content)
    }
}

/// SHA-256 of a text, in hexadecimal.
#[must_use]
pub fn digest(text: &str) -> String {
    chain::digest(&[text.as_bytes()]).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What all editions of a report of a period, of one unit or of the city, are about.
#[must_use]
pub fn subject_of(key: &str, period: &str, unit: Option<UnitId>) -> Uuid {
    let unit = unit.map_or_else(String::new, |unit| unit.0.to_string());
    name(&["report", key, period, &unit])
}

fn name(parts: &[&str]) -> Uuid {
    let digest = chain::digest(&[parts.join("\n").as_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt(error.to_string()))
}

/// Keeps a definition as the next version of its key; it was checked by the caller. Answers the version.
///
/// # Errors
/// As [`office::append`].
pub fn define(tx: &mut Tx<'_>, by: &By, key: &str, text: &str) -> Result<u32> {
    let subject = name(&["report definition", key]);
    let fact = json(&DefinedFact { report: key.to_owned(), definition: digest(text) })?;
    let version = office::append(tx, &by.act(subject, DEFINED, &fact))?;
    tx.execute(&ADD_DEFINITION, params![*subject.as_bytes(), version, key, text])?;
    Ok(version)
}

/// The definitions made in the program, each in its latest version, by key.
///
/// # Errors
/// If the database cannot answer.
pub fn definitions(tx: &mut Tx<'_>) -> Result<Vec<Defined>> {
    tx.query_all(&DEFINITIONS, &[], |row| Ok((row.text(0)?, row.int(1)?, row.text(2)?)))?
        .into_iter()
        .map(|(key, version, text)| Ok(Defined { key, version: small(version)?, text }))
        .collect()
}

/// Freezes a table as the next edition of its report. Answers which.
///
/// # Errors
/// As [`office::append`].
pub fn freeze(
    tx: &mut Tx<'_>,
    by: &By,
    unit: Option<UnitId>,
    definition: &str,
    table: &Table,
) -> Result<(Uuid, u32)> {
    let subject = subject_of(&table.key, &table.period, unit);
    let content = json(table)?;
    let fact = json(&FrozenFact {
        report: table.key.clone(),
        period: table.period.clone(),
        from: table.from.clone(),
        to: table.to.clone(),
        position: table.position,
        definition: digest(definition),
        content: digest(&content),
    })?;
    let edition = office::append(tx, &by.act(subject, FROZEN, &fact))?;
    tx.execute(
        &ADD,
        params![
            *subject.as_bytes(),
            edition,
            table.key,
            table.period,
            unit.map(|unit| i64::from(unit.0)),
            table.position,
            by.recorded_at_ms,
            definition,
            content,
        ],
    )?;
    Ok((subject, edition))
}

/// An edition.
///
/// # Errors
/// If the database cannot answer.
pub fn edition(tx: &mut Tx<'_>, subject: Uuid, edition: u32) -> Result<Option<Edition>> {
    let found = tx.query_opt(&GET, params![*subject.as_bytes(), edition], |row| {
        Ok((listed(row)?, row.text(7)?, row.text(8)?))
    })?;
    found
        .map(|(listed, definition, content)| Ok(Edition { listed: listed?, definition, content }))
        .transpose()
}

/// Editions frozen before a moment, UNIX milliseconds, the latest first; of one report where a key is given.
///
/// # Errors
/// If the database cannot answer.
pub fn editions(tx: &mut Tx<'_>, key: Option<&str>, before_ms: i64, limit: u32) -> Result<Vec<Listed>> {
    let rows = match key {
        None => tx.query_all(&LATEST, params![before_ms, limit], listed)?,
        Some(key) => tx.query_all(&OF_KEY, params![key, before_ms, limit], listed)?,
    };
    rows.into_iter().collect()
}

/// All editions of a report of a period, the first first.
///
/// # Errors
/// If the database cannot answer.
pub fn editions_of(tx: &mut Tx<'_>, subject: Uuid) -> Result<Vec<Listed>> {
    tx.query_all(&OF_SUBJECT, params![*subject.as_bytes()], listed)?.into_iter().collect()
}

fn listed(row: &Row<'_>) -> motcua_db::Result<Result<Listed>> {
    let (edition, unit) = (row.int(1)?, row.opt_int(4)?);
    let (subject, key, period) = (Uuid::from_bytes(row.bytes(0)?), row.text(2)?, row.text(3)?);
    let (position, frozen_at_ms) = (row.int(5)?, row.int(6)?);
    Ok((|| {
        let unit = unit.map(small).transpose()?.map(UnitId);
        Ok(Listed { subject, edition: small(edition)?, key, period, unit, position, frozen_at_ms })
    })())
}
