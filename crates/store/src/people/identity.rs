//! Which person of the register a provider of identities means. Times are UNIX seconds.

use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Row, Tx, params};
use motcua_domain::ids::PersonId;
use motcua_domain::procedure::IdentityLevel;

statements! {
    FIND = "person_identity.find", "select person, name, doubt from person_identity where issuer = $1 and subject = $2";
    PUT = "person_identity.put", "insert into person_identity \
        (issuer, subject, person, name, doubt, first_at, last_at, provider, level) \
        values ($1, $2, $3, $4, $5, $6, $6, $7, $8) on conflict (issuer, subject) do update \
        set person = excluded.person, name = excluded.name, doubt = excluded.doubt, last_at = excluded.last_at, \
        provider = excluded.provider, level = excluded.level";
    OF_PERSON = "person_identity.of_person", "select issuer, subject, provider, level, first_at, last_at \
        from person_identity where person = $1 order by first_at, issuer, subject limit $2";
    DELETE = "person_identity.delete", "delete from person_identity where issuer = $1 and subject = $2 and person = $3";
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

/// How somebody came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Key of the provider in the settings.
    pub provider: &'a str,
    /// How surely they were identified.
    pub level: IdentityLevel,
    /// When.
    pub at: i64,
}

/// A link between a person and a provider's name for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The provider.
    pub issuer: String,
    /// Its name for the person.
    pub subject: String,
    /// Key of the provider in the settings, when last signed in.
    pub provider: Option<String>,
    /// How surely they were identified then.
    pub level: Option<IdentityLevel>,
    /// First signed in by it.
    pub first_at: i64,
    /// Last signed in by it.
    pub last_at: i64,
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
pub fn put(tx: &mut Tx<'_>, of: Subject<'_>, identity: &Identity, entry: Entry<'_>) -> Result<()> {
    let Identity { person, name, doubt } = identity;
    let Entry { provider, level, at } = entry;
    let level = i64::from(level.number());
    tx.execute(
        &PUT,
        params![of.issuer, of.subject, person.bytes(), name, doubt.number(), at, provider, level],
    )?;
    Ok(())
}

/// The links of a person, in the order made.
///
/// # Errors
/// If the database cannot answer.
pub fn of_person(tx: &mut Tx<'_>, person: &PersonId, most: u32) -> Result<Vec<Link>> {
    tx.query_all(&OF_PERSON, params![person.bytes(), most], |row| {
        let (issuer, subject, provider) = (row.text(0)?, row.text(1)?, row.opt_text(2)?);
        let level = row.opt_int(3)?.and_then(IdentityLevel::from_number);
        Ok(Link { issuer, subject, provider, level, first_at: row.int(4)?, last_at: row.int(5)? })
    })
    .map_err(Into::into)
}

/// Ends a link of a person.
///
/// # Errors
/// If the database cannot write.
pub fn delete(tx: &mut Tx<'_>, of: Subject<'_>, person: &PersonId) -> Result<()> {
    tx.execute(&DELETE, params![of.issuer, of.subject, person.bytes()])?;
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
