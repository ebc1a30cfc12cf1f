//! `/desk/signals`: numbers that stand out, with reasons, for a person to judge. No figure is changed here.

use super::counts::Counts;
use super::search::{Reach, scope_of};
use super::{command_id, fresh_command, reference};
use crate::access_log::AccessLog;
use crate::form::Form;
use crate::page::{desk, html, html_with};
use crate::paths;
use crate::present::{actor as acted_by, pick, procedure_name, short, unit_in, when};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::signals::{Found, Judgement, Opinion, Watch, judges, month_of, subject, watch};
use motcua_app::{Error, FieldProblem, World};
use motcua_calendar::{Date, Moment};
use motcua_domain::dossier::Dossier;
use motcua_insight::detect::{Detector, Finding, Nearness, Part, Sign, Span};
use motcua_store::office::Kept;
use motcua_views::desk::{SignalDossier, SignalJudged, SignalPage, SignalRow, SignalsPage};
use motcua_views::form::{Choice, Field, FieldKind};
use motcua_views::message::fill;
use motcua_views::{FieldError, Key, Lang, t};
use std::sync::Arc;
use uuid::Uuid;

/// Dossiers shown behind a finding.
const SHOWN: usize = 100;

/// `/desk/signals?month=`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    let (world, lang, today) = (web.app.world(), officer.lang(), web.app.now().date());
    let watch = watch(&officer.who.actor, &world).ok_or(Error::Denied)?;
    let query = Form::of_query(query.as_deref());
    let span = month(query.get("month"), today);
    let found = web.app.findings(span).await?;
    let seen: Vec<&Finding> = found.findings.iter().filter(|finding| watch.sees(finding.unit)).collect();
    let opinions = web.app.opinions(seen.iter().map(|finding| subject(finding)).collect()).await?;
    let mut rows: Vec<(bool, SignalRow)> = Vec::with_capacity(seen.len());
    for (finding, opinion) in seen.into_iter().zip(opinions) {
        let row = SignalRow {
            what: t(lang, what(finding.detector)).to_owned(),
            unit: unit_in(lang, &world, finding.unit),
            why: why(lang, finding),
            opinion: opinion.map(|opinion| t(lang, opinion_key(opinion)).to_owned()),
            href: format!("/desk/signals/{}?month={}", subject(finding), month_text(span)),
        };
        rows.push((opinion.is_some(), row));
    }
    // Those nobody has judged first; within each the most dossiers first, as they came.
    rows.sort_by_key(|(judged, _)| *judged);
    let counts = Counts::of(&web, officer.who.unit).await?;
    let mut page = desk(&web, &world, &officer, &counts, t(lang, Key::SignalsTitle), "signals");
    page.path = format!("/desk/signals?month={}", month_text(span));
    let beside = |day: Date| format!("/desk/signals?month={}", month_text(month_of(day)));
    let kept = world.detectors.as_ref().map_or(0, |set| i32::try_from(set.kept_days).unwrap_or(0));
    let of_city = world.detectors.as_ref();
    let (vi, en) = of_city.map_or(("", ""), |set| (&*set.provisional, &*set.provisional_en));
    let told = pick(lang, vi, en);
    // A city may have said it in Vietnamese only.
    let untranslated = told.is_empty() && !vi.is_empty();
    let view = SignalsPage {
        month: format!("{} {}/{}", t(lang, Key::SignalsMonth), span.from.month(), span.from.year()),
        earlier: (today.days_since(span.from) <= kept).then(|| beside(span.from.plus_days(-1))),
        later: (span.to < today).then(|| beside(span.to.plus_days(1))),
        provisional: if untranslated { vi } else { told }.to_owned(),
        untranslated,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        page,
    };
    Ok(html(view.render()))
}

/// `/desk/signals/{id}?month=`
pub async fn one(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let query = Form::of_query(query.as_deref());
    let asked = Asked::of(&web, &officer, &id, query.get("month")).await?;
    AccessLog::note(&web, &officer.who, None, "behind a number");
    Ok(html(page(&web, &officer, &asked, None).await?))
}

