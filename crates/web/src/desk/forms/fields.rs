//! The fields of acts: what may be chosen, and what is chosen to begin with.

use super::{Setting, key_of};
use crate::present::{labels, pick, unit_in, when, words};
use motcua_domain::actor::Role;
use motcua_domain::dossier::acts::{Act, within_reach};
use motcua_domain::dossier::{
    DeclineGround, Finding, Opinion, Outcome, PaymentMeans, Phase, ReturnMethod, StopGround, SystemWaitEnd,
};
use motcua_domain::outside::OutsideSystem;
use motcua_domain::procedure::{Channel, StepKind};
use motcua_views::message::fill;
use motcua_views::{Choice, Field, FieldKind, Key, t};

impl Setting<'_> {
    pub(super) fn papers(&self, label: &str, chosen: impl Fn(&str) -> bool) -> Field {
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

    pub(super) fn supplemented(&self) -> Field {
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

    pub(super) fn paper_handed(&self) -> Field {
        let lang = self.lang;
        let choices = vec![
            Choice::new("no", pick(lang, "Chỉ bản điện tử", "Electronic only")).chosen_if("no"),
            Choice::new("yes", pick(lang, "Đã nhận bản giấy", "Paper was handed in")),
        ];
        Field::new("paper", pick(lang, "Bản giấy", "Paper"), FieldKind::Radios(choices))
    }

    pub(super) fn officer(&self) -> Field {
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

    pub(super) fn agency(&self) -> Field {
        let mut choices = vec![Choice::new("", pick(self.lang, "Chọn cơ quan", "Choose an agency"))];
        let agencies = self
            .world
            .units
            .lasting()
            .filter(|unit| !unit.kind.is_counter() && unit.id != self.dossier.holder.unit);
        choices.extend(
            agencies.map(|unit| Choice::new(unit.id.to_string(), unit_in(self.lang, self.world, unit.id))),
        );
        Field::new("agency", pick(self.lang, "Cơ quan được hỏi", "Agency asked"), FieldKind::Select(choices))
    }

    /// Systems that may be waited for today and are not yet, those that the field needs first.
    pub(super) fn systems(&self) -> Vec<&OutsideSystem> {
        let waited =
            |one: &OutsideSystem| self.dossier.open_system_waits().any(|wait| wait.system == one.key);
        let all = self.world.systems.iter().filter(|one| one.is_in_use(self.today) && !waited(one));
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|one| !one.fields.contains(&self.version.field));
        all
    }

    pub(super) fn system(&self) -> Field {
        let mut choices = vec![Choice::new("", pick(self.lang, "Chọn hệ thống", "Choose a system"))];
        choices.extend(self.systems().into_iter().map(|one| {
            let owner = pick(self.lang, &one.owner, &one.owner_en);
            Choice::new(one.key.as_str(), format!("{} ({owner})", pick(self.lang, &one.name, &one.name_en)))
        }));
        Field::new(
            "system",
            pick(self.lang, "Hệ thống phải chờ", "System waited for"),
            FieldKind::Select(choices),
        )
    }

    /// Which wait ends; not asked when there is only one.
    pub(super) fn system_wait(&self) -> Field {
        let open: Vec<_> = self.dossier.open_system_waits().collect();
        if let [only] = open.as_slice() {
            return Field::hidden("no", only.no.to_string());
        }
        let choices = open.into_iter().map(|wait| {
            let name = labels::system(self.lang, self.world, &wait.system);
            Choice::new(wait.no.to_string(), format!("{name} ({})", when(self.lang, wait.asked_at)))
        });
        let label = pick(self.lang, "Hệ thống", "System");
        Field::new("no", label, FieldKind::Select(choices.collect()))
    }

    pub(super) fn system_wait_end(&self) -> Field {
        let (lang, all) = (self.lang, SystemWaitEnd::TOLD_BY_OFFICERS);
        self.radios("how", pick(lang, "Vì sao hết chờ", "Why it ends"), &all, Some(all[0]), |value| {
            labels::system_wait_end(lang, value)
        })
    }

    pub(super) fn days(&self, label: &str) -> Field {
        Field::new("days", label, FieldKind::Digits)
    }

    /// By how much to extend: what the draft of the apology proposes, when there is one.
    pub(super) fn extension(&self) -> Field {
        let field = self.days(pick(self.lang, "Gia hạn thêm (ngày làm việc)", "Extend by (working days)"));
        match self.draft {
            None => field,
            Some(draft) => {
                let promise = crate::present::when(self.lang, draft.due_at);
                field.value(draft.days.to_string()).hint(fill(t(self.lang, Key::DraftHint), &[&promise]))
            }
        }
    }

    pub(super) fn consultation(&self, act: Act) -> Field {
        let open = within_reach(self.dossier, self.actor, act, self.version).next();
        Field::hidden("no", open.map_or_else(String::new, |open| open.no.to_string()))
    }

    /// The step a branch goes on to, with who does it.
    pub(super) fn next_in_branch(&self) -> Option<String> {
        let open = within_reach(self.dossier, self.actor, Act::CompleteBranchStep, self.version).next()?;
        let run = open.branch.as_ref()?;
        let next = run.steps(self.version).get(run.at + 1)?;
        let role = next.role.label(words(self.lang));
        Some(format!("“{}” ({role})", crate::desk::branches::name(self.lang, next)))
    }

    pub(super) fn payment(&self) -> Field {
        Field::hidden("no", self.dossier.open_payment().map_or_else(String::new, |open| open.no.to_string()))
    }

    pub(super) fn amount(&self) -> Field {
        // A free procedure that asks for money all the same is asked how much.
        let fee = self.version.fee(Channel::Counter).filter(|fee| *fee > 0);
        let fee = fee.map_or_else(String::new, |fee| fee.to_string());
        Field::new("amount", pick(self.lang, "Số tiền (đồng)", "Amount (đồng)"), FieldKind::Money).value(fee)
    }

    pub(super) fn issue(&self) -> Vec<Field> {
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

    pub(super) fn outcomes(&self) -> Field {
        let (lang, proposed) = (self.lang, self.dossier.proposal.map(|proposal| proposal.outcome));
        self.radios(
            "outcome",
            pick(lang, "Kết quả", "Outcome"),
            &[Outcome::Grant, Outcome::Refuse],
            proposed,
            |value| labels::outcome(lang, value),
        )
    }

    pub(super) fn findings(&self) -> Field {
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

    pub(super) fn opinions(&self) -> Field {
        let lang = self.lang;
        let all = [Opinion::Agree, Opinion::Disagree, Opinion::Conditional];
        self.radios("opinion", pick(lang, "Ý kiến", "Opinion"), &all, None, |value| {
            labels::opinion(lang, value)
        })
    }

    pub(super) fn means(&self) -> Field {
        let lang = self.lang;
        let all = [PaymentMeans::Cash, PaymentMeans::Transfer, PaymentMeans::NationalPortal];
        self.radios("means", pick(lang, "Hình thức nộp", "Paid by"), &all, None, |value| {
            labels::means(lang, value)
        })
    }

    pub(super) fn grounds_to_decline(&self) -> Field {
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

    pub(super) fn grounds_to_stop(&self) -> Field {
        let lang = self.lang;
        let withdrawn =
            matches!(self.dossier.phase, Phase::WithdrawalRequested { .. }).then_some(StopGround::Withdrawn);
        let all =
            [StopGround::Withdrawn, StopGround::NotSupplemented, StopGround::NotPaid, StopGround::Ordered];
        self.radios("ground", pick(lang, "Căn cứ dừng", "Ground"), &all, withdrawn, |value| {
            labels::stop_ground(lang, value)
        })
    }

    pub(super) fn methods(&self, name: &str, chosen: ReturnMethod) -> Field {
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

    pub(super) fn recipients(&self) -> Field {
        let lang = self.lang;
        let choices = vec![
            Choice::new("owner", pick(lang, "Chủ hồ sơ", "The owner")).chosen_if("owner"),
            Choice::new("representative", pick(lang, "Người được ủy quyền", "A representative")),
        ];
        Field::new("recipient", pick(lang, "Người nhận", "Taken by"), FieldKind::Radios(choices))
    }

    pub(super) fn verdicts(&self) -> Field {
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

    pub(super) fn correction(&self, note: Field) -> Vec<Field> {
        let lang = self.lang;
        let what = vec![
            Choice::new("received_at", pick(lang, "Thời điểm tiếp nhận", "Moment of receipt")),
            Choice::new("owner", pick(lang, "Chủ hồ sơ", "Owner")),
            Choice::new("result_number", pick(lang, "Số văn bản kết quả", "Number of the result")),
            Choice::new("return", pick(lang, "Nơi trả, cách trả", "Place and way of return")),
        ];
        let counters = self.world.units.lasting().filter(|unit| unit.kind.is_counter());
        let here = self.dossier.places.return_at.to_string();
        let counters = counters
            .map(|unit| Choice::new(unit.id.to_string(), unit_in(lang, self.world, unit.id)).chosen_if(&here))
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
            ),
            Field::new(
                "owner",
                pick(lang, "Số định danh của chủ hồ sơ đúng", "Identity number of the right owner"),
                FieldKind::Digits,
            ),
            Field::new(
                "number",
                pick(lang, "Số văn bản đúng", "Right number of the result"),
                FieldKind::Text,
            ),
            Field::new("return_at", pick(lang, "Trả tại", "Return at"), FieldKind::Select(counters)),
            self.methods("return_by", self.dossier.return_by),
            note,
        ]
    }
}
