//! Whole tables against what the dossiers added up to: desks, counts, commands, counters, owners.

use crate::error::Result;
use crate::figures;
use crate::figures::in_hand::{Spots, stored as stored_in_hand};
use crate::queries::counts::queue_of;
use crate::verify::finding::{Finding, Kind};
use crate::verify::run::World;
use crate::verify::statements::{
    COMMANDS, COMMANDS_MISSING, COMMANDS_ORPHANED, COUNTERS, COUNTS, FILES, ITEMS, PEOPLE_MISSING,
};
use crate::verify::tally::{Bag, Desks, Tally};
use motcua_calendar::Date;
use motcua_db::{Tx, params};
use motcua_domain::ids::{DossierId, UnitId, VersionId};
use motcua_insight::{Dim, Measure, WIDTH};
use std::sync::Arc;

/// Rows named when a whole table differs.
const NAMED: i64 = 20;

/// A desk item but for its unit and queue.
pub(crate) struct ItemRow<'a> {
    pub dossier: [u8; 16],
    pub sort_at: i64,
    pub officer: Option<i64>,
    pub role: &'a str,
    pub due_at: Option<i64>,
    pub running: bool,
    pub procedure: &'a str,
    pub field: &'a str,
    pub channel: i64,
}

impl ItemRow<'_> {
    pub fn add_to(&self, bag: &mut Bag) {
        // Absence is its own mark, apart from every number.
        let number = |n: Option<i64>| (n.is_some(), n.unwrap_or_default());
        let ((has_officer, officer), (has_due, due)) = (number(self.officer), number(self.due_at));
        bag.add(&[
            &self.dossier,
            &self.sort_at.to_be_bytes(),
            &[u8::from(has_officer), u8::from(has_due), u8::from(self.running)],
            &officer.to_be_bytes(),
            self.role.as_bytes(),
            &due.to_be_bytes(),
            self.procedure.as_bytes(),
            self.field.as_bytes(),
            &self.channel.to_be_bytes(),
        ]);
    }
}

/// The desk items as stored.
pub(crate) fn stored_desks(tx: &mut Tx<'_>) -> Result<Desks> {
    let mut desks = Desks::new();
    tx.query(&ITEMS, &[], |row| {
        let item = ItemRow {
            sort_at: row.int(2)?,
            dossier: row.bytes(3)?,
            officer: row.opt_int(4)?,
            role: row.text_ref(5)?,
            due_at: row.opt_int(6)?,
            running: row.bool(7)?,
            procedure: row.text_ref(8)?,
            field: row.text_ref(9)?,
            channel: row.int(10)?,
        };
        item.add_to(desks.entry((row.int(0)?, row.int(1)?)).or_default());
        Ok(())
    })?;
    Ok(desks)
}

/// The commands as stored.
pub(super) fn stored_commands(tx: &mut Tx<'_>) -> Result<Bag> {
    let mut bag = Bag::default();
    tx.query(&COMMANDS, &[], |row| {
        let (id, dossier): ([u8; 16], [u8; 16]) = (row.bytes(0)?, row.bytes(2)?);
        let (revision, recorded_at) = (row.int(3)?.to_be_bytes(), row.int(4)?.to_be_bytes());
        bag.add(&[&id, row.text_ref(1)?.as_bytes(), &dossier, &revision, &recorded_at]);
        Ok(())
    })?;
    Ok(bag)
}

/// Desk items and counts against the states.
pub(super) fn desks(tx: &mut Tx<'_>, world: &World, stored: &Desks, tally: &mut Tally) -> Result<()> {
    let mut keys: Vec<(i64, i64)> = stored.keys().chain(tally.desks.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let (kept, right) = (stored.get(&key).copied(), tally.desks.get(&key).copied());
        if kept.unwrap_or_default() != right.unwrap_or_default() {
            let (kept, right) = (kept.unwrap_or_default().count, right.unwrap_or_default().count);
            let place = place(world, key);
            tally.find(Finding::general(
                Kind::DeskDiffers,
                format!("Danh sách {place} có {kept} hồ sơ, theo trạng thái hồ sơ là {right}, hoặc nội dung khác nhau."),
                format!("The list {place} has {kept} dossiers, by their states {right}, or their rows differ."),
            ));
        }
    }
    let counts = tx.query_all(&COUNTS, &[], |row| Ok(((row.int(0)?, row.int(1)?), row.int(2)?)))?;
    let missing: Vec<(i64, i64)> =
        tally.desks.keys().filter(|key| !counts.iter().any(|(known, _)| known == *key)).copied().collect();
    for (key, kept) in counts.into_iter().chain(missing.into_iter().map(|key| (key, 0))) {
        let right = tally.desks.get(&key).map_or(0, |bag| bag.count);
        if kept != right {
            let place = place(world, key);
            tally.find(Finding::general(
                Kind::CountDiffers,
                format!("Số đếm của {place} ghi {kept}, theo trạng thái hồ sơ là {right}."),
                format!("The count of {place} is kept as {kept}; by the states it is {right}."),
            ));
        }
    }
    Ok(())
}

