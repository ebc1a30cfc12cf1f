//! What can go wrong in the store.

use motcua_domain::ids::VersionId;

/// Result of a store call.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database refused, is not available, or was misused.
    #[error(transparent)]
    Db(#[from] motcua_db::Error),
    /// What is stored does not make sense: the database was changed by something other than this program.
    #[error("stored data is damaged: {what}")]
    Corrupt {
        /// What, in words for an operator.
        what: String,
    },
    /// A published procedure version may not change; publish a new one.
    #[error("procedure version {version} is already published with other content")]
    Published {
        /// Which version.
        version: VersionId,
    },
}

impl StoreError {
    /// Shorthand for [`StoreError::Corrupt`].
    pub fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }

    /// The database's own error, when it is one.
    pub fn db(&self) -> Option<&motcua_db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Corrupt { .. } | Self::Published { .. } => None,
        }
    }
}
