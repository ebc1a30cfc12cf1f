//! Figures of the board: what was measured, how it is written, how far it is from its target, how it moved.
//!
//! Shares arrive as two counts and stay exact until they are written. A share below a whole percent is never written as
//! that percent: 79.96 % is written 79.9 %, so that no page shows a target reached that was missed.

use crate::format::count;
use crate::lang::Lang;
use crate::message::{Key, fill, t};

/// A share of a whole, exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many of them.
    pub part: u64,
    /// Of how many.
    pub whole: u64,
}

impl Share {
    /// A share.
    #[must_use]
    pub fn new(part: u64, whole: u64) -> Self {
        Share { part, whole }
    }

    /// Tenths of a percent as they are written, half up but never onto a whole percent not reached; `None` of nothing.
    #[must_use]
    pub fn tenths(self) -> Option<u64> {
        let (part, whole) = (u128::from(self.part), u128::from(self.whole));
        let down = (part * 1000).checked_div(whole)?;
        let near = (part * 2000 + whole) / (whole * 2);
        let written = if near.is_multiple_of(10) { down } else { near };
        u64::try_from(written).ok()
    }

    /// The whole percent, rounded down, for the tiles of the map; `None` of nothing.
    #[must_use]
    pub fn percent(self) -> Option<u64> {
        self.tenths().map(|tenths| tenths / 10)
    }

    /// `78,4%`, or `–` of nothing.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        self.tenths().map_or_else(|| "–".to_owned(), |tenths| format!("{}%", tenth(lang, tenths)))
    }

    /// `312/398`
    #[must_use]
    pub fn counts(self, lang: Lang) -> String {
        format!("{}/{}", count(lang, self.part), count(lang, self.whole))
    }

    /// Whether it is at least so many thousandths, reckoned exactly.
    #[must_use]
    pub fn at_least(self, thousandths: u64) -> bool {
        u128::from(self.part) * 1000 >= u128::from(thousandths) * u128::from(self.whole)
    }

    /// Whether it is at most so many thousandths, reckoned exactly.
    #[must_use]
    pub fn at_most(self, thousandths: u64) -> bool {
        u128::from(self.part) * 1000 <= u128::from(thousandths) * u128::from(self.whole)
    }

    /// How much of a length it fills, in thousandths, for drawing.
    pub(crate) fn filled(self) -> u64 {
        let filled = (u128::from(self.part) * 1000).checked_div(u128::from(self.whole)).unwrap_or(0);
        u64::try_from(filled).map_or(1000, |filled| filled.min(1000))
    }
}

/// What was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// Nothing is known yet. Of a share of nothing write the share `0/0` instead, so that its target keeps its percent.
    #[default]
    Missing,
    /// A share, written in percent.
    Share(Share),
    /// A number of things.
    Count(u64),
    /// A mark on a scale, in hundredths, with how many gave one: 4.62 of 5.
    Score {
        /// The mean, in hundredths.
        hundredths: u64,
        /// The most there is.
        of: u64,
        /// How many gave one.
        votes: u64,
    },
    /// A length of working time, in minutes.
    Minutes(u64),
    /// A plain average, in hundredths.
    Mean {
        /// The mean, in hundredths.
        hundredths: u64,
    },
}

