//! Where time went: minutes by party that add up to the whole, as a table and as one bar.

use crate::format::count;
use crate::lang::Lang;
use crate::message::{Key, t};

/// Minutes of one party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpentPart {
    /// Whose.
    pub name: String,
    /// Minutes of the clock on the wall.
    pub minutes: u64,
}

/// A step that took longer than its budget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OverBudget {
    /// The step and its unit.
    pub step: String,
    /// By how much, in words.
    pub by: String,
}

/// Where time went. The parts add up to the whole, whatever they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Of what, in words: from when to when, or of how many dossiers.
    pub of: String,
    /// The parties in their order.
    pub parts: Vec<SpentPart>,
    /// Steps over their budget; for a dossier only.
    pub over: Vec<OverBudget>,
}

/// One stretch of the bar and its line in the table.
pub(crate) struct SpentLine<'a> {
    pub(crate) name: &'a str,
    pub(crate) minutes: String,
    pub(crate) time: String,
    pub(crate) percent: String,
    pub(crate) from: u64,
    pub(crate) width: u64,
}

impl Spent {
    /// All minutes.
    #[must_use]
    pub fn whole(&self) -> u64 {
        self.parts.iter().map(|part| part.minutes).sum()
    }

    /// The lines, with shares cut so that they add up to the whole bar and to 100 %.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<SpentLine<'_>> {
        let whole = self.whole().max(1);
        let upto = |sum: u64, of: u64| (sum * of + whole / 2) / whole;
        let mut sum = 0;
        let mut lines = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let before = sum;
            sum += part.minutes;
            lines.push(SpentLine {
                name: &part.name,
                minutes: count(lang, part.minutes),
                time: civil(lang, part.minutes),
                percent: format!("{} %", upto(sum, 100) - upto(before, 100)),
                from: upto(before, 1000),
                width: upto(sum, 1000) - upto(before, 1000),
            });
        }
        lines
    }

    pub(crate) fn total(&self, lang: Lang) -> (String, String) {
        (count(lang, self.whole()), civil(lang, self.whole()))
    }
}

/// Minutes of the clock on the wall in words, to the minute: nothing is rounded away.
#[must_use]
pub fn civil(lang: Lang, minutes: u64) -> String {
    let mut parts: Vec<String> = Vec::with_capacity(3);
    let pieces = [
        (minutes / 1440, Key::SpentDay, Key::SpentDays),
        (minutes % 1440 / 60, Key::SpentHour, Key::SpentHours),
        (minutes % 60, Key::SpentMinute, Key::SpentMinutes),
    ];
    for (number, one, many) in pieces {
        if number > 0 {
            parts.push(format!("{} {}", count(lang, number), t(lang, if number == 1 { one } else { many })));
        }
    }
    if parts.is_empty() { format!("0 {}", t(lang, Key::SpentMinutes)) } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_whatever_the_parts() {
        for minutes in [[1, 1, 1, 0, 0], [0; 5], [1, 999, 0, 0, 0], [7, 7, 7, 7, 7], [12_345, 1, 0, 3, 99]] {
            let spent = Spent {
                parts: minutes.map(|minutes| SpentPart { name: String::new(), minutes }).to_vec(),
                ..Spent::default()
            };
            let lines = spent.lines(Lang::Vi);
            let percents: u64 = lines
                .iter()
                .map(|line| line.percent.trim_end_matches(" %").parse::<u64>().expect("a number"))
                .sum();
            let some = spent.whole() > 0;
            assert_eq!(percents, if some { 100 } else { 0 }, "{minutes:?}");
            assert_eq!(lines.iter().map(|line| line.width).sum::<u64>(), if some { 1000 } else { 0 });
            let ends = lines.windows(2).all(|pair| pair[0].from + pair[0].width == pair[1].from);
            assert!(ends, "no gap and no overlap");
        }
        assert_eq!(civil(Lang::Vi, 1440 + 61), "1 ngày 1 giờ 1 phút");
        assert_eq!(civil(Lang::En, 2 * 1440), "2 days");
        assert_eq!(civil(Lang::En, 0), "0 minutes");
    }
}
