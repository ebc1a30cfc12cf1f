//! The dossier's page: facts, clock, who holds it, papers, steps, history, and exactly the acts allowed now.

use super::acts::{Mistake, field_of};
use super::counts::Counts;
use super::forms::{Refused, Setting, summary};
use super::menu::UnitCounts;
use super::{branches, fresh_command, reference, visible};
use crate::access_log::AccessLog;
use crate::file_notes;
use crate::form::Form;
use crate::page::{desk, html, html_with};
use crate::paths;
use crate::present::answers::answers;
use crate::present::guard as told;
use crate::present::{
    due, labels, officer as officer_name, pick, procedure_name, timeline, unit_in, when, words,
};
use crate::problem::{Problem, Result};
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use motcua_app::filings::FormContent;
use motcua_app::{Error, KeptFile, World};
use motcua_calendar::Moment;
use motcua_domain::actor::Duty;
use motcua_domain::dossier::acts::{Act, allowed};
use motcua_domain::dossier::deadline::behind;
use motcua_domain::dossier::{Dossier, PaperGiven, Phase, ResultFile};
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::procedure::{PaperForm, ProcedureVersion, flow};
use motcua_store::people::Person;
use motcua_store::queries::timeline::{Item, events_with};
use motcua_store::{accounts, forms, people};
use motcua_views::desk::{DossierPage, Fact, Paper, PaperState, StepRow, StepState};
use motcua_views::format::{mask_id, mask_phone};
use motcua_views::{Key, Lang, Link, Notice, NoticeKind, t};
use std::sync::Arc;

/// An act that did not go through, to be shown with what was typed.
pub struct Failed {
    act: Act,
    typed: Form,
    errors: Vec<Mistake>,
    status: StatusCode,
}

