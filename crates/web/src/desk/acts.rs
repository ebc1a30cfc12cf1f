//! An act sent as a form: fields into a command, the command into the use case, back to the dossier's page.

use super::dossier::{self, Failed};
use super::{command_id, visible};
use crate::form::{Form, moment, money};
use crate::paths;
use crate::present::pick;
use crate::problem::{Problem, Result};
use crate::session::Posted;
use crate::state::Web;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::{ActRequest, Error};
use motcua_calendar::Term;
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::command::{
    Command, CorrectionVerdict, ElectronicCopy, PaperHanded, Receive, Recipient,
};
use motcua_domain::dossier::{Correction, PaperGiven};
use motcua_domain::ids::{OfficerId, PaperKey, PersonId, UnitId};
use motcua_domain::procedure::{PaperForm, ProcedureVersion};
use motcua_domain::refusal::Refusal;
use motcua_views::Lang;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// `POST /desk/dossiers/{reference}/acts/{act}`
pub async fn submit(
    State(web): State<Arc<Web>>,
    Path((reference, act)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let Posted { officer, form } = posted;
    let act = Act::from_key(&act.replace('-', "_")).ok_or_else(Problem::no_page)?;
    let command_id = command_id(form.get("command_id"))?;
    let expected_revision =
        form.get("expected_revision").parse().map_err(|_| Problem::malformed("expected_revision"))?;
    let (actor, wanted) = (Arc::clone(&officer.who.actor), reference.clone());
    let owner = form.get("owner").to_owned();
    let (state, version, person) = web
        .app
        .read(move |tx, world| {
            let dossier = visible(tx, world, &actor, &wanted)?;
            let version = world.version(dossier.version).cloned();
            let version =
                version.ok_or_else(|| Error::Defect(format!("version {} is missing", dossier.version)))?;
            let person =
                if owner.is_empty() { None } else { motcua_store::people::by_personal_id(tx, &owner)? };
            Ok((dossier, version, person.map(|person| person.id)))
        })
        .await?;
    let lang = officer.lang();
    let reading = Reading { lang, form: &form, version: &version, here: officer.who.unit, person };
    let command = match reading.command(act) {
        Ok(command) => command,
        Err(errors) => {
            return dossier::refused(&web, officer, &reference, Failed::fields(act, form, errors)).await;
        }
    };
    let request = ActRequest { dossier: state.id.into(), expected_revision, command_id, command };
    match web.app.act(Arc::clone(&officer.who.actor), request).await {
        Ok(acted) => {
            web.counts.forget(officer.who.unit);
            let reference = acted.code.map_or(reference, |code| code.to_string());
            Ok(Redirect::to(&format!("{}?done={}", paths::dossier(&reference), act.key())).into_response())
        }
        Err(error @ (Error::Refused(_) | Error::Stale { .. } | Error::Invalid(_) | Error::CommandReused)) => {
            let failed = Failed::error(lang, act, form, error);
            dossier::refused(&web, officer, &reference, failed).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A field and what is wrong with it.
pub type Mistake = (String, String);

/// A form being read as a command.
struct Reading<'a> {
    lang: Lang,
    form: &'a Form,
    version: &'a ProcedureVersion,
    here: UnitId,
    person: Option<PersonId>,
}

impl Reading<'_> {
    fn command(&self, act: Act) -> Result<Command, Vec<Mistake>> {
        let note = || self.form.get("note").to_owned();
        let remark = || self.form.given("note").map(str::to_owned);
        Ok(match act {
            // A dossier that exists is neither submitted nor taken in again.
            Act::Submit | Act::Intake => {
                return Err(vec![self.mistake(
                    "",
                    "Hồ sơ này đã được nộp.",
                    "This dossier was filed already.",
                )]);
            }
            // A file is sent on a page of its own.
            Act::AttachResult => {
                return Err(vec![self.mistake(
                    "",
                    "Chọn tệp kết quả ở trang Tệp kết quả.",
                    "Choose the file on the page of the result.",
                )]);
            }
            Act::Receive => {
                let paper = if self.form.get("paper") == "yes" { PaperHanded::Yes } else { PaperHanded::No };
                Command::Receive(Receive { at: self.here, paper, papers: self.papers() })
            }
            Act::RequestSupplement => {
                let papers =
                    self.form.all("papers").filter(|key| !key.is_empty()).map(PaperKey::from).collect();
                Command::RequestSupplement { papers, note: note() }
            }
            Act::Supplement => Command::Supplement { papers: self.papers(), note: remark() },
            Act::Decline => Command::Decline { ground: self.choice("ground")?, note: note() },
            Act::HandOver => Command::HandOver { to: None, officer: None, note: remark() },
            Act::AcceptHandOver => Command::AcceptHandOver {},
            Act::DeclineHandOver => Command::DeclineHandOver { note: note() },
            Act::TakeBack => Command::TakeBack { note: remark() },
            Act::Assign => Command::Assign { officer: OfficerId(self.number("officer")?), note: remark() },
            Act::Reassign => Command::Reassign { officer: OfficerId(self.number("officer")?), note: note() },
            Act::Consult => Command::Consult {
                agency: UnitId(self.number("agency")?),
                within: self.days()?,
                note: note(),
            },
            Act::CompleteBranchStep => Command::CompleteBranchStep { no: self.number("no")?, note: remark() },
            Act::ReturnBranchStep => Command::ReturnBranchStep { no: self.number("no")?, note: note() },
            Act::AnswerConsultation => Command::AnswerConsultation {
                no: self.number("no")?,
                opinion: self.choice("opinion")?,
                note: note(),
            },
            Act::AwaitSystem => {
                Command::AwaitSystem { system: self.form.get("system").into(), note: remark() }
            }
            Act::EndSystemWait => {
                Command::EndSystemWait { no: self.number("no")?, how: self.choice("how")?, note: remark() }
            }
            Act::RecordAppraisal => {
                Command::RecordAppraisal { finding: self.choice("finding")?, note: note() }
            }
            Act::Propose => Command::Propose { outcome: self.choice("outcome")?, note: remark() },
            Act::Review => Command::Review { note: remark() },
            Act::Approve => Command::Approve { outcome: self.choice("outcome")?, note: remark() },
            Act::ReturnStep => Command::ReturnStep { note: note() },
            Act::Issue => {
                let copy = if self.form.get("electronic") == "yes" {
                    ElectronicCopy::Issued
                } else {
                    ElectronicCopy::NotIssued
                };
                Command::Issue { number: self.form.get("number").to_owned(), electronic: copy }
            }
            Act::RequestPayment => Command::RequestPayment { amount: self.amount()?, note: note() },
            Act::RecordPayment => Command::RecordPayment {
                no: self.number("no")?,
                means: self.choice("means")?,
                note: remark(),
            },
            Act::Extend => Command::Extend { by: self.days()?, note: note() },
            Act::RequestWithdrawal => Command::RequestWithdrawal { note: remark() },
            Act::RefuseWithdrawal => Command::RefuseWithdrawal { note: note() },
            Act::Stop => Command::Stop { ground: self.choice("ground")?, note: note() },
            Act::Deliver => Command::Deliver {
                method: self.choice("method")?,
                recipient: self.choice::<Recipient>("recipient")?,
                note: remark(),
            },
            Act::ProposeCorrection => Command::ProposeCorrection { change: self.correction()?, note: note() },
            Act::DecideCorrection => Command::DecideCorrection {
                verdict: self.choice::<CorrectionVerdict>("verdict")?,
                note: remark(),
            },
        })
    }

    fn mistake(&self, field: &str, vi: &str, en: &str) -> Mistake {
        (field.to_owned(), pick(self.lang, vi, en).to_owned())
    }

    fn papers(&self) -> Vec<PaperGiven> {
        let keys = self.form.all("papers").filter(|key| !key.is_empty());
        keys.map(|key| {
            let key = PaperKey::from(key);
            let form = self.version.paper(&key).map_or(PaperForm::Unspecified, |paper| paper.form);
            PaperGiven::on_paper(key, form, 1)
        })
        .collect()
    }

    /// A value of a closed list by its key.
    fn choice<T: DeserializeOwned>(&self, field: &str) -> Result<T, Vec<Mistake>> {
        let key = serde_json::Value::String(self.form.get(field).to_owned());
        serde_json::from_value(key).map_err(|_| vec![self.mistake(field, "Chọn một mục", "Choose one")])
    }

    fn number(&self, field: &str) -> Result<u32, Vec<Mistake>> {
        self.form.get(field).parse().map_err(|_| vec![self.mistake(field, "Chọn một mục", "Choose one")])
    }

    fn days(&self) -> Result<Term, Vec<Mistake>> {
        let days = self.form.get("days").parse::<u32>().ok().filter(|days| (1..=365).contains(days));
        days.map(Term::WorkingDays).ok_or_else(|| {
            vec![self.mistake(
                "days",
                "Nhập số ngày làm việc, từ 1 đến 365",
                "Enter a number of working days, 1 to 365",
            )]
        })
    }

    fn amount(&self) -> Result<u64, Vec<Mistake>> {
        money(self.form.get("amount")).ok_or_else(|| {
            vec![self.mistake(
                "amount",
                "Nhập số tiền bằng đồng, ví dụ 75.000",
                "Enter an amount in đồng, such as 75.000",
            )]
        })
    }

    fn correction(&self) -> Result<Correction, Vec<Mistake>> {
        match self.form.get("what") {
            "received_at" => {
                let to = moment(self.form.get("received_at"));
                let wrong = || {
                    vec![self.mistake(
                        "received_at",
                        "Nhập ngày và giờ, ví dụ 24/7/2025 16:30",
                        "Enter day and time, such as 24/7/2025 16:30",
                    )]
                };
                Ok(Correction::ReceivedAt { to: to.ok_or_else(wrong)? })
            }
            "owner" => {
                let wrong = || {
                    vec![self.mistake(
                        "owner",
                        "Chưa có người nào với số định danh này trong hệ thống",
                        "Nobody with this identity number is known here",
                    )]
                };
                Ok(Correction::Owner { to: self.person.ok_or_else(wrong)? })
            }
            "result_number" => Ok(Correction::ResultNumber { to: self.form.get("number").to_owned() }),
            "return" => Ok(Correction::Return {
                at: UnitId(self.number("return_at")?),
                by: self.choice("return_by")?,
            }),
            _ => Err(vec![self.mistake("what", "Chọn nội dung cần đính chính", "Choose what is wrong")]),
        }
    }
}

/// The field a refusal speaks of, when it speaks of one.
#[must_use]
pub fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::ReasonRequired { .. }
        | Refusal::NoteTooLong { .. }
        | Refusal::DifferingNeedsReason { .. } => "note",
        Refusal::PapersMissing { .. }
        | Refusal::PaperUnknown { .. }
        | Refusal::PaperTwice { .. }
        | Refusal::SupplementNothingAsked
        | Refusal::SupplementEmpty => "papers",
        Refusal::CaseRequired | Refusal::CaseUnknown { .. } => "case",
        Refusal::ResultNumberRequired | Refusal::ResultNumberTooLong { .. } => "number",
        Refusal::AmountZero => "amount",
        Refusal::TermEmpty => "days",
        Refusal::NotStaff { .. } | Refusal::SameAssignee { .. } | Refusal::UnknownOfficer { .. } => "officer",
        Refusal::ConsultationSelf { .. } | Refusal::UnknownUnit { .. } | Refusal::UnitEnded { .. } => {
            "agency"
        }
        Refusal::GroundDoesNotFit { .. } => "ground",
        Refusal::ReturnMethodMismatch => "method",
        _ => "",
    }
}
