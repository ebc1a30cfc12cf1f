//! A file that is still coming in: on disk, not in memory, until it is looked at. What lies there is sealed with a key that is
//! drawn for it and never leaves this process, in a file that has lost its name where the system allows it: a crash leaves
//! nothing that anybody could read. It need not be durable: nobody was told yet that it is kept.

use crate::error::{Error, Result};
use crate::folder::create;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Bytes sealed at once: what a file that is coming in holds in memory.
const FRAME: usize = 32 * 1024;
/// Bytes that prove a frame.
const PROOF: usize = 16;

/// A file coming in.
pub struct Spool {
    file: File,
    /// Its name, where it could not be taken from it at once.
    path: Option<PathBuf>,
    cipher: XChaCha20Poly1305,
    /// What has come and is not sealed yet: less than a frame.
    tail: Vec<u8>,
    length: u64,
}

impl Spool {
    /// One in a folder that exists.
    pub(crate) fn new(folder: &Path) -> Result<Spool> {
        let (mut key, mut name) = ([0; 32], [0; 16]);
        for bytes in [key.as_mut_slice(), name.as_mut_slice()] {
            getrandom::fill(bytes).map_err(|error| Error::Key(format!("no entropy: {error}")))?;
        }
        let path = folder.join(format!("{:032x}.coming", u128::from_be_bytes(name)));
        let file = create(&path).map_err(Error::io("cannot create", &path))?;
        let named = fs::remove_file(&path).is_err().then_some(path);
        let cipher = XChaCha20Poly1305::new(&key.into());
        Ok(Spool { file, path: named, cipher, tail: Vec::new(), length: 0 })
    }

    /// Bytes that have come.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Takes as much of what has come as there is room for, and answers how much that was. It does not wait for the disk.
    pub fn take(&mut self, bytes: &[u8]) -> usize {
        let taken = bytes.len().min(FRAME - self.tail.len());
        self.tail.extend_from_slice(&bytes[..taken]);
        self.length += taken as u64;
        taken
    }

    /// Whether nothing more is taken until [`Spool::seal`].
    pub fn is_full(&self) -> bool {
        self.tail.len() == FRAME
    }

    /// Writes what was taken, once it is full.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn seal(&mut self) -> Result<()> {
        if !self.is_full() {
            return Ok(());
        }
        let number = (self.length_sealed()? / (FRAME + PROOF) as u64).to_be_bytes();
        let sealed = self.cipher.encrypt(&nonce(number), self.tail.as_slice());
        let sealed = sealed.map_err(|_| Error::Unavailable("a frame cannot be sealed".into()))?;
        self.tail.clear();
        self.file.write_all(&sealed).map_err(failed("cannot write a file that comes in"))
    }

    fn length_sealed(&mut self) -> Result<u64> {
        self.file.stream_position().map_err(failed("cannot tell how far a file has come"))
    }

    /// All of it.
    ///
    /// # Errors
    /// When it cannot be read, or is not what was written.
    pub fn into_bytes(mut self) -> Result<Vec<u8>> {
        let mut content = Vec::with_capacity(usize::try_from(self.length).unwrap_or(0));
        self.file.rewind().map_err(failed("cannot read a file that came in"))?;
        let (mut frame, mut number) = (vec![0; FRAME + PROOF], 0u64);
        while ((content.len() + self.tail.len()) as u64) < self.length {
            self.file.read_exact(&mut frame).map_err(failed("cannot read a file that came in"))?;
            let opened = self.cipher.decrypt(&nonce(number.to_be_bytes()), frame.as_slice());
            content.extend(opened.map_err(|_| Error::Damaged)?);
            number += 1;
        }
        content.extend_from_slice(&self.tail);
        Ok(content)
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // What cannot be removed now is swept with the scraps; nobody can read it.
            drop(fs::remove_file(path));
        }
    }
}

/// The key is of one file alone: the number of the frame is nonce enough.
fn nonce(number: [u8; 8]) -> XNonce {
    let mut nonce = [0; 24];
    nonce[..8].copy_from_slice(&number);
    nonce.into()
}

fn failed(what: &'static str) -> impl Fn(std::io::Error) -> Error {
    move |error| Error::Unavailable(format!("{what}: {error}"))
}
