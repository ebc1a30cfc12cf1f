//! How long a photo of twelve million points takes, and how large its page is.
#![allow(clippy::disallowed_methods, reason = "an example that measures looks at a clock")]

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use motcua_papers::{Limits, prepare};
use std::time::Instant;

fn main() {
    let (width, height) = (3_000, 4_000);
    // Strokes and paper, with the unrest of a camera.
    let photo = RgbImage::from_fn(width, height, |x, y| {
        let stroke = (x / 6 * 7 + y / 6 * 13) % 11 < 3 && y % 60 < 40 && (300..2_700).contains(&x);
        let unrest = u8::try_from((x * 31 + y * 17 + x * y % 13) % 7).unwrap_or(0);
        let tone = if stroke { 40 } else { 225 } + unrest;
        image::Rgb([tone, tone, tone.saturating_sub(8)])
    });
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, 92);
    if let Err(error) = encoder.write_image(&photo, width, height, ExtendedColorType::Rgb8) {
        println!("no photo: {error}");
        return;
    }
    drop(photo);
    for _ in 0..5 {
        let (sent, begun) = (jpeg.clone(), Instant::now());
        match prepare(sent, &Limits::default()) {
            Ok(made) => println!(
                "{} KB sent, {} KB kept, {} ms, {:?}",
                jpeg.len() / 1024,
                made.bytes.len() / 1024,
                begun.elapsed().as_millis(),
                made.report.image
            ),
            Err(why) => println!("refused: {}", why.code()),
        }
    }
}
