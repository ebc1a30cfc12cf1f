//! The closed list of status chips: word, shape and colour for each.

use crate::icon::Icon;
use crate::lang::Lang;
use crate::message::{Key, t};
use askama::Template;

/// A status as shown to people. There is no other chip; a national status maps onto exactly one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chip {
    /// Chờ tiếp nhận (national code 1).
    Awaiting,
    /// Đang xử lý (codes 2 and 4).
    InProgress,
    /// Sắp đến hạn (code 4, close to its due moment).
    DueSoon,
    /// Quá hạn (code 4, after its due moment).
    Overdue,
    /// Chờ bổ sung (code 5).
    Waiting,
    /// Chờ nộp phí (code 6).
    PaymentDue,
    /// Chờ trả kết quả (code 9).
    Ready,
    /// Đã trả kết quả (code 10).
    Completed,
    /// Dừng xử lý (codes 7 and 8).
    Stopped,
    /// Không được tiếp nhận (code 3).
    NotAccepted,
}

impl Chip {
    /// All ten, in the order of the style guide.
    pub const ALL: [Chip; 10] = [
        Chip::Awaiting,
        Chip::InProgress,
        Chip::DueSoon,
        Chip::Overdue,
        Chip::Waiting,
        Chip::PaymentDue,
        Chip::Ready,
        Chip::Completed,
        Chip::Stopped,
        Chip::NotAccepted,
    ];

    /// The last part of its CSS class.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Chip::Awaiting => "awaiting",
            Chip::InProgress => "progress",
            Chip::DueSoon => "soon",
            Chip::Overdue => "overdue",
            Chip::Waiting => "waiting",
            Chip::PaymentDue => "payment",
            Chip::Ready => "ready",
            Chip::Completed => "completed",
            Chip::Stopped => "stopped",
            Chip::NotAccepted => "refused",
        }
    }

    /// Its word.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        t(
            lang,
            match self {
                Chip::Awaiting => Key::ChipAwaiting,
                Chip::InProgress => Key::ChipInProgress,
                Chip::DueSoon => Key::ChipDueSoon,
                Chip::Overdue => Key::ChipOverdue,
                Chip::Waiting => Key::ChipWaiting,
                Chip::PaymentDue => Key::ChipPaymentDue,
                Chip::Ready => Key::ChipReady,
                Chip::Completed => Key::ChipCompleted,
                Chip::Stopped => Key::ChipStopped,
                Chip::NotAccepted => Key::ChipNotAccepted,
            },
        )
    }

    /// Its shape, different for each, so that it survives grey print and forced colours.
    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            Chip::Awaiting => Icon::Square,
            Chip::InProgress => Icon::Clock,
            Chip::DueSoon => Icon::Diamond,
            Chip::Overdue => Icon::TriangleFilled,
            Chip::Waiting => Icon::Person,
            Chip::PaymentDue => Icon::Note,
            Chip::Ready => Icon::Box,
            Chip::Completed => Icon::CheckFilled,
            Chip::Stopped => Icon::Octagon,
            Chip::NotAccepted => Icon::CircleCross,
        }
    }
}

/// A chip, and a word beside it where the law has one more ("Đã rút" is a stopped dossier).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The chip.
    pub chip: Chip,
    /// The word beside it.
    pub note: Option<String>,
}

impl From<Chip> for Status {
    fn from(chip: Chip) -> Self {
        Status { chip, note: None }
    }
}

#[derive(Template)]
#[template(path = "components/status.html")]
struct StatusView<'a> {
    status: &'a Status,
    label: &'static str,
}

impl Status {
    /// A withdrawn dossier: stopped, with the word "Đã rút".
    #[must_use]
    pub fn withdrawn(lang: Lang) -> Status {
        Status { chip: Chip::Stopped, note: Some(t(lang, Key::ChipWithdrawn).to_owned()) }
    }

    /// The chip as HTML.
    #[must_use]
    pub fn html(&self, lang: Lang) -> String {
        StatusView { status: self, label: self.chip.label(lang) }
            .render()
            .expect("a template that writes into a String cannot fail")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ten_chips_each_with_its_own_word_shape_and_colour() {
        for lang in Lang::ALL {
            let words: BTreeSet<_> = Chip::ALL.iter().map(|chip| chip.label(lang)).collect();
            assert_eq!(words.len(), 10, "{lang:?}");
        }
        let shapes: BTreeSet<_> = Chip::ALL.iter().map(|chip| chip.icon().svg()).collect();
        let keys: BTreeSet<_> = Chip::ALL.iter().map(|chip| chip.key()).collect();
        assert_eq!((shapes.len(), keys.len()), (10, 10));
        let css = include_str!("../assets/hn.css");
        for chip in Chip::ALL {
            assert!(css.contains(&format!(".hn-chip--{}", chip.key())), "{chip:?} has no colour");
        }
    }

    #[test]
    fn a_note_is_escaped() {
        let status = Status { chip: Chip::Stopped, note: Some("<b>".to_owned()) };
        assert!(!status.html(Lang::Vi).contains("<b>"));
    }
}
