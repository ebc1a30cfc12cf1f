//! What a replay did, by unit.

use motcua_calendar::{Moment, Verdict};
use motcua_city::City;
use motcua_domain::dossier::Dossier;
use motcua_domain::dossier::deadline::{Standing, standing};
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::Channel;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

/// Numbers of one unit, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// Received (a code was given, the clock ran).
    pub received: u64,
    /// Of these over the counter.
    pub counter: u64,
    /// Online.
    pub online: u64,
    /// By post.
    pub post: u64,
    /// Finished before the day of the promise.
    pub early: u64,
    /// Finished on that day, in time.
    pub on_time: u64,
    /// Finished after the promise.
    pub late: u64,
    /// Not finished.
    pub open: u64,
    /// Of these past their promise.
    pub overdue: u64,
}

/// Counts taken while the replay runs.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Acts done.
    pub acts: u64,
    /// Events they wrote.
    pub events: u64,
    /// Acts the law refused although the replay only does lawful ones: each is a defect.
    pub refusals: u64,
    /// The first of them.
    pub refused: Vec<String>,
    units: BTreeMap<UnitId, Numbers>,
    phases: [u64; 11],
}

impl Tally {
    /// Counts a dossier as it stands at the end.
    pub fn settle(&mut self, dossier: &Dossier, end: Moment) {
        self.events += u64::from(dossier.revision);
        self.phases[usize::from(dossier.phase.national_status()).min(10)] += 1;
        if dossier.clock.is_none() {
            return;
        }
        let unit = self.units.entry(dossier.places.competent).or_default();
        unit.received += 1;
        match dossier.provenance.channel() {
            Channel::Counter => unit.counter += 1,
            Channel::Online => unit.online += 1,
            Channel::Post => unit.post += 1,
        }
        match standing(dossier, end) {
            Standing::Ended(Verdict::Early) => unit.early += 1,
            Standing::Ended(Verdict::OnTime) => unit.on_time += 1,
            Standing::Ended(Verdict::Overdue) => unit.late += 1,
            Standing::Overdue { .. } => {
                unit.open += 1;
                unit.overdue += 1;
            }
            Standing::NotStarted | Standing::Paused { .. } | Standing::Running { .. } => unit.open += 1,
        }
    }

    /// Counts acts of offices that were not taken.
    pub fn not_taken(&mut self, refused: Vec<String>) {
        self.refusals += refused.len() as u64;
        self.refused.extend(refused);
    }

    fn total(&self) -> Numbers {
        self.units.values().fold(Numbers::default(), |a, b| Numbers {
            received: a.received + b.received,
            counter: a.counter + b.counter,
            online: a.online + b.online,
            post: a.post + b.post,
            early: a.early + b.early,
            on_time: a.on_time + b.on_time,
            late: a.late + b.late,
            open: a.open + b.open,
            overdue: a.overdue + b.overdue,
        })
    }
}

/// The report of a replay.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// First moment and end, RFC 3339.
    pub from: String,
    /// See `from`.
    pub to: String,
    /// Seed.
    pub seed: u64,
    /// Dossiers filed.
    pub dossiers: u64,
    /// Acts done.
    pub acts: u64,
    /// Events written.
    pub events: u64,
    /// Acts unexpectedly refused: a defect when not 0.
    pub unexpected_refusals: u64,
    /// The first of them.
    pub refusals: Vec<String>,
    /// Real time.
    pub seconds: f64,
    /// Acts in a second.
    pub acts_per_second: f64,
    /// Largest memory of the process so far, bytes; absent where the system does not tell.
    pub peak_rss: Option<u64>,
    /// Dossiers by national status at the end, `status 1` to `status 10`.
    pub by_status: BTreeMap<u8, u64>,
    /// All units together.
    pub total: Numbers,
    /// Each unit that decides, by its key, busiest first.
    pub units: Vec<UnitNumbers>,
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct UnitNumbers {
    /// Key of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Its numbers.
    #[serde(flatten)]
    pub numbers: Numbers,
}

/// Lines of the table on a terminal.
const LINES: usize = 20;

impl Summary {
    pub(super) fn new(tally: &Tally, city: &City, plan: &super::Plan, took: Duration) -> Self {
        let mut units: Vec<UnitNumbers> = city
            .units
            .iter()
            .filter_map(|unit| {
                let numbers = *tally.units.get(&unit.id)?;
                Some(UnitNumbers { unit: unit.key.clone(), name: unit.short_name.clone(), numbers })
            })
            .collect();
        units.sort_by(|a, b| b.numbers.received.cmp(&a.numbers.received).then_with(|| a.unit.cmp(&b.unit)));
        let seconds = took.as_secs_f64();
        Self {
            from: plan.begin.rfc3339(),
            to: plan.end.rfc3339(),
            seed: plan.seed,
            dossiers: tally.phases.iter().sum(),
            acts: tally.acts,
            events: tally.events,
            unexpected_refusals: tally.refusals,
            refusals: tally.refused.clone(),
            seconds,
            acts_per_second: tally.acts as f64 / seconds.max(1e-9),
            peak_rss: peak_rss(),
            by_status: (1..=10u8).map(|status| (status, tally.phases[usize::from(status)])).collect(),
            total: tally.total(),
            units,
        }
    }

    /// What was done, in one line.
    pub fn one_line(&self) -> String {
        let rss = self.peak_rss.map_or_else(String::new, |bytes| format!(", {} MB", bytes / 1_000_000));
        format!(
            "{} hồ sơ · dossiers, {} việc · acts, {} sự kiện · events, {:.1} s, {:.0}/s{rss}; unexpected refusals: {}",
            self.dossiers,
            self.acts,
            self.events,
            self.seconds,
            self.acts_per_second,
            self.unexpected_refusals
        )
    }

    /// The table by unit.
    pub fn table(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let head = [
            "nhận",
            "quầy",
            "trực tuyến",
            "bưu chính",
            "trước hạn",
            "đúng hạn",
            "trễ hạn",
            "đang làm",
            "quá hạn",
        ];
        let english =
            ["received", "counter", "online", "post", "early", "on time", "late", "open", "overdue"];
        let _ = writeln!(text, "{}{}", pad("Đơn vị", 34), head.map(|h| left(h, 11)).concat());
        let _ = writeln!(text, "{}{}", pad("Unit", 34), english.map(|h| left(h, 11)).concat());
        for line in self.units.iter().take(LINES) {
            let _ = writeln!(text, "{}{}", pad(&line.name, 34), cells(&line.numbers));
        }
        if self.units.len() > LINES {
            let _ = writeln!(text, "… {} đơn vị nữa · more units", self.units.len() - LINES);
        }
        let _ = writeln!(text, "{}{}", pad("Tổng · total", 34), cells(&self.total));
        let ended = self.total.early + self.total.on_time + self.total.late;
        if ended > 0 {
            let share = 100.0 * (ended - self.total.late) as f64 / ended as f64;
            let _ = writeln!(text, "Đúng và trước hạn · in time: {share:.2} %");
        }
        text
    }
}

fn cells(n: &Numbers) -> String {
    [n.received, n.counter, n.online, n.post, n.early, n.on_time, n.late, n.open, n.overdue]
        .map(|number| format!("{number:>11}"))
        .concat()
}

/// Padded by characters, not bytes: Vietnamese letters take several.
fn pad(text: &str, width: usize) -> String {
    let shown: String = text.chars().take(width - 1).collect();
    let missing = width - shown.chars().count();
    shown + &" ".repeat(missing)
}

fn left(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(text.chars().count())) + text
}

/// The largest memory the process has had, from the system's own count.
fn peak_rss() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}
