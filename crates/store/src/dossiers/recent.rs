//! States written lately, kept so that the next act on the same dossier need not parse them again.
//!
//! A state follows from its chain of events alone, and the hash of the last event names the whole chain. So a state kept
//! here is right exactly when the row still holds the same hash, whoever wrote it: another process, another node, or a group
//! of writes that was rolled back after it was put here. Nothing is ever taken from here without that look at the row.

use super::Loaded;
use motcua_domain::ids::DossierId;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A bounded memory of states. The least recently used half is forgotten at once when it is full.
pub struct Recent {
    half: AtomicUsize,
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<DossierId, Loaded>,
    old: HashMap<DossierId, Loaded>,
}

impl Recent {
    /// Keeps at most `max` states; 0 keeps none.
    pub fn new(max: usize) -> Self {
        Self { half: AtomicUsize::new(max / 2), generations: Mutex::default() }
    }

    /// Forgets all, and keeps at most `max` states from now on.
    pub fn hold(&self, max: usize) {
        let mut generations = self.generations.lock();
        self.half.store(max / 2, Ordering::Relaxed);
        *generations = Generations::default();
    }

    /// Remembers the state of a dossier at the end of its chain.
    pub fn put(&self, loaded: Loaded) {
        let half = self.half.load(Ordering::Relaxed);
        if half == 0 {
            return;
        }
        let mut generations = self.generations.lock();
        generations.young.insert(loaded.dossier.id, loaded);
        if generations.young.len() >= half {
            generations.old = std::mem::take(&mut generations.young);
        }
    }

    /// How many states are kept.
    pub fn len(&self) -> usize {
        let generations = self.generations.lock();
        generations.young.len() + generations.old.len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was last put of a dossier; whether it still stands, its row must say.
    pub(super) fn get(&self, id: &DossierId) -> Option<Loaded> {
        let generations = self.generations.lock();
        generations.young.get(id).or_else(|| generations.old.get(id)).cloned()
    }
}