/// `POST /desk/signals/{id}`: judges.
pub async fn judge(State(web): State<Arc<Web>>, Path(id): Path<String>, posted: Posted) -> Result<Response> {
    let Posted { officer, form } = posted;
    let asked = Asked::of(&web, &officer, &id, form.get("month")).await?;
    let actor = Arc::clone(&officer.who.actor);
    let judged = match Opinion::from_key(form.get("opinion")) {
        Some(opinion) => {
            let command = command_id(form.get("command_id"))?;
            web.app.judge(actor, asked.finding(), opinion, form.get("reason"), command).await
        }
        None if !judges(&actor, &web.app.world(), asked.finding().unit) => Err(Error::Denied),
        None => Err(Error::Invalid(vec![FieldProblem::new(
            "opinion",
            "required",
            "Chọn một kết luận",
            "Choose what it is",
        )])),
    };
    match judged {
        Ok(()) => Ok(Redirect::to(&asked.address()).into_response()),
        Err(Error::Invalid(problems)) => {
            let view = page(&web, &officer, &asked, Some((&form, problems))).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, view))
        }
        Err(other) => Err(other.into()),
    }
}

/// A finding asked about.
struct Asked {
    id: Uuid,
    span: Span,
    found: Arc<Found>,
    /// Which of what was found.
    at: usize,
}

impl Asked {
    /// A finding of a unit one may not see is not there.
    async fn of(web: &Web, officer: &Officer, id: &str, asked: &str) -> Result<Self> {
        let world = web.app.world();
        let watch = watch(&officer.who.actor, &world).ok_or(Error::Denied)?;
        let id = Uuid::try_parse(id).map_err(|_| Problem::no_page())?;
        let span = month(asked, web.app.now().date());
        let found = web.app.findings(span).await?;
        let is_meant = |finding: &Finding| subject(finding) == id && watch.sees(finding.unit);
        let at = found.findings.iter().position(is_meant).ok_or_else(Problem::no_page)?;
        Ok(Self { id, span, found, at })
    }

    fn finding(&self) -> &Finding {
        &self.found.findings[self.at]
    }

    fn address(&self) -> String {
        format!("/desk/signals/{}?month={}", self.id, month_text(self.span))
    }
}

async fn page(
    web: &Arc<Web>,
    officer: &Officer,
    asked: &Asked,
    typed: Option<(&Form, Vec<FieldProblem>)>,
) -> Result<String> {
    let (world, lang, finding) = (web.app.world(), officer.lang(), asked.finding());
    let behind: Vec<_> = finding.dossiers.iter().take(SHOWN).copied().collect();
    let dossiers = web.app.behind_finding(behind).await?;
    let judged = web.app.judgements(asked.id).await?;
    let counts = Counts::of(web, officer.who.unit).await?;
    let mut frame = desk(web, &world, officer, &counts, t(lang, what(finding.detector)), "signals");
    frame.path = asked.address();
    if let Some((_, problems)) = &typed {
        let text = |problem: &FieldProblem| pick(lang, &problem.vi, &problem.en).to_owned();
        frame.errors = problems.iter().map(|one| FieldError::new(one.field.clone(), text(one))).collect();
    }
    let (shown, all) = (dossiers.len(), finding.dossiers.len());
    let reach = scope_of(&officer.who.actor, &world);
    let may = judges(&officer.who.actor, &world, finding.unit);
    let view = SignalPage {
        why: why(lang, finding),
        facts: facts(lang, &world, finding),
        shown: (shown < all).then(|| fill(t(lang, Key::SignalShown), &[&shown, &all])),
        dossiers: dossiers
            .iter()
            .map(|dossier| row(lang, &world, &asked.found, finding.detector, dossier, reach.as_ref()))
            .collect(),
        judged: judged.iter().map(|one| told(lang, &world, one)).collect(),
        ask: if may { fields(lang, typed.as_ref()) } else { Vec::new() },
        command: fresh_command(web)?,
        month: month_text(asked.span),
        action: format!("/desk/signals/{}", asked.id),
        back: format!("/desk/signals?month={}", month_text(asked.span)),
        page: frame,
    };
    Ok(view.render())
}

