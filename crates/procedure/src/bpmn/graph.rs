//! The steps of a version as nodes and flows: what is drawn, and what a file is compared with when it comes back.

use super::extension::branch_stand_in;
use crate::diagram::words::{Words, target};
use motcua_domain::procedure::{Condition, Step, StepPlace};

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    End,
    /// A step, by its index.
    Task(usize),
    /// An opinion: index of the step, index in it.
    Opinion(usize, usize),
    /// A step of a branch: index of the step, of the branch in it, of the step in that.
    BranchStep(usize, usize, usize),
    /// An exclusive gateway, choosing or bringing together again.
    Exclusive,
    /// A parallel gateway, forking or joining.
    Parallel,
}

#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) place: StepPlace,
    /// Column from the left, and row inside the lane.
    pub(super) column: usize,
    pub(super) slot: usize,
}

#[derive(Debug)]
pub(super) struct Flow {
    pub(super) id: String,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) name: String,
    pub(super) condition: Option<String>,
    pub(super) default: bool,
    /// Which of the flows of its source it is: choices are asked in this order.
    order: usize,
}

#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) flows: Vec<Flow>,
    pub(super) lanes: Vec<StepPlace>,
    columns: usize,
}

/// A flow whose end is not drawn yet.
#[derive(Debug, Clone)]
struct Loose {
    from: usize,
    name: String,
    condition: Option<String>,
    default: bool,
    order: usize,
}

impl Loose {
    fn plain(from: usize) -> Loose {
        Loose { from, name: String::new(), condition: None, default: false, order: 0 }
    }
    fn otherwise(from: usize) -> Loose {
        Loose { from, name: "còn lại".to_owned(), condition: None, default: true, order: usize::MAX }
    }
    fn when(from: usize, condition: &Condition, words: &Words<'_>) -> Loose {
        Loose {
            from,
            name: words.condition(condition),
            condition: Some(condition.to_string()),
            default: false,
            order: 0,
        }
    }
}

impl Graph {
    /// Draws the steps of `words.version`.
    pub(super) fn of(words: &Words<'_>) -> Graph {
        let steps = &words.version.steps;
        let mut graph = Graph::default();
        for step in steps {
            for place in std::iter::once(step.place).chain(step.opinions.iter().map(|o| o.place)) {
                if !graph.lanes.contains(&place) {
                    graph.lanes.push(place);
                }
            }
        }
        if graph.lanes.is_empty() {
            graph.lanes.push(StepPlace::ReceivedAt);
        }
        let mut arriving: Vec<Vec<Loose>> = vec![Vec::new(); steps.len() + 1];
        let start = graph.node("start".to_owned(), Kind::Start, words.filed().to_owned(), graph.lanes[0]);
        arriving[0].push(Loose::plain(start));
        for (index, step) in steps.iter().enumerate() {
            let here = std::mem::take(&mut arriving[index]);
            graph.row(words, index, step, here, &mut arriving);
        }
        let place = steps.last().map_or(graph.lanes[0], |step| step.place);
        let here = arriving.pop().unwrap_or_default();
        let here = graph.together(here, "merge_end".to_owned(), place);
        let end = graph.node("end".to_owned(), Kind::End, "Kết thúc".to_owned(), place);
        graph.tie_all(here, end);
        graph.flows.sort_by_key(|flow| (flow.from, flow.order));
        for (at, flow) in graph.flows.iter_mut().enumerate() {
            flow.id = format!("flow_{}", at + 1);
        }
        graph
    }

    fn row(
        &mut self,
        words: &Words<'_>,
        index: usize,
        step: &Step,
        here: Vec<Loose>,
        arriving: &mut [Vec<Loose>],
    ) {
        let number = index + 1;
        let mut here = self.together(here, format!("merge_{number}"), step.place);
        if let Some(when) = &step.when {
            let name = format!("Có làm bước {number}?");
            let gate = self.node(format!("when_{number}"), Kind::Exclusive, name, step.place);
            self.tie_all(here, gate);
            arriving[index + 1].push(Loose::otherwise(gate));
            here = vec![Loose::when(gate, when, words)];
        }
        let last = self.work(words, index, step, here);
        let mut routes: Vec<(usize, Option<&Condition>)> = Vec::new();
        for route in &step.next {
            let Some(to) = target(&words.version.steps, index, route) else { continue };
            if !routes.contains(&(to, route.when.as_ref())) {
                routes.push((to, route.when.as_ref()));
            }
            if route.when.is_none() {
                break;
            }
        }
        if routes.last().is_none_or(|(_, when)| when.is_some()) {
            routes.push((index + 1, None));
        }
        if let [(to, _)] = routes.as_slice() {
            arriving[*to].push(Loose::plain(last));
            return;
        }
        let name = format!("Sau bước {number}?");
        let gate = self.node(format!("choice_{number}"), Kind::Exclusive, name, step.place);
        self.tie(Loose::plain(last), gate);
        for (order, (to, when)) in routes.into_iter().enumerate() {
            arriving[to].push(match when {
                Some(when) => Loose { order, ..Loose::when(gate, when, words) },
                None => Loose::otherwise(gate),
            });
        }
    }

