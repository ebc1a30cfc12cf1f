//! A copy of everything kept of a person: one archive with a page to print and a file for machines.

use super::data::{kept, line, look};
use super::session::PostedByApplicant;
use super::zip;
use crate::access_log::AccessLog;
use crate::page::mine;
use crate::portal::tracking::following;
use crate::present::answers::answers;
use crate::present::{labels, pick, when};
use crate::problem::{Problem, Result};
use crate::state::Web;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use motcua_app::filings::FormContent;
use motcua_app::{Error, Tx, World};
use motcua_calendar::Moment;
use motcua_domain::ids::{DossierId, PersonId};
use motcua_domain::mandate::{Mandate, Scope};
use motcua_store::access::{self, Noted, Reader};
use motcua_store::files::File;
use motcua_store::filings::Filing;
use motcua_store::notices::{self, Item, choice};
use motcua_store::people::identity::{self, Link};
use motcua_store::people::{self, Person};
use motcua_store::queries::mine as rows;
use motcua_store::queries::tracking::{Tracked, course};
use motcua_store::requests::{self, PersonRequest};
use motcua_store::{self as store};
use motcua_views::me::{CopiedDossier, CopyPage, Kept};
use motcua_views::{Lang, Mine};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most dossiers in a copy: far more than a person has.
const DOSSIERS_MAX: usize = 2_000;
/// Most looks in a copy, the latest.
const LOOKS_MAX: usize = 10_000;
/// Most notices in a copy, the latest.
const NOTICES_MAX: u32 = 2_000;
/// Rows read at once.
const PAGE: u32 = 200;

/// Everything of a person.
struct Everything {
    person: Option<Person>,
    email: Option<String>,
    dossiers: Vec<Tracked>,
    /// What was answered in the forms of their own dossiers.
    forms: BTreeMap<DossierId, FormContent>,
    looks: Vec<Noted>,
    requests: Vec<PersonRequest>,
    filings: Vec<Filing>,
    files: Vec<File>,
    mandates: Vec<Mandate>,
    notices: Vec<Item>,
    links: Vec<Link>,
}

/// `POST /me/data/copy`
pub async fn take(State(web): State<Arc<Web>>, posted: PostedByApplicant) -> Result<Response> {
    let PostedByApplicant { applicant, .. } = posted;
    let (person, lang, now) = (applicant.who.person, applicant.lang(), web.app.now());
    let all = web.app.read(move |tx, _| everything(tx, &person)).await?;
    AccessLog::note_own(&web, person, None, "own copy");
    let world = web.app.world();
    let data = serde_json::to_string_pretty(&as_json(&world, person, &all, &when(lang, now)))
        .map_err(|error| Problem::from(Error::Defect(error.to_string())))?;
    let data = inert(&data).into_bytes();
    let title = pick(lang, "Bản sao dữ liệu của tôi", "Copy of my data");
    let view = CopyPage {
        page: mine(&web, &applicant, title, Mine::Data),
        made: when(lang, now),
        kept: all
            .person
            .as_ref()
            .map_or_else(Vec::new, |person| kept(lang, &world, (person, all.email.as_deref()))),
        dossiers: all
            .dossiers
            .iter()
            .map(|one| copied(lang, &world, (one, all.forms.get(&one.dossier.id)), now))
            .collect(),
        looks: all
            .looks
            .iter()
            .map(|noted| {
                let row = look(lang, &world, noted, person, &all.requests);
                motcua_views::me::LookRow { href: None, dispute: None, ..row }
            })
            .collect(),
        requests: all.requests.iter().map(|one| line(lang, &world, one)).collect(),
    };
    let name = pick(lang, "du-lieu-cua-toi", "my-data");
    let files = [(format!("{name}.html"), view.render().into_bytes()), (format!("{name}.json"), data)];
    let archive = zip::stored(&files)
        .ok_or_else(|| Problem::from(Error::Defect("a copy larger than an archive holds".into())))?;
    let mut response = Body::from(archive).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    let disposition = format!("attachment; filename=\"{name}.zip\"");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// The same JSON with no `<`, `>` or `&` in it as such: they stand in texts only, where an escape says the same. What
/// somebody typed into a form must not become a page in a program that takes the file for one.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn everything(tx: &mut Tx<'_>, person: &PersonId) -> Result<Everything, Error> {
    let mut dossiers: Vec<Tracked> = Vec::new();
    while dossiers.len() < DOSSIERS_MAX {
        let before = dossiers.last().map(|last| last.dossier.id);
        let page = rows::page(tx, person, before.as_ref(), PAGE)?;
        let last = page.len() < PAGE as usize;
        for dossier in page {
            dossiers.push(course(tx, Arc::new(dossier))?);
        }
        if last {
            break;
        }
    }
    let mut forms = BTreeMap::new();
    for dossier in dossiers.iter().map(|one| &one.dossier).filter(|dossier| dossier.owner == *person) {
        if let Some(text) = store::forms::get(tx, &dossier.id)? {
            forms.insert(dossier.id, FormContent::read(&text)?);
        }
    }
    let mut looks: Vec<Noted> = Vec::new();
    while looks.len() < LOOKS_MAX {
        let page = access::of_person(tx, person, looks.last().map(|last| last.id), PAGE)?;
        let last = page.len() < PAGE as usize;
        looks.extend(page);
        if last {
            break;
        }
    }
    let known = people::get(tx, person)?;
    let mut mandates = store::mandates::given_by(tx, person, PAGE)?;
    if let Some(number) = known.as_ref().and_then(|known| known.personal_id.as_deref()) {
        mandates.extend(store::mandates::received_by(tx, number, PAGE)?);
    }
    Ok(Everything {
        person: known,
        email: choice::get(tx, person)?.email,
        dossiers,
        forms,
        looks,
        requests: requests::of_person(tx, person, PAGE)?,
        filings: store::filings::of_person(tx, person, PAGE)?,
        files: store::files::of_person(tx, *person, PAGE)?,
        mandates,
        notices: notices::page(tx, person, None, NOTICES_MAX)?,
        links: identity::of_person(tx, person, PAGE)?,
    })
}

