//! Steps from a diagram that was drawn elsewhere, or changed in an editor.

use super::extension::{Unreadable, read_branch_step, read_opinion, read_step};
use super::file::{File, FileKind, FileNode};
use super::order::ordered;
use super::place::fold;
use super::problem::{BpmnProblem, Problems};
use super::{STEPS_MAX, branch, ways};
use motcua_domain::actor::Role;
use motcua_domain::procedure::{
    BranchStep, Condition, PlannedOpinion, ProcedureVersion, Route, Step, StepKind, StepPlace,
};
use motcua_domain::unit::UnitIndex;
use std::collections::{BTreeMap, BTreeSet};

/// The tasks of a branch in their order, and when it is gone at all.
pub(super) type Beside = (Vec<usize>, Option<Condition>);

/// What a drawing means, as far as known.
pub(super) struct Meaning {
    /// Main task between fork and join, by the fork; and the node after the join, by that task.
    pub(super) main: BTreeMap<usize, usize>,
    pub(super) join: BTreeMap<usize, usize>,
    pub(super) opinions: BTreeMap<usize, Vec<Beside>>,
    /// Row in the table, by task.
    pub(super) rows: BTreeMap<usize, usize>,
    pub(super) tasks: Vec<usize>,
}

/// Reads the steps.
pub(super) fn steps(
    file: &File<'_>,
    base: &ProcedureVersion,
    units: &UnitIndex,
) -> Result<Vec<Step>, Vec<BpmnProblem>> {
    let mut problems = Problems::default();
    let order = ordered(file, &mut problems);
    if order.is_empty() {
        return Err(problems.told());
    }
    let mut meaning = Meaning {
        main: BTreeMap::new(),
        join: BTreeMap::new(),
        opinions: BTreeMap::new(),
        rows: BTreeMap::new(),
        tasks: Vec::new(),
    };
    branch::forks(file, &order, &mut meaning, &mut problems);
    let asked: BTreeSet<usize> =
        meaning.opinions.values().flatten().flat_map(|(tasks, _)| tasks.iter().copied()).collect();
    let is_step = |at: &usize| file.nodes[*at].kind == FileKind::Task && !asked.contains(at);
    meaning.tasks = order.iter().copied().filter(is_step).collect();
    meaning.rows = meaning.tasks.iter().enumerate().map(|(row, task)| (*task, row)).collect();
    if meaning.tasks.is_empty() || meaning.tasks.len() > STEPS_MAX {
        problems.add_of_file(BpmnProblem::of_file(
            "steps-missing",
            None,
            "Quy trình không có bước nào, hoặc có hơn 200 bước.",
            "The process has no step, or more than 200.",
        ));
    }
    if !problems.is_empty() {
        return Err(problems.told());
    }
    let gates = ways::left_out(file, &meaning);
    let mut steps: Vec<Step> = meaning
        .tasks
        .iter()
        .map(|task| step(&file.nodes[*task], *task, (base, units), &meaning, &mut problems))
        .collect();
    name_keys(&mut steps);
    for (row, task) in meaning.tasks.iter().enumerate() {
        let opinions = meaning.opinions.get(task).map(Vec::as_slice).unwrap_or_default();
        steps[row].opinions = opinions
            .iter()
            .filter_map(|(tasks, when)| opinion(file, (tasks, when), units, &mut problems))
            .collect();
        steps[row].when = gates.values().find(|(gated, _)| gated == task).map(|(_, when)| when.clone());
        let routes = ways::routes(file, &meaning, &gates, *task, &mut problems);
        let named = |(to, when): (usize, Option<Condition>)| Route { to: steps[to].key.clone(), when };
        let next: Vec<Route> = routes.into_iter().map(named).collect();
        steps[row].next = next;
    }
    if steps.iter().all(|step| step.next.is_empty()) && !has_keys(file) {
        steps.iter_mut().for_each(|step| step.key.clear());
    }
    problems.or(steps)
}

