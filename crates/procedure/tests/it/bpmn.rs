//! BPMN 2.0: the same steps come back, drawings from elsewhere are read or refused with reasons, and no file harms.

use crate::flows::{BIRTH, any_steps, branched, fifteen, hanoi, land, straight, synthetic, units, version};
use motcua_calendar::Lang;
use motcua_domain::actor::Role;
use motcua_domain::procedure::{ProcedureVersion, Step, StepKind, StepPlace};
use motcua_procedure::bpmn::{BpmnProblem, read, write};
use proptest::prelude::*;

fn back(version: &ProcedureVersion) -> Result<Vec<Step>, Vec<BpmnProblem>> {
    read(write(version, units()).as_bytes(), version, units())
}

#[test]
fn every_flow_of_the_city_comes_back_as_it_was() {
    for version in hanoi().procedures.iter().chain([&synthetic(), &fifteen(), &branched()]) {
        assert_eq!(back(version).as_ref(), Ok(&version.steps), "{}", version.code);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_flow_comes_back_as_it_was(steps in any_steps()) {
        let version = ProcedureVersion { steps, ..land().clone() };
        prop_assert_eq!(back(&version), Ok(version.steps));
    }

    #[test]
    fn a_damaged_file_is_refused_or_read_and_never_panics(at in any::<prop::sample::Index>(), with in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = write(&synthetic(), units()).into_bytes();
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] = with;
        }
        if let Err(problems) = read(&bytes, land(), units()) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|problem| !problem.vi.is_empty() && !problem.en.is_empty()));
        }
    }
}

/// Bounds by element, from the diagram part of a file.
fn bounds(text: &str) -> std::collections::BTreeMap<String, [i32; 4]> {
    let value = |tag: &str, name: &str| -> String {
        let from = tag.find(&format!("{name}=\"")).expect("the attribute") + name.len() + 2;
        tag[from..].split('"').next().expect("its end").to_owned()
    };
    let shape = |part: &str| {
        let own = part.split("<dc:Bounds ").nth(1).expect("bounds");
        let numbers = ["x", "y", "width", "height"].map(|name| value(own, name).parse().expect("a number"));
        (value(part, "bpmnElement"), numbers)
    };
    text.split("<bpmndi:BPMNShape ").skip(1).map(shape).collect()
}

#[test]
fn nothing_in_the_diagram_overlaps_and_everything_lies_in_its_lane() {
    for version in hanoi().procedures.iter().chain([&synthetic(), &fifteen(), &branched()]) {
        let text = write(version, units());
        let bounds = bounds(&text);
        let inside = |inner: [i32; 4], outer: [i32; 4]| {
            inner[0] >= outer[0]
                && inner[1] >= outer[1]
                && inner[0] + inner[2] <= outer[0] + outer[2]
                && inner[1] + inner[3] <= outer[1] + outer[3]
        };
        let mut nodes: Vec<(&str, [i32; 4])> = Vec::new();
        for lane in text.split("<bpmn:lane ").skip(1) {
            let id = lane.split('"').nth(1).expect("an id");
            assert!(inside(bounds[id], bounds["participant"]), "{}: {id}", version.code);
            for node in lane.split("<bpmn:flowNodeRef>").skip(1) {
                let node = node.split('<').next().expect("its id");
                assert!(inside(bounds[node], bounds[id]), "{}: {node} in {id}", version.code);
                nodes.push((node, bounds[node]));
            }
        }
        assert!(nodes.len() >= version.steps.len() + 2);
        for (at, (one, a)) in nodes.iter().enumerate() {
            for (other, b) in &nodes[at + 1..] {
                let beside = a[0] + a[2] <= b[0] || b[0] + b[2] <= a[0];
                let apart = beside || a[1] + a[3] <= b[1] || b[1] + b[3] <= a[1];
                assert!(apart, "{}: {one} over {other}", version.code);
            }
        }
    }
}

