//! Communes and districts of before the records, with the units that have their ground today.

use super::table::{given, rows};
use super::units::Registry;
use crate::error::CityError;
use crate::files;
use crate::names::fold;
use motcua_calendar::Date;
use motcua_domain::unit::{Extent, FormerPlace, Share};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormerRow {
    name: String,
    within: String,
    until: String,
    now: String,
    extent: String,
    #[serde(rename = "source")]
    _source: String,
}

/// Reads the table: one row for each former place and unit of today. Rows that say `part` and follow each other under one
/// name, district and day are one place; a row that says `whole` is a place of its own.
pub(super) fn read(text: &str, registry: &Registry) -> Result<Vec<FormerPlace>, CityError> {
    let mut places: Vec<FormerPlace> = Vec::new();
    for line in rows::<FormerRow>(files::FORMER_UNITS, text)? {
        let row = &line.row;
        if fold(&row.name).is_empty() {
            return Err(line.bad("name", &row.name, "has no letter"));
        }
        let until = line.parse("until", &row.until, Date::parse)?;
        let unit = registry.id(&row.now).ok_or_else(|| line.bad("now", &row.now, "no unit has this key"))?;
        let extent = line.known("extent", &row.extent, |text| match text {
            "whole" => Some(Extent::Whole),
            "part" => Some(Extent::Part),
            _ => None,
        })?;
        let share = Share { unit, extent };
        let within = given(row.within.clone());
        let of_one = |last: &&mut FormerPlace| {
            let divided = extent == Extent::Part && last.now.iter().all(|share| share.extent == Extent::Part);
            divided && (&last.name, &last.within, last.until) == (&row.name, &within, until)
        };
        match places.last_mut().filter(of_one) {
            Some(last) if last.now.iter().any(|known| known.unit == unit) => {
                return Err(line.bad("now", &row.now, "stands twice for this place"));
            }
            Some(last) => last.now.push(share),
            None => places.push(FormerPlace { name: row.name.clone(), within, until, now: vec![share] }),
        }
    }
    Ok(places)
}
