//! Finding a unit by the names people know: its own, former ones, those of communes and districts of before.

use motcua_calendar::Date;
use motcua_domain::ids::UnitId;
use motcua_domain::unit::{Extent, FormerName, FormerPlace, Life, Places, Share, Unit, UnitIndex, UnitKind};

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn ward(id: u32, short: &str, life: Life) -> Unit {
    Unit {
        id: UnitId(id),
        key: format!("{id:05}"),
        name: format!("Ủy ban nhân dân phường {short}"),
        short_name: short.to_owned(),
        kind: UnitKind::Ward,
        parent: None,
        agency_code: format!("H26.W{id}"),
        agency_code_provisional: true,
        address: None,
        population: None,
        life,
    }
}

fn former(name: &str, within: Option<&str>, now: &[(u32, Extent)]) -> FormerPlace {
    FormerPlace {
        name: name.to_owned(),
        within: within.map(str::to_owned),
        until: day("2025-06-30"),
        now: now.iter().map(|(unit, extent)| Share { unit: UnitId(*unit), extent: *extent }).collect(),
    }
}

/// Two wards that stand, one that was renamed, one that was divided among the first two in 2027, one still to begin.
fn city() -> (UnitIndex, Places) {
    let renamed = Life {
        former_names: vec![FormerName {
            name: "Ủy ban nhân dân phường Bến Cũ".into(),
            short_name: "Bến Cũ".into(),
            until: day("2026-03-31"),
        }],
        ..Life::default()
    };
    let divided =
        Life { until: Some(day("2026-12-31")), successors: vec![UnitId(1), UnitId(2)], ..Life::default() };
    let unborn = Life { from: Some(day("2028-01-01")), ..Life::default() };
    let units = UnitIndex::new([
        ward(1, "Ba Đình", Life::default()),
        ward(2, "Giảng Võ", Life::default()),
        ward(3, "Bến Mới", renamed),
        ward(4, "Hồ Khuê", divided),
        ward(5, "Tương Lai", unborn),
    ]);
    let places = Places::new(
        &units,
        [
            former("Phường Kim Mã", Some("Quận Ba Đình"), &[(1, Extent::Part), (2, Extent::Part)]),
            former("Phường Giảng Võ", Some("Quận Ba Đình"), &[(2, Extent::Part), (4, Extent::Part)]),
            former("Xã Tam Hiệp", Some("Huyện Thanh Trì"), &[(1, Extent::Part)]),
            former("Xã Tam Hiệp", Some("Huyện Phúc Thọ"), &[(2, Extent::Whole)]),
            // The words of another name, scattered.
            former("Xã Mã Kim Phượng", None, &[(4, Extent::Whole)]),
            former("Quận Ba Đình", None, &[(1, Extent::Part), (2, Extent::Part)]),
        ],
    );
    (units, places)
}

/// Names found, whether they are former ones, and the units they lead to.
fn found(words: &str, on: &str) -> Vec<(String, bool, Vec<u32>)> {
    let (units, places) = city();
    let hits = places.find(&units, words, day(on), 10);
    hits.iter()
        .map(|hit| (hit.name.to_owned(), hit.until.is_some(), hit.now.iter().map(|(u, _)| u.id.0).collect()))
        .collect()
}

const TODAY: &str = "2026-11-02";

#[test]
fn a_former_commune_leads_to_every_unit_it_went_to() {
    let whole = vec![("Phường Kim Mã".to_owned(), true, vec![1, 2])];
    for words in ["Phường Kim Mã", "phuong kim ma", "Kim Mã", "kim ma", "P. Kim Mã", "KIM MA, Ba Đình"]
    {
        assert_eq!(found(words, TODAY), whole, "{words}");
    }
    for slip in ["kim maa", "kin ma", "phuong kmi ma", "kimma"] {
        assert_eq!(found(slip, TODAY), whole, "one slip: {slip}");
    }
    assert!(found("kin maa", TODAY).is_empty(), "two slips are another name");
}

#[test]
fn the_name_of_today_comes_before_the_same_name_of_before() {
    let hits = found("giang vo", TODAY);
    assert_eq!(hits[0], ("Ủy ban nhân dân phường Giảng Võ".to_owned(), false, vec![2]));
    assert_eq!(hits[1], ("Phường Giảng Võ".to_owned(), true, vec![2, 4]));
}

#[test]
fn what_stands_after_a_comma_tells_places_of_one_name_apart() {
    assert_eq!(found("tam hiep", TODAY).len(), 2);
    assert_eq!(found("Tam Hiệp, Phúc Thọ", TODAY), [("Xã Tam Hiệp".to_owned(), true, vec![2])]);
    assert_eq!(found("Tam Hiệp, huyện Thanh Trì", TODAY), [("Xã Tam Hiệp".to_owned(), true, vec![1])]);
    assert_eq!(found("Tam Hiệp, Hải Phòng", TODAY).len(), 2, "an unknown district takes nothing away");
}

#[test]
fn names_follow_the_day() {
    let old = "Ủy ban nhân dân phường Bến Cũ".to_owned();
    assert_eq!(found("ben cu", "2026-03-31"), [(old.clone(), false, vec![3])], "its last day");
    assert_eq!(found("ben cu", TODAY), [(old, true, vec![3])]);
    let gone = "Ủy ban nhân dân phường Hồ Khuê".to_owned();
    assert_eq!(found("ho khue", TODAY), [(gone.clone(), false, vec![4])], "it still stands");
    assert_eq!(found("ho khue", "2027-01-01"), [(gone, true, vec![1, 2])], "divided");
    // What a former place went to is followed to whoever stands in its place now.
    assert_eq!(found("phuong giang vo", "2027-01-01")[1].2, [2, 1]);
    assert!(found("tuong lai", TODAY).is_empty(), "it has not begun");
    assert_eq!(found("tuong lai", "2028-01-01").len(), 1);
}

#[test]
fn districts_are_found_and_nonsense_is_not() {
    assert_eq!(found("q. ba dinh", TODAY), [("Quận Ba Đình".to_owned(), true, vec![1, 2])]);
    assert_eq!(found("00002", TODAY), [("Ủy ban nhân dân phường Giảng Võ".to_owned(), false, vec![2])]);
    for nonsense in ["", " , ", "…", "zzzzzz", "'; --", &"a ".repeat(10_000)] {
        assert!(found(nonsense, TODAY).is_empty(), "{nonsense:.20}");
    }
}
