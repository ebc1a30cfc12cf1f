//! A BPMN document as nodes and flows, before anybody asks what they mean.

use super::STEPS_MAX;
use super::place::{from_name, from_spelling};
use super::problem::{At, BpmnProblem, Problems};
use super::xml::{Element, Owner};
use motcua_domain::procedure::{ProcedureVersion, StepPlace};
use motcua_domain::unit::UnitIndex;
use std::collections::BTreeMap;

/// What a node of a file is to a flow of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileKind {
    Start,
    End,
    Task,
    Exclusive,
    Parallel,
    /// An event on the way; nothing is done there.
    Through,
}

pub(super) struct FileNode<'a> {
    pub(super) id: &'a str,
    pub(super) line: usize,
    pub(super) kind: FileKind,
    pub(super) name: String,
    pub(super) place: Option<StepPlace>,
    pub(super) step: Option<&'a Element>,
    pub(super) opinion: Option<&'a Element>,
    pub(super) branch: Option<&'a Element>,
    default: Option<&'a str>,
    pub(super) outs: Vec<usize>,
    pub(super) ins: Vec<usize>,
}

impl FileNode<'_> {
    pub(super) fn at(&self) -> At<'_> {
        At { element: self.id, line: self.line }
    }
}

pub(super) struct FileFlow<'a> {
    pub(super) id: &'a str,
    pub(super) line: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) condition: Option<String>,
    pub(super) default: bool,
}

impl FileFlow<'_> {
    pub(super) fn at(&self) -> At<'_> {
        At { element: self.id, line: self.line }
    }
}

/// The one process of a document.
pub(super) struct File<'a> {
    pub(super) nodes: Vec<FileNode<'a>>,
    pub(super) flows: Vec<FileFlow<'a>>,
}

/// Lanes looked at in one set; a drawing that can be read has a dozen.
const LANES_MAX: usize = 200;

/// Elements of a process that say nothing about who does what.
const IGNORED: [&str; 16] = [
    "laneSet",
    "sequenceFlow",
    "documentation",
    "extensionElements",
    "textAnnotation",
    "association",
    "group",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "ioSpecification",
    "property",
    "auditing",
    "monitoring",
    "category",
    "resourceRole",
];

impl<'a> File<'a> {
    pub(super) fn of(
        document: &'a Element,
        base: &ProcedureVersion,
        units: &UnitIndex,
    ) -> Result<File<'a>, Vec<BpmnProblem>> {
        let process = process(document)?;
        let mut problems = Problems::default();
        let mut file = File { nodes: Vec::new(), flows: Vec::new() };
        let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
        for element in &process.children {
            let Some(node) = node(element, &mut problems) else { continue };
            if node.id.is_empty() || by_id.insert(node.id, file.nodes.len()).is_some() {
                problems.add(
                    "id-twice",
                    node.at(),
                    "Phần tử không có mã (id) hoặc mã bị trùng. Xin đặt mã riêng cho từng phần tử."
                        .to_owned(),
                    "The element has no id, or the id of another one. Give each element an id of its own."
                        .to_owned(),
                );
            }
            file.nodes.push(node);
        }
        if file.nodes.iter().filter(|node| node.kind == FileKind::Task).count() > 4 * STEPS_MAX {
            return Err(vec![BpmnProblem::of_file(
                "steps-too-many",
                Some(process.line),
                "Quy trình có quá nhiều bước (nhiều nhất 200). Xin kiểm tra lại tệp.",
                "The process has too many steps (200 at most). Please check the file.",
            )]);
        }
        lanes(process, &mut file, &by_id, (base, units), &mut problems);
        for element in process.all(Owner::Bpmn, "sequenceFlow") {
            flow(element, &mut file, &by_id, &mut problems);
        }
        for element in &process.children {
            if let Some(at) = element.get("id").and_then(|id| by_id.get(id)) {
                in_order(element, *at, &mut file);
            }
        }
        problems.or(file)
    }
}

/// The flows of a choice are asked in the order the gateway lists them.
fn in_order(element: &Element, at: usize, file: &mut File<'_>) {
    let listed: BTreeMap<&str, usize> =
        element.all(Owner::Bpmn, "outgoing").enumerate().map(|(no, flow)| (flow.text.trim(), no)).collect();
    let File { nodes, flows } = file;
    nodes[at].outs.sort_by_key(|flow| listed.get(flows[*flow].id).copied().unwrap_or(usize::MAX));
}

fn process(document: &Element) -> Result<&Element, Vec<BpmnProblem>> {
    if !document.is(Owner::Bpmn, "definitions") {
        return Err(vec![BpmnProblem::of_file(
            "not-bpmn",
            Some(document.line),
            "Tệp không phải là sơ đồ BPMN 2.0 (phần tử gốc phải là «definitions»). Xin xuất lại ở định dạng BPMN 2.0.",
            "The file is no BPMN 2.0 (its root must be 'definitions'). Please export it as BPMN 2.0.",
        )]);
    }
    let works = |process: &&Element| process.all(Owner::Bpmn, "sequenceFlow").next().is_some();
    let processes: Vec<&Element> = document.all(Owner::Bpmn, "process").filter(works).collect();
    match processes.as_slice() {
        [one] => Ok(one),
        [] => Err(vec![BpmnProblem::of_file(
            "process-missing",
            Some(document.line),
            "Tệp không có quy trình nào với các bước nối với nhau. Xin vẽ các bước và nối chúng bằng mũi tên.",
            "The file has no process whose steps are connected. Draw the steps and connect them.",
        )]),
        [_, second, ..] => Err(vec![BpmnProblem::of_file(
            "process-many",
            Some(second.line),
            "Tệp có nhiều quy trình (nhiều «pool»). Mỗi thủ tục là một quy trình; hãy vẽ các cơ quan thành các làn (lane) của một «pool».",
            "The file has several processes (pools). A procedure is one process; draw the agencies as lanes of one pool.",
        )]),
    }
}

