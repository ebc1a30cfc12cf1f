//! `/me`: what the person must do, drafts, and their dossiers with one true sentence each.

use super::session::Applicant;
use crate::desk::reference;
use crate::form::Form;
use crate::page::{html, mine};
use crate::paths;
use crate::portal::tracking::{Told, todo, told};
use crate::present::{date, due, pick, procedure_name, when};
use crate::problem::Result;
use crate::state::Web;
use axum::extract::{RawQuery, State};
use motcua_app::World;
use motcua_app::filings::{FilingSummary, KEPT_DAYS, Part};
use motcua_app::people::Misfit;
use motcua_calendar::Moment;
use motcua_domain::dossier::{Dossier, Phase};
use motcua_domain::ids::{DossierId, PersonId};
use motcua_store::people;
use motcua_store::queries::mine as rows;
use motcua_views::me::{DraftLine, MeHomePage, MyDossier, Todo};
use motcua_views::message::fill;
use motcua_views::{Key, Lang, Link, Mine, Notice, NoticeKind, t};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Dossiers on one page.
const SHOWN: u32 = 20;
/// Most things to do that are listed.
const TODO_SHOWN: u32 = 50;

/// `/me?before=`
pub async fn home(State(web): State<Arc<Web>>, applicant: Applicant, RawQuery(query): RawQuery) -> Result {
    let query = Form::of_query(query.as_deref());
    let before = uuid::Uuid::try_parse(query.get("before")).ok().map(DossierId);
    let person = applicant.who.person;
    let (waiting, mut dossiers, names) = web
        .app
        .read(move |tx, _| {
            let waiting = rows::waiting(tx, &person, TODO_SHOWN)?;
            let dossiers = rows::page(tx, &person, before.as_ref(), SHOWN + 1)?;
            let mut names: BTreeMap<PersonId, String> = BTreeMap::new();
            for owner in dossiers.iter().map(|dossier| dossier.owner).filter(|owner| *owner != person) {
                if let Some(found) = people::get(tx, &owner)? {
                    names.insert(owner, found.name);
                }
            }
            Ok((waiting, dossiers, names))
        })
        .await?;
    // Drafts stand on the first page alone.
    let drafts = if before.is_none() { web.app.filings_of(person).await? } else { Vec::new() };
    let (lang, world, now) = (applicant.lang(), web.app.world(), web.app.now());
    let more = dossiers.len() > SHOWN as usize;
    dossiers.truncate(SHOWN as usize);
    let last = dossiers.last().map(|dossier| dossier.id).filter(|_| more);
    let mut waiting: Vec<&Dossier> = waiting.iter().collect();
    waiting.sort_by_key(|dossier| until(dossier).map_or(i64::MAX, Moment::unix_seconds));
    let mut page = mine(&web, &applicant, t(lang, Key::MyDossiers), Mine::Dossiers);
    page.notice = web.app.misfit(person).await?.map(|misfit| told_of(lang, &misfit));
    let view = MeHomePage {
        page,
        todo: waiting.into_iter().filter_map(|dossier| task(lang, &world, dossier)).collect(),
        drafts: drafts.iter().map(|one| draft(lang, one)).collect(),
        dossiers: dossiers.iter().map(|dossier| line(lang, &world, dossier, &names, now)).collect(),
        more: last.map(|id| format!("/me?before={id}")),
    };
    Ok(html(view.render()))
}

/// A filing under way: the step it has come to, and until when it is kept.
fn draft(lang: Lang, one: &FilingSummary) -> DraftLine {
    let step = match &one.open {
        Some(Part::Eligibility) => pick(lang, "Điều kiện, nơi nộp", "Case and place"),
        Some(Part::Page(_)) => pick(lang, "Tờ khai", "Form"),
        Some(Part::Papers) => pick(lang, "Giấy tờ", "Papers"),
        // Nothing on any page mends a mandate: the last page tells of it.
        Some(Part::Mandate) | None => pick(lang, "Xem lại và nộp", "Check and file"),
    };
    let at = Moment::from_unix_seconds(one.updated_at_ms.div_euclid(1000));
    let until = date(at.date().plus_days(KEPT_DAYS.cast_signed()));
    let at = when(lang, at);
    let (step, saved) = match lang {
        Lang::Vi => (format!("Đang ở bước: {step}"), format!("Sửa lần cuối {at}, giữ đến ngày {until}")),
        Lang::En => (format!("Step reached: {step}"), format!("Last changed {at}, kept until {until}")),
    };
    let (link, _) = crate::me::filing::start::row(lang, one);
    DraftLine { procedure: link.text, step, saved, href: link.href }
}

/// What does not fit between the register and the sign-in, told to whom it concerns.
fn told_of(lang: Lang, misfit: &Misfit) -> Notice {
    let (text, link) = match misfit {
        Misfit::Name { asserted } => (fill(t(lang, Key::MeMisfitName), &[asserted]), Some("/me/data")),
        Misfit::Number => (t(lang, Key::MeMisfitNumber).to_owned(), None),
    };
    let link = link.map(|href| Link::new(t(lang, Key::MyData), href));
    Notice { kind: NoticeKind::Warning, text, link }
}

/// By when the person must have done it, where there is such a moment.
fn until(dossier: &Dossier) -> Option<Moment> {
    dossier.open_supplement().and_then(|open| open.answer_by)
}

/// What is to be done on a dossier; nothing where the result comes by itself.
fn task(lang: Lang, world: &World, dossier: &Dossier) -> Option<Todo> {
    let detail = todo(lang, world, dossier, Told::List)?;
    let title = match dossier.phase {
        Phase::SupplementRequested { .. } => pick(lang, "Bổ sung giấy tờ", "Hand in papers"),
        Phase::PaymentRequested { .. } => pick(lang, "Nộp phí, lệ phí", "Pay the fee"),
        _ => pick(lang, "Nhận kết quả", "Take the result"),
    };
    let procedure = world.version(dossier.version).map_or("", |version| procedure_name(lang, version));
    Some(Todo {
        title: format!("{title}: {procedure}"),
        detail,
        href: paths::my_dossier(&reference(dossier)),
    })
}

fn line(
    lang: Lang,
    world: &World,
    dossier: &Dossier,
    names: &BTreeMap<PersonId, String>,
    now: Moment,
) -> MyDossier {
    let version = world.version(dossier.version);
    let block = due::block(lang, dossier, world, now);
    let filed = date(dossier.submitted_at.date());
    MyDossier {
        procedure: version.map_or_else(String::new, |version| procedure_name(lang, version).to_owned()),
        href: paths::my_dossier(&reference(dossier)),
        code: dossier.code.as_ref().map(ToString::to_string),
        status: due::status(lang, dossier, block.clock),
        sentence: told(lang, world, dossier, block.clock),
        owner: names.get(&dossier.owner).cloned(),
        filed: format!("{} {filed}", pick(lang, "nộp ngày", "filed on")),
    }
}
