//! Where a dossier goes after a step: choices unfolded into routes, in the order they are asked.

use super::file::{File, FileKind};
use super::problem::Problems;
use super::trace::Meaning;
use motcua_domain::procedure::Condition;
use motcua_domain::procedure::condition::TEXT_MAX;
use std::collections::BTreeMap;

/// Ways read out of one step; a table with more cannot be understood by anybody.
const WAYS_MAX: usize = 64;

/// Gateways before a step that leave it out, with the step and its condition.
pub(super) type Gates = BTreeMap<usize, (usize, Condition)>;

/// The condition on a flow, as the language of conditions has it; `${…}` around it is taken off.
pub(super) fn condition_of(file: &File<'_>, flow: usize, problems: &mut Problems) -> Option<Condition> {
    let flow = &file.flows[flow];
    let text = flow.condition.as_deref().unwrap_or_default().trim();
    let bare = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
    match bare.parse() {
        Ok(condition) => Some(condition),
        Err(_) => {
            problems.add(
                "condition-unreadable",
                flow.at(),
                format!("Không hiểu điều kiện «{}». Viết như: finding = does_not_meet; case = cap-lai and channel in (online, post).", cut(bare)),
                format!("The condition '{}' cannot be understood. Write it like: finding = does_not_meet; case = again and channel in (online, post).", cut(bare)),
            );
            None
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Finds exclusive gateways of the form *do this one step, or go past it*, where the table can say so by a condition of
/// the step itself.
pub(super) fn left_out(file: &File<'_>, meaning: &Meaning) -> Gates {
    let mut gates = Gates::new();
    for at in (0..file.nodes.len()).filter(|at| file.nodes[*at].kind == FileKind::Exclusive) {
        let [one, two] = file.nodes[at].outs.as_slice() else { continue };
        let is_default = |flow: &usize| file.flows[*flow].default || file.flows[*flow].condition.is_none();
        let (done, past) = match (is_default(one), is_default(two)) {
            (false, true) => (*one, *two),
            (true, false) => (*two, *one),
            _ => continue,
        };
        let first = file.flows[done].to;
        let task = meaning.main.get(&first).copied().unwrap_or(first);
        let Some(row) = meaning.rows.get(&task) else { continue };
        let alone = file.nodes[first].ins.len() == 1;
        let next = exit(file, meaning, task).map(|after| passed(file, after));
        let beside = passed(file, file.flows[past].to);
        let mut quiet = Problems::default();
        let condition = condition_of(file, done, &mut quiet);
        let below = next.is_some_and(|after| match step_at(meaning, after) {
            Some(step) => meaning.rows.get(&step) == Some(&(row + 1)),
            None => false,
        });
        if let (true, true, Some(condition), true) = (alone, next == Some(beside), condition, below) {
            gates.insert(at, (task, condition));
        }
    }
    gates
}

/// The only node after a step, or after its join.
fn exit(file: &File<'_>, meaning: &Meaning, task: usize) -> Option<usize> {
    let last = meaning.join.get(&task).copied().unwrap_or(task);
    match file.nodes[last].outs.as_slice() {
        [flow] => Some(file.flows[*flow].to),
        _ => None,
    }
}

/// Past gateways that only bring together, and events on the way.
fn passed(file: &File<'_>, mut at: usize) -> usize {
    loop {
        let node = &file.nodes[at];
        let only = matches!(node.kind, FileKind::Exclusive | FileKind::Through);
        match node.outs.as_slice() {
            [flow] if only => at = file.flows[*flow].to,
            _ => return at,
        }
    }
}

/// The step a node begins: a task, or the fork before it.
fn step_at(meaning: &Meaning, at: usize) -> Option<usize> {
    meaning.main.get(&at).copied().or_else(|| meaning.rows.contains_key(&at).then_some(at))
}

/// A way: the conditions met on it, and the step it leads to; none for an end.
type Way = (Vec<Condition>, Option<usize>);

/// The routes of a step by row. What the table does by itself, going on downwards, is no route.
pub(super) fn routes(
    file: &File<'_>,
    meaning: &Meaning,
    gates: &Gates,
    task: usize,
    problems: &mut Problems,
) -> Vec<(usize, Option<Condition>)> {
    let row = meaning.rows.get(&task).copied().unwrap_or(0);
    let last = meaning.join.get(&task).copied().unwrap_or(task);
    let mut ways: Vec<Way> = Vec::new();
    let ends_here = row + 1 == meaning.tasks.len();
    match file.nodes[last].outs.as_slice() {
        [] if ends_here => {}
        [] => dead_end(file, task, problems),
        [flow] => {
            let walk = Walk { file, meaning, gates, task };
            let nothing = Met { conditions: &[], depth: 0 };
            follow(&walk, file.flows[*flow].to, &nothing, &mut ways, problems);
        }
        _ => {
            problems.add(
                "split-without-gateway",
                file.nodes[last].at(),
                "Nhiều mũi tên đi ra từ một bước. Hãy đặt một cổng loại trừ (XOR) sau bước và ghi điều kiện lên từng mũi tên.".to_owned(),
                "Several flows leave one step. Put an exclusive gateway (XOR) after it and a condition on each flow.".to_owned(),
            );
        }
    }
    let mut routes = Vec::new();
    for (conditions, to) in ways {
        let when = joined(conditions);
        let always = when.is_none();
        if when.as_ref().is_some_and(|when| when.to_string().len() > TEXT_MAX) {
            problems.add(
                "condition-too-long",
                file.nodes[task].at(),
                "Các điều kiện nối tiếp sau bước này dài quá. Hãy chia lựa chọn thành nhiều bước.".to_owned(),
                "The conditions met one after the other after this step are too long. Spread the choice over several steps.".to_owned(),
            );
        }
        match to.and_then(|step| meaning.rows.get(&step)) {
            Some(to) if *to == row + 1 && always => {}
            Some(to) => routes.push((*to, when)),
            None if ends_here => {}
            None => dead_end(file, task, problems),
        }
        if always {
            break;
        }
    }
    routes
}

fn dead_end(file: &File<'_>, task: usize, problems: &mut Problems) {
    let node = &file.nodes[task];
    problems.add(
        "flow-dead-end",
        node.at(),
        format!("Quy trình kết thúc sau bước «{}», trước khi trả kết quả. Hồ sơ nào cũng phải đi tới bước trả kết quả, kể cả khi bị từ chối.", node.name),
        format!("The process ends after the step '{}', before the result is returned. Every dossier must come to the return of the result, a refused one too.", node.name),
    );
}

fn joined(mut conditions: Vec<Condition>) -> Option<Condition> {
    match conditions.len() {
        0 => None,
        1 => conditions.pop(),
        _ => Some(Condition::All(conditions)),
    }
}

struct Walk<'a> {
    file: &'a File<'a>,
    meaning: &'a Meaning,
    gates: &'a Gates,
    task: usize,
}

/// Goes on from a node until steps or ends are reached. There is no loop, and the number of ways is bounded.
fn follow(walk: &Walk<'_>, mut at: usize, met: &Met<'_>, ways: &mut Vec<Way>, problems: &mut Problems) {
    if ways.len() >= WAYS_MAX || met.depth >= WAYS_MAX {
        if ways.len() <= WAYS_MAX {
            // One more than allowed, so that this is told once.
            ways.resize(WAYS_MAX + 1, (Vec::new(), None));
            problems.add(
                "ways-too-many",
                walk.file.nodes[walk.task].at(),
                "Sau bước này có quá nhiều đường đi. Hãy chia lựa chọn thành nhiều bước.".to_owned(),
                "Too many ways lead on from this step. Spread the choice over several steps.".to_owned(),
            );
        }
        return;
    }
    loop {
        let node = &walk.file.nodes[at];
        let gated = walk.gates.get(&at).map(|(task, _)| *task);
        if let Some(step) = gated.or_else(|| step_at(walk.meaning, at)) {
            ways.push((met.conditions.to_vec(), Some(step)));
            return;
        }
        match (node.kind, node.outs.as_slice()) {
            (FileKind::End, _) | (_, []) => {
                ways.push((met.conditions.to_vec(), None));
                return;
            }
            (_, [flow]) => at = walk.file.flows[*flow].to,
            (FileKind::Exclusive, flows) => return choose(walk, at, flows, met, ways, problems),
            // Forks that mean nothing were told before.
            _ => return,
        }
    }
}

/// What was met on the way so far.
struct Met<'a> {
    conditions: &'a [Condition],
    depth: usize,
}

fn choose(
    walk: &Walk<'_>,
    at: usize,
    flows: &[usize],
    met: &Met<'_>,
    ways: &mut Vec<Way>,
    problems: &mut Problems,
) {
    let file = walk.file;
    let bare: Vec<usize> =
        flows.iter().copied().filter(|flow| file.flows[*flow].condition.is_none()).collect();
    let default = flows.iter().copied().find(|flow| file.flows[*flow].default);
    let otherwise = default.or(if bare.len() == 1 { bare.first().copied() } else { None });
    for flow in flows.iter().copied().filter(|flow| Some(*flow) != otherwise) {
        if file.flows[flow].condition.is_none() {
            problems.add(
                "condition-missing",
                file.flows[flow].at(),
                format!("Mũi tên ra khỏi cổng «{}» chưa có điều kiện. Hãy ghi điều kiện, hoặc đặt mũi tên này làm mặc định.", file.nodes[at].id),
                format!("A flow out of the gateway '{}' has no condition. Give it one, or make it the default flow.", file.nodes[at].id),
            );
            continue;
        }
        let Some(condition) = condition_of(file, flow, problems) else { continue };
        let conditions: Vec<Condition> = met.conditions.iter().cloned().chain([condition]).collect();
        let further = Met { conditions: &conditions, depth: met.depth + 1 };
        follow(walk, file.flows[flow].to, &further, ways, problems);
    }
    if let Some(flow) = otherwise {
        let further = Met { conditions: met.conditions, depth: met.depth + 1 };
        follow(walk, file.flows[flow].to, &further, ways, problems);
    }
}
