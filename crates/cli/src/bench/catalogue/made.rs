//! A catalogue of the size a whole country would publish, made from the city's own: the same one every time.

use anyhow::{Result, bail};
use motcua_calendar::Term;
use motcua_domain::ids::{ProcedureCode, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use std::collections::BTreeMap;

/// Procedures.
pub const PROCEDURES: usize = 2_500;
/// Versions of each.
pub const VERSIONS: usize = 4;

/// What tells a procedure from the one it is made from.
const APART: [&str; 4] = [
    "trong khu công nghệ cao",
    "đối với tổ chức nước ngoài",
    "tại khu kinh tế cửa khẩu",
    "theo quy trình rút gọn cho người cao tuổi",
];

/// The catalogue: the city's own procedures under their own codes, then others made from them, every second one from a
/// procedure with a form, cases or fees; of each an older version for every year or so.
pub fn catalogue(own: &[ProcedureVersion]) -> Result<Vec<ProcedureVersion>> {
    let mut newest: BTreeMap<&ProcedureCode, &ProcedureVersion> = BTreeMap::new();
    for version in own {
        let known = newest.entry(&version.code).or_insert(version);
        if known.valid_from <= version.valid_from {
            *known = version;
        }
    }
    let plain: Vec<&ProcedureVersion> = newest.into_values().collect();
    let is_rich = |version: &&&ProcedureVersion| {
        !(version.form.is_empty() && version.cases.is_empty() && version.fees.is_empty())
    };
    let rich: Vec<&ProcedureVersion> = plain.iter().filter(is_rich).copied().collect();
    if plain.is_empty() || rich.is_empty() {
        bail!("the city has no procedures, or none with a form, cases or fees");
    }
    let mut made = Vec::with_capacity(PROCEDURES * VERSIONS);
    for at in 0..PROCEDURES {
        let newest = match plain.get(at) {
            Some(own) => ProcedureVersion::clone(own),
            None => another(&plain, &rich, at),
        };
        made.extend((0..VERSIONS).map(|no| dated(&newest, at, no)));
    }
    Ok(made)
}

/// A procedure that the city does not have.
fn another(plain: &[&ProcedureVersion], rich: &[&ProcedureVersion], at: usize) -> ProcedureVersion {
    let turn = at - plain.len();
    let (from, round) = if turn.is_multiple_of(2) {
        (rich[turn / 2 % rich.len()], turn / 2 / rich.len())
    } else {
        (plain[turn / 2 % plain.len()], turn / 2 / plain.len() + 2)
    };
    let mut version = from.clone();
    version.code = ProcedureCode(format!("9.{at:06}"));
    version.name = format!("{} {}", from.name, APART[round % APART.len()]);
    if round >= APART.len() {
        version.name.push_str(&format!(", loại {}", round / APART.len() + 1));
    }
    version.volume_band = 'C';
    version
}

/// One of its versions; the last is the newest as it is, those before promised more time.
fn dated(newest: &ProcedureVersion, at: usize, no: usize) -> ProcedureVersion {
    let mut version = newest.clone();
    version.id = VersionId((at * VERSIONS + no + 1) as u32);
    version.valid_to = None;
    let back = (VERSIONS - 1 - no) as i32;
    if back > 0 {
        // Not all on one day: a reform has its waves.
        version.valid_from = newest.valid_from.plus_days(-400 * back - (at % 97) as i32);
        if let Term::WorkingDays(days) = version.rule.term {
            version.rule.term = Term::WorkingDays(days.saturating_add(back as u32));
        }
    }
    version
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_catalogue_is_complete_and_the_same_every_time() {
        let city = motcua_city::hanoi().expect("the city");
        let made = catalogue(&city.procedures).expect("a catalogue");
        assert_eq!(made.len(), PROCEDURES * VERSIONS);
        assert_eq!(made, catalogue(&city.procedures).expect("again"));
        let codes: BTreeSet<&ProcedureCode> = made.iter().map(|version| &version.code).collect();
        assert_eq!(codes.len(), PROCEDURES);
        let names: BTreeSet<(&ProcedureCode, &str)> =
            made.iter().map(|version| (&version.code, version.name.as_str())).collect();
        let twice = names.len() - names.iter().map(|(_, name)| *name).collect::<BTreeSet<_>>().len();
        let of_city: BTreeSet<&str> = city.procedures.iter().map(|version| version.name.as_str()).collect();
        assert!(twice < 8 * (codes.len() / of_city.len() + 1), "{twice} procedures share their name");
        assert!(
            made.iter().filter(|version| !version.form.is_empty()).count() >= 1_000,
            "forms are among them"
        );
        let ids: BTreeSet<VersionId> = made.iter().map(|version| version.id).collect();
        assert_eq!(ids.len(), made.len());
    }
}
