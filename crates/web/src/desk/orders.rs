//! `/desk/orders`: orders taken on, reported on and judged, by those concerned.

use super::counts::Counts;
use super::{command_id, fresh_command};
use crate::access_log::AccessLog;
use crate::board::numbers::Numbers;
use crate::form::{Form, day as typed_day};
use crate::page::{desk, html, html_with};
use crate::paths;
use crate::present::{actor as actor_name, date, day, officer as officer_name, pick, unit_in, when, words};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::Error;
use motcua_app::office::{OrderFile, Sending, Standing, Told, Whose, headed, oversees};
use motcua_calendar::Date;
use motcua_domain::actor::Actor;
use motcua_domain::ids::{CommandId, UnitId};
use motcua_domain::office::order::{Act, ActName, Seen};
use motcua_domain::office::{OfficeRefusal, leads};
use motcua_insight::{Figure, Metric, Sums, Target};
use motcua_store::figures::Period;
use motcua_views::desk::{Happening, ListedRow, OfficeFile, OrderPage, OrdersPage};
use motcua_views::{ActForm, Choice, Field, FieldError, FieldKind, Key, Lang, Link, t};
use said::{JUDGEMENTS, about, act_words, giver_words, short_text, state_words, target_words, text, written};
use std::sync::Arc;
use uuid::Uuid;

pub mod give;
mod said;

pub(crate) use said::row;

/// What an officer sends with an act of an office.
pub(crate) fn sending(officer: &Officer, command: CommandId, words: &str) -> Sending {
    Sending { actor: Arc::clone(&officer.who.actor), command, words: words.to_owned() }
}

/// A fact with its label.
pub(crate) fn fact(lang: Lang, vi: &str, en: &str, value: String) -> (String, String) {
    (pick(lang, vi, en).to_owned(), value)
}

/// A small form of an act: its key, its title and where it is sent.
pub(crate) fn act_form(
    web: &Web,
    (act, title, action): (&str, &str, String),
    fields: Vec<Field>,
    revision: u32,
) -> Result<ActForm> {
    Ok(ActForm {
        act: act.to_owned(),
        action,
        title: title.to_owned(),
        submit: title.to_owned(),
        fields,
        command_id: fresh_command(web)?,
        expected_revision: u64::from(revision),
        ..ActForm::default()
    })
}

/// Whether somebody has to do with orders at all: gives them, sees them all, or may be given one.
#[must_use]
pub fn concerned(actor: &Actor) -> bool {
    oversees(actor) || actor.duties().iter().any(|duty| duty.role.works())
}

/// `/desk/orders?whose=&over=&before=`
pub async fn list(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    let (world, lang, today) = (web.app.world(), officer.lang(), web.app.now().date());
    let actor = Arc::clone(&officer.who.actor);
    if !concerned(&actor) {
        return Err(Error::Denied.into());
    }
    let mut tabs = Vec::new();
    if actor.duties().iter().any(|duty| duty.role.works()) {
        tabs.push((Whose::Mine, "mine", pick(lang, "Tôi nhận", "Mine")));
    }
    let heads = !headed(&actor, &world).is_empty();
    if heads {
        tabs.push((Whose::OfMyUnits, "unit", pick(lang, "Của đơn vị tôi", "Of my unit")));
    }
    if heads || leads(&actor) {
        tabs.push((Whose::GivenByMe, "given", pick(lang, "Tôi giao", "Given by me")));
    }
    if oversees(&actor) {
        tabs.push((Whose::OfTheCity, "city", pick(lang, "Toàn thành phố", "Of the city")));
    }
    let form = Form::of_query(query.as_deref());
    let asked = form.get("whose");
    let asked = tabs.iter().find(|tab| tab.1 == asked).or(tabs.first()).copied().ok_or(Error::Denied)?;
    let over = form.get("over") == "1";
    let standing = if over { Standing::Over } else { Standing::Alive };
    let before = form.get("before").parse().ok();
    let (found, next) = web.app.orders(Arc::clone(&actor), asked.0, standing, before).await?;
    let counts = Counts::of(&web, officer.who.unit).await?;
    let mut page = desk(&web, &world, &officer, &counts, t(lang, Key::OrdersTitle), "orders");
    let here = |over: bool| format!("/desk/orders?whose={}{}", asked.1, if over { "&over=1" } else { "" });
    page.path = here(over);
    let row = |file: &OrderFile| {
        let order = &file.order;
        let mut facts = vec![
            fact(lang, "Số", "No.", file.number.to_string()),
            fact(lang, "Đơn vị", "Unit", unit_in(lang, &world, order.given.unit)),
            fact(lang, "Người nhận", "Owner", officer_name(&world, order.given.owner)),
            fact(lang, "Hạn", "Deadline", day(lang, order.due)),
        ];
        facts.extend(about(lang, &world, &order.given));
        ListedRow {
            link: Link::new(short_text(lang, file), address(file.id)),
            facts,
            state: state_words(lang, order, today),
            late: order.is_overdue(today),
        }
    };
    let view = OrdersPage {
        tabs: tabs
            .iter()
            .map(|tab| (Link::new(tab.2, format!("/desk/orders?whose={}", tab.1)), tab.1 == asked.1))
            .collect(),
        give: (heads || leads(&actor)).then(|| "/desk/orders/new".to_owned()),
        standing: vec![
            (Link::new(pick(lang, "Chưa xong", "To be done"), here(false)), !over),
            (Link::new(pick(lang, "Đã kết thúc", "Over"), here(true)), over),
        ],
        rows: found.iter().map(row).collect(),
        next: next.map(|before| format!("{}&before={before}", here(over))),
        page,
    };
    Ok(html(view.render()))
}

