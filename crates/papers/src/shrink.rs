//! Images made smaller: each point becomes the average of exactly the area it covers. A row at a time, in whole numbers: beside
//! the image itself it needs the memory of one row, so that many photos can be looked at on a small machine.

use image::{ImageBuffer, Pixel};

/// An image of that size, which is not larger than its own.
pub(crate) fn shrunk<P>(
    image: &ImageBuffer<P, Vec<u8>>,
    (width, height): (u32, u32),
) -> ImageBuffer<P, Vec<u8>>
where
    P: Pixel<Subpixel = u8>,
{
    let mut small: ImageBuffer<P, Vec<u8>> = ImageBuffer::new(width, height);
    let made: &mut [u8] = &mut small;
    let (from, channels) = (image.dimensions(), usize::from(P::CHANNEL_COUNT));
    if from == (width, height) {
        made.copy_from_slice(image);
        return small;
    }
    let (across, down) = (shares(from.0, width), shares(from.1, height));
    let area = u64::from(from.0) * u64::from(from.1);
    let line_length = width as usize * channels;
    let (mut line, mut sums) = (vec![0_u32; line_length], vec![0_u64; line_length]);
    for (row, share) in image.chunks_exact((from.0 as usize * channels).max(1)).zip(&down) {
        line.fill(0);
        for (points, share) in row.chunks_exact(channels).zip(&across) {
            let at = share.at * channels;
            for (channel, tone) in points.iter().enumerate() {
                line[at + channel] += u32::from(*tone) * share.here;
                if share.next > 0 {
                    line[at + channels + channel] += u32::from(*tone) * share.next;
                }
            }
        }
        let add = |sums: &mut [u64], weight: u32| {
            sums.iter_mut().zip(&line).for_each(|(sum, tone)| *sum += u64::from(*tone) * u64::from(weight));
        };
        add(&mut sums, share.here);
        if share.ends {
            let start = share.at * line_length;
            for (point, sum) in made[start..start + line_length].iter_mut().zip(&mut sums) {
                *point = u8::try_from((*sum + area / 2) / area).unwrap_or(u8::MAX);
                *sum = 0;
            }
            add(&mut sums, share.next);
        }
    }
    small
}

/// How a point of a side is shared out among the fewer points of a smaller side. A point is as wide as the smaller side has
/// points, and a point of the smaller side as wide as this one has: no fractions.
struct Share {
    /// The point it falls into.
    at: usize,
    /// How much of it.
    here: u32,
    /// How much falls into the point after.
    next: u32,
    /// Whether nothing after it falls into the first.
    ends: bool,
}

fn shares(from: u32, to: u32) -> Vec<Share> {
    let (wide, each) = (u64::from(from), u64::from(to));
    let share = |point: u32| {
        let (start, end) = (u64::from(point) * each, (u64::from(point) + 1) * each);
        let at = start / wide;
        let edge = (at + 1) * wide;
        let next = end.saturating_sub(edge);
        // Both are at most a side's length, which is 32 bits.
        let (here, next) = ((end - start - next) as u32, next as u32);
        Share { at: at as usize, here, next, ends: end >= edge }
    };
    (0..from).map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::shrunk;
    use image::{GrayImage, Luma, Rgb, RgbImage};
    use proptest::prelude::*;

    /// The average of the area, point by point, by fractions.
    fn oracle(image: &GrayImage, (width, height): (u32, u32)) -> Vec<f64> {
        let (w, h) =
            (f64::from(image.width()) / f64::from(width), f64::from(image.height()) / f64::from(height));
        let overlap = |at: u32, from: f64, length: f64| {
            (f64::from(at + 1).min(from + length) - f64::from(at).max(from)).max(0.0)
        };
        let mut all = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let mut sum = 0.0;
                for (u, v, tone) in image.enumerate_pixels() {
                    let area = overlap(u, f64::from(x) * w, w) * overlap(v, f64::from(y) * h, h);
                    sum += area * f64::from(tone.0[0]);
                }
                all.push(sum / (w * h));
            }
        }
        all
    }

    proptest! {
        #[test]
        fn each_point_is_the_average_of_what_it_covers(
            (width, height) in (1_u32..24, 1_u32..24),
            (less_wide, less_high) in (0_u32..23, 0_u32..23),
            tones in proptest::collection::vec(any::<u8>(), 24 * 24),
        ) {
            let image = GrayImage::from_fn(width, height, |x, y| Luma([tones[(y * 24 + x) as usize]]));
            let to = (width.saturating_sub(less_wide).max(1), height.saturating_sub(less_high).max(1));
            let small = shrunk(&image, to);
            prop_assert_eq!(small.dimensions(), to);
            for (point, wanted) in small.as_raw().iter().zip(oracle(&image, to)) {
                prop_assert!((f64::from(*point) - wanted).abs() <= 0.501, "{} {}", point, wanted);
            }
        }
    }

    #[test]
    fn colours_stay_apart() {
        let image = RgbImage::from_fn(40, 30, |x, _| Rgb(if x < 20 { [200, 10, 0] } else { [0, 10, 90] }));
        let small = shrunk(&image, (4, 3));
        assert!(
            small.enumerate_pixels().all(|(x, _, p)| p.0 == if x < 2 { [200, 10, 0] } else { [0, 10, 90] })
        );
    }
}
