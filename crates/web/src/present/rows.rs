//! Lines of the desk's tables.

use super::due::{chip, running};
use super::{procedure_name, short};
use crate::paths;
use motcua_app::World;
use motcua_calendar::Moment;
use motcua_store::queries::{inbox, search};
use motcua_views::desk::InboxRow;
use motcua_views::{Clock, Key, Lang, Status, clock_text, t};

/// What both kinds of line have in common.
struct Facts<'a> {
    reference: String,
    code: Option<String>,
    owner: Option<&'a str>,
    version: motcua_domain::ids::VersionId,
    received_at: Moment,
    due_at: Option<Moment>,
    status: u8,
    unit: motcua_domain::ids::UnitId,
}

/// A line of an inbox.
#[must_use]
pub fn of_inbox(lang: Lang, world: &World, row: &inbox::Row, now: Moment) -> InboxRow {
    let facts = Facts {
        reference: row.code.clone().unwrap_or_else(|| row.id.to_string()),
        code: row.code.clone(),
        owner: row.owner_name.as_deref(),
        version: row.version,
        received_at: row.received_at.unwrap_or(row.submitted_at),
        due_at: row.due_at,
        status: row.status,
        unit: row.holder,
    };
    line(lang, world, facts, now)
}

/// A line of a search.
#[must_use]
pub fn of_search(lang: Lang, world: &World, hit: &search::Hit, now: Moment) -> InboxRow {
    let facts = Facts {
        reference: hit.code.clone().unwrap_or_else(|| hit.id.to_string()),
        code: hit.code.clone(),
        owner: hit.owner_name.as_deref(),
        version: hit.version,
        received_at: hit.received_at.unwrap_or(hit.submitted_at),
        due_at: hit.due_at,
        status: hit.status,
        unit: hit.holder,
    };
    line(lang, world, facts, now)
}

fn line(lang: Lang, world: &World, facts: Facts<'_>, now: Moment) -> InboxRow {
    let clock = match (facts.due_at, facts.status) {
        (Some(due), 2 | 4) => {
            world.calendar(facts.unit).map_or(Clock::None, |calendar| running(calendar, now, due))
        }
        (Some(_), 5 | 6) => Clock::Paused,
        _ => Clock::None,
    };
    let unknown = || super::pick(lang, "(đã xóa theo luật)", "(erased by law)").to_owned();
    InboxRow {
        href: paths::dossier(&facts.reference),
        reference: facts.reference,
        code: facts.code,
        applicant: facts.owner.map_or_else(unknown, str::to_owned),
        procedure: world
            .version(facts.version)
            .map_or_else(String::new, |v| procedure_name(lang, v).to_owned()),
        received: short(lang, facts.received_at),
        due: facts.due_at.map_or_else(|| undated(lang, facts.status), |due| short(lang, due)),
        status: Status::from(chip(facts.status, clock)),
        left: clock_text(lang, clock),
        left_alarm: clock.is_alarm(),
        behind: false,
        selectable: false,
    }
}

/// What stands for a due date: there is none yet, or there will never be one because the dossier ended before receipt.
fn undated(lang: Lang, status: u8) -> String {
    t(lang, if matches!(status, 3 | 8) { Key::DueNever } else { Key::DueNotYet }).to_owned()
}
