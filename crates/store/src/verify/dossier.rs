//! One dossier: its chain, its fold, its row, its due moments.

use crate::chain::{self, Hash};
use crate::codec::{dossier_from_json, json};
use crate::columns::Columns;
use crate::figures::{self, in_hand};
use crate::forms;
use crate::verify::finding::{Finding, Kind};
use crate::verify::run::World;
use crate::verify::stored::{StoredEvent, StoredNote, StoredRow};
use crate::verify::tables::ItemRow;
use crate::verify::tally::Tally;
use motcua_calendar::{DueRequest, Moment, WorkCalendar, recheck};
use motcua_domain::desk::desk_items;
use motcua_domain::dossier::event::{Event, Recorded};
use motcua_domain::dossier::evolve::evolve;
use motcua_domain::dossier::{Clock, Dossier, deadline};
use motcua_domain::ids::{DossierId, FieldCode, FileHash};
use std::collections::BTreeSet;

/// A command as its events tell it: the last revision and the moment of recording.
struct Command {
    id: [u8; 16],
    actor: String,
    revision: i64,
    recorded_at: i64,
}

/// A dossier while its events stream past.
pub(super) struct Course<'w> {
    pub id: [u8; 16],
    world: &'w World,
    row: Option<StoredRow>,
    form: Option<StoredNote>,
    code: Option<String>,
    head: Hash,
    revision: i64,
    state: Option<Dossier>,
    command: Option<Command>,
    /// Something was found that makes the comparison with the row pointless.
    spoiled: bool,
    /// The clock changed since its promise was last checked.
    unchecked: bool,
    /// The receipt and first promise last checked.
    original: Option<(Moment, Moment)>,
    scratch: Vec<u8>,
    /// Files its events name, each once.
    files: BTreeSet<FileHash>,
}

/// What a promise depends on.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Marks {
    received_at: Moment,
    original_due_at: Moment,
    due_at: Moment,
    pauses: usize,
    paused: bool,
    extended: bool,
}

impl Marks {
    fn of(clock: &Clock) -> Self {
        Self {
            received_at: clock.received_at,
            original_due_at: clock.original_due_at,
            due_at: clock.due_at,
            pauses: clock.pauses.len(),
            paused: clock.is_paused(),
            extended: clock.extension.is_some(),
        }
    }
}

impl<'w> Course<'w> {
    pub fn begin(world: &'w World, id: [u8; 16], row: Option<StoredRow>, form: Option<StoredNote>) -> Self {
        let head = chain::genesis(&DossierId::from_bytes(id));
        let scratch = Vec::with_capacity(1024);
        Self {
            id,
            world,
            code: row.as_ref().and_then(|row| row.code.clone()),
            row,
            form,
            head,
            revision: 0,
            state: None,
            command: None,
            spoiled: false,
            unchecked: false,
            original: None,
            scratch,
            files: BTreeSet::new(),
        }
    }

