//! The history of a dossier in sentences, for the desk: what, who, when, why.

use super::{actor, date, labels, officer, pick, unit_in, when, words};
use motcua_app::World;
use motcua_calendar::{Moment, STANDARD_DAY_MINUTES, Term};
use motcua_domain::dossier::command::{CorrectionVerdict, Recipient};
use motcua_domain::dossier::event::{Event, Finality};
use motcua_domain::dossier::{Correction, Resume, SupplementStage, TransferKind};
use motcua_domain::ids::{PaperKey, VersionId};
use motcua_domain::procedure::{ProcedureVersion, RequiredPaper};
use motcua_store::queries::timeline::{Item, Note};
use motcua_views::Lang;
use motcua_views::desk::{TimelineEntry, TimelineMark};
use motcua_views::format::money;

/// One entry of the timeline.
#[must_use]
pub fn entry(lang: Lang, world: &World, version: Option<&ProcedureVersion>, item: &Item) -> TimelineEntry {
    let recorded = Moment::from_unix_seconds(item.recorded_at_ms.div_euclid(1000));
    let who = item.actor_name.clone().unwrap_or_else(|| actor(lang, world, item.actor));
    let mut detail = detail(lang, world, version, &item.event);
    match &item.note {
        Note::None => {}
        Note::Text(text) => detail.push(text.clone()),
        Note::Erased => {
            detail.push(pick(lang, "(nội dung đã xóa theo luật)", "(text erased by law)").to_owned())
        }
    }
    TimelineEntry {
        title: title(lang, &item.event).to_owned(),
        who,
        at: when(lang, item.effective_at),
        recorded_at: (recorded != item.effective_at).then(|| when(lang, recorded)),
        detail: Some(detail.join(" · ")).filter(|text| !text.is_empty()),
        basis: basis(&item.event).map(str::to_owned),
        mark: mark(&item.event),
    }
}

/// What was done.
#[must_use]
pub fn title(lang: Lang, event: &Event) -> &'static str {
    let (vi, en) = match event {
        Event::Submitted { .. } => ("Nộp hồ sơ", "Filed"),
        Event::Received { .. } => ("Tiếp nhận hồ sơ", "Received"),
        Event::SupplementRequested { .. } => ("Yêu cầu bổ sung giấy tờ", "Supplement requested"),
        Event::Supplemented { .. } => ("Đã bổ sung giấy tờ", "Supplemented"),
        Event::Declined { .. } => ("Từ chối tiếp nhận", "Not accepted"),
        Event::HandedOver { .. } => ("Bàn giao hồ sơ", "Handed over"),
        Event::HandOverAccepted { .. } => ("Đã nhận bàn giao", "Hand-over accepted"),
        Event::HandOverDeclined { .. } => ("Không nhận bàn giao", "Hand-over declined"),
        Event::TakenBack {} => ("Lấy lại hồ sơ đã chuyển", "Taken back"),
        Event::Assigned { .. } => ("Phân công xử lý", "Assigned"),
        Event::Reassigned { .. } => ("Phân công lại", "Reassigned"),
        Event::ConsultationAsked { .. } => ("Lấy ý kiến cơ quan khác", "Another agency was asked"),
        Event::BranchStepDone { .. } => ("Xong một bước phối hợp", "A step of a branch was done"),
        Event::BranchStepReturned { .. } => ("Trả lại một bước phối hợp", "A branch went back one step"),
        Event::ConsultationAnswered { .. } => {
            ("Cơ quan được hỏi đã trả lời", "The agency asked has answered")
        }
        Event::SystemAwaited { .. } => ("Chờ hệ thống bên ngoài", "Waiting for a system outside"),
        Event::SystemWaitEnded { .. } => {
            ("Hết chờ hệ thống bên ngoài", "The wait for a system outside ended")
        }
        Event::AppraisalRecorded { .. } => ("Ghi kết quả thẩm định", "Appraisal recorded"),
        Event::Proposed { .. } => ("Đề xuất giải quyết", "Proposed"),
        Event::Reviewed { .. } => ("Trình lãnh đạo đơn vị", "Reviewed and passed on"),
        Event::Approved { .. } => ("Duyệt và ký", "Decided and signed"),
        Event::StepReturned { .. } => ("Trả lại bước trước", "Returned one step"),
        Event::Issued { finality: Finality::Final, .. } => ("Phát hành kết quả", "Result issued"),
        Event::Issued { finality: Finality::Interim, .. } => {
            ("Phát hành văn bản chuyển tiếp", "Accompanying letter issued")
        }
        Event::ResultAttached { no: 1, .. } => ("Đính kèm tệp kết quả", "Result attached as a file"),
        Event::ResultAttached { .. } => ("Thay tệp kết quả", "File of the result replaced"),
        Event::PaymentRequested { .. } => ("Yêu cầu nộp phí", "Payment requested"),
        Event::PaymentRecorded { .. } => ("Đã nộp phí", "Payment recorded"),
        Event::Extended { .. } => ("Xin lỗi và gia hạn", "Apology and extension"),
        Event::WithdrawalRequested { .. } => ("Xin rút hồ sơ", "Withdrawal requested"),
        Event::WithdrawalRefused {} => ("Không đồng ý cho rút hồ sơ", "Withdrawal refused"),
        Event::Stopped { .. } => ("Dừng giải quyết", "Stopped"),
        Event::Delivered { .. } => ("Trả kết quả", "Result delivered"),
        Event::VersionChanged { .. } => {
            ("Chuyển sang phiên bản thủ tục mới", "Passed to a newer version of the procedure")
        }
        Event::Reorganised(_) => ("Chuyển theo sắp xếp đơn vị", "Passed on by a reorganisation of units"),
        Event::CorrectionProposed { .. } => ("Đề nghị đính chính", "Correction proposed"),
        Event::CorrectionDecided { verdict: CorrectionVerdict::Approve, .. } => {
            ("Duyệt đính chính", "Correction approved")
        }
        Event::CorrectionDecided { verdict: CorrectionVerdict::Reject, .. } => {
            ("Không duyệt đính chính", "Correction rejected")
        }
    };
    pick(lang, vi, en)
}

