//! What the public tracking page needs: the course of a dossier, and nothing about people or notes.

use crate::dossiers;
use crate::error::Result;
use crate::queries::timeline::event_from_json;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Tx, params};
use motcua_domain::dossier::Dossier;
use motcua_domain::dossier::event::Event;
use std::sync::Arc;

statements! {
    MILESTONES = "tracking.milestones", "select payload, effective_at from event where dossier = $1 order by revision";
}

/// A dossier as its owner follows it. The page chooses which facts are milestones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// The state. It names people by id only.
    pub dossier: Arc<Dossier>,
    /// The facts with their legal moments, oldest first, without actors and notes.
    pub facts: Vec<(Event, Moment)>,
}

/// A dossier by its code, whoever asks: the caller has checked the tracking secret.
///
/// # Errors
/// If the database cannot answer, or what is stored does not parse.
pub fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Tracked>> {
    match dossiers::load_by_code(tx, code)? {
        Some(loaded) => course(tx, loaded.dossier).map(Some),
        None => Ok(None),
    }
}

/// The course of a dossier, whoever asks: the caller has checked that it is theirs.
///
/// # Errors
/// If the database cannot answer, or what is stored does not parse.
pub fn course(tx: &mut Tx<'_>, dossier: Arc<Dossier>) -> Result<Tracked> {
    let facts = tx
        .query_all(&MILESTONES, params![dossier.id.bytes()], |row| {
            Ok((event_from_json(row.text_ref(0)?), Moment::from_unix_seconds(row.int(1)?)))
        })?
        .into_iter()
        .map(|(event, at)| Ok((event?, at)))
        .collect::<Result<_>>()?;
    Ok(Tracked { dossier, facts })
}
