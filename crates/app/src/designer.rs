//! Drafts of procedure versions: written by designers, approved by a second one, published for a day to come.
//!
//! Every act takes the same way: who asks is a designer today, a command sent again gets its first outcome, the draft is
//! still the one that was seen, the act is possible where it stands; then it is recorded. A published version never
//! changes and the dossiers pinned to it stay with it: taking back, mending and going back are new acts and new versions.
//!
//! Not here: what makes a version good (`motcua-procedure` checks it; callers hand the checks in as [`Checks`]).

mod begin;
mod content;
mod publication;
mod reading;
mod refusal;
mod variation;

pub use begin::{NewProcedure, Origin, StartDraft};
pub use content::DEFINITION_BYTES_MAX;
pub use publication::{EndProcedure, LEAD_DAYS, OpenDossiers, PublishDraft};
pub use reading::{ActSeen, DraftView};
pub use refusal::DraftRefusal;
pub use variation::{Lapsing, StartVariation};

use crate::act::{digest, raced};
use crate::error::{Error, FieldProblem, What};
use crate::world::World;
use crate::{App, Tx};
use motcua_calendar::{Date, Moment};
use motcua_domain::actor::{Actor, Duty, Role};
use motcua_domain::ids::{CommandId, DraftId, OfficerId, VersionId};
use motcua_domain::procedure::{DraftAct, DraftPurpose, DraftState, ProcedureVersion};
use motcua_store::accounts;
use motcua_store::procedures::{self, Draft};
use std::sync::Arc;

/// How many faults in a version forbid its publication.
pub type Checks<'a> = &'a (dyn Fn(&ProcedureVersion) -> usize + Sync);

/// Characters a title may have.
pub const TITLE_CHARACTERS_MAX: usize = 200;
/// Characters a note or a reason may have.
pub const NOTE_CHARACTERS_MAX: usize = 2_000;

/// Which draft an act is on, and as it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The command's id: sending it again gives the first outcome.
    pub command_id: CommandId,
    /// Draft.
    pub draft: DraftId,
    /// The revision the designer saw.
    pub seen: u32,
}

/// A draft written anew.
#[derive(Debug, Clone)]
pub struct SaveDraft {
    /// Which.
    pub order: Order,
    /// The whole definition.
    pub definition: ProcedureVersion,
    /// What the change is about.
    pub title: String,
    /// Why.
    pub note: String,
    /// The version it was compared with last; `None` leaves what it is based on.
    pub based_on: Option<VersionId>,
}

/// What an act on a draft led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Draft.
    pub draft: DraftId,
    /// Its revision after the act.
    pub revision: u32,
    /// Where it stood after the act.
    pub state: DraftState,
    /// The version published by the act.
    pub version: Option<VersionId>,
    /// Whether the command had been carried out before, and this is its first outcome again.
    pub replayed: bool,
}

/// The designer, or the head of a commune, at work, in one unit of work.
struct Desk<'a> {
    world: &'a World,
    officer: OfficerId,
    /// As designer.
    duties: Vec<Duty>,
    /// As head of a unit.
    heads: Vec<Duty>,
    now_ms: i64,
}

/// What is to be recorded.
struct Step {
    before: Option<Draft>,
    after: Draft,
    act: DraftAct,
    note: String,
    version: Option<VersionId>,
    effective_on: Option<Date>,
}

impl Step {
    /// An act on a draft that changes nothing but where it stands.
    fn on(draft: Draft, act: DraftAct, note: &str) -> Result<Step, Error> {
        let state = leads(&draft, act)?;
        let after = Draft { state, ..draft.clone() };
        Ok(Step { before: Some(draft), after, act, note: note.to_owned(), version: None, effective_on: None })
    }
}

