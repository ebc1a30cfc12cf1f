//! Names of units in English, as far as the Vietnamese name itself tells how.
//!
//! Communes, their counters, the Centre and its branches are named by their kind and a proper name, so their names turn
//! over word by word. Departments keep their Vietnamese name, marked as Vietnamese for those who listen to the page.

use crate::lang::Lang;

const COMMITTEE: &str = "People's Committee of ";
const POINT: &str = " service point";
const CENTRE: &str = "Public Administrative Service Centre";
const BRANCH: &str = "Branch ";

/// A unit's name for a page: the Vietnamese one, or in English what can be told in English.
#[must_use]
pub fn unit(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Vi => name.to_owned(),
        Lang::En => english(name).unwrap_or_else(|| name.to_owned()),
    }
}

/// The language of a unit's name where it is not that of the page.
#[must_use]
pub fn foreign(lang: Lang, shown: &str) -> Option<&'static str> {
    let english = shown.starts_with(COMMITTEE)
        || shown.contains(POINT)
        || shown.starts_with(CENTRE)
        || shown.starts_with(BRANCH);
    (lang == Lang::En && !shown.is_empty() && !english).then_some("vi")
}

fn english(name: &str) -> Option<String> {
    if let Some(place) = name.strip_prefix("Ủy ban nhân dân ") {
        return Some(format!("{COMMITTEE}{}", area(place)?));
    }
    if let Some(place) = name.strip_prefix("Điểm phục vụ hành chính công ") {
        return Some(format!("{}{POINT}", area(place)?));
    }
    if let Some(place) = name.strip_prefix("Trung tâm Phục vụ hành chính công ") {
        return Some(format!("{CENTRE} of {}", area(place)?));
    }
    let (number, of) = name.strip_prefix("Chi nhánh số ")?.split_once(" - ")?;
    Some(format!("{BRANCH}{number}, {}", english(of)?))
}

/// "phường Ba Đình" as "Ba Đình ward".
fn area(place: &str) -> Option<String> {
    let kinds = [("phường ", "ward"), ("xã ", "commune"), ("thành phố ", "city")];
    kinds.iter().find_map(|(vi, en)| Some(format!("{} {en}", place.strip_prefix(vi)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_made_of_a_kind_and_a_place_turn_over() {
        for (vi, en) in [
            ("Ủy ban nhân dân phường Ba Đình", "People's Committee of Ba Đình ward"),
            ("Ủy ban nhân dân xã Sóc Sơn", "People's Committee of Sóc Sơn commune"),
            ("Ủy ban nhân dân thành phố Hà Nội", "People's Committee of Hà Nội city"),
            (
                "Điểm phục vụ hành chính công phường Văn Miếu - Quốc Tử Giám",
                "Văn Miếu - Quốc Tử Giám ward service point",
            ),
            (
                "Trung tâm Phục vụ hành chính công thành phố Hà Nội",
                "Public Administrative Service Centre of Hà Nội city",
            ),
            (
                "Chi nhánh số 12 - Trung tâm Phục vụ hành chính công thành phố Hà Nội",
                "Branch 12, Public Administrative Service Centre of Hà Nội city",
            ),
        ] {
            assert_eq!(unit(Lang::En, vi), en);
            assert_eq!(unit(Lang::Vi, vi), vi);
            assert_eq!(foreign(Lang::En, en), None, "{en} is English");
            assert_eq!(foreign(Lang::Vi, vi), None);
        }
    }

    #[test]
    fn departments_keep_their_name_and_are_marked() {
        for name in ["Sở Nội vụ", "Văn phòng Ủy ban nhân dân thành phố Hà Nội", "Công an thành phố Hà Nội"]
        {
            assert_eq!(unit(Lang::En, name), name);
            assert_eq!(foreign(Lang::En, name), Some("vi"));
            assert_eq!(foreign(Lang::Vi, name), None);
        }
    }
}
