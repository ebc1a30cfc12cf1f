//! Drafts against the acts on them, and versions against the drafts they were published from: what was approved is what
//! was published.

use crate::chain::Hash;
use crate::error::Result;
use crate::procedures::{self, DESIGNED_FROM, Draft, Kept, published};
use crate::verify::finding::{Finding, Kind};
use crate::verify::statements::{ACTS_ORPHANED, DESIGNED, VARIATIONS};
use crate::verify::tally::Tally;
use motcua_calendar::Date;
use motcua_db::{Row, Tx, params};
use motcua_domain::ids::{DraftId, VersionId};
use motcua_domain::procedure::variation::check as check_limits;
use motcua_domain::procedure::{DraftAct, DraftPurpose, DraftState, ProcedureVersion};
use std::collections::HashSet;

/// Checks every draft with its acts, and that every version published by designers comes from one.
pub(super) fn check(tx: &mut Tx<'_>, tally: &mut Tally) -> Result<()> {
    let drafts = tx.query_all(&procedures::EACH, &[], procedures::read_draft)?;
    let mut published = HashSet::new();
    for draft in drafts {
        match draft.and_then(|draft| Ok((procedures::acts(tx, draft.id)?, draft))) {
            Ok((acts, draft)) => one(tx, &draft, &acts, &mut published, tally)?,
            Err(error) if error.db().is_some() => return Err(error),
            Err(error) => unreadable(&error, tally),
        }
    }
    for id in tx.query_all(&ACTS_ORPHANED, &[], |row| row.bytes(0))? {
        altered(DraftId::from_bytes(id), 1, "bản thảo không còn trong sổ", "the draft itself is gone", tally);
    }
    for id in tx.query_all(&DESIGNED, params![DESIGNED_FROM], |row| row.int(0))? {
        if !u32::try_from(id).is_ok_and(|id| published.contains(&VersionId(id))) {
            tally.find(Finding::general(
                Kind::PublicationDiffers,
                format!("Phiên bản thủ tục {id} không do bản thảo nào công bố."),
                format!("Procedure version {id} was published from no draft."),
            ));
        }
    }
    variations(tx, tally)
}

/// Every variation lies inside the limits of the version of the city that it was made from. What says of itself that it
/// is one, or that it is none, was compared with its draft.
fn variations(tx: &mut Tx<'_>, tally: &mut Tally) -> Result<()> {
    let row = |row: &Row<'_>| Ok((row.int(0)?, row.text(1)?, row.int(2)?, row.text(3)?));
    for (id, code, unit, definition) in tx.query_all(&VARIATIONS, &[], row)? {
        let variation: Option<ProcedureVersion> = serde_json::from_str(&definition).ok();
        let inside = match variation.as_ref().and_then(|one| Some((one, one.variant?))) {
            Some((variation, made)) => {
                let base = published::version(tx, made.of)?;
                i64::from(made.unit.0) == unit
                    && base
                        .is_some_and(|base| base.code.0 == code && check_limits(&base, variation).is_empty())
            }
            None => false,
        };
        if !inside {
            tally.find(Finding::general(
                Kind::VariationOutside,
                format!("Biến thể {id} của thủ tục {code} vượt giới hạn của phiên bản thành phố."),
                format!("Variation {id} of procedure {code} leaves the limits of the city's version."),
            ));
        }
    }
    Ok(())
}

/// What the acts on a draft come to.
struct Fold<'a> {
    state: Option<DraftState>,
    definition: Option<&'a str>,
    head: Hash,
    approved: Option<Hash>,
    writers: HashSet<u32>,
    version: Option<VersionId>,
    valid_from: Option<Date>,
}

fn one(
    tx: &mut Tx<'_>,
    draft: &Draft,
    acts: &[Kept],
    published: &mut HashSet<VersionId>,
    tally: &mut Tally,
) -> Result<()> {
    let mut fold = Fold {
        state: None,
        definition: None,
        head: procedures::genesis(draft.id),
        approved: None,
        writers: HashSet::new(),
        version: None,
        valid_from: None,
    };
    for (index, act) in acts.iter().enumerate() {
        if !follows(draft, &mut fold, index, act, tally) {
            return Ok(());
        }
        if act.act == DraftAct::Publish {
            published.extend(act.version);
            publication(tx, draft, &fold, act, tally)?;
        }
    }
    let stands =
        (Some(draft.state), Some(draft.definition.as_str()), draft.head, draft.version, draft.valid_from)
            == (fold.state, fold.definition, fold.head, fold.version, fold.valid_from);
    let unit = fold.definition.and_then(|text| serde_json::from_str::<ProcedureVersion>(text).ok());
    let stands = stands && unit.is_none_or(|version| version.variant.map(|made| made.unit) == draft.unit);
    if !stands || acts.len() != draft.revision as usize {
        let (vi, en) = ("bản thảo khác với các việc đã ghi", "the draft is not what its acts come to");
        altered(draft.id, draft.revision, vi, en, tally);
    }
    Ok(())
}

