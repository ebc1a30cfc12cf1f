//! Random histories: whatever lawful people do in whatever order, what the law promises holds.

use super::branches::branching;
use super::support::*;
use motcua_calendar::Term;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::desk::{Queue, desk_items};
use motcua_domain::dossier::acts::{Act, permit, within_reach};
use motcua_domain::dossier::command::*;
use motcua_domain::dossier::deadline::{recheck_due, recomputed_due, standing, verdict};
use motcua_domain::dossier::event::Event;
use motcua_domain::dossier::evolve::fold;
use motcua_domain::dossier::*;
use motcua_domain::procedure::{ProcedureVersion, StepKind};
use motcua_domain::refusal::{Refusal, RefusalClass};
use proptest::prelude::*;

/// A stream of choices.
pub(super) struct Dice<'a>(pub(super) std::iter::Cycle<std::slice::Iter<'a, u32>>);

impl Dice<'_> {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        *self.0.next().expect("choices") as usize % sides.max(1)
    }
    pub(super) fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())].clone()
    }
}

/// A command for an act, with arguments that fit the dossier as well as they can.
pub(super) fn command(act: Act, case: &Case, actor: &Actor, dice: &mut Dice<'_>) -> Option<Command> {
    let d = case.state();
    let note = why();
    let some = Some(note.clone());
    let colleague = |role: Role| {
        let unit = d.holder.unit;
        [Who::First, Who::Second]
            .map(|who| officer(unit, role, who))
            .iter()
            .map(id_of)
            .find(|id| d.holder.officer != Some(*id))
    };
    let step = d.step.and_then(|s| case.version.step(s.index));
    Some(match act {
        Act::Submit | Act::Intake => return None,
        Act::Receive => {
            Command::Receive(receipt(d.holder.unit, dice.of(&[PaperHanded::Yes, PaperHanded::No])))
        }
        Act::RequestSupplement => ask_supplement(),
        Act::Supplement => supplement(),
        Act::Decline => Command::Decline { ground: DeclineGround::NotEligible, note },
        Act::HandOver => hand_over(),
        Act::AcceptHandOver => Command::AcceptHandOver {},
        Act::DeclineHandOver => Command::DeclineHandOver { note },
        Act::TakeBack => Command::TakeBack { note: None },
        Act::Assign => {
            let step = step?;
            let role = if step.kind == StepKind::Assign { Role::Specialist } else { step.role };
            Command::Assign { officer: colleague(role)?, note: None }
        }
        Act::Reassign => Command::Reassign { officer: colleague(step?.role)?, note },
        Act::Consult => Command::Consult {
            agency: dice.of(&[COMMUNE, OTHER_DEPARTMENT, DEPARTMENT]),
            within: Term::WorkingDays(1 + dice.roll(3) as u32),
            note,
        },
        Act::AnswerConsultation => {
            let open = within_reach(d, actor, act, &case.version).next()?;
            Command::AnswerConsultation { no: open.no, opinion: Opinion::Agree, note }
        }
        Act::CompleteBranchStep => {
            let open = within_reach(d, actor, act, &case.version).next()?;
            Command::CompleteBranchStep { no: open.no, note: None }
        }
        Act::ReturnBranchStep => {
            let open = within_reach(d, actor, act, &case.version).next()?;
            Command::ReturnBranchStep { no: open.no, note }
        }
        Act::AwaitSystem => {
            Command::AwaitSystem { system: dice.of(&["dan-cu", "ho-tich", "old"]).into(), note: None }
        }
        Act::EndSystemWait => Command::EndSystemWait {
            no: d.open_system_waits().next()?.no,
            how: dice.of(&SystemWaitEnd::TOLD_BY_OFFICERS),
            note: None,
        },
        Act::RecordAppraisal => Command::RecordAppraisal { finding: Finding::Meets, note },
        Act::Propose => Command::Propose {
            outcome: dice.of(&[Outcome::Grant, Outcome::Grant, Outcome::Refuse]),
            note: some,
        },
        Act::Review => Command::Review { note: None },
        Act::Approve => Command::Approve {
            outcome: dice.of(&[Outcome::Grant, Outcome::Grant, Outcome::Refuse]),
            note: some,
        },
        Act::ReturnStep => Command::ReturnStep { note },
        Act::Issue => Command::Issue {
            number: format!("{}/KS", dice.roll(500)),
            electronic: dice.of(&[ElectronicCopy::Issued, ElectronicCopy::NotIssued]),
        },
        Act::AttachResult => {
            Command::AttachResult { file: motcua_domain::ids::FileHash([dice.roll(9) as u8; 32]), note: some }
        }
        Act::RequestPayment => Command::RequestPayment { amount: 8_000, note },
        Act::RecordPayment => {
            Command::RecordPayment { no: d.payments.len() as u32, means: PaymentMeans::Cash, note: None }
        }
        Act::Extend => Command::Extend { by: Term::WorkingDays(2), note },
        Act::RequestWithdrawal => Command::RequestWithdrawal { note: None },
        Act::RefuseWithdrawal => Command::RefuseWithdrawal { note },
        Act::Stop => {
            let withdrawn = matches!(d.phase, Phase::WithdrawalRequested { .. });
            let ground = if withdrawn { StopGround::Withdrawn } else { StopGround::Ordered };
            Command::Stop { ground, note }
        }
        Act::Deliver => Command::Deliver {
            method: dice.of(&[ReturnMethod::Counter, ReturnMethod::Online, ReturnMethod::Post]),
            recipient: Recipient::Owner,
            note: None,
        },
        Act::ProposeCorrection => Command::ProposeCorrection { change: correction(d, dice), note },
        Act::DecideCorrection => Command::DecideCorrection {
            verdict: dice.of(&[CorrectionVerdict::Approve, CorrectionVerdict::Reject]),
            note: some,
        },
    })
}

