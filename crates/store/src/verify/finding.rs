//! What verification can find, in words for an operator.

use motcua_domain::ids::DossierId;
use serde::Serialize;
use std::fmt;

/// Kinds of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The bytes of an event do not have its hash.
    EventAltered,
    /// An event does not name the one before it.
    ChainBroken,
    /// A revision is missing within a dossier.
    EventMissing,
    /// The last events of a dossier are missing.
    TailCut,
    /// The count or the XOR of all events is not what was kept.
    JournalHead,
    /// The events do not fold to the state.
    StateDiffers,
    /// A column of the dossier's row does not follow from its state.
    ColumnDiffers,
    /// A due moment is not what the calendar gives.
    DueMoment,
    /// The class early, on time, overdue does not follow from the moments.
    Verdict,
    /// A note is not the one that was written.
    NoteAltered,
    /// A note belongs to no event.
    NoteOrphaned,
    /// The answers of a form are not those that were filed.
    FormAltered,
    /// The answers of a form belong to no dossier, or to one filed without any.
    FormOrphaned,
    /// Events without a dossier.
    DossierMissing,
    /// A dossier without events.
    EventsMissing,
    /// The owner of a dossier is not recorded.
    PersonMissing,
    /// A procedure version is not published.
    VersionMissing,
    /// The desk of a unit does not follow from the states.
    DeskDiffers,
    /// A number beside the menu does not follow from the states.
    CountDiffers,
    /// A sum is not what the states add up to.
    FigureDiffers,
    /// A command and its events do not fit.
    CommandDiffers,
    /// Serial numbers of codes have gaps, or their counter is wrong.
    CodeCounter,
    /// A checkpoint does not have the root of the events it covers.
    CheckpointRoot,
    /// The checkpoints are not a chain, or one is missing.
    CheckpointChain,
    /// A draft of a procedure is not what the acts on it come to, or one of these was altered.
    DraftAltered,
    /// A published version is not what was approved.
    PublicationDiffers,
    /// A commune's variation leaves the limits of the city's version it was made from.
    VariationOutside,
    /// The account of what offices did was altered.
    OfficeAltered,
    /// A published report is not what was frozen, or not what the journal says.
    ReportDiffers,
    /// The index of files that dossiers name does not follow from the journal.
    FilesDiffer,
    /// A file that the journal names is not there.
    FileMissing,
    /// A file that the journal names is not what was kept.
    FileDamaged,
    /// Something stored cannot be read.
    Unreadable,
}

/// One difference between what is stored and what should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Kind.
    pub kind: Kind,
    /// Dossier, where it concerns one.
    pub dossier: Option<DossierId>,
    /// Its code, where known.
    pub code: Option<String>,
    /// Position in the journal, where it concerns one event.
    pub position: Option<i64>,
    /// What is wrong, Vietnamese.
    pub message_vi: String,
    /// What is wrong, English.
    pub message_en: String,
}

impl Finding {
    /// A finding about the whole database.
    pub fn general(kind: Kind, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind, dossier: None, code: None, position: None, message_vi: vi.into(), message_en: en.into() }
    }

    /// The same, about one dossier.
    pub(crate) fn about(self, dossier: DossierId, code: Option<&str>) -> Self {
        Self { dossier: Some(dossier), code: code.map(str::to_owned), ..self }
    }

    /// The same, at one event.
    pub(crate) fn at(self, position: i64) -> Self {
        Self { position: Some(position), ..self }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.code, &self.dossier) {
            (Some(code), _) => write!(f, "{code}: ")?,
            (None, Some(id)) => write!(f, "{id}: ")?,
            (None, None) => {}
        }
        f.write_str(&self.message_en)?;
        match self.position {
            Some(position) => write!(f, " (event {position})"),
            None => Ok(()),
        }
    }
}
