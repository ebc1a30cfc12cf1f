//! The flow: every way leads to a result, every step is on a way, every route leads down to a step that exists.

use super::codes::*;
use super::say;
use super::sink::{Sink, at_step, whole};
use super::ways::{End, Way, Ways, end};
use crate::finding::Severity;
use motcua_domain::procedure::{Competence, PlannedOpinion, ProcedureVersion, Step, StepKind, StepPlace};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(version: &ProcedureVersion, ways: &Ways<'_>, sink: &mut Sink) {
    let taken = ends(version, ways, sink);
    routes(version, &taken, sink);
    keys(version, sink);
    for (index, step) in version.steps.iter().enumerate() {
        if !ways.reach(index) {
            let (vi, en) = say::step(index, step);
            let why = "không có tình huống nào dẫn hồ sơ đến";
            sink.add(
                STEP_UNREACHABLE,
                at_step(index),
                format!("{vi}: {why}."),
                format!("{en}: no situation leads a dossier here."),
            );
        }
        one_step(version, index, step, sink);
        awaited(index, step, ways.reach(index), sink);
    }
    after_issue(version, ways, sink);
}

/// Faulty routes that some dossier would take: step and target.
type Taken = BTreeSet<(usize, String)>;

/// What keeps a way from a result, and where.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Fault {
    DeadEnd,
    NoReturn,
    NoIntake,
    SeveralDoors,
    NoDecision,
    NoIssue,
    IssueEarly,
    DecisionLate,
}

