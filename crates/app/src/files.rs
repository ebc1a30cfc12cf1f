//! Files of papers: kept for a person, opened by those who may, named by dossiers.
//!
//! A file is looked at before it is kept: what it is, whether it can be read, whether it carries harm. Its content lies
//! encrypted outside the database; the row beside it says whose it is. A dossier names contents by their hash, and only
//! contents that the one who acts has kept or may see already: knowing a hash opens nothing.

mod check;
pub mod convert;
mod incoming;
mod naming;
mod refusal;
mod room;
pub mod sweep;
pub mod upload;

pub use incoming::Incoming;
pub use refusal::FileRefusal;
pub use room::Room;
pub use upload::Coming;

pub(crate) use naming::{Parties, check_named, check_result};

use crate::error::{Error, What};
use crate::{App, visibility};
use motcua_calendar::Moment;
use motcua_db::Tx;
use motcua_domain::actor::Actor;
use motcua_domain::dossier::ResultFile;
use motcua_domain::ids::{DossierId, FileHash, FileId, PersonId};
use motcua_files::Files;
use motcua_papers::{Kind, Prepared, Report};
use motcua_store::{StoreError, access, dossiers, files as rows, meta};
use std::sync::Arc;

/// Files a person may keep in a day.
pub const FILES_A_DAY: u64 = 300;
/// Bytes a person may keep in a day.
pub const BYTES_A_DAY: u64 = 1024 * 1024 * 1024;
/// Characters of a file's name that are kept.
pub const NAME_CHARACTERS: usize = 120;
/// Files of a person listed at once, the latest.
pub const LISTED: u32 = 200;
/// Dossiers that are asked for leave to open a file.
const ASKED: u32 = 50;
/// People who may have kept one content, as far as they are looked through.
const OWNERS: u32 = 1_000;
const DAY_MS: i64 = 86_400_000;

/// A file as somebody sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// What it is called; only repeated to people, never believed.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Its address: `/me/files/{id}`.
    pub id: FileId,
    /// What a dossier names it by.
    pub hash: FileHash,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    /// Pages, where they can be counted.
    pub pages: Option<u32>,
    /// What was seen and done when it was kept.
    pub report: Report,
    /// For whom it is kept; `None`: an officer brought it in.
    pub person: Option<PersonId>,
    /// UNIX milliseconds.
    pub kept_at_ms: i64,
}

