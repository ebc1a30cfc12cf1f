//! The words of a version's values, in both languages.

use super::diff::{Both, Diff, both, same};
use motcua_calendar::wording::{clock, day};
use motcua_calendar::{Cutoff, CutoffEffect, Date, Lang, PausePolicy, StartRule, Term};
use motcua_domain::actor::Role;
use motcua_domain::dossier::acts::Act;
use motcua_domain::ids::{CaseKey, UnitId};
use motcua_domain::procedure::condition::{Condition, Fact};
use motcua_domain::procedure::*;

pub(super) fn term(term: &Term) -> Both {
    (term.label(Lang::Vi), term.label(Lang::En))
}

pub(super) fn date(date: &Date) -> Both {
    (day(Lang::Vi, *date), day(Lang::En, *date))
}

pub(super) fn role(role: &Role) -> Both {
    both(role.label(Lang::Vi), role.label(Lang::En))
}

pub(super) fn act(act: &Act) -> Both {
    both(act.label(Lang::Vi), act.label(Lang::En))
}

pub(super) fn kind(kind: &StepKind) -> Both {
    both(kind.label(Lang::Vi), kind.label(Lang::En))
}

pub(super) fn channel(channel: &Channel) -> Both {
    both(channel.label(Lang::Vi), channel.label(Lang::En))
}

pub(super) fn tier(tier: &Tier) -> Both {
    match tier {
        Tier::Commune => both("cấp xã", "commune"),
        Tier::City => both("cấp thành phố", "city"),
        Tier::Both => both("cấp xã và cấp thành phố", "commune and city"),
    }
}

pub(super) fn level(level: &ServiceLevel) -> Both {
    match level {
        ServiceLevel::Full => both("toàn trình", "full"),
        ServiceLevel::Partial => both("một phần", "partial"),
        ServiceLevel::OnlineUnspecified => both("trực tuyến, chưa rõ mức", "online, level not published"),
        ServiceLevel::None => both("không trực tuyến", "not online"),
        ServiceLevel::Unknown => both("chưa rõ", "not known"),
    }
}

pub(super) fn start(start: &StartRule) -> Both {
    match start {
        StartRule::NextWorkingDay => {
            both("ngày làm việc sau ngày tiếp nhận", "the working day after receipt")
        }
        StartRule::SameDay => both("ngay ngày tiếp nhận", "the day of receipt"),
    }
}

pub(super) fn cutoff(cutoff: &Cutoff) -> Both {
    let (vi, en) = match cutoff.effect {
        CutoffEffect::StartNextDay => (
            "sau giờ này tính là nhận ngày làm việc tiếp theo",
            "later counts as received on the next working day",
        ),
        CutoffEffect::DueNextDay => (
            "sau giờ này hẹn sang ngày làm việc tiếp theo",
            "later moves the due day to the next working day",
        ),
    };
    (format!("{} ({vi})", clock(Lang::Vi, cutoff.at)), format!("{} ({en})", clock(Lang::En, cutoff.at)))
}

pub(super) fn policy(policy: &PausePolicy) -> Both {
    match policy {
        PausePolicy::PauseAndShift => both("không tính thời gian chờ", "the wait does not count"),
        PausePolicy::Restart => both("tính lại từ đầu", "the term starts afresh"),
    }
}

pub(super) fn paper_form(form: &PaperForm) -> Both {
    match form {
        PaperForm::Original => both("bản chính", "original"),
        PaperForm::CertifiedCopy => both("bản sao chứng thực", "certified copy"),
        PaperForm::Photocopy => both("bản chụp", "photocopy"),
        PaperForm::Electronic => both("bản điện tử", "electronic"),
        PaperForm::Unspecified => both("không nói rõ bản nào", "not said which"),
    }
}

pub(super) fn payer(payer: &Payer) -> Both {
    match payer {
        Payer::Citizen => both("công dân", "citizens"),
        Payer::Foreigner => both("người nước ngoài", "foreigners"),
        Payer::Organisation => both("doanh nghiệp, tổ chức", "businesses and organisations"),
        Payer::Exempt => both("người được miễn, giảm", "persons exempt by law"),
    }
}

pub(super) fn identity(level: &IdentityLevel) -> Both {
    match level {
        IdentityLevel::One => both("định danh mức 1", "identity level 1"),
        IdentityLevel::Two => both("định danh mức 2", "identity level 2"),
    }
}

pub(super) fn fee_kind(kind: &FeeKind) -> Both {
    match kind {
        FeeKind::Fee => both("phí", "fee"),
        FeeKind::Charge => both("lệ phí", "charge"),
    }
}

pub(super) fn prefill(prefill: &Prefill) -> Both {
    match prefill {
        Prefill::Account => both("tài khoản định danh", "the account"),
        Prefill::Register => both("cơ sở dữ liệu", "the register"),
        Prefill::Earlier => both("hồ sơ trước", "an earlier dossier"),
    }
}

