//! Dossiers in flight pass to a newer version: the promise stands, the way ahead changes, nothing is left without a step.

use crate::support::*;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::command::Command;
use motcua_domain::dossier::event::{Event, Recorded};
use motcua_domain::dossier::evolve::evolve;
use motcua_domain::dossier::migrate::{MigrationRule, RuleFault, migrate};
use motcua_domain::dossier::{Outcome, Phase};
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::{ProcedureVersion, StepKind};
use motcua_domain::refusal::Refusal;

/// The simple chain with a review before the decision, and less time for the appraisal.
fn with_review() -> ProcedureVersion {
    let mut version = simple();
    version.id = VersionId(11);
    let mut review = version.steps[2].clone();
    review.kind = StepKind::Review;
    review.role = Role::SectionHead;
    version.steps.insert(2, review);
    version.steps[1].budget = Some("2 working hours".parse().unwrap());
    version.rule.term = "1 working days".parse().unwrap();
    version
}

impl Case {
    /// Passes the dossier on, and from then on works under the newer version.
    fn passes(&mut self, new: &ProcedureVersion) -> Result<(), Refusal> {
        let rule = MigrationRule::between(&self.version, new);
        let event = migrate(self.state(), &rule, (&self.version, new), &self.calendar)?;
        let recorded = Recorded { event, at: self.now, actor: Actor::System.reference() };
        evolve(self.dossier.as_mut().expect("a dossier"), &recorded);
        self.journal.push(recorded);
        self.notes.push(None);
        self.version = new.clone();
        Ok(())
    }
}

#[test]
fn at_each_moment_under_way_the_promise_stands_and_somebody_can_go_on() {
    let new = with_review();
    assert!(new.is_sound());
    let sent = || {
        let mut case = Case::received(simple());
        case.does(&first(POINT, Role::OneStop), hand_over());
        case
    };
    let waiting = || {
        let mut case = Case::in_appraisal();
        let ask = Command::RequestSupplement { papers: vec!["anh".into()], note: why() };
        case.does(&first(WARD, Role::Specialist), ask);
        case
    };
    let moments: [(&str, Case); 6] = [
        ("received", Case::received(simple())),
        ("sent", sent()),
        ("in appraisal", Case::in_appraisal()),
        ("waiting", waiting()),
        ("proposed", Case::proposed()),
        ("approved", Case::approved()),
    ];
    for (moment, mut case) in moments {
        let before = case.state().clone();
        case.passes(&new).unwrap_or_else(|refusal| panic!("{moment}: {refusal:?}"));
        let after = case.state();
        assert_eq!(after.clock, before.clock, "{moment}: the clock is not touched");
        assert_eq!(
            (&after.phase, after.holder, after.custody),
            (&before.phase, before.holder, before.custody)
        );
        assert_eq!(after.version, VersionId(11));
        assert!(
            everybody().iter().any(|actor| !case.allowed(actor).is_empty()),
            "{moment}: nobody can go on"
        );
    }
}

#[test]
fn the_way_ahead_is_that_of_the_newer_version() {
    let mut case = Case::in_appraisal();
    case.passes(&with_review()).unwrap();
    let step = case.state().step.unwrap();
    let due = step.due_at.expect("a budget");
    assert!(due < Case::in_appraisal().state().step.unwrap().due_at.unwrap(), "two hours, not a day");
    case.later(30);
    case.does(&first(WARD, Role::Specialist), Command::Propose { outcome: Outcome::Grant, note: None });
    let at = case.state().step.unwrap().index;
    assert_eq!(case.version.steps[at].kind, StepKind::Review);
    case.does(&first(WARD, Role::SectionHead), Command::Review { note: None });
    // Back one step is to a step of the newer version, although it was done under the old.
    case.does(&first(WARD, Role::UnitHead), Command::ReturnStep { note: why() });
    case.does(&first(WARD, Role::SectionHead), Command::ReturnStep { note: why() });
    let at = case.state().step.unwrap().index;
    assert_eq!(case.version.steps[at].kind, StepKind::Appraise);
}

#[test]
fn a_dossier_decided_does_not_go_back_to_a_review_it_never_had() {
    let mut case = Case::approved();
    case.passes(&with_review()).unwrap();
    case.does(&first(WARD, Role::Clerk), issue());
    assert!(matches!(case.state().phase, Phase::Finished { .. }));
}