fn mark(event: &Event) -> TimelineMark {
    match event {
        Event::SupplementRequested { stage: SupplementStage::InAppraisal, .. } => TimelineMark::Pause,
        Event::PaymentRequested { pauses: true, .. } => TimelineMark::Pause,
        Event::Supplemented { due_at: Some(_), .. } | Event::PaymentRecorded { due_at: Some(_), .. } => {
            TimelineMark::Resume
        }
        Event::CorrectionProposed { .. } | Event::CorrectionDecided { .. } => TimelineMark::Correction,
        Event::Declined { .. } | Event::Stopped { .. } => TimelineMark::End,
        Event::Issued { finality: Finality::Final, .. } | Event::Delivered { .. } => TimelineMark::Result,
        _ => TimelineMark::Act,
    }
}

/// The basis of acts that stop, end or move the promise.
fn basis(event: &Event) -> Option<&'static str> {
    use motcua_domain::basis::Basis;
    let basis = match event {
        Event::SupplementRequested { .. } | Event::Extended { .. } => Basis::Decree61Art19,
        Event::Declined { .. } | Event::Stopped { .. } => Basis::Circular03,
        _ => return None,
    };
    Some(basis.citation())
}

fn detail(lang: Lang, world: &World, version: Option<&ProcedureVersion>, event: &Event) -> Vec<String> {
    let due = |at: &Moment| format!("{} {}", pick(lang, "hẹn trả", "due"), when(lang, *at));
    match event {
        Event::Submitted { provenance, .. } => vec![labels::provenance(lang, *provenance).to_owned()],
        Event::Received { code, at, due_at, .. } => {
            vec![code.to_string(), unit_in(lang, world, *at), due(due_at)]
        }
        Event::SupplementRequested { papers, answer_by, resume, .. } => {
            let mut lines = paper_names(lang, version, papers);
            lines.extend(
                answer_by
                    .map(|at| format!("{} {}", pick(lang, "chậm nhất", "at the latest"), when(lang, at))),
            );
            if *resume == Resume::InProcess {
                lines.push(pick(lang, "tạm dừng tính hạn", "the clock is paused").to_owned());
            }
            lines
        }
        Event::Supplemented { due_at, .. } => due_at.iter().map(due).collect(),
        Event::Declined { ground } => vec![labels::decline_ground(lang, *ground).to_owned()],
        Event::HandedOver { transfer, .. } => {
            let mut lines = vec![format!(
                "{} → {}",
                unit_in(lang, world, transfer.from),
                unit_in(lang, world, transfer.to)
            )];
            lines.extend(transfer.to_officer.map(|id| officer(world, id)));
            match transfer.kind {
                TransferKind::Onward => {}
                TransferKind::Back => {
                    lines.push(pick(lang, "trả lại bước trước", "back one step").to_owned())
                }
                TransferKind::Result => lines.push(pick(lang, "kết quả", "the result").to_owned()),
            }
            lines
        }
        Event::HandOverAccepted { unit: id, officer: who, .. } => {
            [Some(unit_in(lang, world, *id)), who.map(|id| officer(world, id))]
                .into_iter()
                .flatten()
                .collect()
        }
        Event::HandOverDeclined { by } => vec![unit_in(lang, world, *by)],
        Event::Assigned { officer: who, .. } | Event::Reassigned { officer: who, .. } => {
            vec![officer(world, *who)]
        }
        Event::ConsultationAsked { agency, answer_by, .. } => {
            vec![
                unit_in(lang, world, *agency),
                format!("{} {}", pick(lang, "trả lời trước", "answer by"), when(lang, *answer_by)),
            ]
        }
        Event::BranchStepDone { run, .. } | Event::BranchStepReturned { run, .. } => {
            let step = format!("{} {}", pick(lang, "bước", "step"), run.index + 1);
            let late = run.due_at.is_some_and(|due| run.ended_at > due);
            let late =
                late.then(|| pick(lang, "quá thời gian của bước", "past the time of the step").to_owned());
            [Some(unit_in(lang, world, run.unit)), Some(step), late].into_iter().flatten().collect()
        }
        Event::ConsultationAnswered { opinion, .. } => vec![labels::opinion(lang, *opinion).to_owned()],
        Event::SystemAwaited { system, .. } => vec![
            labels::system(lang, world, system),
            pick(lang, "thời hạn vẫn chạy", "the clock runs on").to_owned(),
        ],
        Event::SystemWaitEnded { how, .. } => vec![labels::system_wait_end(lang, *how).to_owned()],
        Event::AppraisalRecorded { finding } => vec![labels::finding(lang, *finding).to_owned()],
        Event::Proposed { outcome, .. } | Event::Approved { outcome, .. } => {
            vec![labels::outcome(lang, *outcome).to_owned()]
        }
        Event::Issued { number, electronic, .. } => {
            let copy = electronic.then(|| pick(lang, "có bản điện tử", "with an electronic copy").to_owned());
            [Some(format!("{} {number}", pick(lang, "số", "number"))), copy].into_iter().flatten().collect()
        }
        Event::PaymentRequested { amount, .. } => vec![money(lang, *amount)],
        Event::PaymentRecorded { means, .. } => vec![labels::means(lang, *means).to_owned()],
        Event::Extended { by, due_at } => vec![by.label(words(lang)), due(due_at)],
        Event::Stopped { ground, .. } => vec![labels::stop_ground(lang, *ground).to_owned()],
        Event::Delivered { method, recipient, at, .. } => {
            let whom = match recipient {
                Recipient::Owner => pick(lang, "chủ hồ sơ nhận", "taken by the owner"),
                Recipient::Representative => {
                    pick(lang, "người được ủy quyền nhận", "taken by a representative")
                }
            };
            vec![labels::return_method(lang, *method).to_owned(), whom.to_owned(), unit_in(lang, world, *at)]
        }
        Event::CorrectionProposed { change } | Event::CorrectionDecided { change, .. } => {
            vec![correction(lang, world, change)]
        }
        Event::StepReturned { unit: id, .. } => vec![unit_in(lang, world, *id)],
        Event::Reorganised(succession) => succession
            .changes
            .iter()
            .map(|change| {
                format!("{} → {}", unit_in(lang, world, change.from), unit_in(lang, world, change.to))
            })
            .collect(),
        Event::VersionChanged { from, to, .. } => {
            let begun = |id: &VersionId| world.version(*id).map(|version| date(version.valid_from));
            let since = begun(to).map(|day| format!(" {} {day}", pick(lang, "áp dụng từ", "in force from")));
            vec![
                format!(
                    "{} {from} → {} {to}{}",
                    pick(lang, "phiên bản", "version"),
                    pick(lang, "phiên bản", "version"),
                    since.unwrap_or_default()
                ),
                pick(lang, "ngày hẹn trả không đổi", "the promised date stands").to_owned(),
            ]
        }
        Event::ResultAttached { no, .. } => vec![format!("{} {no}", pick(lang, "bản số", "version"))],
        Event::TakenBack {}
        | Event::Reviewed { .. }
        | Event::WithdrawalRequested { .. }
        | Event::WithdrawalRefused {} => Vec::new(),
    }
}

