//! How fast a procedure is found among 10,000: `cargo run --release -p motcua-procedure --example search_speed`.

use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::search::{Entry, Index};
use std::time::{Duration, Instant};

/// As many entries as 2,500 procedures of four versions each.
const ENTRIES: usize = 10_000;

#[allow(clippy::disallowed_methods, reason = "it measures")]
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn main() {
    let city = motcua_city::hanoi().expect("the city compiled in is complete");
    let versions: Vec<ProcedureVersion> = (0..ENTRIES).map(|at| another(&city.procedures, at)).collect();
    let begun = Instant::now();
    let index = Index::new(versions.iter().map(|version| Entry { version, filed: 0 }));
    println!("built over {ENTRIES} entries in {:.0?}", begun.elapsed());
    let asked: Vec<&str> = include_str!("../tests/it/search_queries.txt")
        .lines()
        .filter_map(|line| Some(line.split_once('=')?.0.trim()))
        .collect();
    let mut times: Vec<(Duration, &str)> = Vec::new();
    for query in asked.iter().cycle().take(asked.len() * 20) {
        let begun = Instant::now();
        let found = index.search(query, 20);
        times.push((begun.elapsed(), query));
        assert!(found.best.len() <= 20);
    }
    times.sort();
    for percent in [50, 95, 99, 100] {
        let (time, query) = times[(times.len() * percent / 100).min(times.len() - 1)];
        println!("p{percent}: {time:.2?} ({query})");
    }
}

/// A procedure of Hanoi under another code, with a word of its own.
fn another(city: &[ProcedureVersion], at: usize) -> ProcedureVersion {
    let mut version = city[at % city.len()].clone();
    version.code = ProcedureCode(format!("9.{at:06}"));
    version.name.push_str(&format!(" {}{at}", ["mẫu", "loại", "nhóm", "cấp"][at % 4]));
    version
}
