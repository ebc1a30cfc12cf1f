//! `/desk/orders`: orders given, taken on, reported on and judged, by those concerned; and the nudges on a desk.

use super::counts::Counts;
use super::{command_id, fresh_command};
use crate::access_log::AccessLog;
use crate::board::drawn;
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
use motcua_app::office::{NudgeFile, OrderFile, Sending, Told, Whose, headed, may_order, oversees};
use motcua_app::{Error, World};
use motcua_calendar::Date;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::desk::Queue;
use motcua_domain::ids::{CommandId, OfficerId, UnitId};
use motcua_domain::office::order::{Act, ActName, Given, Giver, Judgement, Order, Seen, Stage};
use motcua_domain::office::{OfficeRefusal, leads};
use motcua_insight::{Figure, Metric, Sums, Target};
use motcua_store::figures::Period;
use motcua_views::board::{FollowUp, OrderRow, OrderState};
use motcua_views::desk::{Happening, ListedRow, NudgeNote, OrderPage, OrdersPage, SayPage};
use motcua_views::{ActForm, Choice, Field, FieldError, FieldKind, Key, Lang, Link, t};
use std::sync::Arc;
use uuid::Uuid;

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

/// `/desk/orders?whose=`
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
    let found = web.app.orders(Arc::clone(&actor), asked.0).await?;
    let counts = Counts::of(&web, officer.who.unit).await?;
    let mut page = desk(&web, &world, &officer, &counts, t(lang, Key::OrdersTitle), "orders");
    page.path = format!("/desk/orders?whose={}", asked.1);
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
        rows: found.iter().map(row).collect(),
        page,
    };
    Ok(html(view.render()))
}

/// `/desk/orders/new?unit=&metric=&target=&step=`
pub async fn form(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    say(&web, &officer, &Form::of_query(query.as_deref()), None).await
}

/// What of a form was wrong: at which field, in words, with which status.
type Wrong = (&'static str, String, StatusCode);

/// `POST /desk/orders/new`
pub async fn give(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let (world, lang) = (web.app.world(), officer.lang());
    let command = command_id(form.get("command_id"))?;
    let unit = unit_of(&world, &officer, &form)?.ok_or_else(Problem::no_page)?;
    let Some(due) = typed_day(form.get("due")) else {
        let vi = "Nhập ngày theo thứ tự ngày, tháng, năm, ví dụ 24/7/2025";
        let text = pick(lang, vi, "Enter a day, for instance 24/7/2025").to_owned();
        return say(&web, &officer, &form, Some(("due", text, StatusCode::UNPROCESSABLE_ENTITY))).await;
    };
    let target = target_of(&world, &form);
    let metric = metric_of(&world, &form, target, web.app.now().date());
    let seen = match metric {
        Some(metric) => Some(figure(&web, metric, unit, since(target, web.app.now().date())).await?),
        None => None,
    };
    let actor = Arc::clone(&officer.who.actor);
    let given = async {
        let given = Given {
            // Set by the application from who gives it.
            giver: Giver::UnitHead,
            unit,
            owner: OfficerId(form.get("owner").parse().unwrap_or_default()),
            due,
            metric: metric.map(|metric| metric.key.clone()),
            target: target.map(|target| target.key.clone()),
            step: step_of(&form),
            dossiers: web.app.dossiers_named(actor, unit, form.get("dossiers")).await?,
            seen,
        };
        web.app.give_order(sending(&officer, command, form.get("text")), given).await
    };
    match given.await {
        Ok(id) => Ok(Redirect::to(&address(id)).into_response()),
        Err(Error::Office(refusal)) => {
            let wrong = (field_of(&refusal), refusal.message(words(lang)), Problem::from(refusal).status);
            say(&web, &officer, &form, Some(wrong)).await
        }
        Err(other) => Err(other.into()),
    }
}

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

/// Judgements as posted and in words.
const JUDGEMENTS: [(&str, Judgement, &str, &str); 3] = [
    ("fulfilled", Judgement::Fulfilled, "Hoàn thành", "Done"),
    ("partly", Judgement::Partly, "Hoàn thành một phần", "Done in part"),
    ("not_fulfilled", Judgement::NotFulfilled, "Không hoàn thành", "Not done"),
];

fn judged(lang: Lang, judgement: Judgement) -> &'static str {
    let found = JUDGEMENTS.iter().find(|one| one.1 == judgement);
    found.map_or("", |(_, _, vi, en)| pick(lang, vi, en))
}