impl Value {
    /// As people read it.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        match self {
            Value::Missing => "–".to_owned(),
            Value::Share(share) => share.text(lang),
            Value::Count(number) => count(lang, number),
            Value::Score { hundredths, of, .. } => format!("{}/{of}", tenth(lang, (hundredths + 5) / 10)),
            Value::Minutes(minutes) => duration(lang, minutes),
            Value::Mean { hundredths } => tenth(lang, (hundredths + 5) / 10),
        }
    }

    /// What the value rests on: both counts of a share, the votes of a score.
    #[must_use]
    pub fn rests_on(self, lang: Lang) -> Option<String> {
        match self {
            Value::Share(share) if share.whole > 0 => Some(share.counts(lang)),
            Value::Score { votes, .. } => Some(fill(t(lang, Key::BoardVotes), &[&count(lang, votes)])),
            _ => None,
        }
    }

    /// What the page watches, to say by how much it moved: the count, or the upper count of a share.
    #[must_use]
    pub fn watched(self) -> Option<u64> {
        match self {
            Value::Share(share) => Some(share.part),
            Value::Count(number) => Some(number),
            Value::Score { votes, .. } => Some(votes),
            Value::Missing | Value::Minutes(_) | Value::Mean { .. } => None,
        }
    }

    /// The number behind the writing, in tenths of what is written; `None` when there is none.
    fn tenths(self) -> Option<u64> {
        match self {
            Value::Missing => None,
            Value::Share(share) => share.tenths(),
            Value::Count(number) | Value::Minutes(number) => Some(number * 10),
            Value::Score { hundredths, .. } | Value::Mean { hundredths } => Some((hundredths + 5) / 10),
        }
    }

    /// A distance on the scale of this value: "1,6 điểm", "12", "0,3", "2 giờ".
    fn distance(self, lang: Lang, tenths: u64) -> String {
        match self {
            Value::Share(_) => fill(t(lang, Key::BoardPoints), &[&tenth(lang, tenths)]),
            Value::Score { .. } | Value::Mean { .. } => tenth(lang, tenths),
            Value::Minutes(_) => duration(lang, tenths / 10),
            Value::Count(_) | Value::Missing => count(lang, tenths / 10),
        }
    }

    /// How it moved since another value of its kind, in words with what it is compared with.
    #[must_use]
    pub fn trend(self, lang: Lang, before: Value, compared: &str) -> String {
        let (Some(now), Some(then)) = (self.tenths(), before.tenths()) else {
            return t(lang, Key::BoardTrendNone).to_owned();
        };
        let key = match now.cmp(&then) {
            std::cmp::Ordering::Equal => return fill(t(lang, Key::BoardTrendSame), &[&compared]),
            std::cmp::Ordering::Greater => Key::BoardTrendUp,
            std::cmp::Ordering::Less => Key::BoardTrendDown,
        };
        fill(t(lang, key), &[&self.distance(lang, now.abs_diff(then)), &compared])
    }
}

/// Which side of a threshold is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goal {
    /// So much or more.
    #[default]
    AtLeast,
    /// So much or less.
    AtMost,
}

/// A threshold to be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aim {
    /// The threshold, in tenths of what is written: 800 for 80 % and for a count of 80, 45 for a score of 4.5.
    pub tenths: u64,
    /// Which side of it is wanted.
    pub goal: Goal,
}

impl Aim {
    /// Whether a value reaches it; `None` when there is no value.
    #[must_use]
    pub fn reached_by(self, value: Value) -> Option<bool> {
        match value {
            Value::Share(share) if share.whole == 0 => None,
            Value::Share(share) => Some(match self.goal {
                Goal::AtLeast => share.at_least(self.tenths),
                Goal::AtMost => share.at_most(self.tenths),
            }),
            other => other.tenths().map(|tenths| match self.goal {
                Goal::AtLeast => tenths >= self.tenths,
                Goal::AtMost => tenths <= self.tenths,
            }),
        }
    }

    /// The threshold as it is written beside values of a kind.
    #[must_use]
    pub fn text(self, lang: Lang, kind: Value) -> String {
        match kind {
            Value::Share(_) => format!("{}%", short_tenth(lang, self.tenths)),
            Value::Score { .. } | Value::Mean { .. } => short_tenth(lang, self.tenths),
            Value::Minutes(_) => duration(lang, self.tenths / 10),
            Value::Count(_) | Value::Missing => count(lang, self.tenths / 10),
        }
    }

    /// How far a value is from it, in words: "đạt", "thiếu 1,6 điểm", "–" when there is no value.
    #[must_use]
    pub fn away(self, lang: Lang, value: Value) -> String {
        let key = match self.reached_by(value) {
            None => return "–".to_owned(),
            Some(true) => return t(lang, Key::BoardReached).to_owned(),
            Some(false) if self.goal == Goal::AtLeast => Key::BoardShort,
            Some(false) => Key::BoardOver,
        };
        // What is missed by less than is written is missed by the least that can be written.
        let away = value.tenths().unwrap_or(0).abs_diff(self.tenths).max(1);
        fill(t(lang, key), &[&value.distance(lang, away)])
    }

