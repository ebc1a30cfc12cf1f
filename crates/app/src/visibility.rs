//! Who may see a dossier: the object-level rule of every route. A hidden dossier is "not found", never "forbidden".

use crate::world::World;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::Dossier;

/// Whether the actor may see the dossier.
///
/// An applicant sees their own. An officer sees what a unit of theirs, or one in whose place it stands, has or had a part
/// in, within their fields; a
/// counter officer also sees any dossier of the city, because any counter serves any dossier (NĐ 118/2025 art. 14) —
/// each look is written to the access log. City leaders and inspectors see all; technical administrators see none.
pub fn may_see(actor: &Actor, dossier: &Dossier, world: &World) -> bool {
    match actor {
        Actor::System => true,
        Actor::Applicant { person } => dossier.owner == *person || dossier.submitter == *person,
        Actor::Officer { duties, .. } => {
            let involved = |unit| world.units.with_history(unit).iter().any(|unit| dossier.involves(*unit));
            let field = world.version(dossier.version).map(|v| &v.field);
            duties.iter().any(|duty| match duty.role {
                Role::CityLeader | Role::Inspector => true,
                Role::Administrator | Role::Designer => false,
                Role::OneStop => {
                    world.units.get(duty.unit).is_some_and(|u| u.kind.is_counter()) || involved(duty.unit)
                }
                Role::Specialist | Role::SectionHead | Role::UnitHead | Role::Clerk | Role::Cashier => {
                    involved(duty.unit) && field.is_none_or(|f| duty.covers(f))
                }
            })
        }
    }
}