#[test]
fn what_the_newer_version_cannot_carry_stays() {
    let tries = |mut case: Case, new: &ProcedureVersion| {
        let before = case.dossier.clone();
        let refusal = case.passes(new).expect_err("refused");
        assert_eq!(case.dossier, before);
        refusal
    };
    let mut elsewhere = with_review();
    elsewhere.code = "1.000001".into();
    assert!(matches!(tries(Case::in_appraisal(), &elsewhere), Refusal::OtherProcedure { .. }));
    let issued = tries(Case::issued(), &with_review());
    assert!(matches!(issued, Refusal::MigrationNotUnderWay { status: 9 }));
    let mut fewer_papers = with_review();
    fewer_papers.papers.remove(0);
    assert!(matches!(tries(Case::received(simple()), &fewer_papers), Refusal::PaperUnknown { .. }));
    let mut no_appraisal = simple();
    no_appraisal.id = VersionId(12);
    no_appraisal.steps.remove(1);
    assert_eq!(tries(Case::in_appraisal(), &no_appraisal), Refusal::MigrationUnmapped { step: 1 });
    let mut uncounted = with_review();
    uncounted.steps[1].clock_runs = false;
    assert_eq!(tries(Case::in_appraisal(), &uncounted), Refusal::MigrationUnmapped { step: 1 });
    let mut undecided = with_review();
    undecided.steps.retain(|step| step.kind != StepKind::Approve);
    assert_eq!(tries(Case::in_appraisal(), &undecided), Refusal::ChainBroken);
    let mut told_apart = with_review();
    told_apart.cases = vec![motcua_domain::procedure::Case {
        key: "a".into(),
        name: "a".to_owned(),
        name_en: "a".to_owned(),
        when: None,
    }];
    assert_eq!(tries(Case::in_appraisal(), &told_apart), Refusal::CaseRequired);
}

#[test]
fn the_fact_says_which_step_stands_for_which() {
    let mut case = Case::proposed();
    case.passes(&with_review()).unwrap();
    let Event::VersionChanged { from, to, steps, .. } = case.last_event() else { panic!("a change") };
    assert_eq!((*from, *to), (VersionId(1), VersionId(11)));
    assert_eq!(steps.as_slice(), [(0, 0), (1, 1), (2, 3)]);
}

#[test]
fn a_rule_names_steps_there_are_in_their_order_and_of_the_same_work() {
    let (old, new) = (simple(), with_review());
    let rule = |steps: &[(usize, usize)]| MigrationRule { from: old.id, to: new.id, steps: steps.to_vec() };
    assert_eq!(MigrationRule::between(&old, &new).faults(&old, &new), []);
    assert_eq!(rule(&[]).faults(&old, &new), [], "nothing named: everything stays");
    assert_eq!(rule(&[(0, 0), (99, 1)]).faults(&old, &new), [RuleFault::Unknown { step: 99 }]);
    assert_eq!(rule(&[(0, 99)]).faults(&old, &new), [RuleFault::Unknown { step: 0 }]);
    assert_eq!(
        rule(&[(2, 2)]).faults(&old, &new),
        [RuleFault::OtherWork { step: 2 }],
        "a decision is no review"
    );
    assert_eq!(rule(&[(0, 0), (0, 0)]).faults(&old, &new), [RuleFault::OutOfOrder { step: 0 }]);
    let crossed = rule(&[(1, 1), (0, 0)]).faults(&old, &new);
    assert_eq!(crossed, [RuleFault::OutOfOrder { step: 0 }]);
}

#[test]
fn a_step_that_kept_its_key_but_not_its_work_is_not_offered() {
    let named = |mut version: ProcedureVersion| {
        for (at, step) in version.steps.iter_mut().enumerate() {
            step.key = format!("b{at}");
        }
        version
    };
    let (old, new) = (named(simple()), named(with_review()));
    // Step b2 was the decision and is the review now.
    let rule = MigrationRule::between(&old, &new);
    assert_eq!(rule.step(2), None);
    assert_eq!(rule.faults(&old, &new), []);
}
