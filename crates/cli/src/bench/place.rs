//! Where the scratch databases of a run lie: a folder on a real disk, or a PostgreSQL server.

use crate::output::tell;
use anyhow::{Context, Result, anyhow, bail};
use motcua_db::testing::private_pg::{Fsync, PrivatePostgres};
use motcua_db::testing::{create_on, drop_on};
use std::path::{Path, PathBuf};

use super::processes;
use super::report::Figure;

/// The folder and, when asked for, the server; everything made here is removed at the end.
pub struct Place {
    folder: PathBuf,
    admin: Option<String>,
    made: Vec<String>,
    server: Option<PrivatePostgres>,
}

/// Processor seconds the private database server had used at some moment.
#[derive(Clone, Copy)]
pub struct Spent(Option<f64>);

impl Place {
    /// A folder below `parent`; `database` is empty or the URL of a PostgreSQL superuser.
    pub fn new(parent: &Path, database: Option<&str>, private_server: bool) -> Result<Self> {
        let folder = parent.join(format!("motcua-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let folder = folder.canonicalize().context("the scratch folder")?;
        let mut place = Self { folder, admin: None, made: Vec::new(), server: None };
        if private_server {
            let server =
                PrivatePostgres::start_in(&place.server_folder(), Fsync::On).map_err(|e| anyhow!(e))?;
            place.admin = Some(server.url().to_owned());
            place.server = Some(server);
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

    fn server_folder(&self) -> PathBuf {
        self.folder.join("pg")
    }

    /// The first process of the private database server, the parent of those that work.
    fn server_process(&self) -> Option<u32> {
        self.server.as_ref()?;
        let noted = std::fs::read_to_string(self.server_folder().join("data/postmaster.pid")).ok()?;
        noted.lines().next()?.trim().parse().ok()
    }

    /// What the private database server has used up to now, for [`Place::since`].
    pub fn spent(&self) -> Spent {
        Spent(self.server_process().and_then(|pid| processes::cpu_of_family(pid).ok()))
    }

    /// What it has used since then: a figure beside that of our own process, where there is such a server.
    pub fn since(&self, before: Spent, each: f64, unit: &'static str) -> Option<Figure> {
        let seconds = self.spent().0? - before.0?;
        Some(Figure::new("cpu of the database server", seconds * each, unit))
    }

    /// Memory of its processes now, what they share counted once.
    pub fn server_memory(&self) -> Option<Figure> {
        let mib = processes::memory_of_family(self.server_process()?).ok()?;
        Some(Figure::new("memory of the database server", mib, "MiB"))
    }

    /// The URL of an empty SQLite database of its own, whatever is measured.
    pub fn fresh_file(&self, name: &str) -> String {
        format!("sqlite:{}", self.folder.join(format!("{name}.db")).display())
    }

    /// The URL of an empty database of its own.
    pub fn fresh(&mut self, name: &str) -> Result<String> {
        match &self.admin {
            None => Ok(self.fresh_file(name)),
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
                    tell!("the scratch database {name} was left behind: {error}");
                }
            }
        }
        // The server stops before its folder goes.
        self.server = None;
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tell!("the scratch folder {} was left behind: {error}", self.folder.display());
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