/// A file with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedFile {
    /// The file.
    pub file: KeptFile,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl App {
    /// Says where contents lie and how they are looked at. Until then nothing can be kept or opened.
    ///
    /// # Errors
    /// [`Error::Defect`] when this database's files were sealed with another key: nothing must be written with a wrong one.
    pub fn keep_files_in(&self, room: Room) -> Result<(), Error> {
        let mark = room.files().key_mark();
        let fresh = mark.clone();
        let known = self.db().write(move |tx| Ok::<_, Error>(meta::set_once(tx, "files_key", &fresh)?))?;
        if known != mark {
            return Err(Error::Defect("the files of this database were sealed with another key".into()));
        }
        *self.room.write() = Some(Arc::new(room));
        Ok(())
    }

    pub(crate) fn room(&self) -> Result<Arc<Room>, Error> {
        let none = || Error::Unavailable("no place for files is set".into());
        self.room.read().clone().ok_or_else(none)
    }

    /// The files a dossier's result is and was, in the order attached, each as the officer who attached it kept it. Whether the
    /// dossier may be seen is asked before.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn result_files(&self, results: &[ResultFile]) -> Result<Vec<(ResultFile, KeptFile)>, Error> {
        if results.is_empty() {
            return Ok(Vec::new());
        }
        let results = results.to_vec();
        let found = self.read(move |tx, _| {
            let mut files = Vec::new();
            for result in results {
                let rows = rows::of_hash(tx, &result.file, OWNERS)?.into_iter();
                let mut own = rows.filter(|row| row.officer.is_some() && row.officer == result.by.officer());
                files.extend(own.next().map(|row| kept(row).map(|file| (result, file))).transpose()?);
            }
            Ok(files)
        });
        found.await
    }

    /// Looks at a file and keeps it for the one who sends it. The same content again is the same file.
    ///
    /// # Errors
    /// [`Error::File`] with the reason it is not taken.
    pub async fn keep_file(&self, actor: Arc<Actor>, file: NewFile) -> Result<KeptFile, Error> {
        let NewFile { name, bytes } = file;
        self.keep(actor, tidy(&name), move || Ok(bytes)).await
    }

    /// The same for a content that is read once a hand is free, which is held until all is done: so many contents and no more
    /// lie in memory, however many are sent.
    pub(crate) async fn keep(
        &self,
        actor: Arc<Actor>,
        name: String,
        read: impl FnOnce() -> Result<Vec<u8>, Error> + Send + 'static,
    ) -> Result<KeptFile, Error> {
        let room = self.room()?;
        let now_ms = self.now_ms();
        if let Actor::Applicant { person } = *actor {
            self.read(move |tx, _| allowance(tx, person, now_ms)).await?;
        }
        let hand = room.hand().await?;
        let (working, called, now) = (Arc::clone(&room), name.clone(), self.now());
        let prepared = hand.work(move || look(&working, &called, read()?, now)).await??;
        // A program outside takes its time: nobody's photo waits for it.
        let (hand, prepared) = if room.converts(prepared.kind) {
            drop(hand);
            let made = room.convert(prepared).await?;
            (room.hand().await?, made)
        } else {
            (hand, prepared)
        };
        let working = Arc::clone(&room);
        let (hash, prepared) = hand.work(move || put(working.files(), prepared)).await??;
        let row = rows::File {
            id: FileId(self.ids().uuid(now_ms)?),
            hash,
            person: person_of(&actor),
            officer: actor.officer(),
            name,
            kind: prepared.kind.key().to_owned(),
            size: prepared.bytes.len() as u64,
            pages: prepared.pages,
            report: serde_json::to_string(&prepared.report).map_err(|e| Error::Defect(e.to_string()))?,
            kept_at: now_ms,
        };
        let kept = self.db().write_async(move |tx| keep_row(tx, &row)).await?;
        // Whoever sweeps may have removed the content between the look and the row.
        let working = Arc::clone(&room);
        hand.work(move || put_again(working.files(), &hash, &prepared.bytes)).await??;
        Ok(kept)
    }

    /// A file with its content, for its owner, the officer who brought it in, the parties of a dossier that names it and
    /// officers who may see such a dossier; each opening by an officer is noted.
    ///
    /// # Errors
    /// [`Error::NotFound`] also when the actor may not see it.
    pub async fn file(&self, actor: Arc<Actor>, id: FileId) -> Result<OpenedFile, Error> {
        let room = self.room()?;
        let asked = Arc::clone(&actor);
        let found = self.read(move |tx, world| {
            let row = rows::get(tx, &id)?.ok_or(Error::NotFound(What::File))?;
            let leave = may_open(tx, world, &asked, &row)?.ok_or(Error::NotFound(What::File))?;
            Ok((kept(row)?, leave))
        });
        let (file, leave) = found.await?;
        if let (Some(officer), at) = (actor.officer(), self.now()) {
            let dossier = leave.dossier();
            let noted = self.db().write_async(move |tx| {
                Ok::<_, Error>(access::note(tx, at, officer, dossier.as_ref(), "file")?)
            });
            noted.await?;
        }
        let (working, hash) = (Arc::clone(&room), file.hash);
        let bytes = room.work(move || working.files().get(&hash)).await?.map_err(unreadable)?;
        Ok(OpenedFile { file, bytes })
    }

    /// Files a person may hand in again, the latest first: those kept for them, and those officers brought into their own
    /// dossiers, such as results.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn files_to_use_again(&self, person: PersonId) -> Result<Vec<KeptFile>, Error> {
        let found = self.read(move |tx, _| {
            let mut all = rows::of_person(tx, person, LISTED)?;
            for row in rows::of_dossiers(tx, person, LISTED)? {
                if all.iter().all(|known| known.hash != row.hash) && !replaced(tx, person, &row.hash)? {
                    all.push(row);
                }
            }
            all.into_iter().map(kept).collect::<Result<Vec<KeptFile>, Error>>()
        });
        let mut files = found.await?;
        files.sort_by_key(|file| std::cmp::Reverse(file.kept_at_ms));
        Ok(files)
    }

    /// Files kept for a person, the latest first.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn files_of(&self, person: PersonId) -> Result<Vec<KeptFile>, Error> {
        self.read(move |tx, _| rows::of_person(tx, person, LISTED)?.into_iter().map(kept).collect()).await
    }

    /// The files a dossier names, as its parties kept them, for whoever may see the dossier.
    ///
    /// # Errors
    /// [`Error::NotFound`] also when the actor may not see the dossier.
    pub async fn files_of_dossier(
        &self,
        actor: Arc<Actor>,
        dossier: DossierId,
    ) -> Result<Vec<KeptFile>, Error> {
        let found = self.read(move |tx, world| {
            let loaded = dossiers::load(tx, &dossier)?.ok_or(Error::NotFound(What::Dossier))?;
            if !visibility::may_see(&actor, &loaded.dossier, world) {
                return Err(Error::NotFound(What::Dossier));
            }
            let mut files = Vec::new();
            for hash in loaded.dossier.papers.iter().flat_map(|paper| &paper.files) {
                let all = rows::of_hash(tx, hash, OWNERS)?;
                let theirs =
                    |row: &rows::File| row.person.is_none_or(|person| loaded.dossier.is_party(person));
                files.extend(all.into_iter().find(theirs).map(kept).transpose()?);
            }
            Ok(files)
        });
        found.await
    }

    /// Forgets a file of one's own that no dossier names. The content goes with the next sweep.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the actor's; [`FileRefusal::InDossier`] when a dossier names it.
    pub async fn forget_file(&self, actor: Arc<Actor>, id: FileId) -> Result<(), Error> {
        let forgotten = self.db().write_async(move |tx| {
            let row =
                rows::get(tx, &id)?.filter(|row| owns(&actor, row)).ok_or(Error::NotFound(What::File))?;
            for dossier in rows::named_by(tx, &row.hash, ASKED)? {
                let loaded = dossiers::load(tx, &dossier)?;
                if loaded
                    .is_some_and(|loaded| row.person.is_none_or(|person| loaded.dossier.is_party(person)))
                {
                    return Err(Error::File(FileRefusal::InDossier));
                }
            }
            Ok(rows::delete(tx, &id)?)
        });
        forgotten.await
    }
}

