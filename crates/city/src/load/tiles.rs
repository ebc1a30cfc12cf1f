//! The map of tiles: one cell of a grid for each unit on it.

use super::table::rows;
use super::units::Registry;
use crate::error::CityError;
use crate::files;
use crate::model::Tile;
use serde::Deserialize;

/// More columns or rows than this no screen shows.
const MOST: u8 = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TileRow {
    unit: String,
    column: u8,
    row: u8,
}

/// Reads the table. A unit stands on it once, and no two on one cell.
pub(super) fn read(text: &str, registry: &Registry) -> Result<Vec<Tile>, CityError> {
    let mut tiles: Vec<Tile> = Vec::new();
    for line in rows::<TileRow>(files::TILES, text)? {
        let row = &line.row;
        let unit =
            registry.id(&row.unit).ok_or_else(|| line.bad("unit", &row.unit, "no unit has this key"))?;
        for (name, number) in [("column", row.column), ("row", row.row)] {
            if !(1..=MOST).contains(&number) {
                return Err(line.bad(name, number, format!("is not between 1 and {MOST}")));
            }
        }
        let tile = Tile { unit, column: row.column, row: row.row };
        if tiles.iter().any(|other| other.unit == unit) {
            return Err(line.bad("unit", &row.unit, "stands on the map twice"));
        }
        if tiles.iter().any(|other| (other.column, other.row) == (tile.column, tile.row)) {
            return Err(line.bad("column", row.column, "another unit has this cell"));
        }
        tiles.push(tile);
    }
    Ok(tiles)
}