fn correction(d: &Dossier, dice: &mut Dice<'_>) -> Correction {
    let received_at = d.clock.as_ref().map_or(d.submitted_at, |clock| clock.received_at);
    match dice.roll(4) {
        0 => Correction::Owner { to: STRANGER },
        1 => Correction::ReceivedAt { to: received_at.plus_minutes(-(dice.roll(3_000) as i64)) },
        2 => Correction::ResultNumber { to: format!("{}/KS-ĐC", dice.roll(50)) },
        _ => Correction::Return {
            at: dice.of(&[BRANCH, POINT, OTHER_POINT]),
            by: dice.of(&[ReturnMethod::Counter, ReturnMethod::Post]),
        },
    }
}

/// Acts that carry a dossier on are chosen more often than those that hold it up.
fn weight(act: Act) -> usize {
    match act {
        Act::Receive | Act::AcceptHandOver | Act::Supplement | Act::RecordPayment | Act::RefuseWithdrawal => {
            12
        }
        Act::HandOver | Act::Propose | Act::Review | Act::Approve | Act::Issue | Act::Assign => 10,
        Act::AnswerConsultation | Act::DecideCorrection | Act::RequestPayment | Act::CompleteBranchStep => 4,
        Act::Decline | Act::Stop => 1,
        _ => 2,
    }
}

/// Reasons that lie in what a command says or in the hour, and may be met though the act is offered.
fn is_about_content(refusal: &Refusal) -> bool {
    match refusal.class() {
        RefusalClass::Denied => false,
        RefusalClass::Invalid | RefusalClass::NotFound => true,
        RefusalClass::Conflict => matches!(
            refusal,
            Refusal::ConsultationsOpen { .. }
                | Refusal::SystemAwaited { .. }
                | Refusal::ConsultationPending { .. }
                | Refusal::ExtensionTooLate { .. }
                | Refusal::NoResultYet
                | Refusal::ResultHandedOut
                | Refusal::NoElectronicCopy
                | Refusal::ProcedureBeforeItExisted { .. }
                | Refusal::ProposalMissing
        ),
    }
}

pub(super) fn start(dice: &mut Dice<'_>, version: ProcedureVersion) -> Case {
    let mut case = Case::new(version);
    // Between Monday morning and Saturday, so that holidays, lunch and closed days are met.
    case.now = at("2025-08-25T08:00").plus_minutes(dice.roll(6 * 24 * 60) as i64);
    let provenance = dice.of(&[
        Provenance::SelfAtHome,
        Provenance::SelfAtKiosk,
        Provenance::AssistedOwnSignIn,
        Provenance::EnteredByOfficer,
        Provenance::Post,
        Provenance::Counter,
    ]);
    let mut submit = filing(provenance, &case.version);
    submit.return_at = dice.of(&[POINT, OTHER_POINT, BRANCH]);
    submit.return_by = dice.of(&[ReturnMethod::Counter, ReturnMethod::Online, ReturnMethod::Post]);
    let clerk = first(dice.of(&[POINT, OTHER_POINT]), Role::OneStop);
    match provenance {
        Provenance::SelfAtHome | Provenance::SelfAtKiosk | Provenance::AssistedOwnSignIn => {
            case.does(&applicant(), Command::Submit(submit));
        }
        Provenance::EnteredByOfficer => case.does(&first(POINT, Role::OneStop), Command::Submit(submit)),
        Provenance::Post => case.does(&clerk, Command::Submit(submit)),
        Provenance::Counter => {
            let receive = receipt(clerk.duties()[0].unit, dice.of(&[PaperHanded::Yes, PaperHanded::No]));
            case.does(&clerk, Command::Intake { submit, receive });
        }
    }
    case
}