    /// The task of a step and the opinions asked beside it. Gives the node that is left last.
    fn work(&mut self, words: &Words<'_>, index: usize, step: &Step, here: Vec<Loose>) -> usize {
        let number = index + 1;
        let named =
            |name: &str| if name.trim().is_empty() { format!("Bước {number}") } else { name.to_owned() };
        if step.opinions.is_empty() {
            let task = self.node(format!("step_{number}"), Kind::Task(index), named(&step.name), step.place);
            self.tie_all(here, task);
            return task;
        }
        let fork = self.node(format!("fork_{number}"), Kind::Parallel, String::new(), step.place);
        self.tie_all(here, fork);
        let first = self.columns;
        let asked_by_condition = step.opinions.iter().any(|opinion| opinion.when.is_some());
        let work_column = first + usize::from(asked_by_condition);
        let longest = step.opinions.iter().map(|opinion| opinion.steps.len().max(1)).max().unwrap_or(1);
        let heard = work_column + longest;
        self.columns = heard + usize::from(asked_by_condition);
        let task = self.node_at(
            format!("step_{number}"),
            Kind::Task(index),
            named(&step.name),
            step.place,
            work_column,
        );
        self.tie(Loose::plain(fork), task);
        let mut ends = vec![Loose::plain(task)];
        for at in 0..step.opinions.len() {
            ends.push(self.branch(words, (index, at), fork, (first, work_column, heard)));
        }
        let join = self.node(format!("join_{number}"), Kind::Parallel, String::new(), step.place);
        self.tie_all(ends, join);
        join
    }

    /// One opinion between fork and join, or the steps of a branch; asked on a condition, it stands between two gateways of its own.
    fn branch(
        &mut self,
        words: &Words<'_>,
        (index, at): (usize, usize),
        fork: usize,
        (first, work_column, heard): (usize, usize, usize),
    ) -> Loose {
        let step = &words.version.steps[index];
        let opinion = &step.opinions[at];
        let taken = std::iter::once(step.place).chain(step.opinions[..at].iter().map(|o| o.place));
        let slot = taken.filter(|place| *place == opinion.place).count();
        let tag = format!("{}_{}", index + 1, at + 1);
        let before = self.nodes.len();
        let mut from = Loose::plain(fork);
        let mut past = None;
        if let Some(when) = &opinion.when {
            let question = format!("Có lấy ý kiến {} không?", at + 1);
            let gate = self.node_at(format!("ask_{tag}"), Kind::Exclusive, question, opinion.place, first);
            self.tie(from, gate);
            from = Loose::when(gate, when, words);
            past = Some(Loose::otherwise(gate));
        }
        if opinion.steps.is_empty() {
            let name = format!("{}: {}", words.asks(), words.place(opinion.place));
            let kind = Kind::Opinion(index, at);
            let task = self.node_at(format!("opinion_{tag}"), kind, name, opinion.place, work_column);
            self.tie(from, task);
            from = Loose::plain(task);
        }
        for (no, own) in opinion.steps.iter().enumerate() {
            let blank = own.name.trim().is_empty();
            let name = if blank { branch_stand_in(index + 1, no) } else { own.name.clone() };
            let (id, kind) = (format!("branch_{tag}_{}", no + 1), Kind::BranchStep(index, at, no));
            let task = self.node_at(id, kind, name, opinion.place, work_column + no);
            self.tie(from, task);
            from = Loose::plain(task);
        }
        let mut end = from;
        if let Some(past) = past {
            let id = format!("heard_{tag}");
            let merge = self.node_at(id, Kind::Exclusive, String::new(), opinion.place, heard);
            self.tie(end, merge);
            self.tie(past, merge);
            end = Loose::plain(merge);
        }
        for node in &mut self.nodes[before..] {
            node.slot = slot;
        }
        end
    }

    /// Several flows come together in a gateway; one goes on as it is.
    fn together(&mut self, here: Vec<Loose>, id: String, place: StepPlace) -> Vec<Loose> {
        if here.len() < 2 {
            return here;
        }
        let merge = self.node(id, Kind::Exclusive, String::new(), place);
        self.tie_all(here, merge);
        vec![Loose::plain(merge)]
    }

    fn node(&mut self, id: String, kind: Kind, name: String, place: StepPlace) -> usize {
        let column = self.columns;
        self.columns += 1;
        self.node_at(id, kind, name, place, column)
    }

    fn node_at(&mut self, id: String, kind: Kind, name: String, place: StepPlace, column: usize) -> usize {
        self.nodes.push(Node { id, kind, name, place, column, slot: 0 });
        self.nodes.len() - 1
    }

    fn tie_all(&mut self, all: Vec<Loose>, to: usize) {
        for loose in all {
            self.tie(loose, to);
        }
    }

    fn tie(&mut self, loose: Loose, to: usize) {
        let Loose { from, name, condition, default, order } = loose;
        self.flows.push(Flow { id: String::new(), from, to, name, condition, default, order });
    }

    /// How many columns there are.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }
}
