//! From an address to an open application.

use anyhow::{Context, Result, bail};
use clap::Args;
use motcua_app::App;
use motcua_app::clock::{Clock, ServerClock};
use motcua_app::ids::{IdSource, SystemIds};
use motcua_db::{Config, Db};
use motcua_store::meta::Purpose;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the data are.
#[derive(Debug, Clone, Args)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://…`.
    #[arg(
        long,
        env = "MOTCUA_DATABASE",
        default_value = "sqlite:motcua-data/motcua.db",
        hide_env_values = true
    )]
    pub database: String,
}

impl Database {
    /// Opens the database layer; makes the folder of a new SQLite file.
    pub fn open(&self) -> Result<Db> {
        self.open_with(|_| {})
    }

    /// The same with some settings changed.
    pub fn open_with(&self, change: impl FnOnce(&mut Config)) -> Result<Db> {
        if let Some(path) = self.sqlite_path() {
            if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder)
                    .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            }
        } else if !self.database.starts_with("postgres") && self.database != "sqlite::memory:" {
            bail!("the database must be sqlite:PATH or postgres://…");
        }
        let mut config = Config { url: self.database.clone(), ..Config::default() };
        change(&mut config);
        Db::open(&config).context("cannot open the database")
    }

    /// The path of a SQLite database.
    pub fn sqlite_path(&self) -> Option<PathBuf> {
        let path = self.database.strip_prefix("sqlite:")?;
        (path != ":memory:").then(|| PathBuf::from(path))
    }

    /// Opens the application with the server's clock.
    pub fn app(&self, purpose_if_new: Purpose) -> Result<Arc<App>> {
        app_over(self.open()?, purpose_if_new, Arc::new(SystemIds::default()))
    }
}

/// An application with the server's clock over an open database.
pub fn app_over(db: Db, purpose_if_new: Purpose, ids: Arc<dyn IdSource>) -> Result<Arc<App>> {
    let clock: Arc<dyn Clock> = Arc::new(ServerClock);
    App::open(db, purpose_if_new, clock, ids)
        .map_err(|e| anyhow::anyhow!("{e}: {}", e.message(motcua_calendar::Lang::En)))
}
