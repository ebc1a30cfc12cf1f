//! Where the content of files lies: encrypted, under names that tell nothing, written whole or not at all.
//!
//! A content is found by its SHA-256 ([`FileHash`]). On disk its name is a keyed hash of that, so that whoever sees the
//! folder cannot even tell whether a known document is in it. What is read is checked twice: the cipher notices any
//! changed bit, and the content must have the hash it was asked by.
//!
//! Not here: whose a file is and who may open it (`motcua-app`), what it is (`motcua-papers`).

mod clamd;
pub mod error;
mod folder;
mod key;
mod memory;
mod seal;
mod spool;

pub use clamd::{Clamd, Verdict};
pub use error::{Error, Result};
pub use key::{Key, KeyFrom};
pub use spool::Spool;

use folder::Folder;
use memory::Memory;
use motcua_domain::ids::{FileHash, UploadId};
use seal::Seals;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// Where contents lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceSettings {
    /// A folder of this machine.
    Folder(PathBuf),
    /// In memory, gone with the process: tests.
    Memory,
}

/// A place where sealed contents lie by name. Writing is whole or not at all, and durable when it returns.
pub trait Place: Send + Sync {
    /// Writes a content under a name, in the place of what was there.
    ///
    /// # Errors
    /// When it cannot be written durably; nothing is kept then.
    fn put(&self, name: &Name, sealed: &[u8]) -> Result<()>;

    /// A content by its name; `None`: there is none.
    ///
    /// # Errors
    /// When the place cannot be read: that is never "there is none".
    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>>;

    /// Whether there is one.
    ///
    /// # Errors
    /// When the place cannot be read.
    fn has(&self, name: &Name) -> Result<bool>;

    /// Removes a content; one that is gone is removed.
    ///
    /// # Errors
    /// When the place cannot be written.
    fn remove(&self, name: &Name) -> Result<()>;
    /// A folder of this machine for what is still coming in.
    fn scraps(&self) -> PathBuf {
        std::env::temp_dir()
    }
}

/// The name of a sealed content: 64 hex digits, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    kind: &'static str,
    digits: String,
}

impl Name {
    /// As a path: `files/ab/cdef…`, in small letters, digits and `/` only.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}/{}", self.kind, &self.digits[..2], &self.digits[2..])
    }
}

/// Kept contents.
pub struct Files {
    place: Box<dyn Place>,
    seals: Seals,
}

impl Files {
    /// Opens the place, and the key: the folder and a fresh key file are made when they are missing.
    ///
    /// # Errors
    /// When the folder cannot be made or the key cannot be read.
    pub fn open(place: &PlaceSettings, key: &KeyFrom) -> Result<Files> {
        let key = key.read()?;
        let place: Box<dyn Place> = match place {
            PlaceSettings::Folder(path) => Box::new(Folder::open(path)?),
            PlaceSettings::Memory => Box::new(Memory::default()),
        };
        Ok(Files { place, seals: Seals::new(&key) })
    }

    /// Contents in a place of another kind: an object store.
    ///
    /// # Errors
    /// When the key cannot be read.
    pub fn over(place: Box<dyn Place>, key: &KeyFrom) -> Result<Files> {
        Ok(Files { place, seals: Seals::new(&key.read()?) })
    }

    /// Contents in memory: tests. What never leaves the process needs no secret, so all such places have one key.
    pub fn in_memory() -> Files {
        Files { place: Box::new(Memory::default()), seals: Seals::new(&Key([0; 32])) }
    }

    /// What tells this key from another without telling the key: kept in the database, so that a wrong key is noticed
    /// before anything is written with it.
    pub fn key_mark(&self) -> String {
        self.seals.mark()
    }

    /// Keeps a content; the same content twice is one file.
    ///
    /// # Errors
    /// When it cannot be written durably; nothing is kept then.
    pub fn put(&self, content: &[u8]) -> Result<FileHash> {
        let hash = FileHash(Sha256::digest(content).into());
        let name = self.seals.name_of(&hash);
        if !self.place.has(&name)? {
            self.place.put(&name, &self.seals.seal(&name, content)?)?;
        }
        Ok(hash)
    }

    /// A content by its hash.
    ///
    /// # Errors
    /// [`Error::Missing`] and [`Error::Damaged`], or when the place cannot be reached.
    pub fn get(&self, hash: &FileHash) -> Result<Vec<u8>> {
        let name = self.seals.name_of(hash);
        let sealed = self.place.get(&name)?.ok_or(Error::Missing)?;
        let content = self.seals.open(&name, &sealed)?;
        if <[u8; 32]>::from(Sha256::digest(&content)) == hash.0 { Ok(content) } else { Err(Error::Damaged) }
    }

    /// Whether a content is there; not whether it is whole.
    ///
    /// # Errors
    /// When the place cannot be reached.
    pub fn has(&self, hash: &FileHash) -> Result<bool> {
        self.place.has(&self.seals.name_of(hash))
    }

    /// Removes a content nobody needs any more.
    ///
    /// # Errors
    /// When the place cannot be reached.
    pub fn remove(&self, hash: &FileHash) -> Result<()> {
        self.place.remove(&self.seals.name_of(hash))
    }

    /// A file begins to come in: it is on disk, not in memory, until it is looked at and kept.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn spool(&self) -> Result<Spool> {
        Spool::new(&self.place.scraps())
    }

    /// Keeps a piece of a file on its way. The same piece again replaces the first.
    ///
    /// # Errors
    /// When it cannot be written durably.
    pub fn put_piece(&self, upload: &UploadId, offset: u64, piece: &[u8]) -> Result<()> {
        let name = self.seals.name_of_piece(upload, offset);
        self.place.put(&name, &self.seals.seal(&name, piece)?)
    }

    /// A piece of a file on its way.
    ///
    /// # Errors
    /// [`Error::Missing`] and [`Error::Damaged`], or when the place cannot be reached.
    pub fn get_piece(&self, upload: &UploadId, offset: u64) -> Result<Vec<u8>> {
        let name = self.seals.name_of_piece(upload, offset);
        let sealed = self.place.get(&name)?.ok_or(Error::Missing)?;
        self.seals.open(&name, &sealed)
    }

    /// Removes a piece.
    ///
    /// # Errors
    /// When the place cannot be reached.
    pub fn remove_piece(&self, upload: &UploadId, offset: u64) -> Result<()> {
        self.place.remove(&self.seals.name_of_piece(upload, offset))
    }
}

#[cfg(test)]
mod tests;
