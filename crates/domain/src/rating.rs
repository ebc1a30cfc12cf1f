//! How a person rates what was done for them: five faces, and reasons to choose from.
//!
//! There is no free text: it would tell who wrote it.

use motcua_calendar::Lang;

/// Five faces, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// Rất hài lòng.
    VeryGood,
    /// Hài lòng.
    Good,
    /// Bình thường.
    Fair,
    /// Không hài lòng.
    Bad,
    /// Rất không hài lòng.
    VeryBad,
}

impl Face {
    /// All faces, in the order they are shown.
    pub const ALL: [Face; 5] = [Face::VeryGood, Face::Good, Face::Fair, Face::Bad, Face::VeryBad];

    /// 5 for the best to 1: as it is stored and sent.
    pub fn number(self) -> u8 {
        match self {
            Face::VeryGood => 5,
            Face::Good => 4,
            Face::Fair => 3,
            Face::Bad => 2,
            Face::VeryBad => 1,
        }
    }

    /// Back from its number.
    pub fn from_number(number: u8) -> Option<Face> {
        Face::ALL.into_iter().find(|face| face.number() == number)
    }

    /// The words beside the face.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Face::VeryGood => ("Rất hài lòng", "Very satisfied"),
            Face::Good => ("Hài lòng", "Satisfied"),
            Face::Fair => ("Bình thường", "Neither"),
            Face::Bad => ("Không hài lòng", "Not satisfied"),
            Face::VeryBad => ("Rất không hài lòng", "Not satisfied at all"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}

/// What a person liked or missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The time it took.
    Time,
    /// The manner of the officers.
    Manner,
    /// The guidance before and during.
    Guidance,
    /// Papers asked for.
    Papers,
    /// Journeys that had to be made.
    Journeys,
    /// The pages and the form.
    Pages,
    /// The result itself.
    Outcome,
}

impl Reason {
    /// All reasons, in the order they are shown.
    pub const ALL: [Reason; 7] = [
        Reason::Time,
        Reason::Manner,
        Reason::Guidance,
        Reason::Papers,
        Reason::Journeys,
        Reason::Pages,
        Reason::Outcome,
    ];

    /// Stable key.
    pub fn key(self) -> &'static str {
        match self {
            Reason::Time => "time",
            Reason::Manner => "manner",
            Reason::Guidance => "guidance",
            Reason::Papers => "papers",
            Reason::Journeys => "journeys",
            Reason::Pages => "pages",
            Reason::Outcome => "outcome",
        }
    }

    /// Back from its key.
    pub fn from_key(key: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.key() == key)
    }

    /// The words beside the box.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Reason::Time => ("Thời gian giải quyết", "The time it took"),
            Reason::Manner => ("Thái độ phục vụ của cán bộ", "The manner of the officers"),
            Reason::Guidance => ("Hướng dẫn hồ sơ, thủ tục", "The guidance given"),
            Reason::Papers => ("Giấy tờ phải nộp, phải bổ sung", "The papers asked for"),
            Reason::Journeys => ("Số lần phải đi lại", "The journeys I had to make"),
            Reason::Pages => ("Trang dịch vụ và tờ khai", "The pages and the form"),
            Reason::Outcome => ("Kết quả giải quyết", "The result"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_and_reasons_come_back_from_what_is_stored() {
        for face in Face::ALL {
            assert_eq!(Face::from_number(face.number()), Some(face));
        }
        for reason in Reason::ALL {
            assert_eq!(Reason::from_key(reason.key()), Some(reason));
        }
        assert_eq!((Face::from_number(0), Face::from_number(6)), (None, None));
    }
}
