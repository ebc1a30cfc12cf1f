//! `/desk/designer/drafts/{id}`: the editor, one part of the draft at a time, the table of steps first.
//!
//! A button of a row keeps what was typed and saves nothing; "save" reads the part, writes it into the newest definition
//! and keeps the whole. Who saves over somebody else's work is told so and keeps what was typed.

use super::draft::{self, address};
use super::layout::{self, Piece};
use super::parts::Part;
use super::sent::Large;
use super::typed::Typed;
use super::{Entered, acts, check, enter};
use crate::desk::{command_id, fresh_command};
use crate::form::Form;
use crate::page::html_with;
use crate::present::words;
use crate::problem::{Problem, Result};
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::Error;
use motcua_app::designer::{DraftRefusal, DraftView, Order, SaveDraft};
use motcua_calendar::STANDARD_DAY_MINUTES;
use motcua_domain::procedure::{Channel, ProcedureVersion, Situation, StepPlace, flow};
use motcua_procedure::{Severity, diagram, lint};
use motcua_views::designer::{Block, EditorPage, Figure, Item, Panel};
use motcua_views::{FieldError, Lang, Link, Notice, NoticeKind};
use std::sync::Arc;

/// Findings shown under the editor; the page of checks has them all.
const FINDINGS_SHOWN: usize = 12;

/// How an editor page is shown.
#[derive(Default)]
pub struct Shown {
    /// What was typed; the draft as kept, when nothing was.
    pub typed: Option<Typed>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// What just happened.
    pub notice: Option<Notice>,
    /// Status of the answer.
    pub status: StatusCode,
}

/// `/desk/designer/drafts/{id}?part=`
pub async fn form(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let entered = enter(&web, officer).await?;
    let view = draft::load(&web, &entered, &id).await?;
    let query = Form::of_query(query.as_deref());
    if view.draft.unit.is_some() {
        let done = query
            .given("done")
            .map_or_else(String::new, |act| format!("?done={}", crate::paths::escape(act)));
        let href = format!("{}{done}", super::variation::address(view.draft.id));
        return Ok(Redirect::to(&href).into_response());
    }
    let notice = acts::done(&entered, query.get("done"));
    show(&web, &entered, &view, Part::of_key(query.get("part")), Shown { notice, ..Shown::default() }).await
}

/// Shows one part.
pub async fn show(web: &Arc<Web>, entered: &Entered, view: &DraftView, part: Part, shown: Shown) -> Result {
    let pieces = part.layout(&entered.ground, &view.content, shown.typed.as_ref());
    let typed = shown.typed.unwrap_or_else(|| kept(entered, view, part));
    let mut page = entered.page(web, draft::title(entered, view));
    page.path = format!("{}?part={}", address(view.draft.id), part.key());
    (page.errors, page.notice) = (shown.errors, shown.notice);
    let mut panels = layout::panels(entered.lang(), &pieces, &typed, &page.errors);
    let open = draft::is_open(view);
    let mut blocks = acts::offered(web, entered, view)?;
    acts::mark(&mut blocks, &page.errors);
    let found = check::findings(web, entered, &view.content).await?;
    blocks.extend(findings(entered, view, &found));
    if part == Part::Form && !view.content.form.is_empty() {
        let text = entered.pick("Xem biểu mẫu như người nộp sẽ thấy", "See the form as the applicant would");
        let href = super::form_preview::address(view.draft.id);
        blocks.insert(0, Block::Links(vec![Link::new(text, href)]));
    }
    if part == Part::Steps {
        foot(&mut panels, sums(entered, &view.content));
        blocks.push(Block::Figure(Box::new(drawing(entered, &view.content))));
    }
    let view = EditorPage {
        back: Some(draft::back(entered, view)),
        about: draft::about(entered, view),
        tabs: draft::tabs(entered, view, Some(part), None),
        action: address(view.draft.id),
        part: part.key().to_owned(),
        command_id: fresh_command(web)?,
        expected_revision: u64::from(view.draft.revision),
        open,
        panels,
        blocks,
        page,
    };
    Ok(html_with(shown.status, view.render()))
}

/// A part as it is kept.
fn kept(entered: &Entered, view: &DraftView, part: Part) -> Typed {
    let mut typed = part.typed(&entered.ground, &view.content);
    typed.set("title", view.draft.title.as_str());
    typed.set("note", view.draft.note.as_str());
    typed
}

