//! English.

use super::list;
use crate::dossier::{Outcome, Phase};
use crate::refusal::Refusal::{self, *};
use motcua_calendar::Lang;
use motcua_calendar::wording::{day, moment};

pub(in crate::refusal) fn english(refusal: &Refusal) -> String {
    let en = Lang::En;
    match refusal {
        NotYourUnit { .. } => "Another unit does this. If needed, contact the unit that holds the dossier.".into(),
        NotYourRole { role, .. } => {
            format!("This is for the {}. Pass it to somebody with that role in the unit.", role.label(en))
        }
        NotYourField { .. } => {
            "The dossier belongs to a field outside your duties. Pass it to the officer for that field.".into()
        }
        NotHolder { .. } => {
            "The dossier is assigned to another officer. Ask the head of section to reassign it.".into()
        }
        WrongReceiver { .. } => {
            "This hand-over names another receiver. That officer accepts it, or the giver takes it back first.".into()
        }
        SameOfficer { .. } => {
            "Whoever asked for the correction cannot approve it. Ask another head of the unit.".into()
        }
        NotApplicant => {
            "Only the owner or the person who filed can do this. Use the right account, or get help at a counter."
                .into()
        }
        OfficersOnly { act } => {
            format!("“{}” is done by an officer. Contact the counter that received the dossier.", act.label(en))
        }
        SystemActs { act } => {
            format!("The system never does “{}” by itself. A person must take responsibility.", act.label(en))
        }
        WrongPhase { act, status } => format!(
            "The dossier has the status “{}”, so “{}” is not possible. Reload the dossier to see what can be done now.",
            Phase::status_name(*status, en),
            act.label(en)
        ),
        WrongStep { act, step } => format!(
            "The dossier is at the step “{}”; it is too early or too late for “{}”. Finish the present step first.",
            step.label(en),
            act.label(en)
        ),
        MigrationNotUnderWay { .. } => {
            "Only a dossier under way passes to a newer version. This one keeps the version it has.".into()
        }
        MigrationUnmapped { step } => format!(
            "The newer version has no step for step {}, done or under way. The dossier keeps its version, or the rule has to name the step.",
            step + 1
        ),
        ActNotInStep { act } => format!(
            "The procedure does not allow “{}” in the step under way. Do it in a step that allows it, or tell the process designer.",
            act.label(en)
        ),
        SupplementLimit { max } => format!(
            "This procedure allows papers to be asked for {max} time(s) only, and that is used up. Decide on the papers at hand, or stop with the reason."
        ),
        StepDone { act } => format!(
            "This step is done, so “{}” is no longer possible. Hand the dossier over to the next unit, or open the step again with “Return one step”.",
            act.label(en)
        ),
        StepNotDone { step } => {
            format!("The step “{}” is not done. Finish it before the dossier goes on.", step.label(en))
        }
        AlreadyHandedOver { .. } => {
            "The dossier has been handed over and waits for the receiver. Wait for the answer, or take it back first."
                .into()
        }
        NoTransfer => {
            "No hand-over is waiting. The giver may have taken it back; reload the page to see.".into()
        }
        WrongNextUnit { .. } => {
            "The unit chosen does not do the next step. Leave it empty and the dossier goes to the right place.".into()
        }
        NothingToHandOver => {
            "Nothing is left to hand over. The counter of return can deliver the result at once.".into()
        }
        AlreadyAssigned { .. } => {
            "The dossier has an officer. To change, use “Reassign” and give the reason.".into()
        }
        NotAssigned => "The dossier is not assigned to anybody yet. Use “Assign”.".into(),
        SameAssignee { .. } => "This officer has the dossier already. Choose another one.".into(),
        Stale { .. } => {
            "Somebody else has just changed the dossier. Reload, look at the change, and act again if still needed."
                .into()
        }
        NothingToReturnTo => {
            "There is no step before this one to go back to. If papers are missing, ask for a supplement.".into()
        }
        ProposalMissing => "There is no proposal yet. The specialist must propose first.".into(),
        DecisionMissing => "There is no decision yet. The head of unit must decide and sign before issuing.".into(),
        ConsultationsOpen { no, answer_by } => format!(
            "Opinion no. {no} is awaited until {}. Wait for the answer or for that time.",
            moment(en, *answer_by)
        ),
        ConsultationPending { no } => {
            format!("This agency has been asked (no. {no}) and has not answered. Wait before asking again.")
        }
        ConsultationNone => "No opinion is waiting for an answer.".into(),
        BranchNone => "No branch of work side by side is under way here. Reload the page to see.".into(),
        BranchNotAtEnd { no } => format!(
            "Branch {no} still has steps before its answer. Complete the step under way; the answer is given in the last."
        ),
        BranchAtEnd { no } => {
            format!("Branch {no} is at its last step. Give the answer; that completes the branch.")
        }
        BranchAtStart { no } => {
            format!("Branch {no} is at its first step, so there is none to return to. Go on with it, or contact the unit that asked.")
        }
        ConsultationAnswered { no } => {
            format!("Opinion no. {no} has been given. For more, the asking unit must send a new request.")
        }
        SystemAwaited { no } => {
            format!("The dossier waits for this system already (wait {no}). When it answers, end the wait.")
        }
        SystemWaitNone => "The dossier waits for no system outside.".into(),
        SystemWaitOver { no } => {
            format!("Wait {no} has ended. If the work has to wait again, record another.")
        }
        AlreadyExtended => {
            "The dossier was extended once; the law allows no second time. Settle it now and apologise.".into()
        }
        ExtensionTooLate { due_at } => format!(
            "An extension must be made at the latest one day before the due date ({}). It is too late: settle it now and apologise.",
            moment(en, *due_at)
        ),
        ClockPaused => "The clock stands still, so nothing needs extending. Look again when it runs.".into(),
        NoDueDate => "The dossier has no due date because it was not received. Receive it first.".into(),
        AnswerTimeNotOver { until } => format!(
            "The applicant may supplement until {}. Use this ground only after that time.",
            moment(en, *until)
        ),
        CorrectionPending => "A correction is waiting for approval. Wait until it is decided.".into(),
        CorrectionNone => "No correction is waiting for approval.".into(),
        NoResultYet => "The dossier has no result yet, so there is no number to correct.".into(),
        ResultHandedOut => "The result has been delivered; place and way of return cannot change any more.".into(),
        NoElectronicCopy => {
            "This result has no electronic copy to deliver online. Deliver at the counter, or by post if registered."
                .into()
        }
        AlreadyExists => "This dossier is in the system already. Open it to go on.".into(),
        OtherVersion { .. } => {
            "The dossier follows another version of the procedure. Reload the page to use that version.".into()
        }
        ChainBroken => {
            "The steps of this procedure do not lead to a result. Ask the business administrator to mend them.".into()
        }
        VersionNotInForce { to: Some(to), .. } => {
            format!("This version of the procedure was in force until {} only. Choose the present one.", day(en, *to))
        }
        VersionNotInForce { from, to: None } => {
            format!("This version of the procedure is in force from {}. Choose the present one.", day(en, *from))
        }
        ProcedureBeforeItExisted { from } => format!(
            "On that day the procedure was not in force yet (in force from {}). Check the date or choose another procedure.",
            day(en, *from)
        ),
        CalendarUncovered { date: Some(date) } => format!(
            "The working calendar has no data for {}, so no due date can be given. Ask the administrator to complete it.",
            day(en, *date)
        ),
        CalendarUncovered { date: None } => {
            "The working calendar is too short to give a due date. Ask the administrator to complete it.".into()
        }
        CodeMissing => {
            "No dossier code could be given. Try again; if it persists, tell the administrator.".into()
        }
        OtherProcedure { expected } => {
            format!("This dossier belongs to procedure {expected}. Choose that procedure, or file a new dossier.")
        }
        ChannelNotOffered { channel } => {
            format!("This procedure does not accept dossiers by this channel ({}). Choose another one.", channel.label(en))
        }
        HelperPlaceRequired => "Choose the place where the applicant was helped.".into(),
        HelperPlaceUnexpected => {
            "Filed alone at home, a dossier has no place of help. Leave it empty, or choose another way of filing.".into()
        }
        NotACounter { .. } => {
            "The unit chosen does not receive and return dossiers. Choose a branch or a service point.".into()
        }
        OtherCounter { .. } => "The dossier waits at another counter. That counter receives it.".into(),
        UnitNotCompetent { .. } => {
            "The unit chosen cannot decide on this procedure. Check the address or the procedure.".into()
        }
        NotACommune { .. } => "The unit chosen is not a commune or ward. Choose the commune concerned.".into(),
        CaseRequired => "This procedure tells several cases apart. Choose the case of the dossier.".into(),
        CaseUnknown { case } => {
            format!("This procedure has no case “{case}”. Choose one of the list.")
        }
        PaperUnknown { paper } => {
            format!("The paper “{paper}” is not one of this procedure. Choose from the procedure's list.")
        }
        PaperTwice { paper } => {
            format!("The paper “{paper}” is listed twice. Make it one line with the total number of copies.")
        }
        PaperCountZero { paper } => {
            format!("The paper “{paper}” has 0 copies. Give the number, or remove the line.")
        }
        PapersMissing { papers } => format!(
            "{} required papers are missing: {}. Complete them, or send one request for a supplement.",
            papers.len(),
            list(papers)
        ),
        ReasonRequired { act } => format!("Write the reason or the content for “{}”.", act.label(en)),
        DifferingNeedsReason { proposed } => {
            let proposed = match proposed {
                Outcome::Grant => "to grant",
                Outcome::Refuse => "to refuse",
            };
            format!("The decision differs from the proposal ({proposed}). Write its reason.")
        }
        NoteTooLong { characters, max } => {
            format!("Shorten the text to {max} characters. It is {} too long.", characters.saturating_sub(*max))
        }
        SupplementNothingAsked => "Say which papers or details are missing, all at once.".into(),
        SupplementEmpty => "Nothing was supplemented. Add papers, or say what was put right.".into(),
        GroundDoesNotFit { act } => {
            format!("The ground chosen for “{}” does not fit the state of the dossier. Choose another.", act.label(en))
        }
        TermEmpty => "Give a term longer than 0.".into(),
        ConsultationSelf { .. } => "The unit that holds the dossier need not ask itself. Choose another agency.".into(),
        NotStaff { role, .. } => {
            format!("The officer chosen is not a {} for this field at the unit. Choose another.", role.label(en))
        }
        ResultNumberRequired => "Give the number of the result document.".into(),
        ResultNumberTooLong { max, .. } => format!("The number is longer than {max} characters. Check it."),
        AmountZero => "Give an amount above 0 đồng. When nothing is due, no request is needed.".into(),
        CorrectionUnchanged => "The correction is the same as what stands. Give what it should become.".into(),
        CorrectionInFuture { now } => {
            format!("The receipt cannot lie after the present ({}). Check date and hour.", moment(en, *now))
        }
        CorrectionAfterLaterActs { first } => {
            format!("The receipt cannot lie after what was done at {}. Give an earlier moment.", moment(en, *first))
        }
        ReturnMethodMismatch => {
            "The applicant did not ask for the result by post. Correct the way of return first, or deliver at the counter."
                .into()
        }
        UnitEnded { .. } => "This unit was reorganised and is no longer in operation. Choose its successor from the list.".into(),
        UnknownUnit { .. } => "There is no such unit. Choose a unit from the list.".into(),
        UnknownOfficer { .. } => "There is no such officer at the unit. Choose one from the list.".into(),
        SystemUnknown { system } => {
            format!("There is no system “{system}” in use. Choose one of the list.")
        }
        SystemWaitUnknown { no } => {
            format!("The dossier has no wait for a system no. {no}. Load the page again to see it.")
        }
        ConsultationUnknown { no } => {
            format!("The dossier has no request for an opinion no. {no}. Reload the page to see.")
        }
        PaymentUnknown { no } => {
            format!("No payment no. {no} is awaited. It may have been recorded; reload the page to see.")
        }
        DossierUnknown => "No such dossier was found. Check its number.".into(),
    }
}