impl Desk<'_> {
    fn now(&self) -> Moment {
        Moment::from_unix_seconds(self.now_ms.div_euclid(1000))
    }

    fn today(&self) -> Date {
        self.now().date()
    }

    /// The draft of an order, as it was seen, for an act.
    fn draft(&self, tx: &mut Tx<'_>, order: &Order, act: DraftAct) -> Result<Draft, Error> {
        let draft = procedures::load(tx, order.draft)?.ok_or(Error::NotFound(What::Draft))?;
        self.may(draft.unit, &draft.content()?.field, act)?;
        if draft.revision != order.seen {
            let last = procedures::act_at(tx, draft.id, draft.revision)?
                .ok_or_else(|| Error::Defect(format!("draft {} without its last act", draft.id)))?;
            return Err(Error::Draft(DraftRefusal::Stale {
                seen: order.seen,
                now: draft.revision,
                by: reading::name_of(self.world, last.officer),
                at: Moment::from_unix_seconds(last.recorded_at.div_euclid(1000)),
                act: last.act,
            }));
        }
        Ok(draft)
    }
}

impl App {
    /// Writes a draft anew. Two designers who save at once are told of each other: the second one's save is refused with
    /// who saved before and when, and what either wrote is not lost.
    ///
    /// # Errors
    /// [`DraftRefusal::Stale`], [`DraftRefusal::WrongState`]; [`Error::Invalid`] for a definition that cannot be kept.
    pub async fn save_draft(&self, actor: Arc<Actor>, save: SaveDraft) -> Result<Done, Error> {
        let (definition, mut problems) = content::written(&save.definition)?;
        check_text(&mut problems, "title", &save.title, TITLE_CHARACTERS_MAX);
        check_text(&mut problems, "note", &save.note, NOTE_CHARACTERS_MAX);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let base = save.based_on.map(|version| version.to_string()).unwrap_or_default();
        let asked = asked("save", &save.order, &[&definition, &save.title, &save.note, &base]);
        self.designed(actor, save.order.command_id, asked, move |tx, desk| {
            let draft = desk.draft(tx, &save.order, DraftAct::Save)?;
            desk.may(draft.unit, &save.definition.field, DraftAct::Save)?;
            if save.definition.code != draft.code {
                return Err(Error::Invalid(vec![content::other_code(&draft.code)]));
            }
            variation::keeps_inside(tx, &draft, &save.definition)?;
            let mut step = Step::on(draft, DraftAct::Save, "")?;
            step.after.definition = definition.clone();
            step.after.title = save.title.trim().to_owned();
            step.after.note = save.note.trim().to_owned();
            // A variation stays based on the version of the city it was made from.
            let newer = save.based_on.filter(|_| step.after.unit.is_none());
            step.after.based_on = newer.or(step.after.based_on);
            Ok(step)
        })
        .await
    }

    /// Hands a draft to another designer for approval, unless the checks find a fault in it.
    ///
    /// # Errors
    /// [`DraftRefusal::HasErrors`] with their number; [`DraftRefusal::Stale`], [`DraftRefusal::WrongState`].
    pub async fn submit_draft(
        &self,
        actor: Arc<Actor>,
        order: Order,
        checks: Checks<'_>,
    ) -> Result<Done, Error> {
        let asked = asked("submit", &order, &[]);
        self.checked(order, checks).await?;
        self.designed(actor, order.command_id, asked, move |tx, desk| {
            let draft = desk.draft(tx, &order, DraftAct::Submit)?;
            if let Some(made) = draft.content()?.variant {
                variation::may_begin(tx, desk, &draft.content()?, made, desk.today().plus_days(1))?;
            }
            Step::on(draft, DraftAct::Submit, "")
        })
        .await
    }

    /// Approves a draft: never anybody who wrote any revision of it.
    ///
    /// # Errors
    /// [`DraftRefusal::OwnWork`], [`DraftRefusal::Stale`], [`DraftRefusal::WrongState`].
    pub async fn approve_draft(&self, actor: Arc<Actor>, order: Order, note: String) -> Result<Done, Error> {
        optional("note", &note)?;
        let asked = asked("approve", &order, &[&note]);
        self.designed(actor, order.command_id, asked, move |tx, desk| {
            let draft = desk.draft(tx, &order, DraftAct::Approve)?;
            leads(&draft, DraftAct::Approve)?;
            if procedures::wrote(tx, draft.id, desk.officer)? {
                return Err(Error::Draft(DraftRefusal::OwnWork));
            }
            Step::on(draft, DraftAct::Approve, note.trim())
        })
        .await
    }

