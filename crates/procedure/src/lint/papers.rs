//! Papers: none twice, and none that a State database already holds (NQ 66.7/2025/NQ-CP).

use super::codes::*;
use super::conditions::can_hold;
use super::sink::{Sink, whole};
use crate::finding::{Place, Severity};
use crate::surroundings::{Substitution, Surroundings};
use motcua_domain::procedure::{ProcedureVersion, RequiredPaper};
use motcua_domain::text::fold;

/// Words, folded, by which the name of a paper tells its class. A judgement: names are published as free text.
pub(super) const CLASSES: [(&str, &[&str]); 11] = [
    ("birth_certificate", &["giay khai sinh", "trich luc khai sinh"]),
    (
        "marriage_certificate",
        &["chung nhan ket hon", "giay dang ky ket hon", "trich luc ket hon", "giay ket hon"],
    ),
    ("death_certificate", &["chung tu truoc day", "giay chung tu", "giay khai tu", "trich luc khai tu"]),
    (
        "identity_card",
        &["can cuoc", "chung minh nhan dan", "giay to tuy than", "giay to chung minh nhan than"],
    ),
    ("residence", &["so ho khau", "noi cu tru", "noi thuong tru", "noi tam tru", "xac nhan cu tru"]),
    (
        "business_registration",
        &[
            "chung nhan dang ky doanh nghiep",
            "chung nhan dang ky kinh doanh",
            "chung nhan dang ky ho kinh doanh",
            "chung nhan dang ky hop tac xa",
            "chung nhan dang ky dau tu",
        ],
    ),
    (
        "land_certificate",
        &[
            "chung nhan quyen su dung dat",
            "chung nhan quyen so huu nha",
            "so do",
            "quyen so huu tai san gan lien voi dat",
        ],
    ),
    ("vehicle_registration", &["dang ky xe", "dang ky o to", "dang ky phuong tien"]),
    ("criminal_record", &["ly lich tu phap"]),
    ("health_certificate", &["giay kham suc khoe", "chung nhan suc khoe"]),
    ("driving_licence", &["giay phep lai xe", "bang lai xe"]),
];

/// First words of papers that the applicant writes: they ask for something and prove nothing, whatever they name.
const WRITTEN: [&str; 8] =
    ["to khai", "don", "mau", "giay de nghi", "van ban de nghi", "ban khai", "phieu yeu cau", "du thao"];

/// Names of the databases of the substitution table.
pub(super) const DATABASES: [(&str, &str, &str); 11] = [
    ("population", "Cơ sở dữ liệu quốc gia về dân cư", "the national population database"),
    ("civil_status", "Cơ sở dữ liệu hộ tịch điện tử", "the electronic civil status database"),
    (
        "business",
        "Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp",
        "the national business registration database",
    ),
    ("land", "Cơ sở dữ liệu đất đai", "the land database"),
    ("vehicle", "Cơ sở dữ liệu đăng ký xe", "the vehicle registration database"),
    ("id_card", "Cơ sở dữ liệu căn cước", "the identity card database"),
    ("health", "Cơ sở dữ liệu y tế", "the health database"),
    ("driving_licence", "Cơ sở dữ liệu giấy phép lái xe", "the driving licence database"),
    ("criminal_record", "Cơ sở dữ liệu lý lịch tư pháp", "the criminal record database"),
    ("social_insurance", "Cơ sở dữ liệu bảo hiểm xã hội", "the social insurance database"),
    ("e_identity", "Hệ thống định danh và xác thực điện tử", "the electronic identity system"),
];

/// The database that holds a class, where the table of a procedure names several.
const HELD_BY: [(&str, &str); 11] = [
    ("birth_certificate", "civil_status"),
    ("marriage_certificate", "civil_status"),
    ("death_certificate", "civil_status"),
    ("identity_card", "population"),
    ("residence", "population"),
    ("business_registration", "business"),
    ("land_certificate", "land"),
    ("vehicle_registration", "vehicle"),
    ("criminal_record", "criminal_record"),
    ("health_certificate", "health"),
    ("driving_licence", "driving_licence"),
];

