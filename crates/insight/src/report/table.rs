//! What a report came to: fractions of whole numbers, and everything that is needed to reckon them again.

use super::definition::ReportError;
use crate::formula::Formula;
use crate::index::points;
use crate::league::{Figure, Sums};
use serde::{Deserialize, Serialize};

/// What the cells of a column are shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// A number of things.
    Count,
    /// A share in percent.
    Share,
    /// An average in minutes.
    Minutes,
    /// An average of points.
    Score,
    /// Points of a part of the index, by its share.
    Points,
    /// The points of the columns of the index together, over what they could give.
    PointsSum,
}

/// A column with the formulas its cells were reckoned by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Stable key within the report.
    pub key: String,
    /// Heading above several columns; empty when there is none.
    pub group: String,
    /// The same in English.
    pub group_en: String,
    /// Heading.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// What its cells are shown as.
    pub show: Show,
    /// Formula above the line.
    pub numerator: String,
    /// Formula below it; none for a count.
    pub denominator: Option<String>,
    /// Of a part of the index: hundredths of a point at most, and the share from which on it gives them.
    pub points: Option<(u32, u32)>,
}

impl Column {
    /// Points of a cell, in hundredths, for a part of the index.
    #[must_use]
    pub fn points_of(&self, cell: (i64, i64)) -> Option<u64> {
        let (most, full_at) = self.points?;
        points(Figure { numerator: cell.0, denominator: cell.1 }, most, full_at)
    }
}

/// What the members of a row are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// Competent agencies, by number.
    Unit,
    /// Procedure versions, by number.
    Version,
}

/// How a row is made of its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// Their sum.
    Sum,
    /// The median of their figures, column by column; those without a value left out.
    Median,
    /// The sum of the rows above.
    Total,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Stable key: the unit's, the field's, the procedure's code.
    pub key: String,
    /// Name.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// How it is made.
    pub kind: RowKind,
    /// What its members are.
    pub of: Of,
    /// Their numbers.
    pub members: Vec<i64>,
    /// Above and below the line, by column; nothing over nothing is not applicable.
    pub cells: Vec<(i64, i64)>,
}

/// A report of a period, as it came out. The order of the fields is the order they are kept in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Version of this form.
    pub format: u32,
    /// The definition's key.
    pub key: String,
    /// Number of the form.
    pub form: String,
    /// Title.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// Legal basis.
    pub basis: String,
    /// Name of the period.
    pub period: String,
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// Key of the unit it is of, when of one.
    pub unit: Option<String>,
    /// Where the journal ended, as it is known at.
    pub position: i64,
    /// The moment it is as known at, UNIX milliseconds.
    pub as_of_ms: i64,
    /// The moment what lay in hand is told of: the end of the period, or the moment it is as known at; UNIX seconds.
    pub close_at: i64,
    /// Columns stand below each other.
    pub down: bool,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Notes, Vietnamese and English.
    pub notes: Vec<(String, String)>,
    /// What is not certain, Vietnamese and English.
    pub provisional: (String, String),
}

/// Reckons the cells of a row.
///
/// # Errors
/// A column whose formula cannot be read.
pub fn reckon<'s>(
    columns: &[Column],
    row: &Row,
    sums: &dyn Fn(Of, i64) -> Option<&'s Sums>,
) -> Result<Vec<(i64, i64)>, ReportError> {
    let read = |text: &str| {
        Formula::parse(text).map_err(|error| ReportError::new(None, error.to_string(), error.to_string()))
    };
    let mut whole = Sums::default();
    for one in row.members.iter().filter_map(|member| sums(row.of, *member)) {
        whole.add(one);
    }
    let mut cells = Vec::with_capacity(columns.len());
    for column in columns {
        if column.show == Show::PointsSum {
            cells.push((0, 0));
            continue;
        }
        let above = read(&column.numerator)?;
        let below = column.denominator.as_deref().map(read).transpose()?;
        let of = |sums: &Sums| (above.value(sums), below.as_ref().map_or(1, |below| below.value(sums)));
        cells.push(match row.kind {
            RowKind::Sum | RowKind::Total => of(&whole),
            RowKind::Median => {
                let none = Sums::default();
                let member = |member: &i64| of(sums(row.of, *member).unwrap_or(&none));
                median(row.members.iter().map(member).collect())
            }
        });
    }
    // The sum of the points comes last, from the cells beside it. A median has no sum.
    let sum = columns.iter().zip(&cells).fold((0, 0), |(got, most), (column, cell)| {
        match (column.points_of(*cell), column.points) {
            (Some(points), Some((of, _))) => (got + i64::try_from(points).unwrap_or(0), most + i64::from(of)),
            _ => (got, most),
        }
    });
    for (column, cell) in columns.iter().zip(&mut cells) {
        if column.show == Show::PointsSum && row.kind != RowKind::Median {
            *cell = sum;
        }
    }
    Ok(cells)
}

