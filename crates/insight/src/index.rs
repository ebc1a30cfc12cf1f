//! An index: points for shares, by group and part, as data. The first is that of QĐ 766/QĐ-TTg.

use crate::league::Figure;
use serde::Deserialize;

/// A group of parts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexGroup {
    /// Name.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// Its parts.
    pub part: Vec<IndexPart>,
}

/// One part of an index.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexPart {
    /// Its number in the decision.
    pub number: String,
    /// Name.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// The most it gives, in hundredths of a point; 0: it only describes.
    pub hundredths: u32,
    /// Whether the points stand in a source that was read.
    pub confirmed: bool,
    /// Key of the metric it is reckoned from; none: nothing here tells it.
    pub metric: Option<String>,
    /// Why nothing here tells it, where that is known.
    pub reason: Option<String>,
    /// The same in English.
    pub reason_en: Option<String>,
    /// The share, in percent, from which on it gives the most.
    #[serde(default = "all")]
    pub full_at: u32,
}

fn all() -> u32 {
    100
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Vec<IndexGroup>,
}

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Not the form of an index.
    #[error("không đọc được bộ chỉ số (the index cannot be read): {0}")]
    Form(#[from] Box<toml::de::Error>),
    /// One part is wrong.
    #[error("chỉ số {number} (part of the index): {reason}")]
    Part {
        /// Which.
        number: String,
        /// What is wrong.
        reason: String,
    },
}

/// Reads an index. `knows` says whether there is a metric of a key that is a share.
///
/// # Errors
/// The first thing wrong.
pub fn read_index(text: &str, knows: &dyn Fn(&str) -> bool) -> Result<Vec<IndexGroup>, IndexError> {
    let file: File = toml::from_str(text).map_err(Box::new)?;
    for part in file.group.iter().flat_map(|group| &group.part) {
        let wrong =
            |reason: &str| Err(IndexError::Part { number: part.number.clone(), reason: reason.to_owned() });
        if part.metric.as_deref().is_some_and(|key| !knows(key)) {
            return wrong("không có tỷ lệ này trong từ điển (the dictionary has no such share)");
        }
        if !(1..=100).contains(&part.full_at) {
            return wrong("full_at: 1–100");
        }
    }
    Ok(file.group)
}

/// Points for a share, in hundredths, rounded half up, `most` from `full_at` percent on; none for nothing over nothing.
#[must_use]
pub fn points(figure: Figure, most: u32, full_at: u32) -> Option<u64> {
    let (part, whole) = (u128::try_from(figure.numerator).ok()?, u128::try_from(figure.denominator).ok()?);
    if whole == 0 {
        return None;
    }
    let most = u128::from(most);
    let full = whole * u128::from(full_at.max(1));
    let got = (most * part * 100 * 2 + full) / (full * 2);
    u64::try_from(got.min(most)).ok()
}

impl IndexPart {
    /// Points for a share, in hundredths, rounded half up; none for nothing over nothing.
    #[must_use]
    pub fn points(&self, figure: Figure) -> Option<u64> {
        points(figure, self.hundredths, self.full_at)
    }

    /// How many more of the whole would have to count for the most points; 0 when it is reached.
    #[must_use]
    pub fn missing(&self, figure: Figure) -> u64 {
        let (part, whole) = (i128::from(figure.numerator), i128::from(figure.denominator));
        let wanted = (whole * i128::from(self.full_at) + 99) / 100;
        u64::try_from((wanted - part).max(0)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_grow_up_to_the_share_that_gives_the_most() {
        let part = IndexPart {
            number: "3.3".into(),
            name: String::new(),
            name_en: String::new(),
            hundredths: 400,
            confirmed: false,
            metric: None,
            reason: None,
            reason_en: None,
            full_at: 50,
        };
        let of = |numerator, denominator| Figure { numerator, denominator };
        assert_eq!(part.points(of(25, 100)), Some(200));
        assert_eq!(part.points(of(50, 100)), Some(400));
        assert_eq!(part.points(of(99, 100)), Some(400));
        assert_eq!(part.points(of(0, 0)), None);
        assert_eq!(part.missing(of(25, 99)), 25);
        assert_eq!(part.missing(of(99, 100)), 0);
    }
}
