//! The answers dossiers were filed with. They lie beside the journal like notes: the event holds a salted digest, so that
//! erasing an answer by law breaks nothing and altering one is noticed.

use crate::chain;
use crate::error::Result;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Rows, Tx, params};
use motcua_domain::ids::{DossierId, FormDigest, PersonId};

statements! {
    ADD = "dossier_form.add", "insert into dossier_form (dossier, salt, content) values ($1, $2, $3)";
    GET = "dossier_form.get", "select content from dossier_form where dossier = $1";
    ERASE = "dossier_form.erase", "delete from dossier_form where dossier = $1";
    OF_OWNER = "dossier_form.of_owner", "select d.id, d.code, d.submitted_at, f.content from dossier d \
        join dossier_form f on f.dossier = d.id where d.owner = $1 order by d.submitted_at desc, d.id desc limit $2";
}

/// What stands for answers in the journal.
pub fn digest(salt: &[u8; 16], content: &str) -> FormDigest {
    FormDigest(hex(&chain::form_digest(salt, content)))
}

/// Whether answers are those the digest stands for.
pub(crate) fn is_of(digest: &FormDigest, salt: &[u8], content: &str) -> bool {
    digest.0 == hex(&chain::form_digest(salt, content))
}

/// Keeps the answers of a dossier being filed.
///
/// # Errors
/// If the database cannot write.
pub fn add(tx: &mut Tx<'_>, dossier: &DossierId, salt: &[u8; 16], content: &str) -> Result<()> {
    tx.enqueue(&ADD, params![dossier.bytes(), salt, content], Rows::One)?;
    Ok(())
}

/// The answers of a dossier, JSON; `None`: none were given, or they are erased.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, dossier: &DossierId) -> Result<Option<String>> {
    Ok(tx.query_opt(&GET, params![dossier.bytes()], |row| row.text(0))?)
}

/// Erases the answers of a dossier, as a law on personal data may demand; its digest stays in the journal.
///
/// # Errors
/// If the database cannot write.
pub fn erase(tx: &mut Tx<'_>, dossier: &DossierId) -> Result<()> {
    tx.execute(&ERASE, params![dossier.bytes()])?;
    Ok(())
}

/// Answers of an earlier dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Which.
    pub dossier: DossierId,
    /// Its code, once received.
    pub code: Option<String>,
    /// When it was filed.
    pub submitted_at: Moment,
    /// JSON.
    pub content: String,
}

/// The answers of a person's earlier dossiers, latest first.
///
/// # Errors
/// If the database cannot answer.
pub fn of_owner(tx: &mut Tx<'_>, owner: &PersonId, limit: u32) -> Result<Vec<Earlier>> {
    Ok(tx.query_all(&OF_OWNER, params![owner.bytes(), limit], |row| {
        Ok(Earlier {
            dossier: DossierId::from_bytes(row.bytes(0)?),
            code: row.opt_text(1)?,
            submitted_at: Moment::from_unix_seconds(row.int(2)?),
            content: row.text(3)?,
        })
    })?)
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    bytes.iter().flat_map(digits).map(char::from).collect()
}
