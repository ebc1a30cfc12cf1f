//! Budgets: what the steps of a way take together, agency by agency, against the legal term of its case and channel.
//!
//! Working days are eight hours. Days and months of the civil calendar are reckoned by the working time they surely hold:
//! five days of seven, twenty of a month. Where term and budgets are of one kind they are compared as they stand.

use super::codes::*;
use super::say;
use super::sink::{Sink, at_step, whole};
use super::ways::Ways;
use crate::finding::Severity;
use crate::surroundings::Surroundings;
use motcua_calendar::Lang::{En, Vi};
use motcua_calendar::{Lang, STANDARD_DAY_MINUTES, Term};
use motcua_domain::procedure::{Channel, PlannedOpinion, ProcedureVersion, Situation, Step, StepPlace, flow};
use std::collections::BTreeMap;

/// Differences that come from turning civil days into working time are not worth a word.
const ROUNDING_MINUTES: i64 = 60;

/// The budgets of one way, for a page that shows how the term is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budgets {
    /// The legal term of the case and channel.
    pub term: Term,
    /// What the steps take together, in working minutes.
    pub minutes: u64,
    /// The same by place, in the order of the first step there.
    pub by_place: Vec<(StepPlace, u64)>,
    /// What agencies have side by side with these steps, inside their time: by place, each step by its longest branch.
    pub beside: Vec<(StepPlace, u64)>,
    /// Steps whose clock runs and that have no budget of their own.
    pub unsplit: usize,
    /// The same sum in the kind of the term, when every budget is of this kind.
    same_kind: Option<u32>,
}

impl Budgets {
    /// What each agency has, its steps and its branches together, in the order they come.
    pub fn by_agency(&self) -> Vec<(StepPlace, u64)> {
        let mut all = self.by_place.clone();
        for (place, minutes) in &self.beside {
            add(&mut all, *place, *minutes);
        }
        all
    }

    /// By how much the budgets exceed the term (above nought) or fall short of it, in working minutes; in calendar days
    /// or months only by the working time these surely hold.
    pub fn difference_minutes(&self) -> i64 {
        let minutes = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        minutes(self.minutes).saturating_sub(minutes(working_minutes(self.term)))
    }

    /// The difference in words, and whether it is above nought; `None` when there is none worth a word.
    fn difference(&self) -> Option<(bool, [String; 2])> {
        if let Some(count) = self.same_kind {
            let by = count.abs_diff(self.term.count());
            let term = match self.term {
                Term::WorkingMinutes(_) | Term::WorkingDays(_) => None,
                Term::CalendarDays(_) => Some(Term::CalendarDays(by)),
                Term::Months(_) => Some(Term::Months(by)),
            };
            if let Some(term) = term {
                return (by > 0).then(|| (count > self.term.count(), [term.label(Vi), term.label(En)]));
            }
        }
        let by = self.difference_minutes();
        let civil = matches!(self.term, Term::CalendarDays(_) | Term::Months(_));
        let least = if civil { ROUNDING_MINUTES } else { 0 };
        let said = |lang: Lang| {
            let said = say::minutes(by.unsigned_abs(), lang);
            match (civil, lang) {
                (false, _) => said,
                (true, Lang::Vi) => format!("khoảng {said}"),
                (true, Lang::En) => format!("about {said}"),
            }
        };
        (by.abs() > least).then(|| (by > 0, [said(Vi), said(En)]))
    }
}

/// The budgets of the way a situation leads through.
pub fn budgets(version: &ProcedureVersion, situation: &Situation<'_>) -> Budgets {
    let channel = situation.channel.unwrap_or(Channel::Counter);
    let term = version.rule_for(situation.case, channel).term;
    sum(&version.steps, &flow::path(&version.steps, situation), term)
}

