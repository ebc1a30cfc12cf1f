//! A file that comes piece by piece over a bad network: begun with its size, continued from where it stopped, finished
//! when it is whole. A piece is kept before it is counted, so that what is counted is never lost.

use crate::App;
use crate::error::{Error, What};
use crate::files::{FileRefusal, KeptFile, tidy, unwritable};
use motcua_domain::actor::Actor;
use motcua_domain::ids::UploadId;
use motcua_files::Files;
use motcua_papers::Unfit;
use motcua_store::files::upload as rows;
use std::sync::Arc;

/// Files a person may have on their way at once.
pub const AT_ONCE: u64 = 40;
/// Pieces a file may come in.
pub const PIECES: u32 = 2_000;
/// Hours after which a file of which nothing more came is given up.
pub const GIVEN_UP_HOURS: i64 = 48;
const HOUR_MS: i64 = 3_600_000;
/// Uploads given up in one round.
const ROUND: u32 = 100;

/// How far a file has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Id.
    pub id: UploadId,
    /// What it is called.
    pub name: String,
    /// Bytes there will be.
    pub size: u64,
    /// Bytes that have come: the next piece begins here.
    pub received: u64,
}

impl App {
    /// Begins a file of that size.
    ///
    /// # Errors
    /// [`Error::File`] when it is empty or too big, or the person has too many under way.
    pub async fn begin_upload(&self, actor: Arc<Actor>, name: &str, size: u64) -> Result<Coming, Error> {
        let (room, name) = (self.room()?, tidy(name));
        let most = room.limits().bytes;
        let unfit = |why| Error::File(FileRefusal::Unfit { name: name.clone(), why });
        if size == 0 {
            return Err(unfit(Unfit::Empty));
        }
        if size > most {
            return Err(unfit(Unfit::TooBig { bytes: size, most }));
        }
        let now_ms = self.now_ms();
        let upload = rows::Upload {
            id: UploadId(self.ids().uuid(now_ms)?),
            person: super::person_of(&actor),
            officer: actor.officer(),
            name: name.clone(),
            size,
            received: 0,
            pieces: 0,
            begun_at: now_ms,
            touched_at: now_ms,
        };
        let coming = coming(&upload);
        let begun = self.db().write_async(move |tx| {
            if let Some(person) = upload.person {
                super::allowance(tx, person, now_ms)?;
                if rows::count(tx, person)? >= AT_ONCE {
                    let (files, bytes) = (super::FILES_A_DAY, super::BYTES_A_DAY);
                    return Err(Error::File(FileRefusal::TooMany { files, bytes }));
                }
            }
            Ok(rows::begin(tx, &upload)?)
        });
        begun.await?;
        Ok(coming)
    }

    /// How far a file has come.
    ///
    /// # Errors
    /// [`Error::NotFound`] also when it is somebody else's.
    pub async fn upload_state(&self, actor: Arc<Actor>, id: UploadId) -> Result<Coming, Error> {
        Ok(coming(&self.upload_of(actor, id).await?))
    }

    /// Adds the piece that begins at `offset`. One that is known already is passed over, so that a piece whose answer got
    /// lost can be sent again.
    ///
    /// # Errors
    /// [`FileRefusal::OutOfPlace`] when the piece begins elsewhere than where the file has come to.
    pub async fn append_upload(
        &self,
        actor: Arc<Actor>,
        id: UploadId,
        offset: u64,
        piece: Vec<u8>,
    ) -> Result<Coming, Error> {
        let (room, upload) = (self.room()?, self.upload_of(actor, id).await?);
        let end = offset.saturating_add(piece.len() as u64);
        if end <= upload.received && !piece.is_empty() {
            return Ok(coming(&upload));
        }
        let out_of_place = Error::File(FileRefusal::OutOfPlace { received: upload.received });
        if offset != upload.received || end > upload.size || piece.is_empty() || upload.pieces >= PIECES {
            return Err(out_of_place);
        }
        let working = Arc::clone(&room);
        room.write(move || working.files().put_piece(&id, offset, &piece)).await?.map_err(unwritable)?;
        let now_ms = self.now_ms();
        let counted = self
            .db()
            .write_async(move |tx| Ok::<_, Error>(rows::advance(tx, &id, offset, end, now_ms)?))
            .await?;
        // Another piece came first: whoever sends asks how far the file has come.
        if counted { Ok(Coming { received: end, ..coming(&upload) }) } else { Err(out_of_place) }
    }