/// The files that the browser tests check with bpmnlint and open in bpmn-js.
#[test]
fn the_examples_on_disk_are_what_is_written() {
    for (name, version) in [
        ("straight", straight()),
        ("synthetic", synthetic()),
        ("fifteen", fifteen()),
        ("branched", branched()),
    ] {
        crate::golden::same(&format!("{name}.bpmn"), &write(&version, units()));
    }
}

#[test]
fn what_an_editor_saves_again_means_the_same() {
    let saved = include_bytes!("golden/synthetic-saved-by-bpmn-js.bpmn");
    assert_eq!(read(saved, land(), units()), Ok(synthetic().steps));
}

fn edited(change: impl Fn(String) -> String) -> Result<Vec<Step>, Vec<BpmnProblem>> {
    let text = write(&synthetic(), units());
    let changed = change(text.clone());
    assert_ne!(text, changed, "the change changes something");
    read(changed.as_bytes(), &synthetic(), units())
}

#[test]
fn a_name_changed_in_an_editor_is_the_name_and_the_rest_stays() {
    let steps = edited(|text| text.replace("name=\"Phân công xử lý\"", "name=\"Giao việc\"")).expect("read");
    let mut wanted = synthetic().steps;
    wanted[1].name = "Giao việc".to_owned();
    assert_eq!(steps, wanted);
}

#[test]
fn a_flow_led_elsewhere_in_an_editor_wins_over_the_extension() {
    // After a refusal everything goes to the return directly.
    let text = write(&synthetic(), units());
    let flow =
        text.split("<bpmn:sequenceFlow ").find(|flow| flow.contains(">outcome = refuse<")).expect("the flow");
    let target = flow.split("targetRef=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a target");
    let moved = flow.replace(&format!("targetRef=\"{target}\""), "targetRef=\"step_9\"");
    let steps = edited(|text| text.replace(flow, &moved)).expect("read");
    let mut wanted = synthetic().steps;
    wanted[5].next[0].to = "tra".to_owned();
    assert_eq!(steps, wanted, "also what the extensions say of the step: opinions, acts, conditions");
}

#[test]
fn a_step_taken_out_in_an_editor_is_gone_and_another_lane_is_another_place() {
    let without = |text: String| {
        let text = text.replace("<bpmn:flowNodeRef>step_8</bpmn:flowNodeRef>", "");
        text.replace("<motcua:lane place=\"return_at\"/>", "<motcua:lane place=\"agency:so-noi-vu\"/>")
    };
    let steps = edited(without).expect("read");
    let StepPlace::Agency(unit) = steps[8].place else { panic!("{:?}", steps[8].place) };
    assert_eq!(units().get(unit).expect("listed").key, "so-noi-vu");
    assert_eq!(steps[7], synthetic().steps[7], "in no lane: as its extension says");
}

/// A drawing from elsewhere: no extensions, habits of offices, conditions as text.
fn foreign(lanes: &str, nodes: &str, flows: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
<process id="p"><laneSet id="ls">{lanes}</laneSet>
{nodes}
{flows}
</process></definitions>"#
    )
}

fn flows(list: &[(&str, &str, &str)]) -> String {
    let flow = |(at, (from, to, when)): (usize, &(&str, &str, &str))| {
        let condition = if when.is_empty() {
            String::new()
        } else {
            format!("<conditionExpression>{when}</conditionExpression>")
        };
        format!(
            "<sequenceFlow id=\"f{at}\" sourceRef=\"{from}\" targetRef=\"{to}\">{condition}</sequenceFlow>\n"
        )
    };
    list.iter().enumerate().map(flow).collect()
}

const NODES: &str = r#"<startEvent id="s"/>
<task id="t1" name="Tiếp nhận hồ sơ"/>
<userTask id="t2" name="Thẩm tra hồ sơ"/>
<exclusiveGateway id="g"/>
<task id="t3" name="Trình ký duyệt"/>
<manualTask id="t4" name="Đóng dấu, phát hành"/>
<task id="t5" name="Trả kết quả cho dân"/>
<endEvent id="e"/>"#;