fn sum(steps: &[Step], path: &[usize], term: Term) -> Budgets {
    let mut budgets = Budgets {
        term,
        minutes: 0,
        by_place: Vec::new(),
        beside: Vec::new(),
        unsplit: 0,
        same_kind: Some(0),
    };
    for step in path.iter().map(|index| &steps[*index]).filter(|step| step.clock_runs) {
        for (place, minutes) in longest(step) {
            add(&mut budgets.beside, place, minutes);
        }
        let Some(budget) = step.budget else {
            budgets.unsplit += 1;
            continue;
        };
        let minutes = working_minutes(budget);
        budgets.minutes = budgets.minutes.saturating_add(minutes);
        add(&mut budgets.by_place, step.place, minutes);
        let same = std::mem::discriminant(&budget) == std::mem::discriminant(&term);
        budgets.same_kind = budgets.same_kind.filter(|_| same).map(|sum| sum.saturating_add(budget.count()));
    }
    budgets
}

fn add(sums: &mut Vec<(StepPlace, u64)>, place: StepPlace, minutes: u64) {
    match sums.iter_mut().find(|(known, _)| *known == place) {
        Some((_, sum)) => *sum = sum.saturating_add(minutes),
        None => sums.push((place, minutes)),
    }
}

/// The longest branch of a step at each agency.
fn longest(step: &Step) -> Vec<(StepPlace, u64)> {
    let mut longest: Vec<(StepPlace, u64)> = Vec::new();
    for branch in step.opinions.iter().filter(|opinion| opinion.is_branch()) {
        let minutes = working_minutes(branch.within);
        match longest.iter_mut().find(|(place, _)| *place == branch.place) {
            Some((_, most)) => *most = minutes.max(*most),
            None => longest.push((branch.place, minutes)),
        }
    }
    longest
}

/// The least working time a term surely holds.
pub(super) fn working_minutes(term: Term) -> u64 {
    let day = u64::from(STANDARD_DAY_MINUTES);
    match term {
        Term::WorkingMinutes(n) => u64::from(n),
        Term::WorkingDays(n) => u64::from(n) * day,
        Term::CalendarDays(n) => (u64::from(n) * 5 * day) / 7,
        Term::Months(n) => u64::from(n) * 20 * day,
    }
}

pub(super) fn check(version: &ProcedureVersion, ways: &Ways<'_>, around: &Surroundings<'_>, sink: &mut Sink) {
    for (index, step) in version.steps.iter().enumerate() {
        one_step(index, step, sink);
    }
    terms(version, sink);
    // Each difference once, with the situations it occurs in.
    let mut found: BTreeMap<(u32, i64, usize), (Budgets, Vec<Situation<'_>>)> = BTreeMap::new();
    for (situation, path) in situations(version, ways) {
        let channel = situation.channel.unwrap_or(Channel::Counter);
        let term = version.rule_for(situation.case, channel).term;
        let budgets = sum(&version.steps, path, term);
        let key = (term.count(), budgets.difference_minutes(), budgets.unsplit);
        found.entry(key).or_insert_with(|| (budgets, Vec::new())).1.push(situation);
    }
    let several = found.len() > 1;
    for (budgets, situations) in found.into_values() {
        say_difference(version, ways, (&budgets, &situations), several, around, sink);
    }
}

/// The ways with a case and a channel that a dossier may have.
fn situations<'a>(version: &'a ProcedureVersion, ways: &'a Ways<'_>) -> Vec<(Situation<'a>, &'a [usize])> {
    // What does not lead to a result is another finding.
    let sound = |way: &super::ways::Way<'_>| flow::is_sound(&version.steps, &way.path);
    let offered = |way: &&super::ways::Way<'_>| {
        sound(way) && way.situation.channel.is_none_or(|channel| version.channels.contains(&channel))
    };
    let Some(only) = ways.all.first().filter(|_| ways.all.len() == 1) else {
        return ways.all.iter().filter(offered).map(|way| (way.situation, way.path.as_slice())).collect();
    };
    if !sound(only) {
        return Vec::new();
    }
    if version.terms.is_empty() {
        return vec![(only.situation, only.path.as_slice())];
    }
    let none = [None];
    let cases: Vec<_> = version.cases.iter().map(|case| Some(&case.key)).collect();
    let cases = if cases.is_empty() { none.to_vec() } else { cases };
    let each = cases.into_iter().flat_map(|case| {
        let channels = version.channels.iter();
        channels.map(move |channel| Situation { case, channel: Some(*channel), ..Situation::default() })
    });
    each.map(|situation| (situation, only.path.as_slice())).collect()
}

