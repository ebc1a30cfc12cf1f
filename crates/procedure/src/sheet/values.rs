//! Values as offices write them: `0,5 ngày làm việc`, `x`, `15 phút`, a condition, one of a few words.

use super::book::Value;
use super::grid::Grid;
use super::layout::Key;
use super::problem::Told;
use super::words::{self, NO, Word, YES};
use motcua_calendar::Term;
use motcua_domain::procedure::StepPlace;
use motcua_domain::procedure::condition::{Condition, is_word};
use motcua_domain::text::fold;
use motcua_domain::unit::UnitIndex;

/// The longest floor, in working minutes: a year of them.
const FLOOR_MAX: u32 = 130_000;

impl Grid<'_> {
    /// One of a few words.
    pub(super) fn word<T: Clone>(&mut self, row: u32, key: Key, among: &[Word<T>]) -> Option<T> {
        let text = self.needed(row, key)?;
        match words::read(among, &text) {
            Ok(value) => Some(value),
            Err(near) => {
                let all: Vec<&str> = among.iter().map(|word| word.written).collect();
                self.problem(row, key, unknown(&text, near, &all.join("; ")));
                None
            }
        }
    }

    /// A place.
    pub(super) fn place(&mut self, row: u32, units: &UnitIndex) -> Option<StepPlace> {
        let text = self.needed(row, Key::Place)?;
        self.place_in(row, Key::Place, &text, units)
    }

    /// A place written in a cell among other things.
    pub(super) fn place_in(
        &mut self,
        row: u32,
        key: Key,
        text: &str,
        units: &UnitIndex,
    ) -> Option<StepPlace> {
        match words::read_place(text, units) {
            Ok(place) => Some(place),
            Err(near) => {
                self.problem(row, key, unknown_place(text, near.as_deref()));
                None
            }
        }
    }

    /// Yes or no. Where a column is marked with `x`, an empty cell means no.
    pub(super) fn yes(&mut self, row: u32, key: Key) -> Option<bool> {
        match self.value(row, key) {
            Some(Value::Flag(flag)) => return Some(*flag),
            None if self.is_marked(key) => return Some(false),
            _ => {}
        }
        let text = self.needed(row, key)?;
        let known = match fold(&text).as_str() {
            "co" | "x" | "yes" | "y" | "true" | "1" | "bat buoc" | "c" => Some(true),
            "khong" | "ko" | "k" | "no" | "n" | "false" | "0" | "khong bat buoc" => Some(false),
            _ => match text.as_str() {
                "✓" | "✔" | "☑" => Some(true),
                "-" | "–" | "☐" => Some(false),
                _ => None,
            },
        };
        if known.is_none() {
            self.problem(row, key, unknown(&text, None, &format!("{YES}; {NO}")));
        }
        known
    }

    fn is_marked(&self, key: Key) -> bool {
        let Some((column, _)) = self.heading.columns.get(&key) else { return false };
        let below = self.sheet.cells.range((self.heading.row + 1, 0)..).filter(|((_, at), _)| at == column);
        below.into_iter().any(|(_, value)| matches!(value.shown().trim(), "x" | "X" | "✓" | "✔" | "☑"))
    }

    /// A number of minutes.
    pub(super) fn minutes(&mut self, row: u32, key: Key) -> Option<u32> {
        if matches!(self.value(row, key), Some(Value::Date(_))) {
            self.problem(row, key, became_a_date());
            return None;
        }
        let text = self.text(row, key)?;
        let folded = fold(&text);
        let number = folded.split(' ').next().unwrap_or_default();
        let rest = folded[number.len()..].trim();
        let whole = number.parse::<u32>().ok().filter(|minutes| *minutes <= FLOOR_MAX);
        let plain = matches!(rest, "" | "phut" | "phut lam viec" | "minutes" | "minute");
        let minutes = whole.filter(|_| plain && !text.contains(['-', ',']));
        if minutes.is_none() {
            self.problem(row, key, not_minutes(&text));
        }
        minutes
    }

    /// A term; `None`: none set, or none that can be read.
    pub(super) fn term(&mut self, row: u32, key: Key) -> Option<Term> {
        if matches!(self.value(row, key), Some(Value::Date(_))) {
            self.problem(row, key, became_a_date());
            return None;
        }
        let text = self.text(row, key)?;
        if matches!(fold(&text).as_str(), "" | "khong" | "khong chia" | "khong quy dinh") {
            return None;
        }
        let said = self.said_of(key).to_owned();
        match term(&text, &said) {
            Ok(term) => Some(term),
            Err(told) => {
                self.problem(row, key, told);
                None
            }
        }
    }

    /// A condition written in a cell.
    pub(super) fn condition(&mut self, row: u32, key: Key) -> Option<Condition> {
        let text = self.text(row, key)?;
        self.condition_in(row, key, &text)
    }

    /// A condition written in a cell among other things.
    pub(super) fn condition_in(&mut self, row: u32, key: Key, text: &str) -> Option<Condition> {
        match text.trim().parse::<Condition>() {
            Ok(condition) => Some(condition),
            Err(error) => {
                let at = text.get(..error.at).unwrap_or(text).chars().count() + 1;
                self.problem(row, key, not_a_condition(text, at, error.expected));
                None
            }
        }
    }

    /// A key: letters and digits of ASCII, `-`, `_`, `.`.
    pub(super) fn key(&mut self, row: u32, key: Key) -> Option<String> {
        let text = self.text(row, key)?;
        if is_word(&text) && text.len() <= 60 {
            return Some(text);
        }
        self.problem(row, key, not_a_key(&text));
        None
    }
}

