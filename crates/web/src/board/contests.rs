//! `/board/contests`: figures a unit contests. Everybody reads that one is contested and how it was answered; names, the unit's words
//! and the dossiers only those who may.

use super::asked::Asked;
use super::numbers::Numbers;
use super::{drawn, of_the_present};
use crate::access_log::AccessLog;
use crate::desk::counts::Counts;
use crate::desk::orders::{act_form, fact, sending};
use crate::desk::{command_id, fresh_command};
use crate::form::Form;
use crate::page::{desk, html, html_with, public};
use crate::paths::{self, escape};
use crate::present::{actor, date, pick, unit_in, when, words};
use crate::problem::{Problem, Result};
use crate::session::{NotOfficer, Officer, Posted};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::error::What;
use motcua_app::office::{ContestFile, reads_contest};
use motcua_app::{Error, World};
use motcua_calendar::Moment;
use motcua_domain::ids::UnitId;
use motcua_domain::office::OfficeRefusal;
use motcua_domain::office::contest::{Act, Raised, Stage, Verdict, answers, decide, may_raise};
use motcua_insight::{Figure, Kind, Metric, Sums};
use motcua_store::figures::Period;
use motcua_views::board::{ContestPage, ContestsPage};
use motcua_views::desk::{Happening, ListedRow, OfficeFile, SayPage};
use motcua_views::{ActForm, Choice, Field, FieldError, FieldKind, Key, Lang, Link, Section, t};
use std::sync::Arc;
use uuid::Uuid;

/// Contests on a page.
const SHOWN: u32 = 50;

/// `/board/contests?before=`
pub async fn list(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let (lang, world) = (visit.lang, web.app.world());
    let asked = Asked::read(lang, &world, query.as_deref(), web.app.now_ms());
    let before = Form::of_query(query.as_deref()).get("before").parse().ok();
    let mut found = web.app.contests(before, SHOWN + 1).await?;
    let more = found.len() > SHOWN as usize;
    found.truncate(SHOWN as usize);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| asked.moment().with("before", &last.number.to_string()).address("/board/contests"));
    let row = |file: &ContestFile| {
        let raised = &file.contest.raised;
        ListedRow {
            link: Link::new(title(lang, &world, raised), address(file.id)),
            facts: vec![
                fact(lang, "Kỳ", "Period", drawn::period(lang, period(raised))),
                fact(lang, "Số khi đề nghị", "When contested", written(lang, &world, raised, shown(raised))),
                fact(lang, "Đề nghị lúc", "Contested", when(lang, file.contest.raised_at)),
            ],
            state: state(lang, file.contest.stage).to_owned(),
            late: false,
        }
    };
    let mut page = public(&web, &visit, t(lang, Key::ContestsTitle), Section::Other);
    page.path = asked.moment().address("/board/contests");
    page.notice = of_the_present(lang, &asked);
    Ok(html(ContestsPage { rows: found.iter().map(row).collect(), next, page }.render()))
}

/// `/board/contests/{id}`
pub async fn show(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    officer: Result<Officer, NotOfficer>,
    Path(id): Path<String>,
) -> Result {
    page(&web, &visit, officer.ok().as_ref(), number(&id)?, None).await
}

/// A form that was not taken: which act, what was typed, what to mend.
type Wrong<'a> = (&'a str, &'a Form, OfficeRefusal);

