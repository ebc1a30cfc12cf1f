//! Files of a version: downloaded as they are, and read back with every problem told at its place.

use super::draft::{self, OnDraft, Side, address};
use super::sent::Filed;
use super::{Entered, enter};
use crate::desk::{command_id, fresh_command};
use crate::page::{html, html_with};
use crate::present::words;
use crate::problem::{Problem, Result};
use crate::session::Officer;
use crate::state::Web;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use motcua_app::Error;
use motcua_app::designer::{DraftView, Order, SaveDraft};
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::{bpmn, sheet, text};
use motcua_views::designer::{Block, Item, ReportPage, Upload};
use motcua_views::{FieldError, Link, NoticeKind};
use std::sync::Arc;

/// A file a version can be had as, and read back from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The whole version as a text.
    Toml,
    /// Its steps and papers, as offices keep them.
    Xlsx,
    /// Its flow, for a BPMN editor.
    Bpmn,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Toml, Kind::Xlsx, Kind::Bpmn];

    fn ending(self) -> &'static str {
        match self {
            Kind::Toml => "toml",
            Kind::Xlsx => "xlsx",
            Kind::Bpmn => "bpmn",
        }
    }

    fn of_ending(ending: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.ending() == ending)
    }

    fn media_type(self) -> &'static str {
        match self {
            Kind::Toml => "application/toml; charset=utf-8",
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind::Bpmn => "application/xml; charset=utf-8",
        }
    }

    fn label(self, entered: &Entered) -> &'static str {
        match self {
            Kind::Toml => entered.pick("Toàn bộ phiên bản (TOML)", "The whole version (TOML)"),
            Kind::Xlsx => entered.pick("Các bước và giấy tờ (Excel)", "Steps and papers (Excel)"),
            Kind::Bpmn => entered.pick("Sơ đồ quy trình (BPMN 2.0)", "The flow (BPMN 2.0)"),
        }
    }
}

/// The ways to them, from the address of a version or draft.
#[must_use]
pub fn links(entered: &Entered, base: &str) -> Vec<Link> {
    let link = |kind: Kind| Link::new(kind.label(entered), format!("{base}.{}", kind.ending()));
    Kind::ALL.into_iter().map(link).collect()
}

/// A version as a file.
///
/// # Errors
/// 404 for an ending that is not offered.
pub fn download(entered: &Entered, version: &ProcedureVersion, ending: &str) -> Result {
    let kind = Kind::of_ending(ending).ok_or_else(Problem::no_page)?;
    let units = &entered.ground.world.units;
    let bytes = match kind {
        Kind::Toml => text::write(version, units).into_bytes(),
        Kind::Xlsx => sheet::write(version, units),
        Kind::Bpmn => bpmn::write(version, units).into_bytes(),
    };
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    let name = format!("attachment; filename=\"{}.{ending}\"", version.code);
    // A code that is no header value has no file of its own name.
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// `/desk/designer/drafts/{id}/files`
pub async fn show(on: OnDraft) -> Result {
    let OnDraft { web, entered, view, .. } = on;
    Ok(html(page(&web, &entered, &view)?.render()))
}

fn page<'a>(web: &'a Web, entered: &Entered, view: &DraftView) -> Result<ReportPage<'a>> {
    let base = format!("{}/files/draft", address(view.draft.id));
    let mut blocks = vec![Block::Links(links(entered, &base))];
    if draft::is_open(view) {
        blocks.push(Block::Upload(Box::new(upload(web, entered, view)?)));
    }
    Ok(draft::report(web, entered, view, Side::Files, blocks))
}

/// `/desk/designer/drafts/{id}/files/{name}`
pub async fn of_draft(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path((id, name)): Path<(String, String)>,
) -> Result {
    let entered = enter(&web, officer).await?;
    let view = draft::load(&web, &entered, &id).await?;
    let ending = name.strip_prefix("draft.").ok_or_else(Problem::no_page)?;
    download(&entered, &view.content, ending)
}

/// A whole version from a text; or what is wrong with it, line by line.
pub fn read_whole(entered: &Entered, name: &str, bytes: &[u8]) -> Result<ProcedureVersion, Vec<Item>> {
    match kind_of(entered, name, bytes)? {
        Kind::Toml => read_text(entered, bytes),
        Kind::Xlsx | Kind::Bpmn => {
            let text = entered.pick("Chọn tệp có đuôi .toml", "Choose a file that ends in .toml");
            Err(vec![Item::plain(text)])
        }
    }
}

/// A draft with what a file says of it; or what is wrong with the file.
fn read_into(
    entered: &Entered,
    base: &ProcedureVersion,
    name: &str,
    bytes: &[u8],
) -> Result<ProcedureVersion, Vec<Item>> {
    match kind_of(entered, name, bytes)? {
        Kind::Toml => read_text(entered, bytes),
        Kind::Xlsx => {
            let tables = sheet::read(bytes, base, &entered.ground.world.units);
            let tables = tables
                .map_err(|problems| problems.iter().map(|one| of_cell(entered, one)).collect::<Vec<_>>())?;
            Ok(ProcedureVersion { steps: tables.steps, papers: tables.papers, ..base.clone() })
        }
        Kind::Bpmn => {
            let steps = bpmn::read(bytes, base, &entered.ground.world.units);
            let steps = steps
                .map_err(|problems| problems.iter().map(|one| of_bpmn(entered, one)).collect::<Vec<_>>())?;
            Ok(ProcedureVersion { steps, ..base.clone() })
        }
    }
}