/// Sums against the states, number by number.
pub(super) fn figures(tx: &mut Tx<'_>, world: &World, tally: &mut Tally) -> Result<()> {
    let mut stored = figures::stored(tx)?;
    let mut right: Vec<_> = std::mem::take(&mut tally.figures).into_iter().collect();
    right.retain(|(_, numbers)| numbers.iter().any(|number| *number != 0));
    right.sort_unstable_by_key(|(place, _)| *place);
    let mut wrong = Vec::new();
    for (place, numbers) in right {
        let kept = stored.remove(&place).unwrap_or([0; WIDTH]);
        if kept != numbers {
            wrong.push((place, kept, numbers));
        }
    }
    wrong.extend(stored.into_iter().map(|(place, kept)| (place, kept, [0; WIDTH])));
    wrong.sort_unstable_by_key(|(place, ..)| *place);
    for ((dim, axis, day, member), kept, numbers) in wrong {
        let of = member_name(world, dim, member);
        let date = day_name(day);
        let differs = |measure: &&Measure| {
            measure.axis().number() == axis && kept[measure.slot()] != numbers[measure.slot()]
        };
        for measure in Measure::ALL.iter().filter(differs) {
            let (key, kept, right) = (measure.key(), kept[measure.slot()], numbers[measure.slot()]);
            tally.find(Finding::general(
                Kind::FigureDiffers,
                format!("Số {key} ngày {date} của {of} ghi {kept}, tính lại từ nhật ký là {right}."),
                format!("The sum {key} on {date} of {of} is kept as {kept}; by the journal it is {right}."),
            ));
        }
    }
    Ok(())
}

/// What lies in hand by its day against the states.
pub(super) fn in_hand(tx: &mut Tx<'_>, world: &World, tally: &mut Tally) -> Result<()> {
    let stored = stored_in_hand(tx)?;
    let right = std::mem::take(&mut tally.in_hand);
    let mut spots: Vec<_> = stored.keys().chain(right.keys()).copied().collect();
    spots.sort_unstable();
    spots.dedup();
    for spot in spots {
        let of = |all: &Spots| all.get(&spot).copied().unwrap_or_default();
        let (kept, right) = (of(&stored), of(&right));
        if kept != right {
            let (place, day) = (place(world, (spot.unit, spot.queue)), day_name(spot.day));
            tally.find(Finding::general(
                Kind::CountDiffers,
                format!("Số hồ sơ đến hạn {day} của {place} ghi {kept}, theo trạng thái hồ sơ là {right}."),
                format!("What is due on {day} of {place} is kept as {kept}; by the states it is {right}."),
            ));
        }
    }
    Ok(())
}

fn day_name(day: i64) -> String {
    i32::try_from(day).map(Date::from_day_number).map_or_else(|_| day.to_string(), |day| day.to_string())
}

/// Published reports against the journal up to where it ended for each, cell by cell.
pub(super) fn reports(tx: &mut Tx<'_>, world: &World, tally: &mut Tally) -> Result<()> {
    for fault in crate::reports::check(tx, &|id| world.versions.get(&id).map(Arc::clone))? {
        tally.find(Finding::general(Kind::ReportDiffers, fault.vi, fault.en));
    }
    Ok(())
}

/// Whose a sum is, in words.
fn member_name(world: &World, dim: i64, member: i64) -> String {
    let number = u32::try_from(member).ok();
    let unit = |number: Option<u32>| {
        let unit = number.and_then(|number| world.units.get(UnitId(number)));
        unit.map_or_else(|| format!("đơn vị {member}"), |unit| unit.name.clone())
    };
    let dim = Dim::from_number(dim);
    if !dim.is_some_and(Dim::of_versions) {
        return unit(number);
    }
    let version = number.and_then(|number| world.versions.get(&VersionId(number)));
    let code = version.map_or_else(|| format!("phiên bản {member}"), |version| version.code.to_string());
    match dim {
        Some(Dim::Within(of)) => format!("{code}, {}", unit(Some(of.0))),
        _ => code,
    }
}