fn has_keys(file: &File<'_>) -> bool {
    let keyed = |node: &FileNode<'_>| {
        node.step.is_some_and(|step| step.get("key").is_some_and(|key| !key.is_empty()))
    };
    file.nodes.iter().any(keyed)
}

/// Every step gets a key of its own, so that routes can name it.
fn name_keys(steps: &mut [Step]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (row, step) in steps.iter_mut().enumerate() {
        if step.key.is_empty() || taken.contains(&step.key) {
            let fresh = (row + 1..).map(|n| format!("buoc-{n}")).find(|key| !taken.contains(key));
            step.key = fresh.unwrap_or_default();
        }
        taken.insert(step.key.clone());
    }
}

/// A step: from its extension, else from the step of that name in the known version, else by the habits of its kind.
fn step(
    node: &FileNode<'_>,
    task: usize,
    (base, units): (&ProcedureVersion, &UnitIndex),
    meaning: &Meaning,
    problems: &mut Problems,
) -> Step {
    let known = match node.step.map(|element| read_step(element, &node.name, units)) {
        Some(Ok((_, step))) => Some(step),
        Some(Err(wrong)) => {
            unreadable(node, &wrong, problems);
            None
        }
        None => base.steps.iter().find(|step| fold(&step.name) == fold(&node.name)).cloned(),
    };
    let from_lane = node.place;
    let mut step = known.unwrap_or_else(|| ordinary(node, task, meaning));
    if let Some(place) = from_lane {
        // One lane of a drawing stands for the counter that receives and the one that returns.
        let returned = step.kind == StepKind::Return && place == StepPlace::ReceivedAt && node.step.is_none();
        step.place = if returned { StepPlace::ReturnAt } else { place };
    }
    if node.name.trim().is_empty() && step.name.trim().is_empty() {
        problems.add(
            "name-missing",
            node.at(),
            "Bước chưa có tên. Hãy đặt tên cho bước.".to_owned(),
            "The step has no name. Name it.".to_owned(),
        );
    }
    step.when = None;
    step.next = Vec::new();
    step.opinions = Vec::new();
    step
}

fn unreadable(node: &FileNode<'_>, wrong: &Unreadable, problems: &mut Problems) {
    let Unreadable { value, attribute } = wrong;
    problems.add(
        "extension-unreadable",
        node.at(),
        format!("Bước «{}»: không hiểu giá trị «{value}» của thuộc tính «{attribute}».", node.name),
        format!(
            "Step '{}': the value '{value}' of the attribute '{attribute}' cannot be understood.",
            node.name
        ),
    );
}

/// Words in names of steps that tell the kind of work.
const SIGNS: [(&str, StepKind); 19] = [
    ("trả kết quả", StepKind::Return),
    ("deliver", StepKind::Return),
    ("tiếp nhận", StepKind::Intake),
    ("receive", StepKind::Intake),
    ("nghĩa vụ tài chính", StepKind::Payment),
    ("nộp phí", StepKind::Payment),
    ("nộp tiền", StepKind::Payment),
    ("payment", StepKind::Payment),
    ("phân công", StepKind::Assign),
    ("assign", StepKind::Assign),
    ("phát hành", StepKind::Issue),
    ("vào sổ", StepKind::Issue),
    ("đóng dấu", StepKind::Issue),
    ("issue", StepKind::Issue),
    ("duyệt", StepKind::Approve),
    ("approve", StepKind::Approve),
    ("ký", StepKind::Approve),
    ("xem xét", StepKind::Review),
    ("review", StepKind::Review),
];

