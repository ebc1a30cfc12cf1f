//! `/procedures/{code}/filings`: before a filing begins, and its beginning. Nothing is begun by reading.

use crate::form::Form;
use crate::me::session::Applicant;
use crate::page::{html, mine};
use crate::paths;
use crate::portal::procedure::choice::answers;
use crate::present::{day, pick, procedure_name};
use crate::problem::{Problem, Result};
use crate::session::PostedByGuest;
use crate::state::Web;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use motcua_app::Error;
use motcua_app::error::What;
use motcua_app::filings::{FilingSummary, KEPT_DAYS, NewFiling, OPEN_MAX, is_online};
use motcua_calendar::Moment;
use motcua_domain::ids::{MandateId, ProcedureCode};
use motcua_domain::procedure::ProcedureVersion;
use motcua_views::me::filing::FilingStartPage;
use motcua_views::{Choice, Field, FieldKind, Lang, Link, Mine};
use std::sync::Arc;

/// `/procedures/{code}/filings`
pub async fn form(State(web): State<Arc<Web>>, applicant: Applicant, Path(code): Path<String>) -> Result {
    let (version, lang) = (online(&web, &code)?, applicant.lang());
    let all = web.app.filings_of(applicant.who.person).await?;
    let open = all.iter().filter(|one| one.version.code == version.code).map(|one| row(lang, one));
    let mut page = mine(&web, &applicant, procedure_name(lang, &version), Mine::Dossiers);
    page.path = applicant.visit.path_only().to_owned();
    let mut told = vec![
        pick(
            lang,
            "Ông/bà trả lời vài câu hỏi, điền tờ khai, tải lên giấy tờ (nếu có), xem lại rồi nộp. Mỗi bước đều được lưu; có thể dừng và làm tiếp sau.",
            "You answer a few questions, fill in the form, upload papers if any are needed, check, and file. Each step is saved; you may stop and go on later.",
        )
        .to_owned(),
        match lang {
            Lang::Vi => format!("Bản nháp được giữ {KEPT_DAYS} ngày kể từ lần sửa cuối, chỉ ông/bà xem được."),
            Lang::En => format!("A draft is kept for {KEPT_DAYS} days after its last change, and only you can see it."),
        },
    ];
    if all.len() >= OPEN_MAX as usize {
        told.push(match lang {
            Lang::Vi => {
                format!("Ông/bà đang có {OPEN_MAX} hồ sơ soạn dở. Nộp hoặc xóa bớt rồi bắt đầu hồ sơ mới.")
            }
            Lang::En => {
                format!(
                    "You have {OPEN_MAX} filings under way. File or delete some before you begin another."
                )
            }
        });
    }
    let whom = whom(&web, &applicant, &version).await?;
    let view = FilingStartPage { page, code: version.code.to_string(), open: open.collect(), told, whom };
    Ok(html(view.render()))
}

/// For whom one may file: for oneself, and for those whose mandate permits it now. Nothing to choose without one.
async fn whom(web: &Web, applicant: &Applicant, version: &ProcedureVersion) -> Result<Option<Field>> {
    let (lang, today) = (applicant.lang(), web.app.now().date());
    let received = web.app.mandates_for(applicant.who.person, version.code.clone()).await?;
    if received.is_empty() {
        return Ok(None);
    }
    let own = Choice::new("", pick(lang, "Cho tôi", "For myself")).chosen_if("");
    let others = received.into_iter().map(|one| {
        let mut choice = Choice::new(
            one.mandate.id.to_string(),
            match lang {
                Lang::Vi => format!("Thay cho {}", one.giver),
                Lang::En => format!("For {}", one.giver),
            },
        );
        let until = day(lang, one.mandate.to.max(today));
        choice.hint =
            Some(format!("{} {until}", pick(lang, "theo ủy quyền, đến hết ngày", "under a mandate, until")));
        choice
    });
    let choices = std::iter::once(own).chain(others).collect();
    let label = pick(lang, "Ông/bà nộp hồ sơ này cho ai?", "For whom do you file this?");
    Ok(Some(Field::new("mandate", label, FieldKind::Radios(choices))))
}

