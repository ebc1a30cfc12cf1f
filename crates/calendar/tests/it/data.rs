//! The city's calendar file, with the test units added.

use std::sync::LazyLock;

use motcua_calendar::source::UnitVariation;
use motcua_calendar::{CalendarSource, WorkCalendar};

use crate::oracle::Oracle;

/// Units of the fixture, and the city itself.
const UNITS: [Option<&str>; 4] = [None, Some("SATURDAY"), Some("SUMMER"), Some("THREE")];

/// One compiled calendar with its table of minutes for each of [`UNITS`], built once for all tests.
pub static CALENDARS: LazyLock<Vec<(Option<&str>, WorkCalendar, Oracle)>> = LazyLock::new(|| {
    let source = source();
    let compiled =
        |unit| (unit, source.compile(unit).expect("the source is sound"), Oracle::new(&source, unit));
    UNITS.into_iter().map(compiled).collect()
});

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
