//! The catalogue as open data: read back by parsers that are not ours.

use crate::flows::{BIRTH, hanoi, synthetic, units, version};
use motcua_domain::procedure::{FeeRule, LegalBasis, ProcedureVersion};
use motcua_procedure::open_data::{Bom, Catalogue, csv, json, turtle};
use oxttl::TurtleParser;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn catalogue<'a>(versions: &'a [&'a ProcedureVersion]) -> Catalogue<'a> {
    Catalogue {
        base: "https://motcua.example/",
        city: ("Thành phố Hà Nội", "Hanoi City"),
        versions,
        units: units(),
    }
}

/// Triples by subject: property and object as N-Triples text.
fn triples(text: &str) -> Result<BTreeMap<String, Vec<(String, String)>>, String> {
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for triple in TurtleParser::new().for_slice(text.as_bytes()) {
        let triple = triple.map_err(|error| error.to_string())?;
        let entry = found.entry(triple.subject.to_string()).or_default();
        entry.push((triple.predicate.as_str().to_owned(), triple.object.to_string()));
    }
    Ok(found)
}

const CV: &str = "http://data.europa.eu/m8g/";
const CPSV: &str = "http://purl.org/vocab/cpsv#";
const DCT: &str = "http://purl.org/dc/terms/";

#[test]
fn the_whole_city_is_turtle_with_what_the_profile_asks_for() {
    let all: Vec<&ProcedureVersion> = hanoi().procedures.iter().collect();
    let found = triples(&turtle(&catalogue(&all))).expect("Turtle");
    let is_a = |class: &str| {
        let of_class = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type".to_owned(), format!("<{class}>"));
        found.iter().filter(move |(_, facts)| facts.contains(&of_class)).collect::<Vec<_>>()
    };
    let services = is_a(&format!("{CPSV}PublicService"));
    assert_eq!(services.len(), all.len());
    let has =
        |facts: &[(String, String)], property: String| facts.iter().filter(|(p, _)| *p == property).count();
    for (service, facts) in services {
        for needed in ["identifier", "title", "description", "language"] {
            assert!(has(facts, format!("{DCT}{needed}")) >= 1, "{service}: {needed}");
        }
        assert_eq!(has(facts, format!("{CV}hasCompetentAuthority")), 1, "{service}");
        assert_eq!(has(facts, format!("{CV}processingTime")), 1, "{service}");
        assert_eq!(has(facts, format!("{CPSV}produces")), 1, "{service}");
        // Whatever it points to inside the catalogue is there.
        for (property, object) in facts.iter().filter(|(_, o)| o.starts_with("<https://motcua.example/")) {
            assert!(found.contains_key(object.as_str()), "{service} {property} {object}");
        }
    }
    let papers: usize = all.iter().map(|version| version.papers.len()).sum();
    assert_eq!(is_a(&format!("{CV}Evidence")).len(), papers);
    for (authority, facts) in is_a(&format!("{CV}PublicOrganisation")) {
        assert!(has(facts, "http://www.w3.org/2004/02/skos/core#prefLabel".to_owned()) >= 1, "{authority}");
        assert!(has(facts, format!("{DCT}spatial")) == 1, "{authority}");
    }
}

/// Everything that breaks a careless writer.
fn nasty() -> ProcedureVersion {
    let mut version = synthetic();
    version.name = "Cấp \"sổ\" \\ <đất>, nhà;\r\n\tdòng hai \u{7}".to_owned();
    version.synonyms = vec!["a\"@en . <x> <y> <z>".to_owned()];
    version.result_code = Some("K-1".to_owned());
    version.legal_basis = vec![
        LegalBasis {
            document: "Luật".to_owned(),
            article: None,
            link: Some("https://a.vn/x> <y".to_owned()),
        },
        LegalBasis {
            document: "Nghị định".to_owned(),
            article: Some("Điều 1".to_owned()),
            link: Some("https://a.vn/1".to_owned()),
        },
    ];
    version.fees = vec![FeeRule { amount: 8_000, basis: Some("NQ \"1\"".to_owned()), ..FeeRule::default() }];
    version
}

#[test]
fn nothing_a_name_holds_breaks_out_of_it() {
    let version = nasty();
    let text = turtle(&catalogue(&[&version]));
    let found = triples(&text).expect("Turtle");
    let facts = &found[&format!("<https://motcua.example/open-data/services/9.000001/{}>", version.id)];
    let title = facts.iter().find(|(p, _)| *p == format!("{DCT}title")).expect("a title");
    assert!(title.1.contains("\\\"sổ\\\"") && title.1.ends_with("@vi"), "{}", title.1);
    assert!(!text.contains("a.vn/x"), "an address that is none is left out");
    assert!(text.contains("rdfs:seeAlso <https://a.vn/1>"));

    let table = csv(&catalogue(&[&version]), Bom::Without);
    let mut reader = csv::ReaderBuilder::new().from_reader(table.as_bytes());
    let headings = reader.headers().expect("headings").clone();
    let row = reader.records().next().expect("a row").expect("readable");
    let cell = |name: &str| &row[headings.iter().position(|heading| heading == name).expect("a column")];
    assert_eq!(cell("name"), version.name);
    assert_eq!(cell("fee_online"), "8000");
    assert_eq!(cell("term_iso8601").chars().next(), Some('P'));
    assert!(table.lines().next().expect("headings").ends_with("source"));

    let document: serde_json::Value = serde_json::from_str(&json(&catalogue(&[&version]))).expect("JSON");
    assert_eq!(document["services"][0]["name"]["vi"], version.name);
    assert_eq!(document["services"][0]["steps"].as_array().map(Vec::len), Some(version.steps.len()));
}

#[test]
fn the_table_has_one_row_a_version_and_a_mark_when_asked() {
    let all: Vec<&ProcedureVersion> = hanoi().procedures.iter().collect();
    let plain = csv(&catalogue(&all), Bom::Without);
    assert_eq!(csv(&catalogue(&all), Bom::With), format!("\u{feff}{plain}"));
    assert!(plain.starts_with("code,version,name,"));
    assert!(!plain.replace("\r\n", "").contains('\r'), "lines end as RFC 4180 says");
    let mut reader = csv::ReaderBuilder::new().from_reader(plain.as_bytes());
    let names: Vec<String> = reader.records().map(|row| row.expect("readable")[2].to_owned()).collect();
    let wanted: Vec<String> = all.iter().map(|version| version.name.clone()).collect();
    assert_eq!(names, wanted);
}

#[test]
fn what_is_not_certain_is_said() {
    let mut birth = version(BIRTH).clone();
    birth.provisional.term = true;
    birth.provisional.fee = true;
    let text = turtle(&catalogue(&[&birth]));
    assert!(text.contains("Chưa chắc chắn, theo nguồn công khai: thời hạn"), "{text}");
    assert!(csv(&catalogue(&[&birth]), Bom::Without).contains("term; "));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn any_text_is_carried_exactly(name in any::<String>(), code in any::<String>()) {
        let mut one = synthetic();
        one.name = name.clone();
        one.code = motcua_domain::ids::ProcedureCode(code.clone());
        let found = triples(&turtle(&catalogue(&[&one]))).map_err(TestCaseError::fail)?;
        let identified = found.values().flatten().filter(|(p, _)| *p == format!("{DCT}identifier"));
        let wanted = oxrdf::Literal::new_simple_literal(&code).to_string();
        prop_assert!(identified.clone().any(|(_, o)| *o == wanted), "{wanted}");
        let document: serde_json::Value = serde_json::from_str(&json(&catalogue(&[&one]))).expect("JSON");
        prop_assert_eq!(&document["services"][0]["name"]["vi"], &serde_json::Value::String(name.clone()));
        let table = csv(&catalogue(&[&one]), Bom::Without);
        let mut reader = csv::ReaderBuilder::new().from_reader(table.as_bytes());
        let row = reader.records().next().expect("a row").expect("readable");
        prop_assert_eq!(&row[2], name.as_str());
    }
}