/// `POST /board/contests/{id}/acts/{act}`
pub async fn act(
    State(web): State<Arc<Web>>,
    Path((id, name)): Path<(String, String)>,
    posted: Posted,
) -> Result {
    let Posted { officer, form } = posted;
    let id = number(&id)?;
    let file = web.app.contest(id).await?;
    if !reads_contest(&officer.who.actor, &file.contest, &web.app.world()) {
        return Err(Error::NotFound(What::Page).into());
    }
    let sending = sending(&officer, command_id(form.get("command_id"))?, form.get("text"));
    let visit = officer.visit.clone();
    let act = match name.as_str() {
        "withdraw" => Act::Withdrawn,
        "answer" => {
            let Some(verdict) = Verdict::from_key(form.get("verdict")) else {
                return page(
                    &web,
                    &visit,
                    Some(&officer),
                    id,
                    Some((&name, &form, OfficeRefusal::WordsMissing)),
                )
                .await;
            };
            let figure = now(&web, &file.contest.raised).await?;
            Act::Answered { verdict, numerator: figure.numerator, denominator: figure.denominator }
        }
        _ => return Err(Problem::no_page()),
    };
    match web.app.act_on_contest(sending, id, act).await {
        Ok(()) => Ok(Redirect::to(&address(id)).into_response()),
        Err(Error::Office(refusal)) => {
            page(&web, &visit, Some(&officer), id, Some((&name, &form, refusal))).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `/board/contests/new`, with the question of the board: the figure of a unit.
pub async fn form(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    say(&web, &officer, query.as_deref(), &Form::default(), None).await
}

/// `POST /board/contests/new`
pub async fn raise(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let names = ["unit", "metric", "from", "to"];
    let query = names.map(|name| format!("{name}={}", escape(form.get(name)))).join("&");
    let (world, lang) = (web.app.world(), officer.lang());
    let asked = Asked::read(lang, &world, Some(&query), web.app.now_ms());
    let unit = theirs(&world, &officer, &asked)?;
    let numbers = Numbers::of(&web, asked.period).await?;
    let figure = asked.metric.figure(numbers.units.get(&unit).unwrap_or(&Sums::default()));
    let command = command_id(form.get("command_id"))?;
    let actor = Arc::clone(&officer.who.actor);
    let raised = async {
        let dossiers = web.app.dossiers_named(actor, unit, form.get("dossiers")).await?;
        let told = format!("{}/{}", figure.numerator, figure.denominator);
        if form.get("shown") != told {
            return Err(OfficeRefusal::FigureMoved.into());
        }
        let raised = Raised {
            unit,
            metric: asked.metric.key.clone(),
            version: asked.metric.version,
            from: asked.period.from,
            to: asked.period.to,
            numerator: figure.numerator,
            denominator: figure.denominator,
            events: numbers.events,
            at_ms: numbers.at_ms,
            dossiers,
        };
        web.app.raise_contest(sending(&officer, command, form.get("text")), raised).await
    };
    match raised.await {
        Ok(id) => Ok(Redirect::to(&address(id)).into_response()),
        Err(Error::Office(refusal)) => say(&web, &officer, Some(&query), &form, Some(refusal)).await,
        Err(other) => Err(other.into()),
    }
}

/// The unit asked about, if the officer heads it.
fn theirs(world: &World, officer: &Officer, asked: &Asked) -> Result<UnitId, Problem> {
    let unit = asked.unit.filter(|unit| may_raise(&officer.who.actor, *unit, &world.units));
    unit.ok_or_else(|| Error::NotFound(What::Unit).into())
}

async fn say(
    web: &Arc<Web>,
    officer: &Officer,
    query: Option<&str>,
    typed: &Form,
    wrong: Option<OfficeRefusal>,
) -> Result {
    let (world, lang) = (web.app.world(), officer.lang());
    let asked = Asked::read(lang, &world, query, web.app.now_ms());
    let unit = theirs(&world, officer, &asked)?;
    let numbers = Numbers::of(web, asked.period).await?;
    let figure = asked.metric.figure(numbers.units.get(&unit).unwrap_or(&Sums::default()));
    let counts = Counts::of(web, officer.who.unit).await?;
    let heading = pick(lang, "Đề nghị xem lại một số liệu", "Contest a figure");
    let mut page = desk(web, &world, officer, &counts, heading, "orders");
    page.path = asked.address("/board/contests/new");
    page.notice = of_the_present(lang, &asked);
    let status = wrong.as_ref().map_or(StatusCode::OK, |refusal| Problem::from(refusal.clone()).status);
    let field_of = |refusal: &OfficeRefusal| match refusal {
        OfficeRefusal::WordsMissing | OfficeRefusal::WordsTooLong => "text",
        OfficeRefusal::DossierElsewhere { .. } | OfficeRefusal::DossiersTooMany => "dossiers",
        _ => "",
    };
    if let Some(refusal) = &wrong {
        page.errors.push(FieldError::new(field_of(refusal), refusal.message(words(lang))));
    }
    let error = |field: Field| {
        let found = wrong.as_ref().filter(|refusal| field_of(refusal) == field.name);
        Field { error: found.map(|refusal| refusal.message(words(lang))), ..field }
    };
    let text = Field::new(
        "text",
        pick(lang, "Vì sao số này chưa đúng", "Why the figure is wrong"),
        FieldKind::TextArea(5),
    )
    .value(typed.get("text"))
    .hint(pick(
        lang,
        "Chỉ lãnh đạo đơn vị, người trả lời, lãnh đạo thành phố và thanh tra đọc được.",
        "Read only by heads of the unit, those who answer, the city's leaders and inspectors.",
    ));
    let dossiers = Field::new(
        "dossiers",
        pick(lang, "Mã các hồ sơ liên quan của đơn vị", "Codes of the unit's dossiers meant"),
        FieldKind::TextArea(3),
    )
    .value(typed.get("dossiers"))
    .hint(pick(
        lang,
        "Mỗi dòng một mã, không quá 50. Không hiện công khai.",
        "One on a line, at most 50. Never public.",
    ))
    .optional();
    let value = drawn::value_of(&asked.metric, figure);
    let fields = vec![
        Field::hidden("unit", world.units.get(unit).map_or("", |unit| unit.key.as_str())),
        Field::hidden("metric", asked.metric.key.clone()),
        Field::hidden("from", date(asked.period.from)),
        Field::hidden("to", date(asked.period.to)),
        Field::hidden("shown", format!("{}/{}", figure.numerator, figure.denominator)),
        error(text),
        error(dossiers),
    ];
    let rests = value.rests_on(lang).map_or_else(String::new, |rests| format!(" ({rests})"));
    let view = SayPage {
        lead: pick(
            lang,
            "Đề nghị được ghi vào sổ cùng số đang hiện. Mọi người thấy rằng số này đang được đề nghị xem lại và được trả lời thế nào.",
            "The contest is kept with the figure as it stands. Everybody sees that it is contested and how it was answered.",
        )
        .to_owned(),
        facts: vec![
            fact(lang, "Đơn vị", "Unit", unit_in(lang, &world, unit)),
            fact(lang, "Chỉ số", "Metric", drawn::name(lang, &asked.metric)),
            fact(lang, "Kỳ", "Period", drawn::period(lang, asked.period)),
            fact(lang, "Số đang hiện", "As it stands", format!("{}{rests}", value.text(lang))),
            fact(lang, "Số liệu đến", "Figures as of", numbers.clock()),
        ],
        action: "/board/contests/new".to_owned(),
        asks: false,
        fields,
        submit: pick(lang, "Gửi đề nghị", "Send").to_owned(),
        command_id: typed.given("command_id").map_or_else(|| fresh_command(web), |id| Ok(id.to_owned()))?,
        page,
    };
    Ok(html_with(status, view.render()))
}

fn number(id: &str) -> Result<Uuid, Problem> {
    Uuid::try_parse(id).map_err(|_| Problem::no_page())
}

fn address(id: Uuid) -> String {
    format!("/board/contests/{id}")
}

fn period(raised: &Raised) -> Period {
    Period { from: raised.from, to: raised.to }
}

fn shown(raised: &Raised) -> Figure {
    Figure { numerator: raised.numerator, denominator: raised.denominator }
}

fn metric<'w>(world: &'w World, raised: &Raised) -> Option<&'w Metric> {
    world.metrics.get(&raised.metric, raised.to)
}

fn title(lang: Lang, world: &World, raised: &Raised) -> String {
    let metric =
        metric(world, raised).map_or_else(|| raised.metric.clone(), |metric| drawn::name(lang, metric));
    format!("{}: {metric}", unit_in(lang, world, raised.unit))
}

/// A figure of the metric contested, with what it rests on.
fn written(lang: Lang, world: &World, raised: &Raised, figure: Figure) -> String {
    let Some(metric) = metric(world, raised) else {
        return format!("{}/{}", figure.numerator, figure.denominator);
    };
    let value = drawn::value_of(metric, figure);
    let text = value.text(lang);
    match value.rests_on(lang).filter(|_| metric.kind != Kind::Count) {
        Some(rests) => format!("{text} ({rests})"),
        None => text,
    }
}

/// What the figure is now.
async fn now(web: &Arc<Web>, raised: &Raised) -> Result<Figure> {
    let world = web.app.world();
    let Some(metric) = metric(&world, raised) else { return Ok(Figure { numerator: 0, denominator: 0 }) };
    let numbers = Numbers::of(web, period(raised)).await?;
    Ok(metric.figure(numbers.units.get(&raised.unit).unwrap_or(&Sums::default())))
}

fn state(lang: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::Open => pick(lang, "Chờ trả lời", "To be answered"),
        Stage::Answered(verdict) => verdict_name(lang, verdict),
        Stage::Withdrawn => pick(lang, "Đơn vị đã rút đề nghị", "Withdrawn by the unit"),
    }
}

