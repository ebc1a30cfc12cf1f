//! What is done to a draft besides writing it: submit, approve, send back, publish, withdraw, give up.

use super::draft::{self, address};
use super::ground::{self, Ground, Officers};
use super::{Entered, as_published, editor, publish};
use crate::desk::{command_id, fresh_command};
use crate::form::{Form, day};
use crate::problem::{Problem, Result};
use crate::session::Posted;
use crate::state::Web;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::Error;
use motcua_app::designer::{Done, DraftRefusal, DraftView, OpenDossiers, Order, PublishDraft};
use motcua_app::error::{FieldProblem, What};
use motcua_domain::procedure::{DraftAct, DraftPurpose, DraftState, ProcedureVersion};
use motcua_procedure::lint;
use motcua_views::designer::Block;
use motcua_views::form::ActForm;
use motcua_views::{Field, FieldError, FieldKind, Notice, NoticeKind};
use std::sync::Arc;

/// The acts offered on the pages of a draft where it stands, but for publication, which has a page of its own.
pub fn offered(web: &Web, entered: &Entered, view: &DraftView) -> Result<Vec<Block>> {
    let wrote = view.acts.iter().any(|act| {
        matches!(act.kept.act, DraftAct::Start | DraftAct::Save)
            && act.kept.officer == entered.officer.who.officer
    });
    let acts: &[DraftAct] = match view.draft.state {
        DraftState::Draft => &[DraftAct::Submit, DraftAct::Discard],
        DraftState::Submitted if wrote => &[DraftAct::Discard],
        DraftState::Submitted => &[DraftAct::Approve, DraftAct::Reject],
        DraftState::Approved => &[DraftAct::Reject, DraftAct::Discard],
        DraftState::Rejected => &[DraftAct::Discard],
        DraftState::Published => &[DraftAct::Withdraw],
        DraftState::Discarded => &[],
    };
    let today = web.app.now().date();
    let mut blocks = Vec::new();
    for act in acts {
        // The head of a commune hands in and gives up; the rest is the city's.
        if !entered.designs && !matches!(act, DraftAct::Submit | DraftAct::Discard) {
            continue;
        }
        let begun = view.draft.valid_from.is_some_and(|day| day <= today);
        if *act == DraftAct::Withdraw && begun {
            continue;
        }
        blocks.push(Block::Act(Box::new(form_of(web, entered, view, *act)?)));
    }
    Ok(blocks)
}

/// The form of an act.
pub fn form_of(web: &Web, entered: &Entered, view: &DraftView, act: DraftAct) -> Result<ActForm> {
    let reason = |vi, en| vec![Field::new("note", entered.pick(vi, en), FieldKind::TextArea(2))];
    let (title, intro, fields) = match act {
        DraftAct::Submit if !entered.designs => (
            entered.pick("Gửi phê duyệt", "Submit for approval"),
            entered.pick(
                "Người thiết kế quy trình của thành phố sẽ xem và phê duyệt.",
                "A process designer of the city looks at it and approves it.",
            ),
            Vec::new(),
        ),
        DraftAct::Submit => (
            entered.pick("Gửi phê duyệt", "Submit for approval"),
            entered.pick(
                "Một người thiết kế khác sẽ xem và phê duyệt.",
                "Another designer looks at it and approves it.",
            ),
            Vec::new(),
        ),
        DraftAct::Approve => (
            entered.pick("Phê duyệt", "Approve"),
            entered.pick(
                "Bản thảo được phê duyệt như đang hiển thị và có thể được công bố.",
                "The draft is approved as it stands and may be published.",
            ),
            vec![Field::new("note", entered.pick("Ý kiến", "Remark"), FieldKind::TextArea(2)).optional()],
        ),
        DraftAct::Reject => (
            entered.pick("Trả lại người soạn", "Send back"),
            entered.pick("Người soạn sửa rồi gửi lại.", "Its author mends it and submits it again."),
            reason("Lý do trả lại", "Reason"),
        ),
        DraftAct::Withdraw => (
            entered.pick("Rút công bố", "Withdraw the publication"),
            entered.pick(
                "Chỉ rút được trước ngày có hiệu lực.",
                "Possible only before the day it takes effect.",
            ),
            reason("Lý do rút", "Reason"),
        ),
        DraftAct::Discard => (
            entered.pick("Bỏ bản thảo", "Give the draft up"),
            entered.pick("Nội dung đã lưu vẫn còn trong lịch sử.", "What was saved stays on record."),
            reason("Lý do bỏ", "Reason"),
        ),
        DraftAct::Publish | DraftAct::Start | DraftAct::Save => return Err(Problem::malformed("act")),
    };
    Ok(ActForm {
        act: act.key().to_owned(),
        action: format!("{}/acts/{}", address(view.draft.id), act.key()),
        title: title.to_owned(),
        intro: Some(intro.to_owned()),
        submit: title.to_owned(),
        fields,
        danger: matches!(act, DraftAct::Discard | DraftAct::Withdraw),
        primary: matches!(act, DraftAct::Submit | DraftAct::Approve),
        command_id: fresh_command(web)?,
        expected_revision: u64::from(view.draft.revision),
    })
}

