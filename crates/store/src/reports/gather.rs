//! What a report is reckoned from: the sums of a period as known when the journal ended at a position, with what was in hand at the
//! end of the period.
//!
//! A dossier is in hand at a moment when it was received before it and had not ended. Counted here are those whose clock runs; those
//! that wait for the applicant are in the balance (carried over, received, ended) and not in this number.

use crate::codec::dossier_from_json;
use crate::error::{Result, StoreError};
use crate::figures::{Past, Period, VersionOf};
use crate::queries::timeline::events_with;
use crate::statements::statements;
use motcua_calendar::{Date, MinuteOfDay, Moment};
use motcua_db::{Tx, params};
use motcua_domain::desk::desk_items;
use motcua_domain::dossier::Dossier;
use motcua_domain::dossier::event::Recorded;
use motcua_domain::dossier::evolve::evolve;
use motcua_domain::ids::DossierId;
use motcua_insight::report::Of;
use motcua_insight::{Dim, Measure, Sums, Term};
use std::collections::BTreeMap;

statements! {
    RUNNING = "report.running", "select competent, version, count(*), cast(sum(late) as bigint) from \
        (select d.competent as competent, d.version as version, max(case when i.due_at < $1 then 1 else 0 end) as late \
        from desk_item i join dossier d on d.id = i.dossier \
        where i.running = 1 and d.received_at < $1 and d.ended_at is null group by d.id, d.competent, d.version) one \
        group by competent, version";
    ENDED_SINCE = "report.ended_since", "select version, count(*), \
        cast(sum(case when due_at < $2 then 1 else 0 end) as bigint) from dossier \
        where competent = $1 and ended_at >= $2 and received_at < $2 group by version";
    TOUCHED = "report.touched", "select distinct e.dossier, d.state from event e join dossier d on d.id = e.dossier \
        where e.position > $1";
    UNITS = "report.units", "select id from unit order by id";
}

/// The first day anything can have been received.
const FIRST_DAY: i32 = -40_000;

/// Sums by competent agency and by procedure version.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    units: BTreeMap<i64, Sums>,
    versions: BTreeMap<i64, Sums>,
}

impl Gathered {
    /// Those of one member.
    #[must_use]
    pub fn of(&self, of: Of, member: i64) -> Option<&Sums> {
        self.all(of).get(&member)
    }

    /// The members there are any of.
    pub fn members(&self, of: Of) -> impl Iterator<Item = i64> + '_ {
        self.all(of).keys().copied()
    }

    /// Whether nothing at all was received, ended or in hand.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && self.versions.is_empty()
    }

    fn all(&self, of: Of) -> &BTreeMap<i64, Sums> {
        match of {
            Of::Unit => &self.units,
            Of::Version => &self.versions,
        }
    }

    /// `n` more in hand, `late` of them past their due moment.
    fn open(&mut self, (competent, version): (i64, i64), n: i64, late: i64) {
        for (sums, member) in [(&mut self.units, competent), (&mut self.versions, version)] {
            let sums = sums.entry(member).or_default();
            sums.open += n;
            sums.overdue += late;
        }
    }
}

/// Gathers the sums of a period as known at a past, with what was in hand at `close`.
///
/// # Errors
/// If the database cannot answer, or [`Past::refresh`] was not called in this snapshot.
pub fn gather(
    tx: &mut Tx<'_>,
    past: &Past,
    period: Period,
    close: Moment,
    version_of: VersionOf<'_>,
) -> Result<Gathered> {
    let mut found = Gathered {
        units: past.by_member(tx, Dim::Competent, period)?,
        versions: past.by_member(tx, Dim::Version, period)?,
    };
    let earlier = Period { from: Date::from_day_number(FIRST_DAY), to: period.from.plus_days(-1) };
    for (dim, sums) in [(Dim::Competent, &mut found.units), (Dim::Version, &mut found.versions)] {
        for (member, before) in past.by_member(tx, dim, earlier)? {
            let of = |measure| before.of(Term::Counted(measure));
            let carried = of(Measure::Received) - of(Measure::Ended);
            if carried != 0 {
                sums.entry(member).or_default().carried = carried;
            }
        }
    }
    // In hand by the states of now, then without what was acted on since.
    let at = close.unix_seconds();
    let running = tx
        .query_all(&RUNNING, params![at], |row| Ok(((row.int(0)?, row.int(1)?), row.int(2)?, row.int(3)?)))?;
    for (place, n, late) in running {
        found.open(place, n, late);
    }
    for unit in tx.query_all(&UNITS, &[], |row| row.int(0))? {
        let ended =
            tx.query_all(&ENDED_SINCE, params![unit, at], |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)))?;
        for (version, n, late) in ended {
            found.open((unit, version), n, late);
        }
    }
    let touched = tx.query_all(&TOUCHED, params![past.position()], |row| {
        Ok((DossierId::from_bytes(row.bytes(0)?), dossier_from_json(row.text_ref(1)?)))
    })?;
    for (id, now) in touched {
        if let Some((place, late)) = in_hand(&now?, close, version_of)? {
            found.open(place, -1, -late);
        }
        let then = state_at(tx, id, past.position())?;
        if let Some((place, late)) = then.map(|then| in_hand(&then, close, version_of)).transpose()?.flatten()
        {
            found.open(place, 1, late);
        }
    }
    for sums in [&mut found.units, &mut found.versions] {
        sums.retain(|_, sums| *sums != Sums::default());
    }
    Ok(found)
}

/// Midnight after a day: what comes before it belongs to the day.
pub(super) fn after(day: Date) -> Moment {
    Moment::from_civil(day.plus_days(1), MinuteOfDay::MIDNIGHT)
}

/// Where a state counts as in hand at a moment, and 1 when it was past its due moment.
fn in_hand(dossier: &Dossier, close: Moment, version_of: VersionOf<'_>) -> Result<Option<((i64, i64), i64)>> {
    let Some(clock) = dossier.clock.as_ref().filter(|clock| clock.received_at < close) else {
        return Ok(None);
    };
    let late = match dossier.phase.ended_at() {
        Some(ended_at) if ended_at < close => return Ok(None),
        Some(_) => clock.due_at < close,
        None => {
            let version = version_of(dossier.version).ok_or_else(|| {
                StoreError::corrupt(format!("version {} is not published", dossier.version.0))
            })?;
            let items = desk_items(dossier, &version);
            let mut running = items.iter().filter(|item| item.running).peekable();
            if running.peek().is_none() {
                return Ok(None);
            }
            running.any(|item| item.due_at.is_some_and(|due| due < close))
        }
    };
    let place = (i64::from(dossier.places.competent.0), i64::from(dossier.version.0));
    Ok(Some((place, i64::from(late))))
}

/// A dossier as it was when the journal ended at a position; `None` before its first event.
fn state_at(tx: &mut Tx<'_>, id: DossierId, position: i64) -> Result<Option<Dossier>> {
    let mut state: Option<Dossier> = None;
    for item in events_with(tx, &id, |_| None)?.into_iter().filter(|item| item.position <= position) {
        let fact = Recorded { event: item.event, at: item.effective_at, actor: item.actor };
        match &mut state {
            Some(state) => evolve(state, &fact),
            None => state = Dossier::open(id, &fact),
        }
    }
    Ok(state)
}