fn kind_of(entered: &Entered, name: &str, bytes: &[u8]) -> Result<Kind, Vec<Item>> {
    if bytes.is_empty() {
        let text = entered.pick("Chọn một tệp có nội dung", "Choose a file that is not empty");
        return Err(vec![Item::plain(text)]);
    }
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    Kind::of_ending(&ending).ok_or_else(|| {
        let text = entered.pick(
            "Chọn tệp có đuôi .toml, .xlsx hoặc .bpmn",
            "Choose a file that ends in .toml, .xlsx or .bpmn",
        );
        vec![Item::plain(text)]
    })
}

fn read_text(entered: &Entered, bytes: &[u8]) -> Result<ProcedureVersion, Vec<Item>> {
    let (units, fields) = (&entered.ground.world.units, &entered.ground.fields);
    text::read_bytes(bytes, units, fields, text::Numbering::Given(VersionId(0)))
        .map_err(|problems| problems.iter().map(|problem| of_text(entered, problem)).collect())
}

fn of_text(entered: &Entered, problem: &text::TextProblem) -> Item {
    let lang = words(entered.lang());
    let (line, column) = (entered.pick("Dòng", "Line"), entered.pick("cột", "column"));
    Item {
        tone: Some(NoticeKind::Warning),
        label: Some(format!("{line} {}, {column} {}", problem.line, problem.column)),
        text: problem.text(lang).to_owned(),
        note: Some(problem.remedy(lang).to_owned()).filter(|text| !text.is_empty()),
        link: None,
    }
}

fn of_cell(entered: &Entered, problem: &sheet::CellProblem) -> Item {
    let lang = words(entered.lang());
    Item {
        tone: Some(NoticeKind::Warning),
        label: Some(problem.place(lang)),
        text: problem.text(lang).to_owned(),
        note: Some(problem.remedy(lang).to_owned()).filter(|text| !text.is_empty()),
        link: None,
    }
}

fn of_bpmn(entered: &Entered, problem: &bpmn::BpmnProblem) -> Item {
    let line = problem.line.map(|line| format!("{} {line}", entered.pick("Dòng", "Line")));
    let element = problem.element.as_ref().map(|id| format!("{} {id}", entered.pick("phần tử", "element")));
    let place: Vec<String> = line.into_iter().chain(element).collect();
    Item {
        tone: Some(NoticeKind::Warning),
        label: (!place.is_empty()).then(|| place.join(", ")),
        ..Item::plain(problem.text(words(entered.lang())))
    }
}

/// Puts what is wrong with a file onto a page that offers to send one.
pub fn refuse(entered: &Entered, page: &mut ReportPage<'_>, problems: Vec<Item>) {
    let text = format!(
        "{}: {}",
        entered.pick("Tệp chưa dùng được, số chỗ cần sửa", "The file cannot be used yet; places to mend"),
        problems.len()
    );
    page.page.errors.push(FieldError::new("file", text));
    page.blocks.insert(
        0,
        Block::Heading(entered.pick("Những chỗ cần sửa trong tệp", "What to mend in the file").to_owned()),
    );
    page.blocks.insert(1, Block::List(problems));
}

/// The form that writes a draft from a file.
///
/// # Errors
/// Without entropy.
pub fn upload(web: &Web, entered: &Entered, view: &DraftView) -> Result<Upload> {
    Ok(Upload {
        name: "upload".to_owned(),
        action: format!("{}/upload", address(view.draft.id)),
        label: entered.pick("Ghi bản thảo từ tệp", "Write the draft from a file").to_owned(),
        hint: entered
            .pick("Tệp TOML của thủ tục này, tối đa 1 MB", "The TOML text of this procedure, 1 MB at most")
            .to_owned(),
        accept: ".toml".to_owned(),
        submit: entered.pick("Tải lên", "Send").to_owned(),
        command_id: fresh_command(web)?,
        expected_revision: u64::from(view.draft.revision),
    })
}

/// `POST /desk/designer/drafts/{id}/upload`
pub async fn into_draft(State(web): State<Arc<Web>>, Path(id): Path<String>, filed: Filed) -> Result {
    let Filed { officer, form, name, bytes } = filed;
    let entered = enter(&web, officer).await?;
    let view = draft::load(&web, &entered, &id).await?;
    let problems = match read_into(&entered, &view.content, &name, &bytes) {
        Err(problems) => problems,
        Ok(definition) => {
            let seen =
                form.get("expected_revision").parse().map_err(|_| Problem::malformed("expected_revision"))?;
            let order = Order { command_id: command_id(form.get("command_id"))?, draft: view.draft.id, seen };
            let (title, note) = (view.draft.title.clone(), view.draft.note.clone());
            let save = SaveDraft { order, definition, title, note, based_on: None };
            match web.app.save_draft(entered.actor(), save).await {
                Ok(_) => {
                    let href = format!("{}?done=read", address(view.draft.id));
                    return Ok(Redirect::to(&href).into_response());
                }
                Err(Error::Invalid(fields)) => {
                    fields.iter().map(|field| Item::plain(entered.pick(&field.vi, &field.en))).collect()
                }
                Err(Error::Draft(refusal)) => vec![Item::plain(refusal.message(words(entered.lang())))],
                Err(error) => return Err(error.into()),
            }
        }
    };
    let mut page = page(&web, &entered, &view)?;
    refuse(&entered, &mut page, problems);
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, page.render()))
}
