//! What a tracked dossier looks like to its owner: units, never people; milestones, never notes.

use crate::page::public;
use crate::present::labels;
use crate::present::timeline::paper_names;
use crate::present::{due, pick, procedure_name, unit_in, when};
use crate::state::Web;
use crate::visit::Visit;
use motcua_app::World;
use motcua_calendar::Moment;
use motcua_domain::dossier::command::CorrectionVerdict;
use motcua_domain::dossier::event::{Event, Finality};
use motcua_domain::dossier::{Correction, Dossier, Phase, ReturnMethod, StopGround};
use motcua_domain::procedure::ProcedureVersion;
use motcua_store::queries::tracking::Tracked;
use motcua_views::format::money;
use motcua_views::portal::{Apology, Following, Milestone, MilestoneState, TrackingPage};
use motcua_views::{Clock, Lang, Section};

/// The tracking page; with the secret, so that who has it may rate.
#[must_use]
pub fn view<'a>(web: &'a Web, visit: &Visit, tracked: &Tracked) -> TrackingPage<'a> {
    let it = following(visit.lang, &web.app.world(), tracked, web.app.now());
    TrackingPage { page: public(web, visit, it.code.clone(), Section::Track), it, rating: None }
}

/// How a dossier stands, for its owner.
#[must_use]
pub fn following(lang: Lang, world: &World, tracked: &Tracked, now: Moment) -> Following {
    let dossier = &tracked.dossier;
    let version = world.version(dossier.version).map(|version| &**version);
    let block = due::block(lang, dossier, world, now);
    Following {
        code: dossier.code.as_ref().map_or_else(String::new, ToString::to_string),
        procedure: version.map_or_else(String::new, |version| procedure_name(lang, version).to_owned()),
        status: due::status(lang, dossier, block.clock),
        sentence: told(lang, world, dossier, block.clock),
        apology: apology(lang, dossier),
        holder: match dossier.phase {
            Phase::Finished { .. } => unit_in(lang, world, dossier.delivery_unit()),
            Phase::Returned { .. } => handed_out(lang, dossier.return_by).to_owned(),
            _ => unit_in(lang, world, dossier.holder.unit),
        },
        todo: todo(lang, world, dossier, Told::Track),
        next: next(lang, world, dossier),
        missing: dossier
            .open_supplement()
            .map_or_else(Vec::new, |open| paper_names(lang, version, &open.papers)),
        milestones: milestones(lang, world, version, tracked),
        as_of: when(lang, now),
        due: block,
    }
}

/// One true sentence, with an apology when it is late.
#[must_use]
pub fn told(lang: Lang, world: &World, dossier: &Dossier, clock: Clock) -> String {
    format!("{}{}", sentence(lang, world, dossier), late(lang, clock))
}

/// Where a result is that was given away.
fn handed_out(lang: Lang, method: ReturnMethod) -> &'static str {
    match method {
        ReturnMethod::Counter => pick(lang, "Ông/bà đã nhận kết quả", "You have the result"),
        ReturnMethod::Online => pick(lang, "Trong tài khoản của ông/bà", "In your account"),
        ReturnMethod::Post => pick(lang, "Đã giao cho bưu chính", "Given to the post"),
    }
}

/// What the owner of a dossier past its due date is told besides; empty in time.
fn late(lang: Lang, clock: Clock) -> &'static str {
    match clock {
        Clock::Running { minutes, .. } if minutes < 0 => pick(
            lang,
            " Hồ sơ đã quá ngày hẹn trả. Chúng tôi xin lỗi ông/bà về sự chậm trễ này.",
            " It is past its due date. We apologise for the delay.",
        ),
        _ => "",
    }
}

