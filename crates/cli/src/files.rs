//! Where files of papers lie, and with which key they are sealed.

use crate::open::Database;
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use motcua_app::files::sweep::KEPT_DAYS;
use motcua_app::{App, Room};
use motcua_connectors::converter::{Program, Programs};
use motcua_connectors::s3::{self, Bucket, Keys, Style};
use motcua_files::{Clamd, Files, KeyFrom, PlaceSettings};
use motcua_papers::Limits;
use motcua_papers::signature::Anchors;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The longest one request to an object store may take.
const STORE_PATIENCE: Duration = Duration::from_secs(30);
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
    /// Object store instead of a folder: https://host/bucket or https://host/bucket/prefix.
    #[arg(long, env = "MOTCUA_FILES_S3", conflicts_with = "files")]
    pub files_s3: Option<String>,
    /// File with the access key and the secret key of the object store, on two lines.
    #[arg(long, env = "MOTCUA_FILES_S3_KEYS", requires = "files_s3")]
    pub files_s3_keys: Option<PathBuf>,
    /// Region of the object store.
    #[arg(long, env = "MOTCUA_FILES_S3_REGION", default_value = "us-east-1")]
    pub files_s3_region: String,
    /// The bucket is named by the host (bucket.host) instead of the path.
    #[arg(long, env = "MOTCUA_FILES_S3_BY_HOST")]
    pub files_s3_by_host: bool,
    /// Certificates (PEM) trusted for the object store beside those of the machine.
    #[arg(long, env = "MOTCUA_FILES_S3_AUTHORITIES")]
    pub files_s3_authorities: Option<PathBuf>,
    /// Program that makes a PDF, JPEG or PNG of a HEIC photo, with {input} and {output} or {folder}.
    #[arg(long, env = "MOTCUA_CONVERTER_HEIC", value_parser = Program::parse)]
    pub converter_heic: Option<Program>,
    /// Program that makes a PDF of a Word document, with {input} and {output} or {folder}.
    #[arg(long, env = "MOTCUA_CONVERTER_DOCX", value_parser = Program::parse)]
    pub converter_docx: Option<Program>,
    /// Certificates (PEM) of the authorities whose word for the signer of a PDF is taken.
    #[arg(long, env = "MOTCUA_SIGNERS")]
    pub signers: Option<PathBuf>,
    /// Days after which a file that no dossier names is forgotten.
    #[arg(long, env = "MOTCUA_FILES_DAYS", default_value_t = KEPT_DAYS, value_parser = clap::value_parser!(u32).range(1..))]
    pub files_days: u32,
}

impl FileOptions {
    /// Makes an application keep its files there.
    pub fn furnish(&self, app: &App, database: &Database) -> Result<()> {
        let room = Room::new(self.place(database).context("the place for files")?, Limits::default());
        let room = room.trusting(self.anchors()?);
        let programs = Programs {
            heic: self.converter_heic.clone(),
            docx: self.converter_docx.clone(),
            ..Programs::default()
        };
        let room = room.converted_by(Arc::new(programs));
        let room = match &self.clamd {
            Some(clamd) => room.scanned_by(clamd.clone()),
            None => room,
        };
        app.keep_files_in(room).map_err(|error| anyhow!("{error}: set the right one with --files-key"))
    }
}

impl FileOptions {
    fn place(&self, database: &Database) -> Result<Files> {
        let folder = self.files.clone().unwrap_or_else(|| beside(database, "files"));
        let key = self.files_key.clone().unwrap_or_else(|| folder.with_extension("key"));
        let key = KeyFrom::File(key);
        let Some(address) = &self.files_s3 else {
            return Ok(Files::open(&PlaceSettings::Folder(folder), &key)?);
        };
        let bucket = Bucket::open(&s3::Settings {
            address: address.clone(),
            style: if self.files_s3_by_host { Style::Host } else { Style::Path },
            region: self.files_s3_region.clone(),
            keys: self.keys()?,
            authorities: self.files_s3_authorities.clone(),
            timeout: STORE_PATIENCE,
        })?;
        Ok(Files::over(Box::new(bucket), &key)?)
    }

    fn keys(&self) -> Result<Keys> {
        let Some(path) = &self.files_s3_keys else { bail!("--files-s3-keys names the file with the keys") };
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Keys::parse(&text).map_err(|error| anyhow!("{}: {error}", path.display()))
    }

    fn anchors(&self) -> Result<Anchors> {
        let Some(path) = &self.signers else { return Ok(Anchors::default()) };
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Anchors::from_pem(&text).map_err(|error| anyhow!("{}: {error}", path.display()))
    }

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
