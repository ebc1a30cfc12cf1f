//! One row of an answer, with typed access by column number from 0.

use std::borrow::Cow;

use rusqlite::types::ValueRef;

use crate::outcome::{Error, Result};

/// One row, valid while the callback runs.
///
/// Every accessor fails with a [`Error::Defect`] that names the statement, the column and what was found, because a wrong
/// type is a mistake in the program and not in the input.
pub struct Row<'a> {
    pub(crate) statement: &'static str,
    pub(crate) inner: Inner<'a>,
}

pub(crate) enum Inner<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a ::postgres::Row),
}

/// What a cell may hold.
enum Cell<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Blob(&'a [u8]),
    Other(String),
}

impl Cell<'_> {
    fn kind(&self) -> &str {
        match self {
            Cell::Null => "null",
            Cell::Int(_) => "an integer",
            Cell::Text(_) => "text",
            Cell::Blob(_) => "bytes",
            Cell::Other(kind) => kind,
        }
    }
}

impl Row<'_> {
    /// An integer that is never null.
    ///
    /// # Errors
    /// [`Error::Defect`] if the column is absent, null or of another type.
    pub fn int(&self, column: usize) -> Result<i64> {
        self.opt_int(column)?.ok_or_else(|| self.wrong(column, "an integer", "null"))
    }

    /// An integer or null.
    ///
    /// # Errors
    /// [`Error::Defect`] if the column is absent or of another type.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Int(number) => Ok(Some(number)),
            other => Err(self.wrong(column, "an integer", other.kind())),
        }
    }

    /// A truth value kept as 0 or 1.
    ///
    /// # Errors
    /// [`Error::Defect`] if the column is absent, null, of another type or another number.
    pub fn bool(&self, column: usize) -> Result<bool> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(self.wrong(column, "0 or 1", &other.to_string())),
        }
    }

    /// Text that is never null, as an owned string.
    ///
    /// # Errors
    /// [`Error::Defect`] if the column is absent, null or of another type.
    pub fn text(&self, column: usize) -> Result<String> {
        self.opt_text(column)?.ok_or_else(|| self.wrong(column, "text", "null"))
    }

    /// Text that is never null, borrowed from the row.
    ///
    /// # Errors
    /// [`Error::Defect`] if the column is absent, null or of another type.
    pub fn text_ref(&self, column: usize) -> Result<&str> {
        match self.cell(column)? {
            Cell::Text(Cow::Borrowed(text)) => Ok(text),
            other => Err(self.wrong(column, "text", other.kind())),
        }
    }

    /// Text or null.
    ///
    /// # Errors
    /// [`Error::Defect`] if the column is absent or of another type.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text.into_owned())),
            other => Err(self.wrong(column, "text", other.kind())),
        }
    }

    /// Bytes that are never null.
    ///
    /// # Errors
    /// [`Error::Defect`] if the column is absent, null or of another type.
    pub fn blob(&self, column: usize) -> Result<Vec<u8>> {
        self.blob_ref(column).map(<[u8]>::to_vec)
    }

    /// Bytes that are never null, borrowed from the row.
    ///
    /// # Errors
    /// [`Error::Defect`] if the column is absent, null or of another type.
    pub fn blob_ref(&self, column: usize) -> Result<&[u8]> {
        match self.cell(column)? {
            Cell::Blob(bytes) => Ok(bytes),
            other => Err(self.wrong(column, "bytes", other.kind())),
        }
    }

    /// Bytes of a fixed length: keys and hashes.
    ///
    /// # Errors
    /// [`Error::Defect`] if the column is absent, null, of another type or another length.
    pub fn bytes<const N: usize>(&self, column: usize) -> Result<[u8; N]> {
        let bytes = self.blob_ref(column)?;
        <[u8; N]>::try_from(bytes)
            .map_err(|_| self.wrong(column, &format!("{N} bytes"), &format!("{} bytes", bytes.len())))
    }

    /// Bytes or null.
    ///
    /// # Errors
    /// [`Error::Defect`] if the column is absent or of another type.
    pub fn opt_blob(&self, column: usize) -> Result<Option<Vec<u8>>> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Blob(bytes) => Ok(Some(bytes.to_vec())),
            other => Err(self.wrong(column, "bytes", other.kind())),
        }
    }

    fn cell(&self, column: usize) -> Result<Cell<'_>> {
        match self.inner {
            Inner::Sqlite(row) => self.sqlite_cell(row, column),
            Inner::Postgres(row) => self.postgres_cell(row, column),
        }
    }

    fn sqlite_cell<'r>(&self, row: &'r rusqlite::Row<'_>, column: usize) -> Result<Cell<'r>> {
        Ok(match row.get_ref(column).map_err(|_| self.wrong(column, "a column", "none"))? {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Int(number),
            ValueRef::Real(_) => Cell::Other("a float".into()),
            ValueRef::Text(bytes) => Cell::Text(Cow::Borrowed(
                std::str::from_utf8(bytes).map_err(|_| self.wrong(column, "UTF-8", "other bytes"))?,
            )),
            ValueRef::Blob(bytes) => Cell::Blob(bytes),
        })
    }

    fn postgres_cell<'r>(&self, row: &'r ::postgres::Row, column: usize) -> Result<Cell<'r>> {
        use ::postgres::types::Type;
        let kind = row.columns().get(column).ok_or_else(|| self.wrong(column, "a column", "none"))?.type_();
        let failed = |error: ::postgres::Error| self.wrong(column, kind.name(), &error.to_string());
        let cell = match *kind {
            Type::INT8 => row.try_get::<_, Option<i64>>(column).map_err(failed)?.map(Cell::Int),
            Type::INT4 => row.try_get::<_, Option<i32>>(column).map_err(failed)?.map(|n| Cell::Int(n.into())),
            Type::INT2 => row.try_get::<_, Option<i16>>(column).map_err(failed)?.map(|n| Cell::Int(n.into())),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR | Type::UNKNOWN => row
                .try_get::<_, Option<&str>>(column)
                .map_err(failed)?
                .map(|text| Cell::Text(Cow::Borrowed(text))),
            Type::BYTEA => row.try_get::<_, Option<&[u8]>>(column).map_err(failed)?.map(Cell::Blob),
            _ => Some(Cell::Other(format!("the PostgreSQL type {}", kind.name()))),
        };
        Ok(cell.unwrap_or(Cell::Null))
    }

    fn wrong(&self, column: usize, wanted: &str, found: &str) -> Error {
        Error::Defect(format!("{}: column {column} should hold {wanted} but holds {found}", self.statement))
    }
}
