//! `/desk/figures`: figures given from outside, looked at before they are recorded; and what was recorded lately.

use super::counts::Counts;
use super::{command_id, fresh_command};
use crate::board::drawn;
use crate::board::given::{counts, metrics, month};
use crate::form::{Form, clean};
use crate::multipart::Parts;
use crate::page::{desk, html_with};
use crate::present::{actor as actor_name, day, pick, unit_in, words};
use crate::problem::{Problem, Result};
use crate::session::{NotOfficer, Officer, same};
use crate::state::Web;
use axum::extract::{FromRequest, FromRequestParts, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::given::{FILE_MAX, Fault, GivenFigures, Giver, NotGiven, Preview, Stated, text_of};
use motcua_app::office::oversees;
use motcua_app::{Error, World};
use motcua_calendar::Date;
use motcua_domain::ids::UnitId;
use motcua_domain::office::given::may_give;
use motcua_views::desk::{GivenPage, GivenPreview, GivenRow};
use motcua_views::message::fill;
use motcua_views::{Field, FieldError, FieldKind, Key, Lang, t};
use std::sync::Arc;

/// Cells shown of what was recorded lately.
const LATEST: usize = 50;
/// Bytes of the file or its text, with the form around it: a little more, so that a file too long is told as such.
const SENT_MAX: usize = 3 * FILE_MAX;
/// Parts of the form.
const PARTS_MAX: usize = 8;

/// What was sent: the fields, and the file or what was pasted in its place.
pub struct Sent {
    officer: Officer,
    form: Form,
    bytes: Vec<u8>,
}

impl FromRequest<Arc<Web>> for Sent {
    type Rejection = NotOfficer;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotOfficer> {
        let (mut parts, body) = request.into_parts();
        let officer = Officer::from_request_parts(&mut parts, web).await?;
        // Nobody else's bodies of this size are read.
        if !may_give(&officer.who.actor) {
            return Err(Problem::from(Error::Denied).into());
        }
        let mut sent = Parts::new(&parts.headers, body, web, (SENT_MAX, PARTS_MAX))?;
        let (mut form, mut file, mut pasted) = (Form::default(), Vec::new(), Vec::new());
        while let Some(part) = sent.next().await? {
            let whole = match part.field.as_str() {
                "file" => &mut file,
                "text" => &mut pasted,
                _ => {
                    form.add(&part.field, sent.text().await?);
                    continue;
                }
            };
            while let Some(piece) = sent.data().await? {
                whole.extend(piece);
            }
        }
        if !same(form.get("csrf"), &officer.who.csrf) {
            return Err(Problem::csrf().into());
        }
        Ok(Sent { officer, form, bytes: if file.is_empty() { pasted } else { file } })
    }
}

/// What a page shows besides what was recorded lately.
#[derive(Default)]
struct Shown {
    source: String,
    text: String,
    preview: Option<Preview>,
    faults: Vec<Fault>,
    wrong_source: Option<String>,
    moved: bool,
    done: Option<usize>,
}

/// `/desk/figures`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    let done = Form::of_query(query.as_deref()).given("done").and_then(|n| n.parse().ok());
    page(&web, &officer, Shown { done, ..Shown::default() }).await
}

/// `POST /desk/figures`: looks at a file, or records one that was looked at.
pub async fn send(State(web): State<Arc<Web>>, sent: Sent) -> Result {
    let Sent { officer, form, bytes } = sent;
    let giver = Giver::Person(Arc::clone(&officer.who.actor));
    let source = form.get("source").to_owned();
    let mut shown = Shown {
        source: source.clone(),
        text: text_of(&bytes).and_then(|text| clean(text).map_err(|_| Vec::new())).unwrap_or_default(),
        ..Shown::default()
    };
    let mut why = None;
    if form.get("act") == "give" {
        let command = command_id(form.get("command_id"))?;
        let (bytes, source, seal) = (bytes.clone(), source.clone(), form.get("seal").to_owned());
        match web.app.give_figures(giver.clone(), command, bytes, source, seal).await? {
            Ok(recorded) => {
                return Ok(Redirect::to(&format!("/desk/figures?done={recorded}")).into_response());
            }
            Err(NotGiven::Moved) => shown.moved = true,
            Err(other) => why = Some(other),
        }
    }
    let looked = match why {
        Some(why) => Err(why),
        None => web.app.preview_figures(giver, bytes, source).await?,
    };
    match looked {
        Ok(preview) => shown.preview = Some(preview),
        Err(NotGiven::Faults(faults)) => shown.faults = faults,
        Err(NotGiven::Source(refusal)) => {
            shown.wrong_source = Some(refusal.message(words(officer.lang())));
        }
        Err(NotGiven::Moved) => shown.moved = true,
    }
    page(&web, &officer, shown).await
}

