//! Finding a procedure by code, everyday words or abbreviation, with or without accents: the index over the city's
//! procedures, answering with their versions, the more used first.

use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::search::{Entry, Index, Ranks};
use parking_lot::RwLock;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Dossiers filed, by procedure.
pub type Filed = HashMap<ProcedureCode, u64>;

/// The searchable catalogue: one entry a procedure.
pub struct Catalogue {
    versions: Vec<Arc<ProcedureVersion>>,
    words: Words,
    index: Index,
    /// The order by use; replaced as a whole when dossiers are counted again.
    ranks: RwLock<Arc<Ranks>>,
}

impl Catalogue {
    /// Builds the index over versions, each with the everyday words of the city's data in place of its own where those
    /// are told.
    pub fn new(versions: Vec<Arc<ProcedureVersion>>, words: Words) -> Self {
        let worded: Vec<Arc<ProcedureVersion>> =
            versions.iter().map(|version| words.in_place(version)).collect();
        let index = Index::new(worded.iter().map(|version| Entry { version, filed: 0 }));
        let ranks = RwLock::new(Arc::new(index.rank(|_| 0)));
        Self { versions, words, index, ranks }
    }

    /// Whether it is of these versions and words. A published version never changes, but for the day its procedure ends.
    pub(crate) fn is_of(&self, versions: &[Arc<ProcedureVersion>], words: &Words) -> bool {
        let same = |(one, other): (&Arc<ProcedureVersion>, &Arc<ProcedureVersion>)| {
            (one.id, one.valid_to) == (other.id, other.valid_to)
        };
        let whole = self.versions.len() == versions.len() && self.words == *words;
        whole && self.versions.iter().zip(versions).all(same)
    }

    /// Ranks by how many dossiers were filed.
    pub fn rank(&self, filed: &Filed) {
        let ranks = self.index.rank(|code| filed.get(code).copied().unwrap_or_default());
        *self.ranks.write() = Arc::new(ranks);
    }

    /// The best matches first. An empty query lists by volume band, then use, then name.
    pub fn search(&self, query: &str, limit: usize) -> Vec<&Arc<ProcedureVersion>> {
        let ranks = Arc::clone(&self.ranks.read());
        self.index.search_by(query, limit, &ranks).best.into_iter().map(|at| &self.versions[at]).collect()
    }

    /// How many procedures match.
    pub fn count(&self, query: &str) -> usize {
        self.index.search(query, 0).total
    }
}

/// Everyday words of the city's data, by procedure. They are for finding only and change without a publication: what is
/// published stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Words(BTreeMap<ProcedureCode, Vec<String>>);

impl Words {
    /// The words of each procedure as its versions of the city's data have them.
    pub fn of<'a>(versions: impl IntoIterator<Item = &'a ProcedureVersion>) -> Words {
        let mut words: BTreeMap<ProcedureCode, Vec<String>> = BTreeMap::new();
        for version in versions {
            let known = words.entry(version.code.clone()).or_default();
            let fresh: Vec<String> =
                version.synonyms.iter().filter(|word| !known.contains(word)).cloned().collect();
            known.extend(fresh);
        }
        Words(words)
    }

    /// A version as it is to be found: one of the city's data by today's words alone, one of a designer by its own as well.
    fn in_place(&self, version: &Arc<ProcedureVersion>) -> Arc<ProcedureVersion> {
        let Some(words) = self.0.get(&version.code) else { return Arc::clone(version) };
        let mut synonyms = words.clone();
        if version.id.0 >= motcua_store::procedures::DESIGNED_FROM {
            synonyms.extend(version.synonyms.iter().filter(|word| !words.contains(word)).cloned());
        }
        if synonyms == version.synonyms {
            return Arc::clone(version);
        }
        Arc::new(ProcedureVersion { synonyms, ..ProcedureVersion::clone(version) })
    }
}