/// The middle of fractions, exact; of an even number the mean of the two in the middle. Nothing over nothing is left out.
fn median(mut figures: Vec<(i64, i64)>) -> (i64, i64) {
    figures.retain(|(_, below)| *below > 0);
    let wide = |(above, below): (i64, i64)| (i128::from(above), i128::from(below));
    figures.sort_by(|a, b| {
        let ((a, b), (c, d)) = (wide(*a), wide(*b));
        (a * d).cmp(&(c * b))
    });
    let middle = figures.len() / 2;
    match (figures.get(middle.wrapping_sub(1)), figures.get(middle)) {
        (_, None) => (0, 0),
        (Some(left), Some(right)) if figures.len().is_multiple_of(2) => {
            let ((a, b), (c, d)) = (wide(*left), wide(*right));
            let (above, below) = (a * d + c * b, 2 * b * d);
            let common = divisor(above.unsigned_abs(), below.unsigned_abs());
            let part = |number: i128| i64::try_from(number / common);
            part(above).ok().zip(part(below).ok()).unwrap_or((0, 0))
        }
        (_, Some(one)) => *one,
    }
}

fn divisor(mut a: u128, mut b: u128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a.max(1)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Measure;
    use proptest::prelude::*;

    #[test]
    fn a_row_is_the_sum_of_its_members_and_points_are_of_the_sum() {
        let column = |key: &str, show, above: &str, below: Option<&str>, points| Column {
            key: key.into(),
            group: String::new(),
            group_en: String::new(),
            name: key.into(),
            name_en: key.into(),
            show,
            numerator: above.into(),
            denominator: below.map(str::to_owned),
            points,
        };
        let columns = [
            column("left", Show::Count, "period.carried + received.all - ended.all", None, None),
            column("online", Show::Points, "received.online", Some("received.all"), Some((400, 50))),
            column("none", Show::Points, "ended.late", Some("ended.all"), Some((2000, 100))),
            column("sum", Show::PointsSum, "", None, None),
        ];
        let of = |received: i64, online: i64, carried: i64| {
            let mut sums = Sums { carried, ..Sums::default() };
            sums.received[Measure::Received.slot()] = received;
            sums.received[Measure::Online.slot()] = online;
            sums
        };
        let (one, two) = (of(10, 2, 5), of(90, 23, 0));
        let sums = |of: Of, member: i64| match (of, member) {
            (Of::Unit, 1) => Some(&one),
            (Of::Unit, 2) => Some(&two),
            _ => None,
        };
        let mut row = Row {
            key: "x".into(),
            name: String::new(),
            name_en: String::new(),
            kind: RowKind::Total,
            of: Of::Unit,
            members: vec![1, 2, 3],
            cells: Vec::new(),
        };
        let cells = reckon(&columns, &row, &sums).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(cells, [(105, 1), (25, 100), (0, 0), (200, 400)]);
        row.kind = RowKind::Median;
        let cells = reckon(&columns, &row, &sums).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(cells, [(15, 1), (41, 180), (0, 0), (0, 0)], "2/10 and 23/90; those of none left out");
    }

    proptest! {
        /// By counting: as many lie at or below the middle as at or above it, and an odd one is one of them.
        #[test]
        fn the_median_has_as_many_on_each_side(
            figures in proptest::collection::vec((-50i64..500, 0i64..60), 0..25)
        ) {
            let with: Vec<_> = figures.iter().copied().filter(|(_, below)| *below > 0).collect();
            let (above, below) = median(figures);
            if with.is_empty() {
                prop_assert_eq!((above, below), (0, 0));
                return Ok(());
            }
            let compared = |(a, b): &(i64, i64)| (i128::from(*a) * i128::from(below)).cmp(&(i128::from(above) * i128::from(*b)));
            let at_most = with.iter().filter(|one| compared(one).is_le()).count();
            let at_least = with.iter().filter(|one| compared(one).is_ge()).count();
            prop_assert!(at_most * 2 >= with.len() && at_least * 2 >= with.len());
            prop_assert!(with.len() % 2 == 0 || with.iter().any(|one| compared(one).is_eq()));
        }
    }
}
