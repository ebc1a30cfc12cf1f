//! The table of steps and the checklist as an Excel workbook, since offices keep them so; written and read back.
//!
//! Reading takes what offices do to a sheet: rows and columns moved, added or left blank, headings in other words, with a
//! unit behind or without accents, titles and notes around the table, text from another editor. It does not guess: each
//! cell that cannot be read is told with its sheet and address, all at once. Programs, links to other files, passwords and
//! files that unpack without measure are refused before their content is looked at.
//!
//! What a sheet cannot say (cases, terms, form, fees) is not here, nor is whether the flow makes sense: that is the lint's.

mod book;
mod grid;
mod layout;
mod package;
mod plain;
mod problem;
mod rows;
mod values;
mod words;
mod write;
mod xml;

pub use book::ROWS_MAX;
pub use layout::Table;
pub use package::{FILE_BYTES_MAX, INFLATED_BYTES_MAX, PARTS_MAX};
pub use plain::{Plain, PlainTable, write_plain};
pub use problem::{CellProblem, PROBLEMS_MAX};
pub use rows::{PAPERS_MAX, STEPS_MAX};

use book::Sheet;
use grid::Grid;
use layout::Heading;
use motcua_domain::procedure::{ProcedureVersion, RequiredPaper, Step};
use motcua_domain::text::fold;
use motcua_domain::unit::UnitIndex;
use problem::Told;

/// Writes the steps and the checklist of a version as `.xlsx`: the same bytes for the same version.
#[must_use]
pub fn write(version: &ProcedureVersion, units: &UnitIndex) -> Vec<u8> {
    write::workbook(version, units)
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// The steps.
    pub steps: Vec<Step>,
    /// The checklist.
    pub papers: Vec<RequiredPaper>,
    /// Tables the file does not have; they are those of the version given.
    pub absent: Vec<Table>,
}

/// Reads steps and checklist. What the file has no sheet or column for stays as `base` has it.
///
/// # Errors
/// Every problem, in the order of the sheets and their rows; at most [`PROBLEMS_MAX`].
pub fn read(bytes: &[u8], base: &ProcedureVersion, units: &UnitIndex) -> Result<Tables, Vec<CellProblem>> {
    let sheets = book::open(bytes).map_err(|told| vec![CellProblem::of_file(told)])?;
    let mut problems = Vec::new();
    let mut tables = Tables { steps: base.steps.clone(), papers: base.papers.clone(), absent: Vec::new() };
    for table in Table::ALL {
        match found(&sheets, table) {
            Ok(Some((sheet, heading))) => {
                let mut grid = Grid { sheet, heading: &heading, table, problems: Vec::new() };
                let missing: Vec<_> = table.needed().iter().filter(|key| !grid.has(**key)).collect();
                if missing.is_empty() {
                    match table {
                        Table::Steps => tables.steps = rows::steps(&mut grid, base, units),
                        Table::Papers => tables.papers = rows::papers(&mut grid, base),
                    }
                }
                for key in missing {
                    let row = problem::address(heading.row, 0);
                    grid.note(Some(row), no_column(table.heading(*key)));
                }
                grid.problems.sort_by_key(|found| found.cell.as_deref().and_then(problem::position));
                problems.append(&mut grid.problems);
            }
            Ok(None) => tables.absent.push(table),
            Err(problem) => problems.push(*problem),
        }
    }
    if tables.absent.len() == Table::ALL.len() {
        problems.push(CellProblem::of_file(no_table()));
    }
    problems.truncate(PROBLEMS_MAX);
    if problems.is_empty() { Ok(tables) } else { Err(problems) }
}

/// The sheet that holds a table: the one of its name, else the one whose heading fits it best and no other table better.
fn found(sheets: &[Sheet], table: Table) -> Result<Option<(&Sheet, Heading)>, Box<CellProblem>> {
    let score =
        |sheet: &Sheet, of: Table| layout::heading(sheet, of).map_or(0, |heading| heading.columns.len());
    let named = |sheet: &Sheet, of: Table| fold(&sheet.name) == fold(of.sheet());
    if let Some(sheet) = sheets.iter().find(|sheet| named(sheet, table)) {
        let heading = layout::heading(sheet, table);
        return match heading {
            Some(heading) => Ok(Some((sheet, heading))),
            None => Err(Box::new(no_heading().at(Some(&sheet.name), None))),
        };
    }
    let others: Vec<Table> = Table::ALL.into_iter().filter(|other| *other != table).collect();
    let fits = |sheet: &&Sheet| {
        let mine = score(sheet, table);
        mine >= 2 && others.iter().all(|other| !named(sheet, *other) && score(sheet, *other) < mine)
    };
    let mut fitting: Vec<&Sheet> = sheets.iter().filter(fits).collect();
    fitting.sort_by_key(|sheet| std::cmp::Reverse(score(sheet, table)));
    match fitting.as_slice() {
        [] => Ok(None),
        [first, second, ..] if score(first, table) == score(second, table) => {
            Err(Box::new(two_sheets(&second.name, table).at(Some(&first.name), None)))
        }
        [first, ..] => Ok(layout::heading(first, table).map(|heading| (*first, heading))),
    }
}

fn no_table() -> Told {
    Told::new(
        "table-none",
        [
            "Không thấy bảng các bước hay bảng thành phần hồ sơ trong tệp.",
            "Dùng tệp tải về từ phần mềm, hoặc đặt tiêu đề cột như: Tên bước, Việc, Người làm, Nơi làm.",
        ],
        [
            "The file has neither a table of steps nor a checklist.",
            "Use the file downloaded from the program, or head the columns: Tên bước, Việc, Người làm, Nơi làm.",
        ],
    )
}

fn no_heading() -> Told {
    Told::new(
        "heading-none",
        [
            "Không thấy hàng tiêu đề cột trong trang tính này.",
            "Khôi phục hàng tiêu đề như trong tệp tải về từ phần mềm.",
        ],
        [
            "This sheet has no row that heads its columns.",
            "Put the heading row back as in the file downloaded from the program.",
        ],
    )
}

fn no_column(heading: &str) -> Told {
    Told::new(
        "column-missing",
        [&format!("Thiếu cột “{heading}”."), "Thêm cột có tiêu đề đó vào hàng tiêu đề."],
        [&format!("The column “{heading}” is missing."), "Add a column so named to the heading row."],
    )
}

fn two_sheets(other: &str, table: Table) -> Told {
    let name = table.sheet();
    Told::new(
        "table-twice",
        [
            &format!("Trang này và trang “{other}” cùng giống bảng “{name}”."),
            &format!("Đặt tên trang cần nhập là “{name}”, hoặc xóa trang kia."),
        ],
        [
            &format!("This sheet and “{other}” both look like the table “{name}”."),
            &format!("Name the one to read “{name}”, or delete the other."),
        ],
    )
}
