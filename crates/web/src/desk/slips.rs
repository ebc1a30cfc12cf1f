//! Forms 02–06: request for supplement, refusal, apology, notice of stop, control slip. Vietnamese, as the law has them.

use super::prints::{Printed, head};
use super::reference;
use crate::access_log::AccessLog;
use crate::page::html;
use crate::page::public;
use crate::paths;
use crate::present::due::promise;
use crate::present::timeline::paper_names;
use crate::present::{labels, officer as officer_name, unit, when};
use crate::problem::{Problem, Result};
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{Path, State};
use motcua_app::World;
use motcua_calendar::{Lang as Words, Term};
use motcua_domain::basis::Basis;
use motcua_domain::dossier::event::Event;
use motcua_domain::dossier::{Dossier, Phase};
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::{PaperForm, ProcedureVersion};
use motcua_store::people::Person;
use motcua_store::queries::timeline::{Item, Note};
use motcua_views::desk::Fact;
use motcua_views::format::mask_phone;
use motcua_views::print::{ControlRow, PrintedDocument, SlipKind, SlipPage};
use motcua_views::{Lang, Promise, Section, promise_text};
use std::sync::Arc;

const VI: Lang = Lang::Vi;

/// What a slip says beyond its head and facts.
#[derive(Default)]
struct Content {
    paragraphs: Vec<String>,
    documents: Vec<PrintedDocument>,
    reason: Option<String>,
    basis: Option<Basis>,
    deadline: Option<String>,
    control: Vec<ControlRow>,
    signer: String,
    at: Option<motcua_calendar::Moment>,
}

/// `/desk/dossiers/{reference}/slips/{kind}`
pub async fn show(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path((asked, kind)): Path<(String, String)>,
) -> Result {
    let kind = SlipKind::parse(&kind).ok_or_else(Problem::no_page)?;
    let Printed { dossier, owner, history, world, version } = Printed::read(&web, &officer, asked).await?;
    let content = match content(kind, &world, &dossier, &version, &history) {
        None if kind == SlipKind::Apology => draft(&web, &dossier).await?,
        found => found,
    };
    let content = content.ok_or_else(Problem::no_page)?;
    AccessLog::note(&web, &officer.who, Some(dossier.id), "slip");
    let reference = reference(&dossier);
    // A dossier that was never received has no number, and its slip is numbered by hand.
    let code = dossier.code.as_ref().map(ToString::to_string);
    let number = code.as_deref().and_then(|code| code.rsplit('-').next()).unwrap_or("…………");
    let counter = dossier.places.received_at.unwrap_or(dossier.holder.unit);
    let issuer = match kind {
        SlipKind::Refusal | SlipKind::Control => counter,
        SlipKind::Supplement => content.at.map_or(counter, |at| worked_at(&dossier, at).unwrap_or(counter)),
        SlipKind::Apology | SlipKind::Stop => dossier.places.competent,
    };
    let mut page = public(&web, &officer.visit, kind.title(), Section::Other);
    page.csrf = officer.who.csrf.to_string();
    let view = SlipPage {
        page,
        back: paths::dossier(&reference),
        kind,
        head: head(&web, &world, issuer, number.to_owned(), content.at.unwrap_or_else(|| web.app.now())),
        facts: facts(kind, &world, &dossier, owner.as_ref(), &version),
        contact: matches!(kind, SlipKind::Supplement | SlipKind::Refusal)
            .then(|| contact(&web, &content.signer)),
        paragraphs: content.paragraphs,
        documents: content.documents,
        reason: content.reason,
        basis: content.basis.map(|basis| basis.citation().to_owned()),
        deadline: content.deadline,
        control: content.control,
        sign_left: (kind == SlipKind::Refusal)
            .then(|| ("Người nộp hồ sơ".to_owned(), owner.map_or_else(String::new, |person| person.name))),
        sign_right: (signer_title(kind).to_owned(), content.signer),
    };
    Ok(html(view.render()))
}

fn signer_title(kind: SlipKind) -> &'static str {
    match kind {
        SlipKind::Supplement => "Người hướng dẫn",
        SlipKind::Refusal => "Người tiếp nhận hồ sơ",
        SlipKind::Apology | SlipKind::Stop => "Thủ trưởng cơ quan",
        SlipKind::Control => "Người lập phiếu",
    }
}

