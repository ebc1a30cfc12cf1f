//! A demonstration's identities: people of its invented city one may become by a click. A working database has none.

use super::{Assurance, Door, NewPersonSession};
use crate::error::What;
use crate::world::World;
use crate::{App, Error};
use motcua_db::Tx;
use motcua_domain::identity::{IdentityProof, IdentityScheme};
use motcua_domain::ids::PersonId;
use motcua_domain::procedure::IdentityLevel;
use motcua_domain::text::{fold, given_first};
use motcua_store::{meta, people as rows};
use serde::{Deserialize, Serialize};

/// Where the choice is kept, so that it stays the same while the city goes on living.
const KEPT: &str = "demo_people";
/// How far back owners are looked for.
const LOOKED_AT: u32 = 2_000;
/// People with nothing filed yet: name, sex, date of birth, telephone. Their numbers begin with 999, which no province has.
const FRESH: [(&str, &str, &str, &str, &str); 3] = [
    ("Trần Thị Minh Châu", "female", "1994-05-17", "0900000101", "999194000101"),
    ("Lê Quốc Bảo", "male", "1987-11-02", "0900000102", "999087000102"),
    ("Phạm Ngọc Lan", "female", "2001-08-30", "0900000103", "999301000103"),
];

const PROOF: Assurance =
    IdentityProof { level: IdentityLevel::Two, scheme: IdentityScheme::Demonstration, provider: None };

/// Why one would become this person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemoStory {
    /// Is asked for something in a dossier.
    Asked,
    /// Has a dossier under way.
    UnderWay,
    /// Has a result.
    Done,
    /// Has filed nothing yet.
    Fresh,
}

/// A person one may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoIdentity {
    /// Who.
    pub person: PersonId,
    /// Full name.
    pub name: String,
    /// What was so when the demonstration chose them; the city has lived on since.
    pub story: DemoStory,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    person: PersonId,
    story: DemoStory,
}

impl App {
    /// The people one may become, always the same ones. Chosen when first asked for.
    ///
    /// # Errors
    /// [`Error::NotFound`] in a working database.
    pub async fn demo_identities(&self) -> Result<Vec<DemoIdentity>, Error> {
        if !self.is_demonstration() {
            return Err(Error::NotFound(What::Page));
        }
        let known = self.read(|tx, _| identities(tx)).await?;
        if !known.is_empty() {
            return Ok(known);
        }
        let (world, now_ms) = (self.world(), self.now_ms());
        let fresh: Result<Vec<PersonId>, Error> =
            FRESH.iter().map(|_| Ok(PersonId(self.ids().uuid(now_ms)?))).collect();
        let fresh = fresh?;
        self.db()
            .write_async(move |tx| {
                choose(tx, &world, &fresh, now_ms)?;
                identities(tx)
            })
            .await
    }

    /// Becomes one of them.
    ///
    /// # Errors
    /// [`Error::NotFound`] for anybody else, and in a working database.
    pub async fn become_demo_person(
        &self,
        person: PersonId,
        door: Door<'_>,
    ) -> Result<NewPersonSession, Error> {
        let offered = self.demo_identities().await?;
        if !offered.iter().any(|identity| identity.person == person) {
            return Err(Error::NotFound(What::Page));
        }
        self.begin_person_session(person, PROOF, door).await
    }

    /// A session of any person of a demonstration's invented city: benchmarks and tests, no page leads here.
    ///
    /// # Errors
    /// [`Error::NotFound`] in a working database.
    pub async fn demo_session(&self, person: PersonId) -> Result<NewPersonSession, Error> {
        if !self.is_demonstration() {
            return Err(Error::NotFound(What::Page));
        }
        self.begin_person_session(person, PROOF, Door::default()).await
    }
}

fn identities(tx: &mut Tx<'_>) -> Result<Vec<DemoIdentity>, Error> {
    let Some(text) = meta::get(tx, KEPT)? else { return Ok(Vec::new()) };
    let kept: Vec<Kept> = serde_json::from_str(&text).map_err(|e| Error::Defect(e.to_string()))?;
    let mut found = Vec::new();
    for Kept { person, story } in kept {
        if let Some(row) = rows::get(tx, &person)? {
            found.push(DemoIdentity { person, name: row.name, story });
        }
    }
    Ok(found)
}

/// One owner for each story that the city can tell now, and three who begin.
fn choose(tx: &mut Tx<'_>, world: &World, fresh: &[PersonId], now_ms: i64) -> Result<(), Error> {
    if meta::get(tx, KEPT)?.is_some() {
        return Ok(());
    }
    let owners = rows::latest_owners(tx, LOOKED_AT)?;
    let mut kept: Vec<Kept> = Vec::new();
    for (story, statuses) in
        [(DemoStory::Asked, [5, 6]), (DemoStory::UnderWay, [4, 2]), (DemoStory::Done, [10, 9])]
    {
        let fits = |wanted: i64| {
            let mut found = owners.iter().filter(move |(_, status)| *status == wanted);
            found.find(|(owner, _)| kept.iter().all(|other| other.person != *owner))
        };
        let found = statuses.into_iter().find_map(fits).map(|(owner, _)| *owner);
        kept.extend(found.map(|person| Kept { person, story }));
    }
    let home = world.units.lasting().find(|unit| unit.kind.is_commune());
    for (id, (name, sex, born_on, phone, number)) in fresh.iter().zip(FRESH) {
        let row = rows::Person {
            id: *id,
            personal_id: Some(number.to_owned()),
            name: name.to_owned(),
            name_key: fold(name),
            given_key: given_first(name),
            born_on: Some(born_on.to_owned()),
            sex: Some(sex.to_owned()),
            phone: Some(phone.to_owned()),
            address: home.map(|unit| format!("Số 1, tổ 1, {}", unit.short_name)),
            commune: home.map(|unit| unit.id),
        };
        rows::insert(tx, &row, now_ms)?;
        kept.push(Kept { person: *id, story: DemoStory::Fresh });
    }
    let text = serde_json::to_string(&kept).map_err(|e| Error::Defect(e.to_string()))?;
    meta::set_once(tx, KEPT, &text)?;
    Ok(())
}
