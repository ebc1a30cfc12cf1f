//! The receipt (Form 01): what the applicant takes home, with the QR and the secret to follow the dossier.

use super::{reference, visible};
use crate::access_log::AccessLog;
use crate::form::Form;
use crate::page::{html, public};
use crate::paths;
use crate::portal::procedures::fee;
use crate::present::timeline::term;
use crate::present::{labels, place_and_date, unit, when};
use crate::problem::Result;
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use motcua_app::error::What;
use motcua_app::{Error, World};
use motcua_domain::dossier::Dossier;
use motcua_domain::dossier::appointment::appointments;
use motcua_domain::dossier::event::Event;
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::ProcedureVersion;
use motcua_store::people;
use motcua_store::queries::timeline::{Item, events_with};
use motcua_views::format::{mask_id, mask_phone};
use motcua_views::print::{FormHead, PrintedDocument, ReceiptPage};
use motcua_views::{Lang, Section};
use std::sync::Arc;

/// Forms are Vietnamese whatever the page's language.
const VI: Lang = Lang::Vi;

/// `/desk/dossiers/{reference}/receipt?from=intake`
pub async fn receipt(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path(asked): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let Printed { dossier, owner, history, world, version } = Printed::read(&web, &officer, asked).await?;
    // Nothing was received yet, so there is no receipt.
    let (Some(code), Some(clock)) = (dossier.code.clone(), dossier.clock.clone()) else {
        return Err(Error::NotFound(What::Page).into());
    };
    AccessLog::note(&web, &officer.who, Some(dossier.id), "receipt");
    let received_at = dossier.places.received_at.unwrap_or(dossier.holder.unit);
    let secret = web.app.tracking_secret(&dossier.id);
    let query = Form::of_query(query.as_deref());
    let base = &web.settings.base_url;
    let owner = owner.unwrap_or_else(|| people::Person::named(dossier.owner, ""));
    let mut page = public(&web, &officer.visit, code.to_string(), Section::Other);
    page.csrf = officer.who.csrf.to_string();
    let view = ReceiptPage {
        page,
        back: back(&query, &dossier),
        head: head(
            &web,
            &world,
            received_at,
            format!("{}/TNHS", code.as_str().rsplit('-').next().unwrap_or_default()),
            clock.received_at,
        ),
        code: code.to_string(),
        applicant: owner.name,
        id_number: mask_id(owner.personal_id.as_deref().unwrap_or_default()),
        phone: mask_phone(owner.phone.as_deref().unwrap_or_default()),
        address: owner.address.unwrap_or_default(),
        procedure: version.name.clone(),
        procedure_code: version.code.to_string(),
        documents: given(&dossier, &version),
        sets: 1,
        term: term(VI, clock.rule.term),
        received: when(VI, clock.received_at),
        due: when(VI, clock.original_due_at),
        two: two(&world, &dossier, &version),
        delivery: format!(
            "{}, {}",
            labels::return_method(VI, dossier.return_by),
            unit(&world, dossier.places.return_at)
        ),
        fee: fee(VI, &version),
        officer: receiving_officer(&history),
        tracking_url: format!("{base}{}", paths::track(code.as_str(), &secret)),
        tracking_short: format!("{}/track", base.split("://").last().unwrap_or_default()),
        secret,
    };
    Ok(html(view.render()))
}

/// The two appointments of a dossier with a payment on its way, in words.
fn two(world: &World, dossier: &Dossier, version: &ProcedureVersion) -> Option<(String, String)> {
    let calendar = world.calendar(dossier.calendar_unit()).ok()?;
    let two = appointments(dossier, version, calendar).ok()??;
    let result = match two.result_by {
        Some(by) => when(VI, by),
        None => format!("{} sau khi nộp đủ tiền; thời gian chờ nộp không tính", term(VI, two.result_within)),
    };
    Some((when(VI, two.notice_by), result))
}

/// After intake the next person waits; otherwise back to the dossier.
fn back(query: &Form, dossier: &Dossier) -> String {
    let reference = reference(dossier);
    if query.get("from") != "intake" {
        return paths::dossier(&reference);
    }
    let check = if query.get("check") == "1" { "&check=1" } else { "" };
    format!("/desk/intake?last={}{check}", paths::escape(&reference))
}

/// The pinned version.
///
/// # Errors
/// When it is gone from the database: a defect.
pub fn version_of(world: &World, dossier: &Dossier) -> Result<Arc<ProcedureVersion>> {
    let version = world.version(dossier.version).cloned();
    Ok(version.ok_or_else(|| Error::Defect(format!("version {} is missing", dossier.version)))?)
}

/// What every printed form of a dossier is made from.
pub struct Printed {
    /// The dossier.
    pub dossier: Dossier,
    /// Its owner, unless erased by law.
    pub owner: Option<people::Person>,
    /// What happened to it, with names.
    pub history: Vec<Item>,
    /// The city.
    pub world: Arc<World>,
    /// The version the dossier is pinned to.
    pub version: Arc<ProcedureVersion>,
}

impl Printed {
    /// Reads it, if the officer may know of the dossier.
    ///
    /// # Errors
    /// `NotFound` for a dossier that is absent or hidden; a defect when its version is gone from the database.
    pub async fn read(web: &Web, officer: &Officer, asked: String) -> Result<Self> {
        let actor = Arc::clone(&officer.who.actor);
        let read = web.app.read(move |tx, world| {
            let dossier = visible(tx, world, &actor, &asked)?;
            let owner = people::get(tx, &dossier.owner)?;
            let history = events_with(tx, &dossier.id, |id| world.officer_name(id).map(str::to_owned))?;
            Ok((dossier, owner, history))
        });
        let (dossier, owner, history) = read.await?;
        let world = web.app.world();
        let version = version_of(&world, &dossier)?;
        Ok(Self { dossier, owner, history, world, version })
    }
}

/// The head of a printed form: superior body, issuing unit, number, place and date.
#[must_use]
pub fn head(
    web: &Web,
    world: &World,
    issuer: UnitId,
    number: String,
    at: motcua_calendar::Moment,
) -> FormHead {
    let parent = world.units.get(issuer).and_then(|unit| unit.parent);
    FormHead {
        body: parent.map_or_else(|| web.settings.brand.operator.clone(), |id| unit(world, id)).to_uppercase(),
        unit: unit(world, issuer).to_uppercase(),
        number,
        place_and_date: place_and_date(&web.settings.brand.place, at),
    }
}

/// Papers handed in, as printed.
#[must_use]
pub fn given(dossier: &Dossier, version: &ProcedureVersion) -> Vec<PrintedDocument> {
    let list = dossier.papers.iter().map(|given| PrintedDocument {
        name: version.paper(&given.key).map_or_else(|| given.key.to_string(), |paper| paper.name.clone()),
        count: format!("{} {}", given.count, labels::paper_form(VI, given.form)),
    });
    list.collect()
}

fn receiving_officer(history: &[Item]) -> String {
    let received = history.iter().find(|item| matches!(item.event, Event::Received { .. }));
    received.and_then(|item| item.actor_name.clone()).unwrap_or_default()
}
