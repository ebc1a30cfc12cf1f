//! A file that comes in with a form, as large as it is: it lies on disk, sealed, until one of the few hands is free to look
//! at it, so that five hundred people who file at once do not lie in memory all together.

use crate::App;
use crate::error::Error;
use crate::files::{FileRefusal, KeptFile, Room, unwritable};
use motcua_domain::actor::Actor;
use motcua_files::Spool;
use motcua_papers::Unfit;
use std::sync::Arc;

/// A file that comes in.
pub struct Incoming {
    /// Taken out while a thread writes to it.
    spool: Option<Spool>,
    room: Arc<Room>,
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
        let mut bytes = bytes;
        while !bytes.is_empty() && self.size <= self.most {
            let Some(spool) = &mut self.spool else { return Err(lost()) };
            bytes = &bytes[spool.take(bytes)..];
            if spool.is_full() {
                self.seal().await?;
            }
        }
        Ok(())
    }

    async fn seal(&mut self) -> Result<(), Error> {
        let mut spool = self.spool.take().ok_or_else(lost)?;
        let sealed = self.room.spooled(move || spool.seal().map(|()| spool)).await?;
        self.spool = Some(sealed.map_err(unwritable)?);
        Ok(())
    }
}

fn lost() -> Error {
    Error::Unavailable("a file that comes in cannot be written".into())
}

impl App {
    /// A file begins to come in.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is no place for it.
    pub async fn receive_file(&self) -> Result<Incoming, Error> {
        let room = self.room()?;
        let most = room.limits().bytes;
        let opening = Arc::clone(&room);
        let spool = room.spooled(move || opening.files().spool()).await?.map_err(unwritable)?;
        Ok(Incoming { spool: Some(spool), room, size: 0, most })
    }

    /// Looks at a file that came in and keeps it, as [`App::keep_file`] does.
    ///
    /// # Errors
    /// As [`App::keep_file`].
    pub async fn keep_incoming(
        &self,
        actor: Arc<Actor>,
        name: &str,
        file: Incoming,
    ) -> Result<KeptFile, Error> {
        let name = super::tidy(name);
        let (bytes, most) = (file.size, file.most);
        if bytes > most {
            return Err(Error::File(FileRefusal::Unfit { name, why: Unfit::TooBig { bytes, most } }));
        }
        let spool = file.spool.ok_or_else(lost)?;
        self.keep(actor, name, move || spool.into_bytes().map_err(unwritable)).await
    }
}
