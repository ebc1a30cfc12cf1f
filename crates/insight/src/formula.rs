//! A sum of measures, as the dictionary writes it: `received.online - received.withdrawn_online`.

use crate::league::Sums;
use crate::measure::{Axis, Measure};
use std::fmt;

/// One part of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// What is counted on days of the period.
    Counted(Measure),
    /// Dossiers in hand now, whatever the period.
    Open,
    /// Of these, the ones whose clock runs and whose due moment has passed.
    Overdue,
    /// Officers who work there now, whatever the period.
    Officers,
    /// Ratings given in the months of the period.
    Rated,
    /// Sum of their faces, 1 to 5.
    Faces,
    /// Of these, the two best faces.
    Satisfied,
    /// The two worst.
    Dissatisfied,
    /// Procedures offered there on the last day of the period.
    Offered,
    /// Of these, those with a service online, of whatever level.
    OfferedOnline,
    /// Of these, those with full service.
    OfferedFull,
    /// Of those with a service online, the ones with a dossier filed online in the period.
    UsedOnline,
    /// Received before the period and not ended before it. Reports only: the board leaves it at nothing.
    Carried,
}

impl Term {
    const NAMED: [(&'static str, Term); 12] = [
        ("now.open", Term::Open),
        ("now.overdue", Term::Overdue),
        ("now.officers", Term::Officers),
        ("rating.all", Term::Rated),
        ("rating.faces", Term::Faces),
        ("rating.satisfied", Term::Satisfied),
        ("rating.dissatisfied", Term::Dissatisfied),
        ("services.all", Term::Offered),
        ("services.online", Term::OfferedOnline),
        ("services.full", Term::OfferedFull),
        ("services.used", Term::UsedOnline),
        ("period.carried", Term::Carried),
    ];

    /// The part of a name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        let named = Self::NAMED.into_iter().find(|(name, _)| *name == key).map(|(_, term)| term);
        named.or_else(|| Measure::from_key(key).map(Term::Counted))
    }

    /// Its name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Term::Counted(measure) => measure.key(),
            other => Self::NAMED.into_iter().find(|(_, term)| *term == other).map_or("", |(name, _)| name),
        }
    }
}

/// A sum of parts, each added or taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula(Vec<(i64, Term)>);

/// Why a formula cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    /// A name that is no measure.
    #[error("không có số đếm tên “{0}” (there is no measure of this name)")]
    Unknown(String),
    /// Not names joined by `+` and `-`.
    #[error("“{0}” phải là tên các số đếm nối bằng + hoặc - (must be names of measures joined by + or -)")]
    Form(String),
}

impl Formula {
    /// Reads names joined by `+` and `-`, apart from them by spaces.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        let mut parts = Vec::new();
        let mut sign = Some(1);
        for word in text.split_whitespace() {
            sign = match (word, sign) {
                ("+", None) => Some(1),
                ("-", None) => Some(-1),
                ("+" | "-", Some(_)) => return Err(FormulaError::Form(text.to_owned())),
                (name, Some(sign)) => {
                    let term = Term::from_key(name).ok_or_else(|| FormulaError::Unknown(name.to_owned()))?;
                    parts.push((sign, term));
                    None
                }
                (_, None) => return Err(FormulaError::Form(text.to_owned())),
            };
        }
        if sign.is_some() {
            return Err(FormulaError::Form(text.to_owned()));
        }
        Ok(Self(parts))
    }

    /// Whether it rests on what is not in the journal: ratings, which are kept by month, who works where, and which procedures are
    /// offered, which are known as of now only.
    #[must_use]
    pub fn rests_beside_the_journal(&self) -> bool {
        use Term::{
            Dissatisfied, Faces, Offered, OfferedFull, OfferedOnline, Officers, Rated, Satisfied, UsedOnline,
        };
        let beside = |term| {
            matches!(
                term,
                Rated
                    | Faces
                    | Satisfied
                    | Dissatisfied
                    | Officers
                    | Offered
                    | OfferedOnline
                    | OfferedFull
                    | UsedOnline
            )
        };
        self.0.iter().any(|(_, term)| beside(*term))
    }

    /// Whether it rests on which procedures are offered, which is known as of now only.
    #[must_use]
    pub fn known_now_only(&self) -> bool {
        use Term::{Offered, OfferedFull, OfferedOnline, UsedOnline};
        self.0.iter().any(|(_, term)| matches!(term, Offered | OfferedOnline | OfferedFull | UsedOnline))
    }

    /// Nothing: of what is not counted here but given from outside.
    #[must_use]
    pub fn nothing() -> Self {
        Self(Vec::new())
    }

    /// One measure alone.
    #[must_use]
    pub fn of(measure: Measure) -> Self {
        Self(vec![(1, Term::Counted(measure))])
    }

    /// Its value.
    #[must_use]
    pub fn value(&self, sums: &Sums) -> i64 {
        self.0.iter().map(|(sign, term)| sign * sums.of(*term)).sum()
    }

    /// Its parts with their signs.
    pub fn parts(&self) -> impl Iterator<Item = (i64, Term)> + '_ {
        self.0.iter().copied()
    }

    /// The kind of day it counts by, when all its parts share one.
    #[must_use]
    pub fn axis(&self) -> Option<Axis> {
        let mut axes = self.0.iter().filter_map(|(_, term)| match term {
            Term::Counted(measure) => Some(measure.axis()),
            _ => None,
        });
        let first = axes.next()?;
        axes.all(|axis| axis == first).then_some(first)
    }
}

impl fmt::Display for Formula {
    /// As it is read again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (sign, term)) in self.0.iter().enumerate() {
            match (*sign < 0, at) {
                (true, _) => f.write_str(" - ")?,
                (false, 0) => {}
                (false, _) => f.write_str(" + ")?,
            }
            f.write_str(term.key())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_a_slip_is_named() {
        let mut sums = Sums::default();
        sums.received[Measure::Online.slot()] = 12;
        sums.received[Measure::WithdrawnOnline.slot()] = 2;
        let formula =
            Formula::parse("received.online - received.withdrawn_online").unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((formula.value(&sums), formula.axis()), (10, Some(Axis::Received)));
        assert_eq!(formula.to_string(), "received.online - received.withdrawn_online");
        assert_eq!(Formula::parse("received.onlin"), Err(FormulaError::Unknown("received.onlin".into())));
        for slip in ["", "+ received.all", "received.all received.all", "received.all -"] {
            assert_eq!(Formula::parse(slip), Err(FormulaError::Form(slip.into())), "{slip}");
        }
    }
}
