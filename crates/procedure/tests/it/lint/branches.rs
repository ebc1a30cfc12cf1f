//! Branches of several steps: somebody for each, time that adds up.

use super::*;

/// A branch of a working day at the department, a specialist in each step.
pub(super) fn branch(budgets: &[&str]) -> PlannedOpinion {
    let step = |budget: &&str| BranchStep {
        key: String::new(),
        name: "Kiểm tra".to_owned(),
        name_en: "Check".to_owned(),
        role: Role::Specialist,
        field: None,
        budget: Some(budget.parse().unwrap()),
        floor_minutes: 0,
    };
    let steps = budgets.iter().map(step).collect();
    PlannedOpinion { steps, ..opinion(StepPlace::Agency(DEPARTMENT), "8 working hours") }
}

#[test]
fn each_step_of_a_branch_must_have_somebody_at_its_agency() {
    let mut version = version();
    version.steps[1].opinions = vec![branch(&["2 working hours", "2 working hours"])];
    assert_eq!(check(&version, &town()), []);
    version.steps[1].opinions[0].steps[1].role = Role::Clerk;
    let mut town = town();
    town.vacant.insert((DEPARTMENT, Role::Clerk));
    let finding = only(&check(&version, &town), "no-actor").clone();
    assert_eq!((finding.place, finding.severity), (Place::Step { index: 1 }, Severity::Error));
    assert!(finding.vi.contains("văn thư"), "{}", finding.vi);
    version.steps[1].opinions[0].steps[1].field = Some("khong-co".into());
    only(&check(&version, &town), "field-of-duty-unknown");
    let steps = &mut version.steps[1].opinions[0].steps;
    steps[0].floor_minutes = 121;
    steps.iter_mut().for_each(|step| step.key = "k".to_owned());
    let findings = check(&version, &town);
    only(&findings, "floor-exceeds-budget");
    only(&findings, "step-key-twice");
}

#[test]
fn a_branch_is_reckoned_to_its_agency_by_the_longest() {
    let mut version = version();
    let place = StepPlace::Agency(DEPARTMENT);
    let longer = PlannedOpinion { within: Term::WorkingDays(1), ..branch(&["1 working hours"]) };
    version.steps[1].opinions = vec![branch(&["1 working hours"]), longer, opinion(place, "1 working days")];
    version.steps[2].opinions = vec![branch(&["1 working hours"])];
    let before = motcua_procedure::lint::budgets(&self::version(), &Default::default());
    let budgets = motcua_procedure::lint::budgets(&version, &Default::default());
    assert_eq!(budgets.minutes, before.minutes, "side by side is inside the time of the step");
    assert_eq!(budgets.beside, [(place, 2 * 480)]);
    assert_eq!(budgets.by_agency().last(), Some(&(place, 2 * 480)));
}
