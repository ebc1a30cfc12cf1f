//! The city as stored: units, procedure versions, working calendar, officers and their duties.
//!
//! Saving is idempotent, so that a city's data can be loaded again after an update: units, calendar and officers follow
//! the data; a published procedure version never changes.

use crate::accounts::Officer;
use crate::codec::{json, role_from_key, scope_from_text, scope_text, small, unit_id};
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::{CalendarSource, Date};
use motcua_db::{Row, Tx, params};
use motcua_domain::actor::Duty;
use motcua_domain::ids::OfficerId;
use motcua_domain::procedure::{FieldDef, ProcedureVersion};
use motcua_domain::unit::{Life, Unit, UnitKind};

statements! {
    UNITS = "unit.all", "select id, key, name, short_name, kind, parent, agency_code, agency_code_provisional, address, \
        population from unit order by id";
    PUT_UNIT = "unit.save", "insert into unit (id, key, name, short_name, kind, parent, agency_code, \
        agency_code_provisional, address, population) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
        on conflict (id) do update set key = excluded.key, name = excluded.name, short_name = excluded.short_name, \
        kind = excluded.kind, parent = excluded.parent, agency_code = excluded.agency_code, \
        agency_code_provisional = excluded.agency_code_provisional, address = excluded.address, \
        population = excluded.population \
        where (unit.key, unit.name, unit.short_name, unit.kind, unit.agency_code, unit.agency_code_provisional, \
        coalesce(unit.parent, -1), coalesce(unit.address, ''), coalesce(unit.population, -1)) <> \
        (excluded.key, excluded.name, excluded.short_name, excluded.kind, excluded.agency_code, \
        excluded.agency_code_provisional, coalesce(excluded.parent, -1), coalesce(excluded.address, ''), \
        coalesce(excluded.population, -1))";
    VERSIONS = "procedure_version.all", "select id, definition from procedure_version order by id";
    VERSION = "procedure_version.get", "select definition from procedure_version where id = $1";
    PUBLISH = "procedure_version.publish", "insert into procedure_version (id, code, valid_from, valid_to, definition, unit) \
        values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing";
    CALENDAR = "calendar_source.get", "select definition from calendar_source where id = 1";
    SAVE_CALENDAR = "calendar_source.save", "insert into calendar_source (id, definition) values (1, $1) \
        on conflict (id) do update set definition = excluded.definition \
        where calendar_source.definition <> excluded.definition";
    SAVE_OFFICER = "officer.save", "insert into officer (id, username, name, password_hash, active) \
        values ($1, $2, $3, $4, 1) \
        on conflict (id) do update set username = excluded.username, name = excluded.name \
        where (officer.username, officer.name) <> (excluded.username, excluded.name)";
    SAVE_DUTY = "duty.save", "insert into duty (officer, unit, role, field, valid_from, valid_to) \
        values ($1, $2, $3, $4, $5, null) on conflict (officer, unit, role, field, valid_from) do nothing";
    OFFICER_NAMES = "officer.names", "select id, name from officer order by id";
    OFFICERS = "officer.all", "select id, username, name, password_hash, active from officer order by id";
    DUTIES = "duty.all", "select officer, unit, role, field from duty \
        where valid_from <= $1 and (valid_to is null or valid_to >= $1) order by officer, unit, role, field";
}

/// All units, by number.
///
/// # Errors
/// If the database cannot answer, or a row does not make sense.
pub fn load_units(tx: &mut Tx<'_>) -> Result<Vec<Unit>> {
    let mut lives = crate::units::lives(tx)?;
    let units: Vec<Unit> = tx.query_all(&UNITS, &[], read_unit)?.into_iter().collect::<Result<_>>()?;
    Ok(units
        .into_iter()
        .map(|unit| Unit { life: lives.remove(&unit.id).unwrap_or_default(), ..unit })
        .collect())
}

/// All published procedure versions, by number.
///
/// # Errors
/// If the database cannot answer, or a definition does not parse.
pub fn load_versions(tx: &mut Tx<'_>) -> Result<Vec<ProcedureVersion>> {
    tx.query_all(&VERSIONS, &[], |row| Ok(parse("a procedure version", row.text_ref(1)?)))?
        .into_iter()
        .collect()
}

