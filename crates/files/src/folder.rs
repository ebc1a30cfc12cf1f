//! Contents in a folder. Each is written beside its place, made durable, and only then given its name: a crash leaves the
//! whole content or a scrap that the next start removes.

use crate::error::{Error, Result};
use crate::{Name, Place};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// Scraps older than this are of no write under way.
const SCRAP_AGE: Duration = Duration::from_secs(3600);

pub(crate) struct Folder {
    root: PathBuf,
    scraps: PathBuf,
    next: AtomicU64,
}

impl Folder {
    pub(crate) fn open(root: &Path) -> Result<Self> {
        let scraps = root.join("writing");
        make(&scraps)?;
        let folder = Self { root: root.to_owned(), scraps, next: AtomicU64::new(0) };
        folder.sweep()?;
        Ok(folder)
    }

    /// Removes what crashes left. Other nodes may be writing into the same folder: theirs are young.
    fn sweep(&self) -> Result<()> {
        let list = fs::read_dir(&self.scraps).map_err(Error::io("cannot list", &self.scraps))?;
        for entry in list.flatten() {
            let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(age);
            if age.is_some_and(|age| age > SCRAP_AGE) {
                // Somebody else may have swept it: then it is gone, as wanted.
                drop(fs::remove_file(entry.path()));
            }
        }
        Ok(())
    }

    fn path(&self, name: &Name) -> PathBuf {
        self.root.join(name.kind).join(&name.digits[..2]).join(&name.digits[2..])
    }
}

fn age(at: SystemTime) -> Option<Duration> {
    SystemTime::now().duration_since(at).ok()
}

impl Place for Folder {
    fn put(&self, name: &Name, sealed: &[u8]) -> Result<()> {
        let path = self.path(name);
        let Some(parent) = path.parent() else { return Err(Error::Missing) };
        make(parent)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let scrap = self.scraps.join(format!("{}.{}.{number}", name.digits, std::process::id()));
        let written = write(&scrap, sealed).and_then(|()| {
            fs::rename(&scrap, &path).map_err(Error::io("cannot name", &path))?;
            sync(parent)
        });
        if written.is_err() {
            // On a full disk the scrap is what fills it.
            drop(fs::remove_file(&scrap));
        }
        written
    }

    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>> {
        let path = self.path(name);
        match fs::read(&path) {
            Ok(sealed) => Ok(Some(sealed)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("cannot read", &path)(error)),
        }
    }

    fn has(&self, name: &Name) -> Result<bool> {
        let path = self.path(name);
        path.try_exists().map_err(Error::io("cannot look at", &path))
    }

    fn scraps(&self) -> PathBuf {
        self.scraps.clone()
    }

    fn remove(&self, name: &Name) -> Result<()> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::io("cannot remove", &path)(error))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create(path).map_err(Error::io("cannot create", path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(Error::io("cannot write", path))
}

/// A new file that only its owner may read.
pub(crate) fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A folder that only its owner may enter, durable in its parent.
fn make(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(Error::io("cannot make", path))?;
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or(Ok(()), sync)
}

/// Makes what a folder says of its entries durable.
pub(crate) fn sync(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io("cannot make durable", folder))
}
