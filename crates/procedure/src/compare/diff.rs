//! How sentences are made: one value against another, and lists whose items are recognised.

use super::{Change, ChangeKind, Section};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;

/// A text in both languages.
pub(super) type Both = (String, String);

/// The same text in both.
pub(super) fn same(text: impl Into<String>) -> Both {
    let text = text.into();
    (text.clone(), text)
}

/// Words of both languages.
pub(super) fn both(vi: &str, en: &str) -> Both {
    (vi.to_owned(), en.to_owned())
}

/// What stands for a value that is not given.
pub(super) fn nothing() -> Both {
    both("không ghi", "none")
}

/// A value that may be left out.
pub(super) fn or_nothing<T>(value: Option<T>, say: impl FnOnce(T) -> Both) -> Both {
    value.map_or_else(nothing, say)
}

/// A text in quotation marks, or nothing.
pub(super) fn quoted(text: &str) -> Both {
    if text.trim().is_empty() { nothing() } else { same(format!("“{text}”")) }
}

/// Parts joined by commas.
pub(super) fn joined(parts: impl Iterator<Item = Both>) -> Both {
    let (vi, en): (Vec<String>, Vec<String>) = parts.unzip();
    if vi.is_empty() { nothing() } else { (vi.join(", "), en.join(", ")) }
}

/// Which items of two lists are the same thing, by index; and what is left on either side.
pub(super) struct Paired {
    pub pairs: Vec<(usize, usize)>,
    pub removed: Vec<usize>,
    pub added: Vec<usize>,
}

impl Paired {
    /// Whether what stayed stands in another order.
    pub(super) fn reordered(&self) -> bool {
        self.pairs.windows(2).any(|pair| pair[0].1 > pair[1].1)
    }
}

/// What says that two items are the same thing.
pub(super) type Same<'a, T> = &'a dyn Fn(&T, &T) -> bool;

/// Pairs the items of two lists: equal ones first, then by each criterion in turn; of several the first in order.
pub(super) fn pair<T: PartialEq>(old: &[T], new: &[T], criteria: &[Same<'_, T>]) -> Paired {
    let mut matched: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let equal: Same<'_, T> = &|a, b| a == b;
    for criterion in std::iter::once(&equal).chain(criteria) {
        for (at, item) in old.iter().enumerate().filter(|(at, _)| matched[*at].is_none()).collect::<Vec<_>>()
        {
            let found = (0..new.len()).find(|to| !taken[*to] && criterion(item, &new[*to]));
            if let Some(to) = found {
                taken[to] = true;
                matched[at] = Some(to);
            }
        }
    }
    Paired {
        pairs: matched.iter().enumerate().filter_map(|(at, to)| to.map(|to| (at, to))).collect(),
        removed: (0..old.len()).filter(|at| matched[*at].is_none()).collect(),
        added: (0..new.len()).filter(|to| !taken[*to]).collect(),
    }
}

/// The comparison under way.
pub(super) struct Diff<'a> {
    pub old: &'a ProcedureVersion,
    pub new: &'a ProcedureVersion,
    pub units: &'a UnitIndex,
    pub changes: Vec<Change>,
}

/// What a sentence is about: a section, and a thing in it (empty for the version itself).
pub(super) struct About {
    pub section: Section,
    pub thing: Both,
}

impl About {
    /// The version itself.
    pub(super) fn version(section: Section) -> Self {
        Self { section, thing: same("") }
    }
}

impl Diff<'_> {
    pub(super) fn push(&mut self, section: Section, kind: ChangeKind, (vi, en): Both) {
        self.changes.push(Change { section, kind, vi: sentence(&vi), en: sentence(&en) });
    }

    /// `Bước 2 “Thẩm định”: thời gian từ 1 ngày làm việc thành 4 giờ làm việc`, when the values differ.
    pub(super) fn value<T: PartialEq + ?Sized>(
        &mut self,
        about: &About,
        name: (&str, &str),
        (old, new): (&T, &T),
        say: impl Fn(&T) -> Both,
    ) {
        if old == new {
            return;
        }
        let (from, to) = (say(old), say(new));
        let lead = |thing: &str| if thing.is_empty() { String::new() } else { format!("{thing}: ") };
        self.push(
            about.section,
            ChangeKind::Changed,
            (
                format!("{}{} từ {} thành {}", lead(&about.thing.0), name.0, from.0, to.0),
                format!("{}{} from {} to {}", lead(&about.thing.1), name.1, from.1, to.1),
            ),
        );
    }

    /// A switch: what is said when it is on, and what when it is off.
    pub(super) fn switch(
        &mut self,
        about: &About,
        (old, new): (bool, bool),
        on: (&str, &str),
        off: (&str, &str),
    ) {
        if old != new {
            let (vi, en) = if new { on } else { off };
            let lead = |thing: &str| if thing.is_empty() { String::new() } else { format!("{thing}: ") };
            let said = (format!("{}{vi}", lead(&about.thing.0)), format!("{}{en}", lead(&about.thing.1)));
            self.push(about.section, ChangeKind::Changed, said);
        }
    }

    pub(super) fn added(&mut self, section: Section, (vi, en): Both) {
        self.push(section, ChangeKind::Added, (format!("thêm {vi}"), format!("added: {en}")));
    }

    pub(super) fn removed(&mut self, section: Section, (vi, en): Both) {
        self.push(section, ChangeKind::Removed, (format!("bỏ {vi}"), format!("removed: {en}")));
    }

    /// The order of what stayed is another.
    pub(super) fn reordered(&mut self, section: Section, what: (&str, &str), now: Both) {
        let said = (
            format!("thứ tự {} đổi thành: {}", what.0, now.0),
            format!("the order of {} is now: {}", what.1, now.1),
        );
        self.push(section, ChangeKind::Changed, said);
    }
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    let first: String = rest.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", rest.as_str())
}
