//! A file that comes in with a form, as large as it is: it lies on disk, sealed, until one of the few hands is free to look
//! at it, so that five hundred people who file at once do not lie in memory all together.

use crate::App;
use crate::error::Error;
use crate::files::{FileRefusal, KeptFile, unwritable};
use motcua_domain::actor::Actor;
use motcua_files::Spool;
use motcua_papers::Unfit;
use std::sync::Arc;

/// Bytes gathered before they are written: a thread is asked no more often.
const GATHERED: usize = 128 * 1024;

/// A file that comes in.
pub struct Incoming {
    /// Taken out while a thread writes to it.
    spool: Option<Spool>,
    gathered: Vec<u8>,
    size: u64,
    most: u64,
}

impl Incoming {
    /// Bytes that have come.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds what has come. What is beyond the limit is counted and not kept: the file will be refused, and what comes with it
    /// in the same form need not be.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot be written.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.size += bytes.len() as u64;
        if self.size > self.most {
            self.gathered = Vec::new();
            return Ok(());
        }
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= GATHERED { self.write().await } else { Ok(()) }
    }

    /// The last of it has come.
    ///
    /// # Errors
    /// As [`Incoming::push`].
    pub async fn end(&mut self) -> Result<(), Error> {
        if self.gathered.is_empty() || self.size > self.most {
            return Ok(());
        }
        self.write().await?;
        self.gathered = Vec::new();
        Ok(())
    }

    async fn write(&mut self) -> Result<(), Error> {
        let lost = || Error::Unavailable("a file that comes in cannot be written".into());
        let (mut spool, gathered) = (self.spool.take().ok_or_else(lost)?, std::mem::take(&mut self.gathered));
        let written = tokio::task::spawn_blocking(move || spool.push(&gathered).map(|()| (spool, gathered)));
        let (spool, mut gathered) = written.await.map_err(|_| lost())?.map_err(unwritable)?;
        gathered.clear();
        (self.spool, self.gathered) = (Some(spool), gathered);
        Ok(())
    }
}

impl App {
    /// A file begins to come in.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is no place for it.
    pub async fn receive_file(&self) -> Result<Incoming, Error> {
        let room = self.room()?;
        let most = room.limits().bytes;
        let opened = tokio::task::spawn_blocking(move || room.files().spool()).await;
        let opened = opened.map_err(|_| Error::Unavailable("a file cannot come in".into()))?;
        Ok(Incoming { spool: Some(opened.map_err(unwritable)?), gathered: Vec::new(), size: 0, most })
    }

    /// Looks at a file that came in and keeps it, as [`App::keep_file`] does.
    ///
    /// # Errors
    /// As [`App::keep_file`].
    pub async fn keep_incoming(
        &self,
        actor: Arc<Actor>,
        name: &str,
        mut file: Incoming,
    ) -> Result<KeptFile, Error> {
        file.end().await?;
        let name = super::tidy(name);
        let (bytes, most) = (file.size, file.most);
        if bytes > most {
            return Err(Error::File(FileRefusal::Unfit { name, why: Unfit::TooBig { bytes, most } }));
        }
        let lost = || Error::Unavailable("a file that came in cannot be read".into());
        let spool = file.spool.take().ok_or_else(lost)?;
        self.keep(actor, name, move || spool.into_bytes().map_err(unwritable)).await
    }
}