impl Failed {
    /// Fields that could not be read.
    #[must_use]
    pub fn fields(act: Act, typed: Form, errors: Vec<Mistake>) -> Self {
        Self { act, typed, errors, status: StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// A refusal of the use case.
    #[must_use]
    pub fn error(lang: Lang, act: Act, typed: Form, error: Error) -> Self {
        let text = match &error {
            // The page that says so shows the new state already.
            Error::Stale { .. } => format!("{}.", t(lang, Key::ErrStale)),
            _ => error.message(words(lang)),
        };
        let field = match &error {
            Error::Refused(refusal) => field_of(refusal),
            _ => "",
        };
        let status = Problem::from(error).status;
        Self { act, typed, errors: vec![(field.to_owned(), text)], status }
    }
}

/// Everything the page shows, read in one unit of work.
struct Read {
    dossier: Dossier,
    version: Arc<ProcedureVersion>,
    history: Vec<Item>,
    owner: Option<Person>,
    submitter: Option<Person>,
    staff: Vec<(OfficerId, String, Duty)>,
    allowed: Vec<Act>,
    /// Electronic copies of its papers.
    files: Vec<KeptFile>,
    /// The result as files.
    results: Vec<(ResultFile, KeptFile)>,
    form: Option<FormContent>,
    /// What the guard over its promise says.
    guard: motcua_app::guard::Guard,
}

/// `/desk/dossiers/{reference}?done=`
pub async fn show(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path(reference): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let query = Form::of_query(query.as_deref());
    let (done, wanted) = (Act::from_key(query.get("done")), Act::from_key(query.get("act")));
    let read = read(&web, &officer, &reference).await?;
    AccessLog::note(&web, &officer.who, Some(read.dossier.id), "dossier");
    let counts = Counts::of(&web, officer.who.unit).await?;
    let mut view = page(&web, &officer, &counts, &read, None)?;
    // Led here to do one act: its form is shown open.
    if let Some(act) = wanted {
        view.acts.iter_mut().for_each(|form| form.primary = form.act == act.key());
    }
    if let Some(act) = done {
        let text = format!(
            "{} {}.",
            pick(officer.lang(), "Đã ghi nhận:", "Done:"),
            act.label(words(officer.lang()))
        );
        view.page.notice = Some(Notice { kind: NoticeKind::Success, text, link: None });
    }
    Ok(html(view.render()))
}

/// The page again, with what was typed and why it did not go through.
///
/// # Errors
/// When the dossier cannot be read any more.
pub async fn refused(web: &Arc<Web>, officer: Officer, reference: &str, failed: Failed) -> Result<Response> {
    let read = read(web, &officer, reference).await?;
    AccessLog::note(web, &officer.who, Some(read.dossier.id), "act");
    let counts = Counts::of(web, officer.who.unit).await?;
    let view = page(web, &officer, &counts, &read, Some(&failed))?;
    Ok(html_with(failed.status, view.render()))
}

async fn read(web: &Web, officer: &Officer, reference: &str) -> Result<Read> {
    let (actor, reference) = (Arc::clone(&officer.who.actor), reference.to_owned());
    let now = web.app.now();
    let today = now.date();
    let read = web.app.read(move |tx, world| {
        let dossier = visible(tx, world, &actor, &reference)?;
        let version = world.version(dossier.version).cloned();
        let version =
            version.ok_or_else(|| Error::Defect(format!("version {} is missing", dossier.version)))?;
        let allowed = allowed(&dossier, &actor, &version);
        let staff = if allowed.iter().any(|act| matches!(act, Act::Assign | Act::Reassign)) {
            let all = accounts::officers_at(tx, dossier.holder.unit, today)?;
            all.into_iter().map(|(officer, duty)| (officer.id, officer.name, duty)).collect()
        } else {
            Vec::new()
        };
        let submitter =
            if dossier.submitter == dossier.owner { None } else { people::get(tx, &dossier.submitter)? };
        let form = forms::get(tx, &dossier.id)?.map(|text| FormContent::read(&text)).transpose()?;
        Ok(Read {
            guard: motcua_app::guard::of_dossier(tx, world, &dossier, now)?,
            form,
            history: events_with(tx, &dossier.id, |id| world.officer_name(id).map(str::to_owned))?,
            owner: people::get(tx, &dossier.owner)?,
            submitter,
            staff,
            allowed,
            version,
            dossier,
            files: Vec::new(),
            results: Vec::new(),
        })
    });
    let mut read = read.await?;
    if read.dossier.papers.iter().any(|paper| !paper.files.is_empty()) {
        let actor = Arc::clone(&officer.who.actor);
        read.files = web.app.files_of_dossier(actor, read.dossier.id).await?;
    }
    read.results = web.app.result_files(&read.dossier.result_files).await?;
    Ok(read)
}

fn page<'a>(
    web: &'a Web,
    officer: &Officer,
    counts: &UnitCounts,
    read: &Read,
    failed: Option<&Failed>,
) -> Result<DossierPage<'a>> {
    let (lang, world, now) = (officer.lang(), web.app.world(), web.app.now());
    let (dossier, version) = (&read.dossier, &*read.version);
    let reference = reference(dossier);
    let units: Vec<UnitId> = officer.who.actor.duties().iter().map(|duty| duty.unit).collect();
    let setting = Setting {
        lang,
        world: &world,
        dossier,
        version,
        staff: &read.staff,
        actor: &officer.who.actor,
        today: now.date(),
        draft: read.guard.draft,
        reference: &reference,
    };
    let refused =
        failed.map(|failed| Refused { act: failed.act, typed: &failed.typed, errors: &failed.errors });
    // One id for all offers of this page would do for one act; each act is another command.
    let ids: Result<Vec<String>> = read.allowed.iter().map(|_| fresh_command(web)).collect();
    let mut ids = ids?.into_iter();
    let attaches = read.allowed.contains(&Act::AttachResult);
    let acts = setting.forms(&read.allowed, refused.as_ref(), || ids.next().unwrap_or_default());
    let mut page = desk(web, &world, officer, counts, reference.clone(), "");
    page.path = paths::dossier(&reference);
    if let Some(failed) = failed {
        page.errors = summary(failed.act, &failed.errors, &acts);
    }
    let block = due::block(lang, dossier, &world, now);
    Ok(DossierPage {
        page,
        procedure: procedure_name(lang, version).to_owned(),
        procedure_href: paths::procedure(version.code.as_str()),
        status: due::status(lang, dossier, block.clock),
        facts: {
            let whole = units.iter().any(|unit| dossier.involves(*unit));
            let mut facts = facts(lang, &world, read, whole);
            facts.extend(branches::facts(lang, &world, (dossier, version), now));
            facts
        },
        places: places(lang, &world, dossier),
        holder: holder(lang, &world, dossier),
        pending_receiver: dossier.transfer.map(|transfer| unit_in(lang, &world, transfer.to)),
        custody: labels::custody(lang, &world, dossier.custody),
        due: block,
        guard: told::guarded(
            lang,
            &world,
            (dossier, &reference),
            &read.guard,
            read.allowed.contains(&Act::Extend),
        ),
        spent: told::spent(lang, &world, dossier, version, now),
        // Who has no part in it sees that it exists, not what was answered.
        answers: read
            .form
            .as_ref()
            .filter(|_| units.iter().any(|unit| dossier.involves(*unit)))
            .map_or_else(Vec::new, |form| answers(lang, &world, form)),
        papers: papers(lang, dossier, version, &read.files),
        result_files: super::result::attached(lang, &read.results),
        steps: steps(lang, &world, dossier, version, now),
        timeline: read
            .history
            .iter()
            .rev()
            .map(|item| timeline::entry(lang, &world, Some(version), item))
            .collect(),
        no_acts: (acts.is_empty() && !attaches).then(|| no_acts(lang, &world, dossier)),
        result: attaches.then(|| {
            let to = format!("{}/result", paths::dossier(&reference));
            Link::new(Act::AttachResult.label(words(lang)), to)
        }),
        acts,
        prints: prints(lang, dossier, &reference),
        code: dossier.code.as_ref().map(ToString::to_string),
    })
}