/// `POST /desk/designer/drafts/{id}`
pub async fn submit(State(web): State<Arc<Web>>, Path(id): Path<String>, sent: Large) -> Result {
    let Large { officer, form } = sent;
    let entered = enter(&web, officer).await?;
    let view = draft::load(&web, &entered, &id).await?;
    let part = Part::of_key(form.get("part"));
    let pieces = part.layout(&entered.ground, &view.content, None);
    let mut typed = read_form(&form, &pieces);
    if form.get("do") != "save" {
        let shapes = layout::shapes(&pieces);
        if typed.carry_out(form.get("do"), &shapes, Part::empty).is_none() {
            return Err(Problem::malformed("do"));
        }
        let text = entered.pick(
            "Bảng đã đổi nhưng chưa lưu. Bấm Lưu để giữ lại.",
            "The table has changed and is not saved yet. Press Save to keep it.",
        );
        let notice = Some(Notice { kind: NoticeKind::Information, text: text.to_owned(), link: None });
        return show(&web, &entered, &view, part, Shown { typed: Some(typed), notice, ..Shown::default() })
            .await;
    }
    save(&web, &entered, view, part, &form, typed).await
}

fn read_form(form: &Form, pieces: &[Piece]) -> Typed {
    Typed::of_form(form, &layout::values(pieces), &layout::shapes(pieces))
}

async fn save(
    web: &Arc<Web>,
    entered: &Entered,
    view: DraftView,
    part: Part,
    form: &Form,
    typed: Typed,
) -> Result {
    let mut definition = view.content.clone();
    let errors = part.read(&entered.ground, &typed, &mut definition);
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(web, entered, &view, part, Shown { typed: Some(typed), errors, notice: None, status })
            .await;
    }
    let general = part == Part::General;
    let (title, note) = if general {
        (typed.get("title").to_owned(), typed.get("note").to_owned())
    } else {
        (view.draft.title.clone(), view.draft.note.clone())
    };
    let seen = form.get("expected_revision").parse().map_err(|_| Problem::malformed("expected_revision"))?;
    let order = Order { command_id: command_id(form.get("command_id"))?, draft: view.draft.id, seen };
    // Whoever saves has the newest published version in sight: the comparison on the next page is with that one.
    let newest = entered.ground.world.versions_of(&definition.code).iter().map(|version| version.id).max();
    let save = SaveDraft { order, definition, title, note, based_on: newest };
    match web.app.save_draft(entered.actor(), save).await {
        Ok(_) => {
            let href = format!("{}?part={}&done=save", address(view.draft.id), part.key());
            Ok(Redirect::to(&href).into_response())
        }
        Err(error) => refused(web, entered, view, part, typed, error).await,
    }
}

/// Shows the part again with what was typed, and why it was not kept.
async fn refused(
    web: &Arc<Web>,
    entered: &Entered,
    view: DraftView,
    part: Part,
    typed: Typed,
    error: Error,
) -> Result {
    let lang = words(entered.lang());
    let (status, errors, notice) = match &error {
        Error::Draft(refusal) => {
            let stale = matches!(refusal, DraftRefusal::Stale { .. });
            let notice = stale.then(|| Notice {
                kind: NoticeKind::Warning,
                text: entered
                    .pick(
                        "Nội dung vừa nhập còn nguyên bên dưới. Xem bản mới trước; bấm Lưu lần nữa thì phần này được ghi theo nội dung bên dưới, các phần khác giữ theo bản mới.",
                        "What you typed still stands below. Look at the newer draft first; pressing Save again writes this part as below and keeps the other parts as they are now.",
                    )
                    .to_owned(),
                link: Some(Link::new(
                    entered.pick("Mở bản mới", "Open the newer draft"),
                    format!("{}?part={}", address(view.draft.id), part.key()),
                )),
            });
            (StatusCode::CONFLICT, vec![FieldError::new("", refusal.message(lang))], notice)
        }
        Error::Invalid(fields) => {
            let text =
                |vi: &str, en: &str| if entered.lang() == Lang::Vi { vi.to_owned() } else { en.to_owned() };
            let known = layout::values(&part.layout(&entered.ground, &view.content, None));
            let at = |name: &str| if known.contains(&name) { name.to_owned() } else { String::new() };
            let errors = fields.iter().map(|f| FieldError::new(at(&f.field), text(&f.vi, &f.en))).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, errors, None)
        }
        _ => return Err(error.into()),
    };
    show(web, entered, &view, part, Shown { typed: Some(typed), errors, notice, status }).await
}

/// The findings that matter most, and the way to all of them.
fn findings(entered: &Entered, view: &DraftView, found: &[motcua_procedure::Finding]) -> Vec<Block> {
    let mut blocks = vec![
        Block::Heading(entered.pick("Kiểm tra", "Checks").to_owned()),
        Block::Text(check::summary(entered, found)),
    ];
    let grave = found.iter().filter(|finding| finding.severity > Severity::Note);
    let items: Vec<Item> =
        grave.take(FINDINGS_SHOWN).map(|finding| check::item(entered, view, finding)).collect();
    if !items.is_empty() {
        blocks.push(Block::List(items));
    }
    let all = Link::new(
        entered.pick("Xem mọi kết quả kiểm tra", "See everything the checks found"),
        format!("{}/check", address(view.draft.id)),
    );
    blocks.push(Block::Links(vec![all]));
    blocks
}

