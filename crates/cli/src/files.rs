//! Where files of papers lie, and with which key they are sealed.

use crate::open::Database;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use motcua_app::{App, Room};
use motcua_files::{Files, KeyFrom, PlaceSettings};
use motcua_papers::Limits;
use std::path::{Path, PathBuf};

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
}

impl FileOptions {
    /// Makes an application keep its files there.
    pub fn furnish(&self, app: &App, database: &Database) -> Result<()> {
        let folder = self.files.clone().unwrap_or_else(|| beside(database, "files"));
        let key = self.files_key.clone().unwrap_or_else(|| folder.with_extension("key"));
        let files = Files::open(&PlaceSettings::Folder(folder), &KeyFrom::File(key));
        let room = Room::new(files.context("the place for files")?, Limits::default());
        app.keep_files_in(room).map_err(|error| anyhow!("{error}: set the right one with --files-key"))
    }
}

/// `motcua-data/motcua.files` beside `motcua-data/motcua.db`.
fn beside(database: &Database, ending: &str) -> PathBuf {
    database
        .sqlite_path()
        .map_or_else(|| Path::new("motcua-data").join(ending), |path| path.with_extension(ending))
}
