//! The index of Decision 766: points by group and part, with what is known, what is not confirmed, and what the missing
//! points would take.

use super::value::Value;
use crate::form::Choice;
use crate::lang::Lang;
use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// Points, in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points(pub u64);

impl Points {
    /// `17,25`, or `18` when whole.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let whole = crate::format::count(lang, self.0 / 100);
        let mark = match lang {
            Lang::Vi => ',',
            Lang::En => '.',
        };
        match self.0 % 100 {
            0 => whole,
            rest if rest.is_multiple_of(10) => format!("{whole}{mark}{}", rest / 10),
            rest => format!("{whole}{mark}{rest:02}"),
        }
    }
}

/// What a part gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Score {
    /// So many points.
    Got(Points),
    /// The part does not apply: nothing of the kind happened (0/0). It takes its most out of the sum as well.
    NotApplicable,
    /// What it takes is not kept by this program, or comes from outside.
    #[default]
    Unknown,
}

/// A part of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexPart {
    /// Its number in the decision, for instance "2.1".
    pub number: String,
    /// Its name.
    pub name: String,
    /// What was measured.
    pub value: Value,
    /// What it gives.
    pub score: Score,
    /// The most it can give.
    pub most: Points,
    /// Whether the points of this part stand in a source that was read; otherwise they are a setting, and marked.
    pub confirmed: bool,
    /// What the missing points would take, in words: "Thêm 312 hồ sơ có kết quả điện tử".
    pub needed: Option<String>,
    /// What it opens to.
    pub href: Option<String>,
    /// Who gave it, from which source and when, of what is not counted here.
    pub given: Option<String>,
    /// Where it stands what is not certain about how it is measured; `None` when nothing is.
    pub provisional: Option<String>,
}

/// A group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexGroup {
    /// Its name.
    pub name: String,
    /// Points of its known parts.
    pub got: Points,
    /// The most its parts that apply and are known can give.
    pub most: Points,
    /// Its parts.
    pub parts: Vec<IndexPart>,
}

/// `/board/index?unit=&period=`
#[derive(Template)]
#[template(path = "board/index.html")]
pub struct IndexPage<'a> {
    /// What every page is given (title = whose index it is).
    pub page: Page<'a>,
    /// The period in words.
    pub period: String,
    /// Of when the numbers are, in words.
    pub at: String,
    /// Whether that is a moment of the past, of which not every part is known.
    pub known: bool,
    /// What else was asked and is kept: name and value.
    pub kept: Vec<(String, String)>,
    /// Units to choose from, posted as `unit`, the city first.
    pub units: Vec<Choice>,
    /// Periods to choose from, posted as `period`.
    pub periods: Vec<Choice>,
    /// The sum of what is known.
    pub got: Points,
    /// The most of the parts that apply and are known.
    pub most: Points,
    /// The score reckoned to a hundred, as a preview; `None` while too little is known.
    pub preview: Option<Points>,
    /// The groups.
    pub groups: Vec<IndexGroup>,
    /// The file, the frozen reports.
    pub links: Vec<Link>,
}

impl IndexPage<'_> {
    fn points(&self, points: &Points) -> String {
        points.text(self.page.lang)
    }

    fn score(&self, part: &IndexPart) -> String {
        match part.score {
            Score::Got(points) => points.text(self.page.lang),
            Score::NotApplicable => self.page.t(Key::IndexNotApplicable).to_owned(),
            Score::Unknown => self.page.t(Key::IndexUnknown).to_owned(),
        }
    }

    fn measured(&self, part: &IndexPart) -> String {
        match part.score {
            Score::NotApplicable => "0/0".to_owned(),
            _ => part.value.text(self.page.lang),
        }
    }

    fn rests_on(&self, part: &IndexPart) -> Option<String> {
        part.value.rests_on(self.page.lang)
    }

    fn any_unconfirmed(&self) -> bool {
        self.groups.iter().flat_map(|group| &group.parts).any(|part| !part.confirmed)
    }
}

renders!(IndexPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_as_short_as_they_are() {
        assert_eq!(Points(1_800).text(Lang::Vi), "18");
        assert_eq!(Points(1_725).text(Lang::Vi), "17,25");
        assert_eq!(Points(1_705).text(Lang::En), "17.05");
        assert_eq!(Points(150).text(Lang::En), "1.5");
        assert_eq!(Points(5).text(Lang::Vi), "0,05");
    }
}
