//! Bulk hand-over: many dossiers, one command each; what cannot be handed over is named and left as it is.

use super::counts::Counts;
use super::inbox::{Asked, bulk, receivers};
use super::menu::UnitCounts;
use super::{command_id, field_scope, fresh_command, visible};
use crate::access_log::AccessLog;
use crate::limits::BULK_ROWS;
use crate::page::{desk, html, html_with};
use crate::present::{pick, rows, unit, when, words};
use crate::problem::Result;
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::State;
use axum::http::StatusCode;
use motcua_app::{ActRequest, Error};
use motcua_domain::desk::Queue as Desk;
use motcua_domain::dossier::Dossier;
use motcua_domain::dossier::command::Command;
use motcua_domain::ids::{CommandId, UnitId};
use motcua_store::people;
use motcua_store::queries::inbox::{Row, View};
use motcua_store::queries::search::Hit;
use motcua_views::desk::{HandoverDone, HandoverPage, InboxRow};
use motcua_views::{FieldError, Key, Lang, t};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// `/desk/handover`
pub async fn form(State(web): State<Arc<Web>>, officer: Officer) -> Result {
    let counts = Counts::of(&web, officer.who.unit).await?;
    let body = offer(&web, &officer, &counts, Vec::new(), "").await?;
    Ok(html(body))
}

/// The page with what can be handed over now.
async fn offer(
    web: &Arc<Web>,
    officer: &Officer,
    counts: &UnitCounts,
    errors: Vec<FieldError>,
    chosen: &str,
) -> Result<String> {
    let (lang, world, now) = (officer.lang(), web.app.world(), web.app.now());
    let asked = Asked {
        unit: officer.who.unit,
        view: View::Queue(Desk::Received),
        fields: field_scope(officer)?,
        officer: None,
        procedure: None,
        channel: None,
        after: None,
        limit: BULK_ROWS as u32,
    };
    let found: Vec<Row> = asked.page(web).await?.rows;
    AccessLog::note(web, &officer.who, None, "handover");
    let mut page = desk(web, &world, officer, counts, t(lang, Key::HandoverTitle), "handover");
    page.path = "/desk/handover".into();
    page.errors = errors;
    let bulk = bulk(lang, receivers(&world, &found), chosen, fresh_command(web)?);
    let rows: Vec<InboxRow> = found
        .iter()
        .map(|row| InboxRow { selectable: true, ..rows::of_inbox(lang, &world, row, now) })
        .collect();
    Ok(HandoverPage { page, rows, bulk: Some(bulk), done: None, skipped: Vec::new() }.render())
}

/// `POST /desk/handover`
pub async fn submit(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let lang = officer.lang();
    let group = command_id(form.get("command_id"))?;
    let chosen: Vec<String> =
        form.all("dossier").filter(|code| !code.is_empty()).take(BULK_ROWS).map(str::to_owned).collect();
    let to = form.get("to");
    let mut errors = Vec::new();
    if chosen.is_empty() {
        errors.push(FieldError::new(
            "dossier",
            pick(lang, "Chọn ít nhất một hồ sơ", "Choose at least one dossier"),
        ));
    }
    let receiver = match to {
        "next" => None,
        id => match id.parse().ok().map(UnitId) {
            Some(unit) => Some(unit),
            None => {
                errors.push(FieldError::new("to", pick(lang, "Chọn nơi nhận", "Choose the receiver")));
                None
            }
        },
    };
    let counts = Counts::of(&web, officer.who.unit).await?;
    if !errors.is_empty() {
        let body = offer(&web, &officer, &counts, errors, to).await?;
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, body));
    }
    let (mut handed, mut skipped) = (Vec::new(), Vec::new());
    for reference in chosen {
        match hand_over(&web, &officer, group, &reference, receiver).await {
            Ok(dossier) => handed.push(dossier),
            Err(error) => skipped.push(format!("{reference}: {}", error.message(words(lang)))),
        }
    }
    web.counts.forget(officer.who.unit);
    let body = done(&web, &officer, handed, skipped).await?;
    Ok(html(body))
}

