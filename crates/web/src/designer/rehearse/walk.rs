//! The reckoning of a walk: when each step would be done if everybody took the whole of their time, on the real calendar.
//! Steps at which the clock stands, payment included, last as long as was chosen, and move the promise.

use motcua_calendar::{DueRequest, Moment, Pause, PausePolicy, StartRule, Term, TermRule, WorkCalendar};
use motcua_domain::dossier::{Finding, Outcome};
use motcua_domain::ids::CaseKey;
use motcua_domain::procedure::condition::{Condition, Fact, Facts};
use motcua_domain::procedure::{
    Answers, Channel, FeeRule, FeeSituation, IdentityLevel, Payer, ProcedureVersion, RequiredPaper,
    Situation, Step, StepKind, fee, flow,
};

/// A dossier made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What was answered.
    pub answers: Answers,
    /// The case, when one was chosen rather than found by the answers.
    pub case: Option<CaseKey>,
    /// How it comes.
    pub channel: Channel,
    /// What the appraisal finds.
    pub finding: Option<Finding>,
    /// What is decided.
    pub outcome: Outcome,
    /// Who pays.
    pub payer: Option<Payer>,
    /// How surely they signed in.
    pub identity: Option<IdentityLevel>,
    /// When it is received.
    pub received: Moment,
    /// How long each wait lasts that stops the clock.
    pub wait: Term,
}

impl Made {
    /// The case under a version: the chosen one where the version has it, else the one the answers lead to.
    pub fn case_of<'v>(&self, version: &'v ProcedureVersion) -> Option<&'v CaseKey> {
        let chosen = self.case.as_ref().and_then(|key| version.case(key));
        let found = chosen.or_else(|| version.case_for(&self.answers)).or(version.cases.first());
        found.map(|case| &case.key)
    }

    /// What conditions of the flow may ask of it.
    pub fn situation<'v>(&self, version: &'v ProcedureVersion) -> Situation<'v> {
        Situation {
            case: self.case_of(version),
            channel: Some(self.channel),
            finding: self.finding,
            proposed: Some(self.outcome),
            decided: Some(self.outcome),
        }
    }

    /// The fee rule that applies on the day of receipt.
    pub fn fee<'v>(&self, version: &'v ProcedureVersion) -> Option<&'v FeeRule> {
        let situation = FeeSituation {
            channel: self.channel,
            case: self.case_of(version),
            payer: self.payer,
            identity: self.identity,
            on: Some(self.received.date()),
        };
        fee::applying(&version.fees, &situation)
    }

    /// The papers asked for in its situation; those the State holds are among them.
    pub fn papers<'v>(&self, version: &'v ProcedureVersion) -> Vec<&'v RequiredPaper> {
        let asked = |paper: &&RequiredPaper| {
            paper.when.as_ref().is_none_or(|when| self.asked(version, when) != Asked::No)
        };
        version.papers.iter().filter(asked).collect()
    }

    /// Whether something that depends on a condition is asked for.
    pub fn asked(&self, version: &ProcedureVersion, when: &Condition) -> Asked {
        let typed = when.comparisons().iter().any(|(fact, _)| matches!(fact, Fact::Field(_)));
        let known = Known { situation: self.situation(version), answers: &self.answers };
        match (typed, when.holds(&known)) {
            (true, _) => Asked::ByWhatIsTyped,
            (false, true) => Asked::Yes,
            (false, false) => Asked::No,
        }
    }
}

/// Whether something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Yes.
    Yes,
    /// No.
    No,
    /// It follows from what the applicant types.
    ByWhatIsTyped,
}

/// What is known of the dossier before anything is typed into its form.
struct Known<'a> {
    situation: Situation<'a>,
    answers: &'a Answers,
}

impl Facts for Known<'_> {
    fn value(&self, fact: &Fact) -> Option<&str> {
        match fact {
            Fact::Answer(_) => self.answers.value(fact),
            _ => self.situation.value(fact),
        }
    }
}

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    /// The step.
    pub index: usize,
    /// When its time is over; `None`: it has none of its own, or the calendar does not go so far.
    pub ends: Option<Moment>,
    /// Whether the clock stands while it lasts.
    pub stands: bool,
    /// Whether its time would have gone beyond the promise, which ends it.
    pub cut: bool,
    /// The opinions asked for with it, by index, and when each is due.
    pub opinions: Vec<(usize, Option<Moment>)>,
}

