//! The columns of both tables, and finding them in a sheet an office has worked on.

use super::book::{Sheet, Value};
use motcua_domain::text::fold;
use std::collections::BTreeMap;

/// How far down a heading row is looked for.
const HEADING_ROWS: u32 = 40;

/// A column.
pub(super) struct Column {
    /// Which.
    pub key: Key,
    /// How it is headed.
    pub heading: &'static str,
    /// What else is read as its heading; a heading may go on after it: `Thời gian (giờ làm việc)`.
    pub aliases: &'static [&'static str],
    /// Width in characters.
    pub width: u32,
    /// What is said when a cell of it is chosen.
    pub prompt: &'static str,
}

/// Columns of both tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Number,
    StepId,
    StepName,
    NameEn,
    Kind,
    Role,
    Place,
    Budget,
    Floor,
    Clock,
    Field,
    Acts,
    When,
    Next,
    Opinions,
    PaperId,
    PaperName,
    Form,
    Required,
    HeldBy,
    ByForm,
}

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// The steps.
    Steps,
    /// The checklist.
    Papers,
}

const fn column(
    key: Key,
    heading: &'static str,
    aliases: &'static [&'static str],
    width: u32,
    prompt: &'static str,
) -> Column {
    Column { key, heading, aliases, width, prompt }
}

const STEPS: [Column; 15] = [
    column(
        Key::Number,
        "STT",
        &["tt", "số tt", "bước", "no"],
        6,
        "Chỉ để nhìn; thứ tự các dòng là thứ tự các bước.",
    ),
    column(
        Key::StepId,
        "Mã bước",
        &["step key", "key"],
        14,
        "Chỉ cần khi có bước chuyển tới bước này. Chữ không dấu, không cách: tham-dinh.",
    ),
    column(
        Key::StepName,
        "Tên bước",
        &[
            "tên công việc",
            "nội dung công việc",
            "nội dung",
            "trình tự",
            "trình tự thực hiện",
            "các bước thực hiện",
            "bước thực hiện",
            "name",
            "step",
        ],
        40,
        "Tên bước bằng tiếng Việt.",
    ),
    column(
        Key::NameEn,
        "Tên tiếng Anh",
        &["english name", "name en", "tên bước tiếng anh", "tên giấy tờ tiếng anh"],
        30,
        "Tên bằng tiếng Anh; có thể để trống.",
    ),
    column(Key::Kind, "Việc", &["loại việc", "loại bước", "kind"], 18, "Chọn trong danh sách."),
    column(
        Key::Role,
        "Người làm",
        &["người thực hiện", "vai trò", "trách nhiệm", "trách nhiệm thực hiện", "chức danh", "role"],
        20,
        "Chọn trong danh sách.",
    ),
    column(
        Key::Place,
        "Nơi làm",
        &["nơi thực hiện", "đơn vị thực hiện", "đơn vị", "cơ quan thực hiện", "place"],
        30,
        "Chọn trong danh sách, hoặc gõ tên hay mã của đơn vị.",
    ),
    column(
        Key::Budget,
        "Thời hạn của bước",
        &[
            "thời hạn",
            "thời gian",
            "thời gian thực hiện",
            "thời gian giải quyết",
            "thời gian xử lý",
            "budget",
        ],
        20,
        "Ghi số và đơn vị: 3 ngày làm việc; 0,5 ngày làm việc; 4 giờ làm việc. Để trống nếu không chia.",
    ),
    column(
        Key::Floor,
        "Tối thiểu (phút)",
        &["tối thiểu", "số phút tối thiểu", "floor minutes"],
        11,
        "Số phút làm việc mà nhanh hơn thế là không thật; 0 nếu không đặt.",
    ),
    column(
        Key::Clock,
        "Tính giờ",
        &["có tính giờ", "tính thời hạn", "tính vào thời hạn", "clock runs"],
        10,
        "Có: thời gian của bước tính cho cơ quan. Không: đồng hồ dừng.",
    ),
    column(
        Key::Field,
        "Lĩnh vực của cán bộ",
        &["lĩnh vực", "mã lĩnh vực", "field"],
        16,
        "Mã lĩnh vực, chỉ khi khác lĩnh vực của thủ tục.",
    ),
    column(
        Key::Acts,
        "Việc phụ được làm",
        &["việc phụ", "được làm", "acts"],
        26,
        "Để trống: mọi việc pháp luật cho phép. Không: không việc nào. Hoặc liệt kê, cách nhau bằng dấu chấm phẩy.",
    ),
    column(
        Key::When,
        "Điều kiện",
        &["khi nào làm", "khi nào cần", "trường hợp", "áp dụng khi", "when", "condition"],
        28,
        "Ví dụ: case = cap-lai. Để trống: luôn luôn.",
    ),
    column(
        Key::Next,
        "Chuyển tới",
        &["bước tiếp theo", "next"],
        28,
        "Mỗi dòng một đường: mã bước, rồi có thể thêm “khi” và điều kiện. Để trống: đi tiếp xuống dưới.",
    ),
    column(
        Key::Opinions,
        "Lấy ý kiến",
        &["ý kiến", "xin ý kiến", "phối hợp", "opinions"],
        34,
        "Mỗi dòng một nơi: Sở Xây dựng [so-xay-dung]: 2 ngày làm việc. Có thể thêm “khi” và điều kiện. Nhánh nhiều bước: ghi tiếp mỗi bước một dòng: > tên bước; vai trò; thời gian.",
    ),
];

