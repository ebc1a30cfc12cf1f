//! The units of the city as one table, with the names of before that lead to each.

use super::table::{Bom, line};
use motcua_calendar::Date;
use motcua_domain::ids::UnitId;
use motcua_domain::unit::{Extent, Places, UnitIndex};
use std::collections::BTreeMap;

const COLUMNS: [&str; 12] = [
    "key",
    "name",
    "short_name",
    "kind",
    "parent",
    "address",
    "agency_code",
    "agency_code_provisional",
    "from",
    "until",
    "successors",
    "former_names",
];

/// The units as CSV: one line each, also of those that have ended. `former_names` are those in whose place the unit stands
/// on a day: name, district where known, last day, and `part` where others share the ground; `; ` between two.
pub fn units_csv(units: &UnitIndex, places: &Places, on: Date, bom: Bom) -> String {
    let mut former: BTreeMap<UnitId, Vec<String>> = BTreeMap::new();
    for hit in places.former(units, on) {
        let until = hit.until.map(|day| day.to_string()).unwrap_or_default();
        for (unit, extent) in &hit.now {
            let part = (*extent == Extent::Part).then_some("part");
            let about: Vec<&str> = hit.within.into_iter().chain([until.as_str()]).chain(part).collect();
            former.entry(unit.id).or_default().push(format!("{} ({})", hit.name, about.join(", ")));
        }
    }
    let key = |id: &UnitId| units.get(*id).map(|unit| unit.key.clone()).unwrap_or_default();
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut out = String::new();
    if bom == Bom::With {
        out.push('\u{feff}');
    }
    line(&mut out, &COLUMNS.map(str::to_owned));
    for unit in units.iter() {
        let successors: Vec<String> = unit.life.successors.iter().map(key).collect();
        let cells = [
            unit.key.clone(),
            unit.name.clone(),
            unit.short_name.clone(),
            unit.kind.key().to_owned(),
            unit.parent.as_ref().map(key).unwrap_or_default(),
            unit.address.clone().unwrap_or_default(),
            unit.agency_code.clone(),
            if unit.agency_code_provisional { "yes" } else { "no" }.to_owned(),
            day(unit.life.from),
            day(unit.life.until),
            successors.join("; "),
            former.remove(&unit.id).unwrap_or_default().join("; "),
        ];
        line(&mut out, &cells);
    }
    out
}