/// What of a form was wrong: at which field, in words, with which status.
type Wrong = (&'static str, String, StatusCode);

/// The field a refusal is told at.
fn field_of(refusal: &OfficeRefusal) -> &'static str {
    match refusal {
        OfficeRefusal::WordsMissing | OfficeRefusal::WordsTooLong => "text",
        OfficeRefusal::OwnerNotAnswerable | OfficeRefusal::OwnOrder => "owner",
        OfficeRefusal::DueInPast { .. } | OfficeRefusal::DueTooFar { .. } | OfficeRefusal::DueUnchanged => {
            "due"
        }
        OfficeRefusal::DossierElsewhere { .. } | OfficeRefusal::DossiersTooMany => "dossiers",
        _ => "",
    }
}

/// `/desk/orders/{id}`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, Path(id): Path<String>) -> Result {
    page(&web, &officer, number(&id)?, None).await
}

/// `POST /desk/orders/{id}/acts/{act}`
pub async fn act(
    State(web): State<Arc<Web>>,
    Path((id, name)): Path<(String, String)>,
    posted: Posted,
) -> Result {
    let Posted { officer, form } = posted;
    let id = number(&id)?;
    // Who may not see it is told nothing of its acts.
    web.app.order(Arc::clone(&officer.who.actor), id).await?;
    let name = ActName::LATER.into_iter().find(|act| act.key() == name).ok_or_else(Problem::no_page)?;
    let command = command_id(form.get("command_id"))?;
    let seen = form.get("expected_revision").parse().map_err(|_| Problem::malformed("expected_revision"))?;
    let lang = officer.lang();
    let act = match read_act(lang, name, &form) {
        Ok(act) => act,
        Err((field, text)) => {
            let wrong = (field, text, StatusCode::UNPROCESSABLE_ENTITY);
            return page(&web, &officer, id, Some((name, &form, wrong))).await;
        }
    };
    match web.app.act_on_order(sending(&officer, command, form.get("text")), id, seen, act).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={}", address(id), name.key())).into_response()),
        Err(Error::Office(refusal)) => {
            let wrong = (field_of(&refusal), refusal.message(words(lang)), Problem::from(refusal).status);
            page(&web, &officer, id, Some((name, &form, wrong))).await
        }
        Err(other) => Err(other.into()),
    }
}

