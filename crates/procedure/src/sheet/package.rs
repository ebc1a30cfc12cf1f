//! The ZIP file around a workbook, within limits. What it says of itself is judged from its directory before anything is
//! inflated, and again while inflating: a file that lies about its sizes is damaged.

use super::problem::Told;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::cell::Cell;
use std::io::{Read, Write};

/// The largest file taken.
pub const FILE_BYTES_MAX: usize = 5 * 1024 * 1024;
/// What all of it may come to, inflated.
pub const INFLATED_BYTES_MAX: usize = 48 * 1024 * 1024;
/// How many parts it may have.
pub const PARTS_MAX: usize = 400;

const END: &[u8] = b"PK\x05\x06";
const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

struct Part {
    name: String,
    method: u16,
    crc: u32,
    packed: usize,
    size: usize,
    offset: usize,
}

/// An opened file.
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    parts: Vec<Part>,
    /// What may still be inflated.
    left: Cell<usize>,
}

impl<'a> Package<'a> {
    /// Reads the directory and judges it.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Told> {
        let parts = directory(bytes).ok_or_else(damaged)??;
        let total = parts.iter().try_fold(0_usize, |sum, part| sum.checked_add(part.size));
        if total.is_none_or(|total| total > INFLATED_BYTES_MAX) {
            return Err(too_much());
        }
        let mut names: Vec<String> = parts.iter().map(|part| part.name.to_lowercase()).collect();
        names.sort();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(damaged());
        }
        Ok(Self { bytes, parts, left: Cell::new(INFLATED_BYTES_MAX) })
    }

    /// Names of the parts in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.parts.iter().map(|part| part.name.to_lowercase())
    }

    /// A part by name, in whatever case; `None`: there is none.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Told> {
        let Some(part) = self.parts.iter().find(|part| part.name.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        let left = self.left.get().checked_sub(part.size).ok_or_else(too_much)?;
        self.left.set(left);
        let packed = packed(self.bytes, part).ok_or_else(damaged)?;
        let bytes = match part.method {
            0 => packed.to_vec(),
            8 => {
                let mut bytes = Vec::new();
                // One byte more than promised is enough to know the promise is broken.
                let most = u64::try_from(part.size).unwrap_or(u64::MAX).saturating_add(1);
                DeflateDecoder::new(packed).take(most).read_to_end(&mut bytes).map_err(|_| damaged())?;
                bytes
            }
            _ => return Err(damaged()),
        };
        let mut crc = Crc::new();
        crc.update(&bytes);
        if bytes.len() != part.size || crc.sum() != part.crc {
            return Err(damaged());
        }
        Ok(Some(bytes))
    }
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<usize> {
    let slice = bytes.get(at..at.checked_add(N)?)?;
    slice
        .iter()
        .rev()
        .try_fold(0_usize, |number, byte| number.checked_mul(256)?.checked_add(usize::from(*byte)))
}

/// The parts by the directory at the end of the file. `None`: no directory, or one that points nowhere.
fn directory(bytes: &[u8]) -> Option<Result<Vec<Part>, Told>> {
    let earliest = bytes.len().saturating_sub(22 + usize::from(u16::MAX));
    let ends = |at: &usize| {
        bytes[*at..].starts_with(END) && number::<2>(bytes, *at + 20) == Some(bytes.len() - *at - 22)
    };
    let end = (earliest..=bytes.len().checked_sub(22)?).rev().find(ends)?;
    let count = number::<2>(bytes, end + 10)?;
    let (size, mut at) = (number::<4>(bytes, end + 12)?, number::<4>(bytes, end + 16)?);
    if at.checked_add(size)? > end {
        return None;
    }
    if count > PARTS_MAX {
        return Some(Err(too_much()));
    }
    let mut parts = Vec::with_capacity(count);
    for _ in 0..count {
        if !bytes.get(at..)?.starts_with(CENTRAL) {
            return None;
        }
        let flags = number::<2>(bytes, at + 8)?;
        if flags & 1 != 0 {
            return Some(Err(encrypted()));
        }
        let (name, extra, comment) =
            (number::<2>(bytes, at + 28)?, number::<2>(bytes, at + 30)?, number::<2>(bytes, at + 32)?);
        parts.push(Part {
            name: String::from_utf8_lossy(bytes.get(at + 46..at + 46 + name)?).into_owned(),
            method: u16::try_from(number::<2>(bytes, at + 10)?).ok()?,
            crc: u32::try_from(number::<4>(bytes, at + 16)?).ok()?,
            packed: number::<4>(bytes, at + 20)?,
            size: number::<4>(bytes, at + 24)?,
            offset: number::<4>(bytes, at + 42)?,
        });
        at += 46 + name + extra + comment;
    }
    Some(Ok(parts))
}