/// One sentence: what is happening now. The paper API says the same.
#[must_use]
pub fn sentence(lang: Lang, world: &World, dossier: &Dossier) -> String {
    let at = unit_in(lang, world, dossier.holder.unit);
    match &dossier.phase {
        Phase::Submitted => {
            pick(lang, "Hồ sơ đã gửi, đang chờ tiếp nhận.", "The dossier was sent and waits to be received.")
                .to_owned()
        }
        Phase::Received | Phase::InProcess => {
            let waits = waits(lang, world, dossier);
            match lang {
                Lang::Vi => format!("Hồ sơ đã được tiếp nhận và đang được giải quyết tại {at}.{waits}"),
                Lang::En => format!("The dossier was received and is being worked on at {at}.{waits}"),
            }
        }
        Phase::Declined { .. } => pick(
            lang,
            "Hồ sơ không được tiếp nhận. Xem phiếu từ chối để biết lý do.",
            "The dossier was not accepted. The refusal slip gives the reason.",
        )
        .to_owned(),
        Phase::SupplementRequested { .. } => pick(
            lang,
            "Hồ sơ đang chờ ông/bà bổ sung giấy tờ; thời hạn giải quyết tạm dừng.",
            "The dossier waits for your papers; the clock is paused.",
        )
        .to_owned(),
        Phase::PaymentRequested { .. } => {
            pick(lang, "Hồ sơ đang chờ ông/bà nộp phí.", "The dossier waits for your payment.").to_owned()
        }
        Phase::WithdrawalRequested { .. } => pick(
            lang,
            "Yêu cầu rút hồ sơ đang được xem xét.",
            "Your request to withdraw is being considered.",
        )
        .to_owned(),
        Phase::Stopped { ground: StopGround::Withdrawn, .. } => pick(
            lang,
            "Hồ sơ đã được rút theo yêu cầu của ông/bà.",
            "The dossier was withdrawn at your request.",
        )
        .to_owned(),
        Phase::Stopped { .. } => pick(
            lang,
            "Hồ sơ đã dừng giải quyết. Xem thông báo để biết lý do.",
            "Work on the dossier was stopped. The notice gives the reason.",
        )
        .to_owned(),
        Phase::Finished { .. } => {
            pick(lang, "Đã có kết quả, chờ trả cho ông/bà.", "The result is ready for you.").to_owned()
        }
        Phase::Returned { .. } => pick(lang, "Kết quả đã được trả.", "The result was returned.").to_owned(),
    }
}

/// What the work waits for outside, which is no reason to change the date; empty when for nothing.
fn waits(lang: Lang, world: &World, dossier: &Dossier) -> String {
    let names: Vec<_> =
        dossier.open_system_waits().map(|wait| labels::system(lang, world, &wait.system)).collect();
    match (lang, names.is_empty()) {
        (_, true) => String::new(),
        (Lang::Vi, false) => {
            format!(" Cơ quan đang chờ trả lời từ: {}. Ngày hẹn trả không đổi.", names.join("; "))
        }
        (Lang::En, false) => {
            format!(" It waits for an answer from: {}. The due date does not change.", names.join("; "))
        }
    }
}

/// On which page somebody is told what to do: what can be done there differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The public tracking page, where nothing is sent.
    Track,
    /// The owner's page of the dossier, with the form to answer by.
    Mine,
    /// The owner's list, which leads to that page.
    List,
}

/// What was asked for, and where it is handed in.
fn asked(lang: Lang, words_only: bool, told: Told) -> &'static str {
    match (told, words_only) {
        (Told::Track, false) => pick(
            lang,
            "Nộp các giấy tờ dưới đây tại bất kỳ quầy một cửa nào",
            "Hand in the papers below at any one-stop counter",
        ),
        (Told::Track, true) => pick(
            lang,
            "Trả lời yêu cầu của cơ quan tại bất kỳ quầy một cửa nào",
            "Answer the agency's request at any one-stop counter",
        ),
        (Told::Mine, false) => pick(
            lang,
            "Gửi các giấy tờ dưới đây ở mục “Bổ sung giấy tờ” của trang này, hoặc nộp tại bất kỳ quầy một cửa nào",
            "Send the papers below under “Hand in the papers” on this page, or bring them to any one-stop counter",
        ),
        (Told::Mine, true) => pick(
            lang,
            "Trả lời yêu cầu của cơ quan ở mục “Việc ông/bà có thể làm” của trang này",
            "Answer the agency's request under “What you can do” on this page",
        ),
        (Told::List, false) => pick(
            lang,
            "Mở hồ sơ để xem và gửi giấy tờ còn thiếu, hoặc nộp tại bất kỳ quầy một cửa nào",
            "Open the dossier to see and send what is missing, or bring it to any one-stop counter",
        ),
        (Told::List, true) => pick(
            lang,
            "Mở hồ sơ để trả lời yêu cầu của cơ quan",
            "Open the dossier to answer the agency's request",
        ),
    }
}