pub(super) fn check(version: &ProcedureVersion, around: &Surroundings<'_>, sink: &mut Sink) {
    if version.papers.is_empty() && !version.provisional.papers {
        let vi = "Chưa có thành phần hồ sơ nào.";
        sink.add(PAPERS_MISSING, whole("papers"), vi, "No papers are listed.");
    }
    twice(version, sink);
    let table = around.substitutions.iter().find(|row| row.code == version.code);
    for paper in version.papers.iter().filter(|paper| paper.required) {
        held(paper, table, sink);
    }
}

fn place(paper: &RequiredPaper) -> Place {
    Place::Paper { key: paper.key.to_string() }
}

fn twice(version: &ProcedureVersion, sink: &mut Sink) {
    let names: Vec<String> = version.papers.iter().map(|paper| fold(&paper.name)).collect();
    for (at, paper) in version.papers.iter().enumerate() {
        let together = |other: &RequiredPaper| match (&other.when, &paper.when) {
            (Some(a), Some(b)) => can_hold(&[a, b], |_| None),
            _ => true,
        };
        let same_key = version.papers[..at].iter().any(|other| other.key == paper.key);
        let same_name = (0..at).any(|other| {
            let before = &version.papers[other];
            names[other] == names[at] && before.form == paper.form && together(before)
        });
        if same_key {
            let vi = format!("Hai giấy tờ cùng mang mã “{}”.", paper.key);
            sink.add(PAPER_TWICE, place(paper), vi, format!("Two papers have the key “{}”.", paper.key));
        } else if same_name {
            let name_en = paper.name_en.as_ref().unwrap_or(&paper.name);
            sink.add(
                PAPER_TWICE,
                place(paper),
                format!("Giấy tờ “{}” được yêu cầu hai lần.", paper.name),
                format!("The paper “{name_en}” is asked for twice."),
            );
        }
    }
}

fn held(paper: &RequiredPaper, table: Option<&Substitution>, sink: &mut Sink) {
    let name_en = paper.name_en.as_ref().unwrap_or(&paper.name);
    if let Some(database) = &paper.held_by {
        sink.add(
            DOCUMENT_HELD,
            place(paper),
            format!("Giấy tờ “{}” ghi là bắt buộc, trong khi đã có tại {database}.", paper.name),
            format!("The paper “{name_en}” is marked as required, and “{database}” holds it."),
        );
        return;
    }
    let Some((table, class)) = table.and_then(|table| Some((table, class_of(paper, table)?))) else { return };
    let database = HELD_BY.iter().find(|(known, _)| *known == class).map(|(_, database)| *database);
    let database = database.filter(|key| table.databases.iter().any(|one| one == key));
    let names: Vec<&str> = database
        .map_or_else(|| table.databases.iter().map(String::as_str).collect(), |database| vec![database]);
    let named = |of: fn(&(&'static str, &'static str, &'static str)) -> &'static str| {
        let each = names.iter().map(|key| DATABASES.iter().find(|row| row.0 == *key).map_or(*key, of));
        each.collect::<Vec<_>>().join(", ")
    };
    sink.add_as(
        Severity::Warning,
        DOCUMENT_HELD,
        place(paper),
        format!("Giấy tờ “{}” đã có tại {} (Nghị quyết 66.7/2025/NQ-CP).", paper.name, named(|row| row.1)),
        format!("The paper “{name_en}” is held by {} (Resolution 66.7/2025/NQ-CP).", named(|row| row.2)),
    );
}

/// The class of a paper among those replaced in the procedure.
fn class_of(paper: &RequiredPaper, table: &Substitution) -> Option<&'static str> {
    let name = fold(&paper.name);
    if WRITTEN.iter().any(|start| name.starts_with(start)) {
        return None;
    }
    let replaced = |class: &str| table.classes.iter().any(|one| one == class);
    let named = CLASSES.iter().filter(|(class, _)| replaced(class));
    named
        .filter(|(_, words)| words.iter().any(|word| contains_words(&name, word)))
        .map(|(class, _)| *class)
        .next()
}

/// Whether whole words of a folded text are these.
fn contains_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric())
    })
}
