//! What BPMN has no word for, in elements of our own namespace inside the tasks.

use super::file::{File, FileKind, FileNode};
use super::graph::{Graph, Kind};
use super::place::{from_spelling, spell};
use super::write::Xml;
use super::xml::{Element, Owner};
use crate::diagram::words::Words;
use motcua_calendar::{Lang, Term};
use motcua_domain::actor::Role;
use motcua_domain::dossier::acts::Act;
use motcua_domain::ids::FieldCode;
use motcua_domain::procedure::{
    BranchStep, Condition, PlannedOpinion, ProcedureVersion, Route, Step, StepKind,
};
use motcua_domain::unit::UnitIndex;
use std::collections::BTreeSet;
use std::str::FromStr;

/// Every kind of work with its spelling.
const KINDS: [(&str, StepKind); 8] = [
    ("intake", StepKind::Intake),
    ("assign", StepKind::Assign),
    ("appraise", StepKind::Appraise),
    ("review", StepKind::Review),
    ("approve", StepKind::Approve),
    ("issue", StepKind::Issue),
    ("payment", StepKind::Payment),
    ("return", StepKind::Return),
];

/// Routes or opinions read of one step.
const PARTS_MAX: usize = 200;

/// A blank name cannot label a task; this one stands in, and the extension keeps the blank.
pub(super) fn stand_in(number: usize) -> String {
    format!("Bước {number}")
}

/// Writes documentation and extension of a step.
pub(super) fn write_step(xml: &mut Xml, step: &Step, words: &Words<'_>) {
    let mut said = words.by_whom(step);
    if let Some(uncounted) = words.uncounted(step) {
        said = format!("{said}. {uncounted}");
    }
    xml.text("bpmn:documentation", &[], &said);
    let number = words.version.steps.iter().position(|other| std::ptr::eq(other, step)).unwrap_or(0) + 1;
    let kind = KINDS.iter().find(|(_, kind)| *kind == step.kind).map_or("appraise", |(word, _)| word);
    let (number, floor) = (number.to_string(), step.floor_minutes.to_string());
    let place = spell(step.place, words.units);
    let budget = step.budget.map(|term| term.to_string());
    let mut attributes = vec![
        ("no", number.as_str()),
        ("key", &step.key),
        ("nameEn", &step.name_en),
        ("kind", kind),
        ("role", step.role.key()),
        ("place", &place),
        ("floorMinutes", &floor),
        ("clock", if step.clock_runs { "runs" } else { "off" }),
    ];
    if step.name.trim().is_empty() {
        attributes.push(("name", &step.name));
    }
    attributes.extend(budget.as_deref().map(|budget| ("budget", budget)));
    attributes.extend(step.field.as_ref().map(|field| ("field", field.as_str())));
    xml.open("bpmn:extensionElements", &[]);
    xml.open("motcua:step", &attributes);
    if let Some(acts) = &step.acts {
        let keys: Vec<&str> = acts.iter().map(|act| act.key()).collect();
        xml.leaf("motcua:acts", &[("allowed", &keys.join(" "))]);
    }
    if let Some(when) = &step.when {
        xml.leaf("motcua:when", &[("condition", &when.to_string())]);
    }
    for route in &step.next {
        let when = route.when.as_ref().map(Condition::to_string);
        let mut attributes = vec![("to", route.to.as_str())];
        attributes.extend(when.as_deref().map(|when| ("when", when)));
        xml.leaf("motcua:next", &attributes);
    }
    for opinion in &step.opinions {
        write_asked(xml, opinion, words);
    }
    xml.close("motcua:step");
    xml.close("bpmn:extensionElements");
}

/// Writes documentation and extension of an opinion.
pub(super) fn write_opinion(xml: &mut Xml, opinion: &PlannedOpinion, words: &Words<'_>) {
    xml.text("bpmn:documentation", &[], &words.opinion(opinion).1);
    xml.open("bpmn:extensionElements", &[]);
    write_asked(xml, opinion, words);
    xml.close("bpmn:extensionElements");
}

/// Writes documentation and extension of one step of a branch; the first says also what the branch is.
pub(super) fn write_branch_step(
    xml: &mut Xml,
    (number, opinion, at): (usize, &PlannedOpinion, usize),
    words: &Words<'_>,
) {
    let Some(step) = opinion.steps.get(at) else { return };
    xml.text("bpmn:documentation", &[], &words.branch_by_whom(step));
    xml.open("bpmn:extensionElements", &[]);
    if at == 0 {
        write_asked(xml, &PlannedOpinion { steps: Vec::new(), ..opinion.clone() }, words);
    }
    let blank = step.name.trim().is_empty() || step.name == branch_stand_in(number, at);
    write_branch(xml, step, if blank { Named::Here } else { Named::ByTask });
    xml.close("bpmn:extensionElements");
}