fn verdict_name(lang: Lang, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Upheld => pick(lang, "Đề nghị có căn cứ", "The unit is right"),
        Verdict::Corrected => pick(lang, "Đã đính chính số liệu", "The figure was corrected"),
        Verdict::Declined => pick(lang, "Giữ nguyên số liệu", "The figure stands"),
    }
}

async fn page(
    web: &Arc<Web>,
    visit: &VisitRef,
    officer: Option<&Officer>,
    id: Uuid,
    wrong: Option<Wrong<'_>>,
) -> Result {
    let (world, lang) = (web.app.world(), visit.lang);
    let file = web.app.contest(id).await?;
    let raised = &file.contest.raised;
    let reader = officer.filter(|officer| reads_contest(&officer.who.actor, &file.contest, &world));
    let mut page = public(web, visit, title(lang, &world, raised), Section::Other);
    page.path = address(id);
    let mut dossiers = None;
    if let Some(officer) = reader {
        page.csrf = officer.who.csrf.to_string();
        let actor = Arc::clone(&officer.who.actor);
        let shown = web.app.dossiers_shown(actor, raised.dossiers.clone()).await?;
        shown.iter().for_each(|(id, _)| AccessLog::note(web, &officer.who, Some(*id), "contest"));
        let link = |(_, code): (_, String)| Link::new(code.clone(), paths::dossier(&code));
        dossiers = Some(shown.into_iter().map(link).collect());
    }
    let status = match &wrong {
        Some((name, form, refusal)) => {
            let unchosen = *name == "answer" && form.get("verdict").is_empty();
            let (field, text) = if unchosen {
                ("verdict", unchosen_text(lang).to_owned())
            } else {
                ("text", refusal.message(words(lang)))
            };
            page.errors.push(FieldError::new(format!("{name}-{field}"), text));
            Problem::from(refusal.clone()).status
        }
        None => StatusCode::OK,
    };
    let acts =
        reader.map_or_else(|| Ok(Vec::new()), |officer| acts(web, lang, officer, &file, wrong.as_ref()))?;
    if acts.is_empty() {
        // A form that is no longer offered has no field to point at.
        page.errors.iter_mut().for_each(|error| error.target.clear());
    }
    let answer = file.acts.iter().find(|told| matches!(told.act, Act::Answered { .. }));
    let mut facts = vec![
        fact(lang, "Tình trạng", "State", state(lang, file.contest.stage).to_owned()),
        fact(lang, "Kỳ", "Period", drawn::period(lang, period(raised))),
        fact(lang, "Số khi đề nghị", "When contested", written(lang, &world, raised, shown(raised))),
    ];
    if let Some(Act::Answered { numerator, denominator, .. }) = answer.map(|told| &told.act) {
        let then = Figure { numerator: *numerator, denominator: *denominator };
        facts.push(fact(lang, "Số khi trả lời", "When answered", written(lang, &world, raised, then)));
    }
    let figure = now(web, raised).await?;
    facts.push(fact(lang, "Số hiện nay", "Now", written(lang, &world, raised, figure)));
    let at = Moment::from_unix_seconds(raised.at_ms.div_euclid(1000));
    let known = pick(lang, "{}, sau {} việc trong sổ", "{}, after {} events of the journal");
    let known = known.replacen("{}", &when(lang, at), 1).replacen("{}", &events(lang, raised.events), 1);
    facts.push(fact(lang, "Số liệu đến", "Figures as of", known));
    let unit = world.units.get(raised.unit).map_or("", |unit| unit.key.as_str());
    let href = format!(
        "/board/drill?metric={}&unit={}&period=own&from={}&to={}",
        escape(&raised.metric),
        escape(unit),
        escape(&date(raised.from)),
        escape(&date(raised.to))
    );
    let file = OfficeFile {
        figure: Some(Link::new(pick(lang, "Mở số liệu này", "Open this figure"), href)),
        answer: answer.and_then(|told| told.words.clone()),
        course: course(lang, &world, &file, reader.is_some()),
        facts,
        dossiers,
        acts,
    };
    Ok(html_with(status, ContestPage { file, page }.render()))
}

