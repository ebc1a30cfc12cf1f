//! Procedure versions: codes, dates, chains and budgets.

use super::Report;
use crate::City;
use crate::load::chains::working_minutes;
use motcua_calendar::{Lang, Term};
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::{Competence, ProcedureVersion, StepKind, StepPlace, flow};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(city: &City, report: &mut Report) {
    let units: BTreeSet<UnitId> = city.units.iter().map(|unit| unit.id).collect();
    let mut ids = BTreeSet::new();
    let mut by_code: BTreeMap<&str, Vec<&ProcedureVersion>> = BTreeMap::new();
    for version in &city.procedures {
        report.expect(ids.insert(version.id), &version.code, format!("version {} stands twice", version.id));
        by_code.entry(version.code.as_str()).or_default().push(version);
        one_version(version, report);
        chain(version, report);
        places(version, &units, report);
        budgets(version, report);
    }
    for (code, versions) in &mut by_code {
        versions.sort_by_key(|version| version.valid_from);
        for pair in versions.windows(2) {
            let follows = pair[0].valid_to.is_some_and(|last| last < pair[1].valid_from);
            report.expect(follows, code, "two versions are in force on one day");
        }
    }
    let mut typed = BTreeSet::new();
    for shortcut in &city.shortcuts {
        let plain =
            !shortcut.typed.is_empty() && shortcut.typed.bytes().all(|byte| byte.is_ascii_uppercase());
        report.expect(plain, &shortcut.typed, "a short form is capital letters without accents");
        report.expect(typed.insert(&shortcut.typed), &shortcut.typed, "short form stands twice");
        let known = by_code.contains_key(shortcut.code.as_str());
        report.expect(known, &shortcut.typed, format!("{} is not a procedure", shortcut.code));
    }
}

fn one_version(version: &ProcedureVersion, report: &mut Report) {
    let code = &version.code;
    report.expect(is_procedure_code(code.as_str()), code, "is not a national code (d.dddddd)");
    report.expect(
        !version.name.is_empty() && !version.result_name.is_empty(),
        code,
        "lacks a name or a result",
    );
    report.expect(!version.source.is_empty(), code, "has no source");
    report.expect(
        version.valid_to.is_none_or(|last| last >= version.valid_from),
        code,
        "ends before it begins",
    );
    report.expect(matches!(version.volume_band, 'A' | 'B' | 'C'), code, "has no volume band A, B or C");
    let channels: BTreeSet<_> = version.channels.iter().collect();
    let once = !channels.is_empty() && channels.len() == version.channels.len();
    report.expect(once, code, "has no channel, or one twice");
    let papers: BTreeSet<_> = version.papers.iter().map(|paper| &paper.key).collect();
    report.expect(papers.len() == version.papers.len(), code, "has two papers of one key");
    let known = version.provisional.papers || !version.papers.is_empty();
    report.expect(known, code, "has no papers and is not marked");
    let has_payment = version.steps.iter().any(|step| step.kind == StepKind::Payment);
    report.expect(
        has_payment == version.payment_pauses,
        code,
        "pauses for a payment and has no such step, or the other way",
    );
}

/// `d.dddddd`, as the national procedure database writes it.
fn is_procedure_code(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 8
        && bytes[1] == b'.'
        && bytes.iter().enumerate().all(|(at, byte)| at == 1 || byte.is_ascii_digit())
}

/// A chain receives first, returns last, and decides and issues in between, each once and in that order.
fn chain(version: &ProcedureVersion, report: &mut Report) {
    let kinds: Vec<StepKind> = version.steps.iter().map(|step| step.kind).collect();
    let only = |kind: StepKind| {
        let mut at = kinds.iter().enumerate().filter(|(_, one)| **one == kind).map(|(at, _)| at);
        at.next().filter(|_| at.next().is_none())
    };
    let (intake, approve) = (only(StepKind::Intake), only(StepKind::Approve));
    let (issue, back) = (only(StepKind::Issue), only(StepKind::Return));
    let ordered =
        intake == Some(0) && back == Some(kinds.len().saturating_sub(1)) && approve < issue && issue < back;
    let complete = approve.is_some() && kinds.contains(&StepKind::Appraise);
    report.expect(ordered && complete, &version.code, format!("its chain is not in order: {kinds:?}"));
    let early = approve.is_some_and(|approve| kinds[approve..].contains(&StepKind::Appraise));
    report.expect(!early, &version.code, "something is appraised after the decision");
    for step in &version.steps {
        report.expect(
            !step.name.is_empty() && !step.name_en.is_empty(),
            &version.code,
            "a step lacks a name",
        );
        let off = step.kind != StepKind::Payment || !step.clock_runs;
        report.expect(off, &version.code, "the clock runs while the applicant pays");
        let door = match step.kind {
            StepKind::Intake => step.place == StepPlace::ReceivedAt,
            StepKind::Return => step.place == StepPlace::ReturnAt,
            _ => !matches!(step.place, StepPlace::ReceivedAt | StepPlace::ReturnAt),
        };
        report.expect(door, &version.code, "a step is done at the wrong side of the counter");
    }
}

fn places(version: &ProcedureVersion, units: &BTreeSet<UnitId>, report: &mut Report) {
    let steps = version.steps.iter().filter_map(|step| match step.place {
        StepPlace::Agency(unit) => Some(unit),
        _ => None,
    });
    let competent = match version.competence {
        Competence::Agency(unit) => Some(unit),
        Competence::Commune => None,
    };
    let named = steps.chain(competent).all(|unit| units.contains(&unit));
    report.expect(named, &version.code, "names a unit that is not in the city");
}

/// The budgets of each way through the flow stay within the term of its case and channel.
fn budgets(version: &ProcedureVersion, report: &mut Report) {
    let cases: Vec<_> = version.cases.iter().map(|case| case.key.clone()).collect();
    let mut over = BTreeSet::new();
    for situation in flow::situations(&cases) {
        let channel = situation.channel.filter(|channel| version.channels.contains(channel));
        let Some(channel) = channel else { continue };
        let path = flow::path(&version.steps, &situation);
        let budgets: Vec<Term> = path.iter().filter_map(|at| version.steps[*at].budget).collect();
        let used: u64 = budgets.iter().map(|budget| working_minutes(*budget)).sum();
        let term = version.rule_for(situation.case, channel).term;
        if used > working_minutes(term) {
            over.insert(format!("its budgets exceed its term {}: {budgets:?}", term.label(Lang::En)));
        }
    }
    for said in over {
        report.expect(false, &version.code, said);
    }
}
