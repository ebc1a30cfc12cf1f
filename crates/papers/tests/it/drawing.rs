//! Pages of print as images, drawn without any font: letters are patterns of strokes.

use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageEncoder, Luma, RgbImage};
use std::io::Cursor;

/// A reproducible source of chance.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// A page of print: letters of 5 by 7 dots of `dot` points, with the noise of a camera.
pub fn print(width: u32, height: u32, dot: u32, noise: u64) -> GrayImage {
    let mut chance = Chance::new(20_260_311);
    let mut page = GrayImage::from_pixel(width, height, Luma([232]));
    let margin = width / 12;
    let mut y = margin;
    while y + 7 * dot < height - margin {
        let mut x = margin;
        while x + 5 * dot < width - margin {
            let strokes = chance.next();
            for bit in 0..35_u32 {
                if strokes >> bit & 1 == 1 && !strokes.is_multiple_of(6) {
                    fill(&mut page, x + bit % 5 * dot, y + bit / 5 * dot, dot);
                }
            }
            x += 6 * dot;
        }
        y += 11 * dot;
    }
    if noise > 0 {
        for point in page.iter_mut() {
            let shift = i16::try_from(chance.below(2 * noise + 1)).unwrap() - i16::try_from(noise).unwrap();
            *point = u8::try_from((i16::from(*point) + shift).clamp(0, 255)).unwrap();
        }
    }
    page
}

fn fill(page: &mut GrayImage, x: u32, y: u32, side: u32) {
    for dy in 0..side {
        for dx in 0..side {
            page.put_pixel(x + dx, y + dy, Luma([40]));
        }
    }
}

pub fn jpeg(image: &GrayImage) -> Vec<u8> {
    let colours = RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let tone = image.get_pixel(x, y).0[0];
        image::Rgb([tone, tone, tone.saturating_sub(6)])
    });
    let mut bytes = Vec::new();
    let (width, height) = colours.dimensions();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 92);
    encoder.write_image(&colours, width, height, image::ExtendedColorType::Rgb8).unwrap();
    bytes
}

pub fn png(image: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The same JPEG with camera notes: held that way, taken at a place in Hà Nội.
pub fn with_notes(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let notes = notes(orientation);
    let length = u16::try_from(notes.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &notes, &jpeg[2..]].concat()
}

/// Camera notes with a turn and a place; the place reads `21` degrees north, "HERE".
pub fn notes(orientation: u8) -> Vec<u8> {
    let mut notes = b"Exif\0\0MM\0*\0\0\0\x08".to_vec();
    notes.extend([0, 2]);
    notes.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    notes.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    notes.extend([0, 0, 0, 0]);
    // At 38: the place, with one short field and one that lies outside.
    notes.extend([0, 2]);
    notes.extend([0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0]);
    notes.extend([0, 27, 0, 7, 0, 0, 0, 12, 0, 0, 0, 68]);
    notes.extend([0, 0, 0, 0]);
    notes.extend(b"HERE21.02850");
    notes
}
