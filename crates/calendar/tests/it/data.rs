//! The city's calendar file, with the test units added.

use motcua_calendar::CalendarSource;
use motcua_calendar::source::UnitVariation;

/// Units of the fixture, and the city itself.
pub const UNITS: [Option<&str>; 4] = [None, Some("SATURDAY"), Some("SUMMER"), Some("THREE")];

#[derive(serde::Deserialize)]
struct Units {
    unit: Vec<UnitVariation>,
}

pub fn source() -> CalendarSource {
    let mut source: CalendarSource = toml::from_str(include_str!("../../../../data/hanoi/calendar.toml"))
        .expect("the city's calendar is readable");
    let units: Units = toml::from_str(include_str!("../units.toml")).expect("the test units are readable");
    source.units.extend(units.unit);
    source
}
