//! One slice of dossiers by key: rows and notes are read first, then the events stream past them.

use crate::error::Result;
use crate::verify::dossier::Course;
use crate::verify::finding::{Finding, Kind};
use crate::verify::run::World;
use crate::verify::statements::{DOSSIERS, EVENTS, FORMS, NOTES, SLICE_END};
use crate::verify::stored::{StoredEvent, StoredNote, StoredRow};
use crate::verify::tally::Tally;
use motcua_db::{Tx, params};
use motcua_domain::ids::DossierId;
use std::collections::HashMap;

/// Dossiers in a slice.
const SLICE: i64 = 1000;

/// Keys after `after` up to `upto`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    pub after: Vec<u8>,
    pub upto: Vec<u8>,
}

/// After every id: ids have sixteen bytes.
const BEYOND: [u8; 17] = [0xff; 17];

/// The slice that begins after `after`, and whether it is the last.
pub(crate) fn next(tx: &mut Tx<'_>, after: &[u8]) -> Result<(Range, bool)> {
    let end = tx.query_opt(&SLICE_END, params![after, SLICE - 1], |row| row.blob(0))?;
    let last = end.is_none();
    let upto = end.unwrap_or_else(|| BEYOND.to_vec());
    Ok((Range { after: after.to_vec(), upto }, last))
}

/// Verifies the dossiers of a slice, and the events and notes whose keys fall into it.
pub(super) fn verify(tx: &mut Tx<'_>, world: &World, range: &Range, tally: &mut Tally) -> Result<()> {
    let keys = params![range.after, range.upto];
    let rows = tx.query_all(&DOSSIERS, keys, StoredRow::read)?;
    let mut notes: HashMap<([u8; 16], i64), StoredNote> = HashMap::new();
    tx.query(&NOTES, keys, |row| {
        notes.insert((row.bytes(0)?, row.int(1)?), StoredNote { salt: row.blob(2)?, text: row.text(3)? });
        Ok(())
    })?;
    let mut forms: HashMap<[u8; 16], StoredNote> = HashMap::new();
    tx.query(&FORMS, keys, |row| {
        forms.insert(row.bytes(0)?, StoredNote { salt: row.blob(1)?, text: row.text(2)? });
        Ok(())
    })?;
    let mut walk = Walk { world, rows: rows.into_iter().peekable(), notes, forms, course: None };
    tx.query(&EVENTS, keys, |row| {
        walk.event(&StoredEvent::read(row)?, tally);
        Ok(())
    })?;
    walk.end(tally);
    Ok(())
}

/// The merge of three ordered streams.
struct Walk<'w> {
    world: &'w World,
    rows: std::iter::Peekable<std::vec::IntoIter<StoredRow>>,
    notes: HashMap<([u8; 16], i64), StoredNote>,
    forms: HashMap<[u8; 16], StoredNote>,
    course: Option<Course<'w>>,
}

impl<'w> Walk<'w> {
    fn event(&mut self, event: &StoredEvent<'_>, tally: &mut Tally) {
        if self.course.as_ref().is_none_or(|course| course.id != event.dossier) {
            self.close(tally);
            self.pass_rows_before(event.dossier, tally);
            let row = self.rows.next_if(|row| row.id == event.dossier);
            if row.is_none() {
                tally.find(
                    Finding::general(
                        Kind::DossierMissing,
                        "Nhật ký có sự kiện nhưng không có hồ sơ tương ứng.",
                        "The journal has events of a dossier that does not exist.",
                    )
                    .about(DossierId::from_bytes(event.dossier), None)
                    .at(event.position),
                );
            }
            let form = self.forms.remove(&event.dossier);
            self.course = Some(Course::begin(self.world, event.dossier, row, form));
        }
        if let Some(course) = &mut self.course {
            let note = self.notes.remove(&(event.dossier, event.revision));
            course.event(event, note.as_ref(), tally);
        }
    }

    /// Rows that no event came for.
    fn pass_rows_before(&mut self, id: [u8; 16], tally: &mut Tally) {
        while let Some(row) = self.rows.next_if(|row| row.id < id) {
            without_events(&row, tally);
        }
    }

    fn close(&mut self, tally: &mut Tally) {
        if let Some(course) = self.course.take() {
            course.end(tally);
        }
    }

    fn end(mut self, tally: &mut Tally) {
        self.close(tally);
        for row in self.rows.by_ref() {
            without_events(&row, tally);
        }
        for dossier in self.forms.into_keys() {
            tally.find(
                Finding::general(
                    Kind::FormOrphaned,
                    "Nội dung biểu mẫu không thuộc hồ sơ nào trong nhật ký.",
                    "The answers of a form belong to no dossier of the journal.",
                )
                .about(DossierId::from_bytes(dossier), None),
            );
        }
        for (dossier, revision) in self.notes.into_keys() {
            tally.find(
                Finding::general(
                    Kind::NoteOrphaned,
                    format!("Ghi chú ở bước ghi thứ {revision} không thuộc sự kiện nào."),
                    format!("The note at revision {revision} belongs to no event."),
                )
                .about(DossierId::from_bytes(dossier), None),
            );
        }
    }
}

fn without_events(row: &StoredRow, tally: &mut Tally) {
    tally.dossiers += 1;
    tally.find(
        Finding::general(
            Kind::EventsMissing,
            "Hồ sơ không còn sự kiện nào trong nhật ký.",
            "The dossier has no events left in the journal.",
        )
        .about(DossierId::from_bytes(row.id), row.code.as_deref()),
    );
}
