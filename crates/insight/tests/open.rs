//! The attack on the open data: whoever has all files of a month, and knows from the board what the whole city comes to, adds, takes away
//! and tries every table that fits. No small count of a field or a procedure comes out of it.

use motcua_insight::{Counts, Month, OPEN, OPEN_COLUMNS, Published, Shown, publish};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const SMALLEST: i64 = 3;

/// A column by its name.
fn at(key: &str) -> usize {
    OPEN.iter().position(|column| column.key == key).unwrap_or_else(|| panic!("{key} is a column"))
}

/// What files say adds up: a total and its parts.
const SPLITS: [(&str, &[&str]); 5] = [
    ("received", &["received_counter", "received_online", "received_post"]),
    (
        "received_online",
        &["online_self_home", "online_self_kiosk", "online_assisted", "online_entered_by_officer"],
    ),
    ("received_online", &["online_full_service", "online_other_service"]),
    ("ended", &["ended_early", "ended_on_time", "ended_late"]),
    ("ended", &["ended_granted", "ended_refused", "ended_withdrawn", "ended_stopped"]),
];

/// A row of two channels, two ways to end and what was declined; everything online was filed at home.
fn row((counter, online, early, late, declined): (i64, i64, i64, i64, i64)) -> Counts {
    let mut row = [0; OPEN_COLUMNS];
    let mut set = |key, n| row[at(key)] = n;
    set("received", counter + online);
    set("received_counter", counter);
    set("received_online", online);
    set("online_self_home", online);
    set("online_full_service", online / 2);
    set("online_other_service", online - online / 2);
    set("ended", early + late);
    set("ended_early", early);
    set("ended_late", late);
    set("ended_granted", early + late);
    set("declined", declined);
    row
}

fn sum(rows: &[Counts]) -> Counts {
    rows.iter().fold([0; OPEN_COLUMNS], |mut sum, row| {
        sum.iter_mut().zip(row).for_each(|(sum, more)| *sum += more);
        sum
    })
}

/// A city: procedures with the place of their field, so that both tables are of the same dossiers.
fn city() -> impl Strategy<Value = (Vec<Counts>, Vec<(usize, Counts)>)> {
    let number = || prop_oneof![3 => 0..6_i64, 2 => Just(0_i64), 1 => 0..15_i64];
    let procedure = (0..4_usize, (number(), number(), number(), number(), number()));
    proptest::collection::vec(procedure, 1..9).prop_map(|all| {
        let of = |no| sum(&all.iter().filter(|one| one.0 == no).map(|one| row(one.1)).collect::<Vec<_>>());
        ((0..4).map(of).collect(), all.iter().map(|one| (one.0, row(one.1))).collect())
    })
}

fn small(n: i64) -> bool {
    0 < n && n < SMALLEST
}

/// Every difference between a published whole and its published parts is nothing or not small.
fn differences(city: &Shown, published: &Published, fields: &[(usize, Counts)]) {
    for row in published.fields.iter().chain(&published.procedures) {
        assert!(row.iter().flatten().all(|n| !small(*n)), "{row:?}");
        for (total, parts) in SPLITS {
            let known: Vec<Option<i64>> = parts.iter().map(|key| row[at(key)]).collect();
            if let Some(total) = row[at(total)] {
                for subset in 1..1_u32 << parts.len() {
                    let taken = known.iter().enumerate().filter(|(no, _)| subset >> no & 1 == 1);
                    let taken: Option<i64> = taken.map(|(_, n)| *n).sum();
                    assert!(taken.is_none_or(|taken| !small(total - taken)), "{row:?}");
                }
            }
        }
    }
    let rest = |whole: &Shown, rows: &[&Shown]| {
        for column in 0..OPEN_COLUMNS {
            let shown: i64 = rows.iter().filter_map(|row| row[column]).sum();
            let rest = whole[column].map(|whole| whole - shown);
            // Where nothing is shown of any field, nothing is known but what the board says of the city.
            let nothing = rows.iter().all(|row| row[column].is_none());
            assert!(nothing || !rest.is_some_and(small), "{}: {rest:?}", OPEN[column].key);
        }
    };
    rest(city, &published.fields.iter().collect::<Vec<_>>());
    for (no, field) in published.fields.iter().enumerate() {
        let own = fields.iter().zip(&published.procedures).filter(|((of, _), _)| *of == no);
        rest(field, &own.map(|(_, row)| row).collect::<Vec<_>>());
    }
}

