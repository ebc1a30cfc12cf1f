//! Each act as a form: which fields an officer is asked for, filled with what is already known or was typed.

use crate::form::Form;
use crate::paths;
use crate::present::{labels, pick, unit, words};
use motcua_app::World;
use motcua_domain::actor::{Duty, Role};
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::{
    DeclineGround, Dossier, Finding, Opinion, Outcome, PaymentMeans, Phase, ReturnMethod, StopGround,
};
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::procedure::{ProcedureVersion, StepKind};
use motcua_views::{ActForm, Choice, Field, FieldError, FieldKind, Lang};

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
    /// Units of the officer who looks.
    pub units: &'a [UnitId],
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
const ONWARD: [Act; 14] = [
    Act::AcceptHandOver,
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
const ASIDE: [Act; 13] = [
    Act::RequestSupplement,
    Act::Consult,
    Act::RequestPayment,
    Act::ReturnStep,
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
        let offered = ONWARD.into_iter().chain(ASIDE).filter(|act| allowed.contains(act));
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
        let index = self.dossier.step.as_ref().map_or(self.version.steps.len(), |step| step.index + 1);
        let id = match self.version.step(index) {
            Some(step) if !matches!(self.dossier.phase, Phase::Finished { .. }) => self.dossier.unit_of(step),
            _ => self.dossier.places.return_at,
        };
        Some(unit(self.world, id))
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
            Act::AnswerConsultation => vec![self.consultation(), self.opinions(), note()],
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
            Act::RequestPayment => vec![self.amount(), note()],
            Act::RecordPayment => vec![self.payment(), self.means(), remark()],
            Act::Extend => vec![
                self.days(pick(lang, "Gia hạn thêm (ngày làm việc)", "Extend by (working days)")),
                note(),
            ],
            Act::Stop => vec![self.grounds_to_stop(), note()],
            Act::Deliver => vec![self.methods("method", self.dossier.return_by), self.recipients(), remark()],
            Act::ProposeCorrection => self.correction(note()),
            Act::DecideCorrection => vec![self.verdicts(), remark()],
        }
    }

    fn papers(&self, label: &str, chosen: impl Fn(&str) -> bool) -> Field {
        let known = |key: &str| self.dossier.papers.iter().any(|paper| paper.key.as_str() == key);
        let mut choices = Vec::with_capacity(self.version.papers.len());
        for paper in &self.version.papers {
            let key = paper.key.as_str();
            let mut choice = Choice::new(key, paper.name.clone());
            choice.chosen = chosen(key) && known(key);
            choices.push(choice);
        }
        Field::new("papers", label, FieldKind::Checkboxes(choices)).optional()
    }

    fn supplemented(&self) -> Field {
        let asked = self.dossier.open_supplement().map_or(&[][..], |open| &open.papers);
        let mut choices = Vec::new();
        for key in asked {
            let name = self.version.paper(key).map_or_else(|| key.to_string(), |paper| paper.name.clone());
            choices.push(Choice { chosen: true, ..Choice::new(key.as_str(), name) });
        }
        Field::new(
            "papers",
            pick(self.lang, "Giấy tờ đã bổ sung", "Papers handed in"),
            FieldKind::Checkboxes(choices),
        )
    }

    fn paper_handed(&self) -> Field {
        let lang = self.lang;
        let choices = vec![
            Choice::new("no", pick(lang, "Chỉ bản điện tử", "Electronic only")).chosen_if("no"),
            Choice::new("yes", pick(lang, "Đã nhận bản giấy", "Paper was handed in")),
        ];
        Field::new("paper", pick(lang, "Bản giấy", "Paper"), FieldKind::Radios(choices))
    }

    fn officer(&self) -> Field {
        let mut choices = vec![Choice::new("", pick(self.lang, "Chọn cán bộ", "Choose an officer"))];
        let needed = self.role_needed();
        for (id, name, duty) in self.staff {
            if needed == Some(duty.role)
                && duty.covers(&self.version.field)
                && Some(*id) != self.dossier.holder.officer
            {
                let role = duty.role.label(words(self.lang));
                choices.push(Choice::new(id.to_string(), format!("{name}, {role}")));
            }
        }
        Field::new("officer", pick(self.lang, "Cán bộ xử lý", "Officer"), FieldKind::Select(choices))
    }

    /// The role of the work that is assigned: of the present step, or of the next one when the present one assigns it.
    fn role_needed(&self) -> Option<Role> {
        let index = self.dossier.step.as_ref()?.index;
        let step = self.version.step(index)?;
        let step = if step.kind == StepKind::Assign { self.version.step(index + 1)? } else { step };
        Some(step.role)
    }

    fn agency(&self) -> Field {
        let mut choices = vec![Choice::new("", pick(self.lang, "Chọn cơ quan", "Choose an agency"))];
        let agencies = self
            .world
            .units
            .iter()
            .filter(|unit| !unit.kind.is_counter() && unit.id != self.dossier.holder.unit);
        choices.extend(agencies.map(|unit| Choice::new(unit.id.to_string(), unit.name.clone())));
        Field::new("agency", pick(self.lang, "Cơ quan được hỏi", "Agency asked"), FieldKind::Select(choices))
    }

    fn days(&self, label: &str) -> Field {
        Field::new("days", label, FieldKind::Digits)
    }

    fn consultation(&self) -> Field {
        let open = self.dossier.open_consultations().find(|open| self.units.contains(&open.agency));
        Field::hidden("no", open.map_or_else(String::new, |open| open.no.to_string()))
    }

    fn payment(&self) -> Field {
        Field::hidden("no", self.dossier.open_payment().map_or_else(String::new, |open| open.no.to_string()))
    }

    fn amount(&self) -> Field {
        let fee = self.version.fee_counter.map_or_else(String::new, |fee| fee.to_string());
        Field::new("amount", pick(self.lang, "Số tiền (đồng)", "Amount (đồng)"), FieldKind::Money).value(fee)
    }

    fn issue(&self) -> Vec<Field> {
        let lang = self.lang;
        let copy = vec![
            Choice::new("yes", pick(lang, "Có bản điện tử kết quả", "With an electronic copy of the result"))
                .chosen_if("yes"),
        ];
        vec![
            Field::new(
                "number",
                pick(lang, "Số, ký hiệu văn bản kết quả", "Number of the result"),
                FieldKind::Text,
            ),
            Field::new(
                "electronic",
                pick(lang, "Bản điện tử", "Electronic copy"),
                FieldKind::Checkboxes(copy),
            )
            .optional(),
        ]
    }

    fn radios<T: Copy + serde::Serialize>(
        &self,
        name: &str,
        label: &str,
        all: &[T],
        chosen: Option<T>,
        text: impl Fn(T) -> &'static str,
    ) -> Field {
        let chosen = chosen.map(key_of).unwrap_or_default();
        let choices =
            all.iter().map(|value| Choice::new(key_of(*value), text(*value)).chosen_if(&chosen)).collect();
        Field::new(name, label, FieldKind::Radios(choices))
    }

    fn outcomes(&self) -> Field {
        let (lang, proposed) = (self.lang, self.dossier.proposal.map(|proposal| proposal.outcome));
        self.radios(
            "outcome",
            pick(lang, "Kết quả", "Outcome"),
            &[Outcome::Grant, Outcome::Refuse],
            proposed,
            |value| labels::outcome(lang, value),
        )
    }

    fn findings(&self) -> Field {
        let lang = self.lang;
        let all = [Finding::Meets, Finding::DoesNotMeet, Finding::NeedsChecks];
        self.radios(
            "finding",
            pick(lang, "Kết quả thẩm định", "Finding"),
            &all,
            self.dossier.finding,
            |value| labels::finding(lang, value),
        )
    }

    fn opinions(&self) -> Field {
        let lang = self.lang;
        let all = [Opinion::Agree, Opinion::Disagree, Opinion::Conditional];
        self.radios("opinion", pick(lang, "Ý kiến", "Opinion"), &all, None, |value| {
            labels::opinion(lang, value)
        })
    }

    fn means(&self) -> Field {
        let lang = self.lang;
        let all = [PaymentMeans::Cash, PaymentMeans::Transfer, PaymentMeans::NationalPortal];
        self.radios("means", pick(lang, "Hình thức nộp", "Paid by"), &all, None, |value| {
            labels::means(lang, value)
        })
    }

    fn grounds_to_decline(&self) -> Field {
        let lang = self.lang;
        let all = [
            DeclineGround::NotEligible,
            DeclineGround::NotCompetent,
            DeclineGround::NotSupplemented,
            DeclineGround::Duplicate,
            DeclineGround::FalsePapers,
        ];
        self.radios("ground", pick(lang, "Căn cứ từ chối", "Ground"), &all, None, |value| {
            labels::decline_ground(lang, value)
        })
    }

    fn grounds_to_stop(&self) -> Field {
        let lang = self.lang;
        let withdrawn =
            matches!(self.dossier.phase, Phase::WithdrawalRequested { .. }).then_some(StopGround::Withdrawn);
        let all =
            [StopGround::Withdrawn, StopGround::NotSupplemented, StopGround::NotPaid, StopGround::Ordered];
        self.radios("ground", pick(lang, "Căn cứ dừng", "Ground"), &all, withdrawn, |value| {
            labels::stop_ground(lang, value)
        })
    }

    fn methods(&self, name: &str, chosen: ReturnMethod) -> Field {
        let lang = self.lang;
        let all = [ReturnMethod::Counter, ReturnMethod::Online, ReturnMethod::Post];
        self.radios(
            name,
            pick(lang, "Cách trả kết quả", "Way of return"),
            &all,
            Some(chosen),
            |value| labels::return_method(lang, value),
        )
    }

    fn recipients(&self) -> Field {
        let lang = self.lang;
        let choices = vec![
            Choice::new("owner", pick(lang, "Chủ hồ sơ", "The owner")).chosen_if("owner"),
            Choice::new("representative", pick(lang, "Người được ủy quyền", "A representative")),
        ];
        Field::new("recipient", pick(lang, "Người nhận", "Taken by"), FieldKind::Radios(choices))
    }

    fn verdicts(&self) -> Field {
        let lang = self.lang;
        let what = self
            .dossier
            .correction
            .as_ref()
            .map(|pending| crate::present::timeline::correction(lang, self.world, &pending.change));
        let choices = vec![
            Choice::new("approve", pick(lang, "Duyệt", "Approve")),
            Choice::new("reject", pick(lang, "Không duyệt", "Reject")),
        ];
        let field = Field::new("verdict", pick(lang, "Quyết định", "Decision"), FieldKind::Radios(choices));
        what.into_iter().fold(field, Field::hint)
    }

    fn correction(&self, note: Field) -> Vec<Field> {
        let lang = self.lang;
        let what = vec![
            Choice::new("received_at", pick(lang, "Thời điểm tiếp nhận", "Moment of receipt")),
            Choice::new("owner", pick(lang, "Chủ hồ sơ", "Owner")),
            Choice::new("result_number", pick(lang, "Số văn bản kết quả", "Number of the result")),
            Choice::new("return", pick(lang, "Nơi trả, cách trả", "Place and way of return")),
        ];
        let counters = self.world.units.iter().filter(|unit| unit.kind.is_counter());
        let here = self.dossier.places.return_at.to_string();
        let counters = counters
            .map(|unit| Choice::new(unit.id.to_string(), unit.name.clone()).chosen_if(&here))
            .collect();
        vec![
            Field::new(
                "what",
                pick(lang, "Nội dung cần đính chính", "What is wrong"),
                FieldKind::Radios(what),
            ),
            Field::new(
                "received_at",
                pick(lang, "Thời điểm tiếp nhận đúng", "Right moment of receipt"),
                FieldKind::DateTime,
            )
            .optional(),
            Field::new(
                "owner",
                pick(lang, "Số định danh của chủ hồ sơ đúng", "Identity number of the right owner"),
                FieldKind::Digits,
            )
            .optional(),
            Field::new(
                "number",
                pick(lang, "Số văn bản đúng", "Right number of the result"),
                FieldKind::Text,
            )
            .optional(),
            Field::new("return_at", pick(lang, "Trả tại", "Return at"), FieldKind::Select(counters))
                .optional(),
            Field { optional: true, ..self.methods("return_by", self.dossier.return_by) },
            note,
        ]
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
