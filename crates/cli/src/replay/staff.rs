//! The officers of the demonstration as actors, found by post.

use motcua_city::City;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::ids::{FieldCode, OfficerId, UnitId};
use rand::Rng;
use std::collections::HashMap;
use std::sync::Arc;

/// Every officer, built once and shared by all acts.
pub struct Staff {
    by_id: HashMap<OfficerId, Arc<Actor>>,
    by_post: HashMap<(UnitId, Role), Vec<Arc<Actor>>>,
}

impl Staff {
    /// The officers of a city.
    pub fn new(city: &City) -> Self {
        let mut staff = Self { by_id: HashMap::new(), by_post: HashMap::new() };
        for officer in &city.officers {
            let actor = Arc::new(Actor::Officer { id: officer.id, duties: officer.duties.clone() });
            staff.by_id.insert(officer.id, actor.clone());
            for duty in &officer.duties {
                let post = staff.by_post.entry((duty.unit, duty.role)).or_default();
                if post.last().is_none_or(|last| last.officer() != Some(officer.id)) {
                    post.push(actor.clone());
                }
            }
        }
        staff
    }

    /// An officer by account.
    pub fn officer(&self, id: OfficerId) -> Option<Arc<Actor>> {
        self.by_id.get(&id).cloned()
    }

    /// The first officer with a role at a unit, whatever their field.
    pub fn first(&self, unit: UnitId, role: Role) -> Option<Arc<Actor>> {
        self.by_post.get(&(unit, role)).and_then(|post| post.first()).cloned()
    }

    /// Any officer with a role at a unit for a field, other than one.
    pub fn another(
        &self,
        unit: UnitId,
        role: Role,
        field: &FieldCode,
        than: Option<OfficerId>,
        rng: &mut impl Rng,
    ) -> Option<Arc<Actor>> {
        let post = self.by_post.get(&(unit, role))?;
        let fits = |actor: &&Arc<Actor>| {
            actor.holds(unit, role, field) && (than.is_none() || actor.officer() != than)
        };
        let count = post.iter().filter(fits).count();
        if count == 0 {
            return None;
        }
        post.iter().filter(fits).nth(rng.random_range(0..count)).cloned()
    }

    /// Any officer with a role at a unit for a field.
    pub fn one(&self, unit: UnitId, role: Role, field: &FieldCode, rng: &mut impl Rng) -> Option<Arc<Actor>> {
        self.another(unit, role, field, None, rng)
    }
}
