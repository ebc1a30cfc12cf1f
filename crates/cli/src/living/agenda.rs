//! When each open dossier is to be looked at: bounded, and without anything else about them.

use motcua_domain::ids::DossierId;
use std::collections::{BTreeSet, HashMap};

/// Dossiers in the list at most: about three megabytes. More are found again on the desks when most of these are done.
const MOST: usize = 32_768;

/// The list.
#[derive(Default)]
pub struct Agenda {
    by_time: BTreeSet<(i64, DossierId)>,
    time_of: HashMap<DossierId, i64>,
    /// Some were left out because the list was full.
    left_out: bool,
}

impl Agenda {
    /// Puts a dossier on the list, or moves it. When the list is full, the one whose time is farthest off is left out.
    pub fn put(&mut self, id: DossierId, at_ms: i64) {
        if let Some(before) = self.time_of.insert(id, at_ms) {
            self.by_time.remove(&(before, id));
        }
        self.by_time.insert((at_ms, id));
        if self.by_time.len() > MOST
            && let Some((_, last)) = self.by_time.pop_last()
        {
            self.time_of.remove(&last);
            self.left_out = true;
        }
    }

    /// Puts a dossier on the list if it is not there.
    pub fn find(&mut self, id: DossierId, at_ms: i64) {
        if !self.time_of.contains_key(&id) {
            self.put(id, at_ms);
        }
    }

    /// Takes the first whose time has come.
    pub fn pop_due(&mut self, now_ms: i64) -> Option<DossierId> {
        let (_, id) = *self.by_time.first().filter(|(at_ms, _)| *at_ms <= now_ms)?;
        self.by_time.pop_first();
        self.time_of.remove(&id);
        Some(id)
    }

    /// How many are on it.
    pub fn len(&self) -> usize {
        self.by_time.len()
    }

    /// Whether those left out would fit now.
    pub fn wants_more(&self) -> bool {
        self.left_out && self.by_time.len() < MOST / 2
    }

    /// The desks are walked over anew: nobody is left out yet.
    pub fn begin_again(&mut self) {
        self.left_out = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u32) -> DossierId {
        DossierId::from_bytes(u128::from(n).to_be_bytes())
    }

    #[test]
    fn the_list_is_in_order_and_holds_a_dossier_once() {
        let mut agenda = Agenda::default();
        agenda.put(id(1), 30);
        agenda.put(id(2), 20);
        agenda.put(id(1), 10);
        assert_eq!(agenda.len(), 2);
        assert_eq!(agenda.pop_due(9), None);
        assert_eq!(
            [agenda.pop_due(25), agenda.pop_due(25), agenda.pop_due(25)],
            [Some(id(1)), Some(id(2)), None]
        );
    }

    #[test]
    fn a_full_list_leaves_out_what_is_farthest_off_and_asks_for_it_later() {
        let mut agenda = Agenda::default();
        for n in 0..MOST as u32 + 10 {
            agenda.put(id(n), i64::from(n));
        }
        assert_eq!((agenda.len(), agenda.time_of.len()), (MOST, MOST));
        assert!(!agenda.time_of.contains_key(&id(MOST as u32)) && !agenda.wants_more());
        while agenda.len() >= MOST / 2 {
            agenda.pop_due(i64::MAX);
        }
        assert!(agenda.wants_more());
        agenda.begin_again();
        assert!(!agenda.wants_more());
    }
}
