//! Finding a procedure by code, everyday words or abbreviation, with or without accents: the index over the city's
//! procedures, answering with their versions.

use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::search::{Entry, Index};
use std::sync::Arc;

/// The searchable catalogue: one entry a procedure.
pub struct Catalogue {
    versions: Vec<Arc<ProcedureVersion>>,
    index: Index,
}

impl Catalogue {
    /// Builds the index.
    pub fn new(versions: Vec<Arc<ProcedureVersion>>) -> Self {
        let index = Index::new(versions.iter().map(|version| Entry { version, filed: 0 }));
        Self { versions, index }
    }

    /// Whether it is of these versions. A published one never changes, but for the day its procedure ends.
    pub(crate) fn is_of(&self, versions: &[Arc<ProcedureVersion>]) -> bool {
        let same = |(one, other): (&Arc<ProcedureVersion>, &Arc<ProcedureVersion>)| {
            (one.id, one.valid_to) == (other.id, other.valid_to)
        };
        self.versions.len() == versions.len() && self.versions.iter().zip(versions).all(same)
    }

    /// The best matches first. An empty query lists by volume band, then name.
    pub fn search(&self, query: &str, limit: usize) -> Vec<&Arc<ProcedureVersion>> {
        self.index.search(query, limit).best.into_iter().map(|at| &self.versions[at]).collect()
    }

    /// How many procedures match.
    pub fn count(&self, query: &str) -> usize {
        self.index.search(query, 0).total
    }
}