/// One dossier of the group. Its command id follows from the group's, so that sending the form twice hands over once.
async fn hand_over(
    web: &Web,
    officer: &Officer,
    group: CommandId,
    reference: &str,
    to: Option<UnitId>,
) -> Result<Dossier, Error> {
    let (actor, wanted) = (Arc::clone(&officer.who.actor), reference.to_owned());
    let command_id = derived(group, reference);
    let (dossier, before) = web
        .app
        .read(move |tx, world| {
            let dossier = visible(tx, world, &actor, &wanted)?;
            Ok((dossier, motcua_store::commands::find(tx, &command_id)?.is_some()))
        })
        .await?;
    // Done by the first sending of this form: the use case answers with its outcome, whatever came after.
    let expected_revision = if before { 0 } else { dossier.revision };
    let command = Command::HandOver { to, officer: None, note: None };
    let request = ActRequest { dossier: dossier.id.into(), expected_revision, command_id, command };
    let acted = web.app.act(Arc::clone(&officer.who.actor), request).await?;
    Ok(Dossier::clone(&acted.state))
}

pub(crate) fn derived(group: CommandId, reference: &str) -> CommandId {
    let mut hash = Sha256::new();
    hash.update(group.bytes());
    hash.update(reference.as_bytes());
    let digest = hash.finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    CommandId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The list to print and sign.
async fn done(
    web: &Arc<Web>,
    officer: &Officer,
    handed: Vec<Dossier>,
    skipped: Vec<String>,
) -> Result<String> {
    let (lang, world, now) = (officer.lang(), web.app.world(), web.app.now());
    let counts = Counts::of(web, officer.who.unit).await?;
    handed.iter().for_each(|dossier| AccessLog::note(web, &officer.who, Some(dossier.id), "handover"));
    let owners: Vec<_> = handed.iter().map(|dossier| dossier.owner).collect();
    let names = web.app.read(move |tx, _| {
        let names: Result<Vec<Option<String>>, Error> =
            owners.iter().map(|owner| Ok(people::get(tx, owner)?.map(|person| person.name))).collect();
        names
    });
    let names = names.await?;
    let mut receivers: Vec<String> = Vec::new();
    let mut list = Vec::with_capacity(handed.len());
    for (dossier, owner_name) in handed.iter().zip(names) {
        if let Some(transfer) = dossier.transfer {
            let name = unit(&world, transfer.to);
            if !receivers.contains(&name) {
                receivers.push(name);
            }
        }
        // The list is a paper of the office: Vietnamese whatever the language of the screen.
        list.push(rows::of_search(Lang::Vi, &world, &hit(dossier, owner_name), now));
    }
    let mut page = desk(web, &world, officer, &counts, t(lang, Key::HandoverTitle), "handover");
    page.path = "/desk/handover".into();
    let giver = format!("{}, {}", unit(&world, officer.who.unit), officer.who.name);
    let note = HandoverDone { giver, receiver: receivers.join("; "), at: when(Lang::Vi, now) };
    Ok(HandoverPage { page, rows: list, bulk: None, done: Some(note), skipped }.render())
}

fn hit(dossier: &Dossier, owner_name: Option<String>) -> Hit {
    Hit {
        id: dossier.id,
        code: dossier.code.as_ref().map(ToString::to_string),
        status: dossier.phase.national_status(),
        procedure: dossier.procedure.clone(),
        version: dossier.version,
        submitted_at: dossier.submitted_at,
        received_at: dossier.clock.as_ref().map(|clock| clock.received_at),
        due_at: dossier.clock.as_ref().map(|clock| clock.due_at),
        holder: dossier.holder.unit,
        revision: dossier.revision,
        owner_name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dossier_of_a_group_has_a_command_of_its_own_and_always_the_same() {
        let group = CommandId(uuid::Uuid::from_u128(7));
        assert_eq!(derived(group, "A-250724-0001"), derived(group, "A-250724-0001"));
        assert_ne!(derived(group, "A-250724-0001"), derived(group, "A-250724-0002"));
        assert_ne!(
            derived(group, "A-250724-0001"),
            derived(CommandId(uuid::Uuid::from_u128(8)), "A-250724-0001")
        );
    }
}