/// What stands in for a blank name of a step of a branch.
pub(super) fn branch_stand_in(number: usize, at: usize) -> String {
    format!("Bước {number}.{}", at + 1)
}

/// Whether the name stands in the extension or is the label of the task.
#[derive(PartialEq, Eq)]
enum Named {
    Here,
    ByTask,
}

fn write_branch(xml: &mut Xml, step: &BranchStep, named: Named) {
    let (floor, budget) = (step.floor_minutes.to_string(), step.budget.map(|term| term.to_string()));
    let mut attributes = vec![("key", step.key.as_str())];
    if named == Named::Here {
        attributes.push(("name", &step.name));
    }
    attributes.extend([
        ("nameEn", step.name_en.as_str()),
        ("role", step.role.key()),
        ("floorMinutes", floor.as_str()),
    ]);
    attributes.extend(budget.as_deref().map(|budget| ("budget", budget)));
    attributes.extend(step.field.as_ref().map(|field| ("field", field.as_str())));
    xml.leaf("motcua:branchStep", &attributes);
}

fn write_asked(xml: &mut Xml, opinion: &PlannedOpinion, words: &Words<'_>) {
    let (place, within) = (spell(opinion.place, words.units), opinion.within.to_string());
    let when = opinion.when.as_ref().map(Condition::to_string);
    let mut attributes = vec![("place", place.as_str()), ("within", within.as_str())];
    attributes.extend(when.as_deref().map(|when| ("when", when)));
    if opinion.steps.is_empty() {
        return xml.leaf("motcua:opinion", &attributes);
    }
    xml.open("motcua:opinion", &attributes);
    for step in &opinion.steps {
        write_branch(xml, step, Named::Here);
    }
    xml.close("motcua:opinion");
}

/// An attribute of an extension that cannot be understood.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) attribute: &'static str,
    pub(super) value: String,
}

type Read<T> = Result<T, Unreadable>;

fn wrong<T>(attribute: &'static str, value: &str) -> Read<T> {
    Err(Unreadable { attribute, value: value.chars().take(80).collect() })
}

fn parsed<T: FromStr>(attribute: &'static str, value: &str) -> Read<T> {
    value.parse().or_else(|_| wrong(attribute, value))
}

/// Reads the extension of a step: the step as it was written, under its name in the diagram, and its number.
pub(super) fn read_step(element: &Element, name: &str, units: &UnitIndex) -> Read<(usize, Step)> {
    let get = |attribute: &'static str| element.get(attribute).unwrap_or_default();
    let number: usize = parsed("no", get("no"))?;
    let Some((_, kind)) = KINDS.iter().find(|(word, _)| *word == get("kind")) else {
        return wrong("kind", get("kind"));
    };
    let Some(role) = Role::from_key(get("role")) else { return wrong("role", get("role")) };
    let Some(place) = from_spelling(get("place"), units) else { return wrong("place", get("place")) };
    let clock_runs = match get("clock") {
        "runs" => true,
        "off" => false,
        other => return wrong("clock", other),
    };
    let blank = element.get("name").filter(|_| name == stand_in(number));
    Ok((
        number,
        Step {
            key: get("key").to_owned(),
            name: blank.unwrap_or(name).to_owned(),
            name_en: get("nameEn").to_owned(),
            kind: *kind,
            role,
            place,
            budget: element.get("budget").map(|text| parsed::<Term>("budget", text)).transpose()?,
            floor_minutes: parsed("floorMinutes", get("floorMinutes"))?,
            clock_runs,
            field: element.get("field").map(FieldCode::from),
            acts: element.first(Owner::Motcua, "acts").map(read_acts).transpose()?,
            when: condition(element.first(Owner::Motcua, "when"), "condition")?,
            next: element.all(Owner::Motcua, "next").take(PARTS_MAX).map(read_route).collect::<Read<_>>()?,
            opinions: element
                .all(Owner::Motcua, "opinion")
                .take(PARTS_MAX)
                .map(|opinion| read_opinion(opinion, units))
                .collect::<Read<_>>()?,
        },
    ))
}

fn read_acts(element: &Element) -> Read<Vec<Act>> {
    let keys = element.get("allowed").unwrap_or_default().split_whitespace();
    keys.map(|key| match Act::ALL.into_iter().find(|act| act.key() == key) {
        Some(act) => Ok(act),
        None => wrong("allowed", key),
    })
    .collect()
}

fn condition(element: Option<&Element>, attribute: &'static str) -> Read<Option<Condition>> {
    element.and_then(|found| found.get(attribute)).map(|text| parsed(attribute, text)).transpose()
}

fn read_route(element: &Element) -> Read<Route> {
    Ok(Route {
        to: element.get("to").unwrap_or_default().to_owned(),
        when: condition(Some(element), "when")?,
    })
}