fn read_act(lang: Lang, name: ActName, form: &Form) -> Result<Act, (&'static str, String)> {
    let due = || {
        let vi = "Nhập ngày theo thứ tự ngày, tháng, năm, ví dụ 24/7/2025";
        let wrong = || ("due", pick(lang, vi, "Enter a day, for instance 24/7/2025").to_owned());
        typed_day(form.get("due")).ok_or_else(wrong)
    };
    Ok(match name {
        ActName::Acknowledge => Act::Acknowledged,
        ActName::Report => Act::ProgressReported,
        ActName::ReportDone => Act::DoneReported,
        ActName::Withdraw => Act::Withdrawn,
        ActName::MoveDue => Act::DueMoved { due: due()? },
        ActName::Reopen => Act::Reopened { due: due()? },
        ActName::Give | ActName::Close => {
            let judgement = JUDGEMENTS.into_iter().find(|(key, ..)| *key == form.get("judgement"));
            let why = || pick(lang, "Chọn một đánh giá", "Choose a judgement").to_owned();
            Act::Closed { judgement: judgement.ok_or_else(|| ("judgement", why()))?.1 }
        }
    })
}

fn number(id: &str) -> Result<Uuid, Problem> {
    Uuid::try_parse(id).map_err(|_| Problem::no_page())
}

fn address(id: Uuid) -> String {
    format!("/desk/orders/{id}")
}

/// From when a figure of an order is counted: as its target is, else from the first of the month.
fn since(target: Option<&Target>, today: Date) -> Date {
    let first = today.plus_days(1 - i32::try_from(today.day()).unwrap_or(1));
    target.map_or(first, |target| target.from.min(today))
}

/// A figure of a unit from a day until now.
async fn figure(web: &Arc<Web>, metric: &Metric, unit: UnitId, from: Date) -> Result<Seen> {
    let period = Period { from, to: web.app.now().date() };
    let numbers = Numbers::of(web, period).await?;
    let Figure { numerator, denominator } =
        metric.figure(numbers.units.get(&unit).unwrap_or(&Sums::default()));
    Ok(Seen { from, to: period.to, numerator, denominator, events: numbers.events, at_ms: numbers.at_ms })
}

async fn page(web: &Arc<Web>, officer: &Officer, id: Uuid, wrong: Option<(ActName, &Form, Wrong)>) -> Result {
    let (world, lang, today) = (web.app.world(), officer.lang(), web.app.now().date());
    let file = web.app.order(Arc::clone(&officer.who.actor), id).await?;
    let order = &file.order;
    let counts = Counts::of(web, officer.who.unit).await?;
    let title = format!("{} {}", pick(lang, "Việc giao số", "Order no."), file.number);
    let mut page = desk(web, &world, officer, &counts, title, "orders");
    page.path = address(id);
    let shown = web.app.dossiers_shown(Arc::clone(&officer.who.actor), order.given.dossiers.clone()).await?;
    shown.iter().for_each(|(id, _)| AccessLog::note(web, &officer.who, Some(*id), "order"));
    let acts = file.may.iter().map(|name| offered(web, lang, &file, *name, wrong.as_ref()));
    let acts = acts.collect::<Result<Vec<_>>>()?;
    let mut status = StatusCode::OK;
    if let Some((name, _, (field, text, wrong))) = &wrong {
        let there = !field.is_empty() && file.may.contains(name);
        let target = if there { format!("{}-{field}", name.key()) } else { String::new() };
        page.errors.push(FieldError::new(target, text.clone()));
        status = *wrong;
    }
    let mut facts = vec![
        fact(lang, "Tình trạng", "State", state_words(lang, order, today)),
        fact(lang, "Đơn vị", "Unit", unit_in(lang, &world, order.given.unit)),
        fact(lang, "Người nhận việc", "Owner", officer_name(&world, order.given.owner)),
        fact(lang, "Người giao", "Given by", giver_words(lang, &world, order)),
        fact(lang, "Hạn", "Deadline", day(lang, order.due)),
    ];
    facts.extend(about(lang, &world, &order.given));
    let target = order.given.target.as_ref().and_then(|key| world.targets.iter().find(|one| one.key == *key));
    facts.extend(target.map(|target| fact(lang, "Chỉ tiêu", "Target", target_words(lang, target))));
    let mut opened = None;
    if let (Some(key), Some(seen)) = (&order.given.metric, &order.given.seen) {
        let metric = world.metrics.get(key, today);
        facts.push(fact(lang, "Số khi giao", "When given", written(lang, metric, seen)));
        if let Some(metric) = metric {
            let now = figure(web, metric, order.given.unit, seen.from).await?;
            facts.push(fact(lang, "Số hiện nay", "Now", written(lang, Some(metric), &now)));
        }
        let unit = world.units.get(order.given.unit).map_or("", |unit| unit.key.as_str());
        let query = format!(
            "metric={}&unit={}&from={}",
            paths::escape(key),
            paths::escape(unit),
            paths::escape(&date(seen.from))
        );
        opened = Some(Link::new(
            pick(lang, "Mở số liệu này", "Open this figure"),
            format!("/board/drill?{query}"),
        ));
    }
    let late = order.is_overdue(today).then(|| state_words(lang, order, today));
    let happening = |told: &Told<Act>| Happening {
        what: act_words(lang, &told.act),
        at: when(lang, told.at),
        by: actor_name(lang, &world, told.by),
        words: told.words.clone().filter(|_| !matches!(told.act, Act::Given(_))),
    };
    let dossiers = shown.into_iter().map(|(_, code)| Link::new(code.clone(), paths::dossier(&code)));
    let view = OrderPage {
        text: text(lang, &file),
        late,
        file: OfficeFile {
            facts,
            figure: opened,
            answer: None,
            dossiers: Some(dossiers.collect::<Vec<_>>()).filter(|all| !all.is_empty()),
            course: file.acts.iter().map(happening).collect(),
            acts,
        },
        page,
    };
    Ok(html_with(status, view.render()))
}

