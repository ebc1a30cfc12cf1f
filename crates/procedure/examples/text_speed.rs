//! How long a city's tables and the texts of all its procedures take to read: `cargo run --release --example text_speed`.
//!
//! It looks at a clock because measuring is what it is for.
#![allow(clippy::disallowed_methods, reason = "it measures")]

use motcua_domain::unit::UnitIndex;
use motcua_procedure::text;
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;

fn main() -> Result<(), motcua_city::CityError> {
    let city = motcua_city::hanoi()?;
    let units = UnitIndex::new(city.units.iter().cloned());
    let texts: Vec<String> = city.procedures.iter().map(|version| text::write(version, &units)).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} versions, {} KiB of text", texts.len(), bytes / 1024);
    println!("city from its files   {:?}", median(|| assert!(black_box(motcua_city::hanoi()).is_ok())));
    let write = || city.procedures.iter().map(|version| text::write(version, &units).len()).sum::<usize>();
    println!("all written as text   {:?}", median(|| assert_eq!(black_box(write()), bytes)));
    let read = || {
        let each = texts.iter().zip(&city.procedures);
        each.filter(|(text, version)| text::read(text, &units, &city.fields, version.id).is_ok()).count()
    };
    println!("all read from text    {:?}", median(|| assert_eq!(read(), texts.len())));
    Ok(())
}

/// The median of some rounds.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}
