//! Mandates: who may file for whom.

use crate::codec::json;
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::{Date, Moment};
use motcua_db::{Row, Tx, params};
use motcua_domain::ids::{MandateId, PersonId};
use motcua_domain::mandate::{Mandate, Receiver, Scope};

statements! {
    ADD = "mandate.add", "insert into mandate (id, giver, receiver_kind, receiver_number, receiver_name, scope, proof, \
        valid_from, valid_to, given_at, revoked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null)";
    GET = "mandate.get", "select id, giver, receiver_kind, receiver_number, receiver_name, scope, proof, valid_from, \
        valid_to, given_at, revoked_at from mandate where id = $1";
    GIVEN_BY = "mandate.given_by", "select id, giver, receiver_kind, receiver_number, receiver_name, scope, proof, \
        valid_from, valid_to, given_at, revoked_at from mandate where giver = $1 order by id desc limit $2";
    RECEIVED_BY = "mandate.received_by", "select id, giver, receiver_kind, receiver_number, receiver_name, scope, proof, \
        valid_from, valid_to, given_at, revoked_at from mandate where receiver_number = $1 \
        and receiver_kind = 'person' order by id desc limit $2";
    REVOKE = "mandate.revoke", "update mandate set revoked_at = $3 where id = $1 and giver = $2 and revoked_at is null";
}

/// Adds a mandate.
///
/// # Errors
/// If the database cannot write.
pub fn insert(tx: &mut Tx<'_>, mandate: &Mandate) -> Result<()> {
    let kind = match mandate.receiver {
        Receiver::Person { .. } => "person",
        Receiver::Organisation { .. } => "organisation",
    };
    tx.execute(
        &ADD,
        params![
            mandate.id.bytes(),
            mandate.giver.bytes(),
            kind,
            mandate.receiver.number(),
            mandate.receiver.name(),
            json(&mandate.scope)?,
            mandate.proof,
            mandate.from.to_string(),
            mandate.to.to_string(),
            mandate.given_at.unix_seconds() * 1000,
        ],
    )?;
    Ok(())
}

/// A mandate by id.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, id: &MandateId) -> Result<Option<Mandate>> {
    tx.query_opt(&GET, params![id.bytes()], read)?.transpose()
}

/// Mandates a person gave, the latest first.
///
/// # Errors
/// If the database cannot answer.
pub fn given_by(tx: &mut Tx<'_>, giver: &PersonId, most: u32) -> Result<Vec<Mandate>> {
    tx.query_all(&GIVEN_BY, params![giver.bytes(), i64::from(most)], read)?.into_iter().collect()
}

/// Mandates given to a person with this number, the latest first.
///
/// # Errors
/// If the database cannot answer.
pub fn received_by(tx: &mut Tx<'_>, number: &str, most: u32) -> Result<Vec<Mandate>> {
    tx.query_all(&RECEIVED_BY, params![number, i64::from(most)], read)?.into_iter().collect()
}

/// Takes a mandate back; whether there was one of this giver to take back.
///
/// # Errors
/// If the database cannot write.
pub fn revoke(tx: &mut Tx<'_>, id: &MandateId, giver: &PersonId, at: Moment) -> Result<bool> {
    Ok(tx.execute(&REVOKE, params![id.bytes(), giver.bytes(), at.unix_seconds() * 1000])? == 1)
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Mandate>> {
    let (id, giver) = (MandateId::from_bytes(row.bytes(0)?), PersonId::from_bytes(row.bytes(1)?));
    let (kind, number, name) = (row.text(2)?, row.text(3)?, row.text(4)?);
    let (scope, proof) = (row.text(5)?, row.text(6)?);
    let (from, to) = (row.text(7)?, row.text(8)?);
    let (given_at, revoked_at) = (row.int(9)?, row.opt_int(10)?);
    Ok((|| {
        let moment = |ms: i64| Moment::from_unix_seconds(ms.div_euclid(1000));
        let scope: Scope = serde_json::from_str(&scope).map_err(|_| damaged("scope"))?;
        let receiver = match kind.as_str() {
            "person" => Receiver::Person { number, name },
            "organisation" => Receiver::Organisation { tax_code: number, name },
            _ => return Err(damaged("receiver")),
        };
        Ok(Mandate {
            id,
            giver,
            receiver,
            scope,
            proof,
            from: Date::parse(&from).map_err(|_| damaged("first day"))?,
            to: Date::parse(&to).map_err(|_| damaged("last day"))?,
            given_at: moment(given_at),
            revoked_at: revoked_at.map(moment),
        })
    })())
}

fn damaged(what: &str) -> StoreError {
    StoreError::corrupt(format!("{what} of a mandate"))
}