fn ends(version: &ProcedureVersion, ways: &Ways<'_>, sink: &mut Sink) -> Taken {
    let mut taken = Taken::new();
    if version.steps.is_empty() {
        let en = "The flow has no steps.";
        sink.add(FLOW_NOT_SOUND, whole("steps"), "Quy trình chưa có bước nào.", en);
        return taken;
    }
    // Each fault once, with the first situation it occurs in and how many there are.
    let mut faults: BTreeMap<(Fault, usize), (&Way<'_>, usize)> = BTreeMap::new();
    for way in &ways.all {
        let last = way.path.last().copied().unwrap_or(0);
        let mut found = |fault, at| faults.entry((fault, at)).or_insert((way, 0)).1 += 1;
        match end(&version.steps, way) {
            Some(End::Back(to) | End::Nowhere(to)) => {
                taken.insert((last, to.to_owned()));
            }
            Some(End::NothingLeft) => found(Fault::DeadEnd, last),
            Some(End::NoReturn) => found(Fault::NoReturn, last),
            Some(End::Returned) | None => {
                for (fault, at) in order(&version.steps, &way.path) {
                    found(fault, at);
                }
            }
        }
        if version.steps[0].kind != StepKind::Intake {
            found(Fault::NoIntake, 0);
        }
    }
    for ((fault, at), (way, count)) in faults {
        say_fault(version, ways, (fault, at), (way, count), sink);
    }
    taken
}

/// What is out of order on a way that begins anyhow and ends with the return.
fn order(steps: &[Step], path: &[usize]) -> Vec<(Fault, usize)> {
    let kind = |at: &usize| steps[*at].kind;
    let all = |wanted: StepKind| path.iter().copied().filter(move |at| kind(at) == wanted);
    let mut faults = Vec::new();
    let doors =
        path.iter().skip(1).rev().skip(1).find(|at| matches!(kind(at), StepKind::Intake | StepKind::Return));
    if let Some(door) = doors {
        faults.push((Fault::SeveralDoors, *door));
    }
    let (first_decision, last_decision) = (all(StepKind::Approve).next(), all(StepKind::Approve).next_back());
    let (first_issue, last_issue) = (all(StepKind::Issue).next(), all(StepKind::Issue).next_back());
    let end = path.last().copied().unwrap_or(0);
    match (first_decision, first_issue) {
        (None, _) => faults.push((Fault::NoDecision, end)),
        (Some(_), None) => faults.push((Fault::NoIssue, end)),
        (Some(decision), Some(issue)) if issue < decision => faults.push((Fault::IssueEarly, issue)),
        (Some(_), Some(_)) => {}
    }
    if let (Some(decision), Some(issue)) = (last_decision, last_issue)
        && issue < decision
    {
        faults.push((Fault::DecisionLate, decision));
    }
    faults
}

fn say_fault(
    version: &ProcedureVersion,
    ways: &Ways<'_>,
    (fault, at): (Fault, usize),
    (way, count): (&Way<'_>, usize),
    sink: &mut Sink,
) {
    let (step_vi, step_en) = say::step(at, &version.steps[at]);
    let (when_vi, when_en) = say::situation(version, &way.situation, ways.telling);
    let (more_vi, more_en) = match count {
        1 => (String::new(), String::new()),
        n if ways.all.len() > 1 => (format!("; {n} tình huống"), format!("; {n} situations")),
        _ => (String::new(), String::new()),
    };
    let (when_vi, when_en) = match (when_vi.is_empty(), when_en.is_empty()) {
        (true, _) | (_, true) => (String::new(), String::new()),
        _ => (format!(" (ví dụ {when_vi}{more_vi})"), format!(" (for example {when_en}{more_en})")),
    };
    let (check, vi, en) = match fault {
        Fault::DeadEnd => (
            FLOW_DEAD_END,
            format!("{step_vi}: sau bước này không còn bước nào được làm{when_vi}."),
            format!("{step_en}: no further step is done after this one{when_en}."),
        ),
        Fault::NoReturn => (
            FLOW_DEAD_END,
            format!("{step_vi}: quy trình kết thúc ở đây mà không trả kết quả{when_vi}."),
            format!("{step_en}: the flow ends here without a return of the result{when_en}."),
        ),
        Fault::NoIntake => (
            FLOW_NOT_SOUND,
            format!("{step_vi}: bước đầu tiên phải là tiếp nhận."),
            format!("{step_en}: the first step must be an intake."),
        ),
        Fault::SeveralDoors => (
            FLOW_NOT_SOUND,
            format!("{step_vi}: tiếp nhận hoặc trả kết quả lần thứ hai{when_vi}."),
            format!("{step_en}: a second intake or return on one way{when_en}."),
        ),
        Fault::NoDecision => (
            FLOW_NOT_SOUND,
            format!("{step_vi}: hồ sơ đến đây mà chưa được duyệt{when_vi}."),
            format!("{step_en}: dossiers come here without a decision{when_en}."),
        ),
        Fault::NoIssue => (
            FLOW_NOT_SOUND,
            format!("{step_vi}: hồ sơ đến đây mà kết quả chưa được phát hành{when_vi}."),
            format!("{step_en}: dossiers come here with no result issued{when_en}."),
        ),
        Fault::IssueEarly => (
            FLOW_NOT_SOUND,
            format!("{step_vi}: phát hành trước khi duyệt{when_vi}."),
            format!("{step_en}: issued before the decision{when_en}."),
        ),
        Fault::DecisionLate => (
            FLOW_NOT_SOUND,
            format!("{step_vi}: duyệt sau khi đã phát hành{when_vi}."),
            format!("{step_en}: decided after the result was issued{when_en}."),
        ),
    };
    sink.add(check, at_step(at), vi, en);
}

/// Each route by itself. One that no dossier takes does less harm.
fn routes(version: &ProcedureVersion, taken: &Taken, sink: &mut Sink) {
    let steps = &version.steps;
    for (index, step) in steps.iter().enumerate() {
        let mut said = BTreeSet::new();
        for route in &step.next {
            let to = &route.to;
            let below = steps[index + 1..].iter().any(|step| step.key == *to);
            let met = taken.contains(&(index, to.clone()));
            if below || !said.insert(to) {
                continue;
            }
            let severity = if met { Severity::Error } else { Severity::Warning };
            let (vi, en) = say::step(index, step);
            let back = !to.is_empty() && steps[..=index].iter().any(|step| step.key == *to);
            if back || (met && steps[..=index].iter().any(|step| step.key == *to)) {
                sink.add_as(
                    severity,
                    FLOW_LOOP,
                    at_step(index),
                    format!("{vi}: hướng đi đến “{to}” quay về bước này hoặc bước trước."),
                    format!("{en}: the route to “{to}” leads back to this step or an earlier one."),
                );
            } else {
                sink.add_as(
                    severity,
                    ROUTE_UNKNOWN,
                    at_step(index),
                    format!("{vi}: không có bước nào mang mã “{to}”."),
                    format!("{en}: no step has the key “{to}”."),
                );
            }
        }
    }
}

fn keys(version: &ProcedureVersion, sink: &mut Sink) {
    let mut first = BTreeMap::new();
    let routed = version.steps.iter().any(|step| !step.next.is_empty());
    for (index, step) in version.steps.iter().enumerate() {
        let (vi, en) = say::step(index, step);
        if step.key.is_empty() {
            if routed {
                let vi = format!("{vi} chưa có mã, trong khi quy trình có hướng đi riêng.");
                sink.add(
                    STEP_KEY_MISSING,
                    at_step(index),
                    vi,
                    format!("{en} has no key, and the flow has routes."),
                );
            }
        } else if let Some(before) = first.insert(step.key.as_str(), index) {
            sink.add(
                STEP_KEY_TWICE,
                at_step(index),
                format!("{vi} có cùng mã “{}” với bước {}.", step.key, before + 1),
                format!("{en} has the same key “{}” as step {}.", step.key, before + 1),
            );
        }
    }
}

fn one_step(version: &ProcedureVersion, index: usize, step: &Step, sink: &mut Sink) {
    let (vi, en) = say::step(index, step);
    let at_counter = matches!(step.place, StepPlace::ReceivedAt | StepPlace::ReturnAt);
    let (right, where_vi, where_en) = match step.kind {
        StepKind::Intake => {
            (step.place == StepPlace::ReceivedAt, "nơi tiếp nhận", "where the dossier is received")
        }
        StepKind::Return => {
            (step.place == StepPlace::ReturnAt, "nơi trả kết quả", "where the result is returned")
        }
        _ => (!at_counter, "cơ quan giải quyết", "at an agency"),
    };
    if !right {
        sink.add(
            STEP_PLACE,
            at_step(index),
            format!("{vi} phải làm tại {where_vi}."),
            format!("{en} is done {where_en}."),
        );
    }
    if step.kind == StepKind::Payment && step.clock_runs {
        sink.add(
            PAYMENT_CLOCK,
            at_step(index),
            format!("{vi}: thời gian chờ nộp tiền đang tính vào thời hạn của cơ quan."),
            format!("{en}: the time of the payment counts against the agency."),
        );
    }
    if step.kind == StepKind::Payment && !step.clock_runs && !version.payment_pauses {
        sink.add(
            PAYMENT_CLOCK,
            at_step(index),
            format!("{vi}: phiên bản chưa cho dừng đồng hồ khi chờ nộp tiền."),
            format!("{en}: the version does not let waiting for a payment stop the clock."),
        );
    }
    for opinion in &step.opinions {
        branch_keys(index, step, opinion, sink);
        if same_place(opinion.place, step.place, version.competence) {
            let said = format!("{vi}: đơn vị làm bước tự cho ý kiến với mình.");
            sink.add(
                OPINION_SELF,
                at_step(index),
                said,
                format!("{en}: the unit that does the step asks itself."),
            );
        }
    }
}

/// Whether what hangs on a step side by side is asked for and awaited. A branch no dossier comes to does less harm.
fn awaited(index: usize, step: &Step, reached: bool, sink: &mut Sink) {
    if step.awaits_branches() || step.opinions.is_empty() {
        return;
    }
    let (vi, en) = say::step(index, step);
    let branch = step.opinions.iter().any(PlannedOpinion::is_branch);
    let severity = if branch && reached { Severity::Error } else { Severity::Warning };
    let vi = format!(
        "{vi} không chờ ý kiến hay nhánh song song: việc ấy không được làm, hoặc làm mà không ai chờ."
    );
    let en =
        format!("{en} awaits no opinion and no branch: they are not asked for, or nobody waits for them.");
    sink.add_as(severity, OPINION_NOT_AWAITED, at_step(index), vi, en);
}

/// Each key of a branch once: by it newer versions know its steps again.
fn branch_keys(index: usize, step: &Step, branch: &PlannedOpinion, sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    for (at, own) in branch.steps.iter().enumerate().filter(|(_, own)| !own.key.is_empty()) {
        if seen.insert(own.key.as_str()) {
            continue;
        }
        let ((vi, en), (own_vi, own_en)) = (say::step(index, step), say::branch_step(at, own));
        sink.add(
            STEP_KEY_TWICE,
            at_step(index),
            format!("{vi}, {own_vi}: mã “{}” đã dùng trong nhánh.", own.key),
            format!("{en}, {own_en}: the key “{}” stands twice in the branch.", own.key),
        );
    }
}

/// Whether two places are surely the same unit.
fn same_place(a: StepPlace, b: StepPlace, competence: Competence) -> bool {
    let settled = |place| match (place, competence) {
        (StepPlace::Competent, Competence::Agency(unit)) => StepPlace::Agency(unit),
        (StepPlace::Commune, Competence::Commune) => StepPlace::Competent,
        (other, _) => other,
    };
    settled(a) == settled(b)
}

/// The last issue finishes a dossier: what stands between it and the return is never done.
fn after_issue(version: &ProcedureVersion, ways: &Ways<'_>, sink: &mut Sink) {
    let mut late = BTreeSet::new();
    for way in &ways.all {
        let issue = way.path.iter().rposition(|at| version.steps[*at].kind == StepKind::Issue);
        let Some(issue) = issue else { continue };
        let rest = &way.path[issue + 1..];
        late.extend(rest.iter().copied().filter(|at| version.steps[*at].kind != StepKind::Return));
    }
    for index in late {
        let (vi, en) = say::step(index, &version.steps[index]);
        sink.add(
            STEP_AFTER_ISSUE,
            at_step(index),
            format!("{vi} nằm sau lần phát hành cuối cùng: hồ sơ đã kết thúc nên bước không được làm."),
            format!("{en} comes after the last issue: the dossier is finished and the step is not done."),
        );
    }
}
