//! `/desk/orders/new`: an order is given.

use super::said::{target_words, written};
use super::{Wrong, address, fact, field_of, figure, sending, since};
use crate::board::drawn;
use crate::desk::counts::Counts;
use crate::desk::{command_id, fresh_command};
use crate::form::{Form, day as typed_day};
use crate::page::{desk, html, html_with};
use crate::present::{pick, unit_in, words};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::office::{headed, may_order};
use motcua_app::{Error, World};
use motcua_calendar::Date;
use motcua_domain::actor::Role;
use motcua_domain::desk::Queue;
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::office::leads;
use motcua_domain::office::order::{Given, Giver};
use motcua_insight::{Metric, Target};
use motcua_views::desk::SayPage;
use motcua_views::{Choice, Field, FieldError, FieldKind, Key, Lang, t};
use std::sync::Arc;

/// `/desk/orders/new?unit=&metric=&target=&step=`
pub async fn form(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    say(&web, &officer, &Form::of_query(query.as_deref()), None).await
}

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
        facts.push(fact(lang, "Bước", "Step", crate::desk::menu::shown(step).label(lang).to_owned()));
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