/// Takes an act in; `false` where the chain breaks, so that one break is told once.
fn follows<'a>(draft: &Draft, fold: &mut Fold<'a>, index: usize, act: &'a Kept, tally: &mut Tally) -> bool {
    let mut fault = |vi: &str, en: &str| {
        altered(draft.id, act.revision, vi, en, tally);
        false
    };
    if act.revision as usize != index + 1 || act.prev != fold.head {
        return fault("thiếu việc trước đó", "the act before it is missing");
    }
    if procedures::hash(act) != act.hash {
        return fault("việc đã ghi bị thay đổi", "the act was altered");
    }
    if let Some(definition) = &act.definition {
        fold.definition = Some(definition);
    }
    if fold.definition.map(procedures::digest) != Some(act.digest) {
        return fault("nội dung không khớp mã kiểm", "the definition does not have its digest");
    }
    match act.act.leads(draft.purpose, fold.state) {
        Some(state) => fold.state = Some(state),
        None => return fault("việc không làm được ở bước này", "the act is not done at this point"),
    }
    fold.head = act.hash;
    match act.act {
        DraftAct::Start | DraftAct::Save => drop(fold.writers.insert(act.officer.0)),
        DraftAct::Approve => {
            if fold.writers.contains(&act.officer.0) {
                return fault("người soạn tự phê duyệt", "it was approved by one of its authors");
            }
            fold.approved = Some(act.digest);
        }
        DraftAct::Publish => (fold.version, fold.valid_from) = (act.version, act.effective_on),
        DraftAct::Withdraw => (fold.version, fold.valid_from) = (None, None),
        DraftAct::Submit | DraftAct::Reject | DraftAct::Discard => {}
    }
    true
}

/// A publication against what was approved, and against the version it made.
fn publication(tx: &mut Tx<'_>, draft: &Draft, fold: &Fold<'_>, act: &Kept, tally: &mut Tally) -> Result<()> {
    let mut right = fold.approved == Some(act.digest);
    match (draft.purpose, act.version, fold.definition) {
        (DraftPurpose::Version, Some(version), Some(approved)) => {
            let stored = tx.query_opt(&published::GET, params![version.0], |row| row.text(0))?;
            right &= stored.as_deref().is_some_and(|stored| {
                procedures::same_content(stored, approved).unwrap_or(false)
                    && first_day(stored) == act.effective_on.map(|day| day.to_string())
            });
        }
        (DraftPurpose::Ending, None, Some(approved)) => {
            let last = act.effective_on.map(|day| day.plus_days(-1).to_string());
            right &= text_of(approved, "valid_to") == last && last.is_some();
        }
        _ => right = false,
    }
    if !right {
        let version = act.version.map_or_else(String::new, |version| format!(" {version}"));
        tally.find(Finding::general(
            Kind::PublicationDiffers,
            format!("Phiên bản{version} của thủ tục {} khác với bản thảo đã được phê duyệt.", draft.code),
            format!("Version{version} of procedure {} is not what was approved.", draft.code),
        ));
    }
    Ok(())
}

fn first_day(definition: &str) -> Option<String> {
    text_of(definition, "valid_from")
}

fn text_of(definition: &str, field: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(definition).ok()?;
    value.get(field)?.as_str().map(str::to_owned)
}

fn altered(draft: DraftId, revision: u32, vi: &str, en: &str, tally: &mut Tally) {
    tally.find(Finding::general(
        Kind::DraftAltered,
        format!("Bản thảo thủ tục {draft}, lần ghi {revision}: {vi}."),
        format!("Procedure draft {draft}, revision {revision}: {en}."),
    ));
}

fn unreadable(error: &crate::error::StoreError, tally: &mut Tally) {
    tally.find(Finding::general(
        Kind::Unreadable,
        format!("Không đọc được một bản thảo thủ tục: {error}"),
        format!("A procedure draft cannot be read: {error}"),
    ));
}
