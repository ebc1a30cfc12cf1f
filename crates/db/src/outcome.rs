//! What can go wrong, as values: a named constraint, a passing inability, or a defect of the program.

use std::fmt;

/// Result of a database call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a unit of work did not happen.
///
/// It is `Clone` because every job of a failed group receives the same reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A constraint of the schema refused the change.
    ///
    /// The name is the same on both engines: the index for a unique index created by name, else `table_column_key` and
    /// `table_pkey`; the constraint for a named check; `table.column` for a missing value; `foreign_key` for any foreign
    /// key; the message for a trigger that raised.
    #[error("refused by constraint {constraint}")]
    Conflict {
        /// Name of the constraint.
        constraint: String,
    },
    /// The database cannot serve this now; the same call may succeed later.
    #[error("database unavailable: {reason}")]
    Unavailable {
        /// What stands in the way.
        reason: Unavailability,
    },
    /// The program is wrong: bad SQL, a wrong type, a panic. Retrying does not help.
    #[error("database defect: {0}")]
    Defect(String),
}

/// Why the database cannot serve now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unavailability {
    /// A bounded queue is full. Nothing was done.
    Overloaded,
    /// Another process holds the lock longer than the busy timeout. Nothing was done.
    Locked,
    /// No space left. Nothing was done.
    DiskFull,
    /// The device failed to read or write. Nothing was acknowledged.
    Io,
    /// No connection. If it broke during a commit the outcome is not known: repeat the command under the same id.
    Disconnected,
    /// Concurrent transactions kept colliding after every retry. Nothing was done.
    Serialization,
    /// The database is being closed.
    Closing,
}

impl fmt::Display for Unavailability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overloaded => "overloaded",
            Self::Locked => "locked by another process",
            Self::DiskFull => "disk full",
            Self::Io => "input/output error",
            Self::Disconnected => "not connected",
            Self::Serialization => "concurrent changes kept colliding",
            Self::Closing => "closing",
        })
    }
}

impl Error {
    /// Shorthand for [`Error::Unavailable`].
    pub const fn unavailable(reason: Unavailability) -> Self {
        Self::Unavailable { reason }
    }

    /// Shorthand for [`Error::Conflict`].
    pub fn conflict(constraint: impl Into<String>) -> Self {
        Self::Conflict { constraint: constraint.into() }
    }

    /// The constraint's name, if this is a conflict.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Conflict { constraint } => Some(constraint),
            Self::Unavailable { .. } | Self::Defect(_) => None,
        }
    }

    /// The passing inability, if this is one.
    pub fn reason(&self) -> Option<Unavailability> {
        match self {
            Self::Unavailable { reason } => Some(*reason),
            Self::Conflict { .. } | Self::Defect(_) => None,
        }
    }
}

/// Text of a caught panic.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    format!("a unit of work panicked: {text}")
}
