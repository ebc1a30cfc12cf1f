//! What a dry run found: counts over all, and the first dossiers of each kind by their ids.

use super::place;
use motcua_calendar::{Lang, Moment, Verdict};
use motcua_domain::ids::{DossierId, UnitId};
use serde::Serialize;

/// How many dossiers of one kind are listed; all are counted.
pub const LISTED_MAX: usize = 200;

/// A count, and the first that were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed<T> {
    /// How many.
    pub count: u64,
    /// The first [`LISTED_MAX`].
    pub first: Vec<T>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { count: 0, first: Vec::new() }
    }
}

impl<T> Listed<T> {
    pub(crate) fn add(&mut self, one: T) {
        self.count += 1;
        if self.first.len() < LISTED_MAX {
            self.first.push(one);
        }
    }
}

/// A dossier with the promise made and the one the version would have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// Which.
    pub id: DossierId,
    /// Its end, as counted.
    pub ended_at: Moment,
    /// What was promised.
    pub due_before: Moment,
    /// What would have been.
    pub due_after: Moment,
    /// How it ended.
    pub before: Verdict,
    /// How it would have.
    pub after: Verdict,
}

/// A dossier that would have met a step with nobody to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Lacking {
    /// Which.
    pub id: DossierId,
    /// The step, by index.
    pub step: usize,
    /// Where.
    pub unit: UnitId,
}

/// The outcome of a dry run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DryRun {
    /// Dossiers read.
    pub read: u64,
    /// Still open: not judged.
    pub open: u64,
    /// Judged, by how they ended (rows) and how they would have (columns): early, on time, overdue.
    pub verdicts: [[u64; 3]; 3],
    /// Judged whose promise would have been a later moment.
    pub due_later: u64,
    /// Judged whose promise would have been an earlier moment.
    pub due_sooner: u64,
    /// In time as it was, overdue under the version.
    pub newly_overdue: Listed<Shift>,
    /// Overdue as it was, in time under the version.
    pub no_longer_overdue: Listed<Shift>,
    /// A step of their way would have had nobody to do it.
    pub lacking: Listed<Lacking>,
    /// Their way through the version does not lead to a result.
    pub without_way: Listed<DossierId>,
    /// The version does not know their case, or tells cases apart and they have none: the general term was taken.
    pub without_case: Listed<DossierId>,
    /// No calendar speaks for their dates: neither promise nor verdict.
    pub uncovered: Listed<DossierId>,
}

impl DryRun {
    pub(crate) fn judge(&mut self, shift: Shift) {
        self.verdicts[place(shift.before)][place(shift.after)] += 1;
        self.due_later += u64::from(shift.due_after > shift.due_before);
        self.due_sooner += u64::from(shift.due_after < shift.due_before);
        match (shift.before == Verdict::Overdue, shift.after == Verdict::Overdue) {
            (false, true) => self.newly_overdue.add(shift),
            (true, false) => self.no_longer_overdue.add(shift),
            (true, true) | (false, false) => {}
        }
    }

    /// Dossiers judged.
    pub fn judged(&self) -> u64 {
        self.verdicts.iter().flatten().sum()
    }

    /// Judged that would have ended later than promised.
    pub fn overdue_after(&self) -> u64 {
        self.verdicts.iter().map(|row| row[2]).sum()
    }

    /// Judged that did end later than promised.
    pub fn overdue_before(&self) -> u64 {
        self.verdicts[2].iter().sum()
    }

    /// The whole in a few sentences.
    pub fn summary(&self, lang: Lang) -> String {
        match lang {
            Lang::Vi => self.summary_vi(),
            Lang::En => self.summary_en(),
        }
    }

    fn summary_vi(&self) -> String {
        if self.judged() == 0 {
            return "Chưa có hồ sơ nào đã kết thúc để thử.".to_owned();
        }
        let mut text = format!(
            "Trong {} hồ sơ đã kết thúc, {} hồ sơ sẽ quá hạn theo phiên bản này (thực tế {}): {} hồ sơ từ đúng hạn thành \
             quá hạn, {} hồ sơ từ quá hạn thành đúng hạn.",
            vi(self.judged()),
            vi(self.overdue_after()),
            vi(self.overdue_before()),
            vi(self.newly_overdue.count),
            vi(self.no_longer_overdue.count),
        );
        text.push_str(&match self.lacking.count {
            0 => " Không hồ sơ nào thiếu người xử lý.".to_owned(),
            n => format!(" {} hồ sơ có bước không ai xử lý.", vi(n)),
        });
        let mut also = |count: u64, said: &str| {
            if count > 0 {
                text.push_str(&format!(" {} hồ sơ {said}.", vi(count)));
            }
        };
        also(self.without_way.count, "không đi được đến bước trả kết quả");
        also(
            self.without_case.count,
            "không thuộc trường hợp nào của phiên bản này, tính theo thời hạn chung",
        );
        also(self.uncovered.count, "nằm ngoài lịch làm việc đã có nên không tính được ngày hẹn");
        also(self.open, "đang giải quyết nên không xét");
        text
    }

    fn summary_en(&self) -> String {
        if self.judged() == 0 {
            return "There is no finished dossier to try the version on.".to_owned();
        }
        let mut text = format!(
            "Of {} finished {}, {} would have ended later than promised ({} did): {} from in time to overdue, {} from \
             overdue to in time.",
            en(self.judged()),
            if self.judged() == 1 { "dossier" } else { "dossiers" },
            en(self.overdue_after()),
            en(self.overdue_before()),
            en(self.newly_overdue.count),
            en(self.no_longer_overdue.count),
        );
        text.push_str(&match self.lacking.count {
            0 => " None lacks an officer for any of its steps.".to_owned(),
            n => format!(" {} would meet a step that nobody is there to do.", en(n)),
        });
        let mut also = |count: u64, said: &str| {
            if count > 0 {
                text.push_str(&format!(" {} {said}.", en(count)));
            }
        };
        also(self.without_way.count, "would not reach the return of a result");
        also(self.without_case.count, "fit no case of this version and were reckoned with the general term");
        also(self.uncovered.count, "lie outside the working calendar, so that no promise can be reckoned");
        also(self.open, "still open and left out");
        text
    }
}

fn vi(count: u64) -> String {
    grouped(count, '.')
}

fn en(count: u64) -> String {
    grouped(count, ',')
}

fn grouped(count: u64, sign: char) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(sign);
        }
        text.push(digit);
    }
    text
}
