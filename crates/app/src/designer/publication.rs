//! Publication for a day to come, its withdrawal before that day, and the end of a procedure.

use super::begin::{Begun, started};
use super::{Checks, Desk, Done, DraftRefusal, Order, Step, TAKEN, asked, leads, raced, required, variation};
use crate::act::digest;
use crate::error::{Error, FieldProblem, What};
use crate::{App, PROCEDURES, Tx};
use motcua_calendar::{Date, Lang, wording};
use motcua_domain::actor::Actor;
use motcua_domain::ids::{CommandId, DraftId, ProcedureCode, VersionId};
use motcua_domain::procedure::{DraftAct, DraftPurpose, ProcedureVersion};
use motcua_store::meta;
use motcua_store::procedures::{self, Draft, OpenCount};
use std::sync::Arc;

/// Setting of the database: days between publication and the earliest day it may take effect; 1 when it is not set, and
/// never less. Every node has heard of a publication long before, and no dossier of the same day changes its version.
pub const LEAD_DAYS: &str = "publication_lead_days";

/// What becomes of dossiers in hand when a procedure ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenDossiers {
    /// There may be none.
    MustBeNone,
    /// The author has seen their number: those received go on under their own version, those that only wait are declined.
    RunToTheirEnd,
}

impl OpenDossiers {
    fn key(self) -> &'static str {
        match self {
            OpenDossiers::MustBeNone => "none",
            OpenDossiers::RunToTheirEnd => "run",
        }
    }
}

/// A publication.
#[derive(Debug, Clone, Copy)]
pub struct PublishDraft {
    /// Which draft.
    pub order: Order,
    /// The first day of the version; of an ending the first day without the procedure, as it was approved.
    pub effective_on: Date,
    /// Of an ending: what becomes of dossiers in hand.
    pub open: OpenDossiers,
}

/// The end of a procedure, to be approved and published.
#[derive(Debug, Clone)]
pub struct EndProcedure {
    /// The command's id.
    pub command_id: CommandId,
    /// Procedure.
    pub code: ProcedureCode,
    /// The first day without it.
    pub from: Date,
    /// Why: the document that ends it.
    pub reason: String,
}

impl App {
    /// Publishes an approved draft for a day to come. Every node serves it from then on, and no dossier in hand moves.
    ///
    /// # Errors
    /// [`DraftRefusal::TooEarly`], [`DraftRefusal::Behind`], [`DraftRefusal::HasErrors`], [`DraftRefusal::InUse`] for an
    /// ending; [`DraftRefusal::Stale`], [`DraftRefusal::WrongState`].
    pub async fn publish_draft(
        &self,
        actor: Arc<Actor>,
        publish: PublishDraft,
        checks: Checks<'_>,
    ) -> Result<Done, Error> {
        self.checked(publish.order, checks).await?;
        let (day, open) = (publish.effective_on.to_string(), publish.open.key());
        let asked = asked("publish", &publish.order, &[&day, open]);
        let done = self
            .designed(actor, publish.order.command_id, asked, move |tx, desk| published(tx, desk, &publish))
            .await?;
        self.procedures_changed().await;
        Ok(done)
    }

    /// Takes a publication back before its day: the draft stands approved again, and the version never comes into force.
    ///
    /// # Errors
    /// [`DraftRefusal::InForce`] from its day on; [`Error::Invalid`] without a reason; [`DraftRefusal::Stale`],
    /// [`DraftRefusal::WrongState`].
    pub async fn withdraw_publication(
        &self,
        actor: Arc<Actor>,
        order: Order,
        reason: String,
    ) -> Result<Done, Error> {
        required("note", &reason)?;
        let asked = asked("withdraw", &order, &[&reason]);
        let done = self
            .designed(actor, order.command_id, asked, move |tx, desk| withdrawn(tx, desk, &order, &reason))
            .await?;
        self.procedures_changed().await;
        Ok(done)
    }

    /// Begins the end of a procedure. It waits for another designer's approval and is then published like a version.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a procedure that is not in force; [`DraftRefusal::TooEarly`]; [`Error::Invalid`] without
    /// a reason.
    pub async fn end_procedure(&self, actor: Arc<Actor>, end: EndProcedure) -> Result<Done, Error> {
        required("note", &end.reason)?;
        let from = end.from.to_string();
        let asked = digest(&["draft", "end", end.code.as_str(), &from, &end.reason]);
        let id = DraftId(self.ids().uuid(self.now_ms())?);
        self.designed(actor, end.command_id, asked, move |tx, desk| ending(tx, desk, id, &end)).await
    }

    /// Makes a change of the procedures known, here at once and to other nodes. The change itself is durable already: what
    /// fails here is made good by the next look ([`App::refresh_world`]).
    async fn procedures_changed(&self) {
        self.db().notify(PROCEDURES);
        if let Err(error) = self.refresh_world().await {
            tracing::warn!(%error, "the procedures published just now are not served yet");
        }
    }
}

