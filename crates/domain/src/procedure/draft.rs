//! The way of a draft: written by designers, approved by another, published for a day to come.

use motcua_calendar::Lang;
use serde::{Deserialize, Serialize};

/// What a draft becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftPurpose {
    /// A new version of a procedure.
    Version,
    /// The end of a procedure: the version in force, with its last day.
    Ending,
}

/// Where a draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// Being written.
    Draft,
    /// Waits for another designer's approval.
    Submitted,
    /// Approved: may be published.
    Approved,
    /// Published: in force, or from its day on.
    Published,
    /// Sent back with a reason; saving makes it a draft again.
    Rejected,
    /// Given up.
    Discarded,
}

/// What is done to a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftAct {
    /// Begun.
    Start,
    /// Its definition written anew.
    Save,
    /// Handed to another for approval.
    Submit,
    /// Approved by a second person.
    Approve,
    /// Sent back.
    Reject,
    /// Published for a day.
    Publish,
    /// A publication taken back before its day.
    Withdraw,
    /// Given up.
    Discard,
}

impl DraftPurpose {
    /// Both.
    pub const ALL: [DraftPurpose; 2] = [DraftPurpose::Version, DraftPurpose::Ending];

    /// Stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            DraftPurpose::Version => "version",
            DraftPurpose::Ending => "ending",
        }
    }
}

impl DraftState {
    /// All states, in the order of the way.
    pub const ALL: [DraftState; 6] = [
        DraftState::Draft,
        DraftState::Submitted,
        DraftState::Approved,
        DraftState::Published,
        DraftState::Rejected,
        DraftState::Discarded,
    ];

    /// Stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            DraftState::Draft => "draft",
            DraftState::Submitted => "submitted",
            DraftState::Approved => "approved",
            DraftState::Published => "published",
            DraftState::Rejected => "rejected",
            DraftState::Discarded => "discarded",
        }
    }

    /// Its name.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            DraftState::Draft => ("đang soạn", "being written"),
            DraftState::Submitted => ("chờ phê duyệt", "awaiting approval"),
            DraftState::Approved => ("đã phê duyệt", "approved"),
            DraftState::Published => ("đã công bố", "published"),
            DraftState::Rejected => ("bị trả lại", "sent back"),
            DraftState::Discarded => ("đã bỏ", "given up"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}

impl DraftAct {
    /// All acts.
    pub const ALL: [DraftAct; 8] = [
        DraftAct::Start,
        DraftAct::Save,
        DraftAct::Submit,
        DraftAct::Approve,
        DraftAct::Reject,
        DraftAct::Publish,
        DraftAct::Withdraw,
        DraftAct::Discard,
    ];

    /// Stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            DraftAct::Start => "start",
            DraftAct::Save => "save",
            DraftAct::Submit => "submit",
            DraftAct::Approve => "approve",
            DraftAct::Reject => "reject",
            DraftAct::Publish => "publish",
            DraftAct::Withdraw => "withdraw",
            DraftAct::Discard => "discard",
        }
    }

    /// Its name, as a past fact.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            DraftAct::Start => ("bắt đầu soạn", "begun"),
            DraftAct::Save => ("lưu", "saved"),
            DraftAct::Submit => ("gửi phê duyệt", "submitted for approval"),
            DraftAct::Approve => ("phê duyệt", "approved"),
            DraftAct::Reject => ("trả lại", "sent back"),
            DraftAct::Publish => ("công bố", "published"),
            DraftAct::Withdraw => ("rút công bố", "publication withdrawn"),
            DraftAct::Discard => ("bỏ bản thảo", "given up"),
        };
        if lang == Lang::Vi { vi } else { en }
    }

    /// Where an act leads from a state; `None`: it is not done there. Only [`DraftAct::Start`] is done from nowhere.
    ///
    /// The end of a procedure has nothing to write: it begins by waiting for approval, and is never saved.
    pub fn leads(self, purpose: DraftPurpose, from: Option<DraftState>) -> Option<DraftState> {
        use DraftState::*;
        let to = match (self, from) {
            (DraftAct::Start, None) if purpose == DraftPurpose::Ending => Submitted,
            (DraftAct::Start, None) => Draft,
            (DraftAct::Save, Some(Draft | Rejected)) if purpose == DraftPurpose::Version => Draft,
            (DraftAct::Submit, Some(Draft)) => Submitted,
            (DraftAct::Approve, Some(Submitted)) => Approved,
            (DraftAct::Reject, Some(Submitted | Approved)) => Rejected,
            (DraftAct::Publish, Some(Approved)) => Published,
            (DraftAct::Withdraw, Some(Published)) => Approved,
            (DraftAct::Discard, Some(Draft | Submitted | Approved | Rejected)) => Discarded,
            _ => return None,
        };
        Some(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_published_that_was_not_approved_and_nothing_approved_is_written_to() {
        let ways = DraftAct::ALL.into_iter().flat_map(|act| {
            DraftState::ALL.into_iter().flat_map(move |from| {
                DraftPurpose::ALL.into_iter().map(move |purpose| (act, from, act.leads(purpose, Some(from))))
            })
        });
        for (act, from, to) in ways {
            if to == Some(DraftState::Published) {
                assert_eq!(from, DraftState::Approved);
            }
            if to == Some(DraftState::Approved) {
                assert!(matches!(act, DraftAct::Approve | DraftAct::Withdraw), "{act:?}");
            }
            if act == DraftAct::Save {
                assert!(to.is_none() || matches!(from, DraftState::Draft | DraftState::Rejected), "{from:?}");
            }
            if from == DraftState::Discarded {
                assert_eq!(to, None, "{act:?}");
            }
        }
    }

    #[test]
    fn only_a_start_comes_from_nowhere() {
        for act in DraftAct::ALL {
            let begun = act.leads(DraftPurpose::Version, None);
            assert_eq!(begun.is_some(), act == DraftAct::Start, "{act:?}");
        }
        assert_eq!(DraftAct::Start.leads(DraftPurpose::Ending, None), Some(DraftState::Submitted));
    }
}
