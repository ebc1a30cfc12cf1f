//! One dossier of a person: how it stands, what they may do, the result, rating.

use super::session::{Applicant, PostedByApplicant};
use crate::access_log::AccessLog;
use crate::desk::{command_id, fresh_command, reference, visible};
use crate::file_notes;
use crate::form::Form;
use crate::me::files::content;
use crate::page::{html, html_with, mine};
use crate::portal::tracking::{Told, following, todo};
use crate::present::timeline::paper_name;
use crate::present::{day, labels, pick, unit_in, words};
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::{paths, rating};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::error::What;
use motcua_app::ratings::Rater;
use motcua_app::{ActRequest, Error, KeptFile, World};
use motcua_domain::dossier::acts::{Act, permit};
use motcua_domain::dossier::command::Command;
use motcua_domain::dossier::event::Event;
use motcua_domain::dossier::{Dossier, Phase, ReturnMethod};
use motcua_domain::ids::PaperKey;
use motcua_domain::procedure::{PaperForm, ProcedureVersion};
use motcua_store::queries::timeline::{self, Note};
use motcua_store::queries::tracking::{Tracked, course};
use motcua_views::form::{ActForm, Field, FieldKind};
use motcua_views::me::{AskedPaper, Kept, MyDossierPage, ResultBox, SupplementForm};
use motcua_views::{FieldError, Lang, Link, Mine, Notice, NoticeKind};
use std::sync::Arc;

/// Everything the page shows, read in one unit of work.
struct Read {
    tracked: Tracked,
    version: Arc<ProcedureVersion>,
    said: Option<String>,
}

/// What was tried and did not go through.
pub(super) struct Failed {
    pub act: Act,
    pub typed: String,
    pub text: String,
    pub status: StatusCode,
    /// Fields with what is wrong at them, of a form of several.
    pub fields: Vec<(String, String)>,
}

/// `/me/dossiers/{reference}?done=`
pub async fn show(
    State(web): State<Arc<Web>>,
    applicant: Applicant,
    Path(wanted): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let done = Act::from_key(Form::of_query(query.as_deref()).get("done"));
    let read = read(&web, &applicant, &wanted).await?;
    AccessLog::note_own(&web, applicant.who.person, Some(read.tracked.dossier.id), "own");
    let mut view = page(&web, &applicant, &read, None).await?;
    if let Some(act) = done {
        let lang = applicant.lang();
        let text = match act {
            Act::RequestWithdrawal => pick(
                lang,
                "Đã gửi yêu cầu rút hồ sơ. Cơ quan đang giữ hồ sơ sẽ trả lời.",
                "Your request to withdraw was sent. The agency that holds the dossier will answer.",
            ),
            _ => pick(lang, "Đã ghi nhận.", "Done."),
        };
        view.page.notice = Some(Notice { kind: NoticeKind::Success, text: text.to_owned(), link: None });
    }
    Ok(html(view.render()))
}

