//! A named statement: the only way SQL reaches a database.

use crate::outcome::{Error, Result};

/// Which engine is on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// SQLite, compiled in.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

/// How many rows a change must change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Exactly one; anything else is a defect.
    One,
    /// Whatever it finds.
    Any,
}

/// One SQL statement with a name for logs, errors and the contract test.
///
/// Parameters are written `$1`, `$2`, … on both engines. The text must be `'static`: its address is the key under which
/// a connection keeps its prepared form.
#[derive(Debug, PartialEq, Eq)]
pub struct Stmt {
    /// Dotted name, `table.act` by custom.
    pub name: &'static str,
    /// The text, in the dialect both engines share.
    pub sql: &'static str,
}

impl Stmt {
    /// Names a statement.
    pub const fn new(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql }
    }

    /// Checks how many rows a change has changed.
    pub(crate) fn expect(&self, changed: u64, rows: Rows) -> Result<()> {
        if rows == Rows::Any || changed == 1 {
            return Ok(());
        }
        Err(Error::Defect(format!("{}: changed {changed} rows and should have changed one", self.name)))
    }

    /// Identity of the text: equal keys mean the same bytes at the same place, for the life of the program.
    pub(crate) fn key(&self) -> (usize, usize) {
        (self.sql.as_ptr() as usize, self.sql.len())
    }
}

/// Rewrites `$1` to `?1`, leaving quoted text and comments alone.
///
/// SQLite takes `$1` for a *name* and numbers names by first appearance, so that `$2 … $1` would bind the wrong way round.
pub(crate) fn numbered(sql: &str) -> String {
    #[derive(PartialEq)]
    enum In {
        Code,
        Quote(u8),
        Line,
        Block,
    }
    let bytes = sql.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut state = In::Code;
    for (at, &byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let mut written = byte;
        match state {
            In::Code => match byte {
                b'\'' | b'"' => state = In::Quote(byte),
                b'-' if next == b'-' => state = In::Line,
                b'/' if next == b'*' => state = In::Block,
                b'$' if next.is_ascii_digit() => written = b'?',
                _ => {}
            },
            // A doubled quote closes and opens again: the state comes out right by itself.
            In::Quote(mark) if byte == mark => state = In::Code,
            In::Line if byte == b'\n' => state = In::Code,
            In::Block if byte == b'/' && at > 0 && bytes[at - 1] == b'*' => state = In::Code,
            In::Quote(_) | In::Line | In::Block => {}
        }
        out.push(written);
    }
    String::from_utf8(out).expect("only one ASCII byte was exchanged for another")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_and_quotes_left_alone() {
        assert_eq!(numbered("select $2, $10 from t"), "select ?2, ?10 from t");
        assert_eq!(numbered("select '$1', \"a$1\", $1"), "select '$1', \"a$1\", ?1");
        assert_eq!(
            numbered("select 'it''s $1', $1 -- $2\n, $3 /* $4 */ $5"),
            "select 'it''s $1', ?1 -- $2\n, ?3 /* $4 */ ?5"
        );
        assert_eq!(numbered("select 'mã số' || $1"), "select 'mã số' || ?1");
    }
}
