//! People who have dossiers. Personal data lives here and nowhere in the journal.

pub mod identity;
pub mod session;
pub mod sign_in;

pub use session::PersonSession;

use crate::codec::unit_id;
use crate::error::Result;
use crate::statements::statements;
use motcua_db::{Row, Rows, Tx, params};
use motcua_domain::ids::{PersonId, UnitId};
use motcua_domain::text;

statements! {
    ADD = "person.add", "insert into person \
        (id, personal_id, name, name_key, given_key, born_on, sex, phone, address, commune, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    GET = "person.get", "select id, personal_id, name, name_key, given_key, born_on, sex, phone, address, commune \
        from person where id = $1";
    BY_PERSONAL_ID = "person.by_personal_id", "select id, personal_id, name, name_key, given_key, born_on, sex, phone, \
        address, commune from person where personal_id = $1 order by created_at desc, id desc limit 1";
    OF_PERSONAL_ID = "person.of_personal_id", "select id, personal_id, name, name_key, given_key, born_on, sex, phone, \
        address, commune from person where personal_id = $1 order by created_at desc, id desc limit $2";
    SET_PERSONAL_ID = "person.set_personal_id", "update person set personal_id = $2 where id = $1 and personal_id is null";
    /// For a demonstration, which offers to be one of them.
    LATEST_OWNERS = "person.latest_owners", "select owner, status from dossier where owner = submitter \
        order by id desc limit $1";
    UPDATE_CONTACT = "person.update_contact", "update person set phone = $2, address = $3, commune = $4 where id = $1";
}

/// One person as given at intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// Personal identity number, 12 digits.
    pub personal_id: Option<String>,
    /// Full name as on the papers.
    pub name: String,
    /// Search key of the name: [`text::fold`].
    pub name_key: String,
    /// Search key with the given name first: [`text::given_first`].
    pub given_key: String,
    /// Date of birth, ISO.
    pub born_on: Option<String>,
    /// `male`, `female`.
    pub sex: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Commune of the address.
    pub commune: Option<UnitId>,
}

impl Person {
    /// A person with a name and nothing else known; the search keys follow from the name.
    pub fn named(id: PersonId, name: &str) -> Self {
        Self {
            id,
            personal_id: None,
            name: name.to_owned(),
            name_key: text::fold(name),
            given_key: text::given_first(name),
            born_on: None,
            sex: None,
            phone: None,
            address: None,
            commune: None,
        }
    }
}

/// Adds a person. `created_at_ms` is the server's clock, UNIX milliseconds.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] when the id is taken.
pub fn insert(tx: &mut Tx<'_>, person: &Person, created_at_ms: i64) -> Result<()> {
    tx.enqueue(
        &ADD,
        params![
            person.id.bytes(),
            person.personal_id,
            person.name,
            person.name_key,
            person.given_key,
            person.born_on,
            person.sex,
            person.phone,
            person.address,
            person.commune.map(|unit| unit.0),
            created_at_ms,
        ],
        Rows::One,
    )?;
    Ok(())
}

/// A person by id.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, id: &PersonId) -> Result<Option<Person>> {
    tx.query_opt(&GET, params![id.bytes()], read)?.transpose()
}

/// The person last recorded with an identity number.
///
/// # Errors
/// If the database cannot answer.
pub fn by_personal_id(tx: &mut Tx<'_>, personal_id: &str) -> Result<Option<Person>> {
    tx.query_opt(&BY_PERSONAL_ID, params![personal_id], read)?.transpose()
}

/// Everybody recorded with an identity number, the latest first: a number is one human being's, but may have been mistyped
/// for another at a counter.
///
/// # Errors
/// If the database cannot answer.
pub fn of_personal_id(tx: &mut Tx<'_>, personal_id: &str, most: u32) -> Result<Vec<Person>> {
    tx.query_all(&OF_PERSONAL_ID, params![personal_id, i64::from(most)], read)?.into_iter().collect()
}

/// Writes down the identity number of a person who had none; one that is known stays. Answers whether it was written.
///
/// # Errors
/// If the database cannot write.
pub fn set_personal_id(tx: &mut Tx<'_>, id: &PersonId, personal_id: &str) -> Result<bool> {
    Ok(tx.execute(&SET_PERSONAL_ID, params![id.bytes(), personal_id])? == 1)
}

/// Owners of the dossiers filed last by themselves, with the national status of each, the latest first.
///
/// # Errors
/// If the database cannot answer.
pub fn latest_owners(tx: &mut Tx<'_>, most: u32) -> Result<Vec<(PersonId, i64)>> {
    Ok(tx.query_all(&LATEST_OWNERS, params![i64::from(most)], |row| {
        Ok((PersonId::from_bytes(row.bytes(0)?), row.int(1)?))
    })?)
}

/// Replaces what may change about a person between two visits: telephone, address, commune.
///
/// # Errors
/// If the database cannot write.
pub fn update_contact(tx: &mut Tx<'_>, person: &Person) -> Result<()> {
    let commune = person.commune.map(|unit| unit.0);
    tx.enqueue(
        &UPDATE_CONTACT,
        params![person.id.bytes(), person.phone, person.address, commune],
        Rows::One,
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Person>> {
    let commune = row.opt_int(9)?;
    let person = Person {
        id: PersonId::from_bytes(row.bytes(0)?),
        personal_id: row.opt_text(1)?,
        name: row.text(2)?,
        name_key: row.text(3)?,
        given_key: row.text(4)?,
        born_on: row.opt_text(5)?,
        sex: row.opt_text(6)?,
        phone: row.opt_text(7)?,
        address: row.opt_text(8)?,
        commune: None,
    };
    Ok(commune.map(unit_id).transpose().map(|commune| Person { commune, ..person }))
}
