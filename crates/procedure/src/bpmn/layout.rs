//! Coordinates of the diagram: lanes below one another, time from left to right, jumps in channels of their own above
//! the nodes of a lane, so that no line crosses a task.

use super::graph::{Flow, Graph, Kind};

const POOL: (i32, i32) = (160, 80);
const HEADER: i32 = 30;
const TASK: (i32, i32) = (140, 80);
const GATEWAY: i32 = 50;
const EVENT: i32 = 36;
const GAP: i32 = 60;
/// After a gateway the name of a condition needs room.
const GAP_AFTER_CHOICE: i32 = 150;
const SLOT: i32 = 130;
const CHANNEL: i32 = 22;
const PADDING: i32 = 36;

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Bounds {
    fn middle(self) -> i32 {
        self.y + self.height / 2
    }
    fn centre(self) -> i32 {
        self.x + self.width / 2
    }
}

/// Where everything is drawn.
pub(super) struct Placed {
    pub(super) pool: Bounds,
    pub(super) lanes: Vec<Bounds>,
    pub(super) nodes: Vec<Bounds>,
    /// Way points and the place of the label of each flow.
    pub(super) flows: Vec<(Vec<(i32, i32)>, Bounds)>,
}

/// Places a graph.
pub(super) fn place(graph: &Graph) -> Placed {
    let columns = columns(graph);
    let channels = Channels::of(graph);
    let lane_of = |node: usize| graph.lanes.iter().position(|p| *p == graph.nodes[node].place).unwrap_or(0);
    let mut lanes = Vec::new();
    let width = columns.last().map_or(0, |(x, width)| x + width) + PADDING - POOL.0;
    let mut y = POOL.1;
    for (at, used) in channels.used.iter().enumerate() {
        let nodes = (0..graph.nodes.len()).filter(|node| lane_of(*node) == at);
        let slots = count(nodes.map(|node| graph.nodes[node].slot + 1).max().unwrap_or(1));
        let height = PADDING + CHANNEL * count(*used) + SLOT * slots;
        lanes.push(Bounds { x: POOL.0 + HEADER, y, width: width - HEADER, height });
        y += height;
    }
    let first_row = |at: usize| lanes[at].y + PADDING + CHANNEL * count(channels.used[at]);
    let nodes: Vec<Bounds> = graph
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let (width, height) = size(node.kind);
            let (x, room) = columns[node.column];
            let middle = first_row(lane_of(at)) + SLOT * count(node.slot) + TASK.1 / 2;
            Bounds { x: x + (room - width) / 2, y: middle - height / 2, width, height }
        })
        .collect();
    let flows = graph.flows.iter().enumerate().map(|(at, flow)| {
        let channel = channels.of_flow[at].map(|(lane, no)| lanes[lane].y + 24 + CHANNEL * count(no));
        route(flow, graph, &nodes, channel)
    });
    Placed {
        pool: Bounds { x: POOL.0, y: POOL.1, width, height: y - POOL.1 },
        flows: flows.collect(),
        lanes,
        nodes,
    }
}

fn size(kind: Kind) -> (i32, i32) {
    match kind {
        Kind::Start | Kind::End => (EVENT, EVENT),
        Kind::Task(_) | Kind::Opinion(..) | Kind::BranchStep(..) => TASK,
        Kind::Exclusive | Kind::Parallel => (GATEWAY, GATEWAY),
    }
}

/// Left edge and width of each column of nodes.
fn columns(graph: &Graph) -> Vec<(i32, i32)> {
    let mut columns = Vec::with_capacity(graph.columns());
    let mut x = POOL.0 + HEADER + HEADER + PADDING;
    for column in 0..graph.columns() {
        let here = || graph.nodes.iter().filter(|node| node.column == column);
        let width = here().map(|node| size(node.kind).0).max().unwrap_or(EVENT);
        let chooses = here().any(|node| node.kind == Kind::Exclusive && !node.name.is_empty());
        columns.push((x, width));
        x += width + if chooses { GAP_AFTER_CHOICE } else { GAP };
    }
    columns
}

/// Which flows jump over columns, and in which channel of their lane.
struct Channels {
    of_flow: Vec<Option<(usize, usize)>>,
    used: Vec<usize>,
}

impl Channels {
    fn of(graph: &Graph) -> Channels {
        let mut busy: Vec<Vec<usize>> = vec![Vec::new(); graph.lanes.len()];
        let mut of_flow = vec![None; graph.flows.len()];
        for (at, flow) in graph.flows.iter().enumerate() {
            let (from, to) = (&graph.nodes[flow.from], &graph.nodes[flow.to]);
            if !jumps(flow, graph) {
                continue;
            }
            let lane = graph.lanes.iter().position(|place| *place == from.place).unwrap_or(0);
            let lane_busy = &mut busy[lane];
            let channel = lane_busy.iter().position(|until| *until <= from.column).unwrap_or(lane_busy.len());
            if channel == lane_busy.len() {
                lane_busy.push(0);
            }
            lane_busy[channel] = to.column;
            of_flow[at] = Some((lane, channel));
        }
        Channels { of_flow, used: busy.iter().map(Vec::len).collect() }
    }
}

/// Flows between fork and join run straight; so do those to the next column.
fn jumps(flow: &Flow, graph: &Graph) -> bool {
    let (from, to) = (&graph.nodes[flow.from], &graph.nodes[flow.to]);
    let inside =
        |id: &str| ["opinion_", "branch_", "ask_", "heard_"].iter().any(|start| id.starts_with(start));
    let asks = inside(&from.id) && inside(&to.id) && flow.default;
    let branch = from.id.starts_with("fork_") || to.id.starts_with("join_") || inside(&from.id);
    asks || (to.column > from.column + 1 && !branch)
}

/// Way points from the edge of one node to the edge of another.
fn route(flow: &Flow, graph: &Graph, nodes: &[Bounds], channel: Option<i32>) -> (Vec<(i32, i32)>, Bounds) {
    let (from, to) = (nodes[flow.from], nodes[flow.to]);
    let label = |x: i32, y: i32, width: i32| Bounds { x, y, width, height: 28 };
    if graph.nodes[flow.from].id.starts_with("ask_") && flow.default {
        // Past an opinion that is not asked: below it.
        let y = from.middle() + TASK.1 / 2 + 12;
        let points = vec![
            (from.centre(), from.y + from.height),
            (from.centre(), y),
            (to.centre(), y),
            (to.centre(), to.y + to.height),
        ];
        return (points, label(from.centre() + 40, y - 16, 60));
    }
    if let Some(y) = channel {
        let end = if to.y > y { to.y } else { to.y + to.height };
        let points = vec![(from.centre(), from.y), (from.centre(), y), (to.centre(), y), (to.centre(), end)];
        let width = (to.centre() - from.centre() - 16).clamp(60, 420);
        return (points, label(from.centre() + 8, y - 17, width));
    }
    let (start, end) = ((from.x + from.width, from.middle()), (to.x, to.middle()));
    let bend =
        if graph.nodes[flow.to].id.starts_with("join_") || graph.nodes[flow.to].id.starts_with("heard_") {
            end.0 - 22
        } else {
            start.0 + 22
        };
    let points =
        if start.1 == end.1 { vec![start, end] } else { vec![start, (bend, start.1), (bend, end.1), end] };
    (points, label(start.0 + 24, end.1 + 6, GAP_AFTER_CHOICE - 32))
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX / 1_000)
}
