//! A photo of a paper becomes a page: upright, without its plain border, not larger than reading needs, and without what
//! the camera noted beside it.
//!
//! The measure is A4 at about 190 dots an inch: the longer side has 2,200 points at most. JPEG at quality 78 keeps
//! 9-point print and red seals legible at some 300 to 700 KB a page.

use crate::kind::Kind;
use crate::prepare::{ImageReport, Limits};
use crate::shrink::shrunk;
use crate::unfit::Unfit;
use crate::{look, page};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, GrayImage, ImageDecoder, ImageEncoder, ImageError, RgbImage, RgbaImage,
};
use std::io::Cursor;
use std::sync::Mutex;

/// Points of the longer side that are kept.
const LONGER_SIDE: u32 = 2_200;
/// Quality of the JPEG.
const QUALITY: u8 = 78;
/// An image that unpacks to more bytes than this is unpacked while no other such image is: what ordinary cameras make is less.
const LARGE: u64 = 64 * 1024 * 1024;
static LARGE_ONE: Mutex<()> = Mutex::new(());
/// A side shorter than this cannot be read.
pub(crate) const SIDE_MIN: u32 = 300;
/// Fewer points than this cannot be read: a card filling the picture at some 150 dots an inch.
pub(crate) const SMALL_MIN: u64 = 200_000;

pub(crate) struct Made {
    pub(crate) pdf: Vec<u8>,
    pub(crate) report: ImageReport,
}

pub(crate) fn prepare(kind: Kind, bytes: &[u8], limits: &Limits) -> Result<Made, Unfit> {
    let end = match kind {
        Kind::Png => end_of_png(bytes),
        _ => end_of_jpeg(bytes),
    };
    if hides_something(&bytes[end.ok_or(Unfit::Damaged)?..]) {
        return Err(Unfit::Mixed);
    }
    // What is decided is decided on a copy of reading size, the same for every camera.
    let (mut image, orientation, sent) = unpacked(kind, bytes, limits)?;
    image.apply_orientation(orientation);
    let gray = image.to_luma8();
    let crop = look::without_border(&gray);
    let inner = look::cut(&gray, crop);
    if look::is_blank(&inner) {
        // Print far out of focus has no edges left either.
        let drawn = look::range(&inner) > look::SHADOW_RANGE;
        return Err(if drawn { Unfit::Blurred } else { Unfit::Blank });
    }
    let sharpness = look::sharpness(&inner);
    if sharpness < look::SHARP_MIN {
        return Err(Unfit::Blurred);
    }
    let image = image.crop_imm(crop.x, crop.y, crop.width, crop.height);
    let kept = (image.width(), image.height());
    let report = ImageReport {
        sent,
        kept,
        turned: orientation != Orientation::NoTransforms,
        cropped: (crop.width, crop.height) != gray.dimensions(),
        sharpness,
    };
    Ok(Made { pdf: compressed(image)?, report })
}

/// The image in reading size, how it is to be turned, and the size it was sent in; within limits, which are judged by the
/// head of the file before its points are unpacked.
fn unpacked(
    kind: Kind,
    bytes: &[u8],
    limits: &Limits,
) -> Result<(DynamicImage, Orientation, (u32, u32)), Unfit> {
    match kind {
        Kind::Png => {
            let mut allowed = image::Limits::default();
            allowed.max_alloc = Some(limits.pixels.saturating_mul(8));
            unpack(PngDecoder::with_limits(Cursor::new(bytes), allowed).map_err(fault)?, limits)
        }
        _ => unpack(JpegDecoder::new(Cursor::new(bytes)).map_err(fault)?, limits),
    }
}

fn fault(error: ImageError) -> Unfit {
    match error {
        ImageError::Limits(_) => Unfit::UnpacksTooFar,
        _ => Unfit::Damaged,
    }
}