/// The month written as `2025-07`; that of today when it is none.
fn month(text: &str, today: Date) -> Span {
    month_of(Date::parse(&format!("{text}-01")).unwrap_or(today))
}

fn month_text(span: Span) -> String {
    format!("{:04}-{:02}", span.from.year(), span.from.month())
}

fn what(detector: Detector) -> Key {
    match detector {
        Detector::Proxies => Key::SignalWhatProxies,
        Detector::Accounts => Key::SignalWhatAccounts,
        Detector::Burst => Key::SignalWhatBurst,
        Detector::Quick => Key::SignalWhatQuick,
        Detector::OfficeHome => Key::SignalWhatOffice,
        Detector::StepsAtOnce => Key::SignalWhatSteps,
        Detector::PauseBeforeDue => Key::SignalWhatPause,
        Detector::RefusalBeforeDue => Key::SignalWhatRefusal,
        Detector::NoResultFile => Key::SignalWhatFile,
        Detector::WaitsForgotten => Key::SignalWhatWait,
    }
}

fn opinion_key(opinion: Opinion) -> Key {
    match opinion {
        Opinion::Explained => Key::SignalExplained,
        Opinion::Proxy => Key::SignalProxy,
        Opinion::Unclear => Key::SignalUnclear,
    }
}

/// The sentence of reasons.
fn why(lang: Lang, finding: &Finding) -> String {
    let key = match finding.detector {
        Detector::Proxies => Key::SignalWhyProxies,
        Detector::Accounts => Key::SignalWhyAccounts,
        Detector::Burst => Key::SignalWhyBurst,
        Detector::Quick => Key::SignalWhyQuick,
        Detector::OfficeHome => Key::SignalWhyOffice,
        Detector::StepsAtOnce => Key::SignalWhySteps,
        Detector::PauseBeforeDue => Key::SignalWhyPause,
        Detector::RefusalBeforeDue => Key::SignalWhyRefusal,
        Detector::NoResultFile => Key::SignalWhyFile,
        Detector::WaitsForgotten => Key::SignalWhyWait,
    };
    let Part { count, of } = finding.here;
    fill(t(lang, key), &[&number(lang, count), &number(lang, of), &others(lang, finding)])
}

/// The numbers of the others: a share, or of browsers an average.
fn others(lang: Lang, finding: &Finding) -> String {
    let Part { count, of } = finding.peers;
    if of == 0 {
        return pick(lang, "chưa có", "none yet").to_owned();
    }
    let mark = if lang == Lang::Vi { ',' } else { '.' };
    if finding.detector == Detector::Accounts {
        let tenths = count * 10 / of;
        return format!("{}{mark}{}", tenths / 10, tenths % 10);
    }
    let tenths = count * 1_000 / of;
    let (count, of) = (number(lang, count), number(lang, of));
    format!("{}{mark}{} % ({count}/{of})", tenths / 10, tenths % 10)
}

/// A count as pages write it.
fn number(lang: Lang, n: i64) -> String {
    motcua_views::format::count(lang, n.unsigned_abs())
}

fn facts(lang: Lang, world: &World, finding: &Finding) -> Vec<(String, String)> {
    let Part { count, of } = finding.here;
    vec![
        (t(lang, Key::SignalUnit).to_owned(), unit_in(lang, world, finding.unit)),
        (t(lang, Key::SignalHere).to_owned(), format!("{}/{}", number(lang, count), number(lang, of))),
        (t(lang, Key::SignalPeers).to_owned(), others(lang, finding)),
    ]
}