/// The working calendar, once it is loaded.
///
/// # Errors
/// If the database cannot answer, or the source does not parse.
pub fn load_calendar(tx: &mut Tx<'_>) -> Result<Option<CalendarSource>> {
    tx.query_opt(&CALENDAR, &[], |row| Ok(parse("the calendar", row.text_ref(0)?)))?.transpose()
}

/// All officers with the duties in force on a day, by number.
///
/// # Errors
/// If the database cannot answer, or a row does not make sense.
pub fn officers(tx: &mut Tx<'_>, on: Date) -> Result<Vec<(Officer, Vec<Duty>)>> {
    let officers: Vec<Officer> =
        tx.query_all(&OFFICERS, &[], read_officer)?.into_iter().collect::<Result<_>>()?;
    let mut list: Vec<(Officer, Vec<Duty>)> =
        officers.into_iter().map(|officer| (officer, Vec::new())).collect();
    let duties =
        tx.query_all(&DUTIES, params![on.to_string()], |row| Ok((row.int(0)?, read_duty(row, 1)?)))?;
    for (officer, duty) in duties {
        let officer = OfficerId(small(officer)?);
        // A duty of an account that no longer exists gives nobody anything.
        if let Ok(at) = list.binary_search_by_key(&officer, |(known, _)| known.id) {
            list[at].1.push(duty?);
        }
    }
    Ok(list)
}

/// All officers' names, by number.
///
/// # Errors
/// If the database cannot answer.
pub fn officer_names(tx: &mut Tx<'_>) -> Result<Vec<(OfficerId, String)>> {
    tx.query_all(&OFFICER_NAMES, &[], |row| Ok((row.int(0)?, row.text(1)?)))?
        .into_iter()
        .map(|(id, name)| Ok((OfficerId(small(id)?), name)))
        .collect()
}

/// Adds new units and lets known ones follow the data; those that a reorganisation created, renamed or ended no longer
/// do. Answers the number of rows written, as do its neighbours.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `unit_key_key` when two units have one key.
pub fn save_units(tx: &mut Tx<'_>, units: &[Unit]) -> Result<u64> {
    let lives = crate::units::lives(tx)?;
    let mut written = 0;
    for unit in units.iter().filter(|unit| !lives.contains_key(&unit.id)) {
        written += put_unit(tx, unit)?;
    }
    Ok(written)
}

/// Writes one unit as it stands, without its life.
///
/// # Errors
/// As [`save_units`].
pub fn put_unit(tx: &mut Tx<'_>, unit: &Unit) -> Result<u64> {
    Ok(tx.execute(
        &PUT_UNIT,
        params![
            unit.id.0,
            unit.key,
            unit.name,
            unit.short_name,
            unit.kind.key(),
            unit.parent.map(|parent| parent.0),
            unit.agency_code,
            unit.agency_code_provisional,
            unit.address,
            unit.population,
        ],
    )?)
}

/// Publishes new procedure versions.
///
/// # Errors
/// [`StoreError::Published`] when a version is already published with other content, everyday words apart.
pub fn save_versions(tx: &mut Tx<'_>, versions: &[ProcedureVersion]) -> Result<u64> {
    let mut written = 0;
    for version in versions {
        let definition = json(version)?;
        let added = tx.execute(
            &PUBLISH,
            params![
                version.id.0,
                version.code.as_str(),
                version.valid_from.to_string(),
                version.valid_to.map(|date| date.to_string()),
                definition,
                version.variant.map(|variant| variant.unit.0),
            ],
        )?;
        if added == 0 {
            let stored = tx.query_one(&VERSION, params![version.id.0], |row| row.text(0))?;
            // Everyday words are for finding; they follow the data of the city and are kept beside the versions.
            let wordless = |version| ProcedureVersion { synonyms: Vec::new(), ..version };
            if stored != definition
                && wordless(parse("a procedure version", &stored)?) != wordless(version.clone())
            {
                return Err(StoreError::Published { version: version.id });
            }
        }
        written += added;
    }
    Ok(written)
}

/// Key under which the dictionary of form fields is kept.
const DICTIONARY: &str = "form_dictionary";

/// The common dictionary of form fields; empty before one is loaded.
///
/// # Errors
/// If the database cannot answer, or the dictionary does not parse.
pub fn load_dictionary(tx: &mut Tx<'_>) -> Result<Vec<FieldDef>> {
    let kept = crate::meta::get(tx, DICTIONARY)?;
    kept.map_or(Ok(Vec::new()), |text| parse("the dictionary of form fields", &text))
}

