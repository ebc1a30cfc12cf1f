//! A term rule in a few columns: how long, from which day, cut-off, what a pause does.

use crate::designer::ground::{Ground, word};
use crate::designer::layout::{Column, Kind, or_none};
use crate::designer::reader::Reader;
use crate::present::words;
use motcua_calendar::{Cutoff, CutoffEffect, PausePolicy, StartRule, TermRule};
use motcua_views::Choice;

/// The columns of a rule.
pub(super) fn columns(g: &Ground) -> Vec<Column> {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    let one = |value: String, vi, en| Choice::new(value, g.pick(vi, en));
    let start = vec![
        one(word(StartRule::NextWorkingDay), "ngày làm việc tiếp theo", "the next working day"),
        one(word(StartRule::SameDay), "ngay trong ngày nhận", "the day of receipt"),
    ];
    let effect = vec![
        one(word(CutoffEffect::StartNextDay), "tính như nhận ngày sau", "counts as received the next day"),
        one(word(CutoffEffect::DueNextDay), "hạn trả lùi một ngày làm việc", "the due day moves on by one"),
    ];
    let policy = vec![
        one(word(PausePolicy::PauseAndShift), "dừng rồi tính tiếp", "pauses, then goes on"),
        one(word(PausePolicy::Restart), "tính lại từ đầu", "starts afresh"),
    ];
    vec![
        column("term", "Thời hạn giải quyết", "Legal term", Kind::Short),
        column("start", "Tính từ", "Counted from", Kind::One(start)),
        column("cutoff", "Giờ chốt trong ngày", "Cut-off hour", Kind::Short).optional(),
        column("effect", "Nhận sau giờ chốt thì", "After the cut-off", Kind::One(or_none(g.lang, effect)))
            .optional(),
        column("policy", "Khi chờ bổ sung", "While waiting for papers", Kind::One(policy)),
    ]
}

/// A rule as it is typed.
pub(super) fn typed(g: &Ground, rule: &TermRule) -> [(&'static str, String); 5] {
    [
        ("term", rule.term.label(words(g.lang))),
        ("start", word(rule.start)),
        ("cutoff", rule.cutoff.map_or_else(String::new, |cutoff| cutoff.at.to_string())),
        ("effect", rule.cutoff.map_or_else(String::new, |cutoff| word(cutoff.effect))),
        ("policy", word(rule.policy)),
    ]
}

/// Reads a rule; `id` and `text` say where a column stands and what was typed there.
pub(super) fn read<'t>(
    reader: &mut Reader<'_>,
    id: impl Fn(&str) -> String,
    text: impl Fn(&str) -> &'t str,
) -> Option<TermRule> {
    let term = reader.term(&id("term"), text("term"));
    let start = reader.one(&id("start"), text("start"));
    let at = reader.hour(&id("cutoff"), text("cutoff"));
    let effect: Option<CutoffEffect> = reader.one_or_none(&id("effect"), text("effect"));
    let policy = reader.one(&id("policy"), text("policy"));
    let cutoff = match (at, effect) {
        (Some(at), Some(effect)) => Some(Cutoff { at, effect }),
        (Some(_), None) => reader.wrong(
            id("effect"),
            "Chọn hồ sơ nhận sau giờ chốt thì tính thế nào",
            "Choose what receipt after the cut-off does",
        ),
        (None, _) => None,
    };
    Some(TermRule { term: term?, start: start?, cutoff, policy: policy? })
}
