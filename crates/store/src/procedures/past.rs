//! Dossiers of the past under a procedure: what a dry run of a new version is tried on. Facts only, nobody's name.

use crate::codec::channel_from_code;
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row, Tx, params};
use motcua_domain::dossier::{Clock, Outcome, Places};
use motcua_domain::ids::{CaseKey, DossierId, ProcedureCode, VersionId};
use motcua_domain::procedure::Channel;
use serde::Deserialize;

statements! {
    PAST = "dossier.past_of", "select id, code, version, channel, ended_at, state from dossier \
        where procedure = $1 and ended_at > $2 and status <> 7 order by ended_at desc limit $3";
}

/// A dossier that was received and has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Dossier.
    pub id: DossierId,
    /// Code.
    pub code: String,
    /// Version it was pinned to.
    pub version: VersionId,
    /// Channel.
    pub channel: Channel,
    /// Case.
    pub case: Option<CaseKey>,
    /// Its clock: received, promise, pauses, extension.
    pub clock: Clock,
    /// When it ended.
    pub ended_at: Moment,
    /// The four places.
    pub places: Places,
    /// What was decided, when something was.
    pub outcome: Option<Outcome>,
}

/// What of a state a dry run looks at.
#[derive(Deserialize)]
struct State {
    #[serde(default)]
    case: Option<CaseKey>,
    clock: Option<Clock>,
    places: Places,
    decision: Option<Decision>,
}

#[derive(Deserialize)]
struct Decision {
    outcome: Outcome,
}

/// Hands each dossier of a procedure that was received and has ended to `each`, those that ended last first, at most `limit`.
///
/// # Errors
/// If the database cannot answer, a state does not parse, or `each` fails.
pub fn past(
    tx: &mut Tx<'_>,
    code: &ProcedureCode,
    limit: u32,
    mut each: impl FnMut(Past) -> Result<()>,
) -> Result<()> {
    let mut fault = None;
    // A withdrawal asked for (7) may yet be refused: in hand. Bounded from below so that one index serves both order and choice: a dossier in hand has no end.
    tx.query(&PAST, params![code.as_str(), i64::MIN, limit], |row| {
        if fault.is_none() {
            fault = read(row)?.and_then(|past| past.map_or(Ok(()), &mut each)).err();
        }
        Ok(())
    })?;
    fault.map_or(Ok(()), Err)
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Option<Past>>> {
    let (id, code, version, channel) = (row.bytes(0)?, row.opt_text(1)?, row.int(2)?, row.int(3)?);
    let (ended_at, state) = (row.int(4)?, row.text_ref(5)?);
    Ok((|| {
        let state: State = serde_json::from_str(state)
            .map_err(|error| StoreError::corrupt(format!("state of a dossier: {error}")))?;
        // Declined at the door: it was never promised anything.
        let (Some(clock), Some(code)) = (state.clock, code) else { return Ok(None) };
        Ok(Some(Past {
            id: DossierId::from_bytes(id),
            code,
            version: VersionId(crate::codec::small(version)?),
            channel: channel_from_code(channel)?,
            case: state.case,
            clock,
            ended_at: Moment::from_unix_seconds(ended_at),
            places: state.places,
            outcome: state.decision.map(|decision| decision.outcome),
        }))
    })())
}