/// One lawful act by somebody; false when nobody may do anything any more.
pub(super) fn one_act(case: &mut Case, dice: &mut Dice<'_>) -> bool {
    let mut choices = vec![];
    for (who, actor) in case.people.iter().enumerate() {
        for act in case.allowed(actor) {
            choices.extend(std::iter::repeat_n((who, act), weight(act)));
        }
    }
    if choices.is_empty() {
        return false;
    }
    let (who, act) = dice.of(&choices);
    let actor = case.people[who].clone();
    let Some(command) = command(act, case, &actor, dice) else { return true };
    let before = case.dossier.clone().expect("a dossier");
    let known = case.journal.len();
    match case.tries(&actor, command) {
        Ok(()) => check_change(case, &before, known),
        Err(refusal) => assert!(is_about_content(&refusal), "{act:?} was offered and refused: {refusal:?}"),
    }
    true
}

/// Somebody tries an act that is not offered: refused for the reason `permit` gives, nothing changed.
fn one_wrong_act(case: &mut Case, dice: &mut Dice<'_>) {
    let actor = dice.of(&case.people.clone());
    let act = dice.of(&Act::ALL);
    let Err(expected) = permit(case.state(), &actor, act, &case.version) else { return };
    let Some(command) = command(act, case, &actor, dice) else { return };
    assert_eq!(case.refused(&actor, command), expected);
}

/// What a change may and may not do.
fn check_change(case: &Case, before: &Dossier, known: usize) {
    let (now, new) = (case.state(), &case.journal[known..]);
    assert_eq!(now.revision as usize, case.journal.len(), "revisions are dense");
    let some = |test: fn(&Event) -> bool| new.iter().any(|recorded| test(&recorded.event));
    if now.holder.unit != before.holder.unit {
        assert!(
            some(|e| matches!(
                e,
                Event::Received { .. } | Event::HandOverAccepted { .. } | Event::Delivered { .. }
            )),
            "responsibility passes only by acceptance"
        );
    }
    if now.custody != before.custody {
        assert!(some(|e| matches!(
            e,
            Event::Received { .. }
                | Event::HandOverAccepted { .. }
                | Event::Stopped { .. }
                | Event::Delivered { .. }
        )));
    }
    if before.phase.is_closed() {
        assert_eq!(before.phase, now.phase, "a closed phase absorbs");
        assert!(some(|e| matches!(
            e,
            Event::CorrectionProposed { .. } | Event::CorrectionDecided { .. } | Event::ResultAttached { .. }
        )));
    }
    if some(|e| matches!(e, Event::SystemAwaited { .. } | Event::SystemWaitEnded { .. })) {
        let still = |d: &Dossier| (d.phase.clone(), d.clock.clone(), d.step, d.holder, d.custody);
        assert_eq!(still(now), still(before), "a wait for a system moves nothing");
    }
    let promise = |d: &Dossier| d.clock.as_ref().map(|clock| clock.original_due_at);
    if before.clock.is_some() && promise(now) != promise(before) {
        assert!(some(|e| matches!(e, Event::CorrectionDecided { .. })), "the first promise stands");
    }
    check_state(case);
}

/// What is true of every dossier at every moment.
pub(super) fn check_state(case: &Case) {
    let d = case.state();
    assert!((1..=10).contains(&d.phase.national_status()));
    if let (true, Some(unit)) = (d.phase.is_under_way(), d.custody.unit()) {
        assert_eq!(unit, d.holder.unit, "the paper is with the unit responsible");
    }
    if let Some(transfer) = d.transfer {
        assert_eq!(transfer.from, d.holder.unit, "the giver stays responsible");
    }
    if let Some(clock) = &d.clock {
        check_clock(case, clock);
    }
    if let (Some(step), Some(clock)) = (&d.step, &d.clock) {
        assert!(step.due_at.is_none_or(|due| due <= clock.due_at.max(step.started_at)));
    }
    check_waits(d);
    check_desks(case);
}

