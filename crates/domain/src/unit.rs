//! Units of a city as the law of the dossier sees them: dated data, with the units that took the place of those that ended.

use crate::ids::UnitId;
use motcua_calendar::Date;
use serde::{Deserialize, Serialize};

mod life;
mod place;

pub use life::{FormerName, Life};
pub use place::{Extent, FormerPlace, PlaceHit, Places, Share};

/// Kinds of unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Ủy ban nhân dân thành phố.
    City,
    /// Trung tâm Phục vụ hành chính công.
    Centre,
    /// Chi nhánh của Trung tâm.
    Branch,
    /// Sở, ban, ngành and other city-level agencies.
    Department,
    /// Ủy ban nhân dân phường.
    Ward,
    /// Ủy ban nhân dân xã.
    RuralCommune,
    /// Điểm phục vụ hành chính công xã, phường.
    ServicePoint,
    /// Ủy ban nhân dân quận, huyện, thị xã: ended with the two-tier model on 1/7/2025 (Luật 72/2025/QH15).
    District,
}

impl UnitKind {
    /// Whether dossiers may be received and returned here, for any agency of the city (NĐ 118/2025 art. 14).
    pub fn is_counter(self) -> bool {
        matches!(self, UnitKind::Centre | UnitKind::Branch | UnitKind::ServicePoint)
    }
    /// Whether this is a commune-level committee.
    pub fn is_commune(self) -> bool {
        matches!(self, UnitKind::Ward | UnitKind::RuralCommune)
    }
    /// Stable key used in data and storage.
    pub fn key(self) -> &'static str {
        match self {
            UnitKind::City => "city",
            UnitKind::Centre => "centre",
            UnitKind::Branch => "branch",
            UnitKind::Department => "department",
            UnitKind::Ward => "ward",
            UnitKind::RuralCommune => "rural_commune",
            UnitKind::ServicePoint => "service_point",
            UnitKind::District => "district",
        }
    }
    /// Back from the key.
    pub fn from_key(key: &str) -> Option<UnitKind> {
        use UnitKind::*;
        [City, Centre, Branch, Department, Ward, RuralCommune, ServicePoint, District]
            .into_iter()
            .find(|k| k.key() == key)
    }
}

/// One unit, with the names and codes pages and slips need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Number given by the city's data; never re-used.
    pub id: UnitId,
    /// Stable text key: the five-digit commune code, `diem-00004`, `so-noi-vu`, `chi-nhanh-1`.
    pub key: String,
    /// Full name, Vietnamese.
    pub name: String,
    /// Short name for tables.
    pub short_name: String,
    /// What it is.
    pub kind: UnitKind,
    /// The unit it belongs to: a service point to its commune, a branch to the Centre.
    pub parent: Option<UnitId>,
    /// First part of the dossier code issued here. Provisional unless the data says otherwise.
    pub agency_code: String,
    /// Whether `agency_code` is a provisional value.
    pub agency_code_provisional: bool,
    /// Street address, when known.
    pub address: Option<String>,
    /// Inhabitants (estimate), for simulation only.
    pub population: Option<u32>,
    /// When it began and ended, what it was called before, who took its place.
    #[serde(default, skip_serializing_if = "Life::is_plain")]
    pub life: Life,
}

/// The units of a city, found by id in constant time.
#[derive(Debug, Clone, Default)]
pub struct UnitIndex {
    units: Vec<Option<Unit>>,
}

impl UnitIndex {
    /// Builds the index.
    pub fn new(list: impl IntoIterator<Item = Unit>) -> Self {
        let mut units: Vec<Option<Unit>> = Vec::new();
        for unit in list {
            let at = unit.id.0 as usize;
            if units.len() <= at {
                units.resize(at + 1, None);
            }
            units[at] = Some(unit);
        }
        Self { units }
    }
    /// One unit.
    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(id.0 as usize)?.as_ref()
    }
    /// By its text key.
    pub fn by_key(&self, key: &str) -> Option<&Unit> {
        self.iter().find(|u| u.key == key)
    }
    /// All units, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().flatten()
    }
    /// The units that stand on a day: what may be chosen for something new.
    pub fn standing(&self, on: Date) -> impl Iterator<Item = &Unit> {
        self.iter().filter(move |unit| unit.life.stands(on))
    }
    /// The units of which no end is known: what may be chosen today, since ends are written down when they come.
    pub fn lasting(&self) -> impl Iterator<Item = &Unit> {
        self.iter().filter(|unit| unit.life.until.is_none())
    }
    /// The service point of a commune (or the first counter below a unit) that has not ended.
    pub fn counter_of(&self, commune: UnitId) -> Option<&Unit> {
        self.lasting().find(|u| u.parent == Some(commune) && u.kind.is_counter())
    }
    /// Whether `child` is `ancestor` or below it.
    pub fn is_within(&self, child: UnitId, ancestor: UnitId) -> bool {
        let mut at = Some(child);
        for _ in 0..8 {
            match at {
                Some(id) if id == ancestor => return true,
                Some(id) => at = self.get(id).and_then(|u| u.parent),
                None => return false,
            }
        }
        false
    }
}
