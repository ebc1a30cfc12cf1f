//! How long: the terms of cases and channels, what moves the day, and the day itself for a dossier filed now.

use super::Ground;
use super::choice::own;
use crate::present::{capital, pick, timeline::term, unit_in, when, words};
use motcua_calendar::{CutoffEffect, DueRequest, PausePolicy, StartRule, TermRule};
use motcua_domain::ids::{CaseKey, UnitId};
use motcua_domain::procedure::{Channel, Competence};
use motcua_views::portal::{DueExample, TermLine};

/// The rule of the situation as far as it is told; an ordinary filing at a counter otherwise.
fn rule<'a>(g: &Ground<'a>) -> &'a TermRule {
    g.version.rule_for(g.chosen.case_key(), g.chosen.channel.unwrap_or(Channel::Counter))
}

/// The term in words.
pub(super) fn term_of(g: &Ground<'_>) -> String {
    let known = g.chosen.case_key().is_some() || g.version.terms.is_empty();
    let term = term(g.lang, rule(g).term);
    if known {
        term
    } else {
        format!("{term} {}", pick(g.lang, "(tùy trường hợp)", "(it depends on the case)"))
    }
}

/// Each case and channel whose term differs; those the situation rules out are left out.
pub(super) fn terms(g: &Ground<'_>) -> Vec<TermLine> {
    let case_of = |key: &CaseKey| {
        let case = g.version.case(key);
        case.map_or_else(|| key.to_string(), |case| own(g.lang, &case.name, &case.name_en).to_owned())
    };
    let fits = |case: Option<&CaseKey>, channel: Option<Channel>| {
        let case = case.is_none_or(|case| g.chosen.case_key().is_none_or(|chosen| chosen == case));
        case && channel.is_none_or(|channel| g.chosen.channel.is_none_or(|chosen| chosen == channel))
    };
    let variants = g.version.terms.iter().filter(|v| fits(v.case.as_ref(), v.channel));
    let mut lines: Vec<TermLine> = variants
        .map(|variant| {
            let case = variant.case.as_ref().map(case_of);
            let channel = variant.channel.map(|channel| channel.label(words(g.lang)).to_owned());
            let of: Vec<String> = [case, channel].into_iter().flatten().collect();
            TermLine { of: capital(&of.join(", ")), term: term(g.lang, variant.rule.term) }
        })
        .collect();
    if !lines.is_empty() {
        let rest = pick(g.lang, "Các trường hợp khác", "In every other case");
        lines.push(TermLine { of: rest.to_owned(), term: term(g.lang, g.version.rule.term) });
    }
    lines
}

/// What moves the day: the start, the hour after which a day is lost, waits.
pub(super) fn notes(g: &Ground<'_>) -> Vec<String> {
    let rule = rule(g);
    let mut notes: Vec<String> = g.version.term_note.iter().cloned().collect();
    if let Some(cutoff) = rule.cutoff {
        notes.push(match (cutoff.effect, g.lang) {
            (CutoffEffect::DueNextDay, motcua_views::Lang::Vi) => {
                format!("Nộp sau {} thì ngày hẹn trả lùi sang ngày làm việc tiếp theo.", cutoff.at)
            }
            (CutoffEffect::DueNextDay, motcua_views::Lang::En) => {
                format!("Filed after {}, it is due one working day later.", cutoff.at)
            }
            (CutoffEffect::StartNextDay, motcua_views::Lang::Vi) => {
                format!("Nộp sau {} thì tính như nộp vào ngày làm việc tiếp theo.", cutoff.at)
            }
            (CutoffEffect::StartNextDay, motcua_views::Lang::En) => {
                format!("Filed after {}, it counts as filed on the next working day.", cutoff.at)
            }
        });
    }
    notes.push(
        match rule.start {
            StartRule::SameDay => pick(
                g.lang,
                "Ngày nộp đủ giấy tờ là ngày thứ nhất, nếu còn trong giờ làm việc.",
                "The day it is filed complete is day 1, within office hours.",
            ),
            StartRule::NextWorkingDay => pick(
                g.lang,
                "Tính từ ngày làm việc tiếp theo ngày nộp đủ giấy tờ.",
                "Counted from the working day after it is filed complete.",
            ),
        }
        .to_owned(),
    );
    notes.push(
        match rule.policy {
            PausePolicy::PauseAndShift => pick(
                g.lang,
                "Thời gian chờ ông/bà bổ sung giấy tờ không tính vào thời hạn.",
                "Time waited for missing papers does not count.",
            ),
            PausePolicy::Restart => pick(
                g.lang,
                "Nếu phải bổ sung giấy tờ, thời hạn tính lại từ đầu khi đã bổ sung đủ.",
                "If papers are missing, the term starts afresh when they are all there.",
            ),
        }
        .to_owned(),
    );
    if let Some(wait) = g.version.supplement_wait {
        let text =
            pick(g.lang, "Ông/bà có thể bổ sung giấy tờ trong", "Missing papers may be brought within");
        notes.push(format!("{text} {}.", term(g.lang, wait)));
    }
    notes
}

/// When a dossier filed now would be due, by the calendar of who decides; nothing for a version not in force.
pub(super) fn example(g: &Ground<'_>, commune: Option<UnitId>) -> Option<DueExample> {
    if !g.version.in_force(g.today) {
        return None;
    }
    let any = g.world.units.lasting().find(|unit| unit.kind.is_counter())?.id;
    let counter = commune.and_then(|commune| g.world.units.counter_of(commune)).map_or(any, |unit| unit.id);
    let competent = match g.version.competence {
        Competence::Agency(unit) => g.world.units.latest(unit),
        Competence::Commune => commune.unwrap_or(counter),
    };
    let calendar = g.world.calendar(competent).ok()?;
    let received = g.web.app.now();
    let due = calendar.due(&DueRequest { received, rule: rule(g), pauses: &[], extension: None }).ok()?;
    let at = match commune {
        Some(_) => unit_in(g.lang, g.world, counter),
        None => pick(g.lang, "một quầy của thành phố", "a counter of the city").to_owned(),
    };
    Some(DueExample {
        at,
        now: when(g.lang, received),
        due: when(g.lang, due.at),
        why: due.explanation.lines(calendar, words(g.lang)),
    })
}
