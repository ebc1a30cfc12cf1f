//! What people type finds what they mean, on the procedures of Hanoi.

use motcua_calendar::Date;
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::text::fold;
use motcua_procedure::search::{Entry, Index};
use std::sync::LazyLock;

struct Catalogue {
    versions: Vec<ProcedureVersion>,
    index: Index,
}

impl Catalogue {
    fn search(&self, query: &str, limit: usize) -> Vec<&ProcedureVersion> {
        self.index.search(query, limit).best.into_iter().map(|at| &self.versions[at]).collect()
    }
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let today = Date::new(2026, 7, 1).unwrap();
    let city = motcua_city::hanoi().unwrap();
    let versions: Vec<ProcedureVersion> = city.procedures.into_iter().filter(|v| v.in_force(today)).collect();
    let index = Index::new(versions.iter().map(|version| Entry { version, filed: 0 }));
    Catalogue { versions, index }
});

#[test]
fn what_people_type_is_among_the_first_three() {
    let mut missed = Vec::new();
    for line in include_str!("search_queries.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (query, codes) = line.split_once('=').unwrap();
        let (query, codes): (&str, Vec<&str>) = (query.trim(), codes.split_whitespace().collect());
        let first = CATALOGUE.search(query, 3);
        if !first.iter().any(|version| codes.contains(&version.code.as_str())) {
            let shown: Vec<String> = first.iter().map(|v| format!("{} {:.60}", v.code, v.name)).collect();
            let all = CATALOGUE.search(query, usize::MAX);
            let rank = all.iter().position(|v| codes.contains(&v.code.as_str()));
            missed.push(format!(
                "{query}: wanted {codes:?} (at {rank:?} of {})\n    {}",
                all.len(),
                shown.join("\n    ")
            ));
        }
    }
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed.join("\n"));
}

const SEVEN: [(&str, &str); 7] = [
    ("lam giay khai sinh", "1.001193"),
    ("nhap ho khau", "1.004222"),
    ("giấy phép xây nhà", "1.013225"),
    ("ly lich tu phap", "3.000333"),
    ("the bao hiem cho be", "3.000722"),
    ("dang ky ket hon", "1.000894"),
    ("the chap so do", "1.011441"),
];

fn missed(query: &str, code: &str) -> Option<String> {
    let first = CATALOGUE.search(query, 3);
    let found = first.iter().any(|version| version.code.as_str() == code);
    (!found).then(|| format!("{query}: {:?}", first.iter().map(|v| v.code.as_str()).collect::<Vec<_>>()))
}

/// Every slip at every place of a word: a letter left out, doubled, another, two exchanged.
fn slips(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut slips = Vec::new();
    for at in 0..letters.len() {
        let with = |change: &dyn Fn(&mut Vec<char>)| {
            let mut letters = letters.clone();
            change(&mut letters);
            letters.into_iter().collect::<String>()
        };
        slips.push(with(&|letters| _ = letters.remove(at)));
        slips.push(with(&|letters| letters.insert(at, letters[at])));
        slips.push(with(&|letters| letters[at] = 'w'));
        if at > 0 {
            slips.push(with(&|letters| letters.swap(at - 1, at)));
        }
    }
    slips
}