fn packed<'a>(bytes: &'a [u8], part: &Part) -> Option<&'a [u8]> {
    let at = part.offset;
    if !bytes.get(at..)?.starts_with(LOCAL) {
        return None;
    }
    let begin = at + 30 + number::<2>(bytes, at + 26)? + number::<2>(bytes, at + 28)?;
    bytes.get(begin..begin.checked_add(part.packed)?)
}

/// Packs parts, the same bytes every time.
pub(super) fn pack(parts: &[(&str, String)]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        let mut encoder = DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        // Writing into memory cannot fail; were it to, the part is stored as it is.
        let deflated = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
        let (method, packed) = match deflated {
            Ok(packed) => (8_u16, packed),
            Err(_) => (0, text.as_bytes().to_vec()),
        };
        let mut head = Vec::new();
        // Version 2.0, names in UTF-8; 1 January 1980, the first day a ZIP file knows.
        for field in [20_u16, 1 << 11, method, 0, 33] {
            head.extend(field.to_le_bytes());
        }
        for field in [crc.sum(), length(&packed), length(text.as_bytes())] {
            head.extend(field.to_le_bytes());
        }
        head.extend(u16::try_from(name.len()).unwrap_or(0).to_le_bytes());
        head.extend([0, 0]);
        let offset = length(&file);
        file.extend(LOCAL);
        file.extend(&head);
        file.extend(name.as_bytes());
        file.extend(&packed);
        directory.extend(CENTRAL);
        directory.extend([20, 0]);
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(parts.len()).unwrap_or(u16::MAX).to_le_bytes();
    let (offset, size) = (length(&file), length(&directory));
    file.extend(directory);
    file.extend(END);
    file.extend([0; 4]);
    file.extend(count);
    file.extend(count);
    file.extend(size.to_le_bytes());
    file.extend(offset.to_le_bytes());
    file.extend([0, 0]);
    file
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

pub(super) fn damaged() -> Told {
    Told::new(
        "file-damaged",
        [
            "Tệp bị hỏng hoặc không đúng cấu trúc của Excel.",
            "Mở tệp bằng Excel, lưu lại thành .xlsx rồi tải lên.",
        ],
        [
            "The file is damaged or not built as Excel builds it.",
            "Open it in Excel, save it again as .xlsx and upload that.",
        ],
    )
}

pub(super) fn encrypted() -> Told {
    Told::new(
        "file-encrypted",
        [
            "Tệp đặt mật khẩu nên không đọc được.",
            "Bỏ mật khẩu trong Excel (Tệp, Thông tin, Bảo vệ sổ làm việc) rồi tải lên lại.",
        ],
        [
            "The file is protected by a password and cannot be read.",
            "Remove the password in Excel (File, Info, Protect Workbook) and upload it again.",
        ],
    )
}

pub(super) fn too_much() -> Told {
    Told::new(
        "file-too-much",
        [
            "Tệp bung ra quá lớn so với một bảng quy trình.",
            "Chép riêng hai trang tính cần nhập sang một tệp mới rồi tải lên.",
        ],
        [
            "The file unpacks to far more than a procedure's tables need.",
            "Copy the two sheets into a new file and upload that.",
        ],
    )
}