fn number(id: &str) -> Result<Uuid, Problem> {
    Uuid::try_parse(id).map_err(|_| Problem::no_page())
}

fn address(id: Uuid) -> String {
    format!("/desk/orders/{id}")
}

/// The unit a form names, if the officer may give it orders; `None` when none is named.
fn unit_of(world: &World, officer: &Officer, form: &Form) -> Result<Option<UnitId>, Problem> {
    let Some(key) = form.given("unit") else { return Ok(None) };
    let unit = world.units.by_key(key).map(|unit| unit.id);
    let unit = unit.filter(|unit| may_order(&officer.who.actor, *unit, world));
    unit.map(Some).ok_or_else(|| Error::NotFound(motcua_app::error::What::Unit).into())
}

fn target_of<'w>(world: &'w World, form: &Form) -> Option<&'w Target> {
    form.given("target").and_then(|key| world.targets.iter().find(|target| target.key == key))
}

fn metric_of<'w>(world: &'w World, form: &Form, target: Option<&Target>, on: Date) -> Option<&'w Metric> {
    let key = form.given("metric").or(target.map(|target| target.metric.as_str()))?;
    world.metrics.get(key, on).filter(|metric| metric.given.is_none())
}

fn step_of(form: &Form) -> Option<Queue> {
    form.given("step").and_then(|step| Queue::ALL.into_iter().find(|queue| queue.key() == step))
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

async fn say(web: &Arc<Web>, officer: &Officer, form: &Form, wrong: Option<Wrong>) -> Result {
    let (world, lang, today) = (web.app.world(), officer.lang(), web.app.now().date());
    let actor = Arc::clone(&officer.who.actor);
    let mine = headed(&actor, &world);
    if !leads(&actor) && mine.is_empty() {
        return Err(Error::Denied.into());
    }
    let counts = Counts::of(web, officer.who.unit).await?;
    let mut page = desk(web, &world, officer, &counts, t(lang, Key::OrderGive), "orders");
    page.path = "/desk/orders".to_owned();
    let kept = ["metric", "target", "step"].map(|name| Field::hidden(name, form.get(name)));
    let Some(unit) = unit_of(&world, officer, form)? else {
        let stands = world.units.standing(today).filter(|unit| leads(&actor) || mine.contains(&unit.id));
        // A service point has no head of its own: its commune is ordered.
        let stands =
            stands.filter(|unit| !leads(&actor) || unit.kind != motcua_domain::unit::UnitKind::ServicePoint);
        let choices =
            stands.map(|unit| Choice::new(unit.key.clone(), unit_in(lang, &world, unit.id))).collect();
        let mut fields = vec![Field::new(
            "unit",
            pick(lang, "Giao cho đơn vị", "To which unit"),
            FieldKind::Select(choices),
        )];
        fields.extend(kept.into_iter().filter(|field| !field.value.is_empty()));
        let view = SayPage {
            lead: pick(
                lang,
                "Chọn đơn vị, rồi ghi việc và người nhận.",
                "Choose the unit, then say what and who.",
            )
            .to_owned(),
            facts: Vec::new(),
            action: "/desk/orders/new".to_owned(),
            asks: true,
            fields,
            submit: pick(lang, "Tiếp tục", "Continue").to_owned(),
            command_id: String::new(),
            page,
        };
        return Ok(html(view.render()));
    };
    let target = target_of(&world, form);
    let metric = metric_of(&world, form, target, today);
    let owners = web.app.order_owners(Arc::clone(&actor), unit).await?;
    let mut status = StatusCode::OK;
    if let Some((field, text, wrong)) = &wrong {
        page.errors.push(FieldError::new(*field, text.clone()));
        status = *wrong;
    }
    let told = |field: Field| {
        let error = wrong.as_ref().filter(|wrong| wrong.0 == field.name).map(|wrong| wrong.1.clone());
        Field { error, ..field }
    };
    let mut facts = vec![fact(lang, "Đơn vị", "Unit", unit_in(lang, &world, unit))];
    if let Some(metric) = metric {
        let seen = figure(web, metric, unit, since(target, today)).await?;
        facts.push(fact(lang, "Chỉ số", "Metric", drawn::name(lang, metric)));
        facts.push(fact(lang, "Hiện nay", "Now", written(lang, Some(metric), &seen)));
    }
    if let Some(target) = target {
        facts.push(fact(lang, "Chỉ tiêu", "Target", target_words(lang, target)));
    }
    if let Some(step) = step_of(form) {
        facts.push(fact(lang, "Bước", "Step", super::menu::shown(step).label(lang).to_owned()));
    }
    let view = SayPage {
        lead: pick(
            lang,
            "Người nhận và lãnh đạo đơn vị thấy việc này ở mục Việc giao. Mọi bước được ghi vào sổ.",
            "Who is to do it and the heads of the unit see it among their orders. Every step is kept in the account.",
        )
        .to_owned(),
        facts,
        action: "/desk/orders/new".to_owned(),
        asks: false,
        fields: say_fields(lang, form, &owners, (unit, metric, &world), kept).into_iter().map(told).collect(),
        submit: t(lang, Key::OrderGive).to_owned(),
        command_id: form.given("command_id").map_or_else(|| fresh_command(web), |id| Ok(id.to_owned()))?,
        page,
    };
    Ok(html_with(status, view.render()))
}

fn say_fields(
    lang: Lang,
    form: &Form,
    owners: &[(OfficerId, String, Role)],
    (unit, metric, world): (UnitId, Option<&Metric>, &World),
    kept: [Field; 3],
) -> Vec<Field> {
    let label = |vi, en| pick(lang, vi, en);
    let people = owners.iter().map(|(id, name, role)| {
        Choice::new(id.to_string(), format!("{name}, {}", role.label(words(lang))))
            .chosen_if(form.get("owner"))
    });
    let mut fields = vec![
        Field::hidden("unit", world.units.get(unit).map_or("", |unit| unit.key.as_str())),
        Field::new("text", label("Việc cần làm", "What is to be done"), FieldKind::TextArea(4))
            .value(form.get("text")),
        Field::new(
            "owner",
            label("Người nhận việc, chịu trách nhiệm", "Owner, who answers for it"),
            FieldKind::Select(people.collect()),
        ),
        Field::new("due", label("Hạn", "Deadline"), FieldKind::Date).value(form.get("due")),
    ];
    let [asked, target, step] = kept;
    if metric.is_some() {
        fields.push(asked);
    } else {
        let mut keys: Vec<&Metric> = world.metrics.iter().filter(|metric| metric.given.is_none()).collect();
        keys.dedup_by(|a, b| a.key == b.key);
        let none = Choice::new("", label("Không gắn với chỉ số nào", "No metric"));
        let all = keys.into_iter().map(|metric| Choice::new(metric.key.clone(), drawn::name(lang, metric)));
        let choices = std::iter::once(none).chain(all).collect();
        let field = Field::new("metric", label("Chỉ số", "Metric"), FieldKind::Select(choices)).optional();
        fields.push(field);
    }
    fields.extend([target, step].into_iter().filter(|field| !field.value.is_empty()));
    let hint = label(
        "Mỗi dòng một mã của đơn vị này, không quá 50.",
        "One code of this unit on a line, at most 50.",
    );
    let dossiers = Field::new(
        "dossiers",
        label("Mã các hồ sơ liên quan", "Codes of dossiers meant"),
        FieldKind::TextArea(3),
    );
    fields.push(dossiers.value(form.get("dossiers")).hint(hint).optional());
    fields
}

fn target_words(lang: Lang, target: &Target) -> String {
    let percent = target.threshold / 100;
    let basis = &target.basis;
    format!("{} {percent}% · {basis}", pick(lang, "mức", "threshold"))
}

/// A figure kept with an order, as it is shown.
fn written(lang: Lang, metric: Option<&Metric>, seen: &Seen) -> String {
    let figure = Figure { numerator: seen.numerator, denominator: seen.denominator };
    let Some(metric) = metric else { return format!("{}/{}", figure.numerator, figure.denominator) };
    let value = drawn::value_of(metric, figure);
    match value.rests_on(lang) {
        Some(rests) => format!("{} ({rests})", value.text(lang)),
        None => value.text(lang),
    }
}

fn about(lang: Lang, world: &World, given: &Given) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    if let Some(key) = &given.metric {
        let metric = world.metrics.iter().find(|metric| metric.key == *key);
        facts.push(fact(
            lang,
            "Chỉ số",
            "Metric",
            metric.map_or_else(|| key.clone(), |one| drawn::name(lang, one)),
        ));
    }
    if let Some(step) = given.step {
        facts.push(fact(lang, "Bước", "Step", super::menu::shown(step).label(lang).to_owned()));
    }
    facts
}

