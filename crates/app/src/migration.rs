//! Dossiers in flight pass to a newer version, each in a unit of work of its own.
//!
//! The rule is explicit and shown first: [`App::migration_preview`] says which dossiers would pass and why the others stay.
//! An order is kept before the first dossier moves, so that it can be gone on with after whatever cut it off
//! ([`App::carry_on_passing`]), and an order sent twice is told its first outcome: a dossier that has passed is not passed
//! again.

mod order;
mod preview;

pub use order::{PassDossiers, PassingView};
pub use preview::{Migrated, NAMED_MAX, Named, Staying};

use crate::act::{actor_key, digest, keep};
use crate::designer::{DraftRefusal, designer};
use crate::error::{Error, FieldProblem, What};
use crate::world::World;
use crate::{App, Tx};
use motcua_calendar::{Date, Moment};
use motcua_domain::actor::Actor;
use motcua_domain::dossier::event::{Decided, Event};
use motcua_domain::dossier::migrate::{MigrationRule, RuleFault, migrate};
use motcua_domain::ids::{CommandId, DossierId, OfficerId, ProcedureCode, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::refusal::Refusal;
use motcua_store::dossiers::{self, Loaded, Recent};
use motcua_store::{procedures, record};
use smallvec::smallvec;
use std::sync::Arc;
use uuid::Uuid;

/// The two versions of a rule, which must be of one procedure and published.
struct Pair {
    old: Arc<ProcedureVersion>,
    new: Arc<ProcedureVersion>,
}

impl Pair {
    fn of(world: &World, from: VersionId, to: VersionId) -> Result<Pair, Error> {
        let version = |id: VersionId| world.version(id).cloned().ok_or(Error::NotFound(What::Version));
        let (old, new) = (version(from)?, version(to)?);
        let different = old.code == new.code && from != to;
        if different { Ok(Pair { old, new }) } else { Err(Error::NotFound(What::Version)) }
    }

    /// The pair of a rule that is one.
    fn ruled(world: &World, rule: &MigrationRule) -> Result<Pair, Error> {
        let pair = Pair::of(world, rule.from, rule.to)?;
        let faults = rule.faults(&pair.old, &pair.new);
        if faults.is_empty() {
            return Ok(pair);
        }
        Err(Error::Invalid(faults.into_iter().map(|fault| told(&pair.old, fault)).collect()))
    }

    /// Dossiers pass to the version that applies today and to no other: what is not in force yet may still be withdrawn,
    /// and what no longer is would be a step back.
    fn in_force(&self, world: &World, today: Date) -> Result<(), Error> {
        let applies = world
            .version_for(&self.new.code, today)
            .is_some_and(|applying| applying.id == self.new.id && applying.in_force(today));
        if applies {
            return Ok(());
        }
        let from = Some(self.new.valid_from).filter(|from| *from > today);
        Err(Error::Draft(DraftRefusal::NotInForce { from }))
    }
}

/// What is wrong with a rule, at the field of the step: `step-<index>`.
fn told(old: &ProcedureVersion, fault: RuleFault) -> FieldProblem {
    let index = fault.step();
    let field = format!("step-{index}");
    let step = old.step(index);
    let (name, name_en) = step.map_or(("", ""), |step| {
        (step.name.as_str(), if step.name_en.is_empty() { &step.name } else { &step.name_en })
    });
    let number = index + 1;
    match fault {
        RuleFault::Unknown { .. } => FieldProblem::new(
            &field,
            "unknown_step",
            format!(
                "Bước {number} hoặc bước được chọn cho nó không có trong phiên bản. Chọn lại trong danh sách."
            ),
            format!(
                "There is no step {number}, or none such as was chosen for it. Choose again from the list."
            ),
        ),
        RuleFault::OutOfOrder { .. } => FieldProblem::new(
            &field,
            "out_of_order",
            format!(
                "Bước {number} “{name}”: chọn một bước đứng sau bước đã chọn cho các bước trước, hoặc để trống."
            ),
            format!(
                "Step {number} “{name_en}”: choose a step after those chosen for the steps before it, or none."
            ),
        ),
        RuleFault::OtherWork { .. } => FieldProblem::new(
            &field,
            "other_work",
            format!(
                "Bước {number} “{name}”: bước được chọn là loại công việc khác. Chọn bước cùng loại, hoặc để trống."
            ),
            format!(
                "Step {number} “{name_en}”: the step chosen is another kind of work. Choose one of the same kind, or none."
            ),
        ),
    }
}

/// What the rule says of one dossier now.
fn decided(
    world: &World,
    loaded: &Loaded,
    rule: &MigrationRule,
    pair: &Pair,
) -> Result<Result<Event, Refusal>, Error> {
    let calendar = world.calendar(loaded.dossier.calendar_unit())?;
    Ok(migrate(&loaded.dossier, rule, (&pair.old, &pair.new), calendar))
}

/// The designer who asks, when the field of the procedure is theirs.
fn designer_of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    version: &ProcedureVersion,
    now_ms: i64,
) -> Result<OfficerId, Error> {
    let (officer, duties) = designer(tx, actor, now_ms)?;
    if duties.iter().any(|duty| duty.covers(&version.field)) { Ok(officer) } else { Err(Error::Denied) }
}

impl App {
    /// The rule that offers itself between two published versions of one procedure.
    ///
    /// # Errors
    /// `NotFound` when either is not published, or they are of two procedures, or one.
    pub fn migration_rule(&self, from: VersionId, to: VersionId) -> Result<MigrationRule, Error> {
        let pair = Pair::of(&self.world(), from, to)?;
        Ok(MigrationRule::between(&pair.old, &pair.new))
    }
}
