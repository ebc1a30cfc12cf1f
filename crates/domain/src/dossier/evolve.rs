//! What a recorded fact makes of a dossier: total and infallible. The journal is never argued with; what it says is so.

use super::command::CorrectionVerdict;
use super::event::{Event, Finality, Recorded, StepEnd, StepStart};
use super::*;
use motcua_calendar::Extension;

mod asked;

/// Folds a journal. `None` when it does not begin with a submission.
pub fn fold<'a>(id: DossierId, events: impl IntoIterator<Item = &'a Recorded>) -> Option<Dossier> {
    let mut events = events.into_iter();
    let mut dossier = Dossier::open(id, events.next()?)?;
    for recorded in events {
        evolve(&mut dossier, recorded);
    }
    Some(dossier)
}

impl Dossier {
    /// The dossier its first fact makes; `None` when that is not a submission.
    pub fn open(id: DossierId, first: &Recorded) -> Option<Dossier> {
        let Event::Submitted {
            procedure,
            version,
            owner,
            submitter,
            provenance,
            helped_at,
            competent,
            commune,
            return_at,
            return_by,
            papers,
            waits_at,
            case,
            form: _,
            identity,
            mandate,
            help,
            kiosk,
        } = &first.event
        else {
            return None;
        };
        let custody = match provenance {
            // What came by post is paper, and lies where it waits.
            Provenance::Post => Custody::Unit { unit: *waits_at, officer: None },
            Provenance::SelfAtHome
            | Provenance::SelfAtKiosk
            | Provenance::AssistedOwnSignIn
            | Provenance::EnteredByOfficer
            | Provenance::Counter => Custody::NoPaper,
        };
        Some(Dossier {
            id,
            revision: 1,
            code: None,
            procedure: procedure.clone(),
            version: *version,
            case: case.clone(),
            owner: *owner,
            submitter: *submitter,
            provenance: *provenance,
            places: Places {
                helped_at: *helped_at,
                received_at: None,
                competent: *competent,
                commune: *commune,
                return_at: *return_at,
            },
            return_by: *return_by,
            phase: Phase::Submitted,
            holder: Holder { unit: *waits_at, officer: None },
            transfer: None,
            custody,
            clock: None,
            step: None,
            steps_done: Vec::new(),
            papers: papers.clone(),
            supplements: Vec::new(),
            consultations: Vec::new(),
            finding: None,
            proposal: None,
            decision: None,
            payments: Vec::new(),
            result: None,
            correction: None,
            submitted_at: first.at,
            successions: Vec::new(),
            identity: identity.clone(),
            mandate: *mandate,
            help: *help,
            kiosk: *kiosk,
            result_files: Vec::new(),
            system_waits: Vec::new(),
        })
    }

    fn begin(&mut self, start: &StepStart, at: Moment) {
        self.step = Some(CurrentStep {
            index: start.index,
            started_at: at,
            due_at: start.due_at,
            done: false,
            uncounted: start.uncounted,
        });
        if start.uncounted {
            self.pause(at, PauseReason::UncountedStep, start.index as u32);
        }
    }

    fn pause(&mut self, at: Moment, reason: PauseReason, document: u32) {
        if let Some(clock) = &mut self.clock {
            clock.open(at, reason, document);
        }
    }

    fn promise(&mut self, due_at: Option<Moment>) {
        if let (Some(clock), Some(due_at)) = (&mut self.clock, due_at) {
            clock.due_at = due_at;
        }
    }

    /// Ends the pause of an uncounted step that ends.
    fn leave_step(&mut self, at: Moment, due_at: Option<Moment>) {
        let uncounted = self.step.is_some_and(|step| step.uncounted && !step.done);
        if let Some(clock) = &mut self.clock {
            if uncounted {
                clock.close(at);
            }
            clock.due_at = due_at.unwrap_or(clock.due_at);
        }
    }

    fn end_step(&mut self, end: &StepEnd, at: Moment) {
        self.leave_step(at, end.due_at);
        self.steps_done.push(end.run.clone());
        match (&end.next, &mut self.step) {
            (Some(next), _) => {
                self.begin(next, at);
                self.holder.officer = None;
            }
            (None, Some(step)) => step.done = true,
            (None, None) => {}
        }
    }

    /// A wait for the applicant is over: the clock runs again, unless the step under way does not count.
    fn resume_clock(&mut self, at: Moment, due_at: Option<Moment>, step_due_at: Option<Moment>) {
        let Some(due_at) = due_at else { return };
        if let Some(clock) = &mut self.clock {
            clock.close(at);
            clock.due_at = due_at;
        }
        let Some(step) = &mut self.step else { return };
        if step.due_at.is_some() && step_due_at.is_some() {
            step.due_at = step_due_at;
        }
        if step.uncounted && !step.done {
            let document = step.index as u32;
            self.pause(at, PauseReason::UncountedStep, document);
        }
    }

