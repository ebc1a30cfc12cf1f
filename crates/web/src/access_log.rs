//! Who looked at which dossier: noted for every look of an officer and of the person themself, and who was refused; written
//! in small groups so that reading stays fast.

use crate::state::Web;
use motcua_app::accounts::SignedIn;
use motcua_calendar::Moment;
use motcua_domain::ids::{DossierId, PersonId};
use motcua_store::access::{self, Reader};
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;

/// How long looks are gathered before they are written: the most a power cut can lose of this log.
const GATHER: Duration = Duration::from_millis(200);
/// Tries to write a group before it is given up and reported.
const TRIES: u32 = 5;

/// Why somebody looks, as it is kept. The pages of the people concerned have words for each.
pub const PURPOSES: [&str; 28] = [
    "dossier",
    "act",
    "receipt",
    "slip",
    "register",
    "search",
    "list",
    "handover",
    "person",
    "entry",
    "request",
    "api",
    "api events",
    "api list",
    "file",
    "own",
    "own copy",
    "own result",
    "own unlink",
    "refused dossier",
    "refused filing",
    "refused file",
    "refused mandate",
    "refused request",
    "refused look",
    "refused help",
    "refused kiosk",
    "refused link",
];

/// One look.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// When.
    pub at: Moment,
    /// Who.
    pub reader: Reader,
    /// At what; `None` for a list or a person.
    pub dossier: Option<DossierId>,
    /// Whose data, where there is no dossier.
    pub person: Option<PersonId>,
    /// Why: one of [`PURPOSES`].
    pub purpose: &'static str,
}

/// Looks not yet written.
#[derive(Default)]
pub struct AccessLog {
    looks: Mutex<Vec<Look>>,
    /// Held while a group is written: whoever waits for it knows that all before is kept.
    writing: tokio::sync::Mutex<()>,
}

impl AccessLog {
    /// Notes an officer's look at a dossier, or at a list when there is none.
    pub fn note(web: &Arc<Web>, who: &SignedIn, dossier: Option<DossierId>, purpose: &'static str) {
        let look = Look { at: web.app.now(), reader: reader_of(who), dossier, person: None, purpose };
        Self::keep(web, look);
    }

    /// Notes that an officer looked a person up.
    pub fn note_person(web: &Arc<Web>, who: &SignedIn, person: Option<PersonId>, purpose: &'static str) {
        Self::keep(web, Look { at: web.app.now(), reader: reader_of(who), dossier: None, person, purpose });
    }

    /// Notes a person's look at a dossier of theirs, or at what is kept of them.
    pub fn note_own(web: &Arc<Web>, person: PersonId, dossier: Option<DossierId>, purpose: &'static str) {
        let whose = dossier.is_none().then_some(person);
        let reader = Reader::Person(person);
        Self::keep(web, Look { at: web.app.now(), reader, dossier, person: whose, purpose });
    }

    /// Notes that somebody signed in asked for a thing and was told that there is none, or none for them: what kind of
    /// thing, and no more. Nothing of it concerns the person whose thing it may be: they were not looked at.
    pub fn note_refused(web: &Arc<Web>, reader: Reader, purpose: &'static str) {
        Self::keep(web, Look { at: web.app.now(), reader, dossier: None, person: None, purpose });
    }

    /// The first of a group starts its writing.
    fn keep(web: &Arc<Web>, look: Look) {
        let first = {
            let mut looks = web.access.looks.lock();
            looks.push(look);
            looks.len() == 1
        };
        if first {
            let web = Arc::clone(web);
            tokio::spawn(async move {
                tokio::time::sleep(GATHER).await;
                Self::write(&web).await;
            });
        }
    }

    /// Writes what was gathered; also called when the server stops.
    pub async fn write(web: &Web) {
        let _writing = web.access.writing.lock().await;
        let looks = Arc::new(std::mem::take(&mut *web.access.looks.lock()));
        if looks.is_empty() {
            return;
        }
        for attempt in 1..=TRIES {
            let group = Arc::clone(&looks);
            let written = web.app.db().write_async(move |tx| {
                for look in group.iter() {
                    let Look { at, reader, dossier, person, purpose } = *look;
                    access::add(tx, &access::Look { at, reader, dossier, person, purpose })?;
                }
                Ok::<_, motcua_app::Error>(())
            });
            match written.await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, attempt, "access log not written yet"),
            }
            tokio::time::sleep(GATHER * attempt).await;
        }
        tracing::error!(looks = looks.len(), "access log lost");
    }
}

/// An officer as the log keeps it: at which unit, and in the role held there; of several, the one nearest to
/// those who come to a counter.
pub(crate) fn reader_of(who: &SignedIn) -> Reader {
    let role = who.actor.duties().iter().filter(|duty| duty.unit == who.unit).map(|duty| duty.role).min();
    Reader::Officer { officer: who.officer, unit: Some(who.unit), role }
}
