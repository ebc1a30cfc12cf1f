//! Numbers that many writes of a group add to: merged in memory, and written once when the group ends.
//!
//! A counter that every act adds to costs each of them a statement, and all of them the same row. What a unit of work adds is
//! kept beside its transaction instead; it is forgotten if the unit of work is undone, and what is left of the group is
//! merged and written just before the commit, in order of statement and key.

use std::collections::BTreeMap;

use crate::outcome::{Error, Result};
use crate::stmt::Stmt;

/// What is to be merged into one number of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delta {
    /// Added; nothing at 0.
    Add(i64),
    /// Combined bit by bit, exclusively; nothing at 0.
    Xor(i64),
}

impl Delta {
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Add(number) | Self::Xor(number) => number,
        }
    }

    fn and(self, other: Self) -> Result<Self> {
        match (self, other) {
            (Self::Add(one), Self::Add(two)) => {
                one.checked_add(two).map(Self::Add).ok_or_else(|| Error::Defect("a sum overflows".into()))
            }
            (Self::Xor(one), Self::Xor(two)) => Ok(Self::Xor(one ^ two)),
            _ => Err(Error::Defect("a number cannot be added and combined".into())),
        }
    }
}

/// What a group has added so far, in order. Keys and numbers lie one after another, so that wide rows cost no allocation each.
#[derive(Default)]
pub(crate) struct Sums {
    added: Vec<Added>,
    keys: Vec<i64>,
    deltas: Vec<Delta>,
}

/// One addition: where its key and its numbers end.
struct Added {
    stmt: &'static Stmt,
    key: usize,
    deltas: usize,
}

/// The name of a statement and a key.
type Row = (&'static str, Vec<i64>);

/// One row to be written: its statement, its key, and what to merge.
pub(crate) type Merged = (&'static Stmt, Vec<i64>, Vec<Delta>);

impl Sums {
    pub(crate) fn add(&mut self, stmt: &'static Stmt, key: &[i64], deltas: &[Delta]) {
        self.keys.extend_from_slice(key);
        self.deltas.extend_from_slice(deltas);
        self.added.push(Added { stmt, key: self.keys.len(), deltas: self.deltas.len() });
    }

    /// How much there is, to come back to.
    pub(crate) fn mark(&self) -> usize {
        self.added.len()
    }

    /// Forgets what came after the mark.
    pub(crate) fn back_to(&mut self, mark: usize) {
        self.added.truncate(mark);
        let (keys, deltas) = self.added.last().map_or((0, 0), |last| (last.key, last.deltas));
        self.keys.truncate(keys);
        self.deltas.truncate(deltas);
    }

    /// All of it, one entry a row, without those that come to nothing.
    pub(crate) fn take(&mut self) -> Result<Vec<Merged>> {
        let mut rows: BTreeMap<Row, (&'static Stmt, Vec<Delta>)> = BTreeMap::new();
        let (mut keys, mut deltas) = (0, 0);
        for Added { stmt, key, deltas: end } in self.added.drain(..) {
            let added = self.deltas.get(deltas..end).unwrap_or_default();
            let name = self.keys.get(keys..key).unwrap_or_default().to_vec();
            let (_, sums) = rows
                .entry((stmt.name, name))
                .or_insert_with(|| (stmt, added.iter().map(|delta| delta.nothing()).collect()));
            for (sum, delta) in sums.iter_mut().zip(added) {
                *sum = sum.and(*delta)?;
            }
            (keys, deltas) = (key, end);
        }
        self.keys.clear();
        self.deltas.clear();
        let kept = rows.into_iter().filter(|(_, (_, sums))| sums.iter().any(|sum| sum.number() != 0));
        Ok(kept.map(|((_, key), (stmt, sums))| (stmt, key, sums)).collect())
    }
}

impl Delta {
    fn nothing(self) -> Self {
        match self {
            Self::Add(_) => Self::Add(0),
            Self::Xor(_) => Self::Xor(0),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const ONE: Stmt = Stmt::new("one", "");
    const TWO: Stmt = Stmt::new("two", "");

    #[test]
    fn what_is_added_to_a_row_is_merged_and_what_comes_to_nothing_is_left_out() {
        let mut sums = Sums::default();
        sums.add(&TWO, &[1, 2], &[Delta::Add(1), Delta::Xor(6)]);
        sums.add(&ONE, &[7], &[Delta::Add(3)]);
        sums.add(&TWO, &[1, 2], &[Delta::Add(2), Delta::Xor(3)]);
        sums.add(&ONE, &[8], &[Delta::Add(1)]);
        sums.add(&ONE, &[8], &[Delta::Add(-1)]);
        let mark = sums.mark();
        sums.add(&ONE, &[7], &[Delta::Add(100)]);
        sums.back_to(mark);
        let rows = sums.take().unwrap();
        let told: Vec<_> =
            rows.iter().map(|(stmt, key, deltas)| (stmt.name, key.clone(), deltas.clone())).collect();
        assert_eq!(
            told,
            [("one", vec![7], vec![Delta::Add(3)]), ("two", vec![1, 2], vec![Delta::Add(3), Delta::Xor(5)])]
        );
        assert!(sums.take().unwrap().is_empty());
    }

    #[test]
    fn what_cannot_be_is_a_defect() {
        let mut sums = Sums::default();
        sums.add(&ONE, &[1], &[Delta::Add(i64::MAX)]);
        sums.add(&ONE, &[1], &[Delta::Add(1)]);
        assert!(sums.take().is_err());
    }
}
