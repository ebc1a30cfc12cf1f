//! What one filing shows: signs for and against its having been sent by somebody else than the applicant.

use super::Mark;
use super::settings::Detectors;
use motcua_calendar::Moment;
use motcua_domain::ids::{DossierId, ProcedureCode, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// How near the browser of a filing was to the desks of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nearness {
    /// Nowhere near.
    Apart,
    /// On a network from which officers sign in to their desks.
    Network,
    /// The same, by a browser of the same make as theirs.
    Make,
    /// In a browser in which an officer was signed in to a desk.
    Browser,
}

impl Nearness {
    /// All, by their stored number.
    pub const ALL: [Nearness; 4] = [Nearness::Apart, Nearness::Network, Nearness::Make, Nearness::Browser];
}

/// What is known of one filing counted as sent by the applicant alone from home. Names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// The dossier.
    pub dossier: DossierId,
    /// Whose figure it counts for.
    pub unit: UnitId,
    /// What was filed.
    pub procedure: ProcedureCode,
    /// Stands for the account.
    pub account: Mark,
    /// When it was sent, UNIX seconds.
    pub sent_at: i64,
    /// Whether a counter was open then, or within the hour before.
    pub in_hours: bool,
    /// Seconds from begin to send; none when not known.
    pub took: Option<i64>,
    /// Stands for the browser.
    pub device: Option<Mark>,
    /// How near the browser was to desks.
    pub near: Nearness,
    /// Stands for the contact the applicant gave.
    pub contact: Option<Mark>,
    /// Whether the address or contact given is that of an office.
    pub office_contact: bool,
    /// Minutes until it was received; none while it waits.
    pub taken_after: Option<i64>,
}

/// One sign, with the number that made it and what that was held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Nearness to desks.
    Near(Nearness),
    /// Sent beside desks, as so many of so many filings of the unit were.
    Beside(i64, i64),
    /// So many accounts, with a contact of their own each, filed from the same browser.
    Accounts(i64),
    /// None of so many filings of the same browser was sent while no counter was open.
    OfficeRhythm(i64),
    /// Another account filed from the same browser, or beside the same desks, so many minutes apart.
    Close(i64),
    /// Sent so many seconds after it was begun; half of all need at least so many.
    Quick(i64, i64),
    /// The address or contact of the applicant is that of an office.
    OfficeContact,
    /// So many accounts give the same contact.
    Contact(i64),
    /// Received so many minutes after it was sent.
    Taken(i64),
    /// Against it: so many of so many filings of the same browser were sent while no counter was open.
    AfterHours(i64, i64),
    /// Against it: sent while no counter was open.
    OutOfHours,
}

/// A filing that enough signs speak for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect<'a> {
    /// The filing.
    pub signal: &'a Signal,
    /// All points, those against it taken off.
    pub points: i64,
    /// The signs, each with its points.
    pub signs: Vec<(Sign, i64)>,
}

/// Filings that enough signs speak for, in the order given. Signs are looked for among all given: give whole spans of a city.
#[must_use]
pub fn suspects<'a>(signals: &'a [Signal], set: &Detectors) -> Vec<Suspect<'a>> {
    let around = Around::of(signals);
    let judged = signals.iter().map(|signal| {
        let signs = around.signs(signal, set);
        Suspect { signal, points: signs.iter().map(|(_, points)| points).sum(), signs }
    });
    judged.filter(|one| one.points >= set.points_needed).collect()
}

/// What filings are held against.
pub(super) struct Around<'a> {
    devices: BTreeMap<Mark, Device<'a>>,
    contacts: BTreeMap<Mark, BTreeSet<Mark>>,
    medians: BTreeMap<&'a ProcedureCode, i64>,
    /// Sent beside the desks of a unit, in the order of time.
    beside: BTreeMap<UnitId, Vec<(i64, Mark)>>,
    /// Filings, by unit.
    units: BTreeMap<UnitId, i64>,
}

/// What came from one browser.
#[derive(Default)]
pub(super) struct Device<'a> {
    /// Accounts; those that give the same contact count once, as a family does.
    pub(super) accounts: BTreeSet<Mark>,
    pub(super) filings: Vec<&'a Signal>,
    after_hours: i64,
    sent: Vec<(i64, Mark)>,
}

