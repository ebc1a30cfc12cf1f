//! Representation: who may file for whom, for which procedures, on what proof, from when to when.
//!
//! The owner of a dossier filed under a mandate is the one who gave it; the one who files stays the submitter. Whether the
//! law of a procedure allows representation at all is not known here: its papers and texts say so.

use crate::ids::{MandateId, PersonId, ProcedureCode};
use motcua_calendar::{Date, Moment};
use serde::{Deserialize, Serialize};

/// Longest a mandate may run, in days: five years of 366.
pub const LONGEST_DAYS: i32 = 5 * 366;

/// Who may act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receiver {
    /// A person, by personal number: they need not have signed in yet.
    Person {
        /// Twelve digits.
        number: String,
        /// Full name.
        name: String,
    },
    /// An organisation, by tax code.
    Organisation {
        /// Ten, twelve or thirteen digits.
        tax_code: String,
        /// Its name.
        name: String,
    },
}

impl Receiver {
    /// Name as written by the giver.
    pub fn name(&self) -> &str {
        match self {
            Receiver::Person { name, .. } | Receiver::Organisation { name, .. } => name,
        }
    }

    /// Personal number or tax code.
    pub fn number(&self) -> &str {
        match self {
            Receiver::Person { number, .. } => number,
            Receiver::Organisation { tax_code, .. } => tax_code,
        }
    }
}

/// For what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every procedure.
    All,
    /// These procedures.
    Procedures(Vec<ProcedureCode>),
}

/// A mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Id.
    pub id: MandateId,
    /// Who gave it: the owner of what is filed under it.
    pub giver: PersonId,
    /// Who may act.
    pub receiver: Receiver,
    /// For what.
    pub scope: Scope,
    /// What proves it: number, day and place of the paper, in the giver's words.
    pub proof: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// When it was given here.
    pub given_at: Moment,
    /// When it was taken back.
    pub revoked_at: Option<Moment>,
}

/// Where a mandate stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Begins later.
    Ahead,
    /// In force.
    InForce,
    /// Its time has passed.
    Over,
    /// Taken back by its giver.
    Revoked,
}

impl Mandate {
    /// Where it stands on a day.
    pub fn standing(&self, on: Date) -> Standing {
        if self.revoked_at.is_some() {
            Standing::Revoked
        } else if on < self.from {
            Standing::Ahead
        } else if on > self.to {
            Standing::Over
        } else {
            Standing::InForce
        }
    }

    /// Whether a person with this number may file under it.
    pub fn permits(&self, number: Option<&str>, procedure: &ProcedureCode, on: Date) -> bool {
        let named = matches!(&self.receiver, Receiver::Person { number: named, .. } if Some(named.as_str()) == number);
        let covered = match &self.scope {
            Scope::All => true,
            Scope::Procedures(list) => list.contains(procedure),
        };
        named && covered && self.standing(on) == Standing::InForce
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;
    use uuid::Uuid;

    fn mandate() -> Mandate {
        let day = |text| Date::parse(text).unwrap();
        Mandate {
            id: MandateId(Uuid::nil()),
            giver: PersonId(Uuid::nil()),
            receiver: Receiver::Person { number: "001085012345".into(), name: "Lê Quốc Bảo".into() },
            scope: Scope::Procedures(vec![ProcedureCode("1.001193".into())]),
            proof: "Giấy ủy quyền số 12".into(),
            from: day("2026-03-10"),
            to: day("2026-04-10"),
            given_at: Moment::parse("2026-03-09T09:00").unwrap(),
            revoked_at: None,
        }
    }

    #[test]
    fn it_permits_its_receiver_its_procedures_and_its_days_alone() {
        let (birth, other) = (ProcedureCode("1.001193".into()), ProcedureCode("1.000894".into()));
        let day = |text| Date::parse(text).unwrap();
        let given = mandate();
        let me = Some("001085012345");
        for (number, procedure, on, permitted) in [
            (me, &birth, "2026-03-10", true),
            (me, &birth, "2026-04-10", true),
            (me, &birth, "2026-03-09", false),
            (me, &birth, "2026-04-11", false),
            (me, &other, "2026-03-11", false),
            (Some("001085012346"), &birth, "2026-03-11", false),
            (None, &birth, "2026-03-11", false),
        ] {
            assert_eq!(given.permits(number, procedure, day(on)), permitted, "{number:?} {procedure} {on}");
        }
        let all = Mandate { scope: Scope::All, ..given.clone() };
        assert!(all.permits(me, &other, day("2026-03-11")));
        let revoked = Mandate { revoked_at: Some(given.given_at), ..all };
        assert!(!revoked.permits(me, &other, day("2026-03-11")));
        let organisation =
            Receiver::Organisation { tax_code: "001085012345".into(), name: "Hộ kinh doanh".into() };
        let organisation = Mandate { receiver: organisation, scope: Scope::All, ..given };
        assert!(!organisation.permits(me, &birth, day("2026-03-11")), "nobody files as an organisation yet");
    }
}
