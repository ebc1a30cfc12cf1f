//! `cargo xtask tiles`: the tile map of a city. Each commune gets one cell of a grid, such that they lie as they do in the
//! city as far as a grid lets them. Made once from the centroids and kept as data, so that a commune never moves from one
//! version to the next unless somebody means it.
//!
//! A city's middle holds many small communes and its rim few large ones, so a grid of equal cells cannot keep distances. The
//! place meant for a commune therefore lies half way between its place on the map and its place in the order from west to
//! east and from north to south. Which commune gets which cell is then an assignment problem: the sum of the squared
//! distances between places meant and cells is the least there is (the Hungarian method). All of it in whole numbers, so
//! that every machine comes to the same map.

use crate::shell;
use anyhow::{Context as _, Result, ensure};
use std::fs;

const CENTROIDS: &str = "data/hanoi/centroids.csv";
const TILES: &str = "data/hanoi/tiles.csv";
/// Columns and rows of the grid: the city's extent with cells a little wider than high.
const GRID: (usize, usize) = (15, 13);
/// Parts of a cell in which places are reckoned.
const CELL: i64 = 10_000;
/// One degree, in the fifth decimal that the centroids are given to.
const DEGREE: f64 = 100_000.0;

/// A commune and where its middle lies, in hundred-thousandths of a degree.
struct Centroid {
    unit: String,
    north: i64,
    east: i64,
}

/// Writes the file anew.
pub fn write() -> Result<()> {
    let path = shell::root().join(TILES);
    fs::write(&path, table()?).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {TILES}");
    Ok(())
}

/// The table as it must be: a line for each unit, row by row from the north, each row from the west.
fn table() -> Result<String> {
    let path = shell::root().join(CENTROIDS);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let centroids = read(&text)?;
    let mut tiles: Vec<(usize, usize, &str)> = cells(&centroids, GRID)?
        .into_iter()
        .zip(&centroids)
        .map(|((column, row), centroid)| (row, column, centroid.unit.as_str()))
        .collect();
    tiles.sort_unstable();
    let lines = tiles.iter().map(|(row, column, unit)| format!("{unit},{},{}\n", column + 1, row + 1));
    Ok(std::iter::once("unit,column,row\n".to_owned()).chain(lines).collect())
}

fn read(text: &str) -> Result<Vec<Centroid>> {
    let degrees = |cell: &str| -> Result<i64> {
        let number: f64 = cell.parse().with_context(|| format!("{cell} is not a number of degrees"))?;
        ensure!(number.abs() <= 180.0, "{cell} is not a number of degrees");
        #[expect(clippy::cast_possible_truncation, reason = "at most 180 degrees, held to above")]
        Ok((number * DEGREE).round() as i64)
    };
    text.lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(',');
            let mut next = || cells.next().with_context(|| format!("a cell is missing: {line}"));
            let (unit, north, east) = (next()?.to_owned(), next()?, next()?);
            Ok(Centroid { unit, north: degrees(north)?, east: degrees(east)? })
        })
        .collect()
}

/// The cell (column, row) of each centroid on a grid, both from nought.
fn cells(centroids: &[Centroid], (columns, rows): (usize, usize)) -> Result<Vec<(usize, usize)>> {
    ensure!(centroids.len() <= columns * rows, "the grid has too few cells");
    let east: Vec<i64> = centroids.iter().map(|centroid| centroid.east).collect();
    let south: Vec<i64> = centroids.iter().map(|centroid| -centroid.north).collect();
    let meant: Vec<(i64, i64)> = meant(&east, columns).into_iter().zip(meant(&south, rows)).collect();
    let grid: Vec<(usize, usize)> =
        (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row))).collect();
    let costs: Vec<Vec<i64>> = meant
        .iter()
        .map(|(x, y)| {
            let squared = |cell: usize, place: i64| {
                let distance = i64::try_from(cell).unwrap_or(i64::MAX / CELL) * CELL - place;
                distance * distance
            };
            grid.iter().map(|(column, row)| squared(*column, *x) + squared(*row, *y)).collect()
        })
        .collect();
    Ok(assign(&costs).into_iter().map(|cell| grid[cell]).collect())
}

/// Where along an axis of so many cells each value is meant to lie: half way between its place and its rank.
fn meant(values: &[i64], cells: usize) -> Vec<i64> {
    let (Some(least), Some(most)) = (values.iter().min(), values.iter().max()) else { return Vec::new() };
    let length = i64::try_from(cells.saturating_sub(1)).unwrap_or(0) * CELL;
    let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let place = |value: i64| (value - least) * length / (most - least).max(1);
    let rank = |value: i64| {
        let below = whole(values.iter().filter(|other| **other < value).count());
        let equal = whole(values.iter().filter(|other| **other == value).count());
        // Twice the middle rank, so that equals share it.
        (2 * below + equal - 1) * length / (2 * whole(values.len() - 1).max(1))
    };
    values.iter().map(|&value| i64::midpoint(place(value), rank(value))).collect()
}

