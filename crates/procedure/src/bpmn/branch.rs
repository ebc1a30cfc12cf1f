//! Parallel branches: one task is the step, each other one an opinion asked beside it.

use super::file::{File, FileKind, FileNode};
use super::problem::Problems;
use super::trace::Meaning;
use super::ways::condition_of;
use motcua_domain::procedure::Condition;
use std::collections::BTreeSet;

/// One branch: the task, when it is gone at all, and the gateway it ends in.
struct Branch {
    task: usize,
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
        let is_step = |branch: &&Branch| file.nodes[branch.task].step.is_some();
        let always = |branch: &&Branch| branch.when.is_none() && file.nodes[branch.task].opinion.is_none();
        let main = branches.iter().find(is_step).or_else(|| branches.iter().find(always));
        let Some(main) = main.map(|branch| branch.task) else {
            wrong_shape(fork, problems);
            continue;
        };
        meaning.main.insert(at, main);
        meaning.join.insert(main, join);
        let others = branches.into_iter().filter(|branch| branch.task != main);
        meaning.opinions.insert(main, others.map(|branch| (branch.task, branch.when)).collect());
    }
}

fn wrong_shape(fork: &FileNode<'_>, problems: &mut Problems) {
    problems.add(
        "branch-shape",
        fork.at(),
        "Giữa cổng song song tách và cổng song song gộp, mỗi nhánh phải có đúng một việc: một nhánh là bước xử lý, các nhánh khác là ý kiến của cơ quan khác.".to_owned(),
        "Between the forking and the joining parallel gateway each branch must be exactly one task: one is the step, the others are opinions of other agencies.".to_owned(),
    );
}

/// Follows a branch: a task, or a choice between a task and nothing.
fn branch(file: &File<'_>, flow: usize, problems: &mut Problems) -> Option<Branch> {
    let at = file.flows[flow].to;
    match file.nodes[at].kind {
        FileKind::Task => {
            let join = through(file, after(file, at)?);
            (file.nodes[join].kind == FileKind::Parallel).then_some(Branch { task: at, when: None, join })
        }
        FileKind::Exclusive => {
            let [one, two] = file.nodes[at].outs.as_slice() else { return None };
            let leads_to_task = |flow: &usize| file.nodes[file.flows[*flow].to].kind == FileKind::Task;
            let (asked, past) = if leads_to_task(one) { (*one, *two) } else { (*two, *one) };
            if !leads_to_task(&asked) || leads_to_task(&past) {
                return None;
            }
            let task = file.flows[asked].to;
            let join = through(file, after(file, task)?);
            let when = condition_of(file, asked, problems)?;
            let meet = through(file, file.flows[past].to);
            (meet == join && file.nodes[join].kind == FileKind::Parallel).then_some(Branch {
                task,
                when: Some(when),
                join,
            })
        }
        _ => None,
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