fn published(tx: &mut Tx<'_>, desk: &Desk<'_>, publish: &PublishDraft) -> Result<Step, Error> {
    let draft = desk.draft(tx, &publish.order, DraftAct::Publish)?;
    leads(&draft, DraftAct::Publish)?;
    not_too_early(tx, desk, publish.effective_on)?;
    let version = draft.content()?;
    let number = match draft.purpose {
        DraftPurpose::Version => Some(new_version(tx, desk, &draft, (version, publish.effective_on))?),
        DraftPurpose::Ending => {
            may_end(tx, desk, &version, publish)?;
            None
        }
    };
    let mut step = Step::on(draft, DraftAct::Publish, "")?;
    step.after.valid_from = Some(publish.effective_on);
    step.after.version = number;
    (step.version, step.effective_on) = (number, Some(publish.effective_on));
    Ok(step)
}

fn new_version(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    draft: &Draft,
    (mut version, from): (ProcedureVersion, Date),
) -> Result<VersionId, Error> {
    match version.variant {
        Some(made) => variation::may_begin(tx, desk, &version, made, from)?,
        None if procedures::newest(tx, &draft.code)? != draft.based_on => {
            return Err(Error::Draft(DraftRefusal::Behind));
        }
        None => {}
    }
    if version.valid_to.is_some_and(|last| last < from) {
        return Err(Error::Invalid(vec![FieldProblem::new(
            "effective_on",
            "after_last_day",
            "Ngày hiệu lực phải trước ngày cuối cùng ghi trong bản thảo",
            "The first day must not be after the last day the draft names",
        )]));
    }
    version.valid_from = from;
    procedures::publish(tx, &mut version).map_err(|error| raced(tx, error, &TAKEN))
}

fn may_end(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    version: &ProcedureVersion,
    publish: &PublishDraft,
) -> Result<(), Error> {
    let first = publish.effective_on;
    if version.valid_to.map(|last| last.plus_days(1)) != Some(first) {
        return Err(Error::Invalid(vec![FieldProblem::new(
            "effective_on",
            "other_than_approved",
            "Ngày chấm dứt phải đúng ngày đã được phê duyệt",
            "The day must be the one that was approved",
        )]));
    }
    let later = desk.world.versions_of(&version.code).iter().find(|other| other.valid_from >= first);
    if let Some(later) = later {
        let (vi, en) = (wording::day(Lang::Vi, later.valid_from), wording::day(Lang::En, later.valid_from));
        return Err(Error::Invalid(vec![FieldProblem::new(
            "effective_on",
            "begins_again",
            format!("Một phiên bản đã công bố có hiệu lực từ {vi}. Rút công bố phiên bản đó trước."),
            format!("A published version begins on {en}. Withdraw it first."),
        )]));
    }
    let OpenCount { open, waiting } = procedures::open_count(tx, &version.code, None)?;
    if open > 0 && publish.open == OpenDossiers::MustBeNone {
        return Err(Error::Draft(DraftRefusal::InUse { open, waiting }));
    }
    Ok(())
}

fn withdrawn(tx: &mut Tx<'_>, desk: &Desk<'_>, order: &Order, reason: &str) -> Result<Step, Error> {
    let draft = desk.draft(tx, order, DraftAct::Withdraw)?;
    leads(&draft, DraftAct::Withdraw)?;
    let since =
        draft.valid_from.ok_or_else(|| Error::Defect(format!("draft {} without its day", draft.id)))?;
    if since <= desk.today() {
        return Err(Error::Draft(DraftRefusal::InForce { since }));
    }
    if draft.version.is_some() {
        let OpenCount { open, waiting } = procedures::open_count(tx, &draft.code, draft.version)?;
        if open > 0 {
            return Err(Error::Draft(DraftRefusal::InUse { open, waiting }));
        }
    }
    let number = draft.version;
    let mut step = Step::on(draft, DraftAct::Withdraw, reason.trim())?;
    (step.after.valid_from, step.after.version) = (None, None);
    step.version = number;
    Ok(step)
}

fn ending(tx: &mut Tx<'_>, desk: &Desk<'_>, id: DraftId, end: &EndProcedure) -> Result<Step, Error> {
    let last = end.from.plus_days(-1);
    let in_force = desk.world.version_for(&end.code, last).filter(|version| version.in_force(last));
    let version = in_force.ok_or(Error::NotFound(What::Procedure))?;
    not_too_early(tx, desk, end.from)?;
    let version = ProcedureVersion { valid_to: Some(last), ..ProcedureVersion::clone(version) };
    let title = format!("Chấm dứt thủ tục từ {}", wording::numeric(end.from));
    let note = end.reason.trim().to_owned();
    started(tx, desk, Begun { id, version, purpose: DraftPurpose::Ending, title, note })
}

fn not_too_early(tx: &mut Tx<'_>, desk: &Desk<'_>, day: Date) -> Result<(), Error> {
    let lead = meta::get(tx, LEAD_DAYS)?.and_then(|text| text.trim().parse::<u16>().ok());
    let earliest = desk.today().plus_days(i32::from(lead.unwrap_or(1).max(1)));
    if day < earliest { Err(Error::Draft(DraftRefusal::TooEarly { earliest })) } else { Ok(()) }
}
