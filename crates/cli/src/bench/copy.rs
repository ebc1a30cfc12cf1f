//! A city grown on SQLite, carried over to PostgreSQL table by table.
//!
//! Receiving a million dossiers one by one on PostgreSQL takes a quarter of an hour before anything is measured. The rows
//! are the same on both engines, so they are written once by the real use case and then copied as they are.

use anyhow::{Context, Result, anyhow, bail};
use motcua_db::testing::private_pg::find_binaries;
use motcua_db::{Config, Db, Stmt};
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};

/// Every column of every table that holds the city's own rows.
const COLUMNS: Stmt = Stmt::new(
    "bench.columns",
    "select t.name, c.name, c.type from sqlite_schema t join pragma_table_info(t.name) c \
     where t.type = 'table' and t.name not like 'sqlite%' and t.name <> 'schema_migration' order by t.name, c.cid",
);

/// Numbers the database gives out go on after the highest copied.
const IDENTITIES: &str = "do $$ declare c record; begin \
     for c in select table_name, column_name from information_schema.columns \
         where table_schema = 'public' and is_identity = 'YES' loop \
         execute format('select setval(pg_get_serial_sequence(%L, %L), coalesce((select max(%I) from %I), 0) + 1, false)', \
             c.table_name, c.column_name, c.column_name, c.table_name); \
     end loop; end $$";

/// Copies all rows into an empty database, and leaves it as one that has run for a while: vacuumed, its statistics
/// gathered, everything on disk.
pub fn copy(source: &Db, target: &str) -> Result<()> {
    let made = Db::open(&Config { url: target.to_owned(), ..Config::default() }).context("the copy")?;
    motcua_db::migrate(&made, motcua_store::migrations()).context("the tables of the copy")?;
    drop(made);
    for table in tables(source)? {
        table.copy(source, target).with_context(|| format!("copying {}", table.name))?;
    }
    for sql in [IDENTITIES, "vacuum (analyze)", "checkpoint"] {
        finish(psql(target, sql).stdin(Stdio::null()).spawn().context("psql")?)?;
    }
    Ok(())
}

struct Table {
    name: String,
    columns: Vec<(String, String)>,
}

fn tables(source: &Db) -> Result<Vec<Table>> {
    let columns = source
        .read(|tx| tx.query_all(&COLUMNS, &[], |row| Ok((row.text(0)?, row.text(1)?, row.text(2)?))))
        .map_err(|e| anyhow!("{e}"))?;
    let mut tables: Vec<Table> = Vec::new();
    for (table, column, kind) in columns {
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push((column, kind)),
            _ => tables.push(Table { name: table, columns: vec![(column, kind)] }),
        }
    }
    Ok(tables)
}

impl Table {
    fn copy(&self, source: &Db, target: &str) -> Result<()> {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let into = format!("copy {} ({}) from stdin", self.name, names.join(", "));
        let mut child = psql(target, &into).stdin(Stdio::piped()).spawn().context("psql")?;
        let mut out = BufWriter::with_capacity(1 << 20, child.stdin.take().context("psql's input")?);
        // A statement's text lives as long as the program; there are some twenty of these, in a benchmark.
        let read = Stmt::new("bench.copy", String::leak(self.lines()));
        let read: &'static Stmt = Box::leak(Box::new(read));
        let mut written = Ok(());
        source
            .read(|tx| {
                tx.query(read, &[], |row| {
                    if written.is_ok() {
                        written =
                            out.write_all(row.text_ref(0)?.as_bytes()).and_then(|()| out.write_all(b"\n"));
                    }
                    Ok(())
                })
            })
            .map_err(|e: motcua_db::Error| anyhow!("{e}"))?;
        let closed = written.and_then(|()| out.flush());
        drop(out);
        // What the server says about a row explains more than a pipe that closed.
        finish(child)?;
        closed.context("writing to psql")
    }

    /// One line of COPY's text format for each row.
    fn lines(&self) -> String {
        let cells: Vec<String> = self
            .columns
            .iter()
            .map(|(name, kind)| {
                let text = match kind.as_str() {
                    "BLOB" => format!(r"'\\x' || hex({name})"),
                    "TEXT" => format!(
                        r"replace(replace(replace(replace({name}, '\', '\\'), char(9), '\t'), char(10), '\n'), char(13), '\r')"
                    ),
                    _ => format!("cast({name} as text)"),
                };
                // Not coalesce: the hex of nothing is an empty text.
                format!(r"case when {name} is null then '\N' else {text} end")
            })
            .collect();
        format!("select {} from {}", cells.join(" || char(9) || "), self.name)
    }
}

fn psql(url: &str, sql: &str) -> Command {
    let program = find_binaries().map(|folder| folder.join("psql")).filter(|path| path.is_file());
    let mut command = Command::new(program.unwrap_or_else(|| "psql".into()));
    command.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--command", sql, url]);
    command.stdout(Stdio::null());
    command
}

fn finish(mut child: std::process::Child) -> Result<()> {
    let status = child.wait().context("waiting for psql")?;
    if !status.success() {
        bail!("psql ended with {status}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::work::Work;
    use super::*;
    use motcua_app::clock::Timing;
    use motcua_db::testing::TestDb;

    #[test]
    #[ignore = "needs PostgreSQL: run cargo xtask test"]
    fn a_copy_holds_the_same_city_and_goes_on_working() {
        let (source, target) = (TestDb::sqlite(), TestDb::postgres());
        let work = Work::new(&source.config().url).expect("a city");
        let loaded = work.load(0, 40, |n| (n as usize % 4, Timing::Server)).expect("dossiers");
        // Texts that COPY would read as something else.
        let odd = "tab\t, line\n, return\r, slash \\N and \\.";
        work.app.db().write(move |tx| motcua_store::meta::set(tx, "odd", odd)).expect("a setting");
        copy(work.app.db(), &target.config().url).expect("a copy");
        let copied = Work::new(&target.config().url).expect("the city again");
        let read = copied.app.db().read(|tx| motcua_store::meta::get(tx, "odd")).expect("a setting");
        assert_eq!(read.as_deref(), Some(odd));
        copied.load(40, 50, |n| (n as usize % 4, Timing::Server)).expect("more dossiers");
        let report = crate::verify::check(&copied.app, 2).expect("a report");
        assert!(report.is_clean(), "{:?}", report.findings.first());
        assert_eq!(report.dossiers, loaded.len() as u64 + 10);
    }
}