fn copied(
    lang: Lang,
    world: &World,
    (tracked, form): (&Tracked, Option<&FormContent>),
    now: Moment,
) -> CopiedDossier {
    let it = following(lang, world, tracked, now);
    let dossier = &tracked.dossier;
    let mut facts = Vec::new();
    let mut add = |vi: &str, en: &str, value: String| {
        if !value.is_empty() {
            facts.push(Kept { label: pick(lang, vi, en).to_owned(), value });
        }
    };
    add("Mã hồ sơ", "Dossier number", it.code);
    add("Tình trạng", "State", it.sentence);
    add("Nộp lúc", "Filed on", when(lang, dossier.submitted_at));
    add("Cách nộp", "Filed", labels::provenance(lang, dossier.provenance).to_owned());
    add("Nơi đang giữ", "Held by", it.holder);
    if let Some(result) = &dossier.result {
        add("Số văn bản kết quả", "Number of the result", result.number.clone());
    }
    for given in &dossier.papers {
        let version = world.version(dossier.version);
        let name = version.and_then(|version| version.paper(&given.key));
        add(
            "Giấy tờ đã nộp",
            "Paper handed in",
            name.map_or_else(|| given.key.to_string(), |p| p.name.clone()),
        );
    }
    facts.extend(
        form.into_iter()
            .flat_map(|form| answers(lang, world, form))
            .map(|fact| Kept { label: fact.label, value: fact.value }),
    );
    let history = it.milestones.into_iter().filter(|one| !one.at.is_empty()).map(|one| {
        let mut text = format!("{}: {}", one.at, one.title);
        for more in [Some(one.unit), one.note].into_iter().flatten().filter(|more| !more.is_empty()) {
            text.push_str(", ");
            text.push_str(&more);
        }
        text
    });
    CopiedDossier { procedure: it.procedure, facts, history: history.collect() }
}