fn unpack(
    mut decoder: impl ImageDecoder,
    limits: &Limits,
) -> Result<(DynamicImage, Orientation, (u32, u32)), Unfit> {
    let (width, height) = decoder.dimensions();
    let area = u64::from(width) * u64::from(height);
    if area > limits.pixels {
        return Err(Unfit::UnpacksTooFar);
    }
    if width.min(height) < SIDE_MIN || area < SMALL_MIN {
        return Err(Unfit::TooSmall);
    }
    // Camera notes that cannot be read turn nothing.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let _alone = (decoder.total_bytes() > LARGE).then(|| LARGE_ONE.lock().unwrap_or_else(|e| e.into_inner()));
    let whole = DynamicImage::from_decoder(decoder).map_err(fault)?;
    Ok((smaller(whole), orientation, (width, height)))
}

/// At most of reading size, grey or in colour, opaque.
fn smaller(image: DynamicImage) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let longer = width.max(height);
    let side = |side: u32| {
        let scaled = (u64::from(side) * u64::from(LONGER_SIDE)).div_ceil(u64::from(longer));
        u32::try_from(scaled).unwrap_or(LONGER_SIDE).max(1)
    };
    let to = if longer <= LONGER_SIDE { (width, height) } else { (side(width), side(height)) };
    let color = image.color();
    if color.has_alpha() {
        DynamicImage::ImageRgb8(shrunk(&on_white(&image.into_rgba8()), to))
    } else if color.has_color() {
        DynamicImage::ImageRgb8(shrunk(&image.into_rgb8(), to))
    } else {
        DynamicImage::ImageLuma8(shrunk(&image.into_luma8(), to))
    }
}

/// What is transparent is paper.
fn on_white(points: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(points.width(), points.height(), |x, y| {
        let [r, g, b, a] = points.get_pixel(x, y).0.map(u32::from);
        let over = |c: u32| u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX);
        image::Rgb([over(r), over(g), over(b)])
    })
}

fn compressed(image: DynamicImage) -> Result<Vec<u8>, Unfit> {
    let gray = !image.color().has_color();
    let (width, height) = (image.width(), image.height());
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    let written = if gray {
        let points: GrayImage = image.into_luma8();
        encoder.write_image(&points, width, height, ExtendedColorType::L8)
    } else {
        encoder.write_image(&image.into_rgb8(), width, height, ExtendedColorType::Rgb8)
    };
    written.map_err(|_| Unfit::Damaged)?;
    let colours = if gray { page::Colours::Gray } else { page::Colours::Rgb };
    Ok(page::of_jpeg(&jpeg, width, height, colours))
}

/// Where a JPEG ends: after the end mark that follows its scans. `None`: it does not end, or has no scan.
fn end_of_jpeg(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        while *bytes.get(at)? == 0xff && *bytes.get(at + 1)? == 0xff {
            at += 1;
        }
        let (0xff, mark) = (*bytes.get(at)?, *bytes.get(at + 1)?) else { return None };
        match mark {
            0xd9 => return Some(at + 2),
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                at += 2 + usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                if mark == 0xda {
                    // Coded points: a mark among them is followed by what is no zero and no restart.
                    let in_scan = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
                    at += bytes.get(at..)?.windows(2).position(in_scan)?;
                }
            }
        }
    }
}

/// Where a PNG ends. `None`: it does not.
fn end_of_png(bytes: &[u8]) -> Option<usize> {
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let kind = bytes.get(at + 4..at + 8)?;
        at = at.checked_add(length)?.checked_add(12)?;
        if kind == b"IEND" {
            return (at <= bytes.len()).then_some(at);
        }
    }
}

/// Whether what follows an image is a document, an archive, a page or a program. Cameras append moving pictures and
/// notes of their own, which are dropped with everything else.
fn hides_something(tail: &[u8]) -> bool {
    const STARTS: [&[u8]; 9] = [
        b"PK\x03\x04",
        b"%PDF-",
        b"Rar!\x1a",
        b"7z\xbc\xaf\x27",
        b"\x7fELF",
        b"<script",
        b"<html",
        b"<?php",
        b"MZ\x90\x00",
    ];
    STARTS.iter().any(|start| tail.windows(start.len()).any(|window| window.eq_ignore_ascii_case(start)))
}
