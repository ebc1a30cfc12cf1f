//! Sums, the figures made of them, and ranks.

use crate::formula::Term;
use crate::measure::{Axis, WIDTH};

/// Rates on fewer dossiers than this say little and are shown as such.
pub const FEW: i64 = 20;

/// Everything counted for one member over a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    /// By slot, of dossiers received in the period.
    pub received: [i64; WIDTH],
    /// By slot, of dossiers that ended in the period.
    pub ended: [i64; WIDTH],
    /// In hand now.
    pub open: i64,
    /// Of these past their due moment.
    pub overdue: i64,
    /// Officers who work there now.
    pub officers: i64,
    /// Ratings by face, 1 to 5.
    pub faces: [i64; 5],
    /// Received before the period and not ended before it; filled for reports only.
    pub carried: i64,
    /// What is offered, a byte of [`Service`] for each procedure in the order of the city. Members together offer what one of them does.
    pub services: Vec<u8>,
    /// Whether they are of a moment of the past, of which only what follows from the journal is known.
    pub of_then: bool,
}

/// What is known of a procedure at a unit, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Service {
    /// It is offered.
    Offered = 1,
    /// … online, of whatever level.
    Online = 2,
    /// … as full service.
    Full = 4,
    /// A dossier was filed online in the period; counts where there is a service online.
    Used = 8,
}

impl Sums {
    /// The value of a part of a formula.
    #[must_use]
    pub fn of(&self, term: Term) -> i64 {
        match term {
            Term::Counted(measure) => match measure.axis() {
                Axis::Received => self.received[measure.slot()],
                Axis::Ended => self.ended[measure.slot()],
            },
            Term::Open => self.open,
            Term::Overdue => self.overdue,
            Term::Officers => self.officers,
            Term::Rated => self.faces.iter().sum(),
            Term::Faces => self.faces.iter().zip(1..).map(|(n, face)| n * face).sum(),
            Term::Satisfied => self.faces[3] + self.faces[4],
            Term::Dissatisfied => self.faces[0] + self.faces[1],
            Term::Carried => self.carried,
            Term::Offered => self.offered(Service::Offered),
            Term::OfferedOnline => self.offered(Service::Online),
            Term::OfferedFull => self.offered(Service::Full),
            Term::UsedOnline => self.offered(Service::Used),
        }
    }

    /// Of the procedures offered, those with a bit.
    fn offered(&self, which: Service) -> i64 {
        let online = if which == Service::Used { Service::Online as u8 } else { 0 };
        let wanted = Service::Offered as u8 | which as u8 | online;
        let found = self.services.iter().filter(|known| **known & wanted == wanted).count();
        i64::try_from(found).unwrap_or(i64::MAX)
    }

    /// Notes something known of a procedure, by its place in the order of the city.
    pub fn serves(&mut self, procedure: usize, which: Service) {
        if self.services.len() <= procedure {
            self.services.resize(procedure + 1, 0);
        }
        self.services[procedure] |= which as u8;
    }

    /// Adds another member's.
    pub fn add(&mut self, other: &Sums) {
        for (sum, more) in self.received.iter_mut().zip(other.received) {
            *sum += more;
        }
        for (sum, more) in self.ended.iter_mut().zip(other.ended) {
            *sum += more;
        }
        self.open += other.open;
        self.overdue += other.overdue;
        self.carried += other.carried;
        self.officers += other.officers;
        self.of_then |= other.of_then;
        if self.services.len() < other.services.len() {
            self.services.resize(other.services.len(), 0);
        }
        for (known, more) in self.services.iter_mut().zip(&other.services) {
            *known |= more;
        }
        for (sum, more) in self.faces.iter_mut().zip(other.faces) {
            *sum += more;
        }
    }

    /// The row of an axis.
    pub fn row_mut(&mut self, axis: Axis) -> &mut [i64; WIDTH] {
        match axis {
            Axis::Received => &mut self.received,
            Axis::Ended => &mut self.ended,
        }
    }
}

/// What a metric comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Above the line.
    pub numerator: i64,
    /// Below it; 1 for a plain count.
    pub denominator: i64,
}