/// The unit that worked on the dossier at a moment, where a step under way or finished tells.
fn worked_at(dossier: &Dossier, at: motcua_calendar::Moment) -> Option<UnitId> {
    if dossier.step.is_some_and(|step| !step.done && step.started_at <= at) {
        return Some(dossier.holder.unit);
    }
    let runs = dossier.steps_done.iter().rev();
    runs.into_iter().find(|run| run.started_at <= at && at <= run.ended_at).map(|run| run.unit)
}

/// Whom to ask, as forms 02 and 03 have it.
fn contact(web: &Web, officer: &str) -> String {
    let base = web.settings.base_url.split("://").last().unwrap_or_default();
    let hotline = &web.settings.brand.hotline;
    let officer = if officer.is_empty() { String::new() } else { format!("{officer}, ") };
    format!("{officer}điện thoại {hotline}; theo dõi hồ sơ tại {base}/track.")
}

fn facts(
    kind: SlipKind,
    world: &World,
    dossier: &Dossier,
    owner: Option<&Person>,
    version: &ProcedureVersion,
) -> Vec<Fact> {
    let code = dossier.code.as_ref().map(|code| Fact::new("Mã hồ sơ", code.to_string()));
    let mut facts: Vec<Fact> = code.into_iter().collect();
    if let Some(person) = owner {
        facts.push(Fact::new("Người nộp", person.name.clone()));
        if let Some(address) = &person.address {
            facts.push(Fact::new("Địa chỉ", address.clone()));
        }
        if let Some(phone) = &person.phone {
            facts.push(Fact::new("Điện thoại", mask_phone(phone)));
        }
    }
    facts.push(Fact::new("Nội dung yêu cầu giải quyết", format!("{} ({})", version.name, version.code)));
    if kind == SlipKind::Control {
        facts.push(Fact::new("Cơ quan giải quyết", unit(world, dossier.places.competent)));
    }
    if let Some(clock) = &dossier.clock {
        facts.push(Fact::new("Tiếp nhận", when(VI, clock.received_at)));
    }
    if let (SlipKind::Apology, Some(clock)) = (kind, &dossier.clock) {
        // The form names the new date itself; beside it stands what was promised first.
        facts.push(Fact::new("Hẹn trả ban đầu", when(VI, clock.original_due_at)));
        return facts;
    }
    match promise(VI, dossier) {
        // Before receipt a slip says nothing of a date that the receipt will name.
        Promise::Awaited => {}
        promise => facts.push(Fact::new("Hẹn trả", promise_text(VI, &promise))),
    }
    facts
}

/// The apology as the guard over promises prepared it: nobody has sent it, and the reason is left to a person.
async fn draft(web: &Web, dossier: &Dossier) -> Result<Option<Content>, Problem> {
    let (read, now) = (dossier.clone(), web.app.now());
    let guard = web.app.read(move |tx, world| motcua_app::guard::of_dossier(tx, world, &read, now)).await?;
    Ok(guard.draft.map(|draft| {
        let [sorry, extended] = apology(Term::WorkingDays(draft.days));
        Content {
            paragraphs: vec!["DỰ THẢO, CHƯA GỬI".into(), sorry, extended],
            reason: Some("…………………………………………………… (lãnh đạo đơn vị ghi)".into()),
            basis: Some(Basis::Decree61Art19),
            deadline: Some(when(VI, draft.due_at)),
            ..Content::default()
        }
    }))
}

/// What form 04 says.
fn apology(by: Term) -> [String; 2] {
    [
        "Cơ quan chưa giải quyết xong hồ sơ trong thời hạn đã hẹn và xin lỗi ông/bà về sự chậm trễ này."
            .into(),
        format!("Thời hạn giải quyết được gia hạn thêm {}.", by.label(Words::Vi)),
    ]
}

/// The last fact of a kind, with its note.
fn last(history: &[Item], wanted: impl Fn(&Event) -> bool) -> Option<(&Item, Option<String>)> {
    let item = history.iter().rev().find(|item| wanted(&item.event))?;
    let note = match &item.note {
        Note::Text(text) => Some(text.clone()),
        Note::None | Note::Erased => None,
    };
    Some((item, note))
}

