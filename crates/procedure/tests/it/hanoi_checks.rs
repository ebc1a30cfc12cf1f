//! The procedures of Hanoi under the checks. What does not pass is listed in `data/hanoi/checks.csv`, kept by this test.

use motcua_city::City;
use motcua_domain::actor::{Duty, Role};
use motcua_domain::ids::{FieldCode, ProcedureCode, UnitId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use motcua_procedure::lint::{self, Staffing};
use motcua_procedure::{Field, Finding, Severity, Surroundings};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is found about every version, in the order of the data.
fn findings(city: &City) -> Vec<(&ProcedureVersion, Vec<Finding>)> {
    let units = UnitIndex::new(city.units.iter().cloned());
    let mut duties: BTreeMap<(UnitId, Role), Vec<&Duty>> = BTreeMap::new();
    for duty in city.officers.iter().flat_map(|officer| &officer.duties) {
        duties.entry((duty.unit, duty.role)).or_default().push(duty);
    }
    let staffed = |unit: UnitId, role: Role, field: &FieldCode| {
        duties.get(&(unit, role)).is_some_and(|list| list.iter().any(|duty| duty.covers(field)))
    };
    let fields: Vec<Field> = city
        .fields
        .iter()
        .map(|field| Field {
            key: field.key.clone(),
            name: field.name.clone(),
            name_en: field.name_en.clone(),
        })
        .collect();
    let mut by_code: BTreeMap<&ProcedureCode, Vec<&ProcedureVersion>> = BTreeMap::new();
    for version in &city.procedures {
        by_code.entry(&version.code).or_default().push(version);
    }
    let mut staffing = Staffing::default();
    let mut check = |version: &ProcedureVersion| {
        let others: Vec<&ProcedureVersion> =
            by_code[&version.code].iter().copied().filter(|other| other.id != version.id).collect();
        let around = Surroundings {
            units: &units,
            staffed: &staffed,
            fields: &fields,
            dictionary: &city.dictionary,
            others: &others,
            base: None,
            substitutions: lint::substitutions(),
        };
        lint::check_with(version, &around, &mut staffing)
    };
    city.procedures.iter().map(|version| (version, check(version))).collect()
}

/// Errors and warnings by procedure, a line each; then how many versions each check found something about.
fn listed(found: &[(&ProcedureVersion, Vec<Finding>)]) -> String {
    let mut lines: BTreeMap<(&str, &str, Severity), (BTreeSet<u32>, &str)> = BTreeMap::new();
    for (version, findings) in found {
        for finding in findings.iter().filter(|finding| finding.severity > Severity::Note) {
            let key = (version.code.as_str(), finding.code, finding.severity);
            lines.entry(key).or_insert_with(|| (BTreeSet::new(), &finding.vi)).0.insert(version.id.0);
        }
    }
    let mut text = String::from("code,check,severity,versions,first\n");
    for ((code, check, severity), (versions, first)) in lines {
        let versions: Vec<String> = versions.iter().map(u32::to_string).collect();
        let severity = format!("{severity:?}").to_lowercase();
        text.push_str(&format!(
            "{code},{check},{severity},{},\"{}\"\n",
            versions.join(" "),
            first.replace('"', "\"\"")
        ));
    }
    text
}

#[test]
fn every_procedure_passes_or_the_list_says_why_not() {
    let city = motcua_city::hanoi().unwrap();
    let found = findings(&city);
    assert_eq!(found.len(), city.procedures.len());
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for (_, findings) in &found {
        let kinds: BTreeSet<_> = findings.iter().map(|finding| (finding.severity, finding.code)).collect();
        kinds.into_iter().for_each(|kind| *counts.entry(kind).or_default() += 1);
    }
    println!("versions: {}", found.len());
    for ((severity, code), count) in &counts {
        println!("{:>5}  {:8} {code}", count, severity.label(motcua_calendar::Lang::En));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/hanoi/checks.csv");
    let listed = listed(&found);
    if std::env::var_os("MOTCUA_WRITE").is_some() {
        std::fs::write(&file, &listed).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let kept: BTreeSet<&str> = kept.lines().collect();
    let now: BTreeSet<&str> = listed.lines().collect();
    let gone: Vec<_> = kept.difference(&now).take(20).collect();
    let new: Vec<_> = now.difference(&kept).take(20).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "data/hanoi/checks.csv is not what the checks find; after looking, write it anew with MOTCUA_WRITE=1\n\
         no longer found: {gone:#?}\nnot listed: {new:#?}"
    );
}

#[test]
fn a_flow_of_hanoi_has_no_error_but_those_of_missing_facts() {
    let city = motcua_city::hanoi().unwrap();
    for (version, findings) in findings(&city) {
        let grave: BTreeSet<&str> = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| finding.code)
            .collect();
        assert!(grave.is_subset(&BTreeSet::from(["basis-missing"])), "{}: {grave:?}", version.code);
    }
}
