//! What verification adds up on its way: counts and sums that must agree with whole tables, in bounded memory.

use crate::chain::{self, Hash};
use crate::figures::Rows;
use crate::figures::in_hand::Spots;
use crate::verify::finding::Finding;
use crate::verify::run::FINDINGS_MAX;
use motcua_insight::WIDTH;
use std::collections::HashMap;

/// A set of rows, told apart from any other set by the count and the sum of the rows' digests, in any order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bag {
    pub count: i64,
    sum: u128,
}

impl Bag {
    /// Adds a row given by its parts.
    pub fn add(&mut self, parts: &[&[u8]]) {
        let digest = chain::digest(parts);
        let mut half = [0; 16];
        half.copy_from_slice(&digest[..16]);
        self.count += 1;
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(half));
    }

    pub fn join(&mut self, other: Bag) {
        self.count += other.count;
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

/// Serial numbers seen of one agency on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Serials {
    pub count: i64,
    pub largest: i64,
}

/// Rows of one queue of one unit, by (unit, queue).
pub(crate) type Desks = HashMap<(i64, i64), Bag>;

/// Everything added up by one thread.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub events: i64,
    pub dossiers: i64,
    pub notes_erased: u64,
    pub forms_erased: u64,
    x0: i64,
    x1: i64,
    /// Commands as the events tell them.
    pub commands: Bag,
    /// Desk items as the states tell them.
    pub desks: Desks,
    /// Sums as the states tell them.
    pub figures: Rows,
    /// What lies in hand, as the states tell it.
    pub in_hand: Spots,
    /// Files that dossiers name, as the events tell them.
    pub files: Bag,
    /// Codes as the states tell them, by (agency, day).
    pub serials: HashMap<(String, String), Serials>,
    pub findings: Vec<Finding>,
    pub more: u64,
}

impl Tally {
    /// Counts an event.
    pub fn event(&mut self, hash: &Hash) {
        let (x0, x1) = chain::folded(hash);
        self.events += 1;
        self.x0 ^= x0;
        self.x1 ^= x1;
    }

    /// Count and XOR of all events seen.
    pub fn head(&self) -> (i64, i64, i64) {
        (self.events, self.x0, self.x1)
    }

    /// Notes a dossier code; `false` when it has no serial.
    pub fn code(&mut self, code: &str) -> bool {
        let Some((agency, day, serial)) = code.rsplit_once('-').and_then(|(front, serial)| {
            let (agency, day) = front.rsplit_once('-')?;
            Some((agency, day, serial.parse::<i64>().ok()?))
        }) else {
            return false;
        };
        let seen = self.serials.entry((agency.to_owned(), day.to_owned())).or_default();
        seen.count += 1;
        seen.largest = seen.largest.max(serial);
        true
    }

    /// Adds a finding, or counts it when there are many.
    pub fn find(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// Adds what another thread saw.
    pub fn join(&mut self, other: Tally) {
        self.events += other.events;
        self.dossiers += other.dossiers;
        self.notes_erased += other.notes_erased;
        self.forms_erased += other.forms_erased;
        self.x0 ^= other.x0;
        self.x1 ^= other.x1;
        self.commands.join(other.commands);
        self.files.join(other.files);
        for (place, numbers) in other.figures {
            let row = self.figures.entry(place).or_insert([0; WIDTH]);
            row.iter_mut().zip(numbers).for_each(|(sum, more)| *sum += more);
        }
        for (spot, n) in other.in_hand {
            *self.in_hand.entry(spot).or_default() += n;
        }
        for (key, bag) in other.desks {
            self.desks.entry(key).or_default().join(bag);
        }
        for (key, serials) in other.serials {
            let seen = self.serials.entry(key).or_default();
            seen.count += serials.count;
            seen.largest = seen.largest.max(serials.largest);
        }
        self.more += other.more;
        for finding in other.findings {
            self.find(finding);
        }
    }
}
