//! The papers that State databases replace, procedure by procedure: Resolution 66.7/2025/NQ-CP, Annex I, for the whole country.
//!
//! The table is data (`data/substitutions.csv`): the national code, the classes of papers, the databases that hold them.

use crate::surroundings::Substitution;
use std::sync::LazyLock;

/// The table of the resolution, as far as it was readable in public; compiled in.
pub fn substitutions() -> &'static [Substitution] {
    static TABLE: LazyLock<Vec<Substitution>> =
        LazyLock::new(|| rows(include_str!("../../../../data/substitutions.csv")));
    &TABLE
}

/// Lines of a code, classes and databases, these separated by spaces. A line without classes says nothing.
fn rows(text: &str) -> Vec<Substitution> {
    let words = |cell: &str| cell.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let lines = text.lines().skip(1).filter(|line| !line.starts_with('#'));
    let read = lines.filter_map(|line| {
        let mut cells = line.split(',');
        let (code, classes, databases) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Substitution { code: code.into(), classes: words(classes), databases: words(databases) })
    });
    read.filter(|row| !row.classes.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::substitutions;
    use crate::lint::papers::{CLASSES, DATABASES};
    use std::collections::BTreeSet;

    #[test]
    fn every_row_is_of_one_procedure_and_speaks_of_known_classes_and_databases() {
        let table = substitutions();
        assert!(table.len() > 700, "{} rows", table.len());
        let codes: BTreeSet<_> = table.iter().map(|row| &row.code).collect();
        assert_eq!(codes.len(), table.len());
        for row in table {
            for class in &row.classes {
                assert!(CLASSES.iter().any(|(known, _)| known == class), "{}: {class}", row.code);
            }
            for database in &row.databases {
                assert!(DATABASES.iter().any(|known| known.0 == database), "{}: {database}", row.code);
            }
        }
    }
}
