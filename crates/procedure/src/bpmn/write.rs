//! The graph as a BPMN document.

use super::extension;
use super::graph::{Graph, Kind};
use super::layout::{Bounds, place};
use super::place::spell;
use super::{MODEL, NAMESPACE};
use crate::diagram::escape;
use crate::diagram::words::Words;
use motcua_calendar::Lang;
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use std::fmt::Write;

/// Writes the flow of a version. The same version always gives the same bytes.
pub fn write(version: &ProcedureVersion, units: &UnitIndex) -> String {
    let words = Words { version, units, lang: Lang::Vi };
    let graph = Graph::of(&words);
    let mut xml = Xml { out: String::with_capacity(32 * 1024), depth: 0 };
    xml.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.open(
        "bpmn:definitions",
        &[
            ("xmlns:bpmn", MODEL),
            ("xmlns:bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI"),
            ("xmlns:dc", "http://www.omg.org/spec/DD/20100524/DC"),
            ("xmlns:di", "http://www.omg.org/spec/DD/20100524/DI"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xmlns:motcua", NAMESPACE),
            ("id", "definitions"),
            ("targetNamespace", NAMESPACE),
            ("exporter", "motcua"),
        ],
    );
    xml.open("bpmn:collaboration", &[("id", "collaboration")]);
    let name = format!("{} {}", version.code, version.name);
    xml.leaf("bpmn:participant", &[("id", "participant"), ("name", &name), ("processRef", "process")]);
    xml.close("bpmn:collaboration");
    process(&mut xml, &graph, &words, &name);
    diagram(&mut xml, &graph);
    xml.close("bpmn:definitions");
    xml.out
}

fn process(xml: &mut Xml, graph: &Graph, words: &Words<'_>, name: &str) {
    xml.open("bpmn:process", &[("id", "process"), ("name", name), ("isExecutable", "false")]);
    xml.open("bpmn:laneSet", &[("id", "lanes")]);
    for (at, lane) in graph.lanes.iter().enumerate() {
        let (id, name) = (format!("lane_{}", at + 1), words.place(*lane));
        xml.open("bpmn:lane", &[("id", &id), ("name", &name)]);
        xml.open("bpmn:extensionElements", &[]);
        xml.leaf("motcua:lane", &[("place", &spell(*lane, words.units))]);
        xml.close("bpmn:extensionElements");
        for node in graph.nodes.iter().filter(|node| node.place == *lane) {
            xml.text("bpmn:flowNodeRef", &[], &node.id);
        }
        xml.close("bpmn:lane");
    }
    xml.close("bpmn:laneSet");
    for at in 0..graph.nodes.len() {
        node(xml, graph, at, words);
    }
    for flow in &graph.flows {
        let mut attributes: Vec<(&str, &str)> = vec![("id", &flow.id)];
        if !flow.name.is_empty() {
            attributes.push(("name", &flow.name));
        }
        attributes.push(("sourceRef", &graph.nodes[flow.from].id));
        attributes.push(("targetRef", &graph.nodes[flow.to].id));
        match &flow.condition {
            None => xml.leaf("bpmn:sequenceFlow", &attributes),
            Some(condition) => {
                xml.open("bpmn:sequenceFlow", &attributes);
                xml.text("bpmn:conditionExpression", &[("xsi:type", "bpmn:tFormalExpression")], condition);
                xml.close("bpmn:sequenceFlow");
            }
        }
    }
    xml.close("bpmn:process");
}

fn node(xml: &mut Xml, graph: &Graph, at: usize, words: &Words<'_>) {
    let node = &graph.nodes[at];
    let tag = match node.kind {
        Kind::Start => "bpmn:startEvent",
        Kind::End => "bpmn:endEvent",
        Kind::Task(_) | Kind::Opinion(..) | Kind::BranchStep(..) => "bpmn:userTask",
        Kind::Exclusive => "bpmn:exclusiveGateway",
        Kind::Parallel => "bpmn:parallelGateway",
    };
    let mut attributes: Vec<(&str, &str)> = vec![("id", &node.id)];
    if !node.name.is_empty() {
        attributes.push(("name", &node.name));
    }
    if let Some(flow) = graph.flows.iter().find(|flow| flow.from == at && flow.default) {
        attributes.push(("default", &flow.id));
    }
    xml.open(tag, &attributes);
    match node.kind {
        Kind::Task(index) => extension::write_step(xml, &words.version.steps[index], words),
        Kind::Opinion(index, no) => {
            extension::write_opinion(xml, &words.version.steps[index].opinions[no], words);
        }
        Kind::BranchStep(index, no, at) => {
            let opinion = &words.version.steps[index].opinions[no];
            extension::write_branch_step(xml, (index + 1, opinion, at), words);
        }
        _ => {}
    }
    for flow in graph.flows.iter().filter(|flow| flow.to == at) {
        xml.text("bpmn:incoming", &[], &flow.id);
    }
    for flow in graph.flows.iter().filter(|flow| flow.from == at) {
        xml.text("bpmn:outgoing", &[], &flow.id);
    }
    xml.close(tag);
}

fn diagram(xml: &mut Xml, graph: &Graph) {
    let placed = place(graph);
    xml.open("bpmndi:BPMNDiagram", &[("id", "diagram")]);
    xml.open("bpmndi:BPMNPlane", &[("id", "plane"), ("bpmnElement", "collaboration")]);
    xml.shape("participant", placed.pool, Some("isHorizontal"), Label::None);
    for (at, lane) in placed.lanes.iter().enumerate() {
        xml.shape(&format!("lane_{}", at + 1), *lane, Some("isHorizontal"), Label::None);
    }
    for (node, bounds) in graph.nodes.iter().zip(&placed.nodes) {
        let marker = (node.kind == Kind::Exclusive).then_some("isMarkerVisible");
        let outside = !matches!(node.kind, Kind::Task(_) | Kind::Opinion(..) | Kind::BranchStep(..))
            && !node.name.is_empty();
        let label = match (outside, node.id.starts_with("ask_")) {
            (false, _) => Label::None,
            (true, false) => Label::Below,
            (true, true) => Label::Above,
        };
        xml.shape(&node.id, *bounds, marker, label);
    }
    for (flow, (points, label)) in graph.flows.iter().zip(&placed.flows) {
        let id = format!("{}_di", flow.id);
        xml.open("bpmndi:BPMNEdge", &[("id", &id), ("bpmnElement", &flow.id)]);
        for (x, y) in points {
            xml.leaf("di:waypoint", &[("x", &x.to_string()), ("y", &y.to_string())]);
        }
        if !flow.name.is_empty() {
            xml.label(*label);
        }
        xml.close("bpmndi:BPMNEdge");
    }
    xml.close("bpmndi:BPMNPlane");
    xml.close("bpmndi:BPMNDiagram");
}

/// Whether a shape carries its name outside.
enum Label {
    None,
    Below,
    /// Where a flow leaves downwards.
    Above,
}

/// Elements with two spaces of indent each.
pub(super) struct Xml {
    out: String,
    depth: usize,
}

impl Xml {
    fn begin(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.out, "{:indent$}<{tag}", "", indent = self.depth * 2);
        for (name, value) in attributes {
            let _ = write!(self.out, " {name}=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
    }
    pub(super) fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.begin(tag, attributes);
        self.out.push_str(">\n");
        self.depth += 1;
    }
    pub(super) fn close(&mut self, tag: &str) {
        self.depth = self.depth.saturating_sub(1);
        let _ = writeln!(self.out, "{:indent$}</{tag}>", "", indent = self.depth * 2);
    }
    pub(super) fn leaf(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.begin(tag, attributes);
        self.out.push_str("/>\n");
    }
    pub(super) fn text(&mut self, tag: &str, attributes: &[(&str, &str)], text: &str) {
        self.begin(tag, attributes);
        self.out.push('>');
        escape(text, &mut self.out);
        let _ = writeln!(self.out, "</{tag}>");
    }
    fn bounds(&mut self, bounds: Bounds) {
        let [x, y, width, height] = [bounds.x, bounds.y, bounds.width, bounds.height].map(|n| n.to_string());
        self.leaf("dc:Bounds", &[("x", &x), ("y", &y), ("width", &width), ("height", &height)]);
    }
    fn label(&mut self, bounds: Bounds) {
        self.open("bpmndi:BPMNLabel", &[]);
        self.bounds(bounds);
        self.close("bpmndi:BPMNLabel");
    }
    fn shape(&mut self, element: &str, bounds: Bounds, flag: Option<&str>, label: Label) {
        let id = format!("{element}_di");
        let mut attributes = vec![("id", id.as_str()), ("bpmnElement", element)];
        attributes.extend(flag.map(|flag| (flag, "true")));
        self.open("bpmndi:BPMNShape", &attributes);
        self.bounds(bounds);
        let (x, width) = (bounds.x + bounds.width / 2 - 45, 90);
        match label {
            Label::None => {}
            Label::Below => self.label(Bounds { x, y: bounds.y + bounds.height + 5, width, height: 28 }),
            Label::Above => self.label(Bounds { x, y: bounds.y - 33, width, height: 28 }),
        }
        self.close("bpmndi:BPMNShape");
    }
}