/// A walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// The promise at receipt.
    pub promised: Option<Moment>,
    /// The promise after the waits.
    pub moved: Option<Moment>,
    /// The steps of the way.
    pub steps: Vec<Walked>,
    /// Whether the way leads to a result.
    pub sound: bool,
}

/// Walks a dossier made up through a version.
pub fn walk(version: &ProcedureVersion, calendar: Option<&WorkCalendar>, made: &Made) -> Walk {
    let situation = made.situation(version);
    let path = flow::path(&version.steps, &situation);
    let sound = flow::is_sound(&version.steps, &path);
    let rule = version.rule_for(situation.case, made.channel);
    let mut clock =
        Clock { calendar, start: version.rule.start, rule, received: made.received, pauses: Vec::new() };
    let promised = clock.promise();
    // As on a dossier: the first step begins with the receipt, and the start rule says which day is its day 1.
    let mut now = calendar.map(|_| made.received);
    let mut steps = Vec::with_capacity(path.len());
    for index in path {
        let step = &version.steps[index];
        let begins = now;
        let stands = stands(version, step);
        let (ends, cut) = if stands {
            let ends = begins.and_then(|from| clock.after(from, made.wait));
            clock.waited(begins, ends);
            (ends, false)
        } else {
            clock.within_promise(begins, step)
        };
        let asked = step.opinions.iter().enumerate();
        let asked =
            asked.filter(|(_, opinion)| opinion.when.as_ref().is_none_or(|when| when.holds(&situation)));
        let opinions = asked
            .map(|(at, opinion)| (at, begins.and_then(|from| clock.after(from, opinion.within))))
            .collect();
        now = ends.or(now);
        steps.push(Walked { index, ends, stands, cut, opinions });
    }
    Walk { promised, moved: clock.promise(), steps, sound }
}

/// Whether the clock stands while a step lasts: waiting for the applicant, or not counted by law.
fn stands(version: &ProcedureVersion, step: &Step) -> bool {
    match step.kind {
        StepKind::Payment => version.payment_pauses,
        StepKind::Return => false,
        _ => !step.clock_runs,
    }
}

struct Clock<'a> {
    calendar: Option<&'a WorkCalendar>,
    start: StartRule,
    rule: &'a TermRule,
    received: Moment,
    pauses: Vec<Pause>,
}

impl Clock<'_> {
    fn promise(&self) -> Option<Moment> {
        let request =
            DueRequest { received: self.received, rule: self.rule, pauses: &self.pauses, extension: None };
        self.calendar?.due(&request).ok().map(|due| due.at)
    }

    /// A time from a moment on, by the real calendar: calendar days count closed days, and end on an open one.
    fn after(&self, from: Moment, term: Term) -> Option<Moment> {
        let rule = TermRule { term, start: self.start, cutoff: None, policy: PausePolicy::PauseAndShift };
        let request = DueRequest { received: from, rule: &rule, pauses: &[], extension: None };
        self.calendar?.due(&request).ok().map(|due| due.at)
    }

    fn waited(&mut self, from: Option<Moment>, to: Option<Moment>) {
        if let (Some(from), Some(to)) = (from, to) {
            self.pauses.push(Pause { from, to: Some(to) });
        }
    }

    /// The end of a step's own time, never after the promise; whether the promise came first.
    fn within_promise(&self, begins: Option<Moment>, step: &Step) -> (Option<Moment>, bool) {
        let Some(budget) = step.budget.filter(|_| step.clock_runs) else { return (None, false) };
        let Some(ends) = begins.and_then(|from| self.after(from, budget)) else { return (None, false) };
        match self.promise() {
            Some(limit) if limit < ends => (Some(limit), true),
            _ => (Some(ends), false),
        }
    }
}
