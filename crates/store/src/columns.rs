//! The columns of a dossier's row that are derived from its state, computed in one place for writing and for verifying.

use crate::codec::provenance_key;
use motcua_calendar::Moment;
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{FieldCode, UnitId};

/// Everything in the row but `id`, `head` and `state`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns<'a> {
    pub code: Option<&'a str>,
    pub revision: i64,
    pub status: i64,
    pub procedure: &'a str,
    pub field: &'a str,
    pub version: i64,
    pub owner: [u8; 16],
    pub submitter: [u8; 16],
    pub channel: i64,
    pub provenance: &'a str,
    pub helped_at: Option<i64>,
    pub received_unit: Option<i64>,
    pub competent: i64,
    pub return_at: i64,
    pub holder: i64,
    pub sent_to: Option<i64>,
    pub submitted_at: i64,
    pub received_at: Option<i64>,
    pub due_at: Option<i64>,
    pub ended_at: Option<i64>,
}

impl<'a> Columns<'a> {
    /// The columns of a dossier whose pinned version belongs to `field`.
    pub fn of(dossier: &'a Dossier, field: &'a FieldCode) -> Self {
        let unit = |id: UnitId| i64::from(id.0);
        let places = &dossier.places;
        let clock = dossier.clock.as_ref();
        Self {
            code: dossier.code.as_ref().map(|code| code.as_str()),
            revision: i64::from(dossier.revision),
            status: i64::from(dossier.phase.national_status()),
            procedure: dossier.procedure.as_str(),
            field: field.as_str(),
            version: i64::from(dossier.version.0),
            owner: dossier.owner.bytes(),
            submitter: dossier.submitter.bytes(),
            channel: i64::from(dossier.provenance.channel().national_code()),
            provenance: provenance_key(dossier.provenance),
            helped_at: places.helped_at.map(unit),
            received_unit: places.received_at.map(unit),
            competent: unit(places.competent),
            return_at: unit(places.return_at),
            holder: unit(dossier.holder.unit),
            sent_to: dossier.transfer.map(|transfer| unit(transfer.to)),
            submitted_at: dossier.submitted_at.unix_seconds(),
            received_at: clock.map(|clock| clock.received_at.unix_seconds()),
            due_at: clock.map(|clock| clock.due_at.unix_seconds()),
            ended_at: dossier.phase.ended_at().map(Moment::unix_seconds),
        }
    }

    /// Whether only what an ordinary act moves differs, so that the indexed columns can be left alone.
    pub fn differs_only_in_course(&self, before: &Columns<'_>) -> bool {
        (self.code, self.procedure, self.field, self.version, self.owner, self.submitter)
            == (before.code, before.procedure, before.field, before.version, before.owner, before.submitter)
            && (self.channel, self.provenance, self.helped_at, self.received_unit, self.received_at)
                == (
                    before.channel,
                    before.provenance,
                    before.helped_at,
                    before.received_unit,
                    before.received_at,
                )
            && (self.competent, self.submitted_at) == (before.competent, before.submitted_at)
    }
}