    /// The step ended, or the dossier: whatever system its work waited for, nobody waits any more. So no wait forgotten by an
    /// officer takes time that was spent on work.
    fn stop_waiting(&mut self, recorded: &Recorded) {
        let over = SystemWaitOver { how: SystemWaitEnd::WorkWentOn, by: recorded.actor, at: recorded.at };
        self.system_waits.iter_mut().filter(|wait| wait.end.is_none()).for_each(|wait| wait.end = Some(over));
    }

    /// Going back to a step takes back what was judged from it on.
    fn unjudge(&mut self, index: usize) {
        let kind = self.steps_done.iter().find(|run| run.index == index).map(|run| run.kind);
        match kind {
            Some(StepKind::Appraise | StepKind::Assign) => {
                self.proposal = None;
                self.decision = None;
            }
            Some(StepKind::Review | StepKind::Approve) => self.decision = None,
            Some(StepKind::Intake | StepKind::Issue | StepKind::Payment | StepKind::Return) | None => {}
        }
    }

    /// Another version counts its steps otherwise.
    fn renumber(&mut self, to: VersionId, steps: &[(usize, usize)], step_due_at: Option<Moment>) {
        let now =
            |index: usize| steps.iter().find(|(before, _)| *before == index).map_or(index, |(_, at)| *at);
        self.version = to;
        for run in &mut self.steps_done {
            run.index = now(run.index);
        }
        if let Some(transfer) = &mut self.transfer {
            transfer.step = now(transfer.step);
        }
        if let Some(step) = &mut self.step {
            step.index = now(step.index);
            if !step.done {
                step.due_at = step_due_at;
            }
        }
    }

    /// The phase a dossier goes back to when a wait ends.
    fn resumed(&self, resume: Resume) -> Phase {
        match resume {
            Resume::Submitted => Phase::Submitted,
            Resume::Received => Phase::Received,
            Resume::InProcess => Phase::InProcess,
            Resume::SupplementRequested => self.supplements.last().map_or(Phase::InProcess, |supplement| {
                let resume = match supplement.stage {
                    SupplementStage::BeforeReceipt => Resume::Submitted,
                    SupplementStage::InAppraisal => Resume::InProcess,
                };
                Phase::SupplementRequested { no: supplement.no, resume }
            }),
            Resume::PaymentRequested => self.payments.last().map_or(Phase::InProcess, |payment| {
                let at_intake = self.step.is_none_or(|step| step.index == 0);
                let resume = if at_intake { Resume::Received } else { Resume::InProcess };
                Phase::PaymentRequested { no: payment.no, resume }
            }),
        }
    }

    fn correct(&mut self, change: &Correction, original_due_at: Option<Moment>, due_at: Option<Moment>) {
        match change {
            Correction::Owner { to } => self.owner = *to,
            Correction::ReceivedAt { to } => {
                if let Some(clock) = &mut self.clock {
                    clock.received_at = *to;
                    clock.original_due_at = original_due_at.unwrap_or(clock.original_due_at);
                    clock.due_at = due_at.unwrap_or(clock.due_at);
                    // No step has longer than the dossier.
                    if let Some(step) = &mut self.step {
                        step.due_at = step.due_at.map(|due| due.min(clock.due_at));
                    }
                }
            }
            Correction::ResultNumber { to } => {
                if let Some(result) = &mut self.result {
                    result.number.clone_from(to);
                }
            }
            Correction::Return { at, by } => {
                self.places.return_at = *at;
                self.return_by = *by;
                // A result on its way to the wrong counter stays with its giver, to be handed over anew.
                self.transfer = self.transfer.filter(|t| t.kind != TransferKind::Result || t.to == *at);
            }
        }
    }
}

/// Applies one fact.
pub fn evolve(d: &mut Dossier, recorded: &Recorded) {
    d.revision += 1;
    let done = d.steps_done.len();
    apply(d, recorded);
    if d.steps_done.len() > done || matches!(d.phase, Phase::Stopped { .. }) {
        d.stop_waiting(recorded);
    }
}

