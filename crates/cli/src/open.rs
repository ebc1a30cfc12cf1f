//! From an address to an open application.

use anyhow::{Context, Result, bail};
use clap::Args;
use motcua_app::App;
use motcua_app::clock::{Clock, ServerClock};
use motcua_app::ids::{IdSource, SystemIds};
use motcua_db::{Config, Db};
use motcua_store::meta::{self, Purpose};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Key under which a demonstration keeps by how many milliseconds its clock is ahead.
const AHEAD: &str = "demo_clock_ahead";

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

/// The server's clock; in a demonstration ahead of it by what the database keeps, so that time never runs backwards in it.
#[derive(Default)]
struct CityClock {
    ahead_ms: AtomicI64,
}

impl Clock for CityClock {
    fn now_ms(&self) -> i64 {
        ServerClock.now_ms() + self.ahead_ms.load(Ordering::Relaxed)
    }
}

/// An application with the server's clock over an open database; that of a demonstration may be ahead.
pub fn app_over(db: Db, purpose_if_new: Purpose, ids: Arc<dyn IdSource>) -> Result<Arc<App>> {
    let clock = Arc::new(CityClock::default());
    let told = |e: motcua_app::Error| anyhow::anyhow!("{e}: {}", e.message(motcua_calendar::Lang::En));
    let app = App::open(db, purpose_if_new, clock.clone(), ids).map_err(told)?;
    let ahead_ms = if app.is_demonstration() { ahead_ms(&app)? } else { 0 };
    if ahead_ms != 0 {
        clock.ahead_ms.store(ahead_ms, Ordering::Relaxed);
        app.reload_world().map_err(told)?;
    }
    Ok(app)
}

/// By how many milliseconds the clock of a demonstration is ahead.
pub fn ahead_ms(app: &App) -> Result<i64> {
    let kept = app.db().read(|tx| meta::get(tx, AHEAD)).map_err(|e| anyhow::anyhow!("{e}"))?;
    kept.map_or(Ok(0), |text| text.parse().context("by how much the clock of the demonstration is ahead"))
}

/// Puts the clock of a demonstration forward; it is so from the next opening on. It is never put back.
pub fn put_forward(app: &App, by_ms: u64) -> Result<()> {
    if !app.is_demonstration() {
        bail!("the clock of a working database is nobody's to move");
    }
    let ahead = (ahead_ms(app)? + i64::try_from(by_ms).context("no such time")?).to_string();
    app.db().write(move |tx| meta::set(tx, AHEAD, &ahead)).map_err(|e| anyhow::anyhow!("{e}"))?;
    Ok(())
}
