//! The journal as a whole: its head, and the checkpoints over it.

use crate::chain;
use crate::checkpoint::{self, Checkpoint, LANE, Tree};
use crate::error::Result;
use crate::office;
use crate::verify::finding::{Finding, Kind};
use crate::verify::statements::{HASHES, HEADS};
use crate::verify::tally::Tally;
use motcua_db::Tx;

/// Checks count and XOR of all events against what was kept when they were appended.
pub(super) fn head(tx: &mut Tx<'_>, tally: &mut Tally) -> Result<()> {
    let mut kept = (0, 0, 0);
    tx.query(&HEADS, &[], |row| {
        if row.int(0)? >= 0 {
            kept = (kept.0 + row.int(1)?, kept.1 ^ row.int(2)?, kept.2 ^ row.int(3)?);
        }
        Ok(())
    })?;
    let seen = tally.head();
    if kept.0 != seen.0 {
        let (kept, seen) = (kept.0, seen.0);
        tally.find(Finding::general(
            Kind::JournalHead,
            format!("Nhật ký phải có {kept} sự kiện nhưng chỉ thấy {seen}."),
            format!("The journal should have {kept} events and has {seen}."),
        ));
    } else if kept != seen {
        tally.find(Finding::general(
            Kind::JournalHead,
            "Tổng kiểm của toàn bộ nhật ký không khớp: có sự kiện đã bị thay.",
            "The sum over the whole journal does not match: events were exchanged.",
        ));
    }
    Ok(())
}

/// Checks the chain of checkpoints and, streaming over all events by position, their roots. Returns how many there are.
pub(super) fn checkpoints(tx: &mut Tx<'_>, tally: &mut Tally) -> Result<u64> {
    let list =
        tx.query_all(&checkpoint::EACH, &[], checkpoint::read)?.into_iter().collect::<Result<Vec<_>>>();
    let list = match list {
        Ok(list) => list,
        Err(error) => {
            tally.find(Finding::general(
                Kind::Unreadable,
                format!("Không đọc được điểm kiểm: {error}"),
                format!("A checkpoint cannot be read: {error}"),
            ));
            return Ok(0);
        }
    };
    links(tx, &list, tally)?;
    if !list.is_empty() {
        roots(tx, &list, tally)?;
    }
    Ok(list.len() as u64)
}

/// Checks the account of what offices did besides the dossiers' courses.
pub(super) fn offices(tx: &mut Tx<'_>, tally: &mut Tally) -> Result<()> {
    let mut kept = (0, 0, 0);
    tx.query(&HEADS, &[], |row| {
        if row.int(0)? == office::LANE {
            kept = (row.int(1)?, row.int(2)?, row.int(3)?);
        }
        Ok(())
    })?;
    let astray = crate::guard::astray(tx)?;
    if astray > 0 {
        tally.find(Finding::general(
            Kind::DeskDiffers,
            format!("{astray} hồ sơ báo lên thành phố không khớp với các bậc cảnh báo đã ghi."),
            format!("{astray} dossiers shown to the city are not shown as the rungs they climbed say."),
        ));
    }
    for fault in office::faults(tx, kept)? {
        tally.find(Finding::general(Kind::OfficeAltered, fault.vi, fault.en));
    }
    Ok(())
}

fn links(tx: &mut Tx<'_>, list: &[Checkpoint], tally: &mut Tally) -> Result<()> {
    let mut kept = (0, 0, 0);
    tx.query(&HEADS, &[], |row| {
        if row.int(0)? == LANE {
            kept = (row.int(1)?, row.int(2)?, row.int(3)?);
        }
        Ok(())
    })?;
    let mut seen = (0, 0, 0);
    let (mut no, mut prev, mut upto) = (0, [0; 32], 0);
    for at in list {
        if at.no != no + 1 || at.prev != prev || at.upto_position <= upto {
            broken(
                tally,
                format!("Điểm kiểm {} không nối tiếp điểm kiểm trước nó.", at.no),
                format!("Checkpoint {} does not follow the one before it.", at.no),
            );
        }
        if at.hash != at.digest() {
            broken(
                tally,
                format!("Điểm kiểm {} đã bị sửa: mã băm không khớp.", at.no),
                format!("Checkpoint {} was altered: its hash does not match.", at.no),
            );
        }
        let (x0, x1) = chain::folded(&at.hash);
        seen = (seen.0 + 1, seen.1 ^ x0, seen.2 ^ x1);
        (no, prev, upto) = (at.no, at.hash, at.upto_position);
    }
    if kept != seen {
        broken(
            tally,
            format!("Phải có {} điểm kiểm, thấy {}, hoặc có điểm kiểm đã bị thay.", kept.0, seen.0),
            format!("There should be {} checkpoints, there are {}, or one was exchanged.", kept.0, seen.0),
        );
    }
    Ok(())
}

fn roots(tx: &mut Tx<'_>, list: &[Checkpoint], tally: &mut Tally) -> Result<()> {
    let mut tree = Tree::default();
    let mut due = list.iter().peekable();
    tx.query(&HASHES, &[], |row| {
        let position = row.int(0)?;
        while let Some(at) = due.next_if(|at| at.upto_position < position) {
            compare(at, &tree, tally);
        }
        if due.peek().is_some() {
            tree.push(&row.bytes(1)?);
        }
        Ok(())
    })?;
    for at in due {
        compare(at, &tree, tally);
    }
    Ok(())
}

fn compare(at: &Checkpoint, tree: &Tree, tally: &mut Tally) {
    let (no, upto) = (at.no, at.upto_position);
    let (vi, en) = if at.count != tree.count() {
        let (kept, seen) = (at.count, tree.count());
        (
            format!("Điểm kiểm {no} bao gồm {kept} sự kiện đến vị trí {upto}, nay chỉ còn {seen}."),
            format!("Checkpoint {no} covers {kept} events up to position {upto}; there are {seen}."),
        )
    } else if at.root != tree.root() {
        (
            format!("Gốc Merkle của điểm kiểm {no} không khớp: có sự kiện đến vị trí {upto} đã bị sửa."),
            format!(
                "The Merkle root of checkpoint {no} does not match: an event up to position {upto} was altered."
            ),
        )
    } else if at.frontier != tree.frontier() {
        (
            format!("Biên của điểm kiểm {no} không khớp với các sự kiện."),
            format!("The frontier of checkpoint {no} does not follow from the events."),
        )
    } else {
        return;
    };
    tally.find(Finding::general(Kind::CheckpointRoot, vi, en).at(upto));
}

fn broken(tally: &mut Tally, vi: String, en: String) {
    tally.find(Finding::general(Kind::CheckpointChain, vi, en));
}