/// Reads a term as offices write it. `said` is what the heading says of it: a bare number takes its unit from there.
pub(super) fn term(text: &str, said: &str) -> Result<Term, Told> {
    let wrong = || not_a_term(text);
    let halves = text.replace('½', "0,5").replace("1/2", "0,5");
    let outside = without_parentheses(&halves);
    // Between figures a comma is a decimal point; folding would take it for a gap.
    let mut plain = String::new();
    for part in outside.split(',') {
        let between =
            plain.ends_with(|c: char| c.is_ascii_digit()) && part.starts_with(|c: char| c.is_ascii_digit());
        plain.push_str(match (plain.is_empty(), between) {
            (true, _) => "",
            (false, true) => ".",
            (false, false) => " ",
        });
        plain.push_str(part);
    }
    let folded = fold(&plain);
    let mut rest = folded.as_str();
    for begin in ["toi da", "khong qua", "trong thoi han", "trong vong", "trong", "khong qua"] {
        rest = rest.strip_prefix(begin).unwrap_or(rest).trim_start();
    }
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    let (number, unit) = (&rest[..end], rest[end..].trim());
    let unit = match unit_of(unit) {
        Some(unit) => unit,
        None if unit.is_empty() => {
            unit_of(said).filter(|unit| unit.contains("working")).ok_or_else(|| no_unit(text))?
        }
        None => return Err(wrong()),
    };
    if outside.trim_start().starts_with('-') {
        return Err(wrong());
    }
    Term::parse(&format!("{number} {unit}")).map_err(|_| wrong())
}

fn unit_of(text: &str) -> Option<&'static str> {
    Some(match text {
        "ngay lam viec" | "ngay lv" | "nlv" | "working days" | "working day" => "working days",
        "gio lam viec" | "gio lv" | "gio" | "gio hanh chinh" | "h" | "working hours" | "working hour" => {
            "working hours"
        }
        "phut lam viec" | "phut" | "working minutes" | "working minute" => "working minutes",
        "ngay" | "ngay lich" | "calendar days" | "days" | "day" => "days",
        "thang" | "months" | "month" => "months",
        _ => return None,
    })
}

fn without_parentheses(text: &str) -> String {
    let mut depth = 0_usize;
    let keep = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                return None;
            }
            _ => {}
        }
        (depth == 0).then_some(c)
    };
    text.chars().filter_map(keep).collect()
}

pub(super) fn unknown(text: &str, near: Option<&str>, all: &str) -> Told {
    let (vi, en) = match near {
        Some(near) => (
            format!("Có phải là “{near}”? Các giá trị dùng được: {all}."),
            format!("Did you mean “{near}”? What may stand here: {all}."),
        ),
        None => (format!("Chọn một trong các giá trị: {all}."), format!("Choose one of: {all}.")),
    };
    Told::new(
        "word-unknown",
        [&format!("“{text}” không có trong danh mục."), &vi],
        [&format!("“{text}” is not in the list."), &en],
    )
}

fn unknown_place(text: &str, near: Option<&str>) -> Told {
    let near_vi = near.map(|near| format!("Có phải là “{near}”? ")).unwrap_or_default();
    let near_en = near.map(|near| format!("Did you mean “{near}”? ")).unwrap_or_default();
    Told::new(
        "place-unknown",
        [
            &format!("Không có nơi làm hay đơn vị “{text}”."),
            &format!("{near_vi}Chọn trong danh sách của ô, hoặc gõ đúng tên hay mã đơn vị."),
        ],
        [
            &format!("There is no place or unit “{text}”."),
            &format!("{near_en}Choose from the list of the cell, or type a unit's exact name or key."),
        ],
    )
}