/// A wait for a system lies within one step: none reaches over the end of another piece of work.
fn check_waits(d: &Dossier) {
    for wait in &d.system_waits {
        let until = wait.end.map(|end| end.at);
        let runs = d.steps_done.iter().filter(|run| run.ended_at > wait.asked_at);
        assert!(
            runs.min_by_key(|run| run.ended_at).is_none_or(|run| until.is_some_and(|at| at <= run.ended_at))
        );
    }
    if !d.phase.is_under_way() && !matches!(d.phase, Phase::WithdrawalRequested { .. }) {
        assert_eq!(d.open_system_waits().count(), 0);
    }
}

fn check_clock(case: &Case, clock: &Clock) {
    assert_eq!(recomputed_due(clock, &case.calendar).expect("a due moment").at, clock.due_at);
    assert_eq!(recheck_due(clock, &case.calendar).expect("a due moment"), clock.due_at);
    if !matches!(clock.rule.term, Term::WorkingMinutes(_)) && clock.pauses.is_empty() {
        let closing = case.calendar.closing(clock.due_at.date()).expect("covered");
        assert_eq!(closing, Some(clock.due_at), "a term in days ends at the closing of a working day");
    }
    for pair in clock.pauses.windows(2) {
        assert!(pair[0].pause.to.is_some_and(|to| to <= pair[1].pause.from), "pauses follow each other");
    }
}

fn check_desks(case: &Case) {
    let d = case.state();
    let items = desk_items(d, &case.version);
    assert!(!items.is_empty());
    for (at, item) in items.iter().enumerate() {
        assert!(!items[..at].iter().any(|other| other.unit == item.unit && other.queue == item.queue));
        assert!(d.involves(item.unit), "{item:?}");
    }
    let running = items.iter().filter(|i| i.running && i.queue != Queue::Consultation).count();
    let paused = d.clock.as_ref().is_some_and(Clock::is_paused);
    let working = matches!(d.phase, Phase::Received | Phase::InProcess) && !paused;
    assert_eq!(running, usize::from(working), "exactly one unit's time runs: {items:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn lawful_histories_keep_every_promise(
        choices in prop::collection::vec(any::<u32>(), 200),
        kind in 0usize..4,
    ) {
        let mut dice = Dice(choices.iter().cycle());
        let version = [simple(), long(), restarting(), branching()][kind].clone();
        let mut case = start(&mut dice, version);
        check_state(&case);
        for _ in 0..45 {
            let pace = dice.of(&[0i64, 1, 7, 45, 240, 1_000, 3_000]);
            case.later(pace);
            one_wrong_act(&mut case, &mut dice);
            if !one_act(&mut case, &mut dice) {
                break;
            }
        }
        let folded = fold(ID, &case.journal).expect("a dossier");
        prop_assert_eq!(&folded, case.state());
        let stored = serde_json::to_string(&folded).expect("json");
        prop_assert_eq!(&serde_json::from_str::<Dossier>(&stored).expect("a dossier"), case.state());
        for recorded in &case.journal {
            let stored = serde_json::to_string(&recorded.event).expect("json");
            prop_assert_eq!(&serde_json::from_str::<Event>(&stored).expect("an event"), &recorded.event);
        }
        if let Some(class) = verdict(case.state()) {
            prop_assert_eq!(standing(case.state(), case.now), deadline::Standing::Ended(class));
        }
    }
}

/// The random histories are worth something only if they get somewhere.
#[test]
fn random_histories_reach_every_phase_and_every_fact() {
    let mut seed = 0x2545_f491u32;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed
    };
    let (mut phases, mut kinds) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for round in 0..400 {
        let choices: Vec<u32> = (0..200).map(|_| next()).collect();
        let mut dice = Dice(choices.iter().cycle());
        let version = [simple(), long(), restarting(), branching()][round % 4].clone();
        let mut case = start(&mut dice, version);
        for _ in 0..60 {
            phases.insert(case.state().phase.national_status());
            case.later(dice.of(&[0i64, 7, 45, 240, 1_000]));
            if !one_act(&mut case, &mut dice) {
                break;
            }
        }
        kinds.extend(case.journal.iter().map(|recorded| recorded.event.kind()));
    }
    assert_eq!(phases.into_iter().collect::<Vec<_>>(), (1..=10).collect::<Vec<u8>>());
    assert_eq!(kinds.len(), 33, "{kinds:?}");
}
