//! Finding a procedure among as many as a country would publish.

use anyhow::{Context, Result};
use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::search::{Entry, Index};
use std::hint::black_box;
use std::time::{Duration, Instant};

use super::report::Bar::AtMost;
use super::report::{Figure, Line, Waits};

/// 2,500 procedures of four versions each.
const ENTRIES: usize = 10_000;
/// What is typed: as it should be, without accents, with a slip, without a space, with words added, in English.
const TYPED: [&str; 12] = [
    "lam giay khai sinh",
    "nhap ho khau",
    "giấy phép xây nhà",
    "ly lich tu phap",
    "the bao hiem cho be",
    "dang ky ket hon",
    "the chap so do",
    "giay phep xay dunng",
    "lylichtuphap",
    "xin làm giấy khai sinh cho bé ở đâu",
    "criminal recrod certificate",
    "k",
];

/// Builds the index and asks it, at least once each.
pub fn search(time: Duration) -> Result<Line> {
    let city = motcua_city::hanoi().context("the city compiled in")?;
    let versions: Vec<ProcedureVersion> = (0..ENTRIES).map(|at| another(&city.procedures, at)).collect();
    let began = Instant::now();
    let index = Index::new(versions.iter().map(|version| Entry { version, filed: 0 }));
    let built = began.elapsed().as_secs_f64();
    let (mut waits, started) = (Vec::new(), Instant::now());
    while waits.is_empty() || started.elapsed() < time {
        for typed in TYPED {
            let began = Instant::now();
            black_box(index.search(black_box(typed), 20));
            waits.push(began.elapsed());
        }
    }
    let waits = Waits::of(waits);
    Ok(Line::new(
        "search",
        "a procedure among 10,000 by what people type; index in memory",
        vec![
            Figure::new("p95", waits.at(0.95), "ms").with(AtMost(10.0)),
            Figure::new("longest", waits.at(1.0), "ms"),
            Figure::new("index built", built, "s").with(AtMost(1.0)),
        ],
    )
    .on_any_database())
}

/// A procedure of the city under another code, with a word of its own.
fn another(city: &[ProcedureVersion], at: usize) -> ProcedureVersion {
    let mut version = city[at % city.len()].clone();
    version.code = ProcedureCode(format!("9.{at:06}"));
    version.name.push_str(&format!(" {}{at}", ["mẫu", "loại", "nhóm", "cấp"][at % 4]));
    version
}
