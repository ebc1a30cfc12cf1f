//! Where the scratch databases of a run lie: a folder on a real disk, or a PostgreSQL server.

use anyhow::{Context, Result, anyhow, bail};
use motcua_db::testing::private_pg::{Fsync, PrivatePostgres};
use motcua_db::testing::{create_on, drop_on};
use std::path::{Path, PathBuf};

/// The folder and, when asked for, the server; everything made here is removed at the end.
pub struct Place {
    folder: PathBuf,
    admin: Option<String>,
    made: Vec<String>,
    _server: Option<PrivatePostgres>,
}

impl Place {
    /// A folder below `parent`; `database` is empty or the URL of a PostgreSQL superuser.
    pub fn new(parent: &Path, database: Option<&str>, private_server: bool) -> Result<Self> {
        let folder = parent.join(format!("motcua-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let folder = folder.canonicalize().context("the scratch folder")?;
        let mut place = Self { folder, admin: None, made: Vec::new(), _server: None };
        if private_server {
            let server =
                PrivatePostgres::start_in(&place.folder.join("pg"), Fsync::On).map_err(|e| anyhow!(e))?;
            place.admin = Some(server.url().to_owned());
            place._server = Some(server);
        }
        match database {
            None => {}
            Some(url) if url.starts_with("postgres") => place.admin = Some(url.to_owned()),
            Some("sqlite") => {}
            Some(other) => bail!(
                "{other}: benchmarks make scratch databases of their own; give the URL of a PostgreSQL superuser, or nothing for SQLite"
            ),
        }
        Ok(place)
    }

    /// The scratch folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `SQLite` or `PostgreSQL`.
    pub fn engine(&self) -> &'static str {
        if self.admin.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    /// The URL of an empty database of its own.
    pub fn fresh(&mut self, name: &str) -> Result<String> {
        match &self.admin {
            None => Ok(format!("sqlite:{}", self.folder.join(format!("{name}.db")).display())),
            Some(admin) => {
                let name = format!("motcua_bench_{}_{name}", std::process::id());
                let url = create_on(admin, &name).map_err(|e| anyhow!(e))?;
                self.made.push(name);
                Ok(url)
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(admin) = &self.admin {
            for name in &self.made {
                if let Err(error) = drop_on(admin, name) {
                    eprintln!("the scratch database {name} was left behind: {error}");
                }
            }
        }
        // The server stops before its folder goes.
        self._server = None;
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("the scratch folder {} was left behind: {error}", self.folder.display());
        }
    }
}

/// A folder for scratch files whose file system keeps what is synced: the temporary folder, unless it is in memory.
pub fn default_parent() -> PathBuf {
    let temporary = std::env::temp_dir();
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    let kind = mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            Some((fields.next()?, fields.next()?))
        })
        .filter(|(at, _)| temporary.starts_with(at))
        .max_by_key(|(at, _)| at.len())
        .map(|(_, kind)| kind);
    if kind == Some("tmpfs") { PathBuf::from(".") } else { temporary }
}