fn holder(lang: Lang, world: &World, dossier: &Dossier) -> String {
    let place = unit_in(lang, world, dossier.holder.unit);
    dossier.holder.officer.map_or(place.clone(), |id| format!("{place}, {}", officer_name(world, id)))
}

fn no_acts(lang: Lang, world: &World, dossier: &Dossier) -> String {
    if dossier.phase.is_closed() {
        return pick(lang, "Hồ sơ đã kết thúc.", "The dossier is closed.").to_owned();
    }
    let vi = "Hồ sơ đang do đơn vị khác hoặc cán bộ khác xử lý:";
    format!(
        "{} {}.",
        pick(lang, vi, "The dossier is with another unit or officer:"),
        holder(lang, world, dossier)
    )
}

/// Whole numbers only for those whose unit has a part in the dossier.
fn facts(lang: Lang, world: &World, read: &Read, whole: bool) -> Vec<Fact> {
    let dossier = &read.dossier;
    let mut facts = Vec::with_capacity(8);
    let mut add = |vi: &str, en: &str, value: String| {
        if !value.is_empty() {
            facts.push(Fact::new(pick(lang, vi, en), value));
        }
    };
    let erased = || pick(lang, "(đã xóa theo luật)", "(erased by law)").to_owned();
    add("Chủ hồ sơ", "Owner", read.owner.as_ref().map_or_else(erased, |person| person.name.clone()));
    if let Some(person) = &read.owner {
        let id = person.personal_id.as_deref().unwrap_or_default();
        let phone = person.phone.as_deref().unwrap_or_default();
        add("Số định danh", "Identity number", if whole { id.to_owned() } else { mask_id(id) });
        add("Điện thoại", "Phone", if whole { phone.to_owned() } else { mask_phone(phone) });
        if whole {
            add("Địa chỉ", "Address", person.address.clone().unwrap_or_default());
        }
    }
    if let Some(person) = &read.submitter {
        add("Người nộp", "Filed by", person.name.clone());
    }
    add("Cách nộp", "Filed", labels::provenance(lang, dossier.provenance).to_owned());
    add("Nộp lúc", "Filed on", when(lang, dossier.submitted_at));
    if let Some(clock) = &dossier.clock {
        add("Tiếp nhận lúc", "Received on", when(lang, clock.received_at));
    }
    add("Cách trả kết quả", "Way of return", labels::return_method(lang, dossier.return_by).to_owned());
    if let Some(finding) = dossier.finding {
        add("Thẩm định", "Appraisal", labels::finding(lang, finding).to_owned());
    }
    if let Some(proposal) = dossier.proposal {
        add("Đề xuất", "Proposal", labels::outcome(lang, proposal.outcome).to_owned());
    }
    if let Some(decision) = dossier.decision {
        add("Quyết định", "Decision", labels::outcome(lang, decision.outcome).to_owned());
    }
    if let Some(result) = &dossier.result {
        add("Số văn bản kết quả", "Number of the result", result.number.clone());
    }
    for open in dossier.open_system_waits() {
        let since = pick(lang, "từ", "since");
        let name = labels::system(lang, world, &open.system);
        add(
            "Đang chờ hệ thống",
            "Waiting for the system",
            format!("{name} ({since} {})", when(lang, open.asked_at)),
        );
    }
    for open in dossier.open_consultations().filter(|open| open.branch.is_none()) {
        let text = format!(
            "{} ({} {})",
            unit_in(lang, world, open.agency),
            pick(lang, "trả lời trước", "answer by"),
            when(lang, open.answer_by)
        );
        add("Đang lấy ý kiến", "Opinion awaited from", text);
    }
    facts
}

