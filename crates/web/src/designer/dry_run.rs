//! `/desk/designer/drafts/{id}/dry-run`: what the draft would have meant for the dossiers of the past. Codes only; who may
//! open a dossier follows from other duties than a designer's.

mod report;

use super::draft::{self, OnDraft, Side, address};
use super::ground::Officers;
use super::{Entered, as_published};
use crate::page::html;
use crate::present::when;
use crate::problem::Result;
use crate::state::Web;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use motcua_app::designer::DraftView;
use motcua_domain::ids::{DossierId, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::dry_run::{
    DryRun, Fees, Ground, Lacking, PastDossier, PastPlaces, Shift, dry_run_with,
};
use motcua_store::procedures::Past;
use report::{List, Report};
use std::collections::HashMap;
use std::sync::Arc;

/// Dossiers tried on at most.
const TRIED_MAX: u32 = 100_000;

/// What is gathered of the past before it is judged.
#[derive(Default)]
struct Gathered {
    dossiers: Vec<PastDossier>,
    codes: HashMap<DossierId, (String, VersionId)>,
}

/// One dossier judged.
struct Judged {
    id: DossierId,
    shift: Option<Shift>,
    lacking: Option<Lacking>,
    fees: Option<(u64, u64)>,
}

/// Everything a draft would have meant.
struct Tried {
    version: ProcedureVersion,
    run: DryRun,
    fees: Fees,
    judged: Vec<Judged>,
    codes: HashMap<DossierId, (String, VersionId)>,
}

impl Tried {
    fn code(&self, id: DossierId) -> String {
        self.codes.get(&id).map_or_else(|| id.to_string(), |(code, _)| code.clone())
    }
}

/// `/desk/designer/drafts/{id}/dry-run?list=&after=`
pub async fn show(on: OnDraft) -> Result {
    let OnDraft { web, entered, view, query } = on;
    let tried = tried(&web, &entered, &view).await?;
    let base = format!("{}/{}", address(view.draft.id), Side::DryRun.key());
    let report = Report { lang: entered.lang(), world: &entered.ground.world, tried: &tried, base };
    let blocks = match List::of_key(query.get("list")) {
        Some(list) => report.page_of(list, query.get("after")),
        None => report.blocks(),
    };
    Ok(html(draft::report(&web, &entered, &view, Side::DryRun, blocks).render()))
}

/// `/desk/designer/drafts/{id}/dry-run.csv`: every dossier that was judged, one line each.
pub async fn csv(on: OnDraft) -> Result {
    let OnDraft { web, entered, view, .. } = on;
    let tried = tried(&web, &entered, &view).await?;
    let mut response = Body::from(lines(&entered, &tried)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let name = format!("attachment; filename=\"{}-dry-run.csv\"", view.draft.code);
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

fn lines(entered: &Entered, tried: &Tried) -> String {
    let heads = [
        ("Mã hồ sơ", "Dossier"),
        ("Xong lúc", "Ended"),
        ("Đã hẹn", "Promised"),
        ("Hẹn theo bản thảo", "Promise under the draft"),
        ("Quá hạn thực tế", "Overdue as it was"),
        ("Quá hạn theo bản thảo", "Overdue under the draft"),
        ("Phí đã có", "Fee as it was"),
        ("Phí theo bản thảo", "Fee under the draft"),
        ("Bước không có người làm", "Step with nobody to do it"),
    ]
    .map(|(vi, en)| entered.pick(vi, en));
    // The mark tells spreadsheets that it is UTF-8.
    let mut text = format!("\u{feff}{}\r\n", heads.join(","));
    let yes = |late: bool| if late { "1" } else { "0" };
    for judged in &tried.judged {
        let mut cells = vec![tried.code(judged.id)];
        match &judged.shift {
            Some(shift) => cells.extend([
                when(entered.lang(), shift.ended_at),
                when(entered.lang(), shift.due_before),
                when(entered.lang(), shift.due_after),
                yes(shift.before == motcua_calendar::Verdict::Overdue).to_owned(),
                yes(shift.after == motcua_calendar::Verdict::Overdue).to_owned(),
            ]),
            None => cells.extend(std::iter::repeat_n(String::new(), 5)),
        }
        let fees = judged.fees.map_or_else(Default::default, |(a, b)| (a.to_string(), b.to_string()));
        cells.extend([fees.0, fees.1]);
        cells.push(judged.lacking.map_or_else(String::new, |lacking| (lacking.step + 1).to_string()));
        text.push_str(&cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    text
}

/// A cell as RFC 4180 has it.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

async fn tried(web: &Arc<Web>, entered: &Entered, view: &DraftView) -> Result<Tried> {
    let officers = Officers::of(web).await?;
    let gather = |gathered: &mut Gathered, past: Past| {
        gathered.codes.insert(past.id, (past.code.clone(), past.version));
        gathered.dossiers.push(of_past(past));
    };
    let code = view.draft.code.clone();
    let gathered = web.app.past(entered.actor(), code, TRIED_MAX, (Gathered::default(), gather)).await?;
    let world = Arc::clone(&entered.ground.world);
    let version = as_published(&view.content, &entered.ground, web.app.now().date());
    let work = tokio::task::spawn_blocking(move || {
        let ground = Ground {
            calendar: &|unit| world.calendar(unit).ok().map(AsRef::as_ref),
            staffed: &|unit, role, field| officers.are_there(unit, role, field),
        };
        let Gathered { dossiers, codes } = gathered;
        let (mut fees, mut judged) = (Fees::default(), Vec::with_capacity(dossiers.len()));
        let run = dry_run_with(&version, &ground, dossiers, |past, shift, lacking| {
            let old = codes.get(&past.id).and_then(|(_, version)| world.version(*version));
            let fees = fees.count(old.map(AsRef::as_ref), &version, past);
            judged.push(Judged { id: past.id, shift: shift.copied(), lacking: lacking.copied(), fees });
        });
        Tried { version, run, fees, judged, codes }
    });
    Ok(work.await.map_err(|error| motcua_app::Error::Defect(format!("dry run: {error}")))?)
}

fn of_past(past: Past) -> PastDossier {
    PastDossier {
        id: past.id,
        received_at: past.clock.received_at,
        channel: past.channel,
        case: past.case,
        finding: None,
        outcome: past.outcome,
        due_at: past.clock.due_at,
        extension: past.clock.extension,
        pauses: past.clock.pauses,
        ended_at: Some(past.ended_at),
        places: PastPlaces {
            received_at: past.places.received_at.unwrap_or(past.places.return_at),
            competent: past.places.competent,
            commune: past.places.commune,
            return_at: past.places.return_at,
        },
    }
}