const PAPERS: [Column; 9] = [
    column(
        Key::Number,
        "STT",
        &["tt", "số tt", "no"],
        6,
        "Chỉ để nhìn; thứ tự các dòng là thứ tự trên phiếu.",
    ),
    column(
        Key::PaperId,
        "Mã giấy tờ",
        &["mã", "paper key", "key"],
        12,
        "Không đổi mã của giấy tờ đã có. Để trống cho giấy tờ mới.",
    ),
    column(
        Key::PaperName,
        "Tên giấy tờ",
        &[
            "thành phần hồ sơ",
            "tên thành phần hồ sơ",
            "tên hồ sơ",
            "tên tài liệu",
            "giấy tờ",
            "thành phần",
            "name",
        ],
        60,
        "Tên giấy tờ như đã công bố.",
    ),
    column(
        Key::NameEn,
        "Tên tiếng Anh",
        &["english name", "name en", "tên giấy tờ tiếng anh"],
        36,
        "Tên bằng tiếng Anh; có thể để trống.",
    ),
    column(
        Key::Form,
        "Hình thức",
        &["loại bản", "dạng", "bản chính bản sao", "form"],
        20,
        "Chọn trong danh sách.",
    ),
    column(Key::Required, "Bắt buộc", &["có bắt buộc", "phải nộp", "required"], 10, "Có hoặc Không."),
    column(
        Key::When,
        "Khi nào cần",
        &["điều kiện", "trường hợp", "áp dụng khi", "when", "condition"],
        28,
        "Ví dụ: case = cap-lai. Để trống: luôn cần.",
    ),
    column(
        Key::HeldBy,
        "Cơ sở dữ liệu đã có",
        &["cơ sở dữ liệu", "csdl đã có", "csdl", "đã có trong csdl", "held by"],
        26,
        "Mã cơ sở dữ liệu đang giữ thông tin này; khi có thì người dân không phải nộp.",
    ),
    column(
        Key::ByForm,
        "Biểu mẫu điện tử thay thế",
        &["biểu mẫu thay thế", "by form"],
        16,
        "Có: nộp trực tuyến thì biểu mẫu điện tử thay cho giấy này.",
    ),
];

impl Table {
    /// Both.
    pub const ALL: [Table; 2] = [Table::Steps, Table::Papers];

    /// Name of its sheet.
    pub fn sheet(self) -> &'static str {
        match self {
            Table::Steps => "Các bước",
            Table::Papers => "Thành phần hồ sơ",
        }
    }
    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Table::Steps => &STEPS,
            Table::Papers => &PAPERS,
        }
    }
    /// Columns without which the table cannot be read.
    pub(super) fn needed(self) -> &'static [Key] {
        match self {
            Table::Steps => &[Key::StepName, Key::Kind, Key::Role, Key::Place],
            Table::Papers => &[Key::PaperName],
        }
    }
    pub(super) fn heading(self, key: Key) -> &'static str {
        self.columns().iter().find(|column| column.key == key).map_or("", |column| column.heading)
    }
}

/// Where a table stands in a sheet.
#[derive(Debug)]
pub(super) struct Heading {
    /// The heading row.
    pub row: u32,
    /// Its columns, and what a heading says after its name: `gio lam viec`.
    pub columns: BTreeMap<Key, (u32, String)>,
}

/// The row that heads a table best; `None`: no row names two of its columns.
pub(super) fn heading(sheet: &Sheet, table: Table) -> Option<Heading> {
    let mut rows: BTreeMap<u32, Heading> = BTreeMap::new();
    for ((row, column), value) in sheet.cells.range(..(HEADING_ROWS, 0)) {
        let Value::Text(text) = value else { continue };
        if let Some((key, rest)) = recognised(table, text) {
            let heading = rows.entry(*row).or_insert(Heading { row: *row, columns: BTreeMap::new() });
            heading.columns.entry(key).or_insert((*column, rest));
        }
    }
    let fitting = rows.into_values().filter(|heading| heading.columns.len() >= 2);
    fitting.max_by_key(|heading| (heading.columns.len(), std::cmp::Reverse(heading.row)))
}

/// Which column a heading names, and what it says beyond: the longest name that fits.
fn recognised(table: Table, text: &str) -> Option<(Key, String)> {
    if text.len() > 300 {
        return None;
    }
    let typed = fold(text);
    let names = table.columns().iter().flat_map(|column| {
        column.aliases.iter().chain([&column.heading]).map(move |name| (column.key, fold(name)))
    });
    let fits =
        |name: &str| typed == name || typed.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
    let (key, name) = names.filter(|(_, name)| fits(name)).max_by_key(|(_, name)| name.len())?;
    // A sentence that begins like a heading is none.
    let rest = typed[name.len()..].trim().to_owned();
    (rest.split(' ').count() <= 6).then_some((key, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excel_shows_at_a_cell_is_within_its_limits() {
        for column in Table::ALL.into_iter().flat_map(Table::columns) {
            assert!(
                column.heading.chars().count() <= 32 && column.prompt.chars().count() <= 255,
                "{}",
                column.heading
            );
        }
    }

    #[test]
    fn headings_and_their_other_names_lead_to_their_column() {
        for table in Table::ALL {
            for column in table.columns() {
                for name in column.aliases.iter().chain([&column.heading]) {
                    assert_eq!(recognised(table, name).map(|(key, _)| key), Some(column.key), "{name}");
                }
            }
        }
        assert_eq!(
            recognised(Table::Steps, "Thời gian (giờ làm việc)"),
            Some((Key::Budget, "gio lam viec".to_owned()))
        );
        assert_eq!(
            recognised(Table::Steps, "Thời gian tính từ khi nhận đủ hồ sơ theo quy định của pháp luật"),
            None
        );
    }
}