fn not_a_term(text: &str) -> Told {
    Told::new(
        "term-unreadable",
        [
            &format!("Không đọc được thời hạn “{text}”."),
            "Ghi số và đơn vị, ví dụ: 3 ngày làm việc; 0,5 ngày làm việc; 4 giờ làm việc; 10 ngày.",
        ],
        [
            &format!("“{text}” cannot be read as a term."),
            "Write a number and its unit, such as: 3 ngày làm việc; 0,5 ngày làm việc; 4 giờ làm việc; 10 ngày.",
        ],
    )
}

fn no_unit(text: &str) -> Told {
    Told::new(
        "term-unit",
        [
            &format!("Thời hạn “{text}” thiếu đơn vị."),
            "Ghi thêm đơn vị, ví dụ: 3 ngày làm việc; hoặc ghi ở tiêu đề cột: Thời hạn của bước (ngày làm việc).",
        ],
        [
            &format!("The term “{text}” has no unit."),
            "Add it, such as: 3 ngày làm việc; or say it in the heading: Thời hạn của bước (ngày làm việc).",
        ],
    )
}

fn became_a_date() -> Told {
    Told::new(
        "cell-date",
        [
            "Excel đã đổi giá trị của ô này thành ngày tháng.",
            "Đặt định dạng ô là Văn bản rồi gõ lại giá trị.",
        ],
        [
            "Excel has turned the value of this cell into a date.",
            "Set the format of the cell to Text and type the value again.",
        ],
    )
}

fn not_minutes(text: &str) -> Told {
    Told::new(
        "minutes-unreadable",
        [&format!("“{text}” không phải là số phút."), "Ghi một số nguyên từ 0 đến 130000, ví dụ 15."],
        [
            &format!("“{text}” is not a number of minutes."),
            "Write a whole number from 0 to 130000, such as 15.",
        ],
    )
}

fn not_a_condition(text: &str, at: usize, expected: &str) -> Told {
    Told::new(
        "condition-unreadable",
        [
            &format!("Không đọc được điều kiện “{text}” từ ký tự thứ {at}."),
            "Viết như: case = cap-lai; channel in (online, post); not finding = does_not_meet. Xem trang Hướng dẫn.",
        ],
        [
            &format!("The condition “{text}” cannot be read from character {at} on: expected {expected}."),
            "Write it like: case = cap-lai; channel in (online, post); not finding = does_not_meet. See the sheet Hướng dẫn.",
        ],
    )
}

pub(super) fn not_a_key(text: &str) -> Told {
    Told::new(
        "key-unreadable",
        [
            &format!("“{text}” không dùng làm mã được."),
            "Mã chỉ gồm chữ không dấu, chữ số, dấu gạch ngang, gạch dưới hoặc chấm; tối đa 60 ký tự.",
        ],
        [
            &format!("“{text}” cannot be a key."),
            "A key has letters without accents, digits, hyphens, underscores or dots only; 60 characters at most.",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_as_offices_write_them() {
        let minutes = Term::WorkingMinutes;
        for (text, said, term_read) in [
            ("3 ngày làm việc", "", Term::WorkingDays(3)),
            ("03 ngày làm việc", "", Term::WorkingDays(3)),
            ("0,5 ngày làm việc", "", minutes(240)),
            ("½ ngày làm việc", "", minutes(240)),
            ("1/2 ngày làm việc", "", minutes(240)),
            ("  2.5 NGÀY  LÀM VIỆC ", "", minutes(1_200)),
            ("Không quá 03 (ba) ngày làm việc", "", Term::WorkingDays(3)),
            ("4 giờ", "", minutes(240)),
            ("1,5 giờ làm việc", "", minutes(90)),
            ("15 phút", "", minutes(15)),
            ("10 ngày", "", Term::CalendarDays(10)),
            ("2 tháng", "", Term::Months(2)),
            ("8h", "", minutes(480)),
            ("2", "ngay lam viec", Term::WorkingDays(2)),
            ("0,5", "ngay lam viec", minutes(240)),
            ("4", "gio", minutes(240)),
            ("3 working days", "", Term::WorkingDays(3)),
        ] {
            assert_eq!(term(text, said).ok(), Some(term_read), "{text}");
        }
        for (text, said, code) in [
            ("3", "", "term-unit"),
            ("3", "ngay", "term-unit"),
            ("ba ngày", "", "term-unreadable"),
            ("0 ngày làm việc", "", "term-unreadable"),
            ("-1 ngày làm việc", "", "term-unreadable"),
            ("3 tuần", "", "term-unreadable"),
            ("1,2,3 ngày làm việc", "", "term-unreadable"),
            ("999999999999 ngày", "", "term-unreadable"),
            ("((((", "", "term-unit"),
        ] {
            assert_eq!(term(text, said).err().map(|told| told.code), Some(code), "{text}");
        }
    }
}