fn ordinary(node: &FileNode<'_>, task: usize, meaning: &Meaning) -> Step {
    let row = meaning.rows.get(&task).copied().unwrap_or(0);
    let name = fold(&node.name);
    let told = SIGNS.iter().find(|(sign, _)| name.contains(sign)).map(|(_, kind)| *kind);
    let kind = match told {
        _ if row == 0 => StepKind::Intake,
        _ if row + 1 == meaning.tasks.len() => StepKind::Return,
        Some(StepKind::Intake | StepKind::Return) | None => StepKind::Appraise,
        Some(kind) => kind,
    };
    let (role, place) = match kind {
        StepKind::Intake => (Role::OneStop, StepPlace::ReceivedAt),
        StepKind::Return => (Role::OneStop, StepPlace::ReturnAt),
        StepKind::Assign | StepKind::Review => (Role::SectionHead, StepPlace::Competent),
        StepKind::Appraise | StepKind::Payment => (Role::Specialist, StepPlace::Competent),
        StepKind::Approve => (Role::UnitHead, StepPlace::Competent),
        StepKind::Issue => (Role::Clerk, StepPlace::Competent),
    };
    Step {
        key: String::new(),
        name: node.name.clone(),
        name_en: String::new(),
        kind,
        role,
        place,
        budget: None,
        floor_minutes: 0,
        clock_runs: !matches!(kind, StepKind::Payment | StepKind::Return),
        field: None,
        acts: None,
        when: None,
        next: Vec::new(),
        opinions: Vec::new(),
    }
}

/// An opinion without an extension has one working day: the shortest that any consultation of the law has.
fn opinion(
    file: &File<'_>,
    (tasks, when): (&[usize], &Option<Condition>),
    units: &UnitIndex,
    problems: &mut Problems,
) -> Option<PlannedOpinion> {
    let node = &file.nodes[*tasks.first()?];
    let read = node.opinion.and_then(|element| read_opinion(element, units).ok());
    let within = read.as_ref().map_or(motcua_calendar::Term::WorkingDays(1), |opinion| opinion.within);
    let Some(place) = node.place.or(read.map(|opinion| opinion.place)) else {
        problems.add(
            "opinion-without-lane",
            node.at(),
            format!(
                "Không biết ý kiến «{}» là của cơ quan nào. Hãy đặt việc này vào làn của cơ quan được hỏi.",
                node.name
            ),
            format!(
                "It is not known whose opinion '{}' is. Put the task into the lane of the agency asked.",
                node.name
            ),
        );
        return None;
    };
    if let Some(astray) =
        tasks.iter().map(|at| &file.nodes[*at]).find(|node| node.place.is_some_and(|p| p != place))
    {
        problems.add(
            "branch-lanes",
            astray.at(),
            format!(
                "Việc «{}» nằm ở làn khác với các việc trước nó của cùng một nhánh. Mỗi nhánh song song do một cơ quan làm; hãy đặt cả nhánh vào một làn.",
                astray.name
            ),
            format!(
                "The task '{}' lies in another lane than those before it in the same branch. One agency does a branch: put all of it into one lane.",
                astray.name
            ),
        );
        return None;
    }
    let steps = match tasks {
        [_] if node.branch.is_none() => Vec::new(),
        _ => tasks.iter().map(|at| branch_step(&file.nodes[*at], problems)).collect(),
    };
    Some(PlannedOpinion { place, within, when: when.clone(), steps })
}

/// A step of a branch: from its extension, else by the habits of its kind of work.
fn branch_step(node: &FileNode<'_>, problems: &mut Problems) -> BranchStep {
    match node.branch.map(|element| read_branch_step(element, &node.name)) {
        Some(Ok(step)) => return step,
        Some(Err(wrong)) => unreadable(node, &wrong, problems),
        None => {}
    }
    let name = fold(&node.name);
    let role = match SIGNS.iter().find(|(sign, _)| name.contains(sign)).map(|(_, kind)| *kind) {
        Some(StepKind::Approve) => Role::UnitHead,
        Some(StepKind::Review | StepKind::Assign) => Role::SectionHead,
        Some(StepKind::Issue) => Role::Clerk,
        _ => Role::Specialist,
    };
    BranchStep {
        key: String::new(),
        name: node.name.clone(),
        name_en: String::new(),
        role,
        field: None,
        budget: None,
        floor_minutes: 0,
    }
}
