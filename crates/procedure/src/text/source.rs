//! From bytes to a TOML document whose values know where they stand.

use super::problem::{self, TextProblem, Wrong, shown};
use super::{PROBLEMS_MAX, TEXT_BYTES_MAX};
use toml::Spanned;
use toml::de::DeTable;

/// Deeper than any section of a procedure goes, and shallow enough for every stack.
const DEPTH_MAX: usize = 12;

/// The text of a file without its byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Vec<TextProblem>> {
    if bytes.len() > TEXT_BYTES_MAX {
        return Err(vec![too_large()]);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = &bytes[..error.valid_up_to()];
        vec![not_utf8().at(place(good, good.len()))]
    })?;
    match text.bytes().position(|b| b.is_ascii_control() && !matches!(b, b'\n' | b'\r' | b'\t')) {
        // UTF-16 without its mark is full of NUL.
        Some(at) if text.as_bytes()[at] == 0 && at < 4 => Err(vec![not_utf8().at(place(bytes, at))]),
        Some(at) => Err(vec![control(text.as_bytes()[at]).at(place(bytes, at))]),
        None => Ok(text),
    }
}

/// The document, with what was wrong with its spelling and could be stepped over. `Err`: nothing can be made of it.
pub(super) fn parse(text: &str) -> Result<(Spanned<DeTable<'_>>, Vec<TextProblem>), Vec<TextProblem>> {
    if let Some(at) = too_deep(text) {
        return Err(vec![depth().at(place(text.as_bytes(), at))]);
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    let told = errors.iter().take(PROBLEMS_MAX).map(|error| {
        let at = error.span().map_or(0, |span| span.start);
        spelling(error.message(), text.get(error.span().unwrap_or(0..0)).unwrap_or_default())
            .at(place(text.as_bytes(), at))
    });
    let mut told: Vec<_> = told.collect();
    told.sort_by_key(|problem| (problem.line, problem.column));
    // One slip makes the parser stumble more than once; the first stumble tells where it lies.
    told.dedup_by_key(|problem| problem.line);
    Ok((document, told))
}

/// Line and column of a byte, both from 1; columns count characters.
pub(super) fn place(text: &[u8], at: usize) -> (usize, usize) {
    let before = &text[..at.min(text.len())];
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |newline| newline + 1);
    let line = 1 + before.iter().filter(|b| **b == b'\n').count();
    let column = 1 + before[start..].iter().filter(|b| **b & 0b1100_0000 != 0b1000_0000).count();
    (line, column)
}

