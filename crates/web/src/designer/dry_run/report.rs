//! What a dry run found, in words and tables; long lists page by the code of the last dossier shown.

use super::{Judged, Tried};
use crate::paths::escape;
use crate::present::{unit_in, when, words};
use motcua_app::World;
use motcua_calendar::Verdict;
use motcua_domain::ids::DossierId;
use motcua_procedure::dry_run::{Lacking, Shift};
use motcua_views::designer::{Block, Cell, Item, Table};
use motcua_views::format::{count, money};
use motcua_views::{Key, Lang, Link, NoticeKind, t};

/// Dossiers of one kind on the first page.
const LISTED: usize = 10;
/// Dossiers on a page of one list.
const ROWS: usize = 50;

/// A list of dossiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// In time as it was, overdue under the draft.
    NewlyOverdue,
    /// Overdue as it was, in time under the draft.
    NoLongerOverdue,
    /// The promise would have been a later moment.
    Later,
    /// The promise would have been an earlier moment.
    Sooner,
    /// A step would have had nobody to do it.
    Lacking,
}

impl List {
    const ALL: [List; 5] =
        [List::NewlyOverdue, List::NoLongerOverdue, List::Later, List::Sooner, List::Lacking];

    fn key(self) -> &'static str {
        match self {
            List::NewlyOverdue => "newly-overdue",
            List::NoLongerOverdue => "no-longer-overdue",
            List::Later => "later",
            List::Sooner => "sooner",
            List::Lacking => "lacking",
        }
    }

    pub(super) fn of_key(key: &str) -> Option<List> {
        List::ALL.into_iter().find(|list| list.key() == key)
    }

    fn name(self) -> (&'static str, &'static str) {
        match self {
            List::NewlyOverdue => ("Đúng hạn, nay sẽ quá hạn", "In time, and overdue under the draft"),
            List::NoLongerOverdue => ("Quá hạn, nay sẽ đúng hạn", "Overdue, and in time under the draft"),
            List::Later => ("Hẹn trả muộn hơn", "Promised later under the draft"),
            List::Sooner => ("Hẹn trả sớm hơn", "Promised sooner under the draft"),
            List::Lacking => ("Có bước không có người làm", "A step would have had nobody to do it"),
        }
    }

    fn has(self, judged: &Judged) -> bool {
        let overdue = |verdict| verdict == Verdict::Overdue;
        let shift = |is: &dyn Fn(&Shift) -> bool| judged.shift.as_ref().is_some_and(is);
        match self {
            List::NewlyOverdue => shift(&|s| !overdue(s.before) && overdue(s.after)),
            List::NoLongerOverdue => shift(&|s| overdue(s.before) && !overdue(s.after)),
            List::Later => shift(&|s| s.due_after > s.due_before),
            List::Sooner => shift(&|s| s.due_after < s.due_before),
            List::Lacking => judged.lacking.is_some(),
        }
    }
}

/// What the run is told with.
pub(super) struct Report<'a> {
    pub(super) lang: Lang,
    pub(super) world: &'a World,
    pub(super) tried: &'a Tried,
    pub(super) base: String,
}

