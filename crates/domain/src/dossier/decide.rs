//! What the law answers to a command: facts to record, or a refusal. Pure; dispatch only, one file for each group of acts.

use super::acts::permit;
use super::command::Command;
use super::event::{Decided, Event};
use super::*;
use crate::actor::{Actor, Duty};
use crate::outside::OutsideSystem;
use crate::procedure::flow;
use crate::unit::UnitIndex;
use motcua_calendar::WorkCalendar;
use smallvec::{SmallVec, smallvec};

mod assign;
mod await_system;
mod branch;
mod consult;
mod correct;
mod deliver;
mod extend;
mod file;
mod hand_over;
mod judge;
mod pay;
mod reckon;
mod step;
mod supplement;
mod text;
mod withdraw;

pub(super) use reckon::step_due_under;

/// What a decision may look at besides the dossier and the command.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Id of the dossier (a fresh one for [`Command::Submit`] and [`Command::Intake`]).
    pub id: DossierId,
    /// The legal moment: the server's clock, or the virtual clock of a demonstration. Never given by a caller.
    pub now: Moment,
    /// Who acts, with the duties in force.
    pub actor: &'a Actor,
    /// The version the dossier is pinned to; before receipt and for the receipt itself, the version in force.
    pub version: &'a ProcedureVersion,
    /// The working calendar that counts for the dossier.
    pub calendar: &'a WorkCalendar,
    /// The units of the city.
    pub units: &'a UnitIndex,
    /// A code allocated by the store, when [`needs_code`] says so.
    pub code: Option<&'a DossierCode>,
    /// Duties of the officer the command names ([`Command::names_officer`]); `None` when there is no such officer.
    pub named: Option<&'a [Duty]>,
    /// The systems outside that the city knows.
    pub systems: &'a [OutsideSystem],
}

/// The facts of one command: one, seldom two, more when a step asks for opinions.
pub type Decisions = SmallVec<[Decided; 2]>;

/// Whether the store must allocate a dossier code for the command.
pub fn needs_code(command: &Command) -> bool {
    matches!(command, Command::Receive(_) | Command::Intake { .. })
}

/// Decides on a command.
///
/// # Errors
/// Why the law says no; nothing is changed then.
pub fn decide(state: Option<&Dossier>, command: &Command, cx: &Context<'_>) -> Result<Decisions, Refusal> {
    let dossier = match (state, command) {
        (None, Command::Submit(submit)) => return file::submit(submit, cx),
        (None, Command::Intake { submit, receive }) => return file::intake(submit, receive, cx),
        (Some(_), Command::Submit(_) | Command::Intake { .. }) => return Err(Refusal::AlreadyExists),
        (None, _) => return Err(Refusal::DossierUnknown),
        (Some(dossier), _) => dossier,
    };
    pinned(dossier, cx)?;
    permit(dossier, cx.actor, command.act(), cx.version)?;
    match command {
        Command::Submit(_) | Command::Intake { .. } => Err(Refusal::AlreadyExists),
        Command::Receive(receive) => file::receive(dossier, receive, cx),
        Command::RequestSupplement { papers, note } => supplement::request(dossier, papers, note, cx),
        Command::Supplement { papers, note } => supplement::record(dossier, papers, note.as_deref(), cx),
        Command::Decline { ground, note } => supplement::decline(dossier, *ground, note, cx),
        Command::HandOver { to, officer, note } => {
            hand_over::give(dossier, *to, *officer, note.as_deref(), cx)
        }
        Command::AcceptHandOver {} => hand_over::accept(dossier, cx),
        Command::DeclineHandOver { note } => hand_over::decline(dossier, note),
        Command::TakeBack { note } => hand_over::take_back(note.as_deref()),
        Command::Assign { officer, note } => assign::assign(dossier, *officer, note.as_deref(), cx),
        Command::Reassign { officer, note } => assign::reassign(dossier, *officer, note, cx),
        Command::Consult { agency, within, note } => consult::ask(dossier, *agency, *within, note, cx),
        Command::CompleteBranchStep { no, note } => branch::complete(dossier, *no, note.as_deref(), cx),
        Command::ReturnBranchStep { no, note } => branch::give_back(dossier, *no, note, cx),
        Command::AnswerConsultation { no, opinion, note } => {
            consult::answer(dossier, *no, *opinion, note, cx)
        }
        Command::AwaitSystem { system, note } => await_system::begin(dossier, system, note.as_deref(), cx),
        Command::EndSystemWait { no, how, note } => await_system::end(dossier, *no, *how, note.as_deref()),
        Command::RecordAppraisal { finding, note } => judge::appraise(*finding, note),
        Command::Propose { outcome, note } => judge::propose(dossier, *outcome, note.as_deref(), cx),
        Command::Review { note } => judge::review(dossier, note.as_deref(), cx),
        Command::Approve { outcome, note } => judge::approve(dossier, *outcome, note.as_deref(), cx),
        Command::ReturnStep { note } => judge::return_step(dossier, note, cx),
        Command::Issue { number, electronic } => judge::issue(dossier, number, *electronic, cx),
        Command::AttachResult { file, note } => deliver::attach(dossier, *file, note.as_deref()),
        Command::RequestPayment { amount, note } => pay::request(dossier, *amount, note, cx),
        Command::RecordPayment { no, means, note } => pay::record(dossier, *no, *means, note.as_deref(), cx),
        Command::Extend { by, note } => extend::extend(dossier, *by, note, cx),
        Command::RequestWithdrawal { note } => withdraw::request(dossier, note.as_deref()),
        Command::RefuseWithdrawal { note } => withdraw::refuse(note),
        Command::Stop { ground, note } => withdraw::stop(dossier, *ground, note, cx),
        Command::Deliver { method, recipient, note } => {
            deliver::deliver(dossier, *method, *recipient, note.as_deref())
        }
        Command::ProposeCorrection { change, note } => correct::propose(dossier, change, note, cx),
        Command::DecideCorrection { verdict, note } => {
            correct::decide(dossier, *verdict, note.as_deref(), cx)
        }
    }
}

/// A dossier is judged by the version it is pinned to; before receipt by any version of its procedure.
fn pinned(dossier: &Dossier, cx: &Context<'_>) -> Result<(), Refusal> {
    if dossier.procedure != cx.version.code {
        return Err(Refusal::OtherProcedure { expected: dossier.procedure.clone() });
    }
    if dossier.clock.is_some() && dossier.version != cx.version.id {
        return Err(Refusal::OtherVersion { pinned: dossier.version });
    }
    Ok(())
}

fn one(event: Event, note: Option<String>) -> Result<Decisions, Refusal> {
    Ok(smallvec![Decided { event, note }])
}
