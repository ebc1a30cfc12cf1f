//! Published versions as the designer sees them: their numbers, what was withdrawn, and which procedures end.

use super::day;
use crate::codec::{json, small};
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::Date;
use motcua_db::{Tx, params};
use motcua_domain::ids::{ProcedureCode, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use std::collections::{BTreeMap, BTreeSet};

statements! {
    NEXT = "procedure_version.next", "select coalesce(max(id), $1 - 1) + 1 from procedure_version where id >= $1";
    ADD = "procedure_version.add", "insert into procedure_version (id, code, valid_from, valid_to, definition, unit) \
        values ($1, $2, $3, $4, $5, $6)";
    IDS = "procedure_version.ids", "select id from procedure_version order by id";
    GET = "procedure_version.definition", "select definition from procedure_version where id = $1";
    WITHDRAWN = "procedure_act.withdrawn", "select version from procedure_act where kind = 'withdraw' \
        and version is not null order by version";
    ENDINGS = "procedure_draft.endings", "select code, valid_from from procedure_draft where state = 'published' \
        and purpose = 'ending' order by code, valid_from";
    /// A number that only grows: positions do not, where two nodes commit in another order than they began.
    GENERATION = "procedure_act.generation", "select count(*) from procedure_act where kind in ('publish', 'withdraw')";
    NEWEST = "procedure_version.newest", "select id from procedure_version v where code = $1 \
        and unit is null and not exists (select 1 from procedure_act a where a.kind = 'withdraw' and a.version = v.id) \
        order by id desc limit 1";
}

/// Numbers of versions published by designers begin here; those below come with a city's data.
pub const DESIGNED_FROM: u32 = 1_000_000;

/// What beside the versions themselves decides which of them is in force on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timetable {
    /// Versions whose publication was withdrawn before their day.
    pub withdrawn: BTreeSet<VersionId>,
    /// Procedures that end, with the first day without them, earliest first.
    pub endings: BTreeMap<ProcedureCode, Vec<Date>>,
    /// How many publications and withdrawals there were: it grows with everything that may change the rest.
    pub generation: i64,
}

/// The timetable of this snapshot.
///
/// # Errors
/// If the database cannot answer, or a row does not make sense.
pub fn timetable(tx: &mut Tx<'_>) -> Result<Timetable> {
    let withdrawn = tx.query_all(&WITHDRAWN, &[], |row| row.int(0))?;
    let endings = tx.query_all(&ENDINGS, &[], |row| Ok((row.text(0)?, row.opt_text(1)?)))?;
    let mut timetable = Timetable {
        withdrawn: withdrawn.into_iter().map(|id| small(id).map(VersionId)).collect::<Result<_>>()?,
        endings: BTreeMap::new(),
        generation: generation(tx)?,
    };
    for (code, first) in endings {
        let first = day(first.as_deref())?.ok_or_else(|| StoreError::corrupt("an ending without its day"))?;
        timetable.endings.entry(ProcedureCode(code)).or_default().push(first);
    }
    Ok(timetable)
}

/// How many publications and withdrawals there were.
///
/// # Errors
/// If the database cannot answer.
pub fn generation(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_one(&GENERATION, &[], |row| row.int(0))?)
}

/// The numbers of all published versions, ascending.
///
/// # Errors
/// If the database cannot answer.
pub fn version_ids(tx: &mut Tx<'_>) -> Result<Vec<VersionId>> {
    tx.query_all(&IDS, &[], |row| row.int(0))?.into_iter().map(|id| small(id).map(VersionId)).collect()
}

/// A published version.
///
/// # Errors
/// If the database cannot answer, or the definition does not parse.
pub fn version(tx: &mut Tx<'_>, id: VersionId) -> Result<Option<ProcedureVersion>> {
    let parse = |text: String| {
        serde_json::from_str(&text)
            .map_err(|error| StoreError::corrupt(format!("procedure version {id}: {error}")))
    };
    tx.query_opt(&GET, params![id.0], |row| row.text(0))?.map(parse).transpose()
}

/// The version of a procedure published last and not withdrawn; variations of communes are none of the city's.
///
/// # Errors
/// If the database cannot answer.
pub fn newest(tx: &mut Tx<'_>, code: &ProcedureCode) -> Result<Option<VersionId>> {
    let found = tx.query_opt(&NEWEST, params![code.as_str()], |row| row.int(0))?;
    found.map(|id| small(id).map(VersionId)).transpose()
}

/// Publishes a version under the next number, which it is given.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `procedure_version_pkey` when another publication took the number first.
pub fn publish(tx: &mut Tx<'_>, version: &mut ProcedureVersion) -> Result<VersionId> {
    version.id = VersionId(small(tx.query_one(&NEXT, params![DESIGNED_FROM], |row| row.int(0))?)?);
    tx.execute(
        &ADD,
        params![
            version.id.0,
            version.code.as_str(),
            version.valid_from.to_string(),
            version.valid_to.map(|day| day.to_string()),
            json(version)?,
            version.variant.map(|variant| variant.unit.0),
        ],
    )?;
    Ok(version.id)
}

/// Whether two definitions are the same but for what publication sets: number and first day.
///
/// # Errors
/// [`StoreError::Corrupt`] if one is not a definition.
pub fn same_content(one: &str, other: &str) -> Result<bool> {
    let content = |text: &str| -> Result<serde_json::Value> {
        let mut value: serde_json::Value = serde_json::from_str(text)
            .map_err(|error| StoreError::corrupt(format!("a definition: {error}")))?;
        if let Some(fields) = value.as_object_mut() {
            fields.remove("id");
            fields.remove("valid_from");
        }
        Ok(value)
    };
    Ok(content(one)? == content(other)?)
}