/// What is ordered: the words of the first act.
fn text(lang: Lang, file: &OrderFile) -> String {
    let words = file.acts.first().and_then(|act| act.words.clone());
    words.unwrap_or_else(|| pick(lang, "(đã xóa theo luật)", "(erased by law)").to_owned())
}

fn short_text(lang: Lang, file: &OrderFile) -> String {
    let text = text(lang, file);
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn state_of(order: &Order, today: Date) -> OrderState {
    match order.stage {
        _ if order.is_overdue(today) => OrderState::Late,
        Stage::Given => OrderState::Given,
        Stage::Acknowledged => OrderState::Followed,
        Stage::DoneReported => OrderState::Reported,
        Stage::Closed(_) => OrderState::Closed,
        Stage::Withdrawn => OrderState::Withdrawn,
    }
}

fn state_words(lang: Lang, order: &Order, today: Date) -> String {
    let state = t(lang, state_of(order, today).label());
    match order.stage {
        _ if order.is_overdue(today) => {
            let days = today.days_since(order.due).to_string();
            pick(lang, "Quá hạn {} ngày", "{} days past its deadline").replace("{}", &days)
        }
        Stage::Closed(judgement) => format!("{state}: {}", judged(lang, judgement)),
        _ if order.was_late() => format!("{state} ({})", pick(lang, "báo sau hạn", "after its deadline")),
        _ => state.to_owned(),
    }
}

/// An order among the targets.
pub(crate) fn row(lang: Lang, world: &World, file: &OrderFile, today: Date) -> OrderRow {
    let order = &file.order;
    let said = |told: &Told<Act>| FollowUp {
        at: when(lang, told.at),
        by: actor_name(lang, world, told.by),
        text: told.words.clone().unwrap_or_else(|| act_words(lang, &told.act)),
    };
    let facts = about(lang, world, &order.given);
    let mut about = vec![unit_in(lang, world, order.given.unit)];
    about.extend(facts.into_iter().map(|(_, value)| value));
    let reports = file.acts.iter().filter(|told| told.act.name().is_owners());
    let closed = file.acts.last().filter(|told| matches!(told.act, Act::Closed { .. }));
    OrderRow {
        number: file.number.to_string(),
        href: Some(address(file.id)),
        text: short_text(lang, file),
        about: about.join(" · "),
        owner: officer_name(world, order.given.owner),
        due: day(lang, order.due),
        state: state_of(order, today),
        follow_ups: reports.map(said).collect(),
        closed: closed.map(said),
        acts: Vec::new(),
    }
}

fn act_words(lang: Lang, act: &Act) -> String {
    let (vi, en) = match act {
        Act::Given(_) => ("Giao việc", "Given"),
        Act::Acknowledged => ("Đã nhận việc", "Taken on"),
        Act::ProgressReported => ("Báo cáo tiến độ", "Progress reported"),
        Act::DueMoved { .. } => ("Đổi hạn", "Deadline moved"),
        Act::DoneReported => ("Báo đã làm xong", "Said to be done"),
        Act::Closed { .. } => ("Kết thúc", "Closed"),
        Act::Reopened { .. } => ("Mở lại", "Taken up again"),
        Act::Withdrawn => ("Rút việc đã giao", "Taken back"),
    };
    let text = pick(lang, vi, en);
    match act {
        Act::Given(given) => format!("{text}, {} {}", pick(lang, "hạn", "deadline"), day(lang, given.due)),
        Act::DueMoved { due } | Act::Reopened { due } => {
            format!("{text}, {} {}", pick(lang, "hạn mới", "new deadline"), day(lang, *due))
        }
        Act::Closed { judgement } => format!("{text}: {}", judged(lang, *judgement)),
        _ => text.to_owned(),
    }
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
    let view = OrderPage {
        text: text(lang, &file),
        facts,
        late,
        figure: opened,
        dossiers: shown.into_iter().map(|(_, code)| Link::new(code.clone(), paths::dossier(&code))).collect(),
        course: file.acts.iter().map(happening).collect(),
        acts,
        page,
    };
    Ok(html_with(status, view.render()))
}

fn giver_words(lang: Lang, world: &World, order: &Order) -> String {
    let office = match order.given.giver {
        Giver::CityLeader => Role::CityLeader,
        Giver::UnitHead => Role::UnitHead,
    };
    format!("{}, {}", officer_name(world, order.by), office.label(words(lang)))
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

/// The nudges on a desk, each with the form of its answer.
///
/// # Errors
/// If the database cannot answer.
pub async fn nudges(web: &Arc<Web>, officer: &Officer) -> Result<Vec<NudgeNote>> {
    let (world, lang) = (web.app.world(), officer.lang());
    let found = web.app.nudges_at(Arc::clone(&officer.who.actor), officer.who.unit).await?;
    found.iter().enumerate().map(|(no, nudge)| note(web, lang, &world, no, nudge)).collect()
}

fn note(web: &Web, lang: Lang, world: &World, no: usize, nudge: &NudgeFile) -> Result<NudgeNote> {
    let step = super::menu::shown(nudge.sent.step);
    let who = if nudge.by_leader {
        pick(lang, "Thành phố nhắc", "The city reminds")
    } else {
        pick(lang, "Lãnh đạo đơn vị nhắc", "The head of the unit reminds")
    };
    let count = motcua_views::format::count(lang, u64::try_from(nudge.sent.overdue).unwrap_or(0));
    let overdue = pick(lang, "{} hồ sơ quá hạn", "{} dossiers overdue").replace("{}", &count);
    let name = format!("nudge-{no}");
    let answer = Field::new(
        "text",
        pick(lang, "Đã làm gì, khi nào xong", "What was done, when it will be done"),
        FieldKind::TextArea(2),
    );
    let action = format!("/desk/nudges/{}", nudge.id);
    Ok(NudgeNote {
        text: format!("{who}: {}, {}, {overdue}.", unit_in(lang, world, nudge.unit), step.label(lang)),
        words: nudge.words.clone(),
        at: when(lang, nudge.at),
        list: Link::new(pick(lang, "Mở danh sách", "Open the list"), step.href()),
        answer: act_form(web, (&name, t(lang, Key::NudgeAnswer), action), vec![answer], 1)?,
    })
}

/// `POST /desk/nudges/{id}`
pub async fn answer(State(web): State<Arc<Web>>, Path(id): Path<String>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let command = command_id(form.get("command_id"))?;
    web.app.answer_nudge(sending(&officer, command, form.get("text")), number(&id)?).await?;
    Ok(Redirect::to("/desk").into_response())
}
