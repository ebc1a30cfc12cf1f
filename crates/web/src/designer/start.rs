//! How a draft begins: from a version, anew, from an older version, as the end of a procedure, from a file.

use super::sent::Filed;
use super::{Entered, draft, enter, files, list, procedure};
use crate::desk::{command_id, fresh_command};
use crate::form::{Form, day};
use crate::page::html_with;
use crate::present::{date, words};
use crate::problem::{Problem, Result};
use crate::session::Posted;
use crate::state::Web;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::Error;
use motcua_app::designer::{Done, EndProcedure, NewProcedure, Origin, StartDraft};
use motcua_app::error::FieldProblem;
use motcua_domain::ids::{ProcedureCode, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_views::designer::{Item, Upload};
use motcua_views::form::ActForm;
use motcua_views::{Choice, Field, FieldError, FieldKind};
use std::sync::Arc;

/// The form that begins a draft from a version: the one in force, unless another is chosen.
pub fn draft_form(
    web: &Web,
    entered: &Entered,
    versions: &[Arc<ProcedureVersion>],
    in_force: VersionId,
) -> Result<ActForm> {
    let title = entered.pick("Soạn phiên bản mới", "Draft a new version");
    Ok(ActForm {
        act: "draft".to_owned(),
        action: format!("{}/draft", address_of(versions)),
        title: title.to_owned(),
        intro: None,
        submit: title.to_owned(),
        fields: vec![
            Field::new(
                "from",
                entered.pick("Dựa trên", "From"),
                FieldKind::Select(choices(entered, versions, in_force)),
            ),
            Field::new("title", entered.pick("Nội dung thay đổi", "What changes"), FieldKind::Text)
                .value(format!("{} {}", entered.pick("Sửa đổi phiên bản", "Change of version"), in_force)),
        ],
        primary: true,
        command_id: fresh_command(web)?,
        ..ActForm::default()
    })
}

/// The form that goes back to an older version.
pub fn roll_back_form(
    web: &Web,
    entered: &Entered,
    versions: &[Arc<ProcedureVersion>],
    in_force: VersionId,
) -> Result<ActForm> {
    let title = entered.pick("Khôi phục nội dung cũ", "Go back to older content");
    let mut older = choices(entered, versions, VersionId(0));
    older.retain(|choice| choice.value != in_force.to_string());
    Ok(ActForm {
        act: "roll-back".to_owned(),
        action: format!("{}/roll-back", address_of(versions)),
        title: title.to_owned(),
        intro: Some(
            entered
                .pick(
                    "Nội dung cũ trở lại như một phiên bản mới, cũng phải được phê duyệt và công bố.",
                    "The older content comes back as a new version, which is approved and published like any other.",
                )
                .to_owned(),
        ),
        submit: title.to_owned(),
        fields: vec![
            Field::new("from", entered.pick("Phiên bản", "Version"), FieldKind::Select(older)),
            Field::new("note", entered.pick("Lý do", "Why"), FieldKind::TextArea(2)),
        ],
        command_id: fresh_command(web)?,
        ..ActForm::default()
    })
}

/// The form that ends a procedure.
pub fn end_form(web: &Web, entered: &Entered, code: &ProcedureCode) -> Result<ActForm> {
    let title = entered.pick("Chấm dứt thủ tục", "End the procedure");
    Ok(ActForm {
        act: "end".to_owned(),
        action: format!("{}/end", procedure::address(code)),
        title: title.to_owned(),
        intro: Some(
            entered
                .pick(
                    "Việc chấm dứt chờ một người thiết kế khác phê duyệt rồi mới được công bố.",
                    "The end waits for another designer's approval and is published then.",
                )
                .to_owned(),
        ),
        submit: title.to_owned(),
        fields: vec![
            Field::new(
                "effective_on",
                entered.pick("Ngày đầu tiên không còn thủ tục", "First day without it"),
                FieldKind::Date,
            ),
            Field::new(
                "note",
                entered.pick("Văn bản, lý do chấm dứt", "Document and reason"),
                FieldKind::TextArea(2),
            ),
        ],
        danger: true,
        command_id: fresh_command(web)?,
        ..ActForm::default()
    })
}

/// The form of a new procedure.
pub fn new_form(web: &Web, entered: &Entered) -> Result<ActForm> {
    let title = entered.pick("Soạn thủ tục mới", "Draft a new procedure");
    Ok(ActForm {
        act: "new".to_owned(),
        action: "/desk/designer".to_owned(),
        title: title.to_owned(),
        intro: Some(
            entered
                .pick(
                    "Bắt đầu với năm bước thông thường ở cấp xã; sửa tiếp trong bản thảo.",
                    "It begins with the five usual steps at the commune; change them in the draft.",
                )
                .to_owned(),
        ),
        submit: title.to_owned(),
        fields: vec![
            Field::new("code", entered.pick("Mã thủ tục", "Code"), FieldKind::Text)
                .hint(entered.pick("Ví dụ 1.001193", "For instance 1.001193")),
            Field::new("name", entered.pick("Tên thủ tục", "Name"), FieldKind::Text),
            Field::new(
                "field",
                entered.pick("Lĩnh vực", "Field"),
                FieldKind::Select(entered.ground.field_choices()),
            ),
        ],
        command_id: fresh_command(web)?,
        ..ActForm::default()
    })
}

/// The form that brings a procedure along as a text.
pub fn upload(web: &Web, entered: &Entered) -> Result<Upload> {
    Ok(Upload {
        name: "upload".to_owned(),
        action: "/desk/designer/upload".to_owned(),
        label: entered.pick("Soạn từ tệp TOML", "Draft from a TOML file").to_owned(),
        hint: entered
            .pick("Tệp văn bản của một thủ tục, tối đa 1 MB", "The text of one procedure, 1 MB at most")
            .to_owned(),
        accept: ".toml".to_owned(),
        submit: entered.pick("Tải lên", "Send").to_owned(),
        command_id: fresh_command(web)?,
        expected_revision: 0,
    })
}

fn choices(entered: &Entered, versions: &[Arc<ProcedureVersion>], chosen: VersionId) -> Vec<Choice> {
    let label = |version: &ProcedureVersion| {
        format!(
            "{} {}, {} {}, {}",
            entered.pick("Phiên bản", "Version"),
            version.id,
            entered.pick("từ", "from"),
            date(version.valid_from),
            version.rule.term.label(words(entered.lang()))
        )
    };
    let all = versions.iter().rev().map(|version| Choice::new(version.id.to_string(), label(version)));
    all.map(|choice| choice.chosen_if(&chosen.to_string())).collect()
}

fn address_of(versions: &[Arc<ProcedureVersion>]) -> String {
    versions.first().map_or_else(|| "/desk/designer".to_owned(), |version| procedure::address(&version.code))
}

/// `POST /desk/designer/{code}/draft`, `/roll-back`, `/end`
pub async fn from_procedure(
    State(web): State<Arc<Web>>,
    Path((code, what)): Path<(String, String)>,
    posted: Posted,
) -> Result {
    let Posted { officer, form } = posted;
    let entered = enter(&web, officer).await?;
    let code = ProcedureCode(code);
    let done = match what.as_str() {
        "draft" => begin(&web, &entered, &code, &form).await,
        "roll-back" => go_back(&web, &entered, &code, &form).await,
        "end" => end(&web, &entered, &code, &form).await,
        _ => return Err(Problem::no_page()),
    };
    match done {
        Ok(done) => Ok(begun(&done)),
        Err(error) => {
            let (status, errors) = told(&entered, &what, error)?;
            let page = procedure::page(&web, &entered, &code, errors).await?;
            Ok(html_with(status, page.render()))
        }
    }
}

fn begun(done: &Done) -> Response {
    Redirect::to(&format!("{}?done=start", draft::address(done.draft))).into_response()
}

fn version_of(entered: &Entered, code: &ProcedureCode, form: &Form) -> Result<VersionId, Error> {
    let id = form.get("from").parse().ok().map(VersionId);
    let known = id.and_then(|id| entered.ground.world.version(id)).filter(|version| version.code == *code);
    known.map(|version| version.id).ok_or_else(|| {
        let (vi, en) = ("Chọn một phiên bản trong danh sách", "Choose a version of the list");
        Error::Invalid(vec![FieldProblem::new("from", "version", vi, en)])
    })
}

async fn begin(web: &Web, entered: &Entered, code: &ProcedureCode, form: &Form) -> Result<Done, Error> {
    let start = StartDraft {
        command_id: id_of(form)?,
        origin: Origin::Version(version_of(entered, code, form)?),
        title: form.get("title").to_owned(),
        note: String::new(),
    };
    web.app.start_draft(entered.actor(), start).await
}

async fn go_back(web: &Web, entered: &Entered, code: &ProcedureCode, form: &Form) -> Result<Done, Error> {
    let to = version_of(entered, code, form)?;
    web.app.roll_back(entered.actor(), id_of(form)?, to, form.get("note").to_owned()).await
}

async fn end(web: &Web, entered: &Entered, code: &ProcedureCode, form: &Form) -> Result<Done, Error> {
    let from = day(form.get("effective_on")).ok_or_else(|| {
        let (vi, en) = ("Nhập ngày theo dạng 24/7/2026", "Enter a day such as 24/7/2026");
        Error::Invalid(vec![FieldProblem::new("effective_on", "date", vi, en)])
    })?;
    let end = EndProcedure {
        command_id: id_of(form)?,
        code: code.clone(),
        from,
        reason: form.get("note").to_owned(),
    };
    web.app.end_procedure(entered.actor(), end).await
}

fn id_of(form: &Form) -> Result<motcua_domain::ids::CommandId, Error> {
    command_id(form.get("command_id")).map_err(|_| {
        let (vi, en) = ("Tải lại trang rồi gửi lại", "Reload the page and send it again");
        Error::Invalid(vec![FieldProblem::new("command_id", "malformed", vi, en)])
    })
}

/// `POST /desk/designer`: a new procedure.
pub async fn anew(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let entered = enter(&web, officer).await?;
    let mut problems = Vec::new();
    if form.get("name").is_empty() {
        let (vi, en) = ("Nhập tên thủ tục", "Enter the name");
        problems.push(FieldProblem::new("name", "required", vi, en));
    }
    let done = if problems.is_empty() {
        let name: String = form.get("name").chars().take(1_000).collect();
        let new = NewProcedure {
            code: form.get("code").into(),
            name: name.clone(),
            field: form.get("field").into(),
        };
        let title = format!("{} {name}", entered.pick("Thủ tục mới:", "New procedure:"));
        let start = StartDraft {
            command_id: id_of(&form)?,
            origin: Origin::New(new),
            title: title.chars().take(motcua_app::designer::TITLE_CHARACTERS_MAX).collect(),
            note: String::new(),
        };
        web.app.start_draft(entered.actor(), start).await
    } else {
        Err(Error::Invalid(problems))
    };
    match done {
        Ok(done) => Ok(begun(&done)),
        Err(error) => {
            let (status, errors) = told(&entered, "new", error)?;
            let mut page = list::list(&web, &entered, &Form::default(), &[])?;
            page.page.path = "/desk/designer".to_owned();
            for block in &mut page.blocks {
                if let motcua_views::designer::Block::Act(act) = block {
                    act.fields.iter_mut().for_each(|field| field.value = form.get(&field.name).to_owned());
                }
            }
            super::acts::mark(&mut page.blocks, &errors);
            page.page.errors = errors;
            Ok(html_with(status, page.render()))
        }
    }
}

/// `POST /desk/designer/upload`: a procedure brought along as a text.
pub async fn from_file(State(web): State<Arc<Web>>, filed: Filed) -> Result {
    let Filed { officer, form, name, bytes } = filed;
    let entered = enter(&web, officer).await?;
    let version = match files::read_whole(&entered, &name, &bytes) {
        Ok(version) => version,
        Err(problems) => return refused_file(&web, &entered, problems),
    };
    let title = format!("{} {}", entered.pick("Từ tệp", "From the file"), name);
    let start = StartDraft {
        command_id: id_of(&form)?,
        origin: Origin::Definition(Box::new(version)),
        title: title.chars().take(motcua_app::designer::TITLE_CHARACTERS_MAX).collect(),
        note: String::new(),
    };
    match web.app.start_draft(entered.actor(), start).await {
        Ok(done) => Ok(begun(&done)),
        Err(Error::Invalid(fields)) => {
            let items = fields.iter().map(|field| Item::plain(entered.pick(&field.vi, &field.en))).collect();
            refused_file(&web, &entered, items)
        }
        Err(error) => Err(error.into()),
    }
}

fn refused_file(web: &Arc<Web>, entered: &Entered, problems: Vec<Item>) -> Result {
    let mut page = list::list(web, entered, &Form::default(), &[])?;
    page.page.path = "/desk/designer".to_owned();
    files::refuse(entered, &mut page, problems);
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, page.render()))
}

/// Why something was not begun, at its fields.
fn told(entered: &Entered, act: &str, error: Error) -> Result<(StatusCode, Vec<FieldError>)> {
    match &error {
        Error::Invalid(fields) => {
            let told = |field: &FieldProblem| {
                FieldError::new(format!("{act}-{}", field.field), entered.pick(&field.vi, &field.en))
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, fields.iter().map(told).collect()))
        }
        Error::Draft(refusal) => {
            let text = refusal.message(words(entered.lang()));
            Ok((StatusCode::CONFLICT, vec![FieldError::new("", text)]))
        }
        _ => Err(error.into()),
    }
}
