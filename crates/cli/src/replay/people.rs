//! Made-up people. A person depends on the seed and a number only; nobody of them exists.

use super::lot::Lot;
use super::plan::{Plan, Topic};
use motcua_app::PersonInput;
use motcua_city::{City, GivenNames, Weighted};
use motcua_domain::ids::UnitId;
use rand::Rng;

/// The people of a city.
pub struct People {
    surnames: Lot<String>,
    female: Given,
    male: Given,
    communes: Lot<(UnitId, String)>,
}

struct Given {
    middle: Lot<String>,
    given: Lot<String>,
}

impl Given {
    fn new(names: &GivenNames) -> Self {
        Self { middle: lot(&names.middle), given: lot(&names.given) }
    }
}

fn lot(list: &[Weighted]) -> Lot<String> {
    Lot::new(list.iter().map(|entry| (entry.text.clone(), u64::from(entry.weight))))
}

impl People {
    /// From the name lists of a city and the inhabitants of its communes.
    pub fn new(city: &City) -> Self {
        let communes = city.units.iter().filter(|unit| unit.kind.is_commune());
        Self {
            surnames: lot(&city.names.surnames),
            female: Given::new(&city.names.female),
            male: Given::new(&city.names.male),
            communes: Lot::new(communes.map(|unit| {
                ((unit.id, unit.short_name.clone()), u64::from(unit.population.unwrap_or(50_000)))
            })),
        }
    }

    /// Whether there is a commune to live in.
    pub fn have_homes(&self) -> bool {
        !self.communes.is_empty()
    }

    /// The commune where a person lives.
    pub fn commune(&self, plan: &Plan, number: u64) -> Option<UnitId> {
        self.communes.draw(&mut plan.rng(Topic::Person, number)).map(|(id, _)| *id)
    }

    /// So many different communes, larger ones sooner.
    pub fn some_communes(&self, plan: &Plan, count: u32) -> Vec<UnitId> {
        let mut rng = plan.rng(Topic::Disguise, 0);
        let mut some: Vec<UnitId> = Vec::new();
        for _ in 0..count * 8 {
            let drawn = self.communes.draw(&mut rng).map(|(id, _)| *id);
            some.extend(drawn.filter(|id| some.len() < count as usize && !some.contains(id)));
        }
        some
    }

    /// A person. The personal number begins with 999, which no province has.
    pub fn person(&self, plan: &Plan, number: u64) -> PersonInput {
        let mut rng = plan.rng(Topic::Person, number);
        let home = self.communes.draw(&mut rng);
        let woman = rng.random::<bool>();
        let sex = if woman { &self.female } else { &self.male };
        let name = [&self.surnames, &sex.middle, &sex.given]
            .map(|list| list.draw(&mut rng).map_or("", String::as_str));
        let year: u32 = rng.random_range(1946..2008);
        let (month, day) = (rng.random_range(1..=12u32), rng.random_range(1..=28u32));
        // Third digit group of a personal number: century and sex, year of birth, then a serial number.
        let century = if year < 2000 { 0 } else { 2 } + u32::from(woman);
        let serial = number.wrapping_mul(611_953).wrapping_add(plan.seed.wrapping_mul(7_919)) % 1_000_000;
        let house: u32 = rng.random_range(1..240);
        let group: u32 = rng.random_range(1..28);
        PersonInput {
            personal_id: Some(format!("999{century}{:02}{serial:06}", year % 100)),
            name: name.join(" "),
            born_on: Some(format!("{year}-{month:02}-{day:02}")),
            sex: Some(if woman { "female" } else { "male" }.to_owned()),
            phone: Some(format!("09{:08}", rng.random_range(0..100_000_000u32))),
            address: home.map(|(_, commune)| format!("Số {house}, tổ {group}, {commune}")),
            commune: home.map(|(id, _)| *id),
        }
    }
}
