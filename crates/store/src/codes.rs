//! Serial numbers of dossier codes: dense per agency and day, unique under concurrency (TT 01/2018/TT-VPCP art. 19).

use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Tx, params};

statements! {
    NEXT = "code_counter.next", "insert into code_counter (agency_code, day, last_serial) values ($1, $2, 1) \
        on conflict (agency_code, day) do update set last_serial = code_counter.last_serial + 1 \
        returning last_serial";
}

/// The next serial of an agency on a day (`yymmdd`); the first is 1.
///
/// It is taken in the caller's transaction: if that is undone, the number is given to the next dossier and leaves no gap.
///
/// # Errors
/// If the database cannot answer.
pub fn next(tx: &mut Tx<'_>, agency_code: &str, yymmdd: &str) -> Result<u64> {
    let serial = tx.query_one(&NEXT, params![agency_code, yymmdd], |row| row.int(0))?;
    u64::try_from(serial)
        .map_err(|_| StoreError::corrupt(format!("serial {serial} of {agency_code}-{yymmdd}")))
}