/// For each row of costs its column, no column twice, at the least sum there is: the Hungarian method with potentials, one row
/// after the other by shortest augmenting paths. Rows and columns count from one inside, nought means none.
fn assign(costs: &[Vec<i64>]) -> Vec<usize> {
    let columns = costs.first().map_or(0, Vec::len);
    let (mut of_row, mut of_column) = (vec![0_i64; costs.len() + 1], vec![0_i64; columns + 1]);
    let mut holder = vec![0_usize; columns + 1];
    for row in 1..=costs.len() {
        let mut least = vec![i64::MAX; columns + 1];
        let mut reached = vec![false; columns + 1];
        let mut before = vec![0_usize; columns + 1];
        holder[0] = row;
        let mut at = 0;
        while holder[at] != 0 {
            reached[at] = true;
            let (mut next, mut step) = (0, i64::MAX);
            for column in (1..=columns).filter(|&column| !reached[column]) {
                let cost = costs[holder[at] - 1][column - 1] - of_row[holder[at]] - of_column[column];
                if cost < least[column] {
                    (least[column], before[column]) = (cost, at);
                }
                if least[column] < step {
                    (step, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if reached[column] {
                    of_row[holder[column]] += step;
                    of_column[column] -= step;
                } else if least[column] != i64::MAX {
                    least[column] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            holder[at] = holder[before[at]];
            at = before[at];
        }
    }
    let mut chosen = vec![0; costs.len()];
    for column in (1..=columns).filter(|&column| holder[column] != 0) {
        chosen[holder[column] - 1] = column - 1;
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn kept() -> String {
        fs::read_to_string(shell::root().join(TILES)).expect("the map is in the data")
    }

    fn tiles() -> BTreeMap<String, (i64, i64)> {
        let number = |cell: &str| cell.parse().expect("a number");
        let line = |line: &str| -> (String, (i64, i64)) {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0].to_owned(), (number(cells[1]), number(cells[2])))
        };
        kept().lines().skip(1).map(line).collect()
    }

    fn centroids() -> Vec<Centroid> {
        let text = fs::read_to_string(shell::root().join(CENTROIDS)).expect("the centroids are in the data");
        read(&text).expect("they can be read")
    }

    #[test]
    fn the_file_is_what_the_command_makes() {
        assert_eq!(kept(), table().expect("the centroids can be read"), "run: cargo xtask tiles");
    }

    #[test]
    fn every_commune_has_one_tile_and_no_two_share_one() {
        let units = fs::read_to_string(shell::root().join("data/hanoi/units.csv")).expect("the units");
        let communes: BTreeSet<String> = units
            .lines()
            .map(|line| line.split(',').collect::<Vec<_>>())
            .filter(|cells| matches!(cells.get(4), Some(&("ward" | "rural_commune"))))
            .map(|cells| cells[1].to_owned())
            .collect();
        let tiles = tiles();
        assert_eq!(communes.len(), 126);
        assert_eq!(communes, tiles.keys().cloned().collect());
        let places: BTreeSet<_> = tiles.values().collect();
        assert_eq!(places.len(), tiles.len());
        let (columns, rows) = GRID;
        let inside = |(column, row): &(i64, i64)| {
            (1..=columns as i64).contains(column) && (1..=rows as i64).contains(row)
        };
        assert!(tiles.values().all(inside));
    }

    /// Of the pairs more than three kilometres apart along an axis, hardly any is turned round on the map; and of the five
    /// nearest to a commune, most lie within two tiles.
    #[test]
    fn the_map_keeps_who_lies_north_of_whom_and_who_is_near() {
        let (tiles, centroids) = (tiles(), centroids());
        let (mut pairs, mut turned, mut near, mut kept) = (0, 0, 0, 0);
        for one in &centroids {
            let here = tiles[&one.unit];
            let mut others: Vec<(i64, &Centroid)> = centroids
                .iter()
                .filter(|other| other.unit != one.unit)
                // A degree of longitude is 94 hundredths of one of latitude at 21 degrees north.
                .map(|other| {
                    ((one.north - other.north).pow(2) + ((one.east - other.east) * 94 / 100).pow(2), other)
                })
                .collect();
            others.sort_by_key(|(distance, _)| *distance);
            for (index, (_, other)) in others.iter().enumerate() {
                let there = tiles[&other.unit];
                let (north, east) = (one.north - other.north, one.east - other.east);
                pairs += i32::from(north.abs() > 2_700) + i32::from(east.abs() > 2_900);
                turned += i32::from(north.abs() > 2_700 && north.signum() * (here.1 - there.1).signum() > 0);
                turned += i32::from(east.abs() > 2_900 && east.signum() * (here.0 - there.0).signum() < 0);
                if index < 5 {
                    near += 1;
                    kept += i32::from((here.0 - there.0).abs() <= 2 && (here.1 - there.1).abs() <= 2);
                }
            }
        }
        assert!(turned * 500 < pairs, "{turned} of {pairs} pairs are turned round");
        assert!(kept * 10 > near * 9, "{kept} of {near} neighbours stay near");
    }

    /// Against every way to assign, on all small tables of a kind.
    #[test]
    fn the_assignment_is_the_cheapest() {
        fn cheapest(costs: &[Vec<i64>], taken: &mut Vec<usize>) -> i64 {
            let Some(row) = costs.get(taken.len()) else { return 0 };
            let free: Vec<usize> = (0..row.len()).filter(|column| !taken.contains(column)).collect();
            let with = |column: usize, taken: &mut Vec<usize>| {
                taken.push(column);
                let sum = row[column] + cheapest(costs, taken);
                taken.pop();
                sum
            };
            free.into_iter().map(|column| with(column, taken)).min().unwrap_or(i64::MAX / 2)
        }
        let mut seed = 7_i64;
        let mut next = || {
            seed = seed * 1_103_515_245 % 2_147_483_647;
            seed % 50
        };
        for rows in 1..=5 {
            for _ in 0..40 {
                let costs: Vec<Vec<i64>> = (0..rows).map(|_| (0..6).map(|_| next()).collect()).collect();
                let chosen = assign(&costs);
                assert_eq!(chosen.iter().collect::<BTreeSet<_>>().len(), rows);
                let sum: i64 = chosen.iter().zip(&costs).map(|(column, row)| row[*column]).sum();
                assert_eq!(sum, cheapest(&costs, &mut Vec::new()), "{costs:?}");
            }
        }
    }
}