/// What the owner must do now, in the words of the page they read it on.
#[must_use]
pub fn todo(lang: Lang, world: &World, dossier: &Dossier, told: Told) -> Option<String> {
    match &dossier.phase {
        Phase::SupplementRequested { .. } => {
            let open = dossier.open_supplement()?;
            let base = asked(lang, open.papers.is_empty(), told);
            let by =
                open.answer_by.map(|at| format!(", {} {}", pick(lang, "chậm nhất", "by"), when(lang, at)));
            Some(format!("{base}{}.", by.unwrap_or_default()))
        }
        Phase::PaymentRequested { .. } => {
            let open = dossier.open_payment()?;
            Some(format!("{} {}.", pick(lang, "Nộp phí, lệ phí:", "Pay the fee:"), money(lang, open.amount)))
        }
        Phase::Finished { .. } if dossier.return_by == ReturnMethod::Counter => {
            let text = pick(
                lang,
                "Mang giấy hẹn và giấy tờ tùy thân đến nhận kết quả tại",
                "Bring the receipt and your identity papers to take the result at",
            );
            Some(format!("{text} {}.", unit_in(lang, world, dossier.delivery_unit())))
        }
        _ => None,
    }
}

fn next(lang: Lang, world: &World, dossier: &Dossier) -> String {
    let at = unit_in(lang, world, dossier.places.return_at);
    match &dossier.phase {
        Phase::Submitted => pick(
            lang,
            "Bộ phận một cửa kiểm tra và tiếp nhận hồ sơ.",
            "The one-stop counter checks and receives it.",
        )
        .to_owned(),
        Phase::Finished { .. } => match dossier.return_by {
            ReturnMethod::Post => pick(
                lang,
                "Bưu chính chuyển kết quả đến địa chỉ đã đăng ký.",
                "The post brings the result to the address given.",
            )
            .to_owned(),
            ReturnMethod::Online => pick(
                lang,
                "Bản điện tử được gửi vào tài khoản.",
                "The electronic copy is sent to your account.",
            )
            .to_owned(),
            ReturnMethod::Counter => at,
        },
        phase if phase.is_closed() => pick(lang, "Không còn bước nào.", "Nothing more.").to_owned(),
        _ => match (lang, dossier.return_by) {
            (Lang::Vi, ReturnMethod::Counter) => {
                format!("Ông/bà không phải làm gì. Khi có kết quả, nhận tại {at}.")
            }
            (Lang::En, ReturnMethod::Counter) => {
                format!("There is nothing for you to do. When the result is ready, take it at {at}.")
            }
            (Lang::Vi, _) => "Ông/bà không phải làm gì. Kết quả sẽ được gửi theo cách đã chọn.".to_owned(),
            (Lang::En, _) => {
                "There is nothing for you to do. The result is sent the way you chose.".to_owned()
            }
        },
    }
}

fn apology(lang: Lang, dossier: &Dossier) -> Option<Apology> {
    let clock = dossier.clock.as_ref()?;
    clock.extension?;
    let reason = pick(lang, "cơ quan giải quyết chưa kịp thời hạn", "the agency could not keep the date");
    (!dossier.phase.is_closed())
        .then(|| Apology { reason: reason.to_owned(), new_due: when(lang, clock.due_at) })
}

/// The points an applicant knows; what goes on inside an agency is not among them.
fn milestones(
    lang: Lang,
    world: &World,
    version: Option<&ProcedureVersion>,
    tracked: &Tracked,
) -> Vec<Milestone> {
    let mut issued = false;
    let mut list: Vec<Milestone> = Vec::new();
    for (event, at) in &tracked.facts {
        // Once there is a result, what is passed on is the result.
        let title = (issued && matches!(event, Event::HandOverAccepted { .. }))
            .then(|| pick(lang, "Kết quả đã về nơi trả", "The result reached the counter of return"));
        issued |= matches!(event, Event::Issued { finality: Finality::Final, .. });
        let found = milestone(lang, world, version, event, *at);
        list.extend(found.map(|found| match title {
            Some(title) => Milestone { title: title.to_owned(), ..found },
            None => found,
        }));
    }
    let open = !tracked.dossier.phase.is_closed();
    if let Some(last) = list.last_mut()
        && open
    {
        last.state = MilestoneState::Current;
    }
    let finished = tracked.dossier.phase.ended_at().is_some();
    let ahead = |title: &str, unit: String| Milestone {
        title: title.to_owned(),
        at: String::new(),
        unit,
        note: None,
        state: MilestoneState::Ahead,
    };
    if open && !finished {
        list.push(ahead(
            pick(lang, "Có kết quả", "Result issued"),
            unit_in(lang, world, tracked.dossier.places.competent),
        ));
    }
    if open {
        list.push(ahead(
            pick(lang, "Trả kết quả", "Result returned"),
            unit_in(lang, world, tracked.dossier.places.return_at),
        ));
    }
    list
}