/// Replaces the dictionary of form fields.
///
/// # Errors
/// If the database cannot write.
pub fn save_dictionary(tx: &mut Tx<'_>, fields: &[FieldDef]) -> Result<u64> {
    crate::meta::set(tx, DICTIONARY, &json(&fields)?)
}

/// Replaces the working calendar.
///
/// # Errors
/// If the database cannot write.
pub fn save_calendar(tx: &mut Tx<'_>, calendar: &CalendarSource) -> Result<u64> {
    Ok(tx.execute(&SAVE_CALENDAR, params![json(calendar)?])?)
}

/// Adds officers and lets known ones follow the data. A password once set is kept.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `officer_username_key` when two officers have one user name.
pub fn save_officers(tx: &mut Tx<'_>, officers: &[Officer]) -> Result<u64> {
    let mut written = 0;
    for officer in officers {
        written += tx.execute(
            &SAVE_OFFICER,
            params![officer.id.0, officer.username, officer.name, officer.password_hash],
        )?;
    }
    Ok(written)
}

/// Adds an officer with duties that begin with the records ([`DUTIES_FROM_THE_BEGINNING`]).
///
/// # Errors
/// As [`save_officers`].
pub fn save_officer(
    tx: &mut Tx<'_>,
    id: OfficerId,
    username: &str,
    name: &str,
    password_hash: Option<&str>,
    duties: &[Duty],
) -> Result<u64> {
    let saved = tx.execute(&SAVE_OFFICER, params![id.0, username, name, password_hash])?;
    Ok(saved + save_duties_from(tx, id, duties, DUTIES_FROM_THE_BEGINNING)?)
}

/// First day of duties whose beginning the data does not tell.
pub const DUTIES_FROM_THE_BEGINNING: &str = "0001-01-01";

/// Gives an officer duties from a day on; those already held from that day stay as they are.
///
/// # Errors
/// If the database cannot write.
pub fn save_duties(tx: &mut Tx<'_>, officer: OfficerId, duties: &[Duty], valid_from: Date) -> Result<u64> {
    save_duties_from(tx, officer, duties, &valid_from.to_string())
}

fn save_duties_from(tx: &mut Tx<'_>, officer: OfficerId, duties: &[Duty], valid_from: &str) -> Result<u64> {
    let mut written = 0;
    for duty in duties {
        let (role, scope) = (duty.role.key(), scope_text(&duty.scope));
        written += tx.execute(&SAVE_DUTY, params![officer.0, duty.unit.0, role, scope, valid_from])?;
    }
    Ok(written)
}

/// An officer from `id, username, name, password_hash, active`.
pub(crate) fn read_officer(row: &Row<'_>) -> motcua_db::Result<Result<Officer>> {
    let (id, username, name, password_hash, active) =
        (row.int(0)?, row.text(1)?, row.text(2)?, row.opt_text(3)?, row.bool(4)?);
    Ok(small(id).map(|id| Officer { id: OfficerId(id), username, name, password_hash, active }))
}

/// A duty from three columns `unit, role, field` beginning at `first`.
pub(crate) fn read_duty(row: &Row<'_>, first: usize) -> motcua_db::Result<Result<Duty>> {
    let (unit, field) = (row.int(first)?, row.text(first + 2)?);
    let role = role_from_key(row.text_ref(first + 1)?);
    Ok(unit_id(unit).and_then(|unit| Ok(Duty { unit, role: role?, scope: scope_from_text(field) })))
}

fn read_unit(row: &Row<'_>) -> motcua_db::Result<Result<Unit>> {
    let (id, parent, population) = (row.int(0)?, row.opt_int(5)?, row.opt_int(9)?);
    let (key, name, short_name, agency_code) = (row.text(1)?, row.text(2)?, row.text(3)?, row.text(6)?);
    let (agency_code_provisional, address) = (row.bool(7)?, row.opt_text(8)?);
    let kind = UnitKind::from_key(row.text_ref(4)?);
    Ok((|| {
        Ok(Unit {
            id: unit_id(id)?,
            kind: kind.ok_or_else(|| StoreError::corrupt(format!("unit {key} is of no known kind")))?,
            key,
            name,
            short_name,
            parent: parent.map(unit_id).transpose()?,
            agency_code,
            agency_code_provisional,
            address,
            population: population.map(small).transpose()?,
            life: Life::default(),
        })
    })())
}

fn parse<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| StoreError::corrupt(format!("{what}: {error}")))
}