const LANES: &str = r#"<lane id="l1" name="Một  cửa"><flowNodeRef>t1</flowNodeRef><flowNodeRef>t5</flowNodeRef></lane>
<lane id="l2" name="Sở Nội vụ"><flowNodeRef>t2</flowNodeRef><flowNodeRef>t3</flowNodeRef><flowNodeRef>t4</flowNodeRef></lane>"#;

const FLOWS: [(&str, &str, &str); 7] = [
    ("s", "t1", ""),
    ("t1", "t2", ""),
    ("t2", "g", ""),
    ("g", "t3", "${finding = meets}"),
    ("g", "t5", ""),
    ("t3", "t4", ""),
    ("t4", "t5", ""),
];

#[test]
fn a_drawing_from_elsewhere_is_read_with_the_habits_of_offices() {
    let mut list = FLOWS.to_vec();
    list.push(("t5", "e", ""));
    let steps = read(foreign(LANES, NODES, &flows(&list)).as_bytes(), version(BIRTH), units()).expect("read");
    let kinds: Vec<StepKind> = steps.iter().map(|step| step.kind).collect();
    use StepKind::{Appraise, Approve, Intake, Issue, Return};
    assert_eq!(kinds, [Intake, Appraise, Approve, Issue, Return]);
    let agency = StepPlace::Agency(units().by_key("so-noi-vu").expect("listed").id);
    let places: Vec<StepPlace> = steps.iter().map(|step| step.place).collect();
    assert_eq!(places, [StepPlace::ReceivedAt, agency, agency, agency, StepPlace::ReturnAt]);
    assert_eq!(steps[2].role, Role::UnitHead);
    // Past the decision when the conditions are not met: first the condition, then the rest.
    let routes: Vec<(String, String)> = steps[1]
        .next
        .iter()
        .map(|r| (r.to.clone(), r.when.as_ref().map(ToString::to_string).unwrap_or_default()))
        .collect();
    assert_eq!(
        routes,
        [("buoc-3".to_owned(), "finding = meets".to_owned()), ("buoc-5".to_owned(), String::new())]
    );
}

#[test]
fn a_step_of_a_known_name_takes_over_what_is_known() {
    let base = version(BIRTH);
    let known = &base.steps[1];
    let nodes = NODES.replace("Thẩm tra hồ sơ", &known.name.to_uppercase());
    let mut list = FLOWS.to_vec();
    list.push(("t5", "e", ""));
    let steps = read(foreign("", &nodes, &flows(&list)).as_bytes(), base, units()).expect("read");
    assert_eq!((steps[1].budget, steps[1].role, steps[1].place), (known.budget, known.role, known.place));
}

#[test]
fn parallel_branches_are_opinions() {
    let nodes = format!(
        "{NODES}<parallelGateway id=\"fork\"/><parallelGateway id=\"join\"/><task id=\"o\" name=\"Hỏi\"/>"
    );
    let lanes = format!("{LANES}<lane id=\"l3\" name=\"so-xay-dung\"><flowNodeRef>o</flowNodeRef></lane>");
    let list = [
        ("s", "t1", ""),
        ("t1", "fork", ""),
        ("fork", "t2", ""),
        ("fork", "o", ""),
        ("t2", "join", ""),
        ("o", "join", ""),
        ("join", "t3", ""),
        ("t3", "t4", ""),
        ("t4", "t5", ""),
        ("t5", "e", ""),
    ];
    let steps = read(
        foreign(&lanes, &nodes.replace("<exclusiveGateway id=\"g\"/>", ""), &flows(&list)).as_bytes(),
        version(BIRTH),
        units(),
    )
    .expect("read");
    assert_eq!(steps.len(), 5);
    assert_eq!(steps[1].opinions.len(), 1);
    assert_eq!(steps[1].opinions[0].within.to_string(), "1 working day");
    assert!(
        steps.iter().all(|step| step.next.is_empty() && step.key.is_empty()),
        "a straight flow needs no keys"
    );
}