    /// Sends a draft back with a reason, also one that was approved and not published yet.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a reason; [`DraftRefusal::Stale`], [`DraftRefusal::WrongState`].
    pub async fn reject_draft(&self, actor: Arc<Actor>, order: Order, reason: String) -> Result<Done, Error> {
        self.with_reason(actor, order, DraftAct::Reject, reason).await
    }

    /// Gives a draft up. Its acts and what was written stay on record.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a reason; [`DraftRefusal::Stale`], [`DraftRefusal::WrongState`].
    pub async fn discard_draft(
        &self,
        actor: Arc<Actor>,
        order: Order,
        reason: String,
    ) -> Result<Done, Error> {
        self.with_reason(actor, order, DraftAct::Discard, reason).await
    }

    async fn with_reason(
        &self,
        actor: Arc<Actor>,
        order: Order,
        act: DraftAct,
        reason: String,
    ) -> Result<Done, Error> {
        required("note", &reason)?;
        let asked = asked(act.key(), &order, &[&reason]);
        self.designed(actor, order.command_id, asked, move |tx, desk| {
            Step::on(desk.draft(tx, &order, act)?, act, reason.trim())
        })
        .await
    }

    /// Counts the faults of a draft as it was seen, outside the unit of work: checking may take a while, and the revision
    /// that is expected afterwards answers for what was checked. An ending has nothing to check.
    async fn checked(&self, order: Order, checks: Checks<'_>) -> Result<(), Error> {
        let seen = self.read(move |tx, _| {
            let before = procedures::by_command(tx, order.command_id)?.is_some();
            Ok(if before { None } else { procedures::load(tx, order.draft)? })
        });
        // A command sent again, a draft that is gone or has moved on: the unit of work answers that.
        let Some(draft) = seen.await?.filter(|draft| draft.revision == order.seen) else { return Ok(()) };
        if draft.purpose == DraftPurpose::Ending {
            return Ok(());
        }
        let version = draft.content()?;
        let errors = checks(&version) + usize::from(!version.is_sound());
        if errors > 0 { Err(Error::Draft(DraftRefusal::HasErrors { errors })) } else { Ok(()) }
    }

    /// The one way of every act: authorise, answer a replay, decide, record.
    async fn designed<F>(
        &self,
        actor: Arc<Actor>,
        command: CommandId,
        asked: [u8; 32],
        work: F,
    ) -> Result<Done, Error>
    where
        F: Fn(&mut Tx<'_>, &Desk<'_>) -> Result<Step, Error> + Send + 'static,
    {
        let (world, now_ms) = (self.world(), self.now_ms());
        let write = self.db().write_async(move |tx| {
            let (officer, duties, heads) = at_work(tx, &world, &actor, now_ms)?;
            if let Some(first) = replayed(tx, command, officer, &asked)? {
                return Ok(first);
            }
            let desk = Desk { world: &world, officer, duties, heads, now_ms };
            let step = work(tx, &desk)?;
            keep(tx, &desk, step, command, asked)
        });
        write.await
    }
}

/// The designer who asks, with the duties in force at this moment, not those of a session begun before.
pub(crate) fn designer(tx: &mut Tx<'_>, actor: &Actor, now_ms: i64) -> Result<(OfficerId, Vec<Duty>), Error> {
    let officer = actor.officer().ok_or(Error::Denied)?;
    let today = Moment::from_unix_seconds(now_ms.div_euclid(1000)).date();
    let mut duties = accounts::duties_of(tx, officer, today)?;
    duties.retain(|duty| duty.role == Role::Designer);
    if duties.is_empty() { Err(Error::Denied) } else { Ok((officer, duties)) }
}

/// The same, and heads of communes, who draft variations of their own. Answers duties as designer and as head.
fn at_work(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    now_ms: i64,
) -> Result<(OfficerId, Vec<Duty>, Vec<Duty>), Error> {
    let officer = actor.officer().ok_or(Error::Denied)?;
    let today = Moment::from_unix_seconds(now_ms.div_euclid(1000)).date();
    let all = accounts::duties_of(tx, officer, today)?;
    let of = |role: Role| -> Vec<Duty> { all.iter().filter(|duty| duty.role == role).cloned().collect() };
    let (duties, mut heads) = (of(Role::Designer), of(Role::UnitHead));
    heads.retain(|duty| variation::varies(world, duty));
    if duties.is_empty() && heads.is_empty() { Err(Error::Denied) } else { Ok((officer, duties, heads)) }
}

