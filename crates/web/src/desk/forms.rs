//! Each act as a form: which fields an officer is asked for, filled with what is already known or was typed.

mod fields;

use crate::form::Form;
use crate::paths;
use crate::present::{pick, unit_in, words};
use motcua_app::World;
use motcua_calendar::Date;
use motcua_domain::actor::{Actor, Duty};
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::{Dossier, Phase};
use motcua_domain::ids::OfficerId;
use motcua_domain::procedure::{ProcedureVersion, flow};
use motcua_insight::guard::Draft;
use motcua_views::{ActForm, Field, FieldError, FieldKind, Lang};

/// What the forms of one page are made from.
pub struct Setting<'a> {
    /// The language.
    pub lang: Lang,
    /// The city.
    pub world: &'a World,
    /// The dossier.
    pub dossier: &'a Dossier,
    /// Its procedure version.
    pub version: &'a ProcedureVersion,
    /// Officers of the unit responsible.
    pub staff: &'a [(OfficerId, String, Duty)],
    /// Who looks.
    pub actor: &'a Actor,
    /// The day.
    pub today: Date,
    /// The draft of an apology, when one waits.
    pub draft: Option<Draft>,
    /// The dossier's name in addresses.
    pub reference: &'a str,
}

/// An act that was refused: what was typed and what to mend.
pub struct Refused<'a> {
    /// Which act.
    pub act: Act,
    /// What was typed.
    pub typed: &'a Form,
    /// Field (or empty) and words.
    pub errors: &'a [(String, String)],
}

/// The acts that carry a dossier on, in the order they are offered: the first that is allowed is the expected next one.
const ONWARD: [Act; 15] = [
    Act::AcceptHandOver,
    Act::CompleteBranchStep,
    Act::AnswerConsultation,
    Act::DecideCorrection,
    Act::Receive,
    Act::Supplement,
    Act::RecordPayment,
    Act::Review,
    Act::Approve,
    Act::Issue,
    Act::Deliver,
    Act::Assign,
    Act::RecordAppraisal,
    Act::Propose,
    Act::HandOver,
];

/// What may also be done, offered closed: none of it is the expected next act.
const ASIDE: [Act; 16] = [
    Act::RequestSupplement,
    Act::Consult,
    Act::EndSystemWait,
    Act::AwaitSystem,
    Act::RequestPayment,
    Act::ReturnStep,
    Act::ReturnBranchStep,
    Act::Reassign,
    Act::TakeBack,
    Act::Extend,
    Act::RequestWithdrawal,
    Act::RefuseWithdrawal,
    Act::ProposeCorrection,
    Act::DeclineHandOver,
    Act::Decline,
    Act::Stop,
];

