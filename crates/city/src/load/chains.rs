//! Step chains by key. A procedure names its chain; default chains are shared and give budgets as shares of the term.

use super::table::{Line, rows};
use crate::error::CityError;
use crate::files;
use motcua_calendar::{STANDARD_DAY_MINUTES, Term};
use motcua_domain::actor::Role;
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::{Step, StepKind, StepPlace};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepRow {
    chain: String,
    seq: u32,
    name: String,
    name_en: String,
    kind: StepKind,
    role: Role,
    place: String,
    budget: String,
    share: Option<u32>,
    clock_runs: String,
    provisional: String,
    #[serde(rename = "source")]
    _source: String,
}

/// Chains as read; places and budgets are settled for each procedure.
pub(super) type Chains = BTreeMap<String, Vec<Line<StepRow>>>;

pub(super) fn read(text: &str) -> Result<Chains, CityError> {
    let mut chains = Chains::new();
    for line in rows::<StepRow>(files::STEPS, text)? {
        let chain = chains.entry(line.row.chain.clone()).or_default();
        if line.row.seq as usize != chain.len() + 1 {
            return Err(line.bad("seq", line.row.seq, "steps of a chain are numbered 1, 2, 3 …"));
        }
        chain.push(line);
    }
    Ok(chains)
}

/// A chain made into the steps of one procedure.
pub(super) struct Settled {
    pub steps: Vec<Step>,
    pub provisional: bool,
}

/// Settles places (a unit's key, or the procedure's partner agency) and budgets (a share of the term).
pub(super) fn settle(
    chain: &[Line<StepRow>],
    term: Term,
    floor: impl Fn(StepKind) -> u32,
    unit: impl Fn(&str) -> Option<UnitId>,
) -> Result<Settled, CityError> {
    let mut settled = Settled { steps: Vec::with_capacity(chain.len()), provisional: false };
    for line in chain {
        let row = &line.row;
        settled.provisional |= line.yes("provisional", &row.provisional)?;
        settled.steps.push(Step {
            name: row.name.clone(),
            name_en: row.name_en.clone(),
            kind: row.kind,
            role: row.role,
            place: line.known("place", &row.place, |place| where_done(place, &unit))?,
            budget: budget(line, term)?,
            floor_minutes: floor(row.kind),
            clock_runs: line.yes("clock_runs", &row.clock_runs)?,
            key: String::new(),
            field: None,
            acts: None,
            when: None,
            next: Vec::new(),
            opinions: Vec::new(),
        });
    }
    Ok(settled)
}

fn where_done(place: &str, unit: impl Fn(&str) -> Option<UnitId>) -> Option<StepPlace> {
    match place {
        "received_at" => Some(StepPlace::ReceivedAt),
        "competent" => Some(StepPlace::Competent),
        "commune" => Some(StepPlace::Commune),
        "return_at" => Some(StepPlace::ReturnAt),
        key => unit(key).map(StepPlace::Agency),
    }
}

fn budget(line: &Line<StepRow>, term: Term) -> Result<Option<Term>, CityError> {
    match (line.row.budget.as_str(), line.row.share) {
        ("", None) => Ok(None),
        ("", Some(percent)) if percent <= 100 => Ok(share_of(term, percent)),
        (text, None) => line.parse("budget", text, Term::parse).map(Some),
        (_, Some(percent)) => Err(line.bad("share", percent, "give a budget or a share of at most 100 %")),
    }
}

/// A share of a term in working time, in steps of five minutes, rounded down so that the shares never exceed it.
fn share_of(term: Term, percent: u32) -> Option<Term> {
    let minutes = working_minutes(term) * u64::from(percent) / 100 / 5 * 5;
    match u32::try_from(minutes) {
        Ok(0) | Err(_) => None,
        Ok(minutes) if minutes % STANDARD_DAY_MINUTES == 0 => {
            Some(Term::WorkingDays(minutes / STANDARD_DAY_MINUTES))
        }
        Ok(minutes) => Some(Term::WorkingMinutes(minutes)),
    }
}

/// The least working time a term surely holds: five working days in seven, twenty in a month.
pub(crate) fn working_minutes(term: Term) -> u64 {
    let day = u64::from(STANDARD_DAY_MINUTES);
    match term {
        Term::WorkingMinutes(n) => u64::from(n),
        Term::WorkingDays(n) => u64::from(n) * day,
        Term::CalendarDays(n) => (u64::from(n) * 5 * day) / 7,
        Term::Months(n) => u64::from(n) * 20 * day,
    }
}
