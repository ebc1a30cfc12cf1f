//! The hand-worked cases of `tests/cases.csv`: engine, second reckoning and oracle must give the due moment that
//! was worked out on paper. The last column holds the working.

use motcua_calendar::{
    Cutoff, CutoffEffect, DueRequest, Extension, MinuteOfDay, Moment, Pause, PausePolicy, StartRule, Term,
    TermRule, recheck,
};
use serde::Deserialize;

use crate::data;

#[derive(Debug, Deserialize)]
struct Case {
    case: u32,
    unit: String,
    received: String,
    term: String,
    start: String,
    cutoff: String,
    policy: String,
    pauses: String,
    extension: String,
    due: String,
    paused: String,
    working: String,
}

impl Case {
    fn rule(&self) -> TermRule {
        TermRule {
            term: Term::parse(&self.term).expect("a term"),
            start: match self.start.as_str() {
                "next" => StartRule::NextWorkingDay,
                "same" => StartRule::SameDay,
                other => panic!("case {}: start {other}", self.case),
            },
            cutoff: (!self.cutoff.is_empty()).then(|| self.cutoff()),
            policy: match self.policy.as_str() {
                "pause" => PausePolicy::PauseAndShift,
                "restart" => PausePolicy::Restart,
                other => panic!("case {}: policy {other}", self.case),
            },
        }
    }

    fn cutoff(&self) -> Cutoff {
        let (at, effect) = self.cutoff.split_once(' ').expect("a clock time and an effect");
        let effect = match effect {
            "start" => CutoffEffect::StartNextDay,
            "due" => CutoffEffect::DueNextDay,
            other => panic!("case {}: effect {other}", self.case),
        };
        Cutoff { at: MinuteOfDay::parse(at).expect("a clock time"), effect }
    }

    fn pauses(&self) -> Vec<Pause> {
        let pauses = self.pauses.split(';').filter(|text| !text.is_empty());
        pauses
            .map(|text| {
                let (from, to) = text.split_once("..").expect("FROM..TO");
                Pause { from: moment(from), to: (!to.is_empty()).then(|| moment(to)) }
            })
            .collect()
    }

    fn extension(&self) -> Option<Extension> {
        let (at, by) = self.extension.split_once(" + ")?;
        Some(Extension { at: moment(at), by: Term::parse(by).expect("a term") })
    }
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

fn read() -> Vec<Case> {
    let mut reader = csv::Reader::from_reader(include_bytes!("../cases.csv").as_slice());
    reader.deserialize().collect::<Result<_, _>>().expect("the table is readable")
}

#[test]
fn every_hand_worked_case_comes_out_as_worked() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for case in read() {
        let known = data::CALENDARS.iter().find(|(unit, ..)| unit.unwrap_or_default() == case.unit);
        let (_, calendar, oracle) = known.expect("a known unit");
        let (rule, pauses) = (case.rule(), case.pauses());
        let received = moment(&case.received);
        let request = DueRequest { received, rule: &rule, pauses: &pauses, extension: case.extension() };
        let due = calendar.due(&request).expect("a due date");
        let expected = moment(&case.due);
        let walked = oracle.due(&request);
        let agree = due.at == expected
            && walked == Some(expected)
            && recheck::due(calendar, &request) == Ok(expected);
        if !agree || due.paused != (case.paused == "open") {
            wrong.push(format!("{case:?}\n  engine {} (paused {}), oracle {walked:?}", due.at, due.paused));
        }
        assert!(!case.working.is_empty(), "case {} shows no working", case.case);
        count += 1;
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 200, "only {count} cases");
}