fn apply(d: &mut Dossier, recorded: &Recorded) {
    let (at, actor) = (recorded.at, recorded.actor);
    let judgement = |outcome: Outcome| Some(Judgement { outcome, by: actor, at });
    match &recorded.event {
        // Only the first fact opens a dossier.
        Event::Submitted { .. } => {}
        Event::Received { .. } => receive(d, recorded),
        Event::SupplementRequested { .. }
        | Event::Supplemented { .. }
        | Event::PaymentRequested { .. }
        | Event::PaymentRecorded { .. } => wait(d, recorded),
        Event::HandedOver { .. }
        | Event::HandOverAccepted { .. }
        | Event::HandOverDeclined { .. }
        | Event::TakenBack {}
        | Event::Assigned { .. }
        | Event::Reassigned { .. }
        | Event::StepReturned { .. } => pass_on(d, recorded),
        Event::VersionChanged { to, steps, step_due_at, branches, .. } => {
            d.renumber(*to, steps, *step_due_at);
            d.rebranch(steps, branches);
        }
        Event::Reorganised(succession) => d.succeed(succession),
        Event::ConsultationAsked { .. }
        | Event::BranchStepDone { .. }
        | Event::BranchStepReturned { .. }
        | Event::ConsultationAnswered { .. } => asked::consult(d, recorded),
        Event::SystemAwaited { no, system } => d.system_waits.push(SystemWait {
            no: *no,
            system: system.clone(),
            asked_by: actor,
            asked_at: at,
            end: None,
        }),
        Event::SystemWaitEnded { no, how } => {
            let over = SystemWaitOver { how: *how, by: actor, at };
            d.system_waits.iter_mut().filter(|wait| wait.no == *no).for_each(|wait| wait.end = Some(over));
        }
        Event::AppraisalRecorded { finding } => d.finding = Some(*finding),
        Event::Proposed { outcome, end } => {
            d.proposal = judgement(*outcome);
            d.decision = None;
            d.end_step(end, at);
        }
        Event::Reviewed { end } => d.end_step(end, at),
        Event::Approved { outcome, end } => {
            d.decision = judgement(*outcome);
            d.end_step(end, at);
        }
        Event::Issued { number, electronic, outcome, end, finality } => {
            d.end_step(end, at);
            if *finality == Finality::Final {
                d.result =
                    Some(ResultIssued { number: number.clone(), electronic: *electronic, at, by: actor });
                d.step = None;
                d.phase = Phase::Finished { at, outcome: *outcome };
            }
        }
        Event::Extended { by, due_at } => {
            if let Some(clock) = &mut d.clock {
                clock.extension = Some(Extension { at, by: *by });
                clock.due_at = *due_at;
            }
        }
        Event::Declined { .. }
        | Event::WithdrawalRequested { .. }
        | Event::WithdrawalRefused {}
        | Event::Stopped { .. }
        | Event::Delivered { .. } => end(d, recorded),
        Event::ResultAttached { no, file } => {
            d.result_files.push(ResultFile { no: *no, file: *file, at, by: actor });
        }
        Event::CorrectionProposed { change } => {
            if let ActorRef::Officer(by) = actor {
                d.correction = Some(PendingCorrection { change: change.clone(), by, at });
            }
        }
        Event::CorrectionDecided { verdict, change, original_due_at, due_at } => {
            d.correction = None;
            if *verdict == CorrectionVerdict::Approve {
                d.correct(change, *original_due_at, *due_at);
            }
        }
    }
}

/// The papers as checked at receipt, each with the electronic copies it was sent with: ticking a paper off does not
/// take its files away.
fn carried_over(checked: &[PaperGiven], sent: &[PaperGiven]) -> Vec<PaperGiven> {
    let mut papers = checked.to_vec();
    for paper in papers.iter_mut().filter(|paper| paper.files.is_empty()) {
        if let Some(before) = sent.iter().find(|before| before.key == paper.key) {
            paper.files.clone_from(&before.files);
        }
    }
    papers
}

fn receive(d: &mut Dossier, recorded: &Recorded) {
    let at = recorded.at;
    if let Event::Received { code, version, at: unit, custody, papers, rule, from, due_at, step } =
        &recorded.event
    {
        d.code = Some(code.clone());
        d.version = *version;
        d.places.received_at = Some(*unit);
        d.custody = *custody;
        d.papers = carried_over(papers, &d.papers);
        d.clock = Some(Clock {
            received_at: *from,
            rule: *rule,
            original_due_at: *due_at,
            due_at: *due_at,
            pauses: Vec::new(),
            extension: None,
        });
        d.holder = Holder { unit: *unit, officer: recorded.actor.officer() };
        d.phase = Phase::Received;
        d.begin(step, at);
    }
}