fn row(
    lang: Lang,
    world: &World,
    found: &Found,
    detector: Detector,
    dossier: &Dossier,
    reach: Option<&Reach>,
) -> SignalDossier {
    let open = match reach {
        Some(Reach::City) => true,
        Some(Reach::Units(units)) => units.iter().any(|unit| dossier.involves(*unit)),
        None => false,
    };
    let code = reference(dossier);
    let version = world.version(dossier.version);
    // What speaks for one filing is told where filings are what was looked at.
    let of_filings = matches!(
        detector,
        Detector::Proxies | Detector::Accounts | Detector::Burst | Detector::Quick | Detector::OfficeHome
    );
    let shows = found.suspects.iter().find(|(id, ..)| *id == dossier.id).filter(|_| of_filings);
    SignalDossier {
        href: open.then(|| paths::dossier(&code)),
        code,
        procedure: version.map_or_else(String::new, |version| procedure_name(lang, version).to_owned()),
        at: short(lang, dossier.submitted_at),
        points: shows.map(|(_, points, _)| *points),
        signs: shows.map_or_else(Vec::new, |(.., signs)| {
            signs.iter().map(|(sign, points)| (format!("{points:+}"), sign_text(lang, *sign))).collect()
        }),
    }
}

fn sign_text(lang: Lang, sign: Sign) -> String {
    let text = |key: Key| t(lang, key).to_owned();
    match sign {
        Sign::Near(Nearness::Browser) => text(Key::SignBrowser),
        Sign::Near(Nearness::Make) => text(Key::SignMake),
        Sign::Near(Nearness::Network | Nearness::Apart) => text(Key::SignNetwork),
        Sign::Beside(near, all) => fill(t(lang, Key::SignBeside), &[&near, &all]),
        Sign::Accounts(accounts) => fill(t(lang, Key::SignAccounts), &[&accounts]),
        Sign::OfficeRhythm(all) => fill(t(lang, Key::SignRhythm), &[&all]),
        Sign::Close(minutes) => fill(t(lang, Key::SignClose), &[&minutes]),
        Sign::Quick(took, median) => fill(t(lang, Key::SignQuick), &[&took, &median]),
        Sign::OfficeContact => text(Key::SignOffice),
        Sign::Contact(accounts) => fill(t(lang, Key::SignContact), &[&accounts]),
        Sign::Taken(minutes) => fill(t(lang, Key::SignTaken), &[&minutes]),
        Sign::AfterHours(after, all) => fill(t(lang, Key::SignAfterHours), &[&after, &all]),
        Sign::OutOfHours => text(Key::SignOutOfHours),
    }
}

fn told(lang: Lang, world: &World, (act, fact): &(Kept, Judgement)) -> SignalJudged {
    let at: Moment = act.at;
    SignalJudged {
        when: format!("{}, {}", when(lang, at), acted_by(lang, world, act.actor)),
        opinion: t(lang, opinion_key(fact.opinion)).to_owned(),
        reason: act.note.clone().unwrap_or_default(),
    }
}

fn fields(lang: Lang, typed: Option<&(&Form, Vec<FieldProblem>)>) -> Vec<Field> {
    let chosen = typed.map_or("", |(form, _)| form.get("opinion"));
    let choice =
        |opinion: Opinion| Choice::new(opinion.key(), t(lang, opinion_key(opinion))).chosen_if(chosen);
    let choices = Opinion::ALL.into_iter().map(choice).collect();
    let opinion = Field::new("opinion", t(lang, Key::SignalOpinion), FieldKind::Radios(choices));
    let mut reason = Field::new("reason", t(lang, Key::SignalReason), FieldKind::TextArea(4))
        .value(typed.map_or("", |(form, _)| form.get("reason")));
    reason.hint = Some(t(lang, Key::SignalReasonHint).to_owned());
    let error = |name: &str| {
        let found = typed?.1.iter().find(|problem| problem.field == name)?;
        Some(pick(lang, &found.vi, &found.en).to_owned())
    };
    let with = |mut field: Field| {
        field.error = error(&field.name);
        field
    };
    vec![with(opinion), with(reason)]
}

/// Whether somebody has anything to look at here, for the menu.
#[must_use]
pub fn watches(officer: &Officer, world: &World) -> bool {
    watch(&officer.who.actor, world).is_some_and(|watch| match watch {
        Watch::City => true,
        Watch::Units(units) => !units.is_empty(),
    })
}
