//! What the server says, in the terms of this crate.

use std::error::Error as _;

use ::postgres::error::SqlState;

use crate::outcome::{Error, Unavailability};

/// Translates the server's code, or the transport's failure.
pub(crate) fn map(statement: &str, error: &::postgres::Error) -> Error {
    let Some(db) = error.as_db_error() else {
        let transport =
            error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
        return if transport {
            // The value that travels up has no room for what the operator needs to know.
            tracing::warn!(statement, error = %chain(error), "PostgreSQL cannot be reached");
            Error::unavailable(Unavailability::Disconnected)
        } else {
            Error::Defect(format!("{statement}: {}", chain(error)))
        };
    };
    let code = db.code();
    if *code == SqlState::FOREIGN_KEY_VIOLATION {
        return Error::conflict("foreign_key");
    }
    if *code == SqlState::NOT_NULL_VIOLATION {
        return Error::conflict(format!("{}.{}", db.table().unwrap_or("?"), db.column().unwrap_or("?")));
    }
    if *code == SqlState::RAISE_EXCEPTION {
        return Error::conflict(db.constraint().unwrap_or_else(|| db.message()));
    }
    match (code.code(), &code.code()[..2]) {
        (_, "23") => Error::conflict(db.constraint().unwrap_or_else(|| db.message())),
        ("40001" | "40P01", _) => Error::unavailable(Unavailability::Serialization),
        ("55P03", _) => Error::unavailable(Unavailability::Locked),
        ("53100", _) => Error::unavailable(Unavailability::DiskFull),
        ("58030", _) => Error::unavailable(Unavailability::Io),
        ("57014", _) | (_, "53") => Error::unavailable(Unavailability::Overloaded),
        ("25P03" | "57P01" | "57P02" | "57P03" | "57P05", _) | (_, "08") => {
            Error::unavailable(Unavailability::Disconnected)
        }
        _ => Error::Defect(format!("{statement}: {} ({})", db.message(), code.code())),
    }
}

fn chain(error: &::postgres::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
