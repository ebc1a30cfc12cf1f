//! The register book (sổ theo dõi hồ sơ, TT 01/2018/TT-VPCP form 07): what one counter received, in order of receipt.

use crate::codec::dossier_from_json;
use crate::error::Result;
use crate::queries::PAGE_MAX;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row as DbRow, Tx, params};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{DossierId, UnitId};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

statements! {
    PAGE = "register.page", "select d.id, d.state, d.received_at, p.name, p.address, p.phone from \
        (select id, state, received_at, owner from dossier where received_unit = $1 \
        and (received_at, id) > ($2, $3) and received_at <= $4 order by received_at, id limit $5) d \
        left join person p on p.id = d.owner order by d.received_at, d.id";
}

/// What to list. The caller has checked that the officer may see the unit's register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// The counter that received.
    pub received_unit: UnitId,
    /// First moment of receipt, included.
    pub from: Moment,
    /// Last moment of receipt, included.
    pub to: Moment,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Rows, at most [`PAGE_MAX`].
    pub limit: u32,
}

/// Where a page ended: opaque text for addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    at: i64,
    dossier: DossierId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{}", self.at, self.dossier.0.simple())
    }
}

impl FromStr for Cursor {
    type Err = super::inbox::NotACursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, dossier) = text.split_once('.').ok_or(super::inbox::NotACursor)?;
        Ok(Self {
            at: i64::from_str_radix(at, 16).map_err(|_| super::inbox::NotACursor)?,
            dossier: DossierId(Uuid::try_parse(dossier).map_err(|_| super::inbox::NotACursor)?),
        })
    }
}

/// One line of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The dossier now.
    pub dossier: Dossier,
    /// Owner's name; `None` if erased.
    pub owner_name: Option<String>,
    /// Owner's address.
    pub owner_address: Option<String>,
    /// Owner's telephone.
    pub owner_phone: Option<String>,
}

/// One page of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The lines.
    pub rows: Vec<Row>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// One page.
///
/// # Errors
/// If the database cannot answer, or a state does not parse.
pub fn page(tx: &mut Tx<'_>, query: &Query) -> Result<Page> {
    let limit = query.limit.clamp(1, PAGE_MAX);
    // The nil id sorts before every other: the first moment itself is included.
    let start = Cursor { at: query.from.unix_seconds(), dossier: DossierId::from_bytes([0; 16]) };
    let from = query.after.unwrap_or(start);
    let (unit, id, to) = (query.received_unit.0, from.dossier.bytes(), query.to.unix_seconds());
    let found = tx.query_all(&PAGE, params![unit, from.at, id, to, limit + 1], read)?;
    let mut rows = found.into_iter().collect::<Result<Vec<_>>>()?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|(at, row)| Cursor { at: *at, dossier: row.dossier.id });
    Ok(Page { rows: rows.into_iter().map(|(_, row)| row).collect(), next })
}

fn read(row: &DbRow<'_>) -> motcua_db::Result<Result<(i64, Row)>> {
    let dossier = dossier_from_json(row.text_ref(1)?);
    let (at, owner_name, owner_address, owner_phone) =
        (row.int(2)?, row.opt_text(3)?, row.opt_text(4)?, row.opt_text(5)?);
    Ok(dossier.map(|dossier| (at, Row { dossier, owner_name, owner_address, owner_phone })))
}