    /// The target with the distance to it: "Chỉ tiêu 80% · thiếu 1,6 điểm".
    #[must_use]
    pub fn distance(self, lang: Lang, value: Value) -> String {
        let threshold = self.text(lang, value);
        match self.reached_by(value) {
            None => fill(t(lang, Key::BoardAim), &[&threshold]),
            Some(_) => fill(t(lang, Key::BoardAimAway), &[&threshold, &self.away(lang, value)]),
        }
    }
}

/// `78,4` from tenths.
pub(crate) fn tenth(lang: Lang, tenths: u64) -> String {
    let mark = match lang {
        Lang::Vi => ',',
        Lang::En => '.',
    };
    format!("{}{mark}{}", count(lang, tenths / 10), tenths % 10)
}

/// The same, without a nought behind the mark.
pub(crate) fn short_tenth(lang: Lang, tenths: u64) -> String {
    if tenths.is_multiple_of(10) { count(lang, tenths / 10) } else { tenth(lang, tenths) }
}

/// Working time: "45 phút", "4 giờ", "4 giờ 20 phút".
pub(crate) fn duration(lang: Lang, minutes: u64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let in_hours = || fill(t(lang, Key::BoardHours), &[&count(lang, hours)]);
    let in_minutes = || fill(t(lang, Key::BoardMinutes), &[&rest]);
    match (hours, rest) {
        (0, _) => in_minutes(),
        (_, 0) => in_hours(),
        _ => format!("{} {}", in_hours(), in_minutes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_missed_is_never_written_as_reached() {
        let missed = Share::new(7_996, 10_000);
        assert_eq!(missed.text(Lang::Vi), "79,9%");
        assert_eq!(missed.percent(), Some(79));
        let aim = Aim { tenths: 800, goal: Goal::AtLeast };
        assert_eq!(aim.reached_by(Value::Share(missed)), Some(false));
        assert_eq!(aim.distance(Lang::Vi, Value::Share(missed)), "Chỉ tiêu 80% · thiếu 0,1 điểm");
        assert_eq!(aim.reached_by(Value::Share(Share::new(8, 10))), Some(true));
        assert_eq!(aim.distance(Lang::En, Value::Share(Share::new(8, 10))), "Target 80% · reached");
    }

    #[test]
    fn shares_round_half_up_and_nothing_has_none() {
        assert_eq!(Share::new(1, 3).text(Lang::En), "33.3%");
        assert_eq!(Share::new(2, 3).text(Lang::En), "66.7%");
        assert_eq!(Share::new(1, 1).text(Lang::En), "100.0%");
        assert_eq!(Share::new(0, 9).text(Lang::En), "0.0%");
        assert_eq!(Share::new(0, 0).text(Lang::En), "–");
        assert_eq!(Share::new(u64::MAX, u64::MAX).tenths(), Some(1000));
        assert_eq!(Aim::default().reached_by(Value::Share(Share::new(0, 0))), None);
    }

    #[test]
    fn trends_and_distances_are_said_on_the_scale_of_the_value() {
        let (now, then) = (Value::Share(Share::new(784, 1000)), Value::Share(Share::new(776, 1000)));
        assert_eq!(now.trend(Lang::Vi, then, "tuần trước"), "Tăng 0,8 điểm so với tuần trước");
        assert_eq!(then.trend(Lang::En, now, "last week"), "Down 0.8 points on last week");
        assert_eq!(Value::Count(3).trend(Lang::Vi, Value::Count(3), "hôm qua"), "Bằng hôm qua");
        assert_eq!(Value::Missing.trend(Lang::Vi, now, ""), "Chưa có kỳ trước để so");
        let none_late = Aim { tenths: 0, goal: Goal::AtMost };
        assert_eq!(none_late.distance(Lang::Vi, Value::Count(214)), "Chỉ tiêu 0 · vượt 214");
        let score = Value::Score { hundredths: 462, of: 5, votes: 16_900 };
        assert_eq!(score.text(Lang::Vi), "4,6/5");
        assert_eq!(score.rests_on(Lang::En).as_deref(), Some("16,900 ratings"));
        assert_eq!(Value::Minutes(260).text(Lang::Vi), "4 giờ 20 phút");
    }
}