/// A fork with the step and a row of two tasks of the department beside it.
fn row_beside(second_lane: &str) -> String {
    let nodes = format!(
        "{NODES}<parallelGateway id=\"fork\"/><parallelGateway id=\"join\"/><task id=\"o\" name=\"Kiểm tra\"/><task id=\"p\" name=\"Ký\"/>"
    );
    let lanes = format!(
        "{LANES}<lane id=\"l3\" name=\"so-xay-dung\"><flowNodeRef>o</flowNodeRef></lane><lane id=\"l4\" name=\"{second_lane}\"><flowNodeRef>p</flowNodeRef></lane>"
    );
    let list = [
        ("s", "t1", ""),
        ("t1", "fork", ""),
        ("fork", "t2", ""),
        ("fork", "o", ""),
        ("t2", "join", ""),
        ("o", "p", ""),
        ("p", "join", ""),
        ("join", "t3", ""),
        ("t3", "t4", ""),
        ("t4", "t5", ""),
        ("t5", "e", ""),
    ];
    foreign(&lanes, &nodes.replace("<exclusiveGateway id=\"g\"/>", ""), &flows(&list))
}

#[test]
fn a_row_of_tasks_beside_the_step_is_a_branch_with_steps() {
    let steps = read(row_beside("so-xay-dung").as_bytes(), version(BIRTH), units()).expect("read");
    let branch = &steps[1].opinions[0];
    let own: Vec<_> = branch.steps.iter().map(|own| (own.name.as_str(), own.role)).collect();
    assert_eq!(own, [("Kiểm tra", Role::Specialist), ("Ký", Role::UnitHead)]);
    refused(&row_beside("so-noi-vu"), "branch-lanes", Some("p"));
}

#[test]
fn a_step_of_a_branch_renamed_in_an_editor_keeps_everything_else() {
    let branched = branched();
    let text = write(&branched, units()).replace("name=\"Công an kiểm tra\"", "name=\"Công an xác minh\"");
    // The extension of the host names it as it was; the picture wins.
    let steps = read(text.as_bytes(), &branched, units()).expect("read");
    let mut wanted = branched.steps;
    wanted[1].opinions[0].steps[0].name = "Công an xác minh".to_owned();
    assert_eq!(steps, wanted);
}

fn problems(text: &str) -> Vec<BpmnProblem> {
    read(text.as_bytes(), version(BIRTH), units()).expect_err("refused")
}

#[track_caller]
fn refused(text: &str, code: &str, element: Option<&str>) {
    let found = problems(text);
    assert!(
        found.iter().any(|p| p.code == code
            && p.element.as_deref() == element
            && p.line.is_some_and(|line| line > 0)),
        "{code} at {element:?}: {found:#?}"
    );
    for problem in &found {
        assert_ne!(problem.text(Lang::Vi), problem.text(Lang::En));
    }
}

#[test]
fn what_cannot_be_understood_is_told_with_the_id_of_the_element() {
    let end = ("t5", "e", "");
    let with = |more: &[(&str, &str, &str)]| {
        let mut list = FLOWS.to_vec();
        list.push(end);
        list.extend_from_slice(more);
        flows(&list)
    };
    refused(&foreign(&LANES.replace("Sở Nội vụ", "Phòng Ma"), NODES, &with(&[])), "lane-unknown", Some("l2"));
    refused(&foreign(LANES, NODES, &with(&[("t4", "t2", "")])), "flow-loop", Some("t2"));
    let mut stops: Vec<(&str, &str, &str)> = FLOWS[..6].to_vec();
    stops.push(end);
    refused(&foreign(LANES, NODES, &flows(&stops)), "flow-dead-end", Some("t4"));
    refused(
        &foreign(LANES, &format!("{NODES}<task id=\"t6\" name=\"Lạc\"/>"), &with(&[])),
        "step-unreachable",
        Some("t6"),
    );
    refused(&foreign(LANES, NODES, &with(&[("t1", "nowhere", "")])), "flow-loose", Some("f8"));
    refused(&foreign(LANES, NODES, &with(&[("t1", "t3", "")])), "split-without-gateway", Some("t1"));
    refused(&foreign(LANES, NODES, &with(&[("g", "t4", "")])), "condition-missing", Some("f4"));
    let odd = with(&[]).replace("${finding = meets}", "Hồ sơ đạt?");
    refused(&foreign(LANES, NODES, &odd), "condition-unreadable", Some("f3"));
    refused(
        &foreign(LANES, &format!("{NODES}<subProcess id=\"sub\"/>"), &with(&[])),
        "element-unsupported",
        Some("sub"),
    );
    refused(
        &foreign(LANES, &format!("{NODES}<startEvent id=\"s2\"/>"), &with(&[])),
        "start-many",
        Some("s2"),
    );
    refused(&foreign(LANES, &NODES.replace("id=\"t4\"", "id=\"t3\""), &with(&[])), "id-twice", Some("t3"));
    let parallel = NODES.replace("exclusiveGateway", "parallelGateway");
    refused(
        &foreign(LANES, &parallel, &with(&[]).replace("${finding = meets}", "")),
        "branch-shape",
        Some("g"),
    );
    refused("<x/>", "not-bpmn", None);
    refused(&foreign(LANES, NODES, ""), "process-missing", None);
    let changed = write(&synthetic(), units()).replace("role=\"unit_head\"", "role=\"king\"");
    refused(&changed, "extension-unreadable", Some("step_6"));
}

