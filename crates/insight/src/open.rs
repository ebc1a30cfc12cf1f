//! What of a month may be given to everybody: small counts are left out, and enough others that none can be had from what stands.
//!
//! What a whole unit and the whole city come to stands on the board for everybody, of any day, and is not held back here: a file that left
//! it out would only pretend to. What lies below, by field and by procedure, stands in these tables alone. They share their totals, so
//! each is held against the other and against the city. A total and the parts it is split into form a [`Block`]; of a row a block is shown
//! whole or not at all. What is left out of a column adds up to nothing or to at least the smallest count that may be shown, over the
//! fields and within every field, and no small count left out has a single possible value. Where that cannot be had, because the city
//! itself has few, the column is left out of all fields.

use crate::formula::Term;
use crate::league::Sums;
use crate::measure::Measure;
use serde::{Deserialize, Serialize};

/// What a city says of its open data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenTerms {
    /// Counts from 1 up to one less than this are not published.
    pub smallest: i64,
    /// Address of the licence.
    pub licence: String,
    /// Its name.
    pub licence_name: String,
    /// What is not certain about these settings; empty when nothing is.
    pub provisional: String,
    /// The same in English.
    pub provisional_en: String,
}

impl Default for OpenTerms {
    fn default() -> Self {
        // Without a licence that anybody gave, none is told.
        Self {
            smallest: 5,
            licence: String::new(),
            licence_name: String::new(),
            provisional: "Thành phố chưa đặt.".to_owned(),
            provisional_en: "Not set by the city.".to_owned(),
        }
    }
}

/// Published numbers of a row.
pub const OPEN_COLUMNS: usize = 19;

/// A column of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenColumn {
    /// Its name in files.
    pub key: &'static str,
    /// What it counts, added up.
    plus: &'static [Measure],
    /// Taken away.
    minus: &'static [Measure],
}

impl OpenColumn {
    /// Its value.
    #[must_use]
    pub fn of(&self, sums: &Sums) -> i64 {
        let sum = |all: &[Measure]| all.iter().map(|one| sums.of(Term::Counted(*one))).sum::<i64>();
        sum(self.plus) - sum(self.minus)
    }
}

const fn column(key: &'static str, plus: &'static [Measure]) -> OpenColumn {
    OpenColumn { key, plus, minus: &[] }
}

/// The columns, in the order of files. What a dossier counts for here is settled at its receipt or its end, but for corrections.
pub const OPEN: [OpenColumn; OPEN_COLUMNS] = [
    column("received", &[Measure::Received]),
    column("received_counter", &[Measure::Counter]),
    column("received_online", &[Measure::Online]),
    column("received_post", &[Measure::Post]),
    column("online_self_home", &[Measure::SelfAtHome]),
    column("online_self_kiosk", &[Measure::SelfAtKiosk]),
    column("online_assisted", &[Measure::Assisted]),
    column("online_entered_by_officer", &[Measure::Entered]),
    column("online_full_service", &[Measure::Full]),
    OpenColumn { key: "online_other_service", plus: &[Measure::Online], minus: &[Measure::Full] },
    column("ended", &[Measure::Ended]),
    column("ended_early", &[Measure::Early]),
    column("ended_on_time", &[Measure::OnTime]),
    column("ended_late", &[Measure::Late]),
    column("ended_granted", &[Measure::Granted]),
    column("ended_refused", &[Measure::Refused]),
    column("ended_withdrawn", &[Measure::WithdrawnEnd]),
    column("ended_stopped", &[Measure::Stopped]),
    column("declined", &[Measure::Declined]),
];

/// Columns shown or left out together.
struct Block {
    /// The column they add up to, with the block it stands in; none for a column of its own.
    split: Option<(usize, usize)>,
    columns: &'static [usize],
}

const BLOCKS: [Block; 8] = [
    Block { split: None, columns: &[0] },
    Block { split: Some((0, 0)), columns: &[1, 2, 3] },
    Block { split: Some((1, 2)), columns: &[4, 5, 6, 7] },
    Block { split: Some((1, 2)), columns: &[8, 9] },
    Block { split: None, columns: &[10] },
    Block { split: Some((4, 10)), columns: &[11, 12, 13] },
    Block { split: Some((4, 10)), columns: &[14, 15, 16, 17] },
    Block { split: None, columns: &[18] },
];

/// Numbers of a row, by column.
pub type Counts = [i64; OPEN_COLUMNS];
/// What is published of a row; none where a number is left out.
pub type Shown = [Option<i64>; OPEN_COLUMNS];
/// Whether each block is left out.
type Hidden = [bool; BLOCKS.len()];

/// The numbers of some sums.
#[must_use]
pub fn counts(sums: &Sums) -> Counts {
    OPEN.each_ref().map(|column| column.of(sums))
}

/// A month as it may be published. Rows are in the order they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// By field.
    pub fields: Vec<Shown>,
    /// By procedure.
    pub procedures: Vec<Shown>,
}

/// Whose numbers they are.
#[derive(Debug, Clone, Copy)]
pub struct Month<'a> {
    /// By field.
    pub fields: &'a [Counts],
    /// By procedure, each with the place of its field.
    pub procedures: &'a [(usize, Counts)],
}