impl Setting<'_> {
    /// The forms of the allowed acts, the expected one first.
    ///
    /// `fresh` gives each offer its own command id.
    #[must_use]
    pub fn forms(
        &self,
        allowed: &[Act],
        refused: Option<&Refused<'_>>,
        mut fresh: impl FnMut() -> String,
    ) -> Vec<ActForm> {
        // A city that names no system has nothing to choose from.
        let possible = |act: &Act| *act != Act::AwaitSystem || !self.systems().is_empty();
        let offered = ONWARD.into_iter().chain(ASIDE).filter(|act| allowed.contains(act)).filter(possible);
        let mut forms: Vec<ActForm> =
            offered.map(|act| self.form(act, refused.filter(|r| r.act == act), fresh())).collect();
        let next = ONWARD.into_iter().find(|act| allowed.contains(act));
        if let (Some(first), Some(_)) = (forms.first_mut(), next) {
            first.primary = true;
        }
        forms
    }

    fn form(&self, act: Act, refused: Option<&Refused<'_>>, command_id: String) -> ActForm {
        let label = act.label(words(self.lang));
        let mut fields = self.fields(act);
        if let Some(refused) = refused {
            for field in &mut fields {
                keep(field, refused);
            }
        }
        ActForm {
            act: act.key().to_owned(),
            action: paths::act(self.reference, act.key()),
            title: label.to_owned(),
            intro: self.intro(act),
            submit: label.to_owned(),
            fields,
            danger: matches!(act, Act::Decline | Act::Stop),
            primary: refused.is_some(),
            command_id,
            expected_revision: u64::from(self.dossier.revision),
        }
    }

    /// A sentence where the effect of an act is not plain.
    fn intro(&self, act: Act) -> Option<String> {
        let lang = self.lang;
        let text = match act {
            Act::RequestSupplement if self.dossier.clock.is_some() => pick(
                lang,
                "Thời hạn tạm dừng cho đến khi người nộp bổ sung. Yêu cầu một lần, đầy đủ.",
                "The clock is paused until the papers come. Ask once, for everything.",
            ),
            Act::HandOver => {
                let to = self.next_unit()?;
                let vi = "Bên giao vẫn chịu trách nhiệm cho đến khi bên nhận đồng ý. Bên nhận:";
                return Some(format!(
                    "{} {to}",
                    pick(lang, vi, "The giver stays responsible until it is accepted. Receiver:")
                ));
            }
            Act::AwaitSystem => pick(
                lang,
                "Thời hạn của hồ sơ và của bước vẫn chạy. Khoảng chờ được tính riêng, không tính cho đơn vị; người nộp cũng thấy. Hết chờ khi có trả lời hoặc khi bước này xong.",
                "The clocks of the dossier and of the step run on. The wait is reckoned apart, not as this unit's time; the applicant sees it too. It ends with the answer, or with this step.",
            ),
            Act::Extend => pick(
                lang,
                "Chỉ được gia hạn một lần, kèm văn bản xin lỗi (Mẫu 04).",
                "One extension only, with a letter of apology (Form 04).",
            ),
            Act::ProposeCorrection => pick(
                lang,
                "Đính chính có hiệu lực sau khi một lãnh đạo khác duyệt.",
                "A correction takes effect after another officer, a head, approves it.",
            ),
            Act::CompleteBranchStep => {
                let vi = "Cơ quan hỏi vẫn giữ hồ sơ. Bước kế tiếp của nhánh:";
                let next = self.next_in_branch()?;
                return Some(format!(
                    "{} {next}.",
                    pick(lang, vi, "The dossier stays with the agency that asked. Next step of the branch:")
                ));
            }
            Act::Stop => pick(
                lang,
                "Hồ sơ kết thúc, không thể mở lại.",
                "The dossier ends and cannot be opened again.",
            ),
            _ => return None,
        };
        Some(text.to_owned())
    }

    fn next_unit(&self) -> Option<String> {
        let from = self.dossier.step.as_ref().map(|step| step.index);
        let next = from.and_then(|at| flow::following(&self.version.steps, at, &self.dossier.situation()));
        let id = match next.and_then(|index| self.version.step(index)) {
            Some(step) if !matches!(self.dossier.phase, Phase::Finished { .. }) => {
                self.world.units.latest(self.dossier.unit_of(step))
            }
            _ => self.dossier.places.return_at,
        };
        Some(unit_in(self.lang, self.world, id))
    }

    fn fields(&self, act: Act) -> Vec<Field> {
        let lang = self.lang;
        let note =
            || Field::new("note", pick(lang, "Lý do, nội dung", "Reason, content"), FieldKind::TextArea(3));
        let remark =
            || Field::new("note", pick(lang, "Ghi chú", "Remark"), FieldKind::TextArea(2)).optional();
        match act {
            Act::Submit | Act::Intake | Act::AcceptHandOver => Vec::new(),
            Act::Receive => vec![
                self.paper_handed(),
                self.papers(pick(lang, "Giấy tờ đã kiểm tra", "Papers checked"), |_| true),
            ],
            Act::RequestSupplement => {
                let asked = self.papers(pick(lang, "Giấy tờ cần bổ sung", "Papers to ask for"), |_| false);
                vec![asked, note()]
            }
            Act::Supplement => vec![self.supplemented(), remark()],
            Act::Decline => vec![self.grounds_to_decline(), note()],
            Act::HandOver | Act::TakeBack | Act::Review | Act::RequestWithdrawal => vec![remark()],
            Act::DeclineHandOver | Act::ReturnStep | Act::RefuseWithdrawal => vec![note()],
            Act::Assign => vec![self.officer(), remark()],
            Act::Reassign => vec![self.officer(), note()],
            Act::Consult => vec![
                self.agency(),
                self.days(pick(lang, "Trả lời trong (ngày làm việc)", "Answer within (working days)")),
                note(),
            ],
            Act::CompleteBranchStep => vec![self.consultation(act), remark()],
            Act::ReturnBranchStep => vec![self.consultation(act), note()],
            Act::AnswerConsultation => vec![self.consultation(act), self.opinions(), note()],
            Act::AwaitSystem => vec![self.system(), remark()],
            Act::EndSystemWait => vec![self.system_wait(), self.system_wait_end(), remark()],
            Act::RecordAppraisal => vec![self.findings(), note()],
            Act::Propose => vec![self.outcomes(), remark()],
            Act::Approve => vec![
                self.outcomes(),
                remark().hint(pick(
                    lang,
                    "Bắt buộc khi quyết định khác đề xuất",
                    "Needed when you decide otherwise than proposed",
                )),
            ],
            Act::Issue => self.issue(),
            Act::AttachResult => Vec::new(),
            Act::RequestPayment => vec![self.amount(), note()],
            Act::RecordPayment => vec![self.payment(), self.means(), remark()],
            Act::Extend => vec![self.extension(), note()],
            Act::Stop => vec![self.grounds_to_stop(), note()],
            Act::Deliver => vec![self.methods("method", self.dossier.return_by), self.recipients(), remark()],
            Act::ProposeCorrection => self.correction(note()),
            Act::DecideCorrection => vec![self.verdicts(), remark()],
        }
    }
}

/// The stable key of a value of a closed list: the same as in JSON.
#[must_use]
pub fn key_of<T: serde::Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(key)) => key,
        _ => String::new(),
    }
}

/// Keeps what was typed, and says what is wrong with it.
fn keep(field: &mut Field, refused: &Refused<'_>) {
    let typed = refused.typed.get(&field.name).to_owned();
    match &mut field.kind {
        FieldKind::Checkboxes(choices) => {
            let name = field.name.clone();
            for choice in choices {
                choice.chosen = refused.typed.all(&name).any(|value| value == choice.value);
            }
        }
        FieldKind::Radios(choices) | FieldKind::Select(choices) => {
            for choice in choices {
                choice.chosen = choice.value == typed;
            }
        }
        FieldKind::Hidden => return,
        _ => {}
    }
    field.value = typed;
    field.error = refused.errors.iter().find(|(name, _)| *name == field.name).map(|(_, text)| text.clone());
}

/// The lines of the error summary for a refused act.
#[must_use]
pub fn summary(act: Act, errors: &[(String, String)], offered: &[ActForm]) -> Vec<FieldError> {
    let form = offered.iter().find(|form| form.act == act.key());
    let target = |field: &str| match form {
        Some(form) if form.fields.iter().any(|known| known.name == field) => form.field_id(field),
        _ => String::new(),
    };
    errors.iter().map(|(field, text)| FieldError::new(target(field), text.clone())).collect()
}