impl Figure {
    /// In ten-thousandths, rounded half away from zero; none for nothing over nothing.
    #[must_use]
    pub fn ten_thousandths(self) -> Option<i64> {
        if self.denominator == 0 {
            return None;
        }
        let (n, d) = (i128::from(self.numerator) * 10_000, i128::from(self.denominator));
        let half = if (n < 0) == (d < 0) { d.abs() / 2 } else { -(d.abs() / 2) };
        i64::try_from((n + if d < 0 { -half } else { half }) / d).ok()
    }

    /// Whether the share reaches so many ten-thousandths, without rounding. Nothing over nothing reaches none.
    #[must_use]
    pub fn reaches(self, ten_thousandths: i64) -> bool {
        self.denominator > 0
            && i128::from(self.numerator) * 10_000
                >= i128::from(ten_thousandths) * i128::from(self.denominator)
    }

    /// Whether it rests on too few dossiers to say much.
    #[must_use]
    pub fn few(self) -> bool {
        self.denominator < FEW
    }
}

/// Ranks from 1, the best first, equal figures sharing theirs and the next rank counting all before it; none for a figure of nothing.
///
/// Compared exactly, never by what is shown: two shares that round alike and differ are not a tie.
#[must_use]
pub fn ranks(figures: &[Figure], higher_is_better: bool) -> Vec<Option<usize>> {
    let compared = |a: &Figure, b: &Figure| {
        let (left, right) = (
            i128::from(a.numerator) * i128::from(b.denominator),
            i128::from(b.numerator) * i128::from(a.denominator),
        );
        if higher_is_better { right.cmp(&left) } else { left.cmp(&right) }
    };
    let mut order: Vec<usize> = (0..figures.len()).filter(|at| figures[*at].denominator > 0).collect();
    order.sort_by(|a, b| compared(&figures[*a], &figures[*b]));
    let mut found = vec![None; figures.len()];
    let mut rank = 0;
    for (place, at) in order.iter().enumerate() {
        let tied = place > 0 && compared(&figures[order[place - 1]], &figures[*at]).is_eq();
        if !tied {
            rank = place + 1;
        }
        found[*at] = Some(rank);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(numerator: i64, denominator: i64) -> Figure {
        Figure { numerator, denominator }
    }

    #[test]
    fn ties_share_a_rank_and_rounding_makes_none() {
        let figures = [
            figure(8, 10),
            figure(4, 5),
            figure(0, 0),
            figure(9, 10),
            figure(79_999, 100_000),
            figure(1, 10),
        ];
        assert_eq!(ranks(&figures, true), [Some(2), Some(2), None, Some(1), Some(4), Some(5)]);
        assert_eq!(ranks(&figures[..2], false), [Some(1), Some(1)]);
        assert_eq!(ranks(&[figure(5, 10), figure(1, 10)], false), [Some(2), Some(1)]);
    }

    #[test]
    fn units_together_offer_what_one_of_them_does_and_use_only_what_is_offered() {
        let (mut one, mut other) = (Sums::default(), Sums::default());
        for (procedure, which) in [
            (0, Service::Offered),
            (3, Service::Offered),
            (3, Service::Online),
            (5, Service::Used),
            (0, Service::Used),
        ] {
            one.serves(procedure, which);
        }
        other.serves(3, Service::Offered);
        other.serves(3, Service::Full);
        let of = |sums: &Sums| {
            [Term::Offered, Term::OfferedOnline, Term::OfferedFull, Term::UsedOnline]
                .map(|term| sums.of(term))
        };
        assert_eq!((of(&one), of(&other)), ([2, 1, 0, 0], [1, 0, 1, 0]));
        other.serves(3, Service::Used);
        assert_eq!(of(&other)[3], 0, "there is no service online");
        for (mut sum, more) in [(one.clone(), &other), (other.clone(), &one)] {
            sum.add(more);
            assert_eq!(of(&sum), [2, 1, 1, 1], "a procedure counts once, whoever is added to whom");
        }
    }

    #[test]
    fn a_share_is_rounded_once_and_a_target_is_met_without_rounding() {
        assert_eq!(figure(1, 3).ten_thousandths(), Some(3333));
        assert_eq!(figure(2, 3).ten_thousandths(), Some(6667));
        assert_eq!(figure(0, 0).ten_thousandths(), None);
        assert_eq!(figure(-1, 3).ten_thousandths(), Some(-3333));
        assert!(figure(80, 100).reaches(8000) && !figure(799_999, 1_000_000).reaches(8000));
        assert!(!figure(0, 0).reaches(0) && figure(19, 19).few() && !figure(1, 20).few());
    }
}
