//! Notices: which facts of a dossier its people are told, to whom, and in which words.
//!
//! A notice says that something happened and where to read it. It carries the dossier's code and a moment, never a name, a
//! number of a person or the name of a procedure: it may be read by whoever holds the telephone. What becomes of a notice
//! outside (by which channel, sent or not) is not known here.

mod channel;
mod wording;

pub use channel::{Channels, OutsideChannel};
pub use wording::{Facts, PLACEHOLDERS, Wording, rendered, wording};

use crate::dossier::command::CorrectionVerdict;
use crate::dossier::event::Event;
use crate::dossier::{Custody, Dossier, Phase, ReturnMethod, StopGround};
use crate::ids::PersonId;
use motcua_calendar::Moment;
use smallvec::SmallVec;

/// What a notice tells. The number is stored; it never changes meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum NoticeKind {
    /// It was filed and waits for intake.
    Filed = 1,
    /// It was received; the moment is the promise.
    Received = 2,
    /// It was not accepted.
    Declined = 3,
    /// Papers are asked for; the moment is the last one to bring them, where there is one.
    SupplementAsked = 4,
    /// The papers came and the clock runs again; the moment is the promise.
    Supplemented = 5,
    /// A payment is asked for.
    PaymentAsked = 6,
    /// Extended, with an apology; the moment is the new promise.
    Extended = 7,
    /// The result can be had.
    ResultReady = 8,
    /// The result was handed out.
    Delivered = 9,
    /// Stopped because the applicant withdrew it.
    Withdrawn = 10,
    /// Stopped on another ground.
    Stopped = 11,
    /// It could not be withdrawn any more and goes on.
    WithdrawalRefused = 12,
    /// The promise was corrected; the moment is the right one.
    DueCorrected = 13,
    /// It stands still past a step, and the promise is still ahead: the moment is the promise.
    Stuck = 14,
    /// It stands still past a step, and the promise has passed: the moment is the promise.
    StuckOverdue = 15,
    /// It stands still before it was received: there is no promise yet.
    StuckAtIntake = 16,
    /// The result can be had as a file.
    ResultFile = 17,
    /// Another file of the result took the place of the one before.
    ResultFileReplaced = 18,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [NoticeKind; 18] = [
        NoticeKind::Filed,
        NoticeKind::Received,
        NoticeKind::Declined,
        NoticeKind::SupplementAsked,
        NoticeKind::Supplemented,
        NoticeKind::PaymentAsked,
        NoticeKind::Extended,
        NoticeKind::ResultReady,
        NoticeKind::Delivered,
        NoticeKind::Withdrawn,
        NoticeKind::Stopped,
        NoticeKind::WithdrawalRefused,
        NoticeKind::DueCorrected,
        NoticeKind::Stuck,
        NoticeKind::StuckOverdue,
        NoticeKind::StuckAtIntake,
        NoticeKind::ResultFile,
        NoticeKind::ResultFileReplaced,
    ];

    /// Stored number.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Back from the stored number.
    pub fn from_number(n: i64) -> Option<NoticeKind> {
        NoticeKind::ALL.into_iter().find(|kind| i64::from(kind.number()) == n)
    }

    /// Stable key, used in settings and in what a gateway is told.
    pub fn key(self) -> &'static str {
        match self {
            NoticeKind::Filed => "filed",
            NoticeKind::Received => "received",
            NoticeKind::Declined => "declined",
            NoticeKind::SupplementAsked => "supplement_asked",
            NoticeKind::Supplemented => "supplemented",
            NoticeKind::PaymentAsked => "payment_asked",
            NoticeKind::Extended => "extended",
            NoticeKind::ResultReady => "result_ready",
            NoticeKind::Delivered => "delivered",
            NoticeKind::Withdrawn => "withdrawn",
            NoticeKind::Stopped => "stopped",
            NoticeKind::WithdrawalRefused => "withdrawal_refused",
            NoticeKind::DueCorrected => "due_corrected",
            NoticeKind::Stuck => "stuck",
            NoticeKind::StuckOverdue => "stuck_overdue",
            NoticeKind::StuckAtIntake => "stuck_at_intake",
            NoticeKind::ResultFile => "result_file",
            NoticeKind::ResultFileReplaced => "result_file_replaced",
        }
    }

    /// Back from the key.
    pub fn from_key(key: &str) -> Option<NoticeKind> {
        NoticeKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Whether the applicant has something to do now.
    pub fn asks(self) -> bool {
        matches!(self, NoticeKind::SupplementAsked | NoticeKind::PaymentAsked | NoticeKind::ResultReady)
    }
}