fn look(room: &Room, name: &str, bytes: Vec<u8>, now: Moment) -> Result<Prepared, Error> {
    room.scan(name, &bytes)?;
    let mut prepared = motcua_papers::prepare(bytes, room.limits())
        .map_err(|why| Error::File(FileRefusal::Unfit { name: name.to_owned(), why }))?;
    prepared.look_at_signatures(room.anchors(), room.limits(), now);
    Ok(prepared)
}

fn put(files: &Files, prepared: Prepared) -> Result<(FileHash, Prepared), Error> {
    let hash = files.put(&prepared.bytes).map_err(unwritable)?;
    Ok((hash, prepared))
}

fn put_again(files: &Files, hash: &FileHash, bytes: &[u8]) -> Result<(), Error> {
    if !files.has(hash).map_err(unwritable)? {
        files.put(bytes).map_err(unwritable)?;
    }
    Ok(())
}

/// A place that cannot be written is a matter of now; nothing was kept.
pub(crate) fn unwritable(error: motcua_files::Error) -> Error {
    Error::Unavailable(format!("files: {error}"))
}

/// A content that is missing or damaged is for the operator to mend: `verify` lists it.
fn unreadable(error: motcua_files::Error) -> Error {
    match error {
        motcua_files::Error::Missing | motcua_files::Error::Damaged => {
            Error::Defect(format!("files: {error}"))
        }
        other => Error::Unavailable(format!("files: {other}")),
    }
}

fn keep_row(tx: &mut Tx<'_>, row: &rows::File) -> Result<KeptFile, Error> {
    if let Some(before) = rows::same(tx, &row.hash, row.person, row.officer)? {
        return kept(before);
    }
    rows::insert(tx, row)?;
    kept(row.clone())
}

