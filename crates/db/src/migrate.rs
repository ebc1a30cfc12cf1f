//! Migrations: one numbered sequence for both engines, checked so that history cannot change under a database.

use sha2::{Digest, Sha256};

use crate::db::Db;
use crate::outcome::{Error, Result};
use crate::stmt::{Engine, Stmt};
use crate::tx::Tx;
use crate::{params, value::Value};

/// One step of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// From 1, without gaps.
    pub number: u32,
    /// Short name, for messages.
    pub name: &'static str,
    /// The text, with placeholders (see [`expand`]).
    pub sql: &'static str,
}

const APPLIED: Stmt =
    Stmt::new("schema_migration.all", "select number, name, checksum from schema_migration order by number");
const RECORD: Stmt = Stmt::new(
    "schema_migration.add",
    "insert into schema_migration (number, name, checksum) values ($1, $2, $3)",
);

/// Brings the schema up to the last migration and returns how many were applied now.
///
/// All run in one exclusive transaction: a schema is never half new. The checksum is taken over the text before expansion.
///
/// # Errors
/// [`Error::Defect`] if the sequence has gaps, an applied migration has changed since, the database is newer than the
/// program, or a migration fails.
pub fn migrate(db: &Db, migrations: &[Migration]) -> Result<usize> {
    for (index, migration) in migrations.iter().enumerate() {
        if migration.number as usize != index + 1 {
            return Err(Error::Defect(format!(
                "migration {} ({}) should have number {}",
                migration.number,
                migration.name,
                index + 1
            )));
        }
    }
    db.exclusive(|tx| {
        tx.batch(
            "create table if not exists schema_migration (number bigint primary key, name text not null, checksum text not null)",
        )?;
        let applied = tx.query_all(&APPLIED, &[], |row| Ok((row.int(0)?, row.text(1)?, row.text(2)?)))?;
        check(&applied, migrations)?;
        for migration in &migrations[applied.len()..] {
            apply(tx, migration)?;
        }
        Ok(migrations.len() - applied.len())
    })
}

fn check(applied: &[(i64, String, String)], migrations: &[Migration]) -> Result<()> {
    if applied.len() > migrations.len() {
        return Err(Error::Defect(format!(
            "the database has {} migrations and this program knows {}: it belongs to a newer version",
            applied.len(),
            migrations.len()
        )));
    }
    for ((number, name, checksum), migration) in applied.iter().zip(migrations) {
        if *number != i64::from(migration.number) || *checksum != self::checksum(migration) {
            return Err(Error::Defect(format!(
                "migration {number} ({name}) has changed since it was applied; add a new one instead"
            )));
        }
    }
    Ok(())
}

fn apply(tx: &mut Tx<'_>, migration: &Migration) -> Result<()> {
    let sql = expand(migration.sql, tx.engine())?;
    tx.batch(&sql).map_err(|error| match error {
        Error::Defect(text) => {
            Error::Defect(format!("migration {} ({}): {text}", migration.number, migration.name))
        }
        other => other,
    })?;
    let number = Value::from(migration.number);
    tx.execute(&RECORD, params![number, migration.name, checksum(migration)])?;
    tracing::info!(number = migration.number, name = migration.name, "schema migrated");
    Ok(())
}

fn checksum(migration: &Migration) -> String {
    Sha256::digest(migration.sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fills the placeholders of a migration for one engine.
///
/// | placeholder | SQLite | PostgreSQL |
/// |---|---|---|
/// | `{{blob}}` | `BLOB` | `BYTEA` |
/// | `{{bigserial}}` | `INTEGER PRIMARY KEY AUTOINCREMENT` | `BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY` |
/// | `{{without_rowid}}` | `WITHOUT ROWID` | nothing |
/// | `{{text_binary}}` | `TEXT` | `TEXT COLLATE "C"` |
/// | `{{#sqlite}}…{{/sqlite}}` | the text between | nothing |
/// | `{{#postgres}}…{{/postgres}}` | nothing | the text between |
///
/// # Errors
/// [`Error::Defect`] for an unknown placeholder or an unclosed block.
pub fn expand(sql: &str, engine: Engine) -> Result<String> {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let (name, after) = after
            .split_once("}}")
            .ok_or_else(|| Error::Defect("a placeholder is not closed with }}".into()))?;
        rest = after;
        match (name, engine) {
            ("blob", Engine::Sqlite) => out.push_str("BLOB"),
            ("blob", Engine::Postgres) => out.push_str("BYTEA"),
            ("bigserial", Engine::Sqlite) => out.push_str("INTEGER PRIMARY KEY AUTOINCREMENT"),
            ("bigserial", Engine::Postgres) => {
                out.push_str("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
            }
            ("without_rowid", Engine::Sqlite) => out.push_str("WITHOUT ROWID"),
            ("without_rowid", Engine::Postgres) => {}
            ("text_binary", Engine::Sqlite) => out.push_str("TEXT"),
            ("text_binary", Engine::Postgres) => out.push_str("TEXT COLLATE \"C\""),
            ("#sqlite" | "#postgres", _) => {
                let close = format!("{{{{/{}}}}}", &name[1..]);
                let (block, after) = rest
                    .split_once(&close)
                    .ok_or_else(|| Error::Defect(format!("the block {{{{{name}}}}} is not closed")))?;
                if (name == "#sqlite") == (engine == Engine::Sqlite) {
                    out.push_str(&expand(block, engine)?);
                }
                rest = after;
            }
            _ => return Err(Error::Defect(format!("unknown placeholder {{{{{name}}}}}"))),
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// Prepares every statement: the contract test of whoever owns the SQL, on both engines.
///
/// On PostgreSQL the inferred types are checked too: a `sum` of `bigint` is `numeric` there and needs a cast.
///
/// # Errors
/// [`Error::Defect`] with one line per statement that does not prepare.
pub fn prepare_all(db: &Db, statements: &[&'static Stmt]) -> Result<()> {
    let complaints = db.complaints(statements)?;
    if complaints.is_empty() { Ok(()) } else { Err(Error::Defect(complaints.join("\n"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_per_engine() {
        let sql =
            "a {{blob}} {{#sqlite}}x {{bigserial}}{{/sqlite}}{{#postgres}}y{{/postgres}} {{without_rowid}};";
        assert_eq!(
            expand(sql, Engine::Sqlite).as_deref(),
            Ok("a BLOB x INTEGER PRIMARY KEY AUTOINCREMENT WITHOUT ROWID;")
        );
        assert_eq!(expand(sql, Engine::Postgres).as_deref(), Ok("a BYTEA y ;"));
    }

    #[test]
    fn unknown_placeholders_are_refused() {
        assert!(expand("{{blod}}", Engine::Sqlite).is_err());
        assert!(expand("{{#sqlite}} no end", Engine::Postgres).is_err());
        assert!(expand("{{blob", Engine::Postgres).is_err());
    }
}