#[test]
fn files_that_mean_harm_are_refused_at_once() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>\n<definitions>&b;</definitions>";
    refused(bomb, "file-doctype", None);
    refused(&foreign(LANES, "&b;", ""), "file-malformed", None);
    refused(&foreign("", &"<task>".repeat(100_000), ""), "file-too-complex", None);
    refused(&foreign("", &"<task id=\"t\"/>".repeat(30_000), ""), "file-too-complex", None);
    refused("<?xml version=\"1.0\" encoding=\"windows-1258\"?><definitions/>", "file-not-utf8", None);
    refused("<definitions>", "file-malformed", None);
    refused("", "file-malformed", None);
    refused("<a/><b/>", "file-malformed", None);
    let code = |bytes: &[u8]| read(bytes, land(), units()).expect_err("refused")[0].code;
    assert_eq!(code(&vec![b' '; 3 * 1024 * 1024]), "file-too-large");
    let wide: Vec<u8> = "\u{feff}<definitions/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(code(&wide), "file-not-utf8");
    // A mark at the beginning is no harm.
    let marked = format!("\u{feff}{}", write(land(), units()));
    assert_eq!(read(marked.as_bytes(), land(), units()), Ok(land().steps.clone()));
}

#[test]
fn a_file_of_gateways_only_ends_soon() {
    // A ladder of choices: two ways at each rung would be more ways than anybody can count.
    let rungs = 2_000;
    let first = "<startEvent id=\"s\"/><task id=\"t1\" name=\"Nhận\"/><task id=\"t5\" name=\"Trả\"/><endEvent id=\"e\"/>";
    let mut nodes = first.to_owned();
    let mut list: Vec<(String, String, String)> = Vec::new();
    let mut add =
        |from: &str, to: &str, when: &str| list.push((from.to_owned(), to.to_owned(), when.to_owned()));
    add("s", "t1", "");
    add("t1", "x0", "");
    for rung in 0..rungs {
        nodes.push_str(&format!("<exclusiveGateway id=\"x{rung}\"/><exclusiveGateway id=\"y{rung}\"/>"));
        let next = format!("x{}", rung + 1);
        add(&format!("x{rung}"), &format!("y{rung}"), "case = a");
        add(&format!("x{rung}"), &next, "");
        add(&format!("y{rung}"), &next, "");
    }
    nodes.push_str(&format!("<exclusiveGateway id=\"x{rungs}\"/>"));
    add(&format!("x{rungs}"), "t5", "");
    add("t5", "e", "");
    let list: Vec<(&str, &str, &str)> =
        list.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    let text = foreign("", &nodes, &flows(&list));
    assert!(problems(&text).iter().any(|problem| problem.code == "ways-too-many"));
}
