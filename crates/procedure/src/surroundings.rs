//! What a version is read and checked against: the units and their staff, the fields, the dictionary of form fields,
//! the other versions of the procedure, and what the State already holds.

use motcua_domain::actor::Role;
use motcua_domain::ids::{FieldCode, ProcedureCode, UnitId};
use motcua_domain::procedure::{FieldDef, ProcedureVersion};
use motcua_domain::unit::UnitIndex;

/// A field of procedures (lĩnh vực) of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Key.
    pub key: FieldCode,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
}

/// A class of papers that a State database replaces in a procedure (NQ 66.7/2025/NQ-CP).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitution {
    /// Procedure.
    pub code: ProcedureCode,
    /// Classes of papers, such as `birth_certificate`.
    pub classes: Vec<String>,
    /// Databases that hold them, such as `civil_status`.
    pub databases: Vec<String>,
}

/// Everything around a version.
pub struct Surroundings<'a> {
    /// Units of the city.
    pub units: &'a UnitIndex,
    /// Whether anybody holds a role at a unit for a field.
    pub staffed: &'a dyn Fn(UnitId, Role, &FieldCode) -> bool,
    /// Fields of procedures.
    pub fields: &'a [Field],
    /// The common dictionary of form fields.
    pub dictionary: &'a [FieldDef],
    /// The published versions of the same procedure, this one left out.
    pub others: &'a [&'a ProcedureVersion],
    /// Of a commune's variation: the version of the city it was made from, as long as that one applies or will.
    pub base: Option<&'a ProcedureVersion>,
    /// Papers the State already holds.
    pub substitutions: &'a [Substitution],
}
