//! The verification of editions: hashes against the account of offices, and every cell reckoned again from the journal.

use super::gather::{self, gather};
use super::{DEFINED, DefinedFact, EACH, EACH_DEFINITION, FROZEN, FrozenFact, digest, edition, listed};
use crate::error::Result;
use crate::figures::{self, Past, Period, VersionOf};
use crate::office;
use motcua_calendar::{Date, Moment};
use motcua_db::{Tx, params};
use motcua_insight::report::{Of, RowKind, Table, reckon};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Acts read at once.
const SLICE: u32 = 500;
/// Cells told of for each edition; more are counted.
const CELLS_MAX: usize = 20;

/// What is wrong with an edition or a definition, in both languages.
pub(crate) struct Fault {
    pub vi: String,
    pub en: String,
}

fn fault(vi: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault { vi: vi.into(), en: en.into() }
}

/// Checks everything frozen and defined.
pub(crate) fn check(tx: &mut Tx<'_>, version_of: VersionOf<'_>) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    definitions(tx, &mut faults)?;
    let mut acts = facts::<FrozenFact>(tx, FROZEN, &mut faults)?;
    let rows = tx.query_all(&EACH, &[], listed)?;
    let mut past: Option<Past> = None;
    let end = figures::end(tx)?;
    for row in rows {
        let row = row?;
        let Some(kept) = edition(tx, row.subject, row.edition)? else { continue };
        let named = format!("{} {} ({}-{})", row.key, row.period, row.subject, row.edition);
        let Some(act) = acts.remove(&(row.subject, row.edition)) else {
            faults.push(fault(
                format!("Báo cáo đã chốt {named} không có việc chốt nào trong sổ việc của cơ quan."),
                format!("The frozen report {named} has no act in the account of offices."),
            ));
            continue;
        };
        if act.content != kept.digest() || act.definition != digest(&kept.definition) {
            faults.push(fault(
                format!("Báo cáo đã chốt {named} không còn là nội dung đã chốt: mã băm không khớp."),
                format!("The frozen report {named} is not what was frozen: its digest does not match."),
            ));
        }
        let Ok(table) = kept.table() else {
            faults.push(fault(
                format!("Báo cáo đã chốt {named} không đọc được."),
                format!("The frozen report {named} cannot be read."),
            ));
            continue;
        };
        let told = (row.key.as_str(), row.period.as_str(), row.position);
        if told != (table.key.as_str(), table.period.as_str(), table.position)
            || told != (act.report.as_str(), act.period.as_str(), act.position)
            || table.position > end
        {
            faults.push(fault(
                format!("Báo cáo đã chốt {named} ghi khóa, kỳ hoặc vị trí nhật ký khác với việc chốt."),
                format!("The frozen report {named} tells another key, period or position than its act."),
            ));
            continue;
        }
        if past.as_ref().is_none_or(|past| past.position() != table.position) {
            past = Some(Past::load(tx, table.position, version_of)?);
        }
        if let Some(past) = &past {
            cells(tx, past, &table, &named, version_of, &mut faults)?;
        }
    }
    for ((subject, revision), act) in acts {
        let named = format!("{} {} ({subject}-{revision})", act.report, act.period);
        faults.push(fault(
            format!("Báo cáo đã chốt {named} không còn nội dung."),
            format!("The frozen report {named} has lost its content."),
        ));
    }
    Ok(faults)
}

