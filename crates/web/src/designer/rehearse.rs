//! `/desk/designer/drafts/{id}/try`: a dossier made up is walked through the draft, step by step, on the city's calendar.

use super::draft::{self, Side, address};
use super::{Entered, enter};
use crate::form::{Form, moment};
use crate::page::html;
use crate::present::{date, when, words};
use crate::problem::Result;
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use motcua_calendar::{DueRequest, Moment, STANDARD_DAY_MINUTES, Term, WorkCalendar};
use motcua_domain::dossier::{Finding, Outcome};
use motcua_domain::procedure::{Channel, Competence, ProcedureVersion, Situation, Step, StepKind, flow};
use motcua_views::designer::{Block, Cell, Item, Query};
use motcua_views::{Choice, Field, FieldError, FieldKind, Lang, NoticeKind};
use std::sync::Arc;

/// What was chosen for the dossier.
struct Made<'a> {
    situation: Situation<'a>,
    received: Moment,
}

/// `/desk/designer/drafts/{id}/try?case=&channel=&finding=&outcome=&received=`
pub async fn show(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let entered = enter(&web, officer).await?;
    let view = draft::load(&web, &entered, &id).await?;
    let query = Form::of_query(query.as_deref());
    let version = &view.content;
    let typed = query.get("received");
    let received = if typed.is_empty() { Some(web.app.now()) } else { moment(typed) };
    let made = received.map(|received| Made { situation: situation(version, &query), received });
    let blocks = made.as_ref().map_or_else(Vec::new, |made| walk(&entered, version, made));
    let mut page = draft::report(&web, &entered, &view, Side::Try, blocks);
    let action = format!("{}/{}", address(view.draft.id), Side::Try.key());
    page.query = Some(asked(&entered, version, &query, action, received));
    if received.is_none() {
        let text = entered
            .pick("Nhập ngày giờ theo dạng 24/7/2026 16:30", "Enter a day and hour such as 24/7/2026 16:30");
        page.page.errors.push(FieldError::new("received", text));
    }
    Ok(html(page.render()))
}

fn situation<'a>(version: &'a ProcedureVersion, query: &Form) -> Situation<'a> {
    let channel = Channel::ALL.into_iter().find(|channel| channel.key() == query.get("channel"));
    let outcome =
        if query.get("outcome") == Outcome::Refuse.key() { Outcome::Refuse } else { Outcome::Grant };
    let case = version.cases.iter().find(|case| case.key.as_str() == query.get("case"));
    Situation {
        case: case.or(version.cases.first()).map(|case| &case.key),
        channel: Some(channel.unwrap_or(Channel::Counter)),
        finding: Finding::ALL.into_iter().find(|finding| finding.key() == query.get("finding")),
        proposed: Some(outcome),
        decided: Some(outcome),
    }
}

fn asked(
    entered: &Entered,
    version: &ProcedureVersion,
    query: &Form,
    action: String,
    received: Option<Moment>,
) -> Query {
    let select = |name: &str, vi, en, choices: Vec<Choice>| {
        let choices = choices.into_iter().map(|choice| choice.chosen_if(query.get(name))).collect();
        Field::new(name, entered.pick(vi, en), FieldKind::Select(choices))
    };
    let mut fields = Vec::new();
    if !version.cases.is_empty() {
        let cases = version.cases.iter();
        let cases = cases.map(|case| Choice::new(case.key.as_str(), entered.pick(&case.name, &case.name_en)));
        fields.push(select("case", "Trường hợp", "Case", cases.collect()));
    }
    fields.push(select("channel", "Cách nộp", "Channel", entered.ground.channel_choices()));
    let finding = |finding| {
        let (vi, en) = match finding {
            Finding::Meets => ("đủ điều kiện", "meets"),
            Finding::DoesNotMeet => ("không đủ điều kiện", "does not meet"),
            Finding::NeedsChecks => ("cần kiểm tra thêm", "needs checks"),
        };
        Choice::new(Finding::key(finding), entered.pick(vi, en))
    };
    let none = Choice::new("", entered.pick("chưa ghi", "not recorded"));
    let findings = std::iter::once(none).chain(Finding::ALL.into_iter().map(finding)).collect();
    fields.push(select("finding", "Kết quả thẩm định", "Appraisal", findings));
    let outcomes = vec![
        Choice::new(Outcome::Grant.key(), entered.pick("đồng ý", "granted")),
        Choice::new(Outcome::Refuse.key(), entered.pick("từ chối", "refused")),
    ];
    fields.push(select("outcome", "Quyết định", "Decision", outcomes));
    let shown = match query.get("received") {
        "" => received.map_or_else(String::new, |at| format!("{} {}", date(at.date()), at.minute_of_day())),
        typed => typed.to_owned(),
    };
    let hint = entered.pick("Ví dụ 24/7/2026 16:30", "For instance 24/7/2026 16:30");
    let mut field = Field::new("received", entered.pick("Tiếp nhận lúc", "Received at"), FieldKind::DateTime)
        .hint(hint)
        .value(shown);
    if received.is_none() {
        field =
            field.error(entered.pick(
                "Nhập ngày giờ theo dạng 24/7/2026 16:30",
                "Enter a day and hour such as 24/7/2026 16:30",
            ));
    }
    fields.push(field);
    Query { action, fields, submit: entered.pick("Đi thử", "Walk").to_owned() }
}

