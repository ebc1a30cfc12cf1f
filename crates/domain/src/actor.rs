//! Who acts.

use crate::ids::{FieldCode, OfficerId, PersonId, UnitId};
use motcua_calendar::Lang;
use serde::{Deserialize, Serialize};

/// A role an officer holds at a unit (TT 21/2023/TT-BTTTT as amended distinguishes their rights).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Cán bộ một cửa: receives, hands over, returns results.
    OneStop,
    /// Chuyên viên: appraises and proposes.
    Specialist,
    /// Lãnh đạo phòng: assigns and reviews.
    SectionHead,
    /// Lãnh đạo đơn vị: approves and signs, answers for the unit.
    UnitHead,
    /// Văn thư: numbers, seals, issues.
    Clerk,
    /// Kế toán, thu ngân: records payments.
    Cashier,
    /// Lãnh đạo thành phố: sees every unit, acts on none.
    CityLeader,
    /// Thanh tra: read only.
    Inspector,
    /// Quản trị kỹ thuật: accounts and settings; does not see dossiers.
    Administrator,
    /// Thiết kế quy trình: drafts, checks, approves and publishes procedure versions; does not see dossiers.
    Designer,
}

impl Role {
    /// All roles, in the order they are shown.
    pub const ALL: [Role; 10] = [
        Role::OneStop,
        Role::Specialist,
        Role::SectionHead,
        Role::UnitHead,
        Role::Clerk,
        Role::Cashier,
        Role::CityLeader,
        Role::Inspector,
        Role::Administrator,
        Role::Designer,
    ];

    /// Whether the role works on dossiers. The others look on, or keep the machinery.
    pub fn works(self) -> bool {
        !matches!(self, Role::CityLeader | Role::Inspector | Role::Administrator | Role::Designer)
    }

    /// Whether the role may look at dossiers at all.
    pub fn sees_dossiers(self) -> bool {
        !matches!(self, Role::Administrator | Role::Designer)
    }

    /// Name of the role.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Role::OneStop => ("cán bộ một cửa", "one-stop officer"),
            Role::Specialist => ("chuyên viên", "specialist"),
            Role::SectionHead => ("lãnh đạo phòng", "head of section"),
            Role::UnitHead => ("lãnh đạo đơn vị", "head of unit"),
            Role::Clerk => ("văn thư", "records clerk"),
            Role::Cashier => ("kế toán, thu ngân", "cashier"),
            Role::CityLeader => ("lãnh đạo thành phố", "city leader"),
            Role::Inspector => ("thanh tra", "inspector"),
            Role::Administrator => ("quản trị kỹ thuật", "technical administrator"),
            Role::Designer => ("thiết kế quy trình", "process designer"),
        };
        if lang == Lang::Vi { vi } else { en }
    }

    /// Stable key used in data and storage.
    pub fn key(self) -> &'static str {
        match self {
            Role::OneStop => "one_stop",
            Role::Specialist => "specialist",
            Role::SectionHead => "section_head",
            Role::UnitHead => "unit_head",
            Role::Clerk => "clerk",
            Role::Cashier => "cashier",
            Role::CityLeader => "city_leader",
            Role::Inspector => "inspector",
            Role::Administrator => "administrator",
            Role::Designer => "designer",
        }
    }

    /// Back from the key.
    pub fn from_key(key: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.key() == key)
    }
}

/// Which fields of procedures a duty covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldScope {
    /// Every field.
    All,
    /// One field only.
    Only(FieldCode),
}

/// A role at a unit for some fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Where.
    pub unit: UnitId,
    /// As what.
    pub role: Role,
    /// For which fields.
    pub scope: FieldScope,
}

impl Duty {
    /// Whether this duty covers dossiers of a field.
    pub fn covers(&self, field: &FieldCode) -> bool {
        match &self.scope {
            FieldScope::All => true,
            FieldScope::Only(only) => only == field,
        }
    }
}

/// The one who acts, as far as the law of the dossier needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// An officer with the duties in force now.
    Officer {
        /// The account.
        id: OfficerId,
        /// Duties in force.
        duties: Vec<Duty>,
    },
    /// The dossier's owner or the person who files for them, acting for themself.
    Applicant {
        /// Who.
        person: PersonId,
    },
    /// The program itself, on a rule (never on a person's behalf).
    System,
}

impl Actor {
    /// The officer's id, when an officer.
    pub fn officer(&self) -> Option<OfficerId> {
        match self {
            Actor::Officer { id, .. } => Some(*id),
            Actor::Applicant { .. } | Actor::System => None,
        }
    }

    /// Duties in force; none for an applicant.
    pub fn duties(&self) -> &[Duty] {
        match self {
            Actor::Officer { duties, .. } => duties,
            Actor::Applicant { .. } | Actor::System => &[],
        }
    }

    /// Whether the actor holds `role` at `unit` for `field`.
    pub fn holds(&self, unit: UnitId, role: Role, field: &FieldCode) -> bool {
        self.duties().iter().any(|d| d.unit == unit && d.role == role && d.covers(field))
    }

    /// Whether the actor has any working duty at `unit` for `field`.
    pub fn works_at(&self, unit: UnitId, field: &FieldCode) -> bool {
        self.duties().iter().any(|d| d.unit == unit && d.covers(field))
    }

    /// Reference kept in the journal.
    pub fn reference(&self) -> ActorRef {
        match self {
            Actor::Officer { id, .. } => ActorRef::Officer(*id),
            Actor::Applicant { person } => ActorRef::Applicant(*person),
            Actor::System => ActorRef::System,
        }
    }
}

/// Who acted, as the journal keeps it: ids only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorRef {
    /// An officer.
    Officer(OfficerId),
    /// The applicant or their representative.
    Applicant(PersonId),
    /// A rule of the program.
    System,
}

impl ActorRef {
    /// The officer's id, when an officer acted.
    pub fn officer(self) -> Option<OfficerId> {
        match self {
            ActorRef::Officer(id) => Some(id),
            ActorRef::Applicant(_) | ActorRef::System => None,
        }
    }
}