/// `POST /me/dossiers/{reference}/acts/{act}`: through the one path of acts.
pub async fn act(
    State(web): State<Arc<Web>>,
    Path((wanted, act)): Path<(String, String)>,
    posted: PostedByApplicant,
) -> Result {
    let PostedByApplicant { applicant, form } = posted;
    let act = Act::from_key(&act.replace('-', "_")).ok_or_else(Problem::no_page)?;
    let command_id = command_id(form.get("command_id"))?;
    let expected_revision =
        form.get("expected_revision").parse().map_err(|_| Problem::malformed("expected_revision"))?;
    let note = form.given("note").map(str::to_owned);
    let command = match act {
        Act::RequestWithdrawal => Command::RequestWithdrawal { note },
        Act::Supplement => Command::Supplement { papers: Vec::new(), note },
        _ => return Err(Problem::no_page()),
    };
    let (actor, name) = (Arc::clone(&applicant.who.actor), wanted.clone());
    let dossier = web.app.read(move |tx, world| visible(tx, world, &actor, &name)).await?;
    let request = ActRequest { dossier: dossier.id.into(), expected_revision, command_id, command };
    match web.app.act(Arc::clone(&applicant.who.actor), request).await {
        Ok(_) => {
            let to = format!("{}?done={}", paths::my_dossier(&wanted), act.key());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error @ (Error::Refused(_) | Error::Stale { .. } | Error::CommandReused)) => {
            let text = error.message(words(applicant.lang()));
            let typed = form.get("note").to_owned();
            let status = Problem::from(error).status;
            let failed = Failed { act, typed, text, status, fields: Vec::new() };
            refused(&web, &applicant, &wanted, failed).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /me/dossiers/{reference}/rating`
pub async fn rate(
    State(web): State<Arc<Web>>,
    Path(wanted): Path<String>,
    posted: PostedByApplicant,
) -> Result {
    let PostedByApplicant { applicant, form } = posted;
    let (actor, name) = (Arc::clone(&applicant.who.actor), wanted.clone());
    let dossier = web.app.read(move |tx, world| visible(tx, world, &actor, &name)).await?;
    rating::keep(&web, dossier.id, Rater::Party(applicant.who.person), &form).await?;
    Ok(Redirect::to(&format!("{}#rating", paths::my_dossier(&wanted))).into_response())
}

/// The page again, with what is wrong.
pub(super) async fn refused(
    web: &Web,
    applicant: &Applicant,
    wanted: &str,
    failed: Failed,
) -> Result<Response> {
    let read = read(web, applicant, wanted).await?;
    let view = page(web, applicant, &read, Some(&failed)).await?;
    Ok(html_with(failed.status, view.render()))
}

async fn read(web: &Web, applicant: &Applicant, wanted: &str) -> Result<Read> {
    let (actor, wanted) = (Arc::clone(&applicant.who.actor), wanted.to_owned());
    let read = web.app.read(move |tx, world| {
        let dossier = Arc::new(visible(tx, world, &actor, &wanted)?);
        let version = world.version(dossier.version).cloned();
        let version =
            version.ok_or_else(|| Error::Defect(format!("version {} is missing", dossier.version)))?;
        let history = timeline::events_with(tx, &dossier.id, |_| None)?;
        let said = history.iter().rev().find_map(|item| match (&item.event, &item.note) {
            (event, Note::Text(text)) if speaks_to_the_applicant(event) => Some(text.clone()),
            _ => None,
        });
        let said = said.filter(|_| heeds(&dossier.phase, history.last().map(|item| &item.event)));
        Ok(Read { tracked: course(tx, dossier)?, version, said })
    });
    Ok(read.await?)
}

/// Facts whose words are written for the applicant; notes of other acts are the agency's own.
fn speaks_to_the_applicant(event: &Event) -> bool {
    matches!(
        event,
        Event::SupplementRequested { .. }
            | Event::PaymentRequested { .. }
            | Event::Declined { .. }
            | Event::Stopped { .. }
            | Event::WithdrawalRefused {}
    )
}

/// Whether the last of these words still matters.
fn heeds(phase: &Phase, last: Option<&Event>) -> bool {
    matches!(
        phase,
        Phase::SupplementRequested { .. }
            | Phase::PaymentRequested { .. }
            | Phase::Declined { .. }
            | Phase::Stopped { .. }
    ) || matches!(last, Some(Event::WithdrawalRefused {}))
}

async fn page<'a>(
    web: &'a Web,
    applicant: &Applicant,
    read: &Read,
    failed: Option<&Failed>,
) -> Result<MyDossierPage<'a>> {
    let (lang, world, now) = (applicant.lang(), web.app.world(), web.app.now());
    let dossier = &read.tracked.dossier;
    let reference = reference(dossier);
    let mut it = following(lang, &world, &read.tracked, now);
    it.todo = todo(lang, &world, dossier, Told::Mine);
    if it.code.is_empty() {
        it.code = pick(lang, "Chưa có mã hồ sơ", "No number yet").to_owned();
    }
    let mut page = mine(web, applicant, it.code.clone(), Mine::Dossiers);
    page.path = paths::my_dossier(&reference);
    if let Some(failed) = failed {
        let target = match (failed.typed.is_empty(), failed.act) {
            (true, _) => "",
            (false, Act::Supplement) => "supplement-note",
            (false, _) => "request-withdrawal-note",
        };
        if failed.fields.is_empty() {
            page.errors.push(FieldError::new(target, failed.text.clone()));
        }
        let at = |(field, text): &(String, String)| FieldError::new(field.clone(), text.clone());
        page.errors.extend(failed.fields.iter().map(at));
    }
    let offer = Offer { web, lang, dossier, version: &read.version, reference: &reference, failed };
    let (acts, cannot) = offer.acts(&applicant.who.actor)?;
    let action = format!("{}/rating", paths::my_dossier(&reference));
    let escaped = paths::escape(&reference);
    let files = web.app.files_of_dossier(Arc::clone(&applicant.who.actor), dossier.id).await?;
    let held = dossier.result_files.last().copied();
    let held = web.app.result_files(held.as_slice()).await?.pop();
    let notes = files.iter().flat_map(|file| file_notes::named(lang, file)).collect();
    Ok(MyDossierPage {
        page,
        rating: rating::offer(web, lang, dossier, action).await?,
        result: result(lang, &world, dossier, held.as_ref().map(|(_, file)| file)),
        said: read.said.clone(),
        supplement: offer.papers(&applicant.who.actor)?,
        acts,
        cannot,
        papers: papers(lang, dossier, &read.version),
        notes,
        looked: format!("/me/data?dossier={escaped}#looks"),
        correction: format!("/me/data?about={escaped}#correction"),
        it,
    })
}

/// What a person is offered on a dossier.
struct Offer<'a> {
    web: &'a Web,
    lang: Lang,
    dossier: &'a Dossier,
    version: &'a ProcedureVersion,
    reference: &'a str,
    failed: Option<&'a Failed>,
}

impl Offer<'_> {
    /// The acts, and why the one people ask for most is not among them.
    fn acts(&self, actor: &motcua_domain::actor::Actor) -> Result<(Vec<ActForm>, Option<String>)> {
        let mut acts = Vec::new();
        let may = |act| permit(self.dossier, actor, act, self.version);
        // Where words alone were asked for, they are given here.
        let words_only = self.dossier.open_supplement().is_some_and(|open| open.papers.is_empty());
        if words_only && may(Act::Supplement).is_ok() {
            acts.push(self.form(Act::Supplement)?);
        }
        let cannot = match may(Act::RequestWithdrawal) {
            Ok(()) => {
                acts.push(self.form(Act::RequestWithdrawal)?);
                None
            }
            Err(_) if self.dossier.phase.is_closed() => None,
            Err(_) => Some(self.why_not().to_owned()),
        };
        Ok((acts, cannot))
    }

    /// The papers asked for, as files to be sent.
    fn papers(&self, actor: &motcua_domain::actor::Actor) -> Result<Option<SupplementForm>> {
        let asked = self.dossier.open_supplement().filter(|open| !open.papers.is_empty());
        let may = permit(self.dossier, actor, Act::Supplement, self.version).is_ok();
        let Some(open) = asked.filter(|_| may) else { return Ok(None) };
        let wrong = self.failed.map_or(&[][..], |failed| &failed.fields);
        let paper = |key: &PaperKey| {
            let field = field_of(key);
            AskedPaper {
                name: name_of(self.lang, self.version, key),
                error: wrong.iter().find(|(at, _)| *at == field).map(|(_, text)| text.clone()),
                field,
            }
        };
        Ok(Some(SupplementForm {
            action: format!("{}/supplement", paths::my_dossier(self.reference)),
            command_id: fresh_command(self.web)?,
            expected_revision: u64::from(self.dossier.revision),
            papers: open.papers.iter().map(paper).collect(),
        }))
    }

    fn form(&self, act: Act) -> Result<ActForm> {
        let lang = self.lang;
        let failed = self.failed.filter(|failed| failed.act == act);
        let (title, intro, label, submit) = match act {
            Act::Supplement => (
                pick(lang, "Trả lời yêu cầu bổ sung", "Answer the request"),
                pick(
                    lang,
                    "Cơ quan yêu cầu ông/bà làm rõ. Trả lời ở đây; thời hạn giải quyết chạy tiếp ngay sau đó.",
                    "The agency asks you to explain. Answer here; the clock runs on at once.",
                ),
                pick(lang, "Nội dung trả lời", "Your answer"),
                pick(lang, "Gửi trả lời", "Send the answer"),
            ),
            _ => (
                pick(lang, "Xin rút hồ sơ", "Ask to withdraw"),
                pick(
                    lang,
                    "Khi hồ sơ được rút, việc giải quyết dừng lại. Cơ quan đang giữ hồ sơ sẽ trả lời; có thể không rút được nữa nếu kết quả đã ký.",
                    "When a dossier is withdrawn, work on it stops. The agency that holds it will answer; it may be too late once the result is signed.",
                ),
                pick(lang, "Lý do", "Reason"),
                pick(lang, "Gửi yêu cầu rút hồ sơ", "Send the request"),
            ),
        };
        let mut note = Field::new("note", label, FieldKind::TextArea(3));
        note.optional = act == Act::RequestWithdrawal;
        if let Some(failed) = failed {
            note = note.value(failed.typed.clone()).error(failed.text.clone());
        }
        let key = act.key().replace('_', "-");
        Ok(ActForm {
            action: paths::my_act(self.reference, &key),
            act: key,
            title: title.to_owned(),
            intro: Some(intro.to_owned()),
            submit: submit.to_owned(),
            fields: vec![note],
            danger: act == Act::RequestWithdrawal,
            primary: act == Act::Supplement,
            command_id: fresh_command(self.web)?,
            expected_revision: u64::from(self.dossier.revision),
        })
    }

    /// Why the dossier cannot be withdrawn now.
    fn why_not(&self) -> &'static str {
        match self.dossier.phase {
            Phase::Finished { .. } => pick(
                self.lang,
                "Không rút được hồ sơ nữa vì đã có kết quả.",
                "The dossier can no longer be withdrawn: there is a result.",
            ),
            Phase::WithdrawalRequested { .. } => pick(
                self.lang,
                "Yêu cầu rút hồ sơ đã gửi và đang được xem xét.",
                "Your request to withdraw was sent and is being considered.",
            ),
            _ => pick(self.lang, "Hiện không rút được hồ sơ này.", "This dossier cannot be withdrawn now."),
        }
    }
}

/// The field in which a paper is sent.
pub(super) fn field_of(key: &PaperKey) -> String {
    format!("paper-{key}")
}

/// `/me/dossiers/{reference}/result/{no}`: the result as a file, to its owner and the one who filed; each taking is noted.
pub async fn result_file(
    State(web): State<Arc<Web>>,
    applicant: Applicant,
    Path((wanted, no)): Path<(String, String)>,
) -> Result {
    let actor = Arc::clone(&applicant.who.actor);
    let asking = Arc::clone(&actor);
    let dossier = web.app.read(move |tx, world| visible(tx, world, &asking, &wanted)).await?;
    let result = dossier.result_files.iter().find(|file| file.no.to_string() == no).copied();
    let kept = web.app.result_files(result.as_slice()).await?.pop();
    let (_, kept) = kept.ok_or(Error::NotFound(What::File))?;
    let opened = web.app.file(actor, kept.id).await?;
    AccessLog::note_own(&web, applicant.who.person, Some(dossier.id), "own result");
    Ok(content(opened))
}

/// The result and how it is had: in words, and the file that holds once it was attached.
fn result(lang: Lang, world: &World, dossier: &Dossier, held: Option<&KeptFile>) -> Option<ResultBox> {
    let issued = dossier.result.as_ref()?;
    let number = format!("{} {}.", pick(lang, "Văn bản số", "Number"), issued.number);
    let how = match (&dossier.phase, dossier.return_by) {
        (Phase::Returned { .. }, _) => pick(lang, "Đã trả.", "It was handed out.").to_owned(),
        (_, ReturnMethod::Post) => pick(lang, "Bưu chính sẽ chuyển đến.", "The post brings it.").to_owned(),
        (_, ReturnMethod::Online) if held.is_some() => {
            pick(lang, "Trả trực tuyến.", "It is online.").to_owned()
        }
        _ => format!(
            "{} {}.",
            pick(lang, "Nhận tại", "Take it at"),
            unit_in(lang, world, dossier.delivery_unit())
        ),
    };
    let files = dossier.result_files.last().filter(|_| held.is_some()).map(|file| {
        let name = pick(lang, "Tải tệp kết quả (PDF)", "Take the result as a file (PDF)");
        let name = match file.no {
            1 => name.to_owned(),
            _ => {
                let since = pick(lang, "bản thay thế ngày", "replaced on");
                format!("{name}, {since} {}", day(lang, file.at.date()))
            }
        };
        Link::new(name, format!("{}/result/{}", paths::my_dossier(&reference(dossier)), file.no))
    });
    Some(ResultBox {
        text: format!("{number} {how}"),
        files: files.into_iter().collect(),
        notes: held.map(|file| file_notes::of(lang, file)).unwrap_or_default(),
    })
}

fn name_of(lang: Lang, version: &ProcedureVersion, key: &PaperKey) -> String {
    version.paper(key).map_or_else(|| key.to_string(), |paper| paper_name(lang, paper).to_owned())
}

fn papers(lang: Lang, dossier: &Dossier, version: &ProcedureVersion) -> Vec<Kept> {
    let line = |given: &motcua_domain::dossier::PaperGiven| {
        let form = match given.form {
            PaperForm::Unspecified => String::new(),
            form => format!(", {}", labels::paper_form(lang, form)),
        };
        let (one, many) = (pick(lang, "bản", "copy"), pick(lang, "bản", "copies"));
        let word = if given.count == 1 { one } else { many };
        Kept { label: name_of(lang, version, &given.key), value: format!("{} {word}{form}", given.count) }
    };
    dossier.papers.iter().map(line).collect()
}