/// Where brackets or dotted names nest deeper than any section does. The parser bounds both, but not their product,
/// and a value nested some thousand levels deep exhausts the stack when it is dropped.
fn too_deep(text: &str) -> Option<usize> {
    let (mut open, mut dots) = (0_usize, 0_usize);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (more, fewer) = match bytes[at] {
            b'"' | b'\'' | b'#' => {
                at = passed(bytes, at);
                continue;
            }
            b'[' | b'{' => (1, 0),
            b']' | b'}' => (0, 1),
            b'.' => {
                dots += 1;
                (0, 0)
            }
            b'=' | b',' | b'\n' => {
                dots = 0;
                (0, 0)
            }
            _ => (0, 0),
        };
        open = (open + more).saturating_sub(fewer);
        if open > DEPTH_MAX || dots > DEPTH_MAX {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The byte after a remark or a quoted text that begins at a byte. Quotes that are left open end with their line, as the
/// parser ends them, or with the text where they are triple.
fn passed(bytes: &[u8], at: usize) -> usize {
    let mark = bytes[at];
    let triple = mark != b'#' && bytes[at..].starts_with(&[mark; 3]);
    let mut at = at + if triple { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\n' if !triple => return at,
            b'\\' if mark == b'"' => at += 1,
            byte if byte == mark && mark != b'#' => {
                if !triple {
                    return at + 1;
                }
                if bytes[at..].starts_with(&[mark; 3]) {
                    return at + 3;
                }
            }
            _ => {}
        }
        at += 1;
    }
    at
}

fn too_large() -> TextProblem {
    Wrong::new(problem::TOO_LARGE, "Tệp lớn hơn 1 MiB.", "The file is larger than 1 MiB.")
        .remedy(
            "Mỗi tệp chỉ mô tả một phiên bản của một thủ tục; hãy kiểm tra có chọn nhầm tệp không.",
            "One file describes one version of one procedure; check whether it is the right file.",
        )
        .at((1, 1))
}

fn not_utf8() -> Wrong {
    Wrong::new(
        problem::ENCODING,
        "Từ chỗ này tệp không phải văn bản UTF-8.",
        "From here on the file is not UTF-8 text.",
    )
    .remedy(
        "Lưu lại tệp với mã hóa UTF-8 (trong Notepad: Lưu dưới dạng, chọn mã hóa UTF-8).",
        "Save the file with the encoding UTF-8 (in Notepad: Save as, encoding UTF-8).",
    )
}

fn control(byte: u8) -> Wrong {
    Wrong::new(
        problem::CONTROL,
        format!("Có ký tự điều khiển không nhìn thấy được (mã U+{byte:04X})."),
        format!("There is an invisible control character (U+{byte:04X})."),
    )
    .remedy(
        "Xóa ký tự ấy; thường chỉ cần gõ lại dòng này.",
        "Delete it; typing the line again is usually enough.",
    )
}

fn depth() -> Wrong {
    Wrong::new(
        problem::SYNTAX,
        "Dấu ngoặc hoặc tên có dấu chấm lồng nhau quá sâu.",
        "Brackets or dotted names nest too deep.",
    )
    .remedy(
        "Không phần nào của thủ tục cần quá ba cấp; hãy viết theo tệp mẫu.",
        "No part of a procedure needs more than three levels; follow the sample file.",
    )
}

/// The parser's sentence, told to a reader who does not know TOML.
fn spelling(message: &str, found: &str) -> Wrong {
    let told = |vi: &str, en: &str| (vi.to_owned(), en.to_owned());
    let has = |part: &str| message.contains(part);
    if has("duplicate key") {
        let name = shown(found.trim());
        return Wrong::new(
            problem::KEY_TWICE,
            format!("`{name}` đã được viết ở trên, trong cùng một phần."),
            format!("`{name}` stands above already, in the same section."),
        )
        .remedy(
            "Bỏ một trong hai dòng. Mỗi bước, giấy tờ, khoản phí mới bắt đầu bằng một dòng như [[step]].",
            "Take one of the two away. Each new step, paper or fee begins with a line such as [[step]].",
        );
    }
    let (vi, en) = if has("string values must be quoted") {
        told("Văn bản phải đặt trong dấu nháy kép.", "Text must stand in double quotes.")
    } else if has("missing value") || has("key with no value") {
        told("Sau tên chưa có giá trị.", "No value follows the name.")
    } else if has("missing comma") {
        told("Thiếu dấu phẩy giữa hai phần tử.", "A comma is missing between two elements.")
    } else if has("extra comma") {
        told("Thừa một dấu phẩy.", "There is a comma too many.")
    } else if has("assignment") || has("extra `=`") || has("unexpected `=`") {
        told("Dấu = bị thiếu hoặc đặt sai chỗ.", "The sign = is missing or in the wrong place.")
    } else if has("unclosed") {
        told("Thiếu dấu ngoặc đóng.", "A closing bracket is missing.")
    } else if has("string") || has("quote") {
        told(
            "Dấu nháy hoặc ký tự trong dấu nháy chưa đúng.",
            "The quotes, or a character inside them, are not right.",
        )
    } else if has("unquoted key") || has("keys") {
        told(
            "Tên ở đầu dòng chỉ gồm chữ không dấu, chữ số, dấu gạch dưới.",
            "A name at the head of a line is letters without accents, digits, underscores.",
        )
    } else {
        told("Chỗ này chưa viết đúng cách.", "This is not written the right way.")
    };
    Wrong::new(problem::SYNTAX, vi, format!("{en} (TOML: {message})")).remedy(
        "Mỗi dòng là `tên = giá trị`; văn bản trong dấu nháy kép, danh sách trong ngoặc vuông, ngày như 2026-01-31, ghi chú sau dấu #.",
        "Each line is `name = value`; text in double quotes, lists in square brackets, dates as 2026-01-31, remarks after #.",
    )
}