/// What a correction changes.
#[must_use]
pub fn correction(lang: Lang, world: &World, change: &Correction) -> String {
    match change {
        Correction::Owner { .. } => pick(lang, "chủ hồ sơ", "the owner").to_owned(),
        Correction::ReceivedAt { to } => {
            format!("{} {}", pick(lang, "thời điểm tiếp nhận:", "moment of receipt:"), when(lang, *to))
        }
        Correction::ResultNumber { to } => {
            format!("{} {to}", pick(lang, "số kết quả:", "number of the result:"))
        }
        Correction::Return { at, by } => {
            format!("{}, {}", labels::return_method(lang, *by), unit_in(lang, world, *at))
        }
    }
}

/// The name of a paper; in English where the version says it.
#[must_use]
pub fn paper_name(lang: Lang, paper: &RequiredPaper) -> &str {
    pick(lang, &paper.name, paper.name_en.as_deref().unwrap_or(&paper.name))
}

/// Names of papers by their keys.
#[must_use]
pub fn paper_names(lang: Lang, version: Option<&ProcedureVersion>, papers: &[PaperKey]) -> Vec<String> {
    let name = |key: &PaperKey| {
        let paper = version.and_then(|version| version.paper(key));
        paper.map_or_else(|| key.to_string(), |paper| paper_name(lang, paper).to_owned())
    };
    papers.iter().map(name).collect()
}