/// The way of the dossier, with its promise and when each step is to be done.
fn walk(entered: &Entered, version: &ProcedureVersion, made: &Made<'_>) -> Vec<Block> {
    let lang = entered.lang();
    let path = flow::path(&version.steps, &made.situation);
    let mut blocks = Vec::new();
    let calendar = calendar(entered, version);
    let rule = version.rule_for(made.situation.case, made.situation.channel.unwrap_or(Channel::Counter));
    let due = calendar.as_ref().and_then(|calendar| {
        calendar.due(&DueRequest { received: made.received, rule, pauses: &[], extension: None }).ok()
    });
    let promised = match &due {
        Some(due) => when(lang, due.at),
        None => entered.pick("Lịch chưa phủ ngày này", "The calendar does not cover this day").to_owned(),
    };
    blocks.push(Block::Facts(vec![
        (entered.pick("Hẹn trả", "Promise").to_owned(), Cell::number(promised)),
        (entered.pick("Thời hạn", "Term").to_owned(), Cell::text(rule.term.label(words(lang)))),
    ]));
    if !flow::is_sound(&version.steps, &path) {
        let text = entered.pick(
            "Đường đi này không đưa hồ sơ đến kết quả: thiếu bước tiếp nhận, phê duyệt hoặc trả kết quả, hoặc sai thứ tự.",
            "This way does not carry a dossier to its result: intake, approval or return is missing or out of order.",
        );
        blocks.push(Block::List(vec![Item { tone: Some(NoticeKind::Warning), ..Item::plain(text) }]));
    }
    let mut spent = 0u32;
    let start = due.as_ref().map_or(made.received, |due| due.start);
    let steps = path.iter().map(|at| {
        let step = &version.steps[*at];
        if step.clock_runs {
            spent = spent.saturating_add(step.budget.map_or(0, working_minutes));
        }
        let end = calendar.as_ref().and_then(|calendar| calendar.add_working_minutes(start, spent).ok());
        line(entered, version, step, end)
    });
    blocks.push(Block::Steps(steps.collect()));
    let left_out = version.steps.len() - path.len();
    if left_out > 0 {
        let text = format!("{}: {left_out}", entered.pick("Số bước không đi qua", "Steps left out"));
        blocks.push(Block::Text(text));
    }
    blocks
}

/// The calendar of whoever decides; for communes that of the first one.
fn calendar(entered: &Entered, version: &ProcedureVersion) -> Option<Arc<WorkCalendar>> {
    let world = &entered.ground.world;
    let unit = match version.competence {
        Competence::Agency(unit) => unit,
        Competence::Commune => world.units.lasting().find(|unit| unit.kind.is_commune())?.id,
    };
    world.calendar(unit).ok().map(Arc::clone)
}

fn working_minutes(term: Term) -> u32 {
    match term {
        Term::WorkingMinutes(minutes) => minutes,
        Term::WorkingDays(days) | Term::CalendarDays(days) => days.saturating_mul(STANDARD_DAY_MINUTES),
        Term::Months(months) => months.saturating_mul(20 * STANDARD_DAY_MINUTES),
    }
}

fn line(entered: &Entered, version: &ProcedureVersion, step: &Step, end: Option<Moment>) -> Item {
    let lang = entered.lang();
    let english = lang == Lang::En && !step.name_en.is_empty();
    let name = if english { &step.name_en } else { &step.name };
    let who = format!("{}, {}", step.role.label(words(lang)), entered.ground.place_name(step.place));
    let mut notes = Vec::new();
    match (step.clock_runs, step.budget) {
        (false, _) => {
            notes.push(entered.pick("Không tính vào thời hạn.", "Does not count in the term.").to_owned())
        }
        (true, Some(budget)) => {
            let by =
                end.map(|end| format!(", {} {}", entered.pick("xong trước", "done by"), when(lang, end)));
            notes.push(format!("{}{}.", budget.label(words(lang)), by.unwrap_or_default()));
        }
        (true, None) => {
            notes.push(entered.pick("Không chia thời gian riêng.", "No time of its own.").to_owned())
        }
    }
    for opinion in &step.opinions {
        let what = match opinion.is_branch() {
            false => entered.pick("Lấy ý kiến", "Opinion of"),
            true => entered.pick("Song song,", "Side by side,"),
        };
        let place = entered.ground.place_name(opinion.place);
        let own = opinion.steps.iter().map(|own| {
            let name = entered.pick(&own.name, if own.name_en.is_empty() { &own.name } else { &own.name_en });
            let time = own.budget.map_or_else(String::new, |time| format!(", {}", time.label(words(lang))));
            format!("{name} ({}{time})", own.role.label(words(lang)))
        });
        let own = own.collect::<Vec<_>>().join(" → ");
        let own = if own.is_empty() { own } else { format!(": {own}") };
        notes.push(format!("{what} {place}, {}{own}.", opinion.within.label(words(lang))));
    }
    if step.kind == StepKind::Intake && !version.papers.is_empty() {
        let asked = version.papers.iter().filter(|paper| paper.required && paper.held_by.is_none()).count();
        notes
            .push(format!("{}: {asked}.", entered.pick("Giấy tờ bắt buộc nộp", "Papers that must be given")));
    }
    Item { note: Some(notes.join(" ")), ..Item::plain(format!("{name}: {who}.")) }
}