fn say_difference(
    version: &ProcedureVersion,
    ways: &Ways<'_>,
    (budgets, situations): (&Budgets, &[Situation<'_>]),
    several: bool,
    around: &Surroundings<'_>,
    sink: &mut Sink,
) {
    let Some((above, [by_vi, by_en])) = budgets.difference() else { return };
    // Where some steps have no budget, or none has, the rest of the term is theirs.
    if !above && (budgets.unsplit > 0 || budgets.by_place.is_empty()) {
        return;
    }
    let severity = match (above, version.provisional.steps || version.provisional.term) {
        (true, _) => Severity::Error,
        (false, false) => Severity::Warning,
        (false, true) => Severity::Note,
    };
    let mut telling = ways.telling;
    telling.case |= version.terms.iter().any(|variant| variant.case.is_some());
    telling.channel |= version.terms.iter().any(|variant| variant.channel.is_some());
    let first = situations.first().filter(|_| several).copied().unwrap_or_default();
    let (when_vi, when_en) =
        if several { say::situation(version, &first, telling) } else { (String::new(), String::new()) };
    let share = |lang: Lang| {
        let part = |(place, minutes): &(StepPlace, u64)| {
            let (vi, en) = say::place(*place, around);
            format!("{} {}", if lang == Vi { vi } else { en }, say::minutes(*minutes, lang))
        };
        let beside = |one: &(StepPlace, u64)| match lang {
            Vi => format!("song song {}", part(one)),
            En => format!("side by side {}", part(one)),
        };
        let all = budgets.by_place.iter().map(part).chain(budgets.beside.iter().map(beside));
        all.take(say::LISTED_MAX).collect::<Vec<_>>().join("; ")
    };
    let (word_vi, word_en) = if above { ("vượt", "exceed") } else { ("ít hơn", "fall short of") };
    let vi = format!(
        "{}các bước cộng lại {}, {word_vi} thời hạn {} là {by_vi} ({}).",
        if several { format!("Nếu {when_vi}: ") } else { String::new() },
        say::minutes(budgets.minutes, Vi),
        budgets.term.label(Vi),
        share(Vi),
    );
    let en = format!(
        "{}the steps take {} together and {word_en} the term of {} by {by_en} ({}).",
        if several { format!("With {when_en}: ") } else { String::new() },
        say::minutes(budgets.minutes, En),
        budgets.term.label(En),
        share(En),
    );
    sink.add_as(severity, BUDGET_DIFFERS, whole("term"), say::sentence(&vi), say::sentence(&en));
}

fn one_step(index: usize, step: &Step, sink: &mut Sink) {
    let (vi, en) = say::step(index, step);
    if let Some(budget) = step.budget {
        if budget.count() == 0 {
            let said = format!("{vi}: thời gian bằng không.");
            sink.add(TERM_ZERO, at_step(index), said, format!("{en}: the budget is nought."));
        } else if u64::from(step.floor_minutes) > working_minutes(budget) {
            let floor = say::minutes(u64::from(step.floor_minutes), Vi);
            let floor_en = say::minutes(u64::from(step.floor_minutes), En);
            sink.add(
                FLOOR_EXCEEDS_BUDGET,
                at_step(index),
                format!("{vi}: tối thiểu {floor}, trong khi chỉ được giao {}.", budget.label(Vi)),
                format!("{en}: at least {floor_en}, but the budget is {}.", budget.label(En)),
            );
        }
    }
    for opinion in &step.opinions {
        if opinion.within.count() == 0 {
            let said = format!("{vi}: thời gian lấy ý kiến bằng không.");
            sink.add(TERM_ZERO, at_step(index), said, format!("{en}: the time for an opinion is nought."));
        }
        if let Some(budget) = step.budget.filter(|budget| exceeds(opinion.within, *budget)) {
            sink.add(
                OPINION_EXCEEDS_STEP,
                at_step(index),
                format!(
                    "{vi}: lấy ý kiến {}, dài hơn thời gian của bước là {}.",
                    opinion.within.label(Vi),
                    budget.label(Vi)
                ),
                format!(
                    "{en}: {} for an opinion is longer than the {} of the step.",
                    opinion.within.label(En),
                    budget.label(En)
                ),
            );
        }
        branch(index, step, opinion, sink);
    }
}

/// The steps of a branch against its time and their own least times.
fn branch(index: usize, step: &Step, branch: &PlannedOpinion, sink: &mut Sink) {
    let (vi, en) = say::step(index, step);
    let mut together = 0_u64;
    for (at, own) in branch.steps.iter().enumerate() {
        let Some(budget) = own.budget else { continue };
        let (own_vi, own_en) = say::branch_step(at, own);
        let minutes = working_minutes(budget);
        together = together.saturating_add(minutes);
        if budget.count() == 0 {
            let said = format!("{vi}, {own_vi}: thời gian bằng không.");
            sink.add(TERM_ZERO, at_step(index), said, format!("{en}, {own_en}: the budget is nought."));
        } else if u64::from(own.floor_minutes) > minutes {
            let least = |lang| say::minutes(u64::from(own.floor_minutes), lang);
            sink.add(
                FLOOR_EXCEEDS_BUDGET,
                at_step(index),
                format!(
                    "{vi}, {own_vi}: tối thiểu {}, trong khi chỉ được giao {}.",
                    least(Vi),
                    budget.label(Vi)
                ),
                format!("{en}, {own_en}: at least {}, but the budget is {}.", least(En), budget.label(En)),
            );
        }
    }
    if together > working_minutes(branch.within) {
        sink.add(
            BRANCH_EXCEEDS_TIME,
            at_step(index),
            format!(
                "{vi}: các bước của nhánh cộng lại {}, dài hơn thời gian của nhánh là {}.",
                say::minutes(together, Vi),
                branch.within.label(Vi)
            ),
            format!(
                "{en}: the steps of a branch take {} together, longer than its {}.",
                say::minutes(together, En),
                branch.within.label(En)
            ),
        );
    }
}

fn exceeds(part: Term, whole: Term) -> bool {
    if std::mem::discriminant(&part) == std::mem::discriminant(&whole) {
        return part.count() > whole.count();
    }
    working_minutes(part) > working_minutes(whole)
}

fn terms(version: &ProcedureVersion, sink: &mut Sink) {
    if version.rule.term.count() == 0 {
        sink.add(TERM_ZERO, whole("term"), "Thời hạn giải quyết bằng không.", "The legal term is nought.");
    }
    if version.supplement_wait.is_some_and(|wait| wait.count() == 0) {
        let vi = "Thời gian chờ bổ sung bằng không.";
        sink.add(TERM_ZERO, whole("supplement_wait"), vi, "The time to supplement is nought.");
    }
    for (at, variant) in version.terms.iter().enumerate() {
        let number = at + 1;
        if variant.rule.term.count() == 0 {
            let vi = format!("Thời hạn riêng thứ {number} bằng không.");
            sink.add(TERM_ZERO, whole("terms"), vi, format!("Term {number} of the list is nought."));
        }
        if let Some(channel) = variant.channel.filter(|channel| !version.channels.contains(channel)) {
            let (vi, en) = say::channel_name(channel);
            sink.add(
                TERM_UNKNOWN_CHANNEL,
                whole("terms"),
                format!("Thời hạn riêng thứ {number}: thủ tục không nhận hồ sơ {vi}."),
                format!("Term {number} of the list: the channel “{en}” is not offered."),
            );
        }
        if let Some(case) = variant.case.as_ref().filter(|case| version.case(case).is_none()) {
            let vi = format!("Thời hạn riêng thứ {number}: không có trường hợp “{case}”.");
            sink.add(
                CASE_UNKNOWN,
                whole("terms"),
                vi,
                format!("Term {number} of the list: there is no case “{case}”."),
            );
        }
        let same = |other: &motcua_domain::procedure::TermVariant| {
            other.case == variant.case && other.channel == variant.channel
        };
        if version.terms[..at].iter().any(same) {
            let vi = format!("Thời hạn riêng thứ {number} trùng trường hợp và cách nộp với một dòng trước.");
            let en = format!("Term {number} of the list is for the same case and channel as an earlier one.");
            sink.add(TERM_TWICE, whole("terms"), vi, en);
        }
    }
}