/// Events of the journal, in figures.
fn events(lang: Lang, events: i64) -> String {
    motcua_views::format::count(lang, u64::try_from(events).unwrap_or(0))
}

fn unchosen_text(lang: Lang) -> &'static str {
    pick(lang, "Chọn một kết luận", "Choose a verdict")
}

fn course(lang: Lang, world: &World, file: &ContestFile, reads: bool) -> Vec<Happening> {
    let one = |told: &motcua_app::office::Told<Act>| Happening {
        what: match &told.act {
            Act::Raised(_) => pick(lang, "Đơn vị đề nghị xem lại", "Contested by the unit").to_owned(),
            Act::Answered { verdict, .. } => {
                format!("{}: {}", pick(lang, "Trả lời", "Answered"), verdict_name(lang, *verdict))
            }
            Act::Withdrawn => pick(lang, "Đơn vị rút đề nghị", "Withdrawn by the unit").to_owned(),
        },
        at: when(lang, told.at),
        by: if reads { actor(lang, world, told.by) } else { String::new() },
        words: told.words.clone().filter(|_| reads),
    };
    file.acts.iter().map(one).collect()
}

fn acts(
    web: &Web,
    lang: Lang,
    officer: &Officer,
    file: &ContestFile,
    wrong: Option<&Wrong<'_>>,
) -> Result<Vec<ActForm>> {
    let (world, actor) = (web.app.world(), &officer.who.actor);
    let may = |act: &Act| {
        matches!(decide(&file.contest, act, actor, (&world.units, &world.contests)), Some(Ok(())))
    };
    let typed = |name: &str| wrong.filter(|wrong| wrong.0 == name);
    let text = |name: &str, label: &str, hint: Option<&str>| {
        let field = Field::new("text", label, FieldKind::TextArea(4));
        let field = field.value(typed(name).map_or("", |wrong| wrong.1.get("text")));
        let error = typed(name).map(|wrong| wrong.2.message(words(lang)));
        Field { hint: hint.map(str::to_owned), error, ..field }
    };
    let mut acts = Vec::new();
    if answers(actor, &world.units, &world.contests)
        && may(&Act::Answered { verdict: Verdict::Upheld, numerator: 0, denominator: 0 })
    {
        let chosen = typed("answer").map_or("", |wrong| wrong.1.get("verdict"));
        let all = [Verdict::Upheld, Verdict::Corrected, Verdict::Declined];
        let choices = all.map(|one| Choice::new(one.key(), verdict_name(lang, one)).chosen_if(chosen)).into();
        let verdict = Field::new("verdict", pick(lang, "Kết luận", "Verdict"), FieldKind::Radios(choices));
        let missing = typed("answer").filter(|_| chosen.is_empty());
        let verdict = Field { error: missing.map(|_| unchosen_text(lang).to_owned()), ..verdict };
        let label = pick(lang, "Lời trả lời công khai", "Public answer");
        let hint = pick(
            lang,
            "Nói rõ đã đính chính thế nào, hoặc vì sao giữ nguyên. Không ghi tên người và mã hồ sơ.",
            "Say how it was corrected, or why it stands. Name no persons and no dossiers.",
        );
        let mut answer = text("answer", label, Some(hint));
        answer.error = answer.error.filter(|_| missing.is_none());
        let title = pick(lang, "Trả lời đề nghị", "Answer the contest");
        let action = format!("{}/acts/answer", address(file.id));
        acts.push(act_form(web, ("answer", title, action), vec![verdict, answer], file.contest.revision)?);
    }
    if may(&Act::Withdrawn) {
        let title = pick(lang, "Rút đề nghị", "Withdraw the contest");
        let action = format!("{}/acts/withdraw", address(file.id));
        let why = text("withdraw", pick(lang, "Vì sao rút", "Why"), None);
        acts.push(act_form(web, ("withdraw", title, action), vec![why], file.contest.revision)?);
    }
    Ok(acts)
}
