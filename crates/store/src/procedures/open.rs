//! Dossiers in hand under a procedure: by version, step and unit, for whoever is about to change it; or only how many.

use crate::codec::{small, unit_id};
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Row, Tx, params};
use motcua_domain::desk::Queue;
use motcua_domain::ids::{DossierId, ProcedureCode, UnitId, VersionId};
use serde::Deserialize;
use std::collections::BTreeMap;

statements! {
    FILED = "dossier.filed_by_procedure", "select procedure, count(*) from dossier group by procedure order by procedure";
    RUNNING = "dossier.running_of", "select version, holder, state from dossier \
        where procedure = $1 and ended_at is null";
    /// Their clock has an end in case they are withdrawn; they are in hand all the same.
    WITHDRAWING = "dossier.withdrawing_of", "select d.version, d.holder, d.state from unit u \
        join desk_item i on i.unit = u.id and i.queue = $2 and i.procedure = $1 join dossier d on d.id = i.dossier";
    RECEIVED_UNDER = "dossier.received_under", "select id from dossier \
        where procedure = $1 and ended_at is null and version = $2 and received_at is not null order by id";
    COUNT_RUNNING = "dossier.count_running", "select count(*), \
        cast(coalesce(sum(case when received_at is null then 1 else 0 end), 0) as bigint) from dossier \
        where procedure = $1 and ended_at is null and (cast($2 as bigint) is null or version = $2)";
    COUNT_WITHDRAWING = "dossier.count_withdrawing", "select count(*), \
        cast(coalesce(sum(case when d.received_at is null then 1 else 0 end), 0) as bigint) from unit u \
        join desk_item i on i.unit = u.id and i.queue = $3 and i.procedure = $1 join dossier d on d.id = i.dossier \
        where cast($2 as bigint) is null or d.version = $2";
}

/// Dossiers in hand under one version, at one step, with one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InHand {
    /// Version they are pinned to.
    pub version: VersionId,
    /// Step under way, counted from 0; `None`: not received yet.
    pub step: Option<u32>,
    /// Unit responsible.
    pub unit: UnitId,
    /// How many.
    pub count: u64,
}

/// How many dossiers are in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenCount {
    /// In all.
    pub open: u64,
    /// Of these, not received yet.
    pub waiting: u64,
}

/// How many dossiers were filed under each procedure. Reads an index from end to end.
///
/// # Errors
/// If the database cannot answer.
pub fn filed(tx: &mut Tx<'_>) -> Result<Vec<(ProcedureCode, u64)>> {
    let rows = tx.query_all(&FILED, &[], |row| Ok((row.text(0)?, row.int(1)?)))?;
    Ok(rows.into_iter().map(|(code, count)| (ProcedureCode(code), count.unsigned_abs())).collect())
}

/// How many dossiers of a procedure are in hand, under one version or under all.
///
/// # Errors
/// If the database cannot answer.
pub fn open_count(tx: &mut Tx<'_>, code: &ProcedureCode, version: Option<VersionId>) -> Result<OpenCount> {
    let (code, version) = (code.as_str(), version.map(|version| version.0));
    let read = |row: &Row<'_>| Ok((row.int(0)?, row.int(1)?));
    let running = tx.query_one(&COUNT_RUNNING, params![code, version], read)?;
    let queue = Queue::WithdrawalRequested.number();
    let withdrawing = tx.query_one(&COUNT_WITHDRAWING, params![code, version, queue], read)?;
    Ok(OpenCount {
        open: (running.0 + withdrawing.0).unsigned_abs(),
        waiting: (running.1 + withdrawing.1).unsigned_abs(),
    })
}

/// The received dossiers of a procedure that run under one version, by id.
///
/// # Errors
/// If the database cannot answer.
pub fn received_under(tx: &mut Tx<'_>, code: &ProcedureCode, version: VersionId) -> Result<Vec<DossierId>> {
    let (code, version) = (code.as_str(), version.0);
    Ok(tx
        .query_all(&RECEIVED_UNDER, params![code, version], |row| Ok(DossierId::from_bytes(row.bytes(0)?)))?)
}

/// What of a state is counted.
#[derive(Deserialize)]
struct State {
    step: Option<StepUnderWay>,
}

#[derive(Deserialize)]
struct StepUnderWay {
    index: u32,
}

/// The dossiers of a procedure whose result is not issued yet, by version, step and unit.
///
/// # Errors
/// If the database cannot answer, or a state does not parse.
pub fn in_hand(tx: &mut Tx<'_>, code: &ProcedureCode) -> Result<Vec<InHand>> {
    let mut counts: BTreeMap<(i64, Option<u32>, i64), u64> = BTreeMap::new();
    let mut fault = None;
    let mut each = |row: &Row<'_>| {
        match serde_json::from_str::<State>(row.text_ref(2)?) {
            Ok(state) => {
                let step = state.step.map(|step| step.index);
                *counts.entry((row.int(0)?, step, row.int(1)?)).or_default() += 1;
            }
            Err(error) => fault = Some(StoreError::corrupt(format!("state of a dossier: {error}"))),
        }
        Ok(())
    };
    tx.query(&RUNNING, params![code.as_str()], &mut each)?;
    tx.query(&WITHDRAWING, params![code.as_str(), Queue::WithdrawalRequested.number()], &mut each)?;
    match fault {
        Some(fault) => Err(fault),
        None => counts
            .into_iter()
            .map(|((version, step, unit), count)| {
                Ok(InHand { version: VersionId(small(version)?), step, unit: unit_id(unit)?, count })
            })
            .collect(),
    }
}
