//! The catalogue of procedures for everybody: CPSV-AP 3 (the Core Public Service Vocabulary Application Profile) as
//! Turtle, and the same facts as CSV (RFC 4180) and JSON.
//!
//! What is not certain in a version is said in each format. Nothing here names a person. Times are given twice: as an
//! ISO 8601 duration, which knows no working days, and in words, which do.

mod duration;
mod service;
mod table;
mod turtle;
mod units;

pub use duration::iso;
pub use service::{Service, Words};
pub use table::{Bom, csv};
pub use turtle::turtle;
pub use units::units_csv;

use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use serde::Serialize;

/// What is published, where and by whom.
pub struct Catalogue<'a> {
    /// Address of the site, ending in `/`; every name in the catalogue begins with it.
    pub base: &'a str,
    /// Name of the city, in both languages.
    pub city: (&'a str, &'a str),
    /// The versions, each once: usually those in force.
    pub versions: &'a [&'a ProcedureVersion],
    /// Units of the city.
    pub units: &'a UnitIndex,
}

impl Catalogue<'_> {
    /// The versions as they are published.
    pub fn services(&self) -> impl Iterator<Item = Service> {
        self.versions.iter().map(|version| Service::of(version, self.units))
    }
}

/// The catalogue as JSON.
pub fn json(catalogue: &Catalogue<'_>) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        city: Words,
        base: &'a str,
        services: Vec<Service>,
    }
    let city = Words { vi: catalogue.city.0.to_owned(), en: Some(catalogue.city.1.to_owned()) };
    let document = Document { city, base: catalogue.base, services: catalogue.services().collect() };
    serde_json::to_string(&document).expect("texts, numbers and dates always serialise")
}
