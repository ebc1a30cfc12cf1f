//! `/desk/designer/drafts/{id}/dry-run`: what the draft would have meant for the dossiers of the past. Codes only; who may
//! open a dossier follows from other duties than a designer's.

use super::draft::{self, Side};
use super::ground::Officers;
use super::{as_published, enter};
use crate::page::html;
use crate::present::{unit_in, when, words};
use crate::problem::Result;
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{Path, State};
use motcua_app::World;
use motcua_domain::ids::DossierId;
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::dry_run::{DryRun, Ground, Lacking, PastDossier, PastPlaces, Shift, dry_run};
use motcua_store::procedures::Past;
use motcua_views::designer::{Block, Cell, Item, Table};
use motcua_views::format::count;
use motcua_views::{Lang, NoticeKind};
use std::collections::HashMap;
use std::sync::Arc;

/// Dossiers tried on at most.
const TRIED_MAX: u32 = 100_000;
/// Dossiers listed of one kind.
const LISTED: usize = 50;

/// What is gathered of the past before it is judged.
#[derive(Default)]
struct Gathered {
    dossiers: Vec<PastDossier>,
    codes: HashMap<DossierId, String>,
}

/// `/desk/designer/drafts/{id}/dry-run`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, Path(id): Path<String>) -> Result {
    let entered = enter(&web, officer).await?;
    let view = draft::load(&web, &entered, &id).await?;
    let officers = Officers::of(&web).await?;
    let gather = |gathered: &mut Gathered, past: Past| {
        gathered.codes.insert(past.id, past.code.clone());
        gathered.dossiers.push(of_past(past));
    };
    let code = view.draft.code.clone();
    let gathered = web.app.past(entered.actor(), code, TRIED_MAX, (Gathered::default(), gather)).await?;
    let world = Arc::clone(&entered.ground.world);
    let version = as_published(&view.content, &entered.ground, web.app.now().date());
    let judged = version.clone();
    let work = tokio::task::spawn_blocking(move || {
        let ground = Ground {
            calendar: &|unit| world.calendar(unit).ok().map(AsRef::as_ref),
            staffed: &|unit, role, field| officers.are_there(unit, role, field),
        };
        (dry_run(&judged, &ground, gathered.dossiers), gathered.codes)
    });
    let (run, codes) = work.await.map_err(|error| motcua_app::Error::Defect(format!("dry run: {error}")))?;
    let blocks =
        Report { lang: entered.lang(), world: &entered.ground.world, version: &version, codes: &codes }
            .blocks(&run);
    Ok(html(draft::report(&web, &entered, &view, Side::DryRun, blocks).render()))
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

/// What the run is told with.
struct Report<'a> {
    lang: Lang,
    world: &'a World,
    version: &'a ProcedureVersion,
    codes: &'a HashMap<DossierId, String>,
}

impl Report<'_> {
    fn pick<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        crate::present::pick(self.lang, vi, en)
    }

    fn code(&self, id: DossierId) -> String {
        self.codes.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    fn blocks(&self, run: &DryRun) -> Vec<Block> {
        let mut blocks = vec![Block::Text(run.summary(words(self.lang)))];
        if run.read == 0 {
            return blocks;
        }
        blocks.push(Block::Table(self.verdicts(run)));
        let shifts: [(&str, &str, &motcua_procedure::dry_run::Listed<Shift>); 2] = [
            ("Đúng hạn, nay sẽ quá hạn", "In time, and overdue under the draft", &run.newly_overdue),
            ("Quá hạn, nay sẽ đúng hạn", "Overdue, and in time under the draft", &run.no_longer_overdue),
        ];
        for (vi, en, listed) in shifts {
            if listed.count > 0 {
                blocks.push(Block::Heading(format!(
                    "{} ({})",
                    self.pick(vi, en),
                    count(self.lang, listed.count)
                )));
                blocks.push(Block::Table(self.shifts(self.pick(vi, en), &listed.first)));
            }
        }
        if run.lacking.count > 0 {
            let text = self.pick("Có bước không có người làm", "A step would have had nobody to do it");
            blocks.push(Block::Heading(format!("{text} ({})", count(self.lang, run.lacking.count))));
            blocks.push(Block::List(
                run.lacking.first.iter().take(LISTED).map(|one| self.lacking(one)).collect(),
            ));
        }
        let others = [
            ("Không có đường đi đến kết quả", "No way to a result", &run.without_way),
            ("Không xác định được trường hợp", "Case not known to the draft", &run.without_case),
            ("Lịch không phủ tới", "Beyond the calendar", &run.uncovered),
        ];
        for (vi, en, listed) in others {
            if listed.count > 0 {
                blocks.push(Block::Heading(format!(
                    "{} ({})",
                    self.pick(vi, en),
                    count(self.lang, listed.count)
                )));
                let item = |id: &DossierId| Item::plain(self.code(*id));
                blocks.push(Block::List(listed.first.iter().take(LISTED).map(item).collect()));
            }
        }
        blocks
    }

    fn verdicts(&self, run: &DryRun) -> Table {
        let names = [("Sớm hạn", "Early"), ("Đúng hạn", "On time"), ("Quá hạn", "Overdue")];
        let mut heads = vec![
            self.pick("Thực tế (dòng), theo bản thảo (cột)", "As it was (rows), under the draft (columns)")
                .to_owned(),
        ];
        heads.extend(names.map(|(vi, en)| self.pick(vi, en).to_owned()));
        let rows = names.iter().zip(run.verdicts).map(|((vi, en), row)| {
            let counts = row.into_iter().map(|n| Cell::number(count(self.lang, n)));
            std::iter::once(Cell::text(self.pick(vi, en))).chain(counts).collect()
        });
        Table {
            caption: self.pick("Kết quả theo hạn", "Outcome by due date").to_owned(),
            rows: rows.collect(),
            heads,
        }
    }

    fn shifts(&self, caption: &str, shifts: &[Shift]) -> Table {
        let row = |shift: &Shift| {
            vec![
                Cell::number(self.code(shift.id)),
                Cell::number(when(self.lang, shift.ended_at)),
                Cell::number(when(self.lang, shift.due_before)),
                Cell::number(when(self.lang, shift.due_after)),
            ]
        };
        Table {
            caption: caption.to_owned(),
            heads: [
                ("Mã hồ sơ", "Dossier"),
                ("Xong lúc", "Ended"),
                ("Đã hẹn", "Promised"),
                ("Hẹn theo bản thảo", "Promise under the draft"),
            ]
            .map(|(vi, en)| self.pick(vi, en).to_owned())
            .into(),
            rows: shifts.iter().take(LISTED).map(row).collect(),
        }
    }

    fn lacking(&self, lacking: &Lacking) -> Item {
        let step = self.version.steps.get(lacking.step).map_or_else(String::new, |step| step.name.clone());
        let text = format!(
            "{}: {} {} “{step}”, {}",
            self.code(lacking.id),
            self.pick("bước", "step"),
            lacking.step + 1,
            unit_in(self.lang, self.world, lacking.unit)
        );
        Item { tone: Some(NoticeKind::Warning), ..Item::plain(text) }
    }
}