/// What was done just now, when the page is opened after it.
pub fn done(entered: &Entered, act: &str) -> Option<Notice> {
    let (vi, en) = match act {
        "start" => ("Đã mở bản thảo. Sửa rồi bấm Lưu.", "The draft is begun. Change it, then press Save."),
        "save" => ("Đã lưu bản thảo.", "The draft is saved."),
        "submit" => (
            "Đã gửi phê duyệt. Chờ một người thiết kế khác phê duyệt.",
            "Submitted. Another designer has to approve it.",
        ),
        "approve" => (
            "Đã phê duyệt. Mở trang công bố để chọn ngày hiệu lực.",
            "Approved. Choose its first day on the page of publication.",
        ),
        "reject" => ("Đã trả lại người soạn.", "Sent back to its author."),
        "publish" => (
            "Đã công bố. Phiên bản mới có hiệu lực từ ngày đã chọn.",
            "Published. The new version takes effect on the day chosen.",
        ),
        "withdraw" => ("Đã rút công bố.", "The publication is withdrawn."),
        "discard" => ("Đã bỏ bản thảo.", "The draft is given up."),
        "read" => ("Đã đọc tệp và lưu vào bản thảo.", "The file was read and saved into the draft."),
        _ => return None,
    };
    Some(Notice { kind: NoticeKind::Success, text: entered.pick(vi, en).to_owned(), link: None })
}

/// `POST /desk/designer/drafts/{id}/acts/{act}`
pub async fn submit(
    State(web): State<Arc<Web>>,
    Path((id, act)): Path<(String, String)>,
    posted: Posted,
) -> Result {
    let Posted { officer, form } = posted;
    let entered = super::enter_unit(&web, officer).await?;
    let known = DraftAct::ALL.into_iter().find(|known| known.key() == act);
    let act = known.ok_or_else(|| Problem::from(Error::NotFound(What::Page)))?;
    let draft = super::draft_id(&id)?;
    let seen = form.get("expected_revision").parse().map_err(|_| Problem::malformed("expected_revision"))?;
    let order = Order { command_id: command_id(form.get("command_id"))?, draft, seen };
    match carry_out(&web, &entered, act, order, &form).await {
        Ok(done) => {
            let side = if matches!(act, DraftAct::Publish | DraftAct::Withdraw | DraftAct::Approve) {
                "/publish"
            } else {
                ""
            };
            let base =
                if entered.designs { address(done.draft) } else { super::variation::address(done.draft) };
            let href = format!("{base}{side}?done={}", act.key());
            Ok(Redirect::to(&href).into_response())
        }
        Err(error) => refused(&web, &entered, &id, act, &form, error).await,
    }
}

