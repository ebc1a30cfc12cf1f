//! Former names of places in a sentence: what was called so, until when, and where it belongs today.

use super::{capital, day, pick};
use motcua_domain::unit::{Extent, PlaceHit, Unit};
use motcua_views::{Lang, names};

/// The area of a unit, where it is a commune's committee: "phường Ba Đình", "Ba Đình ward". Else the unit's name.
#[must_use]
pub fn area(lang: Lang, unit: &Unit) -> String {
    match lang {
        Lang::Vi => unit.name.strip_prefix("Ủy ban nhân dân ").unwrap_or(&unit.name).to_owned(),
        Lang::En => {
            let name = names::unit(lang, &unit.name);
            name.strip_prefix("People's Committee of ").unwrap_or(&name).to_owned()
        }
    }
}

/// "Phường Kim Mã (cũ, quận Ba Đình, đến hết ngày 30/6/2025), nay thuộc: phường Ba Đình (một phần), …"; nothing for a name
/// of today.
#[must_use]
pub fn note(lang: Lang, hit: &PlaceHit<'_>) -> Option<String> {
    let until = day(lang, hit.until?);
    let mut about = vec![pick(lang, "cũ", "former").to_owned()];
    about.extend(hit.within.map(|within| match lang {
        Lang::Vi => lower_first(within),
        Lang::En => within.to_owned(),
    }));
    about.push(format!("{} {until}", pick(lang, "đến hết ngày", "until")));
    let part = |extent: &Extent| match extent {
        Extent::Part => pick(lang, " (một phần)", " (part)"),
        Extent::Whole => "",
    };
    let now: Vec<String> =
        hit.now.iter().map(|(unit, extent)| format!("{}{}", area(lang, unit), part(extent))).collect();
    let belongs = pick(lang, "nay thuộc", "now");
    let name = capital(hit.name.strip_prefix("Ủy ban nhân dân ").unwrap_or(hit.name));
    Some(format!("{name} ({}), {belongs}: {}", about.join(", "), now.join("; ")))
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