/// The half for machines. Keys are stable; moments are RFC 3339.
fn as_json(world: &World, me: PersonId, all: &Everything, made: &str) -> Value {
    let unit = |id| world.units.get(id).map(|unit| unit.name.clone());
    let person = all.person.as_ref().map(|person| {
        json!({
            "name": person.name, "personal_id": person.personal_id, "born_on": person.born_on, "sex": person.sex,
            "phone": person.phone, "email": all.email, "address": person.address, "commune": person.commune.and_then(unit),
        })
    });
    let dossiers = all.dossiers.iter().map(|tracked| {
        let dossier = &tracked.dossier;
        json!({
            "id": dossier.id, "code": dossier.code, "procedure": dossier.procedure,
            "procedure_name": world.version(dossier.version).map(|version| version.name.clone()),
            "role": if dossier.owner == me { "owner" } else { "submitter" },
            "status": dossier.phase.national_status(), "filed": dossier.provenance,
            "submitted_at": dossier.submitted_at.rfc3339(),
            "received_at": dossier.clock.as_ref().map(|clock| clock.received_at.rfc3339()),
            "due_at": dossier.clock.as_ref().map(|clock| clock.due_at.rfc3339()),
            "competent": unit(dossier.places.competent),
            "papers": dossier.papers, "result_number": dossier.result.as_ref().map(|result| &result.number),
            "result_files": dossier.result_files, "form": all.forms.get(&dossier.id),
        })
    });
    let looks = all.looks.iter().map(|noted| {
        let (officer_unit, role, own) = match noted.reader {
            Reader::Officer { unit: at, role, .. } => (at.and_then(unit), role.map(|role| role.key()), false),
            Reader::Person(person) => (None, None, person == me),
        };
        json!({
            "at": noted.at.rfc3339(), "unit": officer_unit, "role": role, "own": own,
            "dossier": noted.dossier, "code": noted.code, "purpose": noted.purpose,
        })
    });
    let requests = all.requests.iter().map(|request| {
        json!({
            "id": request.id, "kind": request.kind.key(), "dossier": request.dossier, "text": request.text,
            "asked_at": request.asked_at.rfc3339(), "answer_by": request.answer_by.rfc3339(),
            "state": request.state.key(), "answer": request.answer.as_ref().map(|answer| &answer.text),
        })
    });
    json!({
        "format": "motcua-personal-data/1", "made": made, "person": person,
        "dossiers": dossiers.collect::<Vec<_>>(), "accesses": looks.collect::<Vec<_>>(),
        "requests": requests.collect::<Vec<_>>(), "filings": filings(all), "files": files(all),
        "mandates": mandates(all, me), "notices": told(all), "identities": identities(all),
    })
}

fn moment(ms: i64) -> String {
    Moment::from_unix_seconds(ms.div_euclid(1000)).rfc3339()
}

/// What is being filled in and not filed yet.
fn filings(all: &Everything) -> Vec<Value> {
    let told = |filing: &Filing| {
        json!({
            "id": filing.id, "procedure": filing.procedure, "dossier": filing.dossier, "mandate": filing.mandate,
            "content": serde_json::from_str::<Value>(&filing.content).unwrap_or_default(),
            "created_at": moment(filing.created_at), "updated_at": moment(filing.updated_at),
        })
    };
    all.filings.iter().map(told).collect()
}

/// The files kept for them, by name; each is taken from its own page.
fn files(all: &Everything) -> Vec<Value> {
    let told = |file: &File| {
        json!({
            "id": file.id, "hash": file.hash, "name": file.name, "kind": file.kind, "size": file.size,
            "kept_at": moment(file.kept_at),
        })
    };
    all.files.iter().map(told).collect()
}

fn mandates(all: &Everything, me: PersonId) -> Vec<Value> {
    let told = |mandate: &Mandate| {
        let procedures = match &mandate.scope {
            Scope::All => None,
            Scope::Procedures(list) => Some(list),
        };
        json!({
            "id": mandate.id, "role": if mandate.giver == me { "giver" } else { "receiver" },
            "procedures": procedures, "from": mandate.from.to_string(), "to": mandate.to.to_string(),
            "proof": mandate.proof, "given_at": mandate.given_at.rfc3339(),
            "revoked_at": mandate.revoked_at.map(Moment::rfc3339),
        })
    };
    all.mandates.iter().map(told).collect()
}

fn told(all: &Everything) -> Vec<Value> {
    let one = |item: &Item| json!({ "kind": item.kind.key(), "dossier": item.dossier, "at": item.at.rfc3339(), "read": item.read });
    all.notices.iter().map(one).collect()
}

/// Their own names at the providers they sign in by: whole, because the copy is theirs.
fn identities(all: &Everything) -> Vec<Value> {
    let one = |link: &Link| {
        json!({
            "issuer": link.issuer, "subject": link.subject, "provider": link.provider,
            "first_at": moment(link.first_at * 1000), "last_at": moment(link.last_at * 1000),
        })
    };
    all.links.iter().map(one).collect()
}