/// Đồng with thousands apart.
pub(super) fn money(amount: u64) -> Both {
    let digits = amount.to_string();
    let group = |sign: &str| {
        let bytes: Vec<String> = digits
            .as_bytes()
            .rchunks(3)
            .rev()
            .map(|part| String::from_utf8_lossy(part).into_owned())
            .collect();
        bytes.join(sign)
    };
    (format!("{} đồng", group(".")), format!("{} đồng", group(",")))
}

impl Diff<'_> {
    pub(super) fn unit(&self, id: UnitId) -> Both {
        same(self.units.get(id).map_or_else(|| format!("đơn vị số {id}"), |unit| unit.name.clone()))
    }

    pub(super) fn place(&self, place: &StepPlace) -> Both {
        match place {
            StepPlace::ReceivedAt => both("nơi tiếp nhận", "the counter of receipt"),
            StepPlace::Competent => both("cơ quan có thẩm quyền", "the competent agency"),
            StepPlace::Commune => both("xã, phường liên quan", "the commune concerned"),
            StepPlace::ReturnAt => both("nơi trả kết quả", "the counter of return"),
            StepPlace::Agency(id) => self.unit(*id),
        }
    }

    pub(super) fn competent(&self, competence: &Competence) -> Both {
        match competence {
            Competence::Commune => both("Ủy ban nhân dân cấp xã", "the commune's committee"),
            Competence::Agency(id) => self.unit(*id),
        }
    }

    /// The name of a case, of either version.
    pub(super) fn case_name(&self, key: &CaseKey) -> Both {
        let case = self.new.case(key).or_else(|| self.old.case(key));
        case.map_or_else(
            || same(format!("“{key}”")),
            |case| {
                let english = if case.name_en.is_empty() { &case.name } else { &case.name_en };
                (format!("“{}”", case.name), format!("“{english}”"))
            },
        )
    }

    /// A condition in words.
    pub(super) fn condition(&self, condition: &Condition) -> Both {
        match condition {
            Condition::Is { fact, values } => {
                let subject = self.fact(fact);
                let values: Vec<Both> = values.iter().map(|value| self.fact_value(fact, value)).collect();
                let (vi, en): (Vec<String>, Vec<String>) = values.into_iter().unzip();
                (
                    format!("{} là {}", subject.0, vi.join(" hoặc ")),
                    format!("{} is {}", subject.1, en.join(" or ")),
                )
            }
            Condition::Not(inner) => {
                let (vi, en) = self.condition(inner);
                (format!("không phải ({vi})"), format!("not ({en})"))
            }
            Condition::All(parts) => self.parts(parts, " và ", " and "),
            Condition::Any(parts) => self.parts(parts, " hoặc ", " or "),
        }
    }

    fn parts(&self, parts: &[Condition], vi: &str, en: &str) -> Both {
        let one = |part: &Condition| {
            let (vi, en) = self.condition(part);
            match part {
                Condition::All(_) | Condition::Any(_) => (format!("({vi})"), format!("({en})")),
                Condition::Is { .. } | Condition::Not(_) => (vi, en),
            }
        };
        let (said_vi, said_en): (Vec<String>, Vec<String>) = parts.iter().map(one).unzip();
        (said_vi.join(vi), said_en.join(en))
    }

    fn fact(&self, fact: &Fact) -> Both {
        match fact {
            Fact::Case => both("trường hợp", "the case"),
            Fact::Channel => both("cách nộp", "the channel"),
            Fact::Finding => both("kết luận thẩm định", "the finding"),
            Fact::Outcome => both("kết quả", "the outcome"),
            Fact::Answer(key) => {
                let question = [self.new, self.old]
                    .into_iter()
                    .find_map(|version| version.questions.iter().find(|question| question.key == *key));
                question.map_or_else(
                    || (format!("câu trả lời “{key}”"), format!("the answer “{key}”")),
                    |question| {
                        (
                            format!("câu trả lời cho “{}”", question.text),
                            format!("the answer to “{}”", question.text_en),
                        )
                    },
                )
            }
            Fact::Field(key) => (format!("ô “{key}”"), format!("the field “{key}”")),
        }
    }

    fn fact_value(&self, fact: &Fact, value: &str) -> Both {
        let known = match (fact, value) {
            (Fact::Case, key) => return self.case_name(&CaseKey(key.to_owned())),
            (Fact::Channel, key) => Channel::ALL.iter().find(|channel| channel.key() == key).map(channel),
            (Fact::Finding, "meets") => Some(both("đủ điều kiện", "conditions met")),
            (Fact::Finding, "does_not_meet") => Some(both("không đủ điều kiện", "conditions not met")),
            (Fact::Finding, "needs_checks") => Some(both("cần xác minh thêm", "further checks needed")),
            (Fact::Outcome, "grant") => Some(both("đồng ý", "granted")),
            (Fact::Outcome, "refuse") => Some(both("từ chối", "refused")),
            _ => None,
        };
        known.unwrap_or_else(|| same(format!("“{value}”")))
    }
}
