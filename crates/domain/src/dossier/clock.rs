//! The legal clock of a dossier and its ledger of pauses.

use motcua_calendar::{Extension, Moment, Pause, TermRule};
use serde::{Deserialize, Serialize};

/// Why the clock is paused. Only these stop it (QĐ 766; NĐ 61/2018 art. 19): never an internal wait or an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// Waiting for the applicant's papers.
    Supplement,
    /// Waiting for a financial obligation, where the procedure version says it stops the clock.
    Payment,
    /// A step whose time does not count by the procedure version.
    UncountedStep,
}

/// One line of the pause ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseEntry {
    /// From, to.
    pub pause: Pause,
    /// Why.
    pub reason: PauseReason,
    /// Number of the supplement request, payment request or step it belongs to.
    pub document: u32,
}

/// The legal clock. Overdue is derived from `due_at`, never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// When counting began: the legal moment of receipt.
    pub received_at: Moment,
    /// The rule of the pinned version.
    pub rule: TermRule,
    /// First promise; never changes but by an approved correction.
    pub original_due_at: Moment,
    /// Promise now; while paused, what it would be had the pause ended at once.
    pub due_at: Moment,
    /// Pauses, in order; at most the last is open.
    pub pauses: Vec<PauseEntry>,
    /// The one extension allowed.
    pub extension: Option<Extension>,
}

impl Clock {
    /// Whether a pause is open.
    pub fn is_paused(&self) -> bool {
        self.open_pause().is_some()
    }
    /// The open pause.
    pub fn open_pause(&self) -> Option<&PauseEntry> {
        self.pauses.last().filter(|p| p.pause.to.is_none())
    }
    /// Opens a pause. An uncounted step under way gives its place in the ledger to the wait inside it, so that at
    /// most one pause is open.
    pub(super) fn open(&mut self, at: Moment, reason: PauseReason, document: u32) {
        self.close(at);
        self.pauses.push(PauseEntry { pause: Pause { from: at, to: None }, reason, document });
    }
    /// Closes the open pause, if any.
    pub(super) fn close(&mut self, at: Moment) {
        if let Some(entry) = self.pauses.last_mut()
            && entry.pause.to.is_none()
        {
            entry.pause.to = Some(at);
        }
    }
}
