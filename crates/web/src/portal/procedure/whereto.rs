//! Where: a unit by its key, or by any name its place bears or bore.

use super::Ground;
use crate::present::{place as names, unit_in};
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::Competence;
use motcua_domain::unit::{PlaceHit, Unit, UnitIndex};
use motcua_views::Link;
use motcua_views::portal::{Counter, PlaceBox};

/// Places shown at most.
const PLACES: usize = 8;
/// Units of one place shown at most: the largest former district went to fewer.
const UNITS: usize = 20;

/// What is told of the place asked for, and the commune it leads to once there is one.
pub(super) fn place(g: &Ground<'_>) -> (PlaceBox, Option<UnitId>) {
    let units = &g.world.units;
    let mut shown = PlaceBox { typed: g.chosen.place.clone(), ..PlaceBox::default() };
    let by_key = units.by_key(&g.chosen.unit).map(|unit| units.current(unit.id, g.today));
    let by_key = by_key.and_then(|id| units.get(id)).filter(|unit| unit.kind.is_commune());
    if g.chosen.place.is_empty() {
        shown.typed = by_key.map_or_else(String::new, |unit| names::area(motcua_views::Lang::Vi, unit));
        return (counter(g, shown, by_key), by_key.map(|unit| unit.id));
    }
    let hits: Vec<PlaceHit<'_>> = g.world.places.find(units, &g.chosen.place, g.today, PLACES);
    let mut led: Vec<(&PlaceHit<'_>, &Unit)> = Vec::new();
    for hit in &hits {
        for unit in hit.now.iter().filter_map(|(unit, _)| commune(units, unit)) {
            if !led.iter().any(|(_, known)| known.id == unit.id) {
                led.push((hit, unit));
            }
        }
    }
    match led.as_slice() {
        [] => shown.none = true,
        [(hit, unit)] => {
            shown.note = names::note(g.lang, hit);
            return (counter(g, shown, Some(unit)), Some(unit.id));
        }
        several => {
            let notes: Vec<String> = hits.iter().filter_map(|hit| names::note(g.lang, hit)).collect();
            shown.note = (!notes.is_empty()).then(|| notes.join(". "));
            let link = |(_, unit): &(&PlaceHit<'_>, &Unit)| {
                Link::new(names::area(g.lang, unit), g.chosen.with_unit(g.version, &unit.key))
            };
            shown.several = several.iter().take(UNITS).map(link).collect();
        }
    }
    (shown, None)
}

/// The commune of a unit: itself, or the one its counter belongs to.
fn commune<'a>(units: &'a UnitIndex, unit: &'a Unit) -> Option<&'a Unit> {
    if unit.kind.is_commune() {
        return Some(unit);
    }
    units.get(unit.parent?).filter(|parent| unit.kind.is_counter() && parent.kind.is_commune())
}

/// The counter of a commune and who decides there.
fn counter(g: &Ground<'_>, mut shown: PlaceBox, commune: Option<&Unit>) -> PlaceBox {
    let Some(commune) = commune else { return shown };
    let units = &g.world.units;
    let competent = match g.version.competence {
        Competence::Commune => commune.id,
        Competence::Agency(unit) => units.latest(unit),
    };
    shown.counter = units.counter_of(commune.id).map(|counter| Counter {
        name: unit_in(g.lang, g.world, counter.id),
        address: counter.address.clone(),
        competent: unit_in(g.lang, g.world, competent),
    });
    shown
}