/// Reads the extension of an opinion.
pub(super) fn read_opinion(element: &Element, units: &UnitIndex) -> Read<PlannedOpinion> {
    let place = element.get("place").unwrap_or_default();
    let Some(found) = from_spelling(place, units) else { return wrong("place", place) };
    let within = parsed("within", element.get("within").unwrap_or_default())?;
    let steps = element.all(Owner::Motcua, "branchStep").take(PARTS_MAX);
    let steps = steps.map(|step| read_branch_step(step, "")).collect::<Read<_>>()?;
    Ok(PlannedOpinion { place: found, within, when: condition(Some(element), "when")?, steps })
}

/// Reads the extension of a step of a branch, under its name in the diagram unless the extension has one.
pub(super) fn read_branch_step(element: &Element, name: &str) -> Read<BranchStep> {
    let get = |attribute: &'static str| element.get(attribute).unwrap_or_default();
    let Some(role) = Role::from_key(get("role")) else { return wrong("role", get("role")) };
    Ok(BranchStep {
        key: get("key").to_owned(),
        name: element.get("name").unwrap_or(name).to_owned(),
        name_en: get("nameEn").to_owned(),
        role,
        field: element.get("field").map(FieldCode::from),
        budget: element.get("budget").map(|text| parsed::<Term>("budget", text)).transpose()?,
        floor_minutes: parsed("floorMinutes", element.get("floorMinutes").unwrap_or("0"))?,
    })
}

/// The steps as the extensions have them, when the diagram still shows exactly these.
pub(super) fn unchanged(file: &File<'_>, base: &ProcedureVersion, units: &UnitIndex) -> Option<Vec<Step>> {
    let is_step = |node: &&FileNode<'_>| node.opinion.is_none() && node.branch.is_none();
    let tasks = file.nodes.iter().filter(|node| node.kind == FileKind::Task).filter(is_step);
    let read = |node: &FileNode<'_>| read_step(node.step?, &node.name, units).ok();
    let mut numbered: Vec<(usize, Step)> = tasks.map(read).collect::<Option<_>>()?;
    numbered.sort_by_key(|(number, _)| *number);
    if numbered.iter().enumerate().any(|(at, (number, _))| *number != at + 1) {
        return None;
    }
    let steps: Vec<Step> = numbered.into_iter().map(|(_, step)| step).collect();
    let version = ProcedureVersion { steps, ..base.clone() };
    let graph = Graph::of(&Words { version: &version, units, lang: Lang::Vi });
    (drawn(&graph) == found(file)).then(|| renamed(&version.steps, &graph, file))
}

/// Steps of branches under their names in the diagram.
fn renamed(steps: &[Step], graph: &Graph, file: &File<'_>) -> Vec<Step> {
    let mut steps = steps.to_vec();
    for node in &graph.nodes {
        let Kind::BranchStep(step, branch, at) = node.kind else { continue };
        let Some(drawn) = file.nodes.iter().find(|found| found.id == node.id) else { continue };
        // A task left as it was written keeps the name of the extension, which may be blank.
        if drawn.name != node.name {
            steps[step].opinions[branch].steps[at].name.clone_from(&drawn.name);
        }
    }
    steps
}

/// What is drawn, without names and coordinates: nodes with kind and lane, flows with conditions.
#[derive(PartialEq, Eq)]
struct Shape<'a> {
    nodes: BTreeSet<(&'a str, FileKind, String)>,
    flows: BTreeSet<(&'a str, &'a str, Option<&'a str>, bool)>,
}

fn drawn(graph: &Graph) -> Shape<'_> {
    let kind = |kind: Kind| match kind {
        Kind::Start => FileKind::Start,
        Kind::End => FileKind::End,
        Kind::Task(_) | Kind::Opinion(..) | Kind::BranchStep(..) => FileKind::Task,
        Kind::Exclusive => FileKind::Exclusive,
        Kind::Parallel => FileKind::Parallel,
    };
    let id = |at: usize| graph.nodes[at].id.as_str();
    Shape {
        nodes: graph
            .nodes
            .iter()
            .map(|node| (node.id.as_str(), kind(node.kind), format!("{:?}", node.place)))
            .collect(),
        flows: graph
            .flows
            .iter()
            .map(|flow| (id(flow.from), id(flow.to), flow.condition.as_deref(), flow.default))
            .collect(),
    }
}

fn found<'a>(file: &'a File<'_>) -> Shape<'a> {
    let id = |at: usize| file.nodes[at].id;
    let place = |node: &FileNode<'_>| node.place.map_or_else(String::new, |place| format!("{place:?}"));
    Shape {
        nodes: file.nodes.iter().map(|node| (node.id, node.kind, place(node))).collect(),
        flows: file
            .flows
            .iter()
            .map(|flow| (id(flow.from), id(flow.to), flow.condition.as_deref(), flow.default))
            .collect(),
    }
}