fn milestone(
    lang: Lang,
    world: &World,
    version: Option<&ProcedureVersion>,
    event: &Event,
    at: Moment,
) -> Option<Milestone> {
    let mut note = None;
    let (title, place) = match event {
        Event::Submitted { waits_at, .. } => (pick(lang, "Đã nộp hồ sơ", "Filed"), Some(*waits_at)),
        Event::Received { at, .. } => (pick(lang, "Đã tiếp nhận", "Received"), Some(*at)),
        Event::SupplementRequested { papers, .. } => {
            note = Some(paper_names(lang, version, papers).join("; "));
            (pick(lang, "Yêu cầu bổ sung giấy tờ", "Papers were asked for"), None)
        }
        Event::Supplemented { .. } => (pick(lang, "Đã bổ sung giấy tờ", "Papers were handed in"), None),
        Event::Declined { .. } => (pick(lang, "Không được tiếp nhận", "Not accepted"), None),
        Event::HandOverAccepted { unit, .. } => {
            (pick(lang, "Chuyển đến cơ quan giải quyết", "Passed to the agency"), Some(*unit))
        }
        Event::Issued { finality: Finality::Final, .. } => (pick(lang, "Có kết quả", "Result issued"), None),
        Event::ResultAttached { no: 1, .. } => {
            (pick(lang, "Có tệp kết quả", "The result is there as a file"), None)
        }
        Event::ResultAttached { .. } => {
            (pick(lang, "Tệp kết quả được thay", "The file of the result was replaced"), None)
        }
        Event::PaymentRequested { amount, .. } => {
            note = Some(money(lang, *amount));
            (pick(lang, "Yêu cầu nộp phí", "Payment asked for"), None)
        }
        Event::PaymentRecorded { .. } => (pick(lang, "Đã nộp phí", "Paid"), None),
        Event::Extended { due_at, .. } => {
            note = Some(format!("{} {}", pick(lang, "Hẹn trả mới:", "New due date:"), when(lang, *due_at)));
            (pick(lang, "Xin lỗi và gia hạn", "Apology and extension"), None)
        }
        Event::CorrectionDecided {
            verdict: CorrectionVerdict::Approve,
            change: Correction::ReceivedAt { to },
            ..
        } => {
            note = Some(format!(
                "{} {}",
                pick(lang, "Đã nhận hồ sơ lúc", "It was received at"),
                when(lang, *to)
            ));
            (pick(lang, "Đính chính thời điểm tiếp nhận", "Moment of receipt corrected"), None)
        }
        Event::WithdrawalRequested { .. } => {
            (pick(lang, "Đã yêu cầu rút hồ sơ", "Withdrawal asked for"), None)
        }
        Event::Stopped { .. } => (pick(lang, "Dừng giải quyết", "Stopped"), None),
        Event::Reorganised(succession) => {
            let name = |unit| unit_in(lang, world, unit);
            let passed = succession.changes.iter().map(|change| (name(change.from), name(change.to)));
            note = Some(passed.map(|(from, to)| format!("{from} → {to}")).collect::<Vec<_>>().join("; "));
            (pick(lang, "Chuyển theo sắp xếp đơn vị", "Passed on by a reorganisation of units"), None)
        }
        Event::Delivered { at, .. } => (pick(lang, "Đã trả kết quả", "Result returned"), Some(*at)),
        _ => return None,
    };
    Some(Milestone {
        title: title.to_owned(),
        at: when(lang, at),
        unit: place.map_or_else(String::new, |id| unit_in(lang, world, id)),
        note: note.filter(|text| !text.is_empty()),
        state: MilestoneState::Done,
    })
}
