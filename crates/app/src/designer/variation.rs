//! Variations of communes: begun by the head of the commune or a designer, kept inside the city's limits at every save,
//! approved and published by designers of the city like any version.

use super::begin::{Begun, started};
use super::{Desk, Done, DraftRefusal, NOTE_CHARACTERS_MAX, Step, check_text};
use crate::act::digest;
use crate::error::{Error, FieldProblem, What};
use crate::world::World;
use crate::{App, Tx};
use motcua_calendar::{Date, Lang};
use motcua_domain::actor::{Actor, Duty, Role};
use motcua_domain::ids::{CommandId, DraftId, FieldCode, UnitId, VersionId};
use motcua_domain::procedure::variation::{self, Deviation};
use motcua_domain::procedure::{DraftAct, DraftPurpose, ProcedureVersion, Variant};
use motcua_store::procedures::{self, Draft};
use std::sync::Arc;

/// A variation to begin.
#[derive(Debug, Clone)]
pub struct StartVariation {
    /// The command's id.
    pub command_id: CommandId,
    /// The version of the city it is made from.
    pub base: VersionId,
    /// The commune.
    pub unit: UnitId,
    /// Why.
    pub note: String,
}

impl App {
    /// Begins a variation of a commune. It starts from what the commune has: its newest variation of the same version,
    /// else its newest of an earlier one, carried over; what does not fit the limits is the city's again and stands in
    /// the note.
    ///
    /// # Errors
    /// [`Error::Denied`] for anybody but designers and the head of the commune; [`Error::NotFound`] for a version that
    /// is not there or that communes may not vary, or a unit that is no commune; [`DraftRefusal::BaseEnded`].
    pub async fn start_variation(&self, actor: Arc<Actor>, start: StartVariation) -> Result<Done, Error> {
        let mut problems = Vec::new();
        check_text(&mut problems, "note", &start.note, NOTE_CHARACTERS_MAX);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let (base, unit) = (start.base.to_string(), start.unit.to_string());
        let asked = digest(&["draft", "vary", &base, &unit, &start.note]);
        let id = DraftId(self.ids().uuid(self.now_ms())?);
        self.designed(actor, start.command_id, asked, move |tx, desk| begun(tx, desk, id, &start)).await
    }
}

fn begun(tx: &mut Tx<'_>, desk: &Desk<'_>, id: DraftId, start: &StartVariation) -> Result<Step, Error> {
    let missing = || Error::NotFound(What::Version);
    let base = procedures::version(tx, start.base)?.filter(variation::is_open).ok_or_else(missing)?;
    desk.may(Some(start.unit), &base.field, DraftAct::Start)?;
    let unit = desk.world.units.get(start.unit).filter(|unit| unit.kind.is_commune());
    let unit = unit.filter(|unit| unit.life.until.is_none()).ok_or(Error::NotFound(What::Unit))?;
    if !desk.world.lasts(&base, desk.today().plus_days(1)) {
        return Err(Error::Draft(DraftRefusal::BaseEnded));
    }
    let mut note = start.note.trim().to_owned();
    let made = Variant { of: base.id, unit: unit.id };
    let version = match before(tx, desk.world, &base, made)? {
        None => variation::start(&base, unit.id),
        Some((old, own)) => {
            let carried = variation::carry(&old, &own, &base, unit.id);
            for lost in carried.lost {
                let said = format!("Không mang sang được: {}", lost.message(&old, Lang::Vi));
                if note.chars().count() + said.chars().count() < NOTE_CHARACTERS_MAX {
                    note = if note.is_empty() { said } else { format!("{note}\n{said}") };
                }
            }
            carried.version
        }
    };
    let title = format!("Biến thể của {}", unit.short_name);
    started(tx, desk, Begun { id, version, purpose: DraftPurpose::Version, title, note })
}

/// What the commune has so far, with the version of the city it was made from.
fn before(
    tx: &mut Tx<'_>,
    world: &World,
    base: &ProcedureVersion,
    made: Variant,
) -> Result<Option<(ProcedureVersion, ProcedureVersion)>, Error> {
    let mut own: Vec<_> =
        world.variations_of(&base.code).filter(|own| own.unit() == Some(made.unit)).collect();
    own.sort_by_key(|own| (own.variant.map(|variant| variant.of) == Some(made.of), own.id));
    let Some(own) = own.pop() else { return Ok(None) };
    let Some(of) = own.variant.map(|variant| variant.of) else { return Ok(None) };
    Ok(procedures::version(tx, of)?.map(|old| (old, ProcedureVersion::clone(own))))
}