/// Commands against events.
pub(super) fn commands(tx: &mut Tx<'_>, stored: Bag, tally: &mut Tally) -> Result<()> {
    if stored == tally.commands {
        return Ok(());
    }
    let (kept, right) = (stored.count, tally.commands.count);
    tally.find(Finding::general(
        Kind::CommandDiffers,
        format!("Bảng lệnh có {kept} lệnh, theo nhật ký là {right}, hoặc nội dung khác nhau."),
        format!("{kept} commands are kept, the journal tells of {right}, or their rows differ."),
    ));
    for (dossier, position) in
        tx.query_all(&COMMANDS_MISSING, params![NAMED], |row| Ok((row.bytes(0)?, row.int(1)?)))?
    {
        let finding = Finding::general(
            Kind::CommandDiffers,
            "Sự kiện không có lệnh tương ứng.",
            "The event's command is not kept.",
        );
        tally.find(finding.about(DossierId::from_bytes(dossier), None).at(position));
    }
    for (dossier, revision) in
        tx.query_all(&COMMANDS_ORPHANED, params![NAMED], |row| Ok((row.bytes(0)?, row.int(1)?)))?
    {
        let finding = Finding::general(
            Kind::CommandDiffers,
            format!("Lệnh dẫn đến bước ghi {revision} không khớp với sự kiện."),
            format!("The command that led to revision {revision} does not fit the event."),
        );
        tally.find(finding.about(DossierId::from_bytes(dossier), None));
    }
    Ok(())
}

/// The index of files against what the events name.
pub(super) fn files(tx: &mut Tx<'_>, tally: &mut Tally) -> Result<()> {
    let mut stored = Bag::default();
    tx.query(&FILES, &[], |row| {
        stored.add(&[row.blob_ref(0)?, row.blob_ref(1)?]);
        Ok(())
    })?;
    if stored != tally.files {
        let (kept, told) = (stored.count, tally.files.count);
        tally.find(Finding::general(
            Kind::FilesDiffer,
            format!("Bảng tệp của hồ sơ có {kept} dòng không khớp với {told} tệp mà nhật ký nêu."),
            format!(
                "The index of files has {kept} rows that differ from the {told} files the journal names."
            ),
        ));
    }
    Ok(())
}

/// Code counters against codes: as many codes as the counter says, the largest its last.
pub(super) fn counters(tx: &mut Tx<'_>, tally: &mut Tally) -> Result<()> {
    let mut unseen = std::mem::take(&mut tally.serials);
    let kept = tx.query_all(&COUNTERS, &[], |row| Ok(((row.text(0)?, row.text(1)?), row.int(2)?)))?;
    let mut wrong: Vec<((String, String), i64, i64, i64)> = Vec::new();
    for (key, last) in kept {
        let seen = unseen.remove(&key).unwrap_or_default();
        if (seen.count, seen.largest) != (last, last) {
            wrong.push((key, last, seen.count, seen.largest));
        }
    }
    wrong.extend(unseen.into_iter().map(|(key, seen)| (key, 0, seen.count, seen.largest)));
    wrong.sort();
    for ((agency, day), last, count, largest) in wrong {
        tally.find(Finding::general(
            Kind::CodeCounter,
            format!("Mã {agency}-{day}: bộ đếm ở {last}, có {count} mã, số lớn nhất {largest}."),
            format!("Codes {agency}-{day}: the counter is at {last}, there are {count} codes, the largest is {largest}."),
        ));
    }
    Ok(())
}

/// Dossiers whose owner is not recorded.
pub(super) fn people(tx: &mut Tx<'_>, tally: &mut Tally) -> Result<()> {
    for (dossier, code) in
        tx.query_all(&PEOPLE_MISSING, params![NAMED], |row| Ok((row.bytes(0)?, row.opt_text(1)?)))?
    {
        let finding = Finding::general(
            Kind::PersonMissing,
            "Không có thông tin chủ hồ sơ.",
            "The owner of the dossier is not recorded.",
        );
        tally.find(finding.about(DossierId::from_bytes(dossier), code.as_deref()));
    }
    Ok(())
}

/// A queue of a unit, in words.
fn place(world: &World, (unit, queue): (i64, i64)) -> String {
    let queue = queue_of(queue).map_or_else(|_| queue.to_string(), |queue| queue.key().to_owned());
    let named = u32::try_from(unit).ok().and_then(|id| world.units.get(UnitId(id)));
    match named {
        Some(unit) => format!("“{}” / {queue}", unit.short_name),
        None => format!("{unit} / {queue}"),
    }
}