async fn carry_out(
    web: &Arc<Web>,
    entered: &Entered,
    act: DraftAct,
    order: Order,
    form: &Form,
) -> Result<Done, Error> {
    let (app, actor, note) = (&web.app, entered.actor(), form.get("note").to_owned());
    match act {
        DraftAct::Submit => {
            let checks = Checks::of(web, entered).await?;
            app.submit_draft(actor, order, &|version| checks.errors(version)).await
        }
        DraftAct::Approve => app.approve_draft(actor, order, note).await,
        DraftAct::Reject => app.reject_draft(actor, order, note).await,
        DraftAct::Discard => app.discard_draft(actor, order, note).await,
        DraftAct::Withdraw => app.withdraw_publication(actor, order, note).await,
        DraftAct::Publish => {
            let effective_on = day(form.get("effective_on")).ok_or_else(|| {
                let (vi, en) = ("Nhập ngày theo dạng 24/7/2026", "Enter a day such as 24/7/2026");
                Error::Invalid(vec![FieldProblem::new("effective_on", "date", vi, en)])
            })?;
            let run = form.get("open") == "run";
            let open = if run { OpenDossiers::RunToTheirEnd } else { OpenDossiers::MustBeNone };
            let checks = Checks::of(web, entered).await?;
            let publish = PublishDraft { order, effective_on, open };
            app.publish_draft(actor, publish, &|version| checks.errors(version)).await
        }
        DraftAct::Start | DraftAct::Save => Err(Error::NotFound(What::Page)),
    }
}

/// The checks that forbid a submission.
struct Checks {
    ground: Ground,
    officers: Officers,
    today: motcua_calendar::Date,
}

impl Checks {
    async fn of(web: &Web, entered: &Entered) -> Result<Checks, Error> {
        let officers = Officers::of(web).await?;
        Ok(Checks { ground: Ground::of(web, entered.lang()), officers, today: web.app.now().date() })
    }
    fn errors(&self, version: &ProcedureVersion) -> usize {
        let version = as_published(version, &self.ground, self.today);
        lint::errors(&ground::check(&self.ground, &self.officers, &version))
    }
}

/// The page again, with why the act was not done.
async fn refused(
    web: &Arc<Web>,
    entered: &Entered,
    id: &str,
    act: DraftAct,
    form: &Form,
    error: Error,
) -> Result {
    let lang = crate::present::words(entered.lang());
    let (status, errors) = match &error {
        Error::Draft(refusal) => {
            let target = match refusal {
                DraftRefusal::TooEarly { .. } => format!("{}-effective_on", act.key()),
                _ => String::new(),
            };
            (StatusCode::CONFLICT, vec![FieldError::new(target, refusal.message(lang))])
        }
        Error::Invalid(fields) => {
            let error = |f: &FieldProblem| {
                FieldError::new(format!("{}-{}", act.key(), f.field), entered.pick(&f.vi, &f.en))
            };
            (StatusCode::UNPROCESSABLE_ENTITY, fields.iter().map(error).collect())
        }
        _ => return Err(error.into()),
    };
    let view = draft::load(web, entered, id).await?;
    let errors = at_fields(&view, act, errors);
    if matches!(act, DraftAct::Publish) {
        return publish::again(web, entered, &view, form, errors, status).await;
    }
    let shown = editor::Shown { errors, status, ..editor::Shown::default() };
    if view.draft.unit.is_some() {
        return super::variation::again(web, entered, id, shown).await;
    }
    editor::show(web, entered, &view, super::parts::Part::Steps, shown).await
}

/// An act that is not offered any more has no field an error could stand at.
fn at_fields(view: &DraftView, act: DraftAct, errors: Vec<FieldError>) -> Vec<FieldError> {
    let there = act.leads(view.draft.purpose, Some(view.draft.state)).is_some();
    if there { errors } else { errors.into_iter().map(|error| FieldError::new("", error.text)).collect() }
}

/// Puts errors into the fields of act forms among blocks.
pub fn mark(blocks: &mut [Block], errors: &[FieldError]) {
    for block in blocks {
        if let Block::Act(act) = block {
            let ids: Vec<String> = act.fields.iter().map(|field| act.field_id(&field.name)).collect();
            for (field, id) in act.fields.iter_mut().zip(ids) {
                let error = errors.iter().find(|error| error.target == id);
                field.error = error.map(|error| error.text.clone());
            }
        }
    }
}

/// Whether a draft can be published as it stands.
#[must_use]
pub fn publishable(view: &DraftView) -> bool {
    view.draft.state == DraftState::Approved
}

/// Whether it ends its procedure.
#[must_use]
pub fn ends(view: &DraftView) -> bool {
    view.draft.purpose == DraftPurpose::Ending
}
