//! Procedures that have a text of their own: the texts of a code stand for every row of that code in the tables.

use super::units::Registry;
use crate::error::CityError;
use crate::files::{self, Text};
use crate::model::Field;
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use motcua_procedure::text::{self, Numbering};
use std::collections::BTreeSet;

/// Puts the versions of the texts in place of those of the tables.
pub(super) fn replace(
    texts: &[Text],
    units: &Registry,
    fields: &[Field],
    versions: &mut Vec<ProcedureVersion>,
) -> Result<(), CityError> {
    if texts.is_empty() {
        return Ok(());
    }
    let units = UnitIndex::new(units.iter().map(|(unit, _)| unit.clone()));
    let mut read = Vec::with_capacity(texts.len());
    for text in texts {
        let version = text::read_bytes(&text.bytes, &units, fields, Numbering::InText);
        read.push(version.map_err(|problems| CityError::Procedure {
            file: format!("{}/{}", files::TEXTS, text.name),
            problems,
        })?);
    }
    let codes: BTreeSet<_> = read.iter().map(|version| version.code.clone()).collect();
    versions.retain(|version| !codes.contains(&version.code));
    versions.append(&mut read);
    versions.sort_by_key(|version| version.id);
    Ok(())
}