fn foot(panels: &mut [Panel], sums: Vec<Item>) {
    if let Some(Panel::Grid(grid)) = panels.iter_mut().find(|panel| matches!(panel, Panel::Grid(_))) {
        grid.foot.extend(sums);
    }
}

/// The sum of budgets against the legal term, for every case.
fn sums(entered: &Entered, version: &ProcedureVersion) -> Vec<Item> {
    let cases: Vec<_> =
        if version.cases.is_empty() { vec![None] } else { version.cases.iter().map(Some).collect() };
    cases
        .into_iter()
        .map(|case| {
            let key = case.map(|case| &case.key);
            let mut situations = flow::situations(key.map_or(&[][..], std::slice::from_ref))
                .filter(|s| s.channel == Some(Channel::Counter));
            let situation =
                situations.next().unwrap_or_else(|| Situation { case: key, ..Situation::default() });
            let budgets = lint::budgets(version, &situation);
            let name = case.map(|case| format!("{}: ", entered.pick(&case.name, &case.name_en)));
            let term = budgets.term.label(words(entered.lang()));
            let unsplit = match budgets.unsplit {
                0 => String::new(),
                n => format!(
                    " {}: {n}.",
                    entered.pick("Số bước chưa chia thời gian", "Steps without a time of their own")
                ),
            };
            let text = format!(
                "{}{} {}; {} {term}.{unsplit}",
                name.unwrap_or_default(),
                entered.pick("Tổng thời gian các bước:", "Sum of the steps:"),
                minutes(entered.lang(), budgets.minutes),
                entered.pick("thời hạn giải quyết:", "legal term:"),
            );
            let text = format!("{text}{}", shares(entered, &budgets));
            let differs = budgets.unsplit == 0 && budgets.difference_minutes() != 0;
            let over = budgets.difference_minutes() > 0;
            Item { tone: (differs || over).then_some(NoticeKind::Warning), ..Item::plain(text) }
        })
        .collect()
}

/// What each agency has of it, and what agencies have side by side.
fn shares(entered: &Entered, budgets: &lint::Budgets) -> String {
    let part = |(place, time): &(StepPlace, u64)| {
        format!("{} {}", entered.ground.place_name(*place), minutes(entered.lang(), *time))
    };
    let list = |label: &str, sums: &[(StepPlace, u64)]| match sums {
        [] => String::new(),
        sums => format!(" {label} {}.", sums.iter().map(part).collect::<Vec<_>>().join("; ")),
    };
    let each = list(entered.pick("Từng nơi:", "Each agency:"), &budgets.by_place);
    format!("{each}{}", list(entered.pick("Song song:", "Side by side:"), &budgets.beside))
}

/// Working time in days and hours.
pub fn minutes(lang: Lang, minutes: u64) -> String {
    let day = u64::from(STANDARD_DAY_MINUTES);
    let (days, hours, rest) = (minutes / day, minutes % day / 60, minutes % 60);
    let vi = lang == Lang::Vi;
    let mut parts = Vec::new();
    if days > 0 {
        parts.push(format!("{days} {}", if vi { "ngày" } else { "d" }));
    }
    if hours > 0 || parts.is_empty() && rest == 0 {
        parts.push(format!("{hours} {}", if vi { "giờ" } else { "h" }));
    }
    if rest > 0 {
        parts.push(format!("{rest} {}", if vi { "phút" } else { "min" }));
    }
    let all = parts.join(" ");
    if vi { format!("{all} làm việc") } else { format!("{all} working time") }
}

/// The flow as a picture, with the same in words.
pub fn drawing(entered: &Entered, version: &ProcedureVersion) -> Figure {
    let (units, lang) = (&entered.ground.world.units, words(entered.lang()));
    Figure {
        caption: entered.pick("Sơ đồ quy trình", "Diagram of the process").to_owned(),
        svg: diagram::svg(version, units, lang),
        words: diagram::text(version, units, lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_time_is_said_in_days_hours_and_minutes() {
        assert_eq!(minutes(Lang::Vi, 0), "0 giờ làm việc");
        assert_eq!(minutes(Lang::Vi, 480 + 90), "1 ngày 1 giờ 30 phút làm việc");
        assert_eq!(minutes(Lang::En, 960), "2 d working time");
    }
}
