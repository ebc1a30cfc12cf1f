//! Which person of the register a provider of identities means. Times are UNIX seconds.

use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Row, Tx, params};
use motcua_domain::ids::PersonId;

statements! {
    FIND = "person_identity.find", "select person, name, doubt from person_identity where issuer = $1 and subject = $2";
    PUT = "person_identity.put", "insert into person_identity (issuer, subject, person, name, doubt, first_at, last_at) \
        values ($1, $2, $3, $4, $5, $6, $6) on conflict (issuer, subject) do update \
        set person = excluded.person, name = excluded.name, doubt = excluded.doubt, last_at = excluded.last_at";
    DOUBTED = "person_identity.doubted", "select person, name, doubt from person_identity where person = $1 and doubt > 0 \
        order by last_at desc limit 1";
}

/// What does not fit between a provider and the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Nothing.
    None,
    /// The register has another name.
    Name,
    /// The number is recorded with another name too, as another person.
    Number,
}

impl Doubt {
    const ALL: [Doubt; 3] = [Doubt::None, Doubt::Name, Doubt::Number];

    fn number(self) -> i64 {
        match self {
            Doubt::None => 0,
            Doubt::Name => 1,
            Doubt::Number => 2,
        }
    }
}

/// Somebody as a provider knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// Its name for the person, never given to anybody else.
    pub subject: &'a str,
}

/// The person meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who.
    pub person: PersonId,
    /// What the provider calls them, where the register has another name.
    pub name: Option<String>,
    /// What does not fit.
    pub doubt: Doubt,
}

/// The person a provider meant before.
///
/// # Errors
/// If the database cannot answer.
pub fn find(tx: &mut Tx<'_>, of: Subject<'_>) -> Result<Option<Identity>> {
    tx.query_opt(&FIND, params![of.issuer, of.subject], read)?.transpose()
}

/// Writes down whom a provider means, and what does not fit today.
///
/// # Errors
/// If the database cannot write.
pub fn put(tx: &mut Tx<'_>, of: Subject<'_>, identity: &Identity, now: i64) -> Result<()> {
    let Identity { person, name, doubt } = identity;
    tx.execute(&PUT, params![of.issuer, of.subject, person.bytes(), name, doubt.number(), now])?;
    Ok(())
}

/// What did not fit when the person last signed in.
///
/// # Errors
/// If the database cannot answer.
pub fn doubted(tx: &mut Tx<'_>, person: &PersonId) -> Result<Option<Identity>> {
    tx.query_opt(&DOUBTED, params![person.bytes()], read)?.transpose()
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Identity>> {
    let (person, name, doubt) = (PersonId::from_bytes(row.bytes(0)?), row.opt_text(1)?, row.int(2)?);
    let doubt = Doubt::ALL.into_iter().find(|one| one.number() == doubt);
    let corrupt = || StoreError::corrupt("doubt of a person's identity".to_owned());
    Ok(doubt.ok_or_else(corrupt).map(|doubt| Identity { person, name, doubt }))
}