/// A day, for printed forms: always Vietnamese.
#[must_use]
pub fn printed_day(at: Moment) -> String {
    date(at.date())
}

/// The words of a term, in the page's language; working minutes as hours, as people say them.
#[must_use]
pub fn term(lang: Lang, term: Term) -> String {
    match term {
        Term::WorkingMinutes(minutes) => {
            format!("{}{}", span(lang, i64::from(minutes)), pick(lang, " làm việc", " of work"))
        }
        other => other.label(words(lang)),
    }
}

/// Working time in words: `1 ngày 3 giờ`, `12 phút`.
#[must_use]
pub fn span(lang: Lang, minutes: i64) -> String {
    let minutes = minutes.max(0).unsigned_abs();
    let day = u64::from(STANDARD_DAY_MINUTES);
    let (days, hours, rest) = (minutes / day, minutes % day / 60, minutes % 60);
    let mut parts = Vec::with_capacity(2);
    let mut add = |count: u64, vi: &str, one: &str, many: &str| {
        if count > 0 && parts.len() < 2 {
            parts.push(format!("{count} {}", pick(lang, vi, if count == 1 { one } else { many })));
        }
    };
    add(days, "ngày", "day", "days");
    add(hours, "giờ", "hour", "hours");
    add(rest, "phút", "minute", "minutes");
    if parts.is_empty() { pick(lang, "0 phút", "0 minutes").to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_time_has_at_most_two_parts() {
        assert_eq!(span(Lang::Vi, 480 + 185), "1 ngày 3 giờ");
        assert_eq!(span(Lang::Vi, 12), "12 phút");
        assert_eq!(span(Lang::En, 960 + 60), "2 days 1 hour");
        assert_eq!(span(Lang::Vi, -5), "0 phút");
    }
}