impl Device<'_> {
    /// On how many days something came from it; they are in the order of time.
    fn days(&self) -> usize {
        let day = |sent: &(i64, Mark)| Moment::from_unix_seconds(sent.0).date();
        let mut days: Vec<_> = self.sent.iter().map(day).collect();
        days.dedup();
        days.len()
    }
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl<'a> Around<'a> {
    pub(super) fn of(signals: &'a [Signal]) -> Self {
        let mut devices: BTreeMap<Mark, Device<'a>> = BTreeMap::new();
        let mut contacts: BTreeMap<Mark, BTreeSet<Mark>> = BTreeMap::new();
        let mut times: BTreeMap<&ProcedureCode, Vec<i64>> = BTreeMap::new();
        let mut beside: BTreeMap<UnitId, Vec<(i64, Mark)>> = BTreeMap::new();
        let mut units: BTreeMap<UnitId, i64> = BTreeMap::new();
        for one in signals {
            *units.entry(one.unit).or_default() += 1;
            if let Some(mark) = one.device {
                let device = devices.entry(mark).or_default();
                device.accounts.insert(one.contact.unwrap_or(one.account));
                device.filings.push(one);
                device.after_hours += i64::from(!one.in_hours);
                device.sent.push((one.sent_at, one.account));
            }
            if let Some(contact) = one.contact {
                contacts.entry(contact).or_default().insert(one.account);
            }
            if let Some(took) = one.took {
                times.entry(&one.procedure).or_default().push(took);
            }
            if one.near >= Nearness::Make {
                beside.entry(one.unit).or_default().push((one.sent_at, one.account));
            }
        }
        devices.values_mut().for_each(|device| device.sent.sort_unstable());
        beside.values_mut().for_each(|sent| sent.sort_unstable());
        let medians = times.into_iter().map(|(procedure, mut times)| {
            times.sort_unstable();
            (procedure, times[times.len() / 2])
        });
        Self { devices, contacts, medians: medians.collect(), beside, units }
    }

    pub(super) fn devices(&self) -> impl Iterator<Item = (&Mark, &Device<'a>)> {
        self.devices.iter()
    }

    pub(super) fn signs(&self, signal: &Signal, set: &Detectors) -> Vec<(Sign, i64)> {
        let points = &set.filing;
        let mut signs = Vec::new();
        match signal.near {
            Nearness::Apart => {}
            Nearness::Network => signs.push((Sign::Near(signal.near), points.desk_network)),
            Nearness::Make => signs.push((Sign::Near(signal.near), points.desk_make)),
            Nearness::Browser => signs.push((Sign::Near(signal.near), points.desk_browser)),
        }
        let device = signal.device.and_then(|mark| self.devices.get(&mark));
        if let Some(device) = device {
            let (accounts, all) = (number(device.accounts.len()), number(device.filings.len()));
            if accounts >= points.accounts_min {
                signs.push((Sign::Accounts(accounts), points.accounts));
            } else if accounts >= points.few_accounts_min {
                signs.push((Sign::Accounts(accounts), points.few_accounts));
            }
            if accounts >= points.few_accounts_min && device.after_hours == 0 && device.days() >= 3 {
                signs.push((Sign::OfficeRhythm(all), points.office_rhythm));
            } else if accounts >= points.accounts_min
                && device.after_hours * 100 >= points.after_hours_percent * all
            {
                signs.push((Sign::AfterHours(device.after_hours, all), -points.after_hours));
            }
        }
        // A family files one after the other: close together says something only where many do.
        let many = device.filter(|device| number(device.accounts.len()) >= points.accounts_min);
        let by_device = many.and_then(|device| nearest(&device.sent, signal));
        let beside = self.beside.get(&signal.unit).filter(|_| signal.near >= Nearness::Make);
        if let Some(sent) = beside {
            let (near, all) = (number(sent.len()), self.units.get(&signal.unit).copied().unwrap_or(0));
            if near >= set.unit.cases_min && near * 100 >= points.beside_percent * all {
                signs.push((Sign::Beside(near, all), points.beside));
            }
        }
        let by_desk = beside.and_then(|sent| nearest(sent, signal));
        if let Some(gap) = by_device.into_iter().chain(by_desk).min()
            && gap <= points.close_minutes * 60
        {
            signs.push((Sign::Close(gap / 60), points.close));
        }
        if let (Some(took), Some(median)) = (signal.took, self.medians.get(&signal.procedure))
            && (took <= points.quick_seconds || took * 100 <= points.quick_percent * median)
        {
            signs.push((Sign::Quick(took, *median), points.quick));
        }
        if signal.office_contact {
            signs.push((Sign::OfficeContact, points.office_contact));
        }
        let sharing = signal.contact.and_then(|contact| self.contacts.get(&contact));
        let sharing = sharing.map_or(0, |accounts| number(accounts.len()));
        if sharing >= points.contact_min {
            signs.push((Sign::Contact(sharing), points.contact));
        }
        if let Some(after) = signal.taken_after.filter(|after| *after <= points.taken_minutes) {
            signs.push((Sign::Taken(after), points.taken));
        }
        if !signal.in_hours {
            signs.push((Sign::OutOfHours, -points.out_of_hours));
        }
        signs
    }
}

/// Seconds to the nearest filing of another account.
fn nearest(sent: &[(i64, Mark)], signal: &Signal) -> Option<i64> {
    let at = sent.partition_point(|(when, _)| *when < signal.sent_at);
    let other = |(_, account): &&(i64, Mark)| *account != signal.account;
    let before = sent[..at].iter().rev().find(other).map(|(when, _)| signal.sent_at - when);
    let after = sent[at..].iter().find(other).map(|(when, _)| when - signal.sent_at);
    before.into_iter().chain(after).min()
}
