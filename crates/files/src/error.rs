//! What can go wrong with kept contents. Texts are for operators; they never name a person, a key or a content.

use std::path::PathBuf;

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing lies under this hash.
    #[error("the content is missing")]
    Missing,
    /// What lies there is not what was kept.
    #[error("the content is damaged, or was sealed with another key")]
    Damaged,
    /// The key cannot be used.
    #[error("the key of the files: {0}")]
    Key(String),
    /// The place cannot be read or written now.
    #[error("{what} {path}: {error}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// The place answered with something unexpected.
    #[error("{0}")]
    Unavailable(String),
}

impl Error {
    pub(crate) fn io(what: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_owned();
        move |error| Error::Io { what, path, error }
    }
}
