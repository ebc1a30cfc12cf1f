//! The order of the table: nodes so that every flow leads downwards, loops found by name.

use super::file::{File, FileKind};
use super::problem::Problems;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// The nodes a dossier can reach, each after all that lead to it, otherwise in the order of the file. Faults: no start or
/// several, loops, nodes nobody reaches, ends that are none.
pub(super) fn ordered(file: &File<'_>, problems: &mut Problems) -> Vec<usize> {
    let Some(start) = start(file, problems) else { return Vec::new() };
    let mut reached = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        for flow in &file.nodes[at].outs {
            let to = file.flows[*flow].to;
            if reached.insert(to) {
                open.push(to);
            }
        }
    }
    for (at, node) in file.nodes.iter().enumerate() {
        if node.kind == FileKind::Task && !reached.contains(&at) {
            problems.add(
                "step-unreachable",
                node.at(),
                format!(
                    "Không có đường nào đi tới bước «{}». Hãy nối bước này vào quy trình hoặc bỏ đi.",
                    node.name
                ),
                format!("No way leads to the step '{}'. Connect it or remove it.", node.name),
            );
        }
    }
    sorted(file, &reached, problems)
}

fn start(file: &File<'_>, problems: &mut Problems) -> Option<usize> {
    let starts: Vec<usize> =
        (0..file.nodes.len()).filter(|at| file.nodes[*at].kind == FileKind::Start).collect();
    let free = || {
        let first = |at: &usize| file.nodes[*at].ins.is_empty() && !file.nodes[*at].outs.is_empty();
        (0..file.nodes.len()).filter(first).collect::<Vec<_>>()
    };
    let found = if starts.is_empty() { free() } else { starts };
    match found.as_slice() {
        [one] => Some(*one),
        [] => {
            let line = file.nodes.first().map_or(1, |node| node.line);
            problems.add(
                "start-missing",
                super::problem::At { element: "", line },
                "Quy trình không có điểm bắt đầu. Hãy vẽ một sự kiện bắt đầu trước bước tiếp nhận."
                    .to_owned(),
                "The process has no start. Draw a start event before the intake.".to_owned(),
            );
            None
        }
        [_, second, ..] => {
            problems.add(
                "start-many",
                file.nodes[*second].at(),
                "Quy trình có nhiều điểm bắt đầu. Hồ sơ nào cũng bắt đầu ở bước tiếp nhận; hãy chỉ giữ một."
                    .to_owned(),
                "The process starts in several places. Every dossier begins with the intake; keep one."
                    .to_owned(),
            );
            None
        }
    }
}

fn sorted(file: &File<'_>, reached: &BTreeSet<usize>, problems: &mut Problems) -> Vec<usize> {
    let from_reached = |flow: &&usize| reached.contains(&file.flows[**flow].from);
    let mut waits: Vec<usize> =
        file.nodes.iter().map(|node| node.ins.iter().filter(from_reached).count()).collect();
    let mut ready: BinaryHeap<Reverse<usize>> =
        reached.iter().filter(|at| waits[**at] == 0).map(|at| Reverse(*at)).collect();
    let mut order = Vec::with_capacity(reached.len());
    while let Some(Reverse(at)) = ready.pop() {
        order.push(at);
        for flow in &file.nodes[at].outs {
            let to = file.flows[*flow].to;
            waits[to] -= 1;
            if waits[to] == 0 {
                ready.push(Reverse(to));
            }
        }
    }
    if order.len() < reached.len() {
        let done: BTreeSet<usize> = order.iter().copied().collect();
        tell_loop(file, reached, &done, problems);
        return Vec::new();
    }
    order
}

/// Walks back from a node that never became ready until one comes again: what lies between is a loop.
fn tell_loop(file: &File<'_>, reached: &BTreeSet<usize>, done: &BTreeSet<usize>, problems: &mut Problems) {
    let stuck = |at: &usize| reached.contains(at) && !done.contains(at);
    let Some(mut at) = reached.iter().copied().find(|at| stuck(at)) else { return };
    let mut way: Vec<usize> = Vec::new();
    while !way.contains(&at) {
        way.push(at);
        let before = file.nodes[at].ins.iter().map(|flow| file.flows[*flow].from).find(|from| stuck(from));
        match before {
            Some(from) => at = from,
            None => return,
        }
    }
    let mut ring: Vec<usize> = way.iter().copied().skip_while(|node| *node != at).collect();
    ring.reverse();
    let names: Vec<&str> = ring.iter().take(8).map(|node| file.nodes[*node].id).collect();
    let names = names.join(" → ");
    problems.add(
        "flow-loop",
        file.nodes[at].at(),
        format!("Quy trình quay vòng: {names}. Mũi tên chỉ đi tới; việc trả lại bước trước do cán bộ làm, có lý do, không vẽ thành mũi tên."),
        format!("The process loops: {names}. Flows lead forward only; an officer returns a step, with a reason, and it is not drawn."),
    );
}
