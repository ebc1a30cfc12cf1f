//! Puts a city into a database. Running it again changes nothing; a published version that differs is refused.

use crate::App;
use crate::error::Error;
use crate::procedures::Words;
use crate::world::WORDS;
use motcua_calendar::CalendarSource;
use motcua_domain::actor::Duty;
use motcua_domain::ids::OfficerId;
use motcua_domain::procedure::{FieldDef, ProcedureVersion};
use motcua_domain::unit::Unit;
use motcua_store::city;

/// An officer's account to create.
#[derive(Debug, Clone)]
pub struct OfficerSeed {
    /// Account number.
    pub id: OfficerId,
    /// User name.
    pub username: String,
    /// Name shown.
    pub name: String,
    /// Duties.
    pub duties: Vec<Duty>,
}

/// A city to load.
#[derive(Debug, Clone)]
pub struct SeedData {
    /// Units.
    pub units: Vec<Unit>,
    /// Procedure versions.
    pub versions: Vec<ProcedureVersion>,
    /// The common dictionary of form fields.
    pub dictionary: Vec<FieldDef>,
    /// Calendar.
    pub calendar: CalendarSource,
    /// Officers (demonstration only; a working database ignores them).
    pub officers: Vec<OfficerSeed>,
    /// Other settings kept in the database: brand and so on, by key.
    pub settings: Vec<(String, String)>,
}

/// What changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SeedOutcome {
    /// Rows written: 0 on a second run.
    pub written: u64,
}

/// The password of every demonstration account.
pub const DEMO_PASSWORD: &str = "mot-cua-demo";

impl App {
    /// Loads a city and reads it back.
    pub fn seed(&self, data: SeedData) -> Result<SeedOutcome, Error> {
        let demo = self.is_demonstration();
        // One hash for all demonstration accounts: hashing 1,300 passwords apart would take a minute.
        let hash = if demo { Some(crate::accounts::hash_password(DEMO_PASSWORD)?) } else { None };
        let words =
            serde_json::to_string(&Words::of(&data.versions)).map_err(|e| Error::Defect(e.to_string()))?;
        let written = self.db().exclusive(move |tx| {
            let mut written = city::save_units(tx, &data.units)?;
            written += city::save_versions(tx, &data.versions)?;
            written += city::save_dictionary(tx, &data.dictionary)?;
            written += city::save_calendar(tx, &data.calendar)?;
            written += motcua_store::meta::set(tx, WORDS, &words)?;
            for (key, value) in &data.settings {
                written += motcua_store::meta::set(tx, key, value)?;
            }
            if demo {
                for officer in &data.officers {
                    written += city::save_officer(
                        tx,
                        officer.id,
                        &officer.username,
                        &officer.name,
                        hash.as_deref(),
                        &officer.duties,
                    )?;
                }
            }
            if written > 0 {
                motcua_store::meta::next_edition(tx)?;
            }
            Ok::<_, Error>(written)
        })?;
        self.db().notify(crate::PROCEDURES);
        self.reload_world()?;
        Ok(SeedOutcome { written })
    }
}
