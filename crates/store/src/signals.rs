//! Signs of filings sent from home, and from where officers sign in: marks only, for detectors, for a limited time.

use crate::codec::small;
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Tx, params};
use motcua_domain::ids::{DossierId, ProcedureCode, UnitId};

statements! {
    ADD = "filing_signal.add", "insert into filing_signal (dossier, account, sent_at, took, device, near, contact, office_contact) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (dossier) do nothing";
    DESK_SEEN = "desk_mark.seen", "insert into desk_mark (browser, network, make, seen_at) values ($1, $2, $3, $4) \
        on conflict (browser, network, make) do update set seen_at = excluded.seen_at";
    NEAR = "desk_mark.near", "select cast(coalesce(max(case when browser = $1 then 3 when make = $3 then 2 else 1 end), 0) as bigint) \
        from desk_mark where browser = $1 or network = $2";
    SENT = "filing_signal.sent", "select s.dossier, s.account, s.sent_at, s.took, s.device, s.near, s.contact, s.office_contact, \
        d.competent, d.procedure, d.received_at from filing_signal s join dossier d on d.id = s.dossier \
        where s.sent_at >= $1 and s.sent_at < $2 order by s.sent_at, s.dossier limit $3";
    FORGET = "filing_signal.forget", "delete from filing_signal where sent_at < $1";
    FORGET_DESKS = "desk_mark.forget", "delete from desk_mark where seen_at < $1";
}

/// Stands for something: a hash with a key of the database.
pub type Mark = [u8; 16];

/// Marks of the browser a request came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrowserMarks {
    /// Of what the browser keeps.
    pub browser: Mark,
    /// Of its network.
    pub network: Mark,
    /// Of its make.
    pub make: Mark,
}

/// Signs of one filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// The dossier it became.
    pub dossier: DossierId,
    /// Of the person who filed.
    pub account: Mark,
    /// Legal time, UNIX seconds.
    pub sent_at: i64,
    /// Seconds from begin to send.
    pub took: i64,
    /// Of the browser.
    pub device: Option<Mark>,
    /// How near desks, 0 to 3.
    pub near: i64,
    /// Of the contact given.
    pub contact: Option<Mark>,
    /// Whether the address or contact given is that of an office.
    pub office_contact: bool,
}

/// Signs with what became of the filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The signs.
    pub signs: Signs,
    /// Competent agency now.
    pub competent: UnitId,
    /// Procedure.
    pub procedure: ProcedureCode,
    /// When it was received, UNIX seconds.
    pub received_at: Option<i64>,
}

/// Keeps the signs of a filing, in the filing's transaction.
///
/// # Errors
/// If the database cannot write.
pub fn add(tx: &mut Tx<'_>, signs: &Signs) -> Result<()> {
    tx.execute(
        &ADD,
        params![
            signs.dossier.bytes(),
            signs.account,
            signs.sent_at,
            signs.took,
            signs.device,
            signs.near,
            signs.contact,
            i64::from(signs.office_contact),
        ],
    )?;
    Ok(())
}

/// An officer signed in from there.
///
/// # Errors
/// If the database cannot write.
pub fn desk_seen(tx: &mut Tx<'_>, marks: &BrowserMarks, at: i64) -> Result<()> {
    tx.execute(&DESK_SEEN, params![marks.browser, marks.network, marks.make, at])?;
    Ok(())
}

/// How near a browser is to desks: 0 nowhere, 1 on their network, 2 by the same make as well, 3 one of theirs.
///
/// # Errors
/// If the database cannot answer.
pub fn near(tx: &mut Tx<'_>, marks: &BrowserMarks) -> Result<i64> {
    Ok(tx.query_one(&NEAR, params![marks.browser, marks.network, marks.make], |row| row.int(0))?)
}

/// Signs of what was sent in a span of legal time, the first first.
///
/// # Errors
/// If the database cannot answer, or a row does not make sense.
pub fn sent(tx: &mut Tx<'_>, (from, to): (i64, i64), limit: u32) -> Result<Vec<Sent>> {
    let mark = |bytes: Option<Vec<u8>>| bytes.map(Mark::try_from).transpose();
    let rows = tx.query_all(&SENT, params![from, to, limit], |row| {
        let (dossier, account) = (row.bytes(0)?, row.bytes(1)?);
        let signs = Signs {
            dossier: DossierId::from_bytes(dossier),
            account,
            sent_at: row.int(2)?,
            took: row.int(3)?,
            device: None,
            near: row.int(5)?,
            contact: None,
            office_contact: row.int(7)? != 0,
        };
        Ok((signs, row.opt_blob(4)?, row.opt_blob(6)?, row.int(8)?, row.text(9)?, row.opt_int(10)?))
    })?;
    rows.into_iter()
        .map(|(signs, device, contact, competent, procedure, received_at)| {
            let wrong = |_| StoreError::corrupt("a mark has sixteen bytes".to_owned());
            let signs = Signs {
                device: mark(device).map_err(wrong)?,
                contact: mark(contact).map_err(wrong)?,
                ..signs
            };
            Ok(Sent {
                signs,
                competent: UnitId(small(competent)?),
                procedure: ProcedureCode(procedure),
                received_at,
            })
        })
        .collect()
}

/// Forgets what was kept before a moment of legal time. Answers how many rows went.
///
/// # Errors
/// If the database cannot write.
pub fn forget(tx: &mut Tx<'_>, before: i64) -> Result<u64> {
    Ok(tx.execute(&FORGET, params![before])? + tx.execute(&FORGET_DESKS, params![before])?)
}