impl Report<'_> {
    fn pick<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        crate::present::pick(self.lang, vi, en)
    }

    /// The whole, with the first of each list.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let run = &self.tried.run;
        let mut blocks = vec![Block::Text(run.summary(words(self.lang)))];
        if run.read == 0 {
            return blocks;
        }
        blocks.push(Block::Facts(self.facts()));
        blocks.push(Block::Table(self.verdicts()));
        let csv = Link::new(
            self.pick("Tải mọi hồ sơ đã xét (CSV)", "Download every dossier that was tried (CSV)"),
            format!("{}.csv", self.base),
        );
        blocks.push(Block::Links(vec![csv]));
        for list in List::ALL {
            let all: Vec<&Judged> = self.tried.judged.iter().filter(|judged| list.has(judged)).collect();
            if all.is_empty() {
                continue;
            }
            let name = self.pick(list.name().0, list.name().1);
            blocks.push(Block::Heading(format!("{name} ({})", count(self.lang, all.len() as u64))));
            blocks.push(self.listed(list, &all[..all.len().min(LISTED)]));
            if all.len() > LISTED {
                let text = self.pick("Xem cả danh sách", "The whole list");
                let href = format!("{}?list={}", self.base, list.key());
                blocks.push(Block::Links(vec![Link::new(format!("{text}: {}", name.to_lowercase()), href)]));
            }
        }
        blocks.extend(self.rest());
        blocks
    }

    /// One page of a list, after the dossier named.
    pub(super) fn page_of(&self, list: List, after: &str) -> Vec<Block> {
        let all: Vec<&Judged> = self.tried.judged.iter().filter(|judged| list.has(judged)).collect();
        let from = all.iter().position(|judged| self.tried.code(judged.id) == after).map_or(0, |at| at + 1);
        let shown = &all[from..all.len().min(from + ROWS)];
        let name = self.pick(list.name().0, list.name().1);
        let mut blocks = vec![Block::Text(format!("{name}: {}.", count(self.lang, all.len() as u64)))];
        if !shown.is_empty() {
            blocks.push(self.listed(list, shown));
        }
        let mut links = Vec::new();
        if let Some(last) = shown.last().filter(|_| from + shown.len() < all.len()) {
            let after = self.tried.code(last.id);
            let href = format!("{}?list={}&after={}", self.base, list.key(), escape(&after));
            links.push(Link::new(t(self.lang, Key::NextPage), href));
        }
        links.push(Link::new(self.pick("Kết quả chung", "The whole result"), self.base.clone()));
        blocks.push(Block::Links(links));
        blocks
    }

    /// Promises and fees, over all.
    fn facts(&self) -> Vec<(String, Cell)> {
        let (run, fees) = (&self.tried.run, &self.tried.fees);
        let number = |n: u64| Cell::number(count(self.lang, n));
        let mut facts = vec![
            (self.pick("Hẹn trả muộn hơn", "Promised later").to_owned(), number(run.due_later)),
            (self.pick("Hẹn trả sớm hơn", "Promised sooner").to_owned(), number(run.due_sooner)),
        ];
        if fees.compared > 0 {
            let sum = format!("{} → {}", money(self.lang, fees.before), money(self.lang, fees.after));
            let label = self.pick("Tổng phí theo mức chung", "Fees of an ordinary payer, in all");
            facts.push((label.to_owned(), Cell::number(sum)));
            facts.push((self.pick("Nộp nhiều hơn", "Would pay more").to_owned(), number(fees.more)));
            facts.push((self.pick("Nộp ít hơn", "Would pay less").to_owned(), number(fees.less)));
        }
        if fees.unknown > 0 {
            let label = self.pick("Chưa rõ mức phí để so", "Fee not known on both sides");
            facts.push((label.to_owned(), number(fees.unknown)));
        }
        facts
    }

    fn listed(&self, list: List, judged: &[&Judged]) -> Block {
        if list == List::Lacking {
            let lacking = judged.iter().filter_map(|judged| judged.lacking.as_ref());
            return Block::List(lacking.map(|one| self.lacking(one)).collect());
        }
        let shifts: Vec<&Shift> = judged.iter().filter_map(|judged| judged.shift.as_ref()).collect();
        Block::Table(self.shifts(self.pick(list.name().0, list.name().1), &shifts))
    }

    /// What could not be judged.
    fn rest(&self) -> Vec<Block> {
        let run = &self.tried.run;
        let others = [
            ("Không có đường đi đến kết quả", "No way to a result", &run.without_way),
            ("Không xác định được trường hợp", "Case not known to the draft", &run.without_case),
            ("Lịch không phủ tới", "Beyond the calendar", &run.uncovered),
        ];
        let mut blocks = Vec::new();
        for (vi, en, listed) in others {
            if listed.count > 0 {
                let heading = format!("{} ({})", self.pick(vi, en), count(self.lang, listed.count));
                blocks.push(Block::Heading(heading));
                let item = |id: &DossierId| Item::plain(self.tried.code(*id));
                blocks.push(Block::List(listed.first.iter().take(ROWS).map(item).collect()));
            }
        }
        blocks
    }

    fn verdicts(&self) -> Table {
        let names = [("Sớm hạn", "Early"), ("Đúng hạn", "On time"), ("Quá hạn", "Overdue")];
        let mut heads = vec![
            self.pick("Thực tế (dòng), theo bản thảo (cột)", "As it was (rows), under the draft (columns)")
                .to_owned(),
        ];
        heads.extend(names.map(|(vi, en)| self.pick(vi, en).to_owned()));
        let rows = names.iter().zip(self.tried.run.verdicts).map(|((vi, en), row)| {
            let counts = row.into_iter().map(|n| Cell::number(count(self.lang, n)));
            std::iter::once(Cell::text(self.pick(vi, en))).chain(counts).collect()
        });
        Table {
            caption: self.pick("Kết quả theo hạn", "Outcome by due date").to_owned(),
            rows: rows.collect(),
            heads,
        }
    }

    fn shifts(&self, caption: &str, shifts: &[&Shift]) -> Table {
        let row = |shift: &&Shift| {
            vec![
                Cell::number(self.tried.code(shift.id)),
                Cell::number(when(self.lang, shift.ended_at)),
                Cell::number(when(self.lang, shift.due_before)),
                Cell::number(when(self.lang, shift.due_after)),
            ]
        };
        Table {
            caption: caption.to_owned(),
            heads: [
                ("Mã hồ sơ", "Dossier"),
                ("Xong lúc", "Ended"),
                ("Đã hẹn", "Promised"),
                ("Hẹn theo bản thảo", "Promise under the draft"),
            ]
            .map(|(vi, en)| self.pick(vi, en).to_owned())
            .into(),
            rows: shifts.iter().map(row).collect(),
        }
    }

    fn lacking(&self, lacking: &Lacking) -> Item {
        let step = self.tried.version.steps.get(lacking.step);
        let step = step.map_or("", |step| super::super::passing::step_name(self.lang, step));
        let text = format!(
            "{}: {} {} “{step}”, {}",
            self.tried.code(lacking.id),
            self.pick("bước", "step"),
            lacking.step + 1,
            unit_in(self.lang, self.world, lacking.unit)
        );
        Item { tone: Some(NoticeKind::Warning), ..Item::plain(text) }
    }
}