/// Waits for the applicant begin and end.
fn wait(d: &mut Dossier, recorded: &Recorded) {
    let (at, actor) = (recorded.at, recorded.actor);
    match &recorded.event {
        Event::SupplementRequested { no, stage, papers, answer_by, resume, due_at } => {
            d.supplements.push(Supplement {
                no: *no,
                stage: *stage,
                papers: papers.clone(),
                asked_by: actor,
                asked_at: at,
                answer_by: *answer_by,
                provided_at: None,
            });
            d.phase = Phase::SupplementRequested { no: *no, resume: *resume };
            d.pause(at, PauseReason::Supplement, *no);
            d.promise(*due_at);
        }
        Event::Supplemented { no, papers, due_at, step_due_at } => {
            if let Some(supplement) = d.supplements.iter_mut().find(|s| s.no == *no) {
                supplement.provided_at = Some(at);
            }
            for paper in papers {
                match d.papers.iter_mut().find(|p| p.key == paper.key) {
                    Some(known) => known.clone_from(paper),
                    None => d.papers.push(paper.clone()),
                }
            }
            d.resume_clock(at, *due_at, *step_due_at);
            d.phase = if d.clock.is_some() { Phase::InProcess } else { Phase::Submitted };
        }
        Event::PaymentRequested { no, amount, pauses, resume, due_at } => {
            d.payments.push(PaymentRequest { no: *no, amount: *amount, asked_at: at, paid: None });
            d.phase = Phase::PaymentRequested { no: *no, resume: *resume };
            if *pauses {
                d.pause(at, PauseReason::Payment, *no);
                d.promise(*due_at);
            }
        }
        Event::PaymentRecorded { no, means, due_at, step_due_at, end } => {
            if let Some(payment) = d.payments.iter_mut().find(|p| p.no == *no) {
                payment.paid = Some(PaymentReceived { means: *means, at, by: actor });
            }
            d.resume_clock(at, *due_at, *step_due_at);
            let at_intake = d.step.is_none_or(|step| step.index == 0);
            d.phase = if at_intake { Phase::Received } else { Phase::InProcess };
            if let Some(end) = end {
                d.end_step(end, at);
            }
        }
        _ => {}
    }
}

/// Responsibility passes within and between units.
fn pass_on(d: &mut Dossier, recorded: &Recorded) {
    let at = recorded.at;
    match &recorded.event {
        Event::HandedOver { transfer, end } => {
            if let Some(end) = end {
                d.end_step(end, at);
            }
            d.transfer = Some(*transfer);
        }
        Event::HandOverAccepted { unit, officer, custody, step, returned, due_at } => {
            d.transfer = None;
            if let Some(run) = returned {
                d.leave_step(at, *due_at);
                d.steps_done.push(run.clone());
            }
            if let Some(start) = step {
                if returned.is_some() {
                    d.unjudge(start.index);
                }
                d.begin(start, at);
                d.phase = Phase::InProcess;
            }
            d.holder = Holder { unit: *unit, officer: *officer };
            d.custody = *custody;
        }
        Event::HandOverDeclined { .. } | Event::TakenBack {} => d.transfer = None,
        Event::Assigned { officer, end } => {
            let elsewhere = end.as_ref().is_some_and(|end| end.next.is_none());
            if let Some(end) = end {
                d.end_step(end, at);
            }
            if !elsewhere {
                d.holder.officer = Some(*officer);
            }
        }
        Event::Reassigned { officer, .. } => d.holder.officer = Some(*officer),
        Event::StepReturned { run, to, unit, officer, due_at } => {
            d.leave_step(at, *due_at);
            d.steps_done.extend(run.clone());
            d.unjudge(to.index);
            d.begin(to, at);
            d.holder = Holder { unit: *unit, officer: *officer };
        }
        _ => {}
    }
}

/// The dossier ends, or is asked to end.
fn end(d: &mut Dossier, recorded: &Recorded) {
    let at = recorded.at;
    match &recorded.event {
        Event::Declined { ground } => d.phase = Phase::Declined { at, ground: *ground },
        Event::WithdrawalRequested { resume } => d.phase = Phase::WithdrawalRequested { at, resume: *resume },
        Event::WithdrawalRefused {} => {
            if let Phase::WithdrawalRequested { resume, .. } = d.phase {
                d.phase = d.resumed(resume);
            }
        }
        Event::Stopped { ground, custody } => {
            d.phase = Phase::Stopped { at, ground: *ground };
            d.custody = *custody;
            d.transfer = None;
            d.correction = None;
        }
        Event::Delivered { method, at: unit, custody, .. } => {
            if let Phase::Finished { at: finished_at, outcome } = d.phase {
                d.phase = Phase::Returned { at, finished_at, outcome, method: *method };
            }
            d.holder = Holder { unit: *unit, officer: recorded.actor.officer() };
            d.custody = *custody;
        }
        _ => {}
    }
}