fn offered(
    web: &Web,
    lang: Lang,
    file: &OrderFile,
    name: ActName,
    wrong: Option<&(ActName, &Form, Wrong)>,
) -> Result<ActForm> {
    let typed = wrong.filter(|wrong| wrong.0 == name);
    let value = |field: &str| typed.map_or("", |wrong| wrong.1.get(field));
    let label = |vi, en| pick(lang, vi, en);
    let due = || Field::new("due", label("Hạn mới", "New deadline"), FieldKind::Date).value(value("due"));
    let says = |vi, en| Field::new("text", label(vi, en), FieldKind::TextArea(3)).value(value("text"));
    let (title, fields) = match name {
        ActName::Give | ActName::Acknowledge => {
            (label("Nhận việc", "Take it on"), vec![says("Lời kèm theo", "Words to go along").optional()])
        }
        ActName::Report => (
            label("Báo cáo tiến độ", "Report progress"),
            vec![says("Đã làm gì, còn vướng gì", "What was done, what is in the way")],
        ),
        ActName::ReportDone => {
            (label("Báo đã làm xong", "Say it is done"), vec![says("Kết quả", "What came of it")])
        }
        ActName::Close => {
            let choices = JUDGEMENTS
                .map(|(key, _, vi, en)| Choice::new(key, label(vi, en)).chosen_if(value("judgement")));
            let judgement =
                Field::new("judgement", label("Đánh giá", "Judgement"), FieldKind::Radios(choices.into()));
            (label("Kết thúc và đánh giá", "Close and judge"), vec![judgement, says("Nhận xét", "Remarks")])
        }
        ActName::Reopen => {
            (label("Mở lại, làm tiếp", "Take it up again"), vec![due(), says("Vì sao", "Why")])
        }
        ActName::MoveDue => (label("Đổi hạn", "Move the deadline"), vec![due(), says("Lý do", "Reason")]),
        ActName::Withdraw => {
            (label("Rút việc đã giao", "Take the order back"), vec![says("Lý do", "Reason")])
        }
    };
    let error = |field: Field| {
        let found = typed.filter(|wrong| wrong.2.0 == field.name).map(|wrong| wrong.2.1.clone());
        Field { error: found, ..field }
    };
    let fields = fields.into_iter().map(error).collect();
    let action = format!("{}/acts/{}", address(file.id), name.key());
    let mut form = act_form(web, (name.key(), title, action), fields, file.order.revision)?;
    form.danger = name == ActName::Withdraw;
    form.primary = name == ActName::Acknowledge;
    Ok(form)
}