fn places(lang: Lang, world: &World, dossier: &Dossier) -> Vec<Fact> {
    let places = &dossier.places;
    let listed = [
        (pick(lang, "Nơi hỗ trợ", "Helped at"), places.helped_at),
        (pick(lang, "Nơi tiếp nhận", "Received at"), places.received_at),
        (pick(lang, "Cơ quan có thẩm quyền", "Competent agency"), Some(places.competent)),
        (pick(lang, "Xã, phường liên quan", "Commune concerned"), places.commune),
        (pick(lang, "Nơi trả kết quả", "Returned at"), Some(places.return_at)),
    ];
    listed
        .into_iter()
        .filter_map(|(label, place)| Some(Fact::new(label, unit_in(lang, world, place?))))
        .collect()
}

/// A file that was erased with its row is not offered: its hash stays in the journal.
fn kept<'a>(given: Option<&'a PaperGiven>, files: &'a [KeptFile]) -> impl Iterator<Item = &'a KeptFile> {
    let named = given.into_iter().flat_map(|given| &given.files);
    named.filter_map(|hash| files.iter().find(|file| file.hash == *hash))
}

fn links(given: Option<&PaperGiven>, files: &[KeptFile]) -> Vec<Link> {
    let kept = kept(given, files);
    kept.map(|file| Link::new(file.name.as_str(), format!("/desk/files/{}", file.id))).collect()
}

fn papers(lang: Lang, dossier: &Dossier, version: &ProcedureVersion, files: &[KeptFile]) -> Vec<Paper> {
    let asked = dossier.open_supplement().map_or(&[][..], |open| &open.papers);
    let situation = dossier.situation();
    let lacking = version.lacking(&situation, |key| dossier.papers.iter().any(|given| given.key == *key));
    let required = version.papers.iter().map(|paper| {
        let given = dossier.papers.iter().find(|given| given.key == paper.key);
        let original = given.is_some_and(|given| matches!(given.form, PaperForm::Original));
        let count = given.map_or(0, |given| given.count);
        Paper {
            name: paper.name.clone(),
            originals: if original { count } else { 0 },
            copies: if original { 0 } else { count },
            state: match given {
                _ if asked.contains(&paper.key) => PaperState::Asked,
                Some(_) => PaperState::Present,
                None if lacking.contains(&paper.key) => PaperState::Missing,
                None if paper.required && paper.held_by.is_some() => PaperState::Held,
                None => PaperState::NotNeeded,
            },
            note: given
                .filter(|given| given.form != PaperForm::Unspecified)
                .map(|given| labels::paper_form(lang, given.form).to_owned()),
            files: links(given, files),
            notes: kept(given, files).flat_map(|file| file_notes::named(lang, file)).collect(),
        }
    });
    required.collect()
}