/// Every cell against what the journal says of it.
fn cells(
    tx: &mut Tx<'_>,
    past: &Past,
    table: &Table,
    named: &str,
    version_of: VersionOf<'_>,
    faults: &mut Vec<Fault>,
) -> Result<()> {
    let (Ok(from), Ok(to)) = (Date::parse(&table.from), Date::parse(&table.to)) else {
        faults.push(fault(
            format!("Báo cáo đã chốt {named} không đọc được kỳ."),
            format!("The period of the frozen report {named} cannot be read."),
        ));
        return Ok(());
    };
    let close = Moment::from_unix_seconds(table.close_at);
    if close > gather::after(to) {
        faults.push(fault(
            format!("Báo cáo đã chốt {named} ghi thời điểm cuối sau khi hết kỳ."),
            format!("The frozen report {named} closes after its period."),
        ));
    }
    let sums = gather(tx, past, Period { from, to }, close, version_of)?;
    let mut wrong = 0;
    for row in &table.rows {
        let right = match reckon(&table.columns, row, &|of: Of, member| sums.of(of, member)) {
            Ok(right) => right,
            Err(error) => {
                faults.push(fault(format!("{named}: {}", error.vi), format!("{named}: {}", error.en)));
                return Ok(());
            }
        };
        for (at, column) in table.columns.iter().enumerate() {
            let (kept, right) = (row.cells.get(at).copied().unwrap_or((0, 0)), right[at]);
            if kept == right {
                continue;
            }
            wrong += 1;
            if wrong <= CELLS_MAX {
                let (a, b) = (written(kept), written(right));
                faults.push(fault(
                    format!(
                        "Báo cáo đã chốt {named}, dòng “{}”, cột “{}” ghi {a}, tính lại từ nhật ký là {b}.",
                        row.name, column.name
                    ),
                    format!(
                        "The frozen report {named}, row “{}”, column “{}” says {a}; by the journal it is {b}.",
                        row.name_en, column.name_en
                    ),
                ));
            }
        }
    }
    if wrong > CELLS_MAX {
        let more = wrong - CELLS_MAX;
        faults.push(fault(
            format!("Báo cáo đã chốt {named} còn {more} ô khác với nhật ký."),
            format!("The frozen report {named} has {more} more cells that differ from the journal."),
        ));
    }
    // A row left out of the total, or a total of other rows.
    let of_rows: BTreeSet<_> = table
        .rows
        .iter()
        .filter(|row| row.kind == RowKind::Sum)
        .flat_map(|row| row.members.iter().map(|member| (row.of, *member)))
        .collect();
    for total in table.rows.iter().filter(|row| row.kind == RowKind::Total) {
        let of_total: BTreeSet<_> = total.members.iter().map(|member| (total.of, *member)).collect();
        if of_total != of_rows {
            faults.push(fault(
                format!("Dòng tổng của báo cáo đã chốt {named} không phải là tổng các dòng trên."),
                format!("The total of the frozen report {named} is not of the rows above it."),
            ));
        }
    }
    Ok(())
}

fn written((above, below): (i64, i64)) -> String {
    if below == 1 { above.to_string() } else { format!("{above}/{below}") }
}

/// The definitions against the acts that made them.
fn definitions(tx: &mut Tx<'_>, faults: &mut Vec<Fault>) -> Result<()> {
    let mut acts = facts::<DefinedFact>(tx, DEFINED, faults)?;
    let rows = tx.query_all(&EACH_DEFINITION, params![], |row| {
        Ok((Uuid::from_bytes(row.bytes(0)?), row.int(1)?, row.text(2)?))
    })?;
    for (subject, revision, text) in rows {
        let act = acts.remove(&(subject, crate::codec::small(revision)?));
        if act.is_none_or(|act| act.definition != digest(&text)) {
            faults.push(fault(
                format!(
                    "Định nghĩa báo cáo {subject}, phiên bản {revision}, không phải là định nghĩa đã lưu."
                ),
                format!(
                    "The definition of report {subject}, version {revision}, is not the one that was kept."
                ),
            ));
        }
    }
    for ((subject, revision), act) in acts {
        faults.push(fault(
            format!("Định nghĩa báo cáo {} ({subject}), phiên bản {revision}, đã mất.", act.report),
            format!("The definition of report {} ({subject}), version {revision}, is gone.", act.report),
        ));
    }
    Ok(())
}

/// What the acts of a kind say, by subject and revision.
fn facts<T: serde::de::DeserializeOwned>(
    tx: &mut Tx<'_>,
    kind: &str,
    faults: &mut Vec<Fault>,
) -> Result<BTreeMap<(Uuid, u32), T>> {
    let (mut found, mut before) = (BTreeMap::new(), None);
    loop {
        let acts = office::of_kind(tx, kind, before, SLICE)?;
        let Some(last) = acts.last() else { return Ok(found) };
        before = Some(last.position);
        for act in acts {
            match serde_json::from_str(&act.payload) {
                Ok(fact) => drop(found.insert((act.subject, act.revision), fact)),
                Err(_) => faults.push(fault(
                    format!("Việc thứ {} của {} không đọc được.", act.revision, act.subject),
                    format!("Act {} of {} cannot be read.", act.revision, act.subject),
                )),
            }
        }
    }
}
