//! What can be told of a photo by looking at its grey points: its plain border, whether anything is on it, how sharp it
//! is.
//!
//! **Sharpness** is the strongest bend of brightness between neighbouring points, as a share of the brightness there is
//! between the lightest and the darkest parts, in thousandths, at half of reading size (1,100 points for the longer side:
//! there the noise of a camera weighs little). A crisp edge bends by its whole height within one point; print out of
//! focus by `s` points bends by about a third of its height over `s` squared. The bend is taken where two points in ten
//! thousand bend more, so that a speck decides nothing and a single line of print is enough. The bound is set where print
//! of 9 points has surely run together (see `tests/it/photos.rs`); doubtful photos pass to a person.

use image::GrayImage;

/// Below this sharpness a photo cannot be read.
pub const SHARP_MIN: u32 = 140;
/// A point that differs from the border by more than this is no border.
const BORDER_STEP: u8 = 40;
/// What is left around what is no border, in hundredths of the longer side.
const MARGIN: u32 = 6;
/// A border is cut only where it takes at least so many hundredths of a side.
const WORTH_CUTTING: u32 = 6;
/// Light and dark that lie further apart are more than shadow on a blank page.
pub const SHADOW_RANGE: u32 = 64;
/// A step between neighbouring points that counts as something drawn.
const INK_STEP: u8 = 28;

/// A part of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// A part as an image of its own.
pub fn cut(gray: &GrayImage, area: Area) -> GrayImage {
    image::imageops::crop_imm(gray, area.x, area.y, area.width, area.height).to_image()
}

/// What lies inside a plain border; all of it when the border is not plain.
pub fn without_border(gray: &GrayImage) -> Area {
    let (width, height) = gray.dimensions();
    let whole = Area { x: 0, y: 0, width, height };
    let Some(border) = border_tone(gray) else { return whole };
    let differs = |x: u32, y: u32| gray.get_pixel(x, y).0[0].abs_diff(border) > BORDER_STEP;
    // A speck of dust is no content: three points of a line, or more in long lines.
    let row = |y: u32| (0..width).filter(|x| differs(*x, y)).count() as u32 > 2 + width / 400;
    let column = |x: u32| (0..height).filter(|y| differs(x, *y)).count() as u32 > 2 + height / 400;
    let (Some(top), Some(bottom)) = ((0..height).find(|y| row(*y)), (0..height).rfind(|y| row(*y))) else {
        return whole;
    };
    let (Some(left), Some(right)) = ((0..width).find(|x| column(*x)), (0..width).rfind(|x| column(*x)))
    else {
        return whole;
    };
    let margin = width.max(height) * MARGIN / 100;
    let (x, y) = (left.saturating_sub(margin), top.saturating_sub(margin));
    let (right, bottom) = ((right + margin).min(width - 1), (bottom + margin).min(height - 1));
    let inner = Area { x, y, width: right - x + 1, height: bottom - y + 1 };
    let saved = |whole: u32, kept: u32| (whole - kept) * 100 >= whole * WORTH_CUTTING;
    let enough = inner.width >= crate::photo::SIDE_MIN && inner.height >= crate::photo::SIDE_MIN;
    if enough && (saved(width, inner.width) || saved(height, inner.height)) { inner } else { whole }
}

/// The tone of the outermost points, when nearly all of them have it.
fn border_tone(gray: &GrayImage) -> Option<u8> {
    let (width, height) = gray.dimensions();
    let sides = (0..width).flat_map(|x| [(x, 0), (x, height - 1)]);
    let ring = sides.chain((0..height).flat_map(|y| [(0, y), (width - 1, y)]));
    let mut tones: Vec<u8> = ring.map(|(x, y)| gray.get_pixel(x, y).0[0]).collect();
    tones.sort_unstable();
    let tone = tones[tones.len() / 2];
    let near = tones.iter().filter(|other| other.abs_diff(tone) <= BORDER_STEP / 2).count();
    (near * 100 >= tones.len() * 96).then_some(tone)
}

/// Whether nothing is drawn on it: in its inner nine tenths fewer than one point in five thousand differs from its
/// neighbour by more than paper and shadow do.
pub fn is_blank(gray: &GrayImage) -> bool {
    // At half size the noise of a camera is no drawing.
    let small = halved(gray);
    let (width, height) = small.dimensions();
    let (left, top) = (width / 20, height / 20);
    let at = |x: u32, y: u32| small.get_pixel(x, y).0[0];
    let (mut drawn, mut all) = (0_u64, 0_u64);
    for y in top..(height - top).saturating_sub(1) {
        for x in left..(width - left).saturating_sub(1) {
            let here = at(x, y);
            drawn += u64::from(here.abs_diff(at(x + 1, y)).max(here.abs_diff(at(x, y + 1))) > INK_STEP);
            all += 1;
        }
    }
    drawn * 5_000 < all
}

/// How sharp an image of reading size is, in thousandths of the brightness there is in it.
pub fn sharpness(gray: &GrayImage) -> u32 {
    let half = halved(gray);
    let (width, height) = half.dimensions();
    if width < 3 || height < 3 {
        return 0;
    }
    let mut bends = [0_u64; 1021];
    let points: &[u8] = half.as_raw();
    let wide = width as usize;
    for row in 1..height as usize - 1 {
        let line = row * wide;
        for at in line + 1..line + wide - 1 {
            let tone = |at: usize| i32::from(points[at]);
            let around = tone(at - 1) + tone(at + 1) + tone(at - wide) + tone(at + wide);
            bends[(around - 4 * tone(at)).unsigned_abs() as usize] += 1;
        }
    }
    let range = range(&half);
    let all: u64 = bends.iter().sum();
    (below(&bends, all, 9_998) * 1000).checked_div(range).unwrap_or(0)
}

/// How far the lightest and the darkest parts of an image lie apart.
pub fn range(gray: &GrayImage) -> u32 {
    let mut tones = [0_u64; 256];
    gray.as_raw().iter().for_each(|tone| tones[usize::from(*tone)] += 1);
    let all: u64 = tones.iter().sum();
    below(&tones, all, 9_950).saturating_sub(below(&tones, all, 50))
}

/// Four points become one.
fn halved(gray: &GrayImage) -> GrayImage {
    image::imageops::thumbnail(gray, (gray.width() / 2).max(2), (gray.height() / 2).max(2))
}

/// The least value that so many in ten thousand do not exceed.
fn below(counts: &[u64], all: u64, share: u64) -> u32 {
    let wanted = (all * share).div_ceil(10_000);
    let mut seen = 0;
    for (value, count) in counts.iter().enumerate() {
        seen += count;
        if seen >= wanted {
            return u32::try_from(value).unwrap_or(u32::MAX);
        }
    }
    0
}