/// One thing to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// What.
    pub kind: NoticeKind,
    /// The moment it speaks of, where it speaks of one.
    pub moment: Option<Moment>,
}

/// What one act gives to be told: at most a few, in order.
pub type Notices = SmallVec<[Notice; 2]>;

/// Who is told: the owner, and the one who filed where that is somebody else.
pub fn told(dossier: &Dossier) -> impl Iterator<Item = PersonId> + use<> {
    let filed_by = (dossier.submitter != dossier.owner).then_some(dossier.submitter);
    [Some(dossier.owner), filed_by].into_iter().flatten()
}

/// What the events of one act give to be told. `before` is the dossier they were decided upon, `after` their fold.
pub fn notices<'a>(
    before: Option<&Dossier>,
    events: impl Iterator<Item = &'a Event>,
    after: &Dossier,
) -> Notices {
    let mut told = Notices::new();
    for event in events {
        // Filed and received in one act at a counter: the receipt says both.
        if matches!(event, Event::Received { .. }) {
            told.retain(|notice| notice.kind != NoticeKind::Filed);
        }
        told.extend(of(event, before));
    }
    if is_ready(after) && !before.is_some_and(is_ready) {
        told.push(Notice { kind: NoticeKind::ResultReady, moment: None });
    }
    told
}

fn of(event: &Event, before: Option<&Dossier>) -> Option<Notice> {
    let said = |kind| Some(Notice { kind, moment: None });
    let until = |kind, moment| Some(Notice { kind, moment: Some(moment) });
    match event {
        Event::Submitted { .. } => said(NoticeKind::Filed),
        Event::Received { due_at, .. } => until(NoticeKind::Received, *due_at),
        Event::Declined { .. } => said(NoticeKind::Declined),
        Event::SupplementRequested { answer_by, .. } => {
            Some(Notice { kind: NoticeKind::SupplementAsked, moment: *answer_by })
        }
        Event::Supplemented { due_at, .. } => due_at.and_then(|due| until(NoticeKind::Supplemented, due)),
        Event::PaymentRequested { .. } => said(NoticeKind::PaymentAsked),
        Event::Extended { due_at, .. } => until(NoticeKind::Extended, *due_at),
        Event::WithdrawalRefused {} => said(NoticeKind::WithdrawalRefused),
        Event::Stopped { ground: StopGround::Withdrawn, .. } => said(NoticeKind::Withdrawn),
        Event::Stopped { .. } => said(NoticeKind::Stopped),
        Event::Delivered { .. } => said(NoticeKind::Delivered),
        Event::ResultAttached { no: 1, .. } => said(NoticeKind::ResultFile),
        Event::ResultAttached { .. } => said(NoticeKind::ResultFileReplaced),
        Event::CorrectionDecided { verdict: CorrectionVerdict::Approve, due_at: Some(due), .. } => {
            let was = before.and_then(|dossier| dossier.clock.as_ref()).map(|clock| clock.due_at);
            (was != Some(*due)).then(|| until(NoticeKind::DueCorrected, *due)).flatten()
        }
        // Work inside the administration, and what the applicant does without a new promise.
        Event::HandedOver { .. }
        | Event::HandOverAccepted { .. }
        | Event::HandOverDeclined { .. }
        | Event::TakenBack {}
        | Event::Assigned { .. }
        | Event::Reassigned { .. }
        | Event::ConsultationAsked { .. }
        | Event::BranchStepDone { .. }
        | Event::BranchStepReturned { .. }
        | Event::ConsultationAnswered { .. }
        | Event::SystemAwaited { .. }
        | Event::SystemWaitEnded { .. }
        | Event::AppraisalRecorded { .. }
        | Event::Proposed { .. }
        | Event::Reviewed { .. }
        | Event::Approved { .. }
        | Event::StepReturned { .. }
        | Event::Issued { .. }
        | Event::PaymentRecorded { .. }
        | Event::WithdrawalRequested { .. }
        | Event::VersionChanged { .. }
        | Event::Reorganised(_)
        | Event::CorrectionProposed { .. }
        | Event::CorrectionDecided { .. } => None,
    }
}

/// Whether the applicant can have the result: it is issued, and the paper lies where it is to be fetched.
fn is_ready(dossier: &Dossier) -> bool {
    matches!(dossier.phase, Phase::Finished { .. })
        && (dossier.return_by == ReturnMethod::Online
            || (dossier.transfer.is_none() && arrived(dossier.custody, dossier)))
}

fn arrived(custody: Custody, dossier: &Dossier) -> bool {
    match custody {
        Custody::Unit { unit, .. } => unit == dossier.places.return_at,
        Custody::NoPaper | Custody::Applicant | Custody::Post => true,
    }
}