/// Every value two counts of a row can have, of all tables with these wholes, totals of rows and rows shown.
fn possible(
    whole: (i64, i64),
    rows: &[(Option<i64>, Option<i64>, Option<i64>)],
) -> Vec<BTreeSet<(i64, i64)>> {
    // A row that has nothing says so: what is left out is something, unless it is left out of all rows.
    let nothing_shown = rows.iter().all(|row| row.0.is_none());
    let fits = |row: &(Option<i64>, Option<i64>, Option<i64>), (a, b): (i64, i64)| {
        row.0.is_none_or(|total| a + b == total)
            && row.1.is_none_or(|n| n == a)
            && row.2.is_none_or(|n| n == b)
            && (row.0.is_some() || nothing_shown || a + b > 0)
    };
    let pairs = || (0..=whole.0).flat_map(|a| (0..=whole.1).map(move |b| (a, b)));
    // What can be reached with the rows before each, and what is left for those after it.
    let walk = |rows: &mut dyn Iterator<Item = &(Option<i64>, Option<i64>, Option<i64>)>| {
        let mut reached = vec![BTreeSet::from([(0, 0)])];
        for row in rows {
            let next = reached[reached.len() - 1]
                .iter()
                .flat_map(|(x, y)| pairs().filter(|pair| fits(row, *pair)).map(move |(a, b)| (x + a, y + b)))
                .filter(|(x, y)| *x <= whole.0 && *y <= whole.1)
                .collect();
            reached.push(next);
        }
        reached
    };
    let (before, mut after) = (walk(&mut rows.iter()), walk(&mut rows.iter().rev()));
    after.reverse();
    rows.iter()
        .enumerate()
        .map(|(no, row)| {
            pairs()
                .filter(|pair| fits(row, *pair))
                .filter(|(a, b)| {
                    before[no]
                        .iter()
                        .any(|(x, y)| after[no + 1].contains(&(whole.0 - a - x, whole.1 - b - y)))
                })
                .collect()
        })
        .collect()
}

/// Tries every table that fits what is published of two counts and their total.
fn tried(whole: &Shown, rows: &[(&Shown, &Counts)], keys: [&str; 3]) {
    let [total, first, second] = keys.map(at);
    let (Some(a), Some(b)) = (whole[first], whole[second]) else { return };
    let known: Vec<_> = rows.iter().map(|(shown, _)| (shown[total], shown[first], shown[second])).collect();
    for ((_, truth), possible) in rows.iter().zip(possible((a, b), &known)) {
        assert!(
            possible.contains(&(truth[first], truth[second])),
            "the truth is always possible: {known:?} of {a} and {b}: {truth:?}"
        );
        let mut values: BTreeMap<usize, BTreeSet<i64>> = BTreeMap::new();
        for (a, b) in possible {
            values.entry(first).or_default().insert(a);
            values.entry(second).or_default().insert(b);
            values.entry(total).or_default().insert(a + b);
        }
        for (column, values) in values {
            assert!(
                !small(truth[column]) || values.len() > 1,
                "{} is {} and nothing else can be: {known:?} of {a} and {b}",
                OPEN[column].key,
                truth[column]
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn no_small_count_is_published_nor_can_be_had_from_what_is((fields, procedures) in city()) {
        let month = Month { fields: &fields, procedures: &procedures };
        let (published, city) = (publish(&month, SMALLEST), sum(&fields).map(Some));
        differences(&city, &published, &procedures);
        for keys in [
            ["received", "received_counter", "received_online"],
            ["ended", "ended_early", "ended_late"],
        ] {
            tried(&city, &published.fields.iter().zip(&fields).collect::<Vec<_>>(), keys);
            for (no, field) in published.fields.iter().enumerate() {
                let own = published.procedures.iter().zip(&procedures).filter(|(_, (of, _))| *of == no);
                tried(field, &own.map(|(shown, (_, row))| (shown, row)).collect::<Vec<_>>(), keys);
            }
        }
        // What is shown is the truth.
        let truth = fields.iter().chain(procedures.iter().map(|(_, row)| row));
        for (shown, truth) in published.fields.iter().chain(&published.procedures).zip(truth) {
            prop_assert!(shown.iter().zip(truth).all(|(shown, truth)| shown.is_none_or(|n| n == *truth)));
        }
    }
}

#[test]
fn large_counts_stand_and_one_small_one_takes_another_with_it() {
    let rows: Vec<Counts> =
        [(30, 60, 0, 0, 0), (40, 1, 0, 0, 0), (50, 70, 0, 0, 0), (21, 20, 0, 0, 0)].map(row).to_vec();
    let procedures: Vec<(usize, Counts)> = rows.iter().copied().enumerate().collect();
    let published = publish(&Month { fields: &rows, procedures: &procedures }, SMALLEST);
    let online: Vec<Option<i64>> = published.fields.iter().map(|row| row[at("received_online")]).collect();
    assert_eq!(online, [Some(60), None, Some(70), None], "the smallest of the others goes with it");
    assert!(published.fields.iter().all(|row| row[at("received")].is_some()), "totals are large enough");
    assert_eq!(published.procedures, published.fields, "one procedure each");
}

#[test]
fn the_few_of_a_city_are_told_of_no_field() {
    let of = |rows: &[(i64, i64, i64, i64, i64)]| {
        let fields: Vec<Counts> = rows.iter().copied().map(row).collect();
        publish(&Month { fields: &fields, procedures: &[] }, SMALLEST).fields
    };
    // One online dossier of the city: the board says so, and no field does; not even that it is not there.
    let two = of(&[(30, 1, 0, 0, 0), (40, 0, 0, 0, 0), (0, 0, 9, 0, 0)]);
    assert!(two.iter().all(|row| row[at("received_online")].is_none()), "{two:?}");
    assert_eq!(two[0][at("received")], Some(31));
    // Where one field has all that was received, that would be where it is.
    let one = of(&[(30, 1, 0, 0, 0), (0, 0, 9, 0, 0)]);
    assert!(one.iter().all(|row| row[at("received")].is_none()), "{one:?}");
    assert_eq!(one[1][at("ended")], Some(9));
}