/// A filing in a list: its name, and when it was last changed.
pub fn row(lang: Lang, one: &FilingSummary) -> (Link, String) {
    let at = Moment::from_unix_seconds(one.updated_at_ms.div_euclid(1000));
    let saved = format!("{} {}", pick(lang, "sửa lần cuối", "last changed"), crate::present::when(lang, at));
    let name = procedure_name(lang, &one.version);
    let name = match (&one.represented, lang) {
        (Some(who), Lang::Vi) => format!("{name} (thay cho {who})"),
        (Some(who), Lang::En) => format!("{name} (for {who})"),
        (None, _) => name.to_owned(),
    };
    (Link::new(name, format!("/me/filings/{}", one.id)), saved)
}

/// `POST /procedures/{code}/filings`: from the procedure's page, by whoever reads it. Who is not signed in signs in first and
/// comes back to the page above.
pub async fn begin(State(web): State<Arc<Web>>, Path(code): Path<String>, posted: Started) -> Result {
    let version = online(&web, &code)?;
    let address = format!("{}/filings", paths::procedure(version.code.as_str()));
    let Started { who, form } = posted;
    let Some(person) = who else { return Ok(Redirect::to(&paths::me_sign_in(&address)).into_response()) };
    if form.get("anew").is_empty() {
        let all = web.app.filings_of(person).await?;
        let begun = all.iter().any(|one| one.version.code == version.code);
        // Somebody who may file for another is asked for whom before anything begins.
        if begun || !web.app.mandates_for(person, version.code.clone()).await?.is_empty() {
            return Ok(Redirect::to(&address).into_response());
        }
    }
    let answers = answers(&form, &version);
    let mandate = form.given("mandate").map(|id| uuid::Uuid::try_parse(id).map(MandateId));
    let mandate = mandate.transpose().map_err(|_| Problem::malformed("mandate"))?;
    let new = NewFiling { procedure: version.code.clone(), answers, mandate };
    match web.app.start_filing(person, new).await {
        Ok(id) => Ok(Redirect::to(&format!("/me/filings/{id}/eligibility")).into_response()),
        // Too many are under way: the page before says so.
        Err(Error::Invalid(_)) => Ok(Redirect::to(&address).into_response()),
        Err(other) => Err(other.into()),
    }
}

/// The form that begins a filing: with the token of the session on a person's own page, of the guest on the public one.
pub struct Started {
    who: Option<motcua_domain::ids::PersonId>,
    form: Form,
}

impl axum::extract::FromRequest<Arc<Web>> for Started {
    type Rejection = Problem;

    async fn from_request(request: axum::extract::Request, web: &Arc<Web>) -> Result<Self, Problem> {
        let PostedByGuest { visit, form } = PostedByGuest::from_request(request, web).await?;
        let who = match &visit.person {
            Some(token) => match web.app.person_session(token, visit.at_kiosk()).await {
                Ok(who) => Some(who.person),
                Err(Error::SignedOut) => None,
                Err(other) => return Err(other.into()),
            },
            None => None,
        };
        Ok(Started { who, form })
    }
}

/// The version of a procedure that can be filed online today.
fn online(web: &Web, code: &str) -> Result<Arc<ProcedureVersion>> {
    let (world, today) = (web.app.world(), web.app.now().date());
    let version = world.version_for(&ProcedureCode(code.to_owned()), today);
    let version = version.filter(|version| version.in_force(today) && is_online(version)).cloned();
    version.ok_or_else(|| Problem::from(Error::NotFound(What::Procedure)))
}

/// Why a procedure cannot be filed here, for its public page; nothing where it can.
pub fn not_online(lang: Lang, version: &ProcedureVersion, today: motcua_calendar::Date) -> Option<String> {
    if !version.in_force(today) {
        return None;
    }
    (!is_online(version)).then(|| {
        pick(
            lang,
            "Thủ tục này chưa nộp trực tuyến được. Ông/bà nộp tại quầy hoặc qua bưu chính.",
            "This procedure cannot be filed online yet. Please file at a counter or by post.",
        )
        .to_owned()
    })
}