    /// Checks one event and folds it.
    pub fn event(&mut self, event: &StoredEvent<'_>, note: Option<&StoredNote>, tally: &mut Tally) {
        tally.event(&event.hash);
        if event.revision != self.revision + 1 {
            self.spoiled = true;
            let (from, to) = (self.revision + 1, event.revision - 1);
            let vi = format!("Thiếu sự kiện: từ bước ghi {from} đến {to}.");
            let en = format!("Events are missing: revisions {from} to {to}.");
            self.find(Kind::EventMissing, vi, en, Some(event), tally);
        } else if event.prev != self.head {
            self.spoiled = true;
            let vi = format!("Sự kiện ở bước ghi {} không nối tiếp sự kiện trước nó.", event.revision);
            let en = format!("The event at revision {} does not follow the one before it.", event.revision);
            self.find(Kind::ChainBroken, vi, en, Some(event), tally);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        if event.recomputed(&mut scratch) != Some(event.hash) {
            let vi = format!("Sự kiện ở bước ghi {} đã bị sửa: mã băm không khớp.", event.revision);
            let en =
                format!("The event at revision {} was altered: its hash does not match.", event.revision);
            self.find(Kind::EventAltered, vi, en, Some(event), tally);
        }
        self.scratch = scratch;
        self.revision = event.revision;
        self.head = event.hash;
        self.note(event, note, tally);
        self.count_command(event, tally);
        match event.fact() {
            Ok(fact) => self.fold(event, &fact, tally),
            Err(error) => {
                self.spoiled = true;
                let vi = format!("Không đọc được sự kiện ở bước ghi {}: {error}", event.revision);
                let en = format!("The event at revision {} cannot be read: {error}", event.revision);
                self.find(Kind::Unreadable, vi, en, Some(event), tally);
            }
        }
    }

    fn fold(&mut self, event: &StoredEvent<'_>, fact: &Recorded, tally: &mut Tally) {
        self.files.extend(fact.event.files());
        let Some(state) = &mut self.state else {
            self.state = Dossier::open(DossierId::from_bytes(self.id), fact);
            self.form(event, fact, tally);
            if self.state.is_none() && !self.spoiled {
                self.spoiled = true;
                let vi = "Sự kiện đầu tiên không phải là việc nộp hồ sơ.".to_owned();
                let en = "The first event is not a submission.".to_owned();
                self.find(Kind::EventMissing, vi, en, Some(event), tally);
            }
            return;
        };
        let before = state.clock.as_ref().map(Marks::of);
        evolve(state, fact);
        let after = state.clock.as_ref().map(Marks::of);
        if before == after {
            return;
        }
        // A promise is checked when it is made, so that a later correct one cannot hide a wrong one.
        if before.map(|marks| marks.due_at) != after.map(|marks| marks.due_at) {
            self.promise(Some(event), tally);
        } else {
            self.unchecked = true;
        }
    }

    /// The due moments by the calendar's second reckoning.
    fn promise(&mut self, event: Option<&StoredEvent<'_>>, tally: &mut Tally) {
        self.unchecked = false;
        if self.spoiled {
            return;
        }
        let Some((state, clock)) = self.state.as_ref().and_then(|s| Some((s, s.clock.as_ref()?))) else {
            return;
        };
        let original = (clock.received_at, clock.original_due_at);
        let Some(calendar) = (self.world.calendar)(state) else {
            let vi = "Không có lịch làm việc của cơ quan để tính lại hạn.".to_owned();
            let en = "There is no working calendar by which to reckon the due moment.".to_owned();
            return self.find(Kind::DueMoment, vi, en, event, tally);
        };
        self.due("hiện tại", "current", clock.due_at, deadline::recheck_due(clock, &calendar), event, tally);
        if self.original != Some(original) {
            self.due(
                "ban đầu",
                "original",
                clock.original_due_at,
                original_due(clock, &calendar),
                event,
                tally,
            );
            self.original = Some(original);
        }
    }

    fn due(
        &self,
        vi: &str,
        en: &str,
        kept: Moment,
        right: Result<Moment, motcua_calendar::CalendarError>,
        event: Option<&StoredEvent<'_>>,
        tally: &mut Tally,
    ) {
        let (vi, en) = match right {
            Ok(right) if right == kept => return,
            Ok(right) => (
                format!(
                    "Hạn {vi} ghi là {}, tính lại theo lịch là {}.",
                    kept.display_vi(),
                    right.display_vi()
                ),
                format!("The {en} due moment is kept as {kept} and reckoned again as {right}."),
            ),
            Err(error) => (
                format!("Không tính lại được hạn {vi}: {error}"),
                format!("The {en} due moment cannot be reckoned again: {error}"),
            ),
        };
        self.find(Kind::DueMoment, vi, en, event, tally);
    }

    fn note(&mut self, event: &StoredEvent<'_>, note: Option<&StoredNote>, tally: &mut Tally) {
        match (&event.note_digest, note) {
            (None, None) => {}
            (Some(_), None) => tally.notes_erased += 1,
            (Some(digest), Some(note)) => {
                if digest.as_slice() != chain::note_digest(&note.salt, &note.text) {
                    let vi = format!("Ghi chú ở bước ghi {} đã bị sửa.", event.revision);
                    let en = format!("The note at revision {} was altered.", event.revision);
                    self.find(Kind::NoteAltered, vi, en, Some(event), tally);
                }
            }
            (None, Some(_)) => {
                let vi = format!("Ghi chú ở bước ghi {} không thuộc sự kiện này.", event.revision);
                let en = format!("The note at revision {} does not belong to its event.", event.revision);
                self.find(Kind::NoteOrphaned, vi, en, Some(event), tally);
            }
        }
    }

    /// The answers of the form, against the digest in the event that filed them. Erased ones are counted, not found.
    fn form(&mut self, event: &StoredEvent<'_>, fact: &Recorded, tally: &mut Tally) {
        let Event::Submitted { form: digest, .. } = &fact.event else { return };
        let (kind, vi, en) = match (digest, self.form.take()) {
            (None, None) => return,
            (Some(_), None) => {
                tally.forms_erased += 1;
                return;
            }
            (Some(digest), Some(form)) if forms::is_of(digest, &form.salt, &form.text) => return,
            (Some(_), Some(_)) => (
                Kind::FormAltered,
                "Nội dung biểu mẫu điện tử đã bị sửa sau khi nộp.",
                "The answers of the electronic form were altered after filing.",
            ),
            (None, Some(_)) => (
                Kind::FormOrphaned,
                "Hồ sơ được nộp không kèm biểu mẫu điện tử nhưng lại có nội dung biểu mẫu.",
                "The dossier was filed without an electronic form, yet has answers of one.",
            ),
        };
        self.find(kind, vi.to_owned(), en.to_owned(), Some(event), tally);
    }

    fn count_command(&mut self, event: &StoredEvent<'_>, tally: &mut Tally) {
        match &mut self.command {
            Some(open) if open.id == event.command => open.revision = event.revision,
            Some(_) | None => {
                self.close_command(tally);
                self.command = Some(Command {
                    id: event.command,
                    actor: event.actor.to_owned(),
                    revision: event.revision,
                    recorded_at: event.recorded_at,
                });
            }
        }
    }

    fn close_command(&mut self, tally: &mut Tally) {
        if let Some(done) = self.command.take() {
            let (revision, recorded_at) = (done.revision.to_be_bytes(), done.recorded_at.to_be_bytes());
            tally.commands.add(&[&done.id, done.actor.as_bytes(), &self.id, &revision, &recorded_at]);
        }
    }

    /// Compares with the row once all events have passed.
    pub fn end(mut self, tally: &mut Tally) {
        tally.dossiers += 1;
        self.files.iter().for_each(|hash| tally.files.add(&[&self.id, &hash.0]));
        self.close_command(tally);
        if let Some(state) = &self.state {
            self.count_state(state, tally);
        }
        let Some(row) = self.row.take() else { return };
        if row.revision > self.revision {
            let vi = format!(
                "Mất các sự kiện cuối: hồ sơ ở bước ghi {}, nhật ký chỉ còn đến {}.",
                row.revision, self.revision
            );
            let en = format!(
                "The last events are missing: the dossier is at revision {}, the journal ends at {}.",
                row.revision, self.revision
            );
            return self.find(Kind::TailCut, vi, en, None, tally);
        }
        if row.head != self.head {
            let vi = "Mã băm cuối của hồ sơ không phải của sự kiện cuối.".to_owned();
            let en = "The dossier's head is not the hash of its last event.".to_owned();
            self.find(Kind::ChainBroken, vi, en, None, tally);
        }
        if !self.spoiled {
            self.compare(&row, tally);
        }
        if self.unchecked {
            self.promise(None, tally);
        }
    }

    fn compare(&self, row: &StoredRow, tally: &mut Tally) {
        let Some(state) = &self.state else { return };
        let same = json(state).is_ok_and(|text| text == row.state)
            || dossier_from_json(&row.state).is_ok_and(|stored| stored == *state);
        if !same {
            let vi = "Trạng thái lưu của hồ sơ khác với kết quả dựng lại từ nhật ký.".to_owned();
            let en = "The dossier's state differs from the fold of its events.".to_owned();
            self.find(Kind::StateDiffers, vi, en, None, tally);
        }
        let Some(version) = self.world.versions.get(&state.version) else {
            let vi = format!("Không có phiên bản thủ tục {}.", state.version);
            let en = format!("Procedure version {} is not published.", state.version);
            return self.find(Kind::VersionMissing, vi, en, None, tally);
        };
        let differing = row.differing(&Columns::of(state, &version.field));
        if !differing.is_empty() {
            let names = differing.join(", ");
            let vi = format!("Các cột không khớp với trạng thái: {names}.");
            let en = format!("Columns do not follow from the state: {names}.");
            self.find(Kind::ColumnDiffers, vi, en, None, tally);
        }
        self.verdict(row, state, tally);
    }

    /// The class by the columns against the class by the state.
    fn verdict(&self, row: &StoredRow, state: &Dossier, tally: &mut Tally) {
        let [_, _, due_at, ended_at] = row.moments.map(|at| at.map(Moment::from_unix_seconds));
        let waiting_since = state.clock.as_ref().and_then(Clock::open_pause).map(|open| open.pause.from);
        let by_columns = due_at.zip(ended_at).map(|(due, ended)| {
            motcua_calendar::verdict(due, waiting_since.map_or(ended, |since| since.min(ended)))
        });
        if by_columns != deadline::verdict(state) {
            let vi = "Đánh giá sớm hạn, đúng hạn, quá hạn không khớp với các mốc thời gian.".to_owned();
            let en = "Early, on time or overdue does not follow from the moments kept.".to_owned();
            self.find(Kind::Verdict, vi, en, None, tally);
        }
    }

    /// Adds what other tables should hold for this state.
    fn count_state(&self, state: &Dossier, tally: &mut Tally) {
        if let Some(code) = &state.code
            && !tally.code(code.as_str())
        {
            let vi = format!("Mã hồ sơ {code} không đúng dạng.");
            let en = format!("{code} is not a well-formed dossier code.");
            self.find(Kind::CodeCounter, vi, en, None, tally);
        }
        let Some(version) = self.world.versions.get(&state.version) else { return };
        figures::add_to(&mut tally.figures, state, version);
        let field: &FieldCode = &version.field;
        for item in &desk_items(state, version) {
            let key = (i64::from(item.unit.0), i64::from(item.queue.number()));
            let row = ItemRow {
                dossier: self.id,
                sort_at: item.sort_at.unix_seconds(),
                officer: item.officer.map(|officer| i64::from(officer.0)),
                role: item.role.key(),
                due_at: item.due_at.map(Moment::unix_seconds),
                running: item.running,
                procedure: state.procedure.as_str(),
                field: field.as_str(),
                channel: i64::from(state.provenance.channel().national_code()),
            };
            row.add_to(tally.desks.entry(key).or_default());
            if let Some(spot) = in_hand::spot(item, state.version) {
                *tally.in_hand.entry(spot).or_default() += 1;
            }
        }
    }

    fn find(&self, kind: Kind, vi: String, en: String, event: Option<&StoredEvent<'_>>, tally: &mut Tally) {
        let finding =
            Finding::general(kind, vi, en).about(DossierId::from_bytes(self.id), self.code.as_deref());
        tally.find(match event {
            Some(event) => finding.at(event.position),
            None => finding,
        });
    }
}

/// The first promise: nothing that came later counts.
fn original_due(clock: &Clock, calendar: &WorkCalendar) -> Result<Moment, motcua_calendar::CalendarError> {
    recheck::due(
        calendar,
        &DueRequest { received: clock.received_at, rule: &clock.rule, pauses: &[], extension: None },
    )
}