/// Leaves out what must not be published: nothing from 1 up to one less than `smallest` is shown, nor can be had from what is and from
/// what the whole city comes to.
#[must_use]
pub fn publish(month: &Month<'_>, smallest: i64) -> Published {
    let none = |rows: usize| vec![[false; BLOCKS.len()]; rows];
    // What has to be left out of all fields, and of which field, because it could not be hidden otherwise.
    let mut nowhere: Hidden = [false; BLOCKS.len()];
    let mut of_fields = none(month.fields.len());
    loop {
        let mut fields = of_fields.clone();
        let failed = protect(month.fields, &mut fields, &nowhere, smallest);
        if failed != [false; BLOCKS.len()] {
            for (no, block) in BLOCKS.iter().enumerate() {
                nowhere[no] |= failed[no];
                // The few of a city lie where their total lies: where only one field has any, its total would tell of them.
                if let Some((above, total)) = block.split.filter(|_| failed[no]) {
                    let rows = month.fields.iter().filter(|row| row[total] > 0).count();
                    nowhere[above] |= rows < 2;
                }
            }
            continue;
        }
        let mut procedures = none(month.procedures.len());
        let mut again = false;
        for (no, field) in fields.iter().enumerate() {
            let members: Vec<usize> =
                (0..month.procedures.len()).filter(|at| month.procedures[*at].0 == no).collect();
            let rows: Vec<Counts> = members.iter().map(|at| month.procedures[*at].1).collect();
            let mut hidden = none(rows.len());
            let failed = protect(&rows, &mut hidden, field, smallest);
            for (block, failed) in failed.into_iter().enumerate() {
                again |= failed;
                of_fields[no][block] |= failed;
            }
            members.into_iter().zip(hidden).for_each(|(at, hidden)| procedures[at] = hidden);
        }
        if again {
            continue;
        }
        return Published {
            fields: month.fields.iter().zip(&fields).map(|(row, hidden)| show(row, hidden)).collect(),
            procedures: month
                .procedures
                .iter()
                .zip(&procedures)
                .map(|((_, row), hidden)| show(row, hidden))
                .collect(),
        };
    }
}

fn show(row: &Counts, hidden: &Hidden) -> Shown {
    let mut shown = row.map(Some);
    for (block, _) in BLOCKS.iter().zip(hidden).filter(|(_, hidden)| **hidden) {
        block.columns.iter().for_each(|column| shown[*column] = None);
    }
    shown
}

/// Hides blocks of rows whose whole is known, until what is hidden is safe; all of a block that is hidden in the whole. Answers which
/// blocks cannot be made safe while the whole is known.
fn protect(rows: &[Counts], hidden: &mut [Hidden], whole: &Hidden, smallest: i64) -> Hidden {
    let mut failed = [false; BLOCKS.len()];
    for (no, block) in BLOCKS.iter().enumerate() {
        if whole[no] {
            hidden.iter_mut().for_each(|row| row[no] = true);
            continue;
        }
        let small = |n: i64| 0 < n && n < smallest;
        for (row, hidden) in rows.iter().zip(hidden.iter_mut()) {
            let unknown = block.split.is_some_and(|(above, _)| hidden[above]);
            hidden[no] |= unknown || block.columns.iter().any(|column| small(row[*column]));
        }
        let size = |row: &Counts| block.split.map_or(row[block.columns[0]], |(_, total)| row[total]);
        loop {
            if safe(block, no, rows, hidden, smallest) {
                break;
            }
            let open = (0..rows.len()).filter(|at| !hidden[*at][no] && size(&rows[*at]) > 0);
            let Some(next) = open.min_by_key(|at| (size(&rows[*at]), *at)) else {
                failed[no] = true;
                break;
            };
            hidden[next][no] = true;
        }
    }
    failed
}

/// Whether nothing small can be had from what is hidden of a block and the whole.
fn safe(block: &Block, no: usize, rows: &[Counts], hidden: &[Hidden], smallest: i64) -> bool {
    let left_out = || rows.iter().zip(hidden).filter(|(_, hidden)| hidden[no]).map(|(row, _)| row);
    let rest = |column: &usize| left_out().map(|row| row[*column]).sum::<i64>();
    if !block.columns.iter().all(|column| rest(column) == 0 || rest(column) >= smallest) {
        return false;
    }
    if block.split.is_some() {
        // Each row has its own total, each column its rest: a small count below both has room on either side.
        return true;
    }
    // One column, where nothing is shown as nothing: what is hidden is at least one each. Whoever knows this rule knows as well how
    // many were hidden although they are not small, and that none of these is more than the smallest shown.
    let column = block.columns[0];
    let (mut few, mut others, mut sum) = (0, 0, 0);
    for row in left_out() {
        sum += row[column];
        if 0 < row[column] && row[column] < smallest {
            few += 1;
        } else {
            others += 1;
        }
    }
    if few == 0 {
        // Left out for what lies within it: alone it would be had by taking the others from the whole.
        return others != 1;
    }
    let most = sum - smallest * others - (few - 1);
    let shown = rows.iter().zip(hidden).filter(|(row, hidden)| !hidden[no] && row[column] > 0);
    let bound = shown.map(|(row, _)| row[column]).min();
    let least = match bound {
        _ if others == 0 => sum - (few - 1) * (smallest - 1),
        Some(bound) => sum - (few - 1) * (smallest - 1) - others * bound.max(smallest),
        None => 1,
    };
    most >= smallest - 1 && least <= 1
}
