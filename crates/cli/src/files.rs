//! Where files of papers lie, and with which key they are sealed.

use crate::open::Database;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use motcua_app::files::sweep::KEPT_DAYS;
use motcua_app::{App, Room};
use motcua_files::{Clamd, Files, KeyFrom, PlaceSettings};
use motcua_papers::Limits;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often it is looked for what nobody needs any more.
const TEND_EVERY: Duration = Duration::from_secs(600);

/// Options for files of papers.
#[derive(Debug, Clone, Args)]
pub struct FileOptions {
    /// Folder of the files; default: beside a SQLite database, else motcua-data/files.
    #[arg(long, env = "MOTCUA_FILES")]
    pub files: Option<PathBuf>,
    /// File with the key they are sealed with, 64 hex digits; made when it is missing. Default: beside the folder. Keep a
    /// copy elsewhere: without it no file can be opened again.
    #[arg(long, env = "MOTCUA_FILES_KEY")]
    pub files_key: Option<PathBuf>,
    /// Scanner of files: unix:/path or tcp:host:port of a clamd. When it is set and does not answer, no file is taken.
    #[arg(long, env = "MOTCUA_CLAMD", value_parser = Clamd::parse)]
    pub clamd: Option<Clamd>,
    /// Days after which a file that no dossier names is forgotten.
    #[arg(long, env = "MOTCUA_FILES_DAYS", default_value_t = KEPT_DAYS, value_parser = clap::value_parser!(u32).range(1..))]
    pub files_days: u32,
}

impl FileOptions {
    /// Makes an application keep its files there.
    pub fn furnish(&self, app: &App, database: &Database) -> Result<()> {
        let folder = self.files.clone().unwrap_or_else(|| beside(database, "files"));
        let key = self.files_key.clone().unwrap_or_else(|| folder.with_extension("key"));
        let files = Files::open(&PlaceSettings::Folder(folder), &KeyFrom::File(key));
        let room = Room::new(files.context("the place for files")?, Limits::default());
        let room = match &self.clamd {
            Some(clamd) => room.scanned_by(clamd.clone()),
            None => room,
        };
        app.keep_files_in(room).map_err(|error| anyhow!("{error}: set the right one with --files-key"))
    }
}

impl FileOptions {
    /// Forgets what nobody needs any more, now and then, on the node that leads.
    pub fn tend(&self, app: &Arc<App>) {
        let (app, days) = (Arc::clone(app), self.files_days);
        std::thread::spawn(move || {
            let mut leader = None;
            loop {
                std::thread::sleep(TEND_EVERY);
                if leader.is_none() {
                    leader = app.db().try_leader("files").unwrap_or(None);
                }
                if leader.is_some()
                    && let Err(error) = app.sweep_uploads().and_then(|_| app.sweep_files(days))
                {
                    tracing::warn!(%error, "files were not tended this time");
                    leader = None;
                }
            }
        });
    }
}

/// `motcua-data/motcua.files` beside `motcua-data/motcua.db`.
fn beside(database: &Database, ending: &str) -> PathBuf {
    database
        .sqlite_path()
        .map_or_else(|| Path::new("motcua-data").join(ending), |path| path.with_extension(ending))
}
