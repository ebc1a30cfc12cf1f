//! `/me/filings/{id}/check`: everything read through once, and filed. Sent twice, it files one dossier.

use super::posted::{PostedFiling, Told, Typed, sent_back};
use super::questions::source;
use super::{Ground, Stage, seen};
use crate::fields::{field, in_words};
use crate::form::Form;
use crate::me::session::Applicant;
use crate::page::{html, html_with};
use crate::portal::procedure::money::fee_in_words;
use crate::present::timeline::paper_name;
use crate::present::{pick, place, procedure_name, unit_in, when};
use crate::problem::Result;
use crate::state::Web;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::Error;
use motcua_app::filings::check::{ANSWER, FIELD, PAPER, definition};
use motcua_app::filings::{Change, Part, Source, SubmitFiling};
use motcua_calendar::DueRequest;
use motcua_domain::dossier::ReturnMethod;
use motcua_domain::procedure::value::DECLARATION;
use motcua_domain::procedure::{Channel, Competence, FormPage, Question};
use motcua_views::me::filing::{CheckPart, CheckRow, FilingCheckPage, FilingSubmittedPage};
use motcua_views::{Choice, Field, FieldError, FieldKind, Lang};
use std::collections::BTreeMap;
use std::sync::Arc;

/// `/me/filings/{id}/check`
pub async fn form(State(web): State<Arc<Web>>, applicant: Applicant, Path(id): Path<String>) -> Result {
    let g = Ground::of(web, applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    let today = g.web.app.now().date();
    // What is not asked yet is told here, not as an error: nothing has been sent.
    // That a mandate has lapsed is told above every page.
    let mended = |part: &Part| *part != Part::Mandate;
    let mut problems = g.view.problems(&g.world, today).into_iter();
    let open = problems.find(|one| mended(&one.part) && one.problem.field != declaration_name());
    if let Some(open) = open.filter(|open| !g.is_done(&shown_part(&g, &open.part))) {
        let (_, href) = part_of(&g, &open.part);
        return Ok(Redirect::to(&href).into_response());
    }
    let (form, told) = Typed::of(g.view.kept.as_deref(), &g.at("check")).unwrap_or_default();
    Ok(render(&g, &form, &told, StatusCode::OK))
}

/// `POST /me/filings/{id}/check`: files it.
pub async fn submit(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    posted: PostedFiling,
) -> Result {
    let browser = posted.applicant.visit.browser(&headers);
    let PostedFiling { applicant, form } = posted;
    let (person, by) = (applicant.who.person, applicant.filer());
    let mut g = Ground::of(Arc::clone(&web), applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    let mut revision = seen(&form)?;
    for change in changes(&g, &form) {
        match web.app.change_filing(person, g.view.id, revision, change).await {
            Ok(saved) => {
                revision += 1;
                g = g.with(saved.view);
            }
            Err(Error::Stale { .. }) => return stale(g, &form).await,
            Err(other) => return Err(other.into()),
        }
    }
    let order = SubmitFiling {
        filing: g.view.id,
        seen: revision,
        by,
        despite_duplicate: form.given("despite").is_some(),
        browser: Some(browser),
    };
    match web.app.submit_filing(person, order).await {
        Ok(_) => Ok(Redirect::to(&g.at("submitted")).into_response()),
        Err(Error::Invalid(problems)) => {
            let told = Told { problems, ..Told::default() };
            Ok(back(&g, &form, &told, StatusCode::UNPROCESSABLE_ENTITY).await)
        }
        Err(Error::Duplicate { code, on }) => {
            let told = Told { duplicate: Some((code, on)), ..Told::default() };
            Ok(back(&g, &form, &told, StatusCode::CONFLICT).await)
        }
        Err(Error::Stale { .. }) => stale(g, &form).await,
        Err(other) => Err(other.into()),
    }
}

/// `/me/filings/{id}/submitted`
pub async fn submitted(State(web): State<Arc<Web>>, applicant: Applicant, Path(id): Path<String>) -> Result {
    let g = Ground::of(web, applicant, &id).await?;
    let Some(id) = g.view.dossier else { return Ok(Redirect::to(&g.address()).into_response()) };
    let (actor, reference) = (g.applicant.keeper(), id.to_string());
    let dossier =
        g.web.app.read(move |tx, world| crate::desk::visible(tx, world, &actor, &reference)).await?;
    let lang = g.lang();
    let at = unit_in(lang, &g.world, dossier.holder.unit);
    let hotline = &g.web.settings.brand.hotline;
    let mut next = match &dossier.code {
        Some(_) => vec![g.pick("Hồ sơ đã được tiếp nhận.", "The dossier was received.").to_owned()],
        None => vec![match lang {
            Lang::Vi => format!(
                "{at} kiểm tra và tiếp nhận hồ sơ. Mã hồ sơ và ngày hẹn trả có ngay khi được tiếp nhận, xem ở mục Hồ sơ của tôi."
            ),
            Lang::En => format!(
                "{at} checks and receives it. Its number and its due date follow with the receipt; find them under My dossiers."
            ),
        }],
    };
    next.push(
        g.pick(
            "Nếu thiếu giấy tờ, ông/bà được báo một lần, đủ tất cả những gì còn thiếu.",
            "If papers are missing you are told once, with everything that is missing.",
        )
        .to_owned(),
    );
    next.push(format!("{} {hotline}.", g.pick("Cần hỏi thêm, gọi", "For questions call")));
    let view = FilingSubmittedPage {
        page: g.page(g.pick("Đã nộp hồ sơ", "Your dossier is filed")),
        procedure: procedure_name(lang, &g.view.version).to_owned(),
        code: dossier.code.as_ref().map(ToString::to_string),
        next,
        dossier: match g.applicant.entering {
            Some(_) => crate::paths::dossier(&crate::desk::reference(&dossier)),
            None => format!("/me/dossiers/{}", crate::paths::escape(&crate::desk::reference(&dossier))),
        },
    };
    Ok(html(view.render()))
}

/// To the page again, with what is said of what was sent.
async fn back(g: &Ground, form: &Form, told: &Told, status: StatusCode) -> Response {
    let back = sent_back(g, &g.at("check"), form, told).await;
    back.unwrap_or_else(|| render(g, form, told, status))
}

async fn stale(g: Ground, form: &Form) -> Result {
    let view = g.web.app.filing(g.applicant.who.person, g.view.id).await?;
    let g = g.with(view);
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    Ok(back(&g, form, &Told::stale(), StatusCode::CONFLICT).await)
}

fn declaration_name() -> String {
    format!("{FIELD}{DECLARATION}")
}

/// What the page itself lets one change: how the result is wanted, and the declaration.
fn changes(g: &Ground, form: &Form) -> Vec<Change> {
    let mut changes = Vec::new();
    let by = METHODS.into_iter().find(|(_, key, _)| form.get("return_by") == *key).map(|(by, _, _)| by);
    if let Some(by) = by.filter(|by| *by != g.view.content.return_by.unwrap_or(ReturnMethod::Counter)) {
        changes.push(Change::Return(by));
    }
    let made = g.view.values.get(DECLARATION).is_some_and(|value| value == "yes");
    if let (Some(page), false, Some(given)) = (declaring(g), made, form.given(&declaration_name())) {
        let typed = BTreeMap::from([(DECLARATION.to_owned(), given.to_owned())]);
        changes.push(Change::Fields { pages: vec![page.key.clone()], typed });
    }
    changes
}

/// The page of the form that asks for the declaration.
fn declaring(g: &Ground) -> Option<&FormPage> {
    g.view.version.form.iter().find(|page| page.fields.iter().any(|field| field.field == DECLARATION))
}

type Method = (ReturnMethod, &'static str, (&'static str, &'static str));

const METHODS: [Method; 3] = [
    (ReturnMethod::Counter, "counter", ("Nhận tại quầy", "At the counter")),
    (ReturnMethod::Online, "online", ("Nhận bản điện tử vào tài khoản", "Electronically, to your account")),
    (ReturnMethod::Post, "post", ("Nhận qua bưu chính công ích", "By public post")),
];

fn render(g: &Ground, form: &Form, told: &Told, status: StatusCode) -> Response {
    let lang = g.lang();
    let mut page = g.page(g.pick("Xem lại và nộp", "Check and file"));
    page.errors = g.said(told);
    if told.duplicate.is_some() {
        let text = g.pick(
            "Ông/bà đã có một hồ sơ cùng thủ tục. Đánh dấu nếu vẫn nộp hồ sơ mới",
            "You already have a dossier of this procedure. Tick if you file a new one all the same",
        );
        page.errors.push(FieldError::new("despite", text));
    }
    let commune = g.view.commune.and_then(|id| g.world.units.get(id));
    let chosen = form.given("return_by").map(str::to_owned);
    let stands = g.view.content.return_by.unwrap_or(ReturnMethod::Counter);
    let key = METHODS.iter().find(|(by, _, _)| *by == stands).map_or("counter", |(_, key, _)| key);
    let chosen = chosen.unwrap_or_else(|| key.to_owned());
    let counter = commune.and_then(|unit| g.world.units.counter_of(unit.id));
    let choices = METHODS.into_iter().map(|(by, key, (vi, en))| {
        let mut choice = Choice::new(key, pick(lang, vi, en)).chosen_if(&chosen);
        if by == ReturnMethod::Counter {
            choice.hint = counter.map(|unit| unit_in(lang, &g.world, unit.id));
        }
        choice
    });
    let return_by = Field::new(
        "return_by",
        g.pick("Ông/bà muốn nhận kết quả cách nào?", "How would you like to get the result?"),
        FieldKind::Radios(choices.collect()),
    );
    let view = FilingCheckPage {
        frame: g.frame(Stage::Check),
        page,
        action: g.at("check"),
        parts: parts(g),
        agency: g.view.competent.map_or_else(String::new, |unit| unit_in(lang, &g.world, unit)),
        agency_change: (g.view.version.competence == Competence::Commune)
            .then(|| format!("{}?back=check", g.at("eligibility"))),
        due: due(g),
        fee: fee_in_words(
            lang,
            &g.view.version,
            g.web.app.now().date(),
            (g.view.case_key(), Some(Channel::Online)),
        ),
        return_by,
        declaration: declaration(g, form, told),
        duplicate: told.duplicate.as_ref().map(|(code, on)| duplicate(g, code, on)),
    };
    html_with(status, view.render())
}

/// The declaration, unless it was made on its page.
fn declaration(g: &Ground, form: &Form, told: &Told) -> Option<Field> {
    declaring(g)?;
    if g.view.content.values.get(DECLARATION).is_some_and(|value| value == "yes") {
        return None;
    }
    let def = definition(&g.world, DECLARATION);
    let name = declaration_name();
    let mut shown = field(g.lang(), name.clone(), &def, form.get(&name));
    shown.error = told.problems.iter().find(|problem| problem.field == name).map(|problem| g.text(problem));
    Some(shown)
}

fn duplicate(g: &Ground, code: &str, on: &str) -> (String, Field) {
    let day = motcua_calendar::Date::parse(on)
        .map_or_else(|_| on.to_owned(), |day| crate::present::day(g.lang(), day));
    // Before receipt a dossier has no code, only an id that tells nobody anything.
    let numbered = motcua_domain::ids::DossierCode::is_well_formed(code);
    let warning = match (g.lang(), numbered) {
        (Lang::Vi, true) => format!(
            "Ông/bà đã nộp hồ sơ thủ tục này ngày {day}, mã {code}, chưa giải quyết xong. Mở hồ sơ đó ở mục Hồ sơ của tôi, hay nộp hồ sơ mới?"
        ),
        (Lang::Vi, false) => format!(
            "Ông/bà đã nộp hồ sơ thủ tục này ngày {day}, đang chờ tiếp nhận. Mở hồ sơ đó ở mục Hồ sơ của tôi, hay nộp hồ sơ mới?"
        ),
        (Lang::En, true) => format!(
            "You filed a dossier of this procedure on {day}, number {code}, which is still in hand. Open it under My dossiers, or file a new one?"
        ),
        (Lang::En, false) => format!(
            "You filed a dossier of this procedure on {day}, which waits to be received. Open it under My dossiers, or file a new one?"
        ),
    };
    let tick = Choice::new("yes", g.pick("Vẫn nộp hồ sơ mới", "File a new one all the same"));
    (
        warning,
        Field::new("despite", g.pick("Hồ sơ trùng", "A second dossier"), FieldKind::Checkboxes(vec![tick])),
    )
}

/// When a dossier received now would be due, by the calendar of who decides.
fn due(g: &Ground) -> Option<String> {
    let competent = g.view.competent?;
    let calendar = g.world.calendar(competent).ok()?;
    let rule = *g.view.version.rule_for(g.view.case_key(), Channel::Online);
    let received = g.web.app.now();
    let due = calendar.due(&DueRequest { received, rule: &rule, pauses: &[], extension: None }).ok()?;
    let at = when(g.lang(), due.at);
    Some(match g.lang() {
        Lang::Vi => format!(
            "{at}, nếu hồ sơ được tiếp nhận ngay bây giờ. Ngày hẹn chính thức ghi trên giấy tiếp nhận."
        ),
        Lang::En => {
            format!("{at}, if it is received right now. The due date that binds is the one on the receipt.")
        }
    })
}

/// The group a part's problems are mended in.
fn shown_part(g: &Ground, part: &Part) -> Part {
    match part {
        Part::Page(key) => {
            let group = g.groups.iter().find(|group| group.pages.contains(key));
            Part::Page(group.map_or_else(|| key.clone(), |group| group.key.clone()))
        }
        other => other.clone(),
    }
}

fn part_of(g: &Ground, part: &Part) -> (Part, String) {
    let wanted = shown_part(g, part);
    g.parts()
        .into_iter()
        .find(|(part, _)| *part == wanted)
        .unwrap_or_else(|| (Part::Eligibility, g.at("eligibility")))
}

/// What is filed, part by part, each with where it is changed.
fn parts(g: &Ground) -> Vec<CheckPart> {
    let lang = g.lang();
    let change = |part: &Part| format!("{}?back=check", part_of(g, part).1);
    let mut parts = vec![CheckPart {
        title: g.pick("Trường hợp và nơi nộp", "Your case and where it goes").to_owned(),
        change: change(&Part::Eligibility),
        rows: before(g),
    }];
    let form = g.view.form();
    let filled = g.view.filled();
    for page in &g.view.version.form {
        let rows: Vec<CheckRow> = filled
            .fields(page)
            .into_iter()
            .filter(|asked| asked.field != DECLARATION)
            // What may be left out and was is not listed: the page is read through, not searched.
            .filter(|asked| asked.required || form.fields.iter().any(|answer| answer.field == asked.field))
            .map(|asked| {
                let def = definition(&g.world, &asked.field);
                let answer = form.fields.iter().find(|answer| answer.field == asked.field);
                let label = if def.label_en.is_empty() {
                    def.label.clone()
                } else {
                    pick(lang, &def.label, &def.label_en).to_owned()
                };
                CheckRow {
                    id: format!("{FIELD}{}", asked.field),
                    label,
                    value: answer.map_or_else(String::new, |answer| in_words(lang, &def, &answer.value)),
                    source: answer.and_then(|answer| source_of(g, &asked.field, answer.source)),
                }
            })
            .collect();
        if !rows.is_empty() {
            let title =
                if page.title_en.is_empty() { &page.title } else { pick(lang, &page.title, &page.title_en) };
            parts.push(CheckPart {
                title: title.to_owned(),
                change: change(&Part::Page(page.key.clone())),
                rows,
            });
        }
    }
    let papers: Vec<CheckRow> = filled
        .papers(&g.view.version)
        .into_iter()
        .map(|paper| {
            let files = g.view.content.papers.get(&paper.key).map(Vec::as_slice).unwrap_or_default();
            let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
            CheckRow {
                id: format!("{PAPER}{}", paper.key),
                label: paper_name(lang, paper).to_owned(),
                value: names.join("; "),
                source: None,
            }
        })
        .collect();
    if !papers.is_empty() {
        parts.push(CheckPart {
            title: g.pick("Giấy tờ", "Papers").to_owned(),
            change: change(&Part::Papers),
            rows: papers,
        });
    }
    parts
}

fn before(g: &Ground) -> Vec<CheckRow> {
    let own =
        |vi: &str, en: &str| if en.trim().is_empty() { vi.to_owned() } else { g.pick(vi, en).to_owned() };
    let asked = g.view.version.asked(&g.view.content.answers);
    let row = |question: &&Question| {
        let given = g.view.content.answers.get(&question.key);
        let choice = question.choices.iter().find(|choice| given == Some(&choice.key));
        CheckRow {
            id: format!("{ANSWER}{}", question.key),
            label: own(&question.text, &question.text_en),
            value: choice.map_or_else(String::new, |one| own(&one.label, &one.label_en)),
            source: None,
        }
    };
    let mut rows: Vec<CheckRow> = asked.iter().map(row).collect();
    let commune = g.view.commune.and_then(|id| g.world.units.get(id));
    rows.push(CheckRow {
        id: "place".to_owned(),
        label: g.pick("Xã, phường", "Commune or ward").to_owned(),
        value: commune.map_or_else(String::new, |unit| place::area(g.lang(), unit)),
        source: None,
    });
    rows
}

fn source_of(g: &Ground, field: &str, from: Source) -> Option<String> {
    match from {
        Source::Given => None,
        Source::Account => Some(g.account_source()),
        Source::Earlier => g.view.suggestions.get(field).map(|one| source(g, one)),
        Source::Disputed => Some(
            g.pick(
                "khác với tài khoản, cán bộ sẽ đối chiếu",
                "differs from your account, an officer will compare",
            )
            .to_owned(),
        ),
    }
}
