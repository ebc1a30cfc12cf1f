//! The directory of a ZIP archive, judged before anything is unpacked.

use crate::unfit::Unfit;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::io::Read;

const END: &[u8] = b"PK\x05\x06";
const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// Parts a document may have.
const PARTS_MAX: usize = 4_000;

pub(crate) struct Part {
    pub(crate) name: String,
    method: usize,
    crc: usize,
    packed: usize,
    size: usize,
    offset: usize,
}

pub(crate) struct Archive<'a> {
    bytes: &'a [u8],
    pub(crate) parts: Vec<Part>,
}

/// Whether a file is an archive to whoever reads from its end.
pub(crate) fn ends_as_archive(bytes: &[u8]) -> bool {
    end(bytes).is_some()
}

impl<'a> Archive<'a> {
    /// Reads the directory; what all parts say they come to must stay within the limit.
    pub(crate) fn open(bytes: &'a [u8], unpacked_max: u64) -> Result<Self, Unfit> {
        let end = end(bytes).ok_or(Unfit::Damaged)?;
        let parts = directory(bytes, end).ok_or(Unfit::Damaged)??;
        let total = parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(part.size as u64));
        if total.is_none_or(|total| total > unpacked_max) {
            return Err(Unfit::UnpacksTooFar);
        }
        // What lies before the first part belongs to no archive.
        if parts.iter().map(|part| part.offset).min() != Some(0) {
            return Err(Unfit::Mixed);
        }
        Ok(Self { bytes, parts })
    }

    /// Unpacks a part; `None`: there is none of that name.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Unfit> {
        let Some(part) = self.parts.iter().find(|part| part.name.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        let packed = packed(self.bytes, part).ok_or(Unfit::Damaged)?;
        let bytes = match part.method {
            0 => packed.to_vec(),
            8 => {
                let mut bytes = Vec::new();
                // One byte more than promised is enough to know the promise is broken.
                let most = (part.size as u64).saturating_add(1);
                DeflateDecoder::new(packed).take(most).read_to_end(&mut bytes).map_err(|_| Unfit::Damaged)?;
                bytes
            }
            _ => return Err(Unfit::Damaged),
        };
        if bytes.len() > part.size {
            return Err(Unfit::UnpacksTooFar);
        }
        let mut crc = Crc::new();
        crc.update(&bytes);
        if bytes.len() < part.size || crc.sum() as usize != part.crc {
            return Err(Unfit::Damaged);
        }
        Ok(Some(bytes))
    }
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<usize> {
    let slice = bytes.get(at..at.checked_add(N)?)?;
    Some(slice.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

fn end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    let earliest = last.saturating_sub(usize::from(u16::MAX));
    (earliest..=last).rev().find(|at| {
        bytes[*at..].starts_with(END) && number::<2>(bytes, at + 20) == Some(bytes.len() - at - 22)
    })
}

fn directory(bytes: &[u8], end: usize) -> Option<Result<Vec<Part>, Unfit>> {
    let count = number::<2>(bytes, end + 10)?;
    let (size, mut at) = (number::<4>(bytes, end + 12)?, number::<4>(bytes, end + 16)?);
    if at.checked_add(size)? > end {
        return None;
    }
    if count > PARTS_MAX {
        return Some(Err(Unfit::UnpacksTooFar));
    }
    let mut parts = Vec::with_capacity(count);
    for _ in 0..count {
        if !bytes.get(at..)?.starts_with(CENTRAL) {
            return None;
        }
        if number::<2>(bytes, at + 8)? & 1 != 0 {
            return Some(Err(Unfit::Encrypted));
        }
        let (name, extra, comment) =
            (number::<2>(bytes, at + 28)?, number::<2>(bytes, at + 30)?, number::<2>(bytes, at + 32)?);
        parts.push(Part {
            name: String::from_utf8_lossy(bytes.get(at + 46..at + 46 + name)?).into_owned(),
            method: number::<2>(bytes, at + 10)?,
            crc: number::<4>(bytes, at + 16)?,
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
