//! Who looked at which dossier: noted for every look of an officer, written in small groups so that reading stays fast.

use crate::state::Web;
use motcua_calendar::Moment;
use motcua_domain::ids::{DossierId, OfficerId};
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;

/// How long looks are gathered before they are written: the most a power cut can lose of this log.
const GATHER: Duration = Duration::from_millis(200);
/// Tries to write a group before it is given up and reported.
const TRIES: u32 = 5;

/// One look.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// When.
    pub at: Moment,
    /// Who.
    pub officer: OfficerId,
    /// At what; `None` for a list or a person.
    pub dossier: Option<DossierId>,
    /// Why: the page.
    pub purpose: &'static str,
}

/// Looks not yet written.
#[derive(Default)]
pub struct AccessLog(Mutex<Vec<Look>>);

impl AccessLog {
    /// Notes a look; the first of a group starts its writing.
    pub fn note(web: &Arc<Web>, officer: OfficerId, dossier: Option<DossierId>, purpose: &'static str) {
        let look = Look { at: web.app.now(), officer, dossier, purpose };
        let first = {
            let mut looks = web.access.0.lock();
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
        let looks = Arc::new(std::mem::take(&mut *web.access.0.lock()));
        if looks.is_empty() {
            return;
        }
        for attempt in 1..=TRIES {
            let group = Arc::clone(&looks);
            let written = web.app.db().write_async(move |tx| {
                for look in group.iter() {
                    motcua_store::access::note(
                        tx,
                        look.at,
                        look.officer,
                        look.dossier.as_ref(),
                        look.purpose,
                    )?;
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