fn replayed(
    tx: &mut Tx<'_>,
    command: CommandId,
    officer: OfficerId,
    asked: &[u8; 32],
) -> Result<Option<Done>, Error> {
    let Some(first) = procedures::by_command(tx, command)? else { return Ok(None) };
    if first.officer != officer || first.command_digest != *asked {
        return Err(Error::CommandReused);
    }
    let draft = procedures::load(tx, first.draft)?
        .ok_or_else(|| Error::Defect(format!("act without its draft {}", first.draft)))?;
    // Where the draft stood then follows from the acts up to this one.
    let acts = procedures::acts(tx, first.draft)?;
    let state = acts
        .iter()
        .take(first.revision as usize)
        .fold(None, |state, kept| kept.act.leads(draft.purpose, state).or(state));
    Ok(Some(Done {
        draft: first.draft,
        revision: first.revision,
        state: state.unwrap_or(draft.state),
        version: first.version.filter(|_| first.act == DraftAct::Publish),
        replayed: true,
    }))
}

fn keep(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    step: Step,
    command: CommandId,
    asked: [u8; 32],
) -> Result<Done, Error> {
    let published = step.version.filter(|_| step.act == DraftAct::Publish);
    let entry = procedures::Entry {
        before: step.before.as_ref(),
        after: step.after,
        act: step.act,
        officer: desk.officer,
        recorded_at: desk.now_ms,
        note: &step.note,
        version: step.version,
        effective_on: step.effective_on,
        command,
        command_digest: asked,
    };
    let draft = procedures::record(tx, entry).map_err(|error| raced(tx, error, &TAKEN))?;
    Ok(Done {
        draft: draft.id,
        revision: draft.revision,
        state: draft.state,
        version: published,
        replayed: false,
    })
}

/// Keys a designer looks at before writing.
const TAKEN: [&str; 3] =
    ["procedure_act_draft_revision_key", "procedure_act_command_key", "procedure_version_pkey"];

/// Where an act leads from where the draft stands.
fn leads(draft: &Draft, act: DraftAct) -> Result<DraftState, Error> {
    act.leads(draft.purpose, Some(draft.state))
        .ok_or(Error::Draft(DraftRefusal::WrongState { act, state: draft.state }))
}

/// What was asked, so that a command id used for something else is noticed.
fn asked(act: &str, order: &Order, parts: &[&str]) -> [u8; 32] {
    let (draft, seen) = (order.draft.to_string(), order.seen.to_string());
    let mut all = vec!["draft", act, &draft, &seen];
    all.extend(parts);
    digest(&all)
}

pub(crate) fn required(field: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        let (vi, en) = ("Ghi lý do", "State the reason");
        return Err(Error::Invalid(vec![FieldProblem::new(field, "required", vi, en)]));
    }
    optional(field, text)
}

fn optional(field: &str, text: &str) -> Result<(), Error> {
    let mut problems = Vec::new();
    check_length(&mut problems, field, text, NOTE_CHARACTERS_MAX);
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// Text that must be there only as a title.
fn check_text(problems: &mut Vec<FieldProblem>, field: &str, text: &str, max: usize) {
    if field == "title" && text.trim().is_empty() {
        problems.push(FieldProblem::new(
            field,
            "required",
            "Ghi ngắn gọn nội dung thay đổi",
            "Say in a few words what changes",
        ));
    }
    check_length(problems, field, text, max);
}

fn check_length(problems: &mut Vec<FieldProblem>, field: &str, text: &str, max: usize) {
    if text.chars().count() > max {
        problems.push(FieldProblem::new(
            field,
            "too_long",
            format!("Viết ngắn lại, tối đa {max} ký tự"),
            format!("Shorten it to at most {max} characters"),
        ));
    } else if text.contains('\0') {
        problems.push(FieldProblem::new(
            field,
            "control_character",
            "Bỏ ký tự điều khiển trong văn bản",
            "Remove the control character from the text",
        ));
    }
}