/// Whether a content is a result of one's own dossiers that another has taken the place of, and nothing else there.
fn replaced(tx: &mut Tx<'_>, person: PersonId, hash: &FileHash) -> Result<bool, Error> {
    let mut replaced = false;
    for id in rows::named_by(tx, hash, OWNERS)? {
        let Some(loaded) = dossiers::load(tx, &id)? else { continue };
        let dossier = &loaded.dossier;
        if dossier.owner != person {
            continue;
        }
        let holds = dossier.result_files.last().is_some_and(|last| last.file == *hash);
        if holds || dossier.papers.iter().any(|paper| paper.files.contains(hash)) {
            return Ok(false);
        }
        replaced |= dossier.result_files.iter().any(|one| one.file == *hash);
    }
    Ok(replaced)
}

fn kept(row: rows::File) -> Result<KeptFile, Error> {
    let corrupt = |what: &str| Error::from(StoreError::corrupt(format!("{what} of file {}", row.id)));
    Ok(KeptFile {
        id: row.id,
        hash: row.hash,
        kind: Kind::from_key(&row.kind).ok_or_else(|| corrupt("the kind"))?,
        report: serde_json::from_str(&row.report).map_err(|_| corrupt("the report"))?,
        name: row.name,
        size: row.size,
        pages: row.pages,
        person: row.person,
        kept_at_ms: row.kept_at,
    })
}

fn person_of(actor: &Actor) -> Option<PersonId> {
    match actor {
        Actor::Applicant { person } => Some(*person),
        Actor::Officer { .. } | Actor::System => None,
    }
}

fn owns(actor: &Actor, row: &rows::File) -> bool {
    match actor {
        Actor::Applicant { person } => row.person == Some(*person),
        Actor::Officer { id, .. } => row.officer == Some(*id),
        Actor::System => false,
    }
}

/// Why a file may be opened.
enum Leave {
    Own,
    Dossier(DossierId),
}

impl Leave {
    fn dossier(&self) -> Option<DossierId> {
        match self {
            Leave::Own => None,
            Leave::Dossier(id) => Some(*id),
        }
    }
}

/// A row is opened through a dossier only when it is of a party of that dossier: the same content kept by a stranger
/// carries the stranger's name for it.
fn may_open(
    tx: &mut Tx<'_>,
    world: &crate::World,
    actor: &Actor,
    row: &rows::File,
) -> Result<Option<Leave>, Error> {
    if owns(actor, row) {
        return Ok(Some(Leave::Own));
    }
    for id in rows::named_by(tx, &row.hash, ASKED)? {
        let Some(loaded) = dossiers::load(tx, &id)? else { continue };
        let of_party = row.person.is_none_or(|person| loaded.dossier.is_party(person));
        if of_party && visibility::may_see(actor, &loaded.dossier, world) {
            return Ok(Some(Leave::Dossier(id)));
        }
    }
    Ok(None)
}

fn allowance(tx: &mut Tx<'_>, person: PersonId, now_ms: i64) -> Result<(), Error> {
    let (count, bytes) = rows::used(tx, person, now_ms - DAY_MS)?;
    if count >= FILES_A_DAY || bytes >= BYTES_A_DAY {
        return Err(Error::File(FileRefusal::TooMany { files: FILES_A_DAY, bytes: BYTES_A_DAY }));
    }
    Ok(())
}

/// What a person may call a file: the last part of a path, without what cannot be seen, of bearable length.
fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = last.chars().filter(|c| !motcua_papers::is_unseen(*c));
    let short: String = seen.take(NAME_CHARACTERS).collect();
    let short = short.trim();
    if short.is_empty() { "giấy tờ".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_last_part_of_a_path_and_reads_as_it_is() {
        assert_eq!(tidy("C:\\fake\\Giấy khai sinh.jpg"), "Giấy khai sinh.jpg");
        assert_eq!(tidy("../../etc/passwd"), "passwd");
        assert_eq!(tidy("a\u{202e}gpj.exe\n"), "agpj.exe");
        assert_eq!(tidy(" \u{200b}/"), "giấy tờ");
        assert_eq!(tidy("don\u{2066}fdp.\u{2069}\u{61c}\u{e0041}.pdf"), "donfdp..pdf");
        assert_eq!(tidy(&"ư".repeat(500)).chars().count(), NAME_CHARACTERS);
    }

    #[test]
    fn every_reason_has_its_code_in_the_list() {
        let mut codes: Vec<&str> = FileRefusal::samples().iter().map(FileRefusal::code).collect();
        codes.sort_unstable();
        assert_eq!(codes, FileRefusal::FILE_CODES);
    }
}
