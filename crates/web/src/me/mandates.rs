//! `/me/mandates`: giving a mandate, seeing those given and received, taking one back.

use super::session::{Applicant, PostedByApplicant};
use crate::form::{Form, day, in_order};
use crate::page::{html, html_with, mine};
use crate::present;
use crate::problem::{Problem, Result};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::mandates::{Mandates, NewMandate};
use motcua_app::{Error, FieldProblem};
use motcua_calendar::Date;
use motcua_domain::identity::numbers::Doubt;
use motcua_domain::ids::{MandateId, ProcedureCode};
use motcua_domain::mandate::{Mandate, Receiver, Scope, Standing};
use motcua_views::me::{MandateForm, MandateRow, MandatesPage};
use motcua_views::{FieldError, Key, Lang, Mine, Notice, NoticeKind, t};
use std::sync::Arc;

/// The fields of the form from top to bottom.
const FIELDS: [&str; 7] = ["kind", "number", "name", "procedures", "proof", "from", "to"];

/// `/me/mandates?done=`
pub async fn list(State(web): State<Arc<Web>>, applicant: Applicant, RawQuery(query): RawQuery) -> Result {
    let query = Form::of_query(query.as_deref());
    let today = web.app.now().date();
    let form = MandateForm {
        kind: "person".to_owned(),
        from: present::date(today),
        to: present::date(today.plus_days(364)),
        ..MandateForm::default()
    };
    let notice = noticed(applicant.lang(), &query);
    let body = page(&web, &applicant, form, Vec::new(), notice).await?;
    Ok(html(body))
}

/// What was just done, and what about the number is worth a second look.
fn noticed(lang: Lang, query: &Form) -> Option<Notice> {
    let done = match query.get("done") {
        "given" => t(lang, Key::MandateGiven),
        "revoked" => t(lang, Key::MandateRevokedNow),
        _ => return None,
    };
    let doubts =
        query.all("doubt").filter_map(|code| Doubt::ALL.into_iter().find(|doubt| doubt.code() == code));
    let doubts: Vec<&str> = doubts.map(|doubt| doubt.message(present::words(lang))).collect();
    let kind = if doubts.is_empty() { NoticeKind::Success } else { NoticeKind::Warning };
    let text = [vec![done], doubts].concat().join(" ");
    Some(Notice { kind, text, link: None })
}

