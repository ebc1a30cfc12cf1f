//! HEIC photos. No well-kept free library unpacks them, so they are kept as they are: their frame is checked, their size
//! is read, and the place they were taken at is wiped out.

use crate::photo::{SIDE_MIN, SMALL_MIN};
use crate::prepare::Limits;
use crate::unfit::Unfit;

/// Boxes within boxes that are looked into.
const INSIDE: [&[u8; 4]; 3] = [b"meta", b"iprp", b"ipco"];

pub(crate) fn check(bytes: &mut [u8], limits: &Limits) -> Result<(), Unfit> {
    let mut found = Found::default();
    walk(bytes, 0, &mut found)?;
    if !(found.meta && found.data) {
        return Err(Unfit::Damaged);
    }
    let (width, height) = found.size.ok_or(Unfit::Damaged)?;
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Unfit::UnpacksTooFar);
    }
    if width.min(height) < SIDE_MIN || u64::from(width) * u64::from(height) < SMALL_MIN {
        return Err(Unfit::TooSmall);
    }
    wipe_place(bytes);
    Ok(())
}

#[derive(Default)]
struct Found {
    meta: bool,
    data: bool,
    /// The largest image described: thumbnails and tiles are smaller.
    size: Option<(u32, u32)>,
}

fn walk(bytes: &[u8], depth: u32, found: &mut Found) -> Result<(), Unfit> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let (length, kind, body) = boxed(rest).ok_or(Unfit::Damaged)?;
        match kind {
            b"mdat" => found.data = true,
            b"ispe" => {
                let side = |at: usize| number(body, at).unwrap_or(0);
                let size = (side(4), side(8));
                let area = |(w, h): (u32, u32)| u64::from(w) * u64::from(h);
                if found.size.is_none_or(|known| area(size) > area(known)) {
                    found.size = Some(size);
                }
            }
            _ => {}
        }
        found.meta |= kind == b"meta";
        if depth < 4 && INSIDE.contains(&kind) {
            // `meta` has a version before its boxes.
            let inner = if kind == b"meta" { body.get(4..).ok_or(Unfit::Damaged)? } else { body };
            walk(inner, depth + 1, found)?;
        }
        rest = &rest[length..];
    }
    Ok(())
}

/// Length, kind and content of the box at the beginning.
fn boxed(bytes: &[u8]) -> Option<(usize, &[u8; 4], &[u8])> {
    let short = number(bytes, 0)? as usize;
    let kind = bytes.get(4..8)?.try_into().ok()?;
    let (head, length) = match short {
        0 => (8, bytes.len()),
        1 => (16, usize::try_from(u64::from(number(bytes, 8)?) << 32 | u64::from(number(bytes, 12)?)).ok()?),
        length => (8, length),
    };
    (length >= head).then_some(())?;
    Some((length, kind, bytes.get(head..length)?))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Wipes the place out of every block of camera notes: its directory of GPS fields and what they point to.
fn wipe_place(bytes: &mut [u8]) {
    const MARK: &[u8] = b"Exif\0\0";
    let starts: Vec<usize> = bytes
        .windows(MARK.len())
        .enumerate()
        .filter(|(_, w)| *w == MARK)
        .map(|(at, _)| at + MARK.len())
        .collect();
    for start in starts {
        // A block that cannot be read has no place that could be read.
        let _nothing = wipe_block(&mut bytes[start..]);
    }
}

fn wipe_block(block: &mut [u8]) -> Option<()> {
    const GPS: u32 = 0x8825;
    let little = match block.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let read = |block: &[u8], at: usize, width: usize| -> Option<u32> {
        let slice = block.get(at..at.checked_add(width)?)?;
        let join = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
        Some(if little { slice.iter().rev().fold(0, join) } else { slice.iter().fold(0, join) })
    };
    let first = read(block, 4, 4)? as usize;
    let count = read(block, first, 2)? as usize;
    let entry = (0..count).map(|n| first + 2 + 12 * n).find(|at| read(block, *at, 2) == Some(GPS))?;
    let place = read(block, entry + 8, 4)? as usize;
    let fields = read(block, place, 2)? as usize;
    for field in (0..fields).map(|n| place + 2 + 12 * n) {
        let width = match read(block, field + 2, 2)? {
            3 | 8 => 2,
            4 | 9 | 11 => 4,
            5 | 10 | 12 => 8,
            _ => 1,
        };
        let long = (read(block, field + 4, 4)? as usize).checked_mul(width)?;
        if long > 4 {
            let at = read(block, field + 8, 4)? as usize;
            block.get_mut(at..at.checked_add(long)?)?.fill(0);
        }
        block.get_mut(field..field + 12)?.fill(0);
    }
    Some(())
}