fn steps(
    lang: Lang,
    world: &World,
    dossier: &Dossier,
    version: &ProcedureVersion,
    now: Moment,
) -> Vec<StepRow> {
    let budget = |index: usize| {
        let term = version.step(index).and_then(|step| step.budget);
        term.map_or_else(|| "—".to_owned(), |term| timeline::term(lang, term))
    };
    let name = |index: usize| {
        version.step(index).map_or("", |step| pick(lang, &step.name, &step.name_en)).to_owned()
    };
    // Time waited for the applicant is nobody's time: it is no part of what a step used.
    let pauses = || dossier.clock.iter().flat_map(|clock| &clock.pauses).map(|entry| entry.pause);
    let used = |place: UnitId, from: Moment, to: Moment| {
        let calendar = world.calendar(place).ok();
        let between = |from: Moment, to: Moment| calendar?.working_minutes_between(from, to).ok();
        let minutes = between(from, to).map(|all| {
            let parts = pauses().map(|pause| (pause.from.max(from), pause.to.unwrap_or(now).min(to)));
            all - parts.filter(|(from, to)| from < to).filter_map(|(from, to)| between(from, to)).sum::<i64>()
        });
        minutes.map_or_else(|| "—".to_owned(), |minutes| timeline::span(lang, minutes))
    };
    let place = |id: UnitId, who: Option<OfficerId>| {
        who.map_or_else(
            || unit_in(lang, world, id),
            |who| format!("{}, {}", unit_in(lang, world, id), officer_name(world, who)),
        )
    };
    let mut rows: Vec<StepRow> = dossier
        .steps_done
        .iter()
        .map(|run| StepRow {
            name: name(run.index),
            unit: place(run.unit, run.officer),
            budget: budget(run.index),
            used: used(run.unit, run.started_at, run.ended_at),
            state: StepState::Done,
            behind: run.due_at.is_some_and(|due| run.ended_at > due),
            too_fast: run.below_floor,
        })
        .collect();
    if let Phase::Finished { at, .. } = dossier.phase {
        let last = version.steps.len().saturating_sub(1);
        rows.push(StepRow {
            name: name(last),
            unit: place(dossier.delivery_unit(), None),
            budget: budget(last),
            used: used(dossier.delivery_unit(), at, now),
            state: StepState::Current,
            behind: false,
            too_fast: false,
        });
    }
    let open = !dossier.phase.is_closed() && dossier.phase.ended_at().is_none();
    if let (Some(step), true) = (dossier.step, open) {
        if !step.done {
            rows.push(StepRow {
                name: name(step.index),
                unit: place(dossier.holder.unit, dossier.holder.officer),
                budget: budget(step.index),
                used: used(dossier.holder.unit, step.started_at, now),
                state: StepState::Current,
                behind: behind(dossier, now),
                too_fast: false,
            });
        }
        for index in flow::ahead(&version.steps, step.index, &dossier.situation()) {
            let ahead = &version.steps[index];
            rows.push(StepRow {
                name: name(index),
                unit: place(world.units.latest(dossier.unit_of(ahead)), None),
                budget: budget(index),
                used: "—".to_owned(),
                state: StepState::Ahead,
                behind: false,
                too_fast: false,
            });
        }
    }
    rows
}

fn prints(lang: Lang, dossier: &Dossier, reference: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut slip = |vi: &str, en: &str, kind: &str| {
        links.push(Link::new(pick(lang, vi, en), paths::slip(reference, kind)))
    };
    if !dossier.supplements.is_empty() {
        slip("Phiếu yêu cầu bổ sung (Mẫu 02)", "Request for supplement (Form 02)", "supplement");
    }
    match dossier.phase {
        Phase::Declined { .. } => slip("Phiếu từ chối (Mẫu 03)", "Refusal (Form 03)", "refusal"),
        Phase::Stopped { .. } => {
            slip("Thông báo dừng giải quyết (Mẫu 05)", "Notice of stop (Form 05)", "stop")
        }
        _ => {}
    }
    if dossier.clock.as_ref().is_some_and(|clock| clock.extension.is_some()) {
        slip("Văn bản xin lỗi, gia hạn (Mẫu 04)", "Apology and extension (Form 04)", "apology");
    }
    if dossier.code.is_some() {
        slip("Phiếu kiểm soát (Mẫu 06)", "Control slip (Form 06)", "control");
        let text = pick(lang, "Giấy tiếp nhận và hẹn trả (Mẫu 01)", "Receipt (Form 01)");
        links.insert(0, Link::new(text, paths::receipt(reference)));
    }
    links
}
