//! Every way a dossier can go through the flow of a version.

use super::say::Telling;
use motcua_domain::ids::CaseKey;
use motcua_domain::procedure::condition::{Condition, Fact};
use motcua_domain::procedure::flow::{self, Path};
use motcua_domain::procedure::{ProcedureVersion, Situation, Step, StepKind};

/// One situation and the steps it leads through.
pub(super) struct Way<'a> {
    pub situation: Situation<'a>,
    pub path: Path,
}

/// All of them.
pub(super) struct Ways<'a> {
    pub all: Vec<Way<'a>>,
    /// The facts that the conditions of the flow ask about.
    pub telling: Telling,
}

/// How a way ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End<'a> {
    /// At the last step of the table, the return.
    Returned,
    /// At the last step, which is no return.
    NoReturn,
    /// No step further down is done.
    NothingLeft,
    /// By a route that leads back.
    Back(&'a str),
    /// By a route that leads nowhere.
    Nowhere(&'a str),
}

impl<'a> Ways<'a> {
    /// The ways of a version.
    pub(super) fn of(version: &'a ProcedureVersion) -> Self {
        let steps = &version.steps;
        let way = |situation: Situation<'a>| Way { situation, path: flow::path(steps, &situation) };
        if flow::is_straight(steps) {
            return Self { all: vec![way(Situation::default())], telling: Telling::default() };
        }
        let cases = version.cases.iter().map(|case| Some(&case.key));
        let cases: Vec<Option<&CaseKey>> =
            if version.cases.is_empty() { vec![None] } else { cases.collect() };
        let all = cases.into_iter().flat_map(|case| {
            flow::situations(&[]).map(move |situation| way(Situation { case, ..widened(situation) }))
        });
        Self { all: all.collect(), telling: telling(steps) }
    }

    /// Whether a step lies on any way.
    pub(super) fn reach(&self, index: usize) -> bool {
        self.all.iter().any(|way| way.path.contains(&index))
    }
}

/// A situation without a case lives as long as any.
fn widened<'a>(s: Situation<'_>) -> Situation<'a> {
    Situation { case: None, channel: s.channel, finding: s.finding, proposed: s.proposed, decided: s.decided }
}

/// How the way of a situation ends; `None` for a flow without steps.
pub(super) fn end<'a>(steps: &'a [Step], way: &Way<'_>) -> Option<End<'a>> {
    let last = *way.path.last()?;
    let step = &steps[last];
    if last + 1 == steps.len() {
        return Some(if step.kind == StepKind::Return { End::Returned } else { End::NoReturn });
    }
    let taken = step.next.iter().find(|r| r.when.as_ref().is_none_or(|when| when.holds(&way.situation)));
    Some(match taken {
        None => End::NothingLeft,
        Some(route) if steps[last + 1..].iter().any(|step| step.key == route.to) => End::NothingLeft,
        Some(route) if steps[..=last].iter().any(|step| step.key == route.to) => End::Back(&route.to),
        Some(route) => End::Nowhere(&route.to),
    })
}

fn telling(steps: &[Step]) -> Telling {
    let mut telling = Telling::default();
    let mut note = |condition: &Condition| {
        for (fact, _) in condition.comparisons() {
            match fact {
                Fact::Case => telling.case = true,
                Fact::Channel => telling.channel = true,
                Fact::Finding => telling.finding = true,
                Fact::Outcome => telling.outcome = true,
                Fact::Answer(_) | Fact::Field(_) => {}
            }
        }
    };
    for step in steps {
        step.when.iter().for_each(&mut note);
        step.next.iter().filter_map(|route| route.when.as_ref()).for_each(&mut note);
    }
    telling
}