/// Whether a duty is that of the head of a commune: only communes vary what the city designs.
pub(super) fn varies(world: &World, duty: &Duty) -> bool {
    let commune = world.units.get(duty.unit).is_some_and(|unit| unit.kind.is_commune());
    commune && duty.role == Role::UnitHead
}

impl Desk<'_> {
    /// Whether the officer may do something to a draft: a designer of the field anything; the head of the commune whose
    /// variation it is may write it and hand it in.
    pub(super) fn may(&self, unit: Option<UnitId>, field: &FieldCode, act: DraftAct) -> Result<(), Error> {
        if self.duties.iter().any(|duty| duty.covers(field)) {
            return Ok(());
        }
        let own =
            unit.is_some_and(|unit| self.heads.iter().any(|duty| duty.unit == unit && duty.covers(field)));
        match act {
            DraftAct::Start | DraftAct::Save | DraftAct::Submit | DraftAct::Discard if own => Ok(()),
            _ if own || !self.duties.is_empty() || act == DraftAct::Start => Err(Error::Denied),
            // Of what is not their own they do not learn that it is there.
            _ => Err(Error::NotFound(What::Draft)),
        }
    }
}

/// What is saved into a draft is what the draft is of: a version of the city, or this commune's variation inside the
/// limits.
pub(super) fn keeps_inside(
    tx: &mut Tx<'_>,
    draft: &Draft,
    definition: &ProcedureVersion,
) -> Result<(), Error> {
    if draft.content()?.variant != definition.variant {
        return Err(Error::Invalid(vec![elsewhere()]));
    }
    let Some(made) = definition.variant else { return Ok(()) };
    let base = procedures::version(tx, made.of)?.ok_or(Error::NotFound(What::Version))?;
    let found = variation::check(&base, definition);
    let said = |excess: &variation::Excess| {
        let (vi, en) = (excess.message(&base, Lang::Vi), excess.message(&base, Lang::En));
        FieldProblem::new("variation", "outside_limits", vi, en)
    };
    if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found.iter().map(said).collect())) }
}

/// A variation is begun and written on its own page only.
pub(super) fn elsewhere() -> FieldProblem {
    FieldProblem::new(
        "variation",
        "variation_elsewhere",
        "Nội dung này là biến thể của một xã, phường; biến thể được soạn ở trang riêng của xã, phường đó",
        "This is a commune's variation, which is drafted on that commune's own page",
    )
}

/// What must hold on the day a variation is to begin.
pub(super) fn may_begin(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    version: &ProcedureVersion,
    made: Variant,
    from: Date,
) -> Result<(), Error> {
    let base = procedures::version(tx, made.of)?.ok_or(Error::NotFound(What::Version))?;
    if !desk.world.lasts(&base, from) {
        return Err(Error::Draft(DraftRefusal::BaseEnded));
    }
    let errors = variation::check(&base, version).len();
    if errors > 0 { Err(Error::Draft(DraftRefusal::HasErrors { errors })) } else { Ok(()) }
}

/// What of a commune's variation a newer version of the city would keep, and what not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapsing {
    /// The variation.
    pub variation: VersionId,
    /// Whose.
    pub unit: UnitId,
    /// What the newer version keeps.
    pub kept: Vec<Deviation>,
    /// What does not fit it.
    pub lost: Vec<Deviation>,
}

impl World {
    /// The variations that apply on a day, or are still to begin, and that lapse when a version of the city takes the
    /// place of the one they were made from.
    pub fn lapsing(&self, new: &ProcedureVersion, on: Date) -> Vec<Lapsing> {
        let newest = |own: &&Arc<ProcedureVersion>| {
            let made = own.variant;
            let later = |other: &Arc<ProcedureVersion>| {
                other.variant == made && (other.valid_from, other.id) > (own.valid_from, own.id)
            };
            !self.variations_of(&new.code).any(later) && made.is_some_and(|made| made.of != new.id)
        };
        let of = |own: &Arc<ProcedureVersion>| {
            let made = own.variant?;
            let base = self.version(made.of).filter(|base| self.lasts(base, on))?;
            let carried = variation::carry(base, own, new, made.unit);
            Some(Lapsing { variation: own.id, unit: made.unit, kept: carried.kept, lost: carried.lost })
        };
        self.variations_of(&new.code).filter(newest).filter_map(of).collect()
    }
}
