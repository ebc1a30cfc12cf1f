//! Places and lanes: how a place is spelled in an extension, and which place the name of a foreign lane means.

use crate::diagram::words::Words;
use motcua_calendar::Lang;
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::{ProcedureVersion, StepPlace};
use motcua_domain::unit::UnitIndex;

/// The spelling in an extension: `competent`, `agency:so-noi-vu`. A unit that is not listed is named by its number.
pub(super) fn spell(place: StepPlace, units: &UnitIndex) -> String {
    match place {
        StepPlace::ReceivedAt => "received_at".to_owned(),
        StepPlace::Competent => "competent".to_owned(),
        StepPlace::Commune => "commune".to_owned(),
        StepPlace::ReturnAt => "return_at".to_owned(),
        StepPlace::Agency(id) => match units.get(id) {
            Some(unit) => format!("agency:{}", unit.key),
            None => format!("agency:#{id}"),
        },
    }
}

/// Back from the spelling.
pub(super) fn from_spelling(text: &str, units: &UnitIndex) -> Option<StepPlace> {
    match text {
        "received_at" => Some(StepPlace::ReceivedAt),
        "competent" => Some(StepPlace::Competent),
        "commune" => Some(StepPlace::Commune),
        "return_at" => Some(StepPlace::ReturnAt),
        _ => {
            let key = text.strip_prefix("agency:")?;
            match key.strip_prefix('#') {
                Some(number) => Some(StepPlace::Agency(UnitId(number.parse().ok()?))),
                None => Some(StepPlace::Agency(units.by_key(key)?.id)),
            }
        }
    }
}

/// Words by which offices call the places of a flow on their drawings.
const HABITS: [(&str, StepPlace); 10] = [
    ("một cửa", StepPlace::ReceivedAt),
    ("bộ phận một cửa", StepPlace::ReceivedAt),
    ("bộ phận tiếp nhận và trả kết quả", StepPlace::ReceivedAt),
    ("one-stop shop", StepPlace::ReceivedAt),
    ("counter", StepPlace::ReceivedAt),
    ("cơ quan có thẩm quyền", StepPlace::Competent),
    ("competent agency", StepPlace::Competent),
    ("ủy ban nhân dân cấp xã", StepPlace::Commune),
    ("ubnd cấp xã", StepPlace::Commune),
    ("commune", StepPlace::Commune),
];

/// The place that a lane's name means: a place as our own diagrams write it, a habit, or a unit by key or name.
pub(super) fn from_name(name: &str, base: &ProcedureVersion, units: &UnitIndex) -> Option<StepPlace> {
    let wanted = fold(name);
    let general = [StepPlace::Competent, StepPlace::ReceivedAt, StepPlace::ReturnAt, StepPlace::Commune];
    let written = |place: &StepPlace| {
        let words = |lang| fold(&Words { version: base, units, lang }.place(*place));
        words(Lang::Vi) == wanted || words(Lang::En) == wanted || fold(&spell(*place, units)) == wanted
    };
    let habit = || HABITS.iter().find(|(word, _)| *word == wanted).map(|(_, place)| *place);
    let unit = || {
        let mut named = units.iter().filter(|unit| {
            unit.key == wanted || fold(&unit.name) == wanted || fold(&unit.short_name) == wanted
        });
        named.next().map(|unit| StepPlace::Agency(unit.id))
    };
    general.into_iter().find(written).or_else(habit).or_else(unit)
}

/// Capitals and spaces do not tell names apart.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
