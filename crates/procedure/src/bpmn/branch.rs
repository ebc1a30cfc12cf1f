//! Parallel branches: one task is the step, each other branch an opinion asked beside it, or a row of steps at one agency.

use super::file::{File, FileKind, FileNode};
use super::problem::Problems;
use super::trace::Meaning;
use super::ways::condition_of;
use motcua_domain::procedure::Condition;
use std::collections::BTreeSet;

/// The most tasks of one branch.
const TASKS_MAX: usize = 50;

/// One branch: its tasks, when it is gone at all, and the gateway it ends in.
struct Branch {
    tasks: Vec<usize>,
    when: Option<Condition>,
    join: usize,
}

/// Finds every fork with its join, the step among the branches and the opinions.
pub(super) fn forks(file: &File<'_>, order: &[usize], meaning: &mut Meaning, problems: &mut Problems) {
    let mut joins: BTreeSet<usize> = BTreeSet::new();
    for at in order.iter().copied().filter(|at| file.nodes[*at].kind == FileKind::Parallel) {
        let fork = &file.nodes[at];
        if fork.outs.len() < 2 {
            if fork.ins.len() > 1 && !joins.contains(&at) {
                wrong_shape(fork, problems);
            }
            continue;
        }
        let branches: Option<Vec<Branch>> =
            fork.outs.iter().map(|flow| branch(file, *flow, problems)).collect();
        let Some(branches) = branches else {
            wrong_shape(fork, problems);
            continue;
        };
        let join = branches[0].join;
        if branches.iter().any(|branch| branch.join != join) || file.nodes[join].ins.len() != branches.len() {
            wrong_shape(fork, problems);
            continue;
        }
        joins.insert(join);
        // The step is one task; a row of several is a branch.
        let one = |branch: &&Branch| match branch.tasks.as_slice() {
            [task] => Some(&file.nodes[*task]),
            _ => None,
        };
        let is_step = |branch: &&Branch| one(branch).is_some_and(|task| task.step.is_some());
        let asks_nobody = |task: &FileNode<'_>| task.opinion.is_none() && task.branch.is_none();
        let always = |branch: &&Branch| branch.when.is_none() && one(branch).is_some_and(asks_nobody);
        let main = branches.iter().find(is_step).or_else(|| branches.iter().find(always));
        let Some(main) = main.map(|branch| branch.tasks[0]) else {
            wrong_shape(fork, problems);
            continue;
        };
        meaning.main.insert(at, main);
        meaning.join.insert(main, join);
        let others = branches.into_iter().filter(|branch| branch.tasks[0] != main);
        meaning.opinions.insert(main, others.map(|branch| (branch.tasks, branch.when)).collect());
    }
}

fn wrong_shape(fork: &FileNode<'_>, problems: &mut Problems) {
    problems.add(
        "branch-shape",
        fork.at(),
        "Giữa cổng song song tách và cổng song song gộp, một nhánh phải có đúng một việc là bước xử lý; các nhánh khác là ý kiến hoặc chuỗi bước của cơ quan khác, không rẽ nhánh bên trong.".to_owned(),
        "Between the forking and the joining parallel gateway one branch must be exactly one task, the step; the others are opinions or rows of steps of other agencies, without choices inside.".to_owned(),
    );
}

/// Follows a branch: tasks in a row, or a choice between these and nothing.
fn branch(file: &File<'_>, flow: usize, problems: &mut Problems) -> Option<Branch> {
    let at = file.flows[flow].to;
    match file.nodes[at].kind {
        FileKind::Task => {
            let (tasks, join) = row(file, at)?;
            (file.nodes[join].kind == FileKind::Parallel).then_some(Branch { tasks, when: None, join })
        }
        FileKind::Exclusive => {
            let [one, two] = file.nodes[at].outs.as_slice() else { return None };
            let leads_to_task = |flow: &usize| file.nodes[file.flows[*flow].to].kind == FileKind::Task;
            let (asked, past) = if leads_to_task(one) { (*one, *two) } else { (*two, *one) };
            if !leads_to_task(&asked) || leads_to_task(&past) {
                return None;
            }
            let (tasks, join) = row(file, file.flows[asked].to)?;
            let when = condition_of(file, asked, problems)?;
            let meet = through(file, file.flows[past].to);
            (meet == join && file.nodes[join].kind == FileKind::Parallel).then_some(Branch {
                tasks,
                when: Some(when),
                join,
            })
        }
        _ => None,
    }
}

/// Tasks that follow each other, and the gateway behind the last.
fn row(file: &File<'_>, first: usize) -> Option<(Vec<usize>, usize)> {
    let mut tasks = vec![first];
    loop {
        let mut next = after(file, *tasks.last()?)?;
        while file.nodes[next].kind == FileKind::Through {
            next = after(file, next)?;
        }
        if file.nodes[next].kind != FileKind::Task {
            return Some((tasks, through(file, next)));
        }
        if tasks.len() >= TASKS_MAX || file.nodes[next].ins.len() != 1 {
            return None;
        }
        tasks.push(next);
    }
}

/// The one node after a node.
fn after(file: &File<'_>, at: usize) -> Option<usize> {
    match file.nodes[at].outs.as_slice() {
        [flow] => Some(file.flows[*flow].to),
        _ => None,
    }
}

/// Past gateways that only bring together, and events on the way.
fn through(file: &File<'_>, mut at: usize) -> usize {
    while matches!(file.nodes[at].kind, FileKind::Exclusive | FileKind::Through) {
        match after(file, at) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}