/// `POST /me/mandates`
pub async fn give(State(web): State<Arc<Web>>, posted: PostedByApplicant) -> Result {
    let PostedByApplicant { applicant, form } = posted;
    let typed = typed(&form);
    let mut problems = Vec::new();
    let new = read(&typed, &mut problems);
    let given = match new.filter(|_| problems.is_empty()) {
        Some(new) => web.app.give_mandate(applicant.who.person, new).await,
        None => Err(Error::Invalid(problems)),
    };
    match given {
        Ok(given) => {
            let doubts: String =
                given.doubts.iter().map(|doubt| format!("&doubt={}", doubt.code())).collect();
            Ok(Redirect::to(&format!("/me/mandates?done=given{doubts}")).into_response())
        }
        Err(Error::Invalid(mut problems)) => {
            in_order(&mut problems, &FIELDS);
            let errors = problems.iter().map(|problem| error(applicant.lang(), problem)).collect();
            let body = page(&web, &applicant, typed, errors, None).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, body))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /me/mandates/{id}/revoke`
pub async fn revoke(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    posted: PostedByApplicant,
) -> Result {
    let id = id.parse().map_err(|_| Problem::malformed("mandate"))?;
    web.app.revoke_mandate(posted.applicant.who.person, MandateId(id)).await?;
    Ok(Redirect::to("/me/mandates?done=revoked").into_response())
}

fn typed(form: &Form) -> MandateForm {
    let text = |name: &str| form.get(name).to_owned();
    MandateForm {
        kind: text("kind"),
        number: text("number"),
        name: text("name"),
        procedures: text("procedures"),
        proof: text("proof"),
        from: text("from"),
        to: text("to"),
    }
}

/// The mandate typed; days that are none are told.
fn read(typed: &MandateForm, problems: &mut Vec<FieldProblem>) -> Option<NewMandate> {
    let mut date = |field: &str, text: &str| -> Option<Date> {
        let found = day(text);
        if found.is_none() {
            problems.push(FieldProblem::new(
                field,
                "date_impossible",
                "Nhập ngày, ví dụ 24/7/2026",
                "Enter a date, such as 24/7/2026",
            ));
        }
        found
    };
    let (from, to) = (date("from", &typed.from), date("to", &typed.to));
    let number: String = typed.number.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
    let name = typed.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let receiver = match typed.kind.as_str() {
        "organisation" => Receiver::Organisation { tax_code: number, name },
        _ => Receiver::Person { number, name },
    };
    let codes = typed.procedures.split([',', ';', ' ']).map(str::trim).filter(|code| !code.is_empty());
    let codes: Vec<ProcedureCode> = codes.map(|code| ProcedureCode(code.to_owned())).collect();
    let scope = if codes.is_empty() { Scope::All } else { Scope::Procedures(codes) };
    Some(NewMandate { receiver, scope, proof: typed.proof.trim().to_owned(), from: from?, to: to? })
}

fn error(lang: Lang, problem: &FieldProblem) -> FieldError {
    FieldError::new(problem.field.as_str(), present::pick(lang, &problem.vi, &problem.en))
}

async fn page(
    web: &Arc<Web>,
    applicant: &Applicant,
    form: MandateForm,
    errors: Vec<FieldError>,
    notice: Option<Notice>,
) -> Result<String> {
    let Mandates { given, received } = web.app.mandates_of(applicant.who.person).await?;
    let (lang, today) = (applicant.lang(), web.app.now().date());
    let mut page = mine(web, applicant, t(lang, Key::MyMandates), Mine::Mandates);
    page.errors = errors;
    page.notice = notice;
    let given = given.iter().map(|mandate| row(web, lang, today, mandate, mandate.receiver.name())).collect();
    let received = received.iter().map(|one| {
        let shown = row(web, lang, today, &one.mandate, &one.giver);
        MandateRow { revoke: None, ..shown }
    });
    let received = received.collect();
    Ok(MandatesPage { page, form, given, received }.render())
}

fn row(web: &Web, lang: Lang, today: Date, mandate: &Mandate, with: &str) -> MandateRow {
    let standing = mandate.standing(today);
    let state = match standing {
        Standing::Ahead => Key::MandateAhead,
        Standing::InForce => Key::MandateInForce,
        Standing::Over => Key::MandateOver,
        Standing::Revoked => Key::MandateRevoked,
    };
    let scope = match &mandate.scope {
        Scope::All => vec![t(lang, Key::MandateAll).to_owned()],
        Scope::Procedures(codes) => codes.iter().map(|code| named(web, lang, today, code)).collect(),
    };
    let alive = matches!(standing, Standing::Ahead | Standing::InForce);
    MandateRow {
        with: with.to_owned(),
        scope,
        days: format!("{} – {}", present::date(mandate.from), present::date(mandate.to)),
        proof: mandate.proof.clone(),
        state,
        alive,
        revoke: alive.then(|| format!("/me/mandates/{}/revoke", mandate.id)),
    }
}

/// A procedure by name, or by its code once it is in no catalogue.
fn named(web: &Web, lang: Lang, today: Date, code: &ProcedureCode) -> String {
    let world = web.app.world();
    let found = world.version_for(code, today);
    let name = found.map(|version| match (&version.name_en, lang) {
        (Some(english), Lang::En) => english.as_str(),
        _ => version.name.as_str(),
    });
    name.map_or_else(|| code.to_string(), |name| format!("{name} ({code})"))
}