#[test]
fn one_slip_in_any_word_of_four_letters_changes_nothing() {
    let mut lost = Vec::new();
    let mut tried = 0;
    for (query, code) in SEVEN {
        let query = fold(query);
        let words: Vec<&str> = query.split(' ').collect();
        for (at, word) in words.iter().enumerate().filter(|(_, word)| word.len() >= 4) {
            for slip in slips(word) {
                let mut typed = words.clone();
                typed[at] = &slip;
                lost.extend(missed(&typed.join(" "), code));
                tried += 1;
            }
        }
    }
    assert!(tried > 100 && lost.is_empty(), "{} of {tried} lost\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn a_space_left_out_anywhere_changes_nothing() {
    let mut lost = Vec::new();
    for (query, code) in SEVEN {
        let query = fold(query);
        for (at, _) in query.match_indices(' ') {
            lost.extend(missed(&format!("{}{}", &query[..at], &query[at + 1..]), code));
        }
        lost.extend(missed(&query.replace(' ', ""), code));
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn words_people_add_change_nothing() {
    let mut lost = Vec::new();
    for (query, code) in SEVEN {
        for added in [
            "xin {}",
            "thủ tục {}",
            "tôi muốn làm giấy {}",
            "{} ở đâu",
            "{} cho bé",
            "{} cần giấy tờ gì",
            "làm {} online",
        ] {
            lost.extend(missed(&added.replace("{}", query), code));
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn every_procedure_is_found_by_its_own_name_and_code() {
    let mut lost = Vec::new();
    for version in &CATALOGUE.versions {
        for typed in [version.name.clone(), fold(&version.name), version.code.to_string()] {
            let first = CATALOGUE.search(&typed, 3);
            // Names are not unique: the same procedure of two levels has one name.
            if !first.iter().any(|found| found.code == version.code || found.name == version.name) {
                lost.push(format!("{} {typed}", version.code));
            }
        }
    }
    assert!(lost.is_empty(), "{} lost\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn nothing_typed_lists_the_most_used_first_and_the_same_every_time() {
    let index = &CATALOGUE.index;
    let all = index.search("  ", usize::MAX);
    assert_eq!((all.total, all.best.len()), (CATALOGUE.versions.len(), CATALOGUE.versions.len()));
    let bands: Vec<char> = all.best.iter().map(|at| CATALOGUE.versions[*at].volume_band).collect();
    assert!(bands.is_sorted() && bands[0] == 'A');
    assert_eq!(index.search("đăng ký", 50), index.search("đăng ký", 50));
    let counted = CATALOGUE
        .versions
        .iter()
        .map(|version| Entry { version, filed: if version.code.as_str() == "1.004873" { 9 } else { 0 } });
    let first = Index::new(counted).search("", 1).best[0];
    assert_eq!(CATALOGUE.versions[first].code.as_str(), "1.004873", "counts decide inside a band");
}

#[test]
fn accents_that_were_typed_are_meant() {
    let first = |query| CATALOGUE.search(query, 1)[0].code.to_string();
    assert_eq!(first("thẻ bảo hiểm"), "1.014137");
    assert_eq!(first("thế chấp"), "1.011441");
    let taken_apart = "the\u{0302}\u{0301} cha\u{0302}\u{0301}p";
    assert_eq!(first(taken_apart), "1.011441", "decomposed input is the same");
}

#[test]
fn long_names_that_differ_at_their_ends_are_told_apart() {
    let like = &CATALOGUE.versions[0];
    let name = "Giải quyết chế độ trợ cấp một lần đối với quân nhân, người làm công tác cơ yếu ".repeat(5);
    let versions: Vec<ProcedureVersion> = (0..6)
        .map(|at| {
            let code = motcua_domain::ids::ProcedureCode(format!("9.00000{at}"));
            ProcedureVersion { code, name: format!("{name}hưởng mức {at}"), ..like.clone() }
        })
        .collect();
    let index = Index::new(versions.iter().map(|version| Entry { version, filed: 0 }));
    for (at, version) in versions.iter().enumerate() {
        assert_eq!(index.search(&fold(&version.name), 3).best.first(), Some(&at));
    }
}

#[test]
fn whatever_is_typed_is_answered() {
    let long = "khai sinh ".repeat(2_000);
    let run = "khaisinh".repeat(2_000);
    for query in [
        "?",
        "...",
        "\u{0}",
        "🙂",
        "Ω мир",
        "1",
        "1.",
        ".",
        "'; drop table",
        "%_",
        &long,
        &run,
        "a",
        "zzzzzzzz qqqqqqq",
    ] {
        let found = CATALOGUE.index.search(query, 5);
        assert!(found.best.len() <= 5 && found.best.len() <= found.total, "{query:.20}");
    }
    assert_eq!(CATALOGUE.index.search("zzzzzzzz qqqqqqq", 5).total, 0);
    assert_eq!(Index::new([]).search("khai sinh", 5).total, 0);
}