    /// Puts a file together that has come whole, looks at it and keeps it, as [`App::keep_file`] does.
    ///
    /// # Errors
    /// [`FileRefusal::OutOfPlace`] when something is missing, and those of [`App::keep_file`]: then it is given up.
    pub async fn finish_upload(&self, actor: Arc<Actor>, id: UploadId) -> Result<KeptFile, Error> {
        let (room, upload) = (self.room()?, self.upload_of(Arc::clone(&actor), id).await?);
        if upload.received != upload.size {
            return Err(Error::File(FileRefusal::OutOfPlace { received: upload.received }));
        }
        let (working, name, size) = (Arc::clone(&room), upload.name.clone(), upload.size);
        let read = move || together(working.files(), &id, size).map_err(unwritable);
        let outcome = self.keep(actor, name, read).await;
        // What could not be looked at now may be finished later; any other answer is the last.
        if !matches!(outcome, Err(Error::Unavailable(_) | Error::File(FileRefusal::NotScanned))) {
            self.give_up(&room, upload).await?;
        }
        outcome
    }

    async fn upload_of(&self, actor: Arc<Actor>, id: UploadId) -> Result<rows::Upload, Error> {
        let found = self.read(move |tx, _| Ok(rows::get(tx, &id)?)).await?;
        let mine = |upload: &rows::Upload| match *actor {
            Actor::Applicant { person } => upload.person == Some(person),
            Actor::Officer { id, .. } => upload.officer == Some(id),
            Actor::System => false,
        };
        found.filter(mine).ok_or(Error::NotFound(What::File))
    }

    async fn give_up(&self, room: &Arc<super::Room>, upload: rows::Upload) -> Result<(), Error> {
        let id = upload.id;
        self.db().write_async(move |tx| Ok::<_, Error>(rows::delete(tx, &id)?)).await?;
        let working = Arc::clone(room);
        room.work(move || remove_pieces(working.files(), &id, upload.received)).await?.map_err(unwritable)
    }

    /// Gives up files of which nothing more came for [`GIVEN_UP_HOURS`]; answers how many. Slow: for a thread of its own.
    ///
    /// # Errors
    /// If the database or the place cannot answer.
    pub fn sweep_uploads(&self) -> Result<u64, Error> {
        let (room, before) = (self.room()?, self.now_ms() - GIVEN_UP_HOURS * HOUR_MS);
        let stale = self.db().read(move |tx| Ok::<_, Error>(rows::stale(tx, before, ROUND)?))?;
        for upload in &stale {
            let id = upload.id;
            remove_pieces(room.files(), &id, upload.received).map_err(unwritable)?;
            self.db().write(move |tx| Ok::<_, Error>(rows::delete(tx, &id)?))?;
        }
        Ok(stale.len() as u64)
    }
}

fn coming(upload: &rows::Upload) -> Coming {
    Coming { id: upload.id, name: upload.name.clone(), size: upload.size, received: upload.received }
}

/// Pieces follow one another by their lengths: the place of each is the sum of those before it.
fn together(files: &Files, id: &UploadId, size: u64) -> motcua_files::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    while (bytes.len() as u64) < size {
        let piece = files.get_piece(id, bytes.len() as u64)?;
        if piece.is_empty() {
            return Err(motcua_files::Error::Damaged);
        }
        bytes.extend(piece);
    }
    Ok(bytes)
}

fn remove_pieces(files: &Files, id: &UploadId, received: u64) -> motcua_files::Result<()> {
    let mut at = 0;
    while at < received {
        let length = match files.get_piece(id, at) {
            Ok(piece) if !piece.is_empty() => piece.len() as u64,
            // What cannot be read cannot lead on; what lies behind it is of no use to anybody.
            Ok(_) | Err(motcua_files::Error::Missing | motcua_files::Error::Damaged) => return Ok(()),
            Err(error) => return Err(error),
        };
        files.remove_piece(id, at)?;
        at += length;
    }
    Ok(())
}