/// `None` when the dossier has had no such act: then there is no such slip.
fn content(
    kind: SlipKind,
    world: &World,
    dossier: &Dossier,
    version: &ProcedureVersion,
    history: &[Item],
) -> Option<Content> {
    match kind {
        SlipKind::Supplement => supplement(version, history),
        SlipKind::Refusal => {
            let (item, note) = last(history, |event| matches!(event, Event::Declined { .. }))?;
            let Phase::Declined { ground, .. } = dossier.phase else { return None };
            Some(ended(
                item,
                labels::decline_ground(VI, ground),
                note,
                "Hồ sơ không được tiếp nhận, giải quyết.",
            ))
        }
        SlipKind::Stop => {
            let (item, note) = last(history, |event| matches!(event, Event::Stopped { .. }))?;
            let Phase::Stopped { ground, .. } = dossier.phase else { return None };
            Some(ended(
                item,
                labels::stop_ground(VI, ground),
                note,
                "Cơ quan thông báo dừng giải quyết hồ sơ nêu trên.",
            ))
        }
        SlipKind::Apology => {
            let (item, note) = last(history, |event| matches!(event, Event::Extended { .. }))?;
            let Event::Extended { by, due_at } = &item.event else { return None };
            Some(Content {
                paragraphs: apology(*by).into(),
                reason: note,
                basis: Some(Basis::Decree61Art19),
                deadline: Some(when(VI, *due_at)),
                signer: item.actor_name.clone().unwrap_or_default(),
                at: Some(item.effective_at),
                ..Content::default()
            })
        }
        SlipKind::Control => {
            dossier.code.as_ref()?;
            Some(Content { control: control(world, dossier, history), ..Content::default() })
        }
    }
}

fn supplement(version: &ProcedureVersion, history: &[Item]) -> Option<Content> {
    let (item, note) = last(history, |event| matches!(event, Event::SupplementRequested { .. }))?;
    let Event::SupplementRequested { papers, answer_by, .. } = &item.event else { return None };
    let documents = paper_names(VI, Some(version), papers).into_iter().zip(papers).map(|(name, key)| {
        let form = version.paper(key).map_or(PaperForm::Unspecified, |paper| paper.form);
        PrintedDocument { name, count: format!("1 {}", labels::paper_form(VI, form)) }
    });
    Some(Content {
        paragraphs: vec![
            "Để có đủ cơ sở giải quyết, đề nghị ông/bà bổ sung, hoàn thiện các giấy tờ sau:".into(),
        ],
        documents: documents.collect(),
        reason: note,
        basis: Some(Basis::Decree61Art19),
        deadline: answer_by.map(|at| when(VI, at)),
        signer: item.actor_name.clone().unwrap_or_default(),
        at: Some(item.effective_at),
        ..Content::default()
    })
}

fn ended(item: &Item, ground: &str, note: Option<String>, paragraph: &str) -> Content {
    Content {
        paragraphs: vec![paragraph.to_owned()],
        reason: Some(note.map_or_else(|| ground.to_owned(), |note| format!("{ground}. {note}"))),
        basis: Some(Basis::Circular03),
        signer: item.actor_name.clone().unwrap_or_default(),
        at: Some(item.effective_at),
        ..Content::default()
    }
}

/// One line for each hand-over that was accepted, and one for the hand-over still to come: to be signed when it does.
fn control(world: &World, dossier: &Dossier, history: &[Item]) -> Vec<ControlRow> {
    let mut rows = Vec::new();
    let mut giver: Option<(String, String)> = None;
    for item in history {
        match &item.event {
            Event::HandedOver { transfer, end } => {
                let late = end.as_ref().and_then(|end| end.run.due_at.map(|due| (due, end.run.ended_at)));
                let outcome = match late {
                    Some((due, ended)) if ended > due => "Quá hạn",
                    Some((due, ended)) if ended.date() < due.date() => "Trước hạn",
                    Some(_) => "Đúng hạn",
                    None => "",
                };
                giver = Some((
                    format!("{}, {}", unit(world, transfer.from), officer_name(world, transfer.given_by)),
                    outcome.into(),
                ));
            }
            Event::HandOverAccepted { unit: to, .. } => {
                let who = item.actor_name.clone().unwrap_or_default();
                let (giver, outcome) = giver.take().unwrap_or_default();
                rows.push(ControlRow {
                    giver,
                    receiver: format!("{}, {who}", unit(world, *to)),
                    at: when(VI, item.effective_at),
                    outcome,
                    note: String::new(),
                });
            }
            _ => {}
        }
    }
    if dossier.phase.is_under_way() {
        let holder = dossier.holder;
        let officer = holder.officer.map_or_else(String::new, |id| format!(", {}", officer_name(world, id)));
        rows.push(ControlRow {
            giver: format!("{}{officer}", unit(world, holder.unit)),
            receiver: dossier.transfer.map_or_else(String::new, |transfer| unit(world, transfer.to)),
            ..ControlRow::default()
        });
    }
    rows
}