async fn page(web: &Arc<Web>, officer: &Officer, shown: Shown) -> Result {
    let (world, lang) = (web.app.world(), officer.lang());
    if !oversees(&officer.who.actor) {
        return Err(Error::Denied.into());
    }
    let before = web.boards.given();
    let known = web.app.given_figures(before).await?;
    let counted = Counts::of(web, officer.who.unit).await?;
    let mut page = desk(web, &world, officer, &counted, t(lang, Key::GivenTitle), "figures");
    page.path = "/desk/figures".to_owned();
    let fault = |fault: &Fault| {
        let text = pick(lang, &fault.vi, &fault.en);
        match fault.line {
            0 => text.to_owned(),
            line => fill(t(lang, Key::GivenLine), &[&line, &text]),
        }
    };
    page.errors.extend(shown.wrong_source.iter().map(|text| FieldError::new("source", text.clone())));
    page.errors.extend(shown.faults.iter().map(|one| FieldError::new("file", fault(one))));
    if shown.moved {
        page.errors.push(FieldError::new("", t(lang, Key::GivenMoved)));
    }
    let today = web.app.now().date();
    let status = match (shown.moved, page.errors.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (_, false) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let wrong = shown.faults.len();
    let preview = shown.preview.map(|found| preview(web, lang, &world, today, found)).transpose()?;
    let mut fields = Vec::new();
    if may_give(&officer.who.actor) {
        let mut source = Field::new("source", t(lang, Key::GivenSource), FieldKind::Text);
        source = source.value(shown.source).hint(t(lang, Key::GivenSourceHint));
        source.error = shown.wrong_source;
        let text = Field::new("text", t(lang, Key::GivenText), FieldKind::TextArea(8)).value(shown.text);
        fields = vec![source, text.optional()];
    }
    let view = GivenPage {
        fields,
        wrong: (wrong > 0).then(|| fill(t(lang, Key::GivenWrong), &[&wrong])),
        preview,
        done: shown.done.map(|n| fill(t(lang, Key::GivenDone), &[&n])),
        metrics: metrics(&world, today)
            .map(|metric| (metric.key.clone(), drawn::name(lang, metric)))
            .collect(),
        rows: latest(lang, &world, today, &known),
        page,
    };
    Ok(html_with(status, view.render()))
}

fn preview(
    web: &Web,
    lang: Lang,
    world: &World,
    today: Date,
    found: Preview,
) -> Result<GivenPreview, Problem> {
    let rows = found.changes.iter().map(|(row, stands)| {
        let figure = &row.figure;
        let mut shown = cell(lang, world, today, (row.unit, figure.month, &figure.metric));
        shown.figure = counts(lang, figure.numerator, figure.denominator);
        shown.before = stands.iter().map(|stated| said(lang, world, stated)).collect();
        shown
    });
    Ok(GivenPreview {
        rows: rows.collect(),
        unchanged: (found.unchanged > 0).then(|| fill(t(lang, Key::GivenUnchanged), &[&found.unchanged])),
        seal: found.seal,
        command_id: fresh_command(web)?,
    })
}

/// The cells acted on last. Here the names of those who gave them are told.
fn latest(lang: Lang, world: &World, today: Date, known: &GivenFigures) -> Vec<GivenRow> {
    let mut rows = Vec::new();
    for (unit, at, metric, stated) in known.latest(LATEST) {
        let Some((last, before)) = stated.split_last() else { continue };
        let mut row = cell(lang, world, today, (unit, at, metric));
        row.figure = counts(lang, last.numerator, last.denominator);
        row.note = note(lang, world, last);
        let earlier = before.iter().rev().map(|one| said(lang, world, one));
        row.before = earlier.collect();
        rows.push(row);
    }
    rows
}

fn cell(lang: Lang, world: &World, today: Date, (unit, at, key): (UnitId, Date, &str)) -> GivenRow {
    let metric = world.metrics.get(key, today);
    GivenRow {
        unit: unit_in(lang, world, unit),
        metric: metric.map_or_else(|| key.to_owned(), |metric| drawn::name(lang, metric)),
        month: month(at),
        ..GivenRow::default()
    }
}

/// A figure as it was given, with where it comes from.
fn said(lang: Lang, world: &World, stated: &Stated) -> String {
    let figure = counts(lang, stated.numerator, stated.denominator);
    format!("{figure} – {}", note(lang, world, stated))
}

fn note(lang: Lang, world: &World, stated: &Stated) -> String {
    let by = match stated.by {
        motcua_domain::actor::ActorRef::System => {
            pick(lang, "người vận hành hệ thống", "the operator of this system").to_owned()
        }
        by => actor_name(lang, world, by),
    };
    let source = stated.source.as_deref().unwrap_or(pick(lang, "đã xóa", "erased"));
    let on = day(lang, stated.at.date());
    match lang {
        Lang::Vi => format!("nguồn: {source}; {by}, ngày {on}"),
        Lang::En => format!("source: {source}; {by}, {on}"),
    }
}