fn node<'a>(element: &'a Element, problems: &mut Problems) -> Option<FileNode<'a>> {
    if element.owner != Owner::Bpmn || IGNORED.contains(&element.name.as_str()) {
        return None;
    }
    let kind = match element.name.as_str() {
        "startEvent" => FileKind::Start,
        "endEvent" => FileKind::End,
        "task" | "userTask" | "manualTask" | "serviceTask" | "scriptTask" | "sendTask" | "receiveTask"
        | "businessRuleTask" | "callActivity" => FileKind::Task,
        "exclusiveGateway" => FileKind::Exclusive,
        "parallelGateway" => FileKind::Parallel,
        "intermediateCatchEvent" | "intermediateThrowEvent" => FileKind::Through,
        other => {
            let at = At { element: element.get("id").unwrap_or_default(), line: element.line };
            problems.add(
                "element-unsupported",
                at,
                format!("Loại phần tử «{other}» chưa được hỗ trợ. Hãy dùng việc (task), cổng loại trừ (XOR) hoặc cổng song song (AND)."),
                format!("Elements of the kind '{other}' are not supported. Use tasks, exclusive (XOR) and parallel (AND) gateways."),
            );
            return None;
        }
    };
    let own = element.first(Owner::Bpmn, "extensionElements");
    Some(FileNode {
        id: element.get("id").unwrap_or_default(),
        line: element.line,
        kind,
        name: element.get("name").unwrap_or_default().to_owned(),
        place: None,
        step: own.and_then(|own| own.first(Owner::Motcua, "step")),
        opinion: own.and_then(|own| own.first(Owner::Motcua, "opinion")),
        branch: own.and_then(|own| own.first(Owner::Motcua, "branchStep")),
        default: element.get("default"),
        outs: Vec::new(),
        ins: Vec::new(),
    })
}

/// Gives every node the place of its lane.
fn lanes(
    process: &Element,
    file: &mut File<'_>,
    by_id: &BTreeMap<&str, usize>,
    (base, units): (&ProcedureVersion, &UnitIndex),
    problems: &mut Problems,
) {
    let mut open: Vec<&Element> = process.all(Owner::Bpmn, "laneSet").collect();
    while let Some(set) = open.pop() {
        for lane in set.all(Owner::Bpmn, "lane").take(LANES_MAX) {
            open.extend(lane.first(Owner::Bpmn, "childLaneSet"));
            let refs =
                lane.all(Owner::Bpmn, "flowNodeRef").filter_map(|node| by_id.get(node.text.trim()).copied());
            let inside: Vec<usize> = refs.collect();
            let own = lane.first(Owner::Bpmn, "extensionElements");
            let spelled =
                own.and_then(|own| own.first(Owner::Motcua, "lane")).and_then(|own| own.get("place"));
            let name = lane.get("name").unwrap_or_default();
            let place =
                spelled.and_then(|text| from_spelling(text, units)).or_else(|| from_name(name, base, units));
            if place.is_none() && inside.iter().any(|at| file.nodes[*at].kind == FileKind::Task) {
                problems.add(
                    "lane-unknown",
                    At { element: lane.get("id").unwrap_or_default(), line: lane.line },
                    format!("Không biết làn «{name}» là cơ quan nào. Hãy đặt tên làn theo tên hoặc mã đơn vị, hoặc một trong: Nơi tiếp nhận, Cơ quan có thẩm quyền, UBND phường, xã, Nơi trả kết quả."),
                    format!("It is not known which agency the lane '{name}' stands for. Name it after a unit (name or key), or: Counter that received it, Competent agency, Commune committee, Counter that returns it."),
                );
            }
            for at in inside {
                // The innermost lane is looked at last.
                file.nodes[at].place = place.or(file.nodes[at].place);
            }
        }
    }
}

fn flow<'a>(
    element: &'a Element,
    file: &mut File<'a>,
    by_id: &BTreeMap<&str, usize>,
    problems: &mut Problems,
) {
    let id = element.get("id").unwrap_or_default();
    let end = |name: &str| element.get(name).and_then(|id| by_id.get(id)).copied();
    let (Some(from), Some(to)) = (end("sourceRef"), end("targetRef")) else {
        problems.add(
            "flow-loose",
            At { element: id, line: element.line },
            "Mũi tên không nối hai phần tử được hỗ trợ của quy trình. Xin nối lại hai đầu.".to_owned(),
            "The flow does not connect two supported elements of the process. Connect both of its ends."
                .to_owned(),
        );
        return;
    };
    let default = file.nodes[from].default == Some(id);
    let expression = element.first(Owner::Bpmn, "conditionExpression");
    let condition = expression.map(|found| found.text.trim().to_owned()).filter(|text| !text.is_empty());
    let at = file.flows.len();
    file.flows.push(FileFlow { id, line: element.line, from, to, condition, default });
    file.nodes[from].outs.push(at);
    file.nodes[to].ins.push(at);
}
